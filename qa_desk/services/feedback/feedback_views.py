"""What is seen of results on their way to agents: lists of them, one with all sides, and what is asked in a dispute."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.domain.evaluation import Mark
from qa_desk.domain.feedback import DisputedAnswer, Feedback, FeedbackStepKind, Verdict
from qa_desk.domain.ids import CallId, EvaluationId, PersonId
from qa_desk.domain.scoring import CriterionResult
from qa_desk.services.scoring.inspecting_views import AnswerDraft, ScoredEvaluation

MOST_LINES = 1000
"""Lists hold so many results at most; who wants others finds them among the calls."""


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A result that its agent has not been told; `due_on` is its day where the centre releases by itself."""

    evaluation_id: EvaluationId
    call_id: CallId
    call_key: str
    agent_name: str
    inspector_name: str
    submitted_at: datetime
    score: float | None
    passed: bool
    is_held_back: bool
    due_on: date | None
    held_reason: str = ""
    held_by_name: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One result that was released, as lists show it."""

    feedback: Feedback
    call_id: CallId
    call_key: str
    started_at: datetime | None
    agent_name: str
    inspector_name: str
    decider_name: str
    score: float | None
    agent_score: float | None
    passed: bool | None
    dispute_until: date | None
    """The last day on which it can still be disputed; None when it can't any more."""
    days_left: int | None = None
    """How many days there are until then, 0 on the last one; below 0 once they are over and it is not answered."""


@dataclass(frozen=True, slots=True)
class DisputedPoint:
    """One answer of a dispute with its criterion: what was answered, the passages, and what stands after it."""

    answer: DisputedAnswer
    before: CriterionResult
    marks: tuple[Mark, ...]
    after: CriterionResult | None


@dataclass(frozen=True, slots=True)
class StepView:
    """One step with its people by name; without a person it happened by itself."""

    at: datetime
    person_name: str
    kind: FeedbackStepKind
    note: str
    to_name: str


@dataclass(frozen=True, slots=True)
class FeedbackDetail:
    """A result with all that belongs to it: strengths first, then at most three things, then what was disputed."""

    line: FeedbackLine
    scored: ScoredEvaluation
    strengths: tuple[CriterionResult, ...]
    things: tuple[CriterionResult, ...]
    points: tuple[DisputedPoint, ...]
    steps: tuple[StepView, ...]
    superseding: ScoredEvaluation | None
    may_answer: bool
    may_decide: bool
    deciders: tuple[tuple[PersonId, str], ...]
    """To whom the reader may route it anew; empty when they may not."""

    def marks_of(self, criterion_key: str) -> tuple[Mark, ...]:
        """The passages that were marked for a criterion."""
        return tuple(mark for mark in self.scored.evaluation.marks if mark.criterion_key == criterion_key)


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer that is disputed, and why."""

    criterion_key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided of one disputed answer; overturned, it is answered anew by `answer`."""

    criterion_key: str
    verdict: Verdict
    reason: str
    answer: AnswerDraft | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision would come to: call quality and whether the call passes, before and after."""

    n_overturned: int
    score_before: float | None
    score_after: float | None
    passed_before: bool | None
    passed_after: bool | None
