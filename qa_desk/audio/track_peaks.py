"""The peaks of a call: those of its recordings, each made and kept once, laid on the time line of its track.

Used by every place that draws a call or measures its silences; `partial` lets the drawing begin before all is read.
"""

from dataclasses import replace
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.clip import Cancelled, Progress
from qa_desk.audio.masking import merged
from qa_desk.audio.peak_building import MOST_CELLS, Partial, cell_frames_at, summed_up_levels
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.peaks import Levels, PeakLevel, Peaks
from qa_desk.audio.track import Track, TrackPart


def peaks_of_track(
    track: Track,
    cache: PeakCache,
    *,
    partial: Partial | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Peaks:
    """The peaks of a call, with the agent at the left as on its track.

    Args:
        track: the recordings of the call.
        cache: where the peaks of each recording are kept.
        partial: called on the calling thread with what is there so far, its length the time up to there.
        progress: called with the share read, 0…1.
        cancelled: asked after every block.

    Raises:
        QADeskError: as `compute_peaks`.
    """
    done: list[Peaks] = []
    for index, part in enumerate(track.parts):
        peaks = cache.peaks_of(
            part.clip.path,
            part.sha256,
            masks=merged(part.masks),
            frames=part.clip.frames,
            partial=_on_track(track, tuple(done), partial),
            progress=_share_of_track(track, index, progress),
            cancelled=cancelled,
        )
        done.append(peaks)
    return laid_on_track(track, tuple(done))


def laid_on_track(track: Track, peaks: tuple[Peaks, ...]) -> Peaks:
    """The peaks of the first parts of a track on its time line, as long as these reach."""
    only = track.parts[0]
    if len(track.parts) == 1 and not only.start_s:
        whole = replace(_sided(only, peaks[0]), parts=((0, len(peaks[0].levels[0].low)),))
        return replace(whole, masked=_masked_cells(track, whole))
    cell_frames = cell_frames_at(track.rate_hz)
    while track.frames > MOST_CELLS * cell_frames:
        cell_frames *= 2
    cell_s = cell_frames / track.rate_hz
    last_part = track.parts[len(peaks) - 1]
    frames = min(track.frames, round((last_part.start_s + peaks[-1].duration_s) * track.rate_hz))
    n_cells = -(-frames // cell_frames)
    low, high, rms = (np.zeros((n_cells, track.channels), np.int16) for _index in range(3))
    ranges: list[tuple[int, int]] = []
    for part, own in zip(track.parts, peaks, strict=False):  # while it is read, later parts have no peaks yet
        first = min(n_cells - 1, round(part.start_s / cell_s))
        last = min(n_cells, max(first + 1, round((part.start_s + own.duration_s) / cell_s)))
        cells = _at_other_width(_sided(part, own), first * cell_s - part.start_s, cell_s, last - first)
        low[first:last], high[first:last], rms[first:last] = cells
        ranges.append((first, last))
    levels = summed_up_levels(PeakLevel(cell_frames, low, high, rms))
    laid = Peaks(track.rate_hz, frames, levels, tuple(ranges))
    return replace(laid, masked=_masked_cells(track, laid))


def _masked_cells(track: Track, peaks: Peaks) -> tuple[tuple[int, int], ...]:
    n_cells = len(peaks.levels[0].low)
    cells = ((floor(mask.start_s / peaks.cell_s), ceil(mask.end_s / peaks.cell_s)) for mask in track.masked)
    return tuple((first, min(last, n_cells)) for first, last in cells if first < n_cells)


def _at_other_width(
    peaks: Peaks, start_s: float, cell_s: float, n_cells: int
) -> tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.int16]]:
    """Lowest, highest and mean level of cells that lie side by side from `start_s` on."""
    starts_s = start_s + cell_s * np.arange(n_cells)
    finest = peaks.levels[0]
    n_own = len(finest.low)
    first = np.clip(np.floor(starts_s / peaks.cell_s + 1e-6), 0, n_own - 1).astype(np.int64)
    last = np.clip(np.ceil((starts_s + cell_s) / peaks.cell_s - 1e-6), first + 1, n_own).astype(np.int64)
    # Every other result is wanted, between them lies what the edges have apart; one more row lets the last edge be.
    edges = np.stack([first, last], axis=1).ravel()

    def reduced(reduce: np.ufunc, cells: NDArray[Any]) -> NDArray[Any]:
        return reduce.reduceat(np.concatenate([cells, cells[-1:]]), edges, axis=0)[::2]

    energy = reduced(np.add, finest.rms.astype(np.float64) ** 2) / (last - first)[:, np.newaxis]
    rms = np.rint(np.sqrt(energy)).astype(np.int16)
    return reduced(np.minimum, finest.low), reduced(np.maximum, finest.high), rms


def _on_track(track: Track, before: tuple[Peaks, ...], partial: Partial | None) -> Partial | None:
    """Tells of one recording as of a part of the track."""
    if partial is None:
        return None
    return lambda peaks: partial(laid_on_track(track, (*before, peaks)))


def _share_of_track(track: Track, index: int, progress: Progress | None) -> Progress | None:
    """Tells the share of one recording as a share of them all."""
    if progress is None:
        return None
    lengths_s = [part.clip.duration_s for part in track.parts]
    before_s, own_s, all_s = sum(lengths_s[:index]), lengths_s[index], sum(lengths_s)
    return lambda share: progress((before_s + share * own_s) / all_s)


def _sided(part: TrackPart, peaks: Peaks) -> Peaks:
    """The agent at the left."""
    if part.agent_is_left or peaks.channels < 2:
        return peaks
    return replace(peaks, levels=tuple(_swapped(level) for level in peaks.levels))


def _swapped(level: PeakLevel) -> PeakLevel:
    def other_side(cells: Levels) -> Levels:
        return cells[:, ::-1]

    return PeakLevel(level.cell_frames, other_side(level.low), other_side(level.high), other_side(level.rms))
