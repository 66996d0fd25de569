"""Copying every recording from one place to another, as it lies there: encrypted ones need no key for it."""

from collections.abc import Callable
from contextlib import closing

from qa_desk.store.places.place import BLOCK_BYTES, Place


def copy_all(source: Place, target: Place, tell: Callable[[int, int], None]) -> int:
    """Copy what the target has not; returns how many files. May be broken off and begun again.

    Args:
        tell: how many of how many files are done; it may raise to stop.

    Raises:
        QADeskError: RECORDINGS_AWAY, DISK_FULL, FILE_NOT_WRITTEN.
    """
    target.found()
    names = sorted(source.names())
    n_copied = 0
    for done, name in enumerate(names):
        tell(done, len(names))
        if target.size_of(name) != source.size_of(name):
            _copy(source, target, name)
            n_copied += 1
    tell(len(names), len(names))
    return n_copied


def _copy(source: Place, target: Place, name: str) -> None:
    incoming = target.receive()
    try:
        with closing(source.open(name)) as stream:
            while block := stream.read(BLOCK_BYTES):
                incoming.write(block)
        incoming.move_in(name)
    finally:
        incoming.discard()
