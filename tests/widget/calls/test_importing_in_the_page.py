"""Importing in the page: what is found, what came in, what was refused and why, and doing it again."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from qa_desk.paths import resources_dir
from qa_desk.services.bringing_in.import_report import ImportOutcome, ImportRequest
from tests.widget.rooms import Room

_HEADER = "file,call_id,started_at,agent_id,agent_name,unit,business_type"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two new recordings, one of them named by calls.csv, and a broken one."""
    made = tmp_path / "recordings"
    made.mkdir()
    for key in ("1001", "1002"):
        shutil.copy(resources_dir() / "demo" / f"{key}.opus", made)
    (made / "broken.wav").write_bytes(b"RIFF????WAVE")
    row = "1001.opus,1001,2026-11-10T09:00:00,a-9,Zhu Lin,East / Hall 9,roaming"
    (made / "calls.csv").write_text(f"{_HEADER}\n{row}\n", encoding="utf-8")
    return made


def _choose(room: Room, folder: Path) -> None:
    """Choose the folder in the dialog, as the person does."""
    room.click("choose_folder")
    dialog = room.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    QApplication.processEvents()


def test_what_lies_in_the_folder_is_found_and_said(room: Room, folder: Path) -> None:
    room.go("calls", do="import")
    _choose(room, folder)
    assert room.find("found_recordings").text() == "3 files"
    assert room.find("found_calls").text().endswith("calls.csv")
    assert room.find("found_people").text() == "none: people stay as they are"
    assert room.find("start_import").text() == "Import 3 recordings"


def test_the_report_names_what_was_refused_first_and_counts_everything(room: Room, folder: Path) -> None:
    room.go("calls", do="import")
    _choose(room, folder)
    room.click("start_import")
    report = room.page.import_view.report
    assert [chip.text for chip in report.chips.chips] == ["1 refused", "1 unattributed", "1 imported"]
    first = report.table.rows[0]
    assert (first.name, first.outcome) == ("broken.wav", ImportOutcome.REFUSED)
    assert "broken.wav" in report.table.model().as_text([0]).split("\t")[-1]
    room.click("copy_report")
    copied = QApplication.clipboard().text()
    assert copied.splitlines()[0].split("\t")[0] == "outcome"
    assert len(copied.splitlines()) == 4


def test_a_count_shows_only_its_files(room: Room, folder: Path) -> None:
    room.go("calls", do="import")
    _choose(room, folder)
    room.click("start_import")
    room.click("chip_refused")
    assert [item.name for item in room.page.import_view.report.table.rows] == ["broken.wav"]
    room.click("chip_refused")
    assert len(room.page.import_view.report.table.rows) == 3


def test_importing_again_brings_nothing_twice_and_the_list_has_the_calls(room: Room, folder: Path) -> None:
    room.go("calls", do="import")
    _choose(room, folder)
    room.click("start_import")
    room.click("import_again")
    outcomes = [item.outcome for item in room.page.import_view.report.table.rows]
    assert outcomes == [ImportOutcome.REFUSED, ImportOutcome.ALREADY_HERE, ImportOutcome.ALREADY_HERE]
    room.go("calls")
    assert room.page.list.total == 5


def test_a_table_that_cannot_be_read_is_said_in_the_page_and_nothing_comes_in(room: Room, folder: Path) -> None:
    (folder / "calls.csv").write_bytes(b"\xff\xfe\x00broken")
    room.go("calls", do="import")
    room.page.import_view.take(ImportRequest((folder,)))
    room.click("start_import")
    assert "calls.csv is not a UTF-8 text table" in room.words()
    assert not room.visible("import_report")
    room.go("calls")
    assert room.page.list.total == 3


def test_what_the_last_import_came_to_is_there_when_one_comes_again(room: Room) -> None:
    room.go("calls", do="import")
    assert "What the import came to" in room.words()
    assert not room.visible("import_again")
