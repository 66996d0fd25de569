"""Transcripts: WebVTT, SRT and Whisper JSON give the same passages; anything else is refused by name."""

from pathlib import Path

import pytest

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.services.bringing_in.transcript_file import read_transcript
from qa_desk.store.repositories.recordings import TranscriptSegment
from qa_desk.wording import explain

EXPECTED = (TranscriptSegment(1.0, 2.5, "Good morning."), TranscriptSegment(62.25, 64.0, "How can I help?"))
FILES = {
    "a.vtt": "WEBVTT\n\nNOTE made by hand\n\n1\n00:01.000 --> 00:02.500 align:start\n<b>Good</b> morning.\n\n"
    "00:01:02.250 --> 00:01:04.000\nHow can I help?\n",
    "a.srt": "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\nGood morning.\r\n\r\n"
    "2\r\n00:01:02,250 --> 00:01:04,000\r\nHow can I help?\r\n",
    "a.json": '{"text": "…", "segments": [{"start": 62.25, "end": 64, "text": " How can I help?"},'
    ' {"start": 1, "end": 2.5, "text": " Good morning."}]}',
}


def transcript(folder: Path, name: str, text: str) -> tuple[TranscriptSegment, ...]:
    """The passages of a file of these contents."""
    path = folder / name
    path.write_bytes(text.encode())
    return read_transcript(path)


@pytest.mark.parametrize("name", FILES)
def test_the_three_kinds_give_the_same_passages_in_order_of_time(tmp_path: Path, name: str) -> None:
    assert transcript(tmp_path, name, FILES[name]) == EXPECTED


def test_speakers_are_kept(tmp_path: Path) -> None:
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Lin Mei>Hello</v>\n"
    assert transcript(tmp_path, "a.vtt", vtt)[0].speaker == "Lin Mei"
    whisper = '{"segments": [{"start": 0, "end": 1, "speaker": "agent", "text": "Hello"}]}'
    assert transcript(tmp_path, "a.json", whisper)[0].speaker == "agent"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.vtt", "", ErrorCode.FILE_EMPTY),
        ("a.vtt", "WEBVTT\n", ErrorCode.VALUE_INVALID),
        ("a.srt", "just words", ErrorCode.VALUE_INVALID),
        ("a.json", "{", ErrorCode.VALUE_INVALID),
        ("a.json", "[1, 2]", ErrorCode.VALUE_INVALID),
        ("a.json", '{"segments": [{"text": "no times"}]}', ErrorCode.VALUE_INVALID),
        ("a.json", '{"segments": [{"start": NaN, "end": 1, "text": "x"}]}', ErrorCode.VALUE_INVALID),
        ("a.json", "[" * 100_000, ErrorCode.VALUE_INVALID),
    ],
)
def test_what_is_no_transcript_is_refused_by_name(tmp_path: Path, name: str, text: str, code: ErrorCode) -> None:
    with pytest.raises(QADeskError) as caught:
        transcript(tmp_path, name, text)
    assert caught.value.code is code
    assert name in explain(caught.value)


def test_a_passage_that_ends_before_it_starts_has_no_length(tmp_path: Path) -> None:
    srt = "1\n00:00:05,000 --> 00:00:03,000\nx\n"
    assert transcript(tmp_path, "a.srt", srt) == (TranscriptSegment(5.0, 5.0, "x"),)
