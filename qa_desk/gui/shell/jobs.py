"""Work off the GUI thread: a "store" and a "disk" lane that keep their order, one for "counting" what is listed
meanwhile, many "audio" lanes, and some for "files" that lie on another machine.

The work is plain Python and touches no widget; what it returns reaches `done` on the GUI thread, unless the owner is
gone by then. A failure reaches `failed`; one that nobody expected is logged and reported here too.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Literal, TypeVar, get_args

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThread, QThreadPool, QTimer, Signal

from qa_desk.crash import write_crash_report
from qa_desk.domain.errors import ErrorCode, QADeskError

_log = logging.getLogger(__name__)

Lane = Literal["store", "counting", "disk", "audio", "files"]
_IN_ORDER: tuple[Lane, ...] = ("store", "counting", "disk")
T = TypeVar("T")

_TELL_EVERY_S = 0.05
_N_FILES_LANES = 4
_PAUSE_MS = 80
_LONGEST_PAUSE_S = 0.3


def is_cancelled(error: Exception) -> bool:
    """Whether work failed because somebody asked it to stop."""
    return isinstance(error, QADeskError) and error.code is ErrorCode.CANCELLED


class Job:
    """One piece of work under way, as its starter and the status line see it."""

    def __init__(self, title: str, lane: Lane, *, is_quiet: bool, must_finish: bool = False) -> None:
        self.title = title
        self.lane: Lane = lane
        self.is_quiet = is_quiet
        self.must_finish = must_finish
        self.what = ""
        self.share: float | None = None
        self.is_finished = False
        self.has_failed = False
        self._cancelled = threading.Event()
        self._started_s = time.monotonic()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask it to stop; what was done until then is kept by the work itself."""
        self._cancelled.set()

    @property
    def elapsed_s(self) -> float:
        """How long ago it was asked for."""
        return time.monotonic() - self._started_s

    @property
    def left_s(self) -> float | None:
        """How long it will still take at the pace so far; None while that can't be said."""
        if self.share is None or self.share < 0.02 or self.elapsed_s < 1:
            return None
        return self.elapsed_s * (1 - self.share) / self.share


class Progress:
    """What the work says about itself and asks, on its own thread."""

    def __init__(self, job: Job, tell: Callable[[Job, float | None, str], None]) -> None:
        self._job = job
        self._tell = tell
        self._told_s = 0.0

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked the work to stop."""
        return self._job.is_cancelled

    def check(self) -> None:
        """Raise the CANCELLED error when somebody asked the work to stop."""
        if self._job.is_cancelled:
            raise QADeskError(ErrorCode.CANCELLED)

    def report(self, done: int, total: int | None, what: str = "") -> None:
        """How far the work is (`total` None when that can't be said) and what it does now.

        Told at most twenty times a second, so it may be called for every file or block. Passed to services as it is.
        """
        now = time.monotonic()
        if now - self._told_s >= _TELL_EVERY_S or done == total:
            self._told_s = now
            self._tell(self._job, done / total if total else None, what)


class Jobs(QObject):
    """Starts work in lanes and delivers what comes of it.

    Signals:
        started, progressed, ended: the `Job`.
        failed_unheard: the `Job` and the exception of a job without a `failed`.
    """

    started = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    failed_unheard = Signal(object, object)
    _told = Signal(object, object, str)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[Lane, QThreadPool] = {lane: QThreadPool(self) for lane in get_args(Lane)}
        for lane in _IN_ORDER:
            self._lanes[lane].setMaxThreadCount(1)
            self._lanes[lane].setExpiryTimeout(-1)
        # a share that hangs holds up one of them for a while, and neither the database nor what is here already
        self._lanes["files"].setMaxThreadCount(_N_FILES_LANES)
        self._lanes["audio"].setMaxThreadCount(max(2, QThread.idealThreadCount() - 1))
        self._running: list[Job] = []
        self._held_back: list[tuple[Job, _Delivery]] = []
        self._held_since_s = 0.0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.hurry)
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self._delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs under way or waiting, oldest first."""
        return tuple(self._running)

    def run(
        self,
        owner: QObject,
        title: str,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        lane: Lane = "store",
        is_quiet: bool = False,
        must_finish: bool = False,
        can_wait: bool = False,
    ) -> Job:
        """Do `work` on the lane, then `done(result)` or `failed(error)` on the GUI thread, unless `owner` is gone.

        Args:
            title: what the person reads in the status line; a sentence-case phrase.
            is_quiet: never show it in the status line (the page shows that it is busy).
            must_finish: closing the window waits for it, because a person's work would be lost.
            can_wait: it may begin at the next short pause, within a third of a second, so that what a key changed is
                painted first; work asked for later on the same lane still comes after it.
        """
        job = Job(title, lane, is_quiet=is_quiet, must_finish=must_finish)
        self._running.append(job)
        self.started.emit(job)
        delivery = _Delivery(self, job, owner, work, done, failed)
        if can_wait:
            self._hold_back(job, delivery)
        else:
            if any(held.lane == lane for held, _delivery in self._held_back):
                self.hurry()
            self._start(job, delivery)
        return job

    def hurry(self) -> None:
        """Begin now what waits for a pause."""
        self._pause.stop()
        held, self._held_back = self._held_back, []
        for job, delivery in held:
            self._start(job, delivery)

    def finish(self, timeout_s: float = 10.0) -> bool:
        """Cancel what need not finish and wait for the threads; false when something did not stop in time."""
        for job in self._running:
            if not job.must_finish:
                job.cancel()
        self.hurry()
        stopped = [pool.waitForDone(round(timeout_s * 1000)) for pool in self._lanes.values()]
        return all(stopped)

    def _hold_back(self, job: Job, delivery: "_Delivery") -> None:
        now = time.monotonic()
        if not self._held_back:
            self._held_since_s = now
        self._held_back.append((job, delivery))
        left_s = _LONGEST_PAUSE_S - (now - self._held_since_s)
        self._pause.start(max(0, min(_PAUSE_MS, round(left_s * 1000))))

    def _start(self, job: Job, delivery: "_Delivery") -> None:
        self._lanes[job.lane].start(_Runnable(delivery))

    def _on_told(self, job: Job, share: float | None, what: str) -> None:
        job.share, job.what = share, what
        if not job.is_finished:
            self.progressed.emit(job)

    def _on_delivered(self, delivery: "_Delivery") -> None:
        job = delivery.job
        job.is_finished, job.has_failed = True, delivery.error is not None
        self._running = [kept for kept in self._running if kept is not job]
        self.ended.emit(job)
        if not shiboken6.isValid(delivery.owner):
            return
        if delivery.error is None:
            if delivery.done is not None:
                delivery.done(delivery.result)
        elif delivery.failed is not None:
            delivery.failed(delivery.error)
        elif not job.is_cancelled:
            self.failed_unheard.emit(job, delivery.error)

    def tell(self, job: Job, share: float | None, what: str) -> None:
        """Used by `Progress`, on any thread."""
        self._told.emit(job, share, what)

    def deliver(self, delivery: "_Delivery") -> None:
        """Used by the runnable, on any thread."""
        self._delivered.emit(delivery)


class ImmediateJobs(Jobs):
    """The same interface doing everything at once on the calling thread, for tests."""

    def _hold_back(self, job: Job, delivery: "_Delivery") -> None:
        self._start(job, delivery)

    def _start(self, job: Job, delivery: "_Delivery") -> None:
        delivery.do_work()
        self._on_delivered(delivery)

    def tell(self, job: Job, share: float | None, what: str) -> None:
        """Tell at once."""
        self._on_told(job, share, what)


class _Delivery:
    """A job's work on its way out and its result on its way back; plain Python."""

    def __init__(
        self,
        jobs: Jobs,
        job: Job,
        owner: QObject,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        self.jobs = jobs
        self.job = job
        self.owner = owner
        self.done = done
        self.failed = failed
        self.result: Any = None
        self.error: Exception | None = None
        self._work = work

    def do_work(self) -> None:
        progress = Progress(self.job, self.jobs.tell)
        try:
            progress.check()
            self.result = self._work(progress)
        except QADeskError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001  # a thread's last chance to tell anybody
            _log.error("job failed: %s", type(error).__name__)
            write_crash_report(type(error), error.__traceback__)
            self.error = error


class _Runnable(QRunnable):
    def __init__(self, delivery: _Delivery) -> None:
        super().__init__()
        self._delivery = delivery

    def run(self) -> None:
        self._delivery.do_work()
        self._delivery.jobs.deliver(self._delivery)
