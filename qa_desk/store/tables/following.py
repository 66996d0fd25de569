"""What follows from an evaluation: feedback to the agent, coaching, attributions to cause owners, tracked items."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.feedback import FeedbackStepKind, Verdict
from qa_desk.domain.ids import (
    AnswerId,
    CoachingNoteId,
    EvaluationId,
    FeedbackId,
    MarkId,
    PersonId,
    TrackedItemId,
    UnitId,
)
from qa_desk.domain.issue import AttributionState, FeedbackState, TrackedState
from qa_desk.store.tables.base import Base, Versioned, json_column, key_column


class FeedbackRow(Versioned, Base):
    """An agent's own result on its way to them; disputed once, with a reason."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("state <> 'disputed' OR dispute_reason <> ''", name="dispute_has_reason"),
        CheckConstraint("state = 'held' OR released_at IS NOT NULL", name="released_has_moment"),
    )

    id: Mapped[FeedbackId] = key_column()
    evaluation_id: Mapped[EvaluationId] = mapped_column(ForeignKey("evaluations.id"), unique=True)
    agent_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[FeedbackState]
    strengths: Mapped[str] = mapped_column(default="")
    released_at: Mapped[datetime | None]
    released_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    dispute_reason: Mapped[str] = mapped_column(default="")
    decider_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"), index=True)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    decision_reason: Mapped[str] = mapped_column(default="")
    superseding_id: Mapped[EvaluationId | None] = mapped_column(ForeignKey("evaluations.id"), index=True)


class DisputedAnswerRow(Base):
    """One answer of a dispute: what the agent says of it, and what was decided."""

    __tablename__ = "disputed_answers"
    __table_args__ = (CheckConstraint("verdict IS NULL OR reason <> ''", name="verdict_has_reason"),)

    feedback_id: Mapped[FeedbackId] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    criterion_key: Mapped[str] = mapped_column(primary_key=True)
    evaluation_id: Mapped[EvaluationId] = mapped_column(ForeignKey("evaluations.id"), index=True)
    claim: Mapped[str]
    verdict: Mapped[Verdict | None]
    reason: Mapped[str] = mapped_column(default="")


class FeedbackStepRow(Base):
    """A step in the life of a feedback; without an actor it happened by itself, at its day."""

    __tablename__ = "feedback_steps"

    id: Mapped[UUID] = key_column()
    feedback_id: Mapped[FeedbackId] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    evaluation_id: Mapped[EvaluationId] = mapped_column(ForeignKey("evaluations.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[FeedbackStepKind]
    note: Mapped[str] = mapped_column(default="")
    to_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))


class CoachingNoteRow(Versioned, Base):
    """What an agent is coached on, with who looks again when and what they found."""

    __tablename__ = "coaching_notes"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (result = '')", name="done_has_result"),
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_by_somebody"),
    )

    id: Mapped[CoachingNoteId] = key_column()
    agent_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"))
    evaluation_id: Mapped[EvaluationId | None] = mapped_column(ForeignKey("evaluations.id"), index=True)
    criterion_key: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    is_for_agent: Mapped[bool]
    given_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    given_at: Mapped[datetime]
    follow_up_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    follow_up_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    result: Mapped[str] = mapped_column(default="")


class AttributionRow(Versioned, Base):
    """A failure put down to somebody else than the agent, with the answer of that owner."""

    __tablename__ = "attributions"
    __table_args__ = (CheckConstraint("state <> 'rejected' OR reason <> ''", name="rejection_has_reason"),)

    answer_id: Mapped[AnswerId] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True)
    owner_kind: Mapped[CauseOwnerKind]
    owner_id: Mapped[UUID | None] = mapped_column(index=True)
    state: Mapped[AttributionState]
    proposed_at: Mapped[datetime]
    due_on: Mapped[date | None]
    answered_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")


class TrackedItemRow(Versioned, Base):
    """A common issue that is followed; its effect is signed by somebody other than its owner."""

    __tablename__ = "tracked_items"
    __table_args__ = (CheckConstraint("signed_by IS NULL OR signed_by <> owner_id", name="signed_by_another"),)

    id: Mapped[TrackedItemId] = key_column()
    title: Mapped[str]
    criterion_key: Mapped[str]
    reason_key: Mapped[str | None]
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"))
    owner_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    due_on: Mapped[date]
    action: Mapped[str] = mapped_column(default="")
    state: Mapped[TrackedState] = mapped_column(index=True)
    opened_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    signed_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    effect_note: Mapped[str] = mapped_column(default="")
    cause_owner_kind: Mapped[CauseOwnerKind | None]
    cause_owner_id: Mapped[UUID | None]
    answer_due_on: Mapped[date | None]
    cause_state: Mapped[AttributionState | None]
    cause_reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    raised_first: Mapped[date | None]
    raised_last: Mapped[date | None]
    target_share: Mapped[float | None]
    raised_cut = json_column(nullable=True)


class TrackedEvidenceRow(Base):
    """An evaluation that shows what a tracked item is about, and the passage to hear where one is marked."""

    __tablename__ = "tracked_evidence"

    id: Mapped[UUID] = key_column()
    item_id: Mapped[TrackedItemId] = mapped_column(ForeignKey("tracked_items.id", ondelete="CASCADE"), index=True)
    evaluation_id: Mapped[EvaluationId] = mapped_column(ForeignKey("evaluations.id", ondelete="CASCADE"), index=True)
    mark_id: Mapped[MarkId | None] = mapped_column(ForeignKey("marks.id", ondelete="SET NULL"), index=True)


class TrackedItemEventRow(Base):
    """A step in the life of a tracked item."""

    __tablename__ = "tracked_item_events"

    id: Mapped[UUID] = key_column()
    item_id: Mapped[TrackedItemId] = mapped_column(ForeignKey("tracked_items.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    state: Mapped[TrackedState]
    note: Mapped[str] = mapped_column(default="")
