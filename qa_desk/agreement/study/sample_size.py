"""How many calls it takes: for an interval of a wanted width, and to prove a level of accuracy."""

import math
from collections.abc import Callable

from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.intervals import t_quantile, wilson

MOST_CALLS = 10_000_000


def calls_for_width(figure: Estimate, width: float, *, confidence: float = 0.95) -> int | None:
    """Calls needed in all for an interval no wider than this, if further calls are like those seen.

    Args:
        figure: a figure with a standard error over its calls (items where there are no calls).
        width: distance of the limits, above 0.
        confidence: level of the interval.

    Returns:
        The smallest n with 2 t(n - 1) s/√n <= width, s = se·√(calls so far). At unanimity (se 0) the width of Wilson's
        interval on calls decides. None where the figure has no standard error, or it takes more than ten million.
    """
    assert width > 0.0, "an interval has a width"
    if figure.value is None or figure.se is None or figure.n_calls < 2:
        return None
    share = min(max(figure.value, 0.0), 1.0)
    spread = figure.se * math.sqrt(figure.n_calls)

    def is_enough(n: int) -> bool:
        if spread == 0.0:
            low, high = wilson(share * n, n, confidence=confidence)
            return high - low <= width
        return 2.0 * t_quantile((1.0 + confidence) / 2.0, n - 1) * spread / math.sqrt(n) <= width

    return _smallest(is_enough, 2)


def calls_to_prove(target: float, *, failures: int = 0, confidence: float = 0.95) -> int | None:
    """Judgements needed before Wilson's lower limit reaches a target, with this many failures among them.

    Zero failures and 90, 95, 99.5 % need 35, 73, 765. None where it takes more than ten million (a target of 1).
    """
    return _smallest(lambda n: n > failures and wilson(n - failures, n, confidence=confidence)[0] >= target, 1)


def _smallest(is_enough: Callable[[int], bool], first: int) -> int | None:
    """The smallest n that is enough, by doubling and halving: once enough, always enough."""
    high = first
    while not is_enough(high):
        high *= 2
        if high > MOST_CALLS:
            return None
    low = max(first, high // 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle + 1, high)
    return low
