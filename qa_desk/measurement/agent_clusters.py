"""Shares of calls before and after where the calls of one agent hang together: counts by agent, and their intervals.

A criterion is judged once a call, so that calls are single; agents are the clusters. Used by the effect check.
"""

import math
from dataclasses import dataclass

from qa_desk.agreement.estimate import Estimate, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import normal_quantile, t_quantile, t_two_sided, wilson
from qa_desk.measurement.shares import Difference

FEWEST_AGENTS = 2
"""Nothing is known of how agents differ from the calls of one."""


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Calls failed of calls scored in two stretches of time."""

    n_failed_before: int
    n_before: int
    n_failed_after: int
    n_after: int


@dataclass(frozen=True, slots=True)
class Clusters:
    """Counts of each agent, and of the calls whose agent is not known: each of those stands for itself."""

    agents: tuple[BeforeAfter, ...] = ()
    single: BeforeAfter = BeforeAfter(0, 0, 0, 0)

    @property
    def total(self) -> BeforeAfter:
        """All calls together."""
        every = (*self.agents, self.single)
        return BeforeAfter(
            sum(one.n_failed_before for one in every),
            sum(one.n_before for one in every),
            sum(one.n_failed_after for one in every),
            sum(one.n_after for one in every),
        )

    @property
    def n_clusters(self) -> int:
        """Agents with calls, and calls without an agent."""
        with_calls = sum(one.n_before + one.n_after > 0 for one in self.agents)
        return with_calls + self.single.n_before + self.single.n_after


@dataclass(frozen=True, slots=True)
class _Weights:
    """A share of the calls before times `before`, plus one of those after times `after`."""

    before: float
    after: float


def share_before(clusters: Clusters, *, confidence: float = 0.95) -> Estimate:
    """The share of calls failed before; see `_share`."""
    total = clusters.total
    return _share(clusters, total.n_failed_before, total.n_before, _Weights(1.0, 0.0), confidence)


def share_after(clusters: Clusters, *, confidence: float = 0.95) -> Estimate:
    """The share of calls failed after; see `_share`."""
    total = clusters.total
    return _share(clusters, total.n_failed_after, total.n_after, _Weights(0.0, 1.0), confidence)


def change_of(clusters: Clusters, *, confidence: float = 0.95) -> Difference | None:
    """The share after minus the share before; None where one of them has no calls.

    Newcombe's interval of counts divided by the design effect of the change, by agents: what an agent carries from
    before to after is in both and cancels, what sets one agent apart from the other counts once an agent and not once
    a call. The design effect is never taken for less than 1; t of (agents − 1) degrees of freedom stands for z.

    Source:
        Rao & Scott (1992), Biometrics 48, 577–585, for the division; Newcombe (1998), Statistics in Medicine 17,
        873–890, method 10, for the limits; Cochran (1977), Sampling Techniques, 3rd ed., § 2.11, for the variance.
    """
    total = clusters.total
    if not total.n_before or not total.n_after:
        return None
    effect = _design_effect(clusters, _Weights(-1.0, 1.0))
    level = _level(clusters, confidence)
    now, before = total.n_failed_after / total.n_after, total.n_failed_before / total.n_before
    low, high = wilson(total.n_failed_after / effect, total.n_after / effect, confidence=level)
    low_before, high_before = wilson(total.n_failed_before / effect, total.n_before / effect, confidence=level)
    value = now - before
    se = math.sqrt(effect * _of_single_calls(total, _Weights(-1.0, 1.0)))
    p_value = t_two_sided(value / se, max(1, clusters.n_clusters - 1)) if se > 0 else 1.0
    return Difference(
        value,
        value - math.hypot(now - low, high_before - before),
        value + math.hypot(high - now, before - low_before),
        p_value,
    )


def variance_of_change(clusters: Clusters) -> float:
    """The variance of the change, agents as the clusters."""
    weights = _Weights(-1.0, 1.0)
    return _design_effect(clusters, weights) * _of_single_calls(clusters.total, weights)


def _share(clusters: Clusters, n_failed: int, n_calls: int, weights: _Weights, confidence: float) -> Estimate:
    """A share of calls with Wilson's interval of counts divided by its design effect, and t for z."""
    is_before = weights.before != 0.0
    n_agents = sum((one.n_before if is_before else one.n_after) > 0 for one in clusters.agents)
    n_single = clusters.single.n_before if is_before else clusters.single.n_after
    sample = Sample(n_items=n_calls, n_raters=1, n_ratings=n_calls, n_clusters=n_agents + n_single)
    if n_calls == 0:
        return undefined(Undefined.NO_ITEMS, sample)
    effect = _design_effect(clusters, weights)
    low, high = wilson(n_failed / effect, n_calls / effect, confidence=_level(clusters, confidence))
    method = Method.CLUSTERED_WILSON if clusters.agents else Method.WILSON
    return estimate(n_failed / n_calls, sample, method=method, spread=Spread(ci_low=low, ci_high=high))


def _level(clusters: Clusters, confidence: float) -> float:
    """The confidence at which the normal quantile is the t quantile of so few clusters."""
    if not clusters.agents:
        return confidence
    t = t_quantile((1 + confidence) / 2, max(1, clusters.n_clusters - 1))
    # beyond that the normal tail is 0 to the computer
    return math.erf(min(t, 8.0) / math.sqrt(2.0)) if t > normal_quantile((1 + confidence) / 2) else confidence


def _design_effect(clusters: Clusters, weights: _Weights) -> float:
    """How many times the variance is that of single calls; 1 at least."""
    plain = _of_single_calls(clusters.total, weights)
    return max(1.0, _of_clusters(clusters, weights) / plain) if plain > 0 else 1.0


def _of_single_calls(counts: BeforeAfter, weights: _Weights) -> float:
    """The variance if all calls were independent."""
    found = 0.0
    for weight, (n_failed, n_calls) in _stretches(counts, weights):
        share = n_failed / n_calls
        found += weight**2 * share * (1 - share) / n_calls
    return found


def _of_clusters(clusters: Clusters, weights: _Weights) -> float:
    """The linearised variance: the part of each agent in what is estimated, squared."""
    whole = [(failed / n, n) for _weight, (failed, n) in _stretches(clusters.total, weights)]
    parts: list[float] = []
    for agent in clusters.agents:
        own = _stretches(agent, weights)
        if any(n for _weight, (_failed, n) in own):
            parts.append(_part(own, whole))
    found = len(parts) / (len(parts) - 1) * sum(part * part for part in parts) if len(parts) > 1 else 0.0
    for (weight, (failed, n)), (share, n_all) in zip(_stretches(clusters.single, weights), whole, strict=True):
        found += weight**2 * (failed * (1 - share) ** 2 + (n - failed) * share**2) / n_all**2
    return found


def _part(own: list[tuple[float, tuple[int, int]]], whole: list[tuple[float, int]]) -> float:
    """How far one agent moves the estimate from where it would be if they were like all."""
    return sum(
        weight * (failed - share * n) / n_all for (weight, (failed, n)), (share, n_all) in zip(own, whole, strict=True)
    )


def _stretches(counts: BeforeAfter, weights: _Weights) -> list[tuple[float, tuple[int, int]]]:
    """The stretches of time that are asked for: weight, and calls failed of calls scored."""
    both = (
        (weights.before, (counts.n_failed_before, counts.n_before)),
        (weights.after, (counts.n_failed_after, counts.n_after)),
    )
    return [one for one in both if one[0] != 0.0]
