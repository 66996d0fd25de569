"""Where somebody's charts of drift begin anew."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KINDS = ("acknowledged", "trained")


def upgrade() -> None:
    """Add one table."""
    kind = sa.Enum(*_KINDS, name="restartkind", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "drift_restarts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("scorecard_key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drift_restarts_person_id_people")),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name=op.f("fk_drift_restarts_noted_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drift_restarts")),
    )
    op.create_index(op.f("ix_drift_restarts_person_id"), "drift_restarts", ["person_id"])
