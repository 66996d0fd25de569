"""Filling the empty tables of a database with rows from elsewhere, and proving that all of them arrived unchanged."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.copying.table_shapes import ColumnKind, Row, TableShape, TableSum, insert_rows, sum_of
from qa_desk.store.engine import is_sqlite

RowSource = Callable[[TableShape], Iterable[Row]]
"""Gives the rows of a table."""

_LOOSE = "SELECT c.conname, t.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid " \
    "WHERE c.contype = 'f' AND NOT c.condeferrable AND t.relnamespace = 'public'::regnamespace"  # fmt: skip


def fill(connection: Connection, shapes: Sequence[TableShape], rows_of: RowSource) -> dict[str, TableSum]:
    """Enter all rows of all tables, and read them back; returns the sums of what arrived.

    Tables refer to themselves and to each other, so the database checks references at the end, not row by row.
    """
    keys = _let_references_wait(connection)
    for shape in shapes:
        insert_rows(connection, shape, rows_of(shape))
        _count_on(connection, shape)
    _check_references(connection, keys)
    return {shape.name: sum_of(connection, shape) for shape in shapes}


def require_equal(expected: Mapping[str, TableSum], found: Mapping[str, TableSum]) -> None:
    """Raises COPY_DIFFERS, naming the first table whose rows are not those that were read."""
    for name, total in expected.items():
        if name not in found or found[name] != total:
            raise QADeskError(ErrorCode.COPY_DIFFERS, table=name)


def _let_references_wait(connection: Connection) -> Sequence[tuple[str, str]]:
    """On SQLite a migrating transaction checks none before its end; PostgreSQL is asked for the same."""
    if is_sqlite(connection):
        return ()
    found = [(str(row[0]), str(row[1])) for row in connection.exec_driver_sql(_LOOSE)]
    for key, table in found:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" DEFERRABLE INITIALLY DEFERRED')
    return found


def _check_references(connection: Connection, keys: Sequence[tuple[str, str]]) -> None:
    if is_sqlite(connection):
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise QADeskError(ErrorCode.COPY_DIFFERS, table=str(broken[0]))
        return
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for key, table in keys:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" NOT DEFERRABLE')


def _count_on(connection: Connection, shape: TableShape) -> None:
    """PostgreSQL's counters go on behind the highest number that is there."""
    if is_sqlite(connection):
        return
    for column in shape.columns:
        if column.kind is not ColumnKind.INTEGER:
            continue
        named = {"table": f'public."{shape.name}"', "column": column.name}
        counter = connection.execute(sa.text("SELECT pg_get_serial_sequence(:table, :column)"), named).scalar()
        highest = connection.execute(sa.select(sa.func.max(sa.column(column.name))).select_from(shape.clause)).scalar()
        if counter and highest is not None:
            connection.execute(sa.text("SELECT setval(:counter, :highest)"), {"counter": counter, "highest": highest})
