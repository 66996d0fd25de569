"""What plans speak of, the sentence for each problem, why a call went to nobody; for pages, files and commands."""

from collections.abc import Callable, Mapping

from qa_desk.domain.sampling_plan import (
    FEWEST_REPEAT_DAYS,
    STRATUM_SEPARATOR,
    Field,
    PlanDefinition,
    PlanProblem,
    PlanProblemCode,
    QuotaKind,
)
from qa_desk.i18n import N_, _, with_label
from qa_desk.services.draws.giving import WhyNot

_SENTENCES: dict[PlanProblemCode, str] = {
    PlanProblemCode.NAME_EMPTY: N_("expected some text"),
    PlanProblemCode.SCORECARD_EMPTY: N_("expected the key of a scorecard"),
    PlanProblemCode.PERIOD_OUT_OF_ORDER: N_("expected an end that is not before the beginning"),
    PlanProblemCode.PERIOD_MISSING: N_("expected a first and a last day"),
    PlanProblemCode.PURPOSE_NOT_DRAWN: N_("expected routine; overlaps and repeats come out of it by share"),
    PlanProblemCode.NARROWED_TO_NOTHING: N_("leaves no call at all; expected a value, or from and to in order"),
    PlanProblemCode.FIELD_TWICE: N_("stands here twice; expected each attribute once"),
    PlanProblemCode.NOT_A_STRATUM: N_("makes no strata: it is a number without steps"),
    PlanProblemCode.QUOTA_NOT_POSITIVE: N_("expected more than 0, but it is {value}"),
    PlanProblemCode.QUOTA_NOT_WHOLE: N_("expected a whole number of calls, but it is {value}"),
    PlanProblemCode.PERCENT_TOO_MUCH: N_("expected at most 100 percent, but it is {value}"),
    PlanProblemCode.OWN_WITHOUT_STRATA: N_("needs strata: expected attributes under “strata”"),
    PlanProblemCode.WEIGHT_NOT_POSITIVE: N_("expected a weight above 0, but it is {value}"),
    PlanProblemCode.SHARE_OUT_OF_RANGE: N_("expected a number from 0 to 1, but it is {value}"),
    PlanProblemCode.REPEAT_TOO_SOON: N_("expected {least} days or more, but it is {value}"),
    PlanProblemCode.MULTIPLIER_BELOW_ONE: N_("expected 1 or more, but it is {value}"),
    PlanProblemCode.NOT_A_NUMBER_OF_DAYS: N_("expected a number of days from 1, but it is {value}"),
    PlanProblemCode.DURATION_NEGATIVE: N_("expected 0 seconds or more, but it is {value}"),
    PlanProblemCode.INSPECTOR_SHARE_NOT_POSITIVE: N_("expected a share above 0, but it is {value}"),
    PlanProblemCode.CAP_NOT_POSITIVE: N_("expected 1 call a day or more, but it is {value}"),
    PlanProblemCode.SAFETY_RATE_OUT_OF_RANGE: N_("expected more than 0 and at most 1, but it is {value}"),
    PlanProblemCode.SEED_OUT_OF_RANGE: N_("expected a whole number of at most 19 digits, but it is {value}"),
}

FIELDS: dict[Field, str] = {
    Field.UNIT: N_("unit"),
    Field.AGENT: N_("agent"),
    Field.GRADE: N_("grade"),
    Field.QUEUE: N_("queue"),
    Field.BUSINESS_TYPE: N_("business type"),
    Field.CAMPAIGN: N_("campaign"),
    Field.CUSTOMER_SEGMENT: N_("customer segment"),
    Field.SERVICE_STAGE: N_("service stage"),
    Field.CHANNEL: N_("channel"),
    Field.DIRECTION: N_("direction"),
    Field.COMPLAINT: N_("complaint"),
    Field.RESOLVED: N_("solved at first contact"),
    Field.CSAT: N_("satisfaction"),
    Field.DURATION_S: N_("length in seconds"),
    Field.HOUR: N_("hour of the day"),
    Field.WEEKDAY: N_("day of the week"),
}
_NAMED_BY_FIELD = {Field.COMPLAINT, Field.RESOLVED, Field.CSAT, Field.HOUR, Field.WEEKDAY}
_TRUTHS = {"yes": N_("yes"), "no": N_("no")}
_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_MARKS = {"new": N_("new agents"), "exempt": N_("exempt")}
"""What stands behind the parts of a stratum whose agents are treated in another way."""

_WHY_NOT: dict[WhyNot, str] = {
    WhyNot.NOBODY_ALLOWED: N_("nobody may score it by the plan"),
    WhyNot.EVERYBODY_FULL: N_("everybody who may score it has enough"),
}


def field_title(name: str) -> str:
    """What an attribute is called; a column of the centre's own is called what it is called there."""
    return _(FIELDS[Field(name)]) if name in set(Field) else name


def is_by_agent(plan: PlanDefinition) -> bool:
    """Whether the strata say whose calls are in them."""
    return Field.AGENT in plan.strata or plan.quota.kind is QuotaKind.PER_AGENT


def stratum_titles(plan: PlanDefinition, names: Mapping[str, str]) -> Callable[[str], str]:
    """Words for the strata of a plan: agents by their names, figures and yes or no with what they are of.

    Args:
        names: of agents, by the key that strata have of them.
    """
    fields = [*plan.strata, *((Field.AGENT,) if plan.quota.kind is QuotaKind.PER_AGENT else ())]

    def titled(stratum: str) -> str:
        parts = stratum.split(STRATUM_SEPARATOR)
        known = parts[: len(fields)] if len(parts) <= len(fields) + len(_MARKS) else []
        if len(known) < len(fields) or any(mark not in _MARKS for mark in parts[len(fields) :]):
            return stratum  # a value that has the separator in it: whose is whose is not known
        words = [_part_words(field, value, names) for field, value in zip(fields, known, strict=True)]
        return STRATUM_SEPARATOR.join([*words, *(_(_MARKS[mark]) for mark in parts[len(fields) :])])

    return titled


def _part_words(field: str, value: str, names: Mapping[str, str]) -> str:
    if field == Field.AGENT:
        return names.get(value, value)
    if field == Field.WEEKDAY and value.isdecimal() and 1 <= int(value) <= len(_WEEKDAYS):
        return _(_WEEKDAYS[int(value) - 1])
    if field in _NAMED_BY_FIELD:
        return with_label(field_title(field), _(_TRUTHS.get(value, value)))
    return value


def expectation(problem: PlanProblem) -> str:
    """What was expected at its place, as the end of a sentence that begins with the place."""
    shown = f"{problem.value:g}" if isinstance(problem.value, float) else str(problem.value)
    return _(_SENTENCES[problem.code]).format(value=shown, least=FEWEST_REPEAT_DAYS)


def why_not_words(why_not: WhyNot) -> str:
    """Why nobody gets a call."""
    return _(_WHY_NOT[why_not])
