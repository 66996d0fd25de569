"""The one interface to what others change, whichever database it is; `Store.changes_feed()` makes the one that fits."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Protocol

from qa_desk.domain.changes import Changes, ObjectKind

EVERYTHING = Changes(frozenset(ObjectKind))
"""Told after a time in which nothing could be heard."""


class FeedTold(Protocol):
    """Who is told, on the feed's own thread."""

    def changed(self, changes: Changes) -> None:
        """Somebody else changed these kinds of things."""
        ...

    def lost(self) -> None:
        """The database can't be reached any more."""
        ...

    def found(self) -> None:
        """From now on changes are heard, at first or again; what may have been missed in between is told next."""
        ...


class ChangeFeed(ABC):
    """Listens on a thread of its own from `start` to `stop`. What this store itself writes is not told."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, told: FeedTold) -> None:
        """Tell from now on."""
        assert self._thread is None, "a feed is started once"
        self._thread = threading.Thread(target=self._run, args=(told,), name="qa-desk-changes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell nothing more, and let the thread end; harmless when it was never started."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @abstractmethod
    def _run(self, told: FeedTold) -> None:
        """Listen until `_stopping` is set."""


class SilentFeed(ChangeFeed):
    """Of a database that nobody else can open."""

    def start(self, told: FeedTold) -> None:
        """There is nothing to hear."""

    def _run(self, told: FeedTold) -> None: ...


class BackOff:
    """How long to wait before the next try: twice as long each time, up to a limit.

    Args:
        wait: waits that many seconds; true when it was broken off.
    """

    _FIRST_S = 0.25
    _LONGEST_S = 4.0

    def __init__(self, wait: Callable[[float], bool]) -> None:
        self._wait = wait
        self._next_s = self._FIRST_S

    def pause(self) -> None:
        """Wait, longer than the last time."""
        self._wait(self._next_s)
        self._next_s = min(2 * self._next_s, self._LONGEST_S)

    def begin_again(self) -> None:
        """It worked: the next failure is a first one."""
        self._next_s = self._FIRST_S
