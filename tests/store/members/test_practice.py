"""Practice and qualification on both databases, everybody signed in as themself: who may write and read what."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.case_filter import CaseQuery
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.ids import CaseId
from qa_desk.domain.practice import Mistake
from qa_desk.domain.qualification import FamilyRule, Plan
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import NO_TEXT
from qa_desk.measurement.shares import share_of_calls
from qa_desk.services.issues.issue_views import IssueQuery, IssueRow
from qa_desk.services.issues.training_views import TaughtIssue, TrainingPack
from qa_desk.services.practice.matching import Matching, MatchingCase
from tests.library_of_cases import Settled, bring_call, enter_case
from tests.store.members.team import Desk, Team

CRITICAL = frozenset({"no_disclosure", "consent", "correct_information"})


def library(team: Team) -> list[CaseId]:
    """Three cases by the trainer, kept by who keeps the server; the first fails everything critical."""
    tim, version = team.desk("Tim").actor, team.version()
    found: list[CaseId] = []
    for failed in (CRITICAL, frozenset[str](), frozenset[str]()):
        call_id = bring_call(team.keeper, tim, team.clock)
        found.append(enter_case(team.keeper, tim, team.clock, call_id, Settled(version, failed)))
    return found


def short_plan() -> Plan:
    """Held for five years, as the server goes by its own clock."""
    rules = tuple(FamilyRule(family, 3, 0, unacceptable=0.5) for family in CriticalFamily)
    return Plan("First line", 3, rules, months=60)


def sit(team: Team, desk: Desk, settled: dict[str, frozenset[str]]) -> None:
    """Hand in every call that waits, as it is settled."""
    for key, assignment_id in desk.waiting().items():
        desk.score(assignment_id, team.version(), failed=settled.get(key, frozenset()))


def test_practice_is_compared_and_read_by_its_author_lead_and_trainer(team: Team) -> None:
    first, *_rest = library(team)
    anna, ben, lea, tim = (team.desk(name) for name in ("Anna", "Ben", "Lea", "Tim"))
    (assignment_id,), _changes = anna.services.practising.begin(anna.actor, [first])
    with pytest.raises(QADeskError):
        anna.services.curating.case(anna.actor, first)
    evaluation = anna.score(assignment_id, team.version())
    comparison = anna.services.practising.comparison(anna.actor, evaluation.id)
    missed = {one.criterion.key for one in comparison.criteria if one.judgement.mistake is Mistake.MISS}
    assert missed == CRITICAL
    for reader in (lea, tim):
        assert [line.person_name for line in reader.services.practising.results(reader.actor)] == ["Anna"]
    assert ben.services.practising.results(ben.actor) == ()
    assert anna.services.practising.today(anna.actor).later


def test_the_passage_of_a_case_is_told_to_whoever_has_it_to_score_and_to_nobody_else(team: Team) -> None:
    anna, ben, tim = team.desk("Anna"), team.desk("Ben"), team.desk("Tim")
    call_id = bring_call(team.keeper, tim.actor, team.clock)
    case_id = enter_case(
        team.keeper, tim.actor, team.clock, call_id, Settled(team.version(), CRITICAL, passage=(10.0, 30.0))
    )
    (assignment_id,), _changes = anna.services.practising.begin(anna.actor, [case_id])
    assert anna.services.inspecting.open(anna.actor, assignment_id).passage == (10.0, 30.0)
    if team.engine_of is not None:
        with team.engine_of(ben.actor.person_id).connect() as connection:
            asked = text("SELECT count(*) FROM server.case_passage(:id)")
            assert connection.scalar(asked, {"id": assignment_id}) == 0


def test_what_others_said_is_told_after_handing_in_and_of_five_at_least(team: Team) -> None:
    first, *_rest = library(team)
    others = [team.desk(name) for name in ("Ben", "Cai", "Dee", "Eve", "Leo")]
    told: list[tuple[int, int] | None] = []
    for desk, failed in zip(others, (CRITICAL, CRITICAL, frozenset[str](), frozenset[str](), CRITICAL), strict=True):
        (assignment_id,), _changes = desk.services.practising.begin(desk.actor, [first])
        desk.score(assignment_id, team.version(), failed=failed)
        desk.services.practising.results(desk.actor)
        if desk in (others[-2], others[-1]):
            anna = team.desk("Anna")
            (assignment_id,), _changes = anna.services.practising.begin(anna.actor, [first])
            evaluation = anna.score(assignment_id, team.version())
            comparison = anna.services.practising.comparison(anna.actor, evaluation.id)
            (consent,) = [one.others for one in comparison.criteria if one.criterion.key == "consent"]
            told.append((consent.n_agreeing, consent.n_people) if consent else None)
    assert told == [None, (3, 5)]
    if team.engine_of is not None:
        asked = text("SELECT count(*) FROM server.others_said(:case, 1, :person)")
        dora = team.desk("Tim").actor.person_id
        with team.engine_of(team.id_of("Olga")).connect() as connection:
            assert connection.scalar(asked, {"case": first, "person": dora}) == 0, "who did not hand theirs in"
        with team.engine_of(team.id_of("Anna")).connect() as connection:
            found = connection.execute(
                text("SELECT DISTINCT n_people FROM server.others_said(:case, 1, :person)"),
                {"case": first, "person": team.id_of("Ben")},
            )
            assert found.scalars().all() == [5], "nobody can be left out"


def test_a_practice_that_is_begun_is_put_aside(team: Team) -> None:
    first, *_rest = library(team)
    anna = team.desk("Anna")
    (assignment_id,), _changes = anna.services.practising.begin(anna.actor, [first])
    anna.services.inspecting.open(anna.actor, assignment_id)
    anna.services.practising.put_aside(anna.actor, assignment_id)
    assert anna.services.curating.case(anna.actor, first).case.id == first


def test_a_set_is_sat_and_its_certificate_opens_real_work(team: Team) -> None:
    library(team)
    bring_call(team.keeper, team.desk("Tim").actor, team.clock)
    anna, ben, lea, tim, adam = (team.desk(name) for name in ("Anna", "Ben", "Lea", "Tim", "Adam"))
    blueprint_id, _changes = tim.services.qualifying.write(tim.actor, team.version().scorecard_id, short_plan())
    adam.services.qualifying.set_requirement(adam.actor, is_on=True)
    with pytest.raises(QADeskError) as caught:
        team.assign("Anna", calls=("call of SC-004",))
    assert caught.value.code is ErrorCode.NOT_QUALIFIED
    sitting_id, _changes = anna.services.qualifying.begin(anna.actor, blueprint_id)
    sit(team, anna, {"call of SC-001": CRITICAL})
    view = anna.services.qualifying.sitting(anna.actor, sitting_id)
    assert view.sitting.passed is True
    assert lea.services.qualifying.sitting(lea.actor, sitting_id).sitting.passed is True
    with pytest.raises(QADeskError):
        ben.services.qualifying.sitting(ben.actor, sitting_id)
    team.assign("Anna", calls=("call of SC-004",))
    assert anna.services.inspecting.open(anna.actor, anna.waiting()["call of SC-004"])
    with pytest.raises(QADeskError):
        team.assign("Ben", calls=("call of SC-004",))


def test_what_is_handed_in_of_a_sitting_stays_closed_while_any_of_its_set_is_open(team: Team) -> None:
    cases = library(team)
    anna, tim = team.desk("Anna"), team.desk("Tim")
    blueprint_id, _changes = tim.services.qualifying.write(tim.actor, team.version().scorecard_id, short_plan())
    sitting_id, _changes = anna.services.qualifying.begin(anna.actor, blueprint_id)
    engine_of = team.engine_of
    for n_left, assignment_id in zip((2, 1, 0), anna.waiting().values(), strict=True):
        anna.score(assignment_id, team.version())
        assert (anna.services.qualifying.sitting(anna.actor, sitting_id).sitting.finished_at is None) is bool(n_left)
        shown = {one.id for one in anna.services.browsing_cases.page(anna.actor, CaseQuery()).cases}
        assert shown == (set() if n_left else set(cases))
        for case_id in cases if n_left else ():
            with pytest.raises(QADeskError):
                anna.services.curating.case(anna.actor, case_id)
        if engine_of is not None:
            with engine_of(anna.actor.person_id).connect() as connection:
                asked = text("SELECT count(DISTINCT case_id) FROM case_answers")
                assert connection.scalar(asked) == len(shown)
    assert len(anna.services.practising.results(anna.actor)) == len(cases)


def test_a_sitting_is_given_up_and_counts_what_is_missing_as_errors(team: Team) -> None:
    library(team)
    anna, tim = team.desk("Anna"), team.desk("Tim")
    blueprint_id, _changes = tim.services.qualifying.write(tim.actor, team.version().scorecard_id, short_plan())
    sitting_id, _changes = anna.services.qualifying.begin(anna.actor, blueprint_id)
    anna.services.inspecting.open(anna.actor, next(iter(anna.waiting().values())))
    anna.services.qualifying.give_up(anna.actor, sitting_id)
    view = anna.services.qualifying.sitting(anna.actor, sitting_id)
    assert (view.sitting.passed, view.sitting.n_errors) == (False, 9)
    assert {item.state for item in view.items} == {AssignmentState.WITHDRAWN}


def test_nobody_passes_a_sitting_by_hand(team: Team) -> None:
    if team.engine_of is None:
        pytest.skip("in a file there are no logins")
    library(team)
    anna, tim = team.desk("Anna"), team.desk("Tim")
    plan = replace(short_plan(), minutes=30)
    blueprint_id, _changes = tim.services.qualifying.write(tim.actor, team.version().scorecard_id, plan)
    sitting_id, _changes = anna.services.qualifying.begin(anna.actor, blueprint_id)
    by_hand = text(
        "UPDATE qualifications SET passed = true, finished_at = now(), n_errors = 0, valid_until = '2099-01-01'"
        " WHERE id = :id"
    )
    with team.engine_of(anna.actor.person_id).connect() as connection, pytest.raises(DBAPIError):
        connection.execute(by_hand, {"id": sitting_id})
    anna.services.qualifying.give_up(anna.actor, sitting_id)
    with team.engine_of(anna.actor.person_id).connect() as connection, pytest.raises(DBAPIError):
        connection.execute(by_hand, {"id": sitting_id})


def test_nobody_passes_by_leaving_mistakes_out_of_the_results(team: Team) -> None:
    if team.engine_of is None:
        pytest.skip("in a file there are no logins")
    library(team)
    anna, tim = team.desk("Anna"), team.desk("Tim")
    blueprint_id, _changes = tim.services.qualifying.write(tim.actor, team.version().scorecard_id, short_plan())
    sitting_id, _changes = anna.services.qualifying.begin(anna.actor, blueprint_id)
    sit(team, anna, {})  # what fails everything critical is passed
    with team.engine.begin() as connection:  # as it was between handing in and comparing
        connection.execute(text("DELETE FROM practice_results"))
        connection.execute(
            text(
                "UPDATE qualifications SET finished_at = NULL, passed = NULL, n_errors = NULL, outcome = NULL,"
                " valid_until = NULL"
            )
        )
    result = text(
        "INSERT INTO practice_results (evaluation_id, person_id, case_id, number, n_criteria, n_agreeing,"
        " n_critical_missed, n_critical_false_alarms, finished_at, judgements)"
        " SELECT e.id, e.inspector_id, c.case_id, c.number, 0, 0, 0, 0, now(), '[]' FROM evaluations AS e"
        " JOIN seated_cases AS c ON c.assignment_id = e.assignment_id ORDER BY c.case_id"
    )
    verdict = text(
        "UPDATE qualifications SET passed = true, finished_at = now(), n_errors = 0, valid_until = '2099-01-01'"
        " WHERE id = :id"
    )
    with team.engine_of(anna.actor.person_id).connect() as connection:
        with pytest.raises(DBAPIError, match="names every mistake"):
            connection.execute(result)
        connection.rollback()
        with pytest.raises(DBAPIError, match="has not passed"):
            connection.execute(verdict, {"id": sitting_id})
    view = anna.services.qualifying.sitting(anna.actor, sitting_id)
    assert (view.sitting.passed, view.sitting.n_errors) == (False, 3)


def test_the_server_lets_nobody_begin_real_work_without_a_certificate(team: Team) -> None:
    if team.engine_of is None:
        pytest.skip("in a file there are no logins")
    library(team)
    bring_call(team.keeper, team.desk("Tim").actor, team.clock)
    ben, tim, adam = team.desk("Ben"), team.desk("Tim"), team.desk("Adam")
    team.assign("Ben", calls=("call of SC-004",))
    tim.services.qualifying.write(tim.actor, team.version().scorecard_id, short_plan())
    adam.services.qualifying.set_requirement(adam.actor, is_on=True)
    assignment_id = ben.waiting()["call of SC-004"]
    begun = text(
        "INSERT INTO evaluations (id, assignment_id, call_id, inspector_id, version_id, purpose, mode, state, sealed,"
        " started_at, late, comment, listened_share, worked_s, version) SELECT gen_random_uuid(), a.id, a.call_id,"
        " a.inspector_id, a.version_id, 'routine', 'sampled', 'draft', false, now(), false, '', 0, 0, 1"
        " FROM assignments AS a WHERE a.id = :id"
    )
    with team.engine_of(ben.actor.person_id).connect() as connection:
        connection.execute(text("UPDATE assignments SET state = 'begun' WHERE id = :id"), {"id": assignment_id})
        with pytest.raises(DBAPIError, match="holds a certificate"):
            connection.execute(begun, {"id": assignment_id})
    with pytest.raises(QADeskError) as caught:
        ben.services.inspecting.open(ben.actor, assignment_id)
    assert caught.value.code is ErrorCode.NOT_QUALIFIED


def test_a_practice_set_is_offered_by_lead_or_trainer_and_found_by_everybody_who_practises(team: Team) -> None:
    cases = tuple(library(team))
    tim, anna = team.desk("Tim"), team.desk("Anna")
    day = team.clock.now().date()
    pack = TrainingPack(IssueQuery(day, day), 0, 0, 0.0, (_taught(team, cases),))
    set_id, _changes = tim.services.training.offer(tim.actor, pack)
    (offered,) = anna.services.training.offered(anna.actor)
    assert (offered.practice_set.case_ids, offered.next_case) == (cases, cases[0])
    (assignment_id,), _changes = anna.services.practising.begin(anna.actor, [cases[0]])
    anna.score(assignment_id, team.version())
    (offered,) = anna.services.training.offered(anna.actor)
    assert (offered.n_done, offered.next_case) == (1, cases[1])
    assert tim.services.training.sets(tim.actor)[0].n_begun == 1
    if team.engine_of is not None:
        with team.engine_of(anna.actor.person_id).connect() as connection:
            assert connection.execute(text("UPDATE practice_sets SET ended_at = now()")).rowcount == 0
            with pytest.raises(DBAPIError):
                connection.execute(text("DELETE FROM practice_set_cases"))
    tim.services.training.end(tim.actor, set_id)
    assert anna.services.training.offered(anna.actor) == ()


def _taught(team: Team, cases: tuple[CaseId, ...]) -> TaughtIssue:
    """An issue with these cases; its figures do not matter here."""
    with team.keeper.reading() as uow:
        settled = uow.cases.settled_on({"tone"}, team.desk("Tim").actor.person_id)
    matched = tuple(MatchingCase(line, False) for one in cases for line in settled if line.case_id == one)
    share = share_of_calls(6, 10)
    row = IssueRow("tone", NO_TEXT, NO_TEXT, None, 6, 10, share, 1.0, share, 1.0, None, False, False, False, (), (), ())
    return TaughtIssue(row, Matching(matched, 0, len(matched)))
