"""Statements compiled once in a run of the tests, not once for each of the hundreds of databases it opens.

SQLAlchemy keeps what it compiled with the engine, and each test has an engine of its own.
"""

from collections import defaultdict
from functools import cache

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.util import LRUCache

_MOST_STATEMENTS = 4000


@cache
def share_statements() -> None:
    """From here on all engines of one kind of database compile for one dialect, into one cache.

    What was compiled is known again by its dialect; those of one kind in one process are all alike, as the PostgreSQL
    server of a run is one.
    """
    kept: dict[str, LRUCache[object, object]] = defaultdict(lambda: LRUCache(_MOST_STATEMENTS))
    dialects: dict[str, Dialect] = {}

    def share(connection: Connection) -> None:
        engine = connection.engine
        shared = kept[engine.dialect.name]
        if engine._compiled_cache is not shared:
            engine.dialect = connection.dialect = dialects.setdefault(engine.dialect.name, engine.dialect)
            engine._compiled_cache = shared  # type: ignore[assignment]  # the keys are SQLAlchemy's own

    event.listen(Engine, "engine_connect", share)
