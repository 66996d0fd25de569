"""Kendall's W: do the inspectors rank the items alike? And tau-b of one inspector with the standard."""

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.chance.linearised import NEGLIGIBLE
from qa_desk.agreement.estimate import Estimate, Extra, Method, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import chi_squared_upper
from qa_desk.agreement.scores import ScoreTable


def kendall_w(table: ScoreTable, *, corrects_ties: bool = True) -> Estimate:
    """Concordance of the rankings of m raters on n items.

    Args:
        table: complete scores of shape (items, raters).
        corrects_ties: whether ties lower the largest W that could be reached.

    Returns:
        0 (no common order) … 1 (the same order): W = 12 S/(m²(n³ - n) - m sum T_j), T_j = sum of t³ - t over rater j's
        ties; chi² = m (n - 1) W with n - 1 degrees of freedom. No p-value where items hang together in clusters.
        Undefined: INCOMPLETE, TOO_FEW_RATERS, TOO_FEW_ITEMS, NO_VARIANCE (everybody ties everything).

    Source:
        Kendall & Babington Smith (1939); ties: Siegel & Castellan (1988).
    """
    sample = table.sample
    if not table.is_complete:
        return undefined(Undefined.INCOMPLETE, sample)
    scores = table.complete_scores()
    n, m = scores.shape
    if m < 2 or n < 2:
        return undefined(Undefined.TOO_FEW_RATERS if m < 2 else Undefined.TOO_FEW_ITEMS, sample)
    totals, ties = np.zeros(n), 0.0
    for column in scores.T:
        ranks, tied = mean_ranks(column)
        totals += ranks
        ties += tied if corrects_ties else 0.0
    most = m * m * (float(n) ** 3 - n) - m * ties
    if most <= NEGLIGIBLE:
        return undefined(Undefined.NO_VARIANCE, sample)
    away = totals - totals.mean()
    value = 12.0 * float(away @ away) / most
    chi2 = m * (n - 1) * value
    extras = {Extra.CHI_SQUARED: chi2, Extra.DF: float(n - 1)}
    if sample.n_clusters is not None and sample.n_clusters < sample.n_items:
        return estimate(value, sample, extras=extras)
    p_value = chi_squared_upper(chi2, n - 1)
    return estimate(value, sample, method=Method.CHI_SQUARED, spread=Spread(None, None, None, p_value), extras=extras)


def mean_ranks(values: FloatArray) -> tuple[FloatArray, float]:
    """Ranks from 1, ties sharing their mean, shape (items,); and sum of t³ - t over groups of t ties."""
    _, group, sizes = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(sizes)
    counts = sizes.astype(np.float64)
    return (ends - (counts - 1.0) / 2.0)[group], float((counts**3 - counts).sum())


def tau_b_of_crosstab(counts: FloatArray) -> float | None:
    """Kendall's tau-b of a cross table of two ordered ratings; None when one of them never varies.

    Source:
        Kendall (1945), Biometrika 33: (C - D)/sqrt((P - T_x)(P - T_y)), P pairs, T tied pairs of each.
    """
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    total = float(counts.sum())
    later = _sum_of_later(counts)
    crossed = _sum_of_later(counts[:, ::-1])[:, ::-1]
    concordant, discordant = float((counts * later).sum()), float((counts * crossed).sum())
    pairs = total * (total - 1.0) / 2.0
    free_x = pairs - float((rows * (rows - 1.0)).sum()) / 2.0
    free_y = pairs - float((columns * (columns - 1.0)).sum()) / 2.0
    if free_x <= 0.0 or free_y <= 0.0:
        return None
    return (concordant - discordant) / float(np.sqrt(free_x * free_y))


def _sum_of_later(counts: FloatArray) -> FloatArray:
    """For each cell the sum of all cells strictly below and to the right of it."""
    summed = counts[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1]
    later = np.zeros_like(counts)
    later[:-1, :-1] = summed[1:, 1:]
    return later
