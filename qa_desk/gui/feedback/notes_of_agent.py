"""What an agent was coached on, beside their results: the latest notes, open or with what came of them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.gui.feedback.parts import empty, label
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, with_label
from qa_desk.services.feedback.coaching_agents import CoachingView

_MOST = 3


class NotesOfAgent(QWidget):
    """A few lines; nothing for an agent without notes."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("notes_of_agent")
        self.setAccessibleName(_("What the agent was coached on"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.size("md"), 0, 0)
        self._column.setSpacing(theme.size("xs"))
        self.hide()

    def show_notes(self, notes: Sequence[CoachingView]) -> None:
        """Show the first few, the newest of which comes first."""
        empty(self._column)
        self.setVisible(bool(notes))
        if notes:
            self._column.addWidget(label(_("Coaching"), "caption", tone="muted"))
        for view in notes[:_MOST]:
            title = in_words(view.criterion_title)
            self._column.addWidget(label(with_label(title, view.note.text) if title else view.note.text))
            self._column.addWidget(label(_follow_up(view), tone="warning" if view.is_overdue else "muted"))


def _follow_up(view: CoachingView) -> str:
    if not view.note.is_open:
        return with_label(view.done_by_name, view.note.result)
    day = day_and_year(view.note.follow_up_on)
    return _("{name} looks again on {day}").format(name=view.follow_up_by_name, day=day)
