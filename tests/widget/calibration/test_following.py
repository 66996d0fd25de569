"""Two windows on one file: the desk of a participant follows the lead's, and is let go and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from qa_desk.domain.ids import SessionId
from qa_desk.domain.meeting import PLACE_LAPSES_AFTER
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.live_changes import Feed, LiveChanges, Told
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.calibration_panel import Panel
from tests.small_centre import open_made
from tests.widget.calibration.conftest import CTRL, Room, opened_room

FAILED = {"1009": frozenset({"no_disclosure", "greeting"}), "1010": frozenset({"closing"})}


class StartedLater:
    """A feed that begins when it is told to, so that nobody misses its first word."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._told: Told | None = None

    def start(self, told: Told) -> None:
        self._told = told

    def begin(self) -> None:
        assert self._told is not None
        self._feed.start(self._told)

    def stop(self) -> None:
        self._feed.stop()


@pytest.fixture
def session_id(panel: Panel) -> SessionId:
    """Two calls revealed."""
    made = panel.open_session("1009", "1010")
    panel.hand_in(panel.members[0], made, FAILED)
    for member in panel.members[1:]:
        panel.hand_in(member, made)
    panel.calibrating.reveal(panel.centre.lead, made)
    return made


@pytest.fixture
def ben(panel: Panel, session_id: SessionId, qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    """Ben at a window and a connection of his own, with his ear on the file."""
    centre = open_made(panel.centre.workspace.folder)
    settings = SettingsStore(tmp_path / "ben.json")
    settings.change(theme="light", language="en")
    with opened_room(Panel(centre, panel.cai), centre.ben, qtbot, ImmediateJobs(), settings, Theme("light")) as room:
        feed = StartedLater(centre.workspace.changes_feed())
        live = LiveChanges(feed, room.window.hub)
        try:
            with qtbot.waitSignal(live.found):
                feed.begin()
            room.open(session_id)
            yield room
        finally:
            live.stop()
    centre.workspace.close()


def at_the_keyboard(room: Room) -> None:
    """Both windows are on one screen; the keys go to this one."""
    room.window.activateWindow()
    with room.qtbot.waitActive(room.window):
        pass
    room.page._meeting.side.criteria.setFocus()


def sees(room: Room, title: str, call: str) -> bool:
    difference = room.page._meeting.difference
    return room.text("criterion_title") == title and difference is not None and difference.call_key == call


def test_a_participants_desk_follows_the_lead_through_calls_criteria_names_and_passages(
    room: Room, ben: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    at_the_keyboard(room)
    room.press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    wanted = room.text("criterion_title")
    room.qtbot.waitUntil(lambda: sees(ben, wanted, "1009"))
    assert ben.text("follow_words") == "Following Wang Fang"
    room.press(Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_L)
    started_s = room.player.position_s
    assert started_s > 0
    room.qtbot.waitUntil(lambda: ben.player.position_s == pytest.approx(started_s, abs=0.2))
    room.press(Qt.Key.Key_H)
    room.qtbot.waitUntil(lambda: ben.page._meeting.hides_names)
    room.press(Qt.Key.Key_PageDown, modifier=CTRL)
    room.qtbot.waitUntil(lambda: sees(ben, room.text("criterion_title"), "1010"))


def test_whoever_looks_around_is_not_pulled_along_until_they_follow_again(
    room: Room, ben: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    at_the_keyboard(room)
    room.press(Qt.Key.Key_Down)
    room.qtbot.waitUntil(lambda: sees(ben, room.text("criterion_title"), "1009"))
    ben.click("turn_following")
    assert ben.text("follow_words") == "On your own; Wang Fang leads the meeting"
    before = ben.text("criterion_title")
    at_the_keyboard(room)
    room.press(Qt.Key.Key_Down)
    moved = room.text("criterion_title")
    with room.qtbot.waitSignal(ben.window.hub.changed):
        pass
    QApplication.processEvents()
    assert ben.text("criterion_title") == before
    ben.click("turn_following")
    assert ben.text("criterion_title") == moved


def test_following_takes_the_keyboard_from_no_field(room: Room, ben: Room, session_id: SessionId) -> None:
    room.open(session_id)
    field = QLineEdit(ben.page)
    field.show()
    ben.window.activateWindow()
    field.setFocus()
    QApplication.processEvents()
    holder = QApplication.focusWidget()
    room.page._meeting.side.criteria.step(1)
    room.qtbot.waitUntil(lambda: sees(ben, room.text("criterion_title"), "1009"))
    assert QApplication.focusWidget() is holder


def test_nobody_is_followed_once_the_lead_has_gone(room: Room, ben: Room, session_id: SessionId) -> None:
    room.open(session_id)
    at_the_keyboard(room)
    room.press(Qt.Key.Key_Down)
    room.qtbot.waitUntil(lambda: ben.page._meeting.banner.isVisible())
    room.go()
    room.qtbot.waitUntil(lambda: not ben.page._meeting.banner.isVisible())


def test_a_lead_who_stays_is_followed_and_one_whose_desk_crashed_is_not(
    room: Room, ben: Room, session_id: SessionId
) -> None:
    room.open(session_id)
    at_the_keyboard(room)
    room.press(Qt.Key.Key_Down)
    room.qtbot.waitUntil(lambda: ben.page._meeting.banner.isVisible())
    for one in (room, ben):
        one.panel.centre.clock.moment += PLACE_LAPSES_AFTER * 2
    room.page._desk._signs.timeout.emit()
    ben.page._desk._signs.timeout.emit()
    QApplication.processEvents()
    assert ben.text("follow_words") == "Following Wang Fang"
    ben.panel.centre.clock.moment += PLACE_LAPSES_AFTER * 2
    ben.page._desk._signs.timeout.emit()
    room.qtbot.waitUntil(lambda: not ben.page._meeting.banner.isVisible())
