"""A line of codes in each extract: figures over a year are read from lines, not from answers."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was handed in before gets its line afterwards (`qa_desk.store.record.filling`)."""
    with op.batch_alter_table("evaluation_extracts") as batch:
        batch.add_column(sa.Column("line", JSON_TYPE, nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        # statistics of it would tell of answers that are sealed
        op.execute("ALTER TABLE evaluation_extracts ALTER COLUMN line SET STATISTICS 0")
