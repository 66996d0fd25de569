"""A passage of a call as a WAV or FLAC file with its note, sample for sample, for people to keep or to hand on."""

import contextlib
import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import soundfile
from numpy.typing import NDArray

from qa_desk.audio.blocks import BLOCK_FRAMES, Sound
from qa_desk.audio.track import Track
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _

SUFFIXES = (".wav", ".flac")
_LONGEST_WAV_BYTES = 0xFFFF_0000
_STEPS = 32768


@dataclass(frozen=True, slots=True)
class ExportText:
    """What stands in the file's own text fields: what it is, and the note."""

    title: str
    note: str = ""


def export_passage(
    track: Track, start_s: float, end_s: float, path: Path, text: ExportText | None, *, on_written: Callable[[], None]
) -> None:
    """Writes a passage with all channels as 16-bit samples at the rate of the track; a 16-bit recording stays exact.

    Args:
        track: the sound of the call.
        start_s, end_s: the passage, in seconds of the call; it is cut at the end of the track.
        path: where to; the ending says which format. A file of that name is replaced, whole or not at all.
        text: for the file's text fields; None leaves them out, and the same sound makes the same file.
        on_written: called when all is written and nothing is in place yet; what it raises takes the file away again.

    Raises:
        QADeskError: VALUE_INVALID for a passage without sound or another ending, DISK_FULL, FILE_NOT_WRITTEN for a
            folder that can't be written to; what `Track.open` raises.
    """
    if path.suffix.lower() not in SUFFIXES:
        expected = ", ".join(SUFFIXES)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=path.suffix, what=_("ending of the file"), expected=expected)
    first = max(0, round(start_s * track.rate_hz))
    last = min(track.frames, round(end_s * track.rate_hz))
    if first >= last:
        value, expected = f"{start_s:.1f}–{end_s:.1f}", _("a passage within the call")
        raise QADeskError(ErrorCode.VALUE_INVALID, value=value, what=_("time"), expected=expected)
    try:
        # Not by tempfile, whose files nobody else may read: this one is made to be handed out.
        unfinished = path.with_name(f".{uuid4().hex}{path.suffix.lower()}")
        unfinished.open("xb").close()
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        _write(track, first, last, unfinished, text)
        on_written()
        os.replace(unfinished, path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _write(track: Track, first: int, last: int, path: Path, text: ExportText | None) -> None:
    is_long = (last - first) * track.channels * 2 > _LONGEST_WAV_BYTES
    kind = "FLAC" if path.suffix == ".flac" else "RF64" if is_long else "WAV"
    try:
        with (
            track.open() as reader,
            soundfile.SoundFile(path, "w", track.rate_hz, track.channels, "PCM_16", format=kind) as file,
        ):
            if text is not None:
                file.title = text.title
            if text is not None and text.note:  # libsndfile refuses an empty text
                file.comment = text.note
            reader.seek(first)
            while reader.position < last:
                block = reader.read(min(BLOCK_FRAMES, last - reader.position))
                if not len(block):
                    break
                file.write(_sixteen_bits(block))
            n_frames = reader.position - first
        is_whole = soundfile.info(path).frames == n_frames
    except soundfile.SoundFileError as error:
        raise QADeskError(ErrorCode.DISK_FULL) from error
    if not is_whole:
        raise QADeskError(ErrorCode.DISK_FULL)  # what could not be written on closing is noticed only now


def _sixteen_bits(block: Sound) -> NDArray[np.int16]:
    """The samples as the recorder wrote them: libsndfile would scale by a step less and move the loud ones."""
    return np.clip(np.rint(block * _STEPS), -_STEPS, _STEPS - 1).astype(np.int16)


def _not_written(path: Path, error: OSError) -> QADeskError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return QADeskError(ErrorCode.DISK_FULL)
    return QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=path.name, detail=error.strerror or "")
