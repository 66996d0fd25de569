"""Writing a backup of a whole workspace from one moment of it, and proving it by putting it back for a moment."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
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
from qa_desk.store.copying.table_shapes import Row, TableShape, TableSum, present_shapes, read_rows, shapes_in
from qa_desk.store.engine import TransactionMode, in_mode, is_sqlite, make_engine
from qa_desk.store.flushing import flush_folder
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.schema import make_filled, newest_revision, revision_of

_BLOCK_BYTES = 1 << 20


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
    Raises BACKUP_EXISTS, KEEPER_ONLY, DISK_FULL, FILE_NOT_WRITTEN.
    """
    _require_free(target)
    try:
        handle, name = tempfile.mkstemp(prefix=".backup-", dir=target.parent)
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(target), detail=error.strerror or "") from error
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            writer = BackupWriter(stream)
            try:
                manifest, lost = _write(engine, files, writer, now, with_sound=with_sound, tell=tell)
            except BaseException:
                writer.abandon()
                raise
            stream.flush()
            os.fsync(stream.fileno())
        verify_backup(unfinished, tell=tell)
        _require_free(target)
        unfinished.replace(target)
        flush_folder(target.parent)
    except OSError as error:
        raise _not_written(error, target) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return BackupReport(target, manifest, target.stat().st_size, lost)


def verify_backup(path: Path, *, tell: Tell) -> Manifest:
    """Put a backup back into a scratch database and compare every table; read all its sound. Raises BACKUP_BROKEN."""
    with (
        closing(BackupReader(path)) as reader,
        # not beside the backup, which may lie where no database can
        tempfile.TemporaryDirectory(prefix="qa-desk-verifying-") as folder,
    ):
        reader.verify(tell)
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


def require_keeper(connection: Connection) -> None:
    """Raises KEEPER_ONLY for a login from which PostgreSQL hides rows. A SQLite file hides nothing."""
    if is_sqlite(connection):
        return
    owner = connection.exec_driver_sql(
        "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('public.people')"
    ).scalar()
    is_member = sa.text("SELECT pg_has_role(session_user, :owner, 'MEMBER')")
    if owner and not connection.execute(is_member, {"owner": owner}).scalar():
        raise QADeskError(ErrorCode.KEEPER_ONLY, owner=owner)


def _write(
    engine: Engine, files: RecordingFiles, writer: BackupWriter, now: datetime, *, with_sound: bool, tell: Tell
) -> tuple[Manifest, tuple[str, ...]]:
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        require_keeper(connection)
        schema = revision_of(engine) or ""
        shapes = present_shapes() if schema == newest_revision() else shapes_in(connection)
        for done, shape in enumerate(shapes):
            tell(done, len(shapes), shape.name)
            writer.add_table(shape, read_rows(connection, shape))
        recordings = kept_recordings(connection)
    writer.add_recordings_list(recordings)
    lost = tuple(_add_sound(writer, files, recordings, tell)) if with_sound else ()
    made_from = "sqlite" if is_sqlite(engine) else "postgresql"
    manifest = writer.finish(made_at=now, made_by=__version__, made_from=made_from, schema=schema, has_sound=with_sound)
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


def _add_sound(
    writer: BackupWriter, files: RecordingFiles, recordings: Sequence[KeptRecording], tell: Tell
) -> Iterator[str]:
    """Take the sound in; yields what is lost or is not any more what was brought in, and so stays out."""
    for done, recording in enumerate(recordings):
        tell(done, len(recordings), recording.relative_path)
        if not files.is_intact(recording.relative_path, recording.sha256):
            yield recording.relative_path
            continue
        fetched = files.fetch(recording.relative_path)
        with fetched.path.open("rb") as source, writer.sound(recording.relative_path) as target:
            shutil.copyfileobj(source, target, _BLOCK_BYTES)


def _require_free(target: Path) -> None:
    if target.exists():
        raise QADeskError(ErrorCode.BACKUP_EXISTS, file=str(target))


def _not_written(error: OSError, target: Path) -> QADeskError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return QADeskError(ErrorCode.DISK_FULL)
    return QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(target), detail=error.strerror or "")
