"""Means over calls, their difference and the correlation of two criteria, with intervals; calls are the sample."""

import math
from collections.abc import Sequence

from qa_desk.agreement.estimate import Estimate, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import normal_quantile, t_quantile, t_spread, t_two_sided
from qa_desk.measurement.shares import Difference

_FEWEST_FOR_CORRELATION = 4


def mean_of_calls(
    values: Sequence[float], *, confidence: float = 0.95, upper: float | None = None, lower: float | None = None
) -> Estimate:
    """The mean with Student's limits; one call gives a description without limits. Undefined: NO_ITEMS.

    Args:
        values: one number a call; differences of pairs give the paired comparison.
        confidence: level of the interval.
        upper: the largest possible value, at which the upper limit is cut; None for none.
        lower: the smallest one likewise.
    """
    n = len(values)
    sample = Sample(n_items=n, n_raters=1, n_ratings=n, n_clusters=n)
    if n == 0:
        return undefined(Undefined.NO_ITEMS, sample)
    mean = math.fsum(values) / n
    if n == 1:
        return estimate(mean, sample)
    se = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1) / n)
    spread = t_spread(mean, se, n - 1, confidence=confidence, upper=upper, lower=lower)
    return estimate(mean, sample, method=Method.T, spread=spread)


def correlation_of_calls(
    pairs: Sequence[tuple[float, float]], *, confidence: float = 0.95, n_compared: int = 1
) -> Estimate:
    """Pearson's r over calls, which is phi where both are passed or failed; limits by Fisher's z.

    Args:
        pairs: two numbers a call, both rated.
        confidence: level of the interval for all comparisons together.
        n_compared: of how many correlations this is the one picked out; the limits are widened for that (Bonferroni).

    Returns:
        No limits where r is ±1. Undefined: TOO_FEW_ITEMS below four calls, NO_VARIANCE where one never varies.

    Source:
        Fisher (1921), Metron 1, 3–32: atanh(r) has a standard error of 1 / √(n − 3).
    """
    n = len(pairs)
    sample = Sample(n_items=n, n_raters=2, n_ratings=2 * n, n_clusters=n)
    if n < _FEWEST_FOR_CORRELATION:
        return undefined(Undefined.TOO_FEW_ITEMS, sample)
    mean_x, mean_y = (math.fsum(pair[side] for pair in pairs) / n for side in (0, 1))
    xx, yy = math.fsum((x - mean_x) ** 2 for x, _y in pairs), math.fsum((y - mean_y) ** 2 for _x, y in pairs)
    if xx <= 0 or yy <= 0:
        return undefined(Undefined.NO_VARIANCE, sample)
    r = max(-1.0, min(1.0, math.fsum((x - mean_x) * (y - mean_y) for x, y in pairs) / math.sqrt(xx * yy)))
    if math.isclose(abs(r), 1.0):
        return estimate(r, sample)
    margin = normal_quantile(1 - (1 - confidence) / (2 * n_compared)) / math.sqrt(n - 3)
    spread = Spread(ci_low=math.tanh(math.atanh(r) - margin), ci_high=math.tanh(math.atanh(r) + margin))
    return estimate(r, sample, method=Method.LARGE_SAMPLE, spread=spread)


def difference_of_means(
    now: Sequence[float], before: Sequence[float], *, confidence: float = 0.95
) -> Difference | None:
    """The mean of some calls minus that of others, with Welch's limits; None below two calls on either side.

    Where neither varies there is nothing to set limits by, and None as well.

    Source:
        Welch (1947), Biometrika 34, 28–35.
    """
    if min(len(now), len(before)) < 2:
        return None
    (mean, variance), (mean_before, variance_before) = _mean_and_variance(now), _mean_and_variance(before)
    total = variance + variance_before
    if total <= 0:
        return None
    df = total**2 / (variance**2 / (len(now) - 1) + variance_before**2 / (len(before) - 1))
    value, se = mean - mean_before, math.sqrt(total)
    margin = t_quantile((1 + confidence) / 2, df) * se
    return Difference(value, value - margin, value + margin, t_two_sided(value / se, df))


def _mean_and_variance(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and the variance of the mean."""
    mean = math.fsum(values) / len(values)
    return mean, math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values)
