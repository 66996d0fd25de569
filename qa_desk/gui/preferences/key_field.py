"""The field that takes the next key pressed, whatever it is: a letter, a chord, a media key, a foot pedal."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from qa_desk.gui.shell.command_registry import RECORDS_KEYS
from qa_desk.gui.shell.commands import chord_of
from qa_desk.i18n import _

_ALONE = frozenset(
    {
        Qt.Key.Key_unknown,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)


class KeyField(QLineEdit):
    """Shows nothing and waits for one key; Tab leaves it, Escape gives up.

    Signals:
        key_pressed: the chord as the table of commands spells it.
        given_up: Escape was pressed.
    """

    key_pressed = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys_field")
        self.setReadOnly(True)
        self.setProperty(RECORDS_KEYS, True)
        self.setPlaceholderText(_("Press a key"))
        self.setAccessibleName(_("Press the new key"))
        self.setToolTip(_("The next key pressed is taken, also a media key or a foot pedal; Escape gives up"))

    def event(self, arg__1: QEvent) -> bool:
        # No menu and no action of the window may take the key first.
        if arg__1.type() == QEvent.Type.ShortcutOverride:
            arg__1.accept()
            return True
        return super().event(arg__1)

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        key = arg__1.key()
        if key in _ALONE or arg__1.isAutoRepeat():
            return
        if key == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        chord = chord_of(arg__1.keyCombination())
        if chord:
            self.key_pressed.emit(chord)
