"""Where encrypted recordings lie plain while somebody hears them: a folder of this run that only its owner may enter.

It lies in memory where the system offers that. What was decrypted goes when it is not wanted any more, all of it when
the program ends, and what a killed run left when the next one begins.
"""

import contextlib
import os
import shutil
import tempfile
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from qa_desk.paths import PRIVATE_MARK
from qa_desk.store.file_hold import FileHold, hold, remove_unless_held

_PREFIX = "qa-desk-private-"
_IN_USE = "in-use"
_JUST_MADE_S = 60.0
_LEAST_FREE_BYTES = 1 << 30
_KEPT = 6
_ATTEMPTS, _BETWEEN_S = 20, 0.05


class PlainFile:
    """A decrypted file in a folder of its own, where more may lie that is computed of it; gone with this object."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.folder = folder
        self.path = path
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)


class PrivateRoom:
    """The room of one run of the program; nothing is made before the first file comes.

    Args:
        bases: folders that it may be made in, the best first; those of the system unless said otherwise.
    """

    def __init__(self, bases: Iterable[Path] | None = None) -> None:
        self._bases = tuple(bases) if bases is not None else _system_bases()
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._held: FileHold | None = None
        self._files: weakref.WeakValueDictionary[str, PlainFile] = weakref.WeakValueDictionary()
        self._recent: deque[PlainFile] = deque(maxlen=_KEPT)

    @property
    def folder(self) -> Path | None:
        """Where it is; None before the first file came."""
        return self._folder

    def find(self, name: str) -> PlainFile | None:
        """The decrypted file of that name; None when it is not there."""
        found = self._files.get(name)
        return found if found is not None and found.path.is_file() else None

    def take(self, name: str, suffix: str, pour: Callable[[BinaryIO], object]) -> PlainFile:
        """Let `pour` write a file; what it raises goes through, and nothing is left then."""
        with self._lock:
            folder = Path(tempfile.mkdtemp(dir=self._made()))
        (folder / PRIVATE_MARK).touch()
        plain = PlainFile(folder, folder / f"sound{suffix}")
        descriptor = os.open(plain.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as target:
            pour(target)
        with self._lock:
            self._files[name] = plain
            self._recent.append(plain)
        return plain

    def forget(self, name: str) -> None:
        """Let go of a file as soon as nobody hears it."""
        with self._lock:
            found = self._files.pop(name, None)
            if found is not None and found in self._recent:
                self._recent.remove(found)

    def sweep(self) -> None:
        """Remove the rooms that killed runs have left."""
        latest = time.time() - _JUST_MADE_S
        for base in self._bases:
            for left in base.glob(f"{_PREFIX}*"):
                if left != self._folder and _is_left(left, latest):
                    shutil.rmtree(left, ignore_errors=True)

    def close(self) -> None:
        """Remove all of it now."""
        with self._lock:
            self._recent.clear()
            folder, self._folder, held, self._held = self._folder, None, self._held, None
        if held is not None:
            held.let_go()
        if folder is None:
            return
        for _attempt in range(_ATTEMPTS):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                return
            # a decoder that is just ending has put a file in while the others went
            time.sleep(_BETWEEN_S)

    def _made(self) -> Path:
        if self._folder is None:
            base = next((base for base in self._bases if _has_room(base)), self._bases[-1])
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
            (self._folder / _IN_USE).touch()
            self._held = hold(self._folder / _IN_USE)
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder


def _system_bases() -> tuple[Path, ...]:
    """Memory first: `XDG_RUNTIME_DIR` and `/dev/shm` where there are such, then the folder for temporary files."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    bases = [Path(runtime)] if runtime else []
    bases += [Path("/dev/shm"), Path(tempfile.gettempdir())]
    return tuple(base for base in bases if base.is_dir() and os.access(base, os.W_OK | os.X_OK))


def _has_room(base: Path) -> bool:
    try:
        return shutil.disk_usage(base).free >= _LEAST_FREE_BYTES
    except OSError:
        return False


def _is_left(folder: Path, latest: float) -> bool:
    """Whether no living run holds it; one that was made just now may not hold it yet."""
    with contextlib.suppress(OSError):
        about = folder.lstat()
        is_own = not hasattr(os, "getuid") or about.st_uid == os.getuid()
        return is_own and about.st_mtime < latest and remove_unless_held(folder / _IN_USE)
    return False
