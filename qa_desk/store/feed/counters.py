"""SQLite: a counter per kind of thing, kept by triggers, so that another process sees what was written.

Laid anew after each upgrade: a table that a migration makes again in batch mode comes back without its triggers.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from qa_desk.domain.changes import ObjectKind
from qa_desk.store.feed.watched import WATCHED, Watched

READ_COUNTERS = "SELECT kind, number FROM change_counters"


def lay_counters(connection: Connection) -> None:
    """Make the counters and their triggers, as this program wants them."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS change_counters (kind TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID"
    )
    for kind in ObjectKind:
        connection.exec_driver_sql("INSERT OR IGNORE INTO change_counters VALUES (?, 0)", (kind.value,))
    laid = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'counted!_%' ESCAPE '!'"
    )
    for (name,) in laid.all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for watched in WATCHED:
        for statement in _triggers(watched):
            connection.exec_driver_sql(statement)


def _triggers(watched: Watched) -> Iterator[str]:
    set_columns = f" OF {', '.join(watched.columns)}" if watched.columns else ""
    events = {"update": f"UPDATE{set_columns}"}
    if not watched.columns:
        events |= {"insert": "INSERT", "delete": "DELETE"}
    for name, event in events.items():
        count = f"UPDATE change_counters SET number = number + 1 WHERE kind = '{watched.kind.value}'"  # noqa: S608  # our own words
        yield f"CREATE TRIGGER counted_{name}_{watched.table} AFTER {event} ON {watched.table} BEGIN {count}; END"
