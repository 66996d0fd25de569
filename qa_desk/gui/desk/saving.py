"""Keeps what the inspector does, at once and in order; what could not be kept stays here and is tried again."""

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.i18n import _

_log = logging.getLogger(__name__)

_RETRY_MS = 5000
_PASSING = frozenset({ErrorCode.DATABASE_LOCKED, ErrorCode.DATABASE_UNREACHABLE, ErrorCode.DISK_FULL})


@dataclass(frozen=True, slots=True)
class _Change:
    """One change: `key` says what it changes, so that a newer one of the same key replaces it; `number` is its age."""

    key: Hashable
    work: Callable[[], object]
    number: int


class Saver(QObject):
    """Sends each change down the store lane, which keeps their order.

    A change says the whole new state of one thing (an answer, a mark), so the newest of a key is all that counts.

    Args:
        jobs: where the work is done.
        now: the time that the services go by.

    Signals:
        saved: when the last change was kept (`datetime`); nothing is outstanding.
        failed: the exception; the change is kept here and tried again.
        recovered: what had failed is kept now.
    """

    saved = Signal(object)
    failed = Signal(object)
    recovered = Signal()

    def __init__(self, jobs: Jobs, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._now = now
        self._n_sent = 0
        self._newest: dict[Hashable, int] = {}
        self._under_way: dict[int, _Change] = {}
        self._unsaved: dict[Hashable, _Change] = {}
        self._waiting: list[Callable[[], object]] = []
        self._has_failed = False
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(_RETRY_MS)
        self._retry.timeout.connect(self.try_again)

    @property
    def n_unsaved(self) -> int:
        """How many changes could not be kept yet."""
        return len(self._unsaved)

    @property
    def is_idle(self) -> bool:
        """Whether everything is kept."""
        return not self._under_way and not self._unsaved

    def save(self, key: Hashable, work: Callable[[], object]) -> None:
        """Keep a change; `work` calls the use-case, on the store lane."""
        self._n_sent += 1
        self._newest[key] = self._n_sent
        self._unsaved.pop(key, None)
        self._send(_Change(key, work, self._n_sent))

    def when_saved(self, then: Callable[[], object]) -> None:
        """Do `then` once everything is kept: at once, or after what is under way; never while something failed."""
        if self.is_idle:
            then()
        else:
            self._waiting.append(then)

    def forget_waiting(self) -> None:
        """Do no longer what waits for everything to be kept."""
        self._waiting.clear()

    def try_again(self) -> None:
        """Send again what could not be kept."""
        self._retry.stop()
        again, self._unsaved = list(self._unsaved.values()), {}
        for change in again:
            self._send(change)

    def _send(self, change: _Change) -> None:
        self._under_way[change.number] = change
        self._jobs.run(
            self,
            _("Saving"),
            lambda _progress: change.work(),
            lambda _result: self._on_done(change),
            lambda error: self._on_failed(change, error),
            is_quiet=True,
            must_finish=True,
        )

    def _on_done(self, change: _Change) -> None:
        self._under_way.pop(change.number, None)
        if self._newest.get(change.key) == change.number:
            del self._newest[change.key]
        if not self.is_idle:
            return
        self._retry.stop()
        if self._has_failed:
            self._has_failed = False
            self.recovered.emit()
        self.saved.emit(self._now())
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    def _on_failed(self, change: _Change, error: Exception) -> None:
        self._under_way.pop(change.number, None)
        if self._newest.get(change.key) != change.number:
            return
        _log.warning("a change could not be saved: %s", type(error).__name__)
        self._unsaved[change.key] = change
        self._waiting.clear()
        self._has_failed = True
        if not isinstance(error, QADeskError) or error.code in _PASSING:
            self._retry.start()
        self.failed.emit(error)
