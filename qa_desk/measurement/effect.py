"""Whether a rate of failures fell where something was done: before and after, against where nothing was done.

Difference in differences of shares of calls. Used by the effect check of tracked items.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.intervals import normal_two_sided, wilson
from qa_desk.measurement.shares import Difference, difference_of_shares, share_of_calls

FEWEST_CALLS = 5
"""Below so many calls before or after nothing is compared."""
_UNKNOWN_RATERS = 0.5


class Verdict(StrEnum):
    """What a comparison says; that nothing is shown is a result too."""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    CONFOUNDED = "confounded"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Calls failed of calls scored in two stretches of time."""

    n_failed_before: int
    n_before: int
    n_failed_after: int
    n_after: int


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
    here: BeforeAfter, elsewhere: BeforeAfter | None, *, is_confounded: bool = False, confidence: float = 0.95
) -> Effect:
    """The effect of what was done here; shown when the whole interval of the net change lies below 0.

    Without calls elsewhere the change here stands alone. With no effect and the period that raised the item left out,
    "shown" comes up in at most (1 − confidence) / 2 of all comparisons, up to the error of the interval.

    Source:
        Newcombe (1998), Statistics in Medicine 17, 873–890, method 10, for each change; Zou & Donner (2008),
        Statistics in Medicine 27, 1693–1702, for the difference of the two (square-and-add of their limits).
    """
    before = share_of_calls(here.n_failed_before, here.n_before, confidence=confidence)
    after = share_of_calls(here.n_failed_after, here.n_after, confidence=confidence)
    if min(here.n_before, here.n_after) < FEWEST_CALLS:
        return Effect(Verdict.TOO_FEW, before, after)
    if is_confounded:
        return Effect(Verdict.CONFOUNDED, before, after)
    change = _change(here, confidence)
    other = None
    if elsewhere is not None and min(elsewhere.n_before, elsewhere.n_after) >= FEWEST_CALLS:
        other = _change(elsewhere, confidence)
    assert change is not None
    net = _less(change, other, _variance(here) + _variance(elsewhere)) if other and elsewhere else None
    is_shown = (net or change).high < 0
    return Effect(Verdict.SHOWN if is_shown else Verdict.NOT_SHOWN, before, after, change, other, net)


def has_returned(signed: BeforeAfter, since: tuple[int, int], *, confidence: float = 0.99) -> bool:
    """Whether a rate came back after an effect was signed: `since` is calls failed and scored from then on.

    It has when it is surely above what was signed and lies nearer to the rate before. The confidence is high because
    it is asked again and again.
    """
    n_failed, n_calls = since
    if min(n_calls, signed.n_after, signed.n_before) < FEWEST_CALLS:
        return False
    rise = difference_of_shares(n_failed, n_calls, signed.n_failed_after, signed.n_after, confidence=confidence)
    middle = (signed.n_failed_before / signed.n_before + signed.n_failed_after / signed.n_after) / 2
    return rise is not None and rise.low > 0 and n_failed / n_calls >= middle


def raters_changed(before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]]) -> bool:
    """Whether other raters, rather than other calls, may explain a change of the rate.

    Args:
        before: calls failed and calls scored of each rater.
        after: the same afterwards.

    Returns:
        True when more than half of the calls after are of raters without calls before, or when the other mix alone
        moves the rate by more than half the margin of its interval: Σ (share after − share before) × own rate, a
        direct standardisation.

    Source:
        Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed., ch. 19.
    """
    n_before = sum(n for _failed, n in before.values())
    n_after = sum(n for _failed, n in after.values())
    if not n_before or not n_after:
        return False
    if sum(n for rater, (_failed, n) in after.items() if rater not in before) > _UNKNOWN_RATERS * n_after:
        return True
    shift = 0.0
    for rater in {*before, *after}:
        failed_before, own_before = before.get(rater, (0, 0))
        failed_after, own_after = after.get(rater, (0, 0))
        rate = (failed_before + failed_after) / (own_before + own_after)
        shift += (own_after / n_after - own_before / n_before) * rate
    low, high = wilson(sum(failed for failed, _n in after.values()), n_after, confidence=0.95)
    return abs(shift) > (high - low) / 4


def _change(counts: BeforeAfter, confidence: float) -> Difference | None:
    return difference_of_shares(
        counts.n_failed_after, counts.n_after, counts.n_failed_before, counts.n_before, confidence=confidence
    )


def _less(one: Difference, other: Difference, variance: float) -> Difference:
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    high = value + math.hypot(one.high - one.value, other.value - other.low)
    p_value = normal_two_sided(value / math.sqrt(variance)) if variance > 0 else 1.0
    return Difference(value, low, high, p_value)


def _variance(counts: BeforeAfter) -> float:
    before, after = counts.n_failed_before / counts.n_before, counts.n_failed_after / counts.n_after
    return before * (1 - before) / counts.n_before + after * (1 - after) / counts.n_after
