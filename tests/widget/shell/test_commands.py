"""The key table and the registry, with a person pressing keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QKeyCombination, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.commands import COMMANDS, Context, acts_in_text, conflicts, normalized, shown

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Desk(QWidget):
    """A window with a text field, a button and a list, that notes which commands were done."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[object] = []
        self.field = QLineEdit()
        self.button = QPushButton("Press")
        self.list = QListWidget()
        self.list.addItems(["one", "two", "three"])
        layout = QVBoxLayout(self)
        for widget in (self.field, self.button, self.list):
            layout.addWidget(widget)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def note(self, what: object) -> None:
        self.done.append(what)


@pytest.fixture
def registry(qapp: object) -> CommandRegistry:
    return CommandRegistry()


@pytest.fixture
def desk(qtbot: QtBot, registry: CommandRegistry) -> Iterator[Desk]:
    window = Desk()
    qtbot.addWidget(window)
    registry.watch(window)
    registry.bind(
        window,
        {
            "sound.play_pause": lambda: window.note("play"),
            "sound.short_back": lambda: window.note("back"),
            "form.option": lambda place: window.note(("option", place)),
            "form.comment": lambda: window.note("comment"),
            "form.next_missing": lambda: window.note("missing"),
            "window.keys": lambda: window.note("keys"),
            "window.undo": lambda: window.note("undo"),
            "list.open": lambda: window.note("open"),
            "sound.hold": lambda is_down: window.note(("hold", is_down)),
            "sound.stop": lambda: window.note("stop"),
        },
    )
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    window.setFocus()
    yield window
    window.close()


def test_no_two_commands_that_act_together_share_a_key() -> None:
    assert conflicts() == ()


def test_a_changed_key_that_clashes_is_found() -> None:
    found = conflicts({"form.comment": ("R",)})
    assert [(clash.shortcut, clash.first, clash.second) for clash in found] == [("R", "form.reasons", "form.comment")]


def test_commands_that_never_stand_on_the_screen_together_may_share_a_key() -> None:
    by_context = {command.context for command in COMMANDS if "Up" in command.shortcuts}
    assert by_context == {Context.FORM, Context.MEETING}


def test_every_key_of_the_table_is_one_chord_that_qt_knows() -> None:
    unknown = [(command.key, chord) for command in COMMANDS for chord in command.shortcuts if not normalized(chord)]
    assert unknown == []


def test_command_keys_are_unique() -> None:
    keys = [command.key for command in COMMANDS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("chord", "expected"),
    [("Ctrl+K", True), ("Alt+Left", True), ("F8", True), ("K", False), ("5", False), ("Space", False), ("Left", False)],
)
def test_only_chords_and_function_keys_act_in_text(chord: str, expected: bool) -> None:
    assert acts_in_text(chord) is expected


def test_a_key_cap_writes_arrows_and_plus() -> None:
    assert shown("Ctrl+Left") == "Ctrl+←"
    assert shown("Ctrl++") == "Ctrl++"
    assert shown("Return") == "Enter"


def test_letters_and_digits_act_outside_text(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClick(desk, Qt.Key.Key_C)
    qtbot.keyClick(desk, Qt.Key.Key_3)
    assert desk.done == ["comment", ("option", 2)]


def test_letters_digits_and_space_belong_to_the_text_field(desk: Desk, qtbot: QtBot) -> None:
    desk.field.setFocus()
    qtbot.keyClicks(desk.field, "c 3?")
    assert desk.field.text() == "c 3?"
    assert desk.done == []


def test_chords_of_sound_act_in_the_text_field(desk: Desk, qtbot: QtBot) -> None:
    desk.field.setFocus()
    qtbot.keyClicks(desk.field, "abc")
    qtbot.keyClick(desk.field, Qt.Key.Key_Space, CTRL)
    qtbot.keyClick(desk.field, Qt.Key.Key_Left, CTRL)
    qtbot.keyClick(desk.field, Qt.Key.Key_F8)
    assert desk.done == ["play", "back", "missing"]
    assert desk.field.cursorPosition() == 3


@pytest.mark.parametrize(
    ("key", "done"),
    [
        (Qt.Key.Key_MediaPlay, "play"),
        (Qt.Key.Key_MediaTogglePlayPause, "play"),
        (Qt.Key.Key_MediaStop, "stop"),
        (Qt.Key.Key_F13, "comment"),
        (Qt.Key.Key_VolumeUp, "keys"),
    ],
)
def test_media_keys_and_the_keys_of_a_foot_pedal_act_in_text_too(
    desk: Desk, registry: CommandRegistry, key: Qt.Key, done: str
) -> None:
    registry.set_shortcuts("form.comment", ("F13",))
    registry.set_shortcuts("window.keys", ("Volume Up",))
    desk.field.setFocus()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # Qt's own test keys know only some of these
        QApplication.sendEvent(desk.field, QKeyEvent(kind, key, NONE))
    assert desk.done == [done]


def test_a_held_command_hears_when_its_key_goes_down_and_when_it_comes_up(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyPress(desk, Qt.Key.Key_V)
    assert desk.done == [("hold", True)]
    qtbot.keyRelease(desk, Qt.Key.Key_V)
    assert desk.done == [("hold", True), ("hold", False)]


def test_a_held_key_comes_up_wherever_the_keyboard_has_gone(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyPress(desk, Qt.Key.Key_F9)
    desk.field.setFocus()
    qtbot.keyRelease(desk.field, Qt.Key.Key_F9)
    assert desk.done == [("hold", True), ("hold", False)]


def test_a_repeated_press_of_a_held_key_is_one_press(desk: Desk, registry: CommandRegistry) -> None:
    combination = QKeyCombination(NONE, Qt.Key.Key_V)
    assert registry.press(combination, desk)
    assert registry.press(combination, desk, is_repeat=True)
    assert desk.done == [("hold", True)]


def test_a_held_key_counts_as_up_once_another_window_comes_to_the_front(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyPress(desk, Qt.Key.Key_V)
    QApplication.sendEvent(desk, QEvent(QEvent.Type.WindowDeactivate))
    assert desk.done == [("hold", True), ("hold", False)]
    qtbot.keyRelease(desk, Qt.Key.Key_V)
    assert len(desk.done) == 2


def test_undo_belongs_to_the_text_field_while_it_has_something_to_undo(desk: Desk, qtbot: QtBot) -> None:
    desk.field.setFocus()
    qtbot.keyClick(desk.field, Qt.Key.Key_Z, CTRL)
    assert desk.done == ["undo"]
    qtbot.keyClicks(desk.field, "word")
    qtbot.keyClick(desk.field, Qt.Key.Key_Z, CTRL)
    assert desk.field.text() == ""
    assert desk.done == ["undo"]


def test_space_and_enter_belong_to_the_focused_button(desk: Desk, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    desk.button.clicked.connect(lambda: pressed.append(True))
    desk.button.setFocus()
    qtbot.keyClick(desk.button, Qt.Key.Key_Space)
    assert len(pressed) == 1
    assert desk.done == []


def test_a_list_keeps_its_arrows_up_and_down_and_gives_space_to_the_sound(desk: Desk, qtbot: QtBot) -> None:
    desk.list.setFocus()
    desk.list.setCurrentRow(0)
    qtbot.keyClick(desk.list, Qt.Key.Key_Down)
    assert desk.list.currentRow() == 1
    qtbot.keyClick(desk.list, Qt.Key.Key_Space)
    qtbot.keyClick(desk.list, Qt.Key.Key_Return)
    assert desk.done == ["play", "open"]


def test_a_symbol_is_found_with_and_without_shift(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClick(desk, Qt.Key.Key_Question, SHIFT)
    qtbot.keyClick(desk, Qt.Key.Key_Question, NONE)
    assert desk.done == ["keys", "keys"]


def test_the_input_method_is_off_outside_text(desk: Desk) -> None:
    desk.list.setFocus()
    assert not desk.list.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    desk.field.setFocus()
    assert desk.field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_hidden_owner_does_nothing(desk: Desk, registry: CommandRegistry, qtbot: QtBot) -> None:
    inner = QWidget(desk)
    registry.bind(inner, {"form.comment": lambda: desk.note("inner")})
    inner.show()
    qtbot.keyClick(desk, Qt.Key.Key_C)
    inner.hide()
    qtbot.keyClick(desk, Qt.Key.Key_C)
    assert desk.done == ["inner", "comment"]


def test_a_deleted_owner_is_forgotten(desk: Desk, registry: CommandRegistry, qtbot: QtBot) -> None:
    inner = QWidget(desk)
    registry.bind(inner, {"form.reasons": lambda: desk.note("gone")})
    inner.show()
    with qtbot.waitSignal(inner.destroyed):
        inner.deleteLater()
    assert not registry.can_run("form.reasons")


def test_a_command_that_is_not_enabled_leaves_its_key_alone(
    desk: Desk, registry: CommandRegistry, qtbot: QtBot
) -> None:
    registry.bind(desk, {"form.reasons": lambda: desk.note("reasons")}, enabled={"form.reasons": lambda: False})
    qtbot.keyClick(desk, Qt.Key.Key_R)
    assert desk.done == []


def test_while_confined_only_the_overlay_acts(desk: Desk, registry: CommandRegistry, qtbot: QtBot) -> None:
    overlay = QWidget(desk)
    registry.bind(overlay, {"window.keys": lambda: desk.note("overlay")})
    overlay.show()
    registry.confine(overlay)
    qtbot.keyClick(desk, Qt.Key.Key_C)
    qtbot.keyClick(desk, Qt.Key.Key_F1)
    registry.confine(None)
    qtbot.keyClick(desk, Qt.Key.Key_C)
    assert desk.done == ["overlay", "comment"]


def test_a_changed_key_acts_in_place_of_the_old_one(desk: Desk, registry: CommandRegistry, qtbot: QtBot) -> None:
    with qtbot.waitSignal(registry.keys_changed):
        registry.set_shortcuts("form.comment", ("Q",))
    qtbot.keyClick(desk, Qt.Key.Key_C)
    qtbot.keyClick(desk, Qt.Key.Key_Q)
    assert desk.done == ["comment"]
    assert registry.changed_keys() == {"form.comment": ("Q",)}
    registry.set_shortcuts("form.comment", None)
    assert registry.changed_keys() == {}


def test_arrows_look_the_same_in_every_language(qapp: QApplication) -> None:
    translator = QTranslator()
    assert translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    qapp.installTranslator(translator)
    try:
        assert [shown(chord) for chord in ("Left", "Shift+Up", "Ctrl+Return")] == ["←", "Shift+↑", "Ctrl+Enter"]
    finally:
        qapp.removeTranslator(translator)
