"""A team whose desks are signed in each with a login of its own; on SQLite they share one file."""

import pytest
from sqlalchemy import Engine

from qa_desk.store.engine import is_sqlite
from qa_desk.store.store import Store
from tests.store.members.team import Team, found_team


@pytest.fixture
def team(store: Store, engine: Engine, request: pytest.FixtureRequest) -> Team:
    """The people of the centre, each at a desk of their own."""
    if is_sqlite(engine):
        return found_team(store, engine, None)
    return found_team(store, engine, request.getfixturevalue("logins").engine)


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database these stories run on."""
    return str(request.param)
