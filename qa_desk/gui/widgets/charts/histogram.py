"""How values are spread, on the screen: a bar a bin with its count, mean and target named; by QPainter."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.canvas import Canvas
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.reports.axis import Scale, round_range
from qa_desk.reports.figures import Histogram
from qa_desk.reports.render.numbers import number_text

_HEAD, _PLOT, _FOOT = 44, 160, 40
_LEFT, _RIGHT_EDGE = 48, 24
_LINE = 16
_CENTRE, _RIGHT = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


class HistogramCanvas(Canvas):
    """Draws a `Histogram`; the whole height above a bin takes the pointer."""

    def __init__(self, figure: Histogram, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(figure, theme=theme, parent=parent)
        self._histogram = figure
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def place_of(self, place: int) -> QRectF:
        one, along, top = self._histogram.bins[place], self._along(), self._theme.px(_HEAD)
        left, right = along.at(one.low), along.at(one.high)
        return QRectF(left + 1, top, max(right - left - 2, 2.0), self._base() - top)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(560), self._theme.px(_HEAD + _PLOT + _FOOT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(360), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.marked()
        if marked is not None:
            radius = self._theme.size("radius")
            draw_box(painter, self.place_of(marked), radius=radius, fill=self._theme.color("selection"))
            if marked == self._current and self._hovered is None:
                self._ring.draw_inside(painter, self.place_of(marked))
        self._paint_counts(painter)
        self._paint_bins(painter)
        self._paint_edges(painter)
        self._paint_references(painter)
        self._paint_n(painter)

    def _base(self) -> float:
        return float(self._theme.px(_HEAD + _PLOT))

    def _along(self) -> Scale:
        ends = [end for one in self._histogram.bins for end in (one.low, one.high)]
        start, end = self._theme.px(_LEFT), self.width() - self._theme.px(_RIGHT_EDGE)
        return Scale(min(ends, default=0.0), max(ends, default=1.0), start, end)

    def _up(self) -> Scale:
        _low, most = round_range([0.0, *(float(one.count) for one in self._histogram.bins)], at_most=5)
        return Scale(0.0, most, self._base(), self._theme.px(_HEAD))

    def _paint_counts(self, painter: QPainter) -> None:
        along, up, font, muted = self._along(), self._up(), self._theme.font("caption"), self._theme.color("muted")
        draw_text(
            painter, QRectF(0, 0, self.width(), self._theme.px(_LINE)), self._histogram.counted, font=font, color=muted
        )
        for tick in up.ticks(5):
            y = up.at(tick)
            painter.setPen(QPen(self._theme.color("line"), self._theme.size("hairline")))
            painter.drawLine(QPointF(along.start, y), QPointF(along.end, y))
            label = QRectF(0, y - self._theme.px(8), along.start - self._theme.size("sm"), self._theme.px(_LINE))
            draw_text(painter, label, number_text(tick, 0), font=font, color=muted, align=_RIGHT)

    def _paint_bins(self, painter: QPainter) -> None:
        up = self._up()
        for place, one in enumerate(self._histogram.bins):
            box, high = self.place_of(place), up.at(one.count)
            token = "accent" if one.is_emphasised else "silence"
            painter.fillRect(QRectF(box.x(), high, box.width(), self._base() - high), self._theme.color(token))

    def _paint_n(self, painter: QPainter) -> None:
        """Over every bar how many it has; the line of a reference gives way to them."""
        along, up, font, text = self._along(), self._up(), self._theme.font("caption"), self._theme.color("text")
        line = self._theme.px(_LINE)
        for place, one in enumerate(self._histogram.bins):
            if one.count:
                words, middle = f"{one.count:,}", self.place_of(place).center().x()
                half, high = text_width(words, font) / 2 + 2, up.at(one.count) - line
                if any(abs(along.at(value) - middle) < half for _name, value in self._histogram.references):
                    painter.fillRect(QRectF(middle - half, high, 2 * half, line), self._theme.color("surface"))
                draw_text(painter, QRectF(middle - 40, high, 80, line), words, font=font, color=text, align=_CENTRE)

    def _paint_edges(self, painter: QPainter) -> None:
        along, font, muted = self._along(), self._theme.font("caption"), self._theme.color("muted")
        edges = sorted({end for one in self._histogram.bins for end in (one.low, one.high)})
        decimals = 0 if all(edge == round(edge) for edge in edges) else 1
        widest = max((text_width(number_text(edge, decimals), font) + 12 for edge in edges), default=1.0)
        each = max(1, -(-round(widest * len(edges)) // max(round(along.end - along.start), 1)))
        line = self._theme.px(_LINE)
        for edge in edges[::each]:
            label = QRectF(along.at(edge) - 40, self._base() + 2, 80, line)
            draw_text(painter, label, number_text(edge, decimals), font=font, color=muted, align=_CENTRE)
        unit = QRectF(along.start, self._base() + 2 + line, along.end - along.start, line)
        draw_text(painter, unit, self._histogram.unit, font=font, color=muted, align=_RIGHT)

    def _paint_references(self, painter: QPainter) -> None:
        along, font, text = self._along(), self._theme.font("caption"), self._theme.color("text")
        line, before = self._theme.px(_LINE), float("-inf")
        for name, value in sorted(self._histogram.references, key=lambda reference: reference[1]):
            x, half = along.at(value), text_width(name, font) / 2 + 4
            # names that would touch stand one above the other
            top = self._theme.px(_HEAD) - line * (2 if x - half < before else 1)
            before = x + half
            painter.setPen(QPen(text, 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, top + line), QPointF(x, self._base()))
            draw_text(painter, QRectF(x - 100, top, 200, line), name, font=font, color=text, align=_CENTRE)
