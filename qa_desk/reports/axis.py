"""A linear axis: values to places, and round numbers to write beside it. No Qt."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Values `low` … `high` over places `start` … `end` in px; what lies outside is drawn at the edge."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value."""
        span = (self.high - self.low) or 1.0
        share = (min(max(value, self.low), self.high) - self.low) / span
        return self.start + share * (self.end - self.start)

    def ticks(self, at_most: int = 6) -> list[float]:
        """Round values inside the axis."""
        return round_values(self.low, self.high, at_most)


def round_step(span: float, at_most: int) -> float:
    """The smallest of 1, 2, 5, 10, … that divides `span` into at most `at_most` − 1 parts."""
    least = span / max(at_most - 1, 1)
    if least <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least - 1e-12)


def round_values(low: float, high: float, at_most: int = 6) -> list[float]:
    """Multiples of a round step from `low` to `high`."""
    step = round_step(high - low, at_most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [place * step for place in range(first, last + 1)]


def round_range(values: list[float], *, at_most: int = 6) -> tuple[float, float]:
    """The least range with round ends that holds all values, and is never empty."""
    if not values:
        return 0.0, 100.0
    low, high = min(values), max(values)
    step = round_step((high - low) or abs(high) or 1.0, at_most)
    bottom, top = step * math.floor(low / step), step * math.ceil(high / step)
    return (bottom, top) if top > bottom else (bottom, bottom + step)


def is_whole(value: float, decimals: int = 0) -> bool:
    """Whether so many decimals tell the value, but for what is lost in reckoning."""
    return abs(round(value, decimals) - value) < 1e-9


def decimals_for(low: float, high: float) -> int:
    """How many decimals values on an axis from `low` to `high` need to be told apart."""
    span = high - low
    return 0 if span >= 10 else 1 if span >= 1 else 2


def rows_apart(spans: Sequence[tuple[float, float]]) -> list[int]:
    """In which row each of some words stands, 0 the lowest, so that none runs into the next.

    `spans` are in the order of their beginnings. The earlier words stand higher: a line down from where words begin
    then crosses no others.
    """
    starts: list[float] = []
    rows: list[int] = []
    for start, end in reversed(spans):
        row = next((row for row, taken in enumerate(starts) if end <= taken), len(starts))
        starts[row : row + 1] = [start]
        rows.append(row)
    return rows[::-1]
