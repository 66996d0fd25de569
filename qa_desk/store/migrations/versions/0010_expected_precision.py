"""What precision was told before a draw, so that estimates can be held against it."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column; draws made before promised nothing that was kept."""
    with op.batch_alter_table("draws") as batch:
        batch.add_column(sa.Column("expected", JSON_TYPE, nullable=True))
