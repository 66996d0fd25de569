"""Makes the peaks of a recording while it is read, block by block, at the speed of the decoder.

The memory is bounded whatever the length: cells get wider in steps of two where a recording lasts for hours.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.blocks import Sound
from qa_desk.audio.clip import Cancelled, Progress
from qa_desk.audio.masking import Masks
from qa_desk.audio.peaks import FULL_SCALE, LEVEL_FACTOR, Levels, PeakLevel, Peaks
from qa_desk.audio.reading import SoundReader, open_sound
from qa_desk.domain.errors import ErrorCode, QADeskError

_CELL_S = 0.008
N_LEVELS = 6
MOST_CELLS = 1 << 20
"""Of the finest level: 2 h 20 min of 8 ms cells, with all levels 17 MiB in stereo."""

_CELLS_PER_BLOCK = LEVEL_FACTOR ** (N_LEVELS - 1)  # whole cells in every level
_SHOWN_EVERY = 64
_TURNED_AT_ONCE = 1024
_WHOLE_FRAME = {1: np.uint32, 2: np.uint64}

Partial = Callable[[Peaks], None]
"""Told the peaks of what was read so far; they stay as they are while more is read."""


class PeakBuilder:
    """A pyramid that grows at its end.

    Args:
        rate_hz, channels: of the sound.
        expected_frames: its length as far as one knows; a wrong guess costs time, nothing else.
    """

    def __init__(self, rate_hz: int, channels: int, expected_frames: int = 0) -> None:
        self._rate_hz = rate_hz
        self._frames = 0
        self._cell_frames = cell_frames_at(rate_hz)
        while expected_frames > MOST_CELLS * self._cell_frames:
            self._cell_frames *= 2
        n_cells = min(MOST_CELLS, expected_frames // self._cell_frames + _CELLS_PER_BLOCK)
        self._levels = [_Growing(n_cells // LEVEL_FACTOR**index + 1, channels) for index in range(N_LEVELS)]

    @property
    def block_frames(self) -> int:
        """How many frames `add` wants at a time; only the last block may be shorter."""
        return self._cell_frames * _CELLS_PER_BLOCK

    @property
    def frames(self) -> int:
        """How many were added."""
        return self._frames

    @property
    def is_nearly_full(self) -> bool:
        """Whether the next block may make the cells wider, and the blocks after it longer."""
        return self._levels[0].n_cells + 2 * _CELLS_PER_BLOCK >= MOST_CELLS

    def add(self, block: Sound) -> None:
        """Takes the next frames."""
        self._levels[0].append(_cells_of(block, self._cell_frames))
        self._frames += len(block)
        if self._levels[0].n_cells >= MOST_CELLS:
            self._widen()

    def peaks(self) -> Peaks:
        """What was added so far, without copying it: it is never written again."""
        self._sum_up()
        levels: list[PeakLevel] = []
        for index, level in enumerate(self._levels):
            if levels and len(levels[-1].low) <= LEVEL_FACTOR:
                break
            levels.append(PeakLevel(self._cell_frames * LEVEL_FACTOR**index, *level.views()))
        return Peaks(self._rate_hz, self._frames, tuple(levels))

    def _sum_up(self) -> None:
        """Brings the upper levels up to what was added to the finest; blocks are whole cells in all of them."""
        for index, level in enumerate(self._levels[1:], start=1):
            done = level.n_cells * LEVEL_FACTOR
            low, high, rms = (cells[done:] for cells in self._levels[index - 1].views())
            if len(low):
                level.append(_summed_up((low, high, rms), LEVEL_FACTOR))

    def _widen(self) -> None:
        """Makes every cell twice as wide; the blocks after it are twice as long."""
        finest = _summed_up(self._levels[0].views(), 2)
        self._cell_frames *= 2
        channels = finest[0].shape[1]
        self._levels = [_Growing(MOST_CELLS // LEVEL_FACTOR**index + 1, channels) for index in range(N_LEVELS)]
        self._levels[0].append(finest)


def cell_frames_at(rate_hz: int) -> int:
    """Frames of a finest cell: about 8 ms."""
    return max(1, round(_CELL_S * rate_hz))


def compute_peaks(
    path: Path,
    *,
    key: str = "",
    masks: Masks = (),
    frames: int = 0,
    partial: Partial | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Peaks:
    """Reads a recording once and returns its pyramid.

    Args:
        path: the recording.
        key: the hash of its content, where it is known.
        masks: what must not be heard of it, nor seen.
        frames: its length, where it is known; progress is told only then.
        partial: called now and then with what is there, so that a long recording can be drawn from its beginning on.
        progress: called with the share read, 0…1.
        cancelled: asked after every block.

    Raises:
        QADeskError: as `open_sound`; AUDIO_NO_FRAMES; CANCELLED.
    """
    # One block is summed up while the next one is decoded; both let other threads go on.
    with open_sound(path, key=key, masks=masks) as reader, ThreadPoolExecutor(1, thread_name_prefix="peaks") as summing:
        builder = PeakBuilder(reader.rate_hz, reader.channels, frames)
        pending: Future[None] | None = None
        for number in count(1):
            if pending is not None and builder.is_nearly_full:
                pending.result()  # the next block may have to be a longer one
            block = _read(reader, builder.block_frames)
            if cancelled is not None and cancelled():
                raise QADeskError(ErrorCode.CANCELLED)
            if pending is not None:
                pending.result()
                _tell(builder, number, frames, partial, progress)
            if not len(block):
                break
            pending = summing.submit(builder.add, block)
        if pending is None:
            raise QADeskError(ErrorCode.AUDIO_NO_FRAMES, file=path.name)
    return builder.peaks()


def summed_up_levels(finest: PeakLevel) -> tuple[PeakLevel, ...]:
    """The finest level and those above it."""
    levels = [finest]
    while len(levels) < N_LEVELS and len(levels[-1].low) > LEVEL_FACTOR:
        below = levels[-1]
        cells = _summed_up((below.low, below.high, below.rms), LEVEL_FACTOR)
        levels.append(PeakLevel(below.cell_frames * LEVEL_FACTOR, *cells))
    return tuple(levels)


_Cells = tuple[Levels, Levels, Levels]


class _Growing:
    """Cells of one level with room for more."""

    def __init__(self, n_cells: int, channels: int) -> None:
        self.n_cells = 0
        self._arrays = [np.empty((n_cells, channels), np.int16) for _index in range(3)]

    def append(self, cells: _Cells) -> None:
        end = self.n_cells + len(cells[0])
        if end > len(self._arrays[0]):
            more = np.empty((end, cells[0].shape[1]), np.int16)
            self._arrays = [np.concatenate([array[: self.n_cells], more]) for array in self._arrays]
        for array, new in zip(self._arrays, cells, strict=True):
            array[self.n_cells : end] = new
        self.n_cells = end

    def views(self) -> _Cells:
        low, high, rms = (array[: self.n_cells] for array in self._arrays)
        return low, high, rms


def _tell(builder: PeakBuilder, number: int, frames: int, partial: Partial | None, progress: Progress | None) -> None:
    if progress is not None and frames:
        progress(min(1.0, builder.frames / frames))
    # Soon for the first time, then less and less often: drawing costs time too.
    if partial is not None and (number.bit_count() == 1 or number % _SHOWN_EVERY == 0):
        partial(builder.peaks())


def _read(reader: SoundReader, n_frames: int) -> Sound:
    """That many frames, or all that are left."""
    pieces: list[Sound] = []
    n_missing = n_frames
    try:
        while n_missing and len(piece := reader.read(n_missing)):
            pieces.append(piece)
            n_missing -= len(piece)
    except QADeskError:
        if reader.position == 0:
            raise
        # The probe has judged what is missing at the end of a recording that was taken in.
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces) if pieces else np.empty((0, reader.channels), np.float32)


def _cells_of(block: Sound, cell_frames: int) -> _Cells:
    channels = block.shape[1]
    n_cells = -(-len(block) // cell_frames)
    missing = n_cells * cell_frames - len(block)
    if missing:
        block = np.concatenate([block, np.repeat(block[-1:], missing, axis=0)])
    frames = np.ascontiguousarray(block).view(_WHOLE_FRAME[channels]).reshape(n_cells, cell_frames)
    levels = np.empty((3, n_cells * channels), np.float32)
    low, high, energy = levels
    # With the cells along the rows whole rows are compared at once; reducing short or interleaved rows is 2 to 20 times
    # slower than turning the block round and doing this: so many cells at a time that they stay in the cache and the
    # decoder's thread is not stopped at every turn, and whole frames, as that moves half as many things.
    turned = np.empty((cell_frames, _TURNED_AT_ONCE), frames.dtype)
    for first in range(0, n_cells, _TURNED_AT_ONCE):
        cells = frames[first : first + _TURNED_AT_ONCE]
        part = turned[:, : len(cells)]
        np.copyto(part, cells.T)
        samples = part.view(np.float32)
        place = slice(first * channels, (first + len(cells)) * channels)
        samples.min(axis=0, out=low[place])
        samples.max(axis=0, out=high[place])
        np.einsum("fn,fn->n", samples, samples, out=energy[place])
    energy /= cell_frames
    np.sqrt(energy, out=energy)
    lows, highs, rms = _scaled(levels.reshape(3, n_cells, channels))
    return lows, highs, rms


def _scaled(values: NDArray[np.float32]) -> Levels:
    finite = np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.rint(np.clip(finite, -1.0, 1.0) * FULL_SCALE).astype(np.int16)


def _summed_up(cells: _Cells, factor: int) -> _Cells:
    """Each `factor` cells as one; the last may stand for fewer."""
    low, high, rms = cells
    starts = np.arange(0, len(low), factor)
    counts = np.diff(np.append(starts, len(low)))[:, np.newaxis]
    energy = np.add.reduceat(rms.astype(np.float64) ** 2, starts, axis=0) / counts
    return (
        np.minimum.reduceat(low, starts, axis=0),
        np.maximum.reduceat(high, starts, axis=0),
        np.rint(np.sqrt(energy)).astype(np.int16),
    )
