"""Changing keys: letters, media keys and foot pedals are taken as they come, a clash is refused in words."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from qa_desk.gui.preferences.key_field import KeyField
from qa_desk.gui.preferences.keys_editor import KeysEditor
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Keys:
    """The editor, with a person pressing keys in it."""

    def __init__(self, qtbot: QtBot, theme: Theme, settings: SettingsStore) -> None:
        self.qtbot = qtbot
        self.settings = settings
        self.commands = CommandRegistry()
        self.editor = KeysEditor(theme=theme, commands=self.commands, settings=settings)
        qtbot.addWidget(self.editor)
        self.commands.watch(self.editor)
        self.editor.show()
        self.editor.activateWindow()
        qtbot.waitActive(self.editor)

    def click(self, name: str) -> None:
        button = self.editor.findChild(Button, name)
        assert button is not None, name
        assert button.isVisible(), name
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        field = QApplication.focusWidget()
        assert isinstance(field, KeyField)
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, key, modifiers))

    @property
    def message(self) -> str:
        label = self.editor.findChild(QLabel, "keys_message")
        assert label is not None
        return label.text() if label.isVisible() else ""


@pytest.fixture
def keys(qtbot: QtBot, theme: Theme, settings: SettingsStore) -> Keys:
    return Keys(qtbot, theme, settings)


@pytest.mark.parametrize(
    ("key", "modifiers", "chord"),
    [
        (Qt.Key.Key_MediaRecord, NONE, "Media Record"),
        (Qt.Key.Key_VolumeMute, NONE, "Volume Mute"),
        (Qt.Key.Key_F13, NONE, "F13"),
        (Qt.Key.Key_F24, SHIFT, "Shift+F24"),
        (Qt.Key.Key_Exclam, SHIFT, "!"),
        (Qt.Key.Key_G, SHIFT, "Shift+G"),
    ],
)
def test_any_key_can_be_given_and_acts_as_it_was_pressed(
    keys: Keys, key: Qt.Key, modifiers: Qt.KeyboardModifier, chord: str
) -> None:
    keys.click("change_sound.swap")
    keys.press(key, modifiers)
    assert keys.commands.shortcuts("sound.swap") == (chord,)
    assert dict(keys.settings.current.changed_keys) == {"sound.swap": [chord]}
    assert keys.message == ""


def test_a_foot_pedal_is_added_beside_the_present_keys(keys: Keys) -> None:
    before = keys.commands.shortcuts("sound.play_pause")
    keys.click("add_sound.play_pause")
    keys.press(Qt.Key.Key_F14)
    assert keys.commands.shortcuts("sound.play_pause") == (*before, "F14")


def test_a_key_that_another_command_has_is_refused_in_words_and_nothing_changes(keys: Keys) -> None:
    keys.click("add_sound.swap")
    keys.press(Qt.Key.Key_MediaStop)
    assert "■ belongs to “Stop playing” already." in keys.message
    assert keys.commands.shortcuts("sound.swap") == ()
    assert not keys.settings.current.changed_keys


def test_a_key_is_taken_away_and_given_back_as_delivered(keys: Keys) -> None:
    keys.click("change_sound.loop")
    keys.click("keys_none")
    assert keys.commands.shortcuts("sound.loop") == ()
    keys.click("change_sound.loop")
    keys.click("keys_default")
    assert keys.commands.shortcuts("sound.loop") == ("Ctrl+L",)
    assert not keys.settings.current.changed_keys


def test_the_keys_as_delivered_are_refused_while_another_command_has_one(keys: Keys) -> None:
    keys.commands.set_shortcuts("sound.loop", ())
    keys.commands.set_shortcuts("sound.swap", ("Ctrl+L",))
    keys.click("change_sound.loop")
    keys.click("keys_default")
    assert "“Swap agent and customer”" in keys.message
    assert keys.commands.shortcuts("sound.loop") == ()


def test_escape_gives_up_and_modifiers_alone_are_no_key(keys: Keys) -> None:
    keys.click("change_sound.loop")
    keys.press(Qt.Key.Key_Shift, SHIFT)
    assert isinstance(QApplication.focusWidget(), KeyField)
    keys.press(Qt.Key.Key_Escape)
    assert not isinstance(QApplication.focusWidget(), KeyField)
    assert keys.commands.shortcuts("sound.loop") == ("Ctrl+L",)
    assert keys.message == ""
