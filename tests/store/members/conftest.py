"""A team whose desks are signed in each with a login of its own; on SQLite they share one file."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from qa_desk.store.engine import is_sqlite
from qa_desk.store.store import Store
from tests.store.laid_databases import Furnishing
from tests.store.members.team import Team, furnish_team, furnish_team_with_calls, team_on


@pytest.fixture
def furnishing(request: pytest.FixtureRequest, furnishing: Furnishing | None) -> Furnishing | None:
    """The people of the team stand in the database where `team` is asked for, and calls with `calls`."""
    if "team" not in request.fixturenames:
        return furnishing
    return furnish_team_with_calls if "calls" in request.fixturenames else furnish_team


@pytest.fixture
def team(store: Store, engine: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Team:
    """The people of the centre, each at a desk of their own."""
    if is_sqlite(engine):
        return team_on(store, engine, None, tmp_path)
    return team_on(store, engine, request.getfixturevalue("logins").engine, tmp_path)


@pytest.fixture
def calls() -> None:
    """Three calls are there; `furnishing` lays them with the people."""
