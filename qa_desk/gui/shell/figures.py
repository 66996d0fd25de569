"""Estimates in words, as pages show them: value, interval, or the reason why there is none. No Qt."""

from qa_desk.agreement.estimate import Estimate
from qa_desk.i18n import _
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.statistics_words import reason_text


def value_words(figure: Estimate, *, is_share: bool) -> str:
    """The figure: a share in percent with one decimal, a coefficient with two; "–" where it is undefined."""
    if figure.value is None:
        return "–"
    return percent_words(figure.value) if is_share else number_text(figure.value, 2)


def interval_or_reason(figure: Estimate, *, is_share: bool) -> str:
    """The limits, or why there are none."""
    if figure.undefined is not None:
        return reason_text(figure.undefined)
    if figure.ci_low is None or figure.ci_high is None:
        return _("one call: a description, no interval") if figure.n_calls < 2 else _("no interval")
    return interval_words(figure.ci_low, figure.ci_high, is_share=is_share)


def interval_words(low: float, high: float, *, is_share: bool) -> str:
    """Limits with an en dash; those of a share end at 0 and 100 %."""
    if is_share:
        bounds = number_text(100 * max(low, 0.0), 1), number_text(100 * min(high, 1.0), 1)
        return _("{low}–{high} %").format(low=bounds[0], high=bounds[1])
    return _("{low} to {high}").format(low=number_text(low, 2), high=number_text(min(high, 1.0), 2))


def percent_words(share: float) -> str:
    """A share in percent with one decimal."""
    return _("{percent} %").format(percent=number_text(100 * share, 1))
