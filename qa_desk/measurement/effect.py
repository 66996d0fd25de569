"""Whether a rate of failures fell where something was done: before and after, against where nothing was done.

Difference in differences of shares of calls. Used by the effect check of tracked items.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.intervals import normal_two_sided
from qa_desk.measurement.agent_clusters import (
    FEWEST_AGENTS,
    Clusters,
    change_of,
    share_after,
    share_before,
    variance_of_change,
)
from qa_desk.measurement.shares import Difference

FEWEST_CALLS = 5
"""Below so many calls before or after nothing is compared."""


class Verdict(StrEnum):
    """What a comparison says; that nothing is shown is a result too."""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    CONFOUNDED = "confounded"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Effect:
    """`change` is after minus before; `elsewhere` the same where nothing was done; `net` is the one less the other.

    Where it is confounded neither is given: nothing can be subtracted from what isn't comparable.
    """

    verdict: Verdict
    before: Estimate
    after: Estimate
    change: Difference | None = None
    elsewhere: Difference | None = None
    net: Difference | None = None


def effect_of(
    here: Clusters, elsewhere: Clusters | None, *, is_confounded: bool = False, confidence: float = 0.95
) -> Effect:
    """The effect of what was done here; shown when the whole interval of the net change lies below 0.

    Agents are the clusters. Without calls elsewhere the change here stands alone. With no effect and the period that
    raised the item left out, "shown" comes up in at most (1 − confidence) / 2 of all comparisons, up to the error of
    the interval.

    Source:
        `change_of` for each change; Zou & Donner (2008), Statistics in Medicine 27, 1693–1702, for the difference of
        the two (square-and-add of their limits).
    """
    before, after = share_before(here, confidence=confidence), share_after(here, confidence=confidence)
    if not _is_enough(here):
        return Effect(Verdict.TOO_FEW, before, after)
    if is_confounded:
        return Effect(Verdict.CONFOUNDED, before, after)
    change = change_of(here, confidence=confidence)
    other = change_of(elsewhere, confidence=confidence) if elsewhere is not None and _is_enough(elsewhere) else None
    assert change is not None
    net = None
    if other is not None and elsewhere is not None:
        net = _less(change, other, variance_of_change(here) + variance_of_change(elsewhere))
    is_shown = (net or change).high < 0
    return Effect(Verdict.SHOWN if is_shown else Verdict.NOT_SHOWN, before, after, change, other, net)


def has_returned(n_failed_before: int, n_before: int, since: Clusters, *, confidence: float = 0.99) -> bool:
    """Whether a rate came back after an effect was signed.

    It has when it is surely above what was signed and lies nearer to the rate before. The confidence is high because
    it is asked again and again.

    Args:
        n_failed_before: calls failed before anything was done, of `n_before` scored.
        since: calls between the end of the work and the signature as before, those since then as after.
    """
    total = since.total
    if n_before < FEWEST_CALLS or not _is_enough(since):
        return False
    rise = change_of(since, confidence=confidence)
    middle = (n_failed_before / n_before + total.n_failed_before / total.n_before) / 2
    return rise is not None and rise.low > 0 and total.n_failed_after / total.n_after >= middle


def _is_enough(clusters: Clusters) -> bool:
    total = clusters.total
    return min(total.n_before, total.n_after) >= FEWEST_CALLS and clusters.n_clusters >= FEWEST_AGENTS


def _less(one: Difference, other: Difference, variance: float) -> Difference:
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    high = value + math.hypot(one.high - one.value, other.value - other.low)
    p_value = normal_two_sided(value / math.sqrt(variance)) if variance > 0 else 1.0
    return Difference(value, low, high, p_value)
