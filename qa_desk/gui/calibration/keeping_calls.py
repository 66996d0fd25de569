"""From a closed session into the library: by one key the call shown, or one chosen of all, becomes a standard case."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.ids import CallId
from qa_desk.domain.permissions import Action
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.desk.chooser import Chooser, Offer
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.page_head import PageHead
from qa_desk.i18n import _

COMMAND = "meeting.standard_case"


class KeepCalls(QObject):
    """The head's button on the result, and its key there; the meeting asks for the call it is on."""

    def __init__(self, context: PageContext, view: QWidget) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._session: ShownSession | None = None
        self._anchor: QWidget = view
        self._chooser = Chooser(
            _("Call to keep as a standard case"), theme=context.theme, name="call_to_keep", parent=view
        )
        self._chooser.chosen.connect(self.keep)
        context.commands.bind(view, {COMMAND: self._choose}, enabled={COMMAND: self._can_keep})

    def offer(self, head: PageHead, session: ShownSession) -> None:
        """The page's main step once the session is closed."""
        self._session = session
        if self._can_keep():
            self._anchor = head.add_action(
                _("Keep as standard case"), self._choose, kind="primary", command=COMMAND, name="keep_call"
            )

    def keep(self, call_id: object) -> None:
        """Show the form that keeps this call."""
        if self._session is not None and self._can_keep():
            session_id = self._session.view.session.id
            self._context.navigation.go(Place.to("library", session=str(session_id), call=str(call_id)))

    def keep_of(self, session: ShownSession, call_id: CallId) -> None:
        """The same, for the call that the meeting is on."""
        self._session = session
        self.keep(call_id)

    def _choose(self) -> None:
        assert self._session is not None, "offered before it is asked for"
        calls = self._session.view.calls
        if len(calls) == 1:
            self.keep(calls[0].id)
        else:
            self._chooser.open_at(self._anchor, [Offer(call.id, call.key, call.business_type) for call in calls])

    def _can_keep(self) -> bool:
        return (
            self._session is not None
            and self._session.state is SessionState.CLOSED
            and self._context.may(Action.KEEP_CASES)
        )
