"""What a meeting leaves: decisions in place of the actions of a session, training notes, attendance, times, places."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from qa_desk.store.tables.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add six tables; what was noted as an action becomes a decision of that kind."""
    _create_decisions()
    _carry_actions_over()
    op.drop_table("session_actions")
    _create_training_notes()
    _create_places()
    _create_agendas_and_times()


def _create_decisions() -> None:
    kinds = ("guidance", "standard_case", "tracked_item", "training_note", "action")
    op.create_table(
        "session_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*kinds, name="decisionkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("became_id", sa.Uuid(), nullable=True),
        _key_of_session("session_decisions"),
        _key("session_decisions", "owner_id", "people"),
        _key("session_decisions", "decided_by", "people"),
        _key("session_decisions", "call_id", "calls"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_decisions")),
    )
    for column in ("session_id", "call_id"):
        op.create_index(op.f(f"ix_session_decisions_{column}"), "session_decisions", [column])


def _carry_actions_over() -> None:
    connection = op.get_bind()
    actions = sa.table(
        "session_actions", *(sa.column(name) for name in ("session_id", "position", "text", "owner_id", "due_on"))
    )
    sessions = sa.table(
        "calibration_sessions",
        sa.column("id"),
        sa.column("lead_id"),
        sa.column("created_at", UtcDateTime()),
        sa.column("closed_at", UtcDateTime()),
    )
    typed = {"session_id": sa.Uuid(), "owner_id": sa.Uuid(), "decided_by": sa.Uuid(), "id": sa.Uuid()}
    columns = ("id", "session_id", "kind", "text", "owner_id", "due_on", "decided_by", "criterion_key")
    decisions = sa.table(
        "session_decisions",
        *(sa.column(name, typed.get(name, sa.Date() if name == "due_on" else sa.Text())) for name in columns),
        sa.column("decided_at", UtcDateTime()),
    )
    moment = sa.func.coalesce(sessions.c.closed_at, sessions.c.created_at, type_=UtcDateTime())
    statement = sa.select(
        sa.type_coerce(actions.c.session_id, sa.Uuid()).label("session_id"),
        actions.c.text,
        sa.type_coerce(actions.c.owner_id, sa.Uuid()).label("owner_id"),
        sa.type_coerce(actions.c.due_on, sa.Date()).label("due_on"),
        sa.type_coerce(sessions.c.lead_id, sa.Uuid()).label("decided_by"),
        moment.label("decided_at"),
    ).join_from(actions, sessions, sessions.c.id == actions.c.session_id)
    rows: list[dict[str, Any]] = [
        {"id": uuid4(), "kind": "action", "criterion_key": "", **row._mapping}
        for row in connection.execute(statement.order_by(actions.c.session_id, actions.c.position))
    ]
    if rows:
        connection.execute(sa.insert(decisions), rows)


def _create_training_notes() -> None:
    op.create_table(
        "training_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=True),
        sa.Column("end_s", sa.Double(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "start_s IS NULL OR (start_s >= 0 AND start_s < end_s)", name=op.f("ck_training_notes_passage_in_order")
        ),
        sa.CheckConstraint("done_at IS NULL OR read_at IS NOT NULL", name=op.f("ck_training_notes_done_is_read")),
        _key_of_session("training_notes"),
        _key("training_notes", "person_id", "people"),
        _key("training_notes", "call_id", "calls"),
        _key("training_notes", "given_by", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_notes")),
    )
    for column in ("person_id", "call_id"):
        op.create_index(op.f(f"ix_training_notes_{column}"), "training_notes", [column])


def _create_places() -> None:
    op.create_table(
        "session_places",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=True),
        sa.Column("shows_names", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _key_of_session("session_places"),
        _key("session_places", "lead_id", "people"),
        _key("session_places", "call_id", "calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_places")),
    )
    op.create_table(
        "session_attendance",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        _key_of_session("session_attendance"),
        _key("session_attendance", "person_id", "people"),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_session_attendance")),
    )


def _create_agendas_and_times() -> None:
    op.create_table(
        "session_times",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_key", sa.Text(), nullable=False),
        sa.Column("spent_s", sa.Double(), nullable=False),
        _key_of_session("session_times"),
        _key("session_times", "call_id", "calls", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", "call_id", "criterion_key", name=op.f("pk_session_times")),
    )
    op.create_table(
        "session_agendas",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_session_agendas_minutes_positive")),
        _key_of_session("session_agendas"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_agendas")),
    )


def _key_of_session(table: str) -> sa.ForeignKeyConstraint:
    return _key(table, "session_id", "calibration_sessions", ondelete="CASCADE")


def _key(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)
