"""Assigning from the page Calls: opens the panel, saves what it asks for, and takes it back when undone."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import AssignmentId, CallId
from qa_desk.domain.permissions import Action
from qa_desk.gui.calls.assign_panel import AssignChoices, AssignPanel
from qa_desk.gui.shell.dates import local_day
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.i18n import _, ngettext
from qa_desk.services.scoring.inspecting_views import AssignmentDraft

_NOTICE = "assigning"


class Assigning(QObject):
    """The panel with its work.

    Args:
        chosen: the calls that are selected now.

    Signals:
        shown_changed: the panel was opened or closed.
    """

    shown_changed = Signal()

    def __init__(self, context: PageContext, chosen: Callable[[], tuple[CallId, ...]], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._chosen = chosen
        self.panel = AssignPanel(theme=context.theme, may_run_sessions=context.may(Action.RUN_SESSIONS))
        self.panel.hide()
        self.panel.assign_requested.connect(self._save)
        self.panel.session_requested.connect(self._go_to_session)
        self.panel.cancelled.connect(self.end)
        context.commands.bind(self.panel, {"window.close_notice": self.end})

    @property
    def is_open(self) -> bool:
        """Whether the panel is there."""
        return not self.panel.isHidden()

    def follow_selection(self) -> None:
        """Other calls are selected."""
        self.panel.set_calls(self._chosen())

    def begin(self) -> None:
        """Open the panel for the calls that are selected."""
        services, actor = self._context.services, self._context.actor

        def work(_progress: object) -> AssignChoices:
            zone = services.administering.centre().time_zone
            return AssignChoices(
                services.assigning.inspectors(actor),
                services.authoring.scorecards(actor),
                local_day(services.now(), zone),
            )

        def show(choices: AssignChoices) -> None:
            self.panel.show()
            self.follow_selection()
            self.panel.begin(choices)
            self.shown_changed.emit()

        self._context.jobs.run(
            self,
            _("Reading who can score"),
            work,
            show,
            lambda error: self._context.notices.error(error, key=_NOTICE),
            is_quiet=True,
        )

    def end(self) -> None:
        """Close the panel."""
        if self.is_open:
            self.panel.hide()
            self.shown_changed.emit()

    def _save(self, draft: AssignmentDraft) -> None:
        assigning, actor = self._context.services.assigning, self._context.actor
        self.panel.set_busy(True)
        self._context.jobs.run(
            self,
            _("Assigning"),
            lambda _progress: assigning.assign(actor, draft),
            partial(self._on_assigned, draft),
            self._on_failed,
            must_finish=True,
        )

    def _on_assigned(self, draft: AssignmentDraft, changes: Changes) -> None:
        self.panel.set_busy(False)
        self.end()
        self._context.hub.announce(changes)
        self._tell(draft, changes)

    def _tell(self, draft: AssignmentDraft, changes: Changes) -> None:
        n, n_wished = len(changes.ids), len(draft.call_ids) * len(draft.inspector_ids)
        if not n:
            self._context.notices.info(_("All of these wait for those inspectors already."), key=_NOTICE)
            return
        words = ngettext("{n} assignment made", "{n} assignments made", n).format(n=n)
        if n < n_wished:
            there = ngettext("{n} was there already", "{n} were there already", n_wished - n).format(n=n_wished - n)
            words = f"{words}; {there}"
        withdraw = partial(self._withdraw, tuple(AssignmentId(one) for one in changes.ids))
        step = UndoStep(_("assigning calls"), withdraw)
        self._context.undo.push(step)
        take_back = partial(self._take_back, step)
        self._context.notices.done(words, action_title=_("Undo"), action=take_back, key=_NOTICE)

    def _take_back(self, step: UndoStep) -> None:
        """Undo this very step, whatever was done since."""
        self._context.undo.drop(step)
        step.undo()

    def _withdraw(self, assignment_ids: tuple[AssignmentId, ...]) -> None:
        assigning, actor = self._context.services.assigning, self._context.actor
        self._context.jobs.run(
            self,
            _("Taking the assignments back"),
            lambda _progress: assigning.withdraw(actor, assignment_ids),
            partial(self._on_withdrawn, len(assignment_ids)),
            lambda error: self._context.notices.error(error, key=_NOTICE),
        )

    def _on_withdrawn(self, n_wished: int, changes: Changes) -> None:
        self._context.hub.announce(changes)
        n = len(changes.ids)
        words = ngettext("{n} assignment taken back", "{n} assignments taken back", n).format(n=n)
        if n < n_wished:
            begun = ngettext("{n} is begun and stays", "{n} are begun and stay", n_wished - n).format(n=n_wished - n)
            words = f"{words}; {begun}"
        self._context.notices.info(words, key=_NOTICE)

    def _on_failed(self, error: Exception) -> None:
        self.panel.set_busy(False)
        self.panel.show_error(error)

    def _go_to_session(self, call_ids: tuple[CallId, ...]) -> None:
        self.end()
        calls = ",".join(str(call_id) for call_id in call_ids)
        self._context.navigation.go(Place.to("calibration", do="new", calls=calls))
