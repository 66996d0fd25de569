"""The rules for results on the preferences page: whoever administers settles them, and can undo it."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.domain.feedback import FeedbackRules
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre
from tests.widget.room import Room, entered

Widget = TypeVar("Widget", bound=QWidget)


@pytest.fixture
def room(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """The lead, who administers as well, on the preferences page."""
    with entered(centre, centre.lead, qtbot, jobs, settings, theme, "my_calls") as made:
        made.go("preferences")
        yield made


def test_what_is_settled_holds_once_it_is_saved_and_can_be_undone(room: Room, centre: SmallCentre) -> None:
    answering = centre.services.answering_feedback
    save, by_itself = _named(room, QPushButton, "save_feedback_rules"), _named(room, QCheckBox, "releases_by_itself")
    delay, days = _named(room, QSpinBox, "release_delay_days"), _named(room, QSpinBox, "dispute_days")
    assert (save.isEnabled(), delay.isEnabled()) == (False, False), "nothing is new, and nothing goes out by itself"
    by_itself.click()
    delay.setValue(2)
    days.setValue(5)
    assert answering.rules(centre.lead) == FeedbackRules()
    save.click()
    QApplication.processEvents()
    assert answering.rules(centre.lead) == FeedbackRules(2, 5)
    assert not save.isEnabled()
    room.page.context.undo.undo()
    QApplication.processEvents()
    assert answering.rules(centre.lead) == FeedbackRules()
    assert not by_itself.isChecked()


def test_whoever_does_not_administer_sees_nothing_of_them(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> None:
    with entered(centre, centre.anna, qtbot, jobs, settings, theme, "my_calls") as room:
        room.go("preferences")
        assert not _named(room, QPushButton, "save_feedback_rules").isVisible()


def _named(room: Room, kind: type[Widget], name: str) -> Widget:
    found = room.window.findChildren(kind, name)
    assert len(found) == 1
    return found[0]
