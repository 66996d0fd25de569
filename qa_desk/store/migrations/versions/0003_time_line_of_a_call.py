"""When each recording of a call began, who spoke how much of a call, and which passages were heard without scoring."""

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_FIGURES = (
    "recorded_s",
    "agent_share",
    "customer_share",
    "silence_share",
    "overtalk_share",
    "longest_silence_s",
    "longest_overtalk_s",
)


def upgrade() -> None:
    """Add a column and two tables."""
    with op.batch_alter_table("recordings") as batch:
        batch.add_column(sa.Column("started_at", UtcDateTime(), nullable=True))
    _begin_with_their_calls()
    _create_call_talk()
    _create_call_hearings()


def _begin_with_their_calls() -> None:
    """The only recording of a call began with it; of several, nobody knows which one the call's time was read from."""
    op.execute(
        "UPDATE recordings SET started_at = (SELECT calls.started_at FROM calls WHERE calls.id = recordings.call_id) "
        "WHERE (SELECT count(*) FROM recordings AS others WHERE others.call_id = recordings.call_id) = 1"
    )


def _create_call_talk() -> None:
    op.create_table(
        "call_talk",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=True) for name in _FIGURES),
        sa.Column("n_silences", sa.Integer(), nullable=True),
        sa.Column("n_overtalks", sa.Integer(), nullable=True),
        sa.Column("measured_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_talk_call_id_calls"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_talk")),
    )


def _create_call_hearings() -> None:
    op.create_table(
        "call_hearings",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.CheckConstraint("start_s >= 0 AND start_s < end_s", name=op.f("ck_call_hearings_times_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_call_hearings_person_id_people")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_hearings_call_id_calls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "call_id", "start_s", name=op.f("pk_call_hearings")),
    )
    op.create_index(op.f("ix_call_hearings_call_id"), "call_hearings", ["call_id"])
