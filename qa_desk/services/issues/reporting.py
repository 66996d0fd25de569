"""Figures for reports and the common-issues page: where deductions concentrate, how surely, and whether it moved."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import fsum
from zoneinfo import ZoneInfo

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.issue import TrackedItem
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require, visibility_of
from qa_desk.domain.sampling_plan import Field
from qa_desk.domain.scorecard import Criterion, Section
from qa_desk.domain.text import NO_TEXT
from qa_desk.measurement.control_chart import p_chart
from qa_desk.measurement.shares import (
    Difference,
    difference_of_shares,
    share_of_calls,
    significant_after_fdr,
)
from qa_desk.services.clock import Clock
from qa_desk.services.issues.issue_shares import Part, Whole, added, critical_shares, reason_counts
from qa_desk.services.issues.issue_views import (
    SMALL_NUMBER,
    CommonIssues,
    Example,
    FailureBehind,
    IssueChoices,
    IssueQuery,
    IssueRow,
    PeriodPoint,
    RowsBehind,
    TrackedMention,
)
from qa_desk.services.keeping.hidden_agents import nameless_failures
from qa_desk.services.periods import Period, period_start, periods_back
from qa_desk.services.results.scored import filter_of
from qa_desk.store.counted_days import CountedDays, StretchCount
from qa_desk.store.fact_filter import AGENT_OWNER
from qa_desk.store.failure_queries import MarkedFailure, RecordedFailure
from qa_desk.store.issue_queries import ScoredCount, WhyCount
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

N_EXAMPLES = 3
N_TREND = 13
"""How many days, weeks or months the trend shows at least; the period asked for is always in it."""


class Reporting:
    """Reads facts of record only: nothing sealed is ever among them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def common_issues(self, actor: Actor, query: IssueQuery) -> CommonIssues:
        """The board of a period, compared with the period of the same length before. Raises PERIOD_INVALID."""
        require(actor, Action.VIEW_REPORTS)
        with self._store.reading() as uow:
            wanted, first_weekday = filter_of(uow, query), uow.settings.first_weekday()
            earlier = period_before(query)
            trend_start = _trend_start(query, first_weekday)
            # the trend, the period and the one before overlap: their days are counted once
            before = replace(wanted, first_day=earlier.first_day, last_day=earlier.last_day)
            all_days = replace(wanted, first_day=min(earlier.first_day, trend_start))
            days = uow.issues.days(all_days, (wanted, before))
            failed = uow.issues.failed(wanted)
            material = _Material(
                query=query,
                forms=criteria_asked(uow, query.scorecard),
                scored=uow.issues.scored(wanted),
                failed=_by_criterion(failed),
                now=days.between(query.first_day, query.last_day),
                before=days.between(earlier.first_day, earlier.last_day),
                critical={},
                tracked=_mentions(uow),
                failures=(),
            )
            critical = [key for key, _section, one in material.forms if one.critical and key in material.failed]
            together = uow.issues.failed_together(wanted, critical) if critical else {}
            keys = [key for key, _section, _criterion in material.forms if key in material.failed]
            failures = uow.issues.marked_failures(wanted, keys, N_EXAMPLES, visibility_of(actor), days)
            material = replace(
                material,
                critical=critical_shares(together, material.scored.n_calls),
                failures=nameless_failures(uow, actor, failures),
            )
        rows = _rows(material)
        return CommonIssues(
            query=query,
            previous_first_day=earlier.first_day,
            previous_last_day=earlier.last_day,
            n_calls=material.scored.n_calls,
            n_evaluations=material.scored.n_calls,
            n_inspectors=material.scored.n_inspectors,
            points_lost=material.whole.x,
            criteria=_with_cumulative([row for row in rows if row.critical is None]),
            critical=tuple(sorted((r for r in rows if r.critical is not None), key=lambda r: -r.n_failed)),
            trend=_trend(days, trend_start, query.by, first_weekday),
        )

    def rows_behind(self, actor: Actor, query: IssueQuery, criterion_key: str) -> RowsBehind:
        """The failures that a criterion's figures count, latest first; those not open to the actor are only counted."""
        require(actor, Action.VIEW_REPORTS)
        with self._store.reading() as uow:
            wanted = filter_of(uow, query)
            found = uow.issues.failures_behind(wanted, criterion_key, visibility_of(actor))
            failures = nameless_failures(uow, actor, found)
            n_all = uow.issues.n_failed(wanted, criterion_key)
            criterion = next((c for key, _s, c in criteria_asked(uow, query.scorecard) if key == criterion_key), None)
        return RowsBehind(
            title=criterion.title if criterion else NO_TEXT,
            reasons=tuple((reason.key, reason.title) for reason in criterion.reasons) if criterion else (),
            rows=tuple(_behind(failure) for failure in failures),
            n_closed=n_all - len(failures),
        )

    def choices(self, actor: Actor) -> IssueChoices:
        """What a report can be asked for, from what is there."""
        require(actor, Action.VIEW_REPORTS)
        with self._store.reading() as uow:
            zone = uow.settings.time_zone()
            published = sorted(uow.scorecards.versions(), key=lambda version: version.number)
            return IssueChoices(
                today=self._clock.now().astimezone(ZoneInfo(zone)).date(),
                first_weekday=uow.settings.first_weekday(),
                time_zone=zone,
                units=tuple(unit.path for unit in uow.units.all()),
                business_types=uow.call_list.words_of(Field.BUSINESS_TYPE),
                campaigns=uow.call_list.words_of(Field.CAMPAIGN),
                customer_segments=uow.call_list.words_of(Field.CUSTOMER_SEGMENT),
                service_stages=uow.call_list.words_of(Field.SERVICE_STAGE),
                cause_owners=(AGENT_OWNER, *uow.issues.cause_owner_names()),
                scorecards=tuple({version.scorecard_key: version.title for version in published}.items()),
            )


@dataclass(frozen=True, slots=True)
class _Material:
    query: IssueQuery
    forms: Sequence[tuple[str, Section, Criterion]]
    scored: ScoredCount
    failed: Mapping[str, Sequence[WhyCount]]
    now: Mapping[str, StretchCount]
    before: Mapping[str, StretchCount]
    critical: Mapping[str, Estimate]
    tracked: Mapping[str, TrackedMention]
    failures: tuple[MarkedFailure, ...]

    @property
    def whole(self) -> Whole:
        """All points lost: what a criterion cost by what its call lost, added up, is the square of the latter."""
        found = [one for of_criterion in self.failed.values() for one in of_criterion]
        return Whole(self.scored.n_calls, fsum(one.points for one in found), fsum(one.xy for one in found))


def period_before(query: IssueQuery) -> IssueQuery:
    """The same of as many days right before."""
    length = query.last_day - query.first_day + timedelta(days=1)
    return replace(query, first_day=query.first_day - length, last_day=query.last_day - length)


def criteria_asked(uow: UnitOfWork, scorecard: str) -> list[tuple[str, Section, Criterion]]:
    """Every criterion ever asked, by key, as its latest version words it."""
    latest: dict[str, tuple[str, Section, Criterion]] = {}
    for version in sorted(uow.scorecards.versions(scorecard), key=lambda version: version.number):
        for section in version.sections:
            for criterion in section.criteria:
                latest[criterion.key] = (criterion.key, section, criterion)
    return list(latest.values())


def _rows(material: _Material) -> list[IssueRow]:
    asked = [form for form in material.forms if form[0] in material.now and not form[2].bonus]
    changes = {key: _change(material, key) for key, _section, _criterion in asked}
    tested = [key for key in changes if changes[key] is not None]
    kept = significant_after_fdr([change.p_value for key in tested if (change := changes[key]) is not None])
    real = {key for key, keep in zip(tested, kept, strict=True) if keep}
    whole = material.whole
    return [_row(material, whole, form, changes[form[0]], is_real=form[0] in real) for form in asked]


def _row(
    material: _Material,
    whole: Whole,
    form: tuple[str, Section, Criterion],
    change: Difference | None,
    *,
    is_real: bool,
) -> IssueRow:
    key, section, criterion = form
    failed, now, before = material.failed.get(key, ()), material.now[key], material.before.get(key, StretchCount())
    n_failed = sum(one.n_failed for one in failed)
    lost = added([Part(one.points, one.yy, one.xy) for one in failed])
    titles = {reason.key: reason.title for reason in criterion.reasons}
    return IssueRow(
        criterion_key=key,
        title=criterion.title,
        section_title=section.title,
        critical=criterion.critical,
        n_failed=n_failed,
        n_calls=now.n_calls,
        share=share_of_calls(n_failed, now.n_calls),
        points=lost.y,
        points_share=whole.share(lost),
        cumulative_share=0.0,
        change=change,
        change_is_real=is_real,
        is_new=n_failed > 0 and change is not None and before.n_failed == 0,
        is_small=now.n_calls < SMALL_NUMBER,
        reasons=reason_counts(failed, titles, whole),
        cause_owners=_owners(failed),
        examples=tuple(_example(f) for f in material.failures if f.criterion_key == key),
        tracked=material.tracked.get(key),
        critical_share=material.critical.get(key),
    )


def _by_criterion(counts: Sequence[WhyCount]) -> dict[str, list[WhyCount]]:
    found: dict[str, list[WhyCount]] = defaultdict(list)
    for count in counts:
        found[count.why.criterion_key].append(count)
    return dict(found)


def _owners(found: Sequence[WhyCount]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for one in found:
        is_agent = one.why.cause_owner_kind is CauseOwnerKind.AGENT
        counts[AGENT_OWNER if is_agent else one.why.cause_owner_name] += one.n_failed
    return tuple(sorted(counts.items(), key=lambda owner: (-owner[1], owner[0])))


def _change(material: _Material, key: str) -> Difference | None:
    now, before = material.now[key], material.before.get(key, StretchCount())
    if min(now.n_calls, before.n_calls) < SMALL_NUMBER:
        return None
    return difference_of_shares(now.n_failed, now.n_calls, before.n_failed, before.n_calls)


def _with_cumulative(rows: list[IssueRow]) -> tuple[IssueRow, ...]:
    rows.sort(key=lambda row: (-row.points, row.criterion_key))
    together = 0.0
    ranked: list[IssueRow] = []
    for row in rows:
        together += row.points_share.value or 0.0
        ranked.append(replace(row, cumulative_share=min(1.0, together)))
    return tuple(ranked)


def _trend_start(query: IssueQuery, first_weekday: int) -> date:
    """The first day of the trend: `N_TREND` periods up to the last day, or the period asked for if that is longer."""
    start = periods_back(query.last_day, query.by, first_weekday, N_TREND)
    return min(start, period_start(query.first_day, query.by, first_weekday))


def _trend(days: CountedDays, first_day: date, by: Period, first_weekday: int) -> tuple[PeriodPoint, ...]:
    """Calls and failures by period with their control limits; a period's version is the latest scored in it."""
    known = {day for day, _version, _number, _n in days.calls if day >= first_day}
    points: list[PeriodPoint] = []
    for key, found in sorted(days.by_stretch({day: period_start(day, by, first_weekday) for day in known}).items()):
        periods = sorted(found.items())
        _mean, limits = p_chart([(one.n_failed, one.n_calls) for _day, one in periods])
        for (start, one), own in zip(periods, limits, strict=True):
            share = share_of_calls(one.n_failed, one.n_calls)
            limit = None if one.n_calls < SMALL_NUMBER else own
            points.append(PeriodPoint(key, start, one.n_failed, one.n_calls, share, one.version_number, limit))
    return tuple(points)


def _mentions(uow: UnitOfWork) -> dict[str, TrackedMention]:
    """Of each criterion the item opened last."""
    latest: dict[str, TrackedItem] = {}
    for item in sorted(uow.tracking.items(), key=lambda item: item.opened_at):
        latest[item.criterion_key] = item
    names = uow.people.names() if latest else {}
    return {
        key: TrackedMention(item.id, item.state, names.get(item.owner_id, ""), item.due_on)
        for key, item in latest.items()
    }


def _behind(failure: RecordedFailure) -> FailureBehind:
    is_agent = failure.cause_owner_kind is CauseOwnerKind.AGENT
    return FailureBehind(
        evaluation_id=failure.evaluation_id,
        call_id=failure.call_id,
        call_key=failure.call_key,
        started_at=failure.started_at,
        agent_name=failure.agent_name,
        unit_path=failure.unit_path,
        inspector_name=failure.inspector_name,
        points=failure.points,
        score=failure.score,
        passed=failure.passed,
        reason_keys=failure.reason_keys,
        cause_owner=AGENT_OWNER if is_agent else failure.cause_owner_name,
        comment=failure.comment,
        start_s=failure.start_s,
        end_s=failure.end_s,
    )


def _example(failure: MarkedFailure) -> Example:
    return Example(
        failure.evaluation_id,
        failure.call_id,
        failure.call_key,
        failure.agent_name,
        failure.unit_path,
        failure.started_at,
        failure.start_s,
        failure.end_s,
        failure.note or failure.comment,
        failure.mark_id,
    )
