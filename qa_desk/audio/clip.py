"""What a recording is: format, rate, channels and its real length, found by reading it to the end.

Headers are not believed: a cut MP3 promises its full length. Used by the import before a recording is taken in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa_desk.audio.blocks import BlockReader
from qa_desk.audio.headers import mp3_length, mp3_states_length, wav_data
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

_TOLERATED_LOSS_S = 1.0
_BLOCK_FRAMES = 2048  # small, because a decoder that gives up takes the whole block with it

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """A recording that can be played: where it lies and what is really in it.

    Args:
        path: the file.
        container: wav, flac, ogg, mp3, aiff, au or caf, by content and not by name.
        codec: the coding inside, in libsndfile's words: PCM_16, ULAW, ALAW, GSM610, VORBIS, OPUS …
        rate_hz: frames a second.
        channels: 1 or 2.
        frames: frames that were really decoded.
    """

    path: Path
    container: str
    codec: str
    rate_hz: int
    channels: int
    frames: int

    @property
    def duration_s(self) -> float:
        """The length in seconds."""
        return self.frames / self.rate_hz


def probe(path: Path, *, progress: Progress | None = None, cancelled: Cancelled | None = None) -> ClipInfo:
    """Reads a recording to its end and says what it is.

    Args:
        path: the recording; its name may have any ending.
        progress: called with the share read, 0…1.
        cancelled: asked before every block.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, AUDIO_UNKNOWN_FORMAT, AUDIO_BROKEN, AUDIO_NO_FRAMES,
            AUDIO_TOO_MANY_CHANNELS, each with the file's name; CANCELLED.
    """
    with BlockReader(path) as reader:
        promised = _promised_frames(reader)
        frames = _count_frames(reader, progress=progress, cancelled=cancelled)
        if frames == 0:
            raise QADeskError(ErrorCode.AUDIO_NO_FRAMES, file=path.name)
        if promised - frames > _TOLERATED_LOSS_S * reader.rate_hz:
            raise _cut_short(path, frames / reader.rate_hz, promised / reader.rate_hz)
        return ClipInfo(path, reader.container, reader.codec, reader.rate_hz, reader.channels, frames)


def _promised_frames(reader: BlockReader) -> int:
    if reader.container == "mp3":
        # Without a tag the decoder guesses the length from the first frame's bit rate, and stops there.
        return reader.promised_frames if mp3_states_length(reader.path) else mp3_length(reader.path)
    if reader.container != "wav":
        return reader.promised_frames
    data = wav_data(reader.path)
    if reader.promised_frames == 0 and data.is_streamed and data.present_bytes > 0:
        detail = _("its header says 0 bytes of sound, but {count} bytes follow").format(count=data.present_bytes)
        raise QADeskError(ErrorCode.AUDIO_BROKEN, file=reader.path.name, detail=detail)
    if data.promised_bytes is None or data.is_streamed or data.present_bytes <= 0:
        return reader.promised_frames
    return round(reader.promised_frames * max(1.0, data.promised_bytes / data.present_bytes))


def _count_frames(reader: BlockReader, *, progress: Progress | None, cancelled: Cancelled | None) -> int:
    try:
        while len(reader.read(_BLOCK_FRAMES)):
            if cancelled is not None and cancelled():
                raise QADeskError(ErrorCode.CANCELLED)
            if progress is not None:
                progress(min(1.0, reader.position / max(1, reader.promised_frames)))
    except QADeskError as error:
        # A decoder that stumbles over the last block has still given what matters; how much is missing decides.
        if error.code is not ErrorCode.AUDIO_BROKEN or reader.position == 0:
            raise
    return reader.position


def _cut_short(path: Path, read_s: float, promised_s: float) -> QADeskError:
    detail = _("only {read} s of {promised} s can be read").format(read=f"{read_s:.1f}", promised=f"{promised_s:.1f}")
    return QADeskError(ErrorCode.AUDIO_BROKEN, file=path.name, detail=detail)
