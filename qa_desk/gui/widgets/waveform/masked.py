"""Masked passages on a waveform: a row of squares in a frame, with a word where there is room, and nothing heard."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from qa_desk.audio.peaks import Peaks
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock
from qa_desk.i18n import _

_SQUARE = 5
_STEP = 11
_LEAST_WIDTH = 3


def masked_told_at(peaks: Peaks | None, time_s: float) -> str:
    """What is under the pointer, in words, where it is masked."""
    for passage in peaks.masked_passages if peaks is not None else ():
        if passage.start_s <= time_s < passage.end_s:
            return f"{clock(passage.start_s)}–{clock(passage.end_s)}\n{_('masked: plays as a tone')}"
    return ""


def paint_masked(
    painter: QPainter, rect: QRectF, scale: TimeScale, peaks: Peaks, theme: Theme, ground: QColor, *, has_words: bool
) -> None:
    """Every masked passage in view, over whatever was drawn there."""
    for passage in peaks.masked_passages:
        left, right = max(scale.x_of(passage.start_s), scale.left), min(scale.x_of(passage.end_s), scale.right)
        if right > left:
            box = QRectF(round(left), rect.top(), max(theme.px(_LEAST_WIDTH), round(right - left)), rect.height())
            _paint_one(painter, box, theme, ground, _("masked") if has_words else "")


def _paint_one(painter: QPainter, box: QRectF, theme: Theme, ground: QColor, word: str) -> None:
    painter.fillRect(box, ground)
    draw_box(painter, box, radius=theme.size("radius_small"), fill=theme.track(), edge=theme.color("muted"))
    font, padding = theme.font("caption"), theme.size("sm")
    wide = text_width(word, font) + 1 if word else 0
    has_word = bool(word) and wide + 2 * padding <= box.width()
    square, step = theme.px(_SQUARE), theme.px(_STEP)
    middle = box.center().y() - square / 2
    taken = QRectF(box.center().x() - wide / 2 - padding, box.top(), wide + 2 * padding, box.height())
    n_squares = int((box.width() - step + square) // step)
    first = box.center().x() - (n_squares - 1) * step / 2 - square / 2
    for index in range(max(n_squares, 0)):
        place = QRectF(round(first + index * step), round(middle), square, square)
        if not has_word or not place.intersects(taken):
            painter.fillRect(place, theme.color("muted"))
    if has_word:
        align = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        draw_text(painter, box, word, font=font, color=theme.color("text"), align=align)
