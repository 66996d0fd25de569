"""What is wrong with a plan of a qualification, and what would do, in sentences; and what a library lacks for it."""

from collections.abc import Sequence

from qa_desk.domain.qualification import FamilyRule, Plan, Quota, QuotaKind, Side
from qa_desk.domain.qualification_set import Lack
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.standard_case import Difficulty
from qa_desk.i18n import N_, _, in_a_row, listed, ngettext
from qa_desk.measurement.pass_rule import (
    Ability,
    Fault,
    PassRule,
    error_rates,
    errors_that_would_do,
    smallest_rule,
)

_FAMILIES = {
    CriticalFamily.CUSTOMER: N_("customer-critical"),
    CriticalFamily.BUSINESS: N_("business-critical"),
    CriticalFamily.COMPLIANCE: N_("compliance-critical"),
}
_SIDES = {
    Side.ALL: N_("{family}"),
    Side.FAILING: N_("{family}, misses"),
    Side.PASSING: N_("{family}, false alarms"),
}
_DIFFICULTIES = {
    Difficulty.EASY: N_("easy"),
    Difficulty.MEDIUM: N_("medium"),
    Difficulty.HARD: N_("hard"),
}


def difficulty_word(difficulty: Difficulty) -> str:
    """How hard a case is."""
    return _(_DIFFICULTIES[difficulty])


def rule_title(rule: FamilyRule) -> str:
    """The rule by name: its family, and whether it counts misses or false alarms alone."""
    return _(_SIDES[rule.side]).format(family=_(_FAMILIES[rule.family]))


def quota_title(quota: Quota) -> str:
    """What a quota asks for."""
    if quota.kind is QuotaKind.DIFFICULTY:
        return _("difficulty {value}").format(value=_(_DIFFICULTIES[Difficulty(quota.value)]))
    if quota.kind is QuotaKind.LANGUAGE:
        return _("language {value}").format(value=quota.value)
    family = _(_FAMILIES[CriticalFamily(quota.value)])
    words = _("failing {family}") if quota.kind is QuotaKind.FAILING else _("judging {family}")
    return words.format(family=family)


def fault_words(rule: FamilyRule, plan: Plan, fault: Fault) -> str:
    """Why a rule is refused, and what would do instead."""
    ability = ability_of(rule, plan)
    rates = error_rates(PassRule(rule.n_judgements, rule.n_allowed), ability)
    sentences = {
        Fault.NO_JUDGEMENTS: _("{rule}: no judgement is asked for, so everybody would pass."),
        Fault.ERRORS_BELOW_ZERO: _("{rule}: fewer errors than none can't be allowed, so nobody would pass."),
        Fault.EVERYBODY_PASSES: _("{rule}: {allowed} errors are allowed in {n} judgements, so everybody would pass."),
        Fault.FAILS_THE_ABLE: _(
            "{rule}: whoever is wrong in only {low} of judgements would fail in {failed} of sittings; at most "
            "{most_failed} are allowed to."
        ),
        Fault.PASSES_THE_UNABLE: _(
            "{rule}: whoever is wrong in {high} of judgements would still pass in {passed} of sittings; at most "
            "{most_passed} are allowed to."
        ),
        Fault.WRONG_BOTH_WAYS: _(
            "{rule}: whoever is wrong in only {low} would fail in {failed} of sittings, and whoever is wrong in {high} "
            "would pass in {passed}; {n} judgements are too few to tell them apart."
        ),
        Fault.ABILITY_IMPOSSIBLE: _(
            "{rule}: the error rate to pass ({low}) must lie below the one to fail ({high}), both from 0 to 100 %."
        ),
    }
    said = sentences[fault].format(
        rule=_first(rule_title(rule)),
        allowed=rule.n_allowed,
        n=rule.n_judgements,
        low=_percent(rule.acceptable),
        high=_percent(rule.unacceptable),
        failed=_percent(rates.able_failed),
        passed=_percent(rates.unable_passed),
        most_failed=_percent(plan.most_failed),
        most_passed=_percent(plan.most_passed),
    )
    return in_a_row((said, _remedy(rule, ability)))


def lack_words(lack: Lack) -> str:
    """What a library or a set lacks."""
    if lack.rule is not None:
        sentence = _("{what}: judgements needed: {wanted}; a set of so many cases brings {there} at most.")
        return sentence.format(what=_first(rule_title(lack.rule)), wanted=lack.n_wanted, there=lack.n_there)
    if lack.quota is not None:
        sentence = _("{what}: cases needed: {wanted}; there are {there}.")
        return sentence.format(what=_first(quota_title(lack.quota)), wanted=lack.n_wanted, there=lack.n_there)
    sentence = _("Cases needed: {wanted}; there are {there}.")
    return sentence.format(wanted=lack.n_wanted, there=lack.n_there)


def lacks_words(lacks: Sequence[Lack]) -> str:
    """All that is lacking, as one text."""
    return in_a_row(lack_words(lack) for lack in lacks)


def unseen_lack_words(lacks: Sequence[Lack]) -> str:
    """What is lacking among the cases that somebody has not met."""
    return in_a_row((_("There are too few cases that you have not met."), lacks_words(lacks)))


def ability_of(rule: FamilyRule, plan: Plan) -> Ability:
    """Whom the rule is to tell apart."""
    return Ability(rule.acceptable, rule.unacceptable, plan.most_failed, plan.most_passed)


def missing_families(plan: Plan, families: Sequence[CriticalFamily]) -> tuple[str, ...]:
    """The critical families of the form that no rule judges, by name: whoever errs there would pass all the same."""
    judged = {rule.family for rule in plan.rules}
    return tuple(_(_FAMILIES[family]) for family in families if family not in judged)


def missing_words(names: Sequence[str]) -> str:
    """That no rule judges these families."""
    return _("No rule judges {families}; add one for each critical family of the scorecard.").format(
        families=listed(names)
    )


def _remedy(rule: FamilyRule, ability: Ability) -> str:
    allowed = errors_that_would_do(rule.n_judgements, ability)
    if allowed is not None:
        words = ngettext(
            "With {n} judgements, {allowed} error allowed would do.",
            "With {n} judgements, {allowed} errors allowed would do.",
            allowed,
        )
        return words.format(n=rule.n_judgements, allowed=allowed)
    smallest = smallest_rule(ability)
    if smallest is None:
        return _("No number of judgements does; set the two error rates further apart.")
    words = ngettext(
        "{n} judgements with {allowed} error allowed would do.",
        "{n} judgements with {allowed} errors allowed would do.",
        smallest.n_allowed,
    )
    return words.format(n=smallest.n_judgements, allowed=smallest.n_allowed)


def _first(words: str) -> str:
    """As the first words of a sentence."""
    return words[:1].upper() + words[1:]


def _percent(share: float) -> str:
    return _("{share} %").format(share=f"{share * 100:.1f}".removesuffix(".0"))
