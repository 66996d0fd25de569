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


Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Change:
    """One change: `key` says what it changes, so that a newer one of the same key replaces it; `number` is its age."""

    key: Hashable
    work: Work
    of: Hashable
    number: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is to be done once everything `of` something is kept, and what `otherwise`, when it can't be."""

    of: Hashable
    then: Work
    otherwise: Work | None


class Saver(QObject):
    """Sends each change down the store lane, which keeps their order.

    A change says the whole new state of one thing (an answer, a mark), so the newest of a key is all that counts. What
    it is a change `of` (an evaluation) stands for itself: one that can't be kept does not hold up another.

    Args:
        jobs: where the work is done.
        now: the time that the services go by.

    Signals:
        saved: when the last change was kept (`datetime`), and of what; nothing of it is outstanding.
        failed: the exception, and of what; the change is kept here and tried again.
        recovered: what had failed is kept now.
    """

    saved = Signal(object, object)
    failed = Signal(object, object)
    recovered = Signal()

    def __init__(self, jobs: Jobs, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._now = now
        self._n_sent = 0
        self._newest: dict[Hashable, int] = {}
        self._under_way: dict[int, _Change] = {}
        self._unsaved: dict[Hashable, _Change] = {}
        self._waiting: list[_Waiting] = []
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

    def unsaved_of(self, of: Hashable) -> tuple[Hashable, ...]:
        """The keys of the changes of one thing that could not be kept yet."""
        return tuple(change.key for change in self._unsaved.values() if change.of == of)

    def save(self, key: Hashable, work: Work, *, of: Hashable = None) -> None:
        """Keep a change; `work` calls the use-case, on the store lane."""
        self._n_sent += 1
        self._newest[key] = self._n_sent
        self._unsaved.pop(key, None)
        self._send(_Change(key, work, of, self._n_sent))

    def when_saved(self, then: Work, *, of: Hashable = None, otherwise: Work | None = None) -> None:
        """Do `then` once everything of one thing is kept: at once, or after what is under way.

        When something of it can't be kept, `otherwise` is done instead.
        """
        if self._is_kept(of):
            then()
        else:
            self._waiting.append(_Waiting(of, then, otherwise))
            self._jobs.hurry()

    def try_again(self, of: Hashable = None) -> None:
        """Send again what could not be kept, of one thing or of everything."""
        self._retry.stop()
        again = [change for change in self._unsaved.values() if of is None or change.of == of]
        for change in again:
            del self._unsaved[change.key]
        for change in again:
            self._send(change)

    def _is_kept(self, of: Hashable) -> bool:
        return not any(change.of == of for change in (*self._under_way.values(), *self._unsaved.values()))

    def _send(self, change: _Change) -> None:
        self._under_way[change.number] = change
        self._jobs.run(
            self,
            _("Saving"),
            lambda _progress: self._keep(change),
            lambda _result: self._on_done(change),
            lambda error: self._on_failed(change, error),
            is_quiet=True,
            must_finish=True,
            can_wait=True,
        )

    def _keep(self, change: _Change) -> object:
        """On the lane; what a newer change of the same key follows need not be written."""
        return change.work() if self._newest.get(change.key, change.number) == change.number else None

    def _on_done(self, change: _Change) -> None:
        self._under_way.pop(change.number, None)
        if self._newest.get(change.key) == change.number:
            del self._newest[change.key]
        if self.is_idle:
            self._retry.stop()
            if self._has_failed:
                self._has_failed = False
                self.recovered.emit()
        if not self._is_kept(change.of):
            return
        self.saved.emit(self._now(), change.of)
        for waiting in self._no_longer_waiting(change.of):
            waiting.then()

    def _on_failed(self, change: _Change, error: Exception) -> None:
        self._under_way.pop(change.number, None)
        if self._newest.get(change.key) != change.number:
            return
        _log.warning("a change could not be saved: %s", type(error).__name__)
        self._unsaved[change.key] = change
        self._has_failed = True
        if not isinstance(error, QADeskError) or error.code in _PASSING:
            self._retry.start()
        self.failed.emit(error, change.of)
        for waiting in self._no_longer_waiting(change.of):
            if waiting.otherwise is not None:
                waiting.otherwise()

    def _no_longer_waiting(self, of: Hashable) -> list[_Waiting]:
        found = [waiting for waiting in self._waiting if waiting.of == of]
        self._waiting = [waiting for waiting in self._waiting if waiting.of != of]
        return found
