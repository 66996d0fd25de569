"""What overview, lanes and rows paint alike: bars, ruler, playhead, hatching, and seconds as clock time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from qa_desk.audio.peaks import PeakColumns, Peaks
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.i18n import _

BAR_WIDTH = 2
BAR_STEP = 3
PLAYHEAD_WIDTH = 2
_GRIP = 12
_GRIP_HEIGHT = 9
_TICK = 3
_LABEL_GAP = 4
_LOUDEST_PERCENTILE = 99.5
_LOUDEST_MEAN_PERCENTILE = 97
_MOST_GAIN = 12.0
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)

Heights = NDArray[np.float32]


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

    def x_of(self, time_s: float) -> float:
        """The px of a place, perhaps outside of the view."""
        return self.left + (time_s - self.start_s) * self.px_per_s

    def time_at(self, x: float) -> float:
        """The place at a px, kept within the view."""
        if self.px_per_s == 0:
            return 0.0
        return min(max(self.start_s + (x - self.left) / self.px_per_s, self.start_s), self.end_s)


def clock(seconds: float) -> str:
    """Minutes and seconds as `02:41`, with hours `1:02:41`; the part of a second is dropped."""
    whole = max(0, int(seconds + 1e-6))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def seconds_text(seconds: float) -> str:
    """A short length with its unit."""
    return _("{seconds} s").format(seconds=f"{seconds:.1f}")


def drawing_gain(peaks: Peaks) -> float:
    """What makes the loud parts of a quiet telephone line as high as the lane; the same for both voices."""
    level = peaks.levels[min(1, len(peaks.levels) - 1)]
    extent = np.maximum(level.high.astype(np.float32), -level.low.astype(np.float32)) / 32767.0
    loudest = float(np.percentile(extent, _LOUDEST_PERCENTILE))
    return min(1.0 / loudest, _MOST_GAIN) if loudest > 0 else 1.0


def bar_heights(peaks: Peaks, scale: TimeScale, gain: float, step: float = BAR_STEP) -> Heights:
    """One height, 0…1, for each bar that fits the axis and each channel: shape (bars, channels)."""
    columns = _bar_columns(peaks, scale, step)
    return np.clip(np.maximum(columns.high, -columns.low) * np.float32(gain), 0.0, 1.0, dtype=np.float32)


def overview_heights(peaks: Peaks, scale: TimeScale, step: float = BAR_STEP) -> Heights:
    """One height for each bar, of both voices together: shape (bars,).

    A bar here stands for a second or more, and the loudest instant of a second is about the same all along a call; so
    the heights follow the mean level and not the peaks.
    """
    level = _bar_columns(peaks, scale, step).rms.max(axis=1)
    loudest = float(np.percentile(level, _LOUDEST_MEAN_PERCENTILE)) or 1.0
    return np.clip(level / np.float32(loudest), 0.0, 1.0, dtype=np.float32)


def _bar_columns(peaks: Peaks, scale: TimeScale, step: float) -> PeakColumns:
    n_bars = max(1, int(scale.width // step))
    return peaks.columns(scale.start_s, scale.start_s + n_bars * step / max(scale.px_per_s, 1e-9), n_bars)


def paint_bars(
    painter: QPainter, rect: QRectF, heights: Heights, color: QColor, *, step: float = BAR_STEP, end_x: float = 1e9
) -> None:
    """Bars around the middle of `rect`; silence is a row of dots. Nothing is drawn beyond `end_x`."""
    middle, width = rect.center().y(), step * BAR_WIDTH / BAR_STEP
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for index, height in enumerate(heights.tolist()):
        x = rect.left() + index * step
        if x >= end_x:
            break
        half = max(1.0, round(height * rect.height() / 2))
        painter.fillRect(QRectF(x, middle - half, width, 2 * half), color)
    painter.restore()


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


def paint_ruler(painter: QPainter, rect: QRectF, scale: TimeScale, theme: Theme) -> None:
    """Ticks at round times, a label right of every other one, the last left of its tick where it would run out."""
    font = theme.font("body")
    step_s = _ruler_step(scale, 2 * text_width("00:00:00", font) + theme.size("xl"))
    if step_s == 0:
        return
    gap, taken = theme.px(_LABEL_GAP), rect.left()
    for index in range(int(scale.start_s // (step_s / 2)), int(scale.end_s / (step_s / 2)) + 1):
        x = scale.x_of(index * step_s / 2)
        if x < scale.left - 1 or x > scale.right + 1:
            continue
        painter.fillRect(QRectF(round(x), rect.top(), 1, theme.px(_TICK)), theme.color("muted"))
        words = clock(index * step_s / 2)
        wide = text_width(words, font) + 1
        left = x + gap if x + gap + wide <= rect.right() else x - gap - wide
        if index % 2 == 0 and left >= taken:
            place = QRectF(left, rect.top(), wide, rect.height())
            draw_text(painter, place, words, font=font, color=theme.color("muted"))
            taken = place.right() + gap


def _ruler_step(scale: TimeScale, least_px: float) -> float:
    if scale.px_per_s == 0:
        return 0.0
    fitting = [step_s for step_s in _STEPS_S if step_s * scale.px_per_s >= least_px]
    return float(fitting[0] if fitting else _STEPS_S[-1])


def paint_hatched(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """A box hatched at 45°, for what colour alone must not say."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(rect)
    painter.setPen(QPen(color, 1.5))
    step, high = 7.0, rect.height()
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
