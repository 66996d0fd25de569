"""Recordings that lie in a bucket of this process's memory, for tests: with faults, with copies, with encryption."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import fsspec

from qa_desk.store.local_copies import LocalCopies
from qa_desk.store.places.bucket import BucketPlace
from qa_desk.store.places.place import Place
from qa_desk.store.places.reach import Reach
from qa_desk.store.places.remote import RemotePlace
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.sealing.key import SealKey
from qa_desk.store.sealing.key_places import RECORDINGS, KeyPlaces
from qa_desk.store.sealing.private_room import PrivateRoom
from qa_desk.store.sealing.seals import Protection, Seals

ROOMY = 1 << 40


class DictRing:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The secret of that name."""
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> bool:
        """Keep a secret."""
        self.secrets[name] = secret
        return True


class FaultyBucket(BucketPlace):
    """A bucket that can be away, and that counts how often it is asked for a file."""

    def __init__(self) -> None:
        super().__init__(f"memory://{uuid4().hex}")
        self.is_away = False
        self.n_opened = 0

    def size_of(self, name: str) -> int | None:
        """The bytes of a file, unless it is away."""
        if self.is_away:
            raise ConnectionError("no route to host")
        return super().size_of(name)

    def open(self, name: str) -> BinaryIO:
        """A file, unless it is away."""
        if self.is_away:
            raise ConnectionError("no route to host")
        self.n_opened += 1
        return super().open(name)

    def overwrite(self, name: str, content: bytes) -> None:
        """Put other content there, behind everybody's back."""
        fsspec.filesystem("memory").pipe_file(f"{self.address}/{name}", content)


@dataclass(slots=True)
class Kept:
    """Recordings of one desk, and what they are made of."""

    folder: Path
    place: Place
    ring: DictRing = field(default_factory=DictRing)
    protection: Protection = field(default_factory=Protection)
    now_s: float = 0.0

    def desk(self, name: str = "copies", *, keys: bool = True) -> RecordingFiles:
        """The recordings as a desk sees them whose copies lie in a folder of that name."""
        ring = self.ring if keys else DictRing()
        seals = Seals(lambda: self.protection, KeyPlaces(self.folder / "keys", ring, RECORDINGS), self._room())
        copies = LocalCopies(self.folder / name, free_bytes=lambda _folder: ROOMY)
        return RecordingFiles(self.place, self.folder / "recording", copies=copies, seals=seals)

    def protect(self) -> SealKey:
        """Switch encryption on, with a new key in the keyring."""
        key = SealKey.new()
        self.ring.set(key.id, key.text)
        self.protection = Protection(is_on=True, key_id=key.id)
        return key

    def file(self, name: str, content: bytes) -> Path:
        """A file to be brought in."""
        path = self.folder / name
        path.write_bytes(content)
        return path

    def _room(self) -> PrivateRoom:
        base = self.folder / "room"
        base.mkdir(exist_ok=True)
        return PrivateRoom([base])


def in_bucket(folder: Path, bucket: FaultyBucket) -> Kept:
    """Recordings in a bucket that was founded; time stands still until `now_s` is moved."""
    bucket.found()
    times: list[Callable[[], float]] = []
    reach = Reach(bucket.address, now=lambda: times[0]())
    kept = Kept(folder, RemotePlace(bucket, reach))
    times.append(lambda: kept.now_s)
    return kept
