"""Two periods compared at one mix: whether a share moved within the strata, or only because other strata were seen."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from qa_desk.agreement.intervals import normal_quantile, normal_two_sided


@dataclass(frozen=True, slots=True)
class Stratum:
    """Calls and hits of one stratum, such as an inspector, now and before."""

    n_hit: int
    n_calls: int
    n_hit_before: int
    n_calls_before: int


@dataclass(frozen=True, slots=True)
class StandardisedChange:
    """Both shares at the mix of before, and their difference with its interval and two-sided p of "no difference".

    `n_strata` have calls in both periods and `n_risen` of them a higher share now; `coverage` is the part of the calls
    before that lie in them.
    """

    now: float
    before: float
    low: float
    high: float
    p_value: float
    n_strata: int
    n_risen: int
    coverage: float

    @property
    def value(self) -> float:
        """The difference."""
        return self.now - self.before


def standardised_change(strata: Iterable[Stratum], *, confidence: float = 0.95) -> StandardisedChange | None:
    """Direct standardisation: Σ w·p now minus Σ w·p before, w the strata's parts of the calls before.

    Strata without calls in one of the periods are left out; None when nothing is left. The variance is that of a
    stratified difference, each share with one hit and one miss added, so that a stratum without hits is not certain.

    Source:
        Kitagawa (1955), JASA 50, 1168–1194; Agresti & Caffo (2000), American Statistician 54, 280–288.
    """
    every = list(strata)
    both = [one for one in every if one.n_calls > 0 and one.n_calls_before > 0]
    n_before = sum(one.n_calls_before for one in both)
    if n_before == 0:
        return None
    weights = [one.n_calls_before / n_before for one in both]
    now = math.fsum(w * one.n_hit / one.n_calls for w, one in zip(weights, both, strict=True))
    before = sum(one.n_hit_before for one in both) / n_before
    variance = math.fsum(
        w * w * (_variance(one.n_hit, one.n_calls) + _variance(one.n_hit_before, one.n_calls_before))
        for w, one in zip(weights, both, strict=True)
    )
    se = math.sqrt(variance)
    margin = normal_quantile((1 + confidence) / 2) * se
    return StandardisedChange(
        now=now,
        before=before,
        low=max(-1.0, now - before - margin),
        high=min(1.0, now - before + margin),
        p_value=normal_two_sided((now - before) / se),
        n_strata=len(both),
        n_risen=sum(one.n_hit * one.n_calls_before > one.n_hit_before * one.n_calls for one in both),
        coverage=n_before / sum(one.n_calls_before for one in every),
    )


def _variance(n_hit: int, n_calls: int) -> float:
    share = (n_hit + 1) / (n_calls + 2)
    return share * (1 - share) / (n_calls + 2)
