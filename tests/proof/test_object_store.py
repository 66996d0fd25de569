"""Recordings in a real object store over HTTP: what s3fs says to an S3 server, and what the server answers.

Needs `s3fs` and `moto[server]`, which are no part of the environment: `pip install -e ".[object-store]"`.
"""

import hashlib
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.local_copies import LocalCopies
from qa_desk.store.places.bucket import BucketPlace
from qa_desk.store.places.moving import copy_all
from qa_desk.store.places.place import MARKER
from qa_desk.store.places.reach import Reach
from qa_desk.store.places.remote import RemotePlace
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.sealing.key import SealKey
from qa_desk.store.sealing.key_places import RECORDINGS, KeyPlaces
from qa_desk.store.sealing.private_room import PrivateRoom
from qa_desk.store.sealing.seals import Protection, Seals
from tests.store.kept_elsewhere import ROOMY, DictRing

_WHY = "an S3 server and its driver are not installed: pip install -e '.[object-store]'"
_LONG = os.urandom(1 << 20) * 19  # more than two parts of an upload


class Server:
    """An S3 server on this machine, which can go away and come back with what it holds."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._running: Any = None

    def begin(self) -> None:
        """Answer."""
        moto_server = pytest.importorskip("moto.server", reason=_WHY)
        self._running = moto_server.ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self._running.start()

    def end(self) -> None:
        """Answer no more."""
        self._running.stop()


@pytest.fixture(scope="module")
def address() -> Iterator[Server]:
    """A server that the driver finds in the environment, as on a desk; one for all, as the driver keeps its address."""
    s3fs = pytest.importorskip("s3fs", reason=_WHY)
    made = Server()
    environment = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{made.port}",
        "AWS_ACCESS_KEY_ID": "desk",
        "AWS_SECRET_ACCESS_KEY": "not a secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        # the driver repeats what failed, up to a minute, unless told otherwise
        "AWS_MAX_ATTEMPTS": "1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        # the driver's own threads live as long as the process
        made.begin()
        s3fs.S3FileSystem(use_listings_cache=False).ls("")
        made.end()
        yield made


@pytest.fixture
def server(address: Server) -> Iterator[Server]:
    """It answers."""
    address.begin()
    yield address
    address.end()


@pytest.fixture
def place(server: Server) -> RemotePlace:
    """A founded place in a bucket of its own."""
    url = f"s3://centre-{server.port}-{time.time_ns()}/recordings"
    made = RemotePlace(BucketPlace(url), Reach(url, patience_s=10.0, rest_s=0.5))
    made.found()
    return made


def files(place: RemotePlace, folder: Path, key: SealKey | None = None) -> RecordingFiles:
    """The recordings as one desk sees them."""
    ring = DictRing()
    if key is not None:
        ring.set(key.id, key.text)
    protection = Protection(is_on=True, key_id=key.id) if key is not None else Protection()
    room = folder / "room"
    room.mkdir(parents=True, exist_ok=True)
    seals = Seals(lambda: protection, KeyPlaces(folder / "keys", ring, RECORDINGS), PrivateRoom([room]))
    copies = LocalCopies(folder / "copies", free_bytes=lambda _folder: ROOMY)
    return RecordingFiles(place, folder / "recording", copies=copies, seals=seals)


def kept(folder: Path, name: str, content: bytes) -> Path:
    """A file to be brought in."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_recording_goes_there_whole_and_is_heard_at_another_desk(
    place: RemotePlace, tmp_path: Path, *, encrypted: bool
) -> None:
    key = SealKey.new() if encrypted else None
    here, there = files(place, tmp_path / "here", key), files(place, tmp_path / "there", key)
    short = here.add(kept(tmp_path / "in", "a.wav", b"sound"))
    long = here.add(kept(tmp_path / "in", "b.wav", _LONG))
    assert (short.is_new, long.is_new) == (True, True)
    assert not there.add(kept(tmp_path / "in", "again.wav", _LONG)).is_new
    for stored, content in ((short, b"sound"), (long, _LONG)):
        told: list[int] = []
        assert there.fetch(stored.relative_path, progress=told.append).path.read_bytes() == content
        assert told[-1] >= len(content)
        assert there.is_intact(stored.relative_path, hashlib.sha256(content).hexdigest())
    assert len(place.names()) == 2
    if encrypted:
        assert all(name.startswith("sealed/") for name in place.names())
    assert there.inventory([short.relative_path, long.relative_path]).unexpected == ()
    there.remove(long.relative_path)
    assert len(place.names()) == 1


def test_many_desks_bring_the_same_and_different_ones_at_once(place: RemotePlace, tmp_path: Path) -> None:
    contents = [b"call %d" % (number % 5) * 1000 for number in range(20)]
    added: list[str] = []

    def bring(number: int) -> None:
        desk = files(place, tmp_path / f"desk{number}")
        added.append(desk.add(kept(tmp_path / f"desk{number}", "a.wav", contents[number])).relative_path)

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(len(contents))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(added) == 20
    assert len(set(added)) == len(place.names()) == 5


def test_while_the_server_is_away_copies_play_the_rest_says_so_and_then_it_is_back(
    place: RemotePlace, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = files(place, tmp_path / "desk")
    copied = desk.add(kept(tmp_path / "in", "a.wav", b"here"))
    other = desk.add(kept(tmp_path / "in", "b.wav", b"not here"))
    desk.fetch(copied.relative_path)
    server.end()
    assert desk.fetch(copied.relative_path).path.read_bytes() == b"here"
    began = time.monotonic()
    for ask in (lambda: desk.fetch(other.relative_path), lambda: desk.add(kept(tmp_path / "in", "c.wav", b"new"))):
        with pytest.raises(QADeskError) as caught:
            ask()
        assert caught.value.code is ErrorCode.RECORDINGS_AWAY
    away_s = time.monotonic() - began
    server.begin()
    time.sleep(0.6)
    assert desk.fetch(other.relative_path).path.read_bytes() == b"not here"
    assert desk.add(kept(tmp_path / "in", "c.wav", b"new")).is_new
    with capsys.disabled():
        sys.stdout.write(f"\ntwo questions to an S3 server that is away: said so after {away_s:.1f} s\n")


def test_what_was_left_half_way_is_swept_and_another_place_takes_all_of_it(place: RemotePlace, tmp_path: Path) -> None:
    desk = files(place, tmp_path / "desk")
    for number in range(3):
        desk.add(kept(tmp_path / "in", f"{number}.wav", b"sound %d" % number))
    half = place.receive()
    half.write(b"half")
    with half.reopen():
        pass
    assert len(place.names()) == 3
    place.sweep(time.time() + 60)
    url = place.address.replace("/recordings", "/elsewhere")
    other = RemotePlace(BucketPlace(url))
    assert copy_all(place, other, lambda _done, _total: None) == 3
    assert sorted(other.names()) == sorted(place.names())
    assert (other.size_of(MARKER), other.size_of("ab/none.wav")) == (3, None)
    half.discard()


def test_a_bucket_in_which_nobody_began_is_not_taken_for_an_empty_one(server: Server, tmp_path: Path) -> None:
    place = RemotePlace(BucketPlace(f"s3://nobody-began-{server.port}/recordings"))
    with pytest.raises(QADeskError) as caught:
        files(place, tmp_path).add(kept(tmp_path, "a.wav", b"sound"))
    assert caught.value.code is ErrorCode.RECORDINGS_AWAY
