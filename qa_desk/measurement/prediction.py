"""How well a score foretells what customers say: the order of pairs of calls, and the correlation of ranks."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qa_desk.agreement.estimate import Estimate, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import normal_quantile

Values = NDArray[np.float64]

_FEWEST = 5


def order_of_pairs(bad: Sequence[float], good: Sequence[float], *, confidence: float = 0.95) -> Estimate:
    """The chance that a bad case scores below a good one, ties counted half: the area under the ROC curve.

    Args:
        bad, good: scores of cases with the bad outcome, and of those without; larger should be better.
        confidence: level of the interval.

    Returns:
        0.5 = the score tells nothing, 1 = perfect, below 0.5 = it points the wrong way. DeLong's standard error, limits
        on the scale of logits; none at 0 and 1. Undefined: TOO_FEW_ITEMS below five of either.

    Source:
        DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837–845. Logits: Pepe (2003), The Statistical Evaluation
        of Medical Tests, § 5.2.
    """
    x, y = np.sort(np.array(bad, dtype=np.float64)), np.sort(np.array(good, dtype=np.float64))
    n = len(x) + len(y)
    sample = Sample(n_items=n, n_raters=1, n_ratings=n, n_clusters=n)
    if min(len(x), len(y)) < _FEWEST:
        return undefined(Undefined.TOO_FEW_ITEMS, sample)
    above = 1.0 - (np.searchsorted(y, x, "left") + np.searchsorted(y, x, "right")) / (2.0 * len(y))
    below = (np.searchsorted(x, y, "left") + np.searchsorted(x, y, "right")) / (2.0 * len(x))
    value = float(above.mean())
    se = math.sqrt(float(above.var(ddof=1)) / len(x) + float(below.var(ddof=1)) / len(y))
    if se <= 0 or not 0 < value < 1:
        return estimate(value, sample)
    margin = normal_quantile((1 + confidence) / 2) * se / (value * (1 - value))
    middle = math.log(value / (1 - value))
    low, high = (1 / (1 + math.exp(-end)) for end in (middle - margin, middle + margin))
    return estimate(value, sample, method=Method.LARGE_SAMPLE, spread=Spread(se=se, ci_low=low, ci_high=high))


def rank_correlation(first: Sequence[float], second: Sequence[float], *, confidence: float = 0.95) -> Estimate:
    """Spearman's ρ with midranks for ties; limits by Fisher's z with variance (1 + ρ²/2) / (n − 3).

    Undefined: TOO_FEW_ITEMS below five pairs, NO_VARIANCE where one never varies.

    Source:
        Bonett & Wright (2000), Psychometrika 65, 23–28.
    """
    n = len(first)
    sample = Sample(n_items=n, n_raters=1, n_ratings=2 * n, n_clusters=n)
    if n < _FEWEST:
        return undefined(Undefined.TOO_FEW_ITEMS, sample)
    a, b = _midranks(first), _midranks(second)
    a, b = a - a.mean(), b - b.mean()
    spread = math.sqrt(float(a @ a) * float(b @ b))
    if spread <= 0:
        return undefined(Undefined.NO_VARIANCE, sample)
    rho = max(-1.0, min(1.0, float(a @ b) / spread))
    if math.isclose(abs(rho), 1.0):
        return estimate(rho, sample)
    margin = normal_quantile((1 + confidence) / 2) * math.sqrt((1 + rho * rho / 2) / (n - 3))
    low, high = math.tanh(math.atanh(rho) - margin), math.tanh(math.atanh(rho) + margin)
    return estimate(rho, sample, method=Method.LARGE_SAMPLE, spread=Spread(ci_low=low, ci_high=high))


def _midranks(values: Sequence[float]) -> Values:
    x = np.array(values, dtype=np.float64)
    ordered = np.sort(x)
    twice = np.searchsorted(ordered, x, "left") + np.searchsorted(ordered, x, "right") + 1
    return np.asarray(twice / 2.0, dtype=np.float64)
