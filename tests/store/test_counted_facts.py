"""What is counted of facts is what they add up to, of a few days and of most, however it is narrowed."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from re import search
from typing import Any

import pytest
from sqlalchemy import Engine, event

from qa_desk.domain.evaluation import CauseOwnerKind, Purpose
from qa_desk.domain.issue import DeductionFact, ScoredFact
from qa_desk.store.engine import is_sqlite
from qa_desk.store.fact_filter import AGENT_OWNER, FactFilter
from qa_desk.store.issue_cuts import FactColumn
from tests.store.furnishing import Centre

FIRST_DAY = date(2026, 3, 1)
N_DAYS = 20
KEYS = ("greeting", "no_disclosure", "tone")
OWNERS = (
    (CauseOwnerKind.AGENT, ""),
    (CauseOwnerKind.DEPARTMENT, "Billing"),
    (CauseOwnerKind.UNIT, "Billing"),
    (CauseOwnerKind.UNIT, "Hall 1"),
)
OF_CALLS = tuple(one for one in FactColumn if one is not FactColumn.CAUSE_OWNER)
ALL_DAYS = FactFilter(FIRST_DAY, FIRST_DAY + timedelta(days=N_DAYS))
WANTED = {
    "all": ALL_DAYS,
    "most days": replace(ALL_DAYS, last_day=FIRST_DAY + timedelta(days=12)),
    "a few days": replace(ALL_DAYS, first_day=FIRST_DAY + timedelta(days=16)),
    "a business type": replace(ALL_DAYS, business_type="billing"),
    "a campaign of a few days": replace(ALL_DAYS, campaign="spring", last_day=FIRST_DAY + timedelta(days=5)),
    "a form": replace(ALL_DAYS, scorecard="service"),
    "the agent": replace(ALL_DAYS, cause_owner=AGENT_OWNER),
    "an owner": replace(ALL_DAYS, cause_owner="Billing"),
    "an owner in a few days": replace(ALL_DAYS, cause_owner="Billing", last_day=FIRST_DAY + timedelta(days=5)),
}


@pytest.mark.parametrize("words", WANTED)
def test_facts_are_counted_as_they_add_up(centre: Centre, words: str) -> None:
    facts = _entered(centre)
    wanted = WANTED[words]
    asked = [fact for fact in facts if _counts(fact, wanted)]
    failed = [(fact, one) for fact in asked for one in fact.deductions if _is_owned(one, wanted.cause_owner)]
    assert failed
    with centre.store.reading() as uow:
        scored, of_why = uow.issues.scored(wanted), uow.issues.failed(wanted)
        calls = uow.issue_cuts.calls_by(wanted, KEYS, OF_CALLS[:5]) | uow.issue_cuts.calls_by(
            wanted, KEYS, OF_CALLS[5:]
        )
        hits = uow.issue_cuts.failed_by(wanted, KEYS, tuple(FactColumn)[:6]) | uow.issue_cuts.failed_by(
            wanted, KEYS, OF_CALLS[5:]
        )
    assert (scored.n_calls, scored.n_inspectors) == (len(asked), len({fact.inspector_id for fact in asked}))
    for column in OF_CALLS:
        assert calls[column] == _by_key((key, getattr(fact, column)) for fact in asked for key in fact.opportunities)
        assert hits[column] == _by_key((one.criterion_key, getattr(fact, column)) for fact, one in failed)
    assert hits[FactColumn.CAUSE_OWNER] == _by_key((one.criterion_key, _owner(one)) for _fact, one in failed)
    for key in KEYS:
        of_key = [(one.points, _lost(fact, wanted)) for fact, one in failed if one.criterion_key == key]
        counts = [one for one in of_why if one.why.criterion_key == key]
        assert sum(one.n_failed for one in counts) == len(of_key)
        assert sum(one.points for one in counts) == pytest.approx(sum(y for y, _x in of_key))
        assert sum(one.yy for one in counts) == pytest.approx(sum(y * y for y, _x in of_key))
        assert sum(one.xy for one in counts) == pytest.approx(sum(y * x for y, x in of_key))


@pytest.mark.parametrize("words", WANTED)
def test_two_periods_of_the_days_are_counted_with_them_as_alone(centre: Centre, words: str) -> None:
    facts = _entered(centre)
    wanted, middle = WANTED[words], FIRST_DAY + timedelta(days=9)
    periods = (replace(wanted, first_day=middle), replace(wanted, last_day=middle - timedelta(days=1)))
    all_days = replace(wanted, first_day=FIRST_DAY, last_day=ALL_DAYS.last_day)
    alone: list[Any] = []
    for period in periods:
        with centre.store.reading() as uow:
            alone.append((uow.issues.scored(period), uow.issue_cuts.calls_by(period, KEYS, OF_CALLS[5:])))
    with centre.store.reading() as uow:
        days = uow.issues.days(all_days, periods)
        assert [
            (uow.issues.scored(period), uow.issue_cuts.calls_by(period, KEYS, OF_CALLS[5:])) for period in periods
        ] == alone
    asked = [fact for fact in facts if _counts(fact, all_days)]
    assert {(one.criterion_key, one.day, one.version_number): one.n_calls for one in days.each()} == Counter(
        (key, fact.day, fact.version_number) for fact in asked for key in fact.opportunities
    )
    for first_day, last_day in ((FIRST_DAY, middle), (middle, ALL_DAYS.last_day)):
        counts = days.between(first_day, last_day)
        within = [fact for fact in asked if first_day <= fact.day <= last_day]
        assert {key: one.n_calls for key, one in counts.items()} == Counter(
            key for fact in within for key in fact.opportunities
        )
        assert {key: one.n_failed for key, one in counts.items() if one.n_failed} == Counter(
            one.criterion_key for fact in within for one in fact.deductions if _is_owned(one, wanted.cause_owner)
        )


def test_a_file_reads_few_days_in_their_order_and_most_in_that_of_what_is_counted(
    engine: Engine, centre: Centre
) -> None:
    if not is_sqlite(engine):
        pytest.skip("a server keeps statistics, and chooses by them")
    _entered(centre)
    plans = {words: _plans(engine, centre, WANTED[words]) for words in ("all", "a business type", "a few days")}
    in_groups = [f"ix_deduction_facts_by_{of}" for of in ("why", "place")]
    in_groups += [f"ix_scored_facts_by_{of}" for of in ("place", "inspector")]
    in_days = ["ix_deduction_facts_counting"] * 2 + ["ix_scored_facts_counting"] * 2
    assert plans == {"all": in_groups, "a business type": in_groups, "a few days": in_days}


def _plans(engine: Engine, centre: Centre, wanted: FactFilter) -> list[str]:
    """The covering index that each count reads, those of failures first."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        if "GROUP BY" in statement:
            asked.append((statement, parameters))

    with centre.store.reading() as uow:
        event.listen(engine, "before_cursor_execute", note)
        uow.issues.failed(wanted)
        uow.issue_cuts.failed_by(wanted, KEYS, tuple(FactColumn)[:6])
        uow.issue_cuts.calls_by(wanted, KEYS, OF_CALLS[:5])
        uow.issue_cuts.calls_by(wanted, KEYS, OF_CALLS[5:])
        uow.issues.scored(wanted)
        event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        lines = [
            "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
            for statement, parameters in asked
        ]
    return [found[1] if (found := search(r"COVERING INDEX (\w+)", line)) else line for line in lines]


def _entered(centre: Centre) -> list[ScoredFact]:
    facts: list[ScoredFact] = []
    random = Random(20260301)
    for number in range(30):
        part = random.choice(("ann", "ben"))
        evaluation = centre.enter(part, Purpose.ROUTINE, call=number % len(centre.calls))
        common: dict[str, Any] = {
            "evaluation_id": evaluation.id,
            "call_id": evaluation.call_id,
            "day": FIRST_DAY + timedelta(days=number * N_DAYS // 29),
            "unit_id": random.choice((None, *(call.unit_id for call in centre.calls))),
            "agent_id": None,
            "inspector_id": evaluation.inspector_id,
            "scorecard_key": random.choice(("service", "sales")),
            "version_number": random.choice((1, 2, 11)),
            "business_type": random.choice(("billing", "roaming")),
            "campaign": random.choice(("", "spring")),
            "customer_segment": random.choice(("private", "business", "")),
            "service_stage": random.choice(("opening", "closing")),
        }
        applied = tuple(key for key in KEYS if random.random() < 0.9)
        deductions = tuple(_deduction(random, key, common) for key in applied if random.random() < 0.7)
        outcome: dict[str, Any] = {"score": 90.0, "score_before_policy": 90.0, "agent_score": None, "passed": True}
        facts.append(ScoredFact(**common, **outcome, opportunities=applied, deductions=deductions))
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.facts.add(*facts)
        uow.commit()
    return facts


def _deduction(random: Random, key: str, common: dict[str, Any]) -> DeductionFact:
    kind, name = random.choice(OWNERS)
    return DeductionFact(
        **common,
        section_key="smile",
        criterion_key=key,
        reason_keys=random.choice(((), ("late",), ("late", "short"))),
        points=random.choice((0.0, 2.5, 7.25)),
        critical=None,
        cause_owner_kind=kind,
        cause_owner_name=name,
    )


def _counts(fact: ScoredFact, wanted: FactFilter) -> bool:
    words: tuple[tuple[str, Callable[[ScoredFact], str]], ...] = (
        (wanted.business_type, lambda one: one.business_type),
        (wanted.campaign, lambda one: one.campaign),
        (wanted.scorecard, lambda one: one.scorecard_key),
    )
    return wanted.first_day <= fact.day <= wanted.last_day and all(read(fact) == word for word, read in words if word)


def _owner(one: DeductionFact) -> str:
    return AGENT_OWNER if one.cause_owner_kind is CauseOwnerKind.AGENT else one.cause_owner_name


def _is_owned(one: DeductionFact, owner: str) -> bool:
    return not owner or _owner(one) == owner


def _lost(fact: ScoredFact, wanted: FactFilter) -> float:
    """What the call lost in all, or to the owner asked for."""
    return sum(one.points for one in fact.deductions if _is_owned(one, wanted.cause_owner))


def _by_key(found: Iterable[tuple[str, Any]]) -> dict[str, dict[Any, int]]:
    counts: dict[str, Counter[Any]] = {key: Counter() for key in KEYS}
    for key, value in found:
        counts[key][value] += 1
    return {key: dict(of_key) for key, of_key in counts.items()}
