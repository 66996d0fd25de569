"""What an import finds in the files and folders that were named."""

import os
from pathlib import Path

import pytest

from qa_desk.domain.errors import ErrorCode
from qa_desk.services.bringing_in.sources import ImportSources, RecordingFinder, SourceFile, find_sources


def sources(*paths: Path, transcripts: Path | None = None) -> ImportSources:
    """What is found there when no table is named."""
    return find_sources(paths, calls_csv=None, people_csv=None, transcripts=transcripts)


def write(folder: Path, *names: str) -> None:
    """Files that hold their own names."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_a_folder_is_sorted_into_recordings_transcripts_and_tables(tmp_path: Path) -> None:
    write(tmp_path, "b.wav", "sub/a.flac", "a.vtt", "notes.txt", "calls.csv", "people.csv", ".DS_Store", "Thumbs.db")
    found = sources(tmp_path)
    assert [source.name for source in found.recordings] == ["b.wav", "notes.txt", "sub/a.flac"]
    assert [source.name for source in found.transcripts] == ["a.vtt"]
    assert (found.calls_csv, found.people_csv) == (tmp_path / "calls.csv", tmp_path / "people.csv")
    assert not found.refused


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    ((name, error),) = sources(tmp_path / "no.wav").refused
    assert (name, error.code) == ("no.wav", ErrorCode.FILE_MISSING)


def test_a_file_named_twice_is_taken_once(tmp_path: Path) -> None:
    write(tmp_path, "a.wav")
    assert len(sources(tmp_path, tmp_path / "a.wav").recordings) == 1


def test_transcripts_may_lie_elsewhere(tmp_path: Path) -> None:
    write(tmp_path / "sound", "a.wav")
    write(tmp_path / "words", "a.srt", "readme.txt")
    found = sources(tmp_path / "sound", transcripts=tmp_path / "words")
    assert [source.name for source in found.transcripts] == ["a.srt"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights of their own there")
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", "secret.wav")
    write(tmp_path / "sound", "a.wav")
    (tmp_path / "sound" / "b.wav").symlink_to(tmp_path / "elsewhere" / "secret.wav")
    (tmp_path / "sound" / "c.wav").symlink_to(tmp_path / "sound" / "a.wav")
    found = sources(tmp_path / "sound")
    assert [name for name, _error in found.refused] == ["b.wav"]
    assert len(found.recordings) == 1


@pytest.mark.skipif(os.name == "nt", reason="links need rights of their own there")
def test_a_row_finds_no_file_through_a_link_out_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", "secret.wav")
    write(tmp_path / "tables", "calls.csv")
    (tmp_path / "tables" / "out").symlink_to(tmp_path / "elsewhere")
    assert RecordingFinder((), tmp_path / "tables").find("out/secret.wav") is None


def test_a_row_finds_its_file_by_path_then_beside_the_table_then_by_name(tmp_path: Path) -> None:
    write(tmp_path, "beside.wav")
    one, two, other = (SourceFile(Path(name), name) for name in ("x/a.wav", "y/a.wav", "y/only.wav"))
    finder = RecordingFinder((one, two, other), tmp_path)
    assert finder.find("Y/A.wav") == two
    assert finder.find("somewhere/only.wav") == other
    assert finder.find("beside.wav") == SourceFile(tmp_path / "beside.wav", "beside.wav")
    assert finder.find("a.wav") is None
