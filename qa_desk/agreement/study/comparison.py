"""Two sets of ratings compared (this month with last, a new form with the old) as a difference with its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance import Statistic
from qa_desk.agreement.chance.linearised import DEFAULT, NEGLIGIBLE, Settings
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, estimate, undefined
from qa_desk.agreement.intervals import t_spread
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import Weights, identity_weights


@dataclass(frozen=True, slots=True, eq=False)
class RatedCalls:
    """One of the two sets.

    Args:
        table: the ratings.
        calls: the name of the call that each item (row) belongs to; the same name in both sets is the same call. None
            takes each item for a call of its own.
    """

    table: RatingTable
    calls: Sequence[str] | None = None

    def rated_calls(self) -> list[str]:
        """Names of the calls of the items that somebody rated."""
        rated = np.flatnonzero((self.table.codes >= 0).any(axis=1))
        if self.calls is None:
            return [self.table.item_name(int(row)) for row in rated]
        return [self.calls[int(row)] for row in rated]


def compare(
    first: RatedCalls,
    second: RatedCalls,
    statistic: Statistic,
    *,
    weights: Weights | None = None,
    settings: Settings = DEFAULT,
) -> Estimate:
    """The statistic on the second set minus the same on the first, paired where the same calls are in both.

    Args:
        first: the earlier ratings.
        second: the later ones, on the same categories when weights are given.
        statistic: one of `chance.STATISTICS` that has sums.
        weights: credit for near agreement.
        settings: confidence.

    Returns:
        The difference, its jackknife standard error over calls and t limits. What a shared call does to both figures is
        set off against each other: the variance is sum_u (l_2u - l_1u)² over calls u, with sum l_s² the jackknife
        variance of figure s. With the same calls in both the degrees of freedom are n - 1, else Welch's; DF as extra.
        Undefined: the reason of the first figure that is undefined; no interval below two calls.

    Source:
        Efron & Stein (1981), Ann. Stat. 9; Welch (1947), Biometrika 34.
    """
    assert statistic.sums is not None, "a comparison needs the statistic as a function of sums"
    values: list[float] = []
    moves: list[dict[str, float]] = []
    figures: list[Estimate] = []
    for rated in (first, second):
        used = weights or identity_weights(len(rated.table.categories))
        figure = statistic.compute(rated.table, weights=used)
        figures.append(figure)
        if figure.value is not None:
            values.append(figure.value)
            moves.append(_moves(statistic.sums(rated.table, used), rated.rated_calls()))
    sample = _both(*figures)
    reason = next((figure.undefined for figure in figures if figure.undefined is not None), None)
    if reason is not None:
        return undefined(reason, sample)
    difference = values[1] - values[0]
    if min(len(move) for move in moves) < 2:
        return estimate(difference, sample)
    calls = moves[0].keys() | moves[1].keys()
    variance = sum((moves[1].get(call, 0.0) - moves[0].get(call, 0.0)) ** 2 for call in calls)
    df = _degrees_of_freedom(*moves)
    se = math.sqrt(variance) if variance > NEGLIGIBLE**2 else 0.0
    spread = t_spread(difference, se, df, confidence=settings.confidence, upper=None)
    return estimate(difference, sample, method=Method.JACKKNIFE, spread=spread, extras={Extra.DF: df})


def _moves(sums: Sums, names: list[str]) -> dict[str, float]:
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
