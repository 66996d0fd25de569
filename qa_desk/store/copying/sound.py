"""The sound of recordings on its way into a backup and out of it: an encrypted workspace's is never plain there.

In a backup it is sealed with the workspace's own key, so a backup is opened by what opens the workspace, and no less.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.copying.backup_file import BackupReader, BackupWriter, Tell
from qa_desk.store.copying.manifest import KeptRecording
from qa_desk.store.recording_blocks import hash_of, plain_blocks
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.sealing.key import SealKey
from qa_desk.store.sealing.key_places import RECORDINGS, KeyPlaces, read_key_file
from qa_desk.store.sealing.sealed_file import SealBrokenError, Sealer
from qa_desk.store.sealing.seals import StoredForm


def key_of_backup(files: RecordingFiles) -> SealKey | None:
    """What the sound of a backup is sealed with; None where nothing was ever encrypted. Raises RECORDINGS_KEY_MISSING.

    While a workspace is being decrypted it still counts: part of it lies sealed, and would lie plain in the backup.
    """
    key_id = files.seals.protection.key_id
    key = files.seals.keys.find(key_id) if key_id else None
    if key_id and key is None:
        raise QADeskError(ErrorCode.RECORDINGS_KEY_MISSING, key=key_id)
    return key


def key_that_opens(
    reader: BackupReader, needed: str, keys: KeyPlaces[SealKey], key_file: Path | None
) -> SealKey | None:
    """The key of that id, from a file or from where this machine keeps it; None where none is needed.

    Raises BACKUP_KEY_MISSING, BACKUP_KEY_WRONG for the file of another key, KEY_FILE_INVALID, FILE_MISSING.
    """
    if key_file is not None:
        key = read_key_file(key_file, RECORDINGS)
        if key.id != needed:
            params = {"key_file": key_file.name, "found": key.id, "file": reader.name, "key": needed or "–"}
            raise QADeskError(ErrorCode.BACKUP_KEY_WRONG, **params)
        return key
    key = keys.find(needed) if needed else None
    if needed and key is None:
        raise QADeskError(ErrorCode.BACKUP_KEY_MISSING, file=reader.name, key=needed)
    return key


def add_sound(
    writer: BackupWriter, files: RecordingFiles, recordings: Sequence[KeptRecording], key: SealKey | None, tell: Tell
) -> Iterator[str]:
    """Take the sound in; yields what is lost or is not any more what was brought in, and so stays out.

    Nothing of it lies plain anywhere on the way: it goes from where it lies into the backup block by block.
    """
    for done, recording in enumerate(recordings):
        tell(done, len(recordings), recording.relative_path)
        form = _intact_form(files, recording)
        if form is None:
            yield recording.relative_path
            continue
        try:
            with (
                files.place.open(form.name) as source,
                writer.sound(recording.relative_path, is_sealed=key is not None) as target,
            ):
                _pour(plain_blocks(source, form), Sealer(key) if key else None, target)
        except SealBrokenError as error:
            raise QADeskError(ErrorCode.RECORDING_ALTERED, file=recording.relative_path) from error


def verify_sound(reader: BackupReader, key: SealKey | None, tell: Tell) -> None:
    """Read all the sound there is, opened by its key, and compare it with the list. Raises BACKUP_BROKEN."""
    for done, recording in enumerate(reader.recordings()):
        tell(done, reader.manifest.n_recordings, recording.relative_path)
        if reader.has_sound_of(recording) and hash_of(reader.sound(recording, key)) != recording.sha256:
            raise reader.broken(recording.relative_path)


def put_sound_back(
    reader: BackupReader, files: RecordingFiles, key: SealKey | None, tell: Tell
) -> tuple[int, tuple[str, ...]]:
    """Bring the sound into a workspace, in the form it wants; returns how many are there, and what is missing."""
    missing: list[str] = []
    total = reader.manifest.n_recordings
    for done, recording in enumerate(reader.recordings()):
        tell(done, total, recording.relative_path)
        if reader.has_sound_of(recording):
            with _unpacked(reader, recording, files, key) as path:
                kept = files.add(path)
            assert kept.relative_path == recording.relative_path, "recordings are kept by their content"
        elif not files.is_intact(recording.relative_path, recording.sha256):
            missing.append(recording.relative_path)
    return total - len(missing), tuple(missing)


def _intact_form(files: RecordingFiles, recording: KeptRecording) -> StoredForm | None:
    for form in files.seals.forms_of(recording.relative_path):
        with suppress(OSError, SealBrokenError), files.place.open(form.name) as stream:
            if hash_of(plain_blocks(stream, form)) == recording.sha256:
                return form
    return None


def _pour(blocks: Iterator[bytes], sealer: Sealer | None, target: IO[bytes]) -> None:
    for block in blocks:
        target.write(sealer.add(block) if sealer is not None else block)
    if sealer is not None:
        target.write(sealer.end())


@contextmanager
def _unpacked(
    reader: BackupReader, recording: KeptRecording, files: RecordingFiles, key: SealKey | None
) -> Iterator[Path]:
    """The plain sound as a file: in the private room where anything is encrypted, else in a temporary folder."""
    name = PurePosixPath(recording.relative_path)

    def pour(target: BinaryIO) -> None:
        target.writelines(reader.sound(recording, key))

    if key is not None or files.seals.protection.key_id:
        plain = files.seals.room.take(recording.relative_path, name.suffix, pour)
        try:
            yield plain.path
        finally:
            files.seals.room.forget(recording.relative_path)
        return
    with tempfile.TemporaryDirectory(prefix="qa-desk-restoring-") as folder:
        path = Path(folder) / name.name
        with path.open("wb") as target:
            pour(target)
        yield path
