"""Bootstrap intervals: resample the items (or the calls they belong to) and look how the figure moves.

A figure that is a function of sums over items needs no loop: the resampled sums are one matrix product.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray
from qa_desk.agreement.estimate import Estimate, Extra, Method
from qa_desk.agreement.intervals import check_confidence, normal_quantile

Value = Callable[[FloatArray], FloatArray]

_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """A figure as a function of sums over items.

    Args:
        rows: shape (items, terms), what each item adds to each sum.
        value: sums of shape (…, terms) to figures of shape (…); NaN where a resample leaves the figure undefined.
        clusters: shape (items,), the call of each item, or None.
    """

    rows: FloatArray
    value: Value
    clusters: IntArray | None = None

    def by_unit(self) -> FloatArray:
        """What each resampled unit (item, or call) adds, shape (units, terms)."""
        if self.clusters is None:
            return self.rows
        _, index = np.unique(self.clusters, return_inverse=True)
        totals = np.zeros((int(index.max(initial=-1)) + 1, self.rows.shape[1]))
        np.add.at(totals, index, self.rows)
        return totals


@dataclass(frozen=True, slots=True)
class Resampling:
    """How often to resample and for which interval: percentile, or bias-corrected and accelerated (BCa)."""

    resamples: int = 2000
    method: Method = Method.BOOTSTRAP_PERCENTILE
    confidence: float = 0.95


def resampled_values(units: FloatArray, value: Value, resamples: int, generator: np.random.Generator) -> FloatArray:
    """The figure on resamples of the units with replacement, shape (resamples,); NaN where undefined."""
    n = len(units)
    step = max(1, _CELLS_AT_ONCE // n)
    values = [_one_batch(units, value, min(step, resamples - start), generator) for start in range(0, resamples, step)]
    return np.concatenate(values)


def with_bootstrap(figure: Estimate, sums: Sums, resampling: Resampling, generator: np.random.Generator) -> Estimate:
    """The same figure with its bootstrap standard error and interval in place of the linearised one.

    Args:
        figure: an estimate; an undefined one is returned as it is.
        sums: the same figure as a function of sums.
        resampling: how often, which interval, which confidence.
        generator: source of randomness; the same seed gives the same interval.

    Returns:
        Without an interval below two units, or when fewer than half of the resamples define the figure.

    Source:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 13 and 14.
    """
    units = sums.by_unit()
    if figure.value is None or len(units) < 2:
        return replace(figure, se=None, ci_low=None, ci_high=None, p_value=None, method=Method.NONE)
    drawn = resampled_values(units, sums.value, resampling.resamples, generator)
    known = drawn[np.isfinite(drawn)]
    extras = {**figure.extras, Extra.RESAMPLES: float(len(known))}
    if len(known) < max(2, resampling.resamples // 2):
        return replace(figure, se=None, ci_low=None, ci_high=None, p_value=None, method=Method.NONE, extras=extras)
    tail = (1.0 - check_confidence(resampling.confidence)) / 2.0
    tails = (tail, 1.0 - tail)
    if resampling.method is Method.BOOTSTRAP_BCA:
        tails = _bca_tails(figure.value, known, _jackknife(units, sums.value), tails)
    low, high = (float(limit) for limit in np.quantile(known, tails))
    se = float(known.std(ddof=1))
    return replace(figure, se=se, ci_low=low, ci_high=high, p_value=None, method=resampling.method, extras=extras)


def _one_batch(units: FloatArray, value: Value, resamples: int, generator: np.random.Generator) -> FloatArray:
    n = len(units)
    picked = generator.integers(0, n, size=(resamples, n))
    picked += np.arange(0, resamples * n, n)[:, None]
    times = np.bincount(picked.ravel(), minlength=resamples * n).reshape(resamples, n)
    return value(times.astype(np.float64) @ units)


def _jackknife(units: FloatArray, value: Value) -> FloatArray:
    """The figure without each unit in turn, shape (units,)."""
    return value(units.sum(axis=0) - units)


def _bca_tails(
    value: float, drawn: FloatArray, left_out: FloatArray, tails: tuple[float, float]
) -> tuple[float, float]:
    """The two quantiles of the resampled figures that correct bias (z0) and acceleration (a)."""
    below = (np.count_nonzero(drawn < value) + np.count_nonzero(drawn == value) / 2.0) / len(drawn)
    if not 0.0 < below < 1.0:
        return tails
    z0 = normal_quantile(below)
    left_out = left_out[np.isfinite(left_out)]
    gap = float(left_out.mean()) - left_out
    spread = float((gap * gap).sum()) ** 1.5
    acceleration = float((gap**3).sum()) / (6.0 * spread) if spread > 0.0 else 0.0
    return _corrected(z0, acceleration, tails[0]), _corrected(z0, acceleration, tails[1])


def _corrected(z0: float, acceleration: float, tail: float) -> float:
    shifted = z0 + normal_quantile(tail)
    corrected = NormalDist().cdf(z0 + shifted / (1.0 - acceleration * shifted))
    return corrected if math.isfinite(corrected) else tail
