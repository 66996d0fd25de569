"""A desk's changes on this computer until the store has them: one small file each, on the disk before anything else.

The folder is open to its owner alone, and names of files tell nothing: they are hashes. Where recordings are encrypted,
changes are so too, with the same key. Safe to use from two threads.
"""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId
from qa_desk.paths import kept_changes_dir
from qa_desk.services.keeping.desk_changes import DeskChange, Submission, read_again, written_down
from qa_desk.store.sealing.sealed_file import SealBrokenError, read_head, sealed, unsealed
from qa_desk.store.sealing.seals import Seals

_log = logging.getLogger(__name__)

_SUFFIX = ".change"
_HALF_WRITTEN = ".part"


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change with its age: of one key the larger number is the newer."""

    number: int
    change: DeskChange


class ChangeJournal:
    """The changes of one person in one workspace.

    Args:
        folder: its own; made when the first change comes.
        seals: say with which key changes are to be encrypted, and open those that are.
    """

    def __init__(self, folder: Path, seals: Seals | None = None) -> None:
        self._folder = folder
        self._seals = seals
        self._lock = threading.Lock()
        self._settled: dict[Hashable, int] = {}
        self._written: dict[Hashable, int] = {}

    @classmethod
    def of(cls, workspace: Path, person_id: PersonId, seals: Seals | None) -> "ChangeJournal":
        """The journal of a person at a workspace folder of this computer."""
        return cls(kept_changes_dir() / _hashed(str(workspace.resolve())) / _hashed(str(person_id)), seals)

    def keep(self, kept: KeptChange) -> None:
        """Write a change down; when this returns it is on the disk, in place of an older one of the same key.

        One that the store has by now is not written any more. Raises FILE_NOT_WRITTEN.
        """
        key = kept.change.key
        with self._lock:
            if kept.number <= max(self._settled.get(key, 0), self._written.get(key, 0)):
                return
            try:
                self._write(kept)
            except OSError as error:
                detail = error.strerror or ""
                raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(self._folder), detail=detail) from error
            self._written[key] = kept.number

    def settle(self, kept: KeptChange) -> None:
        """The store has it, or the person chose otherwise; a newer one of the same key stays."""
        key = kept.change.key
        with self._lock:
            self._settled[key] = max(kept.number, self._settled.get(key, 0))
            if self._written.get(key, 0) <= kept.number:
                self._written.pop(key, None)
                self._path(key).unlink(missing_ok=True)

    def pending(self) -> tuple[KeptChange, ...]:
        """What the store does not have yet, oldest first; handing in comes after everything else."""
        with self._lock:
            if not self._folder.is_dir():
                return ()
            found = [
                kept for path in sorted(self._folder.glob(f"*{_SUFFIX}")) if (kept := self._read(path)) is not None
            ]
            self._written.update((kept.change.key, kept.number) for kept in found)
        return tuple(sorted(found, key=lambda kept: (isinstance(kept.change, Submission), kept.number)))

    def _write(self, kept: KeptChange) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self._folder, self._folder.parent, self._folder.parent.parent):
            folder.chmod(0o700)
        path = self._path(kept.change.key)
        half = path.with_suffix(_HALF_WRITTEN)
        content = json.dumps(written_down(kept.change) | {"number": kept.number}, ensure_ascii=False).encode()
        key = self._seals.key_at_hand if self._seals is not None else None
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(sealed(content, key) if key is not None else content)
            stream.flush()
            os.fsync(stream.fileno())
        half.replace(path)
        _sync_folder(self._folder)

    def _read(self, path: Path) -> KeptChange | None:
        try:
            written = json.loads(self._content(path))
            return KeptChange(int(written["number"]), read_again(written))
        except (OSError, SealBrokenError, ValueError, KeyError, TypeError):
            # written whole or not at all: this is something else, from another version of the program, or encrypted
            # with a key that is not on this machine any more; it stays there
            _log.warning("a change kept on this computer can't be read")
            return None

    def _content(self, path: Path) -> bytes:
        """What was written down, opened where it is encrypted; what came before encryption was on is read as it is."""
        with path.open("rb") as stream:
            head = read_head(stream)
            stream.seek(0)
            if head is None:
                return stream.read()
            key = self._seals.keys.find(head.key_id) if self._seals is not None else None
            if key is None:
                raise SealBrokenError
            return b"".join(unsealed(stream, key))

    def _path(self, key: Hashable) -> Path:
        return self._folder / f"{_hashed(repr(key))}{_SUFFIX}"


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder can't be opened there, and its entries are journalled
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
