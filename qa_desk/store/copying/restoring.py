"""Putting a backup back as a workspace of its own: checked before anything is written, whole or not at all."""

import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.copying.backing_up import fill_from
from qa_desk.store.copying.backup_file import BackupReader, Tell
from qa_desk.store.copying.manifest import Manifest
from qa_desk.store.copying.sound import key_that_opens, put_sound_back, verify_sound
from qa_desk.store.credentials import url_to_connect
from qa_desk.store.engine import make_engine
from qa_desk.store.opening import refuse_share
from qa_desk.store.protection_setting import SETTING, protection_said
from qa_desk.store.recordings_place import keys_of_machine, recordings_of
from qa_desk.store.sealing.seals import Protection
from qa_desk.store.server_facts import require_recent_server
from qa_desk.store.workspace import Workspace, write_workspace


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was put back; `missing` are recordings that neither the backup nor the recordings folder has."""

    folder: Path
    manifest: Manifest
    n_recordings: int
    missing: tuple[str, ...]


def restore_backup(file: Path, workspace: Workspace, *, key_file: Path | None = None, tell: Tell) -> RestoreReport:
    """Make a workspace that holds what a backup holds, in a folder that is empty or not there yet.

    It is built beside the folder and moved there when it is whole; a PostgreSQL database must be empty. Recordings that
    are not in the backup are looked for in the recordings folder that the workspace names. `key_file` holds the key of
    encrypted ones, which this machine keeps from then on; without it the key is looked for where this machine keeps it.
    Raises WORKSPACE_EXISTS, DATABASE_ON_SHARE, DATABASE_NOT_EMPTY, BACKUP_BROKEN, BACKUP_NEWER, DATABASE_NEWER,
    BACKUP_KEY_MISSING, BACKUP_KEY_WRONG, KEY_FILE_INVALID, DISK_FULL.
    """
    folder = workspace.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise QADeskError(ErrorCode.WORKSPACE_EXISTS, folder=str(folder))
    if not workspace.database_url:
        refuse_share(workspace)
    with closing(BackupReader(file)) as reader:
        reader.verify_tables(tell)
        protection = _protection_in(reader)
        needed = reader.manifest.sealed_with or (protection.key_id if reader.manifest.n_recordings else "")
        key = key_that_opens(reader, needed, keys_of_machine(), key_file)
        verify_sound(reader, key, tell)
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".restoring-", dir=folder.parent))
        try:
            building = replace(workspace, folder=fresh)
            write_workspace(building)
            files = recordings_of(building, lambda: protection)
            if key_file is not None and key is not None:
                files.seals.keys.keep(key)
            files.found()
            try:
                n_recordings, missing = put_sound_back(reader, files, key, tell)
            finally:
                files.seals.room.close()
            engine = make_engine(url_to_connect(building.engine_url))
            try:
                require_recent_server(engine)
                fill_from(reader, engine, tell=tell)
            finally:
                engine.dispose()
            if folder.exists():
                folder.rmdir()
            fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return RestoreReport(folder, reader.manifest, n_recordings, missing)


def _protection_in(reader: BackupReader) -> Protection:
    """How recordings are protected in what is put back: they are encrypted again before they reach a disk."""
    newest, said = "", None
    for table in reader.manifest.tables:
        if table.shape.name == "centre_settings":
            names = [column.name for column in table.shape.columns]
            for row in reader.rows(table):
                setting = dict(zip(names, row, strict=True))
                if setting["key"] == SETTING and setting["valid_from"] >= newest:
                    newest, said = setting["valid_from"], setting["value"]
    return protection_said(said)
