"""Reads the training pack into its view, offers the practice set of it, and takes a set back."""

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import PracticeSetId
from qa_desk.domain.permissions import Action
from qa_desk.gui.issues.training import TrainingView
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _, ngettext
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.issues.training_views import SetProgress, TrainingPack

_NOTICE = "practice set"


class HandingOver(QObject):
    """What the view of the pack asks for.

    Signals:
        read_done: the pack that is shown now.
        failed: why it could not be read.
    """

    read_done = Signal(object)
    failed = Signal(object)

    def __init__(self, context: PageContext, view: TrainingView) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        view.end_requested.connect(self._end)

    def read(self, query: IssueQuery, time_zone: str) -> None:
        """Put the pack of a period together and show it."""
        training, actor = self._context.services.training, self._context.actor
        sees_sets = self._context.may(Action.OFFER_PRACTICE)

        def show(found: tuple[TrainingPack, tuple[SetProgress, ...]]) -> None:
            pack, sets = found
            self._view.show_pack(pack, time_zone)
            self._view.show_sets(sets)
            self.read_done.emit(pack)

        self._context.jobs.run(
            self,
            _("Putting the training pack together"),
            lambda _progress: (training.pack(actor, query), training.sets(actor) if sees_sets else ()),
            show,
            self.failed.emit,
            is_quiet=True,
        )

    def offer(self) -> None:
        """Make a practice set of the cases shown."""
        pack = self._view.pack
        if pack is None:
            return
        training, actor = self._context.services.training, self._context.actor
        self._context.jobs.run(
            self,
            _("Making the practice set"),
            lambda _progress: training.offer(actor, pack),
            lambda made: self._on_offered(pack, made[1]),
            self._tell,
            must_finish=True,
        )

    def _on_offered(self, pack: TrainingPack, changes: Changes) -> None:
        if not changes.kinds:
            self._context.notices.info(_("These cases are on offer already."), key=_NOTICE)
            return
        n_cases = len(pack.case_ids)
        words = ngettext(
            "Everybody who practises finds a set of {n} case under Practise and qualify.",
            "Everybody who practises finds a set of {n} cases under Practise and qualify.",
            n_cases,
        )
        self._context.notices.done(words.format(n=n_cases), key=_NOTICE)
        self._context.hub.announce(changes)

    def _end(self, set_id: PracticeSetId) -> None:
        training, actor = self._context.services.training, self._context.actor
        self._context.jobs.run(
            self,
            _("Taking the practice set back"),
            lambda _progress: training.end(actor, set_id),
            self._context.hub.announce,
            self._tell,
            must_finish=True,
        )

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)
