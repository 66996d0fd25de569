"""The store of sound files: kept by the SHA-256 of their content, so that nothing is stored twice.

A file lies at `ab/abcdef….ext` in a place of its own; the original name stands in the database.
"""

import contextlib
import errno
import hashlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.store.places.folder import FolderPlace
from qa_desk.store.places.place import BLOCK_BYTES, LEFT_BEHIND_S, Incoming, Place, Progress

_FULL = (errno.ENOSPC, errno.EDQUOT)
_LONGEST_SUFFIX = 9


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the store; `is_new` is false when its content was there already."""

    sha256: str
    relative_path: str
    size_bytes: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file of the store, where it can be read now; it stays there while somebody holds this record."""

    path: Path


class RecordingFiles:
    """The recordings of a workspace; safe for several threads and processes at once.

    Args:
        place: where they lie.
        unfinished_folder: where QA Desk writes what it records itself, until it is whole.
    """

    def __init__(self, place: Place, unfinished_folder: Path) -> None:
        self._place = place
        self._unfinished_folder = unfinished_folder

    @property
    def address(self) -> str:
        """Where they lie, as people read it."""
        return self._place.address

    @property
    def unfinished_folder(self) -> Path:
        """Where QA Desk writes what it records itself, until it is whole; always on this machine."""
        return self._unfinished_folder

    def add(self, source: Path, *, progress: Progress | None = None) -> StoredFile:
        """Copy a file in under its hash; either the whole file is there afterwards or nothing of it.

        Raises FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE for the source; DISK_FULL, RECORDINGS_AWAY for the store.
        """
        with _opened(source) as stream, _store_errors(source.name):
            incoming = self._place.receive()
            try:
                sha256, size_bytes = _copy(stream, incoming, source.name, progress)
                name = str(PurePosixPath(sha256[:2], sha256 + _suffix_of(source)))
                is_new = self._place.size_of(name) != size_bytes
                if is_new:
                    incoming.move_in(name)
            finally:
                incoming.discard()
        return StoredFile(sha256, name, size_bytes, is_new)

    def adopt(self, source: Path) -> StoredFile:
        """Take in a file of `unfinished_folder` without copying it, where the disk can: a full one has no room for two.

        The file stays where it is as well, until its owner removes it. Raises what `add` raises.
        """
        if not isinstance(self._place, FolderPlace):
            return self.add(source)
        sha256, size_bytes = sha256_of(source), source.stat().st_size
        name = str(PurePosixPath(sha256[:2], sha256 + _suffix_of(source)))
        if self._place.size_of(name) == size_bytes:
            return StoredFile(sha256, name, size_bytes, is_new=False)
        try:
            self._place.link_in(source, name)
        except OSError:
            return self.add(source)
        return StoredFile(sha256, name, size_bytes, is_new=True)

    def fetch(self, relative_path: str, *, progress: Progress | None = None) -> FetchedFile:
        """A file where it can be read: in place on a local disk. Raises FILE_MISSING."""
        path = self._place.path_of(relative_path) if isinstance(self._place, FolderPlace) else None
        if path is None or not path.is_file():
            raise QADeskError(ErrorCode.FILE_MISSING, file=relative_path)
        return FetchedFile(path)

    def is_there(self, relative_path: str) -> bool:
        """Whether the file is there, whole or not. Raises RECORDINGS_AWAY."""
        return self._place.size_of(relative_path) is not None

    def is_intact(self, relative_path: str, sha256: str) -> bool:
        """Whether the file is there with exactly this content. Raises RECORDINGS_AWAY."""
        try:
            with self._place.open(relative_path) as stream:
                return _hash_of(stream) == sha256
        except OSError:
            return False

    def names(self) -> frozenset[str]:
        """The relative path of every file there. Raises RECORDINGS_AWAY."""
        return frozenset(self._place.names())

    def remove(self, relative_path: str) -> None:
        """Take a file away for good; nothing happens when it is not there. Raises RECORDINGS_AWAY."""
        with _store_errors(relative_path):
            self._place.remove(relative_path)

    def sweep(self) -> None:
        """Remove what imports that were killed left half-copied; what is younger than a day may be in work."""
        self._place.sweep(time.time() - LEFT_BEHIND_S)


def sha256_of(path: Path) -> str:
    """The hash by which the store would know this file. Raises FILE_MISSING or FILE_UNREADABLE."""
    with _opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def free_bytes(folder: Path) -> int:
    """The room left on the disk of that folder (or of the nearest folder above it that exists)."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _hash_of(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := stream.read(BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()


def _suffix_of(source: Path) -> str:
    suffix = source.suffix.lower()
    is_plain = 1 < len(suffix) <= _LONGEST_SUFFIX and suffix[1:].isascii() and suffix[1:].isalnum()
    return suffix if is_plain else ""


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise QADeskError(ErrorCode.FILE_MISSING, file=path.name) from error
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=error.strerror or "") from error


def _copy(stream: BinaryIO, target: Incoming, name: str, progress: Progress | None) -> tuple[str, int]:
    digest = hashlib.sha256()
    done = 0
    while block := _read(stream, name):
        digest.update(block)
        target.write(block)
        done += len(block)
        if progress is not None:
            progress(done)
    if done == 0:
        raise QADeskError(ErrorCode.FILE_EMPTY, file=name)
    return digest.hexdigest(), done


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(BLOCK_BYTES)
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=name, detail=error.strerror or "") from error


@contextlib.contextmanager
def _store_errors(name: str) -> Iterator[None]:
    """What the place refuses, said as people are told it."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise QADeskError(ErrorCode.DISK_FULL, file=name) from error
        detail = error.strerror or _("the recordings store refused it")
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=name, detail=detail) from error
