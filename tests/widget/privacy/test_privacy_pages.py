"""The pages Privacy and Audit: deciding by one key each, undoing what can be undone, and reading who did what."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from qa_desk.gui.audit.page import AuditingPage
from qa_desk.gui.privacy.page import PrivacyPage
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.progress import NoProgress
from tests.small_centre import SmallCentre
from tests.widget.room import Room, entered

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
CARD = "4111 1111 1111 1111"  # published for tests


@pytest.fixture
def told(centre: SmallCentre, tmp_path: Path) -> SmallCentre:
    """The centre, where a card was read aloud in call 1010 and Anna wants a passage of 1043 masked."""
    source = tmp_path / "1010.srt"
    source.write_text(f"1\n00:00:01,000 --> 00:00:04,000\nmy card is {CARD}\n", encoding="utf-8")
    centre.services.importing.import_files(centre.lead, ImportRequest((source,)), NoProgress())
    centre.services.masking.mask(centre.anna, centre.calls["1043"], 10.0, 12.0)
    return centre


@pytest.fixture
def room(told: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme) -> Iterator[Room]:
    """The lead, who administers as well, at the page Privacy."""
    with entered(told, told.lead, qtbot, jobs, settings, theme, "privacy") as made:
        yield made


def page_of(room: Room) -> PrivacyPage:
    """The page on the screen."""
    assert isinstance(room.page, PrivacyPage)
    return room.page


def calls_shown(room: Room) -> list[str]:
    """The calls of the rows."""
    QApplication.processEvents()
    return [row.call_key for row in page_of(room).table.rows]


def answer(button_index: int) -> None:
    """Press a button of the question that comes next."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.buttons()[button_index].click()

    QTimer.singleShot(0, press)


def test_masks_and_numbers_wait_in_one_list_that_shows_no_whole_number(room: Room) -> None:
    assert calls_shown(room) == ["1043", "1010"]
    words = " ".join(row.told for row in page_of(room).table.rows)
    assert "Anna Berg" in words
    assert CARD not in words
    assert "1111" in words


def test_one_key_masks_what_a_colleague_proposed(room: Room, told: SmallCentre) -> None:
    room.press(K.Key_B)
    assert calls_shown(room) == ["1010"]
    assert [one.is_confirmed for one in told.services.masking.of_call(told.lead, told.calls["1043"])] == [True]


def test_a_number_is_covered_after_one_question(room: Room, told: SmallCentre) -> None:
    room.press(K.Key_Down)
    answer(1)
    room.press(K.Key_B)
    assert calls_shown(room) == ["1043", "1010"], "cancelled: nothing is covered"
    room.window.activateWindow()
    room.focus("privacy_table")
    answer(0)
    room.press(K.Key_B)
    assert calls_shown(room) == ["1043"]
    (line,) = told.services.listening.transcript(told.lead, told.calls["1010"])
    assert CARD not in line.text


def test_what_was_let_stay_by_mistake_comes_back(room: Room) -> None:
    room.press(K.Key_L)
    assert calls_shown(room) == ["1010"]
    room.press(K.Key_Z, modifier=CTRL)
    assert calls_shown(room) == ["1043", "1010"]
    room.press(K.Key_Down, K.Key_L)
    assert calls_shown(room) == ["1043"]


def test_an_empty_list_teaches_how_to_mask(room: Room) -> None:
    room.press(K.Key_L)
    room.press(K.Key_L)
    assert "Nothing private waits" in room.words()


def test_the_audit_shows_who_did_what_and_narrows_by_thing(room: Room) -> None:
    room.go("audit", about="1043")
    page = room.page
    assert isinstance(page, AuditingPage)
    assert [(line.person, line.action) for line in page.table.rows] == [("Anna Berg", "mask.proposed")]
    room.go("audit")
    room.focus("audit_about")
    room.press(K.Key_A, modifier=CTRL)
    room.press(K.Key_Delete, K.Key_Return)
    assert len(page.table.rows) > 3
    assert CARD not in room.words()
