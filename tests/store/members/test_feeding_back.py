"""What an agent is told and how results are recognised, everybody signed in as themself, on both databases."""

from datetime import date

import pytest
from sqlalchemy import text

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.errors import NotAllowedError
from qa_desk.domain.ids import CaseId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.standard_case import CaseAnswer, CaseMark
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.cases.sheets import CaseSheet
from qa_desk.services.feedback.coaching_agents import CoachingDraft
from qa_desk.services.feedback.feeding_back_views import AgentQuery
from qa_desk.services.feedback.recognising_views import DisputeQuery
from tests.store.members.team import Team, answer_to
from tests.store.members.test_main_job import MARCH

pytestmark = pytest.mark.usefixtures("calls")

FAILED = frozenset({"greeting"})
DAYS = (MARCH.first_day, MARCH.last_day)
KEYS_READ = {
    "calls AS c": {"C-1"},
    "server.calls_shown_to_me() AS c": {"C-2"},
    "recordings AS r JOIN server.calls_shown_to_me() AS c ON c.id = r.call_id": {"C-2"},
    "call_talk AS t JOIN calls AS c ON c.id = t.call_id": {"C-1"},
    "evaluations AS e JOIN calls AS c ON c.id = e.call_id": {"C-1"},
}
"""Whose rows an agent reads with a login, of their own call and of the one that shows how it is done."""


@pytest.fixture
def told(team: Team) -> Team:
    """A result of an agent that they acknowledged."""
    anna, lea, agent = team.desk("Anna"), team.desk("Lea"), team.desk("Li Na")
    team.assign("Anna", calls=("C-1",))
    evaluation = anna.score(anna.waiting()["C-1"], team.version(), failed=FAILED)
    lea.services.answering_feedback.release(lea.actor, [evaluation.id])
    (line,) = agent.services.answering_feedback.own(agent.actor)
    agent.services.answering_feedback.acknowledge(agent.actor, line.feedback.id)
    return team


def test_agent_and_lead_get_the_same_feedback(told: Team) -> None:
    lea, agent = told.desk("Lea"), told.desk("Li Na")
    own = agent.services.feeding_back.to_agent(agent.actor, AgentQuery(*DAYS))
    (chosen,) = [one for one in lea.services.feeding_back.agents(lea.actor) if one.id == agent.actor.person_id]
    of_lead = lea.services.feeding_back.to_agent(lea.actor, AgentQuery(*DAYS, chosen.name))
    assert [(one.criterion.key, one.n_failed, one.n_calls) for one in own.things] == [("greeting", 1, 1)]
    assert own.things == of_lead.things
    assert (own.agent_score, own.strengths) == (of_lead.agent_score, of_lead.strengths)
    (result,) = own.results
    assert result.state is FeedbackState.ACKNOWLEDGED


def test_a_lead_counts_what_was_answered(told: Team) -> None:
    lea = told.desk("Lea")
    # a server dates what is released by its own clock
    ever = DisputeQuery(MARCH.first_day, date(2100, 1, 1))
    found = lea.services.recognising.answers(lea.actor, ever)
    assert (found.centre.n_released, found.centre.n_acknowledged, found.n_unanswered) == (1, 1, 0)


def test_an_agent_hears_the_call_whose_result_they_have_and_no_other(told: Team) -> None:
    lea, agent = told.desk("Lea"), told.desk("Li Na")
    calls = {call.key: call.id for call in lea.services.listening.calls(lea.actor, CallQuery()).calls}
    assert agent.services.listening.excerpt(agent.actor, calls["C-1"], 0.0, 0.5)
    with pytest.raises(NotAllowedError):
        agent.services.listening.excerpt(agent.actor, calls["C-2"], 0.0, 0.5)


def test_an_agent_knows_who_coaches_them_by_name_and_reads_no_private_note(told: Team) -> None:
    tim, agent = told.desk("Tim"), told.desk("Li Na")
    for words, is_for_agent in (("Breathe first.", True), ("May leave us soon.", False)):
        draft = CoachingDraft(agent.actor.person_id, words, date(2100, 1, 1), is_for_agent=is_for_agent)
        tim.services.coaching_agents.give(tim.actor, draft)
    for desk in (agent, tim):
        # a server dates a note by its own clock
        query = AgentQuery(MARCH.first_day, date(2100, 1, 1), "7")
        (note,) = desk.services.feeding_back.to_agent(desk.actor, query).agreed
        assert (note.text, note.given_by, note.follow_up_by) == ("Breathe first.", "Tim", "Tim")


def test_an_agent_hears_how_it_is_done_and_reads_nothing_else_of_that_call(told: Team) -> None:
    lea, agent, calls = told.desk("Lea"), told.desk("Li Na"), told.calls()
    lea.services.listening.measure_talk(lea.actor)
    other = _case(told, "C-3", "tone", failed="greeting")
    case_id = _case(told, "C-2", "greeting")
    assert other != case_id
    (thing,) = agent.services.feeding_back.to_agent(agent.actor, AgentQuery(*DAYS)).things
    of_lead = lea.services.feeding_back.to_agent(lea.actor, AgentQuery(*DAYS, "7")).things[0]
    assert thing.benchmark is not None
    assert thing.benchmark == of_lead.benchmark
    passage = thing.benchmark.passage
    assert passage is not None
    assert (thing.benchmark.id, passage.call_id, passage.call_key) == (case_id, calls["C-2"], "C-2")
    assert agent.services.listening.excerpt(agent.actor, passage.call_id, passage.start_s, passage.end_s)
    with pytest.raises(NotAllowedError):
        agent.services.listening.excerpt(agent.actor, passage.call_id, 0.0, 0.9)
    if told.engine_of is None:
        return
    with told.engine_of(agent.actor.person_id).connect() as connection:
        for place, keys in KEYS_READ.items():
            found = set(connection.execute(text(f"SELECT c.key FROM {place}")).scalars())  # noqa: S608 - ours
            assert found == keys, place
        told_of = connection.execute(text("SELECT * FROM server.calls_shown_to_me()")).keys()
        assert set(told_of) == {"id", "key", "started_at", "duration_s", "mode", "version"}


def test_no_case_shows_how_it_is_done_whose_call_waits_for_the_agent(told: Team) -> None:
    agent, lea = told.desk("Li Na"), told.desk("Lea")
    _case(told, "C-2", "greeting")
    panel = (told.id_of("Anna"), told.id_of("Ben"))
    draft = SessionDraft(
        "March",
        (told.calls()["C-2"],),
        panel,
        told.version().id,
        kind=SessionKind.WITH_AGENTS,
        agent_ids=(agent.actor.person_id,),
    )
    lea.services.calibrating.create(lea.actor, draft)
    (thing,) = agent.services.feeding_back.to_agent(agent.actor, AgentQuery(*DAYS)).things
    assert thing.benchmark is None


def _case(team: Team, call: str, key: str, failed: str = "") -> CaseId:
    """A benchmark with a passage on one criterion, which Lea proposes and Tim approves."""
    lea, tim, version = team.desk("Lea"), team.desk("Tim"), team.version()
    given = [answer_to(one, is_failed=one.key == failed) for one in version.criteria]
    answers = tuple(CaseAnswer(one.criterion_key, one.rating, one.na, one.reasons, one.comment) for one in given)
    marks = (CaseMark(key, 0.1, 0.4),) if not failed else (CaseMark(key, 0.1, 0.4), CaseMark(failed, 0.1, 0.4))
    sheet = CaseSheet(
        call_id=team.calls()[call],
        version_id=version.id,
        title="Well done",
        answers=answers,
        marks=marks,
        start_s=0.05,
        end_s=0.6,
        is_benchmark=True,
    )
    case_id, _changes = lea.services.writing_cases.propose(lea.actor, sheet)
    tim.services.curating.approve(tim.actor, case_id)
    return case_id
