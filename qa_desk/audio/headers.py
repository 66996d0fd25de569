"""What the first bytes of a recording say: which container it is and how much sound it promises.

Used by `blocks` and `clip` to tell an unknown file from a broken one, and a whole recording from a cut one, because the
decoder itself repairs silently what it can.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_STREAMED_SIZES = (0, 0xFFFFFFFF)
_MP3_TAG_REACH = 256
_MAX_CHUNKS = 4096
# Kilobits a second by the header's index (0 = no frame), for MPEG version 1 and the others: ISO/IEC 11172-3, 13818-3.
_MP3_KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}


@dataclass(frozen=True, slots=True)
class WavData:
    """The data chunk of a WAV file: bytes promised by the header and bytes really there; None = no data chunk."""

    promised_bytes: int | None
    present_bytes: int

    @property
    def is_streamed(self) -> bool:
        """The recorder never wrote the size back, as one that was switched off while recording."""
        return self.promised_bytes in _STREAMED_SIZES


def container_of(path: Path) -> str | None:
    """The container by its magic bytes, whatever the file is called: wav, flac, ogg, mp3, aiff, au, caf, or None."""
    with path.open("rb") as file:
        head = file.read(12)
    if head[:4] in (b"RIFF", b"RIFX", b"RF64") and head[8:12] in (b"WAVE", b""):
        return "wav"
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    by_magic = {b"fLaC": "flac", b"OggS": "ogg", b".snd": "au", b"caff": "caf"}
    if head[:4] in by_magic:
        return by_magic[head[:4]]
    if head[:3] == b"ID3" or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"
    return None


def wav_data(path: Path) -> WavData:
    """The data chunk of a RIFF WAV file; for RF64, whose sizes are 64-bit, a streamed one."""
    total = os.path.getsize(path)
    with path.open("rb") as file:
        order = "big" if file.read(12)[:4] == b"RIFX" else "little"
        for _index in range(_MAX_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                break
            size = int.from_bytes(head[4:8], order)
            if head[:4] == b"data":
                return WavData(size, total - file.tell())
            file.seek(size + size % 2, os.SEEK_CUR)
    return WavData(None, 0)


def mp3_states_length(path: Path) -> bool:
    """Whether the first MP3 frame carries a length tag (Xing, Info or VBRI); without one the decoder only guesses."""
    with path.open("rb") as file:
        file.seek(_mp3_start(file))
        first = file.read(_MP3_TAG_REACH)
    return any(tag in first for tag in (b"Xing", b"Info", b"VBRI"))


def mp3_length(path: Path) -> int:
    """Samples per channel of an MP3 file without a length tag, counted from frame header to frame header."""
    total = 0
    with path.open("rb") as file:
        offset = _mp3_start(file)
        while True:
            file.seek(offset)
            frame = _mp3_frame(file.read(4))
            if frame is None:
                return total
            offset += frame[0]
            total += frame[1]


def _mp3_start(file: BinaryIO) -> int:
    """Where the first frame begins: behind the ID3 tag, whose size is written seven bits to the byte."""
    head = file.read(10)
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    return 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def _mp3_frame(head: bytes) -> tuple[int, int] | None:
    """Bytes and samples of a layer III frame by its header; None where there is no such header."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate_index = (head[1] >> 3) & 3, (head[2] >> 2) & 3
    kbits = _MP3_KBITS[version == 3][head[2] >> 4]
    if version == 1 or rate_index == 3 or kbits == 0:
        return None
    rate_hz = (44100, 48000, 32000)[rate_index] >> {3: 0, 2: 1, 0: 2}[version]
    samples = 1152 if version == 3 else 576
    return samples * kbits * 125 // rate_hz + ((head[2] >> 1) & 1), samples
