"""The report on the gauge study: with oneself, with each other, with the standard, and what a score is made of."""

from dataclasses import dataclass
from datetime import datetime

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _
from qa_desk.reports.base import ReportParams, composed
from qa_desk.reports.behind_sessions import SessionCalls, otherwise_words
from qa_desk.reports.document import (
    Behind,
    Block,
    Cell,
    CellKind,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    TableColumn,
)
from qa_desk.reports.gauge_words import made_of_words, repeat_words, source_title
from qa_desk.reports.measuring_reports import Sources, facts_of, nothing, query_of, share_cell
from qa_desk.reports.measuring_words import n_of_n, totals_words
from qa_desk.services.figures.measuring_views import GaugeResult
from qa_desk.services.figures.repeating import GaugeStudy, asked_alike


@dataclass(frozen=True, slots=True, eq=False)
class GaugeData:
    """What was gathered."""

    result: GaugeResult
    made_at: datetime
    made_by: str


class GaugeStudyReport:
    """Repeatability, the attribute gauge study and the spread of total scores."""

    key = "gauge_study"
    title = N_("Repeatability and gauge study")
    purpose = N_("How far scoring can be repeated")
    action = Action.VIEW_OWN_ACCURACY
    asks = frozenset({"scorecard"})

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> GaugeData:
        """The study of everybody, or the actor's own."""
        return GaugeData(sources.measuring.gauge(actor, query_of(params)), sources.now(), actor.name)

    def compose(self, data: GaugeData) -> Document:
        """The report in the language in use."""
        result = data.result
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=result.query.first_day, last=result.query.last_day),
            blocks=_blocks(result) if result.panel or result.repeats.rows else (nothing(),),
            facts=facts_of(len(result.facts.sessions)),
        )


def _blocks(result: GaugeResult) -> tuple[Block, ...]:
    study = result.study
    return (
        KeyFigures(
            (
                KeyFigure(share_cell(study.between), _("all inspectors agree"), n_of_n(study.between)),
                KeyFigure(share_cell(study.all_vs_standard), _("all as settled"), n_of_n(study.all_vs_standard)),
            )
        ),
        _rows("study", _("The study, by inspector"), study, _otherwise(result)),
        _rows("repeats", _("Repeats: the same inspector on the same call again"), result.repeats, _again(result)),
        Heading(_("What a total score is made of")),
        Paragraph(made_of_words(result.totals, result.replicated)),
        *(Paragraph(words) for words in (repeat_words(result.replicated),) if words),
        Paragraph(totals_words(result.totals)),
        *_components(result),
    )


def _otherwise(result: GaugeResult) -> tuple[Behind | None, ...]:
    """Where answers of each inspector of the study were settled otherwise."""
    calls = SessionCalls(asked_alike(result.facts))
    people = [row.panellist for row in result.study.rows]
    return tuple(
        calls.otherwise(otherwise_words(one.name), one.person_id, lambda _criterion: True, with_reasons=False)
        for one in people
    )


def _again(result: GaugeResult) -> tuple[Behind | None, ...]:
    """The calls that each inspector scored again."""
    calls = SessionCalls(result.repeated)
    people = [row.panellist for row in result.repeats.rows]
    return tuple(
        calls.again(_("Calls that {name} scored again").format(name=one.name), one.person_id) for one in people
    )


def _components(result: GaugeResult) -> tuple[Block, ...]:
    components = result.replicated.components
    if not components:
        return ()
    columns = (
        TableColumn("source", _("what differences come from")),
        TableColumn("deviation", _("standard deviation, points"), is_numeric=True),
        TableColumn("of_variance", _("of the variance, %"), is_numeric=True),
        TableColumn("of_spread", _("study variation, %"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(source_title(one.source), is_strong=True),
            Cell(one.deviation, CellKind.DECIMAL, 2),
            Cell(one.of_variance, CellKind.PERCENT),
            Cell(one.of_spread, CellKind.PERCENT),
        )
        for one in components
    )
    note = _("Shares of the variance add up; those of the spread (study variation) do not.")
    return (Table("components", _("Gauge R&R of total scores"), columns, rows, note=note),)


def _rows(key: str, title: str, study: GaugeStudy, behind: tuple[Behind | None, ...]) -> Table:
    columns = (
        TableColumn("inspector", _("inspector")),
        TableColumn("within", _("with oneself, %"), is_numeric=True),
        TableColumn("within_counts", _("items")),
        TableColumn("standard", _("as settled, %"), is_numeric=True),
        TableColumn("missed", _("missed, %"), is_numeric=True),
        TableColumn("alarms", _("false alarms, %"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(one.panellist.name, is_strong=True),
            share_cell(one.within),
            Cell(n_of_n(one.within)),
            share_cell(one.vs_standard),
            share_cell(one.missed),
            share_cell(one.false_alarms),
        )
        for one in study.rows
    )
    return Table(key, title, columns, rows, empty=_("Nobody scored a call again yet."), behind=behind)
