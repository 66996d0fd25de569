"""The list of all that keeps the evaluation from being handed in; opens from the foot of the desk."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qa_desk.gui.desk.chooser import Chooser, Offer
from qa_desk.gui.desk.missing_words import wanted
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _


class MissingList(QObject):
    """Lists each missing answer, reason and comment with its criterion.

    Args:
        scoring: the evaluation on the desk, None when there is none.
        anchor: what the list opens beside.

    Signals:
        part_chosen: the `MissingPart` to go to.
    """

    part_chosen = Signal(object)

    def __init__(
        self, scoring: Callable[[], Scoring | None], *, anchor: QWidget, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._scoring = scoring
        self._anchor = anchor
        self.chooser = Chooser(_("What is missing"), theme=theme, name="missing_list", parent=parent)
        self.chooser.chosen.connect(self.part_chosen)

    def open(self) -> None:
        """Show the list, on the first thing from where the keyboard is."""
        scoring = self._scoring()
        if scoring is None or not scoring.missing:
            return
        titles = {one.key: in_words(one.title) for one in scoring.view.version.criteria}
        offers = [Offer(part, titles[part.criterion_key], wanted(part.what)) for part in scoring.missing]
        here = next((part for part in scoring.missing if part.criterion_key == scoring.current), None)
        self.chooser.open_at(self._anchor, offers, here)
