"""Pareto and time series on pyqtgraph. Imported only when the first of them is shown: pyqtgraph takes 0.8 s to load.

The plot is calm: no zooming, no menus of its own. The canvas around it takes the pointer and the keys.
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.canvas import Canvas
from qa_desk.gui.widgets.painting import elided, text_width
from qa_desk.i18n import _
from qa_desk.reports.axis import decimals_for, is_whole, round_range, round_values, rows_apart
from qa_desk.reports.figures import Figure, Pareto, TimeSeries
from qa_desk.reports.render.numbers import number_text

_ROW = 28
_AXIS = 28
_SERIES_HEIGHT = 240
_SERIES_AXIS = 44
_NAME_PX = 15
_LABELS = 120
_POINT = 8
_CAP = 0.14
_MOST_LABEL = 0.38


class PlotCanvas(Canvas):
    """A canvas with a pyqtgraph plot in it; `_fill` draws, and draws anew when the theme or the width is another."""

    def __init__(self, figure: Figure, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(figure, theme=theme, parent=parent)
        self._plot = pg.PlotWidget(parent=self)
        self._plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Any: pyqtgraph forwards most calls of a plot item to its view box by name, which no type checker sees.
        self._item: Any = self._plot.getPlotItem()
        self._item.hideButtons()
        self._item.setMenuEnabled(False)
        # pyqtgraph's own menu, which nobody sees, belongs to nobody either and would outlive the page.
        self._item.ctrlMenu.setParent(self, self._item.ctrlMenu.windowFlags())
        self._item.setMouseEnabled(x=False, y=False)
        self._item.setDefaultPadding(0)
        self._cursor = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.draw)
        self.draw()

    def draw(self) -> None:
        """Draw the figure anew in the theme's colours."""
        self._item.clear()
        self._cursor = None
        self._plot.setBackground(self._theme.color("surface"))
        self._fill()
        self.updateGeometry()

    def mark_changed(self) -> None:
        if self._cursor is not None:
            self._item.removeItem(self._cursor)
            self._cursor = None
        marked = self.marked()
        if marked is not None:
            self._cursor = self._mark(marked)
        self.update()

    @abstractmethod
    def _fill(self) -> None: ...

    @abstractmethod
    def _mark(self, place: int) -> object:
        """Draw what stresses a reading, and return it."""

    def _to_canvas(self, x: float, y: float) -> QPointF:
        scene = self._item.vb.mapViewToScene(QPointF(x, y))
        return QPointF(self._plot.mapFromScene(scene))

    def _pen(self, token: str, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        # Pens of pyqtgraph are cosmetic: without the ratio a line would be half as wide at 200 %.
        ratio = self.devicePixelRatioF()
        return pg.mkPen(self._theme.color(token), width=width * ratio, style=style)

    def _segment(self, xs: list[float], ys: list[float], pen: QPen, *, connect: str = "all") -> None:
        self._item.addItem(pg.PlotDataItem(xs, ys, pen=pen, connect=connect, antialias=True))

    def _words(
        self,
        x: float,
        y: float,
        words: str,
        *,
        token: str = "muted",
        anchor: tuple[float, float],
        weight: str = "normal",
    ) -> None:
        item = pg.TextItem(words, color=self._theme.color(token), anchor=anchor)
        item.setFont(self._theme.font("caption", weight))
        self._item.addItem(item, ignoreBounds=True)
        item.setPos(x, y)

    def _axis(self, side: str, ticks: list[tuple[float, str]], *, token: str = "muted") -> pg.AxisItem:
        axis = self._item.getAxis(side)
        axis.setPen(QPen(Qt.PenStyle.NoPen))
        axis.setTextPen(self._theme.color(token))
        axis.setStyle(
            tickLength=0,
            tickAlpha=0,
            tickFont=self._theme.font("caption"),
            autoExpandTextSpace=False,
            hideOverlappingLabels=False,
        )
        axis.setTicks([ticks])
        return axis

    def _brush(self, token: str) -> QColor:
        return self._theme.color(token)


class ParetoCanvas(PlotCanvas):
    """Bars from the largest down and the cumulative line on one axis in % of the whole."""

    def __init__(self, figure: Pareto, *, theme: Theme, parent: QWidget | None = None) -> None:
        self._pareto = figure
        super().__init__(figure, theme=theme, parent=parent)

    def place_of(self, place: int) -> QRectF:
        top = self._to_canvas(0, -place + 0.5).y()
        bottom = self._to_canvas(0, -place - 0.5).y()
        return QRectF(0, top, self.width(), bottom - top)

    def sizeHint(self) -> QSize:
        rows = max(len(self._pareto.bars), 1)
        return QSize(self._theme.px(520), rows * self._theme.px(_ROW) + self._theme.px(_AXIS))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(360), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.draw()

    def _fill(self) -> None:
        bars = self._pareto.bars
        font = self._theme.font("caption")
        widest = max((text_width(bar.label, font) for bar in bars), default=0.0)
        room = min(widest, max(self.width() * _MOST_LABEL, self._theme.px(160)))
        # What does not fit is cut here: the axis of pyqtgraph would leave it out. The hover tells it whole.
        labels = [(-float(place), elided(bar.label, font, room)) for place, bar in enumerate(bars)]
        self._axis("left", labels, token="text").setWidth(round(room) + self._theme.px(16))
        ticks = [(value, number_text(value, 0)) for value in round_values(0, 100)]
        ticks[-1] = (100, f"100 {self._pareto.unit}")
        self._axis("bottom", ticks).setHeight(self._theme.px(_AXIS))
        self._item.setXRange(0, 112, padding=0)
        self._item.setYRange(-len(bars) + 0.5, 0.5, padding=0)
        for value, _label in ticks:
            self._segment([value, value], [0.5, -len(bars) + 0.5], self._pen("line"))
        if self._pareto.cumulative_target is not None:
            at = self._pareto.cumulative_target
            self._segment([at, at], [0.5, -len(bars) + 0.5], self._pen("outline", 1, Qt.PenStyle.DashLine))
        self._fill_bars()
        self._fill_line()

    def _fill_bars(self) -> None:
        bars = self._pareto.bars
        places = [-float(place) for place in range(len(bars))]
        brushes = [self._brush("accent" if bar.is_emphasised else "silence") for bar in bars]
        widths = [bar.value for bar in bars]
        self._item.addItem(
            pg.BarGraphItem(x0=[0.0] * len(bars), y=places, height=0.56, width=widths, brushes=brushes, pen=None)
        )
        for y, bar in zip(places, bars, strict=True):
            end = bar.value
            if bar.low is not None and bar.high is not None:
                self._interval(bar.low, bar.high, y)
                end = max(end, bar.high)
            token, weight = ("text", "medium") if bar.is_emphasised else ("muted", "normal")
            self._words(end + 0.6, y, number_text(bar.value, 0), token=token, anchor=(0, 0.5), weight=weight)

    def _interval(self, low: float, high: float, y: float) -> None:
        # A halo in the colour of the page keeps the interval in sight where it lies on the bar.
        for token, width in (("surface", 4.5), ("text", 1.5)):
            pen = self._pen(token, width)
            self._segment([low, high], [y, y], pen)
            for edge in (low, high):
                self._segment([edge, edge], [y - _CAP, y + _CAP], pen)

    def _fill_line(self) -> None:
        bars = self._pareto.bars
        xs = [bar.cumulative for bar in bars]
        ys = [-float(place) for place in range(len(bars))]
        self._segment(xs, ys, self._pen("text", 1.5))
        # The first bar and the first point of the line say the same; a point there would hide the interval.
        self._item.addItem(
            pg.ScatterPlotItem(
                xs[1:], ys[1:], size=_POINT, pen=self._pen("text", 1.5), brush=self._brush("surface"), antialias=True
            )
        )
        emphasised = [place for place, bar in enumerate(bars) if bar.is_emphasised]
        told = {place: number_text(xs[place], 0) for place in (1, len(bars) - 1) if 0 < place < len(bars)}
        if emphasised and emphasised[-1] > 0:
            last = emphasised[-1]
            told[last] = _("{percent} together").format(percent=number_text(xs[last], 0))
        for place, words in told.items():
            self._words(xs[place] + 1, ys[place], words, token="text", anchor=(0, 0.85))

    def _mark(self, place: int) -> object:
        box = self.place_of(place)
        strip = pg.LinearRegionItem(
            (-place - 0.5, -place + 0.5),
            orientation="horizontal",
            movable=False,
            brush=self._mark_color(),
            pen=pg.mkPen(None),
        )
        strip.setZValue(-20)
        self._item.addItem(strip, ignoreBounds=True)
        self.update(box.toRect())
        return strip

    def _mark_color(self) -> QColor:
        return self._theme.color("selection")


class SeriesCanvas(PlotCanvas):
    """Values over time with limits by point, centre, target, breaks, and signals with their own shape and word."""

    def __init__(self, figure: TimeSeries, *, theme: Theme, parent: QWidget | None = None) -> None:
        self._series = figure
        self._low, self._high = round_range(list(figure.drawn))
        self._decimals = decimals_for(self._low, self._high)
        self._named: list[tuple[float, str, str]] = []
        super().__init__(figure, theme=theme, parent=parent)

    def place_of(self, place: int) -> QRectF:
        point = self._series.points[place]
        half = max(abs(self._to_canvas(0.5, 0).x() - self._to_canvas(0, 0).x()), 4.0)
        centre = self._to_canvas(place, self._low if point.value is None else point.value)
        return QRectF(centre.x() - half, 0, 2 * half, self.height())

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(600), self._theme.px(_SERIES_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(360), self._theme.px(_SERIES_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_range()

    def _last(self) -> float:
        return max(len(self._series.points) - 0.5, 0.5)

    def _set_range(self) -> None:
        # The words at the right of the lines need the same room however wide the chart is.
        room = max(self.width() - self._theme.px(48), 100)
        words = self._theme.px(_LABELS)
        drawn = self._last() + 0.5
        self._item.setXRange(-0.5, self._last() + drawn * words / max(room - words, 50), padding=0)
        margin = (self._high - self._low) * 0.12
        self._item.setYRange(self._low - margin / 3, self._high + margin, padding=0)

    def _fill(self) -> None:
        values = round_values(self._low, self._high)
        ticks = [(value, number_text(value, self._decimals)) for value in values]
        ticks[-1] = (values[-1], f"{ticks[-1][1]} {self._series.unit}".strip())
        self._axis("left", ticks).setWidth(self._theme.px(48))
        labels = [(float(place), f"{point.label}\n{point.n:,}") for place, point in enumerate(self._series.points)]
        named = [*self._thinned(labels), (self._last() + 0.6, "\n" + _("calls"))]
        self._axis("bottom", named).setHeight(self._theme.px(_SERIES_AXIS))
        for value in values:
            self._segment([-0.5, self._last()], [value, value], self._pen("line"))
        self._named.clear()
        self._fill_references()
        self._fill_limits()
        self._say_names()
        self._fill_points()
        self._set_range()

    def _thinned(self, labels: list[tuple[float, str]]) -> list[tuple[float, str]]:
        font = self._theme.font("caption")
        widest = max((text_width(line, font) for _x, words in labels for line in words.split("\n")), default=1.0)
        each = max(1, round((widest + 8) * len(labels) / self._plot_room() + 0.49))
        # Counted from the end, so that the newest point always has its label.
        return [label for place, label in enumerate(reversed(labels)) if place % each == 0]

    def _fill_references(self) -> None:
        series, last = self._series, self._last()
        self._stair(series.centres, self._pen("outline", 1.5), _("mean {value}"))
        if series.target is not None:
            self._segment([-0.5, last], [series.target, series.target], self._pen("accent", 1.5))
            decimals = self._decimals if is_whole(series.target, self._decimals) else 1
            value = f"{number_text(series.target, decimals)} {series.unit}".strip()
            self._named.append((series.target, _("target {value}").format(value=value), "accent"))
        self._fill_breaks()

    def _fill_breaks(self) -> None:
        """A line before a point, and its words at the top, in the next row where they would touch others."""
        marks, font = self._series.marks, self._theme.font("caption")
        across = self._plot_room() / max(len(self._series.points), 1)
        spans = [(across * place, across * place + text_width(words, font) + 8) for place, words in marks]
        rows = rows_apart(spans)
        top = self._high + (self._high - self._low) * 0.12
        for (place, words), row in zip(marks, rows, strict=True):
            x, y = place - 0.5, top - (max(rows) - row) * self._line_apart()
            self._segment([x, x], [self._low, y], self._pen("text", 1, Qt.PenStyle.DotLine))
            self._words(x, y, words, anchor=(0, 0))

    def _fill_limits(self) -> None:
        pen = self._pen("outline", 1, Qt.PenStyle.DashLine)
        self._stair([point.upper for point in self._series.points], pen, _("upper limit {value}"))
        self._stair([point.lower for point in self._series.points], pen, _("lower limit {value}"))

    def _stair(self, values: Sequence[float | None], pen: QPen, words: str) -> None:
        """A line of one step a point, and the words for where it ends."""
        xs: list[float] = []
        ys: list[float] = []
        for place, value in enumerate(values):
            if value is not None:
                xs += [place - 0.5, place + 0.5]
                ys += [value, value]
        if ys:
            self._segment(xs, ys, pen)
            self._named.append((ys[-1], words.format(value=self._with_unit(ys[-1])), "muted"))

    def _say_names(self) -> None:
        """Names of the lines at their right ends; those that would touch are moved apart."""
        apart = self._line_apart()
        lowest = float("-inf")
        for value, words, token in sorted(self._named):
            lowest = max(value, lowest + apart)
            self._words(self._last(), lowest, words, token=token, anchor=(0, 0.5))

    def _line_apart(self) -> float:
        """How far apart two lines of words stand, in the unit of the axis."""
        high = self._theme.px(_SERIES_HEIGHT) - self._theme.px(_SERIES_AXIS)
        return 1.16 * (self._high - self._low) * self._theme.px(_NAME_PX) / high

    def _plot_room(self) -> float:
        """How wide all points together are drawn, in px."""
        return max(self.width() - self._theme.px(48) - self._theme.px(_LABELS), 240)

    def _with_unit(self, value: float) -> str:
        return f"{number_text(value, self._decimals)} {self._series.unit}".strip()

    def _fill_points(self) -> None:
        points = self._series.points
        xs = [float(place) for place in range(len(points))]
        ys = [float("nan") if point.value is None else point.value for point in points]
        seen = [(place, point.observed) for place, point in enumerate(points) if point.observed is not None]
        if seen:
            pen = self._pen("muted", 1)
            circles = pg.ScatterPlotItem(*zip(*seen, strict=True), size=_POINT - 2, pen=pen, brush=None, antialias=True)
            self._item.addItem(circles)
        self._segment(xs, ys, self._pen("text", 1.5), connect="finite")
        for is_signal, symbol, token, size in ((False, "o", "text", _POINT - 1), (True, "d", "fail", _POINT + 5)):
            drawn = [p for p, point in enumerate(points) if point.is_signal is is_signal and point.value is not None]
            places = [xs[p] for p in drawn], [ys[p] for p in drawn]
            marks = pg.ScatterPlotItem(
                *places, size=size, symbol=symbol, pen=None, brush=self._brush(token), antialias=True
            )
            self._item.addItem(marks)
        signals = [place for place, point in enumerate(points) if point.is_signal and point.value is not None]
        if signals:
            first = signals[0]
            name = points[first].signal
            when = points[first].label
            words = (
                _("{signal}, {when}").format(signal=name, when=when) if name else _("signal, {when}").format(when=when)
            )
            # on the far side of the limit it passed, where neither limit nor line runs through the word
            lower = points[first].lower
            is_low = lower is not None and ys[first] < lower
            self._words(first, ys[first], words, token="fail", anchor=(0.5, -0.5 if is_low else 1.5), weight="strong")

    def _mark(self, place: int) -> object:
        value = self._series.points[place].value
        y = self._low if value is None else value
        ring = pg.ScatterPlotItem([place], [y], size=_POINT + 8, pen=self._pen("focus", 2), brush=None, antialias=True)
        self._item.addItem(ring)
        return ring
