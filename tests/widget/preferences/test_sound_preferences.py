"""How one wants to hear calls, set on the preferences page: it acts at once and is each person's own."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre
from tests.widget.room import Room, entered

K = Qt.Key
FIRST = {
    "short_jump_s": (3, 30.0),
    "long_jump_s": (60, 300.0),
    "nudge_ms": (20, 1000.0),
    "rewind_s": (2.5, 5.0),
    "second_speed": (1.8, 3.0),
}
"""For each number: what is typed, and the most it can be."""


@pytest.fixture
def room(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """Anna on the preferences page, come from her calls: the bar of sound is there."""
    with entered(centre, centre.anna, qtbot, jobs, settings, theme, "my_calls") as made:
        made.go("preferences")
        yield made


def outputs(room: Room) -> QComboBox:
    box = room.child("output_device", QComboBox)
    assert isinstance(box, QComboBox)
    return box


def choose_output(room: Room, words: str) -> None:
    """Walk down the list to an entry, as one does with the arrow keys, and take it."""
    box = outputs(room)
    box.setFocus()
    while box.currentText() != words:
        before = box.currentText()
        room.press(K.Key_Down)
        assert box.currentText() != before, f"{words} is not offered"
    QApplication.processEvents()


def test_numbers_are_typed_and_kept_within_what_makes_sense(room: Room, settings: SettingsStore) -> None:
    for name, (typed, most) in FIRST.items():
        box = room.child(name, QDoubleSpinBox)
        assert isinstance(box, QDoubleSpinBox)
        box.setFocus()
        for wanted in (f"{most:g}9", f"{typed:g}"):
            box.selectAll()
            room.type_text(wanted)
            room.press(K.Key_Return)
            assert getattr(settings.current, name) <= most
        assert getattr(settings.current, name) == typed
    assert room.bridge.player.second_speed == 1.8, "the player knows at once"


def test_switches_reach_the_player_at_once(room: Room) -> None:
    player = room.bridge.player
    for name in ("skips_silence", "is_evened"):
        switch = room.child(name, QCheckBox)
        switch.setFocus()
        room.press(K.Key_Space)
    assert (player.skips_silence, player.is_evened) == (True, True)


def test_an_output_is_chosen_and_stays_in_the_list_when_it_is_gone(room: Room) -> None:
    choose_output(room, "Headset")
    assert room.bridge.player.chosen_device == "Headset"
    room.device.names = ("Speakers",)
    room.go("my_calls")
    room.go("preferences")
    assert outputs(room).currentText() == "Headset – not there"
    choose_output(room, "Headset – not there")
    room.press(K.Key_Up)
    assert room.bridge.player.chosen_device == "Speakers"


def test_a_test_tone_that_can_not_be_heard_is_told(room: Room) -> None:
    room.device.is_missing = True
    room.click("test_tone")
    assert "no sound device" in room.notices().lower()
    assert room.child("test_tone").isEnabled()


def test_each_person_has_preferences_of_their_own(room: Room, centre: SmallCentre, settings: SettingsStore) -> None:
    choose_output(room, "Headset")
    settings.change(rewind_s=3.0, theme="dark")
    room.window.sign_in(centre.ben, place=Place.to("preferences"))
    assert (settings.current.output_device, settings.current.rewind_s) == ("", 1.0)
    assert settings.current.theme == "dark", "the look is the machine's"
    room.window.sign_in(centre.anna, place=Place.to("preferences"))
    assert (settings.current.output_device, settings.current.rewind_s) == ("Headset", 3.0)
    assert room.bridge.player.chosen_device == "Headset"
