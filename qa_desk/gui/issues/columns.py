"""The columns of the board and of the failures behind a figure, and how an example is drawn below its criterion."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.domain.issue import TrackedState
from qa_desk.gui.shell.dates import day_and_time, day_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title, in_words, tracked_title
from qa_desk.gui.widgets.painting import draw_text
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound, paint_play_sign, paint_row_sound
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _, listed
from qa_desk.reports.issue_figures import cause_owner_word
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.issues.issue_views import SMALL_NUMBER, Example, FailureBehind, IssueRow, RowsBehind

_TRACKED_SIGNS: dict[TrackedState, tuple[str, str]] = {
    TrackedState.OPEN: ("circle", "muted"),
    TrackedState.IN_WORK: ("half", "accent"),
    TrackedState.DONE: ("disc", "accent"),
    TrackedState.EFFECT_SHOWN: ("check", "pass"),
    TrackedState.NO_EFFECT_SHOWN: ("cross", "fail"),
    TrackedState.REOPENED: ("history", "warning"),
}
_STATE_TOKENS = {TrackedState.EFFECT_SHOWN: "pass", TrackedState.NO_EFFECT_SHOWN: "fail"}


def tracked_sign(state: TrackedState) -> tuple[str, str]:
    """The icon and the token of how far a tracked item has come."""
    return _TRACKED_SIGNS[state]


def issue_columns(is_unfolded: Callable[[IssueRow], bool]) -> tuple[Column[IssueRow], ...]:
    """The board: a criterion, how often and how surely it failed, whose cause, and who follows it."""
    return (
        Column(
            "unfold",
            "",
            lambda row: "",
            width=36,
            icon=lambda row: (
                (("chevron-down" if is_unfolded(row) else "chevron-right"), "muted") if row.examples else None
            ),
            tip=lambda row: _("Examples to play (→ shows, ← hides them)") if row.examples else _("No example marked"),
            description=_("examples"),
            is_fixed=True,
        ),
        Column("criterion", _("criterion"), lambda row: in_words(row.title), width=188, stretch=3, runs=title_runs),
        Column("reason", _("main reason"), _main_reason, width=150, stretch=3, token="muted"),
        Column(
            "failed",
            _("failed / calls"),
            lambda row: row.n_failed,
            align="right",
            width=92,
            runs=lambda row: (Run(f"{row.n_failed:,} / {row.n_calls:,}"),),
            tip=lambda row: _("Enter shows the evaluations behind this figure"),
        ),
        Column(
            "share",
            _("% and interval"),
            lambda row: None if row.is_small else row.share.value,
            align="right",
            width=124,
            runs=share_runs,
            tip=lambda row: _("95 % interval (Wilson)") if not row.is_small else _small_words(),
        ),
        Column(
            "points",
            _("points"),
            lambda row: None if row.critical else row.points,
            lambda points: number_text(float(str(points)), 0),
            align="right",
            width=58,
        ),
        Column(
            "change",
            _("vs before"),
            lambda row: row.change.value if row.change else None,
            align="right",
            width=76,
            runs=_change_runs,
            tip=_change_tip,
        ),
        Column("cause", _("cause owner"), _cause, width=92, stretch=1),
        Column("owner", _("owner"), lambda row: row.tracked.owner_name if row.tracked else None, width=84, stretch=1),
        Column(
            "due",
            _("due"),
            lambda row: row.tracked.due_on if row.tracked else None,
            lambda day: day_text(day),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # a due date
            align="right",
            width=76,
        ),
        Column(
            "tracked",
            _("tracked item"),
            lambda row: tracked_title(row.tracked.state) if row.tracked else None,
            width=132,
            icon=lambda row: _TRACKED_SIGNS[row.tracked.state] if row.tracked else None,
            token=lambda row: _STATE_TOKENS.get(row.tracked.state, "text") if row.tracked else "muted",
        ),
    )


def behind_columns(behind: RowsBehind, time_zone: str, sound: RowSound) -> tuple[Column[FailureBehind], ...]:
    """The failures behind a figure: the call, who scored it, what was noted, and the passage to play."""
    titles = {key: in_words(title) for key, title in behind.reasons}
    return (
        Column(
            "play",
            "",
            lambda row: "",
            width=36,
            draw=lambda painter, rect, row, theme: _draw_play(painter, rect, passage_behind(row), sound, theme),
            tip=lambda row: _("Play the passage (Space)") if row.start_s is not None else _("Play the call (Space)"),
            description=_("sound"),
            is_fixed=True,
        ),
        Column("call", _("call"), lambda row: row.call_key, width=72, weight="medium"),
        Column("agent", _("agent"), lambda row: row.agent_name or None, width=96, stretch=1),
        Column("unit", _("unit"), lambda row: _last_of(row.unit_path) or None, width=96, stretch=1),
        Column(
            "started",
            _("started"),
            lambda row: row.started_at,
            lambda moment: day_and_time(moment, time_zone),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
            width=120,
        ),
        Column(
            "passage",
            _("passage"),
            lambda row: row.start_s,
            width=104,
            runs=lambda row: (Run(span_words(row.start_s, row.end_s), "text", "medium"),),
        ),
        Column(
            "reasons",
            _("reasons"),
            lambda row: listed(titles.get(key, key) for key in row.reason_keys) or None,
            width=160,
            stretch=3,
        ),
        Column(
            "comment",
            _("comment"),
            lambda row: row.comment or None,
            width=140,
            stretch=3,
            token="muted",
            is_shown=any(row.comment for row in behind.rows),
        ),
        Column("cause", _("cause owner"), lambda row: cause_owner_word(row.cause_owner), width=92),
        Column("inspector", _("inspector"), lambda row: row.inspector_name, width=96),
        Column(
            "points",
            _("points"),
            lambda row: row.points,
            lambda points: number_text(float(str(points)), 1),
            align="right",
            width=56,
        ),
        Column(
            "score",
            _("score"),
            lambda row: row.score,
            lambda score: number_text(float(str(score)), 1),
            align="right",
            width=56,
        ),
    )


def passage_of(example: Example) -> RowPassage:
    """What an example plays."""
    return RowPassage(example.call_id, f"{example.call_key} · {example.agent_name}", example.start_s, example.end_s)


def passage_behind(row: FailureBehind) -> RowPassage:
    """What a failure plays: the passage marked as evidence, else the call."""
    return RowPassage(row.call_id, f"{row.call_key} · {row.agent_name}", row.start_s, row.end_s)


def example_words(example: Example, time_zone: str) -> str:
    """An example in a line, as it is copied and read aloud."""
    when = day_and_time(example.started_at, time_zone) if example.started_at else ""
    span = span_words(example.start_s, example.end_s)
    return " · ".join(part for part in (example.call_key, example.agent_name, when, span, example.note) if part)


def draw_example(
    painter: QPainter, rect: QRectF, example: Example, theme: Theme, *, sound: RowSound, time_zone: str
) -> None:
    """▶ call and agent, unit and time, the passage, what was noted, and its waveform at the right."""
    gap = theme.size("md")
    left = rect.left() + theme.px(52)
    side = theme.size("icon")
    paint_play_sign(painter, QRectF(left, rect.top(), side, rect.height()), sound, passage_of(example), theme)
    wave = QRectF(rect.right() - theme.px(128), rect.top() + theme.px(8), theme.px(120), rect.height() - theme.px(16))
    when = day_and_time(example.started_at, time_zone) if example.started_at else ""
    place = " · ".join(part for part in (_last_of(example.unit_path), when) if part)
    x = left + side + gap
    for words, width, token, weight in (
        (f"{example.call_key} {example.agent_name}", 132, "text", "medium"),
        (place, 176, "muted", "normal"),
        (span_words(example.start_s, example.end_s), 96, "text", "medium"),
    ):
        room = min(theme.px(width), max(wave.left() - x, 0))
        column = QRectF(x, rect.top(), room, rect.height())
        draw_text(painter, column, words, font=theme.font("body", weight), color=theme.color(token))
        x += room + gap
    note = QRectF(x, rect.top(), max(wave.left() - gap - x, 0), rect.height())
    draw_text(painter, note, example.note, font=theme.font("body"), color=theme.color("muted"))
    paint_row_sound(painter, wave, sound, passage_of(example), theme)


def span_words(start_s: float | None, end_s: float | None) -> str:
    """A passage as minutes and seconds, "–" where none was marked."""
    return "–" if start_s is None or end_s is None else f"{clock(start_s)}–{clock(end_s)}"


def _draw_play(painter: QPainter, rect: QRectF, passage: RowPassage, sound: RowSound, theme: Theme) -> None:
    side = theme.size("icon")
    paint_play_sign(painter, QRectF(rect.left(), rect.top(), side, rect.height()), sound, passage, theme)


def title_runs(row: IssueRow) -> tuple[Run, ...]:
    """The criterion, a critical one with its sign."""
    title = Run(in_words(row.title), "text", "medium")
    return (Run("◆", "critical", size="caption"), title) if row.critical else (title,)


def _main_reason(row: IssueRow) -> str | None:
    return in_words(row.reasons[0].title) if row.reasons else None


def share_runs(row: IssueRow) -> tuple[Run, ...]:
    """The share of calls failed with its interval; nothing of a handful."""
    share = row.share
    if row.is_small or share.value is None:
        return (Run("–", "muted"),)
    figure = Run(number_text(100 * share.value, 1), "text", "strong")
    if share.ci_low is None or share.ci_high is None:
        return (figure,)
    interval = f"{number_text(100 * share.ci_low, 1)}–{number_text(100 * share.ci_high, 1)}"
    return (figure, Run(interval, "muted", size="caption"))


def _change_runs(row: IssueRow) -> tuple[Run, ...]:
    change = row.change
    if change is None or row.is_small:
        return (Run("–", "muted"),)
    new = (Run(_("new"), "muted", size="caption"),) if row.is_new else ()
    words = f"{'+' if change.value > 0 else ''}{number_text(100 * change.value, 1)}"
    if not row.change_is_real:
        return (*new, Run(words, "muted"))
    sign, token = ("▲", "fail") if change.value > 0 else ("▼", "pass")
    return (*new, Run(sign, token, size="caption"), Run(words, "text", "medium"))


def _change_tip(row: IssueRow) -> str:
    change = row.change
    if change is None:
        return _small_words()
    interval = f"{number_text(100 * change.low, 1)}–{number_text(100 * change.high, 1)}"
    told = (
        _("Percentage points against the days before, {interval}: more than chance explains")
        if row.change_is_real
        else _("Percentage points against the days before, {interval}: can't be told from chance")
    )
    return told.format(interval=interval)


def _small_words() -> str:
    return _("Fewer than {small} calls, now or before: no share is shown").format(small=SMALL_NUMBER)


def _cause(row: IssueRow) -> str | None:
    return listed(cause_owner_word(name) for name, _n in row.cause_owners[:2]) or None


def group_of(row: IssueRow) -> str:
    """The part of the board a row belongs to."""
    return _("Critical failures, by calls") if row.critical else _("Points lost")


def critical_words(row: IssueRow) -> str:
    """The family of a critical criterion, for the tool tip; empty for others."""
    return critical_title(row.critical) if row.critical else ""


def _last_of(path: str) -> str:
    return path.rsplit(" / ", 1)[-1]
