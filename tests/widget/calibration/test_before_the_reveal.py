"""Opening a session and waiting for the panel, as lead and as member."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.people import Actor
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.widgets.table.view import DataTable
from tests.calibration_panel import Panel
from tests.widget.calibration.conftest import CTRL, Room

FAILED = {"1009": frozenset({"no_disclosure", "greeting"})}


def table(room: Room, name: str) -> DataTable[object]:
    found = room.find(name)
    assert isinstance(found, DataTable)
    return found


def test_an_empty_page_teaches_and_enter_begins_a_session(room: Room) -> None:
    words = room.words()
    assert "No session yet" in words
    assert "Nobody sees another's answers, not even the lead." in words
    room.press(Qt.Key.Key_Return)
    assert room.window.navigation.current == Place.to("calibration", do="new")


def test_somebody_who_may_not_open_sessions_is_told_who_does(sit: Callable[[Actor], Room], panel: Panel) -> None:
    room = sit(panel.members[0])
    assert "The calibration lead opens sessions" in room.words()
    assert not room.window.commands.can_run("list.new")
    room.go(do="new")
    assert "Not open to your role" in room.words()


def test_a_session_is_opened_in_the_page_and_the_button_says_what_it_will_do(room: Room, qtbot: QtBot) -> None:
    room.press(Qt.Key.Key_N, modifier=CTRL)
    button = room.button("open_session")
    assert not button.isEnabled()
    assert button.toolTip() == "Give the session a title."
    title = room.find("session_title")
    assert isinstance(title, QLineEdit)
    assert title.hasFocus()
    room.type("December, first session")
    assert button.toolTip() == "Pick at least one call."
    calls = table(room, "calls_to_pick")
    calls.select_first()
    calls.setFocus()
    room.press(Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert button.toolTip() == "Choose at least two inspectors."
    for name in ("panel_i-1", "panel_i-2", "panel_i-3"):
        box = room.find(name)
        assert isinstance(box, QCheckBox)
        box.click()
    assert button.text() == "Open the session: 2 calls × 3 inspectors"
    quorum = room.find("session_quorum")
    assert isinstance(quorum, QSpinBox)
    assert quorum.text() == "3 of 3 inspectors"
    quorum.setValue(2)
    room.click("open_session")
    (made,) = room.panel.calibrating.sessions(room.panel.centre.lead)
    assert (made.title, made.n_calls, made.n_seats) == ("December, first session", 2, 3)
    kept = room.panel.calibrating.session(room.panel.centre.lead, made.id).session
    assert kept.quorum == 2
    assert kept.due_at is not None
    assert room.window.navigation.current == Place.to("calibration", session=str(made.id))
    assert room.text("page_title") == "December, first session"


def test_a_picked_call_can_be_taken_away_and_the_search_finds_one(room: Room, qtbot: QtBot) -> None:
    room.go(do="new")
    calls = table(room, "calls_to_pick")
    assert len(calls.rows) == 3
    room.press(Qt.Key.Key_F, modifier=CTRL)
    room.type("1043")
    room.press(Qt.Key.Key_Return)
    assert [call.key for call in calls.rows] == ["1043"]  # type: ignore[attr-defined]
    calls.select_first()
    calls.setFocus()
    room.press(Qt.Key.Key_Space)
    assert "1 call ×" in room.button("open_session").text()
    room.press(Qt.Key.Key_Space)
    assert "0 calls ×" in room.button("open_session").text()


def test_sessions_are_grouped_and_enter_opens_one(room: Room) -> None:
    panel = room.panel
    closed, waiting = panel.open_session("1009", title="October"), panel.open_session("1010", title="November")
    for member in panel.members:
        panel.hand_in(member, closed)
    panel.calibrating.reveal(panel.centre.lead, closed)
    panel.settle_all(closed)
    panel.calibrating.close(panel.centre.lead, closed)
    room.press(Qt.Key.Key_F5)
    sessions = table(room, "sessions")
    model = sessions.model()
    lines = [model.index(line, 0).data() for line in range(model.rowCount())]
    assert lines == ["Waiting 1", "November", "Closed 1", "October"]
    cells = [model.index(1, column).data() for column in range(model.columnCount())]
    assert cells[:6] == ["November", "blind", "panel", "1", "0 of 3", "–"]
    sessions.setFocus()
    room.press(Qt.Key.Key_Home, Qt.Key.Key_Return)
    assert room.window.navigation.current == Place.to("calibration", session=str(waiting))


def test_the_lead_sees_a_name_and_a_tick_and_nothing_of_what_was_said(room: Room) -> None:
    panel = room.panel
    session_id = panel.open_session("1009", quorum=2)
    panel.hand_in(panel.members[1], session_id, FAILED)
    room.open(session_id)
    words = room.words()
    assert "Ben Ode: done" in words
    assert "Anna Berg: not yet" in words
    for secret in ("heard", "Greeting", "disclosed", "Fail", "%"):
        assert secret not in words
    reveal = room.button("reveal")
    assert not reveal.isEnabled()
    assert reveal.toolTip() == "The reveal waits for 2 inspectors; 1 are done."


def test_the_reveal_asks_only_when_somebody_is_missing_and_names_them(room: Room) -> None:
    panel = room.panel
    session_id = panel.open_session("1009", quorum=2)
    for member in panel.members[:2]:
        panel.hand_in(member, session_id)
    room.open(session_id)
    room.click("reveal")
    assert room.text("confirm_words").startswith("Cai Ito has not handed in.")
    room.click("confirm_no")
    assert panel.calibrating.session(panel.centre.lead, session_id).session.state is SessionState.BLIND
    room.click("reveal")
    room.press(Qt.Key.Key_Return)
    assert panel.calibrating.session(panel.centre.lead, session_id).session.state is SessionState.REVEALED
    assert "No answer from Cai Ito." in room.text("criterion_absent")


def test_with_everybody_done_the_reveal_is_one_key(room: Room) -> None:
    panel = room.panel
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id)
    room.open(session_id)
    room.press(Qt.Key.Key_Return)
    assert panel.calibrating.session(panel.centre.lead, session_id).session.state is SessionState.REVEALED
    assert room.find("answer_board").isVisible()


def test_a_member_scores_from_the_page(sit: Callable[[Actor], Room], panel: Panel) -> None:
    session_id = panel.open_session("1009", "1010")
    room = sit(panel.members[0])
    room.open(session_id)
    assert "2 wait for you" in room.words()
    mine = panel.calibrating.session(panel.members[0], session_id).my_open
    room.click("score_1010")
    assert room.window.navigation.current == Place.to("my_calls", assignment=str(mine[1]))


def test_the_page_follows_when_somebody_hands_in(room: Room) -> None:
    panel = room.panel
    session_id = panel.open_session("1009")
    room.open(session_id)
    assert "0 of 3 done" in room.words()
    panel.hand_in(panel.members[0], session_id)
    room.press(Qt.Key.Key_F5)
    assert "1 of 3 done" in room.words()
