"""A workspace on a server of its own, for proofs and benchmarks that run outside of the store tests."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from qa_desk.store.engine import make_engine
from qa_desk.store.protection_setting import protection_in
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.schema import upgrade
from qa_desk.store.store import Store
from qa_desk.store.workspace import Workspace
from tests.store import postgresql_server


@contextmanager
def served() -> Iterator[tuple[Engine, Store]]:
    """The keeper's engine and store of an empty workspace; skipped where PostgreSQL is not installed."""
    binaries = postgresql_server.find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    server = postgresql_server.start(binaries)
    try:
        administering = make_engine(server.url("postgres")).execution_options(isolation_level="AUTOCOMMIT")
        with administering.connect() as connection:
            connection.execute(text("CREATE DATABASE qa_desk"))
        administering.dispose()
        engine = make_engine(server.url("qa_desk"))
        upgrade(engine)
        with tempfile.TemporaryDirectory() as folder:
            files = recordings_of(Workspace(Path(folder)), lambda: protection_in(engine))
            yield engine, Store(engine, files)
        engine.dispose()
    finally:
        server.stop()
