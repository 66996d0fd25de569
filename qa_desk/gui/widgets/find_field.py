"""The field that narrows a list: Enter and the arrow go on into the list, Esc empties it and then goes there too."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from qa_desk.i18n import _

_INTO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindField(QLineEdit):
    """Words to look for, above or beside a list.

    Args:
        title: what is found, for those who hear the page; stands in the empty field where nothing else is given.
        tip: what is looked through.

    Signals:
        left: the person is done typing and goes on in the list.
    """

    left = Signal()

    def __init__(self, name: str, title: str, *, tip: str = "", hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setPlaceholderText(hint or title)
        self.setToolTip(_("{tip}; Enter or ↓ goes to the list").format(tip=tip or title))
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _INTO_LIST:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
