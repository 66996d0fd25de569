"""The tables of a training pack: the issues with their shares, the passages as a playlist, the standard cases."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.gui.issues.columns import share_runs, span_words, title_runs
from qa_desk.gui.shell.dates import day_and_time
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import difficulty_title, in_words
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound, paint_play_sign, paint_row_sound
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.i18n import _
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.issues.issue_views import Example, IssueRow
from qa_desk.services.issues.training_views import TaughtIssue, TrainingPack
from qa_desk.services.practice.matching import MatchingCase


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage of the playlist: its place there, the number of its issue, and what it shows."""

    place: int
    number: int
    row: IssueRow
    example: Example


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case under the issue that it teaches."""

    number: int
    row: IssueRow
    matched: MatchingCase


def passage_rows(pack: TrainingPack) -> tuple[PassageRow, ...]:
    """The playlist of a pack."""
    numbers = {issue.row.criterion_key: number for number, issue in enumerate(pack.issues, 1)}
    return tuple(
        PassageRow(place, numbers[row.criterion_key], row, example)
        for place, (row, example) in enumerate(pack.playlist)
    )


def case_rows(pack: TrainingPack) -> tuple[CaseRow, ...]:
    """The cases of a pack, issue by issue."""
    return tuple(
        CaseRow(number, issue.row, one) for number, issue in enumerate(pack.issues, 1) for one in issue.matching.cases
    )


def passage_of(row: PassageRow) -> RowPassage:
    """What a row plays, named by its issue: a lesson does not say whose call it was."""
    title = _("{call} · {criterion}").format(call=row.example.call_key, criterion=in_words(row.row.title))
    return RowPassage(row.example.call_id, title, row.example.start_s, row.example.end_s, row.example.note)


def issue_title(number: int, row: IssueRow) -> str:
    """The part of a table that belongs to an issue."""
    return f"{number}. {in_words(row.title)}"


def issue_columns() -> tuple[Column[TaughtIssue], ...]:
    """An issue with how surely it failed, and what there is to teach it by."""
    return (
        Column("criterion", _("criterion"), lambda one: in_words(one.row.title), width=220, stretch=3,
               runs=lambda one: title_runs(one.row), is_fixed=True, can_sort=False),
        Column("reason", _("main reason"), lambda one: in_words(one.row.reasons[0].title) if one.row.reasons else None,
               width=160, stretch=3, token="muted", can_sort=False),
        Column("failed", _("failed / calls"), lambda one: one.row.n_failed, align="right", width=96,
               runs=lambda one: (Run(f"{one.row.n_failed:,} / {one.row.n_calls:,}"),), can_sort=False),
        Column("share", _("% and interval"), lambda one: one.row.share.value, align="right", width=128,
               runs=lambda one: share_runs(one.row), tip=lambda one: _("95 % interval (Wilson)"), can_sort=False),
        Column("points", _("points"), lambda one: None if one.row.critical else one.row.points,
               lambda points: number_text(float(str(points)), 0), align="right", width=64, can_sort=False),
        Column("passages", _("passages"), lambda one: len(one.row.examples), align="right", width=80, can_sort=False),
        Column("cases", _("to practise"), lambda one: len(one.matching.cases), align="right", width=88, can_sort=False,
               tip=_in_library),
    )  # fmt: skip


def passage_columns(sound: RowSound, time_zone: str) -> tuple[Column[PassageRow], ...]:
    """The playlist: what plays, of which call, where, and what was noted."""
    return (
        Column("play", "", lambda row: "", width=36, description=_("sound"), is_fixed=True, can_sort=False,
               draw=lambda painter, rect, row, theme: _draw_play(painter, rect, row, sound, theme),
               tip=lambda row: _("Play from here on")),
        Column("call", _("call"), lambda row: row.example.call_key, width=72, weight="medium", can_sort=False),
        Column("when", _("started"), lambda row: row.example.started_at,
               lambda at: day_and_time(at, time_zone),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
               width=128, can_sort=False),
        Column("passage", _("passage"), lambda row: span_words(row.example.start_s, row.example.end_s), width=100,
               weight="medium", can_sort=False),
        Column("note", _("noted"), lambda row: row.example.note or None, width=120, stretch=2, token="muted",
               tip=lambda row: row.example.note, can_sort=False),
        Column("wave", "", lambda row: "", width=108, description=_("waveform"), can_sort=False,
               draw=lambda painter, rect, row, theme: paint_row_sound(
                   painter, rect.adjusted(0, theme.px(8), 0, -theme.px(8)), sound, passage_of(row), theme)),
    )  # fmt: skip


def case_columns() -> tuple[Column[CaseRow], ...]:
    """The cases: what is settled on the issue, how hard, and why."""
    return (
        Column("code", _("case"), lambda row: row.matched.case.code, width=104, weight="medium", is_fixed=True,
               icon=lambda row: ("star", "accent") if row.matched.case.is_benchmark else ("book", "muted"),
               tip=lambda row: _("benchmark") if row.matched.case.is_benchmark else "", can_sort=False),
        Column("title", _("title"), lambda row: row.matched.case.title, width=140, stretch=2,
               tip=lambda row: row.matched.case.rationale, can_sort=False),
        Column("settled", _("settled"), lambda row: _("fails it") if row.matched.has_failed else _("passes it"),
               width=104, icon=lambda row: ("cross", "fail") if row.matched.has_failed else ("check", "pass"),
               can_sort=False),
        Column("difficulty", _("difficulty"), lambda row: difficulty_title(row.matched.case.difficulty), width=84,
               can_sort=False),
    )  # fmt: skip


def _in_library(one: TaughtIssue) -> str:
    return _("Valid cases in the library: {failing} that fail it, {passing} that pass it.").format(
        failing=one.matching.n_failing, passing=one.matching.n_passing
    )


def _draw_play(painter: QPainter, rect: QRectF, row: PassageRow, sound: RowSound, theme: Theme) -> None:
    side = theme.size("icon")
    paint_play_sign(painter, QRectF(rect.left(), rect.top(), side, rect.height()), sound, passage_of(row), theme)
