"""A database file that can't be read any more: what is known of it, and the last good backup put back in its place."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.copying.snapshots import Snapshot, last_good, verify_snapshot
from qa_desk.store.flushing import flush_folder
from qa_desk.store.workspace import Workspace

_BESIDE = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged database and what there is in its place; `last_saved_at` is when the file was last written.

    `n_missing` counts the audit entries made after the backup, where the damaged file still tells them.
    """

    file: Path
    backup: Snapshot | None
    last_saved_at: datetime | None
    n_missing: int | None


def damage_of(workspace: Workspace) -> Damage:
    """Look at a damaged file without changing it, and for the newest backup that is good."""
    file, backup = workspace.database_file, last_good(workspace.backups_dir)
    times = [path.stat().st_mtime for path in _files(file) if path.is_file()]
    last_saved_at = datetime.fromtimestamp(max(times), UTC) if times else None
    return Damage(file, backup, last_saved_at, _n_entries_after(file, backup) if backup else None)


def damaged_error(workspace: Workspace, detail: str) -> QADeskError:
    """What to tell of it: with the backup that can be put back, or that there is none."""
    damage = damage_of(workspace)
    if damage.backup is None:
        folder = str(workspace.backups_dir)
        return QADeskError(ErrorCode.DATABASE_LOST, file=str(damage.file), detail=detail, folder=folder)
    when = f"{damage.backup.made_at:%Y-%m-%d %H:%M}"
    return QADeskError(
        ErrorCode.DATABASE_REPLACEABLE,
        file=str(damage.file),
        detail=detail,
        when=when,
        made_at=damage.backup.made_at,
        last_saved_at=damage.last_saved_at,
        n_missing=damage.n_missing,
    )


def put_last_good_back(workspace: Workspace, now: datetime) -> tuple[Snapshot, Path | None]:
    """Put the last good backup in the place of the database; returns it, and the folder where the damaged one is kept.

    Raises DATABASE_SOUND for a file that is not damaged, DATABASE_LOST without a backup; nothing was changed then.
    """
    file = workspace.database_file
    if file.is_file() and _is_sound(file):
        raise QADeskError(ErrorCode.DATABASE_SOUND, file=str(file))
    backup = last_good(workspace.backups_dir)
    if backup is None:
        raise damaged_error(workspace, "")
    fresh = file.with_name(file.name + ".restoring")
    try:
        shutil.copyfile(backup.file, fresh)
        with fresh.open("rb") as stream:
            os.fsync(stream.fileno())
        aside = _set_aside(workspace, now)
        fresh.replace(file)
        flush_folder(file.parent)
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(file), detail=error.strerror or "") from error
    finally:
        fresh.unlink(missing_ok=True)
    return backup, aside


def _set_aside(workspace: Workspace, now: datetime) -> Path | None:
    """Move the damaged file with its journal into a folder of its own: an old journal would be poured into the new."""
    found = [path for path in _files(workspace.database_file) if path.exists()]
    if not found:
        return None
    named = workspace.folder / f"damaged-{now.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}"
    aside, number = named, 1
    while aside.exists():
        number += 1
        aside = named.with_name(f"{named.name}-{number}")
    aside.mkdir()
    # the journal first: without it the file is still what it was when it was last poured over
    for path in reversed(found):
        path.rename(aside / path.name)
    flush_folder(aside)
    return aside


def _is_sound(file: Path) -> bool:
    try:
        verify_snapshot(file)
    except QADeskError as error:
        return error.code is not ErrorCode.DATABASE_DAMAGED
    return True


def _files(database: Path) -> tuple[Path, ...]:
    return tuple(database.with_name(database.name + end) for end in _BESIDE)


def _n_entries_after(file: Path, backup: Snapshot) -> int | None:
    """How many audit entries the damaged file has more, if that part of it can still be read."""
    count = "SELECT count(*), max(number) FROM audit_entries WHERE at > ?"
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA query_only=ON")
            since = backup.made_at.replace(tzinfo=None).isoformat(" ", "microseconds")
            return int(connection.execute(count, (since,)).fetchone()[0])
    except sqlite3.DatabaseError:
        return None
