"""The tables of the drift page: inspectors as small multiples, the charts of one, its sessions, calls and cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from qa_desk.gui.drift.sparkline import draw_sparkline
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import difficulty_title, in_words
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.i18n import _, ngettext
from qa_desk.measurement.drift.watch import Course
from qa_desk.reports.drift_words import interval_words, session_day, size_words, state_words, subject_words, usual_words
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.drift.board import DriftBoard, DriftLine, InspectorDrift
from qa_desk.services.drift.evidence import DriftRow, Practice


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One point of a chart in numbers; deviations in the line's points, the rest in standard deviations."""

    title: str
    held_on: date
    n: int
    mean: float
    usual: float
    score: float
    ewma: float
    low: float | None
    high: float | None
    is_told: bool


def session_rows(board: DriftBoard, line: DriftLine) -> tuple[SessionRow, ...]:
    """All points of a line, the newest first."""
    rows = [row for course in line.courses for row in _rows_of(board, line, course)]
    return tuple(reversed(rows))


def inspector_columns() -> Sequence[Column[InspectorDrift]]:
    """Who, with what stands out most, and its chart in small."""
    return (
        Column("name", _("inspector"), lambda one: one.inspector.name, width=150, stretch=1, weight="medium",
               is_fixed=True, second_line=_second_line, can_sort=False,
               icon=lambda one: ("bell", "fail") if one.n_alarms else None),
        Column("chart", "", lambda one: state_words(one.lines[0]), width=148, description=_("chart in small"),
               draw=_draw_leading, tip=lambda one: subject_words(one.lines[0].subject), can_sort=False),
    )  # fmt: skip


def line_columns() -> Sequence[Column[DriftLine]]:
    """Everything that is charted of one inspector."""
    return (
        Column("what", _("what is charted"), lambda line: subject_words(line.subject), width=184, stretch=2,
               weight="medium", is_fixed=True,
               icon=lambda line: ("diamond", "text") if line.subject.family is not None else None),
        Column("state", _("state"), state_words, width=136, stretch=1, token=_state_token,
               icon=lambda line: ("bell", "fail") if line.alarm else None),
        Column("size", _("deviation"), size_words, align="right", width=104, tip=interval_words,
               sort_key=lambda line: line.order),
        Column("interval", _("interval"), lambda line: interval_words(line) or None, align="right", width=108),
        Column("usual", _("usual"), usual_words, align="right", width=84, is_shown=False),
        Column("sessions", _("sessions"), lambda line: len(line.current.session), align="right", width=72),
        Column("chart", "", state_words, width=104, description=_("chart in small"), draw=_draw_line, can_sort=False),
    )  # fmt: skip


def session_columns() -> Sequence[Column[SessionRow]]:
    """The chart in numbers."""
    return (
        Column("session", _("session"), lambda row: row.title, width=150, stretch=2, is_fixed=True,
               icon=lambda row: ("bell", "fail") if row.is_told else None),
        Column("day", _("day"), lambda row: row.held_on, _day, width=116),
        Column("calls", _("calls"), lambda row: row.n, align="right", width=56),
        Column("mean", _("deviation"), lambda row: row.mean, _number(1), align="right", width=84),
        Column("usual", _("usual"), lambda row: row.usual, _number(1), align="right", width=72),
        Column("score", _("σ"), lambda row: row.score, _number(1), align="right", width=56,
               description=_("deviation in standard deviations of a session")),
        Column("ewma", _("EWMA"), lambda row: row.ewma, _number(2), align="right", width=72),
        Column("low", _("lower limit"), lambda row: row.low, _number(2), align="right", width=96),
        Column("high", _("upper limit"), lambda row: row.high, _number(2), align="right", width=96),
    )  # fmt: skip


def call_columns() -> Sequence[Column[DriftRow]]:
    """The calls behind."""
    return (
        Column("call", _("call"), lambda row: row.call_key, width=96, stretch=1, weight="medium", is_fixed=True),
        Column("session", _("session"), lambda row: row.session_title, width=160, stretch=2),
        Column("day", _("day"), lambda row: row.held_on, _day, width=104),
        Column("standard", _("settled as"), lambda row: _("failed") if row.standard_failed else _("passed"), width=88),
        Column("deviation", _("deviation"), lambda row: row.points, _number(0), align="right", width=96,
               token=lambda row: "muted" if row.points == 0 else "text"),
    )  # fmt: skip


def practice_columns() -> Sequence[Column[Practice]]:
    """Standard cases to practise."""
    return (
        Column("code", _("case"), lambda case: case.code, width=80, weight="medium", is_fixed=True),
        Column("title", _("title"), lambda case: case.title, width=180, stretch=2),
        Column("criterion", _("criterion"), lambda case: in_words(case.criterion), width=140, stretch=1),
        Column("standard", _("settled as"), lambda case: _("failed") if case.has_failed else _("passed"), width=96,
               icon=lambda case: ("cross", "fail") if case.has_failed else ("check", "pass")),
        Column("difficulty", _("difficulty"), lambda case: difficulty_title(case.difficulty), width=88),
    )  # fmt: skip


def _second_line(one: InspectorDrift) -> str:
    if one.n_alarms:
        return ngettext("{n} alarm", "{n} alarms", one.n_alarms).format(n=one.n_alarms)
    return state_words(one.lines[0])


def _draw_leading(painter: QPainter, rect: QRectF, one: InspectorDrift, theme: Theme) -> None:
    _draw_line(painter, rect, one.lines[0], theme)


def _draw_line(painter: QPainter, rect: QRectF, line: DriftLine, theme: Theme) -> None:
    gap = theme.size("sm")
    inner = QRectF(rect.topLeft() + QPointF(gap, gap), rect.bottomRight() - QPointF(gap, gap))
    draw_sparkline(painter, inner, line.current, theme, is_alarm=line.alarm is not None)


def _state_token(line: DriftLine) -> str:
    return "fail" if line.alarm is not None else "muted"


def _rows_of(board: DriftBoard, line: DriftLine, course: Course) -> list[SessionRow]:
    made: list[SessionRow] = []
    for place in range(len(course.session)):
        session = board.sessions[int(course.session[place])]
        low, high = float(course.ewma_low[place]), float(course.ewma_high[place])
        made.append(
            SessionRow(
                title=session.title,
                held_on=session_day(board, session),
                n=int(course.n[place]),
                mean=float(course.mean[place]) * line.unit_points,
                usual=float(course.usual[place]) * line.unit_points,
                score=float(course.score[place]),
                ewma=float(course.ewma[place]),
                low=low if low == low else None,
                high=high if high == high else None,
                is_told=course.signal is not None and course.signal.at == place,
            )
        )
    return made


def _number(decimals: int) -> Callable[[object], str]:
    """Numbers with a fixed count of decimals and a true minus sign."""

    def told(value: object) -> str:
        assert isinstance(value, float)
        shown = number_text(abs(value), decimals)
        return f"−{shown}" if round(value, decimals) < 0 else shown

    return told


def _day(value: object) -> str:
    assert isinstance(value, date)
    return day_and_year(value)
