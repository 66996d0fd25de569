"""What one agent is told over a period: strengths, at most three things, what came of those of last time, answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.calls import StandardWording
from qa_desk.domain.ids import CallId, CaseId, PersonId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.text import LocalText
from qa_desk.measurement.shares import Difference
from qa_desk.services.feedback.course import Course
from qa_desk.services.forms.standard_views import BenchmarkPassage
from qa_desk.services.periods import Days


@dataclass(frozen=True, slots=True)
class AgentQuery:
    """Calls of which days, both included; `agent` is their id or name, empty for the actor themself."""

    first_day: date
    last_day: date
    agent: str = ""


@dataclass(frozen=True, slots=True)
class AgentChoice:
    """An agent whose results the actor may see."""

    id: PersonId
    external_id: str
    name: str
    unit_path: str


@dataclass(frozen=True, slots=True)
class ToldPassage:
    """A passage of one of the agent's own calls that was marked for a criterion."""

    call_id: CallId
    call_key: str
    started_at: datetime | None
    start_s: float
    end_s: float
    note: str


@dataclass(frozen=True, slots=True)
class Strength:
    """A criterion that was met; `passage` was marked as done well."""

    criterion: Criterion
    n_met: int
    n_calls: int
    share: Estimate
    passage: ToldPassage | None


@dataclass(frozen=True, slots=True)
class BenchmarkCase:
    """A standard case that meets the criterion, and the passage to hear where it has one."""

    id: CaseId
    code: str
    title: str
    passage: BenchmarkPassage | None


@dataclass(frozen=True, slots=True)
class Thing:
    """A criterion to work on.

    Args:
        criterion: as the newest of the agent's calls asked it; its guidance is the standard.
        points: what it cost of the total score, summed over calls; 0 for a critical one.
        comment: what was written on the call of the passage, or on the latest one.
        wordings: what customers were to be told on the day of that call.
    """

    criterion: Criterion
    n_failed: int
    n_calls: int
    share: Estimate
    points: float
    passage: ToldPassage | None
    comment: str
    wordings: tuple[StandardWording, ...]
    benchmark: BenchmarkCase | None


@dataclass(frozen=True, slots=True)
class BesideResult:
    """What stands beside one result: what customers were to be told that day, and by criterion the case to imitate."""

    wordings: tuple[StandardWording, ...]
    benchmarks: Mapping[str, BenchmarkCase]


@dataclass(frozen=True, slots=True)
class Progress:
    """One of the things of last time: calls failed then and now; `is_apart` after control of false discoveries."""

    criterion: Criterion
    n_failed_before: int
    n_before: int
    n_failed: int
    n_calls: int
    change: Difference | None
    is_apart: bool


@dataclass(frozen=True, slots=True)
class ToldResult:
    """A result of the period as the agent has it; scores are those of record, also after a dispute."""

    call_key: str
    day: date
    score: float | None
    agent_score: float | None
    passed: bool
    state: FeedbackState
    answered_by: str


@dataclass(frozen=True, slots=True)
class AgreedNote:
    """A coaching note that is meant for the agent; names are empty for who may not know them, `done_on` None while
    somebody has still to look again."""

    criterion_title: LocalText
    text: str
    given_on: date
    given_by: str
    follow_up_on: date
    follow_up_by: str
    done_on: date | None
    done_by: str
    result: str


@dataclass(frozen=True, slots=True)
class AgentFeedback:
    """What there is to say to an agent. Only results that were released count, here and last time.

    `change` is the mean agent score minus that of last time, None where either has fewer than two scored calls.
    `course` goes over both; `agreed` are the notes that were alive on the days asked for.
    """

    query: AgentQuery
    agent: AgentChoice
    before: Days
    n_before: int
    quality: Estimate
    agent_score: Estimate
    passed: Estimate
    agent_score_before: Estimate
    change: Difference | None
    strengths: tuple[Strength, ...]
    things: tuple[Thing, ...]
    progress: tuple[Progress, ...]
    course: Course
    agreed: tuple[AgreedNote, ...]
    results: tuple[ToldResult, ...]
