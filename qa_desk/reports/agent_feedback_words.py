"""The words of the report to one agent: what a thing costs, what moved since last time, and how it is found."""

from collections import Counter

from qa_desk.domain.feedback import DISPUTED
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.i18n import N_, _, in_a_row, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.feedback.feeding_back_views import AgentFeedback, Progress, Thing
from qa_desk.services.issues.issue_views import SMALL_NUMBER

STATES: dict[FeedbackState, str] = {
    FeedbackState.HELD: N_("held back"),
    FeedbackState.RELEASED: N_("not answered yet"),
    FeedbackState.ACKNOWLEDGED: N_("acknowledged"),
    FeedbackState.DISPUTED: N_("disputed, not decided yet"),
    FeedbackState.UPHELD: N_("disputed, upheld"),
    FeedbackState.OVERTURNED: N_("disputed, overturned"),
}
_CRITICAL: dict[CriticalFamily, str] = {
    CriticalFamily.CUSTOMER: N_("It is critical for the customer: it fails the call."),
    CriticalFamily.BUSINESS: N_("It is critical for the business: it fails the call."),
    CriticalFamily.COMPLIANCE: N_("It is critical for compliance: it fails the call."),
}


def thing_words(thing: Thing) -> str:
    """How often it failed, and what that costs."""
    if thing.n_calls < SMALL_NUMBER:
        failed = _("Failed on {failed} of {calls} calls, too few for a share.")
    else:
        failed = _("Failed on {failed} of {calls} calls ({share} %; {low}–{high}).")
    failed = failed.format(
        failed=thing.n_failed,
        calls=thing.n_calls,
        share=_percent(thing.share.value),
        low=_percent(thing.share.ci_low),
        high=_percent(thing.share.ci_high),
    )
    if thing.criterion.critical is not None:
        return in_a_row((failed, _(_CRITICAL[thing.criterion.critical])))
    cost = _("It took {points} points off a call on average.").format(points=points_words(thing.points / thing.n_calls))
    return in_a_row((failed, cost))


def change_words(feedback: AgentFeedback) -> str:
    """What became of the agent score, or why nothing can be said."""
    change = feedback.change
    if feedback.n_before == 0:
        return _("Nothing was released for {first} to {last}: there is nothing to compare with yet.").format(
            first=feedback.before.first, last=feedback.before.last
        )
    if change is None:
        return _("Too few results to compare with {first} to {last}.").format(
            first=feedback.before.first, last=feedback.before.last
        )
    if change.low > 0:
        told = _("The agent score rose by {value} points ({low} to {high}), from {before} to {now}.")
    elif change.high < 0:
        told = _("The agent score fell by {value} points ({low} to {high}), from {before} to {now}.")
    else:
        told = _(
            "The agent score was {before} and is {now}: a change of {signed} points ({low} to {high}), which can’t be "
            "told apart from none."
        )
    return told.format(
        value=points_words(abs(change.value)),
        signed=_signed(change.value),
        low=_signed(change.low),
        high=_signed(change.high),
        before=points_words(feedback.agent_score_before.value or 0.0),
        now=points_words(feedback.agent_score.value or 0.0),
    )


def progress_words(one: Progress) -> str:
    """What the change of one criterion says."""
    if one.change is None:
        return _("too few calls to compare")
    if not one.is_apart:
        return _("can’t be told apart")
    return _("better") if one.change.value < 0 else _("worse")


def counts_words(feedback: AgentFeedback) -> str:
    """How the agent answered."""
    states = Counter(one.state for one in feedback.results)
    acknowledged, waiting = states[FeedbackState.ACKNOWLEDGED], states[FeedbackState.RELEASED]
    disputed, overturned = sum(states[one] for one in DISPUTED), states[FeedbackState.OVERTURNED]
    parts = [
        ngettext("{n} result is acknowledged.", "{n} results are acknowledged.", acknowledged).format(n=acknowledged),
        ngettext("{n} was disputed.", "{n} were disputed.", disputed).format(n=disputed),
    ]
    if disputed:
        told = ngettext("{n} of them was overturned.", "{n} of them were overturned.", overturned)
        parts.append(told.format(n=overturned))
    if waiting:
        parts.append(ngettext("{n} waits for an answer.", "{n} wait for an answer.", waiting).format(n=waiting))
    return in_a_row(parts)


def small_print(feedback: AgentFeedback) -> tuple[str, ...]:
    """What the report rests on."""
    return (
        _("Results of calls of {first} to {last} that were released to the agent; scores are those of record.").format(
            first=feedback.query.first_day, last=feedback.query.last_day
        ),
        _("Last time is {first} to {last}: as many days right before.").format(
            first=feedback.before.first, last=feedback.before.last
        ),
        _(
            "Things to work on: critical criteria first, then those that cost the most; what somebody else caused is "
            "left out. Strengths: by the lower limit of the share met."
        ),
        *_small_print_of_notes(feedback),
        _(
            "Intervals are 95 %: Wilson for shares, Student for means, Welch and Newcombe for changes. Criteria with "
            "fewer than {n} calls on either side are not compared; false discoveries over those compared are held at "
            "5 %."
        ).format(n=SMALL_NUMBER),
    )


def _small_print_of_notes(feedback: AgentFeedback) -> tuple[str, ...]:
    told = _(
        "Agreed: coaching notes meant for the agent that were given, waited or were looked at again in these days."
    )
    return (told,) if feedback.agreed else ()


def points_words(points: float) -> str:
    """Points with one decimal."""
    return number_text(points, 1)


def _percent(share: float | None) -> str:
    return number_text(100 * (share or 0.0), 1)


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−")
