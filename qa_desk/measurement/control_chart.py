"""Control limits of a share over time: which periods differ from the rest by more than chance explains."""

import math
from dataclasses import dataclass

SIGMAS = 3.0
"""Shewhart's distance of the limits from the mean: with nothing amiss about one point in 370 lies outside."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits (0…1) of one period, and whether its share lies outside of them."""

    low: float
    high: float
    is_signal: bool


def p_chart(counts: list[tuple[int, int]], *, sigmas: float = SIGMAS) -> tuple[float | None, list[Limits | None]]:
    """The mean share and each period's limits p̄ ± 3·√(p̄(1−p̄)/n), cut at 0 and 1.

    Args:
        counts: (calls with it, calls) of each period, in order; a period without calls gets no limits.

    Returns:
        The mean over all calls (None without calls) and the limits by period. With fewer than two periods that have
        calls there is nothing to compare, so no limits.

    Source:
        Montgomery (2013), Introduction to Statistical Quality Control, 7th ed., § 7.2.1, variable sample size.
    """
    n_calls = sum(n for _hit, n in counts)
    if n_calls == 0:
        return None, [None] * len(counts)
    mean = sum(hit for hit, _n in counts) / n_calls
    if sum(n > 0 for _hit, n in counts) < 2:
        return mean, [None] * len(counts)
    return mean, [_limits(mean, hit, n, sigmas) if n else None for hit, n in counts]


def _limits(mean: float, n_hit: int, n_calls: int, sigmas: float) -> Limits:
    margin = sigmas * math.sqrt(mean * (1 - mean) / n_calls)
    low, high = max(0.0, mean - margin), min(1.0, mean + margin)
    return Limits(low, high, is_signal=not low <= n_hit / n_calls <= high)
