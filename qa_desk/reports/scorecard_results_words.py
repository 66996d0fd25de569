"""What the report of scorecard results says of weighting, of who can be told apart, and of targets."""

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.sampling import Level
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.i18n import N_, _, listed, ngettext, pgettext
from qa_desk.services.results.scorecard import ScorecardResults
from qa_desk.services.results.trends import TARGETS
from qa_desk.services.results.weighing import Weighting

_WEIGHTING: dict[Weighting, str] = {
    Weighting.BY_DRAW: N_(
        "All these calls were drawn by one plan: each stands for the calls of its stratum in inverse proportion to its "
        "chance of being drawn, so that figures speak for all calls. Counts are those of the calls scored."
    ),
    Weighting.NOT_DRAWN: N_(
        "Unweighted: none of these calls comes from a draw of these days, so figures speak for the calls scored only."
    ),
    Weighting.PARTLY_DRAWN: N_(
        "Unweighted: only {n_drawn} of {n_calls} calls come from a draw of these days, so figures speak for the calls "
        "scored only."
    ),
    Weighting.SEVERAL_PLANS: N_(
        "Unweighted: these calls come from draws of several plans or of the same days, which can’t be weighed against "
        "each other; figures speak for the calls scored only."
    ),
    Weighting.NOT_OPEN: N_(
        "Unweighted: draws are not open to who made this report, so figures speak for the calls scored only."
    ),
}


def weighting_words(results: ScorecardResults) -> str:
    """For which calls the figures speak."""
    n_calls = results.of(Level.CENTRE)[0].n_calls
    return _(_WEIGHTING[results.weighting]).format(n_drawn=results.n_drawn, n_calls=n_calls)


def apart_words(results: ScorecardResults) -> str:
    """Who can be told apart from the rest by call quality; nothing is said of a single agent."""
    agents = [one for one in results.of(Level.AGENT) if not one.is_small]
    if len(agents) < 2:
        return ""
    apart = [one.name for one in agents if one.stands_out]
    if not apart:
        return _("The agents can’t be told apart: no one’s call quality differs from that of the others beyond chance.")
    n_others = len(agents) - len(apart)
    if not n_others:
        told = _("Call quality differs from that of the others beyond chance for all of them: {names}.")
        return told.format(names=listed(apart))
    told = ngettext(
        "Call quality differs from that of the others beyond chance for {names}; one other agent can’t be told apart.",
        "Call quality differs from that of the others beyond chance for {names}; {count} other agents can’t be told "
        "apart.",
        n_others,
    )
    return told.format(names=listed(apart), count=n_others)


def target_of(results: ScorecardResults, family: CriticalFamily) -> float | None:
    """The share of calls without a failure that is to be reached."""
    kind: TargetKind = TARGETS[family]
    return results.targets.get(kind)


def verdict(found: Estimate, target: float | None) -> str:
    """Whether the interval lies on one side of the target."""
    if target is None or found.ci_low is None or found.ci_high is None:
        return ""
    if found.ci_low >= target:
        return _("reached")
    # Translators: a target that was not reached
    return pgettext("of a target", "missed") if found.ci_high < target else _("too few calls to say")


def small_print(results: ScorecardResults) -> tuple[str, ...]:
    """How the figures come about."""
    if results.weighting is Weighting.BY_DRAW:
        intervals = _(
            "95 % intervals: Student’s for means and for opportunities (Hájek), Wilson’s at the effective number of "
            "calls for shares of calls."
        )
    else:
        intervals = _(
            "95 % intervals: Student’s for means, Wilson’s for shares of calls, Wilson’s with calls as clusters for "
            "opportunities."
        )
    return (
        _(
            "Call quality counts every failure; the agent score leaves out what somebody else caused. Both are before "
            "what a critical failure does to the total."
        ),
        _(
            "Accuracy of calls: calls without a failure of the family, of those to which it applied. Accuracy of "
            "opportunities: one minus failures, of all critical criteria that applied."
        ),
        intervals,
        _(
            "Who differs from the others is tested for call quality (Welch, calls unweighted), for all units and for "
            "all agents at once, with the false discovery rate held at 5 %. Figures of fewer than five calls "
            "are not shown."
        ),
    )
