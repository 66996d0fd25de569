"""The numbers of a Document as CSV: one table as it is; several, or key figures, as one long list of cells."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime

from qa_desk.reports.document import Cell, Document, KeyFigure, KeyFigures, Table
from qa_desk.reports.render.text import clean

MEDIA_TYPE = "text/csv"
EXTENSION = "csv"

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, or skips before one."""

_LONG_HEAD = ["table", "row", "column", "value", "low", "high"]
KEY_FIGURES = "key_figures"
"""The table that key figures stand in: of each its label, its value with limits, and its detail."""

_Field = str | int | float


def render(document: Document) -> bytes:
    """UTF-8 with a byte order mark, without which spreadsheets misread it; words, drawings and passages are left out.

    Numbers have full precision, shares are 0…1, times are seconds, days and times are ISO 8601.
    """
    tables = [block for block in document.blocks if isinstance(block, Table)]
    figures = [figure for block in document.blocks if isinstance(block, KeyFigures) for figure in block.figures]
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    is_alone = len(tables) == 1 and not figures
    writer.writerows(_alone(tables[0]) if is_alone else _together(figures, tables))
    return held.getvalue().encode("utf-8-sig")


def _alone(table: Table) -> Iterator[list[_Field]]:
    """A row a row, under the keys of the columns; limits have columns of their own."""
    keys = [column.key for column in table.columns]
    with_limits = [_has_limits(row[place] for row in table.rows) for place in range(len(keys))]
    head: list[_Field] = []
    for key, has_limits in zip(keys, with_limits, strict=True):
        head += [key, f"{key}_low", f"{key}_high"] if has_limits else [key]
    yield head
    for row in table.rows:
        fields: list[_Field] = []
        for cell, has_limits in zip(row, with_limits, strict=True):
            fields += _fields(cell) if has_limits else _fields(cell)[:1]
        yield fields


def _together(figures: list[KeyFigure], tables: list[Table]) -> Iterator[list[_Field]]:
    """A row a cell: its table, the number of its row from 1, its column, then value and limits."""
    yield list(_LONG_HEAD)
    for number, figure in enumerate(figures, 1):
        yield [KEY_FIGURES, number, "label", harmless(figure.label), "", ""]
        yield [KEY_FIGURES, number, "value", *_fields(figure.cell)]
        if figure.detail:
            yield [KEY_FIGURES, number, "detail", harmless(figure.detail), "", ""]
    for table in tables:
        for number, row in enumerate(table.rows, 1):
            for column, cell in zip(table.columns, row, strict=True):
                yield [table.key, number, column.key, *_fields(cell)]


def _has_limits(cells: Iterator[Cell]) -> bool:
    return any(cell.low is not None or cell.high is not None for cell in cells)


def _fields(cell: Cell) -> list[_Field]:
    """Value, lower and upper limit; empty where there is none."""
    return [_field(part) for part in (cell.value, cell.low, cell.high)]


def _field(value: str | float | date | datetime | None) -> _Field:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return value.isoformat() if isinstance(value, date) else value


def harmless(words: str) -> str:
    """Words that no spreadsheet takes for a formula: an apostrophe stands before those that look like one."""
    words = clean(words)
    return f"'{words}" if words.startswith(_FORMULA) else words
