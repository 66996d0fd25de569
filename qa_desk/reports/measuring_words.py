"""What figures on inspectors say, in sentences; pages and reports tell them alike."""

from qa_desk.agreement.estimate import Estimate, Extra
from qa_desk.agreement.study.crossed import ScoreSpread
from qa_desk.i18n import N_, _, in_a_row, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.statistics_words import reason_text
from qa_desk.services.figures.accuracy import Mistake
from qa_desk.services.figures.totals import Totals

_MISTAKES = {
    Mistake.TOO_STRICT: N_("too strict"),
    Mistake.TOO_LENIENT: N_("too lenient"),
    Mistake.NA_CONFUSION: N_("N/A confused"),
    Mistake.WRONG_REASON: N_("wrong reason"),
}


def mistake_title(kind: Mistake) -> str:
    """The word for a kind of mistake."""
    return _(_MISTAKES[kind])


def on_cases_words(n: int) -> str:
    """What figures take in beside sessions."""
    return ngettext(
        "Taken in: {n} evaluation of a standard case, practised or sat, where somebody met the case for the first time "
        "and had no part in it.",
        "Taken in: {n} evaluations of standard cases, practised or sat, where somebody met the case for the first time "
        "and had no part in it.",
        n,
    ).format(n=n)


def overturned_words() -> str:
    """How the count of overturned results is to be read."""
    return _(
        "Agents choose what they dispute: these answers are no sample of anybody’s work. They are counted here and "
        "enter no figure above; what is still open may yet be overturned."
    )


def overturned_of(n_overturned: int, n_released: int) -> str:
    """How many results of how many released."""
    return _("{n} of {total}").format(n=f"{n_overturned:,}", total=f"{n_released:,}")


def percent(figure: Estimate) -> str:
    """A share in percent with one decimal and no sign, or a dash."""
    return "–" if figure.value is None else number_text(100 * figure.value, 1)


def percent_limits(figure: Estimate) -> str:
    """The limits of a share, or why there are none."""
    if figure.undefined is not None:
        return reason_text(figure.undefined)
    if figure.ci_low is None or figure.ci_high is None:
        return _("no interval")
    return f"{number_text(100 * max(figure.ci_low, 0.0), 1)}–{number_text(100 * min(figure.ci_high, 1.0), 1)}"


def n_of_n(figure: Estimate) -> str:
    """How many of how many: "2 of 31"."""
    n, total = figure.extras.get(Extra.MATCHED), figure.extras.get(Extra.INSPECTED)
    if n is None or total is None:
        return "–"
    return _("{n} of {total}").format(n=f"{round(n):,}", total=f"{round(total):,}")


def points(figure: Estimate) -> str:
    """A signed number of points with one decimal, or a dash."""
    return "–" if figure.value is None else _signed(figure.value)


def points_limits(figure: Estimate) -> str:
    """The limits of points, or why there are none."""
    if figure.undefined is not None:
        return reason_text(figure.undefined)
    if figure.ci_low is None or figure.ci_high is None:
        return _("no interval")
    return _("{low} to {high}").format(low=_signed(figure.ci_low), high=_signed(figure.ci_high))


def spread_words(spread: ScoreSpread) -> str:
    """How much of a score is the call and how much is who scored it, as one sentence."""
    shares = spread.shares
    if shares is None:
        reason = reason_text(spread.undefined) if spread.undefined is not None else ""
        return _("How much of a score is the call can't be said: {reason}.").format(reason=reason)
    call, inspector, rest = (number_text(100 * share, 0) for share in shares)
    return _(
        "Of the differences between scores {call} % come from the calls, {inspector} % from who scored them, and "
        "{rest} % from both together and mere repetition."
    ).format(call=call, inspector=inspector, rest=rest)


def crossed_words(totals: Totals) -> str:
    """On what the intraclass correlation stands."""
    if totals.icc.value is None:
        return ""
    calls = ngettext("{n} call", "{n} calls", totals.n_crossed_calls).format(n=totals.n_crossed_calls)
    told = _("Intraclass correlation (2,1) {value} [{limits}], on {calls} that the same {n} inspectors all scored.")
    low, high = totals.icc.ci_low, totals.icc.ci_high
    limits = _("no interval") if low is None or high is None else f"{number_text(low, 2)}–{number_text(high, 2)}"
    return told.format(value=number_text(totals.icc.value, 2), limits=limits, calls=calls, n=totals.n_crossed)


def totals_words(totals: Totals) -> str:
    """Totals before policy against the settled ones: within the tolerance, bias, limits of agreement."""
    if totals.within.value is None:
        return in_a_row((crossed_words(totals), _("Totals can be held against the settled ones once those are.")))
    near = _("{percent} % [{limits}] of total scores lie within ±{points} points of the settled one.").format(
        percent=percent(totals.within), limits=percent_limits(totals.within), points=number_text(totals.tolerance, 1)
    )
    parts = [near]
    if totals.bias.value is not None and totals.lower.value is not None and totals.upper.value is not None:
        parts.append(
            _(
                "On average a score lies {bias} points from it; 95 % of differences lie between {low} and {high}."
            ).format(bias=_signed(totals.bias.value), low=_signed(totals.lower.value), high=_signed(totals.upper.value))
        )
    return in_a_row((*parts, crossed_words(totals)))


def _signed(value: float) -> str:
    text = number_text(abs(value), 1)
    if text == number_text(0.0, 1):
        return text
    return f"+{text}" if value > 0 else f"−{text}"
