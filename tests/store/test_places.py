"""Every place of recordings keeps the same promises: whole or not at all, found again, and never waited for in vain."""

import errno
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import fsspec
import pytest

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.network_share import kind_of_mount, mounts_in
from qa_desk.store.places.bucket import BucketPlace
from qa_desk.store.places.folder import FolderIncoming, FolderPlace
from qa_desk.store.places.place import INCOMING, Place
from qa_desk.store.places.reach import Reach
from qa_desk.store.places.remote import RemotePlace
from tests.store.kept_elsewhere import Kept

MakePlace = Callable[[], Place]


@pytest.fixture(params=["folder", "memory", "real folders", "remote"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A founded place of each kind."""
    url = f"memory://{uuid4().hex}/recordings"
    made: dict[str, MakePlace] = {
        "folder": lambda: FolderPlace(tmp_path / "recordings", is_elsewhere=True),
        "memory": lambda: BucketPlace(url),
        "real folders": lambda: BucketPlace(f"local://{tmp_path.as_posix()}/bucket"),
        "remote": lambda: RemotePlace(BucketPlace(url)),
    }
    place = made[str(request.param)]()
    place.found()
    yield place
    fsspec.filesystem("memory").store.clear()


def test_a_file_is_there_whole_once_it_has_moved_in(place: Place) -> None:
    incoming = place.receive()
    incoming.write(b"so")
    incoming.write(b"und")
    assert (place.names(), place.size_of("ab/abc.wav")) == ((), None)
    with incoming.reopen() as stream:
        assert stream.read() == b"sound"
    incoming.move_in("ab/abc.wav")
    incoming.discard()
    assert (place.names(), place.size_of("ab/abc.wav")) == (("ab/abc.wav",), 5)
    with place.open("ab/abc.wav") as stream:
        assert stream.read() == b"sound"


def test_what_is_discarded_leaves_nothing(place: Place) -> None:
    incoming = place.receive()
    incoming.write(b"sound")
    incoming.discard()
    place.sweep(time.time() + 1)
    assert place.names() == ()
    with pytest.raises(FileNotFoundError):
        place.open("ab/abc.wav")


def test_what_was_removed_is_gone_and_may_be_removed_again(place: Place) -> None:
    _keep(place, "ab/abc.wav", b"sound")
    for _again in range(2):
        place.remove("ab/abc.wav")
    assert place.names() == ()


def test_what_came_in_half_long_ago_is_swept_up(place: Place) -> None:
    place.receive().write(b"half a recording")
    _keep(place, "ab/abc.wav", b"sound")
    place.sweep(time.time() - 60)
    place.sweep(time.time() + 60)
    assert place.names() == ("ab/abc.wav",)


def test_recordings_come_into_a_bucket_once_under_their_hash(tmp_path: Path) -> None:
    place = BucketPlace(f"memory://{uuid4().hex}")
    place.found()
    files = Kept(tmp_path, RemotePlace(place)).desk()
    source = tmp_path / "a.WAV"
    source.write_bytes(b"sound" * 1000)
    first, again = files.add(source), files.add(source)
    assert (first.is_new, again.is_new, first.relative_path) == (True, False, again.relative_path)
    assert place.names() == (first.relative_path,)
    assert files.is_intact(first.relative_path, first.sha256)
    assert [path for path in fsspec.filesystem("memory").find(place.address) if INCOMING in path] == []


def test_what_arrives_otherwise_than_it_was_sent_does_not_count(tmp_path: Path) -> None:
    place = _Garbling(tmp_path / "recordings")
    source = tmp_path / "a.wav"
    source.write_bytes(b"sound")
    with pytest.raises(QADeskError) as raised:
        Kept(tmp_path, RemotePlace(place)).desk().add(source)
    assert raised.value.code is ErrorCode.FILE_NOT_WRITTEN
    assert place.names() == ()


def test_a_place_that_was_never_founded_is_away_and_not_empty(tmp_path: Path) -> None:
    remote = RemotePlace(FolderPlace(tmp_path / "not mounted", is_elsewhere=True))
    for ask in (remote.names, lambda: remote.open("ab/abc.wav"), lambda: remote.size_of("ab/abc.wav"), remote.receive):
        remote.reach.ask_again()
        with pytest.raises(QADeskError) as raised:
            ask()
        assert raised.value.code is ErrorCode.RECORDINGS_AWAY


def test_a_place_that_hangs_is_given_up_and_then_left_in_peace() -> None:
    let_go, asked, now_s = threading.Event(), [], [0.0]
    reach = Reach("//server/share", patience_s=0.05, rest_s=20, now=lambda: now_s[0])

    def hang() -> None:
        asked.append(1)
        let_go.wait(10)

    for _click in range(3):
        with pytest.raises(QADeskError) as raised:
            reach.ask(hang)
        assert raised.value.code is ErrorCode.RECORDINGS_AWAY
    assert len(asked) == 1, "it was asked while it rested"
    now_s[0] = 21.0
    assert reach.ask(lambda: "here") == "here"
    assert reach.away is None
    let_go.set()


def test_what_is_not_there_and_a_full_disk_are_no_reason_to_call_a_place_away() -> None:
    reach = Reach("somewhere")

    def missing() -> None:
        raise FileNotFoundError("ab/abc.wav")

    def full() -> None:
        raise OSError(errno.ENOSPC, "no room")

    with pytest.raises(FileNotFoundError):
        reach.ask(missing)
    with pytest.raises(QADeskError) as raised:
        reach.ask(full)
    assert raised.value.code is ErrorCode.DISK_FULL
    assert reach.away is None


def test_a_share_is_told_by_the_mount_it_lies_on() -> None:
    table = (
        "/dev/sda1 / ext4 rw 0 0\n//nas/calls /mnt/calls\\040of\\0402026 cifs rw 0 0\nnas:/x /home/me/nfs nfs4 rw 0 0\n"
    )
    mounts = mounts_in(table)
    assert kind_of_mount(Path("/mnt/calls of 2026/recordings"), mounts) == "cifs"
    assert kind_of_mount(Path("/mnt/calls"), mounts) == "ext4"
    assert kind_of_mount(Path("/home/me/nfs/deep/er"), mounts) == "nfs4"


class _Garbling(FolderPlace):
    """A folder that loses the last byte of whatever is written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)

    def open(self, name: str) -> BinaryIO:
        raise AssertionError("nothing ever moved in")

    def receive(self) -> FolderIncoming:
        incoming = super().receive()
        write = incoming.write
        incoming.write = lambda block: write(block[:-1])
        return incoming


def _keep(place: Place, name: str, content: bytes) -> None:
    incoming = place.receive()
    incoming.write(content)
    incoming.move_in(name)
