"""The recordings folder and the workspace folder: whole or not at all, and nothing leaves them."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.recordings import RecordingFiles, sha256_of
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.sealing.seals import Protection
from qa_desk.store.store import create_store, open_store
from qa_desk.store.workspace import Workspace, read_workspace, write_workspace


def test_a_recording_lies_under_its_hash_and_is_kept_once(tmp_path: Path) -> None:
    source = _file(tmp_path / "客户 1.WAV", b"sound" * 1000)
    files = _files(tmp_path)
    first, again = files.add(source), files.add(_file(tmp_path / "copy.wav", b"sound" * 1000))
    sha256 = hashlib.sha256(b"sound" * 1000).hexdigest()
    assert (first.relative_path, first.size_bytes, first.is_new) == (f"{sha256[:2]}/{sha256}.wav", 5000, True)
    assert (again.relative_path, again.is_new) == (first.relative_path, False)
    assert files.fetch(first.relative_path).path.read_bytes() == source.read_bytes()
    assert sha256_of(source) == sha256
    assert [path.name for path in (tmp_path / "recordings").iterdir()] == [sha256[:2]]


def test_a_file_that_was_cut_short_is_replaced(tmp_path: Path) -> None:
    files = _files(tmp_path)
    source = _file(tmp_path / "a.wav", b"sound")
    stored = files.add(source)
    files.fetch(stored.relative_path).path.write_bytes(b"sou")
    assert not files.is_intact(stored.relative_path, stored.sha256)
    assert files.add(source).is_new
    assert files.is_intact(stored.relative_path, stored.sha256)


def test_stopping_half_way_leaves_nothing(tmp_path: Path) -> None:
    files = _files(tmp_path)

    def stop(_done: int) -> None:
        raise QADeskError(ErrorCode.CANCELLED)

    with pytest.raises(QADeskError):
        files.add(_file(tmp_path / "a.wav", b"sound"), progress=stop)
    assert list((tmp_path / "recordings").iterdir()) == []


@pytest.mark.parametrize(("content", "code"), [(b"", ErrorCode.FILE_EMPTY), (None, ErrorCode.FILE_MISSING)])
def test_an_empty_or_missing_file_is_refused_by_name(tmp_path: Path, content: bytes | None, code: ErrorCode) -> None:
    source = tmp_path / "a.wav"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(QADeskError) as raised:
        _files(tmp_path).add(source)
    assert (raised.value.code, raised.value.params["file"]) == (code, "a.wav")


def test_a_full_disk_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("qa_desk.store.places.folder.os.fsync", no_room)
    with pytest.raises(QADeskError) as raised:
        _files(tmp_path).add(_file(tmp_path / "a.wav", b"sound"))
    assert raised.value.code is ErrorCode.DISK_FULL
    assert list((tmp_path / "recordings").iterdir()) == []


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "ab/../../secret.txt", "", "ab"])
def test_nothing_outside_the_folder_is_handed_out(tmp_path: Path, path: str) -> None:
    _file(tmp_path / "secret.txt", b"x")
    files = _files(tmp_path)
    files.add(_file(tmp_path / "a.wav", b"sound"))
    with pytest.raises(QADeskError) as raised:
        files.fetch(path)
    assert raised.value.code is ErrorCode.FILE_MISSING


def test_a_workspace_is_made_opened_and_not_made_twice(tmp_path: Path) -> None:
    folder = tmp_path / "我的 工作区 100%"
    create_store(folder).close()
    store = open_store(folder)
    with store.reading() as uow:
        assert uow.calls.count() == 0
    store.close()
    with pytest.raises(QADeskError) as raised:
        create_store(folder)
    assert raised.value.code is ErrorCode.WORKSPACE_EXISTS


def test_a_folder_without_a_workspace_says_so(tmp_path: Path) -> None:
    with pytest.raises(QADeskError) as raised:
        open_store(tmp_path)
    assert raised.value.code is ErrorCode.WORKSPACE_MISSING


@pytest.mark.parametrize("content", ["database_url = 3", "= nonsense", 'recordings = ""', "\x00"])
def test_a_broken_workspace_file_says_what_is_wrong(tmp_path: Path, content: str) -> None:
    (tmp_path / "workspace.toml").write_text(content)
    with pytest.raises(QADeskError) as raised:
        open_store(tmp_path)
    assert raised.value.code is ErrorCode.WORKSPACE_BROKEN


def test_a_workspace_whose_database_is_gone_is_not_begun_anew(tmp_path: Path) -> None:
    create_store(tmp_path / "w").close()
    read_workspace(tmp_path / "w").database_file.unlink()
    with pytest.raises(QADeskError) as raised:
        open_store(tmp_path / "w")
    assert raised.value.code is ErrorCode.DATABASE_LOST


def test_a_password_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(QADeskError) as raised:
        create_store(tmp_path / "w", "postgresql+psycopg://me:hidden@host/db")
    assert "hidden" not in str(raised.value)
    assert not (tmp_path / "w").exists()


def test_a_server_that_is_not_there_leaves_no_workspace_behind(tmp_path: Path) -> None:
    with pytest.raises(QADeskError) as raised:
        create_store(tmp_path / "w", "postgresql+psycopg://me@127.0.0.1:1/db")
    assert raised.value.code is ErrorCode.DATABASE_UNREACHABLE
    with pytest.raises(QADeskError) as raised:
        read_workspace(tmp_path / "w")
    assert raised.value.code is ErrorCode.WORKSPACE_MISSING


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w", "postgresql+psycopg://me@host/db?sslmode=require", 'rec "1"')
    write_workspace(workspace)
    assert read_workspace(tmp_path / "w") == workspace


def _files(folder: Path) -> RecordingFiles:
    return recordings_of(Workspace(folder), Protection)


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_what_a_killed_import_left_is_swept_up_and_what_is_in_work_is_not(tmp_path: Path) -> None:
    files = _files(tmp_path)
    folder = tmp_path / "recordings"
    folder.mkdir()
    old, young = folder / ".incoming-old", folder / ".incoming-young"
    for path in (old, young):
        path.write_bytes(b"half a recording")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    files.sweep()
    assert (old.exists(), young.exists()) == (False, True)
