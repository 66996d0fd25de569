"""Where nobody speaks and where both speak, from the peaks alone: hints for drawing, never evidence.

Energy can't tell speech from hold music; both count as sound here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks

SILENCE_S = 3.0
OVERTALK_S = 0.5
_BRIDGED_PAUSE_S = 0.25
_SHORTEST_SOUND_S = 0.05
_ABOVE_NOISE_DB = 12.0
_NOISE_PERCENTILE = 10
_LEAST_DB, _MOST_DB = -55.0, -35.0
_FULL_SCALE = 32767.0


@dataclass(frozen=True, slots=True)
class Activity:
    """Long silences (no channel has sound) and overtalk (both have), each in order of time."""

    silences: tuple[Passage, ...]
    overtalk: tuple[Passage, ...]


def find_activity(peaks: Peaks, *, silence_s: float = SILENCE_S, overtalk_s: float = OVERTALK_S) -> Activity:
    """Finds silences of at least `silence_s` and overtalk of at least `overtalk_s`.

    A cell has sound when its level is 12 dB above the channel's own noise (its tenth percentile), the limit kept
    between −55 and −35 dB of full scale. Pauses under 0.25 s are bridged, clicks under 0.05 s ignored. A mono call has
    no overtalk.
    """
    level = peaks.levels[0]
    cell_s = level.cell_frames / peaks.rate_hz
    channels = [_has_sound(level.rms[:, channel], cell_s) for channel in range(peaks.channels)]
    first, last = channels[0], channels[-1]
    silent: NDArray[np.bool_] = ~(first | last)
    both: NDArray[np.bool_] = first & last if peaks.channels > 1 else np.zeros_like(first)
    return Activity(
        silences=_passages(silent, cell_s, silence_s, peaks.duration_s),
        overtalk=_passages(both, cell_s, overtalk_s, peaks.duration_s),
    )


def _has_sound(rms: NDArray[np.int16], cell_s: float) -> NDArray[np.bool_]:
    level_db = 20 * np.log10(np.maximum(rms.astype(np.float64) / _FULL_SCALE, 1e-6))
    limit_db = np.clip(np.percentile(level_db, _NOISE_PERCENTILE) + _ABOVE_NOISE_DB, _LEAST_DB, _MOST_DB)
    loud = level_db > limit_db
    loud = _without_short_runs(loud, value=True, shortest=round(_SHORTEST_SOUND_S / cell_s))
    return _without_short_runs(loud, value=False, shortest=round(_BRIDGED_PAUSE_S / cell_s))


def _without_short_runs(flags: NDArray[np.bool_], *, value: bool, shortest: int) -> NDArray[np.bool_]:
    """Flips runs of `value` shorter than `shortest` cells; those at either end of the call stay."""
    flags = flags.copy()
    for start, end in _runs(flags == value):
        if end - start < shortest and start > 0 and end < len(flags):
            flags[start:end] = not value
    return flags


def _passages(flags: NDArray[np.bool_], cell_s: float, least_s: float, duration_s: float) -> tuple[Passage, ...]:
    found = (Passage(start * cell_s, min(end * cell_s, duration_s)) for start, end in _runs(flags))
    return tuple(passage for passage in found if passage.duration_s >= least_s)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and one-past-last index of each run of true."""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in changes.reshape(-1, 2)]
