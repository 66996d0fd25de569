"""Writes 16-bit WAV that is whole at every moment, and puts one right whose writer was killed."""

import os
import struct
from pathlib import Path

import numpy as np

from qa_desk.audio.blocks import Sound

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_SAMPLE_BYTES = 2
_FULL_SCALE = 32768
_PCM = 1
LARGEST_BYTES = 0xF000_0000
"""Less than the sizes in the header can say by what comes until the recorder looks: 5.8 hours of stereo at 48 kHz."""


class WavWriter:
    """A file that grows. What was flushed outlives a kill and a power cut.

    Args:
        path: a file that is not there yet.
    """

    def __init__(self, path: Path, rate_hz: int, channels: int) -> None:
        self._rate_hz, self._channels = rate_hz, channels
        self._n_bytes = 0
        # Unbuffered: a full disk must be noticed at the write, and what still found room must count.
        self._file = path.open("xb", buffering=0)
        self._file.write(_header(rate_hz, channels, 0))
        self._sync()
        self._sync_name(path.parent)

    @property
    def n_frames(self) -> int:
        """How many frames were written."""
        return self._n_bytes // (_SAMPLE_BYTES * self._channels)

    @property
    def is_full(self) -> bool:
        """Whether the format has no room for more."""
        return self._n_bytes >= LARGEST_BYTES

    def write(self, block: Sound) -> None:
        """Appends frames, float32 (frames, channels), what is too loud clipped. Raises OSError; all before is kept."""
        scaled = np.rint(np.clip(block, -1.0, 1.0) * _FULL_SCALE).clip(-_FULL_SCALE, _FULL_SCALE - 1)
        data = memoryview(scaled.astype("<i2").tobytes())
        while data:
            n_written = self._file.write(data)
            self._n_bytes += n_written
            data = data[n_written:]

    def flush(self) -> None:
        """Puts what was written on the disk, then says so in the header. Raises OSError."""
        self._sync()
        self._write_sizes()
        self._sync()

    def close(self) -> None:
        """Flushes as far as the disk allows, and closes."""
        try:
            self.flush()
        finally:
            self._file.close()

    def _write_sizes(self) -> None:
        frame_bytes = _SAMPLE_BYTES * self._channels
        self._file.seek(0)
        self._file.write(_header(self._rate_hz, self._channels, self._n_bytes // frame_bytes * frame_bytes))
        self._file.seek(0, os.SEEK_END)

    def _sync(self) -> None:
        os.fsync(self._file.fileno())

    def _sync_name(self, folder: Path) -> None:
        # A new file outlives a power cut only when its folder is flushed too; Windows has no such call.
        if os.name == "posix":
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def finish_wav(path: Path) -> bool:
    """Lets the header of a file of `WavWriter` say what is really there; false when that is nothing, or no such file.

    A frame that is there in part only is cut off.
    """
    try:
        with path.open("r+b") as file:
            head = file.read(_HEADER.size)
            if len(head) < _HEADER.size or head[:4] != b"RIFF" or head[36:40] != b"data":
                return False
            (channels, rate_hz) = struct.unpack_from("<HI", head, 22)
            frame_bytes = _SAMPLE_BYTES * channels
            n_bytes = (os.fstat(file.fileno()).st_size - _HEADER.size) // frame_bytes * frame_bytes
            if n_bytes == 0:
                return False
            file.truncate(_HEADER.size + n_bytes)
            file.seek(0)
            file.write(_header(rate_hz, channels, n_bytes))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return False
    return True


def _header(rate_hz: int, channels: int, n_bytes: int) -> bytes:
    frame_bytes = _SAMPLE_BYTES * channels
    return _HEADER.pack(
        b"RIFF",
        _HEADER.size - 8 + n_bytes,
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        channels,
        rate_hz,
        rate_hz * frame_bytes,
        frame_bytes,
        8 * _SAMPLE_BYTES,
        b"data",
        n_bytes,
    )
