"""Writing a backup of a whole workspace from one moment of it, and proving it by putting it back for a moment."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from qa_desk import __version__
from qa_desk.domain.calls import RecordingState
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.copying.backup_file import BackupReader, BackupWriter, Tell
from qa_desk.store.copying.filling import fill, require_equal
from qa_desk.store.copying.manifest import KeptRecording, Manifest
from qa_desk.store.copying.sound import add_sound, key_of_backup, verify_sound
from qa_desk.store.copying.table_shapes import Row, TableShape, TableSum, present_shapes, read_rows, shapes_in
from qa_desk.store.engine import TransactionMode, in_mode, is_sqlite, make_engine
from qa_desk.store.flushing import flush_folder
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.schema import make_filled, newest_revision, revision_of
from qa_desk.store.sealing.key import SealKey


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What went into a backup; `lost` are recordings that are gone or changed, and so could not go in."""

    file: Path
    manifest: Manifest
    size_bytes: int
    lost: tuple[str, ...] = ()


def write_backup(
    engine: Engine, files: RecordingFiles, target: Path, *, now: datetime, with_sound: bool, tell: Tell
) -> BackupReport:
    """Write a backup, verified, or leave nothing behind.

    What others write meanwhile is not in it: all tables are of one moment, and nobody waits.
    The sound of an encrypted workspace is sealed in it with the workspace's key.
    Raises BACKUP_EXISTS, KEEPER_ONLY, RECORDINGS_KEY_MISSING, DISK_FULL, FILE_NOT_WRITTEN.
    """
    _require_free(target)
    key = key_of_backup(files) if with_sound else None
    try:
        handle, name = tempfile.mkstemp(prefix=".backup-", dir=target.parent)
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(target), detail=error.strerror or "") from error
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            writer = BackupWriter(stream)
            try:
                manifest, lost = _write(engine, files, writer, _Wish(now, with_sound, key, tell))
            except BaseException:
                writer.abandon()
                raise
            stream.flush()
            os.fsync(stream.fileno())
        verify_backup(unfinished, key, tell=tell)
        _require_free(target)
        unfinished.replace(target)
        flush_folder(target.parent)
    except OSError as error:
        raise _not_written(error, target) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return BackupReport(target, manifest, target.stat().st_size, lost)


def verify_backup(path: Path, key: SealKey | None, *, tell: Tell) -> Manifest:
    """Put a backup back into a scratch database and compare every table; read all its sound. Raises BACKUP_BROKEN."""
    with (
        closing(BackupReader(path)) as reader,
        # not beside the backup, which may lie where no database can
        tempfile.TemporaryDirectory(prefix="qa-desk-verifying-") as folder,
    ):
        reader.verify_tables(tell)
        verify_sound(reader, key, tell)
        engine = make_engine(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        try:
            fill_from(reader, engine, tell=tell)
        finally:
            engine.dispose()
        return reader.manifest


def fill_from(reader: BackupReader, engine: Engine, *, tell: Tell) -> None:
    """Make an empty database hold what a backup holds, all or nothing. Raises DATABASE_NOT_EMPTY, COPY_DIFFERS."""
    kept = {table.shape.name: table for table in reader.manifest.tables}
    names = list(kept)

    def rows_of(shape: TableShape) -> Iterator[Row]:
        tell(names.index(shape.name), len(names), shape.name)
        return reader.rows(kept[shape.name])

    def enter(connection: Connection) -> None:
        found = fill(connection, [table.shape for table in kept.values()], rows_of)
        require_equal({name: TableSum.told(table.n_rows, table.checksum) for name, table in kept.items()}, found)

    make_filled(engine, reader.manifest.schema, enter)


def require_keeper(connection: Connection, command: str) -> None:
    """Raises KEEPER_ONLY for a login from which PostgreSQL hides rows. A SQLite file hides nothing.

    `command` is what a keeper runs instead.
    """
    if is_sqlite(connection):
        return
    owner = connection.exec_driver_sql(
        "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('public.people')"
    ).scalar()
    is_member = sa.text("SELECT pg_has_role(session_user, :owner, 'MEMBER')")
    if owner and not connection.execute(is_member, {"owner": owner}).scalar():
        raise QADeskError(ErrorCode.KEEPER_ONLY, owner=owner, command=command)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to go into a backup, and who is told how far it is."""

    now: datetime
    with_sound: bool
    key: SealKey | None
    tell: Tell


def _write(
    engine: Engine, files: RecordingFiles, writer: BackupWriter, wish: _Wish
) -> tuple[Manifest, tuple[str, ...]]:
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        require_keeper(connection, "qa-desk backup FILE")
        schema = revision_of(engine) or ""
        shapes = present_shapes() if schema == newest_revision() else shapes_in(connection)
        for done, shape in enumerate(shapes):
            wish.tell(done, len(shapes), shape.name)
            writer.add_table(shape, read_rows(connection, shape))
        recordings = kept_recordings(connection)
    writer.add_recordings_list(recordings)
    lost = tuple(add_sound(writer, files, recordings, wish.key, wish.tell)) if wish.with_sound else ()
    manifest = writer.finish(
        made_at=wish.now,
        made_by=__version__,
        made_from="sqlite" if is_sqlite(engine) else "postgresql",
        schema=schema,
        has_sound=wish.with_sound,
        sealed_with=wish.key.id if wish.key else "",
    )
    return manifest, lost


def kept_recordings(connection: Connection) -> tuple[KeptRecording, ...]:
    """The recordings that a database says are there."""
    path, sha256, size, state = (sa.column(name) for name in ("relative_path", "sha256", "size_bytes", "state"))
    query = (
        sa.select(path, sha256, size)
        .select_from(sa.table("recordings", path, sha256, size, state))
        .where(state == RecordingState.PRESENT.value)
        .distinct()
        .order_by(path)
    )
    return tuple(KeptRecording(*row) for row in connection.execute(query))


def _require_free(target: Path) -> None:
    if target.exists():
        raise QADeskError(ErrorCode.BACKUP_EXISTS, file=str(target))


def _not_written(error: OSError, target: Path) -> QADeskError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return QADeskError(ErrorCode.DISK_FULL)
    return QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(target), detail=error.strerror or "")
