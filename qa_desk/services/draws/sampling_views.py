"""What sampling hands to pages and commands: plans, what a draw would be, what it was, and exemptions."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.domain.ids import CallId, DrawId, EvaluationId, PersonId, PlanId
from qa_desk.domain.sampling import Draw, ExemptionState, Expected
from qa_desk.domain.sampling_plan import PlanDefinition
from qa_desk.services.draws.giving import WhyNot
from qa_desk.services.periods import Days


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan in its latest version, with its last draw."""

    id: PlanId
    number: int
    definition: PlanDefinition
    drawn_at: datetime | None
    n_draws: int


@dataclass(frozen=True, slots=True)
class ScoreSpread:
    """How far scores lie apart, which the precision of a draw is reckoned from.

    Args:
        sd: standard deviation of the score of calls, in points; `sd_in_units` and `sd_in_agents` within one of these.
        share_failing: of calls that fail a critical criterion.
        n_calls: what it was seen in, from `first_day` to `last_day`; 0 where it is assumed because nothing is scored.
    """

    sd: float
    sd_in_units: float
    sd_in_agents: float
    share_failing: float
    n_calls: int = 0
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class WantedCalls:
    """How many calls a wanted precision takes.

    Args:
        n_for_share: for a share of one half, the worst there is; `n_for_score` for the mean score.
        each_month: the larger of both for each agent in thirty days; None without agents.
    """

    n_for_share: int
    n_for_score: int
    each_month: float | None


@dataclass(frozen=True, slots=True)
class StratumPreview:
    """A stratum before the draw: how many calls it holds, are wanted of it, and will be drawn."""

    name: str
    n_population: int
    n_wanted: float
    n_drawn: int
    is_exempt: bool

    @property
    def is_short(self) -> bool:
        """Whether it holds fewer calls than are wanted."""
        return self.n_wanted > self.n_population


@dataclass(frozen=True, slots=True)
class DrawnCallView:
    """A call that was or would be drawn, and who gets it; `second` has it without the first one's knowing."""

    call_id: CallId
    call_key: str
    stratum: str
    inclusion_probability: float
    inspector_name: str
    second_name: str
    due_on: date | None
    why_not: WhyNot | None = None


@dataclass(frozen=True, slots=True)
class DrawView:
    """One draw, kept or only tried out: its design, its calls, and what it will be worth.

    Args:
        draw_id: None for one that was only tried out.
        n_repeats: calls that go to the inspector who scored them before.
        centre, units, agents: the precision to expect, reckoned from `spread`.
    """

    draw_id: DrawId | None
    plan_id: PlanId | None
    plan_name: str
    plan_number: int
    seed: int
    days: Days
    drawn_at: datetime
    n_population: int
    strata: tuple[StratumPreview, ...]
    calls: tuple[DrawnCallView, ...]
    n_repeats: int = 0
    centre: Expected | None = None
    units: tuple[Expected, ...] = ()
    agents: tuple[Expected, ...] = ()
    spread: ScoreSpread | None = None


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call of a draw that was kept: who has it, and how far they have come.

    Args:
        inspector_names: who has it to score or has scored it, repeats left out; two of an overlap.
        n_done: how many of them have handed it in.
        replaces_key: the call that this one was drawn for.
    """

    call_id: CallId
    call_key: str
    stratum: str
    inclusion_probability: float
    inspector_names: tuple[str, ...]
    n_done: int
    dropped_reason: str = ""
    replaces_key: str = ""

    @property
    def is_dropped(self) -> bool:
        """Whether it turned out that it can't be scored."""
        return bool(self.dropped_reason)


@dataclass(frozen=True, slots=True)
class KeptDraw:
    """A draw with the name of its plan and its calls."""

    draw: Draw
    plan_name: str
    calls: tuple[KeptCall, ...]

    @property
    def n_dropped(self) -> int:
        """The non-response."""
        return sum(call.is_dropped for call in self.calls)


@dataclass(frozen=True, slots=True)
class ExemptionView:
    """The exemption of one agent, for the list of them; the call is the one whose failure suspended it."""

    plan_id: PlanId
    plan_name: str
    agent_id: PersonId
    agent_name: str
    state: ExemptionState
    since: datetime
    until: date
    changed_at: datetime
    reason: str
    evaluation_id: EvaluationId | None
    call_id: CallId | None
