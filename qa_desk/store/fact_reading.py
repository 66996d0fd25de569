"""Rows of the flat facts and counts over them, as the common issues read them: no objects, in plans of few pages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.orm import Session

from qa_desk.store.engine import expect_memory

_IS_PREPARED = "plans facts as of memory"


def rows_of(session: Session, statement: Executable) -> Sequence[Any]:
    """Every row of a statement of columns alone."""
    # past the session, which looks at each row for objects that there are none of
    connection = session.connection()
    if _IS_PREPARED not in session.info:
        session.info[_IS_PREPARED] = True
        expect_memory(connection)
    return connection.execute(statement).all()
