"""Boards made by hand for tests of the report on recognition: two share an award, one is excluded, one to be helped."""

from dataclasses import replace
from datetime import UTC, date, datetime

from qa_desk.domain.recognition import Award, Eligibility, Grade, RecognitionRules
from qa_desk.reports.recognition import RecognitionData
from qa_desk.services.results.recognition_views import Believed, Board, Ranked, Recognition, RecognitionQuery

MADE_AT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
NOVEMBER = RecognitionQuery(date(2026, 11, 1), date(2026, 11, 30))


def data(found: Recognition | None = None) -> RecognitionData:
    """What was gathered, by default for November."""
    return RecognitionData(found or recognition(), MADE_AT, "Wang Fang")


def recognition() -> Recognition:
    """Five agents of two units, of whom three meet the rules."""
    return Recognition(
        query=NOVEMBER,
        award=Award.AGENT_OF_MONTH,
        rules=RecognitionRules(),
        rules_since=date(2026, 1, 1),
        scorecard="Service standard",
        n_calls=93,
        n_other_forms=2,
        agents=Board(_agents(), 2, 88.4, 7.25),
        units=Board(_units(), 0, None, 7.5),
    )


def half_year() -> Recognition:
    """The same agents, with grades in place of an award."""
    agents = tuple(replace(one, is_recognised=False) for one in _agents())
    query = RecognitionQuery(date(2026, 7, 1), date(2026, 12, 31), "Care")
    board = Board(agents, 0, 88.4, 7.25)
    return replace(recognition(), query=query, award=Award.GRADE_OF_HALF_YEAR, rules_since=None, agents=board)


def nobody_told_apart() -> Recognition:
    """Nobody is the best surely enough."""
    agents = tuple(replace(one, is_recognised=False, is_in_tail=False) for one in _agents())
    return replace(recognition(), agents=Board(agents, 0, 88.4, 7.25))


def agent(name: str, score: float, n_calls: int) -> Ranked:
    """One without anything remarkable."""
    return Ranked(
        key=f"key of {name}",
        name=name,
        unit_path="Care / Billing",
        n_calls=n_calls,
        n_effective=n_calls - 0.5,
        score=Believed(score, score - 4.25, score + 4.25, score + 1.5),
        kept=0.62,
        n_critical=0,
        critical=Believed(0.012, 0.0004, 0.061, 0.0),
        eligibility=Eligibility.ELIGIBLE,
        chance_best=0.04,
        chance_of_tail=0.02,
        grade=Grade.B,
        grade_chance=0.81,
        is_recognised=False,
        is_in_tail=False,
    )


def _agents() -> tuple[Ranked, ...]:
    return (
        replace(agent("Agent one", 93.1, 24), chance_best=0.58, is_recognised=True, grade=Grade.A),
        replace(agent("Agent two", 91.7, 22), chance_best=0.38, is_recognised=True, grade=Grade.A),
        replace(
            agent("=Agent three", 91.2, 20), chance_best=0.0, n_critical=1, eligibility=Eligibility.CRITICAL_FAILURE
        ),
        replace(agent("Agent four", 87.0, 6), chance_best=0.0, eligibility=Eligibility.TOO_FEW_CALLS),
        replace(agent("Agent five", 79.4, 21), chance_of_tail=0.77, is_in_tail=True, grade=Grade.C),
    )


def _units() -> tuple[Ranked, ...]:
    return (
        replace(agent("Care / Billing", 89.2, 50), key="Care / Billing", unit_path="Care / Billing", chance_best=0.9),
        replace(agent("Care / Sales", 87.2, 43), key="Care / Sales", unit_path="Care / Sales", chance_best=0.1),
    )
