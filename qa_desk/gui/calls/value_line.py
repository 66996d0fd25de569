"""The line below the chips where a value is typed that no menu can offer: an agent, a customer, from … to …."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QDoubleSpinBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from qa_desk.domain.people import Person
from qa_desk.domain.sampling_plan import Field, Narrowing
from qa_desk.gui.calls.filter_words import heading
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.number_boxes import DecimalBox
from qa_desk.gui.widgets.suggestions import dress_suggestions
from qa_desk.i18n import _

AGENT, CUSTOMER = "agent_id", "customer_id"
_MINUTE_S = 60
_WIDTH = 240
_MOST = 600


class ValueLine(QWidget):
    """One value at a time; Enter takes it, Escape gives it up.

    Signals:
        narrowed: the `Narrowing` that was typed.
        agent_chosen: the key of the agent.
    """

    narrowed = Signal(object)
    agent_chosen = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = ""
        self._title = QLabel()
        self._agents = QComboBox()
        self._agents.setObjectName("value_agent")
        self._agents.setEditable(True)
        self._agents.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._agents.setMinimumWidth(theme.px(_WIDTH))
        completer = self._agents.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            dress_suggestions(completer, self._agents)
        self._text = QLineEdit()
        self._text.setObjectName("value_text")
        self._text.setMinimumWidth(theme.px(_WIDTH))
        self._least, self._most = (_number(name) for name in ("value_least", "value_most"))
        self._to = QLabel(_("to"))
        self._unit = QLabel()
        self._take = Button(_("Apply"), theme=theme, small=True, name="take_value")
        self._give_up = Button(_("Cancel"), theme=theme, kind="quiet", small=True, name="leave_value")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        parts = (self._title, self._agents, self._text, self._least, self._to, self._most, self._unit)
        for part in (*parts, self._take, self._give_up):
            row.addWidget(part)
        row.addStretch(1)
        self.setObjectName("value_line")
        self._take.clicked.connect(self._on_taken)
        self._give_up.clicked.connect(self.hide)
        self._text.returnPressed.connect(self._on_taken)
        self._agents.activated.connect(lambda _at: self._on_taken())
        self.hide()

    def ask_for(self, field: str, kept: Narrowing | None, agents: tuple[Person, ...]) -> None:
        """Ask for the value of an attribute; what holds now stands in it."""
        self._field = field
        is_agent, is_text = field == AGENT, field == CUSTOMER
        is_range = not (is_agent or is_text)
        title = _("agent") if is_agent else _("customer") if is_text else heading(field)
        self._title.setText(title)
        self._agents.setVisible(is_agent)
        self._text.setVisible(is_text)
        for part in (self._least, self._to, self._most, self._unit):
            part.setVisible(is_range)
        self._unit.setText(_("min") if field == Field.DURATION_S else "")
        per = self._per()
        self._least.setValue((kept.least or 0) / per if kept else 0)
        self._most.setValue((kept.most or 0) / per if kept else 0)
        self._text.setText(str(kept.values[0]) if kept and kept.values and is_text else "")
        for box in (self._agents, self._text, self._least, self._most):
            box.setAccessibleName(title)
            box.setToolTip(title)
        self._fill(agents)
        self.show()
        (self._agents if is_agent else self._text if is_text else self._least).setFocus()

    def _fill(self, agents: tuple[Person, ...]) -> None:
        self._agents.blockSignals(True)
        self._agents.clear()
        for person in agents:
            self._agents.addItem(person.name, person.id)
        self._agents.setCurrentIndex(-1)
        self._agents.clearEditText()
        self._agents.blockSignals(False)

    def _per(self) -> int:
        return _MINUTE_S if self._field == Field.DURATION_S else 1

    def _on_taken(self) -> None:
        if self._field == AGENT:
            at = self._agents.findText(self._agents.currentText().strip(), Qt.MatchFlag.MatchFixedString)
            if at < 0:
                return
            self.agent_chosen.emit(self._agents.itemData(at))
        elif self._field == CUSTOMER:
            typed = self._text.text().strip()
            self.narrowed.emit(Narrowing(CUSTOMER, (typed,) if typed else ()))
        else:
            per = self._per()
            least, most = self._least.value() * per, self._most.value() * per
            ends = (least, max(least, most)) if least and most else (least, most)
            self.narrowed.emit(Narrowing(self._field, least=ends[0] or None, most=ends[1] or None))
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_taken()
        else:
            super().keyPressEvent(event)


def _number(name: str) -> QDoubleSpinBox:
    """From or to; 0 is no bound."""
    box = DecimalBox()
    box.setObjectName(name)
    box.setRange(0, _MOST)
    box.setDecimals(1)
    box.setSpecialValueText("–")
    return box
