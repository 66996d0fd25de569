"""What follows when a call is handed in from the desk: it is told, it can be taken back, and the next one is ready."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import AssignmentId
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.i18n import _

_NOTICE = "submitted"


class HandingIn(QObject):
    """Tells of what was handed in, and takes it back.

    Signals:
        taken_back: the key of the assignment that is open again.
    """

    taken_back = Signal(object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def tell(self, assignment_id: AssignmentId, call: str) -> None:
        """A call was handed in; the notice and the undo stack lead back to it."""
        take_back = partial(self.take_back, assignment_id)
        self._context.undo.push(UndoStep(_("submitting {call}").format(call=call), take_back))
        self._context.notices.done(
            _("{call} submitted").format(call=call), action_title=_("Undo"), action=take_back, key=_NOTICE
        )

    def be_silent(self) -> None:
        """Beside another call the notice is of no use; it can be taken back from the queue."""
        self._context.notices.close_key(_NOTICE)

    def take_back(self, assignment_id: AssignmentId) -> None:
        """Let it be open again."""
        inspecting, actor = self._context.services.inspecting, self._context.actor

        def work(_progress: object) -> Changes:
            return inspecting.undo_submit(actor, inspecting.open(actor, assignment_id).evaluation.id)

        self._context.jobs.run(
            self,
            _("Taking back what was submitted"),
            work,
            partial(self._on_taken_back, assignment_id),
            lambda error: self._context.notices.error(error, key=_NOTICE),
            is_quiet=True,
        )

    def _on_taken_back(self, assignment_id: AssignmentId, changes: Changes) -> None:
        self.be_silent()
        self._context.hub.announce(changes)
        self.taken_back.emit(assignment_id)
