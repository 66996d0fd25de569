"""The sessions that come back, a line each above the list: when the next is due, and opening what is due now."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.ids import PersonId
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.emptying import emptied
from qa_desk.gui.widgets.sign import Sign
from qa_desk.i18n import _
from qa_desk.services.calibration.convening_views import RecurrenceView
from qa_desk.services.calibration.session_words import recurrence_words


class RecurrenceLines(QWidget):
    """Nothing while no session comes back.

    Signals:
        open_requested: open all of one's own that are due.
        end_requested: the `RecurrenceId` of one that is to come back no more.
    """

    open_requested = Signal()
    end_requested = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.size("md"), 0, theme.size("md"), theme.size("sm"))
        self._column.setSpacing(theme.size("xs"))
        self.hide()

    def show_recurrences(self, views: tuple[RecurrenceView, ...], reader_id: PersonId) -> None:
        """Show these; who leads one opens what is due of it."""
        emptied(self._column)
        for view in views:
            self._column.addWidget(self._line(view, is_own=view.recurrence.lead_id == reader_id))
        self.setVisible(bool(views))

    def _line(self, view: RecurrenceView, *, is_own: bool) -> QWidget:
        theme, line = self._theme, QWidget()
        line.setObjectName("recurrence")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("md"))
        is_due = view.due_on is not None
        row.addWidget(Sign("bell" if is_due else "repeat", "accent" if is_due else "muted", theme=theme))
        told = _("due since {day}") if view.due_on else _("next {day}")
        parts = [recurrence_words(view.recurrence), told.format(day=day_text(view.due_on or view.next_on))]
        if not is_own:
            parts.append(_("led by {name}").format(name=view.lead_name))
        words = QLabel(" · ".join(parts))
        words.setObjectName("recurrence_words")
        words.setWordWrap(True)
        if not is_due:
            words.setProperty("tone", "muted")
        row.addWidget(words, 1)
        if is_due and is_own:
            button = Button(_("Open it now"), theme=theme, small=True, icon="plus", name="open_due")
            button.clicked.connect(lambda: self.open_requested.emit())
            row.addWidget(button)
        if is_own:
            end = Button(_("End"), theme=theme, kind="quiet", small=True, name="end_recurrence")
            end.setToolTip(_("Let it come back no more; sessions that were opened stay"))
            end.clicked.connect(partial(self.end_requested.emit, view.recurrence.id))
            row.addWidget(end)
        return line
