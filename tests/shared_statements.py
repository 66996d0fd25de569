"""Statements compiled once in a run of the tests, not once for each of the hundreds of databases it opens.

SQLAlchemy keeps what it compiled with the engine, and each test has an engine of its own.
"""

from functools import cache

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

_MOST_STATEMENTS = 4000


@cache
def share_statements() -> None:
    """From here on all SQLite engines compile for one dialect, into one cache."""
    kept: LRUCache[object, object] = LRUCache(_MOST_STATEMENTS)
    dialects = []

    def share(connection: Connection) -> None:
        engine = connection.engine
        if engine.dialect.name != "sqlite" or engine._compiled_cache is kept:
            return
        dialects.append(engine.dialect)
        # What was compiled is known again by its dialect; those of SQLite in one process are all alike.
        engine.dialect = connection.dialect = dialects[0]
        engine._compiled_cache = kept  # type: ignore[assignment]  # the keys are SQLAlchemy's own

    event.listen(Engine, "engine_connect", share)
