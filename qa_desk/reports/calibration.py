"""The report on calibration: agreement over a period by criterion, of pairs, critical errors, totals and severity."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.domain.scorecard import Criterion
from qa_desk.i18n import N_, _, current_language, ngettext
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.behind_sessions import SessionCalls, otherwise_words, sessions_table
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
from qa_desk.reports.pairs_chart import is_partly_drawn, pair_key, pairs_from_least, pairs_heat
from qa_desk.reports.result_charts import ALL_CRITERIA, basis_words, forest
from qa_desk.reports.statistics_words import diagnosis_text, outcome_text
from qa_desk.reports.totals_chart import severity_forest
from qa_desk.services.calibration.calibration_figures import Panellist, PanelPair, SessionResult
from qa_desk.services.figures.measuring_views import PeriodResult
from qa_desk.services.figures.totals import Totals

_MOST_PAIRS = 60


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationData:
    """What was gathered."""

    period: PeriodResult
    time_zone: str
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
        period = sources.measuring.period(actor, query_of(params))
        return CalibrationData(period, sources.administering.centre().time_zone, sources.now(), actor.name)

    def compose(self, data: CalibrationData) -> Document:
        """The report in the language in use."""
        period = data.period
        query = period.query
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=query.first_day, last=query.last_day),
            blocks=_blocks(period, data.time_zone) if period.result.n_judgements else (nothing(),),
            facts=facts_of(period.n_sessions, basis_words(period.result)),
        )


def _blocks(period: PeriodResult, time_zone: str) -> tuple[Block, ...]:
    result, calls = period.result, SessionCalls(period.facts)
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
        FigureBlock("criteria", forest(result), _behind_criteria(result, calls)),
    ]
    if overall.diagnosis is not None:
        blocks.append(Paragraph(diagnosis_text(overall.diagnosis)))
    blocks.append(_criteria(period, calls))
    heat = pairs_heat(result)
    if heat is not None:
        blocks.append(FigureBlock("pairs", heat, _behind_pairs(result.pairs, calls)))
    if is_partly_drawn(result):
        blocks.append(_pairs(result, calls))
    if result.accuracy:
        blocks.append(_errors(period, calls))
    blocks += [Heading(_("Total scores, before policy")), Paragraph(totals_words(period.totals))]
    drawn = severity_forest(period.totals)
    if drawn is not None:
        blocks.append(FigureBlock("totals", drawn, _behind_severity(period.totals, calls)))
    return (*blocks, _severity(period, calls), sessions_table(period.facts, time_zone))


def _behind_criteria(result: SessionResult, calls: SessionCalls) -> dict[str, AnyBehind]:
    found = {ALL_CRITERIA: calls.judged(_("judged in sessions"))}
    found |= {one.criterion.key: _behind_criterion(one.criterion, calls) for one in result.criteria}
    return {key: behind for key, behind in found.items() if behind is not None}


def _behind_criterion(criterion: Criterion, calls: SessionCalls) -> Behind | None:
    title = criterion.title.in_language(current_language())
    return calls.judged(_("{criterion}, judged in sessions").format(criterion=title), criterion.key)


def _behind_pairs(pairs: Sequence[PanelPair], calls: SessionCalls) -> dict[str, AnyBehind]:
    """By both orders of a pair: a drawing has them in the one that fits."""
    found: dict[str, AnyBehind] = {}
    for pair in pairs:
        behind = _behind_pair(pair, calls)
        if behind is not None:
            turned = replace(pair, first=pair.second, second=pair.first)
            found |= {pair_key(pair): behind, pair_key(turned): behind}
    return found


def _behind_pair(pair: PanelPair, calls: SessionCalls) -> Behind | None:
    words = _("Where {first} and {second} differ").format(first=pair.first.name, second=pair.second.name)
    return calls.of_pair(words, pair.first.person_id, pair.second.person_id)


def _behind_severity(totals: Totals, calls: SessionCalls) -> dict[str, AnyBehind]:
    found = {str(one.panellist.person_id): _behind_member(one.panellist, calls) for one in totals.severity}
    return {key: behind for key, behind in found.items() if behind is not None}


def _behind_member(member: Panellist, calls: SessionCalls) -> Behind | None:
    words = otherwise_words(member.name)
    return calls.otherwise(words, member.person_id, lambda _criterion: True, with_reasons=False)


def _criteria(period: PeriodResult, calls: SessionCalls) -> Table:
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
    behind = tuple(_behind_criterion(one.criterion, calls) for one in period.result.criteria)
    return Table("by_criterion", _("By criterion"), columns, rows, behind=behind)


def _pairs(result: SessionResult, calls: SessionCalls) -> Table:
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
        behind=tuple(_behind_pair(one, calls) for one in pairs[:_MOST_PAIRS]),
    )


def _errors(period: PeriodResult, calls: SessionCalls) -> Table:
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
    behind = tuple(_behind_errors(one.panellist, calls) for one in period.result.accuracy)
    return Table("critical_errors", _("Critical failures"), columns, rows, note=note, behind=behind)


def _behind_errors(member: Panellist, calls: SessionCalls) -> Behind | None:
    words = otherwise_words(member.name, only_critical=True)
    return calls.otherwise(words, member.person_id, lambda one: one.critical is not None, with_reasons=False)


def _severity(period: PeriodResult, calls: SessionCalls) -> Table:
    columns = (
        TableColumn("inspector", _("inspector")),
        TableColumn("deviation", _("points from settled"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
    )
    known = [one for one in period.totals.severity if one.deviation.value is not None]
    rows = tuple(
        (
            Cell(one.panellist.name, is_strong=True),
            points_cell(one.deviation),
            Cell(one.deviation.n_calls, CellKind.INTEGER),
        )
        for one in known
    )
    behind = tuple(_behind_member(one.panellist, calls) for one in known)
    note = _("Mean of total scores minus the settled ones; negative is strict. The figures are not shrunken.")
    empty = _("Nothing is settled yet.")
    return Table("severity", _("Severity"), columns, rows, empty=empty, note=note, behind=behind)
