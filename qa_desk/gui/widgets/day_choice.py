"""A day that may be left open: a box to tick, and the day beside it."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.i18n import _


class DayChoice(QWidget):
    """Unticked it says no day; ticked the one that stands there."""

    def __init__(self, *, theme: Theme, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has = QCheckBox(_("on"))
        self._has.setObjectName(f"{name}_has")
        self._has.setAccessibleName(title)
        self._edit = DayEdit(theme=theme, name=name, title=title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._has)
        row.addWidget(self._edit)
        row.addStretch(1)
        self._has.toggled.connect(self._edit.setEnabled)
        self.setFocusProxy(self._has)

    @property
    def day(self) -> date | None:
        """The day chosen; None where it is left open."""
        return self._edit.day if self._has.isChecked() else None

    def set_day(self, day: date | None, proposal: date) -> None:
        """Show a day, or none with the one proposed for when it is ticked."""
        self._has.setChecked(day is not None)
        self._edit.set_day(day or proposal)
        self._edit.setEnabled(day is not None)
