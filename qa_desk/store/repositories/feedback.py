"""Results on their way to agents: what is released, answered, disputed and decided, with every step."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, func, insert, or_, select, text, update

from qa_desk.domain.evaluation import RECORD_PURPOSES
from qa_desk.domain.feedback import DisputedAnswer, Feedback, FeedbackStep, FeedbackStepKind, Verdict
from qa_desk.domain.ids import CallId, EvaluationId, FeedbackId, PersonId, UnitId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.permissions import Visibility
from qa_desk.store.after_dispute import follows_dispute
from qa_desk.store.engine import is_sqlite
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.following import DisputedAnswerRow, FeedbackRow, FeedbackStepRow
from qa_desk.store.tables.reporting import ScoredFactRow
from qa_desk.store.visibility import may_read

_FIELDS = (
    "evaluation_id",
    "agent_id",
    "state",
    "released_at",
    "released_by",
    "answered_at",
    "answered_by",
    "dispute_reason",
    "decider_id",
    "decided_at",
    "decided_by",
    "decision_reason",
    "superseding_id",
)


@dataclass(frozen=True, slots=True)
class ReleasedResult:
    """A result that was released, whose it is and what became of it: for figures over many."""

    feedback: Feedback
    inspector_id: PersonId
    unit_id: UnitId | None
    call_id: CallId


@dataclass(frozen=True, slots=True)
class ForRelease:
    """An evaluation of record whose agent has not been told; `feedback` where a lead holds it back."""

    evaluation_id: EvaluationId
    call_id: CallId
    agent_id: PersonId
    inspector_id: PersonId
    submitted_at: datetime
    score: float | None
    passed: bool
    feedback: Feedback | None


@dataclass(frozen=True, slots=True)
class ScoredFeedback:
    """A result with what its evaluation came to when it was handed in."""

    feedback: Feedback
    call_id: CallId
    inspector_id: PersonId
    score: float | None
    agent_score: float | None
    passed: bool | None


class FeedbackRepository(Repository):
    """Feedback is read as its evaluation is: whoever may not see the one does not see the other."""

    def get(self, feedback_id: FeedbackId, visibility: Visibility) -> Feedback | None:
        """The feedback with that key, if the reader may see its evaluation."""
        return next(iter(self._read(visibility, FeedbackRow.id == feedback_id)), None)

    def of_agent(self, agent_id: PersonId, visibility: Visibility) -> tuple[Feedback, ...]:
        """What was released to an agent, the newest first."""
        return self._read(visibility, FeedbackRow.agent_id == agent_id, FeedbackRow.state != FeedbackState.HELD)

    def in_states(self, states: Collection[FeedbackState], visibility: Visibility) -> tuple[Feedback, ...]:
        """What has come so far, the newest release first."""
        return self._read(visibility, FeedbackRow.state.in_(sorted(states)))

    def released_of(self, evaluation_ids: Collection[EvaluationId], visibility: Visibility) -> tuple[Feedback, ...]:
        """Of these evaluations what was released and not answered."""
        own = FeedbackRow.evaluation_id.in_(list(evaluation_ids))
        return self._read(visibility, own, FeedbackRow.state == FeedbackState.RELEASED)

    def scored(
        self, visibility: Visibility, *, states: Collection[FeedbackState], limit: int | None = None
    ) -> tuple[ScoredFeedback, ...]:
        """What has come so far with its scores, the newest release first, as many as are asked for."""
        return self._scored(visibility, FeedbackRow.state.in_(sorted(states)), limit=limit)

    def scored_of_agent(self, agent_id: PersonId, visibility: Visibility) -> tuple[ScoredFeedback, ...]:
        """What was released to an agent with its scores, the newest first."""
        own = FeedbackRow.agent_id == agent_id
        return self._scored(visibility, own, FeedbackRow.state != FeedbackState.HELD)

    def scored_one(self, feedback_id: FeedbackId, visibility: Visibility) -> ScoredFeedback | None:
        """One result with its scores, if the reader may see its evaluation."""
        return next(iter(self._scored(visibility, FeedbackRow.id == feedback_id)), None)

    def for_release(
        self,
        visibility: Visibility,
        *,
        among: Collection[EvaluationId] | None = None,
        limit: int | None = None,
    ) -> tuple[ForRelease, ...]:
        """The evaluations of record that the reader may see and whose agent has not been told, the oldest first.

        `among` narrows them to some.
        """
        facts = ScoredFactRow
        statement = (
            select(
                EvaluationRow.id,
                EvaluationRow.call_id,
                facts.agent_id,
                EvaluationRow.inspector_id,
                EvaluationRow.submitted_at,
                facts.score,
                facts.passed,
                FeedbackRow.id.label("feedback_id"),
            )
            .join(facts, facts.evaluation_id == EvaluationRow.id)
            .outerjoin(FeedbackRow, FeedbackRow.evaluation_id == EvaluationRow.id)
            .where(facts.agent_id.is_not(None), may_read(visibility))
            .where(or_(FeedbackRow.id.is_(None), FeedbackRow.state == FeedbackState.HELD))
            .where(EvaluationRow.id.not_in(_superseding()))
            .order_by(EvaluationRow.submitted_at, EvaluationRow.id)
            .limit(limit)
        )
        if among is not None:
            statement = statement.where(EvaluationRow.id.in_(list(among)))
        rows = self._session.execute(statement).all()
        held = {one.evaluation_id: one for one in self.in_states((FeedbackState.HELD,), visibility)}
        return tuple(
            ForRelease(
                row.id,
                row.call_id,
                row.agent_id,
                row.inspector_id,
                row.submitted_at,
                row.score,
                row.passed,
                held.get(row.id),
            )
            for row in rows
        )

    def is_released_of(self, call_id: CallId, agent_id: PersonId) -> bool:
        """Whether a result of that call was released to that agent."""
        found = (
            select(FeedbackRow.id)
            .join(EvaluationRow, EvaluationRow.id == FeedbackRow.evaluation_id)
            .where(EvaluationRow.call_id == call_id, FeedbackRow.agent_id == agent_id)
            .where(FeedbackRow.state != FeedbackState.HELD)
        )
        return self._session.scalar(found.limit(1)) is not None

    def released_between(self, start: datetime, before: datetime, visibility: Visibility) -> tuple[ReleasedResult, ...]:
        """What was released from one moment to another, in that order, of what the reader may see."""
        statement = (
            select(FeedbackRow.__table__, EvaluationRow.inspector_id, CallRow.unit_id, EvaluationRow.call_id)
            .join(EvaluationRow, EvaluationRow.id == FeedbackRow.evaluation_id)
            .join(CallRow, CallRow.id == EvaluationRow.call_id)
            .where(FeedbackRow.released_at >= start, FeedbackRow.released_at < before)
            .where(FeedbackRow.state != FeedbackState.HELD, may_read(visibility))
            .order_by(FeedbackRow.released_at, FeedbackRow.id)
        )
        rows = self._session.execute(statement)
        return tuple(ReleasedResult(_feedback(row), row.inspector_id, row.unit_id, row.call_id) for row in rows)

    def answers_between(
        self, start: datetime, before: datetime, visibility: Visibility
    ) -> tuple[tuple[FeedbackId, DisputedAnswer], ...]:
        """The disputed answers of what was released from one moment to another, of what the reader may see."""
        statement = (
            select(DisputedAnswerRow)
            .join(FeedbackRow, FeedbackRow.id == DisputedAnswerRow.feedback_id)
            .join(EvaluationRow, EvaluationRow.id == FeedbackRow.evaluation_id)
            .where(FeedbackRow.released_at >= start, FeedbackRow.released_at < before, may_read(visibility))
            .order_by(DisputedAnswerRow.criterion_key, DisputedAnswerRow.feedback_id)
        )
        rows = self._session.scalars(statement)
        return tuple(
            (row.feedback_id, DisputedAnswer(row.criterion_key, row.claim, row.verdict, row.reason)) for row in rows
        )

    def n_waiting_by_decider(self) -> Mapping[PersonId, int]:
        """How many disputes wait for each who decides."""
        statement = (
            select(FeedbackRow.decider_id, func.count().label("n"))
            .where(FeedbackRow.state == FeedbackState.DISPUTED, FeedbackRow.decider_id.is_not(None))
            .group_by(FeedbackRow.decider_id)
        )
        return {row.decider_id: row.n for row in self._session.execute(statement)}

    def scorers_of(self, call_id: CallId) -> frozenset[PersonId]:
        """Who scored a call, or has it to score, so that a dispute about it is not theirs to decide.

        For a workspace in a file; a server finds by itself who decides.
        """
        from_record = select(EvaluationRow.inspector_id).where(
            EvaluationRow.call_id == call_id, EvaluationRow.purpose.in_(sorted(RECORD_PURPOSES))
        )
        return frozenset(self._session.scalars(from_record))

    def superseding(self, call_id: CallId) -> frozenset[EvaluationId]:
        """Of the evaluations of a call those that accepted disputes led to."""
        statement = select(EvaluationRow.id).where(EvaluationRow.call_id == call_id, follows_dispute())
        return frozenset(self._session.scalars(statement))

    def answers(self, feedback_id: FeedbackId) -> tuple[DisputedAnswer, ...]:
        """The answers that are disputed, by their criterion."""
        statement = select(DisputedAnswerRow).where(DisputedAnswerRow.feedback_id == feedback_id)
        rows = self._session.scalars(statement.order_by(DisputedAnswerRow.criterion_key))
        return tuple(DisputedAnswer(row.criterion_key, row.claim, row.verdict, row.reason) for row in rows)

    def steps(self, feedback_id: FeedbackId) -> tuple[FeedbackStep, ...]:
        """The steps, the first one first."""
        statement = select(FeedbackStepRow).where(FeedbackStepRow.feedback_id == feedback_id)
        rows = self._session.scalars(statement)
        found = [FeedbackStep(row.at, row.actor_id, row.kind, row.note, row.to_id) for row in rows]
        order = list(FeedbackStepKind)
        return tuple(sorted(found, key=lambda step: (step.at, order.index(step.kind))))

    def last_held(self, visibility: Visibility) -> Mapping[FeedbackId, FeedbackStep]:
        """Of what is held back now, the step that held it back last."""
        statement = (
            select(FeedbackStepRow)
            .join(FeedbackRow, FeedbackRow.id == FeedbackStepRow.feedback_id)
            .join(EvaluationRow, EvaluationRow.id == FeedbackRow.evaluation_id)
            .where(FeedbackRow.state == FeedbackState.HELD, FeedbackStepRow.kind == FeedbackStepKind.HELD)
            .where(may_read(visibility))
            .order_by(FeedbackStepRow.at)
        )
        rows = self._session.scalars(statement)
        return {row.feedback_id: FeedbackStep(row.at, row.actor_id, row.kind, row.note, row.to_id) for row in rows}

    # changing

    def add(self, feedback: Feedback) -> None:
        """Enter a feedback that is held back or released."""
        self._session.execute(
            insert(FeedbackRow).values(id=feedback.id, version=feedback.version, **_columns(feedback))
        )

    def save(self, feedback: Feedback, visibility: Visibility) -> None:
        """Write a changed feedback. Raises ConflictError when somebody else saved since it was read."""
        self._save_change(
            FeedbackRow,
            feedback.id,
            mine=feedback,
            values=_columns(feedback),
            load=lambda: self.get(feedback.id, visibility),
        )

    def dispute(self, feedback: Feedback, answers: Sequence[DisputedAnswer]) -> None:
        """Enter the answers that are disputed, once the feedback itself says that it is."""
        of = {"feedback_id": feedback.id, "evaluation_id": feedback.evaluation_id}
        rows = [{**of, "criterion_key": one.criterion_key, "claim": one.claim, "reason": ""} for one in answers]
        self._session.execute(insert(DisputedAnswerRow), rows)

    def decide(self, feedback_id: FeedbackId, criterion_key: str, verdict: Verdict, reason: str) -> None:
        """Write what was decided of one answer, while the dispute is open."""
        self._session.execute(
            update(DisputedAnswerRow)
            .where(DisputedAnswerRow.feedback_id == feedback_id, DisputedAnswerRow.criterion_key == criterion_key)
            .values(verdict=verdict, reason=reason)
        )

    def note(
        self,
        feedback: Feedback,
        kind: FeedbackStepKind,
        at: datetime,
        actor_id: PersonId | None,
        note: str = "",
        to_id: PersonId | None = None,
    ) -> None:
        """Put a step on record."""
        row = {"feedback_id": feedback.id, "evaluation_id": feedback.evaluation_id, "at": at, "actor_id": actor_id}
        self._session.execute(insert(FeedbackStepRow).values(id=uuid4(), kind=kind, note=note, to_id=to_id, **row))

    def supersede(self, feedback_id: FeedbackId, evaluation_id: EvaluationId) -> None:
        """Let the evaluation that an accepted dispute led to stand for the call from now on."""
        if is_sqlite(self._session.get_bind()):
            own = FeedbackRow.id == feedback_id
            self._session.execute(update(FeedbackRow).where(own).values(superseding_id=evaluation_id))
        else:
            told = text("SELECT server.supersede(:feedback, :evaluation)")
            self._session.execute(told, {"feedback": feedback_id, "evaluation": evaluation_id})

    def release_due(self, before: datetime, now: datetime) -> tuple[EvaluationId, ...]:
        """Release what was handed in before a moment, is of record and is not held back; on a server it knows when."""
        if not is_sqlite(self._session.get_bind()):
            return tuple(self._session.scalars(text("SELECT server.release_due()")))
        statement = (
            select(ScoredFactRow.evaluation_id, ScoredFactRow.agent_id)
            .join(EvaluationRow, EvaluationRow.id == ScoredFactRow.evaluation_id)
            .where(ScoredFactRow.agent_id.is_not(None), EvaluationRow.submitted_at < before)
            .where(EvaluationRow.id.not_in(select(FeedbackRow.evaluation_id)), EvaluationRow.id.not_in(_superseding()))
        )
        due = self._session.execute(statement).all()
        for row in due:
            made = Feedback(FeedbackId(uuid4()), row.evaluation_id, row.agent_id, FeedbackState.RELEASED, now)
            self.add(made)
            self.note(made, FeedbackStepKind.RELEASED, now, None)
        return tuple(row.evaluation_id for row in due)

    def _read(self, visibility: Visibility, *conditions: Any) -> tuple[Feedback, ...]:
        statement = _visible(visibility, *conditions)
        return tuple(_feedback(row) for row in self._session.execute(statement))

    def _scored(self, visibility: Visibility, *conditions: Any, limit: int | None = None) -> tuple[ScoredFeedback, ...]:
        statement = _visible(visibility, *conditions).add_columns(
            EvaluationRow.call_id,
            EvaluationRow.inspector_id,
            EvaluationRow.score,
            EvaluationRow.agent_score,
            EvaluationRow.passed,
        )
        return tuple(
            ScoredFeedback(_feedback(row), row.call_id, row.inspector_id, row.score, row.agent_score, row.passed)
            for row in self._session.execute(statement.limit(limit))
        )


def _visible(visibility: Visibility, *conditions: Any) -> Any:
    return (
        select(FeedbackRow.__table__)
        .join(EvaluationRow, EvaluationRow.id == FeedbackRow.evaluation_id)
        .where(and_(may_read(visibility), *conditions))
        .order_by(FeedbackRow.released_at.desc().nulls_last(), FeedbackRow.id)
    )


def _superseding() -> Any:
    return select(FeedbackRow.superseding_id).where(FeedbackRow.superseding_id.is_not(None))


def _columns(feedback: Feedback) -> dict[str, Any]:
    return {name: getattr(feedback, name) for name in _FIELDS}


def _feedback(row: Any) -> Feedback:
    return Feedback(id=row.id, version=row.version, **{name: getattr(row, name) for name in _FIELDS})
