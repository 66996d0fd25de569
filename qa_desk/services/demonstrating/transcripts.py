"""What is said in the demo's calls, as transcripts to bring in beside them: WebVTT, one a recording."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from qa_desk.domain.calls import Recording
from qa_desk.i18n import pgettext
from qa_desk.services.demonstrating import content
from qa_desk.services.demonstrating.content import SaidLine
from qa_desk.services.keeping.search_entries import index_transcript
from qa_desk.store.repositories.recordings import TranscriptSegment
from qa_desk.store.unit_of_work import UnitOfWork


def write_transcripts(folder: Path) -> None:
    """One file a recording, with its name; a call of two recordings is cut where the second begins."""
    speakers = {"agent": pgettext("speaker", "Agent"), "customer": pgettext("speaker", "Customer")}
    said = {conversation.call_key: conversation.said for conversation in content.conversations()}
    for call_key, begins in _recordings().items():
        ends = [*list(begins.values())[1:], float("inf")]
        for (name, start_s), end_s in zip(begins.items(), ends, strict=True):
            own = [line for line in said[call_key] if start_s <= line.start_s < end_s]
            cues = [_cue(line, speakers[line.speaker], start_s) for line in own]
            (folder / name).with_suffix(".vtt").write_text("\n\n".join(["WEBVTT", *cues]) + "\n", encoding="utf-8")


def say_again(
    uow: UnitOfWork, segments: Sequence[TranscriptSegment], recording: Recording, call_key: str, now: datetime
) -> None:
    """Let the same be said in another recording of the same sound."""
    name = Path(recording.original_name).with_suffix(".vtt").name
    uow.recordings.add_transcript(recording.id, segments, source_name=name, language="", imported_at=now)
    index_transcript(uow, recording, call_key, segments, now)


def _recordings() -> Mapping[str, Mapping[str, float]]:
    """By call the file of each recording and where it begins in the call, in seconds, in order."""
    found: dict[str, dict[str, datetime]] = {}
    with (content.demo_dir() / "calls.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(row["call_id"], {})[row["file"]] = datetime.fromisoformat(row["started_at"])
    return {
        key: {name: (at - min(begun.values())).total_seconds() for name, at in begun.items()}
        for key, begun in found.items()
    }


def _cue(line: SaidLine, speaker: str, recording_start_s: float) -> str:
    start, end = (_clock(at - recording_start_s) for at in (line.start_s, line.end_s))
    return f"{start} --> {end}\n<v {speaker}>{line.text}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02}:{rest:06.3f}"
