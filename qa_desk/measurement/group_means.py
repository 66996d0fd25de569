"""Weighted means of many groups with one spread between calls, as shrinking takes them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_FLOOR = 1e-6
"""Of the variance of single calls: where all have the same score, nothing says that the next has it to the digit."""


@dataclass(frozen=True, slots=True)
class GroupMeans:
    """Of every group: the mean, the size in effect, and the variance of the mean; `sd` is of single calls."""

    mean: Floats
    n_effective: Floats
    variance: Floats
    sd: float


def group_means(group: NDArray[np.intp], values: Floats, weights: Floats, n_groups: int) -> GroupMeans:
    """Means with the variance that calls have within groups, pooled over all of them.

    ȳ = Σwy/Σw; the size in effect is n' = (Σw)²/Σw² (Kish); s² = Σ_groups Σ_calls wy-deviations² / Σ_groups (n' − 1),
    each group's sum scaled to its n'; the variance of a mean is s²/n'. With equal weights s² is the mean square within
    groups of the analysis of variance. Calls are the sample: an agent's few calls can't tell their own spread.

    Args:
        group: the number of each call's group, 0…n_groups − 1; every group has a call.
        values, weights: of each call; weights above 0.

    Source:
        Kish (1965), Survey Sampling, § 11.7 (size in effect).
    """
    whole = np.bincount(group, weights, n_groups)
    mean = np.bincount(group, weights * values, n_groups) / whole
    n_effective = whole**2 / np.bincount(group, weights**2, n_groups)
    squares = np.bincount(group, weights * (values - mean[group]) ** 2, n_groups) / whole * n_effective
    df = float((n_effective - 1).sum())
    between_calls = max(_FLOOR, float(squares.sum()) / df) if df > 0 else _FLOOR
    return GroupMeans(mean, n_effective, between_calls / n_effective, float(np.sqrt(between_calls)))
