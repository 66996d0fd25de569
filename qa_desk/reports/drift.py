"""The report of drift: who moves away from the standard, on what, since when, how far, and what to practise."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.i18n import N_, _, current_language
from qa_desk.reports.base import NOTHING_MORE, ReportParams, composed
from qa_desk.reports.behind import behind_case
from qa_desk.reports.behind_sessions import behind_session
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
    ThingBehind,
)
from qa_desk.reports.drift_figures import drift_chart, point_key
from qa_desk.reports.drift_words import (
    delay_words,
    evidence_words,
    promise_words,
    sittings_words,
    state_words,
    subject_words,
    unit_words,
)
from qa_desk.reports.sources import Timed
from qa_desk.services.drift.board import DriftBoard, DriftLine, LineKey
from qa_desk.services.drift.evidence import Practice, rows_of
from qa_desk.services.results.behind import KnownCalls

_MOST_CHARTS = 20
_MOST_ROWS = 400


class _Watching(Protocol):
    def board(self, actor: Actor, *, until: date | None = None) -> DriftBoard: ...

    def practice(self, actor: Actor, key: LineKey, *, until: date | None = None) -> tuple[Practice, ...]: ...


class Sources(Timed, Protocol):
    """The services this report asks."""

    @property
    def watching(self) -> _Watching:
        """Where charts and cases come from."""
        ...


@dataclass(frozen=True, slots=True)
class DriftData:
    """What was gathered: the board as it stood at the end of the last day, and what to practise for each alarm."""

    board: DriftBoard
    alarms: tuple[tuple[DriftLine, tuple[Practice, ...]], ...]
    until: date
    made_at: datetime
    made_by: str


class DriftReport:
    """For the calibration lead and the trainer, before they talk to an inspector."""

    key = "drift"
    title = N_("Drift of inspectors")
    purpose = N_("Who becomes too strict or too lenient, on what, since when")
    action = Action.VIEW_OWN_DRIFT
    asks = NOTHING_MORE

    def gather(self, sources: Sources, actor: Actor, params: ReportParams) -> DriftData:
        """The charts of the two years up to the last day; an inspector's own, where somebody watches nobody else."""
        board = sources.watching.board(actor, until=params.last_day)
        lines = [line for one in board.inspectors for line in one.lines if line.alarm is not None]
        practice = sources.watching.practice
        alarms = tuple((line, practice(actor, line.key, until=params.last_day)) for line in lines[:_MOST_CHARTS])
        return DriftData(board, alarms, params.last_day, sources.now(), actor.name)

    def compose(self, data: DriftData) -> Document:
        """The report in the language in use."""
        return composed(
            self.key,
            _(self.title),
            data,
            subtitle=_("As it stood on {day}").format(day=data.until),
            blocks=_blocks(data)
            if data.board.inspectors
            else (Paragraph(_("No session was settled up to that day.")),),
            facts=_facts(data),
        )


def _blocks(data: DriftData) -> tuple[Block, ...]:
    board = data.board
    blocks: list[Block] = [
        KeyFigures(
            (
                KeyFigure(Cell(board.n_alarms, CellKind.INTEGER), _("alarms")),
                KeyFigure(Cell(len(board.inspectors), CellKind.INTEGER), _("inspectors")),
                KeyFigure(Cell(sum(len(one.lines) for one in board.inspectors), CellKind.INTEGER), _("charts")),
                KeyFigure(Cell(board.promise.a_year, CellKind.DECIMAL, 1), _("false alarms a year accepted")),
            )
        )
    ]
    if not data.alarms:
        blocks.append(Paragraph(_("No chart is in alarm.")))
    for place, (line, practice) in enumerate(data.alarms, 1):
        blocks.append(FigureBlock(f"drift_{place}", drift_chart(board, line), _sessions_behind(board, line)))
        blocks.append(Paragraph(evidence_words(board, line)))
        blocks.append(_practice_table(f"practice_{place}", practice))
    return (*blocks, Heading(_("All charts")), _lines_table(board))


def _practice_table(key: str, practice: tuple[Practice, ...]) -> Table:
    columns = (
        TableColumn("case", _("case")),
        TableColumn("title", _("title")),
        TableColumn("criterion", _("criterion")),
        TableColumn("standard", _("settled as")),
    )
    language = current_language()
    rows = tuple(
        (
            Cell(case.code, is_strong=True),
            Cell(case.title),
            Cell(case.criterion.in_language(language)),
            Cell(_("failed") if case.has_failed else _("passed")),
        )
        for case in practice
    )
    return Table(
        key,
        _("Standard cases to practise"),
        columns,
        rows,
        empty=_("No valid case has the criterion settled yet."),
        behind=tuple(behind_case(case.case_id, case.code) for case in practice),
    )


def _sessions_behind(board: DriftBoard, line: DriftLine) -> dict[str, ThingBehind]:
    """The session of each point drawn."""
    found = (
        (point_key(course, place), behind_session(board.sessions[int(session)]))
        for course in line.courses
        for place, session in enumerate(course.session)
    )
    return {key: behind for key, behind in found if behind is not None}


def _lines_table(board: DriftBoard) -> Table:
    columns = (
        TableColumn("inspector", _("inspector")),
        TableColumn("what", _("what is charted")),
        TableColumn("state", _("state")),
        TableColumn("deviation", _("deviation and interval"), is_numeric=True),
        TableColumn("usual", _("usual"), is_numeric=True),
        TableColumn("n_calls", _("calls"), is_numeric=True),
        TableColumn("n_sessions", _("sessions"), is_numeric=True),
    )
    lines = sorted((line for one in board.inspectors for line in one.lines), key=lambda line: line.order)
    left_out = max(0, len(lines) - _MOST_ROWS)
    note = _("Negative: too strict. Since the alarm began, else over the last sessions; calls are those sessions’.")
    if left_out:
        note += " " + _("{n} more charts, which lie nearer to what is usual, are left out.").format(n=f"{left_out:,}")
    shown = lines[:_MOST_ROWS]
    behind = tuple(_calls_behind(board, line) for line in shown)
    return Table("charts", "", columns, tuple(_row(line) for line in shown), note=note, behind=behind)


def _calls_behind(board: DriftBoard, line: DriftLine) -> Behind:
    """What the size of a line was found on: the inspector's answers since the alarm began, or lately."""
    rows = rows_of(board, line, board.zone)
    calls = dict.fromkeys(row.call_id for row in rows)
    words = _("{name} on {what}, judged in sessions").format(name=line.inspector.name, what=subject_words(line.subject))
    return Behind(words, KnownCalls(tuple(calls), tuple(row.evaluation_id for row in rows)))


def _row(line: DriftLine) -> tuple[Cell, ...]:
    size, points = line.size, line.unit_points
    usual = (size.value or 0.0) - line.beyond
    return (
        Cell(line.inspector.name, is_strong=True),
        Cell(subject_words(line.subject), mark="◆" if line.subject.family else ""),
        Cell(state_words(line), is_strong=line.alarm is not None),
        Cell(
            _in_points(size.value, points),
            CellKind.DECIMAL,
            low=_in_points(size.ci_low, points),
            high=_in_points(size.ci_high, points),
            unit=unit_words(line),
            is_signed=True,
        ),
        Cell(usual * points, CellKind.DECIMAL, unit=unit_words(line), is_signed=True),
        Cell(size.n_items, CellKind.INTEGER),
        Cell(len(line.current.session), CellKind.INTEGER),
    )


def _in_points(value: float | None, points: float) -> float | None:
    return None if value is None else value * points


def _facts(data: DriftData) -> tuple[str, ...]:
    told = (
        promise_words(data.board.promise) + ".",
        delay_words(data.board.promise),
        sittings_words(data.board),
        _("Only settled sessions; late answers, agents’ seats and pilots stay out."),
        _(
            "Limits of EWMA (λ = 0.2) and CUSUM (k = 0.5) by the distribution each chart has where nothing drifts "
            "(Zhang & Woodall 2015), from what is usual on each criterion and the sizes of its sessions."
        ),
        _("A new form of a criterion, an acknowledged alarm and a training begin a chart anew."),
    )
    return tuple(fact for fact in told if fact)
