"""One stretch of playing without a jump; a seek begins a new one, another speed or loop only changes its plan."""

from dataclasses import dataclass, field

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.ring import Ring
from qa_desk.audio.playing.course import Course
from qa_desk.audio.playing.plan import Plan
from qa_desk.audio.track import Track

AHEAD_S = 0.5
_ROOM_S = 1.2  # for what is ahead and the longest block that a step of reading may give
_FADE_S = 0.003


@dataclass(frozen=True, slots=True)
class Loaded:
    """A track with the figures that every frame asks for; computing them anew walks through all its parts."""

    track: Track
    rate_hz: int
    frames: int
    is_mono: bool

    @classmethod
    def of(cls, track: Track) -> "Loaded":
        """The figures of a track."""
        return cls(track, track.rate_hz, track.frames, track.channels == 1)


@dataclass(slots=True, eq=False)
class Run:
    """Frames are those of the track; the ring and its counters are in frames of the output.

    Args:
        loaded: what is played.
        start: first frame.
        plan: how; any thread may put another in its place, and the feed goes on by it without a gap.
        output_hz: rate of the output.
    """

    loaded: Loaded
    start: int
    plan: Plan
    output_hz: int
    ring: Ring = field(init=False)
    course: Course = field(init=False)
    fade_in: Sound = field(init=False)
    is_fed: bool = False
    has_failed: bool = False
    n_after_end: int = 0
    n_heard: int = 0

    def __post_init__(self) -> None:
        self.ring = Ring(round(_ROOM_S * self.output_hz))
        self.course = Course.begin(self.start, self.plan.speed * self.loaded.rate_hz / self.output_hz)
        n_fade = round(_FADE_S * self.output_hz)
        self.fade_in = ((np.arange(n_fade) + 0.5) / n_fade).astype(np.float32)[:, np.newaxis]

    def frame_at(self, n_output: int) -> float:
        """The frame of the track that is heard after `n_output` frames of output."""
        if n_output == 0:
            return float(self.start)  # a silence skipped at once is not behind before anything was heard
        if self.is_fed and not self.has_failed and n_output >= self.ring.written:
            return float(self.plan.end)
        return self.course.frame_at(min(n_output, self.ring.written) if self.is_fed else n_output)
