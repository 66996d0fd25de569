"""Turns a recording into what the sound card plays: from a place, at a speed, round a loop. On the player's thread."""

from dataclasses import dataclass, field

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.ring import OUTPUT_CHANNELS, Ring
from qa_desk.audio.reading import SoundReader
from qa_desk.audio.resample import Resampler
from qa_desk.audio.stretch import Stretcher
from qa_desk.audio.track import Track
from qa_desk.domain.errors import QADeskError

_BLOCK_FRAMES = 2048
_AHEAD_S = 0.5


@dataclass(slots=True)
class Run:
    """One stretch of playing without a jump; a seek or another speed begins a new one.

    Frames are those of the recording; the ring and its counters are in frames of the output.

    Args:
        track: what is played.
        start: first frame.
        end: one past the last frame, the end of the recording or of the passage asked for.
        speed: 1.0 = as recorded.
        loop: first and one-past-last frame of what is repeated.
        output_hz: rate of the output.
    """

    track: Track
    start: int
    end: int
    speed: float
    loop: tuple[int, int] | None
    output_hz: int
    ring: Ring = field(init=False)
    is_fed: bool = False
    has_failed: bool = False
    n_after_end: int = 0

    def __post_init__(self) -> None:
        self.ring = Ring(round(_AHEAD_S * self.output_hz) + 4 * _BLOCK_FRAMES)

    def unlooped_at(self, n_output: int) -> float:
        """The frame reached after `n_output` frames of output, as if the loop were laid out in a row."""
        return self.start + n_output * self.speed * self.track.rate_hz / self.output_hz

    def frame_at(self, n_output: int) -> float:
        """The frame of the recording that is heard after `n_output` frames of output."""
        reached = self.unlooped_at(n_output)
        if self.loop is None:
            return min(reached, float(self.end))
        first, last = self.loop
        return reached if reached < last else first + (reached - last) % (last - first)


class Feed:
    """Fills the ring of the current run; opens the recording when it is first needed."""

    def __init__(self) -> None:
        self._reader: SoundReader | None = None
        self._track: Track | None = None
        self._run: Run | None = None
        self._stretcher: Stretcher | None = None
        self._resampler: Resampler | None = None
        self._waiting: Sound = np.zeros((0, OUTPUT_CHANNELS), np.float32)

    def top_up(self, run: Run) -> None:
        """Reads until the ring of `run` is full or its end is reached.

        Raises:
            QADeskError: the recording is gone or can't be read on; the run ends there.
        """
        try:
            if run is not self._run:
                self._begin(run)
            while not run.is_fed or len(self._waiting):
                self._pour(run)
                if len(self._waiting):
                    return
                if not run.is_fed:
                    self._waiting = self._next_output(run)
        except QADeskError:
            run.is_fed = run.has_failed = True
            raise

    def close(self) -> None:
        """Lets the recording go."""
        if self._reader is not None:
            self._reader.close()
        self._reader = self._track = self._run = None

    def _begin(self, run: Run) -> None:
        self._run = run
        self._waiting = self._waiting[:0]
        if self._reader is None or self._track != run.track:
            if self._reader is not None:
                self._reader.close()
            self._reader = None
            self._reader = run.track.open()
            self._track = run.track
        rate_hz = run.track.rate_hz
        self._stretcher = None if run.speed == 1.0 else Stretcher(rate_hz, OUTPUT_CHANNELS, run.speed)
        self._resampler = None if run.output_hz == rate_hz else Resampler(rate_hz, run.output_hz, OUTPUT_CHANNELS)
        self._reader.seek(run.start)

    def _pour(self, run: Run) -> None:
        n_frames = min(run.ring.free, len(self._waiting))
        run.ring.write(self._waiting[:n_frames])
        self._waiting = self._waiting[n_frames:]

    def _next_output(self, run: Run) -> Sound:
        block = self._next_input(run)
        is_last = not len(block)
        if self._stretcher is not None:
            block = self._stretcher.flush() if is_last else self._stretcher.feed(block)
        if self._resampler is not None:
            block = self._resampler.feed(block)
            if is_last:
                block = np.concatenate([block, self._resampler.flush()])
        run.is_fed = is_last
        return block

    def _next_input(self, run: Run) -> Sound:
        """The next stereo block of the recording; empty at the end of the run."""
        assert self._reader is not None
        if run.loop is not None and self._reader.position >= run.loop[1]:
            self._reader.seek(run.loop[0])
        end = run.loop[1] if run.loop is not None else run.end
        block = self._reader.read(max(0, min(_BLOCK_FRAMES, end - self._reader.position)))
        if block.shape[1] == OUTPUT_CHANNELS:
            return block
        return np.repeat(block, OUTPUT_CHANNELS, axis=1)
