"""Whether a reader still has a call to score is found without looking at what its other inspectors have."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the inspector into the index of assignments by call: every reading of evaluations asks for both."""
    op.drop_index(op.f("ix_assignments_call_id"), table_name="assignments")
    op.create_index(op.f("ix_assignments_call_id_inspector_id"), "assignments", ["call_id", "inspector_id"])
