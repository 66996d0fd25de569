"""What stands right of the form: the criterion, or the transcript or the history of the evaluation in its place."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget

from qa_desk.domain.evaluation import CauseOwner
from qa_desk.gui.desk.history import HistoryView
from qa_desk.gui.desk.panel import CriterionPanel
from qa_desk.gui.desk.transcript import TranscriptView
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.status_line import StatusLine
from qa_desk.i18n import _
from qa_desk.services.calls.listening import SpokenPassage
from qa_desk.services.scoring.inspecting_views import DeskView
from qa_desk.services.scoring.reviewing import EarlierVersion

PANEL, TRANSCRIPT, HISTORY = "guidance", "transcript", "history"
_Read = tuple[tuple[SpokenPassage, ...], tuple[EarlierVersion, ...]]


class DeskSide(QStackedWidget):
    """The parts with their tabs in the foot; a tab is there only for what the call has."""

    def __init__(
        self, context: PageContext, panel: CriterionPanel, transcript: TranscriptView, *, status: StatusLine
    ) -> None:
        super().__init__()
        self._context = context
        self._status = status
        self._view: DeskView | None = None
        self._transcript = transcript
        self.history = HistoryView(theme=context.theme)
        self._parts = {PANEL: panel, TRANSCRIPT: transcript, HISTORY: self.history}
        for part in self._parts.values():
            self.addWidget(part)
        status.tab_chosen.connect(self.show_part)

    def show_view(self, view: DeskView) -> None:
        """Another evaluation; what there is of it beside the form is read."""
        services, actor = self._context.services, self._context.actor
        call_id, key = view.detail.call.id, view.evaluation.id
        self._view = view
        self._show(view, ((), ()))
        self._context.jobs.run(
            self,
            _("Reading the transcript"),
            lambda _progress: (services.listening.transcript(actor, call_id), services.reviewing.history(actor, key)),
            partial(self._show, view),
            lambda _error: None,
            is_quiet=True,
            can_wait=True,
        )

    def show_part(self, key: str) -> None:
        """Bring one of the parts up."""
        self.setCurrentWidget(self._parts[key])
        self._status.set_tab(key)

    def _show(self, view: DeskView, read: _Read) -> None:
        if view is not self._view:
            return
        passages, history = read
        self._transcript.show_passages(passages)
        self.history.show_history(
            history, view.version, time_zone=view.detail.time_zone, owner_name=partial(_owner_name, view)
        )
        tabs = [(PANEL, _("Guidance"))]
        if passages:
            tabs.append((TRANSCRIPT, _("Transcript")))
        if history:
            tabs.append((HISTORY, _("History")))
        self._status.set_tabs(tabs if len(tabs) > 1 else ())
        self.show_part(PANEL)


def _owner_name(view: DeskView, owner: CauseOwner) -> str:
    named = {choice.owner: choice.name for choice in view.cause_owners}
    return named.get(owner) or _("agent")
