"""What a pressed button takes hold of in the lanes, and what becomes of the passage when it is dragged.

Dragging only ever changes passages; nothing here plays, pauses or seeks.
"""

from dataclasses import dataclass
from enum import Enum

from qa_desk.audio.passage import Passage
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.painting import TimeScale

CLICK_PX = 4
EDGE_PX = 5
_COARSE_S, _FINE_S = 0.1, 0.01
_FINE_FROM_PX_PER_S = 100.0


class Grip(Enum):
    """What is held: a new passage by its moving end, or one end of something that is there."""

    NEW_PASSAGE = "new_passage"
    PASSAGE_START = "passage_start"
    PASSAGE_END = "passage_end"
    MARK_START = "mark_start"
    MARK_END = "mark_end"
    LOOP_START = "loop_start"
    LOOP_END = "loop_end"

    @property
    def is_start(self) -> bool:
        """Whether it is the beginning of its passage."""
        return self in (Grip.PASSAGE_START, Grip.MARK_START, Grip.LOOP_START)


@dataclass(slots=True)
class Press:
    """A button held down.

    Args:
        grip: what it holds.
        x: where it was pressed.
        passage: what is changed, as it was; for a new passage both ends where the button was pressed.
        mark: whose edge is held.
        is_moved: whether it is a drag and no longer a click.
    """

    grip: Grip
    x: float
    passage: Passage
    mark: WaveformMark | None = None
    is_moved: bool = False

    def dragged_to(self, x: float, scale: TimeScale) -> Passage | None:
        """The passage with the held end at `x`, on round times; None where a new one has no length yet."""
        step_s = snap_s(scale)
        time_s = min(_snapped(scale.time_at(x), step_s), scale.end_s)
        if self.grip is Grip.NEW_PASSAGE:
            first, last = sorted((_snapped(self.passage.start_s, step_s), time_s))
            return Passage(first, last) if last > first else None
        if self.grip.is_start:
            return Passage(max(0.0, min(time_s, self.passage.end_s - step_s)), self.passage.end_s)
        return Passage(self.passage.start_s, max(time_s, self.passage.start_s + step_s))


def snap_s(scale: TimeScale) -> float:
    """Tenths of a second; close up, where a tenth is wide, hundredths."""
    return _FINE_S if scale.px_per_s > _FINE_FROM_PX_PER_S else _COARSE_S


def edge_at(x: float, passage: Passage, scale: TimeScale, reach: float) -> int:
    """Which end of a passage is under the pointer: −1 the beginning, 1 the end, 0 neither.

    Of a passage so short that both are in reach, it is the nearer one.
    """
    to_start, to_end = abs(scale.x_of(passage.start_s) - x), abs(scale.x_of(passage.end_s) - x)
    if min(to_start, to_end) > reach:
        return 0
    return 1 if to_end <= to_start else -1


def _snapped(time_s: float, step_s: float) -> float:
    return round(round(time_s / step_s) * step_s, 4)
