"""A place beyond the network: asked with patience, and what is sent there is read back before it counts."""

import contextlib
import hashlib
import io
from typing import BinaryIO

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.store.places.place import BLOCK_BYTES, Incoming, Place
from qa_desk.store.places.reach import Reach


class RemotePlace:
    """Another place, reached over the network."""

    def __init__(self, place: Place, reach: Reach | None = None) -> None:
        self._place = place
        self._reach = reach or Reach(place.address)

    @property
    def address(self) -> str:
        """Where it is."""
        return self._place.address

    @property
    def reach(self) -> Reach:
        """Whether it answers."""
        return self._reach

    def is_founded(self) -> bool:
        """Whether recordings are meant to lie there. Raises RECORDINGS_AWAY."""
        return self._reach.ask(self._place.is_founded)

    def found(self) -> None:
        """Make it. Raises RECORDINGS_AWAY."""
        self._reach.ask(self._place.found)

    def size_of(self, name: str) -> int | None:
        """The bytes of a file; None when it is not there. Raises RECORDINGS_AWAY."""
        size = self._reach.ask(lambda: self._place.size_of(name))
        if size is None:
            self._require_founded()
        return size

    def receive(self) -> "RemoteIncoming":
        """Begin to take a file in. Raises RECORDINGS_AWAY."""
        self._require_founded()
        return RemoteIncoming(self._reach.ask(self._place.receive), self._reach)

    def open(self, name: str) -> BinaryIO:
        """A file, to be read from its beginning; each block is waited for no longer than is bearable."""
        try:
            return io.BufferedReader(_RemoteFile(self._reach.ask(lambda: self._place.open(name)), self._reach))
        except FileNotFoundError:
            self._require_founded()
            raise

    def names(self) -> tuple[str, ...]:
        """Every file there. Raises RECORDINGS_AWAY."""
        self._require_founded()
        return self._reach.ask(self._place.names)

    def remove(self, name: str) -> None:
        """Take a file away. Raises RECORDINGS_AWAY."""
        self._require_founded()
        self._reach.ask(lambda: self._place.remove(name))

    def sweep(self, latest: float) -> None:
        """Remove what came in half. Raises RECORDINGS_AWAY."""
        self._reach.ask(lambda: self._place.sweep(latest))

    def _require_founded(self) -> None:
        """An empty place may be a drive that is not there, or another bucket than was meant."""
        if not self.is_founded():
            raise self._reach.failed(_("no recordings are kept there"))


class RemoteIncoming:
    """A file on its way over the network."""

    def __init__(self, incoming: Incoming, reach: Reach) -> None:
        self._incoming = incoming
        self._reach = reach
        self._sent = hashlib.sha256()

    def write(self, block: bytes) -> None:
        """Add to its end. Raises RECORDINGS_AWAY."""
        self._reach.transfer(lambda: self._incoming.write(block))
        self._sent.update(block)

    def reopen(self) -> BinaryIO:
        """All that was written, as it arrived."""
        return io.BufferedReader(_RemoteFile(self._reach.transfer(self._incoming.reopen), self._reach))

    def move_in(self, name: str) -> None:
        """Let it be there under this name, once it was read back. Raises RECORDINGS_AWAY, FILE_NOT_WRITTEN."""
        arrived = hashlib.sha256()
        with self.reopen() as stream:
            while block := stream.read(BLOCK_BYTES):
                arrived.update(block)
        if arrived.digest() != self._sent.digest():
            detail = _("what arrived in the recordings store is not what was sent")
            raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=name, detail=detail)
        self._reach.transfer(lambda: self._incoming.move_in(name))

    def discard(self) -> None:
        """Leave nothing of it; where the place is away by now, a later sweep does that."""
        if self._reach.away is None:
            with contextlib.suppress(QADeskError):
                self._reach.ask(self._incoming.discard)


class _RemoteFile(io.RawIOBase):
    """An open file whose every block is asked for with patience."""

    def __init__(self, file: BinaryIO, reach: Reach) -> None:
        super().__init__()
        self._file = file
        self._reach = reach

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview", /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        block = self._reach.transfer(lambda: self._file.read(min(len(buffer), BLOCK_BYTES)))
        buffer[: len(block)] = block
        return len(block)

    def close(self) -> None:
        # closing asks the network too: what doesn't answer any more is left alone
        if not self.closed and self._reach.away is None:
            with contextlib.suppress(QADeskError):
                self._reach.ask(self._file.close)
        super().close()
