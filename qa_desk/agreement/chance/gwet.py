"""Gwet's AC1 and AC2, and Brennan–Prediger: chance that does not grow when one category is rare."""

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance.linearised import DEFAULT, Chance, Settings, coefficient, item_agreement
from qa_desk.agreement.chance.resampled import corrected, mean_shares, observed, share_rows
from qa_desk.agreement.estimate import Estimate, Undefined, undefined
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.tally import weighted_sum
from qa_desk.agreement.weights import Weights, identity_weights


def gwet_ac(table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT) -> Estimate:
    """AC1 (AC2 with weights): agreement beyond the chance that only undecided raters produce.

    Args:
        table: the ratings, any number of raters, missing ones allowed. Declared but unused categories count.
        weights: credit for near agreement; None is AC1.
        settings: confidence and kind of standard error.

    Returns:
        1 = perfect, 0 = chance. p_e = T_w/(q(q-1)) sum_k pi_k (1 - pi_k). Undefined: NO_PAIRS, ONE_CATEGORY (only one
        declared), NO_DISAGREEMENT_POSSIBLE.

    Source:
        Gwet (2008), Computing inter-rater reliability and its variance in the presence of high agreement.
    """
    tally = table.tally
    q = tally.n_categories
    reason = _missing(tally.n_paired, q)
    if reason:
        return undefined(reason, tally.sample)
    used = weights or identity_weights(q)
    shares = tally.mean_shares
    factor = used.total / (q * (q - 1.0))
    expected = factor * float((shares * (1.0 - shares)).sum())
    slope = factor * (1.0 - 2.0 * shares)
    influence = weighted_sum(tally.shares, slope)
    influence -= float(shares @ slope)
    return coefficient(tally, item_agreement(tally, used), Chance(expected, influence), settings)


def brennan_prediger(table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT) -> Estimate:
    """Agreement beyond what raters who pick categories evenly at random would reach; Bennett's S for two raters.

    Args:
        table: the ratings; declared but unused categories count.
        weights: credit for near agreement.
        settings: confidence and kind of standard error.

    Returns:
        1 = perfect, 0 = chance. p_e = T_w/q². Undefined: NO_PAIRS, ONE_CATEGORY, NO_DISAGREEMENT_POSSIBLE.

    Source:
        Brennan & Prediger (1981), Educ. Psychol. Meas. 41; Bennett, Alpert & Goldstein (1954).
    """
    tally = table.tally
    q = tally.n_categories
    reason = _missing(tally.n_paired, q)
    if reason:
        return undefined(reason, tally.sample)
    used = weights or identity_weights(q)
    return coefficient(tally, item_agreement(tally, used), Chance(used.total / (q * q)), settings)


def _missing(n_paired: int, n_categories: int) -> Undefined | None:
    if n_paired == 0:
        return Undefined.NO_PAIRS
    return Undefined.ONE_CATEGORY if n_categories < 2 else None


def gwet_sums(table: RatingTable, weights: Weights) -> Sums:
    """AC1 or AC2 as a function of sums over items."""
    q = max(len(table.categories), 2)
    factor = weights.total / (q * (q - 1.0))

    def value(sums: FloatArray) -> FloatArray:
        shares = mean_shares(sums)
        return corrected(observed(sums), factor * (shares * (1.0 - shares)).sum(axis=-1))

    return Sums(share_rows(table.tally, weights), value, table.tally.clusters)


def brennan_prediger_sums(table: RatingTable, weights: Weights) -> Sums:
    """Brennan–Prediger as a function of sums over items."""
    expected = weights.total / len(table.categories) ** 2

    def value(sums: FloatArray) -> FloatArray:
        agreement = observed(sums)
        return corrected(agreement, np.full(agreement.shape, expected))

    return Sums(share_rows(table.tally, weights), value, table.tally.clusters)
