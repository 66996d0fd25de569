"""The rules that tell a signal on a control chart from chance, and how often each cries wolf."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

FALSE_ALARMS = 0.011
"""Of points of a process that has not changed, the share at which one rule or another fires."""

_ONE_SIDE = 9
_TREND = 6


class Rule(StrEnum):
    """Four of Nelson's; each fires by chance at two to four points of a thousand."""

    BEYOND_LIMITS = "beyond_limits"
    TWO_OF_THREE = "two_of_three"
    ONE_SIDE = "one_side"
    TRENDING = "trending"


def rules_fired(z: Sequence[float], values: Sequence[float]) -> list[tuple[Rule, ...]]:
    """At each point the rules that it completes.

    Args:
        z: distances from the centre line in standard errors.
        values: what is plotted, which alone tells whether points rise.

    Returns:
        BEYOND_LIMITS: beyond three. TWO_OF_THREE: beyond two, as one of the two points before, on the same side.
        ONE_SIDE: nine points in a row on one side of the centre. TRENDING: six points in a row that rise, or fall.

    Source:
        Nelson (1984), Journal of Quality Technology 16, 237–239, tests 1, 2, 3 and 5.
    """
    return [
        tuple(rule for rule, has_fired in _TESTS.items() if has_fired(z[first:end], values[first:end]))
        for first, end in ((max(0, end - _ONE_SIDE), end) for end in range(1, len(z) + 1))
    ]


def _beyond(z: Sequence[float], _values: Sequence[float]) -> bool:
    return abs(z[-1]) > 3


def _two_of_three(z: Sequence[float], _values: Sequence[float]) -> bool:
    side = 1 if z[-1] > 0 else -1
    return side * z[-1] > 2 and any(side * one > 2 for one in z[-3:-1])


def _one_side(z: Sequence[float], _values: Sequence[float]) -> bool:
    last = z[-_ONE_SIDE:]
    return len(last) == _ONE_SIDE and (all(one > 0 for one in last) or all(one < 0 for one in last))


def _trending(_z: Sequence[float], values: Sequence[float]) -> bool:
    last = values[-_TREND:]
    steps = [later - earlier for earlier, later in pairwise(last)]
    return len(last) == _TREND and (all(step > 0 for step in steps) or all(step < 0 for step in steps))


_TESTS = {
    Rule.BEYOND_LIMITS: _beyond,
    Rule.TWO_OF_THREE: _two_of_three,
    Rule.ONE_SIDE: _one_side,
    Rule.TRENDING: _trending,
}
