"""Whether a plan of a qualification can be kept: its rules' error rates, its fields, and what the library gives."""

from collections.abc import Sequence

from qa_desk.domain.ids import PersonId
from qa_desk.domain.qualification import FamilyRule, Plan, SetCase, Side
from qa_desk.domain.qualification_set import lacks_of
from qa_desk.domain.scorecard import CriticalFamily, ScorecardVersion
from qa_desk.i18n import _, current_language
from qa_desk.measurement.pass_rule import PassRule, error_rates, fault_of, smallest_rule
from qa_desk.services.practice.known_cases import cases_of_form
from qa_desk.services.practice.plan_words import (
    ability_of,
    fault_words,
    lack_words,
    missing_families,
    missing_words,
    rule_title,
)
from qa_desk.services.practice.qualifying_views import CheckedRule, PlanCheck, Plannable
from qa_desk.store.unit_of_work import UnitOfWork

MOST_CASES, MOST_MINUTES, MOST_MONTHS, MOST_RESIT_DAYS = 200, 24 * 60, 60, 365


def critical_families(form: ScorecardVersion) -> tuple[CriticalFamily, ...]:
    """The families that the form judges."""
    found = {criterion.critical for criterion in form.criteria}
    return tuple(family for family in CriticalFamily if family in found)


def checked_rules(plan: Plan) -> tuple[CheckedRule, ...]:
    """Each rule with both error rates, and why it is refused."""
    return tuple(_checked(rule, plan) for rule in plan.rules)


def plan_check(plan: Plan, form: ScorecardVersion, cases: Sequence[SetCase]) -> PlanCheck:
    """All that is wrong with a plan; the library is asked once the rules are sound."""
    rules = checked_rules(plan)
    problems = [*_field_problems(plan), *(rule.problem for rule in rules if rule.problem)]
    missing = missing_families(plan, critical_families(form))
    if missing:
        problems.append(missing_words(missing))
    problems += [lack_words(lack) for lack in lacks_of(plan, cases, n_taken=max(0, plan.n_cases))]
    return PlanCheck(plan, rules, tuple(problems), len(cases))


def plannable(uow: UnitOfWork, form: ScorecardVersion, person_id: PersonId) -> Plannable:
    """A scorecard with what can be asked of it, and a plan to begin with: the smallest sound rule for each family."""
    cases = cases_of_form(uow, form, person_id)
    families = critical_families(form)
    start = Plan(form.title.in_language(current_language()), 0, ())
    rules = tuple(_start_rule(family, start) for family in families)
    n_cases = max((rule.n_judgements for rule in rules), default=0)
    return Plannable(
        form.scorecard_id,
        form.title,
        families,
        tuple(sorted({case.language for case in cases})),
        len(cases),
        Plan(start.title, n_cases, rules),
    )


def _start_rule(family: CriticalFamily, plan: Plan) -> FamilyRule:
    wanted = FamilyRule(family, 1, 0)
    smallest = smallest_rule(ability_of(wanted, plan))
    assert smallest is not None, "the rates that a rule begins with can be told apart"
    return FamilyRule(family, smallest.n_judgements, smallest.n_allowed, Side.ALL)


def _checked(rule: FamilyRule, plan: Plan) -> CheckedRule:
    ability = ability_of(rule, plan)
    wanted = PassRule(rule.n_judgements, rule.n_allowed)
    fault = fault_of(wanted, ability)
    return CheckedRule(
        rule, rule_title(rule), error_rates(wanted, ability), fault_words(rule, plan, fault) if fault else ""
    )


def _field_problems(plan: Plan) -> list[str]:
    limits = (
        (_("number of cases"), plan.n_cases, 1, MOST_CASES),
        (_("minutes allowed"), plan.minutes, 1, MOST_MINUTES),
        (_("months"), plan.months, 1, MOST_MONTHS),
        (_("days before it is sat again"), plan.resit_days, 0, MOST_RESIT_DAYS),
    )
    found = [
        _("“{value}” is not a valid {what}: from {low} to {high}.").format(value=value, what=what, low=low, high=high)
        for what, value, low, high in limits
        if value is not None and not low <= value <= high
    ]
    if not plan.title.strip():
        found.append(_("The qualification needs a title."))
    if plan.other_share is not None and not 0 < plan.other_share <= 1:
        found.append(_("The share on what is not critical must lie above 0 and at most at 100 %."))
    if len({(rule.family, rule.side) for rule in plan.rules}) < len(plan.rules):
        found.append(_("Two rules are about the same; keep one of them."))
    return found
