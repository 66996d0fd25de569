"""Reads a recording through an `ffmpeg` found on the machine: a process that writes plain samples into a pipe.

The demuxer is forced and only local files may be opened, so a playlist or a crafted file from outside leads nowhere.
"""

import contextlib
import os
import shutil
import struct
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from qa_desk.audio.blocks import BLOCK_FRAMES, MAX_CHANNELS, Sound, broken_at, require_sane
from qa_desk.audio.decoding.wav_chunks import read_wav_header
from qa_desk.audio.headers import Form
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

_LONGEST_S = 86_400
_PATIENCE_S = 20.0
_LAST_WORDS_S = 2.0
_AU_HEADER = struct.Struct(">4sIIIII")
_MOST_AU_HEADER_BYTES = 4096
_KEPT_COMPLAINTS = 4096
_PIPE_BYTES = 1 << 17
_SAMPLE_BYTES = 2
_FULL_SCALE = 32768.0
_WINDOWS_NO_CONSOLE = 0x08000000


def find_ffmpeg() -> Path | None:
    """The ffmpeg of this machine; None when there is none."""
    found = shutil.which("ffmpeg")
    return Path(found) if found else None


def ffmpeg_needed(path: Path, form: Form) -> QADeskError:
    """The error of a recording that only ffmpeg reads, where there is none; says what brings it onto this platform."""
    commands = {"win32": "winget install ffmpeg", "darwin": "brew install ffmpeg"}
    command = commands.get(sys.platform, "sudo apt install ffmpeg")
    codec = form.codec or form.container
    return QADeskError(ErrorCode.AUDIO_NEEDS_FFMPEG, file=path.name, codec=codec, command=command)


class FfmpegReader:
    """One recording read by ffmpeg; seeking starts it anew and reads forward, which is exact.

    Args:
        path: the recording.
        form: what it is; says which demuxer is to be used.
        ffmpeg: the program.

    Raises:
        QADeskError: AUDIO_NEEDS_FFMPEG when it can't be started; AUDIO_CODEC_UNREAD when it lacks the decoder;
            AUDIO_BROKEN when nothing can be read.
    """

    def __init__(self, path: Path, form: Form, ffmpeg: Path) -> None:
        self.path = path
        self._form = form
        self._ffmpeg = ffmpeg
        self._position = 0
        try:
            self._process = _Process(self._command())
        except OSError as error:
            raise ffmpeg_needed(path, form) from error
        try:
            self.rate_hz, self.source_channels = self._header()
            require_sane(path, self.rate_hz, self.source_channels)
        except QADeskError:
            self.close()
            raise

    @property
    def container(self) -> str:
        """mp4, matroska, amr, wav …, by content."""
        return self._form.container

    @property
    def codec(self) -> str:
        """The coding by the name people know; the container where it has no name."""
        return self._form.codec or self._form.container

    @property
    def channels(self) -> int:
        """1 or 2."""
        return min(MAX_CHANNELS, self.source_channels)

    @property
    def promised_frames(self) -> int:
        """The length by the header; 0 where it says nothing."""
        return round((self._form.promised_s or 0.0) * self.rate_hz)

    @property
    def share_present(self) -> float:
        """The share of the promised bytes that a WAV file holds; 1 for other containers."""
        return read_wav_header(self.path).share_present if self.container == "wav" else 1.0

    @property
    def is_unfinished(self) -> bool:
        """The recorder never wrote the length; ffmpeg then reads to the end of the file."""
        return self.container == "wav" and read_wav_header(self.path).is_unfinished

    @property
    def seeks_exactly(self) -> bool:
        """Never by itself: seeking reads from the beginning."""
        return False

    @property
    def position(self) -> int:
        """The frame that the next `read` begins with."""
        return self._position

    def read(self, n_frames: int = BLOCK_FRAMES) -> Sound:
        """The next frames as float32 (frames, channels); fewer at the end, none after it.

        Raises:
            QADeskError: AUDIO_BROKEN when ffmpeg says nothing more for a long while.
        """
        frame_bytes = _SAMPLE_BYTES * self.source_channels
        data = self._process.read(n_frames * frame_bytes)
        if self._process.has_hung:
            raise broken_at(self.path, self._position / self.rate_hz)
        data = data[: len(data) // frame_bytes * frame_bytes]
        samples = np.frombuffer(data, ">i2").reshape(-1, self.source_channels)[:, : self.channels]
        self._position += len(samples)
        return samples.astype(np.float32) / np.float32(_FULL_SCALE)

    def seek(self, frame: int) -> None:
        """Makes `frame` the next one to be read; beyond the end there is nothing to read."""
        frame = max(0, frame)
        if frame < self._position:
            self._process.close()
            self._process = _Process(self._command())
            self._header()
            self._position = 0
        while self._position < frame:
            if not len(self.read(min(BLOCK_FRAMES, frame - self._position))):
                return

    def stop(self) -> None:
        """Ends ffmpeg, so that a `read` going on in another thread returns."""
        self._process.kill()

    def close(self) -> None:
        """Ends ffmpeg; may be called twice."""
        self._process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _command(self) -> list[str]:
        return [
            *(str(self._ffmpeg), "-nostdin", "-hide_banner", "-v", "error", "-threads", "1"),
            *("-protocol_whitelist", "file,pipe", "-f", self._form.demuxer, *self._form.options),
            *("-i", f"file:{self.path.absolute()}", "-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1"),
            # AU: its header says rate and channels, and it has no length that a pipe could not be told.
            *("-t", str(_LONGEST_S), "-bitexact", "-c:a", "pcm_s16be", "-f", "au", "pipe:1"),
        ]

    def _header(self) -> tuple[int, int]:
        """Rate and channels, by the header that ffmpeg writes before the samples."""
        head = self._process.read(_AU_HEADER.size)
        if len(head) < _AU_HEADER.size:
            raise self._nothing_read()
        magic, offset, _size, _encoding, rate_hz, channels = _AU_HEADER.unpack(head)
        if magic != b".snd" or not _AU_HEADER.size <= offset <= _MOST_AU_HEADER_BYTES:
            raise self._nothing_read()
        self._process.read(offset - _AU_HEADER.size)
        return rate_hz, channels

    def _nothing_read(self) -> QADeskError:
        complaints = self._process.complaints().lower()
        lacks_decoder = "decoder" in complaints and "not found" in complaints
        if lacks_decoder or "unknown input format" in complaints or "could not find codec parameters" in complaints:
            codec = self._form.codec or self._form.container
            return QADeskError(ErrorCode.AUDIO_CODEC_UNREAD, file=self.path.name, codec=codec)
        return QADeskError(ErrorCode.AUDIO_BROKEN, file=self.path.name, detail=_("no sound can be read from it"))


class _Process:
    """A running ffmpeg: what it writes, what it complains of, and its end, which never leaves a zombie."""

    def __init__(self, command: list[str]) -> None:
        self.has_hung = False
        self._pending = bytearray()
        self._complaints = bytearray()
        self._running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=_WINDOWS_NO_CONSOLE if os.name == "nt" else 0,
        )
        self._listening = threading.Thread(target=self._listen, name="ffmpeg complaints", daemon=True)
        self._listening.start()

    def read(self, n_bytes: int) -> bytes:
        """That many bytes, fewer at the end. A process that says nothing for long is ended."""
        while len(self._pending) < n_bytes:
            some = self._read_some()
            if not some:
                break
            self._pending += some
        data = bytes(self._pending[:n_bytes])
        del self._pending[:n_bytes]
        return data

    def complaints(self) -> str:
        """The beginning of what it wrote to stderr, once it has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._running.wait(_LAST_WORDS_S)
        self.close()
        return self._complaints.decode("utf-8", "replace")

    def kill(self) -> None:
        """Ends it at once; the pipes stay readable to their end."""
        with contextlib.suppress(OSError):
            self._running.kill()

    def close(self) -> None:
        """Ends it, waits for it and lets the pipes go; may be called twice."""
        self.kill()
        self._running.wait()
        self._listening.join()
        for pipe in (self._running.stdout, self._running.stderr):
            if pipe is not None:
                pipe.close()

    def _read_some(self) -> bytes:
        """What the pipe holds; waits where it is empty."""
        assert self._running.stdout is not None
        watch = threading.Timer(_PATIENCE_S, self._give_up)
        watch.daemon = True
        watch.start()
        try:
            return os.read(self._running.stdout.fileno(), _PIPE_BYTES)
        finally:
            watch.cancel()

    def _give_up(self) -> None:
        self.has_hung = True
        self.kill()

    def _listen(self) -> None:
        assert self._running.stderr is not None
        while line := os.read(self._running.stderr.fileno(), _KEPT_COMPLAINTS):
            # What a damaged file makes it write has no end; all of it is taken, the beginning is kept.
            self._complaints += line[: max(0, _KEPT_COMPLAINTS - len(self._complaints))]
