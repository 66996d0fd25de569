"""A recording decoded into a file of 16-bit samples, which can be read while the decoder is still at work.

The file gets its name only when it is whole, so one that a crash left behind is never believed.
"""

import contextlib
import logging
import os
import struct
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.decoding.ffmpeg import FfmpegReader
from qa_desk.audio.decoding.opening import SoundStream
from qa_desk.audio.masking import MaskedSound
from qa_desk.domain.errors import QADeskError

_log = logging.getLogger(__name__)

_MAGIC = b"QAPCM\x001\n"
_HEAD = struct.Struct("<8sIIQ8x")
_STEP_FRAMES = 32768
_FULL_SCALE = 32768.0
PART_SUFFIX = ".part"

DecodedStream = SoundStream | MaskedSound
"""What is decoded into a file: a recording as it is, or with a tone where it must not be heard."""


class PcmFile:
    """Decoded sound that several readers share; `read_at` waits for what the decoder has not reached yet.

    Args:
        rate_hz, channels: of the sound.
        promised_frames: the length by the recording's header, until it is decoded.
    """

    def __init__(self, rate_hz: int, channels: int, promised_frames: int) -> None:
        self.rate_hz = rate_hz
        self.channels = channels
        self.promised_frames = promised_frames
        self._frame_bytes = 2 * channels
        self._changed = threading.Condition()
        self._descriptor = -1
        self._n_ready = 0
        self._is_over = False
        self._is_being_kept = False
        self._is_given_up = False
        self._is_stopping = False
        self._stream: DecodedStream | None = None
        self._work: threading.Thread | None = None

    @classmethod
    def kept(cls, path: Path) -> "PcmFile | None":
        """A file that was decoded before; None when there is none that is whole."""
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except OSError:
            return None
        try:
            head = os.read(descriptor, _HEAD.size)
            magic, rate_hz, channels, frames = _HEAD.unpack(head) if len(head) == _HEAD.size else (b"", 0, 0, 0)
            is_whole = magic == _MAGIC and channels in (1, 2) and rate_hz > 0
            if is_whole and os.fstat(descriptor).st_size == _HEAD.size + 2 * channels * frames:
                kept = cls(rate_hz, channels, frames)
                kept._descriptor, kept._n_ready, kept._is_over = descriptor, frames, True
                descriptor = -1
                return kept
            return None
        except OSError:
            return None
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    @classmethod
    def decoding(cls, stream: DecodedStream, path: Path, limit_bytes: int, on_kept: Callable[[], None]) -> "PcmFile":
        """Begins to decode a recording to `path`, in a thread of its own.

        Args:
            stream: the recording at its beginning; closed when it is decoded.
            path: where the whole file will lie.
            limit_bytes: longer sound is not kept.
            on_kept: called in the thread when the file is whole.
        """
        file = cls(stream.rate_hz, stream.channels, stream.promised_frames)
        if stream.promised_frames * file._frame_bytes > limit_bytes:
            stream.close()
            file._is_given_up = True
            return file
        file._stream = stream
        file._work = threading.Thread(
            target=file._decode, args=(stream, path, limit_bytes, on_kept), name="decoding", daemon=True
        )
        file._work.start()
        return file

    @property
    def is_given_up(self) -> bool:
        """The sound can't be kept here, as on a full disk; it must be read without."""
        return self._is_given_up

    def length(self) -> int | None:
        """Frames in all; None while the decoder is at work."""
        return self._n_ready if self._is_over else None

    def is_ready(self, end: int) -> bool:
        """Whether all frames before `end` can be read without waiting."""
        return self._is_over or self._is_given_up or self._n_ready >= end

    def read_at(self, frame: int, n_frames: int) -> Sound | None:
        """Frames from `frame` on, fewer at the end; None when the sound was given up."""
        with self._changed:
            self._changed.wait_for(lambda: self.is_ready(frame + n_frames) or self._is_stopping)
            if self._is_given_up and not self._is_stopping:
                return None
            n_frames = max(0, min(n_frames, self._n_ready - frame))
            data = self._read_bytes(_HEAD.size + frame * self._frame_bytes, n_frames * self._frame_bytes)
        data = data[: len(data) // self._frame_bytes * self._frame_bytes]
        samples = np.frombuffer(data, "<i2").reshape(-1, self.channels)
        return samples.astype(np.float32) / np.float32(_FULL_SCALE)

    def close(self) -> None:
        """Ends the decoder where it is at work, and lets the file go; what is decoded whole is still kept."""
        with self._changed:
            self._is_stopping = True
            is_being_kept = self._is_being_kept
            self._changed.notify_all()
        if is_being_kept:
            return  # the thread lets it go, when the disk has it
        if self._work is not None:
            if isinstance(self._stream, FfmpegReader | MaskedSound):
                self._stream.stop()
            self._work.join()
        self._let_go()

    def _decode(self, stream: DecodedStream, path: Path, limit_bytes: int, on_kept: Callable[[], None]) -> None:
        name = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=PART_SUFFIX)
            os.write(self._descriptor, bytes(_HEAD.size))
            if self._pour(stream, limit_bytes) and self._is_wanted():
                self._keep(name, path)
                on_kept()
        except OSError as error:
            _log.warning("decoded sound could not be kept (%s); it is decoded again where needed", error.strerror)
            self._give_up()
        finally:
            if not self._is_over:
                self._give_up()  # whatever happened, nobody waits for ever
            stream.close()
            self._end_keeping()
            if name:
                with contextlib.suppress(OSError):
                    os.unlink(name)

    def _pour(self, stream: DecodedStream, limit_bytes: int) -> bool:
        """Decodes to the end; False when it was stopped or became too long."""
        while not self._is_stopping:
            try:
                block = stream.read(_STEP_FRAMES)
            except QADeskError:
                _log.warning("a recording ends where its decoder gave up")
                return True
            if not len(block):
                return not self._is_stopping
            samples = np.rint(np.clip(block * _FULL_SCALE, -_FULL_SCALE, _FULL_SCALE - 1)).astype("<i2")
            if (self._n_ready + len(block)) * self._frame_bytes > limit_bytes:
                _log.warning("decoded sound is longer than the whole cache may be; it is decoded again where needed")
                self._give_up()
                return False
            with self._changed:
                self._write_bytes(samples.tobytes())
                self._n_ready += len(block)
                self._changed.notify_all()
        return False

    def _is_wanted(self) -> bool:
        """All is decoded: whoever waits for the end need not wait until it is safe on the disk, which may take long."""
        with self._changed:
            if self._is_stopping:
                return False
            self._is_over = self._is_being_kept = True
            self._changed.notify_all()
            return True

    def _keep(self, name: str, path: Path) -> None:
        """Gives the file its head and its name. On Windows an open file can't be renamed, so it is opened anew."""
        with self._changed:
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, _HEAD.pack(_MAGIC, self.rate_hz, self.channels, self._n_ready))
        os.fsync(self._descriptor)
        with self._changed:
            os.close(self._descriptor)
            self._descriptor = -1
            os.replace(name, path)
            self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))

    def _end_keeping(self) -> None:
        with self._changed:
            is_left, self._is_being_kept = self._is_being_kept and self._is_stopping, False
        if is_left:
            self._let_go()

    def _give_up(self) -> None:
        with self._changed:
            self._is_given_up = True
            self._changed.notify_all()

    def _read_bytes(self, start: int, n_bytes: int) -> bytes:
        if self._descriptor < 0 or n_bytes == 0:
            return b""
        os.lseek(self._descriptor, start, os.SEEK_SET)
        return os.read(self._descriptor, n_bytes)

    def _write_bytes(self, data: bytes) -> None:
        os.lseek(self._descriptor, 0, os.SEEK_END)
        while data:
            data = data[os.write(self._descriptor, data) :]

    def _let_go(self) -> None:
        with self._changed:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1
