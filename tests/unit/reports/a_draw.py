"""Estimates of a draw made by hand for tests of the report: two strata, one call that could not be scored."""

from datetime import UTC, date, datetime
from uuid import UUID

from qa_desk.agreement.estimate import Estimate, Method, Undefined
from qa_desk.domain.ids import DrawId, PersonId, PlanId
from qa_desk.domain.sampling import Draw, Expected, Level, Selection
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.reports.sampling import SamplingData
from qa_desk.services.draws.sampling_estimates import (
    CoverageQuery,
    DrawEstimates,
    PartEstimate,
    StratumCoverage,
    Weighed,
)

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 8)
MADE_AT = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


def data(*found: DrawEstimates) -> SamplingData:
    """What was gathered for the week."""
    return SamplingData(CoverageQuery(FIRST, LAST), found, MADE_AT, "Wang Fang")


def draw_estimates() -> DrawEstimates:
    """Of 60 calls 7 drawn, 1 replaced, 6 scored; weighting moves both figures of the centre."""
    draw = Draw(
        DrawId(UUID(int=1)), PlanId(UUID(int=2)), 7, MADE_AT, PersonId(UUID(int=3)), n_population=60,
        first_day=FIRST, last_day=LAST,
    )  # fmt: skip
    strata = (StratumCoverage("a", 40, 3.0, 3, 0, 0, 2), StratumCoverage("b", 20, 4.0, 4, 1, 1, 4))
    return DrawEstimates("week 45", Selection.SIMPLE, (draw,), strata, (("silent", 1),), _parts())


def _parts() -> tuple[PartEstimate, ...]:
    expected = Expected(Level.CENTRE, "", 60, 7.0, 0.35, 12.4, 0.3)
    return (
        _part(Level.CENTRE, "", 6, (84.1, 75.0, 93.2), 82.0, (0.917, 0.6, 0.98), 5 / 6, expected),
        _part(Level.UNIT, "Care / Billing", 5, (85.0, 70.0, 100.0), 85.0, (1.0, 0.5, 1.0), 1.0, None),
        _part(Level.AGENT, "Agent one", 1, (80.0, None, None), 80.0, (0.0, None, None), 0.0, None),
    )


def _part(
    level: Level,
    name: str,
    n_scored: int,
    score: tuple[float, float | None, float | None],
    plain: float,
    passed: tuple[float, float | None, float | None],
    plain_passed: float,
    expected: Expected | None,
) -> PartEstimate:
    of_passed = Weighed(_estimate(passed, n_scored), plain_passed)
    none = Weighed(_estimate(None, 0), None)
    families = ((CriticalFamily.COMPLIANCE, of_passed), (CriticalFamily.CUSTOMER, none))
    of_score = Weighed(_estimate(score, n_scored), plain)
    return PartEstimate(level, name, name, n_scored, n_scored, of_score, of_passed, families, expected)


def _estimate(figures: tuple[float, float | None, float | None] | None, n: int) -> Estimate:
    value, low, high = figures or (None, None, None)
    return Estimate(value, None, low, high, None, Method.HAJEK, n, 1, n, n, None if figures else Undefined.NO_ITEMS)
