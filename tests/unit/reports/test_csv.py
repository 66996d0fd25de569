"""Reports as CSV: one table as it is, several as a list of cells; numbers whole, nobody's words a formula."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from qa_desk.reports.document import Block, Cell, CellKind, KeyFigure, KeyFigures, Table, TableColumn
from qa_desk.reports.render import renderer_for
from tests.unit.reports.test_render import a_document


def lines_of(*blocks: Block) -> list[list[str]]:
    written = renderer_for("report.csv")(replace(a_document(), blocks=blocks))
    assert written.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def a_table(key: str, *rows: tuple[Cell, ...]) -> Table:
    return Table(key, "T", (TableColumn("name", "Name"), TableColumn("share", "Share", is_numeric=True)), rows)


def test_one_table_is_written_under_the_keys_of_its_columns_with_its_limits() -> None:
    share = Cell(1 / 3, CellKind.PERCENT, low=0.25, high=0.5)
    assert lines_of(a_table("issues", (Cell("Tone"), share), (Cell("All"), Cell(None, CellKind.PERCENT)))) == [
        ["name", "share", "share_low", "share_high"],
        ["Tone", repr(1 / 3), "0.25", "0.5"],
        ["All", "", "", ""],
    ]


def test_several_tables_are_one_list_of_cells() -> None:
    first = a_table("issues", (Cell("Tone"), Cell(-0.5, CellKind.PERCENT, low=-0.75, high=0.0)))
    second = a_table("reasons", (Cell("too fast"), Cell(7, CellKind.INTEGER)))
    assert lines_of(first, second) == [
        ["table", "row", "column", "value", "low", "high"],
        ["issues", "1", "name", "Tone", "", ""],
        ["issues", "1", "share", "-0.5", "-0.75", "0.0"],
        ["reasons", "1", "name", "too fast", "", ""],
        ["reasons", "1", "share", "7", "", ""],
    ]


def test_days_and_times_are_iso() -> None:
    at = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    row = (Cell(date(2026, 11, 22), CellKind.DATE), Cell(at, CellKind.DATE))
    assert lines_of(a_table("days", row))[1] == ["2026-11-22", "2026-11-22T08:00:00+00:00"]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "\x00=1", "\u202e=1"])
def test_what_people_typed_is_no_formula(words: str) -> None:
    (_head, (name, share)) = lines_of(a_table("t", (Cell(words), Cell(-1.5, CellKind.DECIMAL))))
    assert name.startswith("'")
    assert name[1:] == words.replace("\x00", "").replace("\u202e", "")
    assert share == "-1.5"


def test_a_report_without_tables_is_an_empty_list() -> None:
    assert lines_of() == [["table", "row", "column", "value", "low", "high"]]


def test_key_figures_are_lines_of_their_own() -> None:
    figure = KeyFigure(Cell(0.25, CellKind.PERCENT, low=0.125, high=0.5), "=passed", "of 8")
    assert lines_of(KeyFigures((figure,)), a_table("issues", (Cell("Tone"), Cell(None)))) == [
        ["table", "row", "column", "value", "low", "high"],
        ["key_figures", "1", "label", "'=passed", "", ""],
        ["key_figures", "1", "value", "0.25", "0.125", "0.5"],
        ["key_figures", "1", "detail", "of 8", "", ""],
        ["issues", "1", "name", "Tone", "", ""],
        ["issues", "1", "share", "", "", ""],
    ]
