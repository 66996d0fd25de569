"""Keeps what the inspector does, at once and in order; what could not be kept stays here and is tried again."""

import logging
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from qa_desk.domain.errors import QADeskError
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.i18n import _
from qa_desk.services.keeping.change_journal import KeptChange
from qa_desk.services.keeping.desk_changes import DeskChange, HeardChange, Submission
from qa_desk.services.scoring.carrying_on import PASSING

_log = logging.getLogger(__name__)

_RETRY_MS = 5000

Work = Callable[[], object]


class ChangeKeeper(Protocol):
    """Where changes go: on this computer's disk at once, and into the store. Called off the GUI thread."""

    def write_down(self, kept: KeptChange) -> None:
        """Put it on the disk."""
        ...

    def keep(self, kept: KeptChange) -> object:
        """Bring it to the store."""
        ...

    def drop(self, kept: KeptChange) -> None:
        """It is not wanted any more."""
        ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is to be done once everything `of` something is kept, and what `otherwise`, when it can't be."""

    of: Hashable
    then: Work
    otherwise: Work | None


class Saver(QObject):
    """Sends each change down the store lane, which keeps their order, and down the disk lane, which is never away.

    A change says the whole new state of one thing (an answer, a mark), so the newest of a key is all that counts. What
    it is a change `of` (an evaluation) stands for itself: one that can't be kept does not hold up another. That an
    evaluation is handed in waits until everything else of it is kept. While the store is away one change at a time is
    tried, so that nobody waits for many to fail.

    Args:
        keeper: where changes go.
        jobs: where the work is done.
        now: the time that the services go by.

    Signals:
        saved: when the last change was kept (`datetime`), and of what; nothing of it is outstanding.
        failed: the exception, and of what; the change is kept here and tried again where that may help.
        handed_in: what came of a submission, and of what.
        not_written: the exception, when a change could not even be put on this computer's disk.
        recovered: what had failed is kept now; how many changes that were.
    """

    saved = Signal(object, object)
    failed = Signal(object, object)
    handed_in = Signal(object, object)
    not_written = Signal(object)
    recovered = Signal(int)

    def __init__(
        self, keeper: ChangeKeeper, jobs: Jobs, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._jobs = jobs
        self._now = now
        # from here on upwards: what an earlier run left on the disk is older
        self._n_sent = time.time_ns()
        self._newest: dict[Hashable, int] = {}
        self._under_way: dict[int, KeptChange] = {}
        self._unsaved: dict[Hashable, KeptChange] = {}
        self._waiting: list[_Waiting] = []
        self._n_late = 0
        self._away: QADeskError | None = None
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

    @property
    def is_away(self) -> bool:
        """Whether the store could not be reached the last time."""
        return self._away is not None

    @property
    def n_typed(self) -> int:
        """How many changes could not be kept yet, without the passages heard, which nobody typed."""
        return sum(not isinstance(kept.change, HeardChange) for kept in self._unsaved.values())

    def n_typed_of(self, of: Hashable) -> int:
        """The same of one thing."""
        mine = (kept.change for kept in self._unsaved.values() if kept.change.evaluation_id == of)
        return sum(not isinstance(change, HeardChange) for change in mine)

    def unsaved_of(self, of: Hashable) -> tuple[Hashable, ...]:
        """The keys of the changes of one thing that could not be kept yet."""
        return tuple(key for key, kept in self._unsaved.items() if kept.change.evaluation_id == of)

    def save(self, change: DeskChange) -> None:
        """Keep a change."""
        self._n_sent += 1
        kept = KeptChange(self._n_sent, change)
        self._newest[change.key] = kept.number
        self._unsaved.pop(change.key, None)
        self._on_disk(lambda: self._write_down(kept), can_wait=self._away is None)
        is_too_early = isinstance(change, Submission) and not self._is_kept(change.evaluation_id)
        if is_too_early or (self._away is not None and self._under_way):
            self._unsaved[change.key] = kept
            if self._away is not None:
                self.failed.emit(self._away, change.evaluation_id)
        else:
            self._send(kept)
        if isinstance(change, Submission):
            self._jobs.hurry()

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
        if self._away is not None and self._under_way:
            return
        again = [kept for kept in self._unsaved.values() if of in (None, kept.change.evaluation_id)]
        held_up = {kept.change.evaluation_id for kept in again if not isinstance(kept.change, Submission)}
        ready = [
            kept for kept in again if not (isinstance(kept.change, Submission) and kept.change.evaluation_id in held_up)
        ]
        for kept in ready[:1] if self._away is not None else ready:
            del self._unsaved[kept.change.key]
            self._send(kept)

    def cancel(self, key: Hashable) -> None:
        """Forget a change that could not be kept."""
        kept = self._unsaved.pop(key, None)
        if kept is not None:
            self._newest.pop(key, None)
            self._on_disk(lambda: self._keeper.drop(kept))

    def leave_be(self, of: Hashable) -> None:
        """Try no more to keep what could not be kept of one thing: it was chosen otherwise."""
        for key in self.unsaved_of(of):
            del self._unsaved[key]
            self._newest.pop(key, None)

    def _is_kept(self, of: Hashable) -> bool:
        return not any(kept.change.evaluation_id == of for kept in (*self._under_way.values(), *self._unsaved.values()))

    def _write_down(self, kept: KeptChange) -> None:
        """On the lane; what a newer change of the same key follows need not be written."""
        if self._is_newest(kept):
            self._keeper.write_down(kept)

    def _keep(self, kept: KeptChange) -> object:
        """As above."""
        return self._keeper.keep(kept) if self._is_newest(kept) else None

    def _is_newest(self, kept: KeptChange) -> bool:
        return self._newest.get(kept.change.key, kept.number) == kept.number

    def _on_disk(self, work: Work, *, can_wait: bool = False) -> None:
        self._jobs.run(
            self,
            _("Saving"),
            lambda _progress: work(),
            failed=self.not_written.emit,
            lane="disk",
            is_quiet=True,
            must_finish=True,
            can_wait=can_wait,
        )

    def _send(self, kept: KeptChange) -> None:
        self._under_way[kept.number] = kept
        self._jobs.run(
            self,
            _("Saving"),
            lambda _progress: self._keep(kept),
            partial(self._on_done, kept),
            partial(self._on_failed, kept),
            is_quiet=True,
            must_finish=True,
            can_wait=True,
        )

    def _on_done(self, kept: KeptChange, result: object) -> None:
        self._under_way.pop(kept.number, None)
        change = kept.change
        if self._newest.get(change.key) == kept.number:
            del self._newest[change.key]
        if isinstance(change, Submission):
            self.handed_in.emit(result, change.evaluation_id)
        if self._away is not None:
            self._away = None
            self.try_again()
        else:
            self._send_held_up(change.evaluation_id)
        if self.is_idle:
            self._retry.stop()
            if self._n_late:
                n_late, self._n_late = self._n_late, 0
                self.recovered.emit(n_late)
        if not self._is_kept(change.evaluation_id):
            return
        self.saved.emit(self._now(), change.evaluation_id)
        for waiting in self._no_longer_waiting(change.evaluation_id):
            waiting.then()

    def _send_held_up(self, of: Hashable) -> None:
        """Hand in what waited for all else of it to be kept."""
        rest = [kept for kept in self._unsaved.values() if kept.change.evaluation_id == of]
        is_under_way = any(kept.change.evaluation_id == of for kept in self._under_way.values())
        if len(rest) == 1 and isinstance(rest[0].change, Submission) and not is_under_way:
            del self._unsaved[rest[0].change.key]
            self._send(rest[0])

    def _on_failed(self, kept: KeptChange, error: Exception) -> None:
        self._under_way.pop(kept.number, None)
        change = kept.change
        if self._newest.get(change.key) != kept.number:
            return
        _log.warning("a change could not be saved: %s", type(error).__name__)
        self._unsaved[change.key] = kept
        self._n_late = max(self._n_late, len(self._unsaved))
        if isinstance(error, QADeskError) and error.code in PASSING:
            self._away = error
        if not isinstance(error, QADeskError) or error.code in PASSING:
            self._retry.start()
        self.failed.emit(error, change.evaluation_id)
        for waiting in self._no_longer_waiting(change.evaluation_id):
            if waiting.otherwise is not None:
                waiting.otherwise()

    def _no_longer_waiting(self, of: Hashable) -> list[_Waiting]:
        found = [waiting for waiting in self._waiting if waiting.of == of]
        self._waiting = [waiting for waiting in self._waiting if waiting.of != of]
        return found
