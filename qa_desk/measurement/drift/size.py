"""How far a series lies from the standard over some of its sessions, with an interval."""

import numpy as np

from qa_desk.agreement.estimate import Estimate, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import normal_quantile
from qa_desk.measurement.drift.watch import Course


def mean_deviation(course: Course, *, since: int = 0, is_share: bool = True, confidence: float = 0.95) -> Estimate:
    """Σ n·mean / Σ n over the points from `since` on, −1…1; negative for too strict.

    The largest of three variances is taken: that of the ratio, sessions as the sample; that of chance alone; and for a
    share that of two more successes and failures, as three sessions that are all alike are not certain. Undefined:
    NO_ITEMS.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., § 2.11; Agresti & Coull (1998), American Statistician 52, 119–126.
    """
    n = course.n[since:].astype(np.float64)
    total = float(n.sum())
    sample = Sample(n_items=int(total), n_raters=1, n_ratings=int(total), n_clusters=len(n))
    if not len(n):
        return undefined(Undefined.NO_ITEMS, sample)
    means = course.mean[since:]
    value = float((n * means).sum()) / total
    by_chance = n * course.usual_sd[since:]
    variance = float(by_chance @ by_chance) / total**2
    if len(n) > 1:
        residual = n * (means - value)
        variance = max(variance, float(residual @ residual) * len(n) / (len(n) - 1) / total**2)
    if is_share:
        share = (abs(value) * total + 2) / (total + 4)
        variance = max(variance, share * (1 - share) / (total + 4))
    se = float(np.sqrt(variance))
    margin = normal_quantile((1 + confidence) / 2) * se
    spread = Spread(se=se, ci_low=max(-1.0, value - margin), ci_high=min(1.0, value + margin))
    return estimate(value, sample, method=Method.LINEARISED_RATIO, spread=spread)


def beyond_usual(course: Course, *, since: int = 0) -> float:
    """How far the mean deviation from `since` on lies beyond what is usual on these calls; 0 for nothing."""
    n = course.n[since:]
    return float((n * (course.mean[since:] - course.usual[since:])).sum() / n.sum()) if len(n) else 0.0
