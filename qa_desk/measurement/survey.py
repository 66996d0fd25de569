"""What a sample says of all calls: estimates weighted by the probabilities of the draw, and how many calls it takes.

The variance is Hájek's approximation in every scheme: exact for simple random sampling within strata, close for
Sampford's, and on the safe side for one call from each slice of time.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_desk.agreement.estimate import Estimate, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import normal_quantile, t_quantile, t_spread, wilson

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """What was drawn and could be scored: one entry a call.

    Args:
        probabilities: of being drawn, 0 < π <= 1.
        strata: which stratum each stands for, any numbers.
    """

    probabilities: Values
    strata: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.probabilities)


def weighted_mean(
    sample: DrawnSample,
    values: Values,
    *,
    confidence: float = 0.95,
    upper: float | None = None,
    counts: Values | None = None,
) -> Estimate:
    """The mean over all calls of the population, Σ(y/π) / Σ(x/π), with Student's limits.

    Args:
        sample: the draw.
        values: y, one a call.
        confidence: level of the interval.
        upper: the largest possible value, at which the upper limit is cut; None for none.
        counts: x, one a call: how often y counts. None counts each call once; 0/1 gives the mean of a part (a unit, an
            agent); opportunities give a ratio.

    Returns:
        No limits below two calls, or where every stratum has a single one. Undefined: NO_ITEMS.

    Source:
        Hájek (1971) for the mean; Hájek (1964), Ann. Math. Stat. 35, 1491–1523 for the variance,
        Σ_h n_h/(n_h−1) Σ_k (1−π_k)(e_k/π_k − A_h)² with A_h the mean of e/π weighted by 1−π, e = (y − R·x) / X̂.
    """
    found = _ratio(sample, values, counts)
    if found is None:
        return undefined(Undefined.NO_ITEMS, _sample_of(0))
    of, n = _sample_of(found.n), found.n
    if found.variance is None:
        return estimate(found.value, of)
    spread = t_spread(found.value, math.sqrt(found.variance), found.df, confidence=confidence, upper=upper)
    return estimate(found.value, of, method=Method.HAJEK, spread=spread) if n > 1 else estimate(found.value, of)


def weighted_share(
    sample: DrawnSample, hits: Values, *, confidence: float = 0.95, counts: Values | None = None
) -> Estimate:
    """The share of all calls with something, with Wilson's limits at the effective sample size.

    Args:
        sample: the draw.
        hits: 1 where a call has it (at most `counts`), else 0.
        confidence: level of the interval.
        counts: as in `weighted_mean`.

    Returns:
        The effective size is p(1−p)/v with v as in `weighted_mean`, corrected for the degrees of freedom; where all or
        none has it, Kish's (Σw)²/Σw². A population drawn whole has no uncertainty left. Undefined: NO_ITEMS.

    Source:
        Korn & Graubard (1998), Survey Methodology 24, 193–201 for the size; Wilson's interval instead of the exact one.
    """
    found = _ratio(sample, hits, counts)
    if found is None:
        return undefined(Undefined.NO_ITEMS, _sample_of(0))
    share = min(1.0, max(0.0, found.value))
    of = _sample_of(found.n)
    if found.is_whole:
        return estimate(share, of, method=Method.HAJEK, spread=Spread(se=0.0, ci_low=share, ci_high=share))
    if found.n < 2 or found.variance is None:
        return estimate(share, of)
    size = found.kish if found.variance <= 0 else share * (1 - share) / found.variance
    z, t = normal_quantile((1 + confidence) / 2), t_quantile((1 + confidence) / 2, found.df)
    size *= (z / t) ** 2
    low, high = wilson(share * size, size, confidence=confidence)
    spread = Spread(se=math.sqrt(found.variance), ci_low=low, ci_high=high)
    return estimate(share, of, method=Method.EFFECTIVE_WILSON, spread=spread)


def total(sample: DrawnSample, values: Values) -> float:
    """The sum over the population, Σ y/π (Horvitz & Thompson 1952, JASA 47, 663–685)."""
    return float(np.sum(values / sample.probabilities))


def calls_for_margin(margin: float, n_population: int | None, *, share: float = 0.5, confidence: float = 0.95) -> int:
    """How many calls a share needs for limits of ± margin, by the normal approximation.

    1,000 calls at 95 % and ± 0.05 take 278. Without `n_population` there is no end to the calls.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., § 4.4: n₀ = z²p(1−p)/d², n = n₀ / (1 + (n₀ − 1)/N).
    """
    assert margin > 0.0, "a margin has a width"
    z = normal_quantile((1 + confidence) / 2)
    wanted = z * z * share * (1 - share) / margin**2
    if n_population is not None:
        wanted = wanted / (1 + (wanted - 1) / n_population) if n_population else 0.0
        return min(n_population, math.ceil(wanted - 1e-9))
    return math.ceil(wanted - 1e-9)


def margin_of_calls(
    n: float, n_population: int | None, *, share: float = 0.5, confidence: float = 0.95
) -> float | None:
    """The half width that a share of n calls (or so many in effect) will have; None for none, 0 where all are drawn."""
    if n <= 0:
        return None
    left = 1.0
    if n_population is not None and n_population > 1:
        left = max(0.0, (n_population - n) / (n_population - 1))
    return normal_quantile((1 + confidence) / 2) * math.sqrt(left * share * (1 - share) / n)


@dataclass(frozen=True, slots=True)
class _Ratio:
    value: float
    n: int
    variance: float | None
    df: int
    kish: float
    is_whole: bool


def _ratio(sample: DrawnSample, values: Values, counts: Values | None) -> _Ratio | None:
    x = np.ones(len(sample)) if counts is None else counts
    weights = 1.0 / sample.probabilities
    whole = float(np.sum(weights * x))
    is_in = x > 0
    n = int(is_in.sum())
    if n == 0:
        return None
    value = float(np.sum(weights * np.where(is_in, values, 0.0))) / whole
    residuals = np.where(is_in, values - value * x, 0.0) / whole
    variance, df = 0.0, 0
    for stratum in np.unique(sample.strata):
        here = sample.strata == stratum
        part, n_here = _variance_of(residuals[here] * weights[here], 1.0 - sample.probabilities[here])
        variance += part
        df += max(0, n_here - 1)
    in_weights = weights[is_in]
    kish = float(in_weights.sum() ** 2 / np.sum(in_weights**2))
    is_whole = bool(np.all(sample.probabilities >= 1.0 - 1e-12))
    known = is_whole or df > 0
    return _Ratio(value, n, variance if known else None, max(1, df), kish, is_whole)


def _variance_of(expanded: Values, left_out: Values) -> tuple[float, int]:
    """The part of one stratum, and its number of calls; a lone call, or one drawn whole, adds nothing."""
    n, free = len(expanded), float(left_out.sum())
    if n < 2 or free <= 0:
        return 0.0, n
    centre = float(np.sum(left_out * expanded)) / free
    return n / (n - 1) * float(np.sum(left_out * (expanded - centre) ** 2)), n


def _sample_of(n: int) -> Sample:
    return Sample(n_items=n, n_raters=1, n_ratings=n, n_clusters=n)
