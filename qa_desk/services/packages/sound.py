"""The sound of a package: the copy that travels, with a tone where something must not be heard, and what came, checked.

The only module of packages that loads soundfile and numpy; it is imported where it is used.
"""

from dataclasses import dataclass
from pathlib import Path

from qa_desk.audio.blocks import BLOCK_FRAMES
from qa_desk.audio.decoding.opening import open_stream
from qa_desk.audio.export import export_passage
from qa_desk.audio.masking import frames_of, merged
from qa_desk.audio.passage import Passage
from qa_desk.domain.case_package import PackedCall
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.keeping.call_sound import CallSound
from qa_desk.services.packages.limits import LONGEST_CALL_S

_SAME_LENGTH_S = 0.001


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was written; `masked` plays as a tone, in its seconds."""

    duration_s: float
    rate_hz: int
    channels: int
    masked: tuple[tuple[float, float], ...]


def write_copy(sound: CallSound, start_s: float, end_s: float, path: Path) -> Copy:
    """Write a stretch of a call as FLAC with nothing in it but sound: the same sound makes the same file.

    It has 24 bits where a recording has more than 16, so a 16-bit and a 24-bit original lose nothing.

    Raises:
        QADeskError: FILE_MISSING for a call whose sound is not whole, VALUE_INVALID for no sound or over six hours;
            DISK_FULL.
    """
    absent = (*sound.missing, *sound.out_of_reach, *sound.altered)
    if absent:
        raise QADeskError(ErrorCode.FILE_MISSING, file=absent[0])
    track = sound.track
    first, last = round(start_s * track.rate_hz), min(track.frames, round(end_s * track.rate_hz))
    if last - first > LONGEST_CALL_S * track.rate_hz:
        expected = _("at most {n} hours").format(n=round(LONGEST_CALL_S / 3600))
        raise QADeskError(ErrorCode.VALUE_INVALID, value=f"{end_s - start_s:.0f} s", what=_("time"), expected=expected)
    export_passage(track, start_s, end_s, path, None, on_written=lambda: None)
    rate_hz = track.rate_hz
    masked = merged(_in_copy(mask, first, last, rate_hz) for mask in track.masked)
    spans = tuple((one.start_s, one.end_s) for one in masked)
    return Copy((last - first) / rate_hz, rate_hz, track.channels, spans)


def require_copy(path: Path, call: PackedCall, file: str) -> str:
    """Read a recording that came to its end: FLAC, and as long, wide and fast as was said.

    Returns its coding, which says how many bits a sample has. Raises PACKAGE_INVALID.
    """
    try:
        with open_stream(path, ffmpeg=None) as stream:
            if stream.container != "flac":
                raise _not_as_said(file, call, _("expected FLAC"))
            if (stream.rate_hz, stream.source_channels) != (call.rate_hz, call.channels):
                raise _not_as_said(file, call, _("is of another rate or number of channels than was said"))
            wanted = round(call.duration_s * call.rate_hz)
            while stream.position <= wanted and len(stream.read(BLOCK_FRAMES)):
                pass
            if abs(stream.position - wanted) > _SAME_LENGTH_S * call.rate_hz:
                raise _not_as_said(file, call, _("is not as long as was said"))
            return stream.codec
    except QADeskError as error:
        if error.code is ErrorCode.PACKAGE_INVALID:
            raise
        raise _not_as_said(file, call, _("can't be read as FLAC")) from error


def _in_copy(mask: Passage, first: int, last: int, rate_hz: int) -> Passage:
    """A masked passage of the call in whole frames of the copy."""
    begin, end = frames_of(mask, rate_hz)
    return Passage((max(begin, first) - first) / rate_hz, (min(end, last) - first) / rate_hz)


def _not_as_said(file: str, call: PackedCall, expected: str) -> QADeskError:
    return QADeskError(ErrorCode.PACKAGE_INVALID, file=file, part=call.recording, key=_("the file"), expected=expected)
