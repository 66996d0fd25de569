"""Blocks of a Document as pieces of paper: words line by line, figures whole, passages as a list of where to listen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from qa_desk.i18n import _
from qa_desk.reports.document import (
    Block,
    Cell,
    Document,
    FigureBlock,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Passage,
    Passages,
    Table,
    TableColumn,
    without_empty,
)
from qa_desk.reports.figures import Figure
from qa_desk.reports.render.numbers import clock_text, interval_text, unit_text, value_text
from qa_desk.reports.render.paper.ink import PT, Ink, family, font
from qa_desk.reports.render.paper.pages import CONTENT_HEIGHT, CONTENT_WIDTH, MARGIN, Bookmark, Piece
from qa_desk.reports.render.paper.tables import rule, table_pieces
from qa_desk.reports.render.svg import svg_file

_TITLE, _SUBTITLE = Ink(18, is_strong=True), Ink(9, "muted")
_HEADINGS = {1: Ink(13, is_strong=True), 2: Ink(10, is_strong=True)}
_BLOCK_TITLE, _FINDING = Ink(9, is_strong=True), Ink(11, is_strong=True)
_TEXT, _QUIET, _SMALL = Ink(9), Ink(8.5, "muted"), Ink(8, "muted")
_FIGURE = Ink(18, is_strong=True)
_FEWEST_PLACES, _MOST_IN_A_ROW = 4, 5
_LARGEST_SCALE = 0.75 * PT


def pieces_of(document: Document) -> Iterator[Piece]:
    """The whole document, top to bottom."""
    yield from words(document.title, _TITLE, bookmark=Bookmark(document.title, 0))
    if document.subtitle:
        yield from words(document.subtitle, _SUBTITLE)
    level = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            level = block.level
        yield from _block_pieces(block, level)
    yield Piece(0.0, lambda painter, y: rule(painter, y, "line"), gap=16 * PT, stays_with_next=True)
    yield from _small_print(document.facts)


def _small_print(facts: Sequence[str]) -> Iterator[Piece]:
    """All of it on one page, so that no page has but its last line."""
    lines = [line for place, fact in enumerate(facts) for line in words(fact, _SMALL, gap=(1 if place else 4) * PT)]
    yield from (replace(line, stays_with_next=place < len(lines)) for place, line in enumerate(lines, 1))


def words(
    text: str, ink: Ink, *, gap: float = 0.0, bookmark: Bookmark | None = None, is_title: bool = False
) -> list[Piece]:
    """A line a piece; neither the first nor the last line of several stands alone on a page."""
    lines = ink.lines(text, CONTENT_WIDTH)
    pieces = [_line(line, ink) for line in lines]
    last = len(pieces) - 1
    kept = {0, last - 1} if last > 0 else set[int]()
    pieces = [replace(piece, stays_with_next=is_title or place in kept) for place, piece in enumerate(pieces)]
    return [replace(pieces[0], gap=gap, bookmark=bookmark), *pieces[1:]]


def _line(line: str, ink: Ink) -> Piece:
    return Piece(ink.line_height, lambda painter, y: ink.draw(painter, MARGIN, y, line))


def _block_pieces(block: Block, level: int) -> Iterator[Piece]:
    """The pieces of one block under a heading of this level."""
    match block:
        case Heading():
            ink = _HEADINGS.get(block.level, _HEADINGS[2])
            yield from words(block.text, ink, gap=18 * PT, bookmark=Bookmark(block.text, block.level), is_title=True)
        case Paragraph():
            yield from words(block.text, _QUIET if block.is_quiet else _TEXT, gap=5 * PT)
        case KeyFigures():
            for first in range(0, len(block.figures), _MOST_IN_A_ROW):
                yield _key_figures(block.figures[first : first + _MOST_IN_A_ROW])
        case Table():
            yield from _table(block, level)
        case FigureBlock():
            yield from words(
                block.figure.title,
                _FINDING,
                gap=16 * PT,
                bookmark=Bookmark(block.figure.title, level + 1),
                is_title=True,
            )
            yield from words(block.figure.subtitle, _SMALL, is_title=True)
            yield _drawing(block.figure)
        case Passages():
            yield from _passages(block, level)


def _table(table: Table, level: int) -> Iterator[Piece]:
    if table.title:
        bookmark = Bookmark(table.title, level + 1)
        yield from words(table.title, _BLOCK_TITLE, gap=12 * PT, bookmark=bookmark, is_title=True)
    if not table.rows:
        if table.empty:
            yield from words(table.empty, _QUIET, gap=3 * PT)
        return
    head, *rows = table_pieces(table)
    yield replace(head, gap=4 * PT)
    yield from rows
    if table.note:
        yield from words(table.note, _SMALL, gap=4 * PT)


def _key_figures(figures: Sequence[KeyFigure]) -> Piece:
    """Up to five large numbers side by side, each over its words."""
    width = CONTENT_WIDTH / max(_FEWEST_PLACES, len(figures))
    columns = [
        (_number(figure.cell), _TEXT.lines(figure.label, width - 12 * PT), _details(figure, width))
        for figure in figures
    ]
    n_lines = max(
        len(labels) * _TEXT.line_height + len(details) * _SMALL.line_height for _n, labels, details in columns
    )

    def paint(painter: QPainter, y: float) -> None:
        for place, (number, labels, details) in enumerate(columns):
            x, at = MARGIN + width * place, y + 4 * PT
            _FIGURE.draw(painter, x, at, number)
            at += _FIGURE.line_height
            for ink, lines in ((_TEXT, labels), (_SMALL, details)):
                for line in lines:
                    ink.draw(painter, x, at, line)
                    at += ink.line_height

    return Piece(8 * PT + _FIGURE.line_height + n_lines, paint, gap=10 * PT)


def _number(cell: Cell) -> str:
    return f"{value_text(cell)} {unit_text(cell)}".strip()


def _details(figure: KeyFigure, width: float) -> tuple[str, ...]:
    said = [part for part in (interval_text(figure.cell), figure.detail) if part]
    return tuple(line for part in said for line in _SMALL.lines(part, width - 12 * PT))


def _drawing(figure: Figure) -> Piece:
    """The figure as wide as it needs, at most as wide as the page and as high as what is left of one."""
    renderer = QSvgRenderer(QByteArray(svg_file(figure, family()).encode()))
    size = renderer.defaultSize()
    room = CONTENT_HEIGHT - 80 * PT
    scale = min(_LARGEST_SCALE, CONTENT_WIDTH / max(size.width(), 1), room / max(size.height(), 1))
    width, height = size.width() * scale, size.height() * scale

    def paint(painter: QPainter, y: float) -> None:
        painter.setFont(font(_TEXT))  # what the drawing does not say of its words, it takes from here
        renderer.render(painter, QRectF(MARGIN, y, width, height))

    return Piece(height, paint, gap=8 * PT)


def _passages(block: Passages, level: int) -> Iterator[Piece]:
    """Paper can't play: where to listen, to whom and for what."""
    columns = (
        TableColumn("time", _("time")),
        TableColumn("call", _("call")),
        TableColumn("unit", _("unit")),
        TableColumn("note", _("note")),
    )
    rows = tuple(_passage(passage) for passage in block.passages)
    yield from _table(without_empty(Table(block.key, block.title, columns, rows), "unit", "note"), level)


def _passage(passage: Passage) -> tuple[Cell, ...]:
    span = f"{clock_text(passage.start_s)}–{clock_text(passage.end_s)}"
    return (
        Cell(span),
        Cell(" · ".join(one for one in (passage.call_key, passage.agent_name) if one)),
        Cell(passage.unit_path or None),
        Cell(passage.note or None),
    )
