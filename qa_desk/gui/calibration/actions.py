"""What is done to sessions from their pages: jobs that announce their changes, with the way back where there is one."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qa_desk.domain.calibration import Seat, SeatKind, SettledAnswer
from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import ConflictError
from qa_desk.domain.ids import RecurrenceId, SessionId
from qa_desk.domain.people import Person, Role
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, ngettext
from qa_desk.services.calibration.calibrating_views import CriterionDifference, SessionDraft, SettleDraft
from qa_desk.services.calibration.convening_views import RecurrenceDraft
from qa_desk.services.calibration.panel_answers import agreed_draft

if TYPE_CHECKING:
    from qa_desk.services.calibration.calibrating import Calibrating
    from qa_desk.services.calibration.convening import Convening
    from qa_desk.services.calibration.meeting import Meeting

_NOTICE = "calibration"


class SessionActions(QObject):
    """Runs the use cases of calibration on behalf of the person who signed in."""

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    @property
    def _meeting(self) -> "Meeting":
        return self._context.services.meeting

    @property
    def _calibrating(self) -> "Calibrating":
        return self._context.services.calibrating

    @property
    def _convening(self) -> "Convening":
        return self._context.services.convening

    def create(self, draft: SessionDraft, done: Callable[[SessionId], None]) -> None:
        """Open a session."""
        actor = self._context.actor

        def opened(result: tuple[SessionId, Changes]) -> None:
            self._context.hub.announce(result[1])
            done(result[0])

        self._context.jobs.run(
            self, _("Opening the session"), lambda _progress: self._calibrating.create(actor, draft), opened, self._tell
        )

    def come_back(self, draft: RecurrenceDraft, done: Callable[[], None]) -> None:
        """Let a session come back."""
        actor = self._context.actor

        def kept(result: tuple[RecurrenceId, Changes]) -> None:
            self._context.hub.announce(result[1])
            done()

        self._context.jobs.run(
            self,
            _("Letting the session come back"),
            lambda _progress: self._convening.come_back(actor, draft),
            kept,
            self._tell,
        )

    def seat(self, session_id: SessionId, person: Person) -> None:
        """Give somebody a seat; an agent as one, where they hold no other role."""
        actor, is_agent = self._context.actor, Role.INSPECTOR not in person.roles
        kind = SeatKind.AGENT if is_agent else SeatKind.INSPECTOR
        self._run(_("Giving a seat"), lambda: self._convening.seat(actor, session_id, person.id, kind))

    def unseat(self, session_id: SessionId, seat: Seat) -> None:
        """Take a seat away; undo gives it back with what was handed in."""
        actor = self._context.actor
        title = _("Take the seat of {name} away").format(name=seat.name)

        def take() -> None:
            self._run(_("Taking a seat"), lambda: self._convening.unseat(actor, session_id, seat.person_id))

        def give() -> None:
            self._run(_("Giving a seat"), lambda: self._convening.seat(actor, session_id, seat.person_id, seat.kind))

        self._run(
            _("Taking a seat"),
            lambda: self._convening.unseat(actor, session_id, seat.person_id),
            lambda: self._context.undo.push(UndoStep(title, give, take)),
        )

    def take_over(self, session_id: SessionId) -> None:
        """Lead a session from now on."""
        actor = self._context.actor
        self._run(_("Taking over"), lambda: self._convening.hand_over(actor, session_id, actor.person_id))

    def end_recurrence(self, recurrence_id: RecurrenceId) -> None:
        """Let a session come back no more."""
        actor = self._context.actor
        self._run(_("Ending what comes back"), lambda: self._convening.end_recurrence(actor, recurrence_id))

    def open_due(self) -> None:
        """Open the recurring sessions that are due."""
        actor = self._context.actor
        self._run(_("Opening what is due"), lambda: self._convening.open_due(actor)[1])

    def reveal(self, session_id: SessionId) -> None:
        """Show everybody's answers to the panel; there is no way back."""
        actor = self._context.actor
        self._run(_("Revealing"), lambda: self._calibrating.reveal(actor, session_id))

    def settle(
        self,
        session_id: SessionId,
        draft: SettleDraft,
        difference: CriterionDifference,
        conflicted: Callable[[ConflictError], None],
    ) -> None:
        """Settle one criterion; undo brings back what was settled before, or nothing.

        `conflicted` is told when another lead settled it meanwhile; nothing was kept then.
        """
        actor, before = self._context.actor, draft.seen
        settled = draft.as_settled(difference.criterion, actor.person_id, self._context.services.now())

        def work() -> Changes:
            return self._meeting.settle(actor, session_id, draft)

        def failed(error: Exception) -> None:
            if isinstance(error, ConflictError):
                conflicted(error)
            else:
                self._tell(error)

        title = _("Settle “{criterion}”").format(criterion=in_words(difference.criterion.title))
        step = UndoStep(
            title,
            lambda: self._restore(session_id, settled, before),
            lambda: self._run(_("Settling"), work),
        )
        self._run(_("Settling"), work, lambda: self._context.undo.push(step), failed)

    def withdraw(self, session_id: SessionId, difference: CriterionDifference) -> None:
        """Take a settled answer back; undo settles it again."""
        before = difference.settled
        if before is None:
            return
        mine = replace(before, settled_by=self._context.actor.person_id)
        title = _("Take back “{criterion}”").format(criterion=in_words(difference.criterion.title))
        step = UndoStep(
            title,
            lambda: self._restore(session_id, None, before),
            lambda: self._restore(session_id, mine, None),
        )
        self._restore(session_id, before, None, lambda: self._context.undo.push(step))

    def settle_agreed(self, session_id: SessionId, differences: tuple[CriterionDifference, ...]) -> None:
        """Settle all on which everybody agrees; undo opens exactly those again."""
        actor, now = self._context.actor, self._context.services.now()
        drafts = ((one.criterion, agreed_draft(one)) for one in differences)
        settled = tuple(draft.as_settled(criterion, actor.person_id, now) for criterion, draft in drafts if draft)

        def work() -> Changes:
            return self._meeting.settle_agreed(actor, session_id)

        title = ngettext(
            "Settle {n} criterion on which all agree", "Settle {n} criteria on which all agree", len(settled)
        )
        step = UndoStep(
            title.format(n=len(settled)),
            lambda: self._run(_("Taking back"), lambda: self._meeting.withdraw_settled(actor, session_id, *settled)),
            lambda: self._run(_("Settling"), work),
        )
        self._run(_("Settling"), work, lambda: self._context.undo.push(step))

    def close(self, session_id: SessionId) -> None:
        """End the session."""
        actor = self._context.actor
        self._run(_("Closing the session"), lambda: self._calibrating.close(actor, session_id))

    def reopen(self, session_id: SessionId, reason: str) -> None:
        """Open a closed session again."""
        actor = self._context.actor
        self._run(_("Opening the session again"), lambda: self._calibrating.reopen(actor, session_id, reason))

    def _restore(
        self,
        session_id: SessionId,
        seen: SettledAnswer | None,
        wanted: SettledAnswer | None,
        done: Callable[[], None] | None = None,
    ) -> None:
        """Put one settled answer in the place of another, or of none."""
        actor = self._context.actor
        if wanted is None:
            assert seen is not None
            self._run(_("Taking back"), lambda: self._meeting.withdraw_settled(actor, session_id, seen), done)
            return
        draft = SettleDraft(
            wanted.call_id, wanted.criterion_key, wanted.rating, wanted.na, wanted.reasons, wanted.rationale, seen
        )
        self._run(_("Settling"), lambda: self._meeting.settle(actor, session_id, draft), done)

    def _run(
        self,
        title: str,
        work: Callable[[], Changes],
        done: Callable[[], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        def finished(changes: Changes) -> None:
            self._context.notices.close_key(_NOTICE)
            if done is not None:
                done()
            self._context.hub.announce(changes)

        self._context.jobs.run(self, title, lambda _progress: work(), finished, failed or self._tell)

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)
