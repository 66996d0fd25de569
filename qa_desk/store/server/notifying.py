"""The server tells every desk that listens which kinds of things a transaction changed, and nothing else about them.

The server adds by itself which of its processes did it, so that a desk leaves out its own. Many alike notifications
of one transaction arrive as one.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from qa_desk.store.feed.watched import WATCHED, Watched

CHANNEL = "qa_desk_changes"

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION server.tell_of_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_catalog.pg_notify('{CHANNEL}', TG_ARGV[0]);
    RETURN NULL;
END
$$
"""


def lay_notifications(connection: Connection) -> None:
    """Make the function and its triggers, as this program wants them."""
    for statement in notifying_statements():
        connection.exec_driver_sql(statement)


def notifying_statements() -> list[str]:
    """All that tells other desks, in the order in which it is laid down."""
    return [
        "CREATE SCHEMA IF NOT EXISTS server",
        _FUNCTION,
        "REVOKE ALL ON FUNCTION server.tell_of_change() FROM PUBLIC",
        *(statement for watched in WATCHED for statement in _statements(watched)),
    ]


def _statements(watched: Watched) -> Iterator[str]:
    events = f"UPDATE OF {', '.join(watched.columns)}" if watched.columns else "INSERT OR UPDATE OR DELETE"
    yield f"DROP TRIGGER IF EXISTS tell_of_change ON {watched.table}"
    yield (
        f"CREATE TRIGGER tell_of_change AFTER {events} ON {watched.table} FOR EACH STATEMENT"
        f" EXECUTE FUNCTION server.tell_of_change('{watched.kind.value}')"
    )
