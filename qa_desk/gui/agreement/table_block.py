"""A table of a document on the screen: its title, its rows, and the note under it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _
from qa_desk.reports.document import Cell, Table
from qa_desk.reports.render.numbers import unit_text, value_text

_ROW_PX, _HEAD_PX = 32, 28
_NAME_PX, _WORDS_PX, _NUMBER_PX, _LIMITS_PX = 220, 144, 96, 152
_ROW_OF_TWO_PX = 44


@dataclass(frozen=True, slots=True)
class _Row:
    place: int
    cells: tuple[Cell, ...]


class TableBlock(QWidget):
    """Shows one table at a time, as long as its rows: the page scrolls, not a table in it."""

    def __init__(self, *, theme: Theme, name: str, has_title: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._table: DataTable[_Row] | None = None
        self._title, self._note = QLabel(self), QLabel(self)
        self._title.setProperty("type", "title")
        self._title.setWordWrap(True)
        self._title.setVisible(has_title)
        self._note.setProperty("tone", "muted")
        self._note.setWordWrap(True)
        self._note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.size("xs"))
        self._column.addWidget(self._title)
        self._column.addWidget(self._note)

    @property
    def texts(self) -> list[list[str]]:
        """The words of every cell, row by row."""
        assert self._table is not None, "a table is shown"
        return [[cell_text(cell) for cell in row.cells] for row in self._table.rows]

    def show_table(self, table: Table) -> None:
        """Show this table in place of the one before."""
        if self._table is not None:
            self._column.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
        self._title.setText(table.title)
        self._note.setText(table.note)
        self._note.setVisible(bool(table.note))
        has_limits = any(cell.low is not None for row in table.rows for cell in row)
        height = _ROW_OF_TWO_PX if has_limits else _ROW_PX
        self._table = DataTable(
            [_column_of(table, place) for place in range(len(table.columns))],
            theme=self._theme,
            key=lambda row: row.place,
            row_height=height,
            name=self._name,
            title=table.title,
        )
        self._table.set_rows([_Row(place, row) for place, row in enumerate(table.rows)])
        self._table.setFixedHeight(self._theme.px(_HEAD_PX) + len(table.rows) * self._theme.px(height) + 2)
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column.insertWidget(1, self._table)


def cell_text(cell: Cell) -> str:
    """The value of a cell with its unit."""
    unit = unit_text(cell)
    return f"{value_text(cell)} {unit}" if unit and cell.value is not None else value_text(cell)


def limits_text(cell: Cell) -> str:
    """The limits of a cell, or an empty text."""
    if cell.low is None or cell.high is None:
        return ""
    low, high = (Cell(limit, cell.kind, cell.decimals, is_signed=cell.is_signed) for limit in (cell.low, cell.high))
    return _("{low} … {high}").format(low=cell_text(low), high=cell_text(high))


def _column_of(table: Table, place: int) -> Column[_Row]:
    column = table.columns[place]
    first = place == 0
    has_limits = any(row[place].low is not None for row in table.rows)
    number_px = _LIMITS_PX if has_limits else _NUMBER_PX
    words_px = _NAME_PX if first else _WORDS_PX

    def of_row(read: Callable[[Cell], str]) -> Callable[[_Row], str]:
        return lambda row: read(row.cells[place])

    return Column(
        column.key,
        column.title,
        of_row(cell_text),
        align="right" if column.is_numeric else "left",
        width=number_px if column.is_numeric else words_px,
        stretch=2 if first else 1,
        weight="medium" if first else "normal",
        sort_key=lambda row: row.cells[place].value,
        second_line=of_row(limits_text) if has_limits else None,
        tip=of_row(cell_text) if first else None,
        is_fixed=first,
    )
