"""Handing an evaluation in from the desk, and taking it back; tells what is missing instead while something is."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import ConflictError, QADeskError
from qa_desk.domain.ids import EvaluationId
from qa_desk.gui.desk.header import CallHeader
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _, ngettext
from qa_desk.services.keeping.desk_changes import Submission
from qa_desk.services.scoring.carrying_on import PASSING

_NOTICE = "desk-submit"
_ASIDE = "desk-submitted-here"


class Submitting(QObject):
    """Waits until every change is kept before it hands in.

    Args:
        scoring: the evaluation on the desk, None when there is none.
        header: whose buttons ask for it, and which says that it is under way.

    Signals:
        submit_begun: keep what is still being typed, now.
        something_missing: it was not handed in; the person is to be led to what is missing.
        submitted: the `Changes`, once the evaluation is handed in.
        put_aside: it is handed in here, and goes to the server when that is back; nothing is changed here any more.
        reopened: the `Changes`, once what was submitted is taken back.
    """

    submit_begun = Signal()
    something_missing = Signal()
    submitted = Signal(object)
    put_aside = Signal()
    reopened = Signal(object)

    def __init__(
        self,
        context: PageContext,
        saver: Saver,
        scoring: Callable[[], Scoring | None],
        *,
        header: CallHeader,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._saver = saver
        self._scoring = scoring
        self._header = header
        self._calls: dict[EvaluationId, str] = {}
        self._put_aside: set[EvaluationId] = set()
        header.submit_requested.connect(self.submit)
        header.undo_requested.connect(self.undo)
        saver.handed_in.connect(self._on_handed_in)
        saver.failed.connect(self._on_failed)

    def submit(self) -> None:
        """Hand in, or say what is missing."""
        scoring = self._scoring()
        if scoring is None or scoring.is_read_only:
            return
        self.submit_begun.emit()
        n_missing = len(scoring.missing)
        if n_missing:
            told = ngettext(
                "Not submitted: {n} answer, reason or comment is missing.",
                "Not submitted: {n} answers, reasons or comments are missing.",
                n_missing,
            ).format(n=n_missing)
            self._context.notices.warning(told, key=_NOTICE)
            self.something_missing.emit()
            return
        self.forget()
        self._header.set_busy(True)
        of = scoring.evaluation.id
        self._calls[of] = scoring.view.detail.call.key
        is_stuck = bool(self._saver.unsaved_of(of))
        # From here on a change would come too late: also the passages heard, which the desk keeps now and then.
        scoring.set_handed_in(True)
        self._saver.save(Submission(of))
        if is_stuck:
            self._saver.try_again(of)

    def undo(self) -> None:
        """Take back what was submitted."""
        scoring = self._scoring()
        if scoring is None:
            return
        inspecting, actor, key = self._context.services.inspecting, self._context.actor, scoring.evaluation.id
        self._context.jobs.run(
            self,
            _("Taking back what was submitted"),
            lambda _progress: inspecting.undo_submit(actor, key),
            self.reopened.emit,
            self._on_refused,
            is_quiet=True,
        )

    def forget(self) -> None:
        """What was told of the last try no longer holds."""
        self._context.notices.close_key(_NOTICE)

    def _on_handed_in(self, result: object, of: EvaluationId) -> None:
        assert isinstance(result, Changes)
        call, scoring = self._calls.pop(of, ""), self._scoring()
        self._put_aside.discard(of)
        if not self._put_aside:
            self._context.notices.close_key(_ASIDE)
        if scoring is not None and scoring.evaluation.id == of:
            self._header.set_busy(False)
            self.submitted.emit(result)
            return
        # The desk has gone on to another call meanwhile.
        self._context.hub.announce(result)
        self._context.notices.done(_("{call} submitted").format(call=call), key=_NOTICE)

    def _on_failed(self, error: Exception, of: EvaluationId) -> None:
        key = Submission(of).key
        if of not in self._calls or key not in self._saver.unsaved_of(of):
            return
        if isinstance(error, QADeskError) and error.code in PASSING:
            self._tell_put_aside(of)
            return
        self._saver.cancel(key)
        self._calls.pop(of)
        self._put_aside.discard(of)
        scoring = self._scoring()
        if scoring is not None and scoring.evaluation.id == of:
            scoring.set_handed_in(False)
            if not isinstance(error, ConflictError):
                self._on_refused(error)
            self._header.set_busy(False)

    def _tell_put_aside(self, of: EvaluationId) -> None:
        if of in self._put_aside:
            return
        self._put_aside.add(of)
        self._header.set_busy(False)
        told = _("{call} is submitted here. It is saved, once, as soon as the database can be reached again.")
        self._context.notices.info(told.format(call=self._calls[of]), key=_ASIDE)
        self.put_aside.emit()

    def _on_refused(self, error: Exception) -> None:
        self._header.set_busy(False)
        self._context.notices.error(error, key=_NOTICE)
