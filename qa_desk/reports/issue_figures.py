"""The figures of common issues, described once for page and report: the Pareto of points lost and the trend of one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.i18n import _, current_language, ngettext
from qa_desk.reports.figures import Pareto, ParetoBar, SeriesPoint, TimeSeries
from qa_desk.services.issues.issue_views import SMALL_NUMBER, CommonIssues, IssueRow, PeriodPoint, ReasonCount
from qa_desk.services.periods import Period

_EMPHASIS = 0.65
"""Bars are emphasised until together they make up this share of what is lost."""

_MOST_BARS = 8


class _InTime(Protocol):
    @property
    def first_day(self) -> date: ...


def pareto(rows: Sequence[IssueRow]) -> Pareto:
    """The criteria that lost points, largest first; what comes after the eighth is one bar of its own."""
    bars = [_bar(row) for row in rows]
    n_emphasised = sum(before < 100 * _EMPHASIS for before in [0.0, *(bar.cumulative for bar in bars[:-1])])
    shown = [replace(bar, is_emphasised=place < n_emphasised) for place, bar in enumerate(bars)]
    together = bars[n_emphasised - 1].cumulative
    title = ngettext(
        "One criterion takes {share:.0f} % of the points lost",
        "{count} criteria take {share:.0f} % of the points lost",
        n_emphasised,
    ).format(count=n_emphasised, share=together)
    return Pareto(title, _("share of points lost, %, with interval; line: together"), tuple(_folded(shown)))


def critical_pareto(rows: Sequence[IssueRow]) -> Pareto:
    """The critical criteria that failed, by calls: shares of all critical failures, which cost no points."""
    failed = sorted((row for row in rows if row.n_failed), key=lambda row: (-row.n_failed, row.criterion_key))
    n_all = sum(row.n_failed for row in failed)
    bars: list[ParetoBar] = []
    for row in failed:
        share = 100 * row.n_failed / n_all
        low, high = _interval(row.critical_share)
        together = share + (bars[-1].cumulative if bars else 0.0)
        label = row.title.in_language(current_language())
        bars.append(ParetoBar(row.criterion_key, label, share, low, high, min(100.0, together), row.n_failed))
    title = ngettext(
        "{criterion} makes up {share:.0f} % of one critical failure",
        "{criterion} makes up {share:.0f} % of {count} critical failures",
        n_all,
    ).format(criterion=bars[0].label, share=bars[0].value, count=n_all)
    shown = [replace(bar, is_emphasised=place == 0) for place, bar in enumerate(bars)]
    return Pareto(title, _("share of critical failures, %, with interval; line: together"), tuple(_folded(shown)))


def reason_pareto(issues: CommonIssues) -> Pareto | None:
    """The reasons that cost most points, each with its criterion; None where no reason was noted or nothing lost."""
    found = [
        (row, reason)
        for row in issues.criteria
        for reason in row.reasons
        if reason.points > 0 and issues.points_lost > 0
    ]
    if not found:
        return None
    found.sort(key=lambda pair: (-pair[1].points, pair[0].criterion_key, pair[1].key))
    bars: list[ParetoBar] = []
    for row, reason in found:
        share = 100 * reason.points / issues.points_lost
        low, high = _interval(reason.points_share)
        together = min(100.0, share + (bars[-1].cumulative if bars else 0.0))
        bars.append(
            ParetoBar(row.criterion_key, _reason_label(row, reason), share, low, high, together, reason.n_calls)
        )
    shown = [replace(bar, is_emphasised=place == 0) for place, bar in enumerate(bars)]
    title = _("“{reason}” costs {share:.0f} % of the points lost").format(
        reason=found[0][1].title.in_language(current_language()), share=bars[0].value
    )
    words = _(
        "share of points lost, %, with interval; a failure with several reasons shares its points out; line: together"
    )
    return Pareto(title, words, tuple(_folded(shown)))


def trend(issues: CommonIssues, row: IssueRow) -> TimeSeries:
    """Calls failed in one criterion by period, with control limits, signals and the days a new version came."""
    points = [point for point in issues.trend if point.criterion_key == row.criterion_key]
    by = issues.query.by
    n_calls = sum(point.n_calls for point in points)
    return TimeSeries(
        _finding(row.title.in_language(current_language()), points, by),
        {
            Period.DAY: _("calls failed, %, by day; limits at three standard errors"),
            Period.WEEK: _("calls failed, %, by week of the year; limits at three standard errors"),
            Period.MONTH: _("calls failed, %, by month; limits at three standard errors"),
        }[by],
        tuple(_series_point(point, by) for point in points),
        centre=100 * sum(point.n_failed for point in points) / n_calls if n_calls else None,
        breaks=tuple(_breaks(points)),
    )


def cause_owner_word(name: str) -> str:
    """Who owns a cause, as people read it: a department or unit by its name, the agent in a word."""
    return _("agent") if name == CauseOwnerKind.AGENT.value else name


def period_label(point: _InTime, by: Period) -> str:
    """A period in as few characters as an axis has room for."""
    day = point.first_day
    if by is Period.WEEK:
        # The ISO week of its fourth day: a week that begins on Sunday has most of its days in that one.
        return str((day + timedelta(days=3)).isocalendar().week)
    return f"{day:%m-%d}" if by is Period.DAY else f"{day:%Y-%m}"


def period_phrase(point: _InTime, by: Period) -> str:
    """A period as it stands in a sentence: “week 44”."""
    label = period_label(point, by)
    return _("week {number}").format(number=label) if by is Period.WEEK else label


def _interval(share: Estimate | None) -> tuple[float | None, float | None]:
    return (None, None) if share is None else (_percent(share.ci_low), _percent(share.ci_high))


def _bar(row: IssueRow) -> ParetoBar:
    share = row.points_share
    low, high = _interval(share)
    return ParetoBar(
        key=row.criterion_key,
        label=row.title.in_language(current_language()),
        value=100 * (share.value or 0.0),
        low=low,
        high=high,
        cumulative=100 * row.cumulative_share,
        count=row.n_failed,
    )


def _reason_label(row: IssueRow, reason: ReasonCount) -> str:
    language = current_language()
    return _("{reason} ({criterion})").format(
        reason=reason.title.in_language(language), criterion=row.title.in_language(language)
    )


def _folded(bars: list[ParetoBar]) -> list[ParetoBar]:
    n_rest = len(bars) - _MOST_BARS + 1
    if n_rest < 2:
        return bars
    rest = bars[-n_rest:]
    label = ngettext("{count} other", "{count} others", n_rest).format(count=n_rest)
    value, count = sum(bar.value for bar in rest), sum(bar.count for bar in rest)
    return [*bars[:-n_rest], ParetoBar("", label, value, None, None, rest[-1].cumulative, count)]


def _finding(criterion: str, points: Sequence[PeriodPoint], by: Period) -> str:
    signals = [point for point in points if point.limits is not None and point.limits.is_signal]
    if signals:
        told = _("{criterion}: failures left their limits in {period}")
        return told.format(criterion=criterion, period=period_phrase(signals[-1], by))
    if any(point.limits is not None for point in points):
        return _("{criterion}: failures stayed within their limits").format(criterion=criterion)
    return _("{criterion}: too few calls to tell whether it moved").format(criterion=criterion)


def _series_point(point: PeriodPoint, by: Period) -> SeriesPoint:
    is_shown = point.n_calls >= SMALL_NUMBER
    limits = point.limits
    return SeriesPoint(
        key=point.first_day.isoformat(),
        label=period_label(point, by),
        value=_percent(point.share.value) if is_shown else None,
        n=point.n_calls,
        lower=_percent(limits.low) if limits else None,
        upper=_percent(limits.high) if limits else None,
        is_signal=limits is not None and limits.is_signal,
        note="" if is_shown else _("fewer than {small} calls").format(small=SMALL_NUMBER),
        phrase=period_phrase(point, by),
    )


def _breaks(points: Sequence[PeriodPoint]) -> list[tuple[str, str]]:
    return [
        (point.first_day.isoformat(), _("version {number}").format(number=point.version_number))
        for before, point in pairwise(points)
        if before.version_number != point.version_number
    ]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
