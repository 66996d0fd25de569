"""What every place of recordings can do; names in it are relative paths with forward slashes.

A place raises `OSError` as its system does (`FileNotFoundError` for what is not there), and RECORDINGS_AWAY when it is
not there itself; one that is far away does so instead of letting anybody wait.
"""

from collections.abc import Callable
from typing import BinaryIO, Protocol

INCOMING = ".incoming-"
MARKER = "qa-desk-recordings.json"
"""Lies in a place since recordings were first meant to lie there: without it an empty folder may be a missing drive."""

LEFT_BEHIND_S = 86_400.0
BLOCK_BYTES = 1 << 20

Progress = Callable[[int], None]
"""Told the bytes done after each block; it may raise to stop."""


class Incoming(Protocol):
    """A file on its way in, which nobody sees before `move_in`."""

    def write(self, block: bytes) -> None:
        """Add to its end."""
        ...

    def reopen(self) -> BinaryIO:
        """All that was written, as it lies there; nothing can be added afterwards."""
        ...

    def move_in(self, name: str) -> None:
        """Let it be there under this name, whole, in place of what had the name before."""
        ...

    def discard(self) -> None:
        """Leave nothing of it; does nothing once it has moved in."""
        ...


class Place(Protocol):
    """Where recordings lie; safe for several threads and processes at once."""

    @property
    def address(self) -> str:
        """Where it is, as people read it."""
        ...

    def is_founded(self) -> bool:
        """Whether recordings are meant to lie there, and it is there."""
        ...

    def found(self) -> None:
        """Make it, empty, unless it is there."""
        ...

    def size_of(self, name: str) -> int | None:
        """The bytes of a file; None when it is not there."""
        ...

    def receive(self) -> Incoming:
        """Begin to take a file in."""
        ...

    def open(self, name: str) -> BinaryIO:
        """A file, to be read from its beginning."""
        ...

    def names(self) -> tuple[str, ...]:
        """Every file there, but for what is still on its way in."""
        ...

    def remove(self, name: str) -> None:
        """Take a file away; nothing happens when it is not there."""
        ...

    def sweep(self, latest: float) -> None:
        """Remove what came in half and was last written before this time (seconds since 1970)."""
        ...


def is_content(name: str) -> bool:
    """Whether a name is one of a file that is there, neither the marker nor on its way in."""
    return name != MARKER and not name.rsplit("/", 1)[-1].startswith(INCOMING)
