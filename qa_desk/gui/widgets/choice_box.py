"""A drop-down of few or many choices, each a word with a value; used wherever a form offers one of a list."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from qa_desk.gui.shell.theme import Theme

Choices = Sequence[tuple[str, str]]

_WIDTH = 176


class ChoiceBox(QComboBox):
    """One of some choices; the wheel scrolls the page and changes nothing here.

    Signals:
        chosen: the value that the person chose.
    """

    chosen = Signal(str)

    def __init__(self, *, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(20)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setMinimumWidth(theme.px(_WIDTH))
        self.activated.connect(lambda place: self.chosen.emit(str(self.itemData(place))))

    @property
    def value(self) -> str:
        """The value chosen; empty with no choices."""
        return str(self.currentData() or "")

    def set_choices(self, choices: Choices) -> None:
        """Offer these as (words, value); what is chosen stays where it is still offered. No signal."""
        kept = self.value
        with QSignalBlocker(self):
            self.clear()
            for words, value in choices:
                self.addItem(words, value)
            self.setCurrentIndex(max(0, self.findData(kept)))

    def set_value(self, value: str) -> None:
        """Show this choice, the first where it is not offered; no signal."""
        with QSignalBlocker(self):
            self.setCurrentIndex(max(0, self.findData(value)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
