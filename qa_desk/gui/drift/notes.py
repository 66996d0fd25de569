"""The small form of the drift page: a note on an alarm, a training, or how many false alarms are accepted."""

from datetime import date
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.i18n import _


class Noting(StrEnum):
    """What is noted."""

    ALARM = "alarm"
    TRAINING = "training"
    FALSE_ALARMS = "false_alarms"


class NoteForm(QWidget):
    """One field for a text and, for a training, its day.

    Signals:
        saved: what is noted (`Noting`).
        cancelled: the form is given up.
    """

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self, context: PageContext, noting: Noting, *, today: date) -> None:
        super().__init__()
        theme = context.theme
        self._noting = noting
        title, save, field, hint = _words(noting)
        self._form = Form(theme=theme, commands=context.commands, save_title=save, name=f"note_{noting.value}")
        self._day = DayEdit(theme=theme, name="note_day", title=_("Trained on")) if noting is Noting.TRAINING else None
        if self._day is not None:
            self._day.set_day(today)
            self._form.add_field(_("Trained on"), self._day)
        self._text = line_field("note_text")
        self._form.add_field(field, self._text, hint=hint)
        self._title = QLabel(title)
        self._title.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.size("sm"))
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._title)
        column.addWidget(self._form)
        self._form.saved.connect(lambda: self.saved.emit(self._noting))
        self._form.cancelled.connect(self.cancelled)

    @property
    def text(self) -> str:
        """What was typed."""
        return self._text.text()

    @property
    def day(self) -> date | None:
        """The day of the training; None where none is asked for."""
        return self._day.day if self._day is not None else None

    @property
    def form(self) -> Form:
        """The fields and buttons."""
        return self._form

    def begin(self, text: str = "") -> None:
        """Put the cursor into the text."""
        self._text.setText(text)
        self._text.setFocus()


def _words(noting: Noting) -> tuple[str, str, str, str]:
    """Title, what the button says, what the field is called, and its hint."""
    if noting is Noting.ALARM:
        return (
            _("Acknowledge the alarm"), _("Acknowledge"), _("What is done"),
            _("Stays on record. The chart begins anew with the next session."),
        )  # fmt: skip
    if noting is Noting.TRAINING:
        return (
            _("Note a training"), _("Note"), _("What was trained"),
            _("All charts of the inspector begin anew after that day."),
        )  # fmt: skip
    return (
        _("False alarms over the whole board"), _("Set"), _("a year"),
        _("Fewer false alarms make it take longer until a true drift is told. Holds from today on."),
    )  # fmt: skip
