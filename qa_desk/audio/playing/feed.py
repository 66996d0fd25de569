"""Fills the ring of a run half a second ahead, and lets it change its mind about what was not heard yet.

Another speed, loop or silence takes effect a few hundredths of a second ahead of what the sound card has taken: the
feed goes back to where it stood when it wrote that place, goes on by the new plan and writes over what was ahead.
All of it is remembered as it was, the stretcher's windows too, so that nothing is heard of the change.
"""

import copy
from dataclasses import dataclass, replace

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.ring import OUTPUT_CHANNELS
from qa_desk.audio.playing.course import Course, Pace, Seam
from qa_desk.audio.playing.plan import Place, Plan, PlannedReader
from qa_desk.audio.playing.run import AHEAD_S, Loaded, Run
from qa_desk.audio.reading import SoundReader
from qa_desk.audio.resample import Resampler
from qa_desk.audio.stretch import Stretcher
from qa_desk.domain.errors import QADeskError

_STEP_S = 0.02
_LEAD_S = 0.06
_BRIDGE_S = 0.1
_N_TRIES = 3


@dataclass(slots=True)
class _Stand:
    """How far the feed is; a copy is kept before every step, so that it can go back there.

    Args:
        place: where reading stands.
        stretcher, resampler: with what they hold of the sound before; None where they are not needed.
        course: the way so far.
        n_input: frames read.
        n_stretched: frames after the stretcher.
        stretched_from: the frame of the input that was the stretcher's first.
        written: frames of output.
        is_last: whether the end was reached.
    """

    place: Place
    stretcher: Stretcher | None
    resampler: Resampler | None
    course: Course
    n_input: int = 0
    n_stretched: int = 0
    stretched_from: int = 0
    written: int = 0
    is_last: bool = False

    def remembered(self) -> "_Stand":
        """A copy that stays as this is now."""
        return replace(self, stretcher=copy.copy(self.stretcher), resampler=copy.copy(self.resampler))


class Feed:
    """Reads the track of the current run; opens it when it is first needed. Used on the player's thread only."""

    def __init__(self) -> None:
        self._loaded: Loaded | None = None
        self._sound: SoundReader | None = None
        self._run: Run | None = None
        self._plan: Plan | None = None
        self._stands: list[_Stand] = []

    @property
    def plan(self) -> Plan | None:
        """The plan that was taken up last."""
        return self._plan

    def top_up(self, run: Run) -> None:
        """Takes up the plan of a run and reads until half a second of it is ahead, or its end is reached.

        Raises:
            QADeskError: the recording is gone or can't be read on; the run ends there.
        """
        try:
            if run is not self._run:
                self._begin(run)
            elif run.plan is not self._plan and not run.has_failed:
                self._change(run)
            n_ahead = round(AHEAD_S * run.output_hz)
            while not run.is_fed and run.ring.written - run.ring.consumed < n_ahead:
                self._remember(run)
                run.ring.write(self._step(run))
                self._show(run)
        except QADeskError:
            run.is_fed = run.has_failed = True
            raise

    def close(self) -> None:
        """Lets the recording go."""
        if self._sound is not None:
            self._sound.close()
        self._loaded = self._sound = self._run = None
        self._stands = []

    def _begin(self, run: Run) -> None:
        self._run, self._plan = run, run.plan
        if self._loaded is not run.loaded:
            if self._sound is not None:
                self._sound.close()
            self._loaded = self._sound = None
            self._sound = run.loaded.track.open()
            self._loaded = run.loaded
        rate_hz, speed = run.loaded.rate_hz, self._plan.speed
        assert self._sound is not None
        self._reader = PlannedReader(self._sound)
        self._stands = []
        self._stand = _Stand(
            place=Place(run.start),
            stretcher=None if speed == 1.0 else Stretcher(rate_hz, OUTPUT_CHANNELS, speed),
            resampler=None if run.output_hz == rate_hz else Resampler(rate_hz, run.output_hz, OUTPUT_CHANNELS),
            course=Course.begin(run.start, speed * rate_hz / run.output_hz),
        )
        self._show(run)

    def _show(self, run: Run) -> None:
        run.course = self._stand.course
        run.is_fed = self._stand.is_last

    def _remember(self, run: Run) -> None:
        kept = self._stands
        while kept and kept[0].written < run.ring.consumed:
            del kept[0]
        kept.append(self._stand.remembered())

    def _change(self, run: Run) -> None:
        """Goes on by another plan from just ahead of the sound card; where nothing is there, from what was read."""
        assert self._plan is not None
        speed_before, latest = self._plan.speed, self._stand
        self._plan = run.plan
        kept = self._stands
        for _try in range(_N_TRIES):
            earliest = run.ring.consumed + round(_LEAD_S * run.output_hz)
            index = next((i for i, stand in enumerate(kept) if stand.written >= earliest), None)
            if index is None:
                break
            at = kept[index].written
            self._stand, self._stands = kept[index].remembered(), kept[:index]
            block = self._bridge(run, speed_before)
            # Another thread may have been at work for long; what the sound card is about to take is left alone.
            if run.ring.consumed + (earliest - run.ring.consumed) // 4 < at:
                run.ring.rewrite(at, block)
                self._show(run)
                return
        self._stand, self._stands = latest, kept
        if not latest.is_last:
            run.ring.write(self._turn(run, speed_before))
            self._show(run)

    def _bridge(self, run: Run, speed_before: float) -> Sound:
        """Enough by the new plan that the sound card won't run dry before the next round."""
        blocks = [self._turn(run, speed_before)]
        n_enough = round(_BRIDGE_S * run.output_hz)
        while not self._stand.is_last and sum(map(len, blocks)) < n_enough:
            self._remember(run)
            blocks.append(self._step(run))
        return np.concatenate(blocks)

    def _turn(self, run: Run, speed_before: float) -> Sound:
        """Takes up another speed; gives what must be played before the next step."""
        assert self._plan is not None
        stand, speed, rate_hz = self._stand, self._plan.speed, run.loaded.rate_hz
        rest = np.zeros((0, OUTPUT_CHANNELS), np.float32)
        if speed == speed_before:
            return rest
        goes_on_at: float = stand.n_input
        n_stretched = stand.n_stretched
        if stand.stretcher is None:
            stand.stretcher, stand.stretched_from = Stretcher(rate_hz, OUTPUT_CHANNELS, speed), stand.n_input
        elif speed == 1.0:
            rest, goes_on_at = stand.stretcher.rest, stand.stretched_from + stand.stretcher.continues_at
            stand.stretcher = None
        else:
            goes_on_at = stand.stretched_from + stand.stretcher.reached
            stand.stretcher.set_speed(speed)
        per_output = rate_hz / run.output_hz
        stand.course = stand.course.with_pace(Pace(n_stretched / per_output, goes_on_at, speed * per_output))
        return self._given(rest)

    def _step(self, run: Run) -> Sound:
        """Reads on a little; gives frames of output, which may be none."""
        assert self._plan is not None
        stand = self._stand
        self._reader.place = stand.place
        chunk = self._reader.read(self._plan, max(1, round(_STEP_S * run.loaded.rate_hz)))
        stand.place = self._reader.place
        if chunk.left_at is not None:
            seam = Seam(stand.n_input, chunk.start, chunk.left_at, chunk.is_skip)
            stand.course = stand.course.with_seam(seam)
        stand.n_input += len(chunk.sound)
        stand.is_last = not len(chunk.sound)
        if stand.stretcher is None:
            return self._given(chunk.sound)
        return self._given(stand.stretcher.flush() if stand.is_last else stand.stretcher.feed(chunk.sound))

    def _given(self, block: Sound) -> Sound:
        stand = self._stand
        stand.n_stretched += len(block)
        if stand.resampler is not None:
            block = stand.resampler.feed(block)
            if stand.is_last:
                block = np.concatenate([block, stand.resampler.flush()])
        stand.written += len(block)
        return block
