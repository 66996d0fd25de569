"""Reads a recording through libsndfile block by block, never whole.

Seeking is exact for every format: where the decoder can't seek, or is wrong for a moment after it, the file is opened
anew and read forward. `reading` keeps such recordings decoded, so that nobody waits for that.
"""

import contextlib
import errno
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

import numpy as np
import soundfile
from numpy.typing import NDArray

from qa_desk.audio.decoding.codecs import MPEG_TAGS, wav_codec
from qa_desk.audio.decoding.mended import MendedFile
from qa_desk.audio.decoding.mp3_frames import counted_frames, states_length, tag_frame
from qa_desk.audio.decoding.wav_chunks import WavHeader, finished_header, read_wav_header
from qa_desk.audio.headers import Form, form_of
from qa_desk.audio.quiet import quiet_stderr
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

BLOCK_FRAMES = 16384
MAX_CHANNELS = 2
"""What is read of a recording: the agent's and the customer's voice; further channels are left in the file."""

_MOST_SOURCE_CHANNELS = 32
_RATES_HZ = range(4_000, 192_001)
_EXACT_CODECS = frozenset(
    {"PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM"}
)
_FLOAT_CODECS = frozenset({"FLOAT", "DOUBLE"})

Sound = NDArray[np.float32]


class BlockReader:
    """One open recording; `read` goes forward, `seek` jumps to a frame.

    Args:
        path: the recording; its name may have any ending.
        form: what it is, where that is known already.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, AUDIO_UNKNOWN_FORMAT, AUDIO_CODEC_UNREAD, AUDIO_BROKEN.
    """

    def __init__(self, path: Path, form: Form | None = None) -> None:
        self.path = path
        if form is None:
            require_readable(path)
            form = form_of(path)
        if form is None:
            raise QADeskError(ErrorCode.AUDIO_UNKNOWN_FORMAT, file=path.name)
        self._form = form
        self._wav = read_wav_header(path) if form.container == "wav" else None
        self._mended_head = _mended_head(path, form, self._wav)
        self._file = self._open()
        self._position = 0
        try:
            require_sane(path, self._file.samplerate, self._file.channels)
        except QADeskError:
            self.close()
            raise

    @property
    def container(self) -> str:
        """wav, flac, ogg, mp3 …, by content."""
        return self._form.container

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
        return min(MAX_CHANNELS, self._file.channels)

    @property
    def source_channels(self) -> int:
        """What the file has; the first two are read."""
        return self._file.channels

    @property
    def promised_frames(self) -> int:
        """The length that the recorder meant to write; only reading to the end tells the real one."""
        frames = max(0, self._file.frames)
        return round(frames / self._wav.share_present) if self._wav is not None else frames

    @property
    def is_unfinished(self) -> bool:
        """The recorder never wrote the length; all that follows the header is read."""
        return self._wav is not None and self._wav.is_unfinished

    @property
    def seeks_exactly(self) -> bool:
        """Whether the decoder itself lands on the frame asked for; else seeking reads from the beginning."""
        return self._file.can_seek and (self.codec in _EXACT_CODECS or self.container == "flac")

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
                block = cast(Sound, self._file.read(n_frames, dtype="float32", always_2d=True))
        except (soundfile.SoundFileError, RuntimeError) as error:
            raise broken_at(self.path, self._position / self.rate_hz) from error
        self._position += len(block)
        if self.codec in _FLOAT_CODECS:
            # Damaged float samples may be anything, also what no sound card should be given.
            np.nan_to_num(block, copy=False, nan=0.0, posinf=1.0, neginf=-1.0)
        return block[:, : self.channels]

    def seek(self, frame: int) -> None:
        """Makes `frame` the next one to be read; beyond the end there is nothing to read."""
        frame = max(0, frame)
        if frame == self._position:
            return
        if self.seeks_exactly:
            try:
                with self._hush():
                    self._position = self._file.seek(min(frame, max(0, self._file.frames)))
            except (soundfile.SoundFileError, RuntimeError):
                self._reopen()
        elif frame < self._position:
            self._reopen()
        while self._position < frame:
            if not len(self.read(min(BLOCK_FRAMES, frame - self._position))):
                return

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

    def _reopen(self) -> None:
        self.close()
        self._file = self._open()
        self._position = 0

    def _open(self) -> "_StreamedFile":
        try:
            with self._hush():
                return _StreamedFile.of(self.path, self._form, self._mended_head)
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except (soundfile.SoundFileError, RuntimeError, TypeError, ValueError) as error:
            raise self._not_opened() from error

    def _not_opened(self) -> QADeskError:
        if self._wav is not None and self._wav.data_start is not None and self._wav.tag is not None:
            return QADeskError(ErrorCode.AUDIO_CODEC_UNREAD, file=self.path.name, codec=wav_codec(self._wav.tag))
        return QADeskError(ErrorCode.AUDIO_BROKEN, file=self.path.name, detail=_("its header can't be read"))

    def _hush(self) -> contextlib.AbstractContextManager[None]:
        is_mpeg = self.container == "mp3" or (self._wav is not None and self._wav.tag in MPEG_TAGS)
        return quiet_stderr() if is_mpeg else contextlib.nullcontext()


class _StreamedFile(soundfile.SoundFile):
    """A sound file that soundfile doesn't seek in after every block: that corrupts MP3 of varying bit rate."""

    _mended: MendedFile | None = None

    @classmethod
    def of(cls, path: Path, form: Form, mended_head: tuple[bytes, int] | None) -> "_StreamedFile":
        """Opens a recording, with another head where its own must be put right."""
        if form.raw is not None:
            raw = form.raw
            return cls(_handle(path), "r", raw.rate_hz, 1, raw.subtype, endian="LITTLE", format="RAW")
        if mended_head is None:
            return cls(_handle(path))
        mended = MendedFile(path, *mended_head)
        try:
            opened = cls(cast(BinaryIO, mended))
        except BaseException:
            mended.close()
            raise
        opened._mended = mended
        return opened

    def seekable(self) -> bool:
        return False

    @property
    def can_seek(self) -> bool:
        """Whether the format allows seeking at all (GSM does not)."""
        return super().seekable()

    def close(self) -> None:
        super().close()
        if self._mended is not None:
            self._mended.close()


def require_readable(path: Path) -> None:
    """Raises FILE_MISSING, FILE_EMPTY or FILE_UNREADABLE for what is no file that can be read."""
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


def require_sane(path: Path, rate_hz: int, source_channels: int) -> None:
    """Raises AUDIO_BROKEN where a header says what no recorder writes."""
    detail = ""
    if not 1 <= source_channels <= _MOST_SOURCE_CHANNELS:
        detail = _("its header says {count} channels").format(count=source_channels)
    elif rate_hz not in _RATES_HZ:
        detail = _("its header says {rate} samples a second").format(rate=rate_hz)
    if detail:
        raise QADeskError(ErrorCode.AUDIO_BROKEN, file=path.name, detail=detail)


def broken_at(path: Path, time_s: float) -> QADeskError:
    """The error of a decoder that gives up in the middle."""
    detail = _("it can't be read beyond {time} s").format(time=f"{time_s:.1f}")
    return QADeskError(ErrorCode.AUDIO_BROKEN, file=path.name, detail=detail)


def _mended_head(path: Path, form: Form, wav: WavHeader | None) -> tuple[bytes, int] | None:
    """What to read instead of the beginning, and where the file goes on; None where it is well as it is."""
    if wav is not None and wav.is_unfinished:
        head = finished_header(path, wav)
        return (head, wav.data_start) if head is not None and wav.data_start is not None else None
    if form.container == "mp3" and not states_length(path):
        counted = counted_frames(path)
        return (tag_frame(*counted), counted[0].offset) if counted is not None else None
    return None


def _handle(path: Path) -> int | str:
    # By descriptor, the decoder can't be misled by the file's ending; on Windows descriptors don't cross libraries.
    return str(path) if os.name == "nt" else os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def _unreadable(path: Path, error: OSError) -> QADeskError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return QADeskError(ErrorCode.FILE_MISSING, file=path.name)
    detail = _("you may not read it") if error.errno in (errno.EACCES, errno.EPERM) else (error.strerror or str(error))
    return QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=detail)
