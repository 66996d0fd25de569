"""Selecting calls and giving them to inspectors, in the page and with the way back."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qa_desk.domain.evaluation import Purpose
from qa_desk.gui.calibration.page import PAGE as CALIBRATION
from qa_desk.gui.calibration.page import CalibrationPage
from qa_desk.gui.calls.page import PAGE as CALLS
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.segments import SegmentedChoice
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, opened


def _begin_with_all(room: Room) -> None:
    room.press(Qt.Key.Key_A, modifier=CTRL)
    room.press(Qt.Key.Key_A)


def test_three_calls_go_to_two_inspectors_and_undo_takes_them_back(room: Room, centre: SmallCentre) -> None:
    _begin_with_all(room)
    assert "3 selected" in room.words()
    room.click("inspector_i-1")
    room.click("inspector_i-2")
    assign = room.find("assign_now")
    assert assign.text() == "Assign 3 calls to 2 inspectors"
    room.click("assign_now")
    assert room.notices() == ["6 assignments made"]
    assert not room.visible("assign_panel")
    inspecting = centre.services.inspecting
    assert [inspecting.n_waiting(person) for person in (centre.anna, centre.ben)] == [3, 3]
    assert {item.purpose for item in inspecting.my_calls(centre.anna)} == {Purpose.ROUTINE}
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert [inspecting.n_waiting(person) for person in (centre.anna, centre.ben)] == [0, 0]


def test_what_was_begun_stays_when_the_rest_is_taken_back(room: Room, centre: SmallCentre) -> None:
    _begin_with_all(room)
    room.click("inspector_i-1")
    room.click("assign_now")
    inspecting = centre.services.inspecting
    inspecting.open(centre.anna, inspecting.my_calls(centre.anna)[0].assignment_id)
    room.click("notice_action")
    assert room.notices() == ["2 assignments taken back; 1 is begun and stays"]
    assert inspecting.n_waiting(centre.anna) == 1


def test_what_waits_already_is_not_assigned_twice(room: Room, centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1043")
    _begin_with_all(room)
    room.click("inspector_i-1")
    room.click("assign_now")
    assert room.notices() == ["2 assignments made; 1 was there already"]


def test_the_panel_says_what_lacks_and_the_newest_service_version_is_chosen(room: Room) -> None:
    _begin_with_all(room)
    assign = room.find("assign_now")
    assert not assign.isEnabled()
    assert assign.toolTip() == "Tick at least one inspector"
    assert room.find("assign_version").currentText() == "Service call, version 1"
    room.page.assign_panel.findChild(SegmentedChoice, "assign_purpose").choose_nth(2)
    room.click("inspector_i-1")
    assert assign.toolTip() == "An overlap needs two inspectors or more"
    room.click("inspector_i-2")
    assert assign.isEnabled()


def test_calibration_leads_to_a_new_session_with_these_calls(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    settings.change(theme="light", language="en")
    with opened(centre, centre.lead, (CALLS, CALIBRATION), qtbot, jobs, settings, theme) as room:
        _begin_with_all(room)
        room.page.assign_panel.findChild(SegmentedChoice, "assign_purpose").choose_nth(4)
        room.click("assign_now")
        assert isinstance(room.page, CalibrationPage)
        assert room.find("open_session").text() == "Open the session: 3 calls × 0 inspectors"


def test_escape_gives_up_and_the_keyboard_is_on_the_list_again(room: Room) -> None:
    room.press(Qt.Key.Key_A)
    assert room.visible("assign_panel")
    room.press(Qt.Key.Key_Escape)
    assert not room.visible("assign_panel")
    assert room.find("calls_table").hasFocus()
