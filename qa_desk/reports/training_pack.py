"""The training pack: the top issues of a period, passages to play one after another, and the cases that teach them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, current_language, listed
from qa_desk.reports.base import OF_CALLS, ReportParams, composed
from qa_desk.reports.behind import behind_case, behind_criterion
from qa_desk.reports.document import (
    Block,
    Cell,
    CellKind,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Passages,
    Table,
    TableColumn,
)
from qa_desk.reports.issue_cells import change_cell, estimate_cell, main_reason, passage_of, share_cell
from qa_desk.reports.outcome_reports import facts_of, nothing, query_of
from qa_desk.reports.sources import Sounding, Timed
from qa_desk.services.issues.issue_views import SMALL_NUMBER, IssueQuery
from qa_desk.services.issues.training_views import TaughtIssue, TrainingPack
from qa_desk.services.practice.matching import MatchingCase
from qa_desk.services.practice.plan_words import difficulty_word


class _Training(Protocol):
    def pack(self, actor: Actor, query: IssueQuery) -> TrainingPack: ...


class Sources(Sounding, Timed, Protocol):
    """The services this report asks."""

    @property
    def training(self) -> _Training:
        """Where the issues with their cases come from."""
        ...


@dataclass(frozen=True, slots=True)
class TrainingPackData:
    """What was gathered; `sounds` are those of the playlist, in its order."""

    pack: TrainingPack
    sounds: tuple[bytes, ...]
    made_at: datetime
    made_by: str


class TrainingPackReport:
    """For the trainer, who teaches with it."""

    key = "training_pack"
    title = N_("Training pack")
    purpose = N_("What to teach: top issues, passages, standard cases")
    action = Action.VIEW_REPORTS
    asks = OF_CALLS | {"cause_owner"}

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> TrainingPackData:
        """The pack, and a short sound file for every passage."""
        pack = sources.training.pack(actor, replace(query_of(params), cause_owner=params.cause_owner))
        sounds = tuple(
            sources.listening.excerpt(actor, example.call_id, example.start_s, example.end_s)
            for _row, example in pack.playlist
        )
        return TrainingPackData(pack, sounds, sources.now(), actor.name)

    def compose(self, data: TrainingPackData) -> Document:
        """The report in the language in use."""
        query = data.pack.query
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("{first} to {last}").format(first=query.first_day, last=query.last_day),
            blocks=_blocks(data),
            facts=_facts(query),
        )


def _blocks(data: TrainingPackData) -> tuple[Block, ...]:
    pack = data.pack
    if not pack.n_calls:
        return (nothing(),)
    blocks: list[Block] = [_key_figures(pack)]
    if not pack.issues:
        words = _("Nothing failed in five calls or more of this period: there is no issue to teach.")
        return (*blocks, Paragraph(words))
    blocks.append(_issues(pack))
    sounds = iter(data.sounds)
    for place, issue in enumerate(pack.issues, 1):
        blocks += _one(place, issue, [next(sounds) for _example in issue.row.examples])
    return tuple(blocks)


def _key_figures(pack: TrainingPack) -> KeyFigures:
    passages = [example for _row, example in pack.playlist]
    seconds = sum(example.end_s - example.start_s for example in passages)
    return KeyFigures(
        (
            KeyFigure(Cell(pack.n_calls, CellKind.INTEGER), _("calls scored")),
            KeyFigure(Cell(len(pack.issues), CellKind.INTEGER), _("issues to teach")),
            KeyFigure(
                Cell(len(passages), CellKind.INTEGER),
                _("passages"),
                _("{n} seconds").format(n=f"{seconds:.0f}"),
            ),
            KeyFigure(Cell(len(pack.case_ids), CellKind.INTEGER), _("standard cases to practise")),
        )
    )


def _issues(pack: TrainingPack) -> Table:
    columns = (
        TableColumn("place", "", is_numeric=True),
        TableColumn("criterion", _("criterion")),
        TableColumn("main_reason", _("main reason")),
        TableColumn("n_failed", _("failed"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("share", _("failed, % and interval"), is_numeric=True),
        TableColumn("points_share", _("of all points lost"), is_numeric=True),
        TableColumn("change", _("vs before"), is_numeric=True),
    )
    rows = tuple(
        (
            Cell(place, CellKind.INTEGER),
            Cell(_title(issue), is_strong=True, mark="◆" if issue.row.critical else ""),
            Cell(main_reason(issue.row)),
            Cell(issue.row.n_failed, CellKind.INTEGER),
            Cell(issue.row.n_calls, CellKind.INTEGER),
            share_cell(issue.row),
            Cell(None, CellKind.PERCENT) if issue.row.critical else estimate_cell(issue.row.points_share),
            change_cell(issue.row),
        )
        for place, issue in enumerate(pack.issues, 1)
    )
    note = _(
        "◆ Critical criteria come first, by calls failed; then the others by points lost. ▲ and ▼ mark changes that "
        "stay significant after control of false discoveries (5 %) over the whole board."
    )
    behind = tuple(behind_criterion(pack.query, one.row.criterion_key, one.row.title) for one in pack.issues)
    return Table("issues", _("What to teach"), columns, rows, note=note, behind=behind)


def _one(place: int, issue: TaughtIssue, sounds: list[bytes]) -> list[Block]:
    blocks: list[Block] = [Heading(f"{place}. {_title(issue)}")]
    reasons = listed(one.title.in_language(current_language()) for one in issue.row.reasons[:3])
    if reasons:
        blocks.append(Paragraph(_("Noted most: {reasons}.").format(reasons=reasons)))
    if issue.row.examples:
        passages = tuple(
            passage_of(example, sound, names_agent=False)
            for example, sound in zip(issue.row.examples, sounds, strict=True)
        )
        blocks.append(Passages(f"passages_{issue.row.criterion_key}", _("Passages"), passages))
    else:
        blocks.append(Paragraph(_("No passage of it is marked on a call that is open to you."), is_quiet=True))
    return [*blocks, _cases(issue)]


def _cases(issue: TaughtIssue) -> Table:
    columns = (
        TableColumn("case", _("case")),
        TableColumn("title", _("title")),
        TableColumn("settled", _("settled")),
        TableColumn("difficulty", _("difficulty")),
        TableColumn("benchmark", _("benchmark")),
        TableColumn("why", _("why")),
    )
    note = _("Valid cases in the library: {failing} that fail it, {passing} that pass it.").format(
        failing=issue.matching.n_failing, passing=issue.matching.n_passing
    )
    return Table(
        f"cases_{issue.row.criterion_key}",
        _("Standard cases"),
        columns,
        tuple(_case_row(one) for one in issue.matching.cases),
        empty=_("No valid standard case has it settled."),
        note=note if issue.matching.cases else "",
        behind=tuple(behind_case(one.case.case_id, one.case.code) for one in issue.matching.cases),
    )


def _case_row(one: MatchingCase) -> tuple[Cell, ...]:
    return (
        Cell(one.case.code, is_strong=True),
        Cell(one.case.title),
        Cell(_("fails it") if one.has_failed else _("passes it")),
        Cell(difficulty_word(one.case.difficulty)),
        Cell(_("yes") if one.case.is_benchmark else ""),
        Cell(one.case.rationale),
    )


def _title(issue: TaughtIssue) -> str:
    return issue.row.title.in_language(current_language())


def _facts(query: IssueQuery) -> tuple[str, ...]:
    return (
        *facts_of(query),
        _("Shares of calls: Wilson's 95 % interval. Issues of fewer than {n} calls are left out.").format(
            n=SMALL_NUMBER
        ),
        _("Agents are not named: this is for teaching. Masked words play as a tone."),
    )
