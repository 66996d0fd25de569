"""By which rules agents and units are recognised, and what a period is long enough for."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

_SHORTEST = 28


class Award(StrEnum):
    """What is given for a period, by its length: a longer one bears a larger award."""

    NONE = "none"
    AGENT_OF_MONTH = "agent_of_month"
    UNIT_OF_QUARTER = "unit_of_quarter"
    GRADE_OF_HALF_YEAR = "grade_of_half_year"
    AWARD_OF_YEAR = "award_of_year"


class Eligibility(StrEnum):
    """Whether somebody can be recognised, or which rule stands against it."""

    ELIGIBLE = "eligible"
    TOO_FEW_CALLS = "too_few_calls"
    CRITICAL_FAILURE = "critical_failure"


class Grade(StrEnum):
    """From the best down."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


@dataclass(frozen=True, slots=True)
class RecognitionRules:
    """What holds from a day on.

    Args:
        fewest_calls, fewest_calls_of_unit: drawn and scored calls that recognition takes.
        forgives_critical: whether an agent with a critical failure of their own can be recognised.
        tie_bound: who is the best with at least this probability shares the award; where nobody is, nobody has it.
        grade_bounds: scores from which there is an A, a B and a C.
        tail_share: which part of the agents the long tail is; `tail_bound` how probably one is in it to be named.
    """

    fewest_calls: int = 8
    fewest_calls_of_unit: int = 30
    forgives_critical: bool = False
    tie_bound: float = 0.2
    grade_bounds: tuple[float, float, float] = (90.0, 80.0, 70.0)
    tail_share: float = 0.1
    tail_bound: float = 0.5

    @property
    def is_possible(self) -> bool:
        """Whether they contradict nothing: numbers in their ranges, an A above a B above a C."""
        best, good, fair = self.grade_bounds
        return (
            min(self.fewest_calls, self.fewest_calls_of_unit) >= 1
            and all(0.0 < share < 1.0 for share in (self.tie_bound, self.tail_share, self.tail_bound))
            and 0.0 < fair < good < best <= 100.0
        )

    def as_kept(self) -> dict[str, Any]:
        """As a setting of the centre keeps them."""
        return {**asdict(self), "grade_bounds": list(self.grade_bounds)}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "RecognitionRules":
        """From what was kept; what is not in it is as by default."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        if "grade_bounds" in known:
            known["grade_bounds"] = tuple(known["grade_bounds"])
        return cls(**known)

    def grade_of(self, score: float) -> Grade:
        """The grade of a score, 0…100."""
        reached = (bound for bound in zip(Grade, (*self.grade_bounds, -math.inf), strict=True) if score >= bound[1])
        return next(reached)[0]

    def n_in_tail(self, n_agents: int) -> int:
        """How many agents the long tail holds."""
        return math.ceil(self.tail_share * n_agents)


def award_of(first_day: date, last_day: date) -> Award:
    """From 28 days a month, from 89 a quarter, from 181 half a year, from 365 a year; nothing below."""
    n_days = (last_day - first_day).days + 1
    if n_days < _SHORTEST:
        return Award.NONE
    if n_days < 89:
        return Award.AGENT_OF_MONTH
    if n_days < 181:
        return Award.UNIT_OF_QUARTER
    return Award.GRADE_OF_HALF_YEAR if n_days < 365 else Award.AWARD_OF_YEAR
