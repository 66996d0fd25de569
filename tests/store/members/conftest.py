"""A team whose desks are signed in each with a login of its own; on SQLite they share one file."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from qa_desk.store.engine import is_sqlite
from qa_desk.store.store import Store
from tests.store.members.team import Team, found_team


@pytest.fixture
def team(store: Store, engine: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Team:
    """The people of the centre, each at a desk of their own."""
    if is_sqlite(engine):
        return found_team(store, engine, None, tmp_path)
    return found_team(store, engine, request.getfixturevalue("logins").engine, tmp_path)
