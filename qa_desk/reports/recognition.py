"""Recognition: who did best, who may have done as well, whom to help first, and by which rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.domain.recognition import Award
from qa_desk.i18n import N_, _, listed, pgettext
from qa_desk.reports.base import ReportParams, composed
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
from qa_desk.reports.figures import ForestPlot, ForestRow, Standing
from qa_desk.reports.recognition_words import facts, fit_word, grade_words, small_words, tail_words, verdict
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.sources import Timed
from qa_desk.services.results.recognition_views import (
    Believed,
    Board,
    CountedCalls,
    Ranked,
    Recognition,
    RecognitionQuery,
)

_MOST_DRAWN = 40
_AWARDED = "★"
_WITH_GRADE = (Award.GRADE_OF_HALF_YEAR, Award.AWARD_OF_YEAR)


class _Awarding(Protocol):
    def recognition(self, actor: Actor, query: RecognitionQuery) -> Recognition: ...


class Sources(Timed, Protocol):
    """The services this report asks."""

    @property
    def awarding(self) -> _Awarding:
        """Where the boards come from."""
        ...


@dataclass(frozen=True, slots=True)
class RecognitionData:
    """What was gathered."""

    recognition: Recognition
    made_at: datetime
    made_by: str


class RecognitionReport:
    """The length of the period says what is given: a month, a quarter, half a year or a year."""

    key = "recognition"
    title = N_("Recognition")
    purpose = N_("Who did best, whom to help first, and how surely")
    action = Action.VIEW_DRAWS
    asks = frozenset({"unit", "business_type", "scorecard"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> RecognitionData:
        """The boards of the period."""
        query = RecognitionQuery(params.first_day, params.last_day, params.unit, params.business_type, params.scorecard)
        return RecognitionData(sources.awarding.recognition(actor, query), sources.now(), actor.name)

    def compose(self, data: RecognitionData) -> Document:
        """The report in the language in use."""
        query = data.recognition.query
        nothing = Paragraph(
            _(
                "Nobody has enough scored calls of this period that were drawn at random. Widen the period or the "
                "filters."
            )
        )
        has_any = data.recognition.agents.ranked or data.recognition.units.ranked
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=query.first_day, last=query.last_day),
            blocks=tuple(_blocks(data.recognition)) if has_any else (nothing,),
            facts=facts(data.recognition),
        )


def _blocks(found: Recognition) -> list[Block]:
    blocks: list[Block] = [_key_figures(found), Paragraph(verdict(found))]
    if found.agents.ranked:
        blocks += [
            Heading(_("Agents")),
            _drawn("agents_scores", found.agents, found, _("Agents lie from {low} to {high} points")),
        ]
        blocks += [_table(found.agents, found, are_units=False), *_quiet(small_words(found.agents))]
        blocks += [Heading(_("To be helped first")), Paragraph(tail_words(found))]
    if found.units.ranked:
        blocks += [
            Heading(_("Units")),
            _drawn("units_scores", found.units, found, _("Units lie from {low} to {high} points")),
        ]
        blocks += [_table(found.units, found, are_units=True), *_quiet(small_words(found.units))]
    return blocks


def _quiet(words: str) -> list[Block]:
    return [Paragraph(words, is_quiet=True)] if words else []


def _key_figures(found: Recognition) -> Block:
    figures = (
        (found.n_calls, _("calls drawn and scored")),
        (len(found.agents.ranked), _("agents compared")),
        (found.agents.n_eligible, _("agents who meet the rules")),
        (len(found.units.ranked), _("units compared")),
    )
    return KeyFigures(tuple(KeyFigure(Cell(n, CellKind.INTEGER), label) for n, label in figures))


def _drawn(key: str, board: Board, found: Recognition, title: str) -> FigureBlock:
    behind: dict[str, AnyBehind] = {one.key: _behind(one, found) for one in board.ranked}
    return FigureBlock(key, _plot(board, title), behind)


def _behind(one: Ranked, found: Recognition) -> Behind:
    """The calls that count for an agent or a unit."""
    words = _("{name}, calls drawn and scored").format(name=one.name)
    is_unit = one.key == one.unit_path
    calls = CountedCalls(found.query, unit_path=one.key) if is_unit else CountedCalls(found.query, agent_id=one.key)
    return Behind(words, calls)


def _plot(board: Board, title: str) -> ForestPlot:
    """The best and, where there are too many to draw, as many of the lowest."""
    drawn: Sequence[Ranked] = board.ranked
    if len(drawn) > _MOST_DRAWN:
        drawn = (*drawn[: _MOST_DRAWN // 2], *drawn[-_MOST_DRAWN // 2 :])
    lowest = min(one.score.low for one in drawn)
    rows = tuple(
        ForestRow(
            key=one.key,
            label=f"{_AWARDED} {one.name}" if one.is_recognised else one.name,
            value=one.score.value,
            low=one.score.low,
            high=one.score.high,
            n=one.n_calls,
            standing=_standing(one),
        )
        for one in drawn
    )
    axis_low = max(0.0, 10.0 * (lowest // 10))
    return ForestPlot(
        title.format(
            low=number_text(board.ranked[-1].score.value, 1), high=number_text(board.ranked[0].score.value, 1)
        ),
        _subtitle(board),
        rows,
        pgettext("of a score", "points"),
        axis_low=axis_low,
        has_verdicts=False,
    )


def _subtitle(board: Board) -> str:
    """What is drawn, and the signs where they are used."""
    words = [_("score believed, points, with 95 % interval")]
    words += [_("{sign} has the award").format(sign=_AWARDED)] if board.recognised else []
    words += [_("square: to be helped first")] if any(one.is_in_tail for one in board.ranked) else []
    return listed(words)


def _standing(one: Ranked) -> Standing:
    if one.is_recognised:
        return Standing.REACHED
    return Standing.MISSED if one.is_in_tail else Standing.NONE


def _table(board: Board, found: Recognition, *, are_units: bool) -> Table:
    has_grade = found.award in _WITH_GRADE and not are_units
    columns = (
        TableColumn("name", _("unit") if are_units else _("agent")),
        *(() if are_units else (TableColumn("unit", _("unit")),)),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("plain", _("score of the calls"), is_numeric=True),
        TableColumn("score", _("score believed and interval"), is_numeric=True),
        TableColumn("n_critical", _("critical failures"), is_numeric=True),
        TableColumn("critical", _("critical, % believed and interval"), is_numeric=True),
        TableColumn("chance_best", _("chance to be the best"), is_numeric=True),
        *((TableColumn("grade", _("grade")),) if has_grade else ()),
        TableColumn("standing", _("standing")),
    )
    rows = tuple(_row(one, are_units=are_units, has_grade=has_grade) for one in board.ranked)
    behind = tuple(_behind(one, found) for one in board.ranked)
    note = _("The chance to be the best is that among all who meet the rules; those who don’t have none.")
    return Table(
        "units" if are_units else "agents",
        _("Units") if are_units else _("Agents"),
        columns,
        rows,
        note=note,
        behind=behind,
    )


def _row(one: Ranked, *, are_units: bool, has_grade: bool) -> tuple[Cell, ...]:
    return (
        Cell(one.name, is_strong=one.is_recognised, mark=_AWARDED if one.is_recognised else ""),
        *(() if are_units else (Cell(one.unit_path),)),
        Cell(one.n_calls, CellKind.INTEGER),
        Cell(one.score.plain, CellKind.DECIMAL),
        _believed(one.score, CellKind.DECIMAL),
        Cell(one.n_critical, CellKind.INTEGER),
        _believed(one.critical, CellKind.PERCENT),
        Cell(one.chance_best if one.chance_best else None, CellKind.PERCENT),
        *((Cell(grade_words(one)),) if has_grade else ()),
        Cell(fit_word(one)),
    )


def _believed(figure: Believed, kind: CellKind) -> Cell:
    return Cell(figure.value, kind, low=figure.low, high=figure.high)
