"""The trend report: control charts of calls failed and of failures, with signals named, versions and targets drawn."""

from dataclasses import dataclass, replace
from datetime import datetime

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, listed
from qa_desk.measurement.control_chart import Counted, Limits
from qa_desk.measurement.shares import share_of_calls
from qa_desk.reports.base import OF_CALLS, ReportParams, composed
from qa_desk.reports.document import (
    AnyBehind,
    Behind,
    Block,
    Cell,
    CellKind,
    Document,
    FigureBlock,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    TableColumn,
)
from qa_desk.reports.figures import SeriesPoint, TimeSeries
from qa_desk.reports.issue_figures import period_label, period_phrase
from qa_desk.reports.outcome_reports import Sources, facts_of, nothing, query_of
from qa_desk.reports.trend_words import (
    by_chance_words,
    failed_words,
    finding,
    kind_of,
    last_signal,
    name_of,
    rules_words,
    small_print,
    subtitle_of,
)
from qa_desk.services.issues.issue_views import SMALL_NUMBER
from qa_desk.services.periods import Period
from qa_desk.services.results.behind import CallsBehind, Failed
from qa_desk.services.results.trends import Charted, ChartedPeriod, Trend, Trends

_MOST_CRITERIA = 6
"""Of how many criteria a chart is drawn; all are in the table."""

_PERCENT = 100.0
_OF_FAMILIES = {Charted.FAMILY: "trend_{key}", Charted.FAMILY_FAILURES: "trend_{key}_failures"}
"""The charts of critical families, and the names of their figures."""

_FAILED = {
    Charted.CALLS: Failed.CALL,
    Charted.FAILURES: Failed.ANY_CRITERION,
    Charted.FAMILY: Failed.FAMILY,
    Charted.FAMILY_FAILURES: Failed.FAMILY,
    Charted.CRITERION: Failed.CRITERION,
}


@dataclass(frozen=True, slots=True)
class TrendData:
    """What was gathered."""

    trends: Trends
    made_at: datetime
    made_by: str


class TrendReport:
    """Whether it moved: what is chance and what is not."""

    key = "trend"
    title = N_("Trend")
    purpose = N_("Control charts with signals, versions and targets")
    action = Action.VIEW_REPORTS
    asks = OF_CALLS | {"by"}

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> TrendData:
        """The charts up to the last day."""
        query = query_of(params)
        return TrendData(sources.summarising.trends(actor, query), sources.now(), actor.name)

    def compose(self, data: TrendData) -> Document:
        """The report in the language in use."""
        trends = data.trends
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=trends.first_day, last=trends.query.last_day),
            blocks=_blocks(trends) if trends.n_calls else (nothing(),),
            facts=(*facts_of(trends.query), *small_print()),
        )


def _blocks(trends: Trends) -> tuple[Block, ...]:
    whole = [one for one in trends.trends if one.of in (Charted.CALLS, Charted.FAILURES)]
    families = [one for one in trends.trends if one.of in _OF_FAMILIES]
    criteria = [one for one in trends.trends if one.of is Charted.CRITERION]
    blocks: list[Block] = [_key_figures(trends), Paragraph(by_chance_words(trends))]
    blocks += [_drawn(f"trend_{one.of.value}", one, trends) for one in whole]
    blocks += [Heading(_("Critical families"))] if families else []
    blocks += [_drawn(_OF_FAMILIES[one.of].format(key=one.key), one, trends) for one in families]
    blocks += [Heading(_("All charts")), _table(trends), _signals(trends)]
    shown = criteria[:_MOST_CRITERIA]
    blocks += [Heading(_("Criteria"))] if shown else []
    blocks += [_drawn(f"criterion_{one.key}", one, trends) for one in shown]
    return tuple(blocks)


def _key_figures(trends: Trends) -> Block:
    n_signals = sum(one.chart.n_signals for one in trends.trends)
    figures = ((trends.n_calls, _("calls scored")), (len(trends.trends), _("charts")), (n_signals, _("signals")))
    return KeyFigures(tuple(KeyFigure(Cell(n, CellKind.INTEGER), label) for n, label in figures))


def _drawn(key: str, one: Trend, trends: Trends) -> FigureBlock:
    """A chart with the calls that failed in each of its periods."""
    by, calls = trends.query.by, _calls(one, trends)
    named: dict[str, AnyBehind] = {
        period.first_day.isoformat(): Behind(
            _("{what}, {period}").format(what=failed_words(one), period=period_phrase(period, by)),
            calls.in_period(period.first_day),
        )
        for period in one.periods
        if period.n_hit
    }
    return FigureBlock(key, chart(one, by), named)


def _calls(one: Trend, trends: Trends) -> CallsBehind:
    """The calls that failed, of all periods charted."""
    return CallsBehind(replace(trends.query, first_day=trends.first_day), _FAILED[one.of], one.key)


def chart(trend: Trend, by: Period) -> TimeSeries:
    """One control chart, in % of calls or failures in 100 calls."""
    points = [
        _point(trend, period, limits, by) for period, limits in zip(trend.periods, trend.chart.limits, strict=True)
    ]
    return TimeSeries(
        finding(trend, by),
        subtitle_of(trend, by),
        tuple(points),
        unit="" if trend.chart.counted is Counted.RATE else "%",
        target=None if trend.target is None else _PERCENT * trend.target,
        breaks=tuple(
            (one.first_day.isoformat(), _("version {number}").format(number=listed(str(n) for n in one.versions)))
            for one in trend.periods
            if one.versions
        ),
    )


def _point(trend: Trend, period: ChartedPeriod, limits: Limits | None, by: Period) -> SeriesPoint:
    is_shown = period.n_calls >= SMALL_NUMBER
    return SeriesPoint(
        key=period.first_day.isoformat(),
        label=period_label(period, by),
        value=_PERCENT * period.n_hit / period.n_calls if is_shown else None,
        n=period.n_calls,
        lower=_PERCENT * limits.low if limits else None,
        upper=_PERCENT * limits.high if limits else None,
        is_signal=limits is not None and limits.is_signal,
        note="" if is_shown else _("fewer than {small} calls").format(small=SMALL_NUMBER),
        signal=rules_words(limits) if limits else "",
        centre=_PERCENT * limits.centre if limits else None,
        phrase=period_phrase(period, by),
    )


def _table(trends: Trends) -> Table:
    columns = (
        TableColumn("chart", _("chart")),
        TableColumn("kind", _("kind")),
        TableColumn("n_failed", _("failed"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("share", _("failed, % and interval"), is_numeric=True),
        TableColumn("rate", _("in 100 calls"), is_numeric=True),
        TableColumn("target", _("at most, by target"), is_numeric=True),
        TableColumn("sigma_z", _("σz"), is_numeric=True),
        TableColumn("n_signals", _("signals"), is_numeric=True),
    )
    note = _("Shares over all periods, with Wilson’s 95 % interval. σz is reckoned from ten points on.")
    behind = tuple(Behind(failed_words(one), _calls(one, trends)) if one.n_hit else None for one in trends.trends)
    return Table("charts", "", columns, tuple(_row(one) for one in trends.trends), note=note, behind=behind)


def _row(trend: Trend) -> tuple[Cell, ...]:
    is_share = trend.chart.counted is Counted.SHARE
    is_small = trend.n_calls < SMALL_NUMBER
    share = share_of_calls(trend.n_hit, trend.n_calls) if is_share and not is_small else None
    rate = None if is_share or is_small else _PERCENT * trend.n_hit / trend.n_calls
    mark = "◆" if trend.of in _OF_FAMILIES else ""
    return (
        Cell(name_of(trend), is_strong=trend.of is not Charted.CRITERION, mark=mark),
        Cell(kind_of(trend)),
        Cell(trend.n_hit, CellKind.INTEGER),
        Cell(trend.n_calls, CellKind.INTEGER),
        Cell(share.value, CellKind.PERCENT, low=share.ci_low, high=share.ci_high)
        if share
        else Cell(None, CellKind.PERCENT),
        Cell(rate, CellKind.DECIMAL),
        Cell(trend.target, CellKind.PERCENT),
        Cell(trend.chart.sigma_z, CellKind.DECIMAL, 2),
        Cell(trend.chart.n_signals, CellKind.INTEGER),
    )


def _signals(trends: Trends) -> Table:
    columns = (
        TableColumn("chart", _("chart")),
        TableColumn("period", _("latest signal")),
        TableColumn("rule", _("rule")),
        TableColumn("n_failed", _("failed"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
    )
    rows: list[tuple[Cell, ...]] = []
    behind: list[AnyBehind | None] = []
    for one in trends.trends:
        found = last_signal(one)
        if found is not None:
            period, limits = found
            rows.append(
                (
                    Cell(name_of(one), is_strong=True),
                    Cell(period_phrase(period, trends.query.by)),
                    Cell(rules_words(limits)),
                    Cell(period.n_hit, CellKind.INTEGER),
                    Cell(period.n_calls, CellKind.INTEGER),
                )
            )
            behind.append(_drawn("", one, trends).behind.get(period.first_day.isoformat()))
    return Table("signals", _("Signals"), columns, tuple(rows), empty=_("No rule fired."), behind=tuple(behind))
