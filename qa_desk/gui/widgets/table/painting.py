"""How a table looks: rows with hairlines, rounded selection, group heads, and a head line that says its order."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.gui.widgets.table.columns import Align, Column, Nested, Run
from qa_desk.gui.widgets.table.model import TableModel

GAP = 12
SIDE = 8
_HEAD_HEIGHT = 28
_TEXT_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "centre": Qt.AlignmentFlag.AlignHCenter,
}


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of a row as one strip; the view tells which row the pointer is on."""

    def __init__(self, view: QTableView, *, theme: Theme, ring: FocusRing, nested: Nested | None = None) -> None:
        super().__init__(view)
        self._nested = nested
        self._view = view
        self._theme = theme
        self._ring = ring
        self.hovered_line = -1

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = self._view.model()
        assert isinstance(model, TableModel)
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in PySide6's stubs
        painter.save()
        painter.setClipRect(rect)
        # The style has filled the cell of a selected row already, with square corners.
        painter.fillRect(rect, self._theme.color("surface"))
        head = model.head_at(index.row())
        if head is not None:
            self._paint_head(painter, rect, head.title, head.n_rows)
        else:
            part = model.part_at(index.row())
            self._paint_ground(painter, rect, index.row(), has_line=part is None)
            if part is not None and self._nested is not None:
                self._nested.draw(painter, QRectF(rect), part, self._theme)
                painter.restore()
                return
            row = model.row_at(index.row())
            column = model.columns[index.column()]
            cell = QRectF(rect).adjusted(*self._padding(index.column(), len(model.columns)))
            if column.draw is not None:
                column.draw(painter, cell, row, self._theme)
            else:
                self._paint_cell(painter, cell, column, row)
        painter.restore()

    def _padding(self, column: int, n_columns: int) -> tuple[int, int, int, int]:
        left = SIDE if column == 0 else GAP // 2
        right = SIDE if column == n_columns - 1 else GAP // 2
        return (self._theme.px(left), 0, -self._theme.px(right), 0)

    def _paint_head(self, painter: QPainter, rect: QRect, title: str, n_rows: int) -> None:
        theme = self._theme
        cell = QRectF(rect).adjusted(theme.px(SIDE), theme.px(8), -theme.px(SIDE), 0)
        medium = theme.font("caption", "medium")
        taken = draw_text(painter, cell, title, font=medium, color=theme.color("text"))
        count = cell.adjusted(taken + theme.size("sm"), 0, 0, 0)
        draw_text(painter, count, str(n_rows), font=theme.font("caption"), color=theme.color("muted"))

    def _paint_ground(self, painter: QPainter, rect: QRect, line: int, *, has_line: bool) -> None:
        theme = self._theme
        strip = QRectF(0, rect.y(), self._view.viewport().width(), rect.height())
        is_selected = self._view.selectionModel().isRowSelected(line, QModelIndex())
        if is_selected:
            draw_box(painter, strip, radius=theme.size("radius"), fill=theme.color("selection"))
            if line == self._view.currentIndex().row():
                self._ring.draw_inside(painter, strip.adjusted(-1, -1, 1, 1))
            return
        if line == self.hovered_line:
            draw_box(painter, strip, radius=theme.size("radius"), fill=theme.hover())
        if has_line:
            hairline = theme.size("hairline")
            under = QRectF(rect.x(), rect.bottom() + 1 - hairline, rect.width(), hairline)
            painter.fillRect(under, theme.color("line"))

    def _paint_cell(self, painter: QPainter, cell: QRectF, column: Column, row: object) -> None:
        theme = self._theme
        sign = column.icon(row) if column.icon is not None else None
        pieces = column.pieces(row)
        if sign is not None:
            side = theme.size("icon")
            has_words = any(run.text for run in pieces)
            x = cell.x() if has_words or column.align == "left" else cell.x() + (cell.width() - side) / 2
            paint_icon(painter, QRectF(x, cell.y(), side, cell.height()), sign[0], theme, sign[1])
            cell = cell.adjusted(side + theme.size("sm"), 0, 0, 0)
        below = column.second_line(row) if column.second_line is not None else ""
        if below:
            half = cell.height() / 2
            upper = QRectF(cell.x(), cell.y() + 4, cell.width(), half - 4)
            lower = QRectF(cell.x(), cell.y() + half, cell.width(), half - 4)
            align = _TEXT_ALIGN[column.align]
            draw_text(painter, lower, below, font=theme.font("caption"), color=theme.color("muted"), align=align)
            cell = upper
        paint_runs(painter, cell, pieces, theme, align=column.align)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._theme.size("row_table"))


class HeadLine(QHeaderView):
    """The titles of the columns in muted words, with the order beside the one it is sorted by."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setObjectName("table_head")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)
        self.setSortIndicatorClearable(True)

    def sizeHint(self) -> QSize:
        return QSize(0, self._theme.px(_HEAD_HEIGHT))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self.model()
        if not isinstance(model, TableModel) or section >= len(model.columns):
            return
        theme, column = self._theme, model.columns[section]
        painter.save()
        painter.fillRect(rect, theme.color("surface"))
        hairline = theme.size("hairline")
        painter.fillRect(QRectF(rect.x(), rect.bottom() + 1 - hairline, rect.width(), hairline), theme.color("line"))
        left = SIDE if section == 0 else GAP // 2
        right = SIDE if section == len(model.columns) - 1 else GAP // 2
        cell = QRectF(rect).adjusted(theme.px(left), 0, -theme.px(right), 0)
        is_sorted = self.isSortIndicatorShown() and section == self.sortIndicatorSection()
        font = theme.font("caption", "medium" if is_sorted else "normal")
        ink = theme.color("text" if is_sorted else "muted")
        if is_sorted:
            cell = self._paint_order(painter, cell, column, text_width(column.title, font))
        draw_text(painter, cell, column.title, font=font, color=ink, align=_TEXT_ALIGN[column.align])
        painter.restore()

    def _paint_order(self, painter: QPainter, cell: QRectF, column: Column, words: float) -> QRectF:
        side = self._theme.px(12)
        is_up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        sign = "trend-up" if is_up else "trend-down"
        words = min(words, cell.width() - side)
        x = cell.right() - words - side if column.align == "right" else cell.x() + words
        paint_icon(painter, QRectF(x, cell.y(), side, cell.height()), sign, self._theme, "muted")
        return cell if column.align == "right" else cell.adjusted(0, 0, -side, 0)


def paint_runs(painter: QPainter, rect: QRectF, runs: Sequence[Run], theme: Theme, *, align: Align = "left") -> None:
    """Pieces of text one after the other on one base line, elided at the end of `rect`."""
    fonts = [theme.font(run.size, run.weight) for run in runs]
    space = QFontMetricsF(theme.font("body")).horizontalAdvance(" ")
    wide = [text_width(run.text, font) for run, font in zip(runs, fonts, strict=True)]
    total = sum(wide) + space * (len([width for width in wide if width]) - 1)
    x = rect.x()
    if total < rect.width() and align != "left":
        x += (rect.width() - total) / (1 if align == "right" else 2)
    for run, font in zip(runs, fonts, strict=True):
        room = rect.right() - x
        if room <= 0 or not run.text:
            continue
        piece = QRectF(x, rect.y(), room + 0.5, rect.height())
        x += draw_text(painter, piece, run.text, font=font, color=theme.color(run.token)) + space
