"""The words of draws and their estimates, the same in the report and in the window."""

from datetime import date

from qa_desk.domain.sampling import Expected, Level, Selection
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.i18n import N_, _, ngettext
from qa_desk.reports.render.numbers import NOTHING, number_text
from qa_desk.services.draws.sampling_estimates import DrawEstimates, PartEstimate

METHODS: dict[Selection, str] = {
    Selection.SIMPLE: N_("Drawn at random within strata: the variance is that of the textbook, exact."),
    Selection.SPREAD_OVER_TIME: N_(
        "Drawn one from each slice of time: the variance is taken as if drawn at random, which is on the safe side."
    ),
    Selection.RISK_WEIGHTED: N_("Drawn by risk (Sampford): the variance is Hájek’s approximation."),
}

_FAMILIES: dict[CriticalFamily, str] = {
    CriticalFamily.CUSTOMER: N_("no customer-critical failure, %"),
    CriticalFamily.BUSINESS: N_("no business-critical failure, %"),
    CriticalFamily.COMPLIANCE: N_("no compliance-critical failure, %"),
}


def family_passed_title(family: CriticalFamily) -> str:
    """The share of calls that pass a family, as the title of a column."""
    return _(_FAMILIES[family])


def part_title(part: PartEstimate) -> str:
    """Whom an estimate is of."""
    return _("the centre") if part.level is Level.CENTRE else part.name


def stratum_words(name: str) -> str:
    """A stratum by its name; a plan without strata has one, of all calls."""
    return name or _("all calls")


def days_words(first: date, last: date) -> str:
    """From a day to a day, as files and reports write days."""
    return first.isoformat() if first == last else _("{first} to {last}").format(first=first, last=last)


def margin_words(margin: float | None) -> str:
    """A precision: "± 9.8"; a dash where nothing is to be said."""
    return NOTHING if margin is None else _("± {points}").format(points=number_text(margin, 1))


def open_words(found: DrawEstimates) -> str:
    """What is still to come; empty when every call has its score."""
    if not found.n_open:
        return ""
    told = ngettext(
        "{n} call is not scored yet; it is taken to be like those of its stratum that are.",
        "{n} calls are not scored yet; they are taken to be like those of their stratum that are.",
        found.n_open,
    )
    return told.format(n=f"{found.n_open:,}")


def unspoken_words(found: DrawEstimates) -> str:
    """Whom the estimates leave out; empty when nobody."""
    if not found.n_unspoken or not found.n_scored:
        return ""
    told = ngettext(
        "{n} call lies in strata of which nothing is scored, and is not spoken for.",
        "{n} calls lie in strata of which nothing is scored, and are not spoken for.",
        found.n_unspoken,
    )
    return told.format(n=f"{found.n_unspoken:,}")


def expectation_words(part: PartEstimate) -> str:
    """What was promised before the draw and what it came to; empty where nothing was."""
    expected: Expected | None = part.expected
    estimate = part.score.estimate
    if expected is None or expected.score_margin is None or estimate.ci_low is None or estimate.ci_high is None:
        return ""
    told = _("Before the draw ± {promised} points of the score were to be expected; it came to ± {found}.")
    found = (estimate.ci_high - estimate.ci_low) / 2
    return told.format(promised=number_text(expected.score_margin, 1), found=number_text(found, 1))
