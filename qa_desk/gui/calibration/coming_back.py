"""Whether a new session comes back, how often, on which day, and with how many calls each time."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.recurrence import Every
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.number_boxes import NumberBox
from qa_desk.i18n import N_, _
from qa_desk.services.calibration.session_words import weekday_title

_ONCE = ""
_CHOICES: tuple[tuple[str, str], ...] = (
    (_ONCE, N_("Once")),
    (Every.WEEK.value, N_("Every week")),
    (Every.TWO_WEEKS.value, N_("Every two weeks")),
    (Every.MONTH.value, N_("Every month")),
)
_USUAL_CALLS = 3
_MOST_CALLS = 50


class ComingBack(QWidget):
    """Once, or how often; then the weekday and the number of calls.

    Signals:
        changed: another choice.
    """

    changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self._every = QComboBox()
        self._every.setObjectName("comes_back")
        self._every.setAccessibleName(_("Comes back"))
        for key, words in _CHOICES:
            self._every.addItem(_(words), key)
        self._weekday = QComboBox()
        self._weekday.setObjectName("weekday")
        self._weekday.setAccessibleName(_("Weekday"))
        for day in range(7):
            self._weekday.addItem(weekday_title(day), day)
        self._n_calls = NumberBox()
        self._n_calls.setObjectName("n_calls")
        self._n_calls.setAccessibleName(_("Calls each time"))
        self._n_calls.setToolTip(
            _("So many calls are chosen each time by what is suggested; for each inspector, where they score again")
        )
        self._n_calls.setRange(1, _MOST_CALLS)
        self._n_calls.setValue(_USUAL_CALLS)
        self._n_calls.setSuffix(" " + _("calls each"))
        self._further = QWidget()
        row = QHBoxLayout(self._further)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._weekday, 1)
        row.addWidget(self._n_calls, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addWidget(self._every)
        column.addWidget(self._further)
        self._further.hide()
        for choice in (self._every, self._weekday):
            choice.currentIndexChanged.connect(lambda _index: self._on_changed())
        self._n_calls.valueChanged.connect(lambda _value: self._on_changed())

    @property
    def every(self) -> Every | None:
        """How often; None for once."""
        chosen = self._every.currentData()
        return Every(chosen) if chosen else None

    @property
    def weekday(self) -> int:
        """From Monday, 0…6."""
        return int(self._weekday.currentData())

    @property
    def n_calls(self) -> int:
        """How many calls each time."""
        return self._n_calls.value()

    def begin(self, today: date) -> None:
        """Once, and today's weekday."""
        self._every.setCurrentIndex(0)
        self._weekday.setCurrentIndex(today.weekday())

    def _on_changed(self) -> None:
        self._further.setVisible(self.every is not None)
        self.changed.emit()
