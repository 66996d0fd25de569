"""The choice of another criterion for a mark, or of none."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qa_desk.domain.evaluation import Mark
from qa_desk.gui.desk.chooser import Chooser, Offer
from qa_desk.gui.desk.marking import Marking
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _

_BY_ITSELF = ""


class MarkTies(QObject):
    """Opens the list of criteria to tie a mark to.

    Args:
        scoring: the evaluation on the desk, None when there is none.
        anchor: what the list opens beside.
    """

    def __init__(
        self,
        scoring: Callable[[], Scoring | None],
        *,
        marking: Marking,
        anchor: QWidget,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._scoring = scoring
        self._marking = marking
        self._anchor = anchor
        self._mark_id = ""
        self.chooser = Chooser(_("Tie the mark to"), theme=theme, name="mark_ties", parent=parent)
        self.chooser.chosen.connect(self._tie)

    def open(self, mark: Mark) -> None:
        """Ask what the mark shall be evidence of."""
        scoring = self._scoring()
        if scoring is None:
            return
        self._mark_id, shown = str(mark.id), scoring.shown_keys
        offers = [Offer(_BY_ITSELF, _("No criterion: a mark by itself"))]
        for section in scoring.view.version.sections:
            for one in section.criteria:
                if one.key in shown:
                    offers.append(Offer(one.key, in_words(one.title), in_words(section.title)))
        self.chooser.open_at(self._anchor, offers, mark.criterion_key or _BY_ITSELF)

    def _tie(self, key: str) -> None:
        scoring = self._scoring()
        mark = scoring.mark(self._mark_id) if scoring is not None else None
        if scoring is not None and mark is not None:
            self._marking.select(scoring.tie_mark(mark, key or None))
