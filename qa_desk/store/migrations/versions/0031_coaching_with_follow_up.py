"""Coaching notes for agents with their follow-up; sessions that come back may take calls whose dispute was accepted."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_EVIDENCE = ("any", "low_agreement", "disputed", "borderline", "rare_failure", "not_lately")


def upgrade() -> None:
    """Add the table, and a word to a column."""
    _create_coaching_notes()
    words = ", ".join(f"'{word}'" for word in _EVIDENCE)
    with op.batch_alter_table("recurring_sessions") as batch:
        batch.drop_constraint(op.f("ck_recurring_sessions_evidence"), type_="check")
        batch.create_check_constraint(op.f("ck_recurring_sessions_evidence"), f"evidence IN ({words})")


def _create_coaching_notes() -> None:
    people = {name: (name in ("done_by",)) for name in ("agent_id", "given_by", "follow_up_by", "done_by")}
    op.create_table(
        "coaching_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("evaluation_id", sa.Uuid(), nullable=True),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_for_agent", sa.Boolean(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=is_nullable) for name, is_nullable in people.items()),
        sa.CheckConstraint("(done_at IS NULL) = (result = '')", name=op.f("ck_coaching_notes_done_has_result")),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_coaching_notes_done_by_somebody")),
        *(
            sa.ForeignKeyConstraint([name], ["people.id"], name=op.f(f"fk_coaching_notes_{name}_people"))
            for name in people
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_coaching_notes_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_coaching_notes_evaluation_id_evaluations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_notes")),
    )
    for name in ("agent_id", "evaluation_id", "follow_up_by"):
        op.create_index(op.f(f"ix_coaching_notes_{name}"), "coaching_notes", [name])
