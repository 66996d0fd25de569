"""Bland–Altman: by how much do the scores of two inspectors differ, and how wide do the differences spread?"""

import math

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray
from qa_desk.agreement.chance.linearised import DEFAULT, Settings, from_deviations
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import t_quantile, t_two_sided
from qa_desk.agreement.scores import ScoreTable

KEYS = (
    "bland_altman_bias",
    "bland_altman_sd",
    "bland_altman_lower",
    "bland_altman_upper",
    "bland_altman_lower_2sd",
    "bland_altman_upper_2sd",
    "bland_altman_slope",
)


def bland_altman(table: ScoreTable, *, settings: Settings = DEFAULT) -> dict[str, Estimate]:
    """Bias and limits of agreement of two raters, on the items that both rated; difference = first minus second.

    Args:
        table: scores of two raters.
        settings: confidence.

    Returns:
        `bland_altman_bias` (mean difference, clustered where items hang together), `_sd`, `_lower` and `_upper` (bias ∓
        1.96 SD, variance s²(1/n + 1.96²/(2(n - 1)))), `_lower_2sd` and `_upper_2sd` (as first published, variance
        3 s²/n), `_slope` (of the difference on the mean: does it grow with the score?). Limits of the limits only for
        items that stand alone. Undefined: NOT_TWO_RATERS, TOO_FEW_ITEMS, NO_VARIANCE (slope).

    Source:
        Bland & Altman (1986), Lancet 327; (1999), Stat. Methods Med. Res. 8.
    """
    if table.n_raters != 2:
        return dict.fromkeys(KEYS, undefined(Undefined.NOT_TWO_RATERS, table.sample))
    both = ~np.isnan(table.scores).any(axis=1)
    scores = table.scores[both]
    clusters = None if table.clusters is None else table.clusters[both]
    n = len(scores)
    n_clusters = None if clusters is None else len(np.unique(clusters))
    sample = Sample(n, 2, 2 * n, n_clusters)
    if n < 2:
        return dict.fromkeys(KEYS, undefined(Undefined.TOO_FEW_ITEMS, sample))
    differences = scores[:, 0] - scores[:, 1]
    bias, sd = float(differences.mean()), float(differences.std(ddof=1))
    hangs_together = n_clusters is not None and n_clusters < n
    figures = {"bland_altman_bias": _mean(differences, sample, settings, clusters)}
    figures["bland_altman_sd"] = estimate(sd, sample)
    for name, reach, variance in (
        ("", 1.96, 1.0 / n + 1.96**2 / (2.0 * (n - 1))),
        ("_2sd", 2.0, 3.0 / n),
    ):
        se = sd * math.sqrt(variance)
        margin = t_quantile((1.0 + settings.confidence) / 2.0, n - 1) * se
        for side, sign in (("lower", -1.0), ("upper", 1.0)):
            value = bias + sign * reach * sd
            spread = None if hangs_together else Spread(se, value - margin, value + margin)
            method = Method.NONE if hangs_together else Method.T
            figures[f"bland_altman_{side}{name}"] = estimate(value, sample, method=method, spread=spread)
    figures["bland_altman_slope"] = _slope(differences, scores.mean(axis=1), sample, hangs_together=hangs_together)
    return figures


def _mean(differences: FloatArray, sample: Sample, settings: Settings, clusters: IntArray | None) -> Estimate:
    value = float(differences.mean())
    return from_deviations(value, differences - value, sample, settings, clusters, upper=None)


def _slope(differences: FloatArray, means: FloatArray, sample: Sample, *, hangs_together: bool) -> Estimate:
    """Least-squares slope of the difference on the mean, with the t test of "it is 0"."""
    x = means - means.mean()
    sxx = float(x @ x)
    if sxx == 0.0:
        return undefined(Undefined.NO_VARIANCE, sample)
    value = float(x @ differences) / sxx
    df = len(x) - 2
    if df < 1 or hangs_together:
        return estimate(value, sample)
    residuals = differences - differences.mean() - value * x
    se = math.sqrt(float(residuals @ residuals) / df / sxx)
    p_value = t_two_sided(value / se, df) if se > 0.0 else float(value == 0.0)
    spread = Spread(se, None, None, p_value)
    return estimate(value, sample, method=Method.T, spread=spread, extras={Extra.DF: float(df)})
