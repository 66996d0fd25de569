"""The frames of an MP3 file, counted by their headers: ISO/IEC 11172-3 and 13818-3, layer III.

Without a length tag libmpg123 guesses the length from the first frame's bit rate and stops there; `tag_frame` makes the
tag that is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_TAG_REACH = 256
_LOOK_FOR_FRAME_BYTES = 1 << 16
# Kilobits a second by the header's index (0 = no frame), for MPEG version 1 and the others.
_KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
_XING_BYTES = 16


@dataclass(frozen=True, slots=True)
class Mp3Frame:
    """One frame: where it lies, its four header bytes, its length in bytes and its samples per channel."""

    offset: int
    head: bytes
    n_bytes: int
    n_samples: int


def is_mpeg_audio(head: bytes) -> bool:
    """Whether these bytes begin with the header of a frame of layer I, II or III."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, kbits, rate = (head[1] >> 3) & 3, (head[1] >> 1) & 3, head[2] >> 4, (head[2] >> 2) & 3
    return version != 1 and layer != 0 and kbits not in (0, 15) and rate != 3


def states_length(path: Path) -> bool:
    """Whether the first frame carries a length tag (Xing, Info or VBRI)."""
    with path.open("rb") as file:
        file.seek(_start(file))
        first = file.read(_TAG_REACH)
    return any(tag in first for tag in (b"Xing", b"Info", b"VBRI"))


def counted_frames(path: Path) -> tuple[Mp3Frame, int] | None:
    """The first frame, and how many there are, counted to the end of the file; None when none follows another."""
    first, count = None, 0
    for frame in _frames(path):
        first = first or frame
        count += 1
    return (first, count) if first is not None and count > 1 else None


def tag_frame(first: Mp3Frame, n_frames: int) -> bytes:
    """A silent frame like the first, with a Xing tag that says how many frames follow.

    The tag lies behind the side information, whose length follows from version and channels; the bit rate is the lowest
    that gives it room.
    """
    is_version_1 = (first.head[1] >> 3) & 3 == 3
    is_mono = first.head[3] >> 6 == 3
    side_bytes = (17 if is_mono else 32) if is_version_1 else (9 if is_mono else 17)
    for rate_index in range(1, 15):
        head = bytes((first.head[0], first.head[1] | 1, rate_index << 4 | first.head[2] & 0x0C, first.head[3]))
        frame = _frame(0, head)
        if frame is not None and frame.n_bytes >= 4 + side_bytes + _XING_BYTES:
            # Flag 1: the number of frames follows.
            tag = bytes(side_bytes) + b"Xing" + (1).to_bytes(4, "big") + n_frames.to_bytes(4, "big")
            return (head + tag).ljust(frame.n_bytes, b"\0")
    raise ValueError("no bit rate gives the tag room")


def _frames(path: Path) -> Iterator[Mp3Frame]:
    """Frame after frame; what is damaged in between is passed over as the decoder does."""
    with path.open("rb") as file:
        offset: int | None = _start(file)
        while offset is not None:
            file.seek(offset)
            frame = _frame(offset, file.read(4))
            if frame is None:
                offset = _next_frame(file, offset)
                continue
            yield frame
            offset += frame.n_bytes


def _next_frame(file: BinaryIO, offset: int) -> int | None:
    """The next place where two frames of a kind follow each other; None when none is near."""
    file.seek(offset)
    near = file.read(_LOOK_FOR_FRAME_BYTES)
    place = near.find(b"\xff")
    while place >= 0:
        frame = _frame(place, near[place : place + 4])
        if frame is not None and place > 0:
            after = _frame(0, near[place + frame.n_bytes : place + frame.n_bytes + 4])
            if after is not None and after.head[1] == frame.head[1]:
                return offset + place
        place = near.find(b"\xff", place + 1)
    return None


def _start(file: BinaryIO) -> int:
    """Where the first frame begins: behind the ID3 tag, whose size is written seven bits to the byte."""
    head = file.read(10)
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def _frame(offset: int, head: bytes) -> Mp3Frame | None:
    """The layer III frame that a header announces; None where there is no such header."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate_index = (head[1] >> 3) & 3, (head[2] >> 2) & 3
    kbits = _KBITS[version == 3][head[2] >> 4]
    if version == 1 or rate_index == 3 or kbits == 0:
        return None
    rate_hz = (44100, 48000, 32000)[rate_index] >> {3: 0, 2: 1, 0: 2}[version]
    n_samples = 1152 if version == 3 else 576
    return Mp3Frame(offset, head, n_samples * kbits * 125 // rate_hz + ((head[2] >> 1) & 1), n_samples)
