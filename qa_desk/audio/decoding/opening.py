"""Opens a recording with the decoder that reads it, or says which one is missing; used by `reading` and `clip`."""

from pathlib import Path

from qa_desk.audio.blocks import BlockReader, require_readable
from qa_desk.audio.decoding.ffmpeg import FfmpegReader, ffmpeg_needed
from qa_desk.audio.headers import ReadBy, form_of
from qa_desk.domain.errors import ErrorCode, QADeskError

SoundStream = BlockReader | FfmpegReader
"""A recording read from its beginning; seeking is exact, but may have to read from the beginning again."""


def open_stream(path: Path, *, ffmpeg: Path | None) -> SoundStream:
    """Opens a recording with libsndfile, or with ffmpeg where that is needed.

    Args:
        path: the recording.
        ffmpeg: the program; None where there is none.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, AUDIO_UNKNOWN_FORMAT, AUDIO_BROKEN;
            AUDIO_NEEDS_FFMPEG and AUDIO_CODEC_UNREAD, with the coding's name.
    """
    require_readable(path)
    form = form_of(path)
    if form is None:
        raise QADeskError(ErrorCode.AUDIO_UNKNOWN_FORMAT, file=path.name)
    if form.read_by is ReadBy.LIBSNDFILE:
        return BlockReader(path, form)
    if ffmpeg is None:
        raise ffmpeg_needed(path, form)
    return FfmpegReader(path, form, ffmpeg)
