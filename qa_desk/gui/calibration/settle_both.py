"""Two leads settled one answer: both stand side by side in the foot of the meeting, and the second one chooses."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.domain.calibration import SettledAnswer
from qa_desk.domain.errors import ConflictError
from qa_desk.domain.scorecard import Criterion
from qa_desk.gui.shell.notices import Notice, NoticeKind
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.both_changed import BothChanged, BothValues, Side
from qa_desk.gui.widgets.emptying import emptied
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.i18n import _, with_label
from qa_desk.reports.panel_words import reason_words, settled_words
from qa_desk.services.calibration.calibrating_views import SettleDraft


class SettleBoth(QWidget):
    """Hidden until there is something to choose.

    Signals:
        settle_requested: the `SettleDraft` that was chosen.
        left: the choice was made.
    """

    settle_requested = Signal(object)
    left = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("settle_both")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.size("sm"))
        self.hide()

    def ask(self, criterion: Criterion, error: ConflictError) -> None:
        """Show what was to be settled beside what stands there now."""
        self.clear()
        mine, theirs = error.params["mine"], error.params["theirs"]
        if not isinstance(mine, SettleDraft) or not (theirs is None or isinstance(theirs, SettledAnswer)):
            return
        now, actor = self._context.services.now(), self._context.actor
        wanted = mine.as_settled(criterion, actor.person_id, now)
        words = _("{who} settled this meanwhile. Choose what holds.").format(who=error.params["who"])
        self._column.addWidget(NoticeBar(Notice(NoticeKind.WARNING, words), theme=self._context.theme, closable=False))
        fields = [
            one
            for one in (
                BothValues("answer", _("answer"), _answer(criterion, wanted), _answer(criterion, theirs)),
                BothValues("rationale", _("why"), wanted.rationale, theirs.rationale if theirs else ""),
            )
            if one.mine != one.theirs
        ]
        choice = BothChanged(fields, theme=self._context.theme, name="both_settled", save_title=_("Settle as chosen"))
        choice.chosen.connect(partial(self._choose, replace(mine, seen=theirs)))
        self._column.addWidget(choice)
        self.show()

    def clear(self) -> None:
        """Nothing is to be chosen."""
        emptied(self._column)
        self.hide()

    def _choose(self, mine: SettleDraft, choices: Mapping[str, Side]) -> None:
        theirs = mine.seen
        self.clear()
        self.left.emit()
        if Side.MINE not in choices.values():
            return
        if theirs is not None:
            mine = merged_draft(mine, theirs, choices)
        self.settle_requested.emit(mine)


def merged_draft(mine: SettleDraft, theirs: SettledAnswer, choices: Mapping[str, Side]) -> SettleDraft:
    """Mine, with what was chosen of theirs; an answer goes with its reasons."""
    if choices.get("answer") is Side.THEIRS:
        mine = replace(mine, rating=theirs.rating, na=theirs.na, reasons=theirs.reasons)
    if choices.get("rationale") is Side.THEIRS:
        mine = replace(mine, rationale=theirs.rationale)
    return mine


def _answer(criterion: Criterion, settled: SettledAnswer | None) -> str:
    if settled is None:
        return _("open again")
    answer, reasons = settled_words(criterion, settled), reason_words(criterion, settled.reasons)
    return with_label(answer, reasons) if reasons else answer
