"""Calls dragged onto an inspector: the table they are dragged from, and the one they are dropped on."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QByteArray, QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView

from qa_desk.domain.ids import AssignmentId
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.gui.work.rows import WaitingRow
from qa_desk.i18n import ngettext
from qa_desk.services.scoring.inspecting_views import BoardLine

_CALLS = "application/x-qa-desk-assignments"


class WaitingTable(DataTable[WaitingRow]):
    """What waits for an inspector; what can change hands can be dragged to another one."""

    def __init__(self, columns: Sequence[Column[WaitingRow]], *, theme: Theme, name: str, title: str) -> None:
        super().__init__(
            columns, theme=theme, key=lambda row: row.item.assignment_id, many=True, name=name, title=title
        )
        self._look = theme
        self._model.let_drag()
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N803  # Qt's name
        rows = [row for row in self.selected_rows() if row.can_move]
        if not rows:
            return
        data = QMimeData()
        keys = "\n".join(str(row.item.assignment_id) for row in rows)
        data.setData(_CALLS, QByteArray(keys.encode()))
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self._picture(len(rows)))
        drag.exec(Qt.DropAction.MoveAction)

    def _picture(self, n: int) -> QPixmap:
        """How many calls hang on the pointer."""
        theme = self._look
        words, font = ngettext("{n} call", "{n} calls", n).format(n=n), theme.font("body", "medium")
        ratio, height = self.devicePixelRatioF(), float(theme.size("row_table"))
        place = QRectF(0, 0, text_width(words, font) + 2 * theme.size("md"), height)
        picture = QPixmap((place.size() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(painter, place, radius=theme.size("radius"), fill=theme.color("accent"))
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, place, words, font=font, color=theme.color("on_accent"), align=centre)
        painter.end()
        return picture


class InspectorTable(DataTable[BoardLine]):
    """The inspectors; calls dropped on one are given to them.

    Signals:
        calls_dropped: the keys of the assignments (a tuple), and the `BoardLine` they were dropped on.
    """

    calls_dropped = Signal(tuple, object)

    def __init__(self, columns: Sequence[Column[BoardLine]], *, theme: Theme, name: str, title: str) -> None:
        super().__init__(columns, theme=theme, key=lambda line: line.person.id, name=name, title=title)
        self._look = theme
        self._may_drop: Callable[[BoardLine], bool] = lambda _line: True
        self._target: BoardLine | None = None
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)

    def accept_on(self, may_drop: Callable[[BoardLine], bool]) -> None:
        """Which inspectors calls can be dropped on."""
        self._may_drop = may_drop

    def _follow(self, event: QDragMoveEvent) -> None:
        line = self._line_at(event)
        self._show_target(line)
        if line is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()

    def _line_at(self, event: QDropEvent) -> BoardLine | None:
        """Whom the calls are held over; None where they can't be dropped."""
        if not event.mimeData().hasFormat(_CALLS):
            return None
        at = self.rowAt(event.position().toPoint().y())
        line = self.rows[at] if 0 <= at < len(self.rows) else None
        return line if line is not None and self._may_drop(line) else None

    def _show_target(self, line: BoardLine | None) -> None:
        if line is not self._target:
            self._target = line
            self.viewport().update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(_CALLS):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._follow(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_target(None)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        line = self._line_at(event)
        self._show_target(None)
        if line is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        keys = bytes(event.mimeData().data(_CALLS).data()).decode().split()
        self.calls_dropped.emit(tuple(AssignmentId(UUID(key)) for key in keys), line)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._target is None or self._target not in self.rows:
            return
        at = self.rows.index(self._target)
        place = QRectF(0, self.rowViewportPosition(at), self.viewport().width(), self.rowHeight(at))
        width = self._look.size("hairline") * 2
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.color("accent"), width))
        radius = self._look.size("radius")
        painter.drawRoundedRect(place.adjusted(width, width, -width, -width), radius, radius)
        painter.end()
