"""Scored calls made by hand for tests of trends and results: who failed what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from qa_desk.domain.ids import CallId, EvaluationId, PersonId, TargetId, UnitId
from qa_desk.domain.issue import Target, TargetKind
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import LocalText
from qa_desk.reports.customer_voice import CustomerVoiceData
from qa_desk.reports.scorecard_results import ScorecardResultsData
from qa_desk.reports.trend import TrendData
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.periods import Period
from qa_desk.services.results.scorecard import Names, ScorecardResults, parts_of
from qa_desk.services.results.scored import ScoredCall
from qa_desk.services.results.trends import Cutting, Trends, trends_of
from qa_desk.services.results.voice import CriterionName, voice_of
from qa_desk.services.results.weighing import Basis, Weighting
from qa_desk.store.counted_days import DayCount
from qa_desk.store.outcome_queries import Outcome, Voice

MONDAY = date(2026, 8, 31)
MADE_AT = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
TITLES = {"tone": LocalText.of({"en": "Tone", "zh_CN": "语气"})}
TARGETS = {
    TargetKind.BUSINESS_CRITICAL: Target(
        TargetId(UUID(int=9)), TargetKind.BUSINESS_CRITICAL, 0.9, MONDAY - timedelta(days=60)
    )
}


@dataclass(frozen=True)
class Made:
    """Calls of one day that came out alike."""

    day: date
    n_calls: int
    n_failed: int = 0
    version: int = 1
    score: float = 90.0
    unit: UnitId | None = None
    agent: PersonId | None = None
    families: Mapping[CriticalFamily, int] = field(default_factory=lambda: {CriticalFamily.BUSINESS: 2})


def calls_of(*made: Made) -> tuple[ScoredCall, ...]:
    """The first so many of each failed one business-critical criterion, and lost 20 points with it."""
    found: list[ScoredCall] = []
    for one in made:
        for place in range(one.n_calls):
            key, has_failed = UUID(int=len(found) + 1), place < one.n_failed
            outcome = Outcome(
                EvaluationId(key),
                CallId(key),
                one.day,
                one.unit,
                one.agent,
                "service",
                one.version,
                one.score - 20 * has_failed,
                one.score,
                not has_failed,
            )
            families = {family: (n, int(has_failed)) for family, n in one.families.items()}
            found.append(ScoredCall(outcome, 2 * has_failed, families))
    return tuple(found)


def eleven_weeks() -> tuple[Made, ...]:
    """Forty calls a week, 10 % failed, then half of one week; the last three on version 2, and one of them small."""
    failed = (4, 5, 3, 4, 4, 5, 20, 4)
    weeks = [Made(MONDAY + timedelta(weeks=place), 40, n) for place, n in enumerate(failed)]
    weeks += [Made(MONDAY + timedelta(weeks=8 + place), 40, 2 + place, version=2) for place in range(2)]
    return (*weeks, Made(MONDAY + timedelta(weeks=10), 3, 1, version=2))


def trends() -> Trends:
    """The charts of these weeks; tone failed as often as the critical criterion."""
    made = eleven_weeks()
    calls, last = calls_of(*made), made[-1].day + timedelta(days=6)
    days = [DayCount("tone", one.day, one.version, one.n_calls, one.n_failed) for one in made]
    query = IssueQuery(last - timedelta(days=27), last)
    found = trends_of(calls, days, TITLES, TARGETS, Cutting(Period.WEEK, 0))
    return Trends(query, MONDAY, len(calls), found)


def trend_data() -> TrendData:
    """The same as the report gathers it."""
    return TrendData(trends(), MADE_AT, "Liu Yang")


UNITS = {UnitId(UUID(int=51)): "East / Hall 1", UnitId(UUID(int=52)): "East / Hall 2"}
AGENTS = {PersonId(UUID(int=61 + place)): f"Agent {name}" for place, name in enumerate(("one", "two", "three", "four"))}


def results_data(weighting: Weighting = Weighting.NOT_DRAWN) -> ScorecardResultsData:
    """Four agents in two halls: one does better and one worse, one has three calls only."""
    (hall_1, hall_2), (one, two, three, four) = UNITS, AGENTS
    calls = calls_of(
        Made(MONDAY, 12, 1, score=95.0, unit=hall_1, agent=one),
        Made(MONDAY, 10, 8, score=80.0, unit=hall_2, agent=two),
        Made(MONDAY, 3, score=100.0, unit=hall_2, agent=three),
        Made(MONDAY, 8, 3, score=90.0, unit=hall_1, agent=four),
    )
    basis = Basis(calls, weighting, None, 4)
    results = ScorecardResults(
        IssueQuery(MONDAY, MONDAY + timedelta(days=27)),
        weighting,
        4,
        1,
        parts_of(basis, calls, Names(UNITS, AGENTS)),
        tuple(one.outcome.score for one in calls if one.outcome.score is not None),
        {kind: target.share for kind, target in TARGETS.items()},
    )
    return ScorecardResultsData(results, MADE_AT, "Liu Yang")


def voice_data() -> CustomerVoiceData:
    """Sixty calls, 40 answered: most where tone failed are dissatisfied; greeting goes with nothing."""
    keys = [EvaluationId(UUID(int=place + 1)) for place in range(60)]
    voices = [
        Voice(
            key,
            60.0 + place % 3 if place < 10 else 80.0 + place % 17,
            None if place >= 40 else float(1 + (place < 3)) if place < 9 or place in (20, 30) else 8.0 + place % 3,
            "1-5" if place < 9 else "10",
            None if place >= 50 else place in (0, 1, 25),
        )
        for place, key in enumerate(keys)
    ]
    failed = {"tone": frozenset(keys[:10]), "greeting": frozenset(keys[::6]), "closing": frozenset(keys[57:])}
    names = {
        "tone": CriterionName(TITLES["tone"], None),
        "greeting": CriterionName(LocalText.of("Greeting"), None),
        "closing": CriterionName(LocalText.of("Closing"), CriticalFamily.CUSTOMER),
    }
    query = IssueQuery(MONDAY, MONDAY + timedelta(days=27))
    found = voice_of(query, voices, dict.fromkeys(names, frozenset(keys)), failed, names)
    return CustomerVoiceData(found, MADE_AT, "Liu Yang")
