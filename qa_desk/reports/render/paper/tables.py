"""A table as pieces: columns as wide as their words allow, a row a piece, its head carried to every page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter, QPen

from qa_desk.reports.document import Cell, Table, TableColumn
from qa_desk.reports.render.colours import colours
from qa_desk.reports.render.numbers import interval_text, unit_text, value_text
from qa_desk.reports.render.paper.ink import PT, Ink
from qa_desk.reports.render.paper.pages import CONTENT_HEIGHT, CONTENT_WIDTH, MARGIN, Piece
from qa_desk.reports.render.text import clean

_SIZES_PT = (8.5, 7.5, 6.5, 5.5)
_PAD_X, _PAD_Y = 4 * PT, 3 * PT
_MOST_PART = 0.55
_NO_BREAK = "\N{NO-BREAK SPACE}"
_BREAKS = re.compile(r" |(?<=[^\W\d]-)(?=[^\W\d])")
"""Where a line may end: at a blank, and behind a hyphen between letters."""

_WIDEST_WORD, _WIDEST_CHINESE = 90 * PT, 52 * PT
"""What a column gives a word at most, however long; Chinese has no blanks and may break after any character."""

_FIRST_TO_TEXT = 140 * PT
"""Words of a row are given room up to this width before titles of numbers, which may well take several lines."""


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    ink: Ink


@dataclass(frozen=True, slots=True)
class _Lay:
    """The size of the words, and left edge and width of every column's words."""

    size_pt: float
    columns: tuple[TableColumn, ...]
    places: tuple[tuple[float, float], ...]


def table_pieces(table: Table) -> list[Piece]:
    """Head and rows; what is said above and below the table is not in it."""
    lay = _lay(table)
    head = _head(lay)
    pieces = [head]
    for row in table.rows:
        cells = [_lines(cell, width, lay.size_pt) for cell, (_left, width) in zip(row, lay.places, strict=True)]
        pieces += [_row(lay, part, head) for part in _parts(cells, CONTENT_HEIGHT - head.height)]
    return pieces


def _lay(table: Table) -> _Lay:
    """The largest of our sizes at which every word has room; at the smallest, words are broken."""
    for size_pt in _SIZES_PT:
        head = Ink(size_pt)
        least: list[float] = []
        most: list[float] = []
        for place, column in enumerate(table.columns):
            runs = [_Line(column.title, head), *(line for row in table.rows for line in _runs(row[place], size_pt))]
            words = [(run.ink, word) for run in runs for word in _BREAKS.split(clean(run.words))]
            least.append(max(_room_for(ink, word) for ink, word in words))
            most.append(max(run.ink.width_of(clean(run.words)) for run in runs) * 1.04)
        room = CONTENT_WIDTH - 2 * _PAD_X * len(table.columns)
        if sum(least) * 1.04 <= room or size_pt == _SIZES_PT[-1]:
            return _Lay(
                size_pt, table.columns, tuple(_places(table.columns, _widths(table.columns, least, most, room)))
            )
    raise AssertionError("the smallest size is always taken")


def _room_for(ink: Ink, word: str) -> float:
    is_chinese = any(east_asian_width(letter) in "WF" for letter in word)
    return min(ink.width_of(word), _WIDEST_CHINESE if is_chinese else _WIDEST_WORD)


def _widths(columns: Sequence[TableColumn], least: Sequence[float], most: Sequence[float], room: float) -> list[float]:
    """Between the longest word and the longest line, words before numbers; what is left over goes to all."""
    widths = [width * 1.04 for width in least]
    if sum(widths) > room:
        return [width * room / sum(widths) for width in widths]
    texts = [
        width if column.is_numeric else max(width, min(high, _FIRST_TO_TEXT))
        for column, width, high in zip(columns, widths, most, strict=True)
    ]
    widths = _grown(_grown(widths, texts, room), most, room)
    left = room - sum(widths)
    return [width + left / len(widths) for width in widths]


def _grown(widths: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
    """Each as wide as is wanted, or all by the same part of the way where the room does not suffice."""
    growth = [max(0.0, want - width) for width, want in zip(widths, wanted, strict=True)]
    part = min(1.0, (room - sum(widths)) / sum(growth)) if any(growth) else 0.0
    return [width + part * more for width, more in zip(widths, growth, strict=True)]


def _places(columns: Sequence[TableColumn], widths: Sequence[float]) -> Iterator[tuple[float, float]]:
    x = MARGIN
    for _column, width in zip(columns, widths, strict=True):
        yield x + _PAD_X, width
        x += width + 2 * _PAD_X


def _head(lay: _Lay) -> Piece:
    ink = Ink(lay.size_pt, "muted")
    cells = [
        [_Line(words, ink) for words in ink.lines(column.title, width)]
        for column, (_left, width) in zip(lay.columns, lay.places, strict=True)
    ]
    height = max((len(lines) for lines in cells), default=1) * ink.line_height + 2 * _PAD_Y

    def paint(painter: QPainter, y: float) -> None:
        for column, (left, width), lines in zip(lay.columns, lay.places, cells, strict=True):
            # titles stand on the line below them, however many lines they take
            _paint_lines(painter, lines, left, y + height - _PAD_Y - len(lines) * ink.line_height, width, column)
        rule(painter, y + height, "outline")

    return Piece(height, paint, stays_with_next=True)


def _row(lay: _Lay, cells: Sequence[Sequence[_Line]], head: Piece) -> Piece:
    height = max((_height(lines) for lines in cells), default=0.0) + 2 * _PAD_Y

    def paint(painter: QPainter, y: float) -> None:
        for column, (left, width), lines in zip(lay.columns, lay.places, cells, strict=True):
            _paint_lines(painter, lines, left, y + _PAD_Y, width, column)
        rule(painter, y + height, "line")

    return Piece(height, paint, carried=head)


def _parts(cells: list[list[_Line]], room: float) -> Iterator[list[list[_Line]]]:
    """The row, in several parts when it is higher than a page."""
    tallest = max((line.ink.line_height for lines in cells for line in lines), default=1.0)
    fitting = max(int((room - 2 * _PAD_Y) // tallest), 1)
    n_lines = max((len(lines) for lines in cells), default=0)
    for first in range(0, max(n_lines, 1), fitting):
        yield [lines[first : first + fitting] for lines in cells]


def _paint_lines(
    painter: QPainter, lines: Sequence[_Line], left: float, y: float, width: float, column: TableColumn
) -> None:
    for line in lines:
        x = left + width - line.ink.width_of(line.words) if column.is_numeric else left
        line.ink.draw(painter, x, y, line.words)
        y += line.ink.line_height


def _height(lines: Sequence[_Line]) -> float:
    return sum(line.ink.line_height for line in lines)


def _lines(cell: Cell, width: float, size_pt: float) -> list[_Line]:
    return [replace(run, words=words) for run in _runs(cell, size_pt) for words in run.ink.lines(run.words, width)]


def _runs(cell: Cell, size_pt: float) -> list[_Line]:
    """What stands in a cell: its value with mark and unit, below it the interval."""
    unit = unit_text(cell) if cell.value is not None else ""
    parts = [part for part in (cell.mark, value_text(cell), unit) if part]
    runs = [_Line(_NO_BREAK.join(parts), Ink(size_pt, "muted" if cell.value is None else "text", cell.is_strong))]
    interval = interval_text(cell)
    if interval:
        runs.append(_Line(interval.replace(" ", _NO_BREAK), Ink(size_pt - 1, "muted")))
    return runs


def rule(painter: QPainter, y: float, token: str) -> None:
    """A line across the page."""
    painter.setPen(QPen(QColor(colours("light")[token]), 0.5 * PT))
    painter.drawLine(QLineF(MARGIN, y, MARGIN + CONTENT_WIDTH, y))
