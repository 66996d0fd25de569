"""Many people hand in on one server: everything is stored once, whatever happens to connections and to the server."""

import itertools
import os
import random
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from qa_desk.domain.ids import EvaluationId
from qa_desk.store.engine import make_engine
from qa_desk.store.protection_setting import protection_in
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.schema import upgrade
from qa_desk.store.store import Store
from qa_desk.store.workspace import Workspace
from tests.store import postgresql_server
from tests.store.logins import Logins
from tests.store.members.killing import backends_killed
from tests.store.members.load import Load, Stored, hand_in_all, prepare, stored, submitted
from tests.store.postgresql_server import PostgresqlServer

N_INSPECTORS, N_EACH = 200, int(os.environ.get("QA_DESK_SUBMITS", "20"))
N_UNDER_KILLS = (20, 30)
N_UNDER_STOPS = (8, 40)
N_STOPS = 3
_numbers = itertools.count(1)
# a crash must find what was acknowledged on the disk, as a server of a centre would
_AS_IN_A_CENTRE = ("max_connections=450", "fsync=on", "full_page_writes=on")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresqlServer]:
    """A server that keeps what it acknowledges."""
    binaries = postgresql_server.find_binaries()
    if binaries is None:
        pytest.skip("POSTGRESQL IS NOT INSTALLED: nothing was proved about a team")
    running = postgresql_server.start(binaries, *_AS_IN_A_CENTRE)
    yield running
    running.stop()


@pytest.fixture
def engine(server: PostgresqlServer) -> Iterator[Engine]:
    """A database of this test's own, as its keeper."""
    name = f"load_{next(_numbers)}"
    begun = make_engine(server.url("postgres")).execution_options(isolation_level="AUTOCOMMIT")
    with begun.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    begun.dispose()
    made = make_engine(server.url(name))
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def keeper(engine: Engine, tmp_path: Path) -> Store:
    """The keeper's store on it."""
    return Store(engine, recordings_of(Workspace(tmp_path), lambda: protection_in(engine)))


@pytest.fixture
def logins(engine: Engine) -> Iterator[Logins]:
    """A login for everybody."""
    made = Logins(engine)
    yield made
    made.close()


def test_two_hundred_hand_in_twenty_each_and_all_is_stored_once(
    keeper: Store, engine: Engine, logins: Logins, capsys: pytest.CaptureFixture[str]
) -> None:
    load = _signed_in(prepare(keeper, n_inspectors=N_INSPECTORS, n_each=N_EACH), logins)
    began_s = time.monotonic()
    took_s = hand_in_all(load, logins.engine)
    lasted_s = time.monotonic() - began_s
    assert stored(load, engine) == _all_of(load)
    p95_s = statistics.quantiles(took_s, n=20)[-1]
    with capsys.disabled():
        print(f"\n{load.n_drafts} handed in by {N_INSPECTORS} at once in {lasted_s:.0f} s, p95 {p95_s:.2f} s")  # noqa: T201 - a figure


def test_six_hundred_are_in_exactly_once_while_connections_are_killed(
    keeper: Store, engine: Engine, logins: Logins
) -> None:
    n_inspectors, n_each = N_UNDER_KILLS
    load = _signed_in(prepare(keeper, n_inspectors=n_inspectors, n_each=n_each), logins)
    with backends_killed(engine, seed=20261122) as killed:
        hand_in_all(load, logins.engine)
    assert killed.n_killed > 0, "nothing was killed: hand in more"
    assert load.n_drafts == 600
    assert stored(load, engine) == _all_of(load)


def test_nothing_acknowledged_is_lost_when_the_server_stops_at_once(
    server: PostgresqlServer, keeper: Store, engine: Engine, logins: Logins
) -> None:
    n_inspectors, n_each = N_UNDER_STOPS
    load = _signed_in(prepare(keeper, n_inspectors=n_inspectors, n_each=n_each), logins)
    chance, told, lock = random.Random(20261122), set[EvaluationId](), threading.Lock()

    def acknowledged(key: EvaluationId) -> None:
        with lock:
            told.add(key)

    with ThreadPoolExecutor(1) as elsewhere:
        work = elsewhere.submit(hand_in_all, load, logins.engine, acknowledged)
        for _stop in range(N_STOPS):
            n_before = len(told)
            while len(told) < n_before + n_inspectors and not work.done():
                time.sleep(0.05)
            time.sleep(chance.uniform(0, 0.3))
            assert not work.done(), "everything was in before the server stopped: hand in more"
            server.halt()
            with lock:
                known = set(told)
            server.begin()
            engine.dispose()
            assert known <= submitted(engine), "acknowledged, and lost"
        work.result()
    assert len(told) == load.n_drafts
    assert stored(load, engine) == _all_of(load)


def _signed_in(load: Load, logins: Logins) -> Load:
    """Everybody's login is made before anything is counted."""
    for actor in load.actors:
        logins.engine(actor.person_id)
    return load


def _all_of(load: Load) -> Stored:
    return Stored(load.n_drafts, load.n_drafts, load.n_drafts, chain_is_whole=True)
