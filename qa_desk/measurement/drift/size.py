"""How far a series lies from what is usual over some of its sessions, with an interval."""

import numpy as np

from qa_desk.agreement.estimate import Estimate, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import normal_quantile
from qa_desk.measurement.drift.watch import Course


def excess(course: Course, *, since: int = 0, confidence: float = 0.95) -> Estimate:
    """Σ n·(mean − usual) / Σ n over the points from `since` on: what deviates beyond what is usual, −1…1.

    The larger of two variances is taken: that of the ratio, sessions as the sample, and that of chance alone, as two or
    three sessions that happen to be alike would seem more certain than they are. Undefined: NO_ITEMS.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., § 2.11.
    """
    n = course.n[since:].astype(np.float64)
    total = float(n.sum())
    sample = Sample(n_items=int(total), n_raters=1, n_ratings=int(total), n_clusters=len(n))
    if not len(n):
        return undefined(Undefined.NO_ITEMS, sample)
    beyond = course.mean[since:] - course.usual[since:]
    value = float((n * beyond).sum()) / total
    variance = float((n * course.usual_sd[since:]) @ (n * course.usual_sd[since:])) / total**2
    if len(n) > 1:
        residual = n * (beyond - value)
        variance = max(variance, float(residual @ residual) * len(n) / (len(n) - 1) / total**2)
    se = float(np.sqrt(variance))
    margin = normal_quantile((1 + confidence) / 2) * se
    spread = Spread(se=se, ci_low=max(-1.0, value - margin), ci_high=min(1.0, value + margin))
    return estimate(value, sample, method=Method.LINEARISED_RATIO, spread=spread)
