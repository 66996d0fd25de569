"""Schemas migrated once in a run of the tests, not once for each of the hundreds of databases that begin empty.

The migrations run for the first empty database of each kind and schema; what they made there is laid into the next.
"""

from collections.abc import Callable
from functools import cache

from sqlalchemy import Connection, event, inspect

from qa_desk.store import schema
from qa_desk.store.engine import is_sqlite

Migrate = Callable[[Connection, str], None]


@cache
def share_schemas() -> None:
    """From here on an empty database gets its schema as the migrations made it in another."""
    migrate: Migrate = schema._bring_to
    scripts: dict[bool, dict[str, str]] = {True: {}, False: {}}

    def bring_to(connection: Connection, revision: str) -> None:
        if inspect(connection).get_table_names():
            migrate(connection, revision)
            return
        wanted = schema.newest_revision() if revision == "head" else revision
        known = scripts[is_sqlite(connection)]
        nearest = max((one for one in known if one <= wanted), default="")
        before = known.get(nearest, "")
        if before:
            _lay(connection, before)
        if nearest != wanted:
            make = _in_file if is_sqlite(connection) else _said_to_server
            known[wanted] = make(connection, before, lambda: migrate(connection, revision))

    schema._bring_to = bring_to


def _lay(connection: Connection, script: str) -> None:
    cursor = connection.connection.cursor()
    if is_sqlite(connection):
        # not `executescript`, which would end the transaction first
        for statement in script.split("\0"):
            cursor.execute(statement)
    else:
        cursor.execute(script)
    cursor.close()


def _in_file(connection: Connection, _before: str, migrate: Callable[[], None]) -> str:
    """Tables, indexes and triggers as the file states them in the end, and the rows that came with them."""
    migrate()
    kinds = {row.name: row.type for row in connection.exec_driver_sql("PRAGMA table_list")}
    stated = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql <> '' ORDER BY rowid").all()
    # a virtual table makes its shadows itself
    script = [sql for name, sql in stated if kinds.get(name) != "shadow"]
    for name, _sql in stated:
        if kinds.get(name) == "table":
            script += _rows_of(connection, name)
    return "\0".join(script)


def _rows_of(connection: Connection, table: str) -> list[str]:
    columns = [column["name"] for column in inspect(connection).get_columns(table)]
    values = " || ', ' || ".join(f'quote("{name}")' for name in columns)
    rows = connection.exec_driver_sql(f'SELECT {values} FROM "{table}"').scalars()  # noqa: S608  # names of our tables
    return [f'INSERT INTO "{table}" VALUES ({row})' for row in rows]  # noqa: S608  # quoted by SQLite itself


def _said_to_server(connection: Connection, before: str, migrate: Callable[[], None]) -> str:
    """What was said before, and every statement of the migrations that is no question."""
    said = [before] if before else []

    def note(_on: object, _cursor: object, statement: str, values: object, *_how: object) -> None:
        if not statement.lstrip().upper().startswith("SELECT"):
            assert not values, f"a migration hands over {values}, which can't be said again as it stands: {statement}"
            said.append(statement.rstrip().removesuffix(";"))

    event.listen(connection, "before_cursor_execute", note)
    migrate()
    event.remove(connection, "before_cursor_execute", note)
    return ";\n".join(said)
