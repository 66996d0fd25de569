"""A dispute, everybody signed in as themself: on a server its rules hold for whoever has psql as well."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import ProgrammingError

from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.feedback import Verdict
from qa_desk.domain.ids import EvaluationId, FeedbackId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.permissions import visibility_of
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.feedback.coaching_agents import CoachingDraft
from qa_desk.services.feedback.feedback_views import Claim, Ruling
from qa_desk.store.engine import is_sqlite
from qa_desk.store.tables.reporting import DeductionFactRow, ScoredFactRow
from tests.store.members.team import Team, answer_to
from tests.store.members.test_main_job import MARCH

pytestmark = pytest.mark.usefixtures("calls")

FAILED = frozenset({"greeting"})


@pytest.fixture
def disputed(team: Team) -> tuple[EvaluationId, FeedbackId]:
    """A result that its agent disputes."""
    anna, lea, agent = team.desk("Anna"), team.desk("Lea"), team.desk("Li Na")
    team.assign("Anna", calls=("C-1",))
    evaluation = anna.score(anna.waiting()["C-1"], team.version(), failed=FAILED)
    assert agent.services.answering_feedback.own(agent.actor) == ()
    lea.services.answering_feedback.release(lea.actor, [evaluation.id])
    (line,) = agent.services.answering_feedback.own(agent.actor)
    claims = (Claim("greeting", "I said it"),)
    agent.services.answering_feedback.dispute(agent.actor, line.feedback.id, "Please listen", claims)
    return evaluation.id, line.feedback.id


def test_an_accepted_dispute_changes_the_score_of_record(team: Team, disputed: tuple[EvaluationId, FeedbackId]) -> None:
    lea, tim, agent = team.desk("Lea"), team.desk("Tim"), team.desk("Li Na")
    answering = tim.services.answering_feedback
    lea.services.answering_feedback.reassign(lea.actor, disputed[1], tim.actor.person_id, "away")
    new = answer_to(team.version().criterion("greeting"), is_failed=False)
    answering.decide(tim.actor, disputed[1], "Heard", (Ruling("greeting", Verdict.OVERTURNED, "at 0:02", new),))
    detail = agent.services.answering_feedback.feedback(agent.actor, disputed[1])
    assert detail.line.feedback.state is FeedbackState.OVERTURNED
    assert detail.superseding is not None
    assert detail.superseding.result.score == 100.0
    issues = tim.services.reporting.common_issues(tim.actor, MARCH)
    assert (issues.n_calls, issues.points_lost) == (1, 0)


def test_nobody_writes_past_the_rules(team: Team, engine: Engine, disputed: tuple[EvaluationId, FeedbackId]) -> None:
    if is_sqlite(engine) or team.engine_of is None:
        pytest.skip("in a file the services are the only guard")
    lea, scorer, agent = (team.id_of(name) for name in ("Lea", "Anna", "Li Na"))
    answers = "UPDATE feedback SET state = 'upheld', decision_reason = 'x', decided_by = :me"
    tries = [
        (agent, answers),
        (scorer, answers),
        (agent, "UPDATE feedback SET state = 'released'"),
        (lea, "UPDATE feedback SET decider_id = :scorer"),
        (lea, "UPDATE feedback SET superseding_id = evaluation_id, state = 'overturned', decision_reason = 'x'"),
        (lea, "SELECT server.supersede((SELECT id FROM feedback), (SELECT evaluation_id FROM feedback))"),
    ]
    for person, statement in tries:
        with team.engine_of(person).connect() as connection:
            values = {name: key for name, key in (("me", person), ("scorer", scorer)) if f":{name}" in statement}
            try:
                changed = connection.execute(text(statement), values)
            except ProgrammingError:
                continue
            assert changed.rowcount == 0, statement


def test_what_a_decision_led_to_is_nobodys_own_judgement(team: Team, disputed: tuple[EvaluationId, FeedbackId]) -> None:
    lea, call_id = team.desk("Lea"), team.calls()["C-1"]
    answering = lea.services.answering_feedback
    answering.reassign(lea.actor, disputed[1], lea.actor.person_id)
    new = answer_to(team.version().criterion("greeting"), is_failed=False)
    answering.decide(lea.actor, disputed[1], "Heard", (Ruling("greeting", Verdict.OVERTURNED, "at 0:02", new),))
    made = answering.feedback(lea.actor, disputed[1]).line.feedback.superseding_id
    assert lea.services.inspecting.my_calls(lea.actor) == ()
    sight, now = visibility_of(lea.actor), team.clock.now()
    with team.keeper.reading() as uow:
        assert uow.feedback.superseding(call_id) == {made}
        assert uow.sampling.scored_before(lea.actor.person_id, now + timedelta(days=90), 30) == ()
        several = uow.scorecards.scored_by_several("service", now - timedelta(days=1), now + timedelta(days=1), sight)
        assert several == ()
    with team.engine.connect() as connection:
        named = [set(connection.scalars(select(row.inspector_id))) for row in (ScoredFactRow, DeductionFactRow)]
    assert named == [{team.id_of("Anna")}, set()]
    (listed,) = (one for one in lea.services.listening.calls(lea.actor, CallQuery()).calls if one.id == call_id)
    assert listed.score == 100.0


def test_a_repeat_is_not_compared_with_what_one_decided(team: Team, disputed: tuple[EvaluationId, FeedbackId]) -> None:
    lea = team.desk("Lea")
    answering = lea.services.answering_feedback
    answering.reassign(lea.actor, disputed[1], lea.actor.person_id)
    new = answer_to(team.version().criterion("greeting"), is_failed=False)
    answering.decide(lea.actor, disputed[1], "Heard", (Ruling("greeting", Verdict.OVERTURNED, "at 0:02", new),))
    team.assign("Lea", calls=("C-1",), purpose=Purpose.REPEAT)
    again = lea.score(lea.waiting()["C-1"], team.version())
    with team.keeper.reading() as uow:
        found = uow.coded_lines.trials(visibility_of(lea.actor))
    assert [UUID(one) for one in found.evaluation_ids] == [again.id]


def test_coaching_is_read_by_who_may_and_its_result_is_theirs_who_said_it(
    team: Team, engine: Engine, disputed: tuple[EvaluationId, FeedbackId]
) -> None:
    lea, tim, agent, anna = (team.desk(name) for name in ("Lea", "Tim", "Li Na", "Anna"))
    day = date(2099, 1, 1)  # a server goes by its own clock
    draft = CoachingDraft(agent.actor.person_id, "Greet first", day, tim.actor.person_id, evaluation_id=disputed[0])
    lea.services.coaching_agents.give(lea.actor, draft)
    lea.services.coaching_agents.give(lea.actor, replace(draft, text="Between us", is_for_agent=False))
    assert [one.note.text for one in agent.services.coaching_agents.own(agent.actor)] == ["Greet first"]
    note = next(one.note for one in tim.services.coaching_agents.notes(tim.actor) if one.note.is_for_agent)
    tim.services.coaching_agents.finish(tim.actor, note.id, "She does")
    (told,) = agent.services.coaching_agents.own(agent.actor)
    assert told.note.result == "She does"
    if is_sqlite(engine) or team.engine_of is None:
        return
    for reader, n_seen in ((lea, 2), (agent, 1), (anna, 0)):
        with team.engine_of(reader.actor.person_id).connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM coaching_notes")) == n_seen
    theirs = "UPDATE coaching_notes SET result = 'no', done_by = follow_up_by WHERE result <> ''"
    for reader, statement in (
        (lea, theirs),
        (agent, "UPDATE coaching_notes SET result = 'well', done_at = now()"),
        (lea, "UPDATE coaching_notes SET text = 'x'"),
        (lea, "UPDATE coaching_notes SET follow_up_by = (SELECT id FROM people WHERE name = 'Anna')"),
    ):
        with team.engine_of(reader.actor.person_id).connect() as connection:
            try:
                changed = connection.execute(text(statement))
            except ProgrammingError:
                continue
            assert changed.rowcount == 0, statement


def test_a_lead_takes_a_result_back_with_a_reason_until_it_is_answered(team: Team) -> None:
    anna, lea, agent = team.desk("Anna"), team.desk("Lea"), team.desk("Li Na")
    team.assign("Anna", calls=("C-1",))
    evaluation = anna.score(anna.waiting()["C-1"], team.version(), failed=FAILED)
    answering = lea.services.answering_feedback
    answering.release(lea.actor, [evaluation.id])
    answering.hold_back(lea.actor, [evaluation.id], "A colleague listens first")
    assert agent.services.answering_feedback.own(agent.actor) == ()
    (line,) = answering.waiting_for_release(lea.actor)
    assert (line.is_held_back, line.held_by_name, line.held_reason) == (True, "Lea", "A colleague listens first")
    answering.release(lea.actor, [evaluation.id])
    (own,) = agent.services.answering_feedback.own(agent.actor)
    agent.services.answering_feedback.acknowledge(agent.actor, own.feedback.id)
    answering.hold_back(lea.actor, [evaluation.id], "too late")
    assert agent.services.answering_feedback.own(agent.actor)[0].feedback.state is FeedbackState.ACKNOWLEDGED


def test_what_a_decision_comes_to_is_told_before_it_is_final(
    team: Team, disputed: tuple[EvaluationId, FeedbackId]
) -> None:
    lea, tim = team.desk("Lea"), team.desk("Tim")
    lea.services.answering_feedback.reassign(lea.actor, disputed[1], tim.actor.person_id)
    new = answer_to(team.version().criterion("greeting"), is_failed=False)
    ruling = Ruling("greeting", Verdict.OVERTURNED, "at 0:02", new)
    told = tim.services.answering_feedback.outcome(tim.actor, disputed[1], [ruling])
    assert (told.n_overturned, told.score_after) == (1, 100.0)
    assert tim.services.answering_feedback.n_to_decide(tim.actor) == 1
