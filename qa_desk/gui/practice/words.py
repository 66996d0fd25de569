"""Practice and qualification in words: kinds of mistakes, why a case is due, rules with their error rates, verdicts."""

from collections.abc import Sequence
from datetime import date

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.practice import INTERVALS_DAYS, Mistake
from qa_desk.domain.qualification import Plan, Sitting
from qa_desk.gui.shell.dates import day_and_year, day_text
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import N_, _, in_a_row, listed, ngettext
from qa_desk.services.practice.practising_views import ComparedCriterion, DueCriterion, Suggestion
from qa_desk.services.practice.qualifying_views import CheckedRule, Offer, RuleResult, SittingView

_MISTAKES = {
    Mistake.NONE: N_("as settled"),
    Mistake.MISS: N_("missed"),
    Mistake.FALSE_ALARM: N_("false alarm"),
    Mistake.NA_CONFUSION: N_("applies or not"),
    Mistake.WRONG_REASON: N_("wrong reason"),
    Mistake.OTHER_RATING: N_("other rating"),
}
_EXPLAINED = {
    Mistake.NONE: N_("You answered as settled."),
    Mistake.MISS: N_("It failed, and you let it pass."),
    Mistake.FALSE_ALARM: N_("It passed, and you failed it."),
    Mistake.NA_CONFUSION: N_("You and the settled answer differ in whether it applies to this call at all."),
    Mistake.WRONG_REASON: N_("You failed it for another reason than the settled one."),
    Mistake.OTHER_RATING: N_("You gave other points than settled."),
}


def mistake_title(mistake: Mistake) -> str:
    """The kind of mistake in a table."""
    return _(_MISTAKES[mistake])


def mistake_words(row: ComparedCriterion) -> str:
    """What went wrong on a criterion, as a sentence."""
    return _(_EXPLAINED[row.judgement.mistake])


def due_words(due: DueCriterion) -> str:
    """Why a criterion comes back."""
    recall = due.recall
    words = _("{criterion}: {mistake} on {day}, box {box} of {n}")
    return words.format(
        criterion=in_words(due.title),
        mistake=mistake_title(recall.last_mistake.judgement.mistake),
        day=day_text(recall.last_mistake.day),
        box=recall.box,
        n=len(INTERVALS_DAYS),
    )


def why_words(suggestion: Suggestion) -> str:
    """Why a case is to be practised today, a line for each criterion."""
    if not suggestion.criteria:
        return _("not practised yet")
    return "\n".join(due_words(due) for due in suggestion.criteria)


def later_words(later: Sequence[DueCriterion]) -> str:
    """What comes back when, a sentence for each day."""
    by_day: dict[date, list[str]] = {}
    for due in later:
        by_day.setdefault(due.recall.due_on, []).append(in_words(due.title))
    words = _("On {day} come back: {criteria}.")
    return "\n".join(
        words.format(day=day_text(day), criteria=listed(criteria)) for day, criteria in sorted(by_day.items())
    )


def percent(share: float) -> str:
    """A share with one decimal."""
    return _("{share} %").format(share=f"{share * 100:.1f}")


def estimate_words(estimate: Estimate) -> str:
    """A share with its interval."""
    if estimate.value is None:
        return "–"
    if estimate.ci_low is None or estimate.ci_high is None:
        return percent(estimate.value)
    return _("{share} ({low}–{high})").format(
        share=percent(estimate.value), low=f"{estimate.ci_low * 100:.1f}", high=percent(estimate.ci_high)
    )


def rule_words(rule: CheckedRule) -> str:
    """A rule: how many judgements, how many errors allowed."""
    words = ngettext(
        "{title}: {n} judgements, {allowed} error allowed",
        "{title}: {n} judgements, {allowed} errors allowed",
        rule.rule.n_allowed,
    )
    return words.format(title=rule.title, n=rule.rule.n_judgements, allowed=rule.rule.n_allowed)


def rates_words(rule: CheckedRule) -> str:
    """How often the rule is wrong about somebody."""
    words = _("fails {failed} of those wrong in {low} of judgements, passes {passed} of those wrong in {high}")
    return words.format(
        failed=percent(rule.rates.able_failed),
        low=percent(rule.rule.acceptable),
        passed=percent(rule.rates.unable_passed),
        high=percent(rule.rule.unacceptable),
    )


def failed_words(rule: CheckedRule) -> str:
    """How often the rule fails somebody who errs acceptably seldom."""
    words = _("{share} of those wrong in {rate}")
    return words.format(share=percent(rule.rates.able_failed), rate=percent(rule.rule.acceptable))


def passed_words(rule: CheckedRule) -> str:
    """How often the rule passes somebody who errs unacceptably often."""
    words = _("{share} of those wrong in {rate}")
    return words.format(share=percent(rule.rates.unable_passed), rate=percent(rule.rule.unacceptable))


def plan_words(plan: Plan) -> str:
    """What sitting it means: cases, time, how long a certificate holds, and what counts."""
    cases = ngettext("{n} case", "{n} cases", plan.n_cases).format(n=plan.n_cases)
    time = (
        ngettext("{n} minute", "{n} minutes", plan.minutes).format(n=plan.minutes)
        if plan.minutes is not None
        else _("no time limit")
    )
    months = ngettext("valid for {n} month", "valid for {n} months", plan.months).format(n=plan.months)
    return listed((cases, time, months))


def before_words(offer: Offer) -> str:
    """What whoever sits must know beforehand."""
    sentences = [
        _("You have seen none of the cases, and none can be taken back once it is handed in."),
        _("Only the first judgements that a rule asks for count, in the order of the set."),
    ]
    if offer.blueprint.plan.minutes is not None:
        sentences.append(_("When the time is over, what is handed in counts; what is missing counts as errors."))
    else:
        sentences.append(_("If you give up, what is missing counts as errors."))
    if offer.blueprint.plan.resit_days:
        words = ngettext(
            "After failing it can be sat again, on a new set, after {n} day.",
            "After failing it can be sat again, on a new set, after {n} days.",
            offer.blueprint.plan.resit_days,
        )
        sentences.append(words.format(n=offer.blueprint.plan.resit_days))
    return in_a_row(sentences)


def begin_words(plan: Plan) -> str:
    """What beginning a sitting with a time limit does at once."""
    words = ngettext(
        "The time starts now and can't be stopped: {n} minute for {cases}.",
        "The time starts now and can't be stopped: {n} minutes for {cases}.",
        plan.minutes or 0,
    )
    cases = ngettext("{n} call", "{n} calls", plan.n_cases).format(n=plan.n_cases)
    return words.format(n=plan.minutes, cases=cases)


def give_up_words(view: SittingView) -> str:
    """What giving a sitting up does."""
    n_missing = sum(item.state is not AssignmentState.DONE for item in view.items)
    words = ngettext(
        "{n} call is not handed in; its judgements count as errors.",
        "{n} calls are not handed in; their judgements count as errors.",
        n_missing,
    )
    n_days = view.blueprint.plan.resit_days
    again = ngettext("It can be sat again after {n} day.", "It can be sat again after {n} days.", n_days)
    return in_a_row((words.format(n=n_missing), again.format(n=n_days) if n_days else ""))


def certificate_words(sitting: Sitting, today: date) -> str:
    """Until when a certificate holds, and that it ends soon."""
    assert sitting.valid_until is not None, "a certificate has an end"
    until = _("You are qualified until {day}.").format(day=day_and_year(sitting.valid_until))
    if not sitting.ends_soon(today):
        return until
    n_days = (sitting.valid_until - today).days
    soon = ngettext("That is in {n} day; sit it again.", "That is in {n} days; sit it again.", n_days).format(n=n_days)
    return in_a_row((until, soon))


def verdict_words(sitting: Sitting) -> str:
    """What came of a sitting."""
    if sitting.passed is None:
        return _("under way")
    return _("passed") if sitting.passed else _("not passed")


def result_words(result: RuleResult) -> str:
    """The errors of a rule beside those allowed."""
    words = _("errors: {n} of {judgements} judged, {allowed} allowed")
    rule = result.outcome.rule
    return words.format(n=result.outcome.n_errors, judgements=rule.n_judgements, allowed=rule.n_allowed)
