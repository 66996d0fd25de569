"""The chunks of a WAV file: its coding, how much sound it promises, how much is there; and a header put right.

A recorder that was switched off leaves a length of 0 or of all ones; the sound behind it is whole.
"""

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

_NEVER_WRITTEN = (0, 0xFFFFFFFF)
_MAX_CHUNKS = 4096
_MAX_FMT_BYTES = 4096
_MAX_HEADER_BYTES = 1 << 20
_EXTENSIBLE = 0xFFFE
_LARGEST_SIZE = 0xFFFFFFF0
_CHUNKS_BEHIND_SOUND = 64


@dataclass(frozen=True, slots=True)
class WavHeader:
    """What a WAV file says of itself.

    Args:
        order: "little" or "big" (RIFX).
        tag: the coding, the real one where the header is extensible; None without a format chunk.
        data_start: where the sound begins; None without a data chunk.
        promised_bytes: length of the sound by the header.
        present_bytes: bytes from there to the end of the file.
        is_followed: whether further chunks lie behind the sound, up to the end of the file.
        is_64_bit: RF64 or BW64.
    """

    order: str
    tag: int | None
    rate_hz: int
    channels: int
    data_start: int | None
    promised_bytes: int
    present_bytes: int
    is_followed: bool
    is_64_bit: bool

    @property
    def is_unfinished(self) -> bool:
        """Sound is there, but the recorder never wrote how much."""
        if self.data_start is None or self.present_bytes <= 0 or self.is_followed:
            return False
        return self.promised_bytes in _NEVER_WRITTEN

    @property
    def share_present(self) -> float:
        """The share of the promised sound that the file holds, 1 at most."""
        if self.data_start is None or self.is_unfinished or self.promised_bytes <= self.present_bytes:
            return 1.0
        return self.present_bytes / self.promised_bytes


def read_wav_header(path: Path) -> WavHeader:
    """The header of a RIFF, RIFX, RF64 or BW64 file; fields stay empty where it breaks off."""
    total = os.path.getsize(path)
    with path.open("rb") as file:
        magic = file.read(12)[:4]
        order = "big" if magic == b"RIFX" else "little"
        tag, channels, rate_hz, data_start, promised, long_size = None, 0, 0, None, 0, None
        for _index in range(_MAX_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                break
            size = int.from_bytes(head[4:8], _order(order))
            if head[:4] == b"data":
                data_start, promised = file.tell(), size
                break
            start = file.tell()
            if head[:4] == b"fmt ":
                tag, channels, rate_hz = _format(file.read(min(size, _MAX_FMT_BYTES)), order)
            elif head[:4] == b"ds64":
                long_size = int.from_bytes(file.read(16)[8:16], "little")
            file.seek(start + size + size % 2)
        is_64_bit = magic in (b"RF64", b"BW64")
        if is_64_bit and long_size is not None:
            promised = long_size
        present = total - data_start if data_start is not None else 0
        behind = data_start + promised + promised % 2 if data_start is not None else total
        is_followed = behind < total and _are_chunks(file, behind, total, order)
    return WavHeader(order, tag, rate_hz, channels, data_start, promised, present, is_followed, is_64_bit)


def finished_header(path: Path, header: WavHeader) -> bytes | None:
    """The bytes before the sound with the lengths that the recorder left out; None when they can't be put right."""
    if header.data_start is None or header.data_start > _MAX_HEADER_BYTES:
        return None
    with path.open("rb") as file:
        head = bytearray(file.read(header.data_start))
    order = _order(header.order)
    if header.is_64_bit:
        place = bytes(head).find(b"ds64") + 8
        if place < 8 or place + 16 > len(head):
            return None
        head[place : place + 16] = struct.pack(
            "<QQ", header.data_start + header.present_bytes - 8, header.present_bytes
        )
        head[-4:] = b"\xff" * 4
        return bytes(head)
    size = min(header.present_bytes, _LARGEST_SIZE)
    head[4:8] = min(header.data_start - 8 + size, _LARGEST_SIZE).to_bytes(4, order)
    head[-4:] = size.to_bytes(4, order)
    return bytes(head)


def _format(chunk: bytes, order: str) -> tuple[int | None, int, int]:
    if len(chunk) < 14:
        return None, 0, 0
    sign = ">" if order == "big" else "<"
    tag, channels, rate_hz = struct.unpack_from(f"{sign}HHI", chunk)
    if tag == _EXTENSIBLE and len(chunk) >= 26:
        (tag,) = struct.unpack_from(f"{sign}H", chunk, 24)
    return tag, channels, rate_hz


def _are_chunks(file: BinaryIO, place: int, total: int, order: str) -> bool:
    """Whether chunks with names and sizes that fit lie from here to the end; sound never looks like that."""
    for _index in range(_CHUNKS_BEHIND_SOUND):
        file.seek(place)
        head = file.read(8)
        if len(head) < 8 or not all(0x20 <= byte < 0x7F for byte in head[:4]):
            return False
        size = int.from_bytes(head[4:8], _order(order))
        place += 8 + size + size % 2
        if place >= total:
            return place <= total + 1
    return False


def _order(order: str) -> Literal["little", "big"]:
    return "big" if order == "big" else "little"
