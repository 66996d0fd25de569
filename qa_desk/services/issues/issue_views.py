"""What the common-issues page and report show: what was asked, and the figures that answer it."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.ids import CallId, EvaluationId, MarkId, TrackedItemId
from qa_desk.domain.issue import TrackedState
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import LocalText
from qa_desk.measurement.control_chart import Limits
from qa_desk.measurement.shares import Difference
from qa_desk.services.periods import Period

SMALL_NUMBER = 5
"""Shares of fewer calls than this are not shown: they say more about the draw than about the centre."""


@dataclass(frozen=True, slots=True)
class IssueQuery:
    """A period (both days included) and filters; an empty filter means all. `unit` is a path and takes all below it."""

    first_day: date
    last_day: date
    by: Period = Period.WEEK
    unit: str = ""
    business_type: str = ""
    cause_owner: str = ""
    scorecard: str = ""
    campaign: str = ""
    customer_segment: str = ""
    service_stage: str = ""

    @property
    def filters(self) -> tuple[str, ...]:
        """The words that narrow it, in the order of the screen."""
        of_calls = (self.unit, self.business_type, self.campaign, self.customer_segment, self.service_stage)
        return tuple(word for word in (*of_calls, self.cause_owner, self.scorecard) if word)


@dataclass(frozen=True, slots=True)
class Example:
    """A failure to listen to: the call, the passage marked as evidence and what was noted."""

    evaluation_id: EvaluationId
    call_id: CallId
    call_key: str
    agent_name: str
    unit_path: str
    started_at: datetime | None
    start_s: float
    end_s: float
    note: str
    mark_id: MarkId | None = None


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """In how many calls a reason was noted, and what it cost: a failure with several reasons shares its points out.

    `points_share` is its part of all points lost.
    """

    key: str
    title: LocalText
    n_calls: int
    points: float
    points_share: Estimate


@dataclass(frozen=True, slots=True)
class TrackedMention:
    """The latest tracked item of a criterion, as the board names it."""

    item_id: TrackedItemId
    state: TrackedState
    owner_name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One criterion over the period.

    `share` is failed calls of the calls it applied to; `points_share` its part of all points lost; `change` is this
    period's share minus the previous one of the same length, `change_is_real` after control of false discoveries over
    the whole board; `is_new` when it fails now, and of the calls of the previous period, of which there were enough to
    compare with, none did. `critical_share` is its part of all critical failures; None where it is not critical or
    never failed.
    """

    criterion_key: str
    title: LocalText
    section_title: LocalText
    critical: CriticalFamily | None
    n_failed: int
    n_calls: int
    share: Estimate
    points: float
    points_share: Estimate
    cumulative_share: float
    change: Difference | None
    change_is_real: bool
    is_new: bool
    is_small: bool
    reasons: tuple[ReasonCount, ...]
    cause_owners: tuple[tuple[str, int], ...]
    examples: tuple[Example, ...]
    tracked: TrackedMention | None = None
    critical_share: Estimate | None = None


@dataclass(frozen=True, slots=True)
class PeriodPoint:
    """Calls failed in a criterion in one day, week or month; `first_day` names the period.

    `limits` are the control limits over all periods of the trend; None where there are too few calls to draw one.
    """

    criterion_key: str
    first_day: date
    n_failed: int
    n_calls: int
    share: Estimate
    version_number: int
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class CommonIssues:
    """Where deductions concentrate: non-critical criteria by points lost, critical ones by calls failed.

    `trend` reaches back beyond the period, so that its latest points have something to be compared with.
    """

    query: IssueQuery
    previous_first_day: date
    previous_last_day: date
    n_calls: int
    n_evaluations: int
    n_inspectors: int
    points_lost: float
    criteria: tuple[IssueRow, ...]
    critical: tuple[IssueRow, ...]
    trend: tuple[PeriodPoint, ...]


@dataclass(frozen=True, slots=True)
class FailureBehind:
    """One failure that a figure counts: the call, who scored it how, and the passage marked as evidence, if any."""

    evaluation_id: EvaluationId
    call_id: CallId
    call_key: str
    started_at: datetime | None
    agent_name: str
    unit_path: str
    inspector_name: str
    points: float
    score: float | None
    passed: bool
    reason_keys: tuple[str, ...]
    cause_owner: str
    comment: str
    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """The failures behind a figure that the reader may open, and how many of it are not open to them."""

    title: LocalText
    reasons: tuple[tuple[str, LocalText], ...]
    rows: tuple[FailureBehind, ...]
    n_closed: int


@dataclass(frozen=True, slots=True)
class IssueChoices:
    """What the filters can be set to; `today` is the centre's, `time_zone` the one its days and times are shown in."""

    today: date
    first_weekday: int
    time_zone: str
    units: tuple[str, ...]
    business_types: tuple[str, ...]
    campaigns: tuple[str, ...]
    customer_segments: tuple[str, ...]
    service_stages: tuple[str, ...]
    cause_owners: tuple[str, ...]
    scorecards: tuple[tuple[str, LocalText], ...]
