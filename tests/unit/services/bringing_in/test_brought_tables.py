"""The rows of calls.csv and people.csv: what they say, and how each faulty row is named while the others are kept."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Leave, Role
from qa_desk.services.bringing_in.call_rows import CallRows, read_call_rows
from qa_desk.services.bringing_in.people_rows import PeopleRows, read_people_rows
from qa_desk.wording import explain

SHANGHAI = ZoneInfo("Asia/Shanghai")


def calls(folder: Path, *lines: str) -> CallRows:
    """The rows read from a calls.csv of these lines."""
    path = folder / "calls.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_call_rows(path, SHANGHAI)


def people(folder: Path, *lines: str, known: tuple[str, ...] = ()) -> PeopleRows:
    """The rows read from a people.csv of these lines."""
    path = folder / "people.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_people_rows(path, known)


def test_a_full_row_of_calls_is_read_in_any_order_of_columns(tmp_path: Path) -> None:
    read = calls(
        tmp_path,
        "unit,complaint,call_id,file,agent_id,agent_name,started_at,duration_s,csat,csat_scale,agent_channel,Shift",
        "North / Hall 3,yes,C-1,wav/a.wav,17,Lin Mei,2026-03-31T09:30:00,3:05,4.5,1-5,left,night",
    )
    (row,) = read.rows
    assert (row.number, row.key, row.file) == (2, "C-1", "wav/a.wav")
    assert (row.agent_external_id, row.agent_name, row.unit_path) == ("17", "Lin Mei", ("North", "Hall 3"))
    assert row.started_at == datetime(2026, 3, 31, 1, 30, tzinfo=UTC)
    assert (row.duration_s, row.agent_channel) == (185.0, AgentChannel.LEFT)
    assert (row.attributes.csat, row.attributes.csat_scale, row.attributes.complaint) == (4.5, "1-5", True)
    assert row.attributes.custom == (("shift", "night"),)


def test_a_time_with_an_offset_keeps_its_moment(tmp_path: Path) -> None:
    read = calls(tmp_path, "file,started_at", "a.wav,2026-03-31T09:30:00Z", "b.wav,2026-03-31 09:30+02:00")
    assert [row.started_at for row in read.rows] == [
        datetime(2026, 3, 31, 9, 30, tzinfo=UTC),
        datetime(2026, 3, 31, 7, 30, tzinfo=UTC),
    ]


def test_a_row_without_a_call_id_is_called_after_its_file(tmp_path: Path) -> None:
    assert calls(tmp_path, "file", "2026/march/a.wav").rows[0].key == "a"


def test_windows_paths_are_understood(tmp_path: Path) -> None:
    assert calls(tmp_path, "file", "2026\\march\\a.wav").rows[0].file == "2026/march/a.wav"


@pytest.mark.parametrize(
    ("header", "cell", "words"),
    [
        ("file,started_at", "a.wav,31.3.2026", "column “started_at”: “31.3.2026” is not a time such as 2026-03-31"),
        ("file,started_at", "a.wav,2026-02-30T10:00", "column “started_at”"),
        ("file,started_at", "a.wav,0001-01-01T00:00", "column “started_at”"),
        ("file,duration_s", "a.wav,long", "column “duration_s”: “long” is not a number"),
        ("file,duration_s", "a.wav,-4", "column “duration_s”: “-4” is not a number of seconds"),
        ("file,csat", "a.wav,good", "column “csat”: “good” is not a number"),
        ("file,csat", "a.wav,nan", "column “csat”"),
        ("file,complaint", "a.wav,perhaps", "column “complaint”: “perhaps” is not yes or no"),
        ("file,resolved", "a.wav,2", "column “resolved”"),
        ("file,agent_channel", "a.wav,centre", "“centre” is not one of left, right, mono"),
        ("file,call_id", ",", "row 3: 2 cells"),
        ("file,call_id,queue", ",,sales", "row 3: the column “call_id” is empty"),
        ("file,call_id", "../secret.wav,1", "“../secret.wav” leads out of the folder"),
        ("file,call_id", "a/../../b.wav,1", "leads out of the folder"),
        ("file,call_id", "/etc/passwd,1", "leads out of the folder"),
        ("file,call_id", "C:\\sound\\a.wav,1", "leads out of the folder"),
        ("file,call_id", "\\\\server\\share\\a.wav,1", "leads out of the folder"),
    ],
)
def test_a_faulty_row_is_named_and_the_others_are_kept(tmp_path: Path, header: str, cell: str, words: str) -> None:
    filler = "," * header.count(",")
    read = calls(tmp_path, header, f"good.wav{filler}", cell, f"last.wav{filler}")
    assert [row.file for row in read.rows] == ["good.wav", "last.wav"]
    if cell == ",":
        assert not read.refused
        return
    (error,) = read.refused
    assert explain(error).startswith("calls.csv, row 3")
    assert words in explain(error)


def test_a_file_named_in_two_rows_is_told_with_both_rows(tmp_path: Path) -> None:
    read = calls(tmp_path, "file,call_id", "a.wav,1", "b.wav,2", "A.wav,3")
    assert explain(read.refused[0]) == "calls.csv, row 4: “A.wav” was named in row 2 already. Left out."


def test_several_recordings_may_share_a_call(tmp_path: Path) -> None:
    read = calls(tmp_path, "file,call_id", "a.wav,1", "b.wav,1")
    assert [row.key for row in read.rows] == ["1", "1"]
    assert not read.refused


def test_a_call_without_a_file_is_a_row_like_any_other(tmp_path: Path) -> None:
    (row,) = calls(tmp_path, "call_id,queue", "7,sales").rows
    assert (row.key, row.file, row.attributes.queue) == ("7", "", "sales")


@pytest.mark.parametrize(
    ("line", "code"),
    [("queue,agent_id", ErrorCode.CSV_COLUMN_MISSING), ("a.wav,2026-03-31", ErrorCode.CSV_NO_HEADER)],
)
def test_a_table_that_names_neither_file_nor_call_is_refused(tmp_path: Path, line: str, code: ErrorCode) -> None:
    with pytest.raises(QADeskError) as caught:
        calls(tmp_path, line, "x,y")
    assert caught.value.code is code


def test_a_formula_or_a_statement_in_a_cell_stays_text(tmp_path: Path) -> None:
    text = "=HYPERLINK(x)'; DROP TABLE calls; --<script>"
    (row,) = calls(tmp_path, "call_id;queue", f'1;"{text}"').rows
    assert row.attributes.queue == text


def test_a_full_row_of_people_is_read(tmp_path: Path) -> None:
    read = people(
        tmp_path,
        "id,name,role,unit,team_leader,grade,hired,left,leave_from,leave_to",
        "9,Boss,team_leader,North,,,2020-01-01,,,",
        "7,Lin Mei,Inspector; lead,North/Hall 3,Boss,A,2024-05-01,2026-06-30,2026-03-01,2026-03-05",
        "8,Ma Jun,,,9,,,,,",
    )
    assert not read.refused
    _boss, person, agent = read.rows
    assert (person.external_id, person.name, person.team_leader, person.grade) == ("7", "Lin Mei", "Boss", "A")
    assert person.roles == {Role.INSPECTOR, Role.LEAD}
    assert person.unit_path == ("North", "Hall 3")
    assert (person.hired_on, person.left_on) == (date(2024, 5, 1), date(2026, 6, 30))
    assert person.leave == Leave(date(2026, 3, 1), date(2026, 3, 5))
    assert agent.roles == {Role.AGENT}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",Lin,,,,,", "the column “id” is empty"),
        ("7,,,,,,", "the column “name” is empty"),
        ("7,Lin,boss,,,,", "column “role”: “boss” is not one of inspector, learner, lead"),
        ("7,Lin,,nobody,,,", "column “team_leader”: “nobody” is not the id or name of a person"),
        ("7,Lin,,,soon,,", "column “hired”: “soon” is not a day such as 2026-03-31"),
        ("7,Lin,,,2026-03-02,2026-03-01,", "column “left”: “2026-03-01” is not a day after 2026-03-02"),
        ("7,Lin,,,,,2026-03-01", "the column “leave_to” is empty"),
        ("1,Again,,,,,", "“1” was named in row 2 already"),
    ],
)
def test_a_faulty_person_is_named_and_the_others_are_kept(tmp_path: Path, row: str, words: str) -> None:
    header = "id,name,role,team_leader,hired,left,leave_from,leave_to"
    read = people(tmp_path, header, "1,First,,,,,,", f"{row},", "2,Last,,,,,,")
    assert [person.name for person in read.rows] == ["First", "Last"]
    assert explain(read.refused[0]).startswith("people.csv, row 3")
    assert words in explain(read.refused[0])


def test_a_team_leader_may_be_somebody_known_already(tmp_path: Path) -> None:
    assert people(tmp_path, "id,name,team_leader", "7,Lin,Old Boss", known=("Old Boss",)).rows


def test_people_need_an_id_and_a_name(tmp_path: Path) -> None:
    with pytest.raises(QADeskError) as caught:
        people(tmp_path, "id,role", "7,agent")
    assert explain(caught.value) == "people.csv has no column “name”. Nothing was read from it."
