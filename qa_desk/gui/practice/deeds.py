"""What is changed from the page Practise and qualify: taking up, putting aside, sitting, giving up, ending, asking."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import AssignmentId, BlueprintId, CaseId, QualificationId
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _

_T = TypeVar("_T")


class Deeds(QObject):
    """One use-case each; what fails is told in a notice.

    Signals:
        taken_up: the first assignment of what was taken up, to be scored.
        sitting_begun: the sitting that was begun.
    """

    taken_up = Signal(object)
    sitting_begun = Signal(object)

    def __init__(self, context: PageContext, parent: QObject, *, notice: str) -> None:
        super().__init__(parent)
        self._context = context
        self._notice = notice

    def take_up(self, case_ids: list[CaseId]) -> None:
        """Take cases up to practise on them."""
        practising, actor = self._context.services.practising, self._context.actor
        self._run(_("Taking the case up"), lambda: practising.begin(actor, case_ids), self._on_taken_up)

    def put_aside(self, assignment_id: AssignmentId) -> None:
        """Give back what was taken up."""
        practising, actor = self._context.services.practising, self._context.actor
        self._change(_("Putting it aside"), lambda: practising.put_aside(actor, assignment_id))

    def begin_sitting(self, blueprint_id: BlueprintId) -> None:
        """Draw a set and begin to sit it."""
        qualifying, actor = self._context.services.qualifying, self._context.actor
        self._run(_("Drawing the set"), lambda: qualifying.begin(actor, blueprint_id), self._on_sitting_begun)

    def give_up(self, sitting_id: QualificationId) -> None:
        """End a sitting as it stands."""
        qualifying, actor = self._context.services.qualifying, self._context.actor
        self._change(_("Ending the sitting"), lambda: qualifying.give_up(actor, sitting_id))

    def end_plan(self, blueprint_id: BlueprintId) -> None:
        """Let nobody begin on a plan any more."""
        qualifying, actor = self._context.services.qualifying, self._context.actor
        self._change(_("Ending the qualification"), lambda: qualifying.end(actor, blueprint_id))

    def set_requirement(self, is_on: bool, first_day: date) -> None:
        """Ask for a certificate, or for none, from a day on."""
        qualifying, actor = self._context.services.qualifying, self._context.actor
        self._change(_("Saving"), lambda: qualifying.set_requirement(actor, is_on=is_on, valid_from=first_day))

    def _on_taken_up(self, begun: tuple[tuple[AssignmentId, ...], Changes]) -> None:
        keys, changes = begun
        self._context.hub.announce_taken_up(changes)
        if keys:
            self.taken_up.emit(keys[0])

    def _on_sitting_begun(self, begun: tuple[QualificationId, Changes]) -> None:
        self._context.hub.announce_taken_up(begun[1])
        self.sitting_begun.emit(begun[0])

    def _change(self, title: str, work: Callable[[], Changes]) -> None:
        self._run(title, work, self._context.hub.announce)

    def _run(self, title: str, work: Callable[[], _T], done: Callable[[_T], None]) -> None:
        self._context.jobs.run(
            self,
            title,
            lambda _progress: work(),
            done,
            lambda error: self._context.notices.error(error, key=self._notice),
            must_finish=True,
        )
