"""What a sample will be worth before anybody scores a call of it, and how many calls a wanted precision takes.

Margins are half the width of a 95 % interval; `n` may be a fraction, for it is the size in effect.
"""

import math

from qa_desk.agreement.intervals import normal_quantile, t_quantile, wilson


def margin_of_calls(
    n: float, n_population: int | None, *, share: float = 0.5, confidence: float = 0.95
) -> float | None:
    """The half width that a share of n calls (or so many in effect) will have; None for none, 0 where all are drawn.

    By the normal approximation, as `calls_for_margin`; a share of one half is the worst there is.
    """
    if n <= 0:
        return None
    left = 1.0
    if n_population is not None and n_population > 1:
        left = max(0.0, (n_population - n) / (n_population - 1))
    return normal_quantile((1 + confidence) / 2) * math.sqrt(left * share * (1 - share) / n)


def margin_of_share(n: float, n_population: int, share: float, *, confidence: float = 0.95) -> float | None:
    """The half width that `weighted_share` will give a share near `share`; None below two calls, 0 where all are drawn.

    Unlike the normal approximation it holds for few calls and for shares near 0 and 1.
    """
    if n >= n_population:
        return 0.0
    if n < 2:
        return None
    z, t = normal_quantile((1 + confidence) / 2), t_quantile((1 + confidence) / 2, int(n) - 1)
    size = n / (1 - n / n_population) * (z / t) ** 2
    low, high = wilson(share * size, size, confidence=confidence)
    return (high - low) / 2


def margin_of_mean(n: float, n_population: int, sd: float, *, confidence: float = 0.95) -> float | None:
    """The half width that `weighted_mean` will give values with this standard deviation; None below two calls."""
    if n >= n_population:
        return 0.0
    if n < 2:
        return None
    return t_quantile((1 + confidence) / 2, int(n) - 1) * sd * math.sqrt((1 - n / n_population) / n)


def calls_for_margin(margin: float, n_population: int | None, *, share: float = 0.5, confidence: float = 0.95) -> int:
    """How many calls a share needs for limits of ± margin, by the normal approximation.

    1,000 calls at 95 % and ± 0.05 take 278. Without `n_population` there is no end to the calls.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., § 4.4: n₀ = z²p(1−p)/d², n = n₀ / (1 + (n₀ − 1)/N).
    """
    assert margin > 0.0, "a margin has a width"
    z = normal_quantile((1 + confidence) / 2)
    wanted = z * z * share * (1 - share) / margin**2
    if n_population is not None:
        wanted = wanted / (1 + (wanted - 1) / n_population) if n_population else 0.0
        return min(n_population, math.ceil(wanted - 1e-9))
    return math.ceil(wanted - 1e-9)


def calls_for_mean(margin: float, n_population: int, sd: float, *, confidence: float = 0.95) -> int:
    """The fewest calls of a population that give a mean limits of ± margin, as `margin_of_mean` has it."""
    assert margin > 0.0, "a margin has a width"
    few, enough = min(1, n_population), n_population
    while enough - few > 1:
        n = (few + enough) // 2
        found = margin_of_mean(n, n_population, sd, confidence=confidence)
        if found is not None and found <= margin:
            enough = n
        else:
            few = n
    return enough
