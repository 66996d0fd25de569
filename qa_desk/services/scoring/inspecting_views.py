"""What the scoring desk and the queue hand in and get back."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.evaluation import (
    BLIND_PURPOSES,
    SHOWN_AS_ROUTINE,
    UNDO_WINDOW,
    Answer,
    CauseOwner,
    DeskPlace,
    Evaluation,
    Load,
    Purpose,
)
from qa_desk.domain.ids import AssignmentId, CallId, MarkId, PersonId, VersionId
from qa_desk.domain.people import Person
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import ScoreResult
from qa_desk.services.calls.listening import CallDetail

SCORE_HIDDEN = frozenset({Purpose.CALIBRATION, Purpose.QUALIFICATION})
"""Nobody scores towards a number where the number is the measurement."""


@dataclass(frozen=True, slots=True)
class AssignmentDraft:
    """Calls to be scored: every inspector named gets every call named."""

    call_ids: tuple[CallId, ...]
    inspector_ids: tuple[PersonId, ...]
    version_id: VersionId
    purpose: Purpose = Purpose.ROUTINE
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """An answer as it was given; a rating of None without N/A keeps comment and reasons of an answer still missing."""

    criterion_key: str
    rating: RatingValue | None = None
    na: bool = False
    reasons: tuple[str, ...] = ()
    cause_owner: CauseOwner | None = None
    comment: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is left of the answer."""
        return self == AnswerDraft(self.criterion_key)


@dataclass(frozen=True, slots=True)
class MarkDraft:
    """A mark as it was drawn; `id` names the one that is changed, None makes a new one. Seconds of the call."""

    start_s: float
    end_s: float
    note: str = ""
    criterion_key: str | None = None
    positive: bool = False
    id: MarkId | None = None


@dataclass(frozen=True, slots=True)
class CauseOwnerChoice:
    """Somebody whom a failure can be put down to, by name; the agent has an empty name where the call has no agent.

    `contact` and `deputy` are whom to ask in a department, by name; empty where nobody is named.
    """

    owner: CauseOwner
    name: str
    contact: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class HeldElsewhere:
    """Another desk of the same person has the draft open, on this machine since that moment."""

    machine: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ReopenedNote:
    """Who opened the evaluation again, when, and why."""

    by_name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """All the scoring desk shows; `purpose_shown` is what may be said aloud, answers and marks lie in `evaluation`.

    `ends_at`: when the time of the sitting ends that the call is of; None without a limit. `passage`: the part of the
    call, in seconds, that a standard case is which is practised or sat; None where the whole call is to be scored.
    """

    evaluation: Evaluation
    version: ScorecardVersion
    detail: CallDetail
    purpose_shown: Purpose
    hides_score: bool
    session_title: str
    cause_owners: tuple[CauseOwnerChoice, ...]
    heard: tuple[tuple[float, float], ...] = ()
    place: DeskPlace = field(default_factory=DeskPlace)
    held_elsewhere: HeldElsewhere | None = None
    reopened: ReopenedNote | None = None
    undo_until: datetime | None = None
    ends_at: datetime | None = None
    passage: tuple[float, float] | None = None

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be changed here: it is handed in, or another desk works on it."""
        return self.evaluation.is_in or self.held_elsewhere is not None


def answer_draft(answer: Answer) -> AnswerDraft:
    """An answer as it would be given again."""
    return AnswerDraft(
        answer.criterion_key, answer.rating, answer.na, answer.reasons, answer.cause_owner, answer.comment
    )


def undo_until(submitted_at: datetime | None, purpose: Purpose, now: datetime, *, sealed: bool) -> datetime | None:
    """Until when submitting can be undone; None when it was not submitted, or it is too late, or it was opened."""
    if submitted_at is None or (purpose in BLIND_PURPOSES and not sealed):
        return None
    until = submitted_at + UNDO_WINDOW
    return until if until > now else None


def as_told(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it may be spoken of: a sealed overlap or repeat, read by its author alone, is a routine one."""
    if evaluation.sealed and evaluation.purpose in SHOWN_AS_ROUTINE:
        return replace(evaluation, purpose=Purpose.ROUTINE, sealed=False)
    return evaluation


@dataclass(frozen=True, slots=True)
class ScoredEvaluation:
    """An evaluation that the reader may see, with its scores: call quality and agent score."""

    evaluation: Evaluation
    inspector_name: str
    version: ScorecardVersion
    result: ScoreResult
    agent_result: ScoreResult

    @property
    def hides_score(self) -> bool:
        """Whether the score must not be shown yet, not even to its author."""
        return self.evaluation.sealed and self.evaluation.purpose in SCORE_HIDDEN


@dataclass(frozen=True, slots=True)
class OpenAssignment:
    """A call that waits for an inspector or is being scored, as whoever plans the work sees it."""

    id: AssignmentId
    inspector_id: PersonId
    inspector_name: str
    purpose: Purpose
    is_begun: bool
    due_on: date | None

    @property
    def may_change_hands(self) -> bool:
        """Whether somebody else could score it: a repeat is about the one who scored it before."""
        return not self.is_begun and self.purpose is not Purpose.REPEAT


@dataclass(frozen=True, slots=True)
class BoardLine:
    """What one person has to score; `away_until` is the last day of a leave that today lies in."""

    person: Person
    load: Load
    away_until: date | None = None


@dataclass(frozen=True, slots=True)
class InspectorLoad:
    """Somebody whom calls can be given to: how many wait already, and the last day of leave while away."""

    person: Person
    n_waiting: int
    away_until: date | None
