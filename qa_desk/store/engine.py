"""SQLite and PostgreSQL behind one engine: pragmas, transactions, and what the environment does to them.

Every difference between the two databases is in this module, or asked from here by `is_sqlite`.
"""

import logging
import sqlite3
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, StaticPool, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.errors import ErrorCode, QADeskError

_logger = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for its turn before it gives up."""

_LOOKS_FOR_ITS_TURN_S = 0.004
"""How often a writer looks; SQLite would ten times a second, and seldom in the moment between two turns of another."""

_MODE = "qa_desk_mode"

_POOL: dict[str, Any] = {"pool_size": 2, "max_overflow": 2, "pool_use_lifo": True, "pool_recycle": 1800}
"""At most four beside the one that hears of changes; `store.server_facts` tells how many desks a server serves."""

MOST_CONNECTIONS_OF_A_DESK = _POOL["pool_size"] + _POOL["max_overflow"] + 1
"""With the one that hears of changes."""

_SERVER_CONNECTION: dict[str, Any] = {
    "connect_timeout": 6,
    "options": "-c lock_timeout=10s",
    # a line that was cut is noticed within half a minute, not after the two hours of the operating system; one that
    # still takes what is said and never answers is for `patient_connection` to notice
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


Connecting = Callable[[object, object, tuple[Any, ...], dict[str, Any]], Any]
"""How an engine comes to a connection."""


class TransactionMode(StrEnum):
    """What a transaction is for; chosen when its connection is taken from the engine."""

    READING = "reading"
    WRITING = "writing"
    MIGRATING = "migrating"


# a writer takes the lock at once: one that began as a reader can't wait for it later and would fail
_BEGIN_TO_WRITE = "BEGIN IMMEDIATE"

_SQLITE_BEGIN: dict[TransactionMode, tuple[str, ...]] = {
    TransactionMode.READING: ("PRAGMA foreign_keys=ON", "PRAGMA query_only=ON", "BEGIN"),
    TransactionMode.WRITING: ("PRAGMA foreign_keys=ON", "PRAGMA query_only=OFF", _BEGIN_TO_WRITE),
    # a table rebuilt in batch mode is dropped, and with foreign keys on that would empty the tables below it
    TransactionMode.MIGRATING: ("PRAGMA foreign_keys=OFF", "PRAGMA query_only=OFF", _BEGIN_TO_WRITE),
}

_SQLITE_ERRORS: dict[int, ErrorCode] = {
    sqlite3.SQLITE_BUSY: ErrorCode.DATABASE_LOCKED,
    sqlite3.SQLITE_LOCKED: ErrorCode.DATABASE_LOCKED,
    sqlite3.SQLITE_FULL: ErrorCode.DISK_FULL,
    sqlite3.SQLITE_IOERR: ErrorCode.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_CANTOPEN: ErrorCode.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_PERM: ErrorCode.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_READONLY: ErrorCode.DATABASE_UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: ErrorCode.DATABASE_DAMAGED,
    sqlite3.SQLITE_NOTADB: ErrorCode.DATABASE_DAMAGED,
}

_POSTGRESQL_ERRORS: tuple[tuple[str, ErrorCode], ...] = (
    ("53100", ErrorCode.DISK_FULL),
    ("53", ErrorCode.DATABASE_UNREACHABLE),
    ("55P03", ErrorCode.DATABASE_LOCKED),
    ("40", ErrorCode.DATABASE_LOCKED),
    ("57014", ErrorCode.DATABASE_LOCKED),
    ("57P", ErrorCode.DATABASE_UNREACHABLE),
    ("08", ErrorCode.DATABASE_UNREACHABLE),
    ("28", ErrorCode.DATABASE_UNREACHABLE),
    ("3D000", ErrorCode.DATABASE_UNREACHABLE),
    ("XX001", ErrorCode.DATABASE_DAMAGED),
)
"""The beginnings of SQLSTATE codes that tell of the environment; the first that fits counts."""


_REFUSALS: dict[str, ErrorCode] = {
    "42501": ErrorCode.SERVER_REFUSES,
    "55000": ErrorCode.SERVER_REFUSES,
    # in a file writers take turns, so that there it is a bug
    "23505": ErrorCode.ENTERED_AT_ONCE,
}
"""SQLSTATE codes of what the rules in the database forbid, and of what two people enter at the same moment."""


def make_engine(database_url: str | URL) -> Engine:
    """An engine for `sqlite:///FILE`, `sqlite://` (in memory, for tests) or `postgresql+psycopg://…`.

    Errors of the environment come out of it as QADeskError; all others are bugs and stay what they are, but without
    the values of the statement: those may be sealed answers, and a message ends in logs.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        engine = _sqlite_engine(url)
    elif url.drivername == "postgresql+psycopg":
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, **_POOL, connect_args=_SERVER_CONNECTION)
        event.listen(engine, "do_connect", connect_patiently)
    else:
        expected = "sqlite:///FILE or postgresql+psycopg://…"
        shown = url.render_as_string(hide_password=True)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=shown, what="database_url", expected=expected)
    event.listen(engine, "handle_error", _explain_environment)
    return engine


def make_viewing_engine(file: Path) -> Engine:
    """An engine on a SQLite file that is only read, where neither the file nor its folder need be writable."""
    engine = create_engine(
        "sqlite://", creator=lambda: _viewing_connection(file), poolclass=NullPool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _explain_environment)
    return in_mode(engine, TransactionMode.READING)


def make_sole_engine(file: Path) -> Engine:
    """An engine on a SQLite file that nobody else has open, nor can open meanwhile.

    Connecting raises DATABASE_LOCKED where somebody has: every open connection holds a lock that this one wants alone.
    """
    engine = make_engine(URL.create("sqlite", database=str(file)))
    # before anything else that is asked of the file
    event.listen(engine, "connect", _take_alone, insert=True)
    return engine


def is_sqlite(bind: Engine | Connection) -> bool:
    """Whether this is SQLite; everything else is PostgreSQL."""
    return bind.dialect.name == "sqlite"


def problems_of(connection: Connection) -> tuple[str, ...]:
    """What is wrong with the database itself, page by page and reference by reference; a server sees to its own."""
    if not is_sqlite(connection):
        connection.exec_driver_sql("SELECT 1")
        return ()
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    found += [f"{row[0]} → {row[2]}" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return tuple(problem for problem in found if problem != "ok")


def refusal_of(error: DBAPIError) -> QADeskError | None:
    """What to tell of something that a server refused to a person; None for what is a bug, or happened in a file."""
    code = _REFUSALS.get(str(getattr(error.orig, "sqlstate", "")))
    if code is None:
        return None
    return QADeskError(code, detail=str(error.orig).strip().partition("\n")[0])


def in_mode(engine: Engine, mode: TransactionMode) -> Engine:
    """The same engine, whose transactions are of this kind. A reading one can't write and sees one moment only."""
    options: dict[str, Any] = {_MODE: mode}
    if mode is TransactionMode.READING and not is_sqlite(engine):
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return engine.execution_options(**options)


def is_writing(connection: Connection) -> bool:
    """Whether the transaction may change anything."""
    return connection.get_execution_options().get(_MODE) is not TransactionMode.READING


def take_turn(connection: Connection, name: str) -> None:
    """Until the transaction ends, nobody else passes here under that name. SQLite's writers already take turns."""
    if not is_sqlite(connection):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(%(name)s))", {"name": name})


def expect_memory(connection: Connection) -> None:
    """Let a server plan this transaction's reads as of what lies in memory, or on disks that turn no more.

    It reckons by itself that a page of an index costs four times one of a table, and leaves a narrow index for it.
    """
    if not is_sqlite(connection):
        connection.exec_driver_sql("SET LOCAL random_page_cost = 1.1")


def connect_patiently(_dialect: object, _record: object, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
    """How every engine on a server connects."""
    # Here and not above: psycopg loads only where there is a server.
    from qa_desk.store.patient_connection import PatientConnection

    return PatientConnection.connect(*args, **params)


def use_password(engine: Engine, password: str, instead_of: Connecting) -> Connecting:
    """Let an engine connect with another password; returns how it does, for when the password changes again."""

    def connect(dialect: object, record: object, args: tuple[Any, ...], params: dict[str, Any]) -> Any:
        return connect_patiently(dialect, record, args, params | {"password": password})

    # the first that connects ends the row, so it can't be added to
    event.remove(engine, "do_connect", instead_of)
    event.listen(engine, "do_connect", connect)
    return connect


def _sqlite_engine(url: URL) -> Engine:
    in_memory = url.database in (None, "", ":memory:")
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        **({"poolclass": StaticPool} if in_memory else {}),
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _viewing_connection(file: Path) -> sqlite3.Connection:
    journal = file.with_name(f"{file.name}-wal")
    # without a journal the file is all there is, and SQLite would want to make one; each transaction looks anew
    is_all = not (journal.is_file() and journal.stat().st_size)
    uri = f"{file.absolute().as_uri()}?mode=ro{'&immutable=1' if is_all else ''}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_MS / 1000, check_same_thread=False, isolation_level=None)


def _take_alone(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA locking_mode=EXCLUSIVE").close()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # the driver must not begin or end transactions on its own: half-finished migrations would stay
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(_MODE, TransactionMode.WRITING)
    for statement in _SQLITE_BEGIN[mode]:
        if statement == _BEGIN_TO_WRITE:
            _take_turn_to_write(connection)
        else:
            connection.exec_driver_sql(statement)


def _take_turn_to_write(connection: Connection) -> None:
    """Begin as soon as nobody else writes."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    latest = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    raw.execute("PRAGMA busy_timeout=0").close()
    try:
        while (failure := _failure_to_begin(raw)) is not None and _is_busy(failure) and time.monotonic() < latest:
            time.sleep(_LOOKS_FOR_ITS_TURN_S)
        if failure is not None:
            # once more, where it is explained
            connection.exec_driver_sql(_BEGIN_TO_WRITE)
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()


def _failure_to_begin(raw: sqlite3.Connection) -> sqlite3.DatabaseError | None:
    try:
        raw.execute(_BEGIN_TO_WRITE).close()
    except sqlite3.DatabaseError as error:
        # of every kind: a file that was damaged meanwhile is no operational error
        return error
    return None


def _is_busy(failure: sqlite3.DatabaseError) -> bool:
    # the low byte is the primary code; the driver's own refusals have none
    return getattr(failure, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _explain_environment(context: ExceptionContext) -> None:
    original = context.original_exception
    code = _environment_code(original)
    if code is None:
        return
    detail = str(original).strip().splitlines()[0] if str(original).strip() else type(original).__name__
    _logger.warning("the database answered %s", code.value)
    raise QADeskError(code, detail=detail, folder="") from original


def _environment_code(original: BaseException | None) -> ErrorCode | None:
    if isinstance(original, sqlite3.Error):
        number = getattr(original, "sqlite_errorcode", None)
        # the low byte is the primary code, the rest says more exactly which
        return _SQLITE_ERRORS.get(number & 0xFF) if isinstance(number, int) else None
    # asked by its attribute: psycopg loads only where PostgreSQL is used
    state = getattr(original, "sqlstate", "")
    if state is None and any(kind.__name__ == "OperationalError" for kind in type(original).__mro__):
        return ErrorCode.LOGIN_REFUSED if _was_turned_away(original) else ErrorCode.DATABASE_UNREACHABLE
    if state is None:
        return None
    return next((code for start, code in _POSTGRESQL_ERRORS if str(state).startswith(start)), None)


def _was_turned_away(failure: BaseException | None) -> bool:
    """Whether connecting ended after the server had asked for a password: it says so without a SQLSTATE."""
    attempt = getattr(failure, "pgconn", None)
    return attempt is not None and bool(attempt.used_password or attempt.needs_password)
