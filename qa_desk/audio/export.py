"""A passage of a call as a WAV or FLAC file with its note, sample for sample, for people to keep or to hand on.

A recording of 16 or of 24 bits stays exact. FLAC ends at 24 bits, so of longer whole numbers and of floats the first 24
are kept, and what is louder than full scale ends there.
"""

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
_DEEP_CODECS = frozenset({"PCM_24", "PCM_32", "FLOAT", "DOUBLE"})
"""What may hold more than 16 bits; whatever a decoder makes of a lossy coding is read as 16."""

_SIXTEEN, _TWENTY_FOUR = 1 << 15, 1 << 23


@dataclass(frozen=True, slots=True)
class ExportText:
    """What stands in the file's own text fields: what it is, and the note."""

    title: str
    note: str = ""


def export_passage(
    track: Track, start_s: float, end_s: float, path: Path, text: ExportText | None, *, on_written: Callable[[], None]
) -> None:
    """Writes a passage with all channels at the rate of the track, in 24 bits where a recording has more than 16.

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
    is_deep = any(part.clip.codec in _DEEP_CODECS for part in track.parts)
    is_long = (last - first) * track.channels * (3 if is_deep else 2) > _LONGEST_WAV_BYTES
    kind = "FLAC" if path.suffix == ".flac" else "RF64" if is_long else "WAV"
    codec, samples = ("PCM_24", _twenty_four_bits) if is_deep else ("PCM_16", _sixteen_bits)
    try:
        with (
            track.open() as reader,
            soundfile.SoundFile(path, "w", track.rate_hz, track.channels, codec, format=kind) as file,
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
                file.write(samples(block))
            n_frames = reader.position - first
        is_whole = soundfile.info(path).frames == n_frames
    except soundfile.SoundFileError as error:
        raise QADeskError(ErrorCode.DISK_FULL) from error
    if not is_whole:
        raise QADeskError(ErrorCode.DISK_FULL)  # what could not be written on closing is noticed only now


def _sixteen_bits(block: Sound) -> NDArray[np.int16]:
    """The samples as the recorder wrote them: libsndfile would scale by a step less and move the loud ones."""
    return np.clip(np.rint(block * _SIXTEEN), -_SIXTEEN, _SIXTEEN - 1).astype(np.int16)


def _twenty_four_bits(block: Sound) -> NDArray[np.int32]:
    """The same in the upper 24 of 32 bits, which is where libsndfile takes them from; a float32 holds 24 exactly."""
    return np.clip(np.rint(block * _TWENTY_FOUR), -_TWENTY_FOUR, _TWENTY_FOUR - 1).astype(np.int32) << 8


def _not_written(path: Path, error: OSError) -> QADeskError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return QADeskError(ErrorCode.DISK_FULL)
    return QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=path.name, detail=error.strerror or "")
