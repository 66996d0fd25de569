"""A small sample of what `make proof` does at full size: many hand in at once, also while the server fails them."""

import pytest
from sqlalchemy import Engine

from qa_desk.store.store import Store
from tests.store.logins import Logins
from tests.store.members.killing import backends_killed
from tests.store.members.load import Stored, hand_in_all, prepare, stored

N_INSPECTORS, N_EACH = 6, 5


@pytest.fixture
def kind() -> str:
    """Only a server has people who work on it at once from several machines."""
    return "postgresql"


def test_what_many_hand_in_at_once_is_all_stored_once(store: Store, engine: Engine, logins: Logins) -> None:
    load = prepare(store, n_inspectors=N_INSPECTORS, n_each=N_EACH)
    took_s = hand_in_all(load, logins.engine)
    assert len(took_s) == load.n_drafts == N_INSPECTORS * N_EACH
    assert stored(load, engine) == Stored(load.n_drafts, load.n_drafts, load.n_drafts, chain_is_whole=True)


def test_nothing_is_lost_or_there_twice_when_connections_are_killed(
    store: Store, engine: Engine, logins: Logins
) -> None:
    load = prepare(store, n_inspectors=N_INSPECTORS, n_each=N_EACH)
    for actor in load.actors:
        logins.engine(actor.person_id)
    with backends_killed(engine, seed=20261122) as killed:
        hand_in_all(load, logins.engine)
    assert killed.n_killed > 0, "nothing was killed: hand in more"
    assert stored(load, engine) == Stored(load.n_drafts, load.n_drafts, load.n_drafts, chain_is_whole=True)
