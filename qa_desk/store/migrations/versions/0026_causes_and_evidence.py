"""Tracked items get a cause owner with a deadline, evidence, the period that raised them and a target."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_KINDS = ("agent", "department", "unit")
_STATES = ("proposed", "accepted", "rejected")


def upgrade() -> None:
    """Add columns to tracked items, and the table of their evidence."""
    kind = sa.Enum(*_KINDS, name="causeownerkind", native_enum=False, create_constraint=True, length=32)
    state = sa.Enum(*_STATES, name="attributionstate", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("tracked_items") as batch:
        batch.add_column(sa.Column("cause_owner_kind", kind, nullable=True))
        batch.add_column(sa.Column("cause_owner_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("answer_due_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("cause_state", state, nullable=True))
        batch.add_column(sa.Column("cause_reason", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch.add_column(sa.Column("raised_first", sa.Date(), nullable=True))
        batch.add_column(sa.Column("raised_last", sa.Date(), nullable=True))
        batch.add_column(sa.Column("target_share", sa.Double(), nullable=True))
    op.create_table(
        "tracked_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("mark_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["tracked_items.id"],
            name=op.f("fk_tracked_evidence_item_id_tracked_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_tracked_evidence_evaluation_id_evaluations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["mark_id"], ["marks.id"], name=op.f("fk_tracked_evidence_mark_id_marks"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracked_evidence")),
    )
    op.create_index(op.f("ix_tracked_evidence_item_id"), "tracked_evidence", ["item_id"])
    op.create_index(op.f("ix_tracked_evidence_evaluation_id"), "tracked_evidence", ["evaluation_id"])
    op.create_index(op.f("ix_tracked_evidence_mark_id"), "tracked_evidence", ["mark_id"])
