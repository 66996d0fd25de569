"""Reports rendered and read again: every number of every table, in every format, is the one of the Document."""

import csv
import io
import json
import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from openpyxl import load_workbook
from pypdf import PdfReader

from qa_desk.reports.document import Cell, CellKind, Document, FigureBlock, KeyFigure, KeyFigures, Passages, Table
from qa_desk.reports.render import renderer_for
from qa_desk.reports.render.csv import harmless
from qa_desk.reports.render.numbers import interval_text, unit_text, value_text
from qa_desk.reports.render.text import clean

_DAY_S = 86_400.0


def check_numbers(document: Document) -> int:
    """Assert it for each format; returns how many cells were compared, so that a test knows that there were some."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    for kind, check in CHECKS.items():
        check(document, tables, renderer_for(f"report.{kind}")(document))
    return sum(len(row) for table in tables for row in table.rows)


def _in_json(document: Document, tables: list[Table], rendered: bytes) -> None:
    whole = json.loads(rendered)
    figures = [figure for block in document.blocks if isinstance(block, KeyFigures) for figure in block.figures]
    for figure, read in zip(figures, whole["key_figures"], strict=True):
        assert (read["label"], read["detail"]) == (figure.label, figure.detail)
        wanted = (_plain(figure.cell.value), figure.cell.low, figure.cell.high)
        assert (read["value"], read.get("low"), read.get("high")) == wanted
    found = whole["tables"]
    for table in tables:
        for row, line in zip(table.rows, found[table.key]["rows"], strict=True):
            for column, cell in zip(table.columns, row, strict=True):
                read = line[column.key]
                assert (read["value"], read.get("low"), read.get("high")) == (_plain(cell.value), cell.low, cell.high)


def _in_csv(document: Document, tables: list[Table], rendered: bytes) -> None:
    found = list(csv.DictReader(io.StringIO(rendered.decode("utf-8-sig"), newline="")))
    figures = [figure for block in document.blocks if isinstance(block, KeyFigures) for figure in block.figures]
    if len(tables) == 1 and not figures:
        (table,) = tables
        for row, line in zip(table.rows, found, strict=True):
            for column, cell in zip(table.columns, row, strict=True):
                ends = (line[column.key], line.get(f"{column.key}_low", ""), line.get(f"{column.key}_high", ""))
                assert ends == tuple(_written(part) for part in (cell.value, cell.low, cell.high))
        return
    expected: list[tuple[str, ...]] = [
        line for number, figure in enumerate(figures, 1) for line in _key_figure_lines(number, figure)
    ]
    expected += [
        (table.key, str(number), column.key, *(_written(part) for part in (cell.value, cell.low, cell.high)))
        for table in tables
        for number, row in enumerate(table.rows, 1)
        for column, cell in zip(table.columns, row, strict=True)
    ]
    assert [tuple(line.values()) for line in found] == expected


def _key_figure_lines(number: int, figure: KeyFigure) -> list[tuple[str, ...]]:
    cell, row = figure.cell, str(number)
    lines: list[tuple[str, ...]] = [("key_figures", row, "label", harmless(figure.label), "", "")]
    lines.append(("key_figures", row, "value", *(_written(part) for part in (cell.value, cell.low, cell.high))))
    return [*lines, ("key_figures", row, "detail", harmless(figure.detail), "", "")] if figure.detail else lines


def _in_xlsx(document: Document, _tables: list[Table], rendered: bytes) -> None:
    book = load_workbook(io.BytesIO(rendered))
    parts = [block for block in document.blocks if isinstance(block, Table | FigureBlock | Passages)]
    for block, sheet in zip(parts, book.worksheets[1:], strict=True):
        if not isinstance(block, Table) or not block.rows:
            continue
        with_limits = [any(row[place].low is not None for row in block.rows) for place in range(len(block.columns))]
        for row, line in zip(block.rows, list(sheet.iter_rows(values_only=True))[1:], strict=True):
            wanted: list[object] = []
            for cell, has_limits in zip(row, with_limits, strict=True):
                wanted += [_of_sheet(cell, part) for part in (cell.value, cell.low, cell.high)][
                    : 3 if has_limits else 1
                ]
            assert len(line) == len(wanted)
            for read, meant in zip(line, wanted, strict=True):
                assert _is_same(read, meant), (block.key, read, meant)


def _is_same(read: object, meant: object) -> bool:
    """A spreadsheet keeps fifteen digits, and reads what is shown as minutes as a stretch of time."""
    if isinstance(read, timedelta):
        read = read.total_seconds() / _DAY_S
    if isinstance(read, float | int) and isinstance(meant, float):
        return math.isclose(read, meant, rel_tol=1e-14)
    return read == meant


class _Rows(HTMLParser):
    """The words of every cell of every row that has cells, blanks left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
            self._is_open = True

    def handle_endtag(self, tag: str) -> None:
        self._is_open = self._is_open and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._is_open:
            self.rows[-1][-1] += "".join(data.split())


def _in_html(_document: Document, tables: list[Table], rendered: bytes) -> None:
    reader = _Rows()
    reader.feed(rendered.decode())
    found = [row for row in reader.rows if row]
    for row, wanted in zip(found, (row for table in tables for row in table.rows), strict=True):
        assert row == [_shown(cell) for cell in wanted], (row, [_shown(cell) for cell in wanted])


def _in_pdf(_document: Document, tables: list[Table], rendered: bytes) -> None:
    pages = PdfReader(io.BytesIO(rendered)).pages
    found = "".join("".join(page.extract_text().split()) for page in pages)
    at = 0
    for table in tables:
        for row in table.rows:
            wanted = "".join(_shown(cell) for cell in row)
            at = found.find(wanted, at)
            assert at >= 0, f"{table.key}: {wanted}"
            at += len(wanted)


def _shown(cell: Cell) -> str:
    """What a reader sees of a cell, blanks left out."""
    unit = unit_text(cell) if cell.value is not None else ""
    return "".join(clean(cell.mark + value_text(cell) + unit + interval_text(cell)).split())


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _written(value: Any) -> str:
    return "" if value is None else harmless(value) if isinstance(value, str) else str(_plain(value))


def _of_sheet(cell: Cell, part: Any) -> object:
    if isinstance(part, str):
        # an empty cell and a cell without words are one to a spreadsheet
        return clean(f"{cell.mark} {part}" if cell.mark else part) or None
    if isinstance(part, datetime):
        return part.replace(tzinfo=None)
    if isinstance(part, date):
        return datetime(part.year, part.month, part.day)  # noqa: DTZ001  # a spreadsheet knows no zones
    return part / _DAY_S if cell.kind is CellKind.TIME and part is not None else part


CHECKS: dict[str, Callable[[Document, list[Table], bytes], None]] = {
    "json": _in_json,
    "csv": _in_csv,
    "xlsx": _in_xlsx,
    "html": _in_html,
    "pdf": _in_pdf,
}
"""How each format is read."""
