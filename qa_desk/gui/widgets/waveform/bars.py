"""The sound as bars: how high each is at the zoom in view, and how they are painted.

Bars stand on a grid of the call's own time, so that they stay what they are when the page turns. Close up, a bar is one
measured cell of 8 ms and no narrower: nothing is shown that was not measured.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from qa_desk.audio.peaks import PeakColumns, Peaks
from qa_desk.gui.widgets.waveform.painting import TimeScale

BAR_WIDTH = 2
BAR_STEP = 3
_LOUDEST_PERCENTILE = 99.5
_LOUDEST_MEAN_PERCENTILE = 97
_MOST_GAIN = 12.0
_FULL_SCALE = 32767.0
_ENVELOPE = 0.45
_WIDE_BAR = 6.0

Heights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars side by side, each array of shape (bars, channels) and 0…1.

    Args:
        left: px of the first one's left edge.
        step: px from one to the next.
        above, below: how far it reaches over and under the middle.
        core: its mean level, where each bar is one cell; None where a bar stands for more than that.
    """

    left: float
    step: float
    above: Heights
    below: Heights
    core: Heights | None = None

    def joined(self) -> "Bars":
        """All channels in one."""
        core = self.core.max(axis=1, keepdims=True) if self.core is not None else None
        above, below = self.above.max(axis=1, keepdims=True), self.below.max(axis=1, keepdims=True)
        return Bars(self.left, self.step, above, below, core)


def drawing_gain(peaks: Peaks) -> float:
    """What makes the loud parts of a quiet telephone line as high as the lane; the same for both voices."""
    level = peaks.levels[min(1, len(peaks.levels) - 1)]
    extent = np.maximum(level.high.astype(np.float32), -level.low.astype(np.float32)) / np.float32(_FULL_SCALE)
    loudest = float(np.percentile(extent, _LOUDEST_PERCENTILE))
    return min(1.0 / loudest, _MOST_GAIN) if loudest > 0 else 1.0


def lane_bars(peaks: Peaks, scale: TimeScale, gain: float, step: float = BAR_STEP) -> Bars:
    """The bars of a lane: the loudest instant of each, close up lowest, highest and mean level of each cell."""
    cell_s = peaks.levels[0].cell_frames / peaks.rate_hz
    if cell_s * scale.px_per_s > step:
        columns, left, wide = _columns(peaks, scale, cell_s)
        above, below = _scaled(columns.high, gain), _scaled(-columns.low, gain)
        return Bars(left, wide, above, below, _scaled(columns.rms, gain))
    columns, left, wide = _columns(peaks, scale, step / max(scale.px_per_s, 1e-9))
    reach = _scaled(np.maximum(columns.high, -columns.low), gain)
    return Bars(round(left), wide, reach, reach)


def overview_bars(peaks: Peaks, scale: TimeScale, step: float = BAR_STEP) -> Bars:
    """One row of bars, both voices together.

    A bar here stands for a second or more, and the loudest instant of a second is about the same all along a call; so
    the heights follow the mean level and not the peaks.
    """
    columns, left, wide = _columns(peaks, scale, step / max(scale.px_per_s, 1e-9))
    level = columns.rms.max(axis=1, keepdims=True)
    loudest = float(np.percentile(level, _LOUDEST_MEAN_PERCENTILE)) or 1.0
    reach = _scaled(level, 1.0 / loudest)
    return Bars(round(left), wide, reach, reach)


def paint_bars(
    painter: QPainter,
    rect: QRectF,
    bars: Bars,
    color: QColor,
    *,
    channel: int = 0,
    start_x: float = -1e9,
    end_x: float = 1e9,
) -> None:
    """Bars around the middle of `rect`; silence is a row of dots. Nothing begins before `start_x` or beyond `end_x`."""
    first = max(0, int((start_x - bars.left) // bars.step)) if start_x > bars.left else 0
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    envelope = color
    if bars.core is not None:
        envelope = QColor(color)
        envelope.setAlphaF(_ENVELOPE)
    _paint_reach(painter, rect, bars, bars.above, bars.below, envelope, channel, first, end_x)
    if bars.core is not None:
        _paint_reach(painter, rect, bars, bars.core, bars.core, color, channel, first, end_x)
    painter.restore()


def _paint_reach(
    painter: QPainter,
    rect: QRectF,
    bars: Bars,
    above: Heights,
    below: Heights,
    color: QColor,
    channel: int,
    first: int,
    end_x: float,
) -> None:
    half, middle = rect.height() / 2, rect.center().y()
    gap = round(bars.step * (1 - BAR_WIDTH / BAR_STEP)) if bars.step < _WIDE_BAR else 2
    ups = np.maximum(1.0, np.rint(above[first:, channel] * half))
    downs = np.maximum(1.0, np.rint(below[first:, channel] * half))
    edges = np.rint(bars.left + bars.step * np.arange(first, len(above) + 1)).astype(np.int64)
    lefts, widths = edges[:-1], np.maximum(1, np.diff(edges) - gap)
    tops, heights = np.rint(middle - ups).astype(np.int64), (ups + downs).astype(np.int64)
    fill = painter.fillRect  # whole px: twice as fast as a QRectF for each
    for x, top, wide, high in zip(lefts.tolist(), tops.tolist(), widths.tolist(), heights.tolist(), strict=True):
        if x >= end_x:
            break
        fill(x, top, wide, high, color)


def _columns(peaks: Peaks, scale: TimeScale, step_s: float) -> tuple[PeakColumns, float, float]:
    """The columns of the grid of `step_s` that lie in view, the px of the first, and how wide each is."""
    first = int((scale.start_s + 1e-9) // step_s)
    n_bars = max(1, int(-(-(scale.end_s - 1e-9) // step_s)) - first)
    columns = peaks.columns(first * step_s, (first + n_bars) * step_s, n_bars)
    return columns, scale.x_of(first * step_s), step_s * scale.px_per_s


def _scaled(level: Heights, gain: float) -> Heights:
    return np.clip(level * np.float32(gain), 0.0, 1.0, dtype=np.float32)
