"""The index that reports are answered from holds the call too: whoever scores a call blind must not find its facts."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INDEX = "ix_deduction_facts_pareto_include"


def upgrade() -> None:
    """Make the index of PostgreSQL anew; SQLite has another one and no readers of its own."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.drop_index(_INDEX, table_name="deduction_facts")
    op.create_index(
        _INDEX, "deduction_facts", ["day", "unit_id"], postgresql_include=["criterion_key", "points", "call_id"]
    )
