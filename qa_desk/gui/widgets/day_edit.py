"""Choosing a day, and choosing from a day to a day; used wherever a date is asked for."""

from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLabel, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _
from qa_desk.services.periods import Days

_WIDTH = 128


class DayEdit(QDateEdit):
    """A day, typed or picked from a calendar.

    Signals:
        day_changed: the `date` that the person chose.
    """

    day_changed = Signal(object)

    def __init__(self, *, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setKeyboardTracking(False)
        self.setMinimumWidth(theme.px(_WIDTH))
        self.dateChanged.connect(lambda _date: self.day_changed.emit(self.day))

    @property
    def day(self) -> date:
        """The day chosen."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def set_day(self, day: date) -> None:
        """Show a day; `day_changed` is not emitted."""
        with QSignalBlocker(self):
            self.setDate(QDate(day.year, day.month, day.day))

    def set_earliest(self, day: date) -> None:
        """Offer no day before this one."""
        with QSignalBlocker(self):
            self.setMinimumDate(QDate(day.year, day.month, day.day))


class DaysEdit(QWidget):
    """From a day to a day, both included.

    Signals:
        days_changed: the `Days` that the person chose, in order.
    """

    days_changed = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = DayEdit(theme=theme, name="first_day", title=_("First day"))
        self._last = DayEdit(theme=theme, name="last_day", title=_("Last day"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.size("xs"), 0, 0)
        row.setSpacing(theme.size("sm"))
        for widget in (QLabel(_("from")), self._first, QLabel(_("to")), self._last):
            row.addWidget(widget)
        row.addStretch(1)
        self.setFocusProxy(self._first)
        for edit in (self._first, self._last):
            edit.day_changed.connect(self._on_day_changed)

    def set_days(self, days: Days) -> None:
        """Show these days; `days_changed` is not emitted."""
        self._first.set_day(days.first)
        self._last.set_day(days.last)

    def _on_day_changed(self, _day: date) -> None:
        self.days_changed.emit(Days(self._first.day, max(self._first.day, self._last.day)))
