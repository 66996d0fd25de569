"""The backup of an encrypted workspace is no weaker than the workspace: without its key there is no sound in it."""

import json
import zipfile
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url

from qa_desk.domain.calls import Recording, RecordingState
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import RecordingId
from qa_desk.paths import settings_dir
from qa_desk.store.copying.backing_up import BackupReport
from qa_desk.store.copying.backup_file import BackupReader
from qa_desk.store.copying.manifest import FORMAT, FORMAT_SEALED
from qa_desk.store.copying.restoring import RestoreReport, restore_backup
from qa_desk.store.engine import make_engine
from qa_desk.store.protection_setting import set_protection
from qa_desk.store.schema import revision_of
from qa_desk.store.sealing.key import SealKey
from qa_desk.store.sealing.key_places import RECORDINGS, write_key_file
from qa_desk.store.sealing.seals import Protection
from qa_desk.store.store import open_store
from qa_desk.store.workspace import Workspace
from tests.store.furnishing import NOW, Centre

SOUNDS = (b"what the first customer said" * 20_000, b"what the second one said" * 30_000)
KEYS = "recording-keys"


def quiet(_done: int, _total: int, _what: str) -> None:
    """Nobody watches."""


class Encrypted:
    """A centre with two recordings: one that came in sealed, one that lies plain still, as while it is converted."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre = centre
        self.folder = folder
        self.key = SealKey.new()
        self.key_file = folder / "kept elsewhere.key"
        write_key_file(self.key, self.key_file, RECORDINGS)
        self._add(0)
        self.protect(Protection(is_on=True, key_id=self.key.id))
        self._add(1)

    def protect(self, protection: Protection) -> None:
        """Let recordings be protected so, with the key on this machine."""
        self.centre.store.recordings.seals.keys.keep(self.key)
        with self.centre.store.unit_of_work(None, self.centre.clock) as uow:
            set_protection(uow, protection, None, NOW)
            uow.commit()

    def back_up(self) -> BackupReport:
        """A backup with the sound."""
        return self.centre.store.back_up(self.folder / "w.qabackup", now=NOW, with_sound=True, tell=quiet)

    def restore(self, url: str = "", *, key_file: Path | None = None) -> RestoreReport:
        """Put it back on a machine that has no key but the one in the file."""
        for kept in (settings_dir() / KEYS).glob("*"):
            kept.unlink()
        return restore_backup(
            self.folder / "w.qabackup", Workspace(self.folder / "again", url), key_file=key_file, tell=quiet
        )

    def _add(self, number: int) -> None:
        path = self.folder / f"{number}.wav"
        path.write_bytes(SOUNDS[number])
        store = self.centre.store
        stored = store.recordings.add(path)
        recording = Recording(
            RecordingId(uuid4()),
            self.centre.calls[number].id,
            0,
            path.name,
            RecordingState.PRESENT,
            sha256=stored.sha256,
            relative_path=stored.relative_path,
            size_bytes=stored.size_bytes,
        )
        with store.unit_of_work(None, self.centre.clock) as uow:
            uow.recordings.add(recording, NOW)
            uow.commit()


@pytest.fixture
def encrypted(centre: Centre, tmp_path: Path) -> Encrypted:
    """That centre, on either database."""
    return Encrypted(centre, tmp_path)


@pytest.fixture
def server(other_postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty database without the password, which the driver finds in the environment."""
    url = make_url(other_postgresql_url)
    monkeypatch.setenv("PGPASSWORD", url.password or "")
    return url._replace(password=None).render_as_string()


def test_no_sound_of_an_encrypted_workspace_is_in_its_backup(encrypted: Encrypted) -> None:
    report = encrypted.back_up()
    assert (report.lost, report.manifest.sealed_with) == ((), encrypted.key.id)
    with zipfile.ZipFile(report.file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name in parts if name.startswith("recordings/")]
    assert len([name for name in parts if name.startswith("sealed/")]) == 2
    for said in (b"first customer", b"second one", encrypted.key.secret, encrypted.key.text.encode()):
        assert not [name for name, content in parts.items() if said in content]


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_with_the_key_it_is_put_back_encrypted_as_it_was(
    encrypted: Encrypted, into: str, request: pytest.FixtureRequest
) -> None:
    report = encrypted.back_up()
    url = request.getfixturevalue("server") if into == "postgresql" else ""
    done = encrypted.restore(url, key_file=encrypted.key_file)
    assert (done.n_recordings, done.missing) == (2, ())
    again = open_store(done.folder)
    with again.reading() as uow:
        paths = [one.relative_path for one in uow.recordings.all_present()]
    heard = {again.recordings.fetch(path).path.read_bytes() for path in paths}
    again.close()
    assert heard == set(SOUNDS)
    lying = [path.read_bytes() for path in (done.folder / "recordings").rglob("*") if path.is_file()]
    assert len(lying) == 2
    assert not [content for content in lying if b"customer" in content or b"second" in content]
    assert report.manifest == done.manifest


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_without_the_right_key_it_says_so_and_puts_nothing_back(
    encrypted: Encrypted, into: str, request: pytest.FixtureRequest
) -> None:
    encrypted.back_up()
    url = request.getfixturevalue("server") if into == "postgresql" else ""
    another, letter = encrypted.folder / "another.key", encrypted.folder / "letter.key"
    write_key_file(SealKey.new(), another, RECORDINGS)
    letter.write_text("a letter")
    before = sorted(encrypted.folder.iterdir())
    refused: list[ErrorCode] = []
    for file in (None, another, letter):
        with pytest.raises(QADeskError) as caught:
            encrypted.restore(url, key_file=file)
        refused.append(caught.value.code)
        assert sorted(encrypted.folder.iterdir()) == before
        assert not list((settings_dir() / KEYS).glob("*"))
    assert refused == [ErrorCode.BACKUP_KEY_MISSING, ErrorCode.BACKUP_KEY_WRONG, ErrorCode.KEY_FILE_INVALID]
    if url:
        engine = make_engine(url)
        assert revision_of(engine) is None
        engine.dispose()


def test_while_it_is_decrypted_its_backup_stays_sealed(encrypted: Encrypted) -> None:
    encrypted.protect(Protection(is_on=False, key_id=encrypted.key.id))
    assert encrypted.back_up().manifest.sealed_with == encrypted.key.id
    assert encrypted.restore(key_file=encrypted.key_file).n_recordings == 2


def test_a_changed_byte_of_sealed_sound_is_found_before_anything_is_put_back(encrypted: Encrypted) -> None:
    report = encrypted.back_up()
    with zipfile.ZipFile(report.file) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
        comment = archive.comment
    name = next(name for name in parts if name.startswith("sealed/"))
    parts[name] = parts[name][:-40] + bytes([parts[name][-40] ^ 1]) + parts[name][-39:]
    # with fitting checksums of the zip, as whoever changes it on purpose would write it
    with zipfile.ZipFile(report.file, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
        archive.comment = comment
    with pytest.raises(QADeskError) as caught:
        encrypted.restore(key_file=encrypted.key_file)
    assert caught.value.code is ErrorCode.BACKUP_BROKEN
    assert not (encrypted.folder / "again").exists()


def test_programs_from_before_refuse_it_as_newer_and_plain_backups_stay_as_they_were(
    centre: Centre, tmp_path: Path
) -> None:
    plain = centre.store.back_up(tmp_path / "plain.qabackup", now=NOW, with_sound=True, tell=quiet)
    sealed = Encrypted(centre, tmp_path).back_up()
    for report, number in ((plain, FORMAT), (sealed, FORMAT_SEALED)):
        with zipfile.ZipFile(report.file) as archive:
            assert json.loads(archive.read("manifest.json"))["format"] == number
        with closing(BackupReader(report.file)) as reader:
            assert reader.manifest == report.manifest
