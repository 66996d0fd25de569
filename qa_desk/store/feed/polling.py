"""The feed of an SQLite file: asks four times a second whether another connection wrote, then reads the counters.

What this process wrote is known by the counters before and after each of its transactions, and taken off.
"""

import logging
import sqlite3
import threading
from collections import Counter
from typing import Any

from sqlalchemy import Connection, Engine, event

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import QADeskError
from qa_desk.store.engine import is_writing
from qa_desk.store.feed.change_feed import EVERYTHING, BackOff, ChangeFeed, FeedTold
from qa_desk.store.feed.counters import READ_COUNTERS

_LOOK_EVERY_S = 0.25
_BEFORE = "change_counters_before"
_ADDED = "change_counters_added"

_log = logging.getLogger(__name__)

Counts = Counter[str]


class PollingFeed(ChangeFeed):
    """Changes of other processes to one file."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._own = _OwnWrites(engine)
        self._told_up_to: Counts = Counter()
        self._seen_version = -1
        self._is_settled = False

    def _run(self, told: FeedTold) -> None:
        back_off, is_first = BackOff(self._stopping.wait), True
        self._own.watch()
        try:
            while not self._stopping.is_set():
                try:
                    self._follow(told, back_off, is_first=is_first)
                except (QADeskError, sqlite3.Error) as error:
                    _log.warning("the file can't be watched: %s", type(error).__name__)
                    told.lost()
                    back_off.pause()
                is_first = False
        finally:
            self._own.unwatch()

    def _follow(self, told: FeedTold, back_off: BackOff, *, is_first: bool) -> None:
        connection = _own_connection(self._engine)
        try:
            self._told_up_to = self._foreign(connection)
            told.found()
            if not is_first:
                told.changed(EVERYTHING)
            while not self._stopping.wait(_LOOK_EVERY_S):
                self._look(connection, told)
                back_off.begin_again()
        finally:
            connection.close()

    def _look(self, connection: sqlite3.Connection, told: FeedTold) -> None:
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        if version == self._seen_version and self._is_settled:
            return
        self._seen_version = version
        foreign = self._foreign(connection)
        # below what was told: a write of this process is counted already, but not in the file yet
        self._is_settled = all(foreign[kind] >= number for kind, number in self._told_up_to.items())
        more = {kind for kind, number in foreign.items() if number > self._told_up_to[kind]}
        if more:
            self._told_up_to = Counter({kind: max(foreign[kind], self._told_up_to[kind]) for kind in foreign})
            told.changed(Changes(frozenset(ObjectKind(kind) for kind in more if kind in _KINDS)))

    def _foreign(self, connection: sqlite3.Connection) -> Counts:
        # the file first: what this process adds meanwhile makes the difference too small, never too large
        counts = Counter(dict(connection.execute(READ_COUNTERS).fetchall()))
        counts.subtract(self._own.counts())
        return counts


_KINDS = frozenset(ObjectKind)


class _OwnWrites:
    """What this process added to the counters, noted just before each commit."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._counts: Counts = Counter()

    def watch(self) -> None:
        for name, listener in self._listeners():
            event.listen(self._engine, name, listener)

    def unwatch(self) -> None:
        for name, listener in self._listeners():
            event.remove(self._engine, name, listener)

    def counts(self) -> Counts:
        with self._lock:
            return Counter(self._counts)

    def _listeners(self) -> tuple[tuple[str, Any], ...]:
        return (("begin", self._on_begin), ("commit", self._on_commit), ("rollback", self._on_rollback))

    def _on_begin(self, connection: Connection) -> None:
        connection.info.pop(_ADDED, None)
        if is_writing(connection):
            connection.info[_BEFORE] = _counters(connection)

    def _on_commit(self, connection: Connection) -> None:
        before = connection.info.pop(_BEFORE, None)
        if before is None:
            return
        added = _counters(connection) - before
        connection.info[_ADDED] = added
        with self._lock:
            self._counts.update(added)

    def _on_rollback(self, connection: Connection) -> None:
        """Also of a commit that failed, as on a full disk."""
        added = connection.info.pop(_ADDED, None)
        if added:
            with self._lock:
                self._counts.subtract(added)


def _counters(connection: Connection) -> Counts:
    return Counter({str(kind): int(number) for kind, number in connection.exec_driver_sql(READ_COUNTERS)})


def _own_connection(engine: Engine) -> sqlite3.Connection:
    pooled = engine.raw_connection()
    connection = pooled.driver_connection
    pooled.detach()
    assert isinstance(connection, sqlite3.Connection)
    return connection
