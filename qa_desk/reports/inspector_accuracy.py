"""The report on the accuracy of inspectors: how often as settled, critical errors by family, kinds of mistakes."""

from dataclasses import dataclass
from datetime import datetime

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.domain.scorecard import Criterion, CriticalFamily
from qa_desk.i18n import N_, _, current_language
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.behind_sessions import SessionCalls, otherwise_words, sessions_table
from qa_desk.reports.document import Behind, Block, Cell, CellKind, Document, Heading, Paragraph, Table, TableColumn
from qa_desk.reports.measuring_reports import Sources, facts_of, nothing, query_of, share_cell
from qa_desk.reports.measuring_words import (
    mistake_title,
    n_of_n,
    on_cases_words,
    overturned_of,
    overturned_words,
)
from qa_desk.services.figures.accuracy import InspectorFigures, Mistake
from qa_desk.services.figures.measuring_views import AccuracyResult
from qa_desk.services.figures.overturned import OverturnedFigures
from qa_desk.services.results.behind import KnownCalls


@dataclass(frozen=True, slots=True, eq=False)
class AccuracyData:
    """What was gathered."""

    result: AccuracyResult
    time_zone: str
    made_at: datetime
    made_by: str


class InspectorAccuracyReport:
    """Each inspector against the settled answers of a period."""

    key = "inspector_accuracy"
    title = N_("Inspector accuracy")
    purpose = N_("Misses, false alarms and kinds of mistakes")
    action = Action.VIEW_OWN_ACCURACY
    asks = frozenset({"scorecard", "with_cases"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> AccuracyData:
        """The figures of everybody, or the actor's own."""
        result = sources.measuring.accuracy(actor, query_of(params))
        return AccuracyData(result, sources.administering.centre().time_zone, sources.now(), actor.name)

    def compose(self, data: AccuracyData) -> Document:
        """The report in the language in use."""
        result = data.result
        fdr = _("Who lies below the rest is tested for all at once, with the false discovery rate held at 5 %.")
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_subtitle(result),
            blocks=_blocks(result, data.time_zone),
            facts=facts_of(
                result.n_sessions, fdr, *([on_cases_words(result.n_on_cases)] if result.query.cases else [])
            ),
        )


def _subtitle(result: AccuracyResult) -> str:
    first, last = result.query.first_day, result.query.last_day
    if result.query.cases:
        return _("{first} to {last}, with practice and qualification").format(first=first, last=last)
    return _("{first} to {last}").format(first=first, last=last)


def _blocks(result: AccuracyResult, time_zone: str) -> tuple[Block, ...]:
    """What disputes overturned stands by itself, whether a session was held or not."""
    calls = SessionCalls(result.facts)
    blocks: list[Block] = [_inspectors(result, calls), _families(result, calls)] if result.inspectors else [nothing()]
    if result.overturned:
        blocks += [_overturned(result), Paragraph(overturned_words())]
    if result.n_sessions:
        blocks.append(sessions_table(result.facts, time_zone))
    for place, one in enumerate(result.inspectors, 1):
        blocks += [Heading(one.panellist.name), _criteria(one, place, calls)]
    return tuple(blocks)


def _inspectors(result: AccuracyResult, calls: SessionCalls) -> Table:
    columns = (
        TableColumn("inspector", _("inspector")),
        TableColumn("effectiveness", _("as settled, %"), is_numeric=True),
        TableColumn("n_answers", _("answers"), is_numeric=True),
        *(TableColumn(kind.value, mistake_title(kind), is_numeric=True) for kind in Mistake),
        TableColumn("own_part", _("own part")),
        TableColumn("told_apart", _("told apart")),
    )
    rows = tuple(
        (
            Cell(one.panellist.name, is_strong=True),
            share_cell(one.effectiveness),
            Cell(one.effectiveness.n_ratings, CellKind.INTEGER),
            *(Cell(one.mistakes[kind], CellKind.INTEGER) for kind in Mistake),
            Cell(
                _("settled {n} of {total} sessions").format(n=one.n_helped, total=one.n_sessions)
                if one.n_sessions
                else _("standard cases only")
            ),
            Cell(_("below the rest") if one.stands_out else _("no")),
        )
        for one in result.inspectors
    )
    behind = tuple(
        calls.otherwise(otherwise_words(one.panellist.name), one.panellist.person_id, lambda _criterion: True)
        for one in result.inspectors
    )
    return Table("inspectors", _("By inspector"), columns, rows, behind=behind)


def _families(result: AccuracyResult, calls: SessionCalls) -> Table:
    names = {"customer": _("customer-critical"), "business": _("business-critical")}
    names["compliance"] = _("compliance-critical")
    columns = (
        TableColumn("inspector", _("inspector")),
        TableColumn("family", _("family")),
        TableColumn("missed", _("missed")),
        TableColumn("missed_share", _("missed, %"), is_numeric=True),
        TableColumn("alarms", _("false alarms")),
        TableColumn("alarms_share", _("false alarms, %"), is_numeric=True),
        TableColumn("calls", _("calls right, %"), is_numeric=True),
        TableColumn("opportunities", _("answers right, %"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(one.panellist.name, is_strong=True),
            Cell(names[family.family.value]),
            Cell(n_of_n(family.missed)),
            share_cell(family.missed),
            Cell(n_of_n(family.false_alarms)),
            share_cell(family.false_alarms),
            share_cell(family.calls),
            share_cell(family.opportunities),
        )
        for one in result.inspectors
        for family in one.families
    )
    behind = tuple(
        _behind_family(one, family.family, names[family.family.value], calls)
        for one in result.inspectors
        for family in one.families
    )
    empty = _("The form has no critical criteria.")
    return Table("families", _("Critical families"), columns, rows, empty=empty, behind=behind)


def _behind_family(one: InspectorFigures, family: CriticalFamily, name: str, calls: SessionCalls) -> Behind | None:
    words = _("{what}, {period}").format(what=otherwise_words(one.panellist.name), period=name)
    return calls.otherwise(
        words, one.panellist.person_id, lambda criterion: criterion.critical is family, with_reasons=False
    )


def _overturned(result: AccuracyResult) -> Table:
    columns = (
        TableColumn("inspector", _("inspector")),
        TableColumn("overturned", _("overturned of released")),
        TableColumn("share", _("overturned, %"), is_numeric=True),
        TableColumn("open", _("still open"), is_numeric=True),
        TableColumn("answers", _("answers overturned"), is_numeric=True),
        TableColumn("alarms", _("critical false alarms"), is_numeric=True),
        TableColumn("missed", _("critical misses"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(one.name, is_strong=True),
            Cell(overturned_of(one.n_overturned, one.n_released)),
            share_cell(one.share),
            *(Cell(n, CellKind.INTEGER) for n in (one.n_open, one.n_answers, one.n_alarms, one.n_missed)),
        )
        for one in result.overturned
    )
    behind = tuple(_behind_overturned(one) for one in result.overturned)
    return Table("overturned", _("Overturned on dispute"), columns, rows, behind=behind)


def _behind_overturned(one: OverturnedFigures) -> Behind | None:
    words = _("{name}, overturned on dispute").format(name=one.name)
    return Behind(words, KnownCalls(one.call_ids)) if one.call_ids else None


def _criteria(one: InspectorFigures, place: int, calls: SessionCalls) -> Table:
    columns = (
        TableColumn("criterion", _("criterion")),
        TableColumn("agreement", _("as settled, %"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        *(TableColumn(kind.value, mistake_title(kind), is_numeric=True) for kind in Mistake),
    )
    known = [own for own in one.criteria if own.agreement.value is not None]
    rows = tuple(
        (
            Cell(
                own.criterion.title.in_language(current_language()),
                is_strong=True,
                mark="◆" if own.criterion.critical else "",
            ),
            share_cell(own.agreement),
            Cell(own.agreement.n_calls, CellKind.INTEGER),
            *(Cell(own.mistakes[kind], CellKind.INTEGER) for kind in Mistake),
        )
        for own in known
    )
    behind = tuple(_behind_criterion(one, own.criterion, calls) for own in known)
    return Table(f"criteria_{place}", _("By criterion"), columns, rows, behind=behind)


def _behind_criterion(one: InspectorFigures, wanted: Criterion, calls: SessionCalls) -> Behind | None:
    title = wanted.title.in_language(current_language())
    words = _("{what}, {period}").format(what=otherwise_words(one.panellist.name), period=title)
    return calls.otherwise(words, one.panellist.person_id, lambda criterion: criterion.key == wanted.key)
