"""A table that holds a window of a list too long to be held: rows come at one end and go at the other.

The page reads what is asked for by `more_wanted` and answers with `extend`, so that memory stays the same however far
one scrolls. While several rows are selected none goes away.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent

from qa_desk.gui.widgets.table.columns import Column, RowT
from qa_desk.gui.widgets.table.view import DataTable

_NEARLY = 8


class WindowTable(DataTable[RowT]):
    """A table of a window.

    Args:
        passing: columns that are shown only while `show_also` says so.
        more: as for `DataTable`.

    Signals:
        more_wanted: rows are wanted, above those shown (True) or below them.
        edge_wanted: the end of the list is wanted (True), or its beginning, and it is not in the window.
    """

    more_wanted = Signal(bool)
    edge_wanted = Signal(bool)

    def __init__(self, columns: Sequence[Column[RowT]], *, passing: frozenset[str] = frozenset(), **more: Any) -> None:
        self._passing = passing
        self._shown_also: frozenset[str] = frozenset()
        self._has_above = self._has_below = False
        self._is_asking = False
        super().__init__(columns, **more)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.ask())

    def set_ends(self, *, has_above: bool, has_below: bool) -> None:
        """Whether rows of the list lie above and below those shown; nothing is on its way any more."""
        self._has_above, self._has_below = has_above, has_below
        self._is_asking = False

    def ask(self) -> None:
        """Ask for what will be in sight soon."""
        bar, near = self.verticalScrollBar(), _NEARLY * self._row()
        if self._is_asking:
            return
        if self._has_below and bar.value() >= bar.maximum() - near:
            self._is_asking = True
            self.more_wanted.emit(False)
        elif self._has_above and bar.value() <= near:
            self._is_asking = True
            self.more_wanted.emit(True)

    def extend(self, rows: Sequence[RowT], *, above: bool, most: int) -> int:
        """Show more rows above or below, and at most so many in all: how many went away at the other end is told."""
        n_over = len(self.rows) + len(rows) - most
        n_gone = max(0, n_over) if len(self._selected_lines()) <= 1 else 0
        bar = self.verticalScrollBar()
        top = bar.value() + self._row() * (len(rows) if above else -n_gone)
        self._leave_rows(n_gone, above)
        if above:
            self._model.prepend_rows(rows)
        else:
            self._model.append_rows(rows)
        self._model.remove_rows(n_gone, from_end=above)
        self.updateGeometries()
        bar.setValue(top)
        return n_gone

    def _leave_rows(self, n: int, from_end: bool) -> None:
        """Take the keyboard from a row that goes away: it must not be on another one without having been moved."""
        line, n_lines = self.currentIndex().row(), self._model.rowCount()
        is_leaving = line >= n_lines - n if from_end else 0 <= line < n
        if n and is_leaving:
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()

    def show_also(self, keys: frozenset[str]) -> None:
        """Show these passing columns; it is not remembered."""
        if keys != self._shown_also:
            self._shown_also = keys
            self._refresh(lambda: self._model.set_columns(self._chosen()))
            self._apply_sort()

    def _chosen(self) -> tuple[Column[RowT], ...]:
        keys = {column.key for column in super()._chosen()} - self._passing | self._shown_also
        return tuple(column for column in self._all_columns if column.key in keys)

    def _row(self) -> int:
        return self.verticalHeader().defaultSectionSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_end = event.key() == Qt.Key.Key_End
        is_edge = is_end or event.key() == Qt.Key.Key_Home
        if is_edge and not event.modifiers() and (self._has_below if is_end else self._has_above):
            self.edge_wanted.emit(is_end)
            return
        super().keyPressEvent(event)
