"""The format of an encrypted recording: blocks of AES-256-GCM under a key of its own, so that a long one streams.

A header (magic with version, block size, id of the key, 32 random bytes) is followed by blocks of equal size, each with
its tag. A block's nonce is its number and whether it is the last one; the header is authenticated with every block.
So nothing can be changed, left out, put elsewhere, cut off or added without being noticed.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qa_desk.store.sealing.key import KEY_ID_BYTES, SealKey

_MAGIC = b"QDSEAL\x00\x01"
_SALT_BYTES = 32
_HEADER = struct.Struct(f">8sI{KEY_ID_BYTES}s{_SALT_BYTES}s")
_NONCE = struct.Struct(">3x?Q")
_TAG_BYTES = 16
_BLOCK_BYTES = 1 << 18
_BLOCK_SIZES = range(1 << 10, (1 << 24) + 1)


class SealBrokenError(Exception):
    """What was read is not what was sealed, or was sealed with another key."""


@dataclass(frozen=True, slots=True)
class SealHead:
    """What stands at the beginning of a sealed file."""

    key_id: str
    block_bytes: int
    salt: bytes
    raw: bytes


class Sealer:
    """Turns plain content into sealed, block by block.

    Args:
        key: the workspace's.
        block_bytes: the plain bytes of each block but the last.
    """

    def __init__(self, key: SealKey, *, block_bytes: int = _BLOCK_BYTES) -> None:
        salt = os.urandom(_SALT_BYTES)
        self._header = _HEADER.pack(_MAGIC, block_bytes, bytes.fromhex(key.id), salt)
        self._cipher = AESGCM(key.of_file(salt))
        self._block_bytes = block_bytes
        self._pending = bytearray()
        self._number = 0
        self._is_begun = False

    def add(self, plain: bytes) -> bytes:
        """More plain content; returns what can be written of it."""
        self._pending += plain
        pieces = [] if self._is_begun else [self._header]
        self._is_begun = True
        # the last block is known only at the end, so one is always held back
        while len(self._pending) > self._block_bytes:
            pieces.append(self._sealed(bytes(self._pending[: self._block_bytes]), is_last=False))
            del self._pending[: self._block_bytes]
        return b"".join(pieces)

    def end(self) -> bytes:
        """The rest."""
        assert self._pending, "nothing to seal"
        return self._sealed(bytes(self._pending), is_last=True)

    def _sealed(self, block: bytes, *, is_last: bool) -> bytes:
        nonce = _NONCE.pack(is_last, self._number)
        self._number += 1
        return self._cipher.encrypt(nonce, block, self._header)


def sealed(plain: bytes, key: SealKey) -> bytes:
    """Some short content, sealed."""
    sealer = Sealer(key)
    return sealer.add(plain) + sealer.end()


def sealed_size(plain_bytes: int) -> int:
    """The size of a file of that many plain bytes once it is sealed."""
    n_blocks = max(1, -(-plain_bytes // _BLOCK_BYTES))
    return _HEADER.size + plain_bytes + n_blocks * _TAG_BYTES


def read_head(stream: BinaryIO) -> SealHead | None:
    """What a sealed file begins with; None for a file of another kind."""
    raw = stream.read(_HEADER.size)
    if len(raw) < _HEADER.size:
        return None
    magic, block_bytes, key_id, salt = _HEADER.unpack(raw)
    if magic != _MAGIC or block_bytes not in _BLOCK_SIZES:
        return None
    return SealHead(key_id.hex(), block_bytes, salt, raw)


def unsealed(stream: BinaryIO, key: SealKey) -> Iterator[bytes]:
    """The plain content of a sealed file, block by block; each is authentic when it comes.

    Raises:
        SealBrokenError: before the first block that is not what was sealed; also when blocks are missing at the end.
    """
    head = read_head(stream)
    if head is None or head.key_id != key.id:
        raise SealBrokenError
    cipher = AESGCM(key.of_file(head.salt))
    number, block = 0, _whole(stream, head.block_bytes + _TAG_BYTES)
    while block:
        following = _whole(stream, head.block_bytes + _TAG_BYTES)
        try:
            yield cipher.decrypt(_NONCE.pack(not following, number), block, head.raw)
        except InvalidTag as error:
            raise SealBrokenError from error
        number, block = number + 1, following
    if number == 0:
        raise SealBrokenError


def _whole(stream: BinaryIO, n_bytes: int) -> bytes:
    """That many bytes, fewer only at the end: a network may hand over less at a time."""
    data = stream.read(n_bytes)
    while 0 < len(data) < n_bytes and (more := stream.read(n_bytes - len(data))):
        data += more
    return data
