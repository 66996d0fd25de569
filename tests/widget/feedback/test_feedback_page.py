"""A dispute on the screen: the agent disputes, and somebody else decides it answer by answer."""

import pytest

from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Role
from qa_desk.gui.feedback.page import PAGE
from qa_desk.gui.my_results.page import PAGE as MY_RESULTS
from qa_desk.gui.pages import PAGES
from qa_desk.gui.shell.page import PageSpec
from qa_desk.services.administering import PersonDraft
from tests.small_centre import SmallCentre
from tests.widget.rooms import SitDown


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE, MY_RESULTS, *(page for page in PAGES if page not in (PAGE, MY_RESULTS)))


def test_a_lead_releases_an_agent_disputes_and_a_trainer_decides(sit: SitDown, centre: SmallCentre) -> None:
    administering, answering = centre.services.administering, centre.services.answering_feedback
    administering.save_person(centre.lead, PersonDraft("liu", "Liu Yang", frozenset({Role.TRAINER})))
    trainer = administering.actor_named("Liu Yang")
    (assignment,) = centre.assign(centre.lead, "1043")
    evaluation = centre.answer_all(centre.lead, assignment, failed=frozenset({"tone"}))
    centre.services.inspecting.submit(centre.lead, evaluation.id)
    agent_id = centre.services.listening.call(centre.lead, centre.calls["1043"]).call.agent_id
    assert agent_id is not None
    agent = administering.actor_for(agent_id)

    answering.release(centre.lead, [evaluation.id])
    room = sit(agent)
    room.go("my_results")
    room.find("claim_tone").setText("I was friendly")
    room.find("dispute_reason").setText("Please listen again")
    room.find("dispute_button").click()
    (line,) = answering.disputes(trainer)
    assert line.feedback.decider_id == trainer.person_id

    room = sit(trainer)
    room.go("feedback")
    choice = room.find("ruling_tone")
    choice.setCurrentIndex(1)
    room.find("ruling_reason_tone").setText("friendly indeed")
    room.find("decision_reason").setText("You were right")
    room.find("decide_button").click()
    assert answering.disputes(trainer)[0].feedback.state is FeedbackState.OVERTURNED
