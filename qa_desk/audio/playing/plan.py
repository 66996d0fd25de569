"""What is to be played and in which order: up to an end, round a loop, over silences, at a speed."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.ring import OUTPUT_CHANNELS
from qa_desk.audio.passage import Passage
from qa_desk.audio.reading import SoundReader

KEPT_SILENCE_S = 0.3
_LEAST_SKIPPED_S = 0.2
_FADE_S = 0.005


@dataclass(frozen=True, slots=True)
class Plan:
    """Frames of the track, first and one past the last.

    Args:
        end: where playing stops, of the track or of the passage asked for.
        speed: 1.0 = as recorded.
        loop: what is repeated, once playing comes to its end from inside; one that was passed is left alone.
        skips: what is left out, in order; not inside the loop, which was chosen to be heard.
    """

    end: int
    speed: float
    loop: tuple[int, int] | None = None
    skips: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """What was read next, stereo; `left_at` is set when it does not follow what was read before.

    Args:
        sound: float32 (frames, 2); none at the end.
        start: its first frame.
        left_at: the frame that would have followed.
        is_skip: whether a silence was left out.
    """

    sound: Sound
    start: int
    left_at: int | None = None
    is_skip: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading stands, and whether anything was read on the way there."""

    frame: int
    is_under_way: bool = False


class PlannedReader:
    """Reads a track in the order of a plan; where the order jumps, the two sides are faded into each other."""

    def __init__(self, reader: SoundReader) -> None:
        self._reader = reader
        self._n_fade = round(_FADE_S * reader.rate_hz)
        self.place = Place(0)

    def read(self, plan: Plan, n_frames: int) -> Chunk:
        """The next `n_frames` of the plan, fewer before a seam, none at the end."""
        here = self.place.frame
        target, is_skip = _next_frame(plan, self.place)
        stop = _next_stop(plan, target)
        wanted = max(0, min(n_frames, stop - target))
        if target == here:
            sound = self._stereo(here, wanted)
        else:
            before = self._stereo(here, self._n_fade) if self.place.is_under_way else None
            sound = _faded(before, self._stereo(target, wanted))
        self.place = Place(target + len(sound), is_under_way=True)
        if target == here:
            return Chunk(sound, here)
        return Chunk(sound, target, left_at=here, is_skip=is_skip)

    def _stereo(self, frame: int, n_frames: int) -> Sound:
        self._reader.seek(frame)
        block = self._reader.read(n_frames)
        return block if block.shape[1] == OUTPUT_CHANNELS else np.repeat(block, OUTPUT_CHANNELS, axis=1)


def skipped_frames(silences: Iterable[Passage], rate_hz: int) -> tuple[tuple[int, int], ...]:
    """What is left out of silences: their middle, so that 0.3 s of each is still heard as a pause."""
    half_s = KEPT_SILENCE_S / 2
    found = ((passage.start_s + half_s, passage.end_s - half_s) for passage in silences)
    return tuple(
        (round(start_s * rate_hz), round(end_s * rate_hz))
        for start_s, end_s in sorted(found)
        if end_s - start_s >= _LEAST_SKIPPED_S
    )


def _next_frame(plan: Plan, place: Place) -> tuple[int, bool]:
    """Where to read next, and whether that leaves a silence out."""
    here = place.frame
    if plan.loop is not None and here == plan.loop[1] and place.is_under_way:
        return plan.loop[0], False
    if _is_in_loop(plan, here):
        return here, False
    index = bisect_right(plan.skips, here, key=lambda skip: skip[0]) - 1
    if index >= 0 and here < plan.skips[index][1]:
        return min(plan.skips[index][1], plan.end), True
    return here, False


def _next_stop(plan: Plan, frame: int) -> int:
    """Up to where one may read on from `frame` without thinking."""
    stop = plan.end
    if plan.loop is not None:
        first, last = plan.loop
        if frame < last:
            stop = min(stop, last)
        if first <= frame < last:
            return stop
        if frame < first:
            stop = min(stop, first)
    index = bisect_right(plan.skips, frame, key=lambda skip: skip[0])
    return min(stop, plan.skips[index][0]) if index < len(plan.skips) else stop


def _is_in_loop(plan: Plan, frame: int) -> bool:
    return plan.loop is not None and plan.loop[0] <= frame < plan.loop[1]


def _faded(before: Sound | None, after: Sound) -> Sound:
    """`after`, its first frames faded in over those that would have followed `before` the seam."""
    if before is None or not len(before) or not len(after):
        return after
    n_frames = min(len(before), len(after))
    weight = ((np.arange(n_frames, dtype=np.float32) + 0.5) / n_frames)[:, np.newaxis]
    faded = after.copy()
    faded[:n_frames] = before[:n_frames] * (1 - weight) + after[:n_frames] * weight
    return faded
