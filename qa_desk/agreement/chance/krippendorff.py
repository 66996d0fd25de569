"""Krippendorff's alpha: one minus observed by expected disagreement, for any level of measurement.

Every form is the same ratio: A = sum of A_i, the disagreement inside items, against B = sum_ck n_c n_k d_ck, that of
all pairable values; alpha = 1 - (N - 1) A/B. Each form says how an item moves A and B; one place makes the interval.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray, count_clusters
from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance.linearised import DEFAULT, NEGLIGIBLE, Settings, StandardError, from_deviations, unanimous
from qa_desk.agreement.chance.resampled import quadratic_form
from qa_desk.agreement.estimate import Estimate, Extra, Sample, Undefined, undefined
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.tally import Tally, take_rows, weighted_sum
from qa_desk.agreement.weights import IDENTITY, Weights, identity_weights, named_weights


class Metric(StrEnum):
    """Krippendorff's squared differences, by level of measurement."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


_ITEMS_AT_ONCE = 20_000
_WEIGHTS_OF = {Metric.NOMINAL: IDENTITY, Metric.INTERVAL: "quadratic", Metric.RATIO: "ratio"}


@dataclass(frozen=True, slots=True, eq=False)
class _Disagreement:
    """Observed and expected disagreement over the items with two ratings or more.

    `ratings` r_i, `observed` A_i and `observed_change` (dA by item) and `expected_change` (dB by item) have shape
    (items,); `expected` is B; `largest` scales to p_a and p_e: the largest d that can occur.
    """

    ratings: FloatArray
    observed: FloatArray
    observed_change: FloatArray
    expected: float
    expected_change: FloatArray
    largest: float


def krippendorff_alpha(
    table: RatingTable, *, metric: Metric = Metric.NOMINAL, settings: Settings = DEFAULT
) -> Estimate:
    """Agreement of any number of raters, missing ratings allowed, at a level of measurement.

    Args:
        table: the ratings; items with fewer than two are left out. INTERVAL and RATIO need numeric categories.
        metric: NOMINAL 1[c != k]; ORDINAL (n_c/2 + n between + n_k/2)²; INTERVAL (c - k)²; RATIO ((c - k)/(c + k))².
        settings: confidence of the interval.

    Returns:
        1 = perfect, 0 = chance, negative = below. Undefined: NO_PAIRS, ONE_CATEGORY, NOT_NUMERIC, NEGATIVE_VALUES.

    Source:
        Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; (2019), Content Analysis, 4th ed. Interval:
        the delta method, equal to Gwet (2014) where that exists, and carried to the ordinal metric, whose distances
        depend on the counts.
    """
    values = table.values
    if metric in (Metric.INTERVAL, Metric.RATIO) and values is None:
        return undefined(Undefined.NOT_NUMERIC, table.tally.sample)
    if metric is Metric.RATIO and values is not None and values.min(initial=0.0) < 0.0:
        return undefined(Undefined.NEGATIVE_VALUES, table.tally.sample)
    if metric is Metric.ORDINAL:
        return _ordinal_alpha(table, settings)
    weights = named_weights(_WEIGHTS_OF[metric], table.positions)
    return krippendorff_alpha_weighted(table, weights=weights, settings=settings)


def krippendorff_alpha_weighted(
    table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT
) -> Estimate:
    """Alpha with agreement weights w in place of a metric: d = 1 - w. Quadratic weights are the interval metric.

    Args:
        table: the ratings; items with fewer than two are left out.
        weights: agreement weights; None is the nominal metric.
        settings: confidence of the interval.

    Returns:
        As `krippendorff_alpha`. Undefined: NO_PAIRS, ONE_CATEGORY, NO_DISAGREEMENT_POSSIBLE.

    Source:
        Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 3.
    """
    reason = _missing(table)
    if reason:
        return undefined(reason, table.tally.paired_sample)
    counts, ratings, clusters, sample = _paired(table)
    used = weights or identity_weights(counts.shape[1])
    if used.is_identity:
        agreeing = np.einsum("ik,ik->i", counts, counts) - ratings
        totals = counts.sum(axis=0)
        expected_by_category = totals.sum() - totals
    else:
        agreeing = np.einsum("ik,ik->i", counts, counts @ used.matrix) - ratings
        totals = counts.sum(axis=0)
        expected_by_category = (1.0 - used.matrix) @ totals
    observed = ratings - agreeing / (ratings - 1.0)
    expected = float(totals @ expected_by_category)
    change = weighted_sum(counts, 2.0 * expected_by_category)
    parts = _Disagreement(ratings, observed, observed, expected, change, 1.0)
    return _alpha(parts, sample, settings, clusters)


def krippendorff_alpha_interval(table: ScoreTable, *, settings: Settings = DEFAULT) -> Estimate:
    """Alpha with the interval metric on measured values, from sums alone: memory stays linear in the ratings.

    Args:
        table: numbers of shape (items, raters), any real values, NaN = not rated.
        settings: confidence of the interval.

    Returns:
        As `krippendorff_alpha` with INTERVAL. Undefined: NO_PAIRS, NO_VARIANCE.

    Source:
        Krippendorff (2019); A_i = 2 (r_i sum x² - (sum x)²)/(r_i - 1), B = 2 (N sum x² - (sum x)²).
    """
    sums = _item_sums(table.scores)
    ratings, totals, squares = sums
    paired = ratings > 1.5
    clusters = table.clusters
    if not paired.all():
        ratings, totals, squares = ratings[paired], totals[paired], squares[paired]
        clusters = None if clusters is None else clusters[paired]
    n_clusters = None if clusters is None else count_clusters(clusters)
    sample = Sample(len(ratings), table.n_raters, int(ratings.sum()), n_clusters)
    if len(ratings) == 0:
        return undefined(Undefined.NO_PAIRS, sample)
    n, total, square = float(ratings.sum()), float(totals.sum()), float(squares.sum())
    observed = 2.0 * (ratings * squares - totals * totals) / (ratings - 1.0)
    expected = 2.0 * (n * square - total * total)
    if expected <= NEGLIGIBLE * max(1.0, n * square):
        return undefined(Undefined.NO_VARIANCE, sample)
    change = 2.0 * (ratings * square + n * squares - (2.0 * total) * totals)
    # fmax and fmin pass over NaN without the copy that nanmax makes
    largest = float(np.fmax.reduce(table.scores, axis=None) - np.fmin.reduce(table.scores, axis=None)) ** 2
    return _alpha(_Disagreement(ratings, observed, observed, expected, change, largest), sample, settings, clusters)


def _ordinal_alpha(table: RatingTable, settings: Settings) -> Estimate:
    """Krippendorff's ordinal metric is the interval metric on the mid-ranks m of the categories, which move with n."""
    reason = _missing(table)
    if reason:
        return undefined(reason, table.tally.paired_sample)
    counts, ratings, clusters, sample = _paired(table)
    n_c = counts.sum(axis=0)
    n = float(n_c.sum())
    ranks = np.cumsum(n_c) - n_c / 2.0
    sums, squares = weighted_sum(counts, ranks), weighted_sum(counts, ranks * ranks)
    observed = 2.0 * (ratings * squares - sums * sums) / (ratings - 1.0)
    rank_sum, rank_square = float(n_c @ ranks), float(n_c @ (ranks * ranks))
    expected = 2.0 * (n * rank_square - rank_sum**2)
    inside = ranks * (counts.T @ (ratings / (ratings - 1.0)))  # m_c n_c - sum_k o_ck m_k, term by term
    inside -= counts.T @ (sums / (ratings - 1.0))
    overall = n_c * (n * ranks - rank_sum)
    direct = 2.0 * (n * ranks * ranks + rank_square - 2.0 * ranks * rank_sum)
    observed_change = observed + weighted_sum(counts, 4.0 * _through_ranks(inside))
    expected_change = weighted_sum(counts, direct + 4.0 * _through_ranks(overall))
    largest = float(ranks[-1] - ranks[0]) ** 2
    parts = _Disagreement(ratings, observed, observed_change, expected, expected_change, largest)
    return _alpha(parts, sample, settings, clusters)


def _through_ranks(by_rank: FloatArray) -> FloatArray:
    """The transpose of "mid-rank = counts below + half one's own", shape (categories,)."""
    above = np.cumsum(by_rank[::-1])[::-1] - by_rank
    return above + by_rank / 2.0


def _alpha(parts: _Disagreement, sample: Sample, settings: Settings, clusters: IntArray | None) -> Estimate:
    n = float(parts.ratings.sum())
    observed, expected = float(parts.observed.sum()), parts.expected
    if expected <= NEGLIGIBLE:
        return undefined(Undefined.NO_DISAGREEMENT_POSSIBLE, sample)
    extras = {
        Extra.OBSERVED: 1.0 - (1.0 - 1.0 / n) * observed / (n * parts.largest),
        Extra.EXPECTED: 1.0 - expected / (n * n * parts.largest),
    }
    if observed <= NEGLIGIBLE * parts.largest:
        return unanimous(sample, settings, clusters, extras | {Extra.OBSERVED: 1.0})
    ratio = observed / expected
    deviation = -ratio * parts.ratings - (n / expected) * (parts.observed_change - ratio * parts.expected_change)
    deviation *= len(parts.ratings)
    if settings.se is StandardError.PUBLISHED and clusters is None:
        # the published one centres p_a' on p_a; the two differ only where items have unequally many ratings
        deviation -= ratio * (parts.ratings / parts.ratings.mean() - 1.0)
    return from_deviations(1.0 - (n - 1.0) * ratio, deviation, sample, settings, clusters, extras)


def _missing(table: RatingTable) -> Undefined | None:
    tally = table.tally
    if tally.n_paired == 0:
        return Undefined.NO_PAIRS
    counts = tally.counts if tally.n_paired == tally.n_items else take_rows(tally.counts, tally.paired)
    return Undefined.ONE_CATEGORY if np.count_nonzero(counts.any(axis=0)) < 2 else None


def _paired(table: RatingTable) -> tuple[FloatArray, FloatArray, IntArray | None, Sample]:
    """Counts, ratings per item and clusters of the items with two ratings or more, and their sample."""
    tally = table.tally
    if tally.n_paired == tally.n_items:
        return tally.counts, tally.ratings, tally.clusters, tally.paired_sample
    counts = take_rows(tally.counts, tally.paired)
    clusters = None if tally.clusters is None else tally.clusters[tally.paired]
    return counts, tally.ratings[tally.paired], clusters, tally.paired_sample


def _item_sums(scores: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Count, sum and sum of squares of each item's ratings, each of shape (items,), about the overall mean.

    Alpha does not change when all values shift; the shift keeps large totals from cancelling. Some thousand items at a
    time, so that no second table stands in memory.
    """
    n_items = len(scores)
    mean = _mean_of_known(scores)
    ratings, totals, squares = np.empty(n_items), np.empty(n_items), np.empty(n_items)
    for start in range(0, n_items, _ITEMS_AT_ONCE):
        part = slice(start, start + _ITEMS_AT_ONCE)
        rated = ~np.isnan(scores[part])
        centred = np.where(rated, scores[part] - mean, 0.0)
        ratings[part] = rated.sum(axis=1)
        totals[part] = centred.sum(axis=1)
        squares[part] = np.einsum("ij,ij->i", centred, centred)
    return ratings, totals, squares


def _mean_of_known(scores: FloatArray) -> float:
    """The mean of all numbers, NaN left out; 0 where there is none."""
    total, n = 0.0, 0
    for start in range(0, len(scores), _ITEMS_AT_ONCE):
        part = scores[start : start + _ITEMS_AT_ONCE]
        total += float(np.nansum(part))
        n += int(np.count_nonzero(part == part))
    return total / n if n else 0.0


def alpha_weighted_sums(table: RatingTable, weights: Weights) -> Sums:
    """Alpha with agreement weights as a function of sums over items; items with a single rating add nothing."""
    tally = table.tally
    counts, ratings = _where_paired(tally)
    agreeing = np.einsum("ik,ik->i", counts, counts if weights.is_identity else counts @ weights.matrix) - ratings
    rows = np.column_stack([ratings, ratings - agreeing / np.maximum(ratings - 1.0, 1.0), counts])

    def value(sums: FloatArray) -> FloatArray:
        n, totals = sums[..., 0], sums[..., 2:]
        return _alpha_of(n, sums[..., 1], n * n - quadratic_form(totals, weights.matrix))

    return Sums(rows, value, tally.clusters)


def alpha_sums(table: RatingTable, metric: Metric) -> Sums:
    """Krippendorff's alpha as a function of sums over items; the table must suit the metric."""
    if metric is not Metric.ORDINAL:
        return alpha_weighted_sums(table, named_weights(_WEIGHTS_OF[metric], table.positions))
    tally = table.tally
    counts, ratings = _where_paired(tally)
    q = counts.shape[1]
    upper = np.triu_indices(q, 1)
    together = counts[:, upper[0]] * counts[:, upper[1]] / np.maximum(ratings - 1.0, 1.0)[:, None]
    rows = np.column_stack([ratings, counts, together])

    def value(sums: FloatArray) -> FloatArray:
        n, totals = sums[..., 0], sums[..., 1 : q + 1]
        ranks = np.cumsum(totals, axis=-1) - totals / 2.0
        distance = np.square(ranks[..., upper[0]] - ranks[..., upper[1]])
        expected = 2.0 * (distance * totals[..., upper[0]] * totals[..., upper[1]]).sum(axis=-1)
        return _alpha_of(n, 2.0 * (sums[..., q + 1 :] * distance).sum(axis=-1), expected)

    return Sums(rows, value, tally.clusters)


def _where_paired(tally: Tally) -> tuple[FloatArray, FloatArray]:
    """Counts and ratings per item, 0 where there is no pair: such an item can't be compared with anything."""
    if tally.n_paired == tally.n_items:
        return tally.counts, tally.ratings
    return tally.counts * tally.paired[:, None], np.where(tally.paired, tally.ratings, 0.0)


def _alpha_of(n: FloatArray, observed: FloatArray, expected: FloatArray) -> FloatArray:
    ratio = np.divide((n - 1.0) * observed, expected, out=np.full(n.shape, np.nan), where=expected > NEGLIGIBLE)
    return 1.0 - ratio
