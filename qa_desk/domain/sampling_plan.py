"""What a sampling plan says: which calls, in which strata, how many of each, how chosen, and who scores them.

`plan_problems` finds what a plan can't mean, before anything is drawn; `services/draws` reads and writes the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.sampling import Selection

PLANNED_PURPOSES = frozenset({Purpose.ROUTINE})
"""A draw gives routine work; overlaps and repeats come out of it by share, calibration and practice by hand."""

STRATUM_SEPARATOR = " · "
"""Between the parts of a stratum's name, which is kept with each draw."""

FEWEST_REPEAT_DAYS = 7
"""Given again sooner, a call is remembered, not scored."""


class Field(StrEnum):
    """What of a call or its agent a population can be narrowed by, and a stratum made of."""

    UNIT = "unit"
    AGENT = "agent"
    GRADE = "grade"
    QUEUE = "queue"
    BUSINESS_TYPE = "business_type"
    CAMPAIGN = "campaign"
    CUSTOMER_SEGMENT = "customer_segment"
    SERVICE_STAGE = "service_stage"
    CHANNEL = "channel"
    DIRECTION = "direction"
    COMPLAINT = "complaint"
    RESOLVED = "resolved"
    CSAT = "csat"
    DURATION_S = "duration_s"
    HOUR = "hour"
    WEEKDAY = "weekday"


NUMBER_FIELDS = frozenset({Field.CSAT, Field.DURATION_S, Field.HOUR, Field.WEEKDAY})
TRUTH_FIELDS = frozenset({Field.COMPLAINT, Field.RESOLVED})
STRATUM_FIELDS = frozenset(Field) - {Field.CSAT, Field.DURATION_S}
"""Of a number without end no strata are made; of an agent one each."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One condition on the population: one of some values, or a number from … to …, both ends included.

    `field` is a `Field`, or the name of a column of the centre's own, which `is_custom` tells.
    """

    field: str
    values: tuple[str | bool, ...] = ()
    least: float | None = None
    most: float | None = None
    is_custom: bool = False


class QuotaKind(StrEnum):
    """What a quota counts by."""

    TOTAL = "total"
    PER_STRATUM = "per_stratum"
    PER_AGENT = "per_agent"
    PERCENT = "percent"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Quota:
    """How many calls are drawn: in all (shared out by size), from each stratum, of each agent, a percentage with a
    minimum in each stratum, or of every stratum its own number (`own`, by the stratum's name)."""

    kind: QuotaKind
    number: float = 0.0
    minimum: int = 0
    own: tuple[tuple[str, int], ...] = ()


class Risk(StrEnum):
    """What makes a call worth more attention, in a risk-weighted draw."""

    COMPLAINT = "complaint"
    LOW_CSAT = "low_csat"
    LONG_SILENCE = "long_silence"
    OVERTALK = "overtalk"
    REPEAT_CALLER = "repeat_caller"
    NEW_AGENT = "new_agent"


DEFAULT_WEIGHTS: Mapping[Risk, float] = {
    Risk.COMPLAINT: 4.0,
    Risk.LOW_CSAT: 3.0,
    Risk.LONG_SILENCE: 2.0,
    Risk.OVERTALK: 2.0,
    Risk.REPEAT_CALLER: 2.0,
    Risk.NEW_AGENT: 2.0,
}
"""By how much each multiplies the weight of a call; weights are proposals, shown and editable."""


class ExemptionOf(StrEnum):
    """What of an exempt grade is left out of the draw: a share of its agents, or a share of the calls of each."""

    AGENTS = "agents"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Excellent agents who need less watching, for a time; `safety_rate` of what is exempt is drawn all the same.

    Args:
        grade: of the agents.
        proportion: 0…1 of its agents or of their calls.
        until: the last day.
        safety_rate: 0 < rate <= 1, the skip-lot rate.
    """

    grade: str
    of: ExemptionOf
    proportion: float
    until: date
    safety_rate: float


@dataclass(frozen=True, slots=True)
class InspectorRule:
    """Who scores what was drawn: shares by person (by external id; empty: everybody alike), and what is to be kept."""

    shares: tuple[tuple[str, float], ...] = ()
    cap_per_day: int | None = None
    cross_unit: bool = False
    never_same_team: bool = False
    hide_agent: bool = False
    due_days: int = 7


class PlanPeriod(StrEnum):
    """The last whole day, week or month of the centre before the draw; or days given."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    GIVEN = "given"


class WhenShort(StrEnum):
    """What to do when a stratum holds fewer calls than its quota: only say so, or draw the rest from the others."""

    SAY = "say"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class PlanDefinition:
    """A plan as people write it."""

    name: str
    scorecard: str
    quota: Quota
    period: PlanPeriod = PlanPeriod.WEEK
    first: date | None = None
    last: date | None = None
    purpose: Purpose = Purpose.ROUTINE
    population: tuple[Narrowing, ...] = ()
    strata: tuple[str, ...] = ()
    selection: Selection = Selection.SIMPLE
    weights: tuple[tuple[Risk, float], ...] = field(default_factory=lambda: tuple(DEFAULT_WEIGHTS.items()))
    when_short: WhenShort = WhenShort.SAY
    exemptions: tuple[Exemption, ...] = ()
    new_hire_multiplier: float = 1.0
    new_hire_days: int = 90
    exclude_evaluated: bool = True
    min_duration_s: float = 0.0
    inspectors: InspectorRule = field(default_factory=InspectorRule)
    overlap: float = 0.0
    repeats: float = 0.0
    repeat_days: int = 30
    seed: int | None = None


class PlanProblemCode(StrEnum):
    """What can be wrong with a plan."""

    NAME_EMPTY = "name_empty"
    SCORECARD_EMPTY = "scorecard_empty"
    PERIOD_OUT_OF_ORDER = "period_out_of_order"
    PERIOD_MISSING = "period_missing"
    PURPOSE_NOT_DRAWN = "purpose_not_drawn"
    NARROWED_TO_NOTHING = "narrowed_to_nothing"
    FIELD_TWICE = "field_twice"
    NOT_A_STRATUM = "not_a_stratum"
    QUOTA_NOT_POSITIVE = "quota_not_positive"
    QUOTA_NOT_WHOLE = "quota_not_whole"
    PERCENT_TOO_MUCH = "percent_too_much"
    OWN_WITHOUT_STRATA = "own_without_strata"
    WEIGHT_NOT_POSITIVE = "weight_not_positive"
    SHARE_OUT_OF_RANGE = "share_out_of_range"
    DURATION_NEGATIVE = "duration_negative"
    REPEAT_TOO_SOON = "repeat_too_soon"
    MULTIPLIER_BELOW_ONE = "multiplier_below_one"
    NOT_A_NUMBER_OF_DAYS = "not_a_number_of_days"
    INSPECTOR_SHARE_NOT_POSITIVE = "inspector_share_not_positive"
    CAP_NOT_POSITIVE = "cap_not_positive"
    SAFETY_RATE_OUT_OF_RANGE = "safety_rate_out_of_range"
    SEED_OUT_OF_RANGE = "seed_out_of_range"


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """Something a plan can't mean; `path` leads to it in the file, `value` is what stands there."""

    code: PlanProblemCode
    path: tuple[str | int, ...]
    value: object = None


def plan_problems(plan: PlanDefinition) -> tuple[PlanProblem, ...]:
    """Everything wrong with a plan, in the order of its file; empty when it can be drawn by."""
    found = (*_head(plan), *_population(plan), *_quota(plan), *_choice(plan), *_exemptions(plan), *_work(plan))
    return tuple(found)


def _head(plan: PlanDefinition) -> Iterator[PlanProblem]:
    if not plan.name.strip():
        yield PlanProblem(PlanProblemCode.NAME_EMPTY, ("name",))
    if not plan.scorecard.strip():
        yield PlanProblem(PlanProblemCode.SCORECARD_EMPTY, ("scorecard",))
    if plan.period is PlanPeriod.GIVEN and (plan.first is None or plan.last is None):
        yield PlanProblem(PlanProblemCode.PERIOD_MISSING, ("period",))
    if plan.first and plan.last and plan.first > plan.last:
        yield PlanProblem(PlanProblemCode.PERIOD_OUT_OF_ORDER, ("period",), plan.last)
    if plan.purpose not in PLANNED_PURPOSES:
        yield PlanProblem(PlanProblemCode.PURPOSE_NOT_DRAWN, ("purpose",), plan.purpose)
    if plan.seed is not None and not -(2**63) <= plan.seed < 2**63:
        yield PlanProblem(PlanProblemCode.SEED_OUT_OF_RANGE, ("seed",), plan.seed)


def _population(plan: PlanDefinition) -> Iterator[PlanProblem]:
    seen: set[str] = set()
    for narrowing in plan.population:
        path = ("population", narrowing.field)
        if narrowing.field in seen:
            yield PlanProblem(PlanProblemCode.FIELD_TWICE, path, narrowing.field)
        seen.add(narrowing.field)
        is_open = narrowing.least is None and narrowing.most is None
        is_backwards = narrowing.least is not None and narrowing.most is not None and narrowing.least > narrowing.most
        if is_backwards or (is_open and not narrowing.values):
            yield PlanProblem(PlanProblemCode.NARROWED_TO_NOTHING, path, narrowing.field)
        too_short = narrowing.field == Field.DURATION_S and narrowing.most is not None
        if too_short and not is_backwards and (narrowing.most or 0.0) < plan.min_duration_s:
            yield PlanProblem(PlanProblemCode.NARROWED_TO_NOTHING, path, narrowing.most)
    if plan.min_duration_s < 0:
        yield PlanProblem(PlanProblemCode.DURATION_NEGATIVE, ("min_duration_s",), plan.min_duration_s)
    known = {one.value for one in Field}
    for place, name in enumerate(plan.strata):
        if name in known and Field(name) not in STRATUM_FIELDS:
            yield PlanProblem(PlanProblemCode.NOT_A_STRATUM, ("strata", place), name)
        if name in plan.strata[:place]:
            yield PlanProblem(PlanProblemCode.FIELD_TWICE, ("strata", place), name)


def _quota(plan: PlanDefinition) -> Iterator[PlanProblem]:
    quota, path = plan.quota, ("quota", plan.quota.kind.value)
    if quota.kind is QuotaKind.OWN:
        if not plan.strata:
            yield PlanProblem(PlanProblemCode.OWN_WITHOUT_STRATA, path)
        for name, number in quota.own:
            if number < 0:
                yield PlanProblem(PlanProblemCode.QUOTA_NOT_POSITIVE, (*path, name), number)
        if not any(number > 0 for _name, number in quota.own):
            yield PlanProblem(PlanProblemCode.QUOTA_NOT_POSITIVE, path, 0)
        return
    if not quota.number > 0:
        yield PlanProblem(PlanProblemCode.QUOTA_NOT_POSITIVE, path, quota.number)
    elif quota.kind is QuotaKind.PERCENT and quota.number > 100:
        yield PlanProblem(PlanProblemCode.PERCENT_TOO_MUCH, path, quota.number)
    elif quota.kind is not QuotaKind.PERCENT and quota.number != int(quota.number):
        yield PlanProblem(PlanProblemCode.QUOTA_NOT_WHOLE, path, quota.number)
    if quota.minimum < 0:
        yield PlanProblem(PlanProblemCode.QUOTA_NOT_POSITIVE, ("quota", "minimum"), quota.minimum)


def _choice(plan: PlanDefinition) -> Iterator[PlanProblem]:
    for risk, weight in plan.weights:
        if not weight > 0:
            yield PlanProblem(PlanProblemCode.WEIGHT_NOT_POSITIVE, ("weights", risk.value), weight)
    if not plan.new_hire_multiplier >= 1:
        yield PlanProblem(PlanProblemCode.MULTIPLIER_BELOW_ONE, ("new_hire_multiplier",), plan.new_hire_multiplier)
    if plan.new_hire_days < 1:
        yield PlanProblem(PlanProblemCode.NOT_A_NUMBER_OF_DAYS, ("new_hire_days",), plan.new_hire_days)


def _exemptions(plan: PlanDefinition) -> Iterator[PlanProblem]:
    for place, exemption in enumerate(plan.exemptions):
        path = ("exemptions", place)
        if not 0 < exemption.proportion <= 1:
            yield PlanProblem(PlanProblemCode.SHARE_OUT_OF_RANGE, (*path, "proportion"), exemption.proportion)
        if not 0 < exemption.safety_rate <= 1:
            yield PlanProblem(PlanProblemCode.SAFETY_RATE_OUT_OF_RANGE, (*path, "safety_rate"), exemption.safety_rate)


def _work(plan: PlanDefinition) -> Iterator[PlanProblem]:
    rule = plan.inspectors
    for person, share in rule.shares:
        if not share > 0:
            yield PlanProblem(PlanProblemCode.INSPECTOR_SHARE_NOT_POSITIVE, ("inspectors", "shares", person), share)
    if rule.cap_per_day is not None and rule.cap_per_day < 1:
        yield PlanProblem(PlanProblemCode.CAP_NOT_POSITIVE, ("inspectors", "cap_per_day"), rule.cap_per_day)
    if rule.due_days < 1:
        yield PlanProblem(PlanProblemCode.NOT_A_NUMBER_OF_DAYS, ("inspectors", "due_days"), rule.due_days)
    for name, share in (("overlap", plan.overlap), ("repeats", plan.repeats)):
        if not 0 <= share <= 1:
            yield PlanProblem(PlanProblemCode.SHARE_OUT_OF_RANGE, (name,), share)
    if plan.repeats > 0 and plan.repeat_days < FEWEST_REPEAT_DAYS:
        yield PlanProblem(PlanProblemCode.REPEAT_TOO_SOON, ("repeats", "after_days"), plan.repeat_days)
