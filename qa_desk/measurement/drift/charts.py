"""EWMA and CUSUM charts on a lattice: how each moves by one score, and how its distribution moves by one random score.

Scores are standardised (mean 0, variance 1 while nothing drifts) and rounded to the lattice, for the chart and for its
distribution alike, so that a distribution moved here is exact for the chart and not an approximation of it.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray

SCORE_STEP = 0.1
LARGEST_SCORE = 5.0
"""Scores are cut here, so that no chart is carried off by a single odd session."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where scores lie: multiples of `step` within ±`largest`."""

    step: float = SCORE_STEP
    largest: float = LARGEST_SCORE

    @property
    def reach(self) -> int:
        """How many steps there are to either side."""
        return round(self.largest / self.step)

    def cells(self, scores: FloatArray) -> IntArray:
        """Scores as whole steps."""
        return np.clip(np.rint(scores / self.step), -self.reach, self.reach).astype(np.intp)

    def normal(self, shift: float = 0.0, sd: float = 1.0) -> FloatArray:
        """The chances of each cell when scores are normal: shape (2·reach + 1,)."""
        edges = (np.arange(-self.reach, self.reach) + 0.5) * self.step
        below = np.array([_normal_below((edge - shift) / sd) for edge in edges])
        return np.diff(below, prepend=0.0, append=1.0).astype(np.float64)


class Chart(Protocol):
    """What a control chart is made of; a distribution has shape (rows, n_cells), one row a chart."""

    @property
    def lattice(self) -> Lattice: ...

    @property
    def n_cells(self) -> int:
        """How many values the chart's statistic can have."""
        ...

    @property
    def start(self) -> int:
        """The cell it begins in."""
        ...

    @property
    def is_two_sided(self) -> bool:
        """Whether low values are a signal as well as high ones."""
        ...

    def values(self) -> FloatArray:
        """The value of each cell."""
        ...

    def next_cells(self, cells: IntArray, scores: IntArray) -> IntArray:
        """Where one score each, in cells of the lattice, brings charts that stand in these cells."""
        ...

    def spread(self, chances: FloatArray, scores: FloatArray) -> FloatArray:
        """The distribution one score later; `scores` are chances of the score's cells, shape (rows, 2·reach + 1)."""
        ...


@dataclass(frozen=True, slots=True)
class Cusum:
    """Sₜ = max(0, Sₜ₋₁ + zₜ − k), which grows while scores lie above `reference`; downward by the scores' mirror image.

    Source:
        Page (1954), Biometrika 41, 100–115; Montgomery (2013), Introduction to Statistical Quality Control, § 9.1.
    """

    reference: float = 0.5
    lattice: Lattice = Lattice()
    largest: float = 15.0

    @property
    def n_cells(self) -> int:
        return round(self.largest / self.lattice.step) + 1

    @property
    def start(self) -> int:
        return 0

    @property
    def is_two_sided(self) -> bool:
        return False

    def values(self) -> FloatArray:
        return np.arange(self.n_cells, dtype=np.float64) * self.lattice.step

    def next_cells(self, cells: IntArray, scores: IntArray) -> IntArray:
        return np.clip(cells + scores - self._drop, 0, self.n_cells - 1)

    def spread(self, chances: FloatArray, scores: FloatArray) -> FloatArray:
        moved = _sums(chances, scores)
        low = self.lattice.reach + self._drop
        found = moved[:, low : low + self.n_cells]
        found[:, 0] += moved[:, :low].sum(axis=1)
        found[:, -1] += moved[:, low + self.n_cells :].sum(axis=1)
        return found

    @property
    def _drop(self) -> int:
        return round(self.reference / self.lattice.step)


@dataclass(frozen=True, slots=True)
class Ewma:
    """Eₜ = (1 − λ)·Eₜ₋₁ + λ·zₜ, the mean of the scores so far with older ones weighing less.

    Source:
        Roberts (1959), Technometrics 1, 239–250; Lucas & Saccucci (1990), Technometrics 32, 1–12.
    """

    weight: float = 0.2
    lattice: Lattice = Lattice()
    largest: float = 2.5
    per_score: int = 1
    """How many of its cells λ times one step of the scores is."""

    @property
    def n_cells(self) -> int:
        return 2 * self._reach + 1

    @property
    def start(self) -> int:
        return self._reach

    @property
    def is_two_sided(self) -> bool:
        return True

    @property
    def sd(self) -> float:
        """The standard deviation it tends to: √(λ / (2 − λ))."""
        return math.sqrt(self.weight / (2 - self.weight))

    def values(self) -> FloatArray:
        return np.arange(-self._reach, self._reach + 1, dtype=np.float64) * self._step

    def next_cells(self, cells: IntArray, scores: IntArray) -> IntArray:
        faded = _fading(self._reach, self.weight).cells
        return np.clip(faded[cells] + self.per_score * scores, 0, self.n_cells - 1)

    def spread(self, chances: FloatArray, scores: FloatArray) -> FloatArray:
        fading = _fading(self._reach, self.weight)
        kept = np.zeros_like(chances)
        kept[:, fading.occupied] = np.add.reduceat(chances, fading.starts, axis=1)
        thinned = np.zeros((len(scores), self.per_score * (scores.shape[1] - 1) + 1))
        thinned[:, :: self.per_score] = scores
        moved = _sums(kept, thinned)
        low = self.per_score * self.lattice.reach
        found = moved[:, low : low + self.n_cells]
        found[:, 0] += moved[:, :low].sum(axis=1)
        found[:, -1] += moved[:, low + self.n_cells :].sum(axis=1)
        return found

    @property
    def _step(self) -> float:
        return self.weight * self.lattice.step / self.per_score

    @property
    def _reach(self) -> int:
        return round(self.largest / self._step)


def average_run_length(chart: Chart, scores: FloatArray, *, limit: float) -> float:
    """How many scores it takes on average until the chart, begun at its start, lies beyond `limit`.

    Args:
        chart: two-sided ones signal beyond −limit as well.
        scores: chances of the scores' cells, shape (2·reach + 1,).
        limit: in units of the chart's statistic.

    Source:
        The Markov chain of Brook & Evans (1972), Biometrika 59, 539–549: the solution of (I − Q)·L = 1.
    """
    values = chart.values()
    inside = (np.abs(values) if chart.is_two_sided else values) < limit - 1e-9
    moved = chart.spread(np.eye(chart.n_cells)[inside], np.broadcast_to(scores, (int(inside.sum()), len(scores))))
    staying = moved[:, inside]
    lengths = np.linalg.solve(np.eye(len(staying)) - staying, np.ones(len(staying)))
    return float(lengths[int(inside[: chart.start].sum())])


def _sums(chances: FloatArray, scores: FloatArray) -> FloatArray:
    """The distribution of the sum of two independent numbers, row by row, by fast Fourier transform."""
    n = chances.shape[1] + scores.shape[1] - 1
    size = 1 << (n - 1).bit_length()
    product = np.fft.rfft(chances, size, axis=1) * np.fft.rfft(scores, size, axis=1)
    # rounding errors of a transform are of either sign, chances are not
    return np.maximum(np.fft.irfft(product, size, axis=1)[:, :n], 0.0)


@dataclass(frozen=True, slots=True)
class _Fading:
    """Where each cell comes to when it fades, which cells are then occupied, and from which on each of these is fed."""

    cells: IntArray
    occupied: IntArray
    starts: IntArray


@lru_cache
def _fading(reach: int, weight: float) -> _Fading:
    cells = (np.rint((1 - weight) * np.arange(-reach, reach + 1)) + reach).astype(np.intp)
    occupied, starts = np.unique(cells, return_index=True)
    return _Fading(cells, occupied, starts)


def _normal_below(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
