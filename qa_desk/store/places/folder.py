"""A folder of recordings, of this machine or shared; each file comes in whole, and outlives a power cut."""

import os
import tempfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.store.flushing import flush_folder
from qa_desk.store.places.place import INCOMING, MARKER, is_content


class FolderPlace:
    """A folder.

    Args:
        folder: where; made when the first file comes.
        is_elsewhere: whether it lies outside the workspace; such a folder must have been founded, because an empty one
            may be a drive that is not there.
    """

    def __init__(self, folder: Path, *, is_elsewhere: bool = False) -> None:
        self.folder = folder
        self._is_elsewhere = is_elsewhere

    @property
    def address(self) -> str:
        """The folder."""
        return str(self.folder)

    def is_founded(self) -> bool:
        """Whether it is there, where that does not go without saying."""
        if not self._is_elsewhere or (self.folder / MARKER).is_file():
            return True
        # what was filled before places had a marker
        return self.folder.is_dir() and any(self.folder.iterdir())

    def found(self) -> None:
        """Make the folder and its marker."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._is_elsewhere and not (self.folder / MARKER).is_file():
            incoming = FolderIncoming(self.folder)
            incoming.write(b"{}\n")
            incoming.move_in(MARKER)

    def size_of(self, name: str) -> int | None:
        """The bytes of a file; None when it is not there."""
        path = self.path_of(name)
        if path is not None and path.is_file():
            return path.stat().st_size
        self._require_founded()
        return None

    def receive(self) -> "FolderIncoming":
        """Begin to take a file in."""
        self._require_founded()
        self.folder.mkdir(parents=True, exist_ok=True)
        return FolderIncoming(self.folder)

    def link_in(self, source: Path, name: str) -> None:
        """Let a whole file of the same disk lie here as well, without copying it."""
        target = self.folder.joinpath(*PurePosixPath(name).parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)
        flush_folder(target.parent)

    def open(self, name: str) -> BinaryIO:
        """A file, to be read from its beginning."""
        path = self.path_of(name)
        if path is None:
            raise FileNotFoundError(name)
        return path.open("rb")

    def names(self) -> tuple[str, ...]:
        """Every file there, but for what is still on its way in."""
        self._require_founded()
        found = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())
        return tuple(name for name in found if is_content(name))

    def remove(self, name: str) -> None:
        """Take a file away; nothing happens when it is not there."""
        path = self.path_of(name)
        if path is not None:
            path.unlink(missing_ok=True)

    def sweep(self, latest: float) -> None:
        """Remove what came in half and was last written before this time."""
        for path in self.folder.glob(f"{INCOMING}*"):
            if path.is_file() and path.stat().st_mtime < latest:
                path.unlink(missing_ok=True)

    def path_of(self, name: str) -> Path | None:
        """Where a file of that name lies, or would; None for a name that leads out of the folder."""
        given = PurePosixPath(name)
        if not name or given.is_absolute() or ".." in given.parts:
            return None
        return self.folder.joinpath(*given.parts)

    def _require_founded(self) -> None:
        if not self.is_founded():
            detail = _("no recordings are kept there")
            raise QADeskError(ErrorCode.RECORDINGS_AWAY, place=self.address, detail=detail)


class FolderIncoming:
    """A file on its way into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        handle, name = tempfile.mkstemp(prefix=INCOMING, dir=folder)
        self._path = Path(name)
        self._file = os.fdopen(handle, "wb")

    def write(self, block: bytes) -> None:
        """Add to its end."""
        self._file.write(block)

    def reopen(self) -> BinaryIO:
        """All that was written."""
        self._settle()
        return self._path.open("rb")

    def move_in(self, name: str) -> None:
        """Let it be there under this name."""
        self._settle()
        target = self._folder.joinpath(*PurePosixPath(name).parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self._path, target)
        flush_folder(target.parent)

    def discard(self) -> None:
        """Leave nothing of it."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def _settle(self) -> None:
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
