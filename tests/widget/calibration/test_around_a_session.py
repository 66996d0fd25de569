"""Kinds, seats, what comes back, who is late, and the record, as lead and member see and do them in the page."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.recurrence import Every, Evidence
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.services.calibration.convening_views import RecurrenceDraft
from tests.calibration_panel import Panel, newcomer
from tests.small_centre import NOW, later
from tests.widget.calibration.conftest import CTRL, Room

FAILED = frozenset({"no_disclosure"})


def choose(room: Room, name: str, data: object) -> None:
    """Choose in a box as a user does."""
    box = room.find(name)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())
    QApplication.processEvents()


def tick(room: Room, *names: str) -> None:
    """Click these boxes."""
    for name in names:
        box = room.find(name)
        assert isinstance(box, QCheckBox)
        box.click()


def title(room: Room, text: str) -> None:
    """Give the session a title."""
    field = room.find("session_title")
    assert isinstance(field, QLineEdit)
    field.setText(text)


def routine(panel: Panel, member: Actor, key: str) -> None:
    """Score a call for the record, failing one criterion."""
    (assignment,) = panel.centre.assign(member, key)
    evaluation = panel.centre.answer_all(member, assignment, failed=FAILED)
    panel.centre.services.inspecting.submit(member, evaluation.id)


def test_calls_worth_bringing_stand_first_with_the_reason(room: Room, qtbot: QtBot) -> None:
    routine(room.panel, room.panel.members[0], "1010")
    room.go(do="new")
    tick(room, "panel_i-2", "panel_i-3")
    calls = room.find("calls_to_pick")
    assert isinstance(calls, DataTable)
    qtbot.waitUntil(lambda: bool(calls.rows) and bool(calls.rows[0].why))
    assert [(one.key, one.why) for one in calls.rows][:1] == [
        ("1010", "It fails “No customer information disclosed”, which no panel has settled yet")
    ]
    assert [one.why for one in calls.rows][1:] == ["", ""]
    tick(room, "panel_i-1")
    qtbot.waitUntil(lambda: not any(one.why for one in calls.rows))


def test_agents_are_offered_to_their_kind_and_the_button_counts_them(room: Room) -> None:
    newcomer(room.panel.centre, "Gao Min", Role.AGENT)
    room.go(do="new")
    title(room, "With the front line")
    choose(room, "session_kind", SessionKind.WITH_AGENTS.value)
    assert "nobody gets a call of their own" in room.text("kind_words")
    tick(room, "panel_i-1", "panel_i-2", "panel_gao min")
    calls = room.find("calls_to_pick")
    assert isinstance(calls, DataTable)
    calls.select_first()
    calls.setFocus()
    room.press(Qt.Key.Key_Space)
    assert room.button("open_session").text() == "Open the session: 1 call × 2 inspectors and 1 agent"
    room.click("open_session")
    (made,) = room.panel.calibrating.sessions(room.panel.centre.lead)
    kept = room.panel.calibrating.session(room.panel.centre.lead, made.id).session
    assert (kept.kind, kept.hides_agent, len(kept.seats)) == (SessionKind.WITH_AGENTS, True, 3)
    assert "Gao Min, agent" in room.words()


def test_chosen_criteria_alone_are_asked(room: Room) -> None:
    room.go(do="new")
    title(room, "Two criteria")
    tick(room, "panel_i-1", "panel_i-2", "all_criteria")
    calls = room.find("calls_to_pick")
    assert isinstance(calls, DataTable)
    calls.select_first()
    calls.setFocus()
    room.press(Qt.Key.Key_Space)
    assert room.button("open_session").toolTip() == "Tick at least one criterion."
    tick(room, "criterion_greeting", "criterion_no_disclosure", "hides_agent")
    room.click("open_session")
    (made,) = room.panel.calibrating.sessions(room.panel.centre.lead)
    kept = room.panel.calibrating.session(room.panel.centre.lead, made.id).session
    assert (set(kept.criteria), kept.hides_agent) == ({"greeting", "no_disclosure"}, True)
    assert "2 criteria only" in room.words()


def test_a_session_is_let_come_back_and_opened_from_the_list_when_it_is_due(room: Room) -> None:
    routine(room.panel, room.panel.members[0], "1010")
    room.go(do="new")
    title(room, "Weekly")
    tick(room, "panel_i-2", "panel_i-3")
    choose(room, "comes_back", Every.WEEK.value)
    assert room.button("open_session").text() == "Let it come back every Wednesday: 3 calls × 2 inspectors"
    room.click("open_session")
    assert "Weekly: every Wednesday, 3 calls by what speaks for them most · due since 18 Nov" in room.words()
    room.click("open_due")
    (made,) = room.panel.calibrating.sessions(room.panel.centre.lead)
    assert (made.title, made.n_calls) == ("Weekly · 2026-11-18", 1)
    assert "next 25 Nov" in room.text("recurrence_words")
    room.click("end_recurrence")
    assert room.panel.centre.services.convening.recurrences(room.panel.centre.lead) == ()


def test_a_seat_is_taken_given_and_undone(room: Room) -> None:
    panel = room.panel
    newcomer(panel.centre, "Dora Eik", Role.INSPECTOR)
    session_id = panel.open_session("1009")
    room.open(session_id)
    choose_dora = room.find("seat_choice")
    assert isinstance(choose_dora, QComboBox)
    assert choose_dora.currentText() == "Dora Eik"
    room.click("give_seat")
    assert "Dora Eik: not yet" in room.words()
    buttons = [one for one in room.window.findChildren(Button, "unseat") if one.isVisible()]
    assert len(buttons) == 4
    buttons[-1].click()
    QApplication.processEvents()
    assert "Dora Eik: not yet" not in room.words()
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert "Dora Eik: not yet" in room.words()


def test_who_is_late_is_named_with_a_reminder_to_copy(room: Room) -> None:
    panel = room.panel
    session_id = panel.open_session("1009", quorum=3, due_at=NOW + timedelta(days=1))
    panel.hand_in(panel.members[0], session_id)
    later(panel.centre, days=2)
    room.open(session_id)
    assert room.text("late") == "Ben Ode, Cai Ito are late. The reveal does not wait any longer."
    room.click("copy_reminder")
    assert "“March session” waits for your answers; they were due on 2026-11-19" in QApplication.clipboard().text()
    assert room.button("reveal").isEnabled()
    room.go()
    assert "overdue" in str([room.find("sessions").model().index(1, 7).data()])  # type: ignore[attr-defined]  # a table


def test_the_record_says_what_happened_and_that_the_answers_are_those_handed_in(room: Room) -> None:
    panel = room.panel
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id)
    room.open(session_id)
    room.click("see_record")
    assert room.text("commitments_hold").startswith("3 hashes are published.")
    assert "Wang Fang opened the session" in room.words()
    room.click("see_session")
    room.click("reveal")
    room.click("see_record")
    assert room.text("commitments_hold") == "3 of 3 sealed answers are the ones handed in."
    seen = room.find("disclosures")
    assert isinstance(seen, DataTable)
    assert {(one.reader, one.occasion) for one in seen.rows} == {("Wang Fang", "meeting")}


def test_a_member_sees_the_hashes_and_not_who_saw_what(sit: Callable[[Actor], Room], panel: Panel) -> None:
    session_id = panel.open_session("1009")
    panel.hand_in(panel.members[1], session_id)
    room = sit(panel.members[0])
    room.open(session_id, view="record")
    assert room.text("commitments_hold").startswith("1 hash is published.")
    assert not [one for one in room.page.findChildren(DataTable, "disclosures") if one.isVisible()]


def test_another_lead_takes_over(sit: Callable[[Actor], Room], panel: Panel) -> None:
    session_id = panel.open_session("1009")
    other = newcomer(panel.centre, "Lena Roth", Role.LEAD)
    room = sit(other)
    room.open(session_id)
    assert "Led by Wang Fang" in room.words()
    room.click("take_over")
    assert panel.calibrating.session(other, session_id).is_lead


def test_what_comes_back_of_another_lead_is_told_with_the_name(sit: Callable[[Actor], Room], panel: Panel) -> None:
    ids = tuple(member.person_id for member in panel.members)
    draft = RecurrenceDraft("Monthly", Every.MONTH, 0, ids, "service", 2, Evidence.BORDERLINE)
    panel.centre.services.convening.come_back(panel.centre.lead, draft)
    room = sit(newcomer(panel.centre, "Lena Roth", Role.LEAD))
    told = "Monthly: every first Monday of a month, 2 calls by borderline scores · next 7 Dec · led by Wang Fang"
    assert room.text("recurrence_words") == told
