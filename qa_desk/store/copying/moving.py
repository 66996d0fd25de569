"""Moving a one-person workspace into a PostgreSQL database: every row compared, nothing half-done, the old one kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId
from qa_desk.store.audit import PendingEntry, append_entries
from qa_desk.store.copying.backing_up import kept_recordings
from qa_desk.store.copying.backup_file import Tell
from qa_desk.store.copying.filling import fill, require_equal
from qa_desk.store.copying.table_shapes import Row, TableShape, TableSum, present_shapes, read_rows, sum_of
from qa_desk.store.credentials import url_to_connect
from qa_desk.store.engine import TransactionMode, in_mode, is_sqlite, make_engine, make_sole_engine
from qa_desk.store.protection_setting import protection_on
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.repositories.audit_log import AuditLogRepository
from qa_desk.store.schema import make_filled, newest_revision
from qa_desk.store.server_facts import require_recent_server
from qa_desk.store.workspace import Workspace, describe_beside, put_in_place


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """Where a workspace is to go, who says so, and when; `recordings` is empty where the sound stays where it is."""

    database_url: str
    at: datetime
    by: PersonId | None = None
    recordings: str = ""


@dataclass(frozen=True, slots=True)
class MoveReport:
    """What was moved; `old_description` and `old_database` are what one goes back to."""

    workspace: Workspace
    tables: Mapping[str, TableSum]
    n_recordings: int
    lost: tuple[str, ...]
    old_description: Path
    old_database: Path

    @property
    def n_rows(self) -> int:
        """The rows of all tables."""
        return sum(total.n_rows for total in self.tables.values())


def move_workspace(workspace: Workspace, order: MoveOrder, *, tell: Tell) -> MoveReport:
    """Move a workspace whose database is a SQLite file into an empty PostgreSQL database.

    Nobody else may have it open meanwhile. The file stays as it is, but for one last entry of its audit chain, which
    says where it went; `workspace.toml` names the new database only when all of it is there and equal.
    Raises WRONG_STATE, WORKSPACE_IN_USE, DATABASE_NOT_EMPTY, SERVER_TOO_OLD, COPY_DIFFERS, and what a server says.
    """
    if workspace.database_url:
        raise QADeskError(ErrorCode.ALREADY_MOVED, folder=str(workspace.folder))
    moved = replace(workspace, database_url=order.database_url, recordings=order.recordings or workspace.recordings)
    target = make_engine(url_to_connect(moved.engine_url))
    if is_sqlite(target):
        raise QADeskError(
            ErrorCode.VALUE_INVALID, value=order.database_url, what="database_url", expected="postgresql+psycopg://…"
        )
    require_recent_server(target)
    source = make_sole_engine(workspace.database_file)
    try:
        # taken for writing: what somebody saved meanwhile would be left behind
        with _alone(source) as connection:
            n_recordings, lost = _copy_sound(connection, workspace, moved, tell) if order.recordings else (0, ())
            described = describe_beside(moved)
            found: dict[str, TableSum] = {}

            def fill_target(into: Connection) -> None:
                found.update(_copy(connection, into, tell))
                _note(into, order, "workspace.moved_from", str(workspace.database_file))

            try:
                make_filled(target, newest_revision(), fill_target)
                _note(connection, order, "workspace.moved_to", moved.server)
                connection.commit()
                old = put_in_place(moved, described)
            finally:
                described.unlink(missing_ok=True)
    finally:
        source.dispose()
        target.dispose()
    return MoveReport(moved, found, n_recordings, lost, old, workspace.database_file)


def _alone(source: Engine) -> Connection:
    try:
        return in_mode(source, TransactionMode.WRITING).connect()
    except QADeskError as error:
        if error.code is ErrorCode.DATABASE_LOCKED:
            raise QADeskError(ErrorCode.WORKSPACE_IN_USE) from error
        raise


def _note(connection: Connection, order: MoveOrder, action: str, place: str) -> None:
    """The last entry of the one chain and the next of the other; both name the end that they have in common."""
    with Session(connection, autoflush=False) as session:
        end = AuditLogRepository(session).head()
        details = {"place": place, "entries": end.number if end else 0, "head": end.hash if end else ""}
        append_entries(session, [PendingEntry(order.at, order.by, action, "workspace", None, details)])


def _copy(source: Connection, target: Connection, tell: Tell) -> dict[str, TableSum]:
    """All rows of all tables, read back and compared with a second reading of the source."""
    shapes = present_shapes()

    def rows_of(shape: TableShape) -> Iterator[Row]:
        tell(shapes.index(shape), 2 * len(shapes), shape.name)
        return read_rows(source, shape)

    found = fill(target, shapes, rows_of)
    expected: dict[str, TableSum] = {}
    for done, shape in enumerate(shapes):
        tell(len(shapes) + done, 2 * len(shapes), shape.name)
        expected[shape.name] = sum_of(source, shape)
    require_equal(expected, found)
    return found


def _copy_sound(connection: Connection, old: Workspace, new: Workspace, tell: Tell) -> tuple[int, tuple[str, ...]]:
    """Copy every recording to the new place, where it has the same name; what is lost already is named."""
    protection = protection_on(connection)
    source, target = (recordings_of(workspace, lambda: protection) for workspace in (old, new))
    target.found()
    lost: list[str] = []
    recordings = kept_recordings(connection)
    for done, recording in enumerate(recordings):
        tell(done, len(recordings), recording.relative_path)
        if not source.is_intact(recording.relative_path, recording.sha256):
            lost.append(recording.relative_path)
        elif not target.is_intact(recording.relative_path, recording.sha256):
            fetched = source.fetch(recording.relative_path)
            target.add(fetched.path)
    return len(recordings) - len(lost), tuple(lost)
