"""A column that SQLite is to check beside whatever index it reads, and not to choose an index by.

It keeps no statistics of where values lie, so it takes the index that more conditions fit, even where that has every
row sorted. PostgreSQL knows better, and reads the column itself.
"""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _BesideIndex(FunctionElement[Any]):
    inherit_cache = True


def beside_index(column: Any) -> ColumnElement[Any]:
    """The same value, which no index is found by: a unary plus (https://www.sqlite.org/optoverview.html, 2.0)."""
    found = _BesideIndex(column)
    found.type = column.type
    return found


@compiles(_BesideIndex)
def _as_it_is(element: _BesideIndex, compiler: Any, **words: Any) -> str:
    return compiler.process(element.clauses, **words)


@compiles(_BesideIndex, "sqlite")
def _with_plus(element: _BesideIndex, compiler: Any, **words: Any) -> str:
    return f"+{compiler.process(element.clauses, **words)}"
