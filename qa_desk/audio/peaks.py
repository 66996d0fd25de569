"""The drawing data of a recording or a call: lowest, highest and mean level of short cells, at several widths.

Made by `peak_building`, laid on the time line of a call by `track_peaks`, kept by `peak_cache`; drawn by the waveform
widgets and read by `activity`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.passage import Passage

LEVEL_FACTOR = 4
FULL_SCALE = 32767.0

Levels = NDArray[np.int16]
Columns = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PeakLevel:
    """Cells of one width; each array has shape (cells, channels), full scale = 32767.

    Args:
        cell_frames: frames per cell.
        low, high: least and greatest sample of the cell.
        rms: root mean square of the cell.
    """

    cell_frames: int
    low: Levels
    high: Levels
    rms: Levels


@dataclass(frozen=True, slots=True)
class PeakColumns:
    """Levels ready to be drawn: each array has shape (columns, channels), −1…1; silence beyond the end."""

    low: Columns
    high: Columns
    rms: Columns


@dataclass(frozen=True, slots=True)
class Peaks:
    """The pyramid of a recording or a call, finest cells first.

    Args:
        rate_hz: frames a second.
        frames: the length; while it is still being read, the length so far.
        levels: cells of about 8 ms, wider where the recording lasts hours, then each four times as wide.
        parts: first and one past the last of the finest cells of each recording of a call; between them are gaps. Empty
            where all of it is one recording.
        masked: cells in which a tone stands for what must not be heard, in the same form.
    """

    rate_hz: int
    frames: int
    levels: tuple[PeakLevel, ...]
    parts: tuple[tuple[int, int], ...] = ()
    masked: tuple[tuple[int, int], ...] = ()

    @property
    def channels(self) -> int:
        """1 or 2."""
        return self.levels[0].low.shape[1]

    @property
    def duration_s(self) -> float:
        """The length in seconds."""
        return self.frames / self.rate_hz

    @property
    def cell_s(self) -> float:
        """Seconds of a finest cell."""
        return self.levels[0].cell_frames / self.rate_hz

    @property
    def masked_passages(self) -> tuple[Passage, ...]:
        """What plays as a tone, in seconds, to whole cells."""
        return tuple(
            Passage(first * self.cell_s, min(last * self.cell_s, self.duration_s)) for first, last in self.masked
        )

    def columns(self, start_s: float, end_s: float, n_columns: int) -> PeakColumns:
        """The levels of `n_columns` equal parts of a passage, from the widest cells that still resolve them."""
        frames_per_column = max(1.0, (end_s - start_s) * self.rate_hz / max(1, n_columns))
        level = self._level_for(frames_per_column)
        edges = (start_s * self.rate_hz + frames_per_column * np.arange(n_columns + 1)) / level.cell_frames
        cells = np.floor(edges + 1e-6).astype(np.int64)
        n_cells = len(level.low)
        is_inside = (cells[:-1] >= 0) & (cells[:-1] < n_cells)
        starts = np.clip(cells, 0, n_cells)
        starts[-1] = min(max(starts[-1], int(np.ceil(edges[-1]))), n_cells)  # the last column takes its last cell whole
        return PeakColumns(
            low=_reduced(np.minimum, level.low, starts, is_inside),
            high=_reduced(np.maximum, level.high, starts, is_inside),
            rms=_mean_level(level.rms, starts, is_inside),
        )

    def _level_for(self, frames_per_column: float) -> PeakLevel:
        fitting = [level for level in self.levels if level.cell_frames <= frames_per_column]
        return fitting[-1] if fitting else self.levels[0]


def _reduced(reduce: np.ufunc, cells: Levels, edges: NDArray[np.int64], is_inside: NDArray[np.bool_]) -> Columns:
    """Reduces cells [edges[i], edges[i+1]) to column i; a column narrower than a cell takes the cell it lies in."""
    columns = np.zeros((len(is_inside), cells.shape[1]), np.float32)
    if is_inside.any():
        first, last = np.flatnonzero(is_inside)[[0, -1]]
        end = max(int(edges[last + 1]), int(edges[last]) + 1)
        columns[first : last + 1] = reduce.reduceat(cells[:end], edges[first : last + 1], axis=0)
    return columns / np.float32(FULL_SCALE)


def _mean_level(cells: Levels, edges: NDArray[np.int64], is_inside: NDArray[np.bool_]) -> Columns:
    """The root of the mean energy of each column; a column narrower than a cell takes the cell it lies in."""
    first, last = edges[:-1], np.minimum(np.maximum(edges[1:], edges[:-1] + 1), len(cells))
    begin, end = int(first.min()), int(last.max())  # what is summed up is only what is in view
    heard = cells[begin:end].astype(np.float64) ** 2
    energy = np.concatenate([np.zeros((1, cells.shape[1])), np.cumsum(heard, axis=0)])
    n_cells = np.maximum(last - first, 1)[:, np.newaxis]
    means = (energy[last - begin] - energy[np.minimum(first, last) - begin]) / n_cells
    columns = np.sqrt(np.where(is_inside[:, np.newaxis], means, 0.0)) / FULL_SCALE
    return columns.astype(np.float32)
