"""Keeps the draft while it is written: half a second after the last change, and at once when the editor is left."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import ConflictError, ErrorCode, QADeskError
from qa_desk.domain.scorecard import ScorecardDefinition, ScorecardVersion
from qa_desk.domain.scorecard_problems import kept_from_saving
from qa_desk.gui.scorecards.editing.edited_form import EditedForm
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.i18n import _

_WAIT_MS = 500
_RETRY_MS = 5000
_PASSING = frozenset({ErrorCode.DATABASE_LOCKED, ErrorCode.DATABASE_UNREACHABLE, ErrorCode.DISK_FULL})

SaveDraft = Callable[[ScorecardDefinition, int], tuple[ScorecardVersion, Changes]]


class DraftSaver(QObject):
    """Saves one draft, one saving at a time; each goes on from the one before.

    Args:
        form: what is written.
        save: the use-case; called on the store lane with what the form says and the count of savings it rests on.
        now: the time that the services go by.

    Signals:
        saved: when all that was written was kept (`datetime`), and the `Changes`.
        held_back: the form can't be kept as it is; its problems say why.
        failed: the exception; what was written stays here.
        conflicted: the ConflictError; somebody else saved in between.
    """

    saved = Signal(object, object)
    held_back = Signal()
    failed = Signal(object)
    conflicted = Signal(object)

    def __init__(
        self,
        form: EditedForm,
        save: SaveDraft,
        *,
        jobs: Jobs,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._form = form
        self._save = save
        self._jobs = jobs
        self._now = now
        self._n_saves = form.version.n_saves
        self._kept = form.definition
        self._is_saving = False
        self._is_stopped = False
        self._waiting: list[Callable[[], object]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save_now)
        form.changed.connect(self._on_changed)

    @property
    def is_saved(self) -> bool:
        """Whether all that is written is kept."""
        return self._kept == self._form.definition and not self._is_saving

    @property
    def n_saves(self) -> int:
        """The count of savings that what is written here rests on."""
        return self._n_saves

    def save_now(self) -> None:
        """Keep what is written, if anything is not kept yet."""
        self._timer.stop()
        definition = self._form.definition
        if self._is_saving or self._is_stopped or definition == self._kept or self._form.is_read_only:
            return
        if kept_from_saving(self._form.problems):
            self._waiting = []
            self.held_back.emit()
            return
        self._is_saving = True
        save, n_saves = self._save, self._n_saves
        self._jobs.run(
            self,
            _("Saving the draft"),
            lambda _progress: save(definition, n_saves),
            lambda result: self._on_saved(definition, *result),
            self._on_failed,
            is_quiet=True,
            must_finish=True,
        )

    def when_saved(self, then: Callable[[], object]) -> None:
        """Do `then` once all is kept; never when that fails."""
        if self.is_saved:
            then()
            return
        self._waiting.append(then)
        self.save_now()

    def overwrite(self, theirs: ScorecardVersion) -> None:
        """Keep what is written here in place of what somebody else saved."""
        self._n_saves = theirs.n_saves
        self._is_stopped = False
        self.save_now()

    def take_over(self, theirs: ScorecardVersion) -> None:
        """Go on from what somebody else saved."""
        self._n_saves = theirs.n_saves
        self._is_stopped = False
        self._kept = ScorecardDefinition.of_version(theirs)
        self._form.replace_with(theirs)

    def _on_changed(self) -> None:
        if self._form.definition != self._kept:
            self._timer.start(_WAIT_MS)

    def _on_saved(self, definition: ScorecardDefinition, version: ScorecardVersion, changes: Changes) -> None:
        self._is_saving = False
        self._n_saves, self._kept = version.n_saves, definition
        if self._form.definition != definition:
            self.save_now()
            return
        self.saved.emit(self._now(), changes)
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    def _on_failed(self, error: Exception) -> None:
        self._is_saving = False
        self._waiting = []
        if isinstance(error, ConflictError):
            self._is_stopped = True
            self.conflicted.emit(error)
            return
        if not isinstance(error, QADeskError) or error.code in _PASSING:
            self._timer.start(_RETRY_MS)
        self.failed.emit(error)
