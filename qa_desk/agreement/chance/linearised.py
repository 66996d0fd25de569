"""The standard error of a coefficient (pa - pe)/(1 - pe) from each item's small change: published, ratio, clustered.

Each coefficient file says what chance it assumes (`Chance`); this file turns that into an `Estimate`.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import t_spread
from qa_desk.agreement.tally import Tally
from qa_desk.agreement.weights import Weights

NEGLIGIBLE = 1e-12


class StandardError(StrEnum):
    """Which linearisation gives the standard error of independent items."""

    PUBLISHED = "published"
    """Gwet's: takes the number of items with two ratings as fixed, too wide where some have a single one."""

    RATIO = "ratio"
    """Treats that number as random too; agrees with the jackknife."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How intervals are made. With clusters in the table the standard error is the clustered one whatever `se` says."""

    confidence: float = 0.95
    se: StandardError = StandardError.PUBLISHED


DEFAULT = Settings()


@dataclass(frozen=True, slots=True, eq=False)
class Chance:
    """The agreement expected by chance.

    Args:
        expected: p_e.
        influence: shape (items,), how much each item moves p_e (n times its derivative; sums to 0); None if constant.
    """

    expected: float
    influence: FloatArray | None = None


def item_agreement(tally: Tally, weights: Weights) -> FloatArray:
    """p_a|i = sum_k r_ik (r*_ik - 1) / (r_i (r_i - 1)), shape (items,); 0 for items with a single rating."""
    if weights.is_identity:
        return tally.agreeing_pairs / tally.pairs
    weighted = tally.counts @ weights.matrix
    agreeing = np.einsum("ik,ik->i", tally.counts, weighted) - tally.ratings
    return np.where(tally.paired, agreeing, 0.0) / tally.pairs


def coefficient(tally: Tally, agreement: FloatArray, chance: Chance, settings: Settings) -> Estimate:
    """The coefficient (p_a - p_e)/(1 - p_e) with its linearised interval.

    Args:
        tally: counts of the items.
        agreement: p_a|i of shape (items,), from `item_agreement`.
        chance: what the coefficient takes for chance.
        settings: confidence and kind of standard error.

    Returns:
        The published deviation of item i is the ratio one plus c·(n/n'·1[r_i >= 2] - 1). Undefined:
        NO_DISAGREEMENT_POSSIBLE where p_e is 1. At unanimity the value is exactly 1 and the standard error 0.

    Source:
        Gwet (2008), Br. J. Math. Stat. Psychol. 61; Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.
    """
    room = 1.0 - chance.expected
    if room < NEGLIGIBLE:
        return undefined(Undefined.NO_DISAGREEMENT_POSSIBLE, tally.sample)
    observed = float(agreement.sum()) / tally.n_paired
    extras = {Extra.OBSERVED: observed, Extra.EXPECTED: chance.expected}
    if is_unanimous(tally, agreement):
        return unanimous(tally.sample, settings, tally.clusters, extras | {Extra.OBSERVED: 1.0})
    value = (observed - chance.expected) / room
    scale = tally.n_items / tally.n_paired
    deviation = agreement * scale
    deviation -= np.where(tally.paired, scale * observed, 0.0)
    if chance.influence is not None:
        deviation -= (1.0 - value) * chance.influence
    deviation /= room
    if settings.se is StandardError.PUBLISHED and tally.clusters is None and tally.n_paired < tally.n_items:
        deviation += value * np.where(tally.paired, scale - 1.0, -1.0)
    return from_deviations(value, deviation, tally.sample, settings, tally.clusters, extras)


def is_unanimous(tally: Tally, agreement: FloatArray) -> bool:
    """Whether every pair of raters agrees on every item that has one."""
    return bool((agreement == tally.paired).all())


def unanimous(
    sample: Sample, settings: Settings, clusters: IntArray | None, extras: dict[Extra, float] | None = None
) -> Estimate:
    """The value 1 with the published standard error 0 (none below two units)."""
    kind = method_of(settings, clusters)
    units = sample.n_items if sample.n_clusters is None else sample.n_clusters
    spread = Spread(0.0, 1.0, 1.0, 0.0) if units > 1 else None
    return estimate(1.0, sample, method=kind if spread else Method.NONE, spread=spread, extras=extras)


def from_deviations(
    value: float,
    deviation: FloatArray,
    sample: Sample,
    settings: Settings,
    clusters: IntArray | None,
    extras: dict[Extra, float] | None = None,
    *,
    upper: float | None = 1.0,
) -> Estimate:
    """A value with the interval that its items' deviations (summing to 0) imply.

    Args:
        value: the figure.
        deviation: shape (items,), n times the change of the figure when an item's weight grows.
        sample: size of the sample.
        settings: confidence and kind of standard error.
        clusters: shape (items,), the call of each item, or None.
        extras: secondary figures.
        upper: where the upper limit is cut; None for figures without a largest value.

    Returns:
        Items: v = sum d² / (n (n - 1)), t(n - 1). Clusters: v = G/(G - 1) · sum_g (sum_{i in g} d_i)² / n², t(G - 1).
        Below two items (calls) there is a description and no interval.
    """
    n = len(deviation)
    totals = deviation if clusters is None else cluster_totals(deviation, clusters)
    units = len(totals)
    if units < 2:
        return estimate(value, sample, extras=extras)
    se = math.sqrt(float(np.square(totals).sum()) * units / (units - 1.0)) / n
    if se < NEGLIGIBLE:
        se = 0.0
    spread = t_spread(value, se, units - 1, confidence=settings.confidence, upper=upper)
    all_extras = dict(extras or {})
    if clusters is None:
        all_extras[Extra.SE_N_DIVISOR] = se * math.sqrt((n - 1.0) / n)
    return estimate(value, sample, method=method_of(settings, clusters), spread=spread, extras=all_extras)


def method_of(settings: Settings, clusters: IntArray | None) -> Method:
    """The name of the standard error that these settings and data lead to."""
    if clusters is not None:
        return Method.CLUSTERED
    return Method.LINEARISED if settings.se is StandardError.PUBLISHED else Method.LINEARISED_RATIO


def cluster_totals(deviation: FloatArray, clusters: IntArray) -> FloatArray:
    """Sum of the deviations of each cluster that occurs, shape (clusters,)."""
    n = np.bincount(clusters)
    totals: FloatArray = np.bincount(clusters, weights=deviation).astype(np.float64)
    return totals[n > 0]
