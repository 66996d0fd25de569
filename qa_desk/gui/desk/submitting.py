"""Handing an evaluation in from the desk, and taking it back; tells what is missing instead while something is."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.changes import Changes
from qa_desk.gui.desk.header import CallHeader
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _, ngettext

_NOTICE = "desk-submit"


class Submitting(QObject):
    """Waits until every change is kept before it hands in.

    Args:
        scoring: the evaluation on the desk, None when there is none.
        header: whose buttons ask for it, and which says that it is under way.

    Signals:
        submit_begun: keep what is still being typed, now.
        something_missing: it was not handed in; the person is to be led to what is missing.
        submitted: the `Changes`, once the evaluation is handed in.
        reopened: the `Changes`, once what was submitted is taken back.
    """

    submit_begun = Signal()
    something_missing = Signal()
    submitted = Signal(object)
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
        header.submit_requested.connect(self.submit)
        header.undo_requested.connect(self.undo)

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
        is_stuck = bool(self._saver.unsaved_of(of))
        self._saver.when_saved(partial(self._hand_in, scoring), of=of, otherwise=partial(self._header.set_busy, False))
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

    def _hand_in(self, scoring: Scoring) -> None:
        inspecting, actor, key = self._context.services.inspecting, self._context.actor, scoring.evaluation.id
        # From here on a change would come too late: also the passages heard, which the desk keeps now and then.
        scoring.set_handed_in(True)
        self._context.jobs.run(
            self,
            _("Submitting"),
            lambda _progress: inspecting.submit(actor, key),
            self._on_submitted,
            partial(self._on_not_submitted, scoring),
            is_quiet=True,
        )

    def _on_submitted(self, changes: Changes) -> None:
        self._header.set_busy(False)
        self.submitted.emit(changes)

    def _on_not_submitted(self, scoring: Scoring, error: Exception) -> None:
        scoring.set_handed_in(False)
        self._on_refused(error)

    def _on_refused(self, error: Exception) -> None:
        self._header.set_busy(False)
        self._context.notices.error(error, key=_NOTICE)
