"""The table of a page: sorted by a click, filtered by words, columns chosen and remembered, copied as text.

It is never wider than its page: columns share the width and elide.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QMenu, QTableView, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_text
from qa_desk.gui.widgets.table.columns import Column, Nested, RowT, TableState, fit_widths, usable
from qa_desk.gui.widgets.table.columns_menu import columns_menu
from qa_desk.gui.widgets.table.model import TableModel
from qa_desk.gui.widgets.table.painting import HeadLine, RowDelegate
from qa_desk.i18n import _

_Index = QModelIndex | QPersistentModelIndex


class DataTable(QTableView, Generic[RowT]):
    """Rows of one frozen dataclass under chosen columns.

    Signals:
        row_opened: the row that Enter or a double click was on.
        current_changed: the row the keyboard is on, or None.
        play_requested: the row that Space was pressed on, where rows have sound.
        menu_requested: the row under the pointer and the place on the screen.
        part_opened: the part of an unfolded row that Enter or a double click was on.
        part_played: the part that Space or a click was on.
    """

    row_opened = Signal(object)
    current_changed = Signal(object)
    play_requested = Signal(object)
    menu_requested = Signal(object, QPoint)
    part_opened = Signal(object)
    part_played = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        *,
        theme: Theme,
        key: Callable[[RowT], Hashable],
        group: Callable[[RowT], str] | None = None,
        nested: Nested[RowT] | None = None,
        state: TableState | None = None,
        remember: Callable[[TableState], object] | None = None,
        row_height: int | None = None,
        many: bool = False,
        name: str = "table",
        title: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all_columns = tuple(columns)
        self._state = usable(state, self._all_columns)
        self._remember = remember
        self._row_height = row_height
        self._key = key
        self._ring = FocusRing(self, theme)
        self._nested = nested
        self._model: TableModel[RowT] = TableModel(self._chosen(), key=key, group=group, nested=nested, parent=self)
        self._delegate = RowDelegate(self, theme=theme, ring=self._ring, nested=nested)
        self._is_setting = False
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._build(many)
        self._connect()
        self._apply_sort()

    @property
    def rows(self) -> tuple[RowT, ...]:
        """The rows shown, in the order shown."""
        return self._model.rows

    @property
    def chosen_state(self) -> TableState:
        """The columns and the order chosen."""
        return self._state

    def set_rows(self, rows: Sequence[RowT]) -> None:
        """Show these rows; the row the keyboard is on stays, if it is among them, and so does what is in sight."""
        was_in_sight, before = self._is_in_sight(self.currentIndex()), self.verticalScrollBar().value()
        self._refresh(lambda: self._model.set_rows(rows))
        self.verticalScrollBar().setValue(before)
        if was_in_sight and not self._is_in_sight(self.currentIndex()):
            self.scrollTo(self.currentIndex())

    def append_rows(self, rows: Sequence[RowT]) -> None:
        """Show more rows below those there are, for a list that comes in parts and in its order; all else stays."""
        self._model.append_rows(rows)

    def set_filter(self, text: str) -> None:
        """Show only rows that hold every word of `text`."""
        self._refresh(lambda: self._model.set_filter(text))

    def current_row(self) -> RowT | None:
        """The row the keyboard is on, or the one that the part it is on belongs to."""
        index = self.currentIndex()
        return self._model.owner_at(index.row()) if index.isValid() else None

    def current_part(self) -> object | None:
        """The part of an unfolded row that the keyboard is on."""
        index = self.currentIndex()
        return self._model.part_at(index.row()) if index.isValid() else None

    def is_unfolded(self, row: RowT) -> bool:
        """Whether the parts of the row are shown."""
        return self._model.is_unfolded(row)

    def unfold(self, row: RowT | None) -> None:
        """Show the parts of this row and of no other; None folds all."""
        can = row is not None and self._model.can_unfold(row)
        self._refresh(lambda: self._model.unfold(self._key(row) if row is not None and can else None))
        if row is not None and can:
            self._show_parts(row)

    def _show_parts(self, row: RowT) -> None:
        """Into sight, as far as there is room below the row itself."""
        line = self._model.line_of(self._key(row))
        if line is None:
            return
        last = line
        while self._model.part_at(last + 1) is not None:
            last += 1
        self.scrollTo(self._model.index(last, 0))
        self.scrollTo(self._model.index(line, 0))

    def selected_rows(self) -> tuple[RowT, ...]:
        """The rows selected, from the top; one at most unless many may be."""
        rows = (self._model.row_at(line) for line in self._selected_lines())
        return tuple(row for row in rows if row is not None)

    def select_key(self, key: Hashable) -> bool:
        """Go to the row with this key from code; false where it is not shown. No signal is emitted."""
        line = self._model.line_of(key)
        if line is not None:
            self._is_setting = True
            self.setCurrentIndex(self._model.index(line, 0))
            self._is_setting = False
        return line is not None

    def take_keyboard(self) -> None:
        """Go on in the list, from the field that narrows it."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def select_first(self) -> None:
        """Go to the first row from code."""
        rows = self._model.rows
        if rows:
            line = next(line for line in range(self._model.rowCount()) if self._model.row_at(line) is not None)
            self._is_setting = True
            self.setCurrentIndex(self._model.index(line, 0))
            self._is_setting = False

    def columns_menu(self) -> QMenu:
        """The menu that chooses columns and the order; also what a right click on the head opens."""
        menu = columns_menu(self, self._all_columns, self._chosen(), self._show_column, self._toggle_sort)
        menu.addAction(_("Copy the whole table")).triggered.connect(self.copy_all)
        return menu

    def copy_selected(self) -> None:
        """Copy the selected rows as text."""
        QApplication.clipboard().setText(self._model.as_text(self._selected_lines()))

    def copy_all(self) -> None:
        """Copy all rows shown as text, with the head."""
        QApplication.clipboard().setText(self._model.as_text(range(self._model.rowCount()), with_head=True))

    def _build(self, many: bool) -> None:
        head = HeadLine(theme=self._theme, parent=self)
        self.setHorizontalHeader(head)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # The command registry leaves ← and → to what unfolds.
        self.setProperty("unfolds", self._nested is not None)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(1)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._dress()

    def _connect(self) -> None:
        head = self.horizontalHeader()
        head.sectionClicked.connect(self._on_head_clicked)
        head.customContextMenuRequested.connect(lambda at: self.columns_menu().popup(head.mapToGlobal(at)))
        self.doubleClicked.connect(self._on_double_clicked)
        self.clicked.connect(self._on_clicked)
        self._model.modelReset.connect(self._on_reset)
        self._theme.changed.connect(self._dress)

    def _dress(self) -> None:
        height = self._theme.px(self._row_height) if self._row_height else self._theme.size("row_table")
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFixedHeight(self._theme.px(28))
        self._fit()
        self.viewport().update()

    def _on_reset(self) -> None:
        self.clearSpans()
        for line in range(self._model.rowCount()):
            is_part = self._model.part_at(line) is not None
            if (is_part or self._model.head_at(line) is not None) and len(self._model.columns) > 1:
                self.setSpan(line, 0, 1, len(self._model.columns))
            if is_part and self._nested is not None:
                self.setRowHeight(line, self._theme.px(self._nested.height))
        self._fit()

    def _refresh(self, change: Callable[[], None]) -> None:
        key = self._model.key_at(self.currentIndex().row())
        also = {self._model.key_at(line) for line in self._selected_lines()} - {key, None}
        self._is_setting = True
        change()
        line = self._model.line_of(key) if key is not None else None
        if line is not None:
            self.setCurrentIndex(self._model.index(line, 0))
        self._select_also(also)
        self._is_setting = False
        if key is not None and line is None:
            self.current_changed.emit(None)

    def _is_in_sight(self, index: QModelIndex) -> bool:
        return index.isValid() and self.viewport().rect().intersects(self.visualRect(index))

    def _select_also(self, keys: Iterable[Hashable]) -> None:
        flags = QItemSelectionModel.SelectionFlag
        for key in keys:
            line = self._model.line_of(key)
            if line is not None:
                self.selectionModel().select(self._model.index(line, 0), flags.Select | flags.Rows)

    def _chosen(self) -> tuple[Column[RowT], ...]:
        return tuple(column for column in self._all_columns if column.is_fixed or column.key in self._state.shown)

    def _fit(self) -> None:
        wishes = [(self._theme.px(column.width), column.stretch) for column in self._model.columns]
        for section, width in enumerate(fit_widths(wishes, self.viewport().width())):
            self.setColumnWidth(section, width)

    def _show_column(self, key: str, shown: bool) -> None:
        keys = {*self._state.shown, key} if shown else {*self._state.shown} - {key}
        ordered = tuple(column.key for column in self._all_columns if column.key in keys)
        self._state = TableState(ordered, self._state.sort_key, self._state.is_descending)
        self._refresh(lambda: self._model.set_columns(self._chosen()))
        self._apply_sort()
        self._keep()

    def _on_head_clicked(self, section: int) -> None:
        column = self._model.columns[section]
        if column.can_sort:
            self._toggle_sort(column.key)

    def _toggle_sort(self, key: str) -> None:
        # by this column, then the other way about, then as given
        is_again = bool(key) and self._state.sort_key == key
        key = "" if is_again and self._state.is_descending else key
        self._state = TableState(self._state.shown, key, is_again and bool(key))
        self._apply_sort()
        self._keep()

    def _apply_sort(self) -> None:
        shown = {column.key: place for place, column in enumerate(self._model.columns)}
        place = shown.get(self._state.sort_key)
        column = None if place is None else self._model.columns[place]
        descending = self._state.is_descending
        self._refresh(lambda: self._model.sort_by(column, descending=descending))
        head = self.horizontalHeader()
        head.setSortIndicatorShown(place is not None)
        if place is not None:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            head.setSortIndicator(place, order)
        head.viewport().update()

    def _keep(self) -> None:
        if self._remember is not None:
            self._remember(self._state)

    def _selected_lines(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def _on_double_clicked(self, index: QModelIndex) -> None:
        row, part = self._model.row_at(index.row()), self._model.part_at(index.row())
        if part is not None:
            self.part_opened.emit(part)
        elif row is not None:
            self.row_opened.emit(row)

    def _on_clicked(self, index: QModelIndex) -> None:
        part = self._model.part_at(index.row())
        if part is not None:
            self.part_played.emit(part)

    def _fold_by_key(self, key: int) -> bool:
        """→ unfolds the row, ← folds it again; false where the row has nothing to unfold."""
        row = self.current_row()
        if self._nested is None or row is None or not self._model.can_unfold(row):
            return False
        self.unfold(row if key == Qt.Key.Key_Right else None)
        return True

    def _hover(self, line: int) -> None:
        if line != self._delegate.hovered_line:
            self._delegate.hovered_line = line
            self.viewport().update()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if not self._is_setting:
            self.current_changed.emit(self._model.owner_at(current.row()) if current.isValid() else None)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        # The selection is one strip over all cells, so cells beside the changed ones are painted anew as well.
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, part = self.current_row(), self.current_part()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and part is not None:
            self.part_opened.emit(part)
        elif event.key() == Qt.Key.Key_Space and part is not None:
            self.part_played.emit(part)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._fold_by_key(event.key()):
            pass
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.row_opened.emit(row)
        elif event.key() == Qt.Key.Key_Space and row is not None:
            self.play_requested.emit(row)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self._go_to_edge(event.key() == Qt.Key.Key_End)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) or (event.text() and not event.modifiers()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _go_to_edge(self, is_end: bool) -> None:
        lines = range(self._model.rowCount())
        for line in reversed(lines) if is_end else lines:
            if self._model.row_at(line) is not None:
                self.setCurrentIndex(self._model.index(line, 0))
                return

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self._model.row_at(self.rowAt(event.pos().y()))
        if row is not None:
            self.menu_requested.emit(row, event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._model.rows and self._model.n_rows_given:
            rect = QRectF(0, 0, self.viewport().width(), self._theme.px(96))
            words = _("Nothing matches the filter.")
            font, color = self._theme.font("body"), self._theme.color("muted")
            painter = QPainter(self.viewport())
            draw_text(painter, rect, words, font=font, color=color, align=Qt.AlignmentFlag.AlignHCenter)
