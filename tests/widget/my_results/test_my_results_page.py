"""An agent's own results: at a visit with a code, and when they sign in as somebody with a desk."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, insert

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.accounts import AgentVisit, OwnResult
from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor, Role
from qa_desk.gui.main_window.idle import IdleWatch
from qa_desk.gui.my_results.page import PAGE
from qa_desk.gui.pages import PAGES
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.notices import NoticeKind
from qa_desk.gui.shell.page import PageSpec
from qa_desk.gui.widgets.result_words import answer_words
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.feedback.coaching_agents import CoachingDraft
from qa_desk.services.scoring.inspecting_views import MarkDraft
from qa_desk.store.tables.following import FeedbackRow
from tests.small_centre import NOW, SmallCentre
from tests.widget.rooms import Room, SitDown

OF_AGENTS = {"my_calls", "my_results", "library", "scorecards", "wordings"}


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE, *(page for page in PAGES if page is not PAGE))


@pytest.fixture
def agent(centre: SmallCentre) -> Actor:
    """An agent of the centre."""
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft("a-1", "Li Na", frozenset({Role.AGENT})))
    return administering.actor_named("a-1")


def _release(centre: SmallCentre, agent: Actor, state: FeedbackState) -> None:
    """Score a call, and let its result be on the way to the agent."""
    (assignment_id,) = centre.assign(centre.anna, "1009")
    evaluation = centre.answer_all(centre.anna, assignment_id)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    engine = create_engine(f"sqlite:///{centre.workspace.folder / 'qa_desk.sqlite3'}")
    row = {"id": uuid4(), "evaluation_id": evaluation.id, "agent_id": agent.person_id, "state": state}
    with engine.begin() as connection:
        connection.execute(insert(FeedbackRow).values(**row, released_at=NOW, strengths="", decision_reason=""))
    engine.dispose()


def test_without_results_the_page_says_what_will_be_here(sit: SitDown, centre: SmallCentre, agent: Actor) -> None:
    room = sit(agent)
    assert "No results for you yet" in room.words()
    assert room.window.frame is not None
    assert set(room.window.frame.side_bar.keys) == OF_AGENTS


@pytest.mark.parametrize(("state", "n_shown"), [(FeedbackState.HELD, 0), (FeedbackState.RELEASED, 1)])
def test_only_what_was_released_is_shown(
    sit: SitDown, centre: SmallCentre, agent: Actor, state: FeedbackState, n_shown: int
) -> None:
    _release(centre, agent, state)
    code = centre.services.admitting.make_code(centre.lead, agent.person_id).text
    assert len(centre.services.signing_in.sit_down_with_code(code).results) == n_shown
    room = sit(agent)
    assert (room.page.table is not None) == bool(n_shown)
    if n_shown:
        (row,) = room.page.table.rows
        assert (row.call_key, row.score, row.passed) == ("1009", 100.0, True)


def test_a_visit_shows_what_it_brought_and_ends_when_the_desk_is_left_alone(
    room_of_visit: Room, centre: SmallCentre
) -> None:
    room = room_of_visit
    assert [row.call_key for row in room.page.table.rows] == ["1010"]
    assert room.find("visit_words")
    room.go("preferences")
    assert not room.visible("own_password")
    (idle,) = room.window.findChildren(IdleWatch)
    idle.left_alone.emit()
    assert room.window.actor is None
    assert room.find("sign_in_people")


@pytest.fixture
def room_of_visit(sit: SitDown, centre: SmallCentre, agent: Actor) -> Room:
    """Anna's desk, at which an agent sat down with a code."""
    room = sit(centre.anna)
    result = OwnResult("1010", NOW, NOW, 87.5, 90.0, False)
    room.window.visit(AgentVisit(agent, NOW + timedelta(minutes=30), (result,)))
    return room


def test_an_agent_with_a_seat_in_a_session_scores_its_call_at_the_desk(
    sit: SitDown, centre: SmallCentre, agent: Actor
) -> None:
    draft = SessionDraft(
        "With the front line",
        (centre.calls["1010"],),
        (centre.anna.person_id, centre.ben.person_id),
        centre.version.id,
        SessionKind.WITH_AGENTS,
        agent_ids=(agent.person_id,),
    )
    centre.services.calibrating.create(centre.lead, draft)
    room = sit(agent)
    room.window.navigation.go(Place.to("my_calls"))
    assert "1 waits" in room.words()
    assert "Your role does not allow this." not in room.words()
    (item,) = centre.services.inspecting.my_calls(agent)
    room.window.navigation.go(Place.to("my_calls", assignment=str(item.assignment_id)))
    words = room.words()
    assert "No customer information disclosed" in words
    assert "Deng Yu" not in words, "whose call it is is nobody's business here"


@pytest.fixture
def told(centre: SmallCentre) -> Actor:
    """An agent whose call failed in its greeting, with the passage marked, and a note for them."""
    (assignment_id,) = centre.assign(centre.anna, "1043")
    evaluation = centre.services.inspecting.open(centre.anna, assignment_id).evaluation
    centre.services.inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(2.0, 5.5, "no name", "greeting"))
    centre.answer_all(centre.anna, assignment_id, failed=frozenset({"greeting"}))
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    centre.services.answering_feedback.release(centre.lead, [evaluation.id])
    agent_id = centre.services.listening.call(centre.lead, centre.calls["1043"]).call.agent_id
    assert agent_id is not None
    again_on = centre.clock.now().date() + timedelta(days=14)
    draft = CoachingDraft(agent_id, "Say your name first", again_on, evaluation_id=evaluation.id)
    centre.services.coaching_agents.give(centre.lead, draft)
    return centre.services.administering.actor_for(agent_id)


def test_a_thing_to_work_on_stands_with_its_passage_the_standard_and_what_was_agreed(sit: SitDown, told: Actor) -> None:
    room = sit(told)
    words = room.words()
    assert "What to work on" in words
    assert "The standard:" in words
    assert "What customers are told about Identity check" in words
    assert "Say your name first" in words
    assert room.find("play_greeting").text() == "Play 0:02–0:05: no name"
    room.click("play_greeting")
    room.qtbot.waitUntil(lambda: room.player.state is PlayerState.PLAYING)
    assert 2.0 <= room.player.position_s <= 5.5


def test_ones_own_feedback_can_be_saved_as_a_report(sit: SitDown, told: Actor, tmp_path: Path) -> None:
    room = sit(told)
    assert room.find("save_feedback").isVisible()
    room.page.report.write(room.page.report.params(), tmp_path / "mine.html")
    page = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert "What to work on" in page
    assert "data:audio/ogg" in page


def test_a_result_says_how_long_it_can_be_disputed_and_is_acknowledged(
    sit: SitDown, centre: SmallCentre, told: Actor
) -> None:
    room = sit(told)
    (line,) = centre.services.answering_feedback.own(told)
    assert answer_words(line) == "waits, 10 days left"
    assert "1 result, 1 waits for your answer" in room.words()
    assert room.find("standing").text() == "Not answered yet. It can be disputed once, until 28 Nov 2026: 10 days left."
    room.click("acknowledge_button")
    assert room.find("standing").text() == "Acknowledged on 18 Nov 2026."
    assert not room.visible("dispute_button")
    assert centre.services.answering_feedback.n_to_answer(told) == 0


def _set_state(centre: SmallCentre, state: FeedbackState) -> None:
    with closing(sqlite3.connect(centre.workspace.folder / "qa_desk.sqlite3")) as connection, connection:
        connection.execute("UPDATE feedback SET state = ?", (state.value,))


def test_what_was_refused_is_forgotten_once_the_next_attempt_succeeds(
    sit: SitDown, centre: SmallCentre, told: Actor
) -> None:
    room = sit(told)
    _set_state(centre, FeedbackState.HELD)
    room.click("acknowledge_button")
    assert [notice.kind for notice in room.window.notices.standing] == [NoticeKind.ERROR]
    _set_state(centre, FeedbackState.RELEASED)
    room.click("acknowledge_button")
    assert room.find("standing").text() == "Acknowledged on 18 Nov 2026."
    assert not room.window.notices.standing


def test_a_dispute_is_sent_answer_by_answer_and_once(sit: SitDown, centre: SmallCentre, told: Actor) -> None:
    room = sit(told)
    room.click("dispute_button")
    assert not room.find("dispute_form_save").isEnabled(), "nothing is said yet"
    room.type("Passed, at 0:03")
    centre.services.calibrating.create(centre.lead, _session(centre))
    room.page.refresh(None)
    assert room.find("claim_greeting").text() == "Passed, at 0:03", "news of others leave what was begun"
    room.click("dispute_reason")
    room.type("I did say it")
    room.click("dispute_form_save")
    assert room.find("standing").text().startswith("Disputed on 18 Nov 2026.")
    assert "A result can be disputed once." in room.words()
    assert "Passed, at 0:03" in room.words()
    assert not room.visible("dispute_button")
    assert not room.visible("acknowledge_button")


def test_after_its_days_a_result_can_only_be_acknowledged(sit: SitDown, centre: SmallCentre, told: Actor) -> None:
    room = sit(told)
    room.click("dispute_button")
    room.type("Passed")
    room.click("dispute_reason")
    room.type("I did say it")
    centre.clock.moment += timedelta(days=11)
    room.click("dispute_form_save")
    assert "It is too late for this" in room.words()
    assert room.find("claim_greeting").text() == "Passed", "what was typed stays"
    room.page.refresh(None)
    assert "The days for a dispute are over; it can still be acknowledged." in room.words()
    assert not room.visible("dispute_button")
    assert room.find("acknowledge_button")


def _session(centre: SmallCentre) -> SessionDraft:
    panel = (centre.anna.person_id, centre.ben.person_id)
    return SessionDraft("Another", (centre.calls["1010"],), panel, centre.version.id)
