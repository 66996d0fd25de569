"""Two raters: Cohen's kappa with its classical standard errors, Scott's pi; and Light's mean over all pairs."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.chance.conger import conger_kappa
from qa_desk.agreement.chance.fleiss import fleiss_kappa
from qa_desk.agreement.chance.linearised import DEFAULT, NEGLIGIBLE, Settings
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import normal_quantile, normal_two_sided
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import CUSTOM, Weights, identity_weights, named_weights

_ROUNDING = 1e-14
"""Variances of single decisions below this are rounding: they are differences of squares near 1."""


def cohen_kappa(table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT) -> Estimate:
    """Agreement of two raters beyond that of raters who keep their own distributions, with its published intervals.

    Args:
        table: two raters; only items that both rated count.
        weights: credit for near agreement, by places in the declared order.
        settings: confidence; the limits are normal and, as published, not cut at 1. With clusters they are clustered.

    Returns:
        1 = perfect, 0 = chance. `se` is the large-sample one, `se0`, `z0`, `p0` the test of "kappa is 0" (`p_value`).
        Undefined: NOT_TWO_RATERS, NO_PAIRS, ONE_CATEGORY, NO_DISAGREEMENT_POSSIBLE.

    Source:
        Cohen (1960, 1968); Fleiss, Cohen & Everitt (1969), Psychol. Bull. 72.
    """
    if table.n_raters != 2:
        return undefined(Undefined.NOT_TWO_RATERS, table.tally.sample)
    used = weights or identity_weights(len(table.categories))
    figure = kappa_of_crosstab(crosstab(table), used, settings)
    if table.clusters is None or figure.value is None:
        return figure
    # The published errors take items for independent; those of one call are not, so the clustered one of Conger's.
    clustered = conger_kappa(table.complete(), weights=used, settings=settings)
    return replace(
        clustered,
        extras={
            Extra.OBSERVED: figure.extras[Extra.OBSERVED],
            Extra.COUNT: figure.extras[Extra.COUNT],
            Extra.EXPECTED: figure.extras[Extra.EXPECTED],
        },
    )


def cohen_kappa_gwet(table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT) -> Estimate:
    """Cohen's kappa on the items both rated, its standard error linearised over items (clustered with clusters).

    Undefined: NOT_TWO_RATERS and those of `conger_kappa`, which it equals on complete data.
    """
    if table.n_raters != 2:
        return undefined(Undefined.NOT_TWO_RATERS, table.tally.sample)
    return conger_kappa(table.complete(), weights=weights, settings=settings)


def scott_pi(table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT) -> Estimate:
    """Agreement of two raters beyond that of raters who share one distribution; Fleiss' kappa on the items both rated.

    Undefined: NOT_TWO_RATERS and those of `fleiss_kappa`.

    Source:
        Scott (1955), Public Opinion Quarterly 19.
    """
    if table.n_raters != 2:
        return undefined(Undefined.NOT_TWO_RATERS, table.tally.sample)
    return fleiss_kappa(table.complete(), weights=weights, settings=settings)


def light_kappa(table: RatingTable, *, settings: Settings = DEFAULT) -> Estimate:
    """Mean of Cohen's kappas of all pairs of raters, each on the items that both rated; a description.

    Undefined: TOO_FEW_RATERS, and CONSTANT_RATER when some pair's kappa is undefined (both always said the same).

    Source:
        Light (1971), Psychol. Bull. 76.
    """
    sample = table.tally.sample
    if table.n_raters < 2:
        return undefined(Undefined.TOO_FEW_RATERS, sample)
    kappas = [kappa for _, _, kappa in pairwise_cohen_kappa(table, settings=settings)]
    values = [kappa.value for kappa in kappas if kappa.value is not None]
    if len(values) < len(kappas):
        one_category = table.tally.n_used < 2
        return undefined(Undefined.ONE_CATEGORY if one_category else Undefined.CONSTANT_RATER, sample)
    return estimate(sum(values) / len(values), sample)


def pairwise_cohen_kappa(
    table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT
) -> Iterator[tuple[str, str, Estimate]]:
    """Cohen's kappa of each pair of raters, in the order of the columns."""
    used = weights or identity_weights(len(table.categories))
    for first, second in combinations(range(table.n_raters), 2):
        counts = crosstab_of(table, first, second)
        yield table.raters[first], table.raters[second], kappa_of_crosstab(counts, used, settings)


def index_weights(name: str, n_categories: int) -> Weights:
    """The named weights on the places of the categories: what Cohen's weighted kappa is published with."""
    assert name != CUSTOM, "custom weights come as a matrix"
    return named_weights(name, np.arange(1.0, n_categories + 1.0))


def crosstab(table: RatingTable) -> FloatArray:
    """How often the first of two raters said k while the second said l, shape (categories, categories)."""
    return crosstab_of(table, 0, 1)


def crosstab_of(table: RatingTable, first: int, second: int) -> FloatArray:
    """The cross table of two columns, over the items that both rated."""
    q = len(table.categories)
    a, b = table.codes[:, first], table.codes[:, second]
    both = (a >= 0) & (b >= 0)
    cells = a[both].astype(np.intp) * q + b[both]
    return np.bincount(cells, minlength=q * q).reshape(q, q).astype(np.float64)


def kappa_of_crosstab(counts: FloatArray, weights: Weights, settings: Settings = DEFAULT) -> Estimate:
    """Cohen's (weighted) kappa of a cross table of two raters, with the standard errors of 1969."""
    n = float(counts.sum())
    sample = Sample(int(n), 2, int(2 * n))
    if n == 0.0:
        return undefined(Undefined.NO_PAIRS, sample)
    p = counts / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    if np.count_nonzero(rows + columns) < 2:
        return undefined(Undefined.ONE_CATEGORY, sample)
    w = weights.matrix
    product = np.outer(rows, columns)
    observed, expected = float((w * p).sum()), float((w * product).sum())
    room = 1.0 - expected
    if room < NEGLIGIBLE:
        return undefined(Undefined.NO_DISAGREEMENT_POSSIBLE, sample)
    value = 1.0 if np.all(w[counts > 0] == 1.0) else (observed - expected) / room
    credit = (w @ columns)[:, None] + rows @ w
    miss = 1.0 - value
    variance = float((p * np.square(w - credit * miss)).sum()) - (value - expected * miss) ** 2
    null_variance = float((product * np.square(w - credit)).sum()) - expected**2
    se, se0 = (_root(each) / (math.sqrt(n) * room) for each in (variance, null_variance))
    margin = normal_quantile((1.0 + settings.confidence) / 2.0) * se
    extras = {Extra.OBSERVED: observed, Extra.EXPECTED: expected, Extra.COUNT: n, Extra.SE_NULL: se0}
    p0 = None
    if se0 > 0.0:
        p0 = normal_two_sided(value / se0)
        extras |= {Extra.Z_NULL: value / se0, Extra.P_NULL: p0}
    spread = Spread(se, value - margin, value + margin, p0)
    return estimate(value, sample, method=Method.LARGE_SAMPLE, spread=spread, extras=extras)


def _root(variance: float) -> float:
    """Square root of the variance of single decisions, 0 where there is none but for rounding."""
    return math.sqrt(variance) if variance > _ROUNDING else 0.0
