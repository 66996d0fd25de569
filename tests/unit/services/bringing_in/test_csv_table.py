"""Tables that people bring: every usual form is read, every fault is told by its place, the rest is kept."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.services.bringing_in.csv_table import CsvTable, read_csv
from qa_desk.wording import explain


def table(folder: Path, data: str | bytes, *required: str) -> CsvTable:
    """What is read from a file of these contents."""
    path = folder / "calls.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_csv(path, required=required)


def cells(read: CsvTable) -> list[list[str]]:
    """The values row by row."""
    return [list(row.cells.values()) for row in read.rows]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_form_reads_the_same(tmp_path: Path, sign: str, mark: bytes, end: str) -> None:
    text = end.join([sign.join(["file", "call_id"]), sign.join(["a.wav", "甲"]), sign.join(["b.wav", "B 2"])])
    read = table(tmp_path, mark + text.encode())
    assert read.columns == ("file", "call_id")
    assert cells(read) == [["a.wav", "甲"], ["b.wav", "B 2"]]
    assert not read.refused


def test_column_names_are_read_without_regard_to_case_spaces_and_hyphens(tmp_path: Path) -> None:
    assert table(tmp_path, "File, Call-ID ,Started at\n").columns == ("file", "call_id", "started_at")


def test_quoted_cells_keep_separators_quotes_and_line_breaks(tmp_path: Path) -> None:
    read = table(tmp_path, 'file,note\n"a,b.wav","say ""yes""\nor no"\nc.wav,\n')
    assert cells(read) == [["a,b.wav", 'say "yes"\nor no'], ["c.wav", ""]]
    assert [row.number for row in read.rows] == [2, 3]


def test_empty_rows_and_empty_cells_behind_the_last_column_are_passed_over(tmp_path: Path) -> None:
    read = table(tmp_path, "file,call_id,,\n\na.wav,1,,,\n,,\nb.wav,2\n")
    assert read.columns == ("file", "call_id")
    assert [(row.number, row.cells["file"]) for row in read.rows] == [(3, "a.wav"), (5, "b.wav")]


def test_a_column_without_a_name_keeps_its_values(tmp_path: Path) -> None:
    assert table(tmp_path, "file,,call_id\na.wav,x,1\n").columns == ("file", "column_2", "call_id")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", ErrorCode.FILE_EMPTY, "calls.csv is empty"),
        (b"\n \n\n", ErrorCode.FILE_EMPTY, "calls.csv is empty"),
        ("file,name\na.wav,李\n".encode("gbk"), ErrorCode.CSV_NOT_TEXT, "(byte 17)"),
        ("file,name\n".encode("utf-16"), ErrorCode.CSV_NOT_TEXT, "calls.csv"),
        (b"RIFF\x00\x01\x02WAVE", ErrorCode.CSV_NOT_TEXT, "(byte 5)"),
        (b"file,call_id,file\n", ErrorCode.CSV_COLUMN_TWICE, "“file” twice"),
        (b"name,call_id\n", ErrorCode.CSV_COLUMN_MISSING, "no column “file”"),
        (b"a.wav,20260301\n", ErrorCode.CSV_NO_HEADER, "no header row"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_whole(tmp_path: Path, data: bytes, code: ErrorCode, words: str) -> None:
    with pytest.raises(QADeskError) as caught:
        table(tmp_path, data, "file")
    assert caught.value.code is code
    assert words in explain(caught.value)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "no.csv", ErrorCode.FILE_MISSING), (tmp_path, ErrorCode.FILE_UNREADABLE)):
        with pytest.raises(QADeskError) as caught:
            read_csv(path)
        assert caught.value.code is code


@pytest.mark.parametrize("row", ["b.wav", "b.wav,2,3"])
def test_a_row_of_another_width_is_refused_and_the_next_one_read(tmp_path: Path, row: str) -> None:
    read = table(tmp_path, f"file,call_id\na.wav,1\n{row}\nc.wav,3\n")
    assert [r.cells["file"] for r in read.rows] == ["a.wav", "c.wav"]
    (error,) = read.refused
    assert explain(error).startswith("calls.csv, row 3: ")


def test_a_quotation_mark_that_is_never_closed_swallows_no_other_row(tmp_path: Path) -> None:
    rows = "\n".join(f"f{n}.wav,{n}" for n in range(200))
    read = table(tmp_path, f'file,call_id\n"a.wav,1\n{rows}\n')
    assert len(read.rows) == 200
    (error,) = read.refused
    assert explain(error) == (
        'calls.csv, row 2, column “file”: “"a.wav,1” is not a row whose quotation marks are closed. Left out.'
    )


def test_control_characters_and_direction_marks_are_taken_out(tmp_path: Path) -> None:
    read = table(tmp_path, "file,note\na\u202e.wav,one\x07two\x1b[31m\n")
    assert cells(read) == [["a.wav", "onetwo[31m"]]


def test_an_endless_cell_is_cut(tmp_path: Path) -> None:
    read = table(tmp_path, "file,note\na.wav," + "x" * 200_000 + "\n")
    assert len(read.rows[0].cells["note"]) == 4000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.binary(max_size=300) | st.text('ab",;\t\n\r\x00é\u2028', max_size=120).map(str.encode))
def test_whatever_is_brought_is_read_or_refused_by_name(tmp_path: Path, data: bytes) -> None:
    try:
        read = table(tmp_path, data)
    except QADeskError as refused:
        error = refused
    else:
        error = None
        assert all(tuple(row.cells) == read.columns for row in read.rows)
    assert error is None or "calls.csv" in explain(error)
