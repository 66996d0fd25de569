"""The sound at the foot of the window may have been taken up before its call was given out without the agent's name.

It stays there whatever page is shown, so it is looked at here whether its title may still say whose call it is.
"""

from functools import partial

from PySide6.QtCore import QObject

from qa_desk.domain.calls import CallSummary
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CallId
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _


class NamedSound(QObject):
    """Watches for as long as one person sits at the desk."""

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        if context.may(Action.VIEW_CALLS):
            context.hub.subscribe(self, self._look, ObjectKind.ASSIGNMENT, ObjectKind.SESSION)

    def _look(self, _changes: Changes) -> None:
        services, actor, call_id = self._context.services, self._context.actor, self._context.sound.shown.call_id
        if call_id is None:
            return
        self._context.jobs.run(
            self,
            _("Reading the call"),
            lambda _progress: services.listening.these_calls(actor, (call_id,)),
            partial(self._on_read, call_id),
            is_quiet=True,
        )

    def _on_read(self, call_id: CallId, calls: tuple[CallSummary, ...]) -> None:
        sound = self._context.sound
        if sound.shown.call_id == call_id and calls and not calls[0].agent_name and sound.shown.title != calls[0].key:
            sound.update(title=calls[0].key)
