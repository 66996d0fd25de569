"""Intervals and tails of the distributions they need, so that the statistics themselves stay free of scipy.

scipy is imported inside the functions: its special functions cost 0.17 s, which the start of the window and of
`--help` must not pay. It has no type stubs, so each call is turned into a float here and nowhere else.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false

import math
from functools import lru_cache
from statistics import NormalDist

from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.estimate import Spread


def normal_quantile(probability: float) -> float:
    """z with P(Z <= z) = probability."""
    return NormalDist().inv_cdf(probability)


def normal_two_sided(z: float) -> float:
    """P(|Z| >= |z|)."""
    return math.erfc(abs(z) / math.sqrt(2.0))


def normal_upper(z: float) -> float:
    """P(Z >= z), accurate far into the tail."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


@lru_cache(maxsize=1024)
def t_quantile(probability: float, df: float) -> float:
    """t with P(T <= t) = probability at df degrees of freedom; kept, as the figures of a page share a few."""
    from scipy.special import stdtrit  # start-up time: see the module's docstring

    return float(stdtrit(df, probability))


def t_two_sided(t: float, df: float) -> float:
    """P(|T| >= |t|) at df degrees of freedom."""
    from scipy.special import stdtr  # start-up time: see the module's docstring

    return float(2.0 * stdtr(df, -abs(t)))


def f_quantile(probability: float, df1: float, df2: float) -> float:
    """F with P(F <= f) = probability."""
    from scipy.special import fdtri  # start-up time: see the module's docstring

    return float(fdtri(df1, df2, probability))


def f_upper(f: float, df1: float, df2: float) -> float:
    """P(F >= f)."""
    from scipy.special import fdtrc  # start-up time: see the module's docstring

    return float(fdtrc(df1, df2, f))


def chi_squared_upper(chi2: float, df: float) -> float:
    """P(chi-squared >= chi2)."""
    from scipy.special import chdtrc  # start-up time: see the module's docstring

    return float(chdtrc(df, chi2))


def check_confidence(confidence: float) -> float:
    """The confidence level, refused unless strictly between 0 and 1."""
    if not 0.0 < confidence < 1.0:
        raise RatingsError(RatingsProblem.BAD_CONFIDENCE, value=confidence)
    return confidence


def t_spread(
    value: float, se: float, df: float, *, confidence: float, upper: float | None = 1.0, lower: float | None = None
) -> Spread:
    """Limits value ± t·se and the two-sided p of "the true value is 0".

    Args:
        value: the estimate.
        se: its standard error; 0 gives limits equal to the value, and p = 0 unless the value itself is 0.
        df: degrees of freedom, positive.
        confidence: level of the interval.
        upper: the largest possible value, at which the upper limit is cut; None for figures without one.
        lower: the smallest one likewise.
    """
    margin = t_quantile((1.0 + check_confidence(confidence)) / 2.0, df) * se if se > 0.0 else 0.0
    low, high = value - margin, value + margin
    p_value = t_two_sided(value / se, df) if se > 0.0 else float(value == 0.0)
    return Spread(se, low if lower is None else max(lower, low), high if upper is None else min(upper, high), p_value)


def wilson(successes: float, trials: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share; never empty, not even when all or none succeed.

    Args:
        successes: how many succeeded (a sum of shares is allowed).
        trials: how many independent trials, positive.
        confidence: level of the interval.

    Source:
        Wilson (1927), JASA 22. All of n: lower limit n/(n + z²), so 20 of 20 starts at 83.9 %.
    """
    return _score_limits(successes / trials, trials, normal_quantile((1.0 + check_confidence(confidence)) / 2.0))


def clustered_wilson(
    share: float, se: float, *, n_units: int, n_counted: float, confidence: float = 0.95
) -> tuple[float, float]:
    """Wilson's interval of a share whose decisions hang together in calls.

    Args:
        share: 0…1; at 0 and 1, which show no spread, take `wilson` on calls.
        se: its standard error over calls; 0 (calls that happen to be equal) is not believed.
        n_units: calls, at least 2.
        n_counted: decisions counted; the effective number of decisions is never taken for more.
        confidence: level of the interval.

    Returns:
        Score limits with n* = min(n_counted, share(1 - share)/se²) decisions and t(n_units - 1) for z, widened where
        needed to what unanimous calls would give: one difference can't prove more than none.

    Source:
        Wilson (1927), JASA 22; effective number and t for surveys: Dean & Pagano (2015), J. Surv. Stat. Methodol. 3.
        Chosen by simulated coverage (docs/statistics.md).
    """
    t = t_quantile((1.0 + check_confidence(confidence)) / 2.0, n_units - 1)
    effective = min(n_counted, share * (1.0 - share) / se**2) if se > 0.0 else n_counted
    low, high = _score_limits(share, effective, t)
    lowest, _ = wilson(n_units, n_units, confidence=confidence)
    _, highest = wilson(0, n_units, confidence=confidence)
    return min(low, lowest), max(high, highest)


def _score_limits(share: float, trials: float, z: float) -> tuple[float, float]:
    """The shares p with (share - p)² = z² p(1 - p)/trials; exactly 0 and 1 at the ends."""
    centre = share + z * z / (2.0 * trials)
    margin = z * math.sqrt(max(share * (1.0 - share), 0.0) / trials + z * z / (4.0 * trials * trials))
    scale = 1.0 + z * z / trials
    low = 0.0 if share <= 0.0 else (centre - margin) / scale
    high = 1.0 if share >= 1.0 else (centre + margin) / scale
    return max(0.0, low), min(1.0, high)


def clopper_pearson(successes: int, trials: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """The exact binomial interval: both tails hold at most half of what the confidence leaves.

    Source:
        Clopper & Pearson (1934), Biometrika 26.
    """
    tail = (1.0 - check_confidence(confidence)) / 2.0
    return _exact_low(successes, trials, tail), _exact_high(successes, trials, tail)


def clopper_pearson_one_open_side(successes: int, trials: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval as Minitab prints it: with all or none matched the one open side gets the whole tail.

    15 of 15 starts at 81.90 % instead of 78.20 %.
    """
    tail = 1.0 - check_confidence(confidence)
    if 0 < successes < trials:
        tail /= 2.0
    return _exact_low(successes, trials, tail), _exact_high(successes, trials, tail)


def _exact_low(successes: int, trials: int, tail: float) -> float:
    from scipy.special import betaincinv  # start-up time: see the module's docstring

    return 0.0 if successes == 0 else float(betaincinv(successes, trials - successes + 1, tail))


def _exact_high(successes: int, trials: int, tail: float) -> float:
    from scipy.special import betaincinv  # start-up time: see the module's docstring

    return 1.0 if successes == trials else float(betaincinv(successes + 1, trials - successes, 1.0 - tail))
