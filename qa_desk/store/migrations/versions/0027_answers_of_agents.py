"""Agents answer their results: who answered, who decides a dispute, answer by answer, and every step on record."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_VERDICTS = ("upheld", "overturned")
_STEPS = ("held", "released", "acknowledged", "disputed", "routed", "upheld", "overturned")


def upgrade() -> None:
    """Add two columns with their indexes, and two tables."""
    with op.batch_alter_table("feedback") as batch:
        for name in ("answered_by", "decider_id"):
            batch.add_column(sa.Column(name, sa.Uuid(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_feedback_{name}_people"), "people", [name], ["id"])
        batch.create_index(op.f("ix_feedback_decider_id"), ["decider_id"])
        batch.create_index(op.f("ix_feedback_superseding_id"), ["superseding_id"])
    _create_disputed_answers()
    _create_steps()


def _create_disputed_answers() -> None:
    verdict = sa.Enum(*_VERDICTS, name="verdict", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "disputed_answers",
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("verdict", verdict, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict IS NULL OR reason <> ''", name=op.f("ck_disputed_answers_verdict_has_reason")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_disputed_answers_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_disputed_answers_evaluation_id_evaluations")
        ),
        sa.PrimaryKeyConstraint("feedback_id", "criterion_key", name=op.f("pk_disputed_answers")),
    )
    op.create_index(op.f("ix_disputed_answers_evaluation_id"), "disputed_answers", ["evaluation_id"])


def _create_steps() -> None:
    kind = sa.Enum(*_STEPS, name="feedbackstepkind", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "feedback_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("kind", kind, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_steps_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluations.id"], name=op.f("fk_feedback_steps_evaluation_id_evaluations")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_feedback_steps_actor_id_people")),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name=op.f("fk_feedback_steps_to_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_steps")),
    )
    op.create_index(op.f("ix_feedback_steps_feedback_id"), "feedback_steps", ["feedback_id"])
    op.create_index(op.f("ix_feedback_steps_evaluation_id"), "feedback_steps", ["evaluation_id"])
