"""Plans and draws in words: what is drawn, from which calls, how, and who scores them."""

from collections.abc import Iterable, Sequence
from datetime import date

from qa_desk.domain.sampling import ExemptionState, Selection
from qa_desk.domain.sampling_plan import (
    ExemptionOf,
    InspectorRule,
    PlanDefinition,
    PlanPeriod,
    Quota,
    QuotaKind,
    Risk,
    WhenShort,
)
from qa_desk.gui.shell.attribute_words import narrowing_words
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.i18n import N_, _, listed, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.draws.plan_words import field_title

SELECTIONS: dict[Selection, str] = {
    Selection.SIMPLE: N_("at random"),
    Selection.SPREAD_OVER_TIME: N_("spread over time"),
    Selection.RISK_WEIGHTED: N_("weighted by risk"),
}
PERIODS: dict[PlanPeriod, str] = {
    PlanPeriod.DAY: N_("yesterday"),
    PlanPeriod.WEEK: N_("last week"),
    PlanPeriod.MONTH: N_("last month"),
    PlanPeriod.GIVEN: N_("days of one’s own"),
}
QUOTAS: dict[QuotaKind, str] = {
    QuotaKind.TOTAL: N_("calls altogether"),
    QuotaKind.PER_STRATUM: N_("calls from each stratum"),
    QuotaKind.PER_AGENT: N_("calls of each agent"),
    QuotaKind.PERCENT: N_("percent of each stratum"),
    QuotaKind.OWN: N_("of each stratum its own number"),
}
_RISKS: dict[Risk, str] = {
    Risk.COMPLAINT: N_("complaint"),
    Risk.LOW_CSAT: N_("low satisfaction"),
    Risk.LONG_SILENCE: N_("long silence"),
    Risk.OVERTALK: N_("both speak at once"),
    Risk.REPEAT_CALLER: N_("calls again within a week"),
    Risk.NEW_AGENT: N_("new agent"),
}
_STATES: dict[ExemptionState, str] = {
    ExemptionState.STANDS: N_("stands"),
    ExemptionState.SUSPENDED: N_("suspended"),
    ExemptionState.ENDED: N_("ended"),
}


def exemption_state_title(state: ExemptionState) -> str:
    """How an exemption stands."""
    return _(_STATES[state])


def quota_words(quota: Quota) -> str:
    """How many calls: "4 calls of each agent"."""
    if quota.kind is QuotaKind.OWN:
        return _joined(f"{name} {number}" for name, number in quota.own)
    words = f"{number_text(quota.number, 0 if quota.number == int(quota.number) else 1)} {_(QUOTAS[quota.kind])}"
    if quota.minimum:
        return _("{quota}, at least {n}").format(quota=words, n=quota.minimum)
    return words


def period_words(plan: PlanDefinition) -> str:
    """Whose calls: those of last week, or of days given."""
    if plan.first is not None and plan.last is not None and plan.period is PlanPeriod.GIVEN:
        return days_words(plan.first, plan.last)
    return _(PERIODS[plan.period])


def days_words(first: date, last: date) -> str:
    """From a day to a day."""
    if first == last:
        return day_and_year(first)
    return _("{first} to {last}").format(first=day_and_year(first), last=day_and_year(last))


def plan_lines(plan: PlanDefinition) -> tuple[tuple[str, str], ...]:
    """What the plan says, line by line: a title and words; what is left at its default is left out."""
    lines = [
        (_("Calls of"), period_words(plan)),
        (_("Only"), _joined(narrowing_words(one) for one in plan.population)),
        (_("Not shorter than"), _("{n} seconds").format(n=f"{plan.min_duration_s:g}") if plan.min_duration_s else ""),
        (_("Strata"), listed(field_title(name) for name in plan.strata)),
        (_("Quota"), quota_words(plan.quota)),
        (_("Chosen"), _(SELECTIONS[plan.selection])),
        (_("Weights"), _weights_words(plan) if plan.selection is Selection.RISK_WEIGHTED else ""),
        (_("Exempt"), _joined(_exemption_words(plan))),
        (_("New agents"), _new_words(plan)),
        (_("If short"), _("the rest from other strata") if plan.when_short is WhenShort.SPREAD else ""),
        (_("Two inspectors"), _share(plan.overlap)),
        (_("Scored again"), _repeat_words(plan)),
        (_("Inspectors"), listed(inspector_words(plan.inspectors))),
        (_("Seed"), str(plan.seed) if plan.seed is not None else ""),
    ]
    return tuple((title, words) for title, words in lines if words)


def inspector_words(rule: InspectorRule) -> tuple[str, ...]:
    """How the calls are given out, in parts."""
    parts = [
        _("a cap of {n} a day").format(n=rule.cap_per_day) if rule.cap_per_day is not None else "",
        _("of other units only") if rule.cross_unit else "",
        _("never the own team") if rule.never_same_team else "",
        _("without the agent’s name") if rule.hide_agent else "",
        ngettext("due in {n} day", "due in {n} days", rule.due_days).format(n=rule.due_days),
    ]
    shares = [f"{name} {share:g}" for name, share in rule.shares]
    return tuple(part for part in (*shares, *parts) if part)


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(parts)


def _share(share: float) -> str:
    return _("{percent} % of the calls").format(percent=f"{100 * share:g}") if share else ""


def _repeat_words(plan: PlanDefinition) -> str:
    if not plan.repeats:
        return ""
    told = _("{percent} % of the calls, after {n} days")
    return told.format(percent=f"{100 * plan.repeats:g}", n=plan.repeat_days)


def _new_words(plan: PlanDefinition) -> str:
    if plan.new_hire_multiplier == 1:
        return ""
    told = _("{times} times as often, for {n} days")
    return told.format(times=f"{plan.new_hire_multiplier:g}", n=plan.new_hire_days)


def _weights_words(plan: PlanDefinition) -> str:
    return listed(f"{_(_RISKS[risk])} × {weight:g}" for risk, weight in plan.weights)


def _exemption_words(plan: PlanDefinition) -> Sequence[str]:
    of_agents = _(
        "{percent} % of the agents of grade {grade} until {day}; {rate} % of their calls are drawn all the same"
    )
    of_calls = _("{percent} % of the calls of grade {grade} until {day}; {rate} % of these are drawn all the same")
    return [
        (of_agents if one.of is ExemptionOf.AGENTS else of_calls).format(
            percent=f"{100 * one.proportion:g}",
            grade=one.grade,
            day=day_and_year(one.until),
            rate=f"{100 * one.safety_rate:g}",
        )
        for one in plan.exemptions
    ]
