"""The transcripts of the demo's calls: one a recording, with all that is said, where it is heard."""

from pathlib import Path

import pytest

from qa_desk.services.bringing_in.transcript_file import read_transcript
from qa_desk.services.demonstrating import content
from qa_desk.services.demonstrating.transcripts import write_transcripts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The transcripts, written once."""
    made = tmp_path_factory.mktemp("transcripts")
    write_transcripts(made)
    return made


def test_every_recording_has_a_transcript_of_its_name(folder: Path) -> None:
    assert {path.stem for path in folder.iterdir()} == {path.stem for path in content.demo_dir().glob("*.opus")}


def test_all_that_is_said_in_a_call_stands_in_its_transcripts_in_order(folder: Path) -> None:
    for conversation in content.conversations():
        files = [folder / f"{conversation.call_key}.vtt", folder / f"{conversation.call_key}-2.vtt"]
        read = [line for path in files if path.exists() for line in read_transcript(path)]
        assert [line.text for line in read] == [line.text for line in conversation.said]
        assert {line.speaker for line in read} == {"Agent", "Customer"}


def test_in_the_second_recording_of_a_call_seconds_count_from_its_beginning(folder: Path) -> None:
    (call,) = (one for one in content.conversations() if one.call_key == "1018")
    first, second = (read_transcript(folder / name) for name in ("1018.vtt", "1018-2.vtt"))
    begins = 47.035
    assert first[-1].end_s <= 36.54
    heard = [line.start_s for line in call.said if line.start_s >= begins]
    assert [line.start_s for line in second] == pytest.approx([at - begins for at in heard], abs=1e-3)
