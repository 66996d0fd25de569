"""The difference of two shares that were found on the same calls: paired, so each call is its own comparison."""

import math

from qa_desk.agreement.estimate import Estimate, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import wilson


def paired_difference(
    n_both: int, n_first: int, n_second: int, n_neither: int, *, confidence: float = 0.95
) -> Estimate:
    """The second share minus the first, of calls that have something in both, only the first, only the second, neither.

    The Wilson limits of both shares, put together for their correlation φ, whose numerator is corrected for continuity
    where it is positive. One call gives a description without limits. Undefined: NO_ITEMS without calls.

    Source:
        Newcombe (1998), Improved confidence intervals for the difference between binomial proportions based on paired
        data, Statistics in Medicine 17, 2635–2650, method 10.
    """
    n = n_both + n_first + n_second + n_neither
    sample = Sample(n_items=n, n_raters=2, n_ratings=2 * n, n_clusters=n)
    if n == 0:
        return undefined(Undefined.NO_ITEMS, sample)
    first, second = (n_both + n_first) / n, (n_both + n_second) / n
    if n == 1:
        return estimate(second - first, sample)
    low_1, high_1 = wilson(n_both + n_first, n, confidence=confidence)
    low_2, high_2 = wilson(n_both + n_second, n, confidence=confidence)
    phi = _phi(n_both, n_first, n_second, n_neither)
    down = _length(second - low_2, high_1 - first, phi)
    up = _length(high_2 - second, first - low_1, phi)
    value = second - first
    return estimate(value, sample, method=Method.WILSON, spread=Spread(ci_low=value - down, ci_high=value + up))


def _length(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))


def _phi(a: int, b: int, c: int, d: int) -> float:
    product = (a + b) * (c + d) * (a + c) * (b + d)
    if product == 0:
        return 0.0
    surplus = a * d - b * c
    if surplus > 0:
        surplus = max(surplus - (a + b + c + d) / 2, 0)
    return surplus / math.sqrt(product)
