"""The rule by which calls are drawn, and one reproducible execution of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId, DrawId, EvaluationId, PersonId, PlanId


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
    """A call that was drawn, with the probability it had and the stratum it stands for.

    One that could not be scored stays, as non-response, with the reason; `replaces` is the call that this one was drawn
    for afterwards.
    """

    call_id: CallId
    stratum: str
    inclusion_probability: float
    dropped_reason: str = ""
    replaces: CallId | None = None

    @property
    def is_dropped(self) -> bool:
        """Whether it turned out that it can't be scored."""
        return bool(self.dropped_reason)


@dataclass(frozen=True, slots=True)
class DrawnStratum:
    """How many calls a stratum held, how many were wanted of it, and how many were drawn."""

    name: str
    n_population: int
    n_wanted: float
    n_drawn: int

    @property
    def is_short(self) -> bool:
        """Whether it held fewer calls than were wanted."""
        return self.n_wanted > self.n_population


class Level(StrEnum):
    """Whom a figure speaks for."""

    CENTRE = "centre"
    UNIT = "unit"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Expected:
    """The precision to expect of one level, told before the draw: half the width of its 95 % interval.

    Args:
        level: of what; `key` is "" for the centre, a unit's path or an agent's id.
        n_population: calls of it in the population.
        n_calls: calls of it that will be drawn, on average.
        margin: ±, 0…1, of a share of one half, the worst there is; None where fewer than one call is to be expected.
        score_margin: ± points of the mean score; None where so few calls tell nothing of it.
        failing_margin: ±, 0…1, of the share of calls that fail a critical criterion; None below two calls.
        name: for people.
    """

    level: Level
    key: str
    n_population: int
    n_calls: float
    margin: float | None
    score_margin: float | None = None
    failing_margin: float | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    """One execution of a plan: the same plan, data and seed draw the same calls anywhere.

    From `first_day` to `last_day`, both included, the calls were served; `expected` is what was told of its precision.
    """

    id: DrawId
    plan_id: PlanId
    seed: int
    drawn_at: datetime
    drawn_by: PersonId
    calls: tuple[DrawnCall, ...] = ()
    plan_number: int = 1
    first_day: date | None = None
    last_day: date | None = None
    n_population: int = 0
    strata: tuple[DrawnStratum, ...] = ()
    expected: tuple[Expected, ...] = ()


class ExemptionState(StrEnum):
    """An exemption stands until a critical failure suspends it; the failure confirmed, it ends."""

    STANDS = "stands"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class AgentExemption:
    """That one agent is exempt under a plan, or was; `evaluation_id` is the critical failure that suspended it."""

    plan_id: PlanId
    agent_id: PersonId
    state: ExemptionState
    since: datetime
    until: date
    changed_at: datetime
    evaluation_id: EvaluationId | None = None
    reason: str = ""
