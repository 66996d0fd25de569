"""What an agent is told and how results are recognised, everybody signed in as themself, on both databases."""

from datetime import date
from pathlib import Path

import pytest

from qa_desk.domain.errors import NotAllowedError
from qa_desk.domain.issue import FeedbackState
from qa_desk.services.feeding_back_views import AgentQuery
from qa_desk.services.listening_views import CallQuery
from qa_desk.services.recognising_views import DisputeQuery
from tests.store.members.team import Team
from tests.store.members.test_main_job import MARCH

FAILED = frozenset({"greeting"})
DAYS = (MARCH.first_day, MARCH.last_day)


@pytest.fixture
def told(team: Team, tmp_path: Path) -> Team:
    """A result of an agent that they acknowledged."""
    team.import_calls(tmp_path / "in")
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
