"""Agreement of each pair of raters: the rows and columns of the heat map."""

import math
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import BoolArray, FloatArray, IntArray
from qa_desk.agreement.chance.linearised import DEFAULT, NEGLIGIBLE, Settings, method_of, unanimous
from qa_desk.agreement.estimate import Estimate, Extra, Sample, Undefined, estimate, undefined
from qa_desk.agreement.intervals import t_spread
from qa_desk.agreement.table import RatingTable

_IS_CLUSTERED = np.zeros(0, dtype=np.intp)
"""Stands for clusters where only is asked whether there are any."""


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How often two raters agree on the items that both rated; undefined with NO_PAIRS where there are none."""

    first: str
    second: str
    agreement: Estimate


def pairwise_percent_agreement(table: RatingTable, *, settings: Settings = DEFAULT) -> tuple[PairAgreement, ...]:
    """Percent agreement of every pair of raters, in the order of the columns, clustered where the table is.

    Each figure is that of `percent_agreement` on the two columns and what both rated; here a pair costs little more
    than looking at its two columns, since fifty raters have 1,225 of them.
    """
    codes, starts = _by_cluster(table)
    columns = np.ascontiguousarray(codes.T)
    rated = columns >= 0
    return tuple(
        PairAgreement(table.raters[i], table.raters[i + 1 + nth], _figure(counted, settings))
        for i in range(table.n_raters)
        for nth, counted in enumerate(_counted(columns, rated, i, starts))
    )


def order_of_likeness(shares: FloatArray) -> IntArray:
    """Raters in an order in which those who agree stand beside each other.

    Args:
        shares: shape (raters, raters), symmetric, agreement of each pair; NaN where nothing is known, the diagonal is
            not looked at.

    Returns:
        The places of the raters, from whoever of the two ends comes first; as given below three raters, and where
        nothing tells them apart.

    Source:
        The Fiedler vector of the agreements: Atkins, Boman & Hendrickson (1998), SIAM Journal on Computing 28.
    """
    n = len(shares)
    given = np.arange(n, dtype=np.intp)
    known = ~np.isnan(shares) & ~np.eye(n, dtype=np.bool_)
    if n < 3 or not known.any():
        return given
    alike = np.where(known, shares, shares[known].mean())
    np.fill_diagonal(alike, 0.0)
    # what all share tells nobody apart; without it the vector is sharper
    alike -= np.where(np.eye(n, dtype=np.bool_), 0.0, alike[known].min())
    values, vectors = np.linalg.eigh(np.diag(alike.sum(axis=1)) - alike)
    if values[-1] - values[1] < NEGLIGIBLE:
        return given
    place = np.round(vectors[:, 1], 9)
    if place[0] > place[-1] or (place[0] == place[-1] and place[int(np.argmax(np.abs(place)))] > 0.0):
        place = -place
    return np.argsort(place, kind="stable")


@dataclass(frozen=True, slots=True)
class _Counted:
    """Of one pair: items both rated, items they agree on, sum over units of the squared deviation, units."""

    n: int
    n_agreeing: int
    squares: float
    n_units: int
    is_clustered: bool


def _by_cluster(table: RatingTable) -> tuple[IntArray, IntArray | None]:
    """The codes with the items of a cluster side by side, and where each cluster starts."""
    if table.clusters is None or not table.n_items:
        return table.codes, None
    order = np.argsort(table.clusters, kind="stable")
    sorted_clusters = table.clusters[order]
    starts = np.flatnonzero(np.append(True, sorted_clusters[1:] != sorted_clusters[:-1]))
    return np.asfortranarray(table.codes[order]), starts


def _counted(columns: IntArray, rated: BoolArray, rater: int, starts: IntArray | None) -> list[_Counted]:
    """One rater with each that comes after, of codes of shape (raters, items)."""
    both = rated[rater + 1 :] & rated[rater]
    # what is missing of one rater must not equal what is missing of another
    same = columns[rater + 1 :] == np.where(rated[rater], columns[rater], columns.dtype.type(-2))
    n_both, n_same = _sums(both, starts), _sums(same, starts)
    n, n_agreeing = n_both.sum(axis=1), n_same.sum(axis=1)
    shares = n_agreeing / np.maximum(n, 1)
    if starts is None:
        squares, units = n * shares * (1.0 - shares), n
    else:
        deviations = n_same - shares[:, None] * n_both
        squares, units = np.square(deviations).sum(axis=1), np.count_nonzero(n_both, axis=1)
    return [
        _Counted(*counts, is_clustered=starts is not None)
        for counts in zip(n.tolist(), n_agreeing.tolist(), squares.tolist(), units.tolist(), strict=True)
    ]


def _sums(is_counted: BoolArray, starts: IntArray | None) -> IntArray:
    """How many are counted in each cluster, shape (others, clusters); of one cluster where there are none."""
    if starts is None:
        return np.count_nonzero(is_counted, axis=1)[:, None]
    sizes = np.diff(starts, append=is_counted.shape[1])
    narrow = np.uint8 if int(sizes.max(initial=0)) < 256 else np.int64
    return np.add.reduceat(is_counted.view(np.uint8), starts, axis=1, dtype=narrow).astype(np.int64)


def _figure(counted: _Counted, settings: Settings) -> Estimate:
    n, units = counted.n, counted.n_units
    sample = Sample(n, 2, 2 * n, units if counted.is_clustered else None)
    if n == 0:
        return undefined(Undefined.NO_PAIRS, sample)
    value = counted.n_agreeing / n
    extras = {Extra.OBSERVED: value, Extra.EXPECTED: 0.0}
    if counted.n_agreeing == n:
        return unanimous(sample, settings, _IS_CLUSTERED if counted.is_clustered else None, extras)
    if units < 2:
        return estimate(value, sample, extras=extras)
    se = math.sqrt(counted.squares * units / (units - 1.0)) / n
    se = se if se >= NEGLIGIBLE else 0.0
    if not counted.is_clustered:
        extras[Extra.SE_N_DIVISOR] = se * math.sqrt((n - 1.0) / n)
    spread = t_spread(value, se, units - 1, confidence=settings.confidence, upper=1.0)
    kind = method_of(settings, _IS_CLUSTERED if counted.is_clustered else None)
    return estimate(value, sample, method=kind, spread=spread, extras=extras)
