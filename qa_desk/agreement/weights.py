"""Agreement weights: how much credit two categories earn when one rater says one and another says the other.

Each weighting is a function of the categories' numeric values, or of their places in the declared order where the
categories are words. Used by every weighted coefficient in `chance/`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.errors import RatingsError, RatingsProblem

IDENTITY = "identity"
CUSTOM = "custom"


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A symmetric matrix of agreement weights, 1 on the diagonal, with its name.

    Args:
        name: "identity", one of `WEIGHTINGS`, or "custom"; becomes the suffix of a statistic's key.
        matrix: shape (categories, categories).
    """

    name: str
    matrix: FloatArray

    @property
    def is_identity(self) -> bool:
        """Whether only equal categories count as agreement."""
        return self.name == IDENTITY

    @property
    def total(self) -> float:
        """Sum of all weights (T_w)."""
        return float(self.matrix.sum())


def linear(x: FloatArray) -> FloatArray:
    """1 - |x_k - x_l| / range."""
    return 1.0 - np.abs(x[:, None] - x) / _span(x)


def quadratic(x: FloatArray) -> FloatArray:
    """1 - (x_k - x_l)² / range²."""
    return 1.0 - np.square((x[:, None] - x) / _span(x))


def radical(x: FloatArray) -> FloatArray:
    """1 - sqrt|x_k - x_l| / sqrt(range)."""
    return 1.0 - np.sqrt(np.abs(x[:, None] - x) / _span(x))


def ordinal(x: FloatArray) -> FloatArray:
    """1 - M_kl / max M with M_kl = C(|k - l| + 1, 2) on places, not on values."""
    places = np.arange(len(x), dtype=np.float64)
    steps = np.abs(places[:, None] - places)
    return 1.0 - steps * (steps + 1.0) / (len(x) * (len(x) - 1.0))


def ratio(x: FloatArray) -> FloatArray:
    """1 - [(x_k - x_l)/(x_k + x_l)]² / [range / (max + min)]²; two zeros agree."""
    if x.min() < 0:
        raise RatingsError(RatingsProblem.WEIGHTS_RANGE, weights="ratio", value=float(x.min()))
    sums = x[:, None] + x
    distance = np.square(np.divide(x[:, None] - x, sums, out=np.zeros_like(sums), where=sums != 0))
    return 1.0 - distance / distance.max()


def circular(x: FloatArray) -> FloatArray:
    """1 - sin²(π (x_k - x_l) / (range + 1)) / max: the last category is next to the first."""
    distance = np.square(np.sin(math.pi * (x[:, None] - x) / (_span(x) + 1.0)))
    return 1.0 - distance / distance.max()


def bipolar(x: FloatArray) -> FloatArray:
    """1 - d_kl / max d with d_kl = (x_k - x_l)² / [(x_k + x_l - 2 min)(2 max - x_k - x_l)]."""
    sums = x[:, None] + x
    room = (sums - 2.0 * x.min()) * (2.0 * x.max() - sums)
    squared = np.square(x[:, None] - x)
    distance = np.divide(squared, room, out=np.zeros_like(room), where=squared > 0)
    return 1.0 - distance / distance.max()


WEIGHTINGS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "linear": linear,
    "quadratic": quadratic,
    "ordinal": ordinal,
    "radical": radical,
    "ratio": ratio,
    "circular": circular,
    "bipolar": bipolar,
}


def identity_weights(n_categories: int) -> Weights:
    """Equal categories agree, different ones do not."""
    return Weights(IDENTITY, np.eye(n_categories))


def named_weights(name: str, values: FloatArray) -> Weights:
    """One of `WEIGHTINGS` on category values.

    Args:
        name: "identity" or a key of `WEIGHTINGS`.
        values: shape (categories,), numeric values, or places 1…q where the categories are words.

    Source:
        Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapter 3.
    """
    if name == IDENTITY or len(values) < 2:
        return Weights(name, np.eye(len(values)))
    return Weights(name, WEIGHTINGS[name](np.asarray(values, dtype=np.float64)))


def custom_weights(matrix: FloatArray) -> Weights:
    """Weights of one's own: square, symmetric, 1 on the diagonal, none outside 0…1.

    Raises:
        RatingsError: WEIGHTS_SHAPE, WEIGHTS_NOT_NUMERIC, WEIGHTS_DIAGONAL, WEIGHTS_RANGE, WEIGHTS_NOT_SYMMETRIC.
    """
    given = np.asarray(matrix, dtype=np.float64)
    if given.ndim != 2 or given.shape[0] != given.shape[1]:
        raise RatingsError(RatingsProblem.WEIGHTS_SHAPE, shape=given.shape)
    _refuse_where(~np.isfinite(given), RatingsProblem.WEIGHTS_NOT_NUMERIC, given)
    _refuse_where(np.diag(np.diag(given) != 1.0), RatingsProblem.WEIGHTS_DIAGONAL, given)
    _refuse_where((given < 0.0) | (given > 1.0), RatingsProblem.WEIGHTS_RANGE, given)
    _refuse_where(~np.isclose(given, given.T), RatingsProblem.WEIGHTS_NOT_SYMMETRIC, given)
    return Weights(CUSTOM, given)


def _refuse_where(bad: np.typing.NDArray[np.bool_], problem: RatingsProblem, given: FloatArray) -> None:
    if bad.any():
        row, column = (int(place) for place in np.argwhere(bad)[0])
        raise RatingsError(problem, row=row + 1, column=column + 1, value=float(given[row, column]))


def _span(x: FloatArray) -> float:
    return float(x.max() - x.min())
