"""The verdict that stands beside an agreement figure: good enough, not good enough, or too few calls to say."""

from dataclasses import dataclass, replace
from enum import StrEnum

from qa_desk.agreement.estimate import Estimate, Extra, Method
from qa_desk.agreement.intervals import clustered_wilson, wilson

_OF_COEFFICIENTS = (Method.LINEARISED, Method.LINEARISED_RATIO, Method.CLUSTERED, Method.LARGE_SAMPLE)
_RESAMPLED = (Method.BOOTSTRAP_PERCENTILE, Method.BOOTSTRAP_BCA)


class Outcome(StrEnum):
    """What may be said about agreement against its target."""

    WELL_CALIBRATED = "well_calibrated"
    NEEDS_WORK = "needs_work"
    TOO_FEW_CALLS = "too_few_calls"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome with the limits it was read from.

    `ci_low` and `ci_high` differ from the figure's own where that has no spread to measure (unanimity); they are None
    below two calls, where there is a description and no interval. `method` says where they come from.
    """

    outcome: Outcome
    target: float
    ci_low: float | None
    ci_high: float | None
    method: Method


def verdict(agreement: Estimate, target: float, *, confidence: float = 0.95) -> Verdict:
    """Compare an agreement figure on 0…1 with its target.

    Args:
        agreement: agreement with the settled answers (between inspectors where nothing is settled).
        target: the share to be reached, 0…1.
        confidence: level of the interval that replaces one without width.

    Returns:
        WELL_CALIBRATED when the lower limit reaches the target, NEEDS_WORK when the upper limit is below it, else
        TOO_FEW_CALLS. At unanimity (a standard error of 0) the limits are Wilson's on calls: 20 of 20 start at 83.9 %.
        Clustered t limits, which may be far too narrow with few calls, give way to `clustered_wilson`.
    """
    low, high, method = _limits(agreement, confidence)
    if low is None or high is None:
        outcome = Outcome.TOO_FEW_CALLS
    elif low >= target:
        outcome = Outcome.WELL_CALIBRATED
    else:
        outcome = Outcome.NEEDS_WORK if high < target else Outcome.TOO_FEW_CALLS
    return Verdict(outcome, target, low, high, method)


def with_believable_limits(figure: Estimate, *, confidence: float = 0.95) -> Estimate:
    """The same figure with limits for people: published ones that nobody should believe give way.

    Args:
        figure: an agreement coefficient (p_a - p_e)/(1 - p_e); anything else stays as it is.
        confidence: level of the interval.

    Returns:
        Where all of n calls agree, or none does, the published standard error is 0. Agreement then lies between
        Wilson's limits L and U of n (or 0) by n, and the coefficient between (L - p_e)/(1 - p_e) and
        (U - p_e)/(1 - p_e); `method` WILSON, without se and p. With any other standard error of 0 (a rater who always
        says the same, resamples without a difference) and on one call there are no limits.
        Percent agreement with clusters has those of the verdict.

    Source:
        Chosen by simulated coverage (docs/statistics.md): the published limits hold in 8 % of samples of ten calls.
    """
    expected, observed = figure.extras.get(Extra.EXPECTED), figure.extras.get(Extra.OBSERVED)
    if figure.method not in (*_OF_COEFFICIENTS, *_RESAMPLED) or expected is None or observed is None:
        return figure
    if figure.n_calls < 2:
        return _without_limits(figure)
    if figure.method is Method.CLUSTERED and expected == 0.0 and figure.value == observed:
        low, high, method = _limits(figure, confidence)
        return replace(figure, ci_low=low, ci_high=high, method=method)
    if figure.se != 0.0 or expected >= 1.0:
        return figure
    if observed not in (0.0, 1.0) or figure.method in _RESAMPLED:
        return _without_limits(figure)
    limits = wilson(observed * figure.n_calls, figure.n_calls, confidence=confidence)
    low, high = ((limit - expected) / (1.0 - expected) for limit in limits)
    return replace(figure, se=None, ci_low=max(-1.0, low), ci_high=min(1.0, high), p_value=None, method=Method.WILSON)


def _without_limits(figure: Estimate) -> Estimate:
    return replace(figure, se=None, ci_low=None, ci_high=None, p_value=None, method=Method.NONE)


def _limits(agreement: Estimate, confidence: float) -> tuple[float | None, float | None, Method]:
    calls = agreement.n_calls
    if agreement.value is None or calls < 2:
        return None, None, Method.NONE
    if agreement.se is None or agreement.method is Method.CLUSTERED_WILSON:
        return agreement.ci_low, agreement.ci_high, agreement.method
    share = min(max(agreement.value, 0.0), 1.0)
    if agreement.method is Method.CLUSTERED and 0.0 < share < 1.0:
        limits = clustered_wilson(
            share, agreement.se, n_units=calls, n_counted=agreement.n_items, confidence=confidence
        )
        return *limits, Method.CLUSTERED_WILSON
    if agreement.se == 0.0:
        return *wilson(share * calls, calls, confidence=confidence), Method.WILSON
    return agreement.ci_low, agreement.ci_high, agreement.method
