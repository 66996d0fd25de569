"""What overview, lanes and rows share: the time scale, seconds as clock time, playhead, hatching, dimension lines."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.i18n import _

PLAYHEAD_WIDTH = 2
_GRIP = 12
_GRIP_HEIGHT = 9
_HATCH_STEP = 7.0
_FINEST_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Seconds to px and back: `start_s` at the left edge of `left`, `end_s` at its right.

    Args:
        left, width: where the time axis lies in the widget.
        start_s, end_s: what is in view.
    """

    left: float
    width: float
    start_s: float
    end_s: float

    @property
    def right(self) -> float:
        """The px where the axis ends."""
        return self.left + self.width

    @property
    def px_per_s(self) -> float:
        """How wide a second is; 0 with nothing in view."""
        span_s = self.end_s - self.start_s
        return self.width / span_s if span_s > 0 else 0.0

    @property
    def decimals(self) -> int:
        """How many decimals of a second a px can tell apart, at most two."""
        return min(_FINEST_DECIMALS, sum(self.px_per_s >= least for least in (5.0, 100.0)))

    def x_of(self, time_s: float) -> float:
        """The px of a place, perhaps outside of the view."""
        return self.left + (time_s - self.start_s) * self.px_per_s

    def time_at(self, x: float) -> float:
        """The place at a px, kept within the view."""
        if self.px_per_s == 0:
            return 0.0
        return min(max(self.start_s + (x - self.left) / self.px_per_s, self.start_s), self.end_s)


def clock(seconds: float, decimals: int = 0) -> str:
    """Minutes and seconds as `02:41`, with hours `1:02:41`, with decimals `02:41.5`; what is finer is dropped."""
    parts = 10**decimals
    whole, fraction = divmod(max(0, int(seconds * parts + 1e-6)), parts)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    words = f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"
    return f"{words}.{fraction:0{decimals}}" if decimals else words


def seconds_text(seconds: float) -> str:
    """A short length with its unit."""
    return _("{seconds} s").format(seconds=f"{seconds:.1f}")


def paint_playhead(painter: QPainter, x: float, top: float, bottom: float, theme: Theme, *, has_grip: bool) -> None:
    """The line where the sound is now, with a grip at its top."""
    color = theme.color("accent")
    painter.fillRect(QRectF(round(x) - 1, top, theme.px(PLAYHEAD_WIDTH), bottom - top), color)
    if not has_grip:
        return
    half, high = theme.px(_GRIP) / 2, theme.px(_GRIP_HEIGHT)
    shape = [(-half, 0), (half, 0), (half, high * 0.45), (1, high), (-1, high), (-half, high * 0.45)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(round(x) + dx, top + dy) for dx, dy in shape]))
    painter.restore()


def paint_hatched(
    painter: QPainter, rect: QRectF, color: QColor, *, width: float = 1.5, step: float = _HATCH_STEP
) -> None:
    """A box hatched at 45°, for what colour alone must not say; the hatching stands still when `rect` is cut."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(color, width))
    high = rect.height()
    x = rect.left() - high
    while x < rect.right() + high:
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + high, rect.top()))
        x += step
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(color, 1))
    painter.drawRect(rect.adjusted(0, 0, -1, -1))
    painter.restore()


def paint_dimension(painter: QPainter, rect: QRectF, words: str, ground: QColor, theme: Theme) -> None:
    """A dimension line over the width of `rect` with its length in the middle, where that fits."""
    color, middle = theme.color("silence"), round(rect.center().y())
    font = theme.font("caption")
    wide = text_width(words, font) + 2 * theme.size("xs")
    painter.fillRect(rect, ground)
    cap = theme.px(8)
    for x in (rect.left(), rect.right() - 1):
        painter.fillRect(QRectF(round(x), middle - cap / 2, 2, cap), color)
    painter.fillRect(QRectF(rect.left(), middle - 1, rect.width(), 2), color)
    if wide + 2 * cap <= rect.width():
        place = QRectF(rect.center().x() - wide / 2, rect.top(), wide, rect.height())
        painter.fillRect(QRectF(place.left(), middle - 2, wide, 4), ground)
        draw_text(painter, place, words, font=font, color=theme.color("muted"), align=Qt.AlignmentFlag.AlignHCenter)


def paint_time_flag(painter: QPainter, x: float, rect: QRectF, words: str, theme: Theme) -> None:
    """A time in a box of its own, as near to `x` as `rect` allows: what the pointer points at."""
    font, padding = theme.font("caption"), theme.size("xs")
    wide = text_width(words, font) + 2 * padding + 1
    left = min(max(x - wide / 2, rect.left()), max(rect.right() - wide, rect.left()))
    box = QRectF(round(left), rect.top(), round(wide), rect.height())
    draw_box(painter, box, radius=theme.size("radius_small"), fill=theme.color("text"))
    ink = theme.color("background")
    draw_text(painter, box, words, font=font, color=ink, align=Qt.AlignmentFlag.AlignHCenter)
