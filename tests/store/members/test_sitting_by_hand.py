"""A sitting on a server, taken with psql: its moments, its set and its verdict are the server's own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import BlueprintId, QualificationId
from qa_desk.domain.qualification import FamilyRule, Plan, Quota, QuotaKind, months_after
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.services.practice.qualifying import seed_of
from tests.library_of_cases import Settled, bring_call, enter_case
from tests.store.members.team import Desk, Team

CRITICAL = frozenset({"no_disclosure", "consent", "correct_information"})
VERDICT = text(
    "UPDATE qualifications SET passed = true, finished_at = '2026-01-01', n_errors = 0, valid_until = '2099-01-01',"
    " outcome = '{}' WHERE id = :id"
)
BEGIN = text(
    "INSERT INTO qualifications (id, person_id, scorecard_id, blueprint_id, attempt, seed, started_at, due_at,"
    " n_judgements, n_allowed_errors) SELECT gen_random_uuid(), :person, b.scorecard_id, b.id, 1, :seed,"
    " '2030-01-01', NULL, 1, 99 FROM blueprints AS b WHERE b.id = :blueprint RETURNING id"
)


@pytest.fixture
def kind() -> str:
    """In a file there are no logins."""
    return "postgresql"


@pytest.fixture
def anna(team: Team) -> Desk:
    """Who sits; the library has three cases, of which the first fails everything critical."""
    tim = team.desk("Tim").actor
    for failed in (CRITICAL, frozenset[str](), frozenset[str]()):
        call_id = bring_call(team.keeper, tim, team.clock)
        enter_case(team.keeper, tim, team.clock, call_id, Settled(team.version(), failed))
    return team.desk("Anna")


@pytest.fixture
def by_hand(team: Team, anna: Desk) -> Iterator[Connection]:
    """Anna's own psql."""
    assert team.engine_of is not None
    with team.engine_of(anna.actor.person_id).connect() as connection:
        yield connection


def written(team: Team, **changes: object) -> BlueprintId:
    rules = tuple(FamilyRule(family, 3, 0, unacceptable=0.5) for family in CriticalFamily)
    plan = replace(Plan("First line", 3, rules, months=60), **changes)  # type: ignore[arg-type]
    tim = team.desk("Tim")
    return tim.services.qualifying.write(tim.actor, team.version().scorecard_id, plan)[0]


def kept(team: Team, statement: str, **values: object) -> None:
    with team.engine.begin() as connection:
        connection.execute(text(statement), values)


def hand_in_all(team: Team, desk: Desk, also_failed: frozenset[str] = frozenset()) -> None:
    for key, assignment_id in desk.waiting().items():
        failed = CRITICAL if key == "call of SC-001" else frozenset[str]()
        desk.score(assignment_id, team.version(), failed=failed | also_failed)


def reopened(team: Team, sitting_id: QualificationId) -> None:
    """As it was between the last hand-in and the verdict."""
    kept(
        team,
        "UPDATE qualifications SET finished_at = NULL, passed = NULL, n_errors = NULL, outcome = NULL,"
        " valid_until = NULL WHERE id = :id",
        id=sitting_id,
    )


def test_a_sitting_begins_now_with_the_time_and_the_rules_of_its_blueprint(team: Team, anna: Desk) -> None:
    sitting_id, _changes = anna.services.qualifying.begin(anna.actor, written(team, minutes=30))
    sitting = anna.services.qualifying.sitting(anna.actor, sitting_id).sitting
    assert abs(datetime.now(UTC) - sitting.started_at) < timedelta(minutes=5), "not by the desk's clock"
    assert sitting.due_at == sitting.started_at + timedelta(minutes=30)


def test_whoever_begins_by_hand_chooses_neither_seed_nor_time_nor_errors(
    team: Team, anna: Desk, by_hand: Connection
) -> None:
    blueprint_id, person_id = written(team, minutes=30), anna.actor.person_id
    values = {"person": person_id, "blueprint": blueprint_id}
    with pytest.raises(DBAPIError, match="is not chosen"):
        by_hand.execute(BEGIN, values | {"seed": 7})
    by_hand.rollback()
    sitting_id = by_hand.scalar(BEGIN, values | {"seed": seed_of(blueprint_id, person_id, 1)})
    sitting = by_hand.execute(text("SELECT * FROM qualifications WHERE id = :id"), {"id": sitting_id}).one()
    assert sitting.due_at - sitting.started_at == timedelta(minutes=30)
    assert (sitting.n_judgements, sitting.n_allowed_errors, sitting.attempt) == (9, 0, 1)
    with pytest.raises(DBAPIError, match="when it is free to"):
        by_hand.execute(BEGIN, values | {"seed": seed_of(blueprint_id, person_id, 2)})


def test_a_sitting_without_its_set_is_not_passed(team: Team, anna: Desk, by_hand: Connection) -> None:
    blueprint_id, person_id = written(team), anna.actor.person_id
    values = {"person": person_id, "blueprint": blueprint_id, "seed": seed_of(blueprint_id, person_id, 1)}
    sitting_id = by_hand.scalar(BEGIN, values)
    with pytest.raises(DBAPIError, match="has not passed"):
        by_hand.execute(VERDICT, {"id": sitting_id})


def test_no_case_is_put_into_a_set_later_and_none_that_was_seen(team: Team, anna: Desk, by_hand: Connection) -> None:
    blueprint_id, person_id = written(team), anna.actor.person_id
    take_up = text(
        "INSERT INTO assignments (id, call_id, inspector_id, version_id, purpose, state, assigned_by, assigned_at,"
        " position, version) SELECT gen_random_uuid(), v.call_id, :person, v.version_id, 'qualification', 'waiting',"
        " :person, now(), 0, 1 FROM case_versions AS v JOIN standard_cases AS c ON c.id = v.case_id"
        " WHERE c.code = 'SC-001' RETURNING id"
    )
    seat = text(
        "INSERT INTO seated_cases (assignment_id, person_id, case_id, number, position, qualification_id)"
        " SELECT :given, :person, c.id, 1, 0, :sitting FROM standard_cases AS c WHERE c.code = 'SC-001'"
    )
    values = {"person": person_id, "blueprint": blueprint_id, "seed": seed_of(blueprint_id, person_id, 1)}
    given = by_hand.scalar(take_up, values)
    with pytest.raises(DBAPIError, match="drawn when its sitting begins"):
        by_hand.execute(seat, values | {"given": given, "sitting": blueprint_id})
    by_hand.rollback()
    first = next(one for one in anna.services.practising.today(anna.actor).fresh if one.code == "SC-001")
    anna.services.curating.case(anna.actor, first.case_id)
    given, sitting_id = by_hand.scalar(take_up, values), by_hand.scalar(BEGIN, values)
    with pytest.raises(DBAPIError, match="unseen by whoever sits it"):
        by_hand.execute(seat, values | {"given": given, "sitting": sitting_id})


def test_a_verdict_by_hand_says_what_the_server_counted(team: Team, anna: Desk, by_hand: Connection) -> None:
    qualifying = anna.services.qualifying
    sitting_id, _changes = qualifying.begin(anna.actor, written(team, months=6))
    hand_in_all(team, anna)
    qualifying.sitting(anna.actor, sitting_id)
    reopened(team, sitting_id)
    by_hand.execute(VERDICT, {"id": sitting_id})
    by_hand.commit()
    sitting = qualifying.sitting(anna.actor, sitting_id).sitting
    assert sitting.finished_at is not None
    assert abs(datetime.now(UTC) - sitting.finished_at) < timedelta(minutes=5)
    in_shanghai = (sitting.finished_at + timedelta(hours=8)).date()
    assert sitting.valid_until == months_after(in_shanghai, 6) != date(2099, 1, 1)
    assert sitting.outcome is not None
    assert (sitting.n_errors, sitting.outcome.n_handed_in, sitting.outcome.n_other > 0) == (0, 3, True)


def test_who_agrees_too_seldom_on_what_is_not_critical_has_not_passed(
    team: Team, anna: Desk, by_hand: Connection
) -> None:
    qualifying = anna.services.qualifying
    sitting_id, _changes = qualifying.begin(anna.actor, written(team, other_share=0.99))
    hand_in_all(team, anna, frozenset({"tone"}))
    assert qualifying.sitting(anna.actor, sitting_id).sitting.passed is False
    reopened(team, sitting_id)
    with pytest.raises(DBAPIError, match="has not passed"):
        by_hand.execute(VERDICT, {"id": sitting_id})


def test_a_set_with_less_than_was_planned_is_not_passed(team: Team, anna: Desk, by_hand: Connection) -> None:
    qualifying = anna.services.qualifying
    quotas = (Quota(QuotaKind.FAILING, "customer", 1),)
    sitting_id, _changes = qualifying.begin(anna.actor, written(team, quotas=quotas))
    hand_in_all(team, anna)
    assert qualifying.sitting(anna.actor, sitting_id).sitting.passed is True
    kept(team, "UPDATE case_versions SET difficulty = 'easy'")
    for quota, is_met in (("easy", True), ("hard", False)):
        reopened(team, sitting_id)
        kept(
            team,
            "UPDATE blueprints SET definition = jsonb_set(definition, '{quotas}', cast(:quotas AS jsonb))",
            quotas=f'[{{"kind": "difficulty", "value": "{quota}", "n_cases": 3}}]',
        )
        if is_met:
            by_hand.execute(VERDICT, {"id": sitting_id})
            by_hand.commit()
        else:
            with pytest.raises(DBAPIError, match="has not passed"):
                by_hand.execute(VERDICT, {"id": sitting_id})


def test_what_comes_after_the_time_by_the_servers_clock_is_not_taken(team: Team, anna: Desk) -> None:
    qualifying = anna.services.qualifying
    sitting_id, _changes = qualifying.begin(anna.actor, written(team, minutes=30))
    first, second, _third = anna.waiting().values()
    kept(team, "UPDATE qualifications SET due_at = now() - interval '5 seconds'")
    anna.score(first, team.version())
    kept(team, "UPDATE qualifications SET due_at = now() - interval '1 minute'")
    with pytest.raises(QADeskError) as caught:
        anna.score(second, team.version())
    assert caught.value.code is ErrorCode.SERVER_REFUSES
    qualifying.give_up(anna.actor, sitting_id)
    sitting = qualifying.sitting(anna.actor, sitting_id).sitting
    assert (sitting.passed, sitting.finished_at) == (False, sitting.due_at)


@pytest.mark.usefixtures("anna")
def test_a_blueprint_that_everybody_or_nobody_passes_is_not_kept_by_hand(team: Team) -> None:
    blueprint_id, tim = written(team), team.desk("Tim")
    assert team.engine_of is not None
    copy = text(
        "INSERT INTO blueprints (id, scorecard_id, definition, written_by, written_at)"
        " SELECT gen_random_uuid(), scorecard_id, jsonb_set(definition, '{rules,0,n_allowed}', cast(:n AS jsonb)),"
        " written_by, now() FROM blueprints WHERE id = :id"
    )
    with team.engine_of(tim.actor.person_id).connect() as connection:
        for n_allowed in ("3", "-1"):
            with pytest.raises(DBAPIError, match="can be failed"):
                connection.execute(copy, {"id": blueprint_id, "n": n_allowed})
            connection.rollback()
