"""Calibration sessions: calls × panel, what happened, what was settled and what follows."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.calibration import SeatKind, SessionKind, SessionState
from qa_desk.domain.ids import CallId, PersonId, SessionId, VersionId
from qa_desk.store.tables.base import Base, Versioned, json_column, key_column


class CalibrationSessionRow(Versioned, Base):
    """A session; its moments are set when its states are reached."""

    __tablename__ = "calibration_sessions"
    __table_args__ = (
        CheckConstraint("quorum IS NULL OR quorum > 0", name="quorum_positive"),
        CheckConstraint("state = 'blind' OR revealed_at IS NOT NULL", name="revealed_has_moment"),
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


class SessionCallRow(Base):
    """A call of a session."""

    __tablename__ = "session_calls"

    session_id: Mapped[SessionId] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id"), primary_key=True, index=True)
    position: Mapped[int]


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
    """Something that happened to a session; `reason` where one had to be given."""

    __tablename__ = "session_events"

    id: Mapped[UUID] = key_column()
    session_id: Mapped[SessionId] = mapped_column(ForeignKey("calibration_sessions.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")


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


class SessionActionRow(Base):
    """What the session decided to do."""

    __tablename__ = "session_actions"

    session_id: Mapped[SessionId] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    owner_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None]
