"""The tests of the server's rules run on PostgreSQL only, as real logins and with plain SQL, as psql would."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import CursorResult, text
from sqlalchemy.exc import DBAPIError

from tests.store.furnishing import Centre
from tests.store.logins import Logins

Run = Callable[..., Any]


@pytest.fixture
def kind() -> str:
    """The database of these tests."""
    return "postgresql"


@pytest.fixture
def run(centre: Centre, logins: Logins) -> Run:
    """Runs a statement as somebody, in a transaction of its own; rows come back as a list."""

    def as_part(part: str, statement: str, **values: object) -> list[tuple[Any, ...]]:
        with logins.engine(centre.id_of(part)).begin() as connection:
            result = connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    return as_part


@pytest.fixture
def is_refused(centre: Centre, logins: Logins) -> Run:
    """Whether a statement of somebody is refused, or changes not a row."""

    def as_part(part: str, statement: str, **values: object) -> bool:
        with logins.engine(centre.id_of(part)).connect() as connection:
            try:
                result: CursorResult[Any] = connection.execute(text(statement), values)
            except DBAPIError:
                return True
            n_rows = result.rowcount
            connection.rollback()
        return n_rows == 0

    return as_part
