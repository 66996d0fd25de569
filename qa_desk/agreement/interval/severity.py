"""Severity: does an inspector score low or high, against the others and against the standard?"""

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray, count_clusters
from qa_desk.agreement.chance.linearised import DEFAULT, Settings, from_deviations
from qa_desk.agreement.estimate import Estimate, Sample, Undefined, undefined
from qa_desk.agreement.scores import ScoreTable


def rater_means(table: ScoreTable, *, settings: Settings = DEFAULT) -> dict[str, Estimate]:
    """`rater_mean:R`, the mean score that each rater gave, over the items they rated; t interval, clustered by call."""
    figures: dict[str, Estimate] = {}
    for rater, scores in zip(table.raters, table.scores.T, strict=True):
        figures[f"rater_mean:{rater}"] = mean_of(scores, table.clusters, settings)
    return figures


def rater_biases(table: ScoreTable, *, settings: Settings = DEFAULT) -> dict[str, Estimate]:
    """`rater_bias:R`, how far each rater lies above the mean of all raters on the same items.

    Args:
        table: complete scores: where somebody is missing on an item, its mean would depend on who.
        settings: confidence.

    Returns:
        Mean over items of (rating - mean of that item's ratings), t interval over items, clustered by call.
        Undefined: INCOMPLETE, TOO_FEW_RATERS, TOO_FEW_ITEMS.
    """
    keys = [f"rater_bias:{rater}" for rater in table.raters]
    if not table.is_complete or table.n_raters < 2:
        reason = Undefined.TOO_FEW_RATERS if table.n_raters < 2 else Undefined.INCOMPLETE
        return dict.fromkeys(keys, undefined(reason, table.sample))
    means = table.scores.mean(axis=1)
    return {
        key: mean_of(column - means, table.clusters, settings) for key, column in zip(keys, table.scores.T, strict=True)
    }


def mean_of(values: FloatArray, clusters: IntArray | None, settings: Settings) -> Estimate:
    """The mean of numbers, NaN left out, with its t interval over items or clusters; undefined with TOO_FEW_ITEMS."""
    known = ~np.isnan(values)
    numbers = values[known]
    of_known = None if clusters is None else clusters[known]
    n_clusters = None if of_known is None else count_clusters(of_known)
    sample = Sample(len(numbers), 1, len(numbers), n_clusters)
    if len(numbers) == 0:
        return undefined(Undefined.TOO_FEW_ITEMS, sample)
    value = float(numbers.mean())
    return from_deviations(value, numbers - value, sample, settings, of_known, upper=None)
