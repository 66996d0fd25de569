"""An object store or any other file system that fsspec knows, by its URL.

Who may use it is settled by the file system's own sources (environment, its configuration file, the machine's role);
QA Desk neither asks for such secrets nor keeps them. Drivers such as s3fs are installed beside QA Desk.
"""

import contextlib
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import uuid4

from qa_desk.store.places.place import INCOMING, MARKER, is_content

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


_READ_BYTES = 2 << 20
_WRITE_BYTES = 8 << 20
"""What goes over the line at once: object stores take no smaller part than 5 MiB, and a slow line none much larger."""


class BucketPlace:
    """The files under one URL; nothing is asked of the network before the first use."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._opened: tuple[AbstractFileSystem, str] | None = None

    @property
    def address(self) -> str:
        """The URL."""
        return self._url

    def is_founded(self) -> bool:
        """Whether recordings are meant to lie there."""
        return self.size_of(MARKER) is not None

    def found(self) -> None:
        """Leave the marker, and make the folder that it lies in where the file system has folders."""
        if self.is_founded():
            return
        files, root = self._files()
        with contextlib.suppress(FileExistsError):
            files.makedirs(root, exist_ok=True)
        incoming = self.receive()
        incoming.write(b"{}\n")
        incoming.move_in(MARKER)

    def size_of(self, name: str) -> int | None:
        """The bytes of a file; None when it is not there."""
        files, root = self._files()
        try:
            about = files.info(f"{root}/{name}")
        except FileNotFoundError:
            return None
        return int(about["size"]) if about["type"] == "file" else None

    def receive(self) -> "BucketIncoming":
        """Begin to take a file in."""
        return BucketIncoming(*self._files())

    def open(self, name: str) -> BinaryIO:
        """A file, to be read from its beginning."""
        files, root = self._files()
        return cast(BinaryIO, files.open(f"{root}/{name}", "rb", block_size=_READ_BYTES))

    def names(self) -> tuple[str, ...]:
        """Every file there, but for what is still on its way in."""
        files, root = self._files()
        found = (str(path).removeprefix(root).lstrip("/") for path in files.find(root))
        return tuple(name for name in found if is_content(name))

    def remove(self, name: str) -> None:
        """Take a file away; nothing happens when it is not there."""
        files, root = self._files()
        with contextlib.suppress(FileNotFoundError):
            files.rm_file(f"{root}/{name}")

    def sweep(self, latest: float) -> None:
        """Remove what came in half and was last written before this time, where the file system tells it."""
        files, root = self._files()
        for path in files.find(root, maxdepth=1):
            if str(path).rsplit("/", 1)[-1].startswith(INCOMING):
                with contextlib.suppress(FileNotFoundError, NotImplementedError):
                    if files.modified(path).timestamp() < latest:
                        files.rm_file(path)

    def _files(self) -> "tuple[AbstractFileSystem, str]":
        if self._opened is None:
            # Here and not above: most workspaces have a folder, and their start need not wait for it.
            from fsspec.core import url_to_fs

            # what another desk has brought in must be seen at once
            files, root = url_to_fs(self._url, use_listings_cache=False)
            self._opened = files, str(root).rstrip("/")
        return self._opened


class BucketIncoming:
    """A file on its way in; object stores show it whole or not at all, and it gets its name by being moved."""

    def __init__(self, files: "AbstractFileSystem", root: str) -> None:
        self._files = files
        self._root = root
        self._path = f"{root}/{INCOMING}{uuid4().hex}"
        self._file = cast(BinaryIO, files.open(self._path, "wb", block_size=_WRITE_BYTES))
        self._is_in = False

    def write(self, block: bytes) -> None:
        """Add to its end."""
        self._file.write(block)

    def reopen(self) -> BinaryIO:
        """All that was written."""
        self._file.close()
        return cast(BinaryIO, self._files.open(self._path, "rb", block_size=_READ_BYTES))

    def move_in(self, name: str) -> None:
        """Let it be there under this name."""
        self._file.close()
        target = f"{self._root}/{name}"
        with contextlib.suppress(FileExistsError):
            # a file system with real folders wants the one above; an object store does nothing
            self._files.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        self._files.mv(self._path, target)
        self._is_in = True

    def discard(self) -> None:
        """Leave nothing of it."""
        if not self._is_in:
            with contextlib.suppress(OSError, ValueError):
                self._file.close()
            with contextlib.suppress(OSError):
                self._files.rm_file(self._path)
