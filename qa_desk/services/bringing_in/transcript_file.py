"""Reading transcripts that people bring: WebVTT, SRT and Whisper-style JSON."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

from qa_desk.domain.criteria.base import number_of
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.keeping.brought_text import clean_line, clean_text
from qa_desk.store.repositories.recordings import TranscriptSegment

SUFFIXES = frozenset({".vtt", ".srt", ".json"})
_SIZE_LIMIT_BYTES = 20 * 1024 * 1024
_MOST_SEGMENTS = 100_000
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"<[^>]*>")


def read_transcript(path: Path) -> tuple[TranscriptSegment, ...]:
    """The passages of a transcript in the order of time.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, VALUE_INVALID when it is none of the three kinds.
    """
    text = _text_of(path)
    try:
        found = _from_json(text) if path.suffix.lower() == ".json" else _from_cues(text)
    except (ValueError, RecursionError):
        raise _invalid(path) from None
    segments = sorted((s for s in found if s.text), key=lambda segment: segment.start_s)
    if not segments:
        raise _invalid(path)
    return tuple(segments[:_MOST_SEGMENTS])


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(_SIZE_LIMIT_BYTES + 1)
    except FileNotFoundError:
        raise QADeskError(ErrorCode.FILE_MISSING, file=path.name) from None
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=error.strerror or "") from None
    if not data:
        raise QADeskError(ErrorCode.FILE_EMPTY, file=path.name)
    try:
        return data.decode("utf-8-sig") if len(data) <= _SIZE_LIMIT_BYTES else ""
    except UnicodeDecodeError:
        raise _invalid(path) from None


def _from_cues(text: str) -> list[TranscriptSegment]:
    segments: list[TranscriptSegment] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        at = next((number for number, line in enumerate(lines[:3]) if _TIMES.match(line)), None)
        if at is None:
            continue
        times = _TIMES.match(lines[at])
        assert times is not None
        start_s, end_s = _seconds(times.groups()[:4]), _seconds(times.groups()[4:])
        words = "\n".join(lines[at + 1 :])
        voice = _VOICE.search(words)
        segments.append(_segment(start_s, end_s, voice.group(1) if voice else "", _TAG.sub("", words)))
    return segments


def _from_json(text: str) -> list[TranscriptSegment]:
    document: object = json.loads(text)
    listed = cast(dict[str, object], document).get("segments") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no segments")
    return [_json_segment(entry) for entry in _mappings(cast(list[object], listed))]


def _mappings(entries: Iterable[object]) -> Iterable[dict[str, object]]:
    return (cast(dict[str, object], entry) for entry in entries if isinstance(entry, dict))


def _json_segment(entry: dict[str, object]) -> TranscriptSegment:
    start_s, end_s = number_of(entry.get("start")), number_of(entry.get("end"))
    if start_s is None or end_s is None:
        raise ValueError("a segment without times")
    return _segment(start_s, end_s, str(entry.get("speaker") or ""), str(entry.get("text") or ""))


def _segment(start_s: float, end_s: float, speaker: str, text: str) -> TranscriptSegment:
    start_s = max(0.0, start_s)
    return TranscriptSegment(start_s, max(start_s, end_s), clean_text(text), clean_line(speaker))


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _invalid(path: Path) -> QADeskError:
    expected = _("WebVTT, SRT or Whisper JSON")
    return QADeskError(ErrorCode.VALUE_INVALID, value=path.name, what=_("transcript"), expected=expected)
