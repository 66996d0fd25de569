"""Sessions of every kind come back: against the standard, of the same inspectors again, and with agents."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_KINDS = ("panel", "against_standard", "same_inspector", "with_agents", "pilot")


def upgrade() -> None:
    """Add the kind and what belongs to it; what comes back already is a panel."""
    kind = sa.Enum(*_KINDS, name="sessionkind", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("recurring_sessions") as batch:
        batch.add_column(sa.Column("kind", kind, server_default="panel", nullable=False))
        batch.add_column(sa.Column("apart_days", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("agents", JSON_TYPE, nullable=True))
