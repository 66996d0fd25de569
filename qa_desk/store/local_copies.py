"""Copies of recordings that lie elsewhere, in a folder of this machine that never grows beyond its limit.

Several desks and commands may share the folder. A copy gets its name when it is whole; what was not used longest goes
first, unless somebody is hearing it; what a killed desk left half-copied goes at the next occasion.
"""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_desk.store.file_hold import FileHold, hold, remove_unless_held
from qa_desk.store.places.place import INCOMING

DEFAULT_LIMIT_BYTES = 10 * 1024**3
LEAST_LIMIT_BYTES = 64 * 1024**2
_LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class LocalCopy:
    """A copy that stays where it is while somebody holds this record."""

    path: Path
    held: FileHold


class LocalCopies:
    """The copies in one folder.

    Args:
        folder: where; made when needed. It may be emptied at any time.
        free_bytes: says how much room is left on its disk.
    """

    def __init__(self, folder: Path, *, free_bytes: Callable[[Path], int]) -> None:
        self._folder = folder
        self._free_bytes = free_bytes

    @property
    def limit_bytes(self) -> int:
        """How large the folder may grow; kept in it, so that every desk of this machine goes by the same."""
        try:
            return max(LEAST_LIMIT_BYTES, int((self._folder / _LIMIT).read_text("ascii")))
        except (OSError, ValueError):
            return DEFAULT_LIMIT_BYTES

    def set_limit(self, limit_bytes: int) -> None:
        """Let the folder grow to this, and shrink to it now."""
        if limit_bytes == self.limit_bytes:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=self._folder, delete=False) as file:
            file.write(str(limit_bytes))
        os.replace(file.name, self._folder / _LIMIT)
        self.make_room(0)

    @property
    def used_bytes(self) -> int:
        """How large it is."""
        return sum(about.st_size for _path, about in self._files())

    def find(self, name: str) -> LocalCopy | None:
        """The copy of that name; None when there is none."""
        path = self._path(name)
        held = hold(path)
        if held is None:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return LocalCopy(path, held)

    def take(self, name: str, size_bytes: int, blocks: Iterable[bytes]) -> LocalCopy:
        """Copy this content in, whole or not at all; what `blocks` raises goes through. Raises OSError for the disk."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.make_room(size_bytes)
        descriptor, incoming, held = self._incoming()
        try:
            with os.fdopen(descriptor, "wb") as file:
                for block in blocks:
                    file.write(block)
            path = self._path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if os.name == "nt":
                held.let_go()
            os.replace(incoming, path)
        finally:
            incoming.unlink(missing_ok=True)
        found = self.find(name)
        if found is None:
            raise FileNotFoundError(str(path))
        return found

    def drop(self, name: str) -> None:
        """Take a copy away, because it is wrong or must not be here any more; whoever reads it reads it to its end."""
        with contextlib.suppress(OSError):
            self._path(name).unlink(missing_ok=True)

    def drop_all(self, *, but: Callable[[str], bool]) -> None:
        """Take away every copy but those whose name, with dashes for slashes, is to stay."""
        for path, _about in list(self._files()):
            if not but(path.name):
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def make_room(self, size_bytes: int) -> None:
        """Take away what was not used longest until so much fits in, by the limit and by the disk."""
        self._sweep()
        found = sorted(self._files(), key=lambda one: one[1].st_mtime)
        total = sum(about.st_size for _path, about in found)
        limit = min(self.limit_bytes, total + self._free_bytes(self._folder)) if found else self.limit_bytes
        for path, about in found:
            if total + size_bytes <= limit:
                return
            if remove_unless_held(path):
                total -= about.st_size

    def _incoming(self) -> tuple[int, Path, FileHold]:
        """A new file, held from before its first byte: another desk that looks for leavings takes it for one else."""
        while True:
            descriptor, name = tempfile.mkstemp(prefix=INCOMING, dir=self._folder)
            held = hold(Path(name))
            if held is not None:
                return descriptor, Path(name), held
            os.close(descriptor)

    def _sweep(self) -> None:
        for path in self._folder.glob(f"{INCOMING}*"):
            remove_unless_held(path)

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                yield path, path.stat()

    def _path(self, name: str) -> Path:
        """Flat below two letters, whatever the name: names are hashes and can't meet."""
        last = name.replace("/", "-")
        return self._folder / name.rsplit("/", 1)[-1][:2] / last
