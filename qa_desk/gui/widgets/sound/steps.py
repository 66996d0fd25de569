"""Where the next and the previous of something begins or ends, seen from a place in the call."""

from collections.abc import Iterable

from qa_desk.audio.passage import Passage

_AHEAD_S = 0.05
_BEHIND_S = 0.5  # while it plays, a second press must get past the one just reached


def next_start_s(passages: Iterable[Passage], here_s: float) -> float | None:
    """The first start after this place; None where there is none."""
    return min((one.start_s for one in passages if one.start_s > here_s + _AHEAD_S), default=None)


def previous_start_s(passages: Iterable[Passage], here_s: float) -> float | None:
    """The last start before this place; None where there is none."""
    return max((one.start_s for one in passages if one.start_s < here_s - _BEHIND_S), default=None)


def next_end_s(passages: Iterable[Passage], here_s: float) -> float | None:
    """The first end after this place; None where there is none."""
    return min((one.end_s for one in passages if one.end_s > here_s + _AHEAD_S), default=None)
