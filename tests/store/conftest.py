"""Every test that asks for `store` runs on SQLite and on PostgreSQL, each time on a fresh database.

A schema is migrated once per run and database kind, and copied for each test; so is what `furnishing` puts into it.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, make_url, text

from qa_desk.store.engine import make_engine
from qa_desk.store.schema import upgrade
from qa_desk.store.store import Store
from tests.store import postgresql_server
from tests.store.furnishing import Centre, StandingClock, furnish
from tests.store.laid_databases import FILE, Furnishing, Laid, lay, store_on
from tests.store.logins import Logins
from tests.store.postgresql_server import PostgresqlServer

_NO_POSTGRESQL = "POSTGRESQL IS NOT INSTALLED: half of the store tests did not run"
_numbers = itertools.count(1)

LaidOn = Callable[[str, Furnishing], Laid]


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest) -> Iterator[PostgresqlServer]:
    """The server of this run (of this worker, where several share the work)."""
    binaries = postgresql_server.find_binaries()
    if binaries is None and request.config.getoption("--require-postgres"):
        pytest.fail(_NO_POSTGRESQL)
    if binaries is None:
        pytest.skip(_NO_POSTGRESQL)
    server = postgresql_server.start(binaries)
    yield server
    _administering(server).dispose()
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema and nothing in it."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgresqlServer) -> str:
    """The name of a database with the schema and nothing in it."""
    _administer(postgresql, "CREATE DATABASE template_of_tests")
    _migrate(postgresql.url("template_of_tests"))
    return "template_of_tests"


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on."""
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    yield from _new_database(request.getfixturevalue("postgresql"), "template0")


@pytest.fixture
def other_postgresql_url(postgresql: PostgresqlServer) -> Iterator[str]:
    """The URL of one more PostgreSQL database, empty."""
    yield from _new_database(postgresql, "template0")


@pytest.fixture
def furnishing(request: pytest.FixtureRequest) -> Furnishing | None:
    """What stands in the database before the test: the small centre where `centre` is asked for.

    A module that needs more has a fixture of this name, and takes what was said of it from `told`.
    """
    return _small_centre if "centre" in request.fixturenames else None


@pytest.fixture(scope="session")
def laid_on(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LaidOn:
    """The furnished databases of this run, each made when it is asked for first."""

    @cache
    def laid(kind: str, furnishing: Furnishing) -> Laid:
        def empty_in(folder: Path) -> str:
            if kind == "sqlite":
                return _copied(request.getfixturevalue("sqlite_template"), folder)
            template = request.getfixturevalue("postgresql_template")
            return _created(request.getfixturevalue("postgresql"), template, f"furnished_{next(_numbers)}")

        return lay(furnishing, tmp_path_factory.mktemp("furnished"), empty_in)

    return laid


@pytest.fixture
def laid(kind: str, furnishing: Furnishing | None, laid_on: LaidOn) -> Laid | None:
    """What the database of this test is a copy of; None where nothing stands in it."""
    return laid_on(kind, furnishing) if furnishing else None


@pytest.fixture
def url(kind: str, laid: Laid | None, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the schema, and with what is laid."""
    if laid:
        shutil.copytree(laid.folder, tmp_path, dirs_exist_ok=True)
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / FILE}" if laid else _copied(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    template = make_url(laid.url).database if laid else request.getfixturevalue("postgresql_template")
    yield from _new_database(request.getfixturevalue("postgresql"), str(template))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine on that database."""
    made = make_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    """A store on that database."""
    return store_on(engine, tmp_path)


@pytest.fixture
def told(laid: Laid | None) -> Any:
    """What the furnishing said of what it put in."""
    assert laid is not None
    return laid.told


@pytest.fixture
def centre(store: Store, told: Centre) -> Centre:
    """A store with people, calls and a scorecard in it."""
    return replace(told, store=store, clock=StandingClock())


@pytest.fixture
def logins(engine: Engine) -> Iterator[Logins]:
    """Real logins of people, on PostgreSQL; a test that needs them takes `on_postgresql` as well."""
    made = Logins(engine)
    yield made
    made.close()


def _small_centre(store: Store, _folder: Path) -> Centre:
    return furnish(store)


def _copied(template: Path, folder: Path) -> str:
    shutil.copyfile(template, folder / FILE)
    return f"sqlite:///{folder / FILE}"


def _created(server: PostgresqlServer, template: str, name: str) -> str:
    with _administering(server).connect() as connection:
        # whole files are copied in half the time that logging each page takes; before version 15 it is done anyway
        how = " STRATEGY FILE_COPY" if (connection.dialect.server_version_info or ()) >= (15,) else ""
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}{how}"))
    return server.url(name)


def _new_database(server: PostgresqlServer, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    yield _created(server, template, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server: PostgresqlServer, statement: str) -> None:
    with _administering(server).connect() as connection:
        connection.execute(text(statement))


@cache
def _administering(server: PostgresqlServer) -> Engine:
    """Stays connected: each test has a database made and dropped, and a login takes as long again."""
    return make_engine(server.url("postgres")).execution_options(isolation_level="AUTOCOMMIT")


def _migrate(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud, not only among the reasons for skips, that one database was left out."""
    if any(_NO_POSTGRESQL in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"!!! {_NO_POSTGRESQL} !!!", red=True, bold=True)
