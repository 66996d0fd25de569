"""What a sample says of all calls: estimates weighted by the probabilities of the draw.

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
        strata: which stratum each stands for, 0, 1, ….
        sizes: how many calls each stratum holds, by its number. Calls that could not be scored are missing then: what
            is there stands for all of its stratum (weights raised alike within it). None takes the weights 1/π as
            they are.
    """

    probabilities: Values
    strata: NDArray[np.intp]
    sizes: Values | None = None

    def __len__(self) -> int:
        return len(self.probabilities)

    def weights(self) -> Values:
        """For how many calls each one stands."""
        drawn = 1.0 / self.probabilities
        if self.sizes is None:
            return drawn
        there = np.bincount(self.strata, drawn, minlength=len(self.sizes))
        return drawn * (self.sizes / np.where(there > 0, there, 1.0))[self.strata]


def weighted_mean(
    sample: DrawnSample,
    values: Values,
    *,
    confidence: float = 0.95,
    upper: float | None = None,
    lower: float | None = None,
    counts: Values | None = None,
) -> Estimate:
    """The mean over all calls of the population, Σ(y/π) / Σ(x/π), with Student's limits.

    Args:
        sample: the draw.
        values: y, one a call.
        confidence: level of the interval.
        upper: the largest possible value, at which the upper limit is cut; None for none.
        lower: the smallest one likewise.
        counts: x, one a call: how often y counts. None counts each call once; 0/1 gives the mean of a part (a unit, an
            agent); opportunities give a ratio.

    Returns:
        No limits below two calls, nor where the calls of each stratum are alike, which tells nothing of how they
        differ. Undefined: NO_ITEMS. The spread of a part is that of its own calls, about their own mean, however many
        others its strata gave. Degrees of freedom: Satterthwaite's over the strata, so that one of few calls that
        stand for many has its say; at most the calls of the part less one.

    Source:
        Hájek (1971) for the mean; Hájek (1964), Ann. Math. Stat. 35, 1491–1523 for the variance,
        Σ_h n_h/(n_h−1) Σ_k (1−π_k)(e_k/π_k − A_h)² with A_h the mean of e/π weighted by 1−π, e = (y − R·x) / X̂. With
        sizes known, e less its weighted mean in the stratum (Särndal, Swensson & Wretman 1992, § 7.6). In place
        of n_h/(n_h−1) stands 1/`_expected_of`: the same where all calls are of the part, and the m/(m−1) of a part of m
        calls (§ 10.3); by the argument of Bell & McCaffrey (2002), Survey Methodology 28, 169–181, for unequal weights
        too. Degrees of freedom: Cochran (1977), Sampling Techniques, 3rd ed., § 5.4.
    """
    found = _ratio(sample, values, counts)
    if found is None:
        return undefined(Undefined.NO_ITEMS, _sample_of(0))
    of, n = _sample_of(found.n), found.n
    if found.variance is None or (found.variance <= 0 and not found.is_whole):
        return estimate(found.value, of)
    spread = t_spread(found.value, math.sqrt(found.variance), found.df, confidence=confidence, upper=upper, lower=lower)
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
        The effective size is p(1−p)/v with v as in `weighted_mean`, but no more than a simple sample of as many calls
        would have, corrected for the degrees of freedom; where all or none has it, Kish's (Σw)²/Σw². A population drawn
        whole has no uncertainty left. Undefined: NO_ITEMS.

    Source:
        Korn & Graubard (1998), Survey Methodology 24, 193–201 for the size; Wilson's interval instead of the exact one.
        The bound: Parker et al. (2017), NCHS Data Presentation Standards for Proportions, Vital Health Stat 2(175).
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
    size = found.kish if found.variance <= 0 else min(found.most, share * (1 - share) / found.variance)
    z, t = normal_quantile((1 + confidence) / 2), t_quantile((1 + confidence) / 2, found.df)
    size *= (z / t) ** 2
    low, high = wilson(share * size, size, confidence=confidence)
    spread = Spread(se=math.sqrt(found.variance), ci_low=low, ci_high=high)
    return estimate(share, of, method=Method.EFFECTIVE_WILSON, spread=spread)


def total(sample: DrawnSample, values: Values) -> float:
    """The sum over the population, Σ y/π (Horvitz & Thompson 1952, JASA 47, 663–685)."""
    return float(np.sum(values / sample.probabilities))


@dataclass(frozen=True, slots=True)
class _Ratio:
    value: float
    n: int
    variance: float | None
    df: float
    kish: float
    most: float
    is_whole: bool


def _ratio(sample: DrawnSample, values: Values, counts: Values | None) -> _Ratio | None:
    x = np.ones(len(sample)) if counts is None else counts
    weights = sample.weights()
    whole = float(np.sum(weights * x))
    is_in = x > 0
    n = int(is_in.sum())
    if n == 0:
        return None
    value = float(np.sum(weights * np.where(is_in, values, 0.0))) / whole
    residuals = np.where(is_in, values - value * x, 0.0) / whole
    variance, df = _variance_of(sample, weights, residuals, is_in)
    in_weights = weights[is_in]
    kish = float(in_weights.sum() ** 2 / np.sum(in_weights**2))
    # what so many calls drawn at random would be worth; those drawn are never worth more
    most = n / max(1e-9, 1.0 - n / float(in_weights.sum())) if in_weights.sum() > n else float("inf")
    is_whole = bool(np.all(weights <= 1.0 + 1e-9))
    # of a part that a stratum gave two calls of there is one degree of freedom, however many others it gave
    known = is_whole or df > 0
    return _Ratio(value, n, variance if known else None, max(1.0, min(df, n - 1.0)), kish, most, is_whole)


def _variance_of(
    sample: DrawnSample, weights: Values, residuals: Values, is_in: NDArray[np.bool_]
) -> tuple[float, float]:
    """Hájek's variance over strata, and its degrees of freedom; 0 where no stratum has two calls."""
    left_out = np.clip(1.0 - 1.0 / weights, 0.0, 1.0)
    strata = _collapsed(sample.strata, left_out)
    n_here = np.bincount(strata)
    if sample.sizes is not None:
        # the sizes are known, so that only what a call differs by from its own stratum is left to chance
        there = np.bincount(strata, weights)
        means = np.bincount(strata, weights * residuals) / np.where(there > 0, there, 1.0)
        residuals = residuals - means[strata]
    expanded = residuals * weights
    free = np.bincount(strata, left_out)
    centres = np.bincount(strata, left_out * expanded) / np.where(free > 0, free, 1.0)
    parts = np.bincount(strata, left_out * (expanded - centres[strata]) ** 2)
    n_own = np.bincount(strata, is_in)
    expected, n_squares = _expected_of(strata, weights * is_in)
    counts = (n_here >= 2) & (expected > 1e-9)
    of_strata = parts[counts] / expected[counts]
    variance = float(np.sum(of_strata))
    if variance <= 0:
        return variance, float(np.sum((n_here - 1)[(n_here >= 2) & (n_own > 0)]))
    # a single square has its one degree of freedom, however much of it the mean of the part took
    freedom = np.maximum(1.0, n_squares * expected)[counts]
    return variance, variance**2 / float(np.sum(of_strata**2 / freedom))


def _expected_of(strata: NDArray[np.intp], weights: Values) -> tuple[Values, Values]:
    """What the sum of squares of each stratum is expected to be of the variance it stands for, were the calls alike.

    Args:
        strata: which stratum each call stands for.
        weights: w, 0 for calls that are not of the part.

    Returns:
        With q = w / Σw, and Q = Σq², Q_h = Σ_h q², s_h = Σ_h q: the residuals are about the mean of the part, then
        about that of the n_h calls of the stratum, which leaves
        [Σ_h q²(1 − 2q + Q) − (Q_h(1 − 2s_h) + s_h² Q) / n_h] / Q_h.
        It is 1 − 1/n_h where all calls are of the part and weigh alike in each stratum, and 1 − 1/m where the part
        has m calls that weigh alike in one stratum. Then of how many squares of like size the sum is made:
        Q_h² / Σ_h q⁴. Both are 0 without calls of the part.
    """
    q = weights / weights.sum()
    n_here = np.bincount(strata)
    all_squares, squares, shares = float(np.sum(q**2)), np.bincount(strata, q**2), np.bincount(strata, q)
    about_part = np.bincount(strata, q**2 * (1 - 2 * q + all_squares))
    about_stratum = (squares * (1 - 2 * shares) + shares**2 * all_squares) / np.maximum(n_here, 1)
    is_there = squares > 0
    by = np.where(is_there, squares, 1.0)
    fourths = np.where(is_there, np.bincount(strata, q**4), 1.0)
    return np.where(is_there, (about_part - about_stratum) / by, 0.0), squares**2 / fourths


def _collapsed(strata: NDArray[np.intp], left_out: Values) -> NDArray[np.intp]:
    """Strata with those that gave a single call by chance put together, or to the smallest of the others: on the safe
    side, where each alone would say nothing of its variance.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., § 5A.12.
    """
    _names, codes, n_here = np.unique(strata, return_inverse=True, return_counts=True)
    codes = codes.reshape(-1)
    is_alone = (n_here == 1) & (np.bincount(codes, left_out) > 0)
    alone = np.flatnonzero(is_alone)
    if len(alone) == 0 or len(n_here) == 1:
        return codes
    home = alone[0]
    if len(alone) == 1:
        others = np.flatnonzero(~is_alone)
        home = others[np.argmin(n_here[others])]
    return np.where(is_alone[codes], home, codes)


def _sample_of(n: int) -> Sample:
    return Sample(n_items=n, n_raters=1, n_ratings=n, n_clusters=n)
