"""Tracked items keep which calls raised them beside their unit and days."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column; items from before were raised by all calls."""
    with op.batch_alter_table("tracked_items") as batch:
        batch.add_column(sa.Column("raised_cut", JSON_TYPE, nullable=True))
