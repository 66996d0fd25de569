"""The store of one workspace: its database and its recordings, made, opened, checked and copied here."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Actor
from qa_desk.store.audit import ChainReport, verify_audit_chain
from qa_desk.store.connected import connected_person
from qa_desk.store.copying.backing_up import BackupReport, write_backup
from qa_desk.store.copying.backup_file import Tell
from qa_desk.store.copying.snapshots import Snapshot, is_due, take_snapshot, thin
from qa_desk.store.credentials import Credentials, url_to_connect
from qa_desk.store.engine import (
    Connecting,
    TransactionMode,
    connect_patiently,
    in_mode,
    is_sqlite,
    make_engine,
    problems_of,
    refusal_of,
    use_password,
)
from qa_desk.store.feed.change_feed import ChangeFeed, SilentFeed
from qa_desk.store.feed.polling import PollingFeed
from qa_desk.store.opening import open_database, refuse_share
from qa_desk.store.protection_setting import protection_in
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.recordings_place import recordings_of, require_no_secret
from qa_desk.store.schema import revision_of
from qa_desk.store.unit_of_work import Clock, UnitOfWork
from qa_desk.store.upgrading import bring_up
from qa_desk.store.workspace import (
    OWN_RECORDINGS,
    Workspace,
    has_workspace,
    read_workspace,
    server_name,
    write_workspace,
)

_SQLITE_OVERWRITING = (
    "PRAGMA query_only=OFF",  # as the last reader on this connection may have left it
    "INSERT INTO search_index(search_index) VALUES ('optimize')",
    "VACUUM",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)


class Store:
    """Where services keep things. Safe to use from several threads: each unit of work has a connection of its own."""

    def __init__(
        self,
        engine: Engine,
        recordings: RecordingFiles,
        connected_person: PersonId | None = None,
        *,
        is_read_only: bool = False,
    ) -> None:
        self._engine = engine
        self._reading = in_mode(engine, TransactionMode.READING)
        self._writing = in_mode(engine, TransactionMode.WRITING)
        self.recordings = recordings
        self._connected_person = connected_person
        self._connecting: Connecting = connect_patiently
        self._of_moment = threading.local()
        self.is_read_only = is_read_only

    @contextmanager
    def unit_of_work(self, actor: Actor | None, clock: Clock) -> Iterator[UnitOfWork]:
        """A unit of work that may write; undone unless it was committed. `actor` is None for the program itself.

        Raises WORKSPACE_READ_ONLY where the workspace is open for viewing only, SERVER_REFUSES for what the rules in
        the database forbid, ENTERED_AT_ONCE where somebody else entered the same at this moment.
        """
        if self.is_read_only:
            raise QADeskError(ErrorCode.WORKSPACE_READ_ONLY)
        with Session(self._writing, autoflush=False) as session:
            try:
                yield UnitOfWork(session, actor, clock, connected_person=self._connected_person)
            except DBAPIError as error:
                refusal = refusal_of(error)
                if refusal is None:
                    raise
                raise refusal from error

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A unit of work that only reads, and sees everything as it is at one moment."""
        shared: UnitOfWork | None = getattr(self._of_moment, "uow", None)
        if shared is not None:
            yield shared
            return
        with Session(self._reading, autoflush=False) as session:
            yield UnitOfWork(session, connected_person=self._connected_person)

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Let all that this thread reads meanwhile be read in one unit of work, so that what use-cases tell agrees.

        What they write is not among it.
        """
        outer: UnitOfWork | None = getattr(self._of_moment, "uow", None)
        with self.reading() as uow:
            self._of_moment.uow = uow
            try:
                yield
            finally:
                self._of_moment.uow = outer

    def moment(self) -> datetime | None:
        """What time it is on the server; None for a file, which has no clock of its own."""
        if is_sqlite(self._engine):
            return None
        with Session(self._reading) as session:
            return session.scalar(select(func.clock_timestamp()))

    def changes_feed(self) -> ChangeFeed:
        """What others change from the feed's start on; stop it before the store closes."""
        if not is_sqlite(self._engine):
            # Here and not above: psycopg loads only where there is a server.
            from qa_desk.store.feed.listening import ListeningFeed

            return ListeningFeed(self._engine)
        is_shared = self._engine.url.database not in (None, "", ":memory:")
        return PollingFeed(self._engine) if is_shared else SilentFeed()

    def check_database(self) -> tuple[str, ...]:
        """What is wrong with the database itself; empty when it is sound."""
        with self._reading.connect() as connection:
            return problems_of(connection)

    def verify_audit_chain(self) -> ChainReport:
        """Whether the audit chain is whole."""
        with Session(self._reading) as session:
            return verify_audit_chain(session)

    def connected_person(self) -> PersonId | None:
        """Whose login this store is connected by; nobody's for a SQLite file and for whoever keeps the server."""
        return self._connected_person

    def back_up(self, target: Path, *, now: datetime, with_sound: bool, tell: Tell) -> BackupReport:
        """Write a verified backup of everything as it is at this moment. Raises what `write_backup` raises."""
        return write_backup(self._engine, self.recordings, target, now=now, with_sound=with_sound, tell=tell)

    @property
    def asks_for_logins(self) -> bool:
        """Whether people sign in to a server, each with a login; else the program asks, for passwords of its own."""
        return not is_sqlite(self._engine)

    def is_own_password(self, password: str) -> bool:
        """Whether the login that is connected signs in with this password too. Raises DATABASE_UNREACHABLE."""
        engine = make_engine(self._engine.url.set(password=password))
        try:
            engine.connect().close()
        except QADeskError as error:
            if error.code is ErrorCode.LOGIN_REFUSED:
                return False
            raise
        finally:
            engine.dispose()
        return True

    def use_password(self, password: str) -> None:
        """Connect with this password from now on: the login that is connected has been given it."""
        self._connecting = use_password(self._engine, password, self._connecting)

    @property
    def server(self) -> str:
        """Where the team's database is, as people are told; empty for a file of one's own."""
        return "" if is_sqlite(self._engine) else server_name(self._engine.url)

    def overwrite_what_was_removed(self) -> None:
        """Let nothing of removed rows stay in the database's own files: they are only marked as free until then.

        On PostgreSQL for the tables of whoever is connected; its write-ahead log and its backups are its keeper's.
        """
        if not is_sqlite(self._engine):
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
            return
        # Past SQLAlchemy, which would begin a transaction: VACUUM works outside of one only.
        raw = self._engine.raw_connection()
        try:
            for statement in _SQLITE_OVERWRITING:
                raw.cursor().execute(statement)
        finally:
            raw.close()

    def keep_daily_copy(self, now: datetime) -> Snapshot | None:
        """Copy a SQLite file that has no copy of this day yet; None where there is nothing to do.

        Raises DATABASE_DAMAGED, DISK_FULL, FILE_NOT_WRITTEN.
        """
        database = self._engine.url.database
        if self.is_read_only or not is_sqlite(self._engine) or database in (None, "", ":memory:"):
            return None
        folder = Workspace(Path(database).parent).backups_dir
        if not is_due(folder, now):
            return None
        taken = take_snapshot(Path(database), folder, now)
        thin(folder)
        return taken

    def revision(self) -> str:
        """The schema of the database."""
        return revision_of(self._engine) or ""

    def close(self) -> None:
        """Give back every connection, and remove what was decrypted for hearing."""
        self.recordings.seals.room.close()
        self._engine.dispose()


def open_store(folder: Path, credentials: Credentials | None = None) -> Store:
    """The store of a workspace folder.

    Raises WORKSPACE_MISSING, WORKSPACE_BROKEN, LOGIN_REFUSED, CONNECTION_UNSAFE, and what `open_database` raises.
    """
    workspace = read_workspace(folder)
    opened = open_database(workspace, credentials)
    try:
        person = connected_person(opened.engine)
    except BaseException:
        opened.engine.dispose()
        raise
    recordings = recordings_of(workspace, partial(protection_in, opened.engine))
    return Store(opened.engine, recordings, person, is_read_only=opened.is_read_only)


def create_store(
    folder: Path, database_url: str = "", recordings: str = OWN_RECORDINGS, *, now: datetime | None = None
) -> Store:
    """Make a workspace in a folder and open it. A PostgreSQL database that holds QA Desk already is joined.

    Raises WORKSPACE_EXISTS, VALUE_INVALID, DATABASE_ON_SHARE, RECORDINGS_AWAY, DATABASE_UNREACHABLE, and what
    `bring_up` raises; nothing is left in the folder then, but for the copy of a database that was brought up.
    """
    if has_workspace(folder):
        raise QADeskError(ErrorCode.WORKSPACE_EXISTS, folder=str(folder))
    require_no_secret(recordings)
    workspace = Workspace(folder, database_url, recordings)
    if not database_url:
        refuse_share(workspace)
    write_workspace(workspace)
    engine = make_engine(url_to_connect(workspace.engine_url))
    try:
        bring_up(engine, workspace, now=now or datetime.now(UTC), tell=_quiet)
        files = recordings_of(workspace, partial(protection_in, engine))
        files.found()
        person = connected_person(engine)
    except BaseException:
        engine.dispose()
        workspace.file.unlink(missing_ok=True)
        raise
    return Store(engine, files, person)


def _quiet(_done: int, _total: int, _what: str) -> None:
    """Nobody watches."""
