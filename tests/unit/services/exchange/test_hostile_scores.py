"""Whatever is wrong with a scores file is said in a sentence that names row and column; nothing wrong comes in."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.services.exchange.mapping import ScoreMapping
from qa_desk.wording import explain
from tests.unit.services.exchange.conftest import HEADER, WHOLE, Desk, long_table, told

HEAD = "C-1,anna,routine,complaint,1,2026-03-02T09:00"

REFUSED_ROWS = {
    "a call that is not here": (
        long_table().replace("C-1", "C-9"),
        "scores.csv, row 2, column “call_id”: “C-9” is not a call that is here. Left out.",
    ),
    "nobody of that name": (
        long_table().replace("anna", "Nemo"),
        "scores.csv, row 2, column “inspector”: “Nemo” is not the id of a person, or a name only one person has. "
        "Left out.",
    ),
    "another purpose": (
        long_table().replace("routine", "calibration"),
        "scores.csv, row 2, column “purpose”: “calibration” is not one of routine, overlap, repeat, practice, "
        "qualification. Left out.",
    ),
    "no such scorecard": (
        long_table().replace("complaint", "sales"),
        "scores.csv, row 2, column “scorecard”: “sales” is not one of complaint, service. Left out.",
    ),
    "no such version": (
        long_table().replace(",1,2026", ",7,2026"),
        "scores.csv, row 2, column “version”: “7” is not one of 1. Left out.",
    ),
    "no time": (
        long_table().replace("2026-03-02T09:00", "soon"),
        "scores.csv, row 2, column “submitted_at”: “soon” is not a time such as 2026-03-31T09:30:00+08:00. Left out.",
    ),
    "a day that could be two": (
        long_table().replace("2026-03-02T09:00", "3/4/2026"),
        "scores.csv, row 2, column “submitted_at”: “3/4/2026” is not a time such as 2026-03-31T09:30:00+08:00. "
        "Left out.",
    ),
    "a time to come": (
        long_table().replace("2026-03-02", "2031-03-02"),
        "scores.csv, row 2, column “submitted_at”: “2031-03-02T09:00” is not a time that has passed. Left out.",
    ),
    "not on the scale": (
        long_table(lets_finish="4"),
        "scores.csv, row 4, column “answer”: “4” is not one of 0, 3, 5. Left out.",
    ),
    "points that are no number": (
        long_table(remedy="nan"),
        "scores.csv, row 7, column “answer”: “nan” is not points from 0 to 10 in steps of 1. Left out.",
    ),
    "points without end": (
        long_table(remedy="inf"),
        "scores.csv, row 7, column “answer”: “inf” is not points from 0 to 10 in steps of 1. Left out.",
    ),
    "too many points": (
        long_table(remedy="11"),
        "scores.csv, row 7, column “answer”: “11” is not points from 0 to 10 in steps of 1. Left out.",
    ),
    "N/A where it is not allowed": (
        long_table(no_disclosure="N/A"),
        "scores.csv, row 2, column “answer”: “N/A” is not an answer on its scale; N/A is not allowed there. Left out.",
    ),
    "a deduction without its reasons": (
        long_table(ownership="2"),
        "scores.csv, row 9, column “answer”: “2” is not the points that its reasons leave of 5. Left out.",
    ),
    "a criterion of another form": (
        long_table("tone,5,,,,,"),
        "scores.csv, row 10, column “criterion”: “tone” is not a criterion of complaint 1. Left out.",
    ),
    "no answer": (
        long_table(remedy=None),
        "scores.csv, row 2: “Remedy offered” (complaint 1) has no answer. Left out.",
    ),
    "an answer twice": (
        long_table("remedy,5,,,,,"),
        "scores.csv, row 10: “remedy” was named in row 7 already. Left out.",
    ),
    "an unknown reason": (
        long_table("remedy,5,because,,,,", remedy=None),
        "scores.csv, row 9, column “reasons”: “because” is not one of no_remedy, first_step_only, customer_proposed, "
        "cause_remains. Left out.",
    ),
    "an unknown cause owner": (
        long_table("remedy,5,no_remedy,department:Moon,,,", remedy=None),
        "scores.csv, row 9, column “cause_owner”: “department:Moon” is not “agent”, a department or a unit. Left out.",
    ),
    "too long a comment": (
        long_table(f"remedy,10,,,{'x' * 4001},,", remedy=None),
        f"scores.csv, row 9, column “comment”: “{'x' * 60}” is not at most 4000 letters. Left out.",
    ),
    "a mark before the call": (
        long_table("remedy,,,,,-1,5"),
        "scores.csv, row 10, column “mark_start_s”: “-1” is not a number of seconds. Left out.",
    ),
    "a mark that ends before it starts": (
        long_table("remedy,,,,,5,4"),
        "scores.csv, row 10, column “mark_end_s”: “4” is not a time after the start of the mark. Left out.",
    ),
    "a mark after the call": (
        long_table("remedy,,,,,5,90"),
        "scores.csv, row 10, column “mark_end_s”: “90” is not a time within the call of 60 s. Left out.",
    ),
    "half a mark": (
        long_table("remedy,,,,,5,"),
        "scores.csv, row 10, column “mark_end_s”: “” is not a number of seconds. Left out.",
    ),
    "an answer to nothing": (
        long_table(",pass,,,,,"),
        "scores.csv, row 10: the column “criterion” is empty. Left out.",
    ),
    "too few cells": (
        long_table("remedy,5"),
        "scores.csv, row 10: 8 cells where the header has 13. Left out.",
    ),
    "too many cells": (
        long_table("remedy,5,,,,,,,,,extra"),
        "scores.csv, row 10: 17 cells where the header has 13. Left out.",
    ),
    "no inspector": (
        long_table() + "C-2,,routine,complaint,1,2026-03-02,remedy,5,,,,,\n",
        "scores.csv, row 10: the column “inspector” is empty. Left out.",
    ),
    "a quotation mark never closed": (
        long_table() + 'C-2,"anna\n',
        'scores.csv, row 10, column “1”: “C-2,"anna” is not a row whose quotation marks are closed. Left out.',
    ),
}


@pytest.mark.parametrize("fault", REFUSED_ROWS)
def test_a_fault_is_told_with_its_row_and_column(desk: Desk, fault: str) -> None:
    text, sentence = REFUSED_ROWS[fault]
    plan = desk.plan(text)
    assert sentence in told(plan)
    if fault not in {"no inspector", "a quotation mark never closed"}:
        assert plan.ready == ()
        assert desk.exchanging.bring_in(desk.chief, plan).n_answers == 0
        assert desk.evaluations() == ()


WHOLE_FILES = {
    "an empty file": (b"", ErrorCode.FILE_EMPTY),
    "blank lines": (b"\n\n  \n", ErrorCode.FILE_EMPTY),
    "another encoding": ("call_id,inspector,提交时间\n".encode("gbk"), ErrorCode.CSV_NOT_TEXT),
    "two bytes a letter": (HEADER.encode("utf-16"), ErrorCode.CSV_NOT_TEXT),
    "cut within a letter": (HEADER.encode() + "是".encode()[:2], ErrorCode.CSV_NOT_TEXT),
    "no header": (b"C-1,anna,2026-03-02,5,5\nC-2,anna,2026-03-02,5,5\n", ErrorCode.CSV_NO_HEADER),
    "too many columns": (b"call_id," + b",".join(b"c%d" % n for n in range(1001)), ErrorCode.VALUE_INVALID),
}


@pytest.mark.parametrize("fault", WHOLE_FILES)
def test_a_file_that_is_wrong_as_a_whole_is_refused_in_a_sentence(desk: Desk, fault: str) -> None:
    data, code = WHOLE_FILES[fault]
    with pytest.raises(QADeskError) as caught:
        desk.plan(data)
    assert caught.value.code is code
    assert "?" not in explain(caught.value)


UNSETTLED_COLUMNS = {
    "a column twice": (b"call_id,inspector,submitted_at,remedy,Remedy\n", ErrorCode.SCORES_TWO_COLUMNS),
    "two columns of one criterion": (
        "call_id,inspector,submitted_at,remedy,给出解决办法\n".encode(),
        ErrorCode.SCORES_TWO_COLUMNS,
    ),
    "two columns of one field": (b"call_id,inspector,evaluator,date,remedy\n", ErrorCode.SCORES_TWO_COLUMNS),
    "no answers": (b"call_id,inspector,submitted_at,colour\n", ErrorCode.SCORES_NO_ANSWERS),
    "no call": (b"inspector,submitted_at,remedy\n", ErrorCode.CSV_COLUMN_MISSING),
}


@pytest.mark.parametrize("fault", UNSETTLED_COLUMNS)
def test_columns_that_have_to_be_settled_first_are_told_with_the_columns(desk: Desk, fault: str) -> None:
    data, code = UNSETTLED_COLUMNS[fault]
    plan = desk.plan(data + b"a,b,c,d\n")
    assert code in [error.code for error in plan.obstacles]
    assert [column.label.partition(" (")[0] for column in plan.columns] == data.decode().strip().split(",")
    assert (plan.n_rows, plan.ready, plan.refused) == (1, (), ())
    assert desk.exchanging.bring_in(desk.chief, plan).n_answers == 0


def test_one_of_two_columns_of_the_same_name_can_be_ignored(desk: Desk) -> None:
    header = ["call_id", "inspector", "submitted_at", *WHOLE, "note", "note"]
    row = ["C-1", "anna", "2026-03-02", *WHOLE.values(), "a", "b"]
    text = f"{','.join(header)}\n{','.join(row)}\n"
    assert [error.code for error in desk.plan(text).obstacles] == [ErrorCode.SCORES_TWO_COLUMNS]
    (ready,) = desk.plan(text, ScoreMapping(columns={"note": "ignore"})).ready
    assert ready.comment == "b"


def workbook(fill: Callable[[Workbook], object]) -> bytes:
    book, written = Workbook(), io.BytesIO()
    fill(book)
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"not a zip", b"PK\x03\x04broken", workbook(lambda book: None)[:300]],
)
def test_what_is_no_workbook_is_refused(desk: Desk, data: bytes) -> None:
    with pytest.raises(QADeskError) as caught:
        desk.plan(data, name="scores.xlsx")
    assert caught.value.code is ErrorCode.WORKBOOK_BROKEN


def test_a_workbook_that_unfolds_to_more_than_a_computer_holds_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    monkeypatch.setattr("qa_desk.services.exchange.score_table._LARGEST_WORKBOOK_BYTES", 2_000_000)
    with pytest.raises(QADeskError) as caught:
        desk.plan(packed.getvalue(), name="scores.xlsx")
    assert caught.value.code is ErrorCode.WORKBOOK_TOO_LARGE


def test_what_a_sheet_says_of_its_own_size_is_not_believed(desk: Desk) -> None:
    """Programs that write row by row say "A1"."""

    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append(["call_id", "inspector", "submitted_at", "scorecard", *WHOLE])
        sheet.append(["C-1", "anna", datetime(2026, 3, 2, 9), "complaint", *WHOLE.values()])  # noqa: DTZ001 - cells have no zone

    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(fill))) as whole, zipfile.ZipFile(packed, "w") as archive:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert content.count(b'ref="A1:L2"') == 1
                content = content.replace(b'ref="A1:L2"', b'ref="A1"')
            archive.writestr(name, content)
    plan = desk.plan(packed.getvalue(), name="scores.xlsx")
    assert ([one.rows for one in plan.ready], len(plan.columns)) == ([(2,)], 12)


def test_a_formula_is_never_worked_out(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append(["call_id", "inspector", "submitted_at", "scorecard", *WHOLE])
        cells: list[object] = ["C-1", "anna", datetime(2026, 3, 2, 9), "complaint", *WHOLE.values()]  # noqa: DTZ001 - cells have no zone
        cells[9] = "=5+5"
        sheet.append(cells)

    plan = desk.plan(workbook(fill), name="scores.xlsx")
    assert told(plan) == ["scores.xlsx, row 2: “Remedy offered” (complaint 1) has no answer. Left out."]


def test_titles_merged_cells_and_empty_rows_of_a_workbook_do_no_harm(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append(["Complaints, March", "Printed", "3 April"])
        sheet.merge_cells("C1:F1")
        sheet.append([])
        sheet.append(["call_id", "inspector", "submitted_at", "scorecard", *WHOLE, "total"])
        for key in ("C-1", "C-2"):
            values = [int(cell) if cell.isdigit() else cell for cell in WHOLE.values()]
            sheet.append([key, "anna", datetime(2026, 3, 2, 9), "complaint", *values, "=SUM(E4:L4)"])  # noqa: DTZ001 - cells have no zone
            sheet.append([])
        sheet.append([None, None, None, None, "pass"])

    plan = desk.plan(workbook(fill), name="scores.xlsx")
    assert [one.rows for one in plan.ready] == [(4,), (6,)]
    assert told(plan) == ["scores.xlsx, row 8: the column “call_id” is empty. Left out."]
    assert [column.label for column in plan.unread_columns] == ["total"]


def test_the_sheet_that_holds_scores_is_found_and_the_others_are_named(desk: Desk) -> None:
    def fill(book: Workbook) -> None:
        cover = book.worksheets[0]
        cover.title = "Cover"
        cover.append(["Complaints", "2026"])
        book.create_sheet("Blank")
        sheet = book.create_sheet("March")
        sheet.append(["call_id", "inspector", "submitted_at", "scorecard", *WHOLE])
        sheet.append(["C-1", "anna", "2026-03-02", "complaint", *WHOLE.values()])
        book.create_sheet("Notes").append(["ask Ben about row 7"])

    plan = desk.plan(workbook(fill), name="scores.xlsx")
    assert [one.rows for one in plan.ready] == [(2,)]
    assert plan.unread_sheets == ("Cover", "Notes")


def test_every_fault_of_an_evaluation_is_told_at_once(desk: Desk) -> None:
    plan = desk.plan(long_table(lets_finish="4", remedy="x").replace("anna", "Nemo"))
    (item,) = plan.refused
    assert [error.params["row"] for error in item.errors] == [2, 4, 7]


def test_one_evaluation_refused_keeps_the_others(desk: Desk) -> None:
    good = long_table()
    bad = long_table(remedy="x").replace("C-1", "C-2").partition("\n")[2]
    report = desk.bring_in(good + bad)
    assert [item.outcome.value for item in report.items] == ["imported", "refused"]
    assert len(desk.evaluations()) == 1


def test_an_import_does_not_touch_the_file(desk: Desk, tmp_path: Path) -> None:
    desk.bring_in(long_table())
    assert (tmp_path / "scores.csv").read_text() == long_table()
