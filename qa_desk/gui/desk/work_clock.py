"""How long somebody worked on a draft, going by the signs of it; knows no screen, the desk says what it sees."""

from collections.abc import Callable

STILL_WORKING_S = 60.0
"""How long after the last sign somebody is taken to be still at it: reading the form, thinking about a passage."""


class WorkClock:
    """Counts seconds from look to look.

    Args:
        now_s: a clock that only goes forward, in seconds.
    """

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._looked_s = now_s()
        self._until_s = self._looked_s
        self._counted_s = 0.0

    @property
    def counted_s(self) -> float:
        """What was counted and not taken yet."""
        return self._counted_s

    def begin(self) -> None:
        """Somebody opened the draft or came back to it; what went before does not count."""
        self._looked_s = self._now_s()
        self.note_sign()

    def note_sign(self) -> None:
        """Somebody did something, or listens."""
        self._until_s = self._now_s() + STILL_WORKING_S

    def look(self, *, is_there: bool) -> None:
        """Count the time since the last look, as far as there were signs; nothing while the desk is not in front."""
        now_s = self._now_s()
        if is_there:
            self._counted_s += max(0.0, min(now_s, self._until_s) - self._looked_s)
        self._looked_s = now_s

    def take(self) -> float:
        """What was counted, to be kept elsewhere from here on."""
        taken_s, self._counted_s = self._counted_s, 0.0
        return taken_s

    def give_back(self, seconds: float) -> None:
        """What was taken could not be kept."""
        self._counted_s += seconds
