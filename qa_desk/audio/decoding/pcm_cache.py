"""Keeps recordings decoded in a folder, so that every seek is exact and at once; what was not used longest goes first.

Several readers of one recording share one decoder. Several processes may share the folder: each file comes whole, under
the hash of its recording.
"""

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from qa_desk.audio.blocks import BLOCK_FRAMES, Sound
from qa_desk.audio.decoding.pcm_file import PART_SUFFIX, DecodedStream, PcmFile

LIMIT_BYTES = 2 * 1024**3
"""Nineteen hours of 8 kHz stereo."""

_SUFFIX = ".v1.pcm"
_LEFT_BEHIND_S = 86_400.0


class PcmCache:
    """Decoded sound by the key of its recording.

    Args:
        folder: where the files lie; made when needed. It may be emptied at any time.
        limit_bytes: when the folder grows beyond it, what was not used longest goes.
    """

    def __init__(self, folder: Path, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self._open: dict[str, tuple[PcmFile, int]] = {}
        self._opening: dict[str, threading.Event] = {}

    def open(self, key: str, stream_of: Callable[[], DecodedStream], *, variant: str = "") -> "CachedReader":
        """A reader of the recording of that key, decoded before, being decoded, or from now on.

        Args:
            key: the same for the same content.
            stream_of: opens the recording at its beginning.
            variant: another one where parts of it must not be heard; the other variants of that key then go.

        Raises:
            QADeskError: as `open_stream`.
        """
        name = _name_of(key, variant)
        path = self._folder / f"{name}{_SUFFIX}"
        if variant:
            self._forget(key, but=path)
        file = self._joined(name, path, stream_of)
        return CachedReader(file, stream_of, lambda: self._leave(name, file))

    def holds(self, key: str) -> bool:
        """Whether the recording of that key is decoded already."""
        kept = PcmFile.kept(self._folder / f"{_name_of(key)}{_SUFFIX}")
        if kept is not None:
            kept.close()
        return kept is not None

    def forget(self, key: str) -> None:
        """Removes what was decoded of the recording of that key, in every variant."""
        self._forget(key, but=None)

    def _forget(self, key: str, *, but: Path | None) -> None:
        for path in self._folder.glob(f"{_name_of(key)}*{_SUFFIX}"):
            if path != but:
                with contextlib.suppress(OSError):  # on Windows one that is being read stays
                    path.unlink()

    def _joined(self, name: str, path: Path, stream_of: Callable[[], DecodedStream]) -> PcmFile:
        """The file that all readers of that name share; whoever comes first opens it."""
        while True:
            with self._lock:
                if name in self._open:
                    file, n_readers = self._open[name]
                    self._open[name] = (file, n_readers + 1)
                    return file
                waiting = self._opening.get(name)
                if waiting is None:
                    opened = self._opening[name] = threading.Event()
                    break
            waiting.wait()
        # Outside the lock: a decoder may take a second to start, and other recordings need not wait for that.
        try:
            file = self._opened(path, stream_of)
            with self._lock:
                self._open[name] = (file, 1)
        finally:
            with self._lock:
                del self._opening[name]
            opened.set()
        return file

    def _opened(self, path: Path, stream_of: Callable[[], DecodedStream]) -> PcmFile:
        kept = PcmFile.kept(path)
        if kept is not None:
            with contextlib.suppress(OSError):
                os.utime(path)
            return kept
        return PcmFile.decoding(stream_of(), path, self._limit_bytes, self._make_room)

    def _leave(self, name: str, file: PcmFile) -> None:
        with self._lock:
            n_readers = self._open[name][1] - 1
            if n_readers > 0:
                self._open[name] = (file, n_readers)
                return
            del self._open[name]
        file.close()

    def _make_room(self) -> None:
        found: list[tuple[float, int, Path]] = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
        total = sum(size for _used, size, _path in found)
        for _used, size, path in sorted(found)[:-1]:
            if total <= self._limit_bytes:
                break
            with contextlib.suppress(OSError):  # on Windows one that is being read stays
                path.unlink()
                total -= size
        self._sweep()

    def _sweep(self) -> None:
        """Removes what processes that were killed left half-decoded; what is younger may be in work."""
        latest = time.time() - _LEFT_BEHIND_S
        for path in self._folder.glob(f"*{PART_SUFFIX}"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < latest:
                    path.unlink()


class CachedReader:
    """Reads decoded sound; where it could not be kept, reads the recording itself, which is exact but slow to seek."""

    def __init__(self, file: PcmFile, stream_of: Callable[[], DecodedStream], leave: Callable[[], None]) -> None:
        self._file = file
        self._stream_of = stream_of
        self._leave: Callable[[], None] | None = leave
        self._stream: DecodedStream | None = None
        self._position = 0

    @property
    def rate_hz(self) -> int:
        """Frames a second."""
        return self._file.rate_hz

    @property
    def channels(self) -> int:
        """1 or 2."""
        return self._file.channels

    @property
    def promised_frames(self) -> int:
        """The length: the real one once all is decoded, until then that of the header."""
        return self._file.length() or self._file.promised_frames

    @property
    def position(self) -> int:
        """The frame that the next `read` begins with."""
        return self._position

    def is_ready(self, n_frames: int = BLOCK_FRAMES) -> bool:
        """Whether the next frames can be read without waiting for the decoder."""
        return self._file.is_ready(self._position + n_frames)

    def read(self, n_frames: int = BLOCK_FRAMES) -> Sound:
        """The next frames as float32 (frames, channels); waits for the decoder; fewer at the end, none after it."""
        if self._leave is None:
            return np.zeros((0, self.channels), np.float32)
        block = self._file.read_at(self._position, n_frames) if self._stream is None else None
        if block is None:
            if self._stream is None:
                self._stream = self._stream_of()
            self._stream.seek(self._position)
            block = self._stream.read(n_frames)
        self._position += len(block)
        return block

    def seek(self, frame: int) -> None:
        """Makes `frame` the next one to be read; beyond the end there is nothing to read."""
        self._position = max(0, frame)

    def close(self) -> None:
        """Lets the sound go; the decoder ends with its last reader. May be called twice."""
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _name_of(key: str, variant: str = "") -> str:
    name = hashlib.sha256(key.encode()).hexdigest()
    return f"{name}-{variant}" if variant else name


@lru_cache(maxsize=64)
def cache_in(folder: Path) -> PcmCache:
    """The cache of a folder: one for the whole process, so that player and waveform share a decoder."""
    return PcmCache(folder)
