"""Asks a place that may be far away, and waits no longer than is bearable: a share that hangs must stop nobody.

Each question runs in a thread of its own; one that is never answered is left to itself. After a failure nobody asks
again for a while, so that only the first click on a place that is away takes long.
"""

import errno
import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

_log = logging.getLogger(__name__)

PATIENCE_S = 15.0
TRANSFER_PATIENCE_S = 60.0
REST_S = 20.0
_MOST_LEFT = 8

T = TypeVar("T")

_FULL = (errno.ENOSPC, errno.EDQUOT)


class Reach:
    """Whether one place answers.

    Args:
        address: the place as people read it.
        patience_s: how long a question may take.
        transfer_patience_s: how long a block of a file may take, some megabytes over a slow line.
        rest_s: how long nobody asks after a failure.
        now: the time in seconds.
    """

    def __init__(
        self,
        address: str,
        *,
        patience_s: float = PATIENCE_S,
        transfer_patience_s: float = TRANSFER_PATIENCE_S,
        rest_s: float = REST_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address = address
        self._patience_s = patience_s
        self._transfer_patience_s = transfer_patience_s
        self._rest_s = rest_s
        self._now = now
        self._lock = threading.Lock()
        self._away: QADeskError | None = None
        self._rests_until_s = 0.0
        self._left: list[threading.Thread] = []

    @property
    def away(self) -> QADeskError | None:
        """Why the place was out of reach when it was asked last; None when it answered, or was never asked."""
        return self._away

    def ask(self, question: Callable[[], T]) -> T:
        """The answer.

        Raises:
            QADeskError: RECORDINGS_AWAY when there is none, at once while it rests; DISK_FULL.
            FileNotFoundError: the place says that the file is not there.
        """
        return self._asked(question, self._patience_s)

    def transfer(self, question: Callable[[], T]) -> T:
        """The same for what carries a part of a file, and so may take longer."""
        return self._asked(question, self._transfer_patience_s)

    def failed(self, detail: str) -> QADeskError:
        """The place answers, but not as one of recordings does: the error to be raised, and a rest begins."""
        return self._failed(detail)

    def ask_again(self) -> None:
        """Let the next question through, whatever happened before."""
        with self._lock:
            self._rests_until_s = 0.0

    def _asked(self, question: Callable[[], T], patience_s: float) -> T:
        self._require_rested()
        answer = _Answer(question)
        answer.start()
        if not answer.wait(patience_s):
            with self._lock:
                self._left.append(answer.thread)
            raise self._failed(_("it does not answer"))
        error = answer.error
        if isinstance(error, QADeskError) and error.code is ErrorCode.RECORDINGS_AWAY:
            raise self._failed(str(error.params["detail"]))
        if isinstance(error, (FileNotFoundError, QADeskError)):
            self._answered()
            raise error
        if isinstance(error, OSError) and error.errno in _FULL:
            self._answered()
            raise QADeskError(ErrorCode.DISK_FULL) from error
        if error is not None:
            raise self._failed(_said(error)) from error
        self._answered()
        return answer.value()

    def _require_rested(self) -> None:
        with self._lock:
            if self._away is not None and self._now() < self._rests_until_s:
                raise QADeskError(self._away.code, **self._away.params)
            self._left = [thread for thread in self._left if thread.is_alive()]
            if self._away is not None and len(self._left) >= _MOST_LEFT:
                raise QADeskError(self._away.code, **self._away.params)

    def _failed(self, detail: str) -> QADeskError:
        error = QADeskError(ErrorCode.RECORDINGS_AWAY, place=self._address, detail=detail)
        with self._lock:
            if self._away is None:
                _log.warning("the recordings store is out of reach")
            self._away = error
            self._rests_until_s = self._now() + self._rest_s
        return error

    def _answered(self) -> None:
        with self._lock:
            self._away = None


class _Answer(Generic[T]):
    """One question in a thread of its own."""

    def __init__(self, question: Callable[[], T]) -> None:
        self._question = question
        self._value: list[T] = []
        self._is_there = threading.Event()
        self.error: Exception | None = None
        self.thread = threading.Thread(target=self._run, name="recordings store", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def wait(self, patience_s: float) -> bool:
        return self._is_there.wait(patience_s)

    def value(self) -> T:
        return self._value[0]

    def _run(self) -> None:
        try:
            self._value.append(self._question())
        except Exception as error:  # noqa: BLE001  # a driver raises whatever its own library raises
            self.error = error
        finally:
            self._is_there.set()


def _said(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return _("it refuses to be read or written by you")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    first_line = next(iter(str(error).splitlines()), "")
    return first_line or type(error).__name__
