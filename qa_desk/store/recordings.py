"""The store of sound files: kept by the SHA-256 of their content, so that nothing is stored twice.

A file lies at `ab/abcdef….ext` under the recordings folder; the original name stands in the database.
"""

import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from qa_desk.domain.errors import ErrorCode, QADeskError

_BLOCK_BYTES = 1 << 20
_INCOMING = ".incoming-"
_UNFINISHED = "recording"
_LEFT_BEHIND_S = 86_400.0
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")

Progress = Callable[[int], None]
"""Told the bytes done after each block; it may raise to stop."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the store; `is_new` is false when its content was there already."""

    sha256: str
    relative_path: str
    size_bytes: int
    is_new: bool


class RecordingFiles:
    """The recordings folder; safe for several threads and processes at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """The folder that `relative_path` starts from."""
        return self._folder

    def add(self, source: Path, *, progress: Progress | None = None) -> StoredFile:
        """Copy a file in under its hash; either the whole file is there afterwards or nothing of it.

        Raises FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE for the source, DISK_FULL for the store.
        """
        suffix = source.suffix.lower()
        with _opened(source) as stream:
            return self._keep(stream, suffix if _SUFFIX.fullmatch(suffix) else "", source.name, progress)

    @property
    def unfinished_folder(self) -> Path:
        """Where QA Desk writes what it records itself, until it is whole; on the disk of the recordings."""
        return self._folder.parent / _UNFINISHED

    def adopt(self, source: Path) -> StoredFile:
        """Take in a file of `unfinished_folder` without copying it, where the disk can: a full one has no room for two.

        The file stays where it is as well, until its owner removes it. Raises what `add` raises.
        """
        sha256, size_bytes = sha256_of(source), source.stat().st_size
        relative = PurePosixPath(sha256[:2], sha256 + source.suffix.lower())
        target = self._folder.joinpath(*relative.parts)
        if target.is_file() and target.stat().st_size == size_bytes:
            return StoredFile(sha256, str(relative), size_bytes, is_new=False)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(source, target)
            _flush_folder(target.parent)
        except OSError:
            return self.add(source)
        return StoredFile(sha256, str(relative), size_bytes, is_new=True)

    def path_of(self, relative_path: str) -> Path:
        """Where the file lies. Raises FILE_MISSING when it is not there or leads out of the folder."""
        given = PurePosixPath(relative_path)
        path = self._folder.joinpath(*given.parts)
        if not relative_path or given.is_absolute() or ".." in given.parts or not path.is_file():
            raise QADeskError(ErrorCode.FILE_MISSING, file=relative_path)
        return path

    def is_intact(self, relative_path: str, sha256: str) -> bool:
        """Whether the file is there with exactly this content."""
        try:
            with self.path_of(relative_path).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except (OSError, QADeskError):
            return False

    def sweep(self) -> None:
        """Remove what imports that were killed left half-copied; what is younger than a day may be in work."""
        latest = time.time() - _LEFT_BEHIND_S
        for path in self._folder.glob(f"{_INCOMING}*"):
            if path.is_file() and path.stat().st_mtime < latest:
                path.unlink(missing_ok=True)

    def _keep(self, stream: BinaryIO, suffix: str, name: str, progress: Progress | None) -> StoredFile:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=_INCOMING, dir=self._folder)
        except OSError as error:
            raise _store_error(error, name) from error
        try:
            with os.fdopen(handle, "wb") as target:
                sha256, size_bytes = _copy(stream, target, name, progress)
            return self._move_in(Path(temporary), sha256, size_bytes, suffix)
        except OSError as error:
            raise _store_error(error, name) from error
        finally:
            Path(temporary).unlink(missing_ok=True)

    def _move_in(self, temporary: Path, sha256: str, size_bytes: int, suffix: str) -> StoredFile:
        relative = PurePosixPath(sha256[:2], sha256 + suffix)
        target = self._folder.joinpath(*relative.parts)
        is_new = not (target.is_file() and target.stat().st_size == size_bytes)
        if is_new:
            target.parent.mkdir(exist_ok=True)
            os.replace(temporary, target)
            _flush_folder(target.parent)
        return StoredFile(sha256, str(relative), size_bytes, is_new)


def sha256_of(path: Path) -> str:
    """The hash by which the store would know this file. Raises FILE_MISSING or FILE_UNREADABLE."""
    with _opened(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def free_bytes(folder: Path) -> int:
    """The room left on the disk of that folder (or of the nearest folder above it that exists)."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise QADeskError(ErrorCode.FILE_MISSING, file=path.name) from error
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=error.strerror or "") from error


def _copy(stream: BinaryIO, target: BinaryIO, name: str, progress: Progress | None) -> tuple[str, int]:
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
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), done


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(_BLOCK_BYTES)
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=name, detail=error.strerror or "") from error


def _flush_folder(folder: Path) -> None:
    # a renamed file outlives a power cut only when its folder is flushed too; Windows has no such call
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _store_error(error: OSError, name: str) -> QADeskError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return QADeskError(ErrorCode.DISK_FULL, file=name)
    return QADeskError(ErrorCode.FILE_UNREADABLE, file=name, detail=error.strerror or "")
