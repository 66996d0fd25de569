"""The ruler under the lanes: ticks at round times, from hours down to hundredths of a second."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock

RULER = 16
_TICK = 3
_LABEL_GAP = 4
_LONGEST_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class RulerStep:
    """How often the ruler says the time.

    Args:
        step_s: from one label to the next.
        parts: ticks on the way from one label to the next, that of the label included.
        decimals: of the seconds in a label.
    """

    step_s: float
    parts: int
    decimals: int = 0


_STEPS = (
    RulerStep(0.05, 5, 2),
    RulerStep(0.1, 5, 1),
    RulerStep(0.2, 4, 1),
    RulerStep(0.5, 5, 1),
    RulerStep(1, 5),
    RulerStep(2, 4),
    RulerStep(5, 5),
    RulerStep(10, 2),
    RulerStep(15, 3),
    RulerStep(30, 3),
    RulerStep(60, 4),
    RulerStep(120, 4),
    RulerStep(300, 5),
    RulerStep(600, 5),
    RulerStep(900, 3),
    RulerStep(1800, 3),
    RulerStep(3600, 4),
    RulerStep(7200, 4),
    RulerStep(_LONGEST_S, 4),
)


def ruler_step(scale: TimeScale, theme: Theme) -> RulerStep | None:
    """The shortest round step whose labels have room; None with nothing in view."""
    if scale.px_per_s <= 0:
        return None
    font = theme.font("body")
    for step in _STEPS:
        least = 2 * (text_width(clock(scale.end_s, step.decimals), font) + theme.size("xl"))
        if step.step_s * scale.px_per_s >= least:
            return step
    return _STEPS[-1]


def paint_ruler(
    painter: QPainter, rect: QRectF, scale: TimeScale, theme: Theme, taken_by: Sequence[QRectF] = ()
) -> None:
    """Ticks, and a label right of each longer one; the last left of its tick where it would run out.

    No label is written where it would run into one of `taken_by`.
    """
    step = ruler_step(scale, theme)
    if step is None:
        return
    color, font, gap = theme.color("muted"), theme.font("body"), theme.px(_LABEL_GAP)
    tick_s, taken = step.step_s / step.parts, rect.left()
    for index in range(int(scale.start_s / tick_s), int(scale.end_s / tick_s) + 2):
        x = scale.x_of(index * tick_s)
        if x < scale.left - 1 or x > scale.right + 1:
            continue
        is_labelled = index % step.parts == 0
        high = theme.px(_TICK) * (2 if is_labelled else 1)
        painter.fillRect(QRectF(round(x), rect.top(), 1, high), color)
        words = clock(index * tick_s, step.decimals)
        wide = text_width(words, font) + 1
        left = x + gap if x + gap + wide <= rect.right() else x - gap - wide
        place = QRectF(left, rect.top(), wide, rect.height())
        if is_labelled and left >= taken and not any(place.intersects(other) for other in taken_by):
            draw_text(painter, place, words, font=font, color=color)
            taken = place.right() + gap
