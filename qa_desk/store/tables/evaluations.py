"""Evaluations and everything under them. `sealed` goes down to each row by foreign key and is lifted from the top.

No column that tells what was answered has an index or statistics: a query plan must not count what is sealed.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import CauseOwnerKind, EvaluationState, Purpose
from qa_desk.domain.ids import (
    AnswerId,
    AssignmentId,
    CallId,
    EvaluationId,
    MarkId,
    PersonId,
    RecordingId,
    SessionId,
    VersionId,
)
from qa_desk.store.tables.base import Base, Versioned, json_column, key_column


def _under_evaluation() -> ForeignKeyConstraint:
    """Belongs to an evaluation and is sealed exactly as long as it is."""
    return ForeignKeyConstraint(
        ["evaluation_id", "sealed"],
        ["evaluations.id", "evaluations.sealed"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


class EvaluationRow(Versioned, Base):
    """One inspector's scoring of one call; the scores are those of the answers when they were last saved.

    `purpose` and `sealed` say what its author may know: an overlap or a repeat is routine until it is opened.
    """

    __tablename__ = "evaluations"
    __table_args__ = (
        UniqueConstraint("id", "sealed"),
        CheckConstraint("(state = 'draft') OR submitted_at IS NOT NULL", name="submitted_has_moment"),
        CheckConstraint("listened_share >= 0 AND listened_share <= 1", name="listened_share_in_range"),
        CheckConstraint("purpose <> 'calibration' OR session_id IS NOT NULL", name="calibration_has_session"),
    )

    id: Mapped[EvaluationId] = key_column()
    assignment_id: Mapped[AssignmentId] = mapped_column(ForeignKey("assignments.id"), unique=True)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id"), index=True)
    inspector_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("scorecard_versions.id"), index=True)
    purpose: Mapped[Purpose]
    mode: Mapped[MonitoringMode]
    state: Mapped[EvaluationState]
    sealed: Mapped[bool]
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    session_id: Mapped[SessionId | None] = mapped_column(ForeignKey("calibration_sessions.id"), index=True)
    late: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(default="")
    listened_share: Mapped[float] = mapped_column(default=0.0)
    worked_s: Mapped[float] = mapped_column(default=0.0, server_default="0")
    score_before_policy: Mapped[float | None]
    score: Mapped[float | None]
    agent_score: Mapped[float | None]
    passed: Mapped[bool | None]


class AnswerRow(Versioned, Base):
    """The rating of one criterion."""

    __tablename__ = "answers"
    __table_args__ = (
        _under_evaluation(),
        UniqueConstraint("evaluation_id", "criterion_key"),
        UniqueConstraint("id", "sealed"),
        CheckConstraint("NOT na OR rating IS NULL", name="na_has_no_rating"),
    )

    id: Mapped[AnswerId] = key_column()
    evaluation_id: Mapped[EvaluationId]
    sealed: Mapped[bool]
    criterion_key: Mapped[str]
    rating = json_column(nullable=True)
    na: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(default="")
    cause_owner_kind: Mapped[CauseOwnerKind | None]
    cause_owner_id: Mapped[UUID | None]


class AnswerReasonRow(Base):
    """A reason given for a failure, in the order it was given."""

    __tablename__ = "answer_reasons"
    __table_args__ = (
        ForeignKeyConstraint(
            ["answer_id", "sealed"], ["answers.id", "answers.sealed"], onupdate="CASCADE", ondelete="CASCADE"
        ),
    )

    answer_id: Mapped[AnswerId] = mapped_column(primary_key=True)
    reason_key: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bool]
    position: Mapped[int] = mapped_column(default=0)


class MarkRow(Base):
    """A time range of the call with a note; `recording_id` names the file it falls into."""

    __tablename__ = "marks"
    __table_args__ = (_under_evaluation(), CheckConstraint("start_s >= 0 AND start_s <= end_s", name="times_in_order"))

    id: Mapped[MarkId] = key_column()
    evaluation_id: Mapped[EvaluationId] = mapped_column(index=True)
    sealed: Mapped[bool]
    criterion_key: Mapped[str | None]
    recording_id: Mapped[RecordingId | None] = mapped_column(ForeignKey("recordings.id"))
    start_s: Mapped[float]
    end_s: Mapped[float]
    note: Mapped[str] = mapped_column(default="")
    positive: Mapped[bool] = mapped_column(default=False)


class HeardPassageRow(Base):
    """A passage that the inspector has heard while scoring."""

    __tablename__ = "heard_passages"
    __table_args__ = (_under_evaluation(), CheckConstraint("start_s >= 0 AND start_s < end_s", name="times_in_order"))

    evaluation_id: Mapped[EvaluationId] = mapped_column(primary_key=True)
    start_s: Mapped[float] = mapped_column(primary_key=True)
    end_s: Mapped[float]
    sealed: Mapped[bool]


class DeskPlaceRow(Base):
    """Where the author left a draft: playhead, view, criterion, and the sections folded away."""

    __tablename__ = "desk_places"
    __table_args__ = (_under_evaluation(),)

    evaluation_id: Mapped[EvaluationId] = mapped_column(primary_key=True)
    sealed: Mapped[bool]
    position_s: Mapped[float]
    view_start_s: Mapped[float]
    view_end_s: Mapped[float]
    criterion_key: Mapped[str]
    folded = json_column()


class DraftHoldRow(Base):
    """The desk that a draft is open on; `seen_at` is when it last said so."""

    __tablename__ = "draft_holds"

    evaluation_id: Mapped[EvaluationId] = mapped_column(
        ForeignKey("evaluations.id", ondelete="CASCADE"), primary_key=True
    )
    desk_id: Mapped[UUID]
    machine: Mapped[str]
    process_id: Mapped[int]
    taken_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class EarlierStateRow(Base):
    """What an evaluation said when it was re-opened; `content` holds answers and marks as JSON."""

    __tablename__ = "earlier_states"
    __table_args__ = (_under_evaluation(), CheckConstraint("number > 0", name="number_positive"))

    evaluation_id: Mapped[EvaluationId] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bool]
    submitted_at: Mapped[datetime]
    reopened_at: Mapped[datetime]
    reopened_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    content = json_column()
    score: Mapped[float | None]
    passed: Mapped[bool | None]


class CommitmentRow(Base):
    """Proof of what was sealed: SHA-256 of 32 random bytes and the canonical answers; the bytes stay sealed too."""

    __tablename__ = "commitments"
    __table_args__ = (_under_evaluation(),)

    evaluation_id: Mapped[EvaluationId] = mapped_column(primary_key=True)
    sealed: Mapped[bool]
    sha256: Mapped[str]
    salt: Mapped[bytes]
    made_at: Mapped[datetime]


class EvaluationExtractRow(Base):
    """What of an evaluation enters figures and the search, written by its author before it is handed in.

    `content` is `{"facts": {…} or null, "search": {"body": …, "tokens": …} or null}`, `line` what `domain.coded_line`
    says, see `qa_desk.store.record.extracts`; it is missing only until an upgrade has filled it in.
    """

    __tablename__ = "evaluation_extracts"
    __table_args__ = (_under_evaluation(),)

    evaluation_id: Mapped[EvaluationId] = mapped_column(primary_key=True)
    sealed: Mapped[bool]
    content = json_column()
    line = json_column(nullable=True)


class DisclosureRow(Base):
    """Who was shown the content of an evaluation, and when first."""

    __tablename__ = "disclosures"

    evaluation_id: Mapped[EvaluationId] = mapped_column(
        ForeignKey("evaluations.id", ondelete="CASCADE"), primary_key=True
    )
    reader_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    first_seen_at: Mapped[datetime]
    occasion: Mapped[str]
