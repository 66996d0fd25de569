"""What is done to sessions from their pages: jobs that announce their changes, with the way back where there is one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desk.domain.calibration import SessionAction, SettledAnswer
from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import CallId, SessionId
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, ngettext
from qa_desk.services.calibrating_views import CriterionDifference, SessionDraft, SettleDraft

if TYPE_CHECKING:
    from qa_desk.services.calibrating import Calibrating

_NOTICE = "calibration"


class SessionActions(QObject):
    """Runs the use cases of calibration on behalf of the person who signed in."""

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    @property
    def _calibrating(self) -> "Calibrating":
        return self._context.services.calibrating

    def create(self, draft: SessionDraft, done: Callable[[SessionId], None]) -> None:
        """Open a session."""
        actor = self._context.actor

        def opened(result: tuple[SessionId, Changes]) -> None:
            self._context.hub.announce(result[1])
            done(result[0])

        self._context.jobs.run(
            self, _("Opening the session"), lambda _progress: self._calibrating.create(actor, draft), opened, self._tell
        )

    def reveal(self, session_id: SessionId) -> None:
        """Show everybody's answers to the panel; there is no way back."""
        actor = self._context.actor
        self._run(_("Revealing"), lambda: self._calibrating.reveal(actor, session_id))

    def settle(self, session_id: SessionId, draft: SettleDraft, difference: CriterionDifference) -> None:
        """Settle one criterion; undo brings back what was settled before, or nothing."""
        actor, before = self._context.actor, difference.settled

        def settle() -> None:
            self._run(_("Settling"), lambda: self._calibrating.settle(actor, session_id, draft))

        title = _("Settle “{criterion}”").format(criterion=in_words(difference.criterion.title))
        step = UndoStep(title, lambda: self._restore(session_id, difference, before), settle)
        self._run(
            _("Settling"),
            lambda: self._calibrating.settle(actor, session_id, draft),
            lambda: self._context.undo.push(step),
        )

    def withdraw(self, session_id: SessionId, difference: CriterionDifference) -> None:
        """Take a settled answer back; undo settles it again."""
        before = difference.settled
        if before is None:
            return
        title = _("Take back “{criterion}”").format(criterion=in_words(difference.criterion.title))
        step = UndoStep(
            title,
            lambda: self._restore(session_id, difference, before),
            lambda: self._restore(session_id, difference, None),
        )
        self._restore(session_id, difference, None, lambda: self._context.undo.push(step))

    def settle_agreed(self, session_id: SessionId, differences: tuple[CriterionDifference, ...]) -> None:
        """Settle all on which everybody agrees; undo opens exactly those again."""
        actor = self._context.actor
        concerned = tuple((one.call_id, one.criterion.key) for one in differences if _is_agreed(one))

        def settle() -> None:
            self._run(_("Settling"), lambda: self._calibrating.settle_agreed(actor, session_id))

        title = ngettext(
            "Settle {n} criterion on which all agree", "Settle {n} criteria on which all agree", len(concerned)
        )
        step = UndoStep(title.format(n=len(concerned)), lambda: self._open_again(session_id, concerned), settle)
        self._run(
            _("Settling"),
            lambda: self._calibrating.settle_agreed(actor, session_id),
            lambda: self._context.undo.push(step),
        )

    def close(self, session_id: SessionId, actions: tuple[SessionAction, ...]) -> None:
        """Close the session with what follows from it."""
        actor = self._context.actor
        self._run(_("Closing the session"), lambda: self._calibrating.close(actor, session_id, actions))

    def reopen(self, session_id: SessionId, reason: str) -> None:
        """Open a closed session again."""
        actor = self._context.actor
        self._run(_("Opening the session again"), lambda: self._calibrating.reopen(actor, session_id, reason))

    def _restore(
        self,
        session_id: SessionId,
        difference: CriterionDifference,
        before: SettledAnswer | None,
        done: Callable[[], None] | None = None,
    ) -> None:
        actor, call_id, key = self._context.actor, difference.call_id, difference.criterion.key
        if before is None:
            self._run(
                _("Taking back"),
                lambda: self._calibrating.withdraw_settled(actor, session_id, call_id, key),
                done,
            )
            return
        draft = SettleDraft(call_id, key, before.rating, before.na, before.reasons, before.rationale)
        self._run(_("Settling"), lambda: self._calibrating.settle(actor, session_id, draft), done)

    def _open_again(self, session_id: SessionId, concerned: tuple[tuple[CallId, str], ...]) -> None:
        actor = self._context.actor

        def withdraw() -> Changes:
            changes = Changes()
            for call_id, key in concerned:
                changes |= self._calibrating.withdraw_settled(actor, session_id, call_id, key)
            return changes

        self._run(_("Taking back"), withdraw)

    def _run(self, title: str, work: Callable[[], Changes], done: Callable[[], None] | None = None) -> None:
        def finished(changes: Changes) -> None:
            self._context.notices.close_key(_NOTICE)
            if done is not None:
                done()
            self._context.hub.announce(changes)

        self._context.jobs.run(self, title, lambda _progress: work(), finished, self._tell)

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)


def _is_agreed(difference: CriterionDifference) -> bool:
    return difference.settled is None and not difference.differs
