"""The outline on the screen: sections and criteria with their points, dragged or moved by keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from qa_desk.domain.scorecard_problems import Severity
from qa_desk.gui.scorecards.editing.edited_form import Chosen
from qa_desk.gui.scorecards.editing.outline_model import Index, OutlineModel, OutlineRow
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.glyphs import draw_diamond
from qa_desk.gui.widgets.painting import FocusRing, draw_box, draw_text, text_width
from qa_desk.i18n import _

_SIDE = 8
_INDENT = 20
_DIAMOND = 8
_SIGN = 12
_SIGNS = {
    Severity.BREAKS: ("cross", "fail"),
    Severity.UNFINISHED: ("warning", "warning"),
    Severity.WARNS: ("info", "muted"),
}


class OutlineView(QTreeView):
    """The lines of an `OutlineModel`, all unfolded.

    Signals:
        part_chosen: the `Chosen` that the keyboard or the mouse went to.
        entered: the person wants to write in the part (Enter, double click).
    """

    part_chosen = Signal(object)
    entered = Signal()

    def __init__(self, model: OutlineModel, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self._is_setting = False
        self.setModel(model)
        self.setItemDelegate(_LineDelegate(self, theme=theme, ring=FocusRing(self, theme)))
        self._build()
        self.doubleClicked.connect(lambda _index: self.entered.emit())

    def choose(self, part: Chosen) -> None:
        """Go to a part from code; no signal is emitted."""
        index = self._lines.index_of(part)
        if index.isValid() and index != self.currentIndex():
            self._is_setting = True
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self._is_setting = False

    def _build(self) -> None:
        self.setObjectName("outline")
        self.setAccessibleName(_("Outline of the form"))
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        row = self._lines.row_at(current)
        if row is not None and not self._is_setting:
            self.part_chosen.emit(row.part)


class _LineDelegate(QStyledItemDelegate):
    """Paints a line: sign of the critical family, title, problem, points at the right."""

    def __init__(self, view: OutlineView, *, theme: Theme, ring: FocusRing) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._ring = ring

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = self._view.model()
        assert isinstance(model, OutlineModel)
        row = model.row_at(index)
        if row is None:
            return
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in PySide6's stubs
        painter.save()
        painter.fillRect(rect, self._theme.color("surface"))
        self._paint_ground(painter, QRectF(rect), index)
        self._paint_line(painter, QRectF(rect), row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = self._theme
        if index == self._view.currentIndex():
            draw_box(painter, rect, radius=theme.size("radius"), fill=theme.color("selection"))
            self._ring.draw_inside(painter, rect.adjusted(-1, -1, 1, 1))
        elif self._view.indexAt(self._view.viewport().mapFromGlobal(self._view.cursor().pos())) == index:
            draw_box(painter, rect, radius=theme.size("radius"), fill=theme.hover())

    def _paint_line(self, painter: QPainter, rect: QRectF, row: OutlineRow) -> None:
        theme, is_criterion = self._theme, bool(row.part.criterion_key)
        cell = rect.adjusted(theme.px(_INDENT if is_criterion else _SIDE), 0, -theme.px(_SIDE), 0)
        caption = theme.font("caption")
        if row.worth:
            width = text_width(row.worth, caption) + 1
            place = QRectF(cell.right() - width, cell.y(), width, cell.height())
            draw_text(painter, place, row.worth, font=caption, color=theme.color("muted"))
            cell = cell.adjusted(0, 0, -width - theme.size("sm"), 0)
        signs = [_SIGNS[row.severity]] if row.severity is not None else []
        if row.is_troubled:
            signs.append(("compare", "fail"))
        for sign, token in signs:
            side = theme.px(_SIGN)
            paint_icon(painter, QRectF(cell.right() - side, cell.y(), side, cell.height()), sign, theme, token)
            cell = cell.adjusted(0, 0, -side - theme.size("xs"), 0)
        if row.critical is not None:
            side = theme.px(_DIAMOND)
            draw_diamond(painter, QRectF(cell.x(), cell.center().y() - side / 2, side, side), theme)
            cell = cell.adjusted(side + theme.size("xs"), 0, 0, 0)
        if row.is_conditional:
            side = theme.px(_SIGN)
            paint_icon(painter, QRectF(cell.x(), cell.y(), side, cell.height()), "link", theme, "muted")
            cell = cell.adjusted(side + theme.size("xs"), 0, 0, 0)
        font = theme.font("body", "normal" if is_criterion else "strong")
        ink = theme.color("text" if row.title else "muted")
        draw_text(painter, cell, row.title or _("no title yet"), font=font, color=ink)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._theme.size("row"))
