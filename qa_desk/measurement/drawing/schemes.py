"""How calls are chosen within a stratum: each scheme gives the calls and the probability that each of them had.

A sample is always of the size asked for, or of the whole stratum where that is smaller.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_desk.measurement.drawing.places import Places, Shares, again, uniforms

Indices = NDArray[np.intp]

_MOST_TRIES = 100_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The calls drawn, as indices into what was given, in the order of their places, and their probabilities."""

    indices: Indices
    probabilities: Shares

    def __len__(self) -> int:
        return len(self.indices)


def simple(places: Places, n: int) -> Chosen:
    """A simple random sample without replacement: the n calls with the lowest places, each with n / N."""
    n = min(n, len(places))
    if n <= 0:
        return _nothing()
    lowest = np.argpartition(places, n - 1)[:n] if n < len(places) else np.arange(n)
    return Chosen(_in_order(places, lowest), np.full(n, n / len(places)))


def spread_over_time(places: Places, started_at: NDArray[np.float64], n: int) -> Chosen:
    """One call at random from each of n slices of time, so that no day and no hour is left out by chance.

    The slices hold the same number of calls, or one more; which ones hold more is drawn too.

    Args:
        places: of the calls.
        started_at: when each began, in any unit; equal moments are ordered by place.
        n: how many slices.

    Returns:
        Each call with 1 / the size of its slice.
    """
    n = min(n, len(places))
    if n <= 0:
        return _nothing()
    in_time = np.lexsort((places, started_at))
    sizes = np.full(n, len(places) // n)
    n_longer = len(places) - n * (len(places) // n)
    # which slices are longer is drawn from the places of the calls at even distances: known to nobody beforehand
    markers = again(places[in_time[(np.arange(n) * len(places)) // n]], 1)
    sizes[np.argsort(markers, kind="stable")[:n_longer]] += 1
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    lowest = np.array(
        [
            in_time[at : at + size][np.argmin(places[in_time[at : at + size]])]
            for at, size in zip(starts, sizes, strict=True)
        ]
    )
    probability = dict(zip(lowest.tolist(), (1.0 / sizes).tolist(), strict=True))
    indices = _in_order(places, lowest)
    return Chosen(indices, np.array([probability[index] for index in indices.tolist()]))


def risk_weighted(places: Places, weights: NDArray[np.float64], n: int) -> Chosen:
    """Probabilities exactly proportional to weights, by Sampford's scheme.

    Args:
        places: of the calls.
        weights: above 0; twice the weight, twice the probability. A call whose share would exceed 1 is taken for
            certain, and the rest shares what is left.
        n: how many.

    Source:
        Sampford (1967), Biometrika 54, 499–513. Drawn by rejection from a Poisson sample: the first call with
        probability π / n, the others with π each, kept when they are n − 1 and the first is not among them; that
        gives p(s) ∝ Σ_{l∈s} π_l ∏_{k∈s, k≠l} π_k / (1 − π_k), which is Sampford's design.
    """
    assert bool(np.all(weights > 0)), "each call can be drawn"
    n = min(n, len(places))
    if n <= 0:
        return _nothing()
    wanted = probabilities_of(weights, n)
    is_certain = wanted >= 1.0
    open_ones = np.flatnonzero(~is_certain)
    n_open = n - int(is_certain.sum())
    drawn = open_ones[_sampford(places[open_ones], wanted[open_ones], n_open)] if n_open else open_ones[:0]
    indices = _in_order(places, np.concatenate((np.flatnonzero(is_certain), drawn)))
    return Chosen(indices, wanted[indices])


def probabilities_of(weights: NDArray[np.float64], n: int) -> Shares:
    """n · w / Σw, those above 1 cut to 1 and the rest raised until the sum is n; n is at most the number of calls."""
    wanted = np.zeros(len(weights))
    is_open = np.ones(len(weights), dtype=bool)
    while True:
        left = n - int((~is_open).sum())
        wanted[is_open] = left * weights[is_open] / weights[is_open].sum() if left else 0.0
        too_much = is_open & (wanted >= 1.0 - 1e-12)
        if not too_much.any():
            return wanted
        wanted[too_much] = 1.0
        is_open &= ~too_much
        if not is_open.any():
            return wanted


def _sampford(places: Places, wanted: Shares, n: int) -> Indices:
    """n of these, by rejection; `wanted` sums to n and each is below 1."""
    ladder = np.cumsum(wanted)
    # one seed for the choice of the first: it belongs to the draw as a whole, so every call has its part in it
    root = np.array([np.bitwise_xor.reduce(places)], dtype=np.uint64)
    for attempt in range(_MOST_TRIES):
        at = float(uniforms(again(root, attempt))[0]) * ladder[-1]
        first = min(int(np.searchsorted(ladder, at, side="right")), len(places) - 1)
        others = np.flatnonzero(uniforms(again(places, attempt + 2)) < wanted)
        if len(others) == n - 1 and first not in others:
            return np.append(others, first)
    raise AssertionError("a Poisson sample has its expected size often enough")


def _in_order(places: Places, indices: NDArray[np.intp]) -> Indices:
    return indices[np.argsort(places[indices], kind="stable")]


def _nothing() -> Chosen:
    return Chosen(np.empty(0, dtype=np.intp), np.empty(0))
