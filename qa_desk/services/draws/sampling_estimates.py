"""What sampling hands out of a draw that is being scored: coverage, non-response, and estimates for all calls."""

from dataclasses import dataclass
from datetime import date

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.ids import DrawId
from qa_desk.domain.sampling import Draw, Expected, Level, Selection
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.services.periods import Days


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """Draws of calls of which days; an empty filter means all. Days are the centre's, both included."""

    first_day: date
    last_day: date
    unit: str = ""
    business_type: str = ""
    scorecard: str = ""


@dataclass(frozen=True, slots=True)
class PeriodCoverage:
    """How the calls of some days were covered.

    Args:
        n_calls: were served, whether they could be drawn or not.
        n_drawn: of them are in some draw and could be scored; `n_scored` of these have a score.
        share: scored of served, with the interval of a share of calls.
    """

    days: Days
    n_calls: int
    n_drawn: int
    n_scored: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class DrawnCalls:
    """Some calls of draws, as a question; what is empty or None does not narrow.

    Args:
        draw_ids: of which draws; none for all that have calls of `days`.
        unit, business_type, scorecard: as in `CoverageQuery`.
        own_unit: served in this unit itself, by its path; `agent` by whom, by external key.
        stratum: as the draw names it.
        reason: why they could not be scored; others are not meant then.
        with_dropped: those that could not be scored too.
        is_scored: only those with a score.
    """

    draw_ids: tuple[DrawId, ...] = ()
    unit: str = ""
    business_type: str = ""
    scorecard: str = ""
    own_unit: str | None = None
    agent: str = ""
    stratum: str | None = None
    reason: str | None = None
    with_dropped: bool = False
    is_scored: bool = False
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """An estimate weighted by the draw, and the plain figure of the calls scored."""

    estimate: Estimate
    plain: float | None

    @property
    def differs(self) -> bool:
        """Whether weighting moves it by more than rounding."""
        value = self.estimate.value
        return value is not None and self.plain is not None and abs(value - self.plain) > 1e-9


@dataclass(frozen=True, slots=True)
class PartEstimate:
    """The centre, a unit or an agent, as the draw speaks for it.

    Args:
        key, name: as in `Expected`.
        n_drawn: calls of it in the draw, those that could not be scored left out; `n_scored` of them have a score.
        score: the mean score of all its calls, 0…100, before what a critical failure does to it.
        passed: the share of its calls without a critical failure.
        families: the same for each critical family, of the calls to which it applied.
        expected: what was told before the draw; None for a draw of an earlier release.
    """

    level: Level
    key: str
    name: str
    n_drawn: int
    n_scored: int
    score: Weighed
    passed: Weighed
    families: tuple[tuple[CriticalFamily, Weighed], ...]
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class StratumCoverage:
    """How a stratum was covered; added to another of its name, what both were.

    Args:
        n_population, n_wanted: as the draw had them.
        n_drawn: calls drawn at first; `n_replacements` came in for those that could not be scored.
        n_dropped: those that could not be scored, which is non-response.
        n_scored: have a score.
        title: its name in words, agents by theirs.
    """

    name: str
    n_population: int
    n_wanted: float
    n_drawn: int
    n_replacements: int
    n_dropped: int
    n_scored: int
    title: str = ""

    def __add__(self, other: "StratumCoverage") -> "StratumCoverage":
        return StratumCoverage(
            self.name,
            self.n_population + other.n_population,
            self.n_wanted + other.n_wanted,
            self.n_drawn + other.n_drawn,
            self.n_replacements + other.n_replacements,
            self.n_dropped + other.n_dropped,
            self.n_scored + other.n_scored,
            self.title,
        )

    @property
    def is_spoken_for(self) -> bool:
        """Whether the estimates speak for its calls."""
        return self.n_scored > 0


@dataclass(frozen=True, slots=True)
class DrawEstimates:
    """A draw, or several of one plan whose days do not overlap, and what can be said of all calls by now.

    Args:
        draws: the first first, without their calls.
        strata: those of all the draws.
        non_response: reasons with their number, the most frequent first.
        parts: the centre, then units, then agents, each by name.
    """

    plan_name: str
    selection: Selection
    draws: tuple[Draw, ...]
    strata: tuple[StratumCoverage, ...]
    non_response: tuple[tuple[str, int], ...]
    parts: tuple[PartEstimate, ...]

    @property
    def n_population(self) -> int:
        """The frame: calls that could have been drawn."""
        return sum(draw.n_population for draw in self.draws)

    @property
    def n_drawn(self) -> int:
        """Calls drawn at first."""
        return sum(stratum.n_drawn for stratum in self.strata)

    @property
    def n_dropped(self) -> int:
        """Calls that could not be scored."""
        return sum(stratum.n_dropped for stratum in self.strata)

    @property
    def n_replacements(self) -> int:
        """Calls that were drawn in their place."""
        return sum(stratum.n_replacements for stratum in self.strata)

    @property
    def n_scored(self) -> int:
        """Calls with a score."""
        return sum(stratum.n_scored for stratum in self.strata)

    @property
    def n_open(self) -> int:
        """Calls that nobody has scored yet."""
        return self.n_drawn + self.n_replacements - self.n_dropped - self.n_scored

    @property
    def n_unspoken(self) -> int:
        """Calls of the frame in strata of which nothing is scored: the estimates leave them out."""
        return self.n_population - sum(one.n_population for one in self.strata if one.is_spoken_for)

    def of(self, level: Level) -> tuple[PartEstimate, ...]:
        """The parts of one level."""
        return tuple(part for part in self.parts if part.level is level)
