"""The columns of the library's list: what plays in the row, what the case is, how hard, what it came to."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from qa_desk.domain.case_filter import CaseField
from qa_desk.domain.ids import CaseId
from qa_desk.domain.standard_case import CaseState, CaseSummary, Difficulty
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import case_state_title, difficulty_title
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound, paint_play_sign, paint_row_sound
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.i18n import N_, _, with_label
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.cases.browsing_cases import FoundWords

_FIELDS: dict[CaseField, str] = {
    CaseField.ABOUT: N_("call and tags"),
    CaseField.RATIONALE: N_("rationale"),
    CaseField.ANSWERS: N_("answers"),
    CaseField.COMMENTS: N_("comments"),
    CaseField.TRANSCRIPT: N_("transcript"),
}
_SQUARES: dict[Difficulty, int] = {Difficulty.EASY: 1, Difficulty.MEDIUM: 2, Difficulty.HARD: 3}
_SQUARE_PX = 8


def passage_of(case: CaseSummary) -> RowPassage:
    """What a case plays: its passage, or its whole call."""
    return RowPassage(case.call_id, case.code, case.start_s, case.end_s)


def case_columns(
    sound: RowSound, letter_of: Callable[[CaseId], str], found_in: Callable[[CaseId], FoundWords | None]
) -> tuple[Column[CaseSummary], ...]:
    """The list; `letter_of` says whether a case is A or B of the comparison, `found_in` where sought words stand."""
    return (
        Column(
            "play",
            "",
            lambda case: "",
            width=32,
            draw=partial(_draw_play, sound),
            tip=lambda case: _("Play the call (Space)"),
            description=_("sound"),
            can_sort=False,
            is_fixed=True,
        ),
        Column(
            "case",
            _("case"),
            lambda case: case.title,
            width=148,
            stretch=4,
            draw=partial(_draw_case, found_in),
            tip=partial(_tip, found_in),
            is_fixed=True,
        ),
        Column(
            "wave",
            "",
            lambda case: "",
            width=44,
            stretch=1,
            draw=partial(_draw_wave, sound),
            description=_("waveform"),
            can_sort=False,
        ),
        Column(
            "length",
            _("length"),
            lambda case: (
                case.end_s - case.start_s if case.start_s is not None and case.end_s is not None else case.duration_s
            ),
            lambda seconds: length_text(float(str(seconds))),
            align="right",
            width=52,
            token="muted",
        ),
        Column(
            "score",
            _("score"),
            lambda case: case.score,
            lambda score: number_text(float(str(score)), 1),
            align="right",
            width=52,
            weight="medium",
        ),
        Column(
            "critical",
            _("critical"),
            lambda case: None if case.passed is None else _("passed") if case.passed else _("failed"),
            align="centre",
            width=56,
            draw=_draw_outcome,
            can_sort=False,
        ),
        Column(
            "compare",
            _("A B"),
            lambda case: letter_of(case.id) or None,
            align="centre",
            width=36,
            draw=partial(_draw_letter, letter_of),
            tip=lambda case: _("Compare this case with another"),
            can_sort=False,
            is_fixed=True,
        ),
    )


def draw_difficulty(painter: QPainter, rect: QRectF, difficulty: Difficulty, theme: Theme) -> float:
    """■■□ and the word; returns the width it took."""
    side = theme.px(_SQUARE_PX)
    if rect.width() < len(_SQUARES) * (side + 2):
        return 0.0
    x = rect.left()
    top = rect.center().y() - side / 2
    for place in range(len(_SQUARES)):
        is_full = place < _SQUARES[difficulty]
        square = QRectF(x, top, side, side)
        fill = theme.color("text") if is_full else None
        draw_box(painter, square, radius=1, fill=fill, edge=theme.color("text" if is_full else "outline"))
        x += side + 2
    x += theme.size("xs")
    font = theme.font("caption")
    words = difficulty_title(difficulty)
    if x + text_width(words, font) > rect.right():
        # The squares say it alone where a cut word would say nothing.
        return x - rect.left()
    room = QRectF(x, rect.top(), max(rect.right() - x, 0), rect.height())
    draw_text(painter, room, words, font=font, color=theme.color("muted"))
    return x + text_width(words, font) - rect.left()


def _length_s(case: CaseSummary) -> float | None:
    return case.duration_s if case.start_s is None or case.end_s is None else case.end_s - case.start_s


def _second_line(case: CaseSummary) -> str:
    parts = [case.code]
    if case.number > 1:
        parts.append(_("version {number}").format(number=case.number))
    if case.state is not CaseState.VALID:
        parts.append(case_state_title(case.state))
    return " · ".join(parts)


def _draw_play(sound: RowSound, painter: QPainter, rect: QRectF, case: CaseSummary, theme: Theme) -> None:
    side = theme.size("icon")
    paint_play_sign(painter, QRectF(rect.left(), rect.top(), side, rect.height()), sound, passage_of(case), theme)


def _draw_wave(sound: RowSound, painter: QPainter, rect: QRectF, case: CaseSummary, theme: Theme) -> None:
    high = theme.px(20)
    wave = QRectF(rect.left(), rect.center().y() - high / 2, rect.width(), high)
    paint_row_sound(painter, wave, sound, passage_of(case), theme)


def _tip(found_in: Callable[[CaseId], FoundWords | None], case: CaseSummary) -> str:
    lines = (case.title, f"{_second_line(case)} · {difficulty_title(case.difficulty)}", found_words(found_in(case.id)))
    return "\n".join(line for line in lines if line)


def found_words(found: FoundWords | None) -> str:
    """In what of the case the words stand, and around what."""
    return "" if found is None else with_label(_(_FIELDS[found.field]), found.words)


def _draw_case(
    found_in: Callable[[CaseId], FoundWords | None],
    painter: QPainter,
    rect: QRectF,
    case: CaseSummary,
    theme: Theme,
) -> None:
    half = rect.height() / 2
    title = QRectF(rect.left(), rect.top() + 5, rect.width(), half - 5)
    draw_text(painter, title, case.title, font=theme.font("body", "medium"), color=theme.color("text"))
    line = QRectF(rect.left(), rect.top() + half, rect.width(), half - 5)
    font = theme.font("caption")
    where = found_words(found_in(case.id))
    if where:
        draw_text(painter, line, f"{case.code} · {where}", font=font, color=theme.color("muted"))
        return
    taken = draw_text(painter, line, _second_line(case), font=font, color=theme.color("muted"))
    draw_difficulty(painter, line.adjusted(taken + theme.size("md"), 0, 0, 0), case.difficulty, theme)


def _draw_outcome(painter: QPainter, rect: QRectF, case: CaseSummary, theme: Theme) -> None:
    if case.passed is not None:
        sign, token = ("check", "pass") if case.passed else ("cross", "fail")
        side = theme.size("icon")
        box = QRectF(rect.center().x() - side / 2, rect.top(), side, rect.height())
        paint_icon(painter, box, sign, theme, token)


def _draw_letter(
    letter_of: Callable[[CaseId], str], painter: QPainter, rect: QRectF, case: CaseSummary, theme: Theme
) -> None:
    letter = letter_of(case.id)
    side = theme.px(22)
    box = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    draw_badge(painter, box, letter or "+", theme, is_filled=bool(letter))


def draw_badge(painter: QPainter, box: QRectF, letter: str, theme: Theme, *, is_filled: bool) -> None:
    """A or B in a box; a quiet + where the case is neither."""
    if is_filled:
        draw_box(painter, box, radius=theme.size("radius_small"), fill=theme.color("text"))
    ink = theme.color("surface" if is_filled else "muted")
    font = theme.font("caption", "strong" if is_filled else "normal")
    draw_text(painter, box, letter, font=font, color=ink, align=Qt.AlignmentFlag.AlignHCenter)
