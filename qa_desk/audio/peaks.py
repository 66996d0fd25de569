"""The drawing data of a recording: lowest, highest and mean level of short cells, at several widths.

Computed once per recording at the speed of the decoder, in blocks; kept by `peak_cache`, drawn by the waveform widgets
and read by `activity`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.blocks import BlockReader, Sound
from qa_desk.audio.clip import Cancelled, Progress
from qa_desk.domain.errors import ErrorCode, QADeskError

CELL_S = 0.008
LEVEL_FACTOR = 4
N_LEVELS = 6
_CELLS_PER_BLOCK = 1024
_FULL_SCALE = 32767.0

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
    """The pyramid of a recording, finest cells first.

    Args:
        rate_hz: frames a second of the recording.
        frames: length of the recording.
        levels: cells of about 8 ms, then each four times as wide.
    """

    rate_hz: int
    frames: int
    levels: tuple[PeakLevel, ...]

    @property
    def channels(self) -> int:
        """1 or 2."""
        return self.levels[0].low.shape[1]

    @property
    def duration_s(self) -> float:
        """The length in seconds."""
        return self.frames / self.rate_hz

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


def compute_peaks(path: Path, *, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Peaks:
    """Reads a recording once and returns its pyramid; memory grows with the cells only, not with the sound.

    Args:
        path: the recording.
        progress: called with the share read, 0…1.
        cancelled: asked after every block.

    Raises:
        QADeskError: as `BlockReader`; AUDIO_NO_FRAMES; CANCELLED.
    """
    with BlockReader(path) as reader:
        cell_frames = max(1, round(CELL_S * reader.rate_hz))
        parts = [_cells(block, cell_frames) for block in _blocks(reader, cell_frames, progress, cancelled)]
        if not parts:
            raise QADeskError(ErrorCode.AUDIO_NO_FRAMES, file=path.name)
        low, high, rms = (np.concatenate([part[index] for part in parts]) for index in range(3))
        finest = PeakLevel(cell_frames, low, high, rms)
        return Peaks(reader.rate_hz, reader.position, _pyramid(finest))


def _blocks(
    reader: BlockReader, cell_frames: int, progress: Progress | None, cancelled: Cancelled | None
) -> Iterator[Sound]:
    """Blocks of whole cells; the last one may end in a part of a cell."""
    n_frames = cell_frames * _CELLS_PER_BLOCK
    while True:
        try:
            block = reader.read(n_frames)
        except QADeskError:
            if reader.position == 0:
                raise
            return  # the probe has judged what is missing at the end of a recording that was taken in
        if not len(block):
            return
        if cancelled is not None and cancelled():
            raise QADeskError(ErrorCode.CANCELLED)
        yield block
        if progress is not None:
            progress(min(1.0, reader.position / max(1, reader.promised_frames)))


def _cells(block: Sound, cell_frames: int) -> tuple[Levels, Levels, Levels]:
    n_cells = -(-len(block) // cell_frames)
    missing = n_cells * cell_frames - len(block)
    low, high, rms = (np.empty((n_cells, block.shape[1]), np.int16) for _index in range(3))
    for channel in range(block.shape[1]):
        # Interleaved samples are 6 to 21 times slower to reduce, so each channel is made contiguous first.
        samples = np.ascontiguousarray(block[:, channel])
        if missing:
            samples = np.concatenate([samples, np.full(missing, samples[-1], np.float32)])
        cells = samples.reshape(n_cells, cell_frames)
        low[:, channel] = _scaled(cells.min(axis=1))
        high[:, channel] = _scaled(cells.max(axis=1))
        rms[:, channel] = _scaled(np.sqrt(np.einsum("ij,ij->i", cells, cells) / cell_frames))
    return low, high, rms


def _scaled(values: NDArray[np.float32]) -> Levels:
    finite = np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.rint(np.clip(finite, -1.0, 1.0) * _FULL_SCALE).astype(np.int16)


def _pyramid(finest: PeakLevel) -> tuple[PeakLevel, ...]:
    levels = [finest]
    while len(levels) < N_LEVELS and len(levels[-1].low) > LEVEL_FACTOR:
        below = levels[-1]
        starts = np.arange(0, len(below.low), LEVEL_FACTOR)
        counts = np.diff(np.append(starts, len(below.low)))[:, np.newaxis]
        energy = np.add.reduceat(below.rms.astype(np.float64) ** 2, starts, axis=0) / counts
        levels.append(
            PeakLevel(
                cell_frames=below.cell_frames * LEVEL_FACTOR,
                low=np.minimum.reduceat(below.low, starts, axis=0),
                high=np.maximum.reduceat(below.high, starts, axis=0),
                rms=np.rint(np.sqrt(energy)).astype(np.int16),
            )
        )
    return tuple(levels)


def _reduced(reduce: np.ufunc, cells: Levels, edges: NDArray[np.int64], is_inside: NDArray[np.bool_]) -> Columns:
    """Reduces cells [edges[i], edges[i+1]) to column i; a column narrower than a cell takes the cell it lies in."""
    columns = np.zeros((len(is_inside), cells.shape[1]), np.float32)
    if is_inside.any():
        first, last = np.flatnonzero(is_inside)[[0, -1]]
        end = max(int(edges[last + 1]), int(edges[last]) + 1)
        columns[first : last + 1] = reduce.reduceat(cells[:end], edges[first : last + 1], axis=0)
    return columns / np.float32(_FULL_SCALE)


def _mean_level(cells: Levels, edges: NDArray[np.int64], is_inside: NDArray[np.bool_]) -> Columns:
    """The root of the mean energy of each column; a column narrower than a cell takes the cell it lies in."""
    first, last = edges[:-1], np.minimum(np.maximum(edges[1:], edges[:-1] + 1), len(cells))
    begin, end = int(first.min()), int(last.max())  # what is summed up is only what is in view
    heard = cells[begin:end].astype(np.float64) ** 2
    energy = np.concatenate([np.zeros((1, cells.shape[1])), np.cumsum(heard, axis=0)])
    n_cells = np.maximum(last - first, 1)[:, np.newaxis]
    means = (energy[last - begin] - energy[np.minimum(first, last) - begin]) / n_cells
    columns = np.sqrt(np.where(is_inside[:, np.newaxis], means, 0.0)) / _FULL_SCALE
    return columns.astype(np.float32)
