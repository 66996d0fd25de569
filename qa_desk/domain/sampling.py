"""The rule by which calls are drawn, and one reproducible execution of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId, DrawId, PersonId, PlanId


class Selection(StrEnum):
    """How calls are chosen within a stratum."""

    SIMPLE = "simple"
    SPREAD_OVER_TIME = "spread_over_time"
    RISK_WEIGHTED = "risk_weighted"


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """A named rule; `definition` is the plan as its YAML says, kept whole so that every draw can be explained."""

    id: PlanId
    name: str
    purpose: Purpose
    selection: Selection
    number: int
    definition: str


@dataclass(frozen=True, slots=True)
class DrawnCall:
    """A call that was drawn, with the probability it had and the stratum it stands for."""

    call_id: CallId
    stratum: str
    inclusion_probability: float


@dataclass(frozen=True, slots=True)
class Draw:
    """One execution of a plan: the same plan, data and seed draw the same calls anywhere."""

    id: DrawId
    plan_id: PlanId
    seed: int
    drawn_at: datetime
    drawn_by: PersonId
    calls: tuple[DrawnCall, ...] = ()
