"""The way that playing took through a track: which frame of it is heard after so many frames of output.

What was read is laid out in a row, the *input*. Its paces say how output runs through it (speed, another rate), its
seams where the track was left and entered again (a loop, a skipped silence).
"""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Pace:
    """From frame `output` of the output on, the input goes on at `start`, `per_output` frames for each of output."""

    output: float
    start: float
    per_output: float


@dataclass(frozen=True, slots=True)
class Seam:
    """From frame `input` of the input on, the track goes on at `frame`; it was left before `left_at`."""

    input: int
    frame: int
    left_at: int
    is_skip: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """Paces and seams in order, at least one of each; a change makes a new course, so any thread may read it."""

    paces: tuple[Pace, ...]
    seams: tuple[Seam, ...]

    @classmethod
    def begin(cls, frame: int, per_output: float) -> "Course":
        """Begins at a frame of the track."""
        return cls((Pace(0.0, 0.0, per_output),), (Seam(0, frame, frame),))

    def with_pace(self, pace: Pace) -> "Course":
        """From here on at another pace; one that begins at the same place is replaced."""
        return Course((*(one for one in self.paces if one.output < pace.output), pace), self.seams)

    def with_seam(self, seam: Seam) -> "Course":
        """From here on elsewhere in the track; one at the same place is replaced."""
        return Course(self.paces, (*(one for one in self.seams if one.input < seam.input), seam))

    def since(self, output: float) -> "Course":
        """Without what lies before `output` and is never asked for again."""
        reached = self.input_at(output)
        paces = tuple(one for one, later in pairwise(self.paces) if later.output > output)
        seams = tuple(one for one, later in pairwise(self.seams) if later.input > reached)
        return Course((*paces, self.paces[-1]), (*seams, self.seams[-1]))

    def input_at(self, output: float) -> float:
        """How much of the input was heard after `output` frames of output."""
        pace = next((one for one in reversed(self.paces) if one.output <= output), self.paces[0])
        return pace.start + (output - pace.output) * pace.per_output

    def frame_at(self, output: float) -> float:
        """The frame of the track that is heard after `output` frames of output."""
        reached = self.input_at(output)
        seam = next((one for one in reversed(self.seams) if one.input <= reached), self.seams[0])
        return seam.frame + reached - seam.input

    def parts(self, start: float, end: float) -> list[tuple[float, float]]:
        """The passages of the track, as frames, that the input from `start` to `end` came from."""
        found: list[tuple[float, float]] = []
        ends = (*(seam.input for seam in self.seams[1:]), end)
        for seam, until in zip(self.seams, ends, strict=True):
            first, last = max(start, seam.input), min(end, until)
            if first < last:
                found.append((seam.frame + first - seam.input, seam.frame + last - seam.input))
        return found

    def skips(self, start: float, end: float) -> list[Seam]:
        """The silences that were skipped while the input from `start` to `end` was heard."""
        return [seam for seam in self.seams if seam.is_skip and start < seam.input <= end]
