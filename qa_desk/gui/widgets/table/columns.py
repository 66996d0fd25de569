"""What a table's columns are: how a row becomes text, in which order it sorts, and how the width is shared out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Literal, TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.gui.shell.theme import Theme

RowT = TypeVar("RowT")

Align = Literal["left", "right", "centre"]
LEAST_WIDTH = 36
_LEAST_OF_WORDS = 0.6


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a cell's text in a look of its own; `size` is caption or body."""

    text: str
    token: str = "text"
    weight: str = "normal"
    size: str = "body"


# Without slots: Python 3.11 fails on `Column[Row](…)` of a frozen generic dataclass that has them.
@dataclass(frozen=True)
class Column(Generic[RowT]):
    """One column over rows of one frozen dataclass.

    Args:
        key: its name in settings.
        title: its head; empty for a column of icons, which then needs `description`.
        value: what it shows and sorts by; None is shown as "–" and sorts last.
        format: the text of a value that is not None.
        width: the width wished for, in px at 100 %.
        stretch: its part of what is left over.
        sort_key: sorts by this instead of the value.
        runs: the text in pieces, where one look is not enough; what is copied and read aloud is their words.
        second_line: muted text below, in rows of two lines.
        icon: name and colour token of an icon left of the text.
        draw: paints the cell itself; the text is still copied and read aloud.
        tip: what the tool tip says beyond the text.
        is_shown: whether it is shown before the person chose; `is_fixed` columns can't be hidden.
        can_sort: whether a click on its head sorts by it.
    """

    key: str
    title: str
    value: Callable[[RowT], object]
    format: Callable[[object], str] = str
    align: Align = "left"
    width: int = 96
    stretch: int = 0
    sort_key: Callable[[RowT], object] | None = None
    token: Callable[[RowT], str] | str = "text"
    weight: str = "normal"
    runs: Callable[[RowT], Sequence[Run]] | None = None
    second_line: Callable[[RowT], str] | None = None
    icon: Callable[[RowT], tuple[str, str] | None] | None = None
    draw: Callable[[QPainter, QRectF, RowT, Theme], None] | None = None
    tip: Callable[[RowT], str] | None = None
    description: str = ""
    is_shown: bool = True
    is_fixed: bool = False
    can_sort: bool = True

    @property
    def name(self) -> str:
        """What the column is called in menus and by a screen reader."""
        return self.title or self.description

    def text(self, row: RowT) -> str:
        """The words of the cell."""
        if self.runs is not None:
            return " ".join(run.text for run in self.runs(row) if run.text)
        value = self.value(row)
        return "–" if value is None else self.format(value)

    def pieces(self, row: RowT) -> Sequence[Run]:
        """The words of the cell with their looks."""
        if self.runs is not None:
            return self.runs(row)
        token = self.token if isinstance(self.token, str) else self.token(row)
        return (Run(self.text(row), token, self.weight),)

    def order(self, row: RowT) -> object:
        """What the cell sorts by; None sorts last."""
        return self.value(row) if self.sort_key is None else self.sort_key(row)


@dataclass(frozen=True)
class Nested(Generic[RowT]):
    """What unfolds below a row: its parts, one line each over the whole width.

    Args:
        parts: the parts of a row; a row without any can't be unfolded.
        words: what a part says, for copying and reading aloud.
        draw: paints a part into its line.
        height: the height of a part's line in px at 100 %.
    """

    parts: Callable[[RowT], Sequence[object]]
    words: Callable[[object], str]
    draw: Callable[[QPainter, QRectF, object, Theme], None]
    height: int = 32


@dataclass(frozen=True, slots=True)
class TableState:
    """What a person chose for one table, kept in their settings; no `sort_key` is the order given."""

    shown: tuple[str, ...]
    sort_key: str = ""
    is_descending: bool = False


def usable(state: TableState | None, columns: Sequence[Column[RowT]]) -> TableState:
    """The state kept, without columns there are no more; the columns shown at first when nothing was kept."""
    known = {column.key for column in columns}
    shown = tuple(key for key in state.shown if key in known) if state is not None else ()
    if state is None or not shown:
        return TableState(tuple(column.key for column in columns if column.is_shown))
    return TableState(shown, state.sort_key if state.sort_key in known else "", state.is_descending)


def fit_widths(wishes: Sequence[tuple[int, int]], available: int) -> list[int]:
    """Widths that fill `available` exactly, so that nothing scrolls sideways.

    Args:
        wishes: width wished for and stretch of each column.

    What is left over goes to the columns that stretch (else the last). What is lacking they give first, down to
    `_LEAST_OF_WORDS` of their wish: words that are cut are read in the tip, a number that is cut is a wrong one. Then
    it is taken from each in proportion to what it has above `LEAST_WIDTH`, and below that from all alike.
    """
    if not wishes:
        return []
    widths = _with_words_cut(wishes, available)
    spare = available - sum(widths)
    if spare >= 0:
        weights = [float(stretch) for _width, stretch in wishes]
        if not any(weights):
            weights[-1] = 1.0
        widths = [width + spare * weight / sum(weights) for width, weight in zip(widths, weights, strict=True)]
    else:
        above = [max(width - LEAST_WIDTH, 0.0) for width in widths]
        if sum(above) > -spare:
            widths = [width + spare * part / sum(above) for width, part in zip(widths, above, strict=True)]
        else:
            widths = [available / len(widths)] * len(widths)
    return _rounded(widths, available)


def _with_words_cut(wishes: Sequence[tuple[int, int]], available: int) -> list[float]:
    lacking = max(sum(width for width, _stretch in wishes) - available, 0)
    to_give = [width * (1 - _LEAST_OF_WORDS) if stretch else 0.0 for width, stretch in wishes]
    share = min(lacking / sum(to_give), 1.0) if any(to_give) else 0.0
    return [width - share * part for (width, _stretch), part in zip(wishes, to_give, strict=True)]


def _rounded(widths: list[float], available: int) -> list[int]:
    edges, position = [0], 0.0
    for width in widths:
        position += width
        edges.append(round(position))
    edges[-1] = available
    return [right - left for left, right in pairwise(edges)]
