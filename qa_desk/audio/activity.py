"""Where nobody speaks, who speaks and where both do, from the peaks alone: hints and figures, never evidence.

Energy can't tell speech from hold music; both count as sound here. In a gap between recordings nothing is known, nor
where a passage is masked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import FULL_SCALE, Levels, Peaks

SILENCE_S = 3.0
OVERTALK_S = 0.5
_BRIDGED_PAUSE_S = 0.25
_SHORTEST_SOUND_S = 0.05
_ABOVE_NOISE_DB = 12.0
_NOISE_PERCENTILE = 10
_LEAST_DB, _MOST_DB = -55.0, -35.0
_SAME_SHARE, _SAME_CELLS = 0.02, 0.99
_HERE_S = 0.05

_Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Activity:
    """What the energy tells, each in order of time.

    Args:
        silences: where no channel has sound for long.
        overtalk: where both voices have for a while.
        speech: where anybody has.
        agent, customer: where this voice has; empty where the voices don't lie apart.
        apart: the recordings whose voices lie on two channels; empty for a mono call.
    """

    silences: tuple[Passage, ...]
    overtalk: tuple[Passage, ...]
    speech: tuple[Passage, ...] = ()
    agent: tuple[Passage, ...] = ()
    customer: tuple[Passage, ...] = ()
    apart: tuple[Passage, ...] = ()


def find_activity(peaks: Peaks, *, silence_s: float = SILENCE_S, overtalk_s: float = OVERTALK_S) -> Activity:
    """Finds silences of at least `silence_s`, overtalk of at least `overtalk_s`, and speech.

    A cell has sound when its level is 12 dB above the channel's own noise in its recording (its tenth percentile), the
    limit kept between −55 and −35 dB of full scale. Pauses under 0.25 s are bridged, clicks under 0.05 s ignored. The
    agent is at the left, as on a track. Two channels with the same sound on both are one voice track: no overtalk.
    """
    n_cells = len(peaks.levels[0].rms)
    recorded, apart, left, right, anybody = (np.zeros(n_cells, np.bool_) for _index in range(5))
    for first, last in peaks.parts or ((0, n_cells),):
        rms = peaks.levels[0].rms[first:last]
        sounds = [_has_sound(rms[:, channel], peaks.cell_s) for channel in range(peaks.channels)]
        recorded[first:last] = True
        anybody[first:last] = sounds[0] | sounds[-1]
        if peaks.channels > 1 and not _is_same_twice(rms):
            apart[first:last] = True
            left[first:last], right[first:last] = sounds
    for first, last in peaks.masked:
        for flags in (recorded, apart, left, right, anybody):
            flags[first:last] = False

    def passages(flags: _Flags, least_s: float = 0.0) -> tuple[Passage, ...]:
        return _passages(flags, peaks.cell_s, least_s, peaks.duration_s)

    return Activity(
        silences=passages(recorded & ~anybody, silence_s),
        overtalk=passages(left & right, overtalk_s),
        speech=passages(anybody),
        agent=passages(left),
        customer=passages(right),
        apart=passages(apart),
    )


def next_passage(passages: Sequence[Passage], position_s: float) -> Passage | None:
    """The first one that begins after this second; one that begins right here has been reached already."""
    return next((passage for passage in passages if passage.start_s > position_s + _HERE_S), None)


def previous_passage(passages: Sequence[Passage], position_s: float) -> Passage | None:
    """The last one that begins before this second."""
    return next((passage for passage in reversed(passages) if passage.start_s < position_s - _HERE_S), None)


def _has_sound(rms: NDArray[np.int16], cell_s: float) -> _Flags:
    level_db = 20 * np.log10(np.maximum(rms.astype(np.float64) / FULL_SCALE, 1e-6))
    limit_db = np.clip(np.percentile(level_db, _NOISE_PERCENTILE) + _ABOVE_NOISE_DB, _LEAST_DB, _MOST_DB)
    loud = level_db > limit_db
    loud = _without_short_runs(loud, value=True, shortest=round(_SHORTEST_SOUND_S / cell_s))
    return _without_short_runs(loud, value=False, shortest=round(_BRIDGED_PAUSE_S / cell_s))


def _is_same_twice(rms: Levels) -> bool:
    """Whether both channels carry the same, as recorders write a mono call into a stereo file."""
    left, right = rms[:, 0].astype(np.int32), rms[:, 1].astype(np.int32)
    is_same = np.abs(left - right) <= 1 + _SAME_SHARE * np.maximum(left, right)
    return float(is_same.mean()) >= _SAME_CELLS


def _without_short_runs(flags: _Flags, *, value: bool, shortest: int) -> _Flags:
    """Flips runs of `value` shorter than `shortest` cells; those at either end of the recording stay."""
    flags = flags.copy()
    for start, end in _runs(flags == value):
        if end - start < shortest and start > 0 and end < len(flags):
            flags[start:end] = not value
    return flags


def _passages(flags: _Flags, cell_s: float, least_s: float, duration_s: float) -> tuple[Passage, ...]:
    found = (Passage(start * cell_s, min(end * cell_s, duration_s)) for start, end in _runs(flags))
    return tuple(passage for passage in found if passage.duration_s >= least_s)


def _runs(flags: _Flags) -> list[tuple[int, int]]:
    """First and one-past-last index of each run of true."""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in changes.reshape(-1, 2)]
