"""Where a person's copy of a key lies on this machine: the platform's keyring, or a file only they may read.

There are two kinds: the key of a workspace's recordings and the one a centre signs with. Neither is ever written into
the workspace, the database or the recordings store.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import N_, _
from qa_desk.store.sealing.centre_key import CentreKey
from qa_desk.store.sealing.key import SealKey

KEY_FILE_VARIABLE = "QA_DESK_RECORDINGS_KEY"
RING_SERVICE = "QA Desk recordings"
"""What the keys are kept under in the platform's keyring."""


class Ring(Protocol):
    """The platform's own store of secrets."""

    def get(self, name: str) -> str | None:
        """The secret of that name; None when there is none, or no keyring."""
        ...

    def set(self, name: str, secret: str) -> bool:
        """Keep a secret; whether it is kept."""
        ...


Key = TypeVar("Key", SealKey, CentreKey)


@dataclass(frozen=True, slots=True)
class KeyKind(Generic[Key]):
    """One kind of key: how its files begin, what they warn of, and which variable names one.

    Args:
        first_line: of each file.
        variable: of the environment, naming a file.
        warnings: for whoever finds the file, marked with `N_`.
        from_text: the key of a line of letters.
    """

    first_line: str
    variable: str
    warnings: tuple[str, ...]
    from_text: Callable[[str], Key | None]


RECORDINGS = KeyKind(
    "qa-desk recordings key 1",
    KEY_FILE_VARIABLE,
    (
        N_("Whoever has this file can hear every encrypted recording of the workspace."),
        N_("Without it, and without a copy in a keyring, nobody can. Keep a copy far from this machine, under lock."),
    ),
    SealKey.from_text,
)

CENTRE = KeyKind(
    "qa-desk centre key 1",
    "QA_DESK_CENTRE_KEY",
    (
        N_("Whoever has this file can sign packages of standard cases in the name of the centre."),
        N_("Without it the centre needs a new key, which others have to accept anew. Keep a copy under lock."),
    ),
    CentreKey.from_text,
)


class KeyPlaces(Generic[Key]):
    """Where keys are looked for, in this order: the file named by the kind's variable, the folder, the keyring.

    Args:
        folder: of key files.
        ring: the keyring.
        kind: of the keys.
    """

    def __init__(self, folder: Path, ring: Ring, kind: KeyKind[Key]) -> None:
        self._folder = folder
        self._ring = ring
        self._kind = kind
        self._known: dict[str, Key] = {}

    def find(self, key_id: str) -> Key | None:
        """The key of that id; None when it is in none of the places."""
        found = self._known.get(key_id) or self._looked_up(key_id)
        if found is not None:
            self._known[key_id] = found
        return found

    def keep(self, key: Key) -> str:
        """Keep a key in the keyring, else in a file of the folder; says where. Raises FILE_NOT_WRITTEN."""
        if self._ring.set(key.id, key.text):
            place = _("the keyring of this account")
        else:
            path = self._file_of(key.id)
            if not path.is_file():
                write_key_file(key, path, self._kind)
            place = str(path)
        self._known[key.id] = key
        return place

    def _looked_up(self, key_id: str) -> Key | None:
        named = os.environ.get(self._kind.variable)
        for path in (Path(named) if named else None, self._file_of(key_id)):
            if path is not None and path.is_file() and (key := read_key_file(path, self._kind)).id == key_id:
                return key
        text = self._ring.get(key_id)
        return self._kind.from_text(text) if text else None

    def _file_of(self, key_id: str) -> Path:
        return self._folder / f"{key_id}.key"


def write_key_file(key: Key, path: Path, kind: KeyKind[Key]) -> None:
    """Write a key where only its owner may read it; a file that is there is never replaced.

    Raises FILE_NOT_WRITTEN.
    """
    lines = [kind.first_line, f"id: {key.id}", f"key: {key.text}", "", *map(_, kind.warnings)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(path), detail=error.strerror or "") from error


def read_key_file(path: Path, kind: KeyKind[Key]) -> Key:
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
    key = kind.from_text(said.get("key", "")) if lines[:1] == [kind.first_line] else None
    if key is None or key.id != said.get("id"):
        raise QADeskError(ErrorCode.KEY_FILE_INVALID, file=path.name)
    return key
