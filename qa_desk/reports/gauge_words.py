"""What scores given again say, in sentences, and what differences come from; page and report tell them alike."""

from qa_desk.agreement.estimate import Estimate, Undefined
from qa_desk.domain.calibration import SessionKind
from qa_desk.i18n import N_, _, in_a_row, ngettext
from qa_desk.reports.measuring_words import spread_words
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.calibration.session_words import session_kind_title
from qa_desk.services.figures.replicated import Component, ReplicatedTotals, Source
from qa_desk.services.figures.totals import Totals

GOOD_GAUGE = 0.1
POOR_GAUGE = 0.3
"""Shares of the spread that AIAG (2010), Measurement Systems Analysis, calls good and poor."""

_SOURCES = {
    Source.CALL: N_("the calls"),
    Source.GAUGE: N_("gauge: repetition and who scored"),
    Source.REPETITION: N_("repetition: the same inspector again"),
    Source.REPRODUCTION: N_("who scored, in all"),
    Source.INSPECTOR: N_("inspectors, strict or lenient throughout"),
    Source.INTERACTION: N_("inspectors, on single calls"),
    Source.WHOLE: N_("all differences"),
}


def source_title(source: Source) -> str:
    """What differences come from."""
    return _(_SOURCES[source])


def made_of_words(totals: Totals, replicated: ReplicatedTotals) -> str:
    """How much of a score is the call, who scored it, and repetition, as far as that can be told apart."""
    if replicated.undefined is None:
        return in_a_row((_split_words(replicated), _gauge_words(replicated), _stands_on(replicated)))
    return in_a_row((spread_words(totals.spread), _why_not(replicated)))


def repeat_words(replicated: ReplicatedTotals) -> str:
    """How far an inspector's own totals of one call scatter; empty where nobody scored one again."""
    figure = replicated.repeat
    if figure.value is None:
        return ""
    told = _(
        "Scored again by the same inspector, a total scatters by {points} points ({limits}), one standard deviation."
    )
    calls = ngettext("{n} call", "{n} calls", figure.n_calls).format(n=f"{figure.n_calls:,}")
    n_scores = ngettext("{n} score of {calls}.", "{n} scores of {calls}.", figure.n_ratings)
    stands = n_scores.format(n=f"{figure.n_ratings:,}", calls=calls)
    return in_a_row((told.format(points=number_text(figure.value, 1), limits=_limits(figure)), stands))


def component_of(replicated: ReplicatedTotals, source: Source) -> Component:
    """One source of a study that there is."""
    return next(one for one in replicated.components if one.source is source)


def _split_words(replicated: ReplicatedTotals) -> str:
    def share(source: Source) -> str:
        return number_text(100 * component_of(replicated, source).of_variance, 0)

    return _(
        "Of the differences between scores {call} % come from the calls, {inspector} % from who scored them, {both} % "
        "from inspectors judging single calls differently, and {again} % from scoring the same call again."
    ).format(
        call=share(Source.CALL),
        inspector=share(Source.INSPECTOR),
        both=share(Source.INTERACTION),
        again=share(Source.REPETITION),
    )


def _gauge_words(replicated: ReplicatedTotals) -> str:
    of_spread = component_of(replicated, Source.GAUGE).of_spread
    if of_spread < GOOD_GAUGE:
        told = _("Scoring makes up {percent} % of the study variation: a good gauge (below 10 %).")
    elif of_spread <= POOR_GAUGE:
        told = _("Scoring makes up {percent} % of the study variation: a usable gauge (10 to 30 %).")
    else:
        told = _("Scoring makes up {percent} % of the study variation: a poor gauge (above 30 %).")
    parts = [told.format(percent=number_text(100 * of_spread, 0))]
    if replicated.n_levels is not None:
        levels = ngettext(
            "Total scores tell {n} level of quality apart; five are asked for.",
            "Total scores tell {n} levels of quality apart; five are asked for.",
            replicated.n_levels,
        )
        parts.append(levels.format(n=replicated.n_levels))
    if not replicated.is_interaction_shown:
        parts.append(_("That inspectors judge single calls differently is not shown (p ≥ 0.05), and joins repetition."))
    return in_a_row(parts)


def _stands_on(replicated: ReplicatedTotals) -> str:
    kept, found = replicated.kept, replicated.found
    calls = ngettext("{n} call", "{n} calls", kept.n_calls).format(n=kept.n_calls)
    told = _(
        "It stands on {calls} that the same {inspectors} inspectors scored {times} times each, without an interval."
    )
    parts = [told.format(calls=calls, inspectors=kept.n_inspectors, times=kept.n_trials)]
    if (found.n_calls, found.n_inspectors) != (kept.n_calls, kept.n_inspectors):
        calls = ngettext("{n} call", "{n} calls", found.n_calls).format(n=found.n_calls)
        told = ngettext(
            "In all {calls} were scored again, by {n} inspector; what not all scored as often is left out.",
            "In all {calls} were scored again, by {n} inspectors; what not all scored as often is left out.",
            found.n_inspectors,
        )
        parts.append(told.format(calls=calls, n=found.n_inspectors))
    return in_a_row(parts)


def _why_not(replicated: ReplicatedTotals) -> str:
    if replicated.undefined is Undefined.NO_TRIALS:
        return _("Repetition can be told apart once inspectors scored calls again.")
    if replicated.undefined is Undefined.NO_VARIANCE:
        return _("All scores given again are alike, so there is nothing to tell apart in them.")
    told = _(
        "No two inspectors scored the same two calls twice each, so repetition can't be told apart from judging single "
        "calls differently: a session “{kind}” on the calls of a panel makes that possible."
    )
    return told.format(kind=session_kind_title(SessionKind.SAME_INSPECTOR))


def _limits(figure: Estimate) -> str:
    if figure.ci_low is None or figure.ci_high is None:
        return _("no interval")
    return f"{number_text(figure.ci_low, 1)}–{number_text(figure.ci_high, 1)}"
