"""The page Feedback as its people use it: released, held back, disputed, decided by keys, coached and followed up."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.feedback import FeedbackRules, Verdict
from qa_desk.domain.ids import EvaluationId, FeedbackId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor, Role
from qa_desk.gui.feedback.page import PAGE
from qa_desk.gui.my_results.page import PAGE as MY_RESULTS
from qa_desk.gui.pages import PAGES
from qa_desk.gui.shell.page import PageSpec
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.feedback.coaching_agents import CoachingDraft
from qa_desk.services.feedback.feedback_views import Claim
from qa_desk.services.scoring.inspecting_views import MarkDraft
from tests.small_centre import NOW, SmallCentre, later
from tests.widget.rooms import CTRL, SitDown

FAILED = frozenset({"tone", "greeting"})
CALL = "1043"


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE, MY_RESULTS, *(page for page in PAGES if page not in (PAGE, MY_RESULTS)))


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute that waits for the trainer."""

    trainer: Actor
    agent: Actor
    evaluation_id: EvaluationId
    feedback_id: FeedbackId


@pytest.fixture
def trainer(centre: SmallCentre) -> Actor:
    """Somebody who may decide and scores nothing."""
    centre.services.administering.save_person(centre.lead, PersonDraft("liu", "Liu Yang", frozenset({Role.TRAINER})))
    return centre.services.administering.actor_named("Liu Yang")


def agent_of(centre: SmallCentre, key: str = CALL) -> Actor:
    agent_id = centre.services.listening.call(centre.lead, centre.calls[key]).call.agent_id
    assert agent_id is not None
    return centre.services.administering.actor_for(agent_id)


def scored(centre: SmallCentre, key: str = CALL) -> EvaluationId:
    (assignment,) = centre.assign(centre.anna, key)
    evaluation = centre.answer_all(centre.anna, assignment, failed=FAILED)
    centre.services.inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(1.0, 2.0, "sounds cold", "tone"))
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    return evaluation.id


@pytest.fixture
def disputed(centre: SmallCentre, trainer: Actor) -> Disputed:
    """Two answers of Anna's, disputed by the agent."""
    answering, agent, evaluation_id = centre.services.answering_feedback, agent_of(centre), scored(centre)
    answering.release(centre.lead, [evaluation_id])
    (line,) = answering.own(agent)
    claims = [Claim("tone", "I was friendly at 0:02"), Claim("greeting", "I said it")]
    answering.dispute(agent, line.feedback.id, "Please listen again", claims)
    answering.reassign(centre.lead, line.feedback.id, trainer.person_id)
    return Disputed(trainer, agent, evaluation_id, line.feedback.id)


def state_of(centre: SmallCentre, one: Disputed) -> FeedbackState:
    return centre.services.answering_feedback.feedback(centre.lead, one.feedback_id).line.feedback.state


def test_a_dispute_is_decided_by_keys_alone_and_asked_once_more_before_it_is_final(
    sit: SitDown, centre: SmallCentre, disputed: Disputed
) -> None:
    room = sit(disputed.trainer)
    room.go("feedback")
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_U)
    room.type("It is missing")
    room.press(Qt.Key.Key_Return)
    best = len(room.find("ruling_tone").findChild(object, "options").buttons)
    room.press(Qt.Key(Qt.Key.Key_0 + best))
    room.type("Friendly indeed")
    room.press(Qt.Key.Key_Return)
    room.type("One of two was right")
    room.press(Qt.Key.Key_Return)
    assert "1 of 2 answers is overturned." in room.find("decision_told").text()
    assert state_of(centre, disputed) is FeedbackState.DISPUTED, "it was only weighed"
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    detail = centre.services.answering_feedback.feedback(disputed.trainer, disputed.feedback_id)
    verdicts = {one.answer.criterion_key: (one.answer.verdict, one.answer.reason) for one in detail.points}
    assert verdicts == {
        "greeting": (Verdict.UPHELD, "It is missing"),
        "tone": (Verdict.OVERTURNED, "Friendly indeed"),
    }
    assert detail.superseding is not None
    assert detail.superseding.evaluation.marks, "the passages stay with the score of record"


def test_what_was_decided_can_be_undone_until_it_is_final(
    sit: SitDown, centre: SmallCentre, disputed: Disputed
) -> None:
    room = sit(disputed.trainer)
    room.go("feedback")
    room.click("stands_tone")
    assert room.find("state_tone").text() == "It stands as scored"
    room.page.context.undo.undo()
    assert room.find("state_tone").text() == "Not decided yet"
    room.page.context.undo.redo()
    assert room.find("state_tone").text() == "It stands as scored"


def test_what_is_missing_is_said_where_it_is_missing(sit: SitDown, centre: SmallCentre, disputed: Disputed) -> None:
    room = sit(disputed.trainer)
    room.go("feedback")
    room.click("decide_button")
    assert "not decided yet" in room.find("decision_told").text()
    for key in ("tone", "greeting"):
        room.click(f"stands_{key}")
    room.click("decide_button")
    assert "without a reason yet" in room.find("decision_told").text()
    for key in ("tone", "greeting"):
        room.find(f"ruling_reason_{key}").setFocus()
        room.type("heard again")
    room.click("decide_button")
    assert "in one sentence" in room.find("decision_told").text()


def test_what_is_begun_stays_while_another_result_or_news_come(
    sit: SitDown, centre: SmallCentre, disputed: Disputed
) -> None:
    room = sit(disputed.trainer)
    room.go("feedback")
    room.click("stands_tone")
    room.type("heard ag")
    room.page.refresh(None)
    room.type("ain")
    assert room.find("ruling_reason_tone").text() == "heard again"
    room.go("feedback", view="results")
    room.go("feedback", view="disputes")
    assert room.find("ruling_reason_tone").text() == "heard again"
    assert room.find("state_tone").text() == "It stands as scored"


def test_the_passages_of_both_sides_play(sit: SitDown, disputed: Disputed) -> None:
    room = sit(disputed.trainer)
    room.go("feedback")
    assert room.find("passage_tone_0").text() == "0:01–0:02 sounds cold"
    assert room.find("passage_tone_1").text() == "Li Na points at 0:02"
    room.click("passage_tone_0")
    room.qtbot.waitUntil(lambda: room.player.state is PlayerState.PLAYING)
    assert room.player.position_s >= 1.0
    room.click("passage_tone_0")
    assert room.player.state is not PlayerState.PLAYING


def test_a_lead_gives_a_dispute_to_somebody_else(sit: SitDown, centre: SmallCentre, disputed: Disputed) -> None:
    room = sit(centre.lead)
    room.go("feedback")
    assert not room.visible("decide_button"), "it is not hers to decide"
    room.click("reassign_button")
    assert room.find("route_to").itemText(0) == centre.lead.name
    room.find("route_reason").setText("away next week")
    room.click("route_form_save")
    assert centre.services.answering_feedback.n_to_decide(centre.lead) == 1
    assert room.find("decide_button").isEnabled()
    assert "given to somebody else" in room.words()


def test_results_are_held_back_with_a_reason_and_released_at_once_or_all_together(
    sit: SitDown, centre: SmallCentre
) -> None:
    answering = centre.services.answering_feedback
    kept, gone = scored(centre, "1010"), scored(centre)
    room = sit(centre.lead)
    room.go("feedback")
    table = room.page.release.table
    table.select_key(kept)
    room.click("hold_back")
    room.click("hold_form_save")
    assert [line.is_held_back for line in answering.waiting_for_release(centre.lead)] == [False, False]
    table.select_key(gone)
    room.click("hold_form_cancel")
    table.select_key(kept)
    room.click("hold_back")
    room.find("hold_reason").setFocus()
    room.type("A colleague listens first")
    room.click("hold_form_save")
    held = next(line for line in table.rows if line.evaluation_id == kept)
    assert held.held_reason == "A colleague listens first"
    room.click("release_button")
    assert answering.own(agent_of(centre))[0].feedback.evaluation_id == gone
    assert [line.evaluation_id for line in table.rows] == [kept]
    room.page.context.undo.undo()
    assert answering.own(agent_of(centre)) == ()
    table.select_key(kept)
    room.click("release_chosen")
    assert [line.evaluation_id for line in table.rows] == [gone]


def test_the_rules_of_the_centre_stand_above_what_waits(sit: SitDown, centre: SmallCentre) -> None:
    centre.services.answering_feedback.set_rules(centre.lead, FeedbackRules(2, 5))
    scored(centre)
    room = sit(centre.lead)
    room.go("feedback", view="release")
    told = room.find("release_rules").text()
    assert "2 days after handing in" in told
    assert "disputed for 5 days" in told


def test_a_note_is_given_on_a_result_and_waits_until_somebody_says_what_came_of_it(
    sit: SitDown, centre: SmallCentre, disputed: Disputed
) -> None:
    coaching = centre.services.coaching_agents
    room = sit(disputed.trainer)
    room.go("feedback", view="results")
    room.click("coach_button")
    room.click("coaching_form_save")
    assert coaching.notes(disputed.trainer) == (), "a note has words"
    room.find("coaching_text").setFocus()
    room.type("Smile when you greet")
    room.find("coaching_day").set_day(NOW.date() + timedelta(days=7))
    room.click("coaching_form_save")
    assert "Smile when you greet" in room.words(), "it stands beside the result"
    (view,) = coaching.notes(disputed.trainer)
    assert (view.note.text, view.note.follow_up_by) == ("Smile when you greet", disputed.trainer.person_id)
    assert PAGE.count is not None
    assert PAGE.count(centre.services, disputed.trainer) == 1, "the dispute alone"
    later(centre, days=7)
    assert PAGE.count(centre.services, disputed.trainer) == 2
    room.go("feedback", view="coaching")
    room.press(Qt.Key.Key_Return)
    room.press(Qt.Key.Key_Return)
    room.type("She smiles")
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert coaching.notes(disputed.trainer)[0].note.result == "She smiles"
    room.page.context.undo.undo()
    assert coaching.n_due(disputed.trainer) == 1


def test_a_follow_up_is_given_to_another_person_and_day(sit: SitDown, centre: SmallCentre, disputed: Disputed) -> None:
    coaching, day = centre.services.coaching_agents, NOW.date() + timedelta(days=7)
    coaching.give(centre.lead, CoachingDraft(disputed.agent.person_id, "Slow down", day))
    room = sit(centre.lead)
    room.go("feedback", view="coaching")
    room.click("coaching_move")
    who = room.find("hand_over_to")
    who.setCurrentIndex(who.findText("Liu Yang"))
    room.find("hand_over_day").set_day(day + timedelta(days=1))
    room.click("follow_up_form_save")
    (view,) = coaching.notes(centre.lead)
    assert (view.follow_up_by_name, view.note.follow_up_on) == ("Liu Yang", day + timedelta(days=1))


def test_a_note_is_given_to_an_agent_from_the_list_of_people_and_from_their_report(
    sit: SitDown, centre: SmallCentre
) -> None:
    coaching = centre.services.coaching_agents
    someone = centre.services.feeding_back.agents(centre.lead)[0]
    room = sit(centre.lead)
    for words, place in (
        ("Breathe first", {"page": "people", "person": str(someone.id)}),
        ("Ask twice", {"page": "reporting", "report": "agent_feedback", "agent": someone.external_id}),
    ):
        room.go(place.pop("page"), **place)
        room.click("coach_button")
        assert f"Coaching note for {someone.name}" in room.words()
        room.type(words)
        room.click("coaching_form_save")
        assert words in [view.note.text for view in coaching.of_agent(centre.lead, someone.id)]
    assert {view.note.evaluation_id for view in coaching.notes(centre.lead)} == {None}
    room.press(Qt.Key.Key_N, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert room.find("coaching_text"), "a key gives the agent of the row another"


def test_who_gives_a_note_up_sees_again_what_the_page_is_for(sit: SitDown, centre: SmallCentre) -> None:
    someone = centre.services.feeding_back.agents(centre.lead)[0]
    room = sit(centre.lead)
    room.go("feedback", view="coaching", agent=str(someone.id))
    room.click("coaching_form_cancel")
    assert "Nobody is being coached" in room.words()


def test_the_leader_of_a_unit_answers_for_the_agent(sit: SitDown, centre: SmallCentre) -> None:
    evaluation_id = scored(centre)
    centre.services.answering_feedback.release(centre.lead, [evaluation_id])
    unit_id = centre.services.listening.call(centre.lead, centre.calls[CALL]).call.unit_id
    draft = PersonDraft("zhao", "Zhao Min", frozenset({Role.TEAM_LEADER}), unit_id=unit_id)
    centre.services.administering.save_person(centre.lead, draft)
    room = sit(centre.services.administering.actor_named("Zhao Min"))
    room.go("feedback")
    room.click("acknowledge_button")
    (line,) = centre.services.answering_feedback.released(centre.lead)
    assert line.feedback.state is FeedbackState.ACKNOWLEDGED


def test_an_empty_page_says_what_it_is_for_and_leads_on(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.lead)
    room.go("feedback")
    assert "No agent has a result yet" in room.words()
    room.go("feedback", view="coaching")
    assert "Nobody is being coached" in room.words()
    scored(centre)
    room.page.refresh(None)
    room.go("feedback", view="disputes")
    assert "See what waits to be released" in {button.text() for button in room.page.findChildren(QAbstractButton)}


def test_what_can_not_be_read_is_said_in_the_page_and_tried_again(
    sit: SitDown, centre: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored(centre)
    room = sit(centre.lead)

    def broken(*_asked: object) -> None:
        raise QADeskError(ErrorCode.TOO_LATE, detail="so it is")

    with monkeypatch.context() as without:
        without.setattr(type(centre.services.answering_feedback), "disputes", broken)
        room.go("feedback", view="release")
        room.page.refresh(None)
        assert not room.visible("release_table")
    retry = [one for one in room.page.findChildren(QAbstractButton) if one.isVisible() and "again" in one.text()]
    retry[0].click()
    assert room.find("release_table").rows


def test_the_call_of_a_result_opens_from_it(sit: SitDown, centre: SmallCentre, disputed: Disputed) -> None:
    room = sit(disputed.trainer)
    room.go("feedback")
    room.click("open_call_button")
    place = room.window.navigation.current
    assert place is not None
    assert (place.page, place.get("evaluation")) == ("calls", str(disputed.evaluation_id))
