"""What assignments are really for, as far as whoever is connected may know; their own rows say routine until opened.

In a file the program reads the table and its services keep it to themselves; on a server a function answers, and never
the one who scores the call.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, TableValuedAlias, Uuid, column, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from qa_desk.domain.evaluation import Purpose
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.sampling import AssignmentRow, TruePurposeRow


class _KnownPurposes(FunctionElement[Any]):
    """Rows of assignment and purpose; which of them there are depends on who asks."""

    name = "true_purposes"
    inherit_cache = True


@compiles(_KnownPurposes)
def _on_server(_element: _KnownPurposes, _compiler: SQLCompiler, **_options: Any) -> str:
    return "server.true_purposes()"


@compiles(_KnownPurposes, "sqlite")
def _in_file(_element: _KnownPurposes, _compiler: SQLCompiler, **_options: Any) -> str:
    return f"(SELECT assignment_id, purpose FROM {TruePurposeRow.__tablename__})"  # noqa: S608 - our own name


def known_purposes() -> TableValuedAlias:
    """A table of `assignment_id` and `purpose`, to be joined."""
    purpose = TruePurposeRow.__table__.c.purpose.type
    return _KnownPurposes().table_valued(column("assignment_id", Uuid()), column("purpose", purpose)).alias()


def true_purpose(known: TableValuedAlias) -> ColumnElement[Purpose]:
    """The purpose of the assignment that the statement is at, `known` being joined to it."""
    return func.coalesce(known.c.purpose, AssignmentRow.purpose)


def concealed_assignments(*purposes: Purpose) -> Select[Any]:
    """The keys of assignments that are for something else than they say; for one of these, where any is named."""
    known = known_purposes()
    statement = select(known.c.assignment_id)
    return statement.where(known.c.purpose.in_(purposes)) if purposes else statement


def is_concealed() -> ColumnElement[bool]:
    """Whether the row of `EvaluationRow` that the statement is at says routine and is not."""
    return EvaluationRow.assignment_id.in_(concealed_assignments())
