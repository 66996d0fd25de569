"""Tables as text under each other, for people at a terminal."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from qa_desk.reports.document import Cell, Table
from qa_desk.reports.render.numbers import unit_text, value_text


def table_text(table: Table) -> str:
    """A table of a document: its title, its rows, its note."""
    rows = [tuple(column.title for column in table.columns)]
    rows += [tuple(_cell_text(cell) for cell in row) for row in table.rows]
    numeric = frozenset(place for place, column in enumerate(table.columns) if column.is_numeric)
    lines = [table.title, *columns_text(rows, numeric)]
    return "\n".join([*lines, table.note] if table.note else lines)


def columns_text(rows: Sequence[tuple[str, ...]], numeric: frozenset[int]) -> list[str]:
    """Rows in columns as wide as their widest cell; those of numbers stand right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(row, widths, numeric)).rstrip() for row in rows]


def _padded(row: tuple[str, ...], widths: Sequence[int], numeric: frozenset[int]) -> list[str]:
    cells: list[str] = []
    for place, (text, width) in enumerate(zip(row, widths, strict=True)):
        gap = " " * (width - _width(text))
        cells.append(gap + text if place in numeric else text + gap)
    return cells


def _cell_text(cell: Cell) -> str:
    unit = unit_text(cell)
    text = f"{value_text(cell)} {unit}" if unit and cell.value is not None else value_text(cell)
    if cell.low is None or cell.high is None:
        return text
    low, high = (value_text(replace(cell, value=limit)) for limit in (cell.low, cell.high))
    return f"{text} ({low} … {high})"


def _width(text: str) -> int:
    """Columns that a terminal gives this text: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
