"""Where a person's copy of a recordings key lies on this machine: the platform's keyring, or a file only they may read.

A key is never written into the workspace, the database or the recordings store.
"""

import os
from pathlib import Path
from typing import Protocol

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.store.sealing.key import SealKey

KEY_FILE_VARIABLE = "QA_DESK_RECORDINGS_KEY"
RING_SERVICE = "QA Desk recordings"
"""What the keys are kept under in the platform's keyring."""

_FIRST_LINE = "qa-desk recordings key 1"


class Ring(Protocol):
    """The platform's own store of secrets."""

    def get(self, name: str) -> str | None:
        """The secret of that name; None when there is none, or no keyring."""
        ...

    def set(self, name: str, secret: str) -> bool:
        """Keep a secret; whether it is kept."""
        ...


class KeyPlaces:
    """Where keys are looked for, in this order: the file named by QA_DESK_RECORDINGS_KEY, the folder, the keyring.

    Args:
        folder: of key files.
        ring: the keyring.
    """

    def __init__(self, folder: Path, ring: Ring) -> None:
        self._folder = folder
        self._ring = ring
        self._known: dict[str, SealKey] = {}

    def find(self, key_id: str) -> SealKey | None:
        """The key of that id; None when it is in none of the places."""
        found = self._known.get(key_id) or self._looked_up(key_id)
        if found is not None:
            self._known[key_id] = found
        return found

    def keep(self, key: SealKey) -> str:
        """Keep a key in the keyring, else in a file of the folder; says where. Raises FILE_NOT_WRITTEN."""
        if self._ring.set(key.id, key.text):
            place = _("the keyring of this account")
        else:
            path = self._file_of(key.id)
            if not path.is_file():
                write_key_file(key, path)
            place = str(path)
        self._known[key.id] = key
        return place

    def _looked_up(self, key_id: str) -> SealKey | None:
        named = os.environ.get(KEY_FILE_VARIABLE)
        for path in (Path(named) if named else None, self._file_of(key_id)):
            if path is not None and path.is_file() and (key := read_key_file(path)).id == key_id:
                return key
        text = self._ring.get(key_id)
        return SealKey.from_text(text) if text else None

    def _file_of(self, key_id: str) -> Path:
        return self._folder / f"{key_id}.key"


def write_key_file(key: SealKey, path: Path) -> None:
    """Write a key where only its owner may read it; a file that is there is never replaced.

    Raises FILE_NOT_WRITTEN.
    """
    lines = [
        _FIRST_LINE,
        f"id: {key.id}",
        f"key: {key.text}",
        "",
        _("Whoever has this file can hear every encrypted recording of the workspace."),
        _("Without it, and without a copy in a keyring, nobody can. Keep a copy far from this machine, under lock."),
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(path), detail=error.strerror or "") from error


def read_key_file(path: Path) -> SealKey:
    """The key in a file. Raises FILE_MISSING, FILE_UNREADABLE, KEY_FILE_INVALID."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise QADeskError(ErrorCode.FILE_MISSING, file=path.name) from error
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise QADeskError(ErrorCode.KEY_FILE_INVALID, file=path.name) from error
    said = dict(line.split(": ", 1) for line in lines if ": " in line)
    key = SealKey.from_text(said.get("key", "")) if lines[:1] == [_FIRST_LINE] else None
    if key is None or key.id != said.get("id"):
        raise QADeskError(ErrorCode.KEY_FILE_INVALID, file=path.name)
    return key
