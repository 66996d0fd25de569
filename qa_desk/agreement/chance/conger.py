"""Conger's kappa: chance from each rater's own shares; Cohen's kappa carried to many raters."""

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray
from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance.linearised import DEFAULT, Chance, Settings, coefficient, item_agreement
from qa_desk.agreement.chance.resampled import AGREEMENT, N_PAIRED, corrected, observed, quadratic_form
from qa_desk.agreement.estimate import Estimate, Undefined, undefined
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.tally import Tally
from qa_desk.agreement.weights import Weights, identity_weights


def conger_kappa(table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT) -> Estimate:
    """Agreement of any number of raters beyond that of raters who keep their own distributions of categories.

    Args:
        table: the ratings, missing ones allowed; raters without a rating are left out.
        weights: credit for near agreement.
        settings: confidence and kind of standard error.

    Returns:
        1 = perfect, 0 = chance. p_e = mean over pairs of raters g < h of sum_kl w_kl p_gk p_hl.
        Undefined: NO_PAIRS, ONE_CATEGORY, NO_DISAGREEMENT_POSSIBLE.

    Source:
        Conger (1980), Psychol. Bull. 88; missing ratings and standard error: Gwet (2014).
    """
    tally = table.tally
    if tally.n_paired == 0:
        return undefined(Undefined.NO_PAIRS, tally.sample)
    if tally.n_used < 2:
        return undefined(Undefined.ONE_CATEGORY, tally.sample)
    used = weights or identity_weights(tally.n_categories)
    return coefficient(tally, item_agreement(tally, used), _chance(tally, used), settings)


def rater_counts(tally: Tally) -> FloatArray:
    """n_gk, shape (raters, categories): how often each rater used each category; raters without a rating left out."""
    counts = np.array([_used(np.ascontiguousarray(column), tally.n_categories) for column in tally.codes.T])
    return counts[counts.any(axis=1)]


def _used(column: IntArray, q: int) -> FloatArray:
    """How often one rater used each category; comparing small integers is faster than widening them for a histogram."""
    if q > 40:
        return np.bincount(column[column >= 0], minlength=q).astype(np.float64)
    return np.array([np.count_nonzero(column == category) for category in range(q)], dtype=np.float64)


def _chance(tally: Tally, weights: Weights) -> Chance:
    """p_e and its derivative: item i moves p_gk by (n/n_g)(1[g rated i as k] - 1[g rated i] p_gk)."""
    counts = rater_counts(tally)
    rated = counts.sum(axis=1)
    shares = counts / rated[:, None]
    n_raters = len(counts)
    others = (shares.sum(axis=0) - shares) @ weights.matrix  # sum over h != g and l of w_kl p_hl
    slope = 2.0 * others / (n_raters * (n_raters - 1.0))
    centred = slope - (slope * shares).sum(axis=1)[:, None]
    centred *= (tally.n_items / rated)[:, None]
    expected = float((shares * others).sum()) / (n_raters * (n_raters - 1.0))
    return Chance(expected, _look_up(tally, centred))


def _look_up(tally: Tally, by_rater: FloatArray) -> FloatArray:
    """Sum over raters of the value of (rater, category of item i), shape (items,); 0 where not rated."""
    influence = np.zeros(tally.n_items)
    active = (column for column in tally.codes.T if (column >= 0).any())
    for column, values in zip(active, by_rater, strict=True):
        influence += np.append(values, 0.0)[column]  # code -1 picks the appended 0
    return influence


def conger_sums(table: RatingTable, weights: Weights) -> Sums:
    """Conger's kappa as a function of sums over items: beside the pairs, how often each rater used each category."""
    tally = table.tally
    q = tally.n_categories
    used = [column for column in tally.codes.T if (column >= 0).any()]
    by_rater = [column[:, None] == np.arange(q) for column in used]
    rows = np.column_stack([tally.paired, item_agreement(tally, weights), *by_rater]).astype(np.float64)
    first = max(N_PAIRED, AGREEMENT) + 1

    def value(sums: FloatArray) -> FloatArray:
        counts = sums[..., first:].reshape(*sums.shape[:-1], len(used), q)
        rated = counts.sum(axis=-1, keepdims=True)
        shares = np.divide(counts, rated, out=np.zeros_like(counts), where=rated > 0)
        present = (rated > 0).sum(axis=(-2, -1)).astype(np.float64)
        own = quadratic_form(shares, weights.matrix).sum(axis=-1)
        total = quadratic_form(shares.sum(axis=-2), weights.matrix)
        pairs = np.maximum(present * (present - 1.0), 1.0)
        return corrected(observed(sums), (total - own) / pairs)

    return Sums(rows, value, tally.clusters)
