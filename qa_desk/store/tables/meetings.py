"""What a calibration meeting leaves: decisions, training notes, who was there, how long, and where the lead is now."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import CallId, DecisionId, PersonId, SessionId, TrainingNoteId
from qa_desk.domain.meeting import DecisionKind
from qa_desk.store.tables.base import Base, key_column


class SessionDecisionRow(Base):
    """What a session decided to do; `became_id` is the version, case, item or note that it was made into."""

    __tablename__ = "session_decisions"

    id: Mapped[DecisionId] = key_column()
    session_id: Mapped[SessionId] = mapped_column(ForeignKey("calibration_sessions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DecisionKind]
    text: Mapped[str]
    owner_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None]
    decided_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    call_id: Mapped[CallId | None] = mapped_column(ForeignKey("calls.id"), index=True)
    criterion_key: Mapped[str] = mapped_column(default="")
    became_id: Mapped[UUID | None]


class TrainingNoteRow(Base):
    """Something for one inspector to learn, with the passage to hear."""

    __tablename__ = "training_notes"
    __table_args__ = (
        CheckConstraint("start_s IS NULL OR (start_s >= 0 AND start_s < end_s)", name="passage_in_order"),
        CheckConstraint("done_at IS NULL OR read_at IS NOT NULL", name="done_is_read"),
    )

    id: Mapped[TrainingNoteId] = key_column()
    session_id: Mapped[SessionId | None] = mapped_column(ForeignKey("calibration_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    call_id: Mapped[CallId | None] = mapped_column(ForeignKey("calls.id"), index=True)
    criterion_key: Mapped[str]
    text: Mapped[str]
    start_s: Mapped[float | None]
    end_s: Mapped[float | None]
    due_on: Mapped[date]
    given_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class SessionPlaceRow(Base):
    """Where the lead of a meeting is, for the desks that follow; one row a session."""

    __tablename__ = "session_places"

    session_id: Mapped[SessionId] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    lead_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    criterion_key: Mapped[str]
    start_s: Mapped[float | None]
    shows_names: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]


class SessionAttendanceRow(Base):
    """Whether somebody of the panel sat in the meeting, as it was ticked."""

    __tablename__ = "session_attendance"

    session_id: Mapped[SessionId] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    is_present: Mapped[bool]


class SessionTimeRow(Base):
    """How long one criterion of one call was talked about."""

    __tablename__ = "session_times"

    session_id: Mapped[SessionId] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    criterion_key: Mapped[str] = mapped_column(primary_key=True)
    spent_s: Mapped[float]


class SessionAgendaRow(Base):
    """How long the lead planned the meeting to take."""

    __tablename__ = "session_agendas"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes_positive"),)

    session_id: Mapped[SessionId] = mapped_column(
        ForeignKey("calibration_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    minutes: Mapped[int]
