"""The practice sets that trainers offer: what each is about, how far one has come, and its next case."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import practice_set_title
from qa_desk.i18n import _
from qa_desk.services.issues.training_views import OfferedSet


class OfferedSets(QWidget):
    """A line for each set that is not done yet.

    Signals:
        begin_requested: the keys of the cases to take up.
    """

    begin_requested = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.size("xs"))

    def show_sets(self, sets: tuple[OfferedSet, ...]) -> None:
        """Show these; nothing where there are none."""
        while (item := self._column.takeAt(0)) is not None:
            if (block := item.widget()) is not None:
                block.hide()
                block.deleteLater()
        for place, one in enumerate(sets):
            self._column.addWidget(self._block(place, one))
        self.setVisible(bool(sets))

    def _block(self, place: int, one: OfferedSet) -> QWidget:
        theme = self._context.theme
        block = QWidget()
        block.setObjectName(f"offered_set_{place}")
        label = QLabel(_words(one))
        label.setObjectName(f"offered_set_words_{place}")
        label.setWordWrap(True)
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addWidget(label, 1)
        if one.next_case is not None:
            words = _("Next case") if one.n_done or one.n_taken_up else _("Begin the set")
            begin = Button(words, theme=theme, small=True, icon="practice", name=f"begin_set_{place}")
            begin.clicked.connect(partial(self.begin_requested.emit, [one.next_case]))
            row.addWidget(begin)
        return block


def _words(one: OfferedSet) -> str:
    words = _("Practice set by {name}: {title} · {done} of {all} cases done")
    title, n_cases = practice_set_title(one.practice_set), len(one.practice_set.case_ids)
    return words.format(name=one.made_by_name, title=title, done=one.n_done, all=n_cases)
