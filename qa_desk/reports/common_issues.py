"""The common-issue report: where points are lost, which critical criteria fail, how it moved, and passages to play."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Protocol

from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, current_language, listed
from qa_desk.reports.base import OF_CALLS, ReportParams, composed
from qa_desk.reports.behind import behind_criterion, behind_points
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
    Passages,
    Table,
    TableColumn,
)
from qa_desk.reports.issue_causes import cut_behind, cut_figure, cut_table, explanation_table
from qa_desk.reports.issue_cells import change_cell, estimate_cell, main_reason, passage_of, share_cell
from qa_desk.reports.issue_figures import cause_owner_word, critical_pareto, pareto, reason_pareto, trend
from qa_desk.reports.outcome_reports import nothing, query_of
from qa_desk.reports.sources import Momentary, Sounding, Timed
from qa_desk.services.issues.explaining_views import Explanation, IssueCut
from qa_desk.services.issues.issue_views import SMALL_NUMBER, CommonIssues, IssueQuery, IssueRow

_N_WITH_EXAMPLES = 5
_N_EXPLAINED = 5


class _Figures(Protocol):
    def common_issues(self, actor: Actor, query: IssueQuery) -> CommonIssues: ...


class _Causes(Protocol):
    def explanations(
        self, actor: Actor, query: IssueQuery, criterion_keys: Sequence[str]
    ) -> tuple[Explanation, ...]: ...

    def cuts(self, actor: Actor, query: IssueQuery, criterion_keys: Sequence[str]) -> tuple[IssueCut, ...]: ...


class Sources(Momentary, Sounding, Timed, Protocol):
    """The services this report asks."""

    @property
    def reporting(self) -> _Figures:
        """Where the figures come from."""
        ...

    @property
    def explaining(self) -> _Causes:
        """Where it is told why they moved."""
        ...


@dataclass(frozen=True, slots=True)
class CommonIssuesData:
    """What was gathered: the figures, why some moved, where the leading ones happen, and the sound of each example
    by call and start."""

    issues: CommonIssues
    sounds: tuple[tuple[CallId, float, bytes], ...]
    made_at: datetime
    made_by: str
    explanations: tuple[Explanation, ...] = ()
    cuts: tuple[IssueCut, ...] = ()


class CommonIssuesReport:
    """Figures of the period for the trainer's Monday."""

    key = "common_issues"
    title = N_("Common issues")
    purpose = N_("Where points are lost, with examples")
    action = Action.VIEW_REPORTS
    asks = OF_CALLS | {"by", "cause_owner", "n_cut"}

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> CommonIssuesData:
        """The figures, and a short sound file for every example."""
        with sources.one_moment():
            issues = sources.reporting.common_issues(actor, replace(query_of(params), cause_owner=params.cause_owner))
            why = sources.explaining.explanations(actor, issues.query, _to_explain(issues))
            leading = _leading(issues, params.n_cut)
            cuts = sources.explaining.cuts(actor, issues.query, leading) if leading else ()
        examples = {(e.call_id, e.start_s): e for row in _with_examples(issues) for e in row.examples}
        sounds = tuple(
            (call_id, start_s, sources.listening.excerpt(actor, call_id, start_s, example.end_s))
            for (call_id, start_s), example in examples.items()
        )
        told = tuple(cut for cut in cuts if len(cut.parts) > 1)
        return CommonIssuesData(issues, sounds, sources.now(), actor.name, why, told)

    def compose(self, data: CommonIssuesData) -> Document:
        """The report in the language in use."""
        issues = data.issues
        query = issues.query
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=query.first_day, last=query.last_day),
            blocks=_blocks(data) if issues.n_calls else (nothing(),),
            facts=_facts(data),
        )


def _leading(issues: CommonIssues, n: int) -> list[str]:
    """What costs most, then the critical criteria that failed most."""
    lost = [row for row in issues.criteria if row.points > 0]
    failed = [row for row in (*issues.critical, *issues.criteria) if row.n_failed and row not in lost]
    return [row.criterion_key for row in (*lost, *failed)][:n]


def _to_explain(issues: CommonIssues) -> list[str]:
    """The criteria that moved more than chance explains."""
    moved = [row for row in (*issues.critical, *issues.criteria) if row.change_is_real]
    return [row.criterion_key for row in moved[:_N_EXPLAINED]]


def _blocks(data: CommonIssuesData) -> tuple[Block, ...]:
    issues = data.issues
    blocks: list[Block] = [_key_figures(issues)]
    lost = [row for row in issues.criteria if row.points > 0]
    if lost:
        blocks += [FigureBlock("points_lost", pareto(lost), _behind(issues, lost)), _points_table(issues, lost)]
    else:
        blocks.append(Paragraph(_("No points were lost in this period.")))
    by_reason = reason_pareto(issues)
    if by_reason is not None:
        blocks.append(FigureBlock("reasons_lost", by_reason, _behind(issues, lost)))
    blocks.append(Heading(_("Critical failures")))
    if any(row.n_failed for row in issues.critical):
        blocks.append(
            FigureBlock("critical_failures", critical_pareto(issues.critical), _behind(issues, issues.critical))
        )
    blocks.append(_critical_table(issues))
    if lost:
        points = [point for point in issues.trend if point.criterion_key == lost[0].criterion_key]
        behind = behind_points(issues.query, lost[0].title, points)
        blocks.append(FigureBlock("trend", trend(issues, lost[0]), behind))
    if data.explanations:
        blocks.append(explanation_table(data.explanations))
    blocks += _where(data)
    blocks += _reasons(lost)
    blocks += _passages(data)
    return tuple(blocks)


def _where(data: CommonIssuesData) -> list[Block]:
    """Of each leading issue its first cut drawn, and all in a table."""
    query, blocks = data.issues.query, list[Block]()
    for key, of_criterion in groupby(data.cuts, key=lambda cut: cut.criterion_key):
        cuts = tuple(of_criterion)
        title = cuts[0].title.in_language(current_language())
        blocks.append(Heading(_("Where it happens: {criterion}").format(criterion=title)))
        figure = cut_figure(cuts[0])
        if figure is not None:
            blocks.append(FigureBlock(f"where_figure_{key}", figure, cut_behind(query, cuts[0])))
        blocks.append(cut_table(query, cuts))
    return blocks


def _behind(issues: CommonIssues, rows: Sequence[IssueRow]) -> dict[str, Behind]:
    """The calls in which each criterion failed."""
    return {
        row.criterion_key: behind_criterion(issues.query, row.criterion_key, row.title) for row in rows if row.n_failed
    }


def _key_figures(issues: CommonIssues) -> Block:
    failed = [row for row in issues.critical if row.n_failed]
    return KeyFigures(
        (
            KeyFigure(Cell(issues.n_calls, CellKind.INTEGER), _("calls scored")),
            KeyFigure(Cell(issues.n_inspectors, CellKind.INTEGER), _("inspectors")),
            KeyFigure(Cell(issues.points_lost, CellKind.DECIMAL, 0), _("points lost")),
            KeyFigure(Cell(len(failed), CellKind.INTEGER), _("critical criteria with failures")),
        )
    )


def _points_table(issues: CommonIssues, rows: list[IssueRow]) -> Table:
    columns = (
        TableColumn("criterion", _("criterion")),
        TableColumn("main_reason", _("main reason")),
        TableColumn("n_failed", _("failed"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("share", _("failed, % and interval"), is_numeric=True),
        TableColumn("points", _("points"), is_numeric=True),
        TableColumn("points_share", _("of all points lost"), is_numeric=True),
        TableColumn("change", _("vs before"), is_numeric=True),
        TableColumn("cause_owner", _("cause owner")),
    )
    note = _(
        "Compared with {first} to {last}. ▲ and ▼ mark changes that stay significant after control of false "
        "discoveries (5 %) over the whole board. Shares of fewer than {small} calls are not shown."
    ).format(first=issues.previous_first_day, last=issues.previous_last_day, small=SMALL_NUMBER)
    behind = tuple(_behind(issues, rows).get(row.criterion_key) for row in rows)
    cells = tuple(_points_row(row) for row in rows)
    return Table("issues", _("Where points are lost"), columns, cells, note=note, behind=behind)


def _points_row(row: IssueRow) -> tuple[Cell, ...]:
    return (
        Cell(row.title.in_language(current_language()), is_strong=True),
        Cell(main_reason(row)),
        Cell(row.n_failed, CellKind.INTEGER),
        Cell(row.n_calls, CellKind.INTEGER),
        share_cell(row),
        Cell(row.points, CellKind.DECIMAL, 0),
        estimate_cell(row.points_share),
        change_cell(row),
        Cell(listed(cause_owner_word(name) for name, _n in row.cause_owners[:2])),
    )


def _critical_table(issues: CommonIssues) -> Table:
    columns = (
        TableColumn("criterion", _("criterion")),
        TableColumn("family", _("family")),
        TableColumn("main_reason", _("main reason")),
        TableColumn("n_failed", _("calls failed"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("share", _("failed, % and interval"), is_numeric=True),
        TableColumn("change", _("vs before"), is_numeric=True),
    )
    families = {"customer": _("customer-critical"), "business": _("business-critical")}
    families["compliance"] = _("compliance-critical")
    rows = tuple(
        (
            Cell(row.title.in_language(current_language()), is_strong=True, mark="◆"),
            Cell(families[row.critical.value] if row.critical else ""),
            Cell(main_reason(row)),
            Cell(row.n_failed, CellKind.INTEGER),
            Cell(row.n_calls, CellKind.INTEGER),
            share_cell(row),
            change_cell(row),
        )
        for row in issues.critical
    )
    behind = tuple(_behind(issues, issues.critical).get(row.criterion_key) for row in issues.critical)
    return Table("critical", "", columns, rows, empty=_("The scorecard has no critical criteria."), behind=behind)


def _reasons(rows: list[IssueRow]) -> list[Block]:
    language = current_language()
    columns = (
        TableColumn("criterion", _("criterion")),
        TableColumn("reason", _("reason")),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("points", _("points"), is_numeric=True),
    )
    cells = tuple(
        (
            Cell(row.title.in_language(language), is_strong=place == 0),
            Cell(reason.title.in_language(language)),
            Cell(reason.n_calls, CellKind.INTEGER),
            Cell(reason.points, CellKind.DECIMAL),
        )
        for row in rows[:_N_WITH_EXAMPLES]
        for place, reason in enumerate(row.reasons[:4])
    )
    return [Table("reasons", _("Reasons noted most"), columns, cells, empty=_("No reasons were noted."))]


def _passages(data: CommonIssuesData) -> list[Block]:
    sounds = {(call_id, start_s): sound for call_id, start_s, sound in data.sounds}
    rows = _with_examples(data.issues)
    blocks: list[Block] = [Heading(_("Examples to play"))] if rows else []
    for row in rows:
        passages = tuple(passage_of(e, sounds.get((e.call_id, e.start_s), b"")) for e in row.examples)
        title = row.title.in_language(current_language())
        blocks.append(Passages(f"examples_{row.criterion_key}", title, passages))
    return blocks


def _with_examples(issues: CommonIssues) -> list[IssueRow]:
    failed = [row for row in issues.critical if row.n_failed] + list(issues.criteria)
    return [row for row in failed if row.examples][:_N_WITH_EXAMPLES]


def _facts(data: CommonIssuesData) -> tuple[str, ...]:
    issues, query = data.issues, data.issues.query
    return (
        _("Period: {first} to {last}; compared with {before_first} to {before_last}.").format(
            first=query.first_day,
            last=query.last_day,
            before_first=issues.previous_first_day,
            before_last=issues.previous_last_day,
        ),
        _("Filters: {filters}.").format(filters=listed(query.filters) or _("none")),
        _("Scores of record of sampled calls only; calibration, practice and repeats never enter."),
        _("Shares of calls: Wilson's 95 % interval. Shares of points: ratio of sums over calls, linearised."),
        _("Over time: limits of a p chart, three standard errors; the trend reaches back before the period."),
    )
