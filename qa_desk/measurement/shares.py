"""Shares and their uncertainty when calls are the sample: a share of calls, a ratio of sums over calls, two periods."""

import math
from dataclasses import dataclass

from qa_desk.agreement.estimate import Estimate, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import normal_quantile, normal_two_sided, wilson


@dataclass(frozen=True, slots=True)
class CallSums:
    """Sums over calls of a part y and a whole x (one pair a call), enough for the ratio Σy / Σx and its variance."""

    n_calls: int
    y: float
    x: float
    yy: float
    xy: float
    xx: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two shares with its interval and the two-sided p of "no difference"."""

    value: float
    low: float
    high: float
    p_value: float


def share_of_calls(n_hit: int, n_calls: int, *, confidence: float = 0.95) -> Estimate:
    """The share of calls with something, with Wilson's interval; undefined without calls."""
    sample = Sample(n_items=n_calls, n_raters=1, n_ratings=n_calls, n_clusters=n_calls)
    if n_calls == 0:
        return undefined(Undefined.NO_ITEMS, sample)
    low, high = wilson(n_hit, n_calls, confidence=confidence)
    return estimate(n_hit / n_calls, sample, method=Method.WILSON, spread=Spread(ci_low=low, ci_high=high))


def ratio_of_sums(sums: CallSums, *, confidence: float = 0.95) -> Estimate:
    """Σy / Σx over calls, such as a criterion's share of all points lost.

    The linearised variance of a ratio of means: v = Σ(y − r·x)² / (n(n−1)·x̄²), calls as the sample; limits within 0…1.

    Returns:
        No interval below two calls. Undefined: NO_ITEMS where the whole is 0.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., § 2.11.
    """
    sample = Sample(n_items=sums.n_calls, n_raters=1, n_ratings=sums.n_calls, n_clusters=sums.n_calls)
    if sums.n_calls == 0 or sums.x <= 0:
        return undefined(Undefined.NO_ITEMS, sample)
    ratio = sums.y / sums.x
    if sums.n_calls < 2:
        return estimate(ratio, sample)
    residual = max(0.0, sums.yy - 2 * ratio * sums.xy + ratio * ratio * sums.xx)
    mean = sums.x / sums.n_calls
    se = math.sqrt(residual / (sums.n_calls * (sums.n_calls - 1))) / mean
    margin = normal_quantile((1 + confidence) / 2) * se
    spread = Spread(se=se, ci_low=max(0.0, ratio - margin), ci_high=min(1.0, ratio + margin))
    return estimate(ratio, sample, method=Method.LINEARISED_RATIO, spread=spread)


def difference_of_shares(
    n_hit: int, n_calls: int, n_hit_before: int, n_calls_before: int, *, confidence: float = 0.95
) -> Difference | None:
    """This period's share of calls minus the previous one's; None where either has no calls.

    Newcombe's hybrid interval of two Wilson intervals; the p-value is that of the pooled two-sample z-test.

    Source:
        Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
    """
    if n_calls == 0 or n_calls_before == 0:
        return None
    now, before = n_hit / n_calls, n_hit_before / n_calls_before
    low, high = wilson(n_hit, n_calls, confidence=confidence)
    low_before, high_before = wilson(n_hit_before, n_calls_before, confidence=confidence)
    value = now - before
    down = math.hypot(now - low, high_before - before)
    up = math.hypot(high - now, before - low_before)
    pooled = (n_hit + n_hit_before) / (n_calls + n_calls_before)
    se = math.sqrt(pooled * (1 - pooled) * (1 / n_calls + 1 / n_calls_before))
    p_value = normal_two_sided(value / se) if se > 0 else 1.0
    return Difference(value, value - down, value + up, p_value)


def significant_after_fdr(p_values: list[float], *, rate: float = 0.05) -> list[bool]:
    """Which tests stay significant when the false discovery rate over all of them is held at `rate`.

    Source:
        Benjamini & Hochberg (1995), JRSS B 57, 289–300.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    n_kept = 0
    for rank, index in enumerate(order, start=1):
        if p_values[index] <= rate * rank / len(p_values):
            n_kept = rank
    kept = set(order[:n_kept])
    return [index in kept for index in range(len(p_values))]
