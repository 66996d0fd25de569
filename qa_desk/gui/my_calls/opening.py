"""Opening a call for the desk: takes a draft over from another desk, and keeps what was left over here."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.ids import AssignmentId
from qa_desk.gui.desk.standing import DeskStanding
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _
from qa_desk.services.scoring.inspecting_views import DeskView


class Opening(QObject):
    """One call is wanted at a time; what comes of another is not told.

    Signals:
        opened: the `DeskView`, to be shown.
        failed: the exception.
    """

    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, context: PageContext, standing: DeskStanding, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._standing = standing
        self._wanted: AssignmentId | None = None
        standing.take_over_requested.connect(self._take_over)

    @property
    def wanted(self) -> AssignmentId | None:
        """The assignment that is on the desk, or on its way there."""
        return self._wanted

    def open(self, assignment_id: AssignmentId) -> None:
        """Open this one."""
        self._wanted = assignment_id
        self._read(assignment_id)

    def forget(self) -> None:
        """None is wanted."""
        self._wanted = None

    def _take_over(self) -> None:
        if self._wanted is not None:
            self._read(self._wanted, takes_over=True)

    def _read(self, assignment_id: AssignmentId, *, takes_over: bool = False) -> None:
        inspecting, actor = self._context.services.inspecting, self._context.actor
        self._context.jobs.run(
            self,
            _("Opening the call"),
            lambda _progress: inspecting.open(actor, assignment_id, takes_over=takes_over),
            partial(self._on_read, assignment_id),
            partial(self._on_failed, assignment_id),
            is_quiet=True,
        )

    def _on_read(self, assignment_id: AssignmentId, view: DeskView) -> None:
        if assignment_id != self._wanted:
            return
        if not view.is_read_only and self._standing.has_left_over(view.evaluation.id):
            # Changes that could not be kept while another desk had the draft: they are kept first, then shown with it.
            self._standing.save_left_over(view.evaluation.id, partial(self._read_again, assignment_id, view))
        else:
            self.opened.emit(view)

    def _read_again(self, assignment_id: AssignmentId, view: DeskView) -> None:
        if assignment_id != self._wanted:
            return
        if self._standing.has_left_over(view.evaluation.id):
            self.opened.emit(view)
        else:
            self._read(assignment_id)

    def _on_failed(self, assignment_id: AssignmentId, error: Exception) -> None:
        if assignment_id == self._wanted:
            self.failed.emit(error)
