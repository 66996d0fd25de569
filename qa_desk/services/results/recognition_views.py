"""What awarding hands out: agents and units in the order of what is believed of them, and who is recognised."""

from dataclasses import dataclass
from datetime import date

from qa_desk.domain.recognition import Award, Eligibility, Grade, RecognitionRules


@dataclass(frozen=True, slots=True)
class RecognitionQuery:
    """Calls of which days, both included; an empty filter means all, an empty form the one with the most calls."""

    first_day: date
    last_day: date
    unit: str = ""
    business_type: str = ""
    scorecard: str = ""


@dataclass(frozen=True, slots=True)
class CountedCalls:
    """The calls that a board counts for an agent, or for a unit by its path, as a question."""

    query: RecognitionQuery
    agent_id: str = ""
    unit_path: str = ""


@dataclass(frozen=True, slots=True)
class Believed:
    """A shrunken figure with its 95 % limits, and the plain one of the calls."""

    value: float
    low: float
    high: float
    plain: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """An agent or a unit.

    Args:
        key: of the agent, or the path of the unit.
        unit_path: the unit of most of an agent's calls; a unit's own path.
        n_effective: what the calls are worth, as they were drawn with different chances.
        score: the agents' score, 0…100; `kept` is how much of its distance from all is believed, 0…1.
        n_critical: calls with a critical failure that the agent caused; `critical` their share.
        chance_best: how probable it is to be the best of those eligible; 0 for others.
        chance_of_tail: how probable it is to be among the lowest; 0 for units.
        grade, grade_chance: by the bounds, and how probably the true score has it.
        is_recognised: whether they have the award or share it; `is_in_tail` whether help is due first here.
    """

    key: str
    name: str
    unit_path: str
    n_calls: int
    n_effective: float
    score: Believed
    kept: float
    n_critical: int
    critical: Believed
    eligibility: Eligibility
    chance_best: float
    chance_of_tail: float
    grade: Grade
    grade_chance: float
    is_recognised: bool
    is_in_tail: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Agents or units, best first; `n_small` have too few calls to be shown, `centre` is what all are drawn towards.

    `sd` is the standard deviation of single calls within one of them.
    """

    ranked: tuple[Ranked, ...] = ()
    n_small: int = 0
    centre: float | None = None
    sd: float = 0.0

    @property
    def recognised(self) -> tuple[Ranked, ...]:
        """Who has the award; several share it."""
        return tuple(one for one in self.ranked if one.is_recognised)

    @property
    def n_eligible(self) -> int:
        """How many meet the rules."""
        return sum(one.eligibility is Eligibility.ELIGIBLE for one in self.ranked)


@dataclass(frozen=True, slots=True)
class Recognition:
    """The boards of a period, and by which rules.

    Args:
        scorecard: the title of the one form that counts; "" where nothing is scored.
        n_calls: drawn calls that count; `n_other_forms` have a score by another form.
    """

    query: RecognitionQuery
    award: Award
    rules: RecognitionRules
    rules_since: date | None
    scorecard: str
    n_calls: int
    n_other_forms: int
    agents: Board
    units: Board

    @property
    def awarded(self) -> Board | None:
        """The board whose best is given the award of this period; None where there is none to give."""
        if self.award is Award.UNIT_OF_QUARTER:
            return self.units
        return self.agents if self.award in (Award.AGENT_OF_MONTH, Award.AWARD_OF_YEAR) else None

    @property
    def tail(self) -> tuple[Ranked, ...]:
        """The agents to help first, the lowest first."""
        return tuple(one for one in reversed(self.agents.ranked) if one.is_in_tail)
