"""What lies in an Ogg, MP4, Matroska or ASF file: its coding, and the length it promises. Used by `headers`.

Only what is needed to name the coding and to notice that the end is missing; decoding is left to the decoders.
"""

import os
import re
import struct
from pathlib import Path

from qa_desk.audio.decoding.codecs import matroska_codec, mp4_codec, wav_codec

_HEAD_BYTES = 1 << 16
_TAIL_BYTES = 1 << 17  # an Ogg page has 65,307 bytes at most
_MOOV_BYTES = 1 << 25
_OGG_LAST_PAGE = 4
_ASF_AUDIO = bytes.fromhex("409e69f84d5bcf11a8fd00805f5c442b")
_ASF_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def ogg_codec(path: Path) -> str:
    """The coding of an Ogg file by its first packet; "" when it is none that is known."""
    with path.open("rb") as file:
        head = file.read(512)
    for magic, name in (
        (b"OpusHead", "OPUS"),
        (b"\x01vorbis", "VORBIS"),
        (b"Speex   ", "Speex"),
        (b"\x7fFLAC", "FLAC"),
    ):
        if magic in head:
            return name
    return ""


def ogg_has_end(path: Path) -> bool:
    """Whether the last page says that it is the last, and is whole."""
    with path.open("rb") as file:
        file.seek(max(0, os.path.getsize(path) - _TAIL_BYTES))
        tail = file.read()
    place = tail.rfind(b"OggS")
    while place >= 0:
        page = tail[place:]
        n_segments = page[26] if len(page) > 26 else 0
        size = 27 + n_segments + sum(page[27 : 27 + n_segments])
        if len(page) >= 27 and page[4] == 0 and size <= len(page):
            return bool(page[5] & _OGG_LAST_PAGE)
        if len(page) < 27 or page[4] == 0:
            return False
        place = tail.rfind(b"OggS", 0, place)
    return False


def mp4_sound(path: Path) -> tuple[str, float | None]:
    """The coding of the first track of sound, "" when none is found, and its length in seconds by the header."""
    index = _mp4_index(path)
    place = index.find(b"stsd")
    while place >= 0:
        codec = mp4_codec(index[place + 16 : place + 20])
        if codec is not None:
            return codec, _mp4_length(index, index.rfind(b"mdhd", 0, place))
        place = index.find(b"stsd", place + 4)
    return "", None


def matroska_sound(path: Path) -> str:
    """The coding of the first track of sound of a Matroska or WebM file; "" when none is found."""
    with path.open("rb") as file:
        found = re.search(rb"\x86.(A_[A-Z0-9/_]+)", file.read(_HEAD_BYTES), re.DOTALL)
    return matroska_codec(found[1]) if found else ""


def asf_sound(path: Path) -> tuple[str, float | None]:
    """The coding of the first stream of sound of an ASF (WMA) file, and its length in seconds by the header."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    codec, length_s = "", None
    stream = head.find(_ASF_AUDIO)
    if 0 <= stream <= len(head) - 56:
        codec = wav_codec(int.from_bytes(head[stream + 54 : stream + 56], "little"))
    about = head.find(_ASF_FILE)
    if 0 <= about <= len(head) - 92:
        ticks, _sent, before_ms, flags = struct.unpack_from("<QQQI", head, about + 64)
        if ticks and not flags & 1:  # a broadcast states no length
            length_s = max(0.0, ticks / 1e7 - before_ms / 1e3)
    return codec, length_s


def _mp4_index(path: Path) -> bytes:
    """The box that describes the tracks."""
    total = os.path.getsize(path)
    with path.open("rb") as file:
        place = 0
        while place + 8 <= total:
            file.seek(place)
            head = file.read(16)
            size = int.from_bytes(head[:4], "big")
            if size == 1:
                size = int.from_bytes(head[8:16], "big")
            if size == 0:
                size = total - place
            if head[4:8] == b"moov":
                file.seek(place)
                return file.read(min(size, _MOOV_BYTES))
            if size < 8:
                break
            place += size
    return b""


def _mp4_length(index: bytes, place: int) -> float | None:
    """Duration over time scale of a media header; None in a file of fragments, which states none."""
    layout = ">II" if place >= 0 and index[place + 4 : place + 5] == b"\0" else ">IQ"
    start = place + (16 if layout == ">II" else 24)
    if place < 0 or start + struct.calcsize(layout) > len(index):
        return None
    ticks_a_second, ticks = struct.unpack_from(layout, index, start)
    is_stated = ticks_a_second and ticks and ticks not in (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)
    return ticks / ticks_a_second if is_stated else None
