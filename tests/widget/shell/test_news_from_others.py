"""News from other desks come in at any moment: nobody loses the keyboard, what is typed, the row, or the place."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.gui.pages import PAGES
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre
from tests.widget.room import Room, entered

EVERYTHING = Changes(frozenset(ObjectKind))
TYPED = "half a word"


@pytest.fixture
def room(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """The lead at a window with all pages and something on each of them."""
    (assignment, _second) = centre.assign(centre.anna, "1043", "1009")
    centre.assign(centre.lead, "1043", "1009")
    centre.answer_all(centre.anna, assignment, failed=frozenset({"greeting"}))
    inspecting = centre.services.inspecting
    inspecting.submit(centre.anna, inspecting.open(centre.anna, assignment).evaluation.id)
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "calls") as made:
        yield made


def news(room: Room) -> None:
    """Somebody else changed a thing of every kind."""
    room.window.hub.announce(EVERYTHING)
    for _turn in range(3):
        QApplication.processEvents()


def fields(room: Room) -> list[QWidget]:
    """What can be written in on the page."""
    found = [*room.page.findChildren(QLineEdit), *room.page.findChildren(QPlainTextEdit)]
    return [field for field in found if field.isVisible() and field.isEnabled() and not field.isReadOnly()]


def lists(room: Room) -> list[QAbstractItemView]:
    return [one for one in room.page.findChildren(QAbstractItemView) if one.isVisible() and one.model().rowCount()]


KEYS = [spec.key for spec in PAGES]


def test_whoever_writes_goes_on_writing(room: Room) -> None:
    for key in KEYS:
        room.go(key)
        for number in range(len(fields(room))):
            field = fields(room)[number]
            field.setFocus(Qt.FocusReason.MouseFocusReason)
            before = text_of(field)
            room.qtbot.keyClicks(field, TYPED)
            typed = text_of(field)
            if typed == before or QApplication.focusWidget() is not field:
                continue
            news(room)
            assert QApplication.focusWidget() is field, f"{key}: {field.objectName()} lost the keyboard"
            assert text_of(field) == typed, f"{key}: {field.objectName()} lost what was typed"


def test_the_keyboard_and_the_row_stay_where_they_are(room: Room) -> None:
    for key in KEYS:
        room.go(key)
        for number in range(len(lists(room))):
            # asked anew each time: another row may bring other lists
            if number >= len(lists(room)):
                break
            shown = lists(room)[number]
            shown.setFocus(Qt.FocusReason.TabFocusReason)
            room.qtbot.keyClick(shown, Qt.Key.Key_Down)
            QApplication.processEvents()
            before, on = shown.currentIndex().row(), QApplication.focusWidget()
            news(room)
            assert QApplication.focusWidget() is on, f"{key}: {shown.objectName()} lost the keyboard"
            assert shown.currentIndex().row() == before, f"{key}: {shown.objectName()} lost its row"


def test_a_page_takes_the_keyboard_from_nobody(room: Room) -> None:
    elsewhere = QLineEdit(room.window)
    elsewhere.setGeometry(0, 0, 60, 20)
    elsewhere.show()
    for key in KEYS:
        room.go(key)
        elsewhere.setFocus(Qt.FocusReason.MouseFocusReason)
        news(room)
        assert QApplication.focusWidget() is elsewhere, key


def test_what_is_in_sight_stays_in_sight(room: Room) -> None:
    room.window.resize(1024, 640)
    for key in KEYS:
        room.go(key)
        bars = [area.verticalScrollBar() for area in room.page.findChildren(QScrollArea) if area.isVisible()]
        bars += [shown.verticalScrollBar() for shown in lists(room)]
        scrolled = [bar for bar in bars if bar.maximum() > 0]
        for bar in scrolled:
            bar.setValue(bar.maximum() // 2)
        before = [bar.value() for bar in scrolled]
        news(room)
        assert [bar.value() for bar in scrolled] == before, key


def text_of(field: QWidget) -> str:
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    assert isinstance(field, QLineEdit)
    return field.text()
