"""Agreement before any allowance for chance: of pairs of raters, on each category, and of everybody."""

from dataclasses import replace

import numpy as np

from qa_desk.agreement.arrays import count_clusters
from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance.linearised import DEFAULT, Chance, Settings, coefficient, from_deviations, item_agreement
from qa_desk.agreement.chance.resampled import observed, share_rows
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import wilson
from qa_desk.agreement.shares import with_share_limits
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import Weights, identity_weights


def percent_agreement(table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT) -> Estimate:
    """Share of agreeing pairs of raters, averaged over the items that have a pair.

    Args:
        table: the ratings; items with a single rating carry no pair.
        weights: credit for near agreement; None gives credit to equal categories only.
        settings: confidence and kind of standard error.

    Returns:
        0…1 with the published limits (t), which may fall below 0 with few items; the verdict judges clustered ones by
        limits that can't. Undefined: NO_PAIRS.

    Source:
        Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 2.
    """
    tally = table.tally
    if tally.n_paired == 0:
        return undefined(Undefined.NO_PAIRS, tally.sample)
    agreement = item_agreement(tally, weights or identity_weights(tally.n_categories))
    return coefficient(tally, agreement, Chance(0.0), settings)


def specific_agreement(table: RatingTable, category: str, *, settings: Settings = DEFAULT) -> Estimate:
    """Given that one rater said this category, how often another says it too: agreement on the failures.

    Args:
        table: the ratings; only items with a pair count.
        category: one of the table's categories.
        settings: confidence.

    Returns:
        Sum over items of r_ik (r_ik - 1)/(r_i - 1) by sum of r_ik: of two raters, 2a/(2a + b + c). Its sample are
        the items and calls with a rating in the category; below two there is no interval. Undefined: NO_PAIRS,
        CATEGORY_UNUSED.

    Source:
        Cicchetti & Feinstein (1990), J. Clin. Epidemiol. 43; Uebersax's form for many raters.
    """
    tally = table.tally
    if tally.n_paired == 0:
        return undefined(Undefined.NO_PAIRS, tally.sample)
    counts = tally.counts[:, table.categories.index(category)]
    others = np.maximum(tally.ratings - 1.0, 1.0)
    agreeing = np.where(tally.paired, counts * (counts - 1.0) / others, 0.0)
    in_category = np.where(tally.paired, counts, 0.0)
    total = float(in_category.sum())
    if total == 0.0:
        return undefined(Undefined.CATEGORY_UNUSED, tally.sample)
    value = float(agreeing.sum()) / total
    used = in_category > 0.0
    n_used = int(np.count_nonzero(used))
    deviation = (agreeing - value * in_category)[used] * (n_used / total)
    clusters = None if tally.clusters is None else tally.clusters[used]
    n_clusters = None if clusters is None else count_clusters(clusters)
    sample = Sample(n_used, tally.n_raters, round(total), n_clusters)
    figure = from_deviations(value, deviation, sample, settings, clusters, {Extra.COUNT: total})
    return with_share_limits(replace(figure, p_value=None), settings, n_units=figure.n_calls, n_counted=n_used)


def all_raters_agree_share(table: RatingTable, *, settings: Settings = DEFAULT) -> Estimate:
    """Share of items on which everybody who rated said the same; needs two ratings of an item.

    Returns:
        0…1 with a Wilson interval over items, or over calls where there are clusters. Undefined: NO_PAIRS.
    """
    tally = table.tally
    if tally.n_paired == 0:
        return undefined(Undefined.NO_PAIRS, tally.sample)
    unanimous = np.where(tally.paired, tally.agreeing_pairs == tally.pairs, False)
    matched = int(np.count_nonzero(unanimous))
    value = matched / tally.n_paired
    extras = {Extra.MATCHED: float(matched), Extra.INSPECTED: float(tally.n_paired)}
    if tally.clusters is not None:
        clusters = tally.clusters[tally.paired]
        deviation = unanimous[tally.paired] - value
        figure = replace(from_deviations(value, deviation, tally.sample, settings, clusters, extras), p_value=None)
        n_calls = count_clusters(clusters)
        return with_share_limits(figure, settings, n_units=n_calls, n_counted=tally.n_paired)
    low, high = wilson(matched, tally.n_paired, confidence=settings.confidence)
    return estimate(value, tally.sample, method=Method.WILSON, spread=Spread(None, low, high), extras=extras)


def percent_sums(table: RatingTable, weights: Weights) -> Sums:
    """Percent agreement as a function of sums over items."""
    return Sums(share_rows(table.tally, weights), observed, table.tally.clusters)
