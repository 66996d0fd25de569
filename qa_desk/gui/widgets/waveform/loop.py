"""The passage that repeats, A to B: its band in the ruler, a line through the lanes at each end, and two handles."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from qa_desk.audio.passage import Passage
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text
from qa_desk.gui.widgets.waveform.dragging import Grip
from qa_desk.gui.widgets.waveform.painting import TimeScale

_HANDLE = 16
_BAND = 3
_REACH = 5


def loop_handles(loop: Passage, scale: TimeScale, ruler: QRectF, theme: Theme) -> dict[Grip, QRectF]:
    """Where the handles in view lie: A before the beginning, B after the end, so that they never meet."""
    wide = theme.px(_HANDLE)
    first, last = round(scale.x_of(loop.start_s)), round(scale.x_of(loop.end_s))
    handles: dict[Grip, QRectF] = {}
    if scale.left - 1 <= first <= scale.right:
        handles[Grip.LOOP_START] = QRectF(first - wide, ruler.top(), wide, ruler.height())
    if scale.left <= last <= scale.right + 1:
        handles[Grip.LOOP_END] = QRectF(last, ruler.top(), wide, ruler.height())
    return handles


def loop_grip_at(loop: Passage, scale: TimeScale, ruler: QRectF, point: QPointF, theme: Theme) -> Grip | None:
    """The handle under the pointer, or near enough to it."""
    for grip, rect in loop_handles(loop, scale, ruler, theme).items():
        if rect.adjusted(-_REACH, 0, _REACH, 0).contains(point):
            return grip
    return None


def paint_loop(painter: QPainter, loop: Passage, scale: TimeScale, lanes: QRectF, ruler: QRectF, theme: Theme) -> None:
    """Band, lines and handles, as far as they are in view."""
    color = theme.color("accent")
    left, right = max(scale.x_of(loop.start_s), scale.left), min(scale.x_of(loop.end_s), scale.right)
    if right > left:
        painter.fillRect(QRectF(round(left), ruler.top(), round(right) - round(left), theme.px(_BAND)), color)
    pen = QPen(color, 1)
    pen.setDashPattern([2, 2])
    for grip, rect in loop_handles(loop, scale, ruler, theme).items():
        is_start = grip is Grip.LOOP_START
        x = rect.right() if is_start else rect.left()
        painter.setPen(pen)
        painter.drawLine(QPointF(x, lanes.top()), QPointF(x, ruler.top()))
        _paint_handle(painter, rect, "A" if is_start else "B", theme, is_start=is_start)


def _paint_handle(painter: QPainter, rect: QRectF, letter: str, theme: Theme, *, is_start: bool) -> None:
    """A tab whose straight side stands at its end of the loop."""
    radius = theme.size("radius_small")
    outline = QPainterPath()
    outline.addRoundedRect(rect, radius, radius)
    straight = rect.adjusted(rect.width() / 2, 0, 0, 0) if is_start else rect.adjusted(0, 0, -rect.width() / 2, 0)
    outline.addRect(straight)
    outline.setFillRule(Qt.FillRule.WindingFill)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outline, theme.color("accent"))
    painter.restore()
    font, ink = theme.font("caption", "medium"), theme.color("on_accent")
    draw_text(painter, rect, letter, font=font, color=ink, align=Qt.AlignmentFlag.AlignHCenter)
