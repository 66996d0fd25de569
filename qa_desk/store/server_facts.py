"""What has to be true of a PostgreSQL server, and how many desks it has room for."""

from dataclasses import dataclass

from sqlalchemy import Engine, text

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.credentials import url_to_connect
from qa_desk.store.engine import MOST_CONNECTIONS_OF_A_DESK, TransactionMode, in_mode, is_sqlite, make_engine

OLDEST_SERVER = 15


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """The server's version and its connections; `n_desks` can be open at once whatever they do."""

    version: str
    max_connections: int
    reserved_connections: int

    @property
    def n_desks(self) -> int:
        """How many desks never run out of connections."""
        return (self.max_connections - self.reserved_connections) // MOST_CONNECTIONS_OF_A_DESK


def require_recent_server(engine: Engine) -> None:
    """Raises SERVER_TOO_OLD before version 15, whose rules for views and schema `public` ours rest on."""
    if is_sqlite(engine):
        return
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        number = int(connection.scalar(text("SHOW server_version_num")))
        if number < OLDEST_SERVER * 10_000:
            found = str(connection.scalar(text("SHOW server_version")))
            raise QADeskError(ErrorCode.SERVER_TOO_OLD, found=found, expected=OLDEST_SERVER)


def facts_at(database_url: str) -> ServerFacts:
    """The facts of a server."""
    engine = make_engine(url_to_connect(database_url))
    try:
        return _facts_of(engine)
    finally:
        engine.dispose()


def n_others_connected(engine: Engine) -> int:
    """How many other sessions of this database there are, as far as whoever asks may see them; 0 for SQLite."""
    if is_sqlite(engine):
        return 0
    count = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        return int(connection.scalar(count) or 0)


def _facts_of(engine: Engine) -> ServerFacts:
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        said = {
            name: str(connection.scalar(text(f"SHOW {name}")))
            for name in ("server_version", "max_connections", "superuser_reserved_connections")
        }
    return ServerFacts(
        said["server_version"], int(said["max_connections"]), int(said["superuser_reserved_connections"])
    )
