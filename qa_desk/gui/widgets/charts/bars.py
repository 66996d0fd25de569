"""Lying bars by group on the screen, beside each other or stacked, with a legend above; painted, without pyqtgraph."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.canvas import Canvas
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.i18n import _
from qa_desk.reports.axis import Scale, round_range
from qa_desk.reports.figures import Bars, BarValue
from qa_desk.reports.render.numbers import NOTHING, number_text
from qa_desk.reports.render.svg.bars import SERIES_INKS

_HEAD, _FOOT = 36, 24
_STACK_ROW, _BAR, _GAP = 28, 16, 12
_SWATCH = 12
_MOST_LABEL = 0.38
_TICK_ROOM = 44
_RIGHT, _CENTRE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter


class BarsCanvas(Canvas):
    """Draws `Bars`; every bar, or part of one, takes the pointer and the keys."""

    def __init__(self, figure: Bars, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(figure, theme=theme, parent=parent)
        self._bars = figure
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def place_of(self, place: int) -> QRectF:
        group, one = divmod(place, len(self._bars.series))
        scale, top = self._scale(), self._top_of(group)
        if not self._bars.is_stacked:
            bar = self._theme.px(_BAR)
            return QRectF(0, top + self._theme.px(_GAP) / 2 + bar * one, self.width(), bar)
        before = sum(part.value or 0.0 for part in self._bars.groups[group].values[:one])
        left, right = scale.at(before), scale.at(before + (self._bars.groups[group].values[one].value or 0.0))
        bar = self._theme.px(_BAR)
        return QRectF(left, top + (self._row() - bar) / 2, max(right - left, 4.0), bar)

    def sizeHint(self) -> QSize:
        height = self._theme.px(_HEAD + _FOOT) + len(self._bars.groups) * self._row()
        return QSize(self._theme.px(620), round(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(420), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, marked = self._scale(), self.marked()
        if marked is not None and not self._bars.is_stacked:
            self._paint_marked(painter, self.place_of(marked), marked)
        self._paint_legend(painter, scale.start)
        self._paint_axis(painter, scale)
        font, color = self._theme.font("caption"), self._theme.color("text")
        pad = self._theme.size("sm")
        for place, group in enumerate(self._bars.groups):
            label = QRectF(0, self._top_of(place), scale.start - pad, self._row())
            draw_text(painter, label, group.label, font=font, color=color, align=_RIGHT)
        for place, (one, bar) in enumerate(self._each()):
            if self._bars.is_stacked:
                self._paint_part(painter, self.place_of(place), one, bar)
            else:
                self._paint_bar(painter, self.place_of(place), one, bar, scale)
        if marked is not None and self._bars.is_stacked:
            draw_box(painter, self.place_of(marked), radius=0, edge=self._theme.color("focus"), width=2)
        self._paint_target(painter, scale)

    def _each(self) -> Iterator[tuple[int, BarValue]]:
        """Place in its group, and bar, in the order of the readings."""
        return ((one, bar) for group in self._bars.groups for one, bar in enumerate(group.values))

    def _row(self) -> float:
        n_bars = max(len(self._bars.series), 1)
        return self._theme.px(_STACK_ROW if self._bars.is_stacked else _BAR * n_bars + _GAP)

    def _top_of(self, group: int) -> float:
        return self._theme.px(_HEAD) + group * self._row()

    def _scale(self) -> Scale:
        font = self._theme.font("caption")
        widest = max((text_width(group.label, font) for group in self._bars.groups), default=0.0)
        left = min(widest, self.width() * _MOST_LABEL) + self._theme.px(16)
        return Scale(*round_range([0.0, *self._bars.ends]), left, self.width() - self._theme.px(64))

    def _paint_marked(self, painter: QPainter, strip: QRectF, place: int) -> None:
        draw_box(painter, strip, radius=self._theme.size("radius"), fill=self._theme.color("selection"))
        if place == self._current and self._hovered is None:
            self._ring.draw_inside(painter, strip)

    def _paint_legend(self, painter: QPainter, x: float) -> None:
        font, muted, side = self._theme.font("caption"), self._theme.color("muted"), self._theme.px(_SWATCH)
        for place, name in enumerate(self._bars.series):
            painter.fillRect(QRectF(x, 2, side, side), self._theme.color(_fill(place)))
            words = QRectF(x + side + 6, 0, self.width(), side + 4)
            x += side + 6 + draw_text(painter, words, name, font=font, color=muted) + self._theme.size("lg")

    def _paint_axis(self, painter: QPainter, scale: Scale) -> None:
        top, bottom = self._theme.px(_HEAD), self._top_of(len(self._bars.groups))
        font, muted = self._theme.font("caption"), self._theme.color("muted")
        for tick in scale.ticks(max(2, int((scale.end - scale.start) / self._theme.px(_TICK_ROOM)) + 1)):
            x = scale.at(tick)
            painter.setPen(QPen(self._theme.color("line"), self._theme.size("hairline")))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            words = number_text(tick, 0)
            if tick == scale.high:
                words = f"{words} {self._bars.unit}".strip()
            foot = QRectF(x - 40, bottom, 80, self._theme.px(_FOOT))
            draw_text(painter, foot, words, font=font, color=muted, align=_CENTRE)

    def _paint_target(self, painter: QPainter, scale: Scale) -> None:
        if self._bars.target is None:
            return
        x, top, accent = scale.at(self._bars.target), self._theme.px(_HEAD), self._theme.color("accent")
        painter.setPen(QPen(accent, 1.5))
        painter.drawLine(QPointF(x, top - 3), QPointF(x, self._top_of(len(self._bars.groups))))
        words = _("target {value}").format(value=f"{number_text(self._bars.target, 0)} {self._bars.unit}".strip())
        label = QRectF(x - 80, top - self._theme.px(18), 160, self._theme.px(16))
        draw_text(painter, label, words, font=self._theme.font("caption", "medium"), color=accent, align=_CENTRE)

    def _paint_part(self, painter: QPainter, box: QRectF, one: int, part: BarValue) -> None:
        if not part.value:
            return
        painter.fillRect(box.adjusted(0, 0, -1, 0), self._theme.color(_fill(one)))
        words, font = number_text(part.value, 0), self._theme.font("caption")
        if text_width(words, font) + 6 < box.width():
            ink = self._theme.color(SERIES_INKS[one % len(SERIES_INKS)][1])
            draw_text(painter, box, words, font=font, color=ink, align=_CENTRE)

    def _paint_bar(self, painter: QPainter, strip: QRectF, one: int, bar: BarValue, scale: Scale) -> None:
        zero, y = scale.at(0.0), strip.center().y()
        at = zero if bar.value is None else scale.at(bar.value)
        painter.fillRect(
            QRectF(min(zero, at), strip.y() + 2, abs(at - zero), strip.height() - 4), self._theme.color(_fill(one))
        )
        end = max(zero, at)
        if bar.low is not None and bar.high is not None:
            low, high = scale.at(bar.low), scale.at(bar.high)
            # A halo in the colour of the page keeps the interval in sight where it lies on the bar.
            for token, width in (("surface", 4.5), ("text", 1.5)):
                painter.setPen(QPen(self._theme.color(token), width))
                painter.drawLine(QPointF(low, y), QPointF(high, y))
                for edge in (low, high):
                    painter.drawLine(QPointF(edge, y - 4), QPointF(edge, y + 4))
            end = max(end, high)
        words = NOTHING if bar.value is None else number_text(bar.value, 1)
        label = QRectF(end + 6, strip.y(), self.width() - end, strip.height())
        draw_text(painter, label, words, font=self._theme.font("caption"), color=self._theme.color("text"))


def _fill(place: int) -> str:
    return SERIES_INKS[place % len(SERIES_INKS)][0]
