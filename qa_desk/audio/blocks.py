"""Reads a recording from disk block by block, never whole; used by the probe, the peaks and the player.

Seeking is exact for every format: where the decoder can't seek, the file is opened anew and read forward; where it is
wrong for a moment after a seek, it starts a margin earlier and the margin is thrown away.
"""

import contextlib
import errno
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import numpy as np
import soundfile
from numpy.typing import NDArray

from qa_desk.audio.headers import container_of, wav_data
from qa_desk.audio.quiet import quiet_stderr
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

BLOCK_FRAMES = 16384
MAX_CHANNELS = 2
_RATES_HZ = range(4_000, 192_001)
_MARGIN_S = 1.0
_EXACT_CONTAINERS = ("wav", "flac", "aiff", "au", "caf")

Sound = NDArray[np.float32]


class BlockReader:
    """One open recording; `read` goes forward, `seek` jumps to a frame.

    Args:
        path: the recording; its name may have any ending.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, AUDIO_UNKNOWN_FORMAT, AUDIO_BROKEN,
            AUDIO_TOO_MANY_CHANNELS.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        _require_readable(path)
        self._container = container_of(path)
        if self._container is None:
            raise QADeskError(ErrorCode.AUDIO_UNKNOWN_FORMAT, file=path.name)
        self._file = self._open()
        self._position = 0
        self._require_sane()

    @property
    def container(self) -> str:
        """The container by its magic bytes: wav, flac, ogg, mp3, aiff, au or caf."""
        return self._container or ""

    @property
    def codec(self) -> str:
        """The coding inside the container, in libsndfile's words: PCM_16, ULAW, GSM610, OPUS …"""
        return self._file.subtype

    @property
    def rate_hz(self) -> int:
        """Frames a second."""
        return self._file.samplerate

    @property
    def channels(self) -> int:
        """1 or 2."""
        return self._file.channels

    @property
    def promised_frames(self) -> int:
        """The length by the header; only reading to the end tells the real one."""
        return max(0, self._file.frames)

    @property
    def position(self) -> int:
        """The frame that the next `read` begins with."""
        return self._position

    def read(self, n_frames: int = BLOCK_FRAMES) -> Sound:
        """The next frames as float32 (frames, channels); fewer at the end, none after it.

        Raises:
            QADeskError: AUDIO_BROKEN when the decoder gives up in the middle.
        """
        try:
            with self._hush():
                block = self._file.read(n_frames, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, RuntimeError) as error:
            raise self._broken_at(self._position) from error
        self._position += len(block)
        return cast(Sound, block)

    def seek(self, frame: int) -> None:
        """Makes `frame` the next one to be read; beyond the end there is nothing to read."""
        frame = max(0, frame)
        if frame == self._position:
            return
        if not self._file.can_seek:
            if frame < self._position:
                self._reopen()
            self._skip_to(frame)
            return
        margin = 0 if self._container in _EXACT_CONTAINERS else int(_MARGIN_S * self.rate_hz)
        target = min(max(0, frame - margin), self.promised_frames)
        try:
            with self._hush():
                self._position = self._file.seek(target)
        except (soundfile.SoundFileError, RuntimeError):
            self._reopen()
        self._skip_to(frame)

    def close(self) -> None:
        """Lets the file go; may be called twice."""
        with self._hush():
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _skip_to(self, frame: int) -> None:
        while self._position < frame:
            if not len(self.read(min(BLOCK_FRAMES, frame - self._position))):
                return

    def _reopen(self) -> None:
        self.close()
        self._file = self._open()
        self._position = 0

    def _open(self) -> "_StreamedFile":
        try:
            with self._hush():
                return _StreamedFile(_handle(self.path))
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except (soundfile.SoundFileError, RuntimeError, TypeError, ValueError) as error:
            raise self._not_opened() from error

    def _not_opened(self) -> QADeskError:
        if self._container == "wav" and wav_data(self.path).promised_bytes is not None:
            return QADeskError(ErrorCode.AUDIO_UNKNOWN_FORMAT, file=self.path.name)
        return QADeskError(ErrorCode.AUDIO_BROKEN, file=self.path.name, detail=_("its header can't be read"))

    def _broken_at(self, frame: int) -> QADeskError:
        detail = _("it can't be read beyond {time} s").format(time=f"{frame / self.rate_hz:.1f}")
        return QADeskError(ErrorCode.AUDIO_BROKEN, file=self.path.name, detail=detail)

    def _require_sane(self) -> None:
        error: QADeskError | None = None
        if self.channels > MAX_CHANNELS:
            error = QADeskError(ErrorCode.AUDIO_TOO_MANY_CHANNELS, file=self.path.name, channels=self.channels)
        elif self.rate_hz not in _RATES_HZ:
            detail = _("its header says {rate} samples a second").format(rate=self.rate_hz)
            error = QADeskError(ErrorCode.AUDIO_BROKEN, file=self.path.name, detail=detail)
        if error is not None:
            self.close()
            raise error

    def _hush(self) -> contextlib.AbstractContextManager[None]:
        return quiet_stderr() if self._container == "mp3" else contextlib.nullcontext()


class _StreamedFile(soundfile.SoundFile):
    """A sound file that soundfile doesn't seek in after every block: that corrupts MP3 of varying bit rate."""

    def seekable(self) -> bool:
        return False

    @property
    def can_seek(self) -> bool:
        """Whether the format allows seeking at all (GSM does not)."""
        return super().seekable()


def _handle(path: Path) -> int | str:
    # By descriptor, the decoder can't be misled by the file's ending; on Windows descriptors don't cross libraries.
    return str(path) if os.name == "nt" else os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def _require_readable(path: Path) -> None:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            detail = _("it is a folder") if stat.S_ISDIR(found.st_mode) else _("it is not a file")
            raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=detail)
        if found.st_size == 0:
            raise QADeskError(ErrorCode.FILE_EMPTY, file=path.name)
        with path.open("rb"):
            pass
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> QADeskError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return QADeskError(ErrorCode.FILE_MISSING, file=path.name)
    detail = _("you may not read it") if error.errno in (errno.EACCES, errno.EPERM) else (error.strerror or str(error))
    return QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=detail)
