"""The page Removal: periods with a preview, and one customer forgotten after all that tells of them was shown."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QSpinBox
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.store.store import Store
from tests.small_centre import SmallCentre
from tests.widget.room import Room, entered

K = Qt.Key


@pytest.fixture
def room(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """The lead, who administers as well, at the page."""
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "removal") as made:
        yield made


def press_in_question(words: str) -> None:
    """Press the button of that name in the question that comes next."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(5, press)
            return
        next(button for button in box.buttons() if button.text() == words).click()

    QTimer.singleShot(0, press)


def set_days(room: Room, purpose: str, n_days: int) -> None:
    """Choose a period."""
    box = room.child(f"days_{purpose}")
    assert isinstance(box, QSpinBox)
    box.setValue(n_days)


def told(room: Room, name: str) -> str:
    """What a label says."""
    label = room.child(name)
    assert isinstance(label, QLabel)
    return label.text()


def test_a_member_of_a_team_is_told_who_removes_and_how(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(Store, "connected_person", lambda _store: centre.lead.person_id)
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "removal") as room:
        assert room.child("removal_by_keeper").isVisible()
        assert "qa-desk retention --apply" in told(room, "removal_by_keeper")


def test_where_there_is_no_server_nobody_is_sent_elsewhere(room: Room) -> None:
    assert all(label.isHidden() for label in room.window.findChildren(QLabel, "removal_by_keeper"))


def test_periods_are_kept_and_the_preview_says_what_would_go(room: Room, centre: SmallCentre) -> None:
    assert "recordings: kept for ever" in told(room, "removal_due")
    set_days(room, "recordings", 1)
    set_days(room, "transcripts", 1)
    room.click("periods_save")
    assert "recordings: kept 1 day; 3 had their time" in told(room, "removal_due")
    press_in_question("Cancel")
    room.click("removal_apply")
    assert centre.services.listening.sound(centre.lead, centre.calls["1009"])
    press_in_question("Remove")
    room.click("removal_apply")
    assert "recordings: kept 1 day; nothing is older" in told(room, "removal_due")


def test_a_period_that_makes_no_sense_is_refused_in_the_form(room: Room) -> None:
    set_days(room, "recordings", 1)
    room.click("periods_save")
    assert "no longer than the recordings" in room.words()


def test_a_customer_is_shown_and_then_forgotten(room: Room, centre: SmallCentre) -> None:
    call = centre.services.listening.call(centre.lead, centre.calls["1043"]).call
    field = room.child("removal_customer")
    assert isinstance(field, QLineEdit)
    field.setText(call.attributes.customer_id)
    room.focus("removal_customer")
    room.press(K.Key_Return)
    assert "call 1043" in told(room, "removal_traces")
    press_in_question("Forget for good")
    room.click("removal_erase")
    assert "The customer is forgotten." in room.notices()
    after = centre.services.listening.call(centre.lead, centre.calls["1043"]).call
    assert (after.attributes.customer_id, after.key[:7]) == ("", "erased-")
