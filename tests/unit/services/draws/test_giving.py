"""Giving out what was drawn: shares, caps, leave, other teams, and second inspectors nobody hears of."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from qa_desk.domain.ids import CallId, PersonId, UnitId
from qa_desk.domain.people import Leave, Person, Role
from qa_desk.domain.sampling_plan import InspectorRule
from qa_desk.services.draws.giving import CallToGive, Candidate, Given, WhyNot, give, may_score

MONDAY = date(2026, 11, 23)
HALL_1, HALL_2 = UnitId(UUID(int=901)), UnitId(UUID(int=902))


def inspector(number: int, **further: Any) -> Person:
    return Person(
        PersonId(UUID(int=number)), f"i{number}", f"Inspector {number}", frozenset({Role.INSPECTOR}), **further
    )


def agent(number: int, **further: Any) -> Person:
    return Person(PersonId(UUID(int=500 + number)), f"a{number}", f"Agent {number}", frozenset({Role.AGENT}), **further)


def calls(n: int, of: Person | None = None, unit_path: str = "") -> list[CallToGive]:
    return [CallToGive(CallId(UUID(int=1000 + at)), str(at), of, unit_path) for at in range(n)]


def counts(given: tuple[Given, ...]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in given:
        found[one.inspector_id.int] = found.get(one.inspector_id.int, 0) + 1
    return found


def test_calls_are_given_by_shares() -> None:
    people = [Candidate(inspector(1), "", share=2), Candidate(inspector(2), "", share=1)]
    found = give(InspectorRule(), calls(30), people, first_day=MONDAY, seed=1)
    assert counts(found.given) == {1: 20, 2: 10}
    assert not found.left_over


def test_nobody_gets_more_than_the_days_hold_and_what_waits_already_counts() -> None:
    people = [Candidate(inspector(1), "", n_waiting=5)]
    found = give(InspectorRule(cap_per_day=3, due_days=2), calls(6), people, first_day=MONDAY, seed=1)
    assert len(found.given) == 4
    assert [why for _call, why in found.left_over] == [WhyNot.EVERYBODY_FULL] * 2


def test_work_is_due_when_its_day_comes() -> None:
    rule = InspectorRule(cap_per_day=2, due_days=4)
    found = give(rule, calls(5), [Candidate(inspector(1), "")], first_day=MONDAY, seed=1)
    assert [(one.due_on - MONDAY).days for one in found.given] == [0, 0, 1, 1, 2]


def test_without_a_cap_everything_is_due_on_the_last_day() -> None:
    found = give(InspectorRule(due_days=4), calls(2), [Candidate(inspector(1), "")], first_day=MONDAY, seed=1)
    assert {one.due_on for one in found.given} == {MONDAY + timedelta(days=4)}


def test_who_is_away_the_whole_time_gets_nothing() -> None:
    away = inspector(1, leaves=(Leave(MONDAY, MONDAY + timedelta(days=30)),))
    found = give(
        InspectorRule(), calls(4), [Candidate(away, ""), Candidate(inspector(2), "")], first_day=MONDAY, seed=1
    )
    assert counts(found.given) == {2: 4}


def test_one_unit_scores_another_when_units_are_crossed() -> None:
    rule = InspectorRule(cross_unit=True)
    here, there = Candidate(inspector(1), "P / Hall 1"), Candidate(inspector(2), "P / Hall 2")
    (call,) = calls(1, agent(1), "P / Hall 1")
    assert not may_score(rule, here, call)
    assert may_score(rule, there, call)
    assert not may_score(rule, Candidate(inspector(3), "P"), call)
    assert may_score(rule, Candidate(inspector(4), "P / Hall 10"), call)


@pytest.mark.parametrize(
    "own", [{"unit_id": HALL_1}, {"team_leader_id": PersonId(UUID(int=77))}, {"id_is_leader": True}]
)
def test_nobody_scores_the_own_team_when_the_plan_says_so(own: dict[str, Any]) -> None:
    person = inspector(77) if own.pop("id_is_leader", False) else inspector(1, **own)
    theirs = agent(1, unit_id=HALL_1, team_leader_id=PersonId(UUID(int=77)))
    (call,) = calls(1, theirs, "Hall 1")
    assert not may_score(InspectorRule(never_same_team=True), Candidate(person, ""), call)
    assert may_score(InspectorRule(), Candidate(person, ""), call)


def test_nobody_scores_a_call_of_their_own() -> None:
    (call,) = calls(1, agent(1))
    assert not may_score(InspectorRule(), Candidate(agent(1), ""), call)


def test_a_call_that_nobody_may_score_is_left_over_with_the_reason() -> None:
    rule = InspectorRule(never_same_team=True)
    people = [Candidate(inspector(1, unit_id=HALL_1), "")]
    found = give(rule, calls(1, agent(1, unit_id=HALL_1)), people, first_day=MONDAY, seed=1)
    assert [why for _call, why in found.left_over] == [WhyNot.NOBODY_ALLOWED]


def test_calls_that_few_may_score_go_first() -> None:
    rule = InspectorRule(never_same_team=True, cap_per_day=1, due_days=1)
    people = [Candidate(inspector(1, unit_id=HALL_1), ""), Candidate(inspector(2, unit_id=HALL_2), "")]
    free, of_hall_1 = calls(4)[:2], calls(4, agent(1, unit_id=HALL_1))[2:]
    found = give(rule, [*free, *of_hall_1], people, first_day=MONDAY, seed=1)
    assert len(found.given) == 4
    assert {one.inspector_id.int for one in found.given if one.call_id.int >= 1002} == {2}


def test_a_share_of_the_calls_goes_to_a_second_inspector_who_is_another() -> None:
    people = [Candidate(inspector(number), "") for number in (1, 2, 3)]
    found = give(InspectorRule(), calls(40), people, first_day=MONDAY, seed=1, overlap=0.25)
    first = {one.call_id: one.inspector_id for one in found.given}
    assert len(found.overlaps) == 10
    assert len({one.call_id for one in found.overlaps}) == 10
    assert all(first[one.call_id] != one.inspector_id for one in found.overlaps)


@for_all(n_calls=st.integers(0, 30), n_people=st.integers(1, 5), cap=st.integers(1, 4), seed=st.integers(0, 9))
def test_each_call_is_given_once_or_left_over_once(n_calls: int, n_people: int, cap: int, seed: int) -> None:
    people = [Candidate(inspector(number), "") for number in range(1, n_people + 1)]
    rule = InspectorRule(cap_per_day=cap, due_days=1)
    found = give(rule, calls(n_calls), people, first_day=MONDAY, seed=seed, overlap=0.5)
    keys = [one.call_id for one in found.given] + [call_id for call_id, _why in found.left_over]
    assert sorted(keys, key=lambda key: key.int) == [call.id for call in calls(n_calls)]
    assert max(counts(found.given + found.overlaps).values(), default=0) <= cap * 2
