"""Number fields and choices that don't change when the page is scrolled over them, and never speak when set."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.number_boxes import DecimalBox

_NUMBER_WIDTH = 88
_MOST = 10_000.0


class NumberField(DecimalBox):
    """A number of at most three decimals, none of them shown in vain.

    Signals:
        number_changed: the number that the person chose.
    """

    number_changed = Signal(float)

    def __init__(
        self, *, theme: Theme, name: str, title: str, least: float = 0.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setDecimals(3)
        self.setRange(least, _MOST)
        self.setFixedWidth(theme.px(_NUMBER_WIDTH))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(self.number_changed)

    def show_number(self, number: float) -> None:
        """Show a number; nothing is emitted, and what is being typed stays when it means the same."""
        if number != self.value():
            with QSignalBlocker(self):
                self.setValue(number)

    def textFromValue(self, value: float) -> str:
        return f"{value:.10g}"

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceBox(QComboBox):
    """One of several things, by name.

    Signals:
        choice_made: what the person chose.
    """

    choice_made = Signal(object)

    def __init__(self, *, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[object, ...] = ()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(lambda at: self.choice_made.emit(self._values[at]))

    def show_choices(self, choices: Sequence[tuple[object, str]], chosen: object) -> None:
        """Offer these, with one of them chosen; nothing is emitted."""
        values, words = tuple(value for value, _said in choices), [said for _value, said in choices]
        with QSignalBlocker(self):
            if values != self._values or words != [self.itemText(at) for at in range(self.count())]:
                self._values = values
                self.clear()
                self.addItems(words)
            self.setCurrentIndex(values.index(chosen) if chosen in values else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class TickBox(QCheckBox):
    """Yes or no.

    Signals:
        ticked: what the person chose.
    """

    ticked = Signal(bool)

    def __init__(self, text: str, *, name: str, tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setToolTip(tip or text)
        self.clicked.connect(self.ticked)

    def show_ticked(self, ticked: bool) -> None:
        """Show yes or no; nothing is emitted."""
        self.setChecked(ticked)
