"""Scores given again by the same raters: the part of them without a gap, and how far a rater's own scores scatter."""

import math
from dataclasses import dataclass, replace

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray, count_clusters
from qa_desk.agreement.chance.linearised import DEFAULT, Settings, from_deviations
from qa_desk.agreement.estimate import Estimate, Sample, Undefined, undefined


@dataclass(frozen=True, slots=True, eq=False)
class BalancedPart:
    """Which rows and columns of scores were kept, and their first trials: shape (parts, operators, trials), no gap."""

    parts: IntArray
    operators: IntArray
    scores: FloatArray


def balanced_part(scores: FloatArray) -> BalancedPart | None:
    """The largest part without a gap that leaving out one operator after another leads to.

    Args:
        scores: shape (parts, operators, trials), NaN where there is none; an operator's trials stand in order of time,
            without a gap before the last.

    Returns:
        For the number of trials (two or more) and the operators with most scores kept, ties to more trials; operators
        with the fewest complete parts go first. None below two parts or two operators.
    """
    n_trials = (~np.isnan(scores)).sum(axis=2)
    best: tuple[int, int, list[int]] | None = None
    for wanted in range(int(n_trials.max(initial=0)), 1, -1):
        enough = n_trials >= wanted
        kept = list(range(scores.shape[1]))
        while len(kept) >= 2:
            n_complete = int(np.count_nonzero(enough[:, kept].all(axis=1)))
            n_kept = n_complete * len(kept) * wanted
            if n_complete >= 2 and (best is None or n_kept > best[0]):
                best = (n_kept, wanted, list(kept))
            kept.remove(min(kept, key=lambda place: (int(np.count_nonzero(enough[:, place])), -place)))
    if best is None:
        return None
    _n_kept, wanted, kept = best
    operators = np.array(kept, dtype=np.intp)
    parts = np.flatnonzero((n_trials[:, operators] >= wanted).all(axis=1))
    return BalancedPart(parts, operators, scores[np.ix_(parts, operators, np.arange(wanted))])


def repeat_deviation(scores: FloatArray, clusters: IntArray, settings: Settings = DEFAULT) -> Estimate:
    """The standard deviation of what one rater gives the same item from time to time.

    Args:
        scores: shape (items, raters, trials), NaN where there is none.
        clusters: shape (items,), index of the call of each item.
        settings: confidence.

    Returns:
        s = sqrt(sum of squares within / sum of (trials - 1)), pooled over raters and items with two trials or more;
        limits are the roots of those of s², linearised over calls, the lower one at least 0. Undefined: NO_TRIALS.

    Source:
        Bland & Altman (1996), Measurement error, BMJ 313; ratio estimator as `ratio_of_sums`.
    """
    rated = ~np.isnan(scores)
    n_trials = rated.sum(axis=2)
    again = n_trials >= 2
    items = np.flatnonzero(again.any(axis=1))
    _calls, own = np.unique(clusters[items], return_inverse=True)
    n_raters, n_ratings = int(np.count_nonzero(again.any(axis=0))), int(n_trials[again].sum())
    sample = Sample(len(items), n_raters, n_ratings, count_clusters(own))
    if not len(items):
        return undefined(Undefined.NO_TRIALS, sample)
    means = np.nansum(scores, axis=2) / np.maximum(n_trials, 1)
    squares = np.where(again, np.nansum(np.square(scores - means[:, :, None]), axis=2), 0.0).sum(axis=1)[items]
    freedom = np.where(again, n_trials - 1, 0).sum(axis=1)[items].astype(np.float64)
    variance = float(squares.sum() / freedom.sum())
    deviation = (squares - variance * freedom) * (len(items) / freedom.sum())
    found = from_deviations(variance, deviation, sample, settings, own, upper=None)
    low, high = found.ci_low, found.ci_high
    return replace(
        found,
        value=math.sqrt(variance),
        se=None,
        p_value=None,
        ci_low=None if low is None else math.sqrt(max(0.0, low)),
        ci_high=None if high is None else math.sqrt(high),
    )
