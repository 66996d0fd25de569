"""The sheets of a report as a workbook: numbers stay numbers, and what people typed is text, never a formula."""

# openpyxl has no type stubs; its cells are typed by what is put into them here.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false, reportMissingModuleSource=false

import io
import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from textwrap import wrap
from unicodedata import east_asian_width
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
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
from qa_desk.reports.render.text import clean
from qa_desk.reports.render.workbook_figures import add_table, fill_figure
from qa_desk.reports.render.workbook_pages import lay_out

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_WIDEST, _NARROWEST = 60, 9
_TITLE_LETTERS = 14
"""A title that is longer stands on several lines; numbers need no more."""
_BUTTON_LETTERS = 3
"""As wide is the button of a table that sorts and filters."""
_WORDS_WIDTH = 100
_LINE_HEIGHT = 15.0
_DATE_LETTERS, _MOMENT_LETTERS = len("2026-11-01"), len("2026-11-01 09:30")
_HEAD = PatternFill("solid", fgColor="E3E6F7")
_DAY_S = 86_400.0
_DATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
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
    book.properties.title, book.properties.creator = clean(document.title), "QA Desk"
    lay_out(book)
    held = io.BytesIO()
    book.save(held)
    return _settled(held.getvalue(), document.made_at)


def put(sheet: Worksheet, row: int, column: int, value: Cell | str | float | None) -> SheetCell:
    """Write one value with its format; the limits of an estimate have columns of their own."""
    cell = (
        value if isinstance(value, Cell) else Cell(value, CellKind.TEXT if isinstance(value, str) else CellKind.DECIMAL)
    )
    place = sheet.cell(row, column)
    assert isinstance(place, SheetCell), "no cells are merged"
    content = cell.value
    if isinstance(content, str):
        place.value = clean(f"{cell.mark} {content}" if cell.mark else content)
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
    # a mark stands before the number, which stays one
    mark = f'"{cell.mark} "' if cell.mark and '"' not in cell.mark else ""
    return f"{mark}+{digits};{mark}-{digits};{mark}{digits}" if cell.is_signed else f"{mark}{digits}"


def _fill_table(sheet: Worksheet, table: Table) -> None:
    """The head in row 1, limits in columns beside the value that they belong to."""
    with_limits = [any(row[place].low is not None for row in table.rows) for place in range(len(table.columns))]
    titles: list[str] = []
    for column, has_limits in zip(table.columns, with_limits, strict=True):
        titles.append(column.title)
        if has_limits:
            titles.append(_("{column}, lower limit").format(column=column.title))
            titles.append(_("{column}, upper limit").format(column=column.title))
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
    _finish(sheet, len(table.rows))


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
    _finish(sheet, len(passages.passages))


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
    # given as words, openpyxl would file it among links to other files
    line.hyperlink = Hyperlink(line.coordinate, location=f"'{sheet.title}'!A1")
    return sheet


def _sheet_name(title: str, taken: Iterable[str]) -> str:
    """The title as a spreadsheet takes it: 31 characters, none of a few, and no other sheet called so."""
    plain = _NOT_IN_NAMES.sub(" ", clean(title)).strip() or _("Sheet")
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
    n_lines = math.ceil(_letters_of(text) / _WORDS_WIDTH)
    if n_lines > 1:
        # not every spreadsheet finds out by itself how high words are that it did not write
        words.row_dimensions[cell.row].height = n_lines * _LINE_HEIGHT
    if font is not None:
        cell.font = font
    return cell


def _head(sheet: Worksheet, titles: Iterable[str]) -> None:
    for column, title in enumerate(titles, 1):
        cell = put(sheet, 1, column, title)
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _finish(sheet: Worksheet, n_rows: int) -> None:
    """The head stays in sight, columns are as wide as their words, and the rows are a table."""
    sheet.freeze_panes = "B2"
    add_table(sheet, sheet.max_column, n_rows + 1)
    n_lines = 1
    for place, (title, *values) in enumerate(sheet.iter_cols(values_only=True), 1):
        widest = max((_letters_of(value) for value in values), default=0)
        width = min(max(widest, _title_letters(title)) + _BUTTON_LETTERS, _WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = max(width, _NARROWEST)
        n_lines = max(n_lines, _n_lines(str(title or ""), width - _BUTTON_LETTERS))
    sheet.row_dimensions[1].height = n_lines * _LINE_HEIGHT


def _title_letters(title: object) -> int:
    """How wide a column is for its title alone, which stands on several lines where it is long."""
    words = str(title or "").split()
    return min(_letters_of(title), max(_TITLE_LETTERS, *map(_letters_of, words))) if words else 0


def _n_lines(words: str, width: int) -> int:
    """On how many lines words stand; Chinese may break anywhere."""
    return max(len(wrap(words, width)), math.ceil(_letters_of(words) / width))


def _letters_of(value: object) -> int:
    """How many letters wide a value is shown; numbers fit into the narrowest column."""
    if isinstance(value, str):
        return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in value)
    if isinstance(value, datetime):
        return _MOMENT_LETTERS
    return _DATE_LETTERS if isinstance(value, date) else 0


def _settled(saved: bytes, made_at: datetime) -> bytes:
    """The workbook without the time of saving: the parts dated by the Document, their order as it was."""
    held = io.BytesIO()
    stamp = f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    with ZipFile(io.BytesIO(saved)) as parts, ZipFile(held, "w", ZIP_DEFLATED) as whole:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "docProps/core.xml":
                part = _DATED.sub(rb"\g<1>" + stamp + rb"\g<2>", part)
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            whole.writestr(info, part)
    return held.getvalue()
