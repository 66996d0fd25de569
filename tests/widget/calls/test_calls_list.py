"""The list of calls: found, sorted, heard, opened, in parts, and what is offered to whom."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from qa_desk.audio.listener import PlayerState
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.progress import NoProgress
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown

_MANY = 230


def _keys(room: Room) -> list[str]:
    return [call.key for call in room.page.list.table.rows]


def _click_head(room: Room, title: str) -> None:
    table: QTableView = room.find("calls_table")
    model = table.model()
    place = next(
        section
        for section in range(model.columnCount())
        if model.headerData(section, Qt.Orientation.Horizontal) == title
    )
    head = table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(place) + 4, head.height() // 2)
    room.qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_calls_are_listed_and_counted(room: Room) -> None:
    assert sorted(_keys(room)) == ["1009", "1010", "1043"]
    assert "3 calls" in room.words()


def test_control_f_and_a_word_find_a_call(room: Room) -> None:
    room.press(Qt.Key.Key_F, modifier=CTRL)
    room.type("1043")
    room.qtbot.waitUntil(lambda: _keys(room) == ["1043"])
    assert "1 call" in room.words()


def test_from_the_word_a_key_leads_to_the_call_and_another_writes_a_case_of_it(room: Room) -> None:
    room.press(Qt.Key.Key_F, modifier=CTRL)
    room.type("1043")
    room.qtbot.waitUntil(lambda: _keys(room) == ["1043"])
    room.press(Qt.Key.Key_Return)
    assert room.page.list.table.hasFocus()
    with room.qtbot.waitSignal(room.window.navigation.moved) as moved:
        room.press(Qt.Key.Key_W)
    assert moved.args is not None
    assert moved.args[0].page == "case_editor"


def test_a_chip_narrows_and_is_taken_away_again(room: Room) -> None:
    room.click("chip_complaint")
    complaints = _keys(room)
    assert 0 < len(complaints) < 3
    assert room.page.list.filter.wanted.complaint
    room.click("clear_filters")
    assert len(_keys(room)) == 3


def test_where_nothing_matches_the_way_back_is_a_button(room: Room) -> None:
    room.press(Qt.Key.Key_F, modifier=CTRL)
    room.type("nobody")
    room.qtbot.waitUntil(lambda: room.page.list.total == 0)
    assert "No call matches" in room.words()
    room.click("state_action_0")
    assert len(_keys(room)) == 3


def test_a_click_on_the_head_sorts_in_the_service_and_is_remembered(room: Room, settings: SettingsStore) -> None:
    _click_head(room, "length")
    lengths = [call.duration_s for call in room.page.list.table.rows]
    assert lengths == sorted(lengths)
    assert settings.current.table_columns["calls.order"] == ["duration_s", "ascending"]
    _click_head(room, "length")
    assert [call.duration_s for call in room.page.list.table.rows] == sorted(lengths, reverse=True)


def test_space_plays_the_call_the_keyboard_is_on(room: Room) -> None:
    room.press(Qt.Key.Key_Down)
    call = room.page.list.table.current_row()
    room.press(Qt.Key.Key_Space)
    room.player.serve()
    assert room.player.state is PlayerState.PLAYING
    assert room.player.track is not None
    assert abs(room.player.duration_s - call.duration_s) < 1


def test_the_selected_call_is_ready_in_the_transport_without_playing(room: Room) -> None:
    call = room.page.list.table.current_row()
    room.qtbot.waitUntil(lambda: room.player.track is not None)
    room.player.serve()
    assert room.player.state is PlayerState.PAUSED
    assert room.window.page is not None
    assert call.key in room.window.page.context.sound.shown.title


def test_enter_opens_the_call_and_going_back_keeps_the_place(room: Room) -> None:
    room.press(Qt.Key.Key_Down)
    call = room.page.list.table.current_row()
    room.press(Qt.Key.Key_Return)
    assert [crumb.title for crumb in room.page.crumbs()] == ["Calls", f"{call.key} · {call.agent_name}"]
    room.press(Qt.Key.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert room.page.list.table.current_row().key == call.key


def test_a_long_list_comes_in_parts_and_keeps_what_is_selected(
    sit: SitDown, centre: SmallCentre, tmp_path: Path, qtbot: QtBot
) -> None:
    table = tmp_path / "calls.csv"
    rows = [f"k{number:04},2026-10-01T08:{number % 60:02}:00" for number in range(_MANY)]
    table.write_text("\n".join(["call_id,started_at", *rows]), encoding="utf-8")
    centre.services.importing.import_files(centre.lead, ImportRequest((), calls_csv=table), NoProgress())
    room = sit(centre.lead)
    calls = room.page.list
    assert len(calls.table.rows) == 200
    qtbot.waitUntil(lambda: calls.total == _MANY + 3)
    assert f"{_MANY + 3} calls" in room.words()
    first = calls.table.current_row().key
    calls.table.verticalScrollBar().setValue(calls.table.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: len(calls.table.rows) == _MANY + 3)
    assert calls.table.selected_rows()[0].key == first
    assert len(set(_keys(room))) == _MANY + 3


def test_an_inspector_may_look_and_listen_but_neither_assign_nor_import(sit: SitDown, centre: SmallCentre) -> None:
    room = sit(centre.anna)
    assert len(_keys(room)) == 3
    assert not room.visible("assign")
    assert not room.visible("go_to_import")
    assert not room.window.commands.can_run("list.assign")
    room.go("calls", do="import")
    assert not room.visible("import_view")
