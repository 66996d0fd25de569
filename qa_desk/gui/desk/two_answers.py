"""What was done here without the server and could not be brought to it as it is: both answers, and the choice.

Looked for when the desk starts, when an evaluation comes on the desk, and when a change meets another desk's.
"""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ConflictError
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, EvaluationId
from qa_desk.gui.desk.answer_words import rating_words, reason_words
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.notices import Notice, NoticeKind
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.both_changed import BothChanged, BothValues, Side
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.i18n import _, in_a_row, ngettext
from qa_desk.services.scoring.carrying_on import BroughtBack, HeldBack
from qa_desk.services.scoring.inspecting_views import AnswerDraft

_NOTICE = "brought-back"


class TwoAnswersPart(QWidget):
    """Takes no room while there is nothing to choose.

    Signals:
        chosen: the `Changes`, once the evaluation on the desk is to be read again.
    """

    chosen = Signal(object)

    def __init__(self, context: PageContext, saver: Saver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._saver = saver
        self._shown: EvaluationId | None = None
        self._parts: list[QWidget] = []
        self.setObjectName("two_answers")
        self._column = QVBoxLayout(self)
        edge, gap = context.theme.size("lg"), context.theme.size("sm")
        self._column.setContentsMargins(edge, 0, edge, gap)
        self._column.setSpacing(gap)
        self.hide()
        saver.failed.connect(self._on_failed)

    def bring_back(self) -> None:
        """Bring what an earlier run left on this computer to the store, and tell of it."""
        carrying_on, actor = self._context.services.carrying_on, self._context.actor
        self._context.jobs.run(
            self,
            _("Looking for changes left on this computer"),
            lambda _progress: carrying_on.bring_back(actor),
            self._tell,
            self._tell_problem,
            is_quiet=True,
            must_finish=True,
        )

    def look(self, evaluation_id: EvaluationId) -> None:
        """This evaluation is on the desk: show what waits for a choice, if anything does."""
        self.clear()
        self._shown = evaluation_id
        if self._saver.unsaved_of(evaluation_id):
            return
        carrying_on, actor = self._context.services.carrying_on, self._context.actor
        self._context.jobs.run(
            self,
            _("Looking for changes left on this computer"),
            lambda _progress: carrying_on.held_back(actor, evaluation_id),
            self._show,
            failed=lambda _error: None,
            is_quiet=True,
        )

    def clear(self) -> None:
        """Nothing is to be chosen."""
        self._shown = None
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        self.hide()

    def _on_failed(self, error: Exception, of: object) -> None:
        if isinstance(error, ConflictError) and of == self._shown and not self._parts:
            carrying_on, actor, key = self._context.services.carrying_on, self._context.actor, self._shown
            assert key is not None
            self._context.jobs.run(
                self,
                _("Comparing both answers"),
                lambda _progress: carrying_on.held_back(actor, key),
                self._show,
                is_quiet=True,
            )

    def _show(self, held: HeldBack | None) -> None:
        if held is None or held.evaluation_id != self._shown or self._parts:
            return
        theme = self._context.theme
        head = NoticeBar(Notice(NoticeKind.WARNING, _head_words(held)), theme=theme, closable=False)
        choice = BothChanged(_fields(held), theme=theme, name="both_answers", can_keep_mine=held.can_keep_mine)
        choice.chosen.connect(partial(self._choose, held.evaluation_id))
        self._parts = [head, choice]
        for part in self._parts:
            self._column.addWidget(part)
        self.show()

    def _choose(self, evaluation_id: EvaluationId, choices: Mapping[str, Side]) -> None:
        carrying_on, actor = self._context.services.carrying_on, self._context.actor
        mine = frozenset(key for key, side in choices.items() if side is Side.MINE)
        self._context.jobs.run(
            self,
            _("Saving"),
            lambda _progress: carrying_on.choose(actor, evaluation_id, mine),
            lambda _none: self._on_chosen(evaluation_id),
            lambda error: self._context.notices.error(error, key=_NOTICE),
            must_finish=True,
            is_quiet=True,
        )

    def _on_chosen(self, evaluation_id: EvaluationId) -> None:
        self._saver.leave_be(evaluation_id)
        self._context.notices.close_key(_NOTICE)
        is_on_desk = evaluation_id == self._shown
        self.clear()
        if is_on_desk:
            self.chosen.emit(Changes.of(ObjectKind.EVALUATION, evaluation_id))

    def _tell(self, brought: BroughtBack) -> None:
        self._context.hub.announce(brought.changes)
        told: list[str] = []
        if brought.n_kept:
            told.append(_brought_words(brought.n_kept))
        if brought.held_back:
            told.append(_("Others meet what was saved elsewhere meanwhile: compare both and choose."))
        if not told:
            return
        if brought.held_back and brought.first_assignment is not None:
            place = Place.to("my_calls", assignment=str(brought.first_assignment))
            go = partial(self._context.navigation.go, place)
            self._context.notices.warning(in_a_row(told), action_title=_("Compare"), action=go, key=_NOTICE)
        else:
            self._context.notices.done(in_a_row(told), key=_NOTICE)

    def _tell_problem(self, error: Exception) -> None:
        self._context.notices.error(error, action_title=_("Try again"), action=self.bring_back, key=_NOTICE)


def _brought_words(n_kept: int) -> str:
    return ngettext(
        "{n} change kept on this computer was brought to the server.",
        "{n} changes kept on this computer were brought to the server.",
        n_kept,
    ).format(n=n_kept)


def _head_words(held: HeldBack) -> str:
    words = _("You answered this call here and, meanwhile, at another desk. Nothing is lost: choose what counts.")
    if held.can_keep_mine:
        return words
    parts = [_("This call was submitted at another desk. What you answered here can be read, not saved any more.")]
    if held.n_others:
        marks = ngettext("{n} mark or passage goes with it.", "{n} marks or passages go with it.", held.n_others)
        parts.append(marks.format(n=held.n_others))
    return in_a_row(parts)


def _fields(held: HeldBack) -> list[BothValues]:
    return [
        BothValues(
            both.criterion_key,
            in_words(held.version.criterion(both.criterion_key).title),
            _answer_words(held, both.mine),
            _answer_words(held, both.theirs),
        )
        for both in held.answers
    ]


def _answer_words(held: HeldBack, draft: AnswerDraft | None) -> str:
    if draft is None or draft.is_blank:
        return _("no answer")
    criterion = held.version.criterion(draft.criterion_key)
    answer = Answer(
        AnswerId(held.evaluation_id),
        held.evaluation_id,
        draft.criterion_key,
        draft.rating,
        draft.na,
        draft.reasons,
        draft.cause_owner,
        draft.comment,
    )
    parts = (rating_words(criterion, answer), reason_words(criterion, answer), draft.comment)
    return " · ".join(part for part in parts if part)
