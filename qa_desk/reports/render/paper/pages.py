"""From pieces to pages: what belongs together stays together, nothing is cut, heads of tables come again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from qa_desk.reports.render.paper.ink import PT

WIDTH, HEIGHT = 5950.0, 8420.0
"""A4 in tenths of a point, as whole as Qt takes it."""

MARGIN = 48 * PT
TOP, BOTTOM = 48 * PT, HEIGHT - 60 * PT
CONTENT_WIDTH = WIDTH - 2 * MARGIN
CONTENT_HEIGHT = BOTTOM - TOP


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline; level 0 are the parts of the report."""

    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never cut: so high, painted with its top at the place given.

    Args:
        height: in tenths of a point; at most that of a page.
        paint: draws it with its top at this y.
        gap: room above it, left out at the top of a page.
        stays_with_next: a heading, which must not be the last on its page.
        carried: the head of its table, painted again above it when it comes first on a page.
        bookmark: the line of the outline that leads to it.
    """

    height: float
    paint: Callable[[QPainter, float], None]
    gap: float = 0.0
    stays_with_next: bool = False
    carried: "Piece | None" = None
    bookmark: Bookmark | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and where its top lies on the page."""

    piece: Piece
    y: float


Page = list[Placed]


def laid(pieces: Iterable[Piece]) -> list[Page]:
    """The pages; always at least one."""
    pages: list[Page] = [[]]
    y = TOP
    for group in _together(pieces):
        needed = sum(piece.gap + piece.height for piece in group) - (0.0 if pages[-1] else group[0].gap)
        # What is longer than a page is broken at its pieces, wherever it begins.
        if pages[-1] and y + needed > BOTTOM and needed <= CONTENT_HEIGHT:
            pages.append([])
            y = TOP
        for piece in group:
            if pages[-1] and y + piece.gap + piece.height > BOTTOM:
                pages.append([])
                y = TOP
            if pages[-1]:
                y += piece.gap
            elif piece.carried is not None:
                pages[-1].append(Placed(piece.carried, y))
                y += piece.carried.height
            pages[-1].append(Placed(piece, y))
            y += piece.height
    return pages


def _together(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces that must not be parted."""
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not piece.stays_with_next:
            yield group
            group = []
    if group:
        yield group
