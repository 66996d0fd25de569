"""Putting a backup back as a workspace of its own: checked before anything is written, whole or not at all."""

import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.copying.backing_up import fill_from
from qa_desk.store.copying.backup_file import BackupReader, Tell
from qa_desk.store.copying.manifest import KeptRecording, Manifest
from qa_desk.store.credentials import url_to_connect
from qa_desk.store.engine import make_engine
from qa_desk.store.opening import refuse_share
from qa_desk.store.protection_setting import SETTING, protection_said
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.sealing.seals import Protection
from qa_desk.store.server_facts import require_recent_server
from qa_desk.store.workspace import Workspace, write_workspace

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was put back; `missing` are recordings that neither the backup nor the recordings folder has."""

    folder: Path
    manifest: Manifest
    n_recordings: int
    missing: tuple[str, ...]


def restore_backup(file: Path, workspace: Workspace, *, tell: Tell) -> RestoreReport:
    """Make a workspace that holds what a backup holds, in a folder that is empty or not there yet.

    It is built beside the folder and moved there when it is whole; a PostgreSQL database must be empty. Recordings that
    are not in the backup are looked for in the recordings folder that the workspace names.
    Raises WORKSPACE_EXISTS, DATABASE_ON_SHARE, DATABASE_NOT_EMPTY, BACKUP_BROKEN, BACKUP_NEWER, DATABASE_NEWER,
    RECORDINGS_KEY_MISSING, DISK_FULL.
    """
    folder = workspace.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise QADeskError(ErrorCode.WORKSPACE_EXISTS, folder=str(folder))
    if not workspace.database_url:
        refuse_share(workspace)
    with closing(BackupReader(file)) as reader:
        reader.verify(tell)
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".restoring-", dir=folder.parent))
        try:
            building = replace(workspace, folder=fresh)
            write_workspace(building)
            protection = _protection_in(reader)
            files = recordings_of(building, lambda: protection)
            files.found()
            n_recordings, missing = _restore_sound(reader, files, tell)
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


def _restore_sound(reader: BackupReader, files: RecordingFiles, tell: Tell) -> tuple[int, tuple[str, ...]]:
    missing: list[str] = []
    total = reader.manifest.n_recordings
    for done, recording in enumerate(reader.recordings()):
        tell(done, total, recording.relative_path)
        if reader.has_sound_of(recording):
            _take_in(reader, recording, files)
        elif not files.is_intact(recording.relative_path, recording.sha256):
            missing.append(recording.relative_path)
    return total - len(missing), tuple(missing)


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


def _take_in(reader: BackupReader, recording: KeptRecording, files: RecordingFiles) -> None:
    with tempfile.TemporaryDirectory(prefix="qa-desk-restoring-") as folder:
        unpacked = Path(folder) / Path(recording.relative_path).name
        with reader.sound(recording) as source, unpacked.open("wb") as target:
            shutil.copyfileobj(source, target, _BLOCK_BYTES)
        kept = files.add(unpacked)
    assert kept.relative_path == recording.relative_path, "recordings are kept by their content"
