"""From a pressed key to whoever on the screen does the command. Pages bind handlers; nobody else installs shortcuts.

Handlers count while their owner is visible, the one bound last first. The filter sits on the focused widget only, so
it costs nothing while nobody types.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QTreeView,
    QWidget,
)

from qa_desk.gui.shell.commands import (
    COMMANDS,
    VOID_MODIFIERS,
    Command,
    Context,
    chord_acts_in_text,
    chord_of,
    normalized,
    shown,
)

_log = logging.getLogger(__name__)

_BY_KEY = {command.key: command for command in COMMANDS}
_ORDER = {context: place for place, context in enumerate(Context)}
_ARROWS = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
)
OPENS = "opens"
"""The property of a widget that takes Enter itself while it is on something that it opens."""

# every event of a window passes here: most are turned away by one look
_HEARD = frozenset(
    {
        QEvent.Type.WindowDeactivate,
        QEvent.Type.KeyRelease,
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
    }
)
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PRESSES = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})
_FIELD_CHORDS = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
)

Handler = Callable[..., object]
RECORDS_KEYS = "records_keys"
"""A property of widgets that take every key for themselves, such as the field for a new key."""


@dataclass(frozen=True, slots=True)
class _Binding:
    owner: QWidget
    handler: Handler
    is_enabled: Callable[[], bool] | None

    def acts(self) -> bool:
        return self.owner.isVisible() and (self.is_enabled is None or self.is_enabled())


class CommandRegistry(QObject):
    """The commands with the person's keys, and who does them.

    Signals:
        keys_changed: a command has other keys; write them anew.
    """

    keys_changed = Signal()

    def __init__(
        self, changed_keys: Mapping[str, tuple[str, ...]] | None = None, *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._changed: dict[str, tuple[str, ...]] = {
            key: chords for key, chords in (changed_keys or {}).items() if key in _BY_KEY
        }
        self._bindings: dict[str, list[_Binding]] = {}
        self._windows: list[QWidget] = []
        self._filtered: QWidget | None = None
        self._confined_to: QWidget | None = None
        self._by_chord: dict[str, list[Command]] = {}
        self._held: dict[Qt.Key, _Binding] = {}
        self._index()

    def watch(self, window: QWidget) -> None:
        """Act on the keys pressed in `window` (not in dialogs above it) for as long as it lives."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if not self._windows:
            app.focusChanged.connect(self._on_focus_changed)
        self._windows.append(window)
        window.installEventFilter(self)
        self._on_focus_changed(None, QApplication.focusWidget())

    def bind(
        self,
        owner: QWidget,
        handlers: Mapping[str, Handler],
        *,
        enabled: Mapping[str, Callable[[], bool]] | None = None,
    ) -> None:
        """Let `owner` do these commands (command key → handler) whenever it is visible.

        A numbered command's handler is called with the place of the pressed chord, a held one's with whether the key is
        down, any other without arguments. Binding again replaces what this owner did before.
        """
        conditions = enabled or {}
        for key, handler in handlers.items():
            assert key in _BY_KEY, key
            kept = [binding for binding in self._bindings.get(key, []) if binding.owner is not owner]
            self._bindings[key] = [*kept, _Binding(owner, handler, conditions.get(key))]

    def unbind(self, owner: QWidget) -> None:
        """Let `owner` do nothing any more; not needed when it is hidden or deleted."""
        for key, bindings in self._bindings.items():
            self._bindings[key] = [binding for binding in bindings if binding.owner is not owner]

    def confine(self, owner: QWidget | None) -> None:
        """Let only `owner` and what lies in it do commands, as while the palette is open; None ends that."""
        self._confined_to = owner

    def can_run(self, key: str) -> bool:
        """Whether somebody on the screen does the command now."""
        return self._acting(key) is not None

    def run(self, key: str, *arguments: Any) -> bool:
        """Do the command as if its key were pressed; false when nobody on the screen does it."""
        binding = self._acting(key)
        if binding is None:
            return False
        binding.handler(*arguments)
        return True

    def command(self, key: str) -> Command:
        """The command of that key."""
        return _BY_KEY[key]

    def shortcuts(self, key: str) -> tuple[str, ...]:
        """The command's chords, the person's own if changed."""
        return self._changed.get(key, _BY_KEY[key].shortcuts)

    def key_caps(self, key: str) -> tuple[str, ...]:
        """The command's chords as key caps show them, each once (Return and the number pad's Enter look alike)."""
        return tuple(dict.fromkeys(shown(chord) for chord in self.shortcuts(key)))

    def hint(self, key: str) -> str:
        """The first key cap, for a button or a tool tip; empty when the command has no key."""
        caps = self.key_caps(key)
        return caps[0] if caps else ""

    def changed_keys(self) -> dict[str, tuple[str, ...]]:
        """The keys that the person changed, to be kept in the settings."""
        return dict(self._changed)

    def set_shortcuts(self, key: str, shortcuts: tuple[str, ...] | None) -> None:
        """Give the command other chords; None gives it those of the table back."""
        if shortcuts is None or shortcuts == _BY_KEY[key].shortcuts:
            self._changed.pop(key, None)
        else:
            self._changed[key] = shortcuts
        self._index()
        self.keys_changed.emit()

    def use_keys(self, changed_keys: Mapping[str, tuple[str, ...]]) -> None:
        """Use these changes to the table and no others, as the settings hold them."""
        known = {key: tuple(chords) for key, chords in changed_keys.items() if key in _BY_KEY}
        if known != self._changed:
            self._changed = known
            self._index()
            self.keys_changed.emit()

    def acting_now(self) -> tuple[Command, ...]:
        """The commands that somebody on the screen does now, by context in the table's order."""
        acting = (command for command in COMMANDS if self.can_run(command.key))
        return tuple(sorted(acting, key=lambda command: _ORDER[command.context]))

    def press(self, combination: QKeyCombination, focus: QWidget | None, *, is_repeat: bool = False) -> bool:
        """Do what the pressed key means with `focus` focused; false when it belongs to the focused widget."""
        for command, place in self._meanings(combination, focus):
            if is_repeat and not command.repeats:
                return True
            binding = self._acting(command.key)
            if binding is not None:
                _log.debug("command %s", command.key)
                if command.is_held:
                    self._held[combination.key()] = binding
                binding.handler(*_arguments(command, place))
                return True
        return False

    def release(self, key: Qt.Key) -> bool:
        """The key came up, whatever is held down beside it; false when no command was waiting for that."""
        binding = self._held.pop(key, None)
        if binding is not None and shiboken6.isValid(binding.owner):
            binding.handler(False)
        return binding is not None

    def release_all(self) -> None:
        """No key is known to be down any more, as when another window comes to the front."""
        for key in tuple(self._held):
            self.release(key)

    def _index(self) -> None:
        self._by_chord = {}
        for command in sorted(COMMANDS, key=lambda command: _ORDER[command.context]):
            for chord in self.shortcuts(command.key):
                self._by_chord.setdefault(normalized(chord), []).append(command)

    def _acting(self, key: str) -> _Binding | None:
        bindings = self._bindings.get(key, [])
        alive = [binding for binding in bindings if shiboken6.isValid(binding.owner)]
        if len(alive) != len(bindings):
            self._bindings[key] = alive
        return next((binding for binding in reversed(alive) if self._may_act(binding.owner) and binding.acts()), None)

    def _may_act(self, owner: QWidget) -> bool:
        only = self._confined_to
        if only is None or not shiboken6.isValid(only):
            return True
        return owner is only or only.isAncestorOf(owner)

    def _meanings(self, combination: QKeyCombination, focus: QWidget | None) -> Iterator[tuple[Command, int]]:
        if _belongs_to_focus(combination, focus):
            return
        chord = chord_of(combination)
        for command in self._by_chord.get(chord, []):
            if not self.can_run(command.key) or _navigates_focus(combination, focus, command):
                continue
            yield command, [normalized(own) for own in self.shortcuts(command.key)].index(chord)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._filtered is not None and shiboken6.isValid(self._filtered) and self._filtered not in self._windows:
            self._filtered.removeEventFilter(self)
        self._filtered = now
        if now is None:
            return
        if now not in self._windows:
            now.installEventFilter(self)
        if not is_text_field(now):
            now.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _HEARD:
            return False
        if kind == QEvent.Type.WindowDeactivate:
            self.release_all()
            return False
        if kind == QEvent.Type.KeyRelease:
            assert isinstance(event, QKeyEvent)
            return not event.isAutoRepeat() and self.release(Qt.Key(event.key()))
        assert isinstance(event, QKeyEvent)
        focus = QApplication.focusWidget()
        window = focus.window() if focus is not None else watched
        if window not in self._windows or QApplication.activePopupWidget() is not None:
            return False
        if kind == QEvent.Type.ShortcutOverride:
            if next(self._meanings(event.keyCombination(), focus), None) is not None:
                event.accept()
                return True
            return False
        return self.press(event.keyCombination(), focus, is_repeat=event.isAutoRepeat())


def is_text_field(widget: QWidget | None) -> bool:
    """Whether letters typed into the widget become text."""
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox):
        return not widget.isReadOnly()
    return isinstance(widget, QComboBox) and widget.isEditable()


def _arguments(command: Command, place: int) -> tuple[Any, ...]:
    if command.is_held:
        return (True,)
    return (place,) if command.is_numbered else ()


def _belongs_to_focus(combination: QKeyCombination, focus: QWidget | None) -> bool:
    if focus is not None and focus.property(RECORDS_KEYS):
        return True
    if isinstance(focus, QAbstractButton):
        return _is_plain(combination) and combination.key() in _PRESSES
    if focus is not None and focus.property(OPENS):
        return _is_plain(combination) and combination.key() in _ENTERS
    if not is_text_field(focus):
        return False
    if not chord_acts_in_text(combination):
        return combination.key() != Qt.Key.Key_Escape
    sequence = QKeySequence(combination)
    if any(sequence in QKeySequence.keyBindings(standard) for standard in _FIELD_CHORDS):
        return True
    if sequence in QKeySequence.keyBindings(QKeySequence.StandardKey.Undo):
        return _has_own_undo(focus)
    if sequence in QKeySequence.keyBindings(QKeySequence.StandardKey.Redo):
        return _has_own_redo(focus)
    return False


def _navigates_focus(combination: QKeyCombination, focus: QWidget | None, command: Command) -> bool:
    """Whether the focused list, slider or combo box needs this arrow for itself more than a command of sound."""
    if not _is_plain(combination) or command.context in (Context.FORM, Context.MEETING):
        return False
    key = combination.key()
    if isinstance(focus, QAbstractSlider | QComboBox):
        return key in _ARROWS or (isinstance(focus, QComboBox) and key == Qt.Key.Key_Space)
    if isinstance(focus, QTreeView) or (focus is not None and focus.property("unfolds")):
        return key in _ARROWS
    return isinstance(focus, QAbstractItemView) and key in (Qt.Key.Key_Up, Qt.Key.Key_Down)


def _is_plain(combination: QKeyCombination) -> bool:
    return not combination.keyboardModifiers() & ~VOID_MODIFIERS


def _has_own_undo(field: QWidget | None) -> bool:
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable()
    return isinstance(field, QTextEdit | QPlainTextEdit) and field.document().isUndoAvailable()


def _has_own_redo(field: QWidget | None) -> bool:
    if isinstance(field, QLineEdit):
        return field.isRedoAvailable()
    return isinstance(field, QTextEdit | QPlainTextEdit) and field.document().isRedoAvailable()
