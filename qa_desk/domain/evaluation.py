"""One inspector's scoring of one call: assignments, evaluations, answers, marks, and whom a failure is put down to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.ids import (
    AnswerId,
    AssignmentId,
    CallId,
    DrawId,
    EvaluationId,
    MarkId,
    PersonId,
    SessionId,
    VersionId,
)


class Purpose(StrEnum):
    """Why a call is scored."""

    ROUTINE = "routine"
    OVERLAP = "overlap"
    REPEAT = "repeat"
    CALIBRATION = "calibration"
    PRACTICE = "practice"
    QUALIFICATION = "qualification"


BLIND_PURPOSES = frozenset(
    {Purpose.OVERLAP, Purpose.REPEAT, Purpose.CALIBRATION, Purpose.PRACTICE, Purpose.QUALIFICATION}
)
"""Of these nobody but the author reads an evaluation before it is opened, and none is taken back after that."""

RECORD_PURPOSES = frozenset({Purpose.ROUTINE, Purpose.OVERLAP})
"""Only these enter the figures of agents and of the centre."""

CONCEALED_PURPOSES = frozenset({Purpose.OVERLAP, Purpose.REPEAT})
"""These are routine to everybody who must not know until they are opened, first of all to whoever scores the call."""

SHOWN_AS_ROUTINE = CONCEALED_PURPOSES | {Purpose.ROUTINE}
"""An inspector's queue calls all of these routine: to say overlap or repeat would break the seal."""

UNDO_WINDOW = timedelta(minutes=10)
"""Submitting can be undone this long, unless the session was revealed or the feedback released."""


class AssignmentState(StrEnum):
    """How far an assignment has come."""

    WAITING = "waiting"
    BEGUN = "begun"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A call to be scored by an inspector on one version of a scorecard; its agent's name may be kept from them."""

    id: AssignmentId
    call_id: CallId
    inspector_id: PersonId
    version_id: VersionId
    purpose: Purpose
    state: AssignmentState
    assigned_by: PersonId
    assigned_at: datetime
    position: int = 0
    due_on: date | None = None
    session_id: SessionId | None = None
    draw_id: DrawId | None = None
    hides_agent: bool = False


class EvaluationState(StrEnum):
    """draft → submitted (→ re-opened → submitted)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REOPENED = "reopened"


class CauseOwnerKind(StrEnum):
    """Who caused a failure."""

    AGENT = "agent"
    DEPARTMENT = "department"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class CauseOwner:
    """Whom a failure is put down to; the agent of the call needs no id."""

    kind: CauseOwnerKind
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The rating of one criterion in one evaluation. A criterion without an Answer is missing, which is not N/A."""

    id: AnswerId
    evaluation_id: EvaluationId
    criterion_key: str
    rating: RatingValue | None
    na: bool = False
    reasons: tuple[str, ...] = ()
    cause_owner: CauseOwner | None = None
    comment: str = ""
    version: int = 1

    @property
    def is_given(self) -> bool:
        """Whether the criterion was answered: with a rating or with N/A."""
        return self.na or self.rating is not None


@dataclass(frozen=True, slots=True)
class Mark:
    """A time range on the call's time line with a note: evidence of one criterion's answer, or free-standing.

    `start_s` and `end_s` are seconds from the start of the call; `positive` marks what went well.
    """

    id: MarkId
    evaluation_id: EvaluationId
    start_s: float
    end_s: float
    note: str = ""
    criterion_key: str | None = None
    positive: bool = False


@dataclass(frozen=True, slots=True)
class EvaluationKeys:
    """Which evaluation it is, and nothing of what it says."""

    id: EvaluationId
    assignment_id: AssignmentId
    call_id: CallId
    session_id: SessionId | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One inspector's scoring of one call, with its answers and marks; `version` counts changes for conflicts."""

    id: EvaluationId
    assignment_id: AssignmentId
    call_id: CallId
    inspector_id: PersonId
    version_id: VersionId
    purpose: Purpose
    mode: MonitoringMode
    state: EvaluationState
    sealed: bool
    started_at: datetime
    submitted_at: datetime | None = None
    session_id: SessionId | None = None
    late: bool = False
    comment: str = ""
    listened_share: float = 0.0
    worked_s: float = 0.0
    answers: tuple[Answer, ...] = ()
    marks: tuple[Mark, ...] = ()
    version: int = 1

    def answer(self, criterion_key: str) -> Answer | None:
        """The answer to that criterion, if one was given."""
        return next((answer for answer in self.answers if answer.criterion_key == criterion_key), None)

    @property
    def is_in(self) -> bool:
        """Whether the inspector has handed it in."""
        return self.state is EvaluationState.SUBMITTED

    @property
    def purpose_shown(self) -> Purpose:
        """What may be said aloud: an overlap or a repeat reads routine for as long as it is sealed."""
        return Purpose.ROUTINE if self.sealed and self.purpose in SHOWN_AS_ROUTINE else self.purpose

    @property
    def carries_seal(self) -> bool:
        """Whether its own rows say that it is sealed: those of an overlap or a repeat look like any other's."""
        return self.sealed and self.purpose not in CONCEALED_PURPOSES


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where its author left a draft: the playhead and what the waveform showed, in seconds of the call, the criterion
    that the keyboard was on, and the sections folded away. A view from 0 to 0 is the whole call."""

    position_s: float = 0.0
    view_start_s: float = 0.0
    view_end_s: float = 0.0
    criterion_key: str = ""
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftHold:
    """The desk that a draft is open on: only from there it is changed.

    `desk_id` is one window of one run of the program; `machine` and `process_id` say which. A desk that was not seen
    for a while has gone without saying so.
    """

    evaluation_id: EvaluationId
    desk_id: UUID
    machine: str
    process_id: int
    taken_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class EarlierState:
    """What an evaluation said when it was re-opened, who re-opened it and why; the first one is number 1."""

    evaluation_id: EvaluationId
    number: int
    submitted_at: datetime
    reopened_at: datetime
    reopened_by: PersonId
    reason: str
    answers: tuple[Answer, ...]
    marks: tuple[Mark, ...]
    score: float | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits for an inspector: in all, begun, past its day, and due today."""

    inspector_id: PersonId
    n_waiting: int = 0
    n_begun: int = 0
    n_overdue: int = 0
    n_due_today: int = 0


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An assignment as the inspector's queue shows it; `purpose` is what may be said aloud (overlap reads routine).

    `sealed` is known to the store and its service only.
    """

    assignment_id: AssignmentId
    call_id: CallId
    call_key: str
    agent_name: str
    business_type: str
    purpose: Purpose
    state: AssignmentState
    duration_s: float | None
    due_on: date | None
    session_title: str = ""
    n_answered: int = 0
    n_criteria: int = 0
    submitted_at: datetime | None = None
    score: float | None = None
    passed: bool | None = None
    undo_until: datetime | None = None
    mode: MonitoringMode = MonitoringMode.SAMPLED
    sealed: bool = False
