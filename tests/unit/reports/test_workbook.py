"""A report as a workbook: every block reaches a sheet, numbers are numbers, and nobody's words become a formula."""

import io
import re
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from qa_desk.reports.document import Cell, CellKind, Document, FigureBlock, Paragraph, Passages, Table, TableColumn
from qa_desk.reports.figures import Figure, HeatTable
from qa_desk.reports.render import renderer_for
from tests.unit.reports.test_render import (
    BARS,
    CONTROL,
    EVIL,
    FOREST,
    HEAT,
    HISTOGRAM,
    PARETO,
    SERIES,
    STACKED,
    a_document,
)


def book_of(document: Document) -> Workbook:
    return load_workbook(io.BytesIO(renderer_for("report.xlsx")(document)))


def charts_of(document: Document) -> list[str]:
    """The charts as they stand in the file."""
    with ZipFile(io.BytesIO(renderer_for("report.xlsx")(document))) as parts:
        return [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]


def only(*blocks: Table | FigureBlock) -> Document:
    return replace(a_document(), blocks=blocks)


def rows_of(book: Workbook, place: int) -> list[tuple[object, ...]]:
    return list(book.worksheets[place].iter_rows(values_only=True))


def a_table(*rows: tuple[Cell, ...]) -> Table:
    columns = (TableColumn("name", "Name"), TableColumn("share", "Share", is_numeric=True))
    return Table("shares", "Shares", columns, rows, empty="nothing yet", note="a note")


def test_every_table_figure_and_list_of_passages_has_a_sheet_that_the_first_one_leads_to() -> None:
    document = a_document()
    book = book_of(document)
    parts = [block for block in document.blocks if isinstance(block, Table | FigureBlock | Passages)]
    assert len(book.worksheets) == 1 + len(parts)
    links = [(cell.hyperlink.location, cell.hyperlink.target) for cell in book.worksheets[0]["A"] if cell.hyperlink]
    # a target would be another file, which spreadsheets warn of
    assert links == [(f"'{sheet.title}'!A1", None) for sheet in book.worksheets[1:]]
    said = {row[0] for row in rows_of(book, 0)}
    assert document.title in said
    assert set(document.facts) <= said


def test_numbers_stay_numbers_with_their_limits_beside_them() -> None:
    share = Cell(0.875, CellKind.PERCENT, 1, low=0.81, high=0.92)
    book = book_of(only(a_table((Cell("A"), share), (Cell("B"), Cell(None, CellKind.PERCENT)))))
    assert rows_of(book, 1) == [
        ("Name", "Share", "Share, lower limit", "Share, upper limit"),
        ("A", 0.875, 0.81, 0.92),
        ("B", None, None, None),
    ]
    assert book.worksheets[1]["B2"].number_format == "0.0%"
    assert ("a note",) in [row[:1] for row in rows_of(book, 0)]


@pytest.mark.parametrize("words", ["=1+1", "=cmd|' /C calc'!A0", "+1", "@x", EVIL, "bell \x07 rings"])
def test_what_people_typed_is_text(words: str) -> None:
    book = book_of(replace(only(a_table((Cell(words), Cell(1, CellKind.INTEGER)))), title=words))
    sheets = (book.worksheets[0]["A1"], book.worksheets[1]["A2"])
    for cell in sheets:
        assert cell.data_type == "s"
        assert cell.value == words.replace("\x07", "")


def test_an_empty_table_says_so() -> None:
    assert rows_of(book_of(only(a_table())), 1)[1][0] == "nothing yet"


def test_sheets_of_one_title_have_names_of_their_own_that_spreadsheets_take() -> None:
    table = replace(a_table(), title="A very long title: of more than 31 [odd] characters")
    names = book_of(only(table, table, replace(table, title="'?*"))).sheetnames
    assert len({name.casefold() for name in names}) == 4
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


CHARTS = (
    (FOREST, 97.9),
    (PARETO, 28.0),
    (SERIES, 31.0),
    (CONTROL, 0.81),
    (BARS, 31.5),
    (STACKED, 52.0),
    (HISTOGRAM, 14),
)


@pytest.mark.parametrize(("figure", "first"), CHARTS, ids=lambda one: type(one).__name__)
def test_a_figure_is_its_values_and_a_chart_drawn_from_them(figure: Figure, first: float) -> None:
    document = only(FigureBlock("one", figure))
    (chart,) = charts_of(document)
    book = book_of(document)
    assert rows_of(book, 1)[1][1] == first
    assert f"'{book.sheetnames[1]}'!$B$2" in chart


def test_intervals_of_a_forest_plot_are_error_bars_as_long_as_the_limits() -> None:
    (chart,) = charts_of(only(FigureBlock("one", FOREST)))
    minus = chart.partition("minus>")[2].partition("minus>")[0]
    lengths = dict(re.findall(r'pt idx="(\d)"[^>]*>\s*<(?:\w+:)?v>([\d.]+)', minus))
    assert {int(place): pytest.approx(float(length)) for place, length in lengths.items()} == {
        0: 97.9 - 94.0,
        2: 91.6 - 89.8,
        3: 78.4 - 71.0,
    }


def test_a_heat_table_is_coloured_by_its_numbers_and_the_cell_spoken_of_is_framed() -> None:
    heat: HeatTable = replace(HEAT, cells=(replace(HEAT.cells[0], is_outlined=True), HEAT.cells[1]))
    book = book_of(only(FigureBlock("pairs", heat)))
    sheet = book.worksheets[1]
    assert rows_of(book, 1) == [(None, "C"), ("A", 96.2), ("B", None)]
    assert [str(span.sqref) for span in sheet.conditional_formatting] == ["B2:B3"]
    assert sheet["B2"].border.left.style == "thick"
    assert sheet["B3"].border.left.style is None


def test_what_is_filled_is_a_table_of_the_spreadsheet_with_a_head_of_its_own_words() -> None:
    columns = (TableColumn("a", "Same"), TableColumn("b", "same"), TableColumn("c", "=1\nx"))
    table = Table("t", "T", columns, ((Cell("x"), Cell(1, CellKind.INTEGER), Cell("y")),))
    book = book_of(only(table, a_table(), FigureBlock("one", PARETO)))
    filled = [one for sheet in book.worksheets for one in sheet.tables.values()]
    assert [one.ref for one in filled] == ["A1:C2", "A1:F2"]
    assert len({one.displayName for one in filled}) == 2
    assert [column.name for column in filled[0].tableColumns] == ["Same", "same 2", "=1 x"]
    assert rows_of(book, 1)[0] == ("Same", "same 2", "=1 x")


def test_columns_are_as_wide_as_their_dates_and_wide_letters_and_rows_as_high_as_their_words() -> None:
    table = a_table(
        (Cell("通" * 10), Cell(date(2026, 11, 1), CellKind.DATE)), (Cell("b"), Cell(date(2026, 11, 2), CellKind.DATE))
    )
    book = book_of(replace(only(table), blocks=(Paragraph("word " * 50), Paragraph("short"), table)))
    words, sheet = book.worksheets[:2]
    assert sheet.column_dimensions["A"].width >= 20
    assert sheet.column_dimensions["B"].width > len("2026-11-01")
    said = rows_of(book, 0)
    heights = {row[0]: words.row_dimensions[place].height for place, row in enumerate(said, 1)}
    assert heights["word " * 50] == 3 * 15
    assert heights["short"] is None


def test_a_mark_stands_before_a_number_that_stays_one() -> None:
    change = Cell(0.031, CellKind.PERCENT, is_signed=True, mark="▲")
    sheet = book_of(only(a_table((Cell("Tone", mark="◆"), change)))).worksheets[1]
    assert sheet["A2"].value == "◆ Tone"
    assert sheet["B2"].value == 0.031
    assert sheet["B2"].number_format.startswith('"▲ "+0.0%')


def test_the_same_document_gives_the_same_bytes_whenever_it_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    render = renderer_for("report.xlsx")
    first = render(a_document())
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert render(a_document()) == first
    book = load_workbook(io.BytesIO(first))
    assert book.properties.modified == a_document().made_at.replace(tzinfo=None)


def test_every_sheet_is_printed_one_page_wide_with_its_head_on_each_page() -> None:
    wide = Table("wide", "Wide", tuple(TableColumn(f"c{n}", "A long title of a column") for n in range(9)), ())
    narrow = a_table((Cell("Anna"), Cell(0.5, CellKind.PERCENT)))
    first, *sheets = book_of(only(wide, narrow, FigureBlock("figure", FOREST))).worksheets
    for sheet in (first, *sheets):
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.page_setup.paperSize == 9, "A4"
        footer = sheet.oddFooter
        assert footer is not None
        assert footer.right is not None
        assert footer.right.text == "&P / &N"
    assert first.print_title_rows is None
    assert {sheet.print_title_rows for sheet in sheets} == {"$1:$1"}
    assert [sheet.page_setup.orientation for sheet in sheets] == ["landscape", "portrait", "landscape"]
