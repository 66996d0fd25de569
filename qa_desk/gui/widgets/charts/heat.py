"""The heat table: the value of each pair written in its cell, colour in few steps, raters by their shapes."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.canvas import Canvas
from qa_desk.gui.widgets.glyphs import draw_rater
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.reports.figures import HeatCell, HeatTable
from qa_desk.reports.render.numbers import number_text

_SIDE = 36
_WIDEST = 96
_SHARES = (0.06, 0.18, 0.32, 0.48, 1.0)
_LEGEND = 40
_SHAPE = 12
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class HeatCanvas(Canvas):
    """Draws a `HeatTable` with its legend of steps."""

    def __init__(self, figure: HeatTable, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(figure, theme=theme, parent=parent)
        self._heat = figure
        self._cells = tuple(cell for cell in figure.cells if cell.value is not None)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def place_of(self, place: int) -> QRectF:
        cell, side, width = self._cells[place], self._side(), self._cell_width()
        return QRectF(self._left() + cell.column * width, cell.row * side, width, side)

    def _side(self) -> float:
        room = (self.width() - self._left()) / max(len(self._heat.column_labels), 1)
        return min(self._theme.px(_SIDE), max(room, self._theme.px(24)))

    def _cell_width(self) -> float:
        """As wide as the names under the columns need, as far as there is room."""
        room = (self.width() - self._left()) / max(len(self._heat.column_labels), 1)
        return max(self._side(), min(self._wanted_width(), room))

    def _wanted_width(self) -> float:
        font = self._theme.font("caption")
        widest = max((text_width(label, font) for label in self._heat.column_labels), default=0.0)
        return min(max(widest + self._theme.size("sm"), self._theme.px(_SIDE)), self._theme.px(_WIDEST))

    def _left(self) -> float:
        font = self._theme.font("caption")
        widest = max((text_width(label, font) for label in self._heat.row_labels), default=0.0)
        shape = self._theme.px(_SHAPE) + self._theme.size("sm") if self._heat.row_raters else 0
        return min(widest, self.width() * 0.4) + shape + self._theme.size("md")

    def _foot(self) -> float:
        shape = self._theme.px(_SHAPE) + self._theme.size("sm") if self._heat.column_raters else 0
        return shape + self._theme.px(20)

    def _step(self, value: float) -> int:
        return min(sum(value >= bound for bound in self._heat.bounds), len(_SHARES) - 1)

    def _fill(self, step: int) -> QColor:
        share = _SHARES[step]
        return self._theme.color("accent") if share == 1.0 else self._theme.tint("accent", "surface", share)

    def sizeHint(self) -> QSize:
        side = self._theme.px(_SIDE)
        height = side * len(self._heat.row_labels) + self._foot() + self._theme.px(_LEGEND)
        return QSize(round(self._left() + self._wanted_width() * len(self._heat.column_labels) + 1), round(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, cell in enumerate(self._cells):
            self._paint_cell(painter, self.place_of(place).adjusted(1, 1, -1, -1), cell)
        marked = self.marked()
        if marked is not None:
            box = self.place_of(marked)
            radius = self._theme.size("radius_small")
            draw_box(painter, box, radius=radius, edge=self._theme.color("focus"), width=self._theme.size("focus_ring"))
        self._paint_labels(painter)
        self._paint_legend(painter)

    def _paint_cell(self, painter: QPainter, box: QRectF, cell: HeatCell) -> None:
        theme = self._theme
        assert cell.value is not None
        step = self._step(cell.value)
        radius = theme.size("radius_small")
        if cell.is_outlined:
            draw_box(painter, box, radius=radius, fill=self._fill(step), edge=theme.color("fail"), width=2)
        else:
            draw_box(painter, box, radius=radius, fill=self._fill(step))
        font = theme.font("caption", "strong" if cell.is_outlined else "normal")
        ink = theme.color("on_accent" if _SHARES[step] == 1.0 else "text")
        draw_text(painter, box, number_text(cell.value, 0), font=font, color=ink, align=_CENTRE)

    def _paint_labels(self, painter: QPainter) -> None:
        theme, side, left = self._theme, self._side(), self._left()
        font, heat, shape = theme.font("caption"), self._heat, theme.px(_SHAPE)
        indent = shape + theme.size("sm") if heat.row_raters else 0
        for row, label in enumerate(heat.row_labels):
            box = QRectF(indent, row * side, left - indent - theme.size("md"), side)
            draw_text(painter, box, label, font=font, color=theme.color("text"), align=_RIGHT)
            if row < len(heat.row_raters):
                top = row * side + (side - shape) / 2
                draw_rater(painter, QRectF(0, top, shape, shape), heat.row_raters[row], theme)
        bottom = len(heat.row_labels) * side + theme.size("xs")
        width = self._cell_width()
        for column, label in enumerate(heat.column_labels):
            top, x = bottom, left + column * width
            if column < len(heat.column_raters):
                mark = QRectF(x + (width - shape) / 2, top, shape, shape)
                draw_rater(painter, mark, heat.column_raters[column], theme)
                top += shape + theme.size("xs")
            box = QRectF(x - 2, top, width + 4, theme.px(20))
            draw_text(painter, box, label, font=font, color=theme.color("muted"), align=_CENTRE)

    def _paint_legend(self, painter: QPainter) -> None:
        theme, heat = self._theme, self._heat
        if not heat.bounds:
            return
        used = heat.bounds[: len(_SHARES) - 1]
        words = [f"<{number_text(used[0], 0)}", *(number_text(bound, 0) for bound in used[:-1])]
        words.append(f"{number_text(used[-1], 0)}+")
        x, y = 0.0, len(heat.row_labels) * self._side() + self._foot() + theme.size("md")
        swatch, font = QRectF(0, 0, theme.px(16), theme.px(12)), theme.font("caption")
        for step, label in enumerate(words):
            box = swatch.translated(x, y)
            draw_box(painter, box, radius=2, fill=self._fill(step), edge=theme.color("line"))
            room = QRectF(box.right() + 6, y - 4, 60, swatch.height() + 8)
            x = room.x() + draw_text(painter, room, label, font=font, color=theme.color("muted")) + theme.size("md")
