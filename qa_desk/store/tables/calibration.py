"""Calibration sessions: calls × panel, what happened and what was settled."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.calibration import SeatKind, SessionKind, SessionState
from qa_desk.domain.ids import CallId, CaseId, PersonId, RecurrenceId, SessionId, VersionId
from qa_desk.domain.recurrence import Every, Evidence
from qa_desk.store.tables.base import Base, Versioned, json_column, key_column


class CalibrationSessionRow(Versioned, Base):
    """A session; its moments are set when its states are reached."""

    __tablename__ = "calibration_sessions"
    __table_args__ = (
        CheckConstraint("quorum IS NULL OR quorum > 0", name="quorum_positive"),
        CheckConstraint("state = 'blind' OR revealed_at IS NOT NULL", name="revealed_has_moment"),
        UniqueConstraint("recurrence_id", "occurs_on"),
    )

    id: Mapped[SessionId] = key_column()
    title: Mapped[str]
    kind: Mapped[SessionKind]
    state: Mapped[SessionState] = mapped_column(index=True)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("scorecard_versions.id"))
    lead_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    quorum: Mapped[int | None]
    revealed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reopened_reason: Mapped[str] = mapped_column(default="")
    hides_agent: Mapped[bool] = mapped_column(default=False, server_default=false())
    criteria = json_column(nullable=True)
    apart_days: Mapped[int | None]
    recurrence_id: Mapped[RecurrenceId | None] = mapped_column(ForeignKey("recurring_sessions.id"))
    occurs_on: Mapped[date | None]


class RecurringSessionRow(Versioned, Base):
    """A session that comes back; `panel` and `agents` hold the keys of those who sit in each."""

    __tablename__ = "recurring_sessions"
    __table_args__ = (
        CheckConstraint("weekday >= 0 AND weekday <= 6", name="weekday_of_week"),
        CheckConstraint("n_calls > 0 AND due_days >= 0", name="numbers_in_range"),
    )

    id: Mapped[RecurrenceId] = key_column()
    title: Mapped[str]
    every: Mapped[Every]
    weekday: Mapped[int]
    starts_on: Mapped[date]
    n_calls: Mapped[int]
    evidence: Mapped[Evidence]
    panel = json_column()
    lead_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    scorecard_key: Mapped[str]
    due_days: Mapped[int]
    quorum: Mapped[int | None]
    hides_agent: Mapped[bool]
    criteria = json_column()
    kind: Mapped[SessionKind] = mapped_column(default=SessionKind.PANEL, server_default=SessionKind.PANEL.value)
    apart_days: Mapped[int | None]
    agents = json_column(nullable=True)
    ended_on: Mapped[date | None]


class SessionCallRow(Base):
    """A call of a session, and the version of a standard case that it is measured by, if any."""

    __tablename__ = "session_calls"

    session_id: Mapped[SessionId] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id"), primary_key=True, index=True)
    position: Mapped[int]
    case_id: Mapped[CaseId | None] = mapped_column(ForeignKey("standard_cases.id"))
    case_number: Mapped[int | None]


class SessionSeatRow(Base):
    """Somebody's place in the panel of a session."""

    __tablename__ = "session_seats"

    session_id: Mapped[SessionId] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    kind: Mapped[SeatKind]
    position: Mapped[int]


class SessionEventRow(Base):
    """Something that happened to a session; `reason` where one had to be given, `about_id` whom it concerned."""

    __tablename__ = "session_events"

    id: Mapped[UUID] = key_column()
    session_id: Mapped[SessionId] = mapped_column(ForeignKey("calibration_sessions.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    about_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))


class SettledAnswerRow(Versioned, Base):
    """What the panel agreed on one criterion of one call."""

    __tablename__ = "settled_answers"
    __table_args__ = (CheckConstraint("NOT na OR rating IS NULL", name="na_has_no_rating"),)

    session_id: Mapped[SessionId] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    criterion_key: Mapped[str] = mapped_column(primary_key=True)
    rating = json_column(nullable=True)
    na: Mapped[bool] = mapped_column(default=False)
    reasons = json_column()
    rationale: Mapped[str] = mapped_column(default="")
    settled_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    settled_at: Mapped[datetime]
