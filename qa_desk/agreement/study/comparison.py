"""Two sets of ratings compared (this month with last, a new form with the old) as a difference with its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance.linearised import DEFAULT, NEGLIGIBLE, Settings
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, estimate, undefined
from qa_desk.agreement.intervals import t_spread


@dataclass(frozen=True, slots=True, eq=False)
class Summed:
    """A figure of one set, as an estimate and as a function of sums.

    Args:
        figure: its value, or why there is none.
        sums: the same as a function of sums over items; may be anything where the figure is undefined.
        calls: the name of the call that each row of `sums` belongs to; the same name in both sets is the same call.
    """

    figure: Estimate
    sums: Sums
    calls: Sequence[str]


def compare(first: Summed, second: Summed, *, settings: Settings = DEFAULT) -> Estimate:
    """The figure of the second set minus that of the first, paired where the same calls are in both.

    Args:
        first: the earlier ratings.
        second: the later ones; the same statistic on the same categories.
        settings: confidence.

    Returns:
        The difference, its jackknife standard error over calls and t limits. What a shared call does to both figures is
        set off against each other: the variance is sum_u (l_2u - l_1u)² over calls u, with sum l_s² the jackknife
        variance of figure s. With the same calls in both the degrees of freedom are n - 1, else Welch's; DF as extra.
        Undefined: the reason of the first figure that is undefined; no interval below two calls.

    Source:
        Efron & Stein (1981), Ann. Stat. 9; Welch (1947), Biometrika 34.
    """
    sample = _both(first.figure, second.figure)
    reason = next((one.figure.undefined for one in (first, second) if one.figure.undefined is not None), None)
    if reason is not None:
        return undefined(reason, sample)
    assert first.figure.value is not None, "a figure has a value or a reason"
    assert second.figure.value is not None, "a figure has a value or a reason"
    difference = second.figure.value - first.figure.value
    moves = [_moves(one.sums, one.calls) for one in (first, second)]
    if min(len(move) for move in moves) < 2:
        return estimate(difference, sample)
    calls = moves[0].keys() | moves[1].keys()
    variance = math.fsum((moves[1].get(call, 0.0) - moves[0].get(call, 0.0)) ** 2 for call in calls)
    df = _degrees_of_freedom(*moves)
    se = math.sqrt(variance) if variance > NEGLIGIBLE**2 else 0.0
    spread = t_spread(difference, se, df, confidence=settings.confidence, upper=None)
    return estimate(difference, sample, method=Method.JACKKNIFE, spread=spread, extras={Extra.DF: df})


def _moves(sums: Sums, names: Sequence[str]) -> dict[str, float]:
    """How much each call moves the figure, scaled so that the squares sum to its jackknife variance."""
    units = list(dict.fromkeys(names))
    index = {unit: row for row, unit in enumerate(units)}
    rows = np.zeros((len(units), sums.rows.shape[1]))
    np.add.at(rows, [index[name] for name in names], sums.rows)
    n = len(units)
    left_out: FloatArray = sums.value(rows.sum(axis=0) - rows)
    left_out = np.where(np.isfinite(left_out), left_out, float(sums.value(rows.sum(axis=0))))
    moves = (left_out.mean() - left_out) * math.sqrt((n - 1) / n)
    return dict(zip(units, moves.tolist(), strict=True))


def _degrees_of_freedom(first: dict[str, float], second: dict[str, float]) -> float:
    if first.keys() == second.keys():
        return float(len(first) - 1)
    of_each = [sum(move**2 for move in moves.values()) for moves in (first, second)]
    total = sum(v * v / (len(moves) - 1) for v, moves in zip(of_each, (first, second), strict=True))
    return sum(of_each) ** 2 / total if total > 0.0 else float(min(len(first), len(second)) - 1)


def _both(first: Estimate, second: Estimate) -> Sample:
    clusters = None
    if first.n_clusters is not None and second.n_clusters is not None:
        clusters = first.n_clusters + second.n_clusters
    return Sample(
        first.n_items + second.n_items,
        max(first.n_raters, second.n_raters),
        first.n_ratings + second.n_ratings,
        clusters,
    )
