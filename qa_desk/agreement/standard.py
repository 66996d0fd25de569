"""Each rater against the standard (the settled answers): agreement, misses and false alarms, clustered by call.

Where items do not hang together (no clusters) shares get the exact or Wilson interval of counts.
"""

from enum import StrEnum

import numpy as np

from qa_desk.agreement.arrays import BoolArray, FloatArray, IntArray
from qa_desk.agreement.chance.linearised import DEFAULT, Settings, from_deviations, unanimous
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import clopper_pearson, wilson
from qa_desk.agreement.table import RatingTable


class DecisionError(StrEnum):
    """The two ways to be wrong about a criterion that is passed or failed."""

    MISS = "miss"
    """Passed by the rater, failed by the standard."""

    FALSE_ALARM = "false_alarm"
    """Failed by the rater, passed by the standard."""


def agreement_with_standard(
    table: RatingTable, standard: str, *, rater: str | None = None, settings: Settings = DEFAULT
) -> Estimate:
    """Share of ratings equal to the standard's, of one rater or of all together.

    Args:
        table: the ratings; `standard` is one of its raters.
        standard: the column with the settled answers.
        rater: one rater; None pools all of them.
        settings: confidence.

    Returns:
        0…1, sum of equal ratings by sum of ratings that have a standard; the interval is linearised over items, or over
        calls where the table has clusters. Undefined: NO_STANDARD (no item has both).

    Source:
        Ratio estimator: Cochran (1977), Sampling Techniques, chapter 6.
    """
    codes, truth = _against(table, standard, rater)
    rated = (codes >= 0) & (truth >= 0)[:, None]
    equal = (codes == truth[:, None]) & rated
    n_of_item, equal_of_item = rated.sum(axis=1).astype(np.float64), equal.sum(axis=1).astype(np.float64)
    return ratio_of_sums(equal_of_item, n_of_item, table.clusters, settings, n_raters=codes.shape[1])


def error_rate(
    table: RatingTable,
    standard: str,
    *,
    positive: str,
    kind: DecisionError,
    rater: str | None = None,
    settings: Settings = DEFAULT,
) -> Estimate:
    """How often a rater (or all) missed what the standard failed, or failed what the standard passed.

    Args:
        table: the ratings; `standard` is one of its raters.
        standard: the column with the settled answers.
        positive: the category that means "good" (passed); every other one is bad.
        kind: which error.
        rater: one rater; None pools all of them.
        settings: confidence.

    Returns:
        0…1 with MATCHED errors of INSPECTED decisions; clustered by call, else exact. Undefined: NO_STANDARD (the
        standard holds no item of the kind that can be missed or falsely failed, or nobody rated one).
    """
    codes, truth = _against(table, standard, rater)
    good = table.categories.index(positive)
    concerned = (truth >= 0) & ((truth == good) == (kind is DecisionError.FALSE_ALARM))
    rated = (codes >= 0) & concerned[:, None]
    wrong = rated & ((codes == good) == (kind is DecisionError.MISS))
    n_of_item, wrong_of_item = rated.sum(axis=1).astype(np.float64), wrong.sum(axis=1).astype(np.float64)
    return share_of_counts(wrong_of_item, n_of_item, table.clusters, settings, n_raters=codes.shape[1])


def ratio_of_sums(
    part: FloatArray, whole: FloatArray, clusters: IntArray | None, settings: Settings, *, n_raters: int
) -> Estimate:
    """sum(part) / sum(whole) over items with its linearised, or clustered, interval; undefined with NO_STANDARD."""
    part, whole, clusters = _concerned(part, whole, clusters)
    sample = _sample(whole, clusters, n_raters)
    total = float(whole.sum())
    if total == 0.0:
        return undefined(Undefined.NO_STANDARD, sample)
    value = float(part.sum()) / total
    extras = {Extra.MATCHED: float(part.sum()), Extra.INSPECTED: total}
    if value == 1.0:
        return unanimous(sample, settings, clusters, extras)
    deviation = (part - value * whole) * (len(whole) / total)
    return from_deviations(value, deviation, sample, settings, clusters, extras)


def share_of_counts(
    part: FloatArray, whole: FloatArray, clusters: IntArray | None, settings: Settings, *, n_raters: int
) -> Estimate:
    """As `ratio_of_sums`, but never with an interval of no width: exact on counts, Wilson on calls at 0 and at 1."""
    figure = ratio_of_sums(part, whole, clusters, settings, n_raters=n_raters)
    if figure.value is None:
        return figure
    matched, inspected = figure.extras[Extra.MATCHED], figure.extras[Extra.INSPECTED]
    sample = Sample(figure.n_items, figure.n_raters, figure.n_ratings, figure.n_clusters)
    if clusters is None:
        low, high = clopper_pearson(round(matched), round(inspected), confidence=settings.confidence)
        spread = Spread(figure.se, low, high)
        return estimate(figure.value, sample, method=Method.CLOPPER_PEARSON, spread=spread, extras=figure.extras)
    if figure.se == 0.0:
        low, high = wilson(figure.value * figure.n_calls, figure.n_calls, confidence=settings.confidence)
        spread = Spread(figure.se, low, high)
        return estimate(figure.value, sample, method=Method.WILSON, spread=spread, extras=figure.extras)
    return figure


def _against(table: RatingTable, standard: str, rater: str | None) -> tuple[IntArray, IntArray]:
    """Codes of the rater(s), shape (items, raters), and of the standard, shape (items,)."""
    names = [name for name in table.raters if name != standard] if rater is None else [rater]
    both = table.select_raters([*names, standard]).codes
    return both[:, :-1], both[:, -1]


def _concerned(
    part: FloatArray, whole: FloatArray, clusters: IntArray | None
) -> tuple[FloatArray, FloatArray, IntArray | None]:
    """Only the items that count: an item without a decision says nothing about spread."""
    keep: BoolArray = whole > 0
    return part[keep], whole[keep], None if clusters is None else clusters[keep]


def _sample(whole: FloatArray, clusters: IntArray | None, n_raters: int) -> Sample:
    n_clusters = None if clusters is None else len(np.unique(clusters))
    return Sample(len(whole), n_raters, int(whole.sum()), n_clusters)
