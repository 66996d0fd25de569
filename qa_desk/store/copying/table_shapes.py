"""The tables of a database by kind of column, so that a row is the same text on SQLite and on PostgreSQL.

A row leaves as values that JSON can hold. The sum over a table does not depend on the order of its rows, and two
databases that hold the same rows have the same sums.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData
from sqlalchemy.types import TypeEngine

from qa_desk.store.engine import is_sqlite
from qa_desk.store.tables import METADATA
from qa_desk.store.tables.base import JSON_TYPE, UtcDateTime

_BATCH = 1000
_SUM_BYTES = 32
_NO_TABLES_OF_OURS = frozenset({"alembic_version"})


class ColumnKind(StrEnum):
    """What a column holds, in words that no database has a dialect of."""

    KEY = "key"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    TRUTH = "truth"
    MOMENT = "moment"
    DAY = "day"
    JSON = "json"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """A column by name and kind."""

    name: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table by its columns, parents before children in the order of all tables."""

    name: str
    columns: tuple[ColumnShape, ...]

    @property
    def clause(self) -> sa.TableClause:
        """The table as statements name it; its types fit either database and any schema there has been."""
        return sa.table(self.name, *(sa.column(column.name, _TYPES[column.kind]) for column in self.columns))


Row = list[Any]
"""The values of a row in the order of its columns, each as JSON can hold it."""


@dataclass(slots=True)
class TableSum:
    """How many rows a table has, and the sum of their hashes: equal for equal rows in any order."""

    n_rows: int = 0
    _sum: int = field(default=0, repr=False)

    def add(self, row: Row) -> None:
        """Count one row in."""
        self.n_rows += 1
        hashed = hashlib.sha256(line_of(_plain(row)).encode()).digest()
        self._sum = (self._sum + int.from_bytes(hashed)) % (1 << 8 * _SUM_BYTES)

    @classmethod
    def told(cls, n_rows: int, checksum: str) -> "TableSum":
        """The sum that a manifest states."""
        return cls(n_rows, int(checksum, 16))

    @property
    def checksum(self) -> str:
        """The sum of all hashes, in hexadecimal."""
        return self._sum.to_bytes(_SUM_BYTES).hex()


_TYPES: dict[ColumnKind, TypeEngine[Any]] = {
    ColumnKind.KEY: sa.Uuid(),
    ColumnKind.TEXT: sa.Text(),
    ColumnKind.INTEGER: sa.BigInteger(),
    ColumnKind.NUMBER: sa.Double(),
    ColumnKind.TRUTH: sa.Boolean(),
    ColumnKind.MOMENT: UtcDateTime(),
    ColumnKind.DAY: sa.Date(),
    ColumnKind.JSON: JSON_TYPE,
    ColumnKind.BYTES: sa.LargeBinary(),
}

_KINDS: tuple[tuple[type[TypeEngine[Any]], ColumnKind], ...] = (
    (sa.Uuid, ColumnKind.KEY),
    (UtcDateTime, ColumnKind.MOMENT),
    (sa.DateTime, ColumnKind.MOMENT),
    (sa.Date, ColumnKind.DAY),
    (sa.Boolean, ColumnKind.TRUTH),
    (sa.JSON, ColumnKind.JSON),
    (sa.String, ColumnKind.TEXT),
    (sa.Enum, ColumnKind.TEXT),
    (sa.Integer, ColumnKind.INTEGER),
    (sa.Float, ColumnKind.NUMBER),
    (sa.LargeBinary, ColumnKind.BYTES),
)
"""The first that fits counts."""


def present_shapes() -> tuple[TableShape, ...]:
    """The tables of this program's schema."""
    return _shapes_of(METADATA)


def shapes_in(connection: Connection) -> tuple[TableShape, ...]:
    """The tables of a PostgreSQL database of any schema; SQLite's columns don't tell what they hold."""
    assert not is_sqlite(connection), "a SQLite file of another schema is copied whole"
    found = MetaData()
    found.reflect(connection)
    return tuple(shape for shape in _shapes_of(found) if shape.name not in _NO_TABLES_OF_OURS)


def read_rows(connection: Connection, shape: TableShape) -> Iterator[Row]:
    """Every row of a table, in no order that could be relied on."""
    writers = [_WRITERS[column.kind] for column in shape.columns]
    rows = connection.execute(sa.select(shape.clause), execution_options={"yield_per": _BATCH})
    for row in rows:
        yield [None if value is None else write(value) for write, value in zip(writers, row, strict=True)]


def line_of(row: Row) -> str:
    """A row as a line of JSON, always the same for the same values."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def sum_of(connection: Connection, shape: TableShape) -> TableSum:
    """The sum of a table as it is now."""
    total = TableSum()
    for row in read_rows(connection, shape):
        total.add(row)
    return total


def insert_rows(connection: Connection, shape: TableShape, rows: Iterable[Row]) -> None:
    """Enter rows as they were read."""
    names = [column.name for column in shape.columns]
    readers = [_READERS[column.kind] for column in shape.columns]
    statement = sa.insert(shape.clause)
    batch: list[dict[str, object]] = []
    for row in rows:
        values = (None if value is None else read(value) for read, value in zip(readers, row, strict=True))
        batch.append(dict(zip(names, values, strict=True)))
        if len(batch) == _BATCH:
            connection.execute(statement, batch)
            batch = []
    if batch:
        connection.execute(statement, batch)


def _shapes_of(metadata: MetaData) -> tuple[TableShape, ...]:
    return tuple(
        TableShape(table.name, tuple(ColumnShape(column.name, _kind_of(column.type)) for column in table.columns))
        for table in metadata.sorted_tables
    )


def _kind_of(column_type: TypeEngine[Any]) -> ColumnKind:
    return next(kind for known, kind in _KINDS if isinstance(column_type, known))


def _plain(value: Any) -> Any:
    """JSON as both databases give it back: JSONB keeps 3.0 and 1e22 as it likes, so whole numbers lose their point."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _write_moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _write_bytes(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


_WRITERS: dict[ColumnKind, Callable[[Any], Any]] = {
    ColumnKind.KEY: str,
    ColumnKind.TEXT: str,
    ColumnKind.INTEGER: int,
    # as text, which reads back the very same number, and knows infinity
    ColumnKind.NUMBER: lambda value: repr(float(value)),
    ColumnKind.TRUTH: bool,
    ColumnKind.MOMENT: _write_moment,
    ColumnKind.DAY: date.isoformat,
    ColumnKind.JSON: lambda value: value,
    ColumnKind.BYTES: _write_bytes,
}

_READERS: dict[ColumnKind, Callable[[Any], Any]] = {
    ColumnKind.KEY: UUID,
    ColumnKind.TEXT: str,
    ColumnKind.INTEGER: int,
    ColumnKind.NUMBER: float,
    ColumnKind.TRUTH: bool,
    ColumnKind.MOMENT: datetime.fromisoformat,
    ColumnKind.DAY: date.fromisoformat,
    ColumnKind.JSON: lambda value: value,
    ColumnKind.BYTES: base64.b64decode,
}
