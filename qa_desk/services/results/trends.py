"""Control charts of a period: calls failed and failures made, of all calls, each critical family and each criterion."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qa_desk.domain.issue import Target, TargetKind
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.measurement.control_chart import ControlChart, Counted, control_chart
from qa_desk.services.issues.issue_views import SMALL_NUMBER, IssueQuery
from qa_desk.services.periods import Period, period_start
from qa_desk.services.results.scored import ScoredCall
from qa_desk.store.counted_days import DayCount

TARGETS = {
    CriticalFamily.CUSTOMER: TargetKind.CUSTOMER_CRITICAL,
    CriticalFamily.BUSINESS: TargetKind.BUSINESS_CRITICAL,
    CriticalFamily.COMPLIANCE: TargetKind.COMPLIANCE_CRITICAL,
}


class Charted(StrEnum):
    """Of what a chart is."""

    CALLS = "calls"
    FAILURES = "failures"
    FAMILY = "family"
    FAMILY_FAILURES = "family_failures"
    CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class ChartedPeriod:
    """One day, week or month; `versions` are the numbers of those that are new in it."""

    first_day: date
    n_hit: int
    n_calls: int
    versions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Trend:
    """One chart; `key` is that of the family or criterion. `target` is the share of calls that may fail at most."""

    of: Charted
    key: str
    title: LocalText
    periods: tuple[ChartedPeriod, ...]
    chart: ControlChart
    target: float | None = None

    @property
    def n_hit(self) -> int:
        """Failures over all periods."""
        return sum(one.n_hit for one in self.periods)

    @property
    def n_calls(self) -> int:
        """Calls over all periods."""
        return sum(one.n_calls for one in self.periods)


@dataclass(frozen=True, slots=True)
class Trends:
    """All charts of a query; they begin on `first_day`, before the period asked for where that is short."""

    query: IssueQuery
    first_day: date
    n_calls: int
    trends: tuple[Trend, ...]

    @property
    def n_charted(self) -> int:
        """Points that could give a signal."""
        return sum(limits is not None for one in self.trends for limits in one.chart.limits)


@dataclass(slots=True)
class _Cell:
    n_hit: int = 0
    n_calls: int = 0
    versions: dict[str, int] = field(default_factory=dict[str, int])

    def add(self, n_hit: int, n_calls: int, scorecard: str, version: int) -> None:
        self.n_hit += n_hit
        self.n_calls += n_calls
        self.versions[scorecard] = max(version, self.versions.get(scorecard, 0))


@dataclass(frozen=True, slots=True)
class Cutting:
    """How time is cut."""

    by: Period
    first_weekday: int

    def start(self, day: date) -> date:
        """The first day of the period that a day lies in."""
        return period_start(day, self.by, self.first_weekday)


def trends_of(
    calls: Sequence[ScoredCall],
    days: Sequence[DayCount],
    titles: Mapping[str, LocalText],
    targets: Mapping[TargetKind, Target],
    cutting: Cutting,
) -> tuple[Trend, ...]:
    """All calls first, then families, then criteria that ever failed, those with signals and many failures first."""
    found = [
        _trend(Charted.CALLS, "", _cells(calls, cutting)),
        _trend(Charted.FAILURES, "", _cells(calls, cutting, counts_failures=True)),
    ]
    for family in CriticalFamily:
        applied = [one for one in calls if family in one.families]
        cells = _cells(applied, cutting, family)
        target = targets.get(TARGETS[family])
        if cells:
            found.append(
                _trend(Charted.FAMILY, family.value, cells, target=1.0 - target.share if target is not None else None)
            )
        # of one criterion, failures are the calls that failed
        if any(one.families[family][0] > 1 for one in applied):
            failures = _cells(applied, cutting, family, counts_failures=True)
            found.append(_trend(Charted.FAMILY_FAILURES, family.value, failures))
    criteria = [_trend(Charted.CRITERION, key, cells, titles[key]) for key, cells in _by_criterion(days, cutting)
                if key in titles]  # fmt: skip
    failing = [one for one in criteria if one.n_hit]
    return (*found, *sorted(failing, key=lambda one: (-one.chart.n_signals, -one.n_hit, one.key)))


def _cells(
    calls: Iterable[ScoredCall],
    cutting: Cutting,
    family: CriticalFamily | None = None,
    *,
    counts_failures: bool = False,
) -> dict[date, _Cell]:
    cells: dict[date, _Cell] = {}
    for one in calls:
        if family is not None:
            n_hit = one.families[family][1] if counts_failures else int(one.families[family][1] > 0)
        else:
            n_hit = one.n_failures if counts_failures else int(not one.outcome.passed)
        cell = cells.setdefault(cutting.start(one.outcome.day), _Cell())
        cell.add(n_hit, 1, one.outcome.scorecard_key, one.outcome.version_number)
    return cells


def _by_criterion(days: Sequence[DayCount], cutting: Cutting) -> list[tuple[str, dict[date, _Cell]]]:
    found: dict[str, dict[date, _Cell]] = {}
    for count in days:
        cell = found.setdefault(count.criterion_key, {}).setdefault(cutting.start(count.day), _Cell())
        cell.add(count.n_failed, count.n_calls, "", count.version_number)
    return sorted(found.items())


def _trend(
    of: Charted, key: str, cells: Mapping[date, _Cell], title: LocalText = NO_TEXT, target: float | None = None
) -> Trend:
    periods, stretches = _with_breaks(cells)
    counted = Counted.RATE if of in (Charted.FAILURES, Charted.FAMILY_FAILURES) else Counted.SHARE
    counts = [(one.n_hit, one.n_calls) for one in periods]
    chart = control_chart(counts, counted, stretches=stretches, n_least=SMALL_NUMBER)
    return Trend(of, key, title, periods, chart, target)


def _with_breaks(cells: Mapping[date, _Cell]) -> tuple[tuple[ChartedPeriod, ...], list[int]]:
    """The periods in order, and to which stretch each belongs: one begins where a version is first seen."""
    latest: dict[str, int] = {}
    periods: list[ChartedPeriod] = []
    stretches: list[int] = []
    for day, cell in sorted(cells.items()):
        new = [n for scorecard, n in sorted(cell.versions.items()) if 0 < latest.get(scorecard, 0) < n]
        for scorecard, number in cell.versions.items():
            latest[scorecard] = max(number, latest.get(scorecard, 0))
        stretches.append((stretches[-1] if stretches else 0) + bool(new))
        periods.append(ChartedPeriod(day, cell.n_hit, cell.n_calls, tuple(new)))
    return tuple(periods), stretches
