"""Control limits of a share or a rate over time: which periods differ from the rest by more than chance explains."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from qa_desk.agreement.intervals import normal_quantile
from qa_desk.measurement.chart_rules import Rule, rules_fired

SIGMAS = 3.0
"""Shewhart's distance of the limits from the mean: with nothing amiss about one point in 370 lies outside."""

FEWEST_FOR_SPREAD = 10
"""Points below which counts are taken to be as chance alone makes them."""

_D2 = 1.128
"""The mean range of two independent standard normal values, 2/√π."""

_RANGE_VARIANCE = 0.826
"""Variance of the estimate of σ from ranges of two, times the number of points: Cryer & Ryan (1990)."""


class Counted(StrEnum):
    """What is counted: calls that have something (p), or how many of something in so many calls (u)."""

    SHARE = "share"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one period in the unit of its value, its centre line, and the rules that fired there."""

    low: float
    high: float
    is_signal: bool
    centre: float = 0.0
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlChart:
    """The limits by period; `sigma_z` is how far points scatter in units of what chance alone explains.

    `is_widened` when that is beyond chance itself, so that the limits are Laney's; None for `sigma_z` without points
    enough to tell.
    """

    counted: Counted
    limits: tuple[Limits | None, ...]
    sigma_z: float | None = None
    is_widened: bool = False

    @property
    def n_signals(self) -> int:
        """Points at which a rule fired."""
        return sum(one is not None and one.is_signal for one in self.limits)


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


def control_chart(
    counts: Sequence[tuple[int, int]],
    counted: Counted,
    *,
    stretches: Sequence[int] | None = None,
    n_least: int = 1,
    may_widen: bool = True,
) -> ControlChart:
    """A p or u chart, Laney's p′ or u′ where the points scatter more than chance explains, and the rules that fire.

    Args:
        counts: (hits, calls) of each period, in order.
        counted: calls with something, of which there are at most as many as calls; or things in calls.
        stretches: to which stretch each period belongs; centre, limits and rules begin anew with each. None for one.
        n_least: periods with fewer calls get no limits and enter nothing.
        may_widen: whether limits may be Laney's.

    Returns:
        With centre c of its stretch and n calls, σᵢ = √(c(1−c)/n) or √(c/n), z = (x − c)/σᵢ, σ_z the mean range of
        neighbouring z over 1.128: limits c ± 3σᵢ, or c ± 3σᵢσ_z where σ_z is above 1 by more than chance (5 %,
        one-sided: 1 + 1.645·√(0.826/points)). A stretch of one point has none. Limits are cut at 0,
        those of a share at 1.

    Source:
        Montgomery (2013), Introduction to Statistical Quality Control, 7th ed., § 7.2 and 7.3. Laney (2002), Quality
        Engineering 14, 531–537. Cryer & Ryan (1990), Journal of Quality Technology 22, 187–192 for the spread of σ_z.
    """
    homes = list(stretches) if stretches is not None else [0] * len(counts)
    places = [place for place, (_hits, n) in enumerate(counts) if n >= max(1, n_least)]
    parts = [[place for place in places if homes[place] == home] for home in dict.fromkeys(homes)]
    parts = [part for part in parts if len(part) > 1]
    centres = [sum(counts[at][0] for at in part) / sum(counts[at][1] for at in part) for part in parts]
    scores = [[_z(counts[at], centre, counted) for at in part] for part, centre in zip(parts, centres, strict=True)]
    sigma_z, is_widened = _spread(scores)
    is_widened = is_widened and may_widen
    scale = sigma_z if is_widened and sigma_z is not None else 1.0
    limits: list[Limits | None] = [None] * len(counts)
    for part, centre, own in zip(parts, centres, scores, strict=True):
        values = [counts[at][0] / counts[at][1] for at in part]
        fired = rules_fired([z / scale for z in own], values)
        for at, rules in zip(part, fired, strict=True):
            margin = SIGMAS * scale * _sigma(centre, counts[at][1], counted)
            high = centre + margin if counted is Counted.RATE else min(1.0, centre + margin)
            limits[at] = Limits(max(0.0, centre - margin), high, bool(rules), centre, rules)
    return ControlChart(counted, tuple(limits), sigma_z, is_widened)


def _spread(scores: Sequence[Sequence[float]]) -> tuple[float | None, bool]:
    """σ_z over the stretches, and whether it is more than chance would make it."""
    ranges = [abs(later - earlier) for part in scores for earlier, later in pairwise(part)]
    if len(ranges) + 1 < FEWEST_FOR_SPREAD:
        return None, False
    sigma_z = math.fsum(ranges) / len(ranges) / _D2
    return sigma_z, sigma_z > 1 + normal_quantile(0.95) * math.sqrt(_RANGE_VARIANCE / len(ranges))


def _z(count: tuple[int, int], centre: float, counted: Counted) -> float:
    sigma = _sigma(centre, count[1], counted)
    return (count[0] / count[1] - centre) / sigma if sigma > 0 else 0.0


def _sigma(centre: float, n_calls: int, counted: Counted) -> float:
    return math.sqrt(centre * (1 - centre if counted is Counted.SHARE else 1.0) / n_calls)


def _limits(mean: float, n_hit: int, n_calls: int, sigmas: float) -> Limits:
    margin = sigmas * math.sqrt(mean * (1 - mean) / n_calls)
    low, high = max(0.0, mean - margin), min(1.0, mean + margin)
    return Limits(low, high, is_signal=not low <= n_hit / n_calls <= high, centre=mean)
