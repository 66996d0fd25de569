"""Recordings that lie on another machine: fetches the next calls of the queue, and tells when the store is away.

One notice says so, however many calls are asked for meanwhile, and goes by itself when the store is back.
"""

from PySide6.QtCore import QObject, QTimer

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.jobs import Progress, is_cancelled
from qa_desk.gui.shell.notices import AWAY_NOTICE, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _
from qa_desk.services.calls.fetching_views import StoreState

_FIRST_MS = 2_000
_EVERY_MS = 20_000
_GIB = 1 << 30


class RecordingsWatch(QObject):
    """Watches for as long as one person sits at the desk; rests where recordings lie on this machine."""

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._is_looking = False
        self._is_begun = False
        self._is_away = False
        self._timer = QTimer(self)
        self._timer.setInterval(_FIRST_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        context.settings.changed.connect(self._on_settings_changed)
        context.hub.subscribe(self, lambda _changes: self.look(), ObjectKind.ASSIGNMENT)

    def look(self) -> None:
        """Fetch what is next, off the GUI thread, unless that is going on."""
        if self._is_looking or (self._is_begun and not self._timer.isActive()):
            return
        self._is_looking = True
        self._timer.setInterval(_EVERY_MS)
        self._context.jobs.run(
            self,
            _("Fetching the next calls"),
            self._looked,
            self._on_looked,
            self._on_failed,
            lane="files",
            is_quiet=True,
        )

    def _looked(self, progress: Progress) -> StoreState:
        """On the job's thread."""
        fetching, actor, settings = self._context.services.fetching, self._context.actor, self._context.settings.current
        if not self._is_begun:
            fetching.begin(round(settings.copies_limit_gib * _GIB))
            self._is_begun = True
        state = fetching.ask_again() if fetching.state().away is not None else fetching.state()
        if state.is_local or state.away is not None or not self._context.may(Action.SCORE):
            return state
        try:
            fetching.fetch_next(actor, round(settings.calls_fetched_ahead), progress)
        except QADeskError as error:
            if error.code is not ErrorCode.RECORDINGS_AWAY:
                raise
        return fetching.state()

    def _on_looked(self, state: StoreState) -> None:
        self._is_looking = False
        if state.is_local:
            self._timer.stop()
            return
        if state.away is not None:
            self._is_away = True
            self._context.notices.warning(
                sentence(state.away), action_title=_("Try again"), action=self.look, key=AWAY_NOTICE
            )
        elif self._is_away or any(notice.key == AWAY_NOTICE for notice in self._context.notices.standing):
            self._is_away = False
            self._context.notices.close_key(AWAY_NOTICE)
            self._context.notices.done(_("The recordings store is back."))
            # calls that wait for it are fetched now
            self._context.hub.announce(Changes.of(ObjectKind.RECORDING))

    def _on_failed(self, error: Exception) -> None:
        self._is_looking = False
        if not is_cancelled(error):
            self._context.notices.warning(sentence(error), key="fetching ahead")

    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if "copies_limit_gib" in names:
            self._is_begun = False
            self.look()
