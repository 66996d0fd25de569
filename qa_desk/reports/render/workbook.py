"""The sheets of a report as a workbook: numbers stay numbers, and what people typed is text, never a formula."""

# openpyxl has no type stubs; its cells are typed by what is put into them here.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false, reportMissingModuleSource=false

import io
import re
from collections.abc import Iterable
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from qa_desk.i18n import _
from qa_desk.reports.document import (
    Cell,
    CellKind,
    Document,
    FigureBlock,
    Heading,
    KeyFigures,
    Paragraph,
    Passages,
    Table,
)
from qa_desk.reports.render.workbook_figures import fill_figure

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_WIDEST, _NARROWEST = 60, 9
_WORDS_WIDTH = 100
_HEAD = PatternFill("solid", fgColor="E3E6F7")
_DAY_S = 86_400.0
_FIRST_ROW = 2


def workbook_bytes(document: Document) -> bytes:
    """The whole workbook."""
    book = Workbook()
    words = book.worksheets[0]
    words.title = _sheet_name(_("Report"), [])
    words.column_dimensions["A"].width = _WORDS_WIDTH
    _say(words, document.title, Font(bold=True, size=16))
    _say(words, document.subtitle, Font(bold=True))
    for block in document.blocks:
        match block:
            case Heading():
                _say(words, "")
                _say(words, block.text, Font(bold=True, size=13))
            case Paragraph():
                _say(words, block.text, Font(color="545D68") if block.is_quiet else None)
            case KeyFigures():
                _add_key_figures(words, block)
            case Table():
                _fill_table(_added(book, words, block.title), block)
                _say(words, block.note, Font(italic=True))
            case FigureBlock():
                fill_figure(_added(book, words, block.figure.title), block.figure, put)
                _say(words, block.figure.subtitle, Font(italic=True))
            case Passages():
                _fill_passages(_added(book, words, block.title), block)
    _say(words, "")
    for fact in (*document.facts, f"{document.made_by}, {document.made_at:%Y-%m-%d %H:%M}"):
        _say(words, fact, Font(color="545D68", size=9))
    book.properties.title, book.properties.creator = _clean(document.title), "QA Desk"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def put(sheet: Worksheet, row: int, column: int, value: Cell | str | float | None) -> SheetCell:
    """Write one value with its format; the limits of an estimate have columns of their own."""
    cell = (
        value if isinstance(value, Cell) else Cell(value, CellKind.TEXT if isinstance(value, str) else CellKind.DECIMAL)
    )
    place = sheet.cell(row, column)
    assert isinstance(place, SheetCell), "no cells are merged"
    content = cell.value
    if isinstance(content, str):
        place.value = _clean(content)
        place.data_type = "s"  # whatever it begins with: nobody's words are a formula
    elif isinstance(content, datetime):
        place.value = content.replace(tzinfo=None)  # a spreadsheet knows no zones
        place.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(content, date):
        place.value = content
        place.number_format = "yyyy-mm-dd"
    elif content is not None:
        place.value = content / _DAY_S if cell.kind is CellKind.TIME else content
        place.number_format = _number_format(cell)
    if cell.is_strong:
        place.font = Font(bold=True)
    return place


def _number_format(cell: Cell) -> str:
    if cell.kind is CellKind.TIME:
        return "[mm]:ss"
    if cell.kind is CellKind.INTEGER:
        return "#,##0"
    digits = "0." + "0" * cell.decimals if cell.decimals else "0"
    if cell.kind is CellKind.PERCENT:
        digits += "%"
    return f"+{digits};-{digits};{digits}" if cell.is_signed else digits


def _fill_table(sheet: Worksheet, table: Table) -> None:
    """The head in row 1, limits in columns beside the value that they belong to."""
    with_limits = [any(row[place].low is not None for row in table.rows) for place in range(len(table.columns))]
    titles: list[str] = []
    for column, has_limits in zip(table.columns, with_limits, strict=True):
        titles += [column.title, _("lower limit"), _("upper limit")] if has_limits else [column.title]
    _head(sheet, titles)
    for row, cells in enumerate(table.rows, _FIRST_ROW):
        place = 1
        for cell, has_limits in zip(cells, with_limits, strict=True):
            put(sheet, row, place, cell)
            place += 1
            if has_limits:
                for limit in (cell.low, cell.high):
                    put(sheet, row, place, Cell(limit, cell.kind, cell.decimals, is_signed=cell.is_signed))
                    place += 1
    if not table.rows:
        put(sheet, _FIRST_ROW, 1, table.empty)
    _finish(sheet)


def _fill_passages(sheet: Worksheet, passages: Passages) -> None:
    _head(sheet, [_("call"), _("agent"), _("unit"), _("time"), _("from"), _("to"), _("note")])
    for row, one in enumerate(passages.passages, _FIRST_ROW):
        cells: list[Cell] = [
            Cell(one.call_key),
            Cell(one.agent_name),
            Cell(one.unit_path),
            Cell(one.started_at),
            Cell(one.start_s, CellKind.TIME),
            Cell(one.end_s, CellKind.TIME),
            Cell(one.note),
        ]
        for column, cell in enumerate(cells, 1):
            put(sheet, row, column, cell)
    _finish(sheet)


def _add_key_figures(words: Worksheet, block: KeyFigures) -> None:
    for figure in block.figures:
        row = words.max_row + 1
        put(words, row, 1, f"{figure.label} {figure.detail}".strip())
        for column, limit in enumerate((figure.cell.value, figure.cell.low, figure.cell.high), 2):
            put(words, row, column, Cell(limit, figure.cell.kind, figure.cell.decimals))


def _added(book: Workbook, words: Worksheet, title: str) -> Worksheet:
    """A sheet of this title, with a line on the first sheet that leads to it."""
    sheet = book.create_sheet(_sheet_name(title, book.sheetnames))
    line = _say(words, title, Font(color="4148B8", underline="single"))
    line.hyperlink = f"#'{sheet.title}'!A1"
    return sheet


def _sheet_name(title: str, taken: Iterable[str]) -> str:
    """The title as a spreadsheet takes it: 31 characters, none of a few, and no other sheet called so."""
    plain = _NOT_IN_NAMES.sub(" ", _clean(title)).strip() or _("Sheet")
    used = {name.casefold() for name in taken}
    name, number = plain[:_LONGEST_NAME].strip(), 1
    while name.casefold() in used:
        number += 1
        ending = f" {number}"
        name = plain[: _LONGEST_NAME - len(ending)].strip() + ending
    return name


def _say(words: Worksheet, text: str, font: Font | None = None) -> SheetCell:
    """A line under the others."""
    first = words.max_row == 1 and words["A1"].value is None
    cell = put(words, 1 if first else words.max_row + 1, 1, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if font is not None:
        cell.font = font
    return cell


def _head(sheet: Worksheet, titles: Iterable[str]) -> None:
    for column, title in enumerate(titles, 1):
        cell = put(sheet, 1, column, title)
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _finish(sheet: Worksheet) -> None:
    """The head stays in sight, columns are as wide as their words, and rows can be filtered."""
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for place, column in enumerate(sheet.iter_cols(values_only=True), 1):
        widest = max((len(str(value)) for value in column if isinstance(value, str)), default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(widest + 2, _NARROWEST), _WIDEST)


def _clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)
