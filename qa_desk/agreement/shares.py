"""Shares of counted decisions, and limits for them that stay within 0…1 and hold when calls are few.

A share has a largest and a smallest value, so value ± t·se is wrong for it near both and with few calls. Used by the
figures against the standard, by the attribute study and by agreement on a category.
"""

from dataclasses import replace

from qa_desk.agreement.arrays import BoolArray, FloatArray, IntArray, count_clusters
from qa_desk.agreement.chance.linearised import Settings, from_deviations
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import clopper_pearson, clustered_wilson, wilson


def ratio_of_sums(
    part: FloatArray,
    whole: FloatArray,
    clusters: IntArray | None,
    settings: Settings,
    *,
    n_raters: int,
    missing: Undefined = Undefined.NO_STANDARD,
) -> Estimate:
    """sum(part) / sum(whole) over items, each of which may hold several decisions.

    Args:
        part: shape (items,), decisions of the kind counted.
        whole: shape (items,), decisions that could be of that kind; items with none say nothing and are left out.
        clusters: shape (items,), the call of each item, or None.
        settings: confidence.
        n_raters: how many raters decided.
        missing: why there is no share where the whole is 0.

    Returns:
        0…1 with MATCHED of INSPECTED decisions, the linearised standard error over calls (items where there are no
        clusters), and limits as `clustered_wilson` finds them. Undefined: what `missing` says.

    Source:
        Ratio estimator: Cochran (1977), Sampling Techniques, chapter 6.
    """
    part, whole, clusters = _concerned(part, whole, clusters)
    sample = _sample(whole, clusters, n_raters)
    total = float(whole.sum())
    if total == 0.0:
        return undefined(missing, sample)
    value = float(part.sum()) / total
    extras = {Extra.MATCHED: float(part.sum()), Extra.INSPECTED: total}
    deviation = (part - value * whole) * (len(whole) / total)
    figure = from_deviations(value, deviation, sample, settings, clusters, extras)
    return with_share_limits(replace(figure, p_value=None), settings, n_units=figure.n_calls, n_counted=total)


def share_of_counts(
    part: FloatArray,
    whole: FloatArray,
    clusters: IntArray | None,
    settings: Settings,
    *,
    n_raters: int,
    missing: Undefined = Undefined.NO_STANDARD,
) -> Estimate:
    """As `ratio_of_sums`, but decisions on unclustered items count as independent: exact limits on their counts."""
    figure = ratio_of_sums(part, whole, clusters, settings, n_raters=n_raters, missing=missing)
    if figure.value is None or clusters is not None:
        return figure
    matched, inspected = round(figure.extras[Extra.MATCHED]), round(figure.extras[Extra.INSPECTED])
    spread = Spread(figure.se, *clopper_pearson(matched, inspected, confidence=settings.confidence))
    sample = Sample(figure.n_items, figure.n_raters, figure.n_ratings)
    return estimate(figure.value, sample, method=Method.CLOPPER_PEARSON, spread=spread, extras=figure.extras)


def with_share_limits(figure: Estimate, settings: Settings, *, n_units: int, n_counted: float) -> Estimate:
    """The same share with limits that suit a share, in place of value ± t·se.

    Args:
        figure: a share with its linearised standard error; one without is returned as it is.
        settings: confidence.
        n_units: calls (or items) that say something about the share.
        n_counted: decisions counted in it; as many are the most that its precision may be taken for.
    """
    if figure.value is None or figure.se is None or n_units < 2:
        return figure
    confidence = settings.confidence
    if figure.value in (0.0, 1.0):
        low, high = wilson(figure.value * n_units, n_units, confidence=confidence)
        return replace(figure, ci_low=low, ci_high=high, method=Method.WILSON)
    low, high = clustered_wilson(figure.value, figure.se, n_units=n_units, n_counted=n_counted, confidence=confidence)
    return replace(figure, ci_low=low, ci_high=high, method=Method.CLUSTERED_WILSON)


def _concerned(
    part: FloatArray, whole: FloatArray, clusters: IntArray | None
) -> tuple[FloatArray, FloatArray, IntArray | None]:
    """Only the items that count: an item without a decision says nothing about spread."""
    keep: BoolArray = whole > 0
    return part[keep], whole[keep], None if clusters is None else clusters[keep]


def _sample(whole: FloatArray, clusters: IntArray | None, n_raters: int) -> Sample:
    n_clusters = None if clusters is None else count_clusters(clusters)
    return Sample(len(whole), n_raters, int(whole.sum()), n_clusters)
