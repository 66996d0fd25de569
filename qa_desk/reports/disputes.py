"""The report of disputes: how results are recognised by criterion, inspector and unit, and whether coaching helps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, current_language
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.disputes_words import (
    answer_words,
    apart_sentence,
    apart_words,
    coaching_words,
    decision_words,
    small_print,
)
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
from qa_desk.reports.figures import ForestPlot, ForestRow, Standing
from qa_desk.reports.sources import Timed
from qa_desk.services.feedback.recognising_views import (
    CoachedGroup,
    CoachingEffect,
    DisputeQuery,
    PartAnswers,
    ResultAnswers,
)
from qa_desk.services.issues.issue_views import SMALL_NUMBER
from qa_desk.services.results.behind import KnownCalls

_MOST_DRAWN = 40
"""Of more inspectors no figure is drawn: the table has them all."""


class _Recognising(Protocol):
    def answers(self, actor: Actor, query: DisputeQuery) -> ResultAnswers: ...


class Sources(Timed, Protocol):
    """The services this report asks."""

    @property
    def recognising(self) -> _Recognising:
        """Where the figures come from."""
        ...


@dataclass(frozen=True, slots=True)
class DisputesData:
    """What was gathered."""

    answers: ResultAnswers
    made_at: datetime
    made_by: str


class DisputesReport:
    """What agents say to their results, what becomes of it, and what coaching does."""

    key = "disputes"
    title = N_("Disputes and recognition of results")
    purpose = N_("Acknowledged, disputed, overturned; does coaching help")
    action = Action.VIEW_FEEDBACK
    asks = frozenset({"unit"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> DisputesData:
        """The figures of the period."""
        query = DisputeQuery(params.first_day, params.last_day, params.unit)
        return DisputesData(sources.recognising.answers(actor, query), sources.now(), actor.name)

    def compose(self, data: DisputesData) -> Document:
        """The report in the language in use."""
        answers = data.answers
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=answers.query.first_day, last=answers.query.last_day),
            blocks=_blocks(answers) if answers.centre.n_released else (_nothing(),),
            facts=small_print(answers),
        )


def _nothing() -> Block:
    return Paragraph(_("No result was released on these days. Widen the period or the filters."))


def _blocks(answers: ResultAnswers) -> tuple[Block, ...]:
    blocks: list[Block] = [_key_figures(answers.centre), Paragraph(answer_words(answers)), _within(answers)]
    blocks += [Heading(_("Disputes")), Paragraph(decision_words(answers)), _criteria(answers)]
    if answers.inspectors:
        figure = _figure(answers.inspectors, answers.centre)
        blocks += [Heading(_("Inspectors")), *(figure or [Paragraph(apart_sentence(answers.inspectors))])]
        blocks.append(_parts("inspectors", answers.inspectors))
    if answers.units:
        blocks += [Heading(_("Units")), Paragraph(apart_sentence(answers.units)), _parts("units", answers.units)]
    if answers.coaching is not None:
        blocks += [Heading(_("Does coaching help?")), *_coaching(answers.coaching)]
    return tuple(blocks)


def _key_figures(centre: PartAnswers) -> Block:
    return KeyFigures(
        (
            KeyFigure(Cell(centre.n_released, CellKind.INTEGER), _("results released")),
            KeyFigure(_share(centre.acknowledged, centre.n_released), _("acknowledged")),
            KeyFigure(_share(centre.disputed, centre.n_released), _("disputed")),
            KeyFigure(_share(centre.of_decided, centre.n_decided), _("of the disputes decided, overturned")),
        )
    )


def _within(answers: ResultAnswers) -> Table:
    columns = (
        TableColumn("days", _("days after release"), is_numeric=True),
        TableColumn("n_answered", _("answered by then"), is_numeric=True),
        TableColumn("n_results", _("results that old"), is_numeric=True),
        TableColumn("share", _("share"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(one.days, CellKind.INTEGER, is_strong=True),
            Cell(one.n_answered, CellKind.INTEGER),
            Cell(one.n_results, CellKind.INTEGER),
            _share(one.share, one.n_results),
        )
        for one in answers.within
    )
    note = _("Acknowledged or disputed. Results that came out later are left out, answered or not.")
    return Table("within", _("Time to answer"), columns, rows, note=note)


def _criteria(answers: ResultAnswers) -> Table:
    columns = (
        TableColumn("criterion", _("criterion")),
        TableColumn("n_disputed", _("answers disputed"), is_numeric=True),
        TableColumn("n_decided", _("decided"), is_numeric=True),
        TableColumn("n_overturned", _("overturned"), is_numeric=True),
        TableColumn("share", _("overturned of decided"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(one.title.in_language(current_language()), is_strong=True),
            Cell(one.n_disputed, CellKind.INTEGER),
            Cell(one.n_decided, CellKind.INTEGER),
            Cell(one.n_overturned, CellKind.INTEGER),
            _share(one.overturned, one.n_decided),
        )
        for one in answers.criteria
    )
    note = _("One result may dispute several answers. Shares of fewer than {n} are not shown.").format(n=SMALL_NUMBER)
    words = _("{criterion} disputed")
    behind = tuple(
        _calls_behind(words.format(criterion=one.title.in_language(current_language())), one.calls)
        for one in answers.criteria
    )
    empty = _("No answer was disputed.")
    return Table("criteria", _("By criterion"), columns, rows, empty=empty, note=note, behind=behind)


def _calls_behind(words: str, calls: tuple[CallId, ...]) -> Behind | None:
    return Behind(words, KnownCalls(calls)) if calls else None


def _parts(key: str, parts: Sequence[PartAnswers]) -> Table:
    columns = (
        TableColumn("of", _("inspector") if key == "inspectors" else _("unit")),
        TableColumn("n_released", _("results"), is_numeric=True),
        TableColumn("acknowledged", _("acknowledged"), is_numeric=True),
        TableColumn("n_disputed", _("disputes"), is_numeric=True),
        TableColumn("disputed", _("disputed"), is_numeric=True),
        TableColumn("n_overturned", _("overturned"), is_numeric=True),
        TableColumn("overturned", _("overturned of results"), is_numeric=True),
        TableColumn("told_apart", _("told apart")),
    )
    rows = tuple(
        (
            Cell(part.name, is_strong=True),
            Cell(part.n_released, CellKind.INTEGER),
            _share(part.acknowledged, part.n_released),
            Cell(part.n_disputed, CellKind.INTEGER),
            _share(part.disputed, part.n_released),
            Cell(part.n_overturned, CellKind.INTEGER),
            _share(part.overturned, part.n_released),
            Cell("" if part.is_small else _("differs") if part.is_apart else _("no")),
        )
        for part in parts
    )
    words = _("{name}, results disputed")
    behind = tuple(_calls_behind(words.format(name=part.name), part.disputed_calls) for part in parts)
    return Table(key, "", columns, rows, behind=behind)


def _figure(parts: Sequence[PartAnswers], centre: PartAnswers) -> list[Block]:
    shown = [part for part in parts if not part.is_small]
    if not 2 <= len(shown) <= _MOST_DRAWN:
        return []
    ordered = sorted(shown, key=lambda part: (-(part.overturned.value or 0.0), part.name))
    rows = tuple(_forest_row(part) for part in ordered)
    plot = ForestPlot(
        apart_words(parts),
        _("results overturned of those released, share and 95 % interval; the line is that of all"),
        rows,
        unit="%",
        target=100 * (centre.overturned.value or 0.0),
        target_name=_("all"),
        axis_high=min(100.0, 10.0 * math.ceil(max(row.high or 0.0 for row in rows) / 10.0)),
        detail_titles=(_("told apart"),),
    )
    words = _("{name}, results overturned")
    found = {part.name: _calls_behind(words.format(name=part.name), part.overturned_calls) for part in ordered}
    return [FigureBlock("inspectors_overturned", plot, {key: one for key, one in found.items() if one is not None})]


def _forest_row(part: PartAnswers) -> ForestRow:
    value, low, high = (
        None if end is None else 100 * end
        for end in (part.overturned.value, part.overturned.ci_low, part.overturned.ci_high)
    )
    return ForestRow(
        part.name,
        part.name,
        value,
        low,
        high,
        part.n_released,
        standing=Standing.NONE if part.is_apart else Standing.UNDECIDED,
        details=(_("differs") if part.is_apart else "",),
    )


def _coaching(found: CoachingEffect) -> list[Block]:
    columns = (
        TableColumn("group", _("agents")),
        TableColumn("n_agents", _("agents"), is_numeric=True),
        TableColumn("before", _("agent score before"), is_numeric=True),
        TableColumn("after", _("after"), is_numeric=True),
        TableColumn("change", _("change"), is_numeric=True),
    )
    rows = (_group(_("coached"), found.coached), _group(_("not coached"), found.others))
    note = _(
        "Whoever is coached did badly before, and gets better by chance alone: the plain change flatters coaching. "
        "Only the comparison at equal starts speaks of it."
    )
    return [Paragraph(coaching_words(found)), Table("coaching", "", columns, rows, note=note)]


def _group(name: str, group: CoachedGroup) -> tuple[Cell, ...]:
    change = group.change
    return (
        Cell(name, is_strong=True),
        Cell(group.n_agents, CellKind.INTEGER),
        *(Cell(one.value, CellKind.DECIMAL, low=one.ci_low, high=one.ci_high) for one in (group.before, group.after)),
        Cell(change.value, CellKind.DECIMAL, low=change.ci_low, high=change.ci_high, is_signed=True),
    )


def _share(found: Estimate, n: int) -> Cell:
    if n < SMALL_NUMBER:
        return Cell(None, CellKind.PERCENT)
    return Cell(found.value, CellKind.PERCENT, low=found.ci_low, high=found.ci_high)
