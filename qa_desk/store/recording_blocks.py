"""Recordings read and written block by block, plain or encrypted, so that a long one never fills the memory."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from qa_desk.store.places.place import BLOCK_BYTES, Incoming, Progress
from qa_desk.store.sealing.sealed_file import Sealer, unsealed
from qa_desk.store.sealing.seals import StoredForm


def write_blocks(
    incoming: Incoming, blocks: Iterable[bytes], sealer: Sealer | None, progress: Progress | None
) -> tuple[str, int]:
    """Write them all, encrypted by a sealer; returns hash and size of the plain content."""
    digest = hashlib.sha256()
    done = 0
    for block in blocks:
        digest.update(block)
        incoming.write(sealer.add(block) if sealer is not None else block)
        done += len(block)
        if progress is not None:
            progress(done)
    if sealer is not None and done:
        incoming.write(sealer.end())
    return digest.hexdigest(), done


def blocks_in(stream: BinaryIO) -> Iterator[bytes]:
    """All of an open file."""
    while block := stream.read(BLOCK_BYTES):
        yield block


def plain_blocks(stream: BinaryIO, form: StoredForm) -> Iterator[bytes]:
    """The plain content of an open file as it lies in the store. Raises SealBrokenError."""
    return blocks_in(stream) if form.key is None else unsealed(stream, form.key)


def told(blocks: Iterable[bytes], progress: Progress | None) -> Iterator[bytes]:
    """The same blocks; tells the bytes done after each."""
    done = 0
    for block in blocks:
        yield block
        done += len(block)
        if progress is not None:
            progress(done)


def hash_of(blocks: Iterable[bytes]) -> str:
    """The SHA-256 of them all."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()
