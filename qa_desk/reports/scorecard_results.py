"""The report of scorecard results: critical accuracy, call quality and agent score of centre, units and agents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.domain.sampling import Level
from qa_desk.i18n import N_, _, ngettext
from qa_desk.reports.base import OF_CALLS, ReportParams, composed
from qa_desk.reports.behind import behind_bins, behind_family, behind_part
from qa_desk.reports.document import (
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
from qa_desk.reports.figures import ForestPlot, ForestRow, Histogram, HistogramBin, Standing
from qa_desk.reports.outcome_reports import Sources, facts_of, nothing, query_of
from qa_desk.reports.scorecard_results_words import (
    apart_words,
    small_print,
    target_of,
    verdict,
    weighting_words,
)
from qa_desk.reports.trend_words import FAMILIES
from qa_desk.services.issues.issue_views import SMALL_NUMBER, IssueQuery
from qa_desk.services.results.scorecard import FamilyResult, PartResult, ScorecardResults

_MOST_DRAWN = 40
"""Of more agents no figure is drawn: the table has them all."""

_BIN = 5.0


@dataclass(frozen=True, slots=True)
class ScorecardResultsData:
    """What was gathered."""

    results: ScorecardResults
    made_at: datetime
    made_by: str


class ScorecardResultsReport:
    """How good the calls were, and for which calls that is said."""

    key = "scorecard_results"
    title = N_("Scorecard results")
    purpose = N_("Accuracy, call quality and agent score")
    action = Action.VIEW_REPORTS
    asks = OF_CALLS

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> ScorecardResultsData:
        """The results of the period."""
        results = sources.summarising.scorecard_results(actor, query_of(params))
        return ScorecardResultsData(results, sources.now(), actor.name)

    def compose(self, data: ScorecardResultsData) -> Document:
        """The report in the language in use."""
        results = data.results
        query = results.query
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=query.first_day, last=query.last_day),
            blocks=_blocks(results) if results.parts else (nothing(),),
            facts=(*facts_of(query), *small_print(results)),
        )


def _blocks(results: ScorecardResults) -> tuple[Block, ...]:
    (centre,) = results.of(Level.CENTRE)
    units, agents, query = results.of(Level.UNIT), results.of(Level.AGENT), results.query
    blocks: list[Block] = [_key_figures(centre), Paragraph(weighting_words(results))]
    if results.n_not_scored:
        told = ngettext(
            "One call has no score, as nothing on its form applied; its critical criteria count.",
            "{count} calls have no score, as nothing on their form applied; their critical criteria count.",
            results.n_not_scored,
        )
        blocks.append(Paragraph(told.format(count=results.n_not_scored), is_quiet=True))
    blocks += [_families(results, centre)]
    if results.scores:
        spread = _histogram(results)
        blocks.append(FigureBlock("distribution", spread, behind_bins(query, spread.bins)))
    if units:
        blocks += [Heading(_("Units")), *_scores("units", units, query), *_accuracies("units", units, query)]
    if agents:
        apart = apart_words(results)
        blocks += [Heading(_("Agents")), *([Paragraph(apart)] if apart else [])]
        shown = [one for one in agents if not one.is_small and one.quality.value is not None]
        if 2 <= len(shown) <= _MOST_DRAWN:
            blocks.append(
                FigureBlock(
                    "agents_quality", _forest(shown, centre), {one.key: behind_part(query, one) for one in shown}
                )
            )
        blocks += [*_scores("agents", agents, query), *_accuracies("agents", agents, query)]
    return tuple(blocks)


def _key_figures(centre: PartResult) -> Block:
    return KeyFigures(
        (
            KeyFigure(Cell(centre.n_calls, CellKind.INTEGER), _("calls scored")),
            KeyFigure(_cell(centre, centre.quality, CellKind.DECIMAL), _("call quality")),
            KeyFigure(_cell(centre, centre.agent_score, CellKind.DECIMAL), _("agent score")),
            KeyFigure(_cell(centre, centre.passed, CellKind.PERCENT), _("calls without a critical failure")),
        )
    )


def _families(results: ScorecardResults, centre: PartResult) -> Table:
    columns = (
        TableColumn("family", _("family")),
        TableColumn("n_failed", _("calls failed"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("of_calls", _("accuracy of calls"), is_numeric=True),
        TableColumn("target", _("target"), is_numeric=True),
        TableColumn("verdict", _("verdict")),
        TableColumn("n_failures", _("failures"), is_numeric=True),
        TableColumn("n_opportunities", _("opportunities"), is_numeric=True),
        TableColumn("of_opportunities", _("accuracy of opportunities"), is_numeric=True),
    )
    rows = tuple(_family_row(results, one) for one in centre.families)
    return Table(
        "families",
        _("Critical accuracy"),
        columns,
        rows,
        empty=_("No critical criterion applied to these calls."),
        behind=tuple(behind_family(results.query, one) for one in centre.families),
    )


def _family_row(results: ScorecardResults, one: FamilyResult) -> tuple[Cell, ...]:
    target, is_small = target_of(results, one.family), one.n_calls < SMALL_NUMBER
    return (
        Cell(_(FAMILIES[one.family]), is_strong=True, mark="◆"),
        Cell(one.n_failed, CellKind.INTEGER),
        Cell(one.n_calls, CellKind.INTEGER),
        _of(one.of_calls, CellKind.PERCENT, is_small=is_small),
        Cell(target, CellKind.PERCENT),
        Cell("" if is_small else verdict(one.of_calls, target)),
        Cell(one.n_failures, CellKind.INTEGER),
        Cell(one.n_opportunities, CellKind.INTEGER),
        _of(one.of_opportunities, CellKind.PERCENT, is_small=is_small),
    )


def _scores(key: str, parts: Sequence[PartResult], query: IssueQuery) -> list[Block]:
    columns = (
        TableColumn("of", _("unit") if key == "units" else _("agent")),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("quality", _("call quality"), is_numeric=True),
        TableColumn("agent_score", _("agent score"), is_numeric=True),
        TableColumn("passed", _("without a critical failure"), is_numeric=True),
        TableColumn("told_apart", _("told apart")),
    )
    rows = tuple(
        (
            Cell(part.name, is_strong=True),
            Cell(part.n_calls, CellKind.INTEGER),
            _cell(part, part.quality, CellKind.DECIMAL),
            _cell(part, part.agent_score, CellKind.DECIMAL),
            _cell(part, part.passed, CellKind.PERCENT),
            Cell("" if part.is_small else _("differs") if part.stands_out else _("no")),
        )
        for part in parts
    )
    return [Table(f"{key}_scores", _("Scores"), columns, rows, behind=_behind(parts, query))]


def _accuracies(key: str, parts: Sequence[PartResult], query: IssueQuery) -> list[Block]:
    families = [one.family for one in parts[0].families]
    if not families:
        return []
    columns = (
        TableColumn("of", _("unit") if key == "units" else _("agent")),
        *(
            column
            for one in families
            for column in (
                TableColumn(
                    f"{one.value}_calls", _("{family}: calls").format(family=_(FAMILIES[one])), is_numeric=True
                ),
                TableColumn(
                    f"{one.value}_opportunities",
                    _("{family}: opportunities").format(family=_(FAMILIES[one])),
                    is_numeric=True,
                ),
            )
        ),
    )
    rows = tuple((Cell(part.name, is_strong=True), *_accuracy_cells(part)) for part in parts)
    note = _("Calls or opportunities without a failure, with interval.")
    return [Table(f"{key}_accuracy", _("Critical accuracy"), columns, rows, note=note, behind=_behind(parts, query))]


def _behind(parts: Sequence[PartResult], query: IssueQuery) -> tuple[Behind, ...]:
    return tuple(behind_part(query, part) for part in parts)


def _accuracy_cells(part: PartResult) -> list[Cell]:
    return [
        _of(found, CellKind.PERCENT, is_small=one.n_calls < SMALL_NUMBER)
        for one in part.families
        for found in (one.of_calls, one.of_opportunities)
    ]


def _histogram(results: ScorecardResults) -> Histogram:
    last = int(100 / _BIN) - 1
    counts = [0] * (last + 1)
    for score in results.scores:
        counts[min(last, int(score // _BIN))] += 1
    (centre,) = results.of(Level.CENTRE)
    mean = centre.quality.value
    middle = sorted(results.scores)[len(results.scores) // 2]
    return Histogram(
        _("Half of the calls reach {score} or more").format(score=f"{middle:.1f}"),
        _("call quality of each call scored, before what a critical failure does to it; 100 is in the last bar"),
        tuple(
            HistogramBin(f"{place * _BIN:.0f}", place * _BIN, (place + 1) * _BIN, n) for place, n in enumerate(counts)
        ),
        counted=_("calls"),
        references=() if mean is None else ((_("mean"), mean),),
    )


def _forest(agents: Sequence[PartResult], centre: PartResult) -> ForestPlot:
    ordered = sorted(agents, key=lambda one: (-(one.quality.value or 0.0), one.name))
    ends = [end for one in ordered for end in (one.quality.ci_low, one.quality.value) if end is not None]
    n_apart = sum(one.stands_out for one in ordered)
    title = (
        ngettext("One agent can be told apart", "{count} agents can be told apart", n_apart).format(count=n_apart)
        if n_apart
        else _("The agents can’t be told apart")
    )
    return ForestPlot(
        title,
        _("call quality, mean and 95 % interval; the line is the mean of all calls"),
        tuple(
            ForestRow(
                one.key,
                one.name,
                one.quality.value,
                one.quality.ci_low,
                one.quality.ci_high,
                one.n_calls,
                standing=Standing.NONE if one.stands_out else Standing.UNDECIDED,
                details=(_("differs") if one.stands_out else "",),
            )
            for one in ordered
        ),
        unit="",
        target=centre.quality.value,
        target_name=_("mean"),
        has_verdicts=False,
        axis_low=max(0.0, min(ends) // 10 * 10),
        detail_titles=(_("told apart"),),
    )


def _cell(part: PartResult, found: Estimate, kind: CellKind) -> Cell:
    return _of(found, kind, is_small=part.is_small)


def _of(found: Estimate, kind: CellKind, *, is_small: bool) -> Cell:
    return Cell(None, kind) if is_small else Cell(found.value, kind, low=found.ci_low, high=found.ci_high)
