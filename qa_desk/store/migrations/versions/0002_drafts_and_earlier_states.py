"""Where a draft was left and which desk it is open on, the time spent, and what a re-opened evaluation said before."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import JSON_TYPE, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BLIND_COLUMNS = {
    "evaluations": ("worked_s",),
    "desk_places": ("position_s", "view_start_s", "view_end_s", "criterion_key", "folded"),
    "earlier_states": ("reason", "content", "score", "passed"),
}
"""What PostgreSQL must gather no statistics of: they would tell of answers that are sealed."""


def upgrade() -> None:
    """Add a column and three tables."""
    with op.batch_alter_table("evaluations") as batch:
        batch.add_column(sa.Column("worked_s", sa.Double(), server_default="0", nullable=False))
    _create_desk_places()
    _create_draft_holds()
    _create_earlier_states()
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in _BLIND_COLUMNS.items():
            for column in columns:
                op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def _under_evaluation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["evaluation_id", "sealed"],
        ["evaluations.id", "evaluations.sealed"],
        name=op.f(f"fk_{table}_evaluation_id_evaluations"),
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


def _create_desk_places() -> None:
    op.create_table(
        "desk_places",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("position_s", sa.Double(), nullable=False),
        sa.Column("view_start_s", sa.Double(), nullable=False),
        sa.Column("view_end_s", sa.Double(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("folded", JSON_TYPE, nullable=False),
        _under_evaluation("desk_places"),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_desk_places")),
    )


def _create_draft_holds() -> None:
    op.create_table(
        "draft_holds",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_draft_holds_evaluation_id_evaluations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_draft_holds")),
    )


def _create_earlier_states() -> None:
    op.create_table(
        "earlier_states",
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("reopened_at", UtcDateTime(), nullable=False),
        sa.Column("reopened_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", JSON_TYPE, nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_earlier_states_number_positive")),
        _under_evaluation("earlier_states"),
        sa.ForeignKeyConstraint(["reopened_by"], ["people.id"], name=op.f("fk_earlier_states_reopened_by_people")),
        sa.PrimaryKeyConstraint("evaluation_id", "number", name=op.f("pk_earlier_states")),
    )
