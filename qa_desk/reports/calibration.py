"""The report on calibration: agreement over a period by criterion, of pairs, critical errors, totals and severity."""

from dataclasses import dataclass
from datetime import datetime

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, current_language, ngettext
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.document import (
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
from qa_desk.reports.measuring_reports import (
    Sources,
    coefficient_cell,
    facts_of,
    nothing,
    points_cell,
    query_of,
    share_cell,
)
from qa_desk.reports.measuring_words import n_of_n, totals_words
from qa_desk.reports.pairs_chart import is_partly_drawn, pairs_from_least, pairs_heat
from qa_desk.reports.result_charts import basis_words, forest
from qa_desk.reports.statistics_words import diagnosis_text, outcome_text
from qa_desk.reports.totals_chart import severity_forest
from qa_desk.services.calibration.calibration_figures import SessionResult
from qa_desk.services.figures.measuring_views import PeriodResult

_MOST_PAIRS = 60


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationData:
    """What was gathered."""

    period: PeriodResult
    made_at: datetime
    made_by: str


class CalibrationReport:
    """How far the inspectors agree with what was settled, over a period."""

    key = "calibration"
    title = N_("Calibration")
    purpose = N_("How far inspectors agree, with intervals")
    action = Action.VIEW_ALL_SESSIONS
    asks = frozenset({"scorecard"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> CalibrationData:
        """The figures of the period."""
        return CalibrationData(sources.measuring.period(actor, query_of(params)), sources.now(), actor.name)

    def compose(self, data: CalibrationData) -> Document:
        """The report in the language in use."""
        period = data.period
        query = period.query
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=query.first_day, last=query.last_day),
            blocks=_blocks(period) if period.result.n_judgements else (nothing(),),
            facts=facts_of(period.n_sessions, basis_words(period.result)),
        )


def _blocks(period: PeriodResult) -> tuple[Block, ...]:
    result = period.result
    overall = result.overall
    blocks: list[Block] = [
        KeyFigures(
            (
                KeyFigure(share_cell(overall.agreement), _("agreement"), outcome_text(overall.verdict.outcome)),
                KeyFigure(Cell(result.n_calls, CellKind.INTEGER), _("calls")),
                KeyFigure(Cell(result.n_inspectors, CellKind.INTEGER), _("inspectors")),
                KeyFigure(Cell(result.n_judgements, CellKind.INTEGER), _("judgements")),
            )
        ),
        FigureBlock("criteria", forest(result)),
    ]
    if overall.diagnosis is not None:
        blocks.append(Paragraph(diagnosis_text(overall.diagnosis)))
    blocks.append(_criteria(period))
    heat = pairs_heat(result)
    if heat is not None:
        blocks.append(FigureBlock("pairs", heat))
    if is_partly_drawn(result):
        blocks.append(_pairs(result))
    if result.accuracy:
        blocks.append(_errors(period))
    blocks += [Heading(_("Total scores, before policy")), Paragraph(totals_words(period.totals))]
    drawn = severity_forest(period.totals)
    if drawn is not None:
        blocks.append(FigureBlock("totals", drawn))
    return (*blocks, _severity(period))


def _criteria(period: PeriodResult) -> Table:
    columns = (
        TableColumn("criterion", _("criterion")),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("agreement", _("agreement, %"), is_numeric=True),
        TableColumn("between", _("between inspectors, %"), is_numeric=True),
        TableColumn("ac1", _("AC1"), is_numeric=True),
        TableColumn("alpha", _("alpha"), is_numeric=True),
        TableColumn("on_failures", _("on failures, %"), is_numeric=True),
        TableColumn("verdict", _("verdict")),
    )
    rows = tuple(
        (
            Cell(
                one.criterion.title.in_language(current_language()),
                is_strong=True,
                mark="◆" if one.criterion.critical else "",
            ),
            Cell(one.n_calls, CellKind.INTEGER),
            share_cell(one.figures.agreement),
            share_cell(one.figures.between),
            coefficient_cell(one.figures.ac1),
            coefficient_cell(one.figures.alpha),
            share_cell(one.figures.on_failures),
            Cell(outcome_text(one.figures.verdict.outcome)),
        )
        for one in period.result.criteria
    )
    return Table("by_criterion", _("By criterion"), columns, rows)


def _pairs(result: SessionResult) -> Table:
    columns = (
        TableColumn("first", _("inspector")),
        TableColumn("second", _("and")),
        TableColumn("agreement", _("agree, %"), is_numeric=True),
        TableColumn("n_items", _("answers both gave"), is_numeric=True),
        TableColumn("told_apart", _("told apart")),
    )
    pairs = pairs_from_least(result)
    rows = tuple(
        (
            Cell(one.first.name, is_strong=True),
            Cell(one.second.name, is_strong=True),
            share_cell(one.agreement),
            Cell(one.agreement.n_items, CellKind.INTEGER),
            Cell(_("below the rest") if one.stands_out else _("no")),
        )
        for one in pairs[:_MOST_PAIRS]
    )
    left_out = len(pairs) - len(rows)
    note = ngettext(
        "{n} more pair, which agrees more often, is left out.",
        "{n} more pairs, which agree more often, are left out.",
        left_out,
    )
    return Table(
        "pairs_from_least",
        _("Pairs that agree least"),
        columns,
        rows,
        note=note.format(n=f"{left_out:,}") if left_out > 0 else "",
    )


def _errors(period: PeriodResult) -> Table:
    columns = (
        TableColumn("inspector", _("inspector")),
        TableColumn("agreement", _("as settled, %"), is_numeric=True),
        TableColumn("missed", _("missed")),
        TableColumn("missed_share", _("missed, %"), is_numeric=True),
        TableColumn("alarms", _("false alarms")),
        TableColumn("alarms_share", _("false alarms, %"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(one.panellist.name, is_strong=True),
            share_cell(one.agreement),
            Cell(n_of_n(one.missed)),
            share_cell(one.missed),
            Cell(n_of_n(one.false_alarms)),
            share_cell(one.false_alarms),
        )
        for one in period.result.accuracy
    )
    note = _("Against the settled answers, which each of them helped to settle.")
    return Table("critical_errors", _("Critical failures"), columns, rows, note=note)


def _severity(period: PeriodResult) -> Table:
    columns = (
        TableColumn("inspector", _("inspector")),
        TableColumn("deviation", _("points from settled"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(one.panellist.name, is_strong=True),
            points_cell(one.deviation),
            Cell(one.deviation.n_calls, CellKind.INTEGER),
        )
        for one in period.totals.severity
        if one.deviation.value is not None
    )
    note = _("Mean of total scores minus the settled ones; negative is strict. The figures are not shrunken.")
    return Table("severity", _("Severity"), columns, rows, empty=_("Nothing is settled yet."), note=note)
