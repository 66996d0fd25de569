"""The feed of a PostgreSQL server: LISTEN on a connection of its own, found again when it is lost.

What this store wrote comes from one of its own connections, which a notification names by its backend.
"""

import logging
import time
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import QADeskError
from qa_desk.store.feed.change_feed import EVERYTHING, BackOff, ChangeFeed, FeedTold
from qa_desk.store.server.notifying import CHANNEL

_WAIT_S = 0.25
_SAY_EVERY_S = 5.0

_log = logging.getLogger(__name__)

_KINDS = frozenset(ObjectKind)


class ListeningFeed(ChangeFeed):
    """Changes of other desks on one server."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._own_backends: set[int] = set()

    def _run(self, told: FeedTold) -> None:
        back_off, is_away, is_first = BackOff(self._stopping.wait), False, True
        event.listen(self._engine, "checkout", self._note_backend)
        try:
            while not self._stopping.is_set():
                try:
                    with _own_connection(self._engine) as connection:
                        connection.execute(f"LISTEN {CHANNEL}")
                        told.found()
                        if not is_first:
                            told.changed(EVERYTHING)
                        is_away = is_first = False
                        back_off.begin_again()
                        self._listen(connection, told)
                except (QADeskError, DBAPIError, psycopg.Error) as error:
                    _log.warning("the server can't be heard: %s", type(error).__name__)
                    if not is_away:
                        told.lost()
                    is_away = True
                    back_off.pause()
        finally:
            event.remove(self._engine, "checkout", self._note_backend)

    def _listen(self, connection: psycopg.Connection[Any], told: FeedTold) -> None:
        said_s = time.monotonic()
        while not self._stopping.is_set():
            kinds: set[ObjectKind] = set()
            for notification in connection.notifies(timeout=_WAIT_S, stop_after=1):
                if notification.pid not in self._own_backends and notification.payload in _KINDS:
                    kinds.add(ObjectKind(notification.payload))
            if kinds:
                told.changed(Changes(frozenset(kinds)))
            if time.monotonic() - said_s >= _SAY_EVERY_S:
                # a line that was cut is only noticed by saying something
                connection.execute("SELECT 1")
                said_s = time.monotonic()

    def _note_backend(self, connection: Any, _record: object, _proxy: object) -> None:
        self._own_backends.add(connection.info.backend_pid)


def _own_connection(engine: Engine) -> psycopg.Connection[Any]:
    pooled = engine.raw_connection()
    connection = pooled.driver_connection
    pooled.detach()
    assert isinstance(connection, psycopg.Connection)
    connection.rollback()
    connection.autocommit = True
    return connection
