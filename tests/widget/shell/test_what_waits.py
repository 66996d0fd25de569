"""Everyone is told in the window what waits for them: when it opens and when something comes, and not twice."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre
from tests.widget.room import Room, entered


@pytest.fixture
def room(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """Anna's window, opened on Calls while two calls wait for her."""
    centre.assign(centre.anna, "1043", "1009")
    with entered(centre, centre.anna, qtbot, jobs, settings, theme, "calls") as made:
        yield made


def more(room: Room, *keys: str) -> None:
    """The lead gives Anna these calls, at another desk."""
    if keys:
        room.centre.assign(room.centre.anna, *keys)
    room.window.hub.announce(Changes.of(ObjectKind.ASSIGNMENT))
    QApplication.processEvents()


def test_a_window_that_opens_elsewhere_says_what_waits_and_leads_there(room: Room) -> None:
    assert room.notices() == "Waiting for you: 2 calls to score."
    (notice,) = room.window.notices.standing
    assert notice.action is not None
    assert notice.action_title == "Go to My calls"
    notice.action()
    QApplication.processEvents()
    assert room.window.navigation.current is not None
    assert room.window.navigation.current.page == "my_calls"
    assert room.notices() == ""


def test_what_was_told_is_not_told_again_but_what_comes_is(room: Room) -> None:
    room.window.notices.clear()
    more(room)
    room.go("calls")
    assert room.notices() == ""
    more(room, "1010")
    assert room.notices() == "New for you: 1 call to score."


def test_what_somebody_took_up_themself_is_no_news_to_them(room: Room) -> None:
    room.window.notices.clear()
    room.centre.assign(room.centre.anna, "1010")
    room.window.hub.announce_taken_up(Changes.of(ObjectKind.ASSIGNMENT))
    QApplication.processEvents()
    room.go("library")
    assert room.notices() == ""


@pytest.mark.parametrize("is_scoring", [False, True])
def test_whoever_is_on_the_page_knows_by_its_own_count(room: Room, *, is_scoring: bool) -> None:
    room.go("my_calls")
    if is_scoring:
        room.press(Qt.Key.Key_Return)
    more(room, "1010")
    room.go("calls")
    assert room.notices() == ""


def test_a_room_is_not_told_what_waits_for_who_shows_it_something(room: Room, theme: Theme) -> None:
    room.window.notices.clear()
    room.press(Qt.Key.Key_F11)
    assert theme.is_projector
    more(room, "1010")
    assert room.notices() == ""
    room.press(Qt.Key.Key_F11)
    room.go("calls")
    assert room.notices() == "New for you: 1 call to score."


def test_another_language_is_no_news(room: Room, settings: SettingsStore) -> None:
    room.window.notices.clear()
    settings.change(language="zh_CN")
    QApplication.processEvents()
    assert room.notices() == ""


def test_on_the_projector_nobody_reads_what_waits_for_one_person(room: Room, theme: Theme) -> None:
    assert room.notices()
    room.press(Qt.Key.Key_F11)
    assert theme.is_projector
    assert room.notices() == ""
