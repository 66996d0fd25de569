"""The server compares what was handed in with what is settled, and counts a sitting, as the program does."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from qa_desk.domain.calls import Call, MonitoringMode
from qa_desk.domain.criteria.base import PromptKind, RatingValue
from qa_desk.domain.evaluation import Answer, AssignmentState, Evaluation, EvaluationState, Purpose
from qa_desk.domain.ids import AnswerId, AssignmentId, BlueprintId, CallId, CaseId, EvaluationId, QualificationId
from qa_desk.domain.people import Actor
from qa_desk.domain.practice import Judgement, compared
from qa_desk.domain.qualification import Blueprint, CaseScored, FamilyRule, Plan, SeatedCase, Side, Sitting, outcome_of
from qa_desk.domain.scorecard import Criterion, CriticalFamily, ScorecardVersion
from qa_desk.domain.standard_case import CaseAnswer, CaseState, Difficulty, StandardCase
from qa_desk.services.practice.comparing import as_answers, cases_of
from qa_desk.services.practice.giving_oneself import Given, own_assignment
from qa_desk.store.store import Store
from tests.store.members.team import Team, furnish_team, team_on

N_CASES = 24
RULES = tuple(
    FamilyRule(family, n, allowed, side)
    for family in CriticalFamily
    for n, allowed, side in ((9, 8, Side.ALL), (5, 4, Side.FAILING), (3, 1, Side.PASSING))
)


@dataclass
class Sat:
    """A sitting by dice: who sat it, and by case what was settled and said."""

    engine: Engine
    store: Store
    anna: Actor
    sitting: Sitting
    version: ScorecardVersion
    said: dict[EvaluationId, tuple[tuple[CaseAnswer, ...], tuple[Answer, ...]]]
    given: dict[EvaluationId, AssignmentId]


@pytest.fixture(scope="module")
def dice() -> random.Random:
    return random.Random(9)


@pytest.fixture
def sat(store: Store, engine: Engine, tmp_path: Path, dice: random.Random) -> Sat:
    """Twenty-four cases, two of them not handed in, settled and answered by dice; entered by who keeps the server."""
    furnish_team(store, tmp_path)
    return sat_by_dice(team_on(store, engine, None, tmp_path), dice)


def sat_by_dice(team: Team, dice: random.Random) -> Sat:
    tim, anna, version = team.desk("Tim").actor, team.desk("Anna").actor, team.version()
    now = team.clock.now()
    blueprint = Blueprint(
        BlueprintId(uuid4()), version.scorecard_id, Plan("by dice", N_CASES, RULES), tim.person_id, now
    )
    sitting = Sitting(
        QualificationId(uuid4()), anna.person_id, version.scorecard_id, blueprint.id, 1, 9, now, None, 1, 0
    )
    calls: list[CallId] = []
    with team.keeper.unit_of_work(tim, team.clock) as uow:
        for place in range(N_CASES):
            calls.append(CallId(uuid4()))
            uow.calls.add([Call(calls[-1], f"by dice {place}", now, duration_s=60.0)], now)
        uow.commit()
    said: dict[EvaluationId, tuple[tuple[CaseAnswer, ...], tuple[Answer, ...]]] = {}
    assigned: dict[EvaluationId, AssignmentId] = {}
    with team.keeper.unit_of_work(anna, team.clock) as uow:
        uow.qualifications.write(blueprint)
        uow.qualifications.begin(sitting)
        for position, call_id in enumerate(calls):
            settled = tuple(by_dice(criterion, dice) for criterion in version.criteria)
            case = StandardCase(
                CaseId(uuid4()), uow.cases.next_code(), 1, "by dice", call_id, version.id, CaseState.VALID,
                Difficulty.MEDIUM, "en", "", (), settled, tim.person_id, tim.person_id, now,
            )  # fmt: skip
            uow.cases.add(case)
            given = own_assignment(anna, Given(call_id, version.id, Purpose.QUALIFICATION, position), now)
            is_in = position < N_CASES - 2
            state = AssignmentState.DONE if is_in else AssignmentState.WITHDRAWN
            uow.assignments.add_all([replace(given, state=state)])
            uow.practice.seat([SeatedCase(given.id, anna.person_id, case.id, 1, position, sitting.id)])
            if is_in:
                key = EvaluationId(uuid4())
                answers = tuple(
                    Answer(AnswerId(uuid4()), key, one.criterion_key, one.rating, one.na, one.reasons)
                    for one in (changed_by_dice(c, s, dice) for c, s in zip(version.criteria, settled, strict=True))
                    if one.na or one.rating is not None
                )
                evaluation = Evaluation(
                    key, given.id, call_id, anna.person_id, version.id, Purpose.QUALIFICATION, MonitoringMode.SAMPLED,
                    EvaluationState.SUBMITTED, False, now, now, answers=answers,
                )  # fmt: skip
                uow.evaluations.add(evaluation)
                said[key], assigned[key] = (settled, answers), given.id
        uow.commit()
    return Sat(team.engine, team.keeper, anna, sitting, version, said, assigned)


def by_dice(criterion: Criterion, dice: random.Random) -> CaseAnswer:
    """Any rating, mostly a good one, N/A or nothing."""
    prompt, best = criterion.scale.prompt(), criterion.scale.maximum
    ratings: list[RatingValue | None] = {
        PromptKind.OPTIONS: [option.code for option in prompt.options],
        PromptKind.NUMBER: [0.0, best / 2, best, best],
        PromptKind.REASONS: [True],
    }[prompt.kind]  # type: ignore[assignment]
    rating = dice.choice([*ratings, *ratings, None])
    reasons = tuple(one.key for one in criterion.reasons if dice.random() < 0.3)
    is_na = rating is None and dice.random() < 0.7
    return CaseAnswer(criterion.key, rating, is_na, reasons if rating is not None else (), "")


def changed_by_dice(criterion: Criterion, settled: CaseAnswer, dice: random.Random) -> CaseAnswer:
    """As settled half the time, so that much agrees."""
    return settled if dice.random() < 0.5 else by_dice(criterion, dice)


def test_every_criterion_is_compared_as_the_program_compares_it(sat: Sat) -> None:
    asked = text("SELECT key, is_critical, agrees, is_wrong_verdict FROM server.lay_judged(:id)")
    kinds: set[object] = set()
    with sat.engine.connect() as connection:
        for evaluation_id, (settled, answers) in sat.said.items():
            expected = compared(sat.version, as_answers(settled), answers)
            found = {row.key: tuple(row[1:]) for row in connection.execute(asked, {"id": evaluation_id})}
            assert found == {one.criterion_key: told(one) for one in expected}
            kinds |= {one.mistake for one in expected}
    assert len(kinds) == 6, "every kind of mistake was among them"


def told(one: Judgement) -> tuple[bool, bool, bool]:
    return one.is_critical, one.agrees, one.is_wrong_verdict


def test_a_sitting_comes_to_what_the_program_makes_of_it(sat: Sat) -> None:
    with sat.store.reading() as uow:
        cases = cases_of(uow, sat.anna, sat.sitting.id)
        seats = uow.practice.seats_of(sat.sitting.id)
        case_of = {seat.assignment_id: seat.case_id for seat in seats}
    scored = {
        case_of[sat.given[key]]: scored_in(compared(sat.version, as_answers(settled), answers))
        for key, (settled, answers) in sat.said.items()
    }
    outcome = outcome_of(Plan("by dice", N_CASES, RULES), cases, scored)
    with sat.engine.begin() as connection:
        found = connection.scalar(text("SELECT server.lay_outcome(:id)"), {"id": sat.sitting.id})
    assert [rule["n_errors"] for rule in found["rules"]] == [one.n_errors for one in outcome.rules]
    assert (found["n_other"], found["n_other_agreeing"]) == (outcome.n_other, outcome.n_other_agreeing)
    assert (found["n_handed_in"], found["n_cases"]) == (N_CASES - 2, N_CASES)
    assert 0 < outcome.n_other_agreeing < outcome.n_other
    assert found["passed"] is False


def scored_in(judgements: Sequence[Judgement]) -> CaseScored:
    other = [one for one in judgements if not one.is_critical]
    wrong = frozenset(one.criterion_key for one in judgements if one.is_critical and one.is_wrong_verdict)
    return CaseScored(wrong, len(other), sum(one.agrees for one in other))
