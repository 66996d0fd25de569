"""A server's index that all failures are counted from holds not where they happened: half as much to be read."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_NAME = "ix_deduction_facts_counting_include"
_ORDERED = ["day", "version_number", "criterion_key", "why"]
_HELD = ["points", "call_points", "owner_points", "scorecard_key", "cause_owner_kind", "cause_owner_name", "call_id"]


def upgrade() -> None:
    """Lay it anew; a file has its own, which is as it was."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.drop_index(_NAME, "deduction_facts")
    op.create_index(_NAME, "deduction_facts", _ORDERED, postgresql_include=_HELD)
