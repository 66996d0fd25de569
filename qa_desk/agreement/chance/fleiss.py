"""Fleiss' kappa: chance from the shares of categories over all raters; with the classical tests of independence."""

import math

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance.linearised import DEFAULT, Chance, Settings, coefficient, item_agreement
from qa_desk.agreement.chance.resampled import corrected, mean_shares, observed, quadratic_form, share_rows
from qa_desk.agreement.estimate import Estimate, Extra, Method, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import normal_quantile, normal_two_sided, normal_upper
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.tally import Tally, weighted_sum
from qa_desk.agreement.weights import Weights, identity_weights


def fleiss_kappa(table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT) -> Estimate:
    """Agreement of any number of raters beyond that of raters who share one distribution of categories.

    Args:
        table: the ratings, missing ones allowed.
        weights: credit for near agreement.
        settings: confidence and kind of standard error.

    Returns:
        1 = perfect, 0 = chance; Scott's pi for two raters. p_e = sum_kl w_kl pi_k pi_l.
        Undefined: NO_PAIRS, ONE_CATEGORY, NO_DISAGREEMENT_POSSIBLE.

    Source:
        Fleiss (1971), Psychol. Bull. 76; the standard error: Gwet (2014).
    """
    tally = table.tally
    reason = _missing(tally)
    if reason:
        return undefined(reason, tally.sample)
    used = weights or identity_weights(tally.n_categories)
    slope = used.matrix @ tally.mean_shares
    expected = float(tally.mean_shares @ slope)
    influence = weighted_sum(tally.shares, slope)
    influence -= expected
    influence *= 2.0
    return coefficient(tally, item_agreement(tally, used), Chance(expected, influence), settings)


def fleiss_kappa_h0(table: RatingTable, *, settings: Settings = DEFAULT) -> Estimate:
    """Fleiss' kappa with the classical large-sample test of "agreement is pure chance".

    Args:
        table: complete ratings: everybody rated every item.
        settings: confidence of `ci_low_h0`/`ci_high_h0`, the limits value ± z·se0 that SPSS, SigmaXL and JASP print.

    Returns:
        The value with se0, z0, p0 (two-sided; Minitab prints the upper tail) as extras; `p_value` is p0.
        Undefined: NO_PAIRS, INCOMPLETE, ONE_CATEGORY.

    Source:
        Fleiss, Nee & Landis (1979), Psychol. Bull. 86.
    """
    tally = table.tally
    reason = _missing(tally) or _incomplete(tally)
    if reason:
        return undefined(reason, tally.sample)
    n, m, p = tally.n_items, float(tally.ratings[0]), tally.mean_shares
    spread = float((p * (1.0 - p)).sum())
    agreement = float(tally.agreeing_pairs.sum()) / (n * m * (m - 1.0))
    value = 1.0 - (1.0 - agreement) / spread  # exactly 1 where nobody differs
    inner = spread**2 - float((p * (1.0 - p) * (1.0 - 2.0 * p)).sum())
    se0 = math.sqrt(2.0) / (spread * math.sqrt(n * m * (m - 1.0))) * math.sqrt(max(inner, 0.0))
    return null_test(table, value, se0, settings)


def fleiss_kappa_category(table: RatingTable, category: str, *, settings: Settings = DEFAULT) -> Estimate:
    """Fleiss' kappa of one category against all others, with its classical test.

    Args:
        table: complete ratings.
        category: one of the table's categories.
        settings: confidence of the limits under chance.

    Returns:
        kappa_j = 1 - sum_i x_ij (m - x_ij) / (n m (m - 1) p_j q_j), se0 = sqrt(2/(n m (m - 1))).
        Undefined: NO_PAIRS, INCOMPLETE, ONE_CATEGORY, CATEGORY_UNUSED.

    Source:
        Fleiss (1971); Fleiss, Nee & Landis (1979).
    """
    tally = table.tally
    reason = _missing(tally) or _incomplete(tally)
    if reason:
        return undefined(reason, tally.sample)
    n, m = tally.n_items, float(tally.ratings[0])
    counts = tally.counts[:, table.categories.index(category)]
    share = float(counts.mean()) / m
    if share == 0.0:
        return undefined(Undefined.CATEGORY_UNUSED, tally.sample)
    split = float((counts * (m - counts)).sum())
    value = 1.0 - split / (n * m * (m - 1.0) * share * (1.0 - share))
    return null_test(table, value, math.sqrt(2.0 / (n * m * (m - 1.0))), settings)


def null_test(table: RatingTable, value: float, se0: float, settings: Settings) -> Estimate:
    """A coefficient with the normal test of "it is 0", se0 being its standard error when that is true.

    The test takes items for independent: where several belong to one call there is the value alone.
    """
    sample = table.tally.sample
    if sample.n_clusters is not None and sample.n_clusters < sample.n_items:
        return estimate(value, sample)
    margin = normal_quantile((1.0 + settings.confidence) / 2.0) * se0
    z0 = value / se0 if se0 > 0.0 else math.copysign(math.inf, value)
    p0 = normal_two_sided(z0)
    extras = {
        Extra.SE_NULL: se0,
        Extra.P_NULL: p0,
        Extra.P_NULL_ONE_SIDED: normal_upper(z0),
        Extra.CI_LOW_NULL: value - margin,
        Extra.CI_HIGH_NULL: value + margin,
    }
    if math.isfinite(z0):
        extras[Extra.Z_NULL] = z0
    return estimate(
        value, table.tally.sample, method=Method.NULL_TEST, spread=Spread(None, None, None, p0), extras=extras
    )


def _missing(tally: Tally) -> Undefined | None:
    if tally.n_paired == 0:
        return Undefined.NO_PAIRS
    return Undefined.ONE_CATEGORY if tally.n_used < 2 else None


def _incomplete(tally: Tally) -> Undefined | None:
    return None if bool(np.all(tally.ratings == tally.ratings[0])) else Undefined.INCOMPLETE


def fleiss_sums(table: RatingTable, weights: Weights) -> Sums:
    """Fleiss' kappa as a function of sums over items."""

    def value(sums: FloatArray) -> FloatArray:
        return corrected(observed(sums), quadratic_form(mean_shares(sums), weights.matrix))

    return Sums(share_rows(table.tally, weights), value, table.tally.clusters)
