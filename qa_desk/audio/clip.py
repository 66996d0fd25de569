"""What a recording is: format, rate, channels and its real length, found by reading it to the end.

Headers are not believed: a cut MP3 promises its full length, a crashed recorder none at all. What can be saved is kept,
and what is wrong with it is said. Used by the import before a recording is taken in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa_desk.audio.blocks import MAX_CHANNELS
from qa_desk.audio.decoding.containers import ogg_has_end
from qa_desk.audio.decoding.ffmpeg import FfmpegReader, find_ffmpeg
from qa_desk.audio.decoding.opening import SoundStream, open_stream
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

_TOLERATED_LOSS_S = 1.0
_LEAST_SAVED_S = 1.0
_BLOCK_FRAMES = 2048  # small, because a decoder that gives up takes the whole block with it

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """A recording that can be played: where it lies and what is really in it.

    Args:
        path: the file.
        container: wav, flac, ogg, mp3, mp4 …, by content and not by name.
        codec: the coding inside, in libsndfile's words (PCM_16, ULAW, GSM610 …) or by its name where ffmpeg reads it.
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


@dataclass(frozen=True, slots=True)
class Probed:
    """A recording that was read to its end; `flaw` says what is wrong with it though it can be played, or is None."""

    clip: ClipInfo
    flaw: QADeskError | None = None


def probe(path: Path, *, progress: Progress | None = None, cancelled: Cancelled | None = None) -> ClipInfo:
    """The recording that `examine` finds, whatever may be wrong with it. Raises what that raises."""
    return examine(path, ffmpeg=find_ffmpeg(), progress=progress, cancelled=cancelled).clip


def examine(
    path: Path, *, ffmpeg: Path | None, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Probed:
    """Reads a recording to its end and says what it is and what is wrong with it.

    Args:
        path: the recording; its name may have any ending.
        ffmpeg: the program that reads what libsndfile can't; None where there is none.
        progress: called with the share read, 0…1.
        cancelled: asked before every block.

    Returns:
        The recording; its flaw is AUDIO_SAVED, AUDIO_CUT_SHORT, AUDIO_END_MISSING or AUDIO_TOO_MANY_CHANNELS.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, AUDIO_UNKNOWN_FORMAT, AUDIO_NEEDS_FFMPEG,
            AUDIO_CODEC_UNREAD, AUDIO_BROKEN, AUDIO_NO_FRAMES, each with the file's name; CANCELLED.
    """
    with open_stream(path, ffmpeg=ffmpeg) as stream:
        frames = _count_frames(stream, progress=progress, cancelled=cancelled)
        if frames == 0:
            raise QADeskError(ErrorCode.AUDIO_NO_FRAMES, file=path.name)
        clip = ClipInfo(path, stream.container, stream.codec, stream.rate_hz, stream.channels, frames)
        return Probed(clip, _flaw(stream, clip))


def _count_frames(stream: SoundStream, *, progress: Progress | None, cancelled: Cancelled | None) -> int:
    try:
        while len(stream.read(_BLOCK_FRAMES)):
            if cancelled is not None and cancelled():
                raise QADeskError(ErrorCode.CANCELLED)
            if progress is not None:
                progress(min(1.0, stream.position / max(1, stream.promised_frames)))
    except QADeskError as error:
        # A decoder that stumbles over the last block has still given what matters; how much is missing is said.
        if error.code is not ErrorCode.AUDIO_BROKEN or stream.position == 0:
            raise
    return stream.position


def _flaw(stream: SoundStream, clip: ClipInfo) -> QADeskError | None:
    name, read = clip.path.name, f"{clip.duration_s:.1f}"
    promised_s = _promised_frames(stream, clip.frames) / clip.rate_hz
    if promised_s - clip.duration_s > _TOLERATED_LOSS_S:
        promised = f"{promised_s:.1f}"
        if clip.duration_s < _LEAST_SAVED_S:
            detail = _("only {read} s of {promised} s can be read").format(read=read, promised=promised)
            raise QADeskError(ErrorCode.AUDIO_BROKEN, file=name, detail=detail)
        return QADeskError(ErrorCode.AUDIO_CUT_SHORT, file=name, read=read, promised=promised)
    if stream.is_unfinished:
        return QADeskError(ErrorCode.AUDIO_SAVED, file=name, read=read)
    if stream.container == "ogg" and not ogg_has_end(clip.path):
        return QADeskError(ErrorCode.AUDIO_END_MISSING, file=name, read=read)
    if stream.source_channels > MAX_CHANNELS:
        return QADeskError(ErrorCode.AUDIO_TOO_MANY_CHANNELS, file=name, channels=stream.source_channels)
    return None


def _promised_frames(stream: SoundStream, frames: int) -> float:
    """The length that was meant; of a WAV file that ffmpeg reads, by the share of its bytes that is there."""
    if isinstance(stream, FfmpegReader) and stream.promised_frames == 0:
        return frames / stream.share_present
    return stream.promised_frames
