"""The forest plot: a row per value with its interval against the target, n before it, the verdict in words behind."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.canvas import Canvas
from qa_desk.gui.widgets.charts.readings import interval_words
from qa_desk.gui.widgets.glyphs import draw_diamond
from qa_desk.gui.widgets.painting import draw_box, draw_text, text_width
from qa_desk.i18n import _
from qa_desk.reports.axis import Scale, is_whole
from qa_desk.reports.figures import ForestPlot, ForestRow, Standing
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.statistics_words import standing_word

_ROW = 32
_HEAD = 24
_FOOT = 24
_CAP = 4
_MOST_LABEL = 0.38
_LEAST_PLOT = 150
_TICK_ROOM = 44
_TOKENS = {Standing.REACHED: "pass", Standing.MISSED: "fail"}
_GLYPHS = {
    Standing.REACHED: ("check", "pass"),
    Standing.MISSED: ("cross", "fail"),
    Standing.UNDECIDED: ("dash", "muted"),
}
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True, slots=True)
class _Lay:
    """Where the columns lie: the right edge of n, both ends of the plot, then right edges and the verdict's left."""

    label_end: float
    n_end: float
    plot: Scale
    value_end: float
    interval_end: float
    detail_ends: tuple[float, ...]
    verdict: float


class ForestCanvas(Canvas):
    """Draws a `ForestPlot`; the columns beside the plot are as wide as their words."""

    def __init__(self, figure: ForestPlot, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(figure, theme=theme, parent=parent)
        self._forest = figure
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def place_of(self, place: int) -> QRectF:
        row = self._theme.px(_ROW)
        return QRectF(0, self._top_of(place), self.width(), row)

    def _top_of(self, place: int) -> float:
        gap = self._theme.size("sm") if self._has_pooled_from(place) else 0
        return self._theme.px(_HEAD) + place * self._theme.px(_ROW) + gap

    def _has_pooled_from(self, place: int) -> bool:
        return place > 0 and self._forest.rows[place].standing is Standing.POOLED

    def _font(self, weight: str = "normal") -> QFont:
        return self._theme.font("caption", weight)

    def _widest(self, words: list[str], weight: str = "normal") -> float:
        return max((text_width(text, self._font(weight)) for text in words), default=0.0)

    def _lay(self) -> _Lay:
        theme, rows = self._theme, self._forest.rows
        gap = theme.size("lg")
        wanted = self._widest([row.label for row in rows], "medium") + theme.px(20)
        labels = min(wanted, self.width() * _MOST_LABEL)
        counts = self._widest([f"{row.n:,}" for row in rows] + [_("calls")]) + gap
        values = self._widest([self._value(row) for row in rows], "medium") + gap
        intervals = self._widest([interval_words(row.low, row.high) for row in rows] + [_("interval")]) + gap
        details = [
            self._widest([row.details[place] for row in rows if place < len(row.details)] + [title]) + gap
            for place, title in enumerate(self._forest.detail_titles)
        ]
        verdicts = self._widest([standing_word(self._forest.verdict_of(row)) for row in rows], "medium")
        verdict_width = verdicts + theme.px(16) + gap if verdicts else 0.0
        plot_start = labels + counts + gap
        room = self.width() - plot_start - values - intervals - verdict_width - gap / 2
        while details and room - sum(details) < theme.px(_LEAST_PLOT):
            # What does not fit is in the hover and in the copied data; the plot itself must stay readable.
            details.pop()
        plot_end = plot_start + max(room - sum(details), theme.px(_LEAST_PLOT) / 2)
        ends, edge = [], plot_end + values + intervals
        for width in details:
            edge += width
            ends.append(edge)
        plot = Scale(self._forest.axis_low, self._forest.axis_high, plot_start, plot_end)
        value_end = plot_end + values
        return _Lay(labels, labels + counts, plot, value_end, value_end + intervals, tuple(ends), edge + gap)

    @staticmethod
    def _value(row: ForestRow) -> str:
        return "–" if row.value is None else number_text(row.value, 1)

    def sizeHint(self) -> QSize:
        theme = self._theme
        height = theme.px(_HEAD) + len(self._forest.rows) * theme.px(_ROW) + theme.px(_FOOT) + theme.size("sm")
        return QSize(theme.px(720), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(480), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lay = self._lay()
        marked = self.marked()
        if marked is not None:
            radius = self._theme.size("radius")
            draw_box(painter, self.place_of(marked), radius=radius, fill=self._theme.color("selection"))
            if marked == self._current and self._hovered is None:
                self._ring.draw_inside(painter, self.place_of(marked))
        self._paint_axis(painter, lay)
        self._paint_heads(painter, lay)
        for place, row in enumerate(self._forest.rows):
            self._paint_row(painter, lay, place, row)

    def _bottom(self) -> float:
        return self._top_of(len(self._forest.rows) - 1) + self._theme.px(_ROW) if self._forest.rows else 0.0

    def _paint_axis(self, painter: QPainter, lay: _Lay) -> None:
        theme, top, bottom = self._theme, self._theme.px(_HEAD), self._bottom()
        target = self._forest.target
        foot = QRectF(0, bottom, 0, theme.px(_FOOT))
        for tick in lay.plot.ticks(max(2, int((lay.plot.end - lay.plot.start) / theme.px(_TICK_ROOM)) + 1)):
            x = lay.plot.at(tick)
            painter.setPen(QPen(theme.color("line"), theme.size("hairline")))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            if target is None or abs(x - lay.plot.at(target)) > theme.px(22):
                label = foot.adjusted(x - 30, 0, x + 30, 0)
                draw_text(
                    painter, label, number_text(tick, 0), font=self._font(), color=theme.color("muted"), align=_CENTRE
                )
        if target is not None:
            x = lay.plot.at(target)
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.drawLine(QPointF(x, top - 4), QPointF(x, bottom))
            font, accent = self._font("medium"), theme.color("accent")
            label = foot.adjusted(x - 30, 0, x + 30, 0)
            told = number_text(target, 0 if is_whole(target) else 1)
            draw_text(painter, label, told, font=font, color=accent, align=_CENTRE)
            word = QRectF(x - 60, 0, 120, top - 4)
            draw_text(painter, word, self._forest.target_name or _("target"), font=font, color=accent, align=_CENTRE)

    def _paint_heads(self, painter: QPainter, lay: _Lay) -> None:
        muted, font, high = self._theme.color("muted"), self._font(), self._theme.px(_HEAD) - 4
        for words, end in (
            (_("calls"), lay.n_end),
            (self._forest.unit, lay.value_end),
            (_("interval"), lay.interval_end),
            *zip(self._forest.detail_titles, lay.detail_ends, strict=False),
        ):
            draw_text(painter, QRectF(end - 160, 0, 160, high), words, font=font, color=muted, align=_RIGHT)
        if any(standing_word(self._forest.verdict_of(row)) for row in self._forest.rows):
            draw_text(painter, QRectF(lay.verdict, 0, 200, high), _("verdict"), font=font, color=muted)

    def _paint_row(self, painter: QPainter, lay: _Lay, place: int, row: ForestRow) -> None:
        theme, strip = self._theme, self.place_of(place)
        is_pooled = row.standing is Standing.POOLED
        if is_pooled and place:
            painter.fillRect(QRectF(0, strip.y() - theme.size("xs"), self.width(), 1), theme.color("line"))
        pad = theme.px(16)
        if row.is_critical:
            side = theme.px(8)
            draw_diamond(painter, QRectF(2, strip.center().y() - side / 2, side, side), theme)
        weight = "medium" if is_pooled else "normal"
        name = QRectF(pad, strip.y(), lay.label_end - pad, strip.height())
        draw_text(painter, name, row.label, font=self._font(weight), color=theme.color("text"))
        self._paint_figures(painter, lay, row, strip, weight)
        self._paint_interval(painter, lay, row, strip.center().y())
        sign = _GLYPHS.get(self._forest.verdict_of(row))
        if sign is not None:
            glyph = QRectF(lay.verdict, strip.y(), theme.px(12), strip.height())
            paint_icon(painter, glyph, sign[0], theme, sign[1])
            words = QRectF(
                lay.verdict + theme.px(16), strip.y(), self.width() - lay.verdict - theme.px(16), strip.height()
            )
            bold = "medium" if row.standing is not Standing.UNDECIDED else "normal"
            draw_text(
                painter,
                words,
                standing_word(self._forest.verdict_of(row)),
                font=self._font(bold),
                color=theme.color(sign[1]),
            )

    def _paint_figures(self, painter: QPainter, lay: _Lay, row: ForestRow, strip: QRectF, weight: str) -> None:
        text, muted = self._theme.color("text"), self._theme.color("muted")
        written = [
            (f"{row.n:,}", lay.n_end, weight, muted),
            (self._value(row), lay.value_end, "medium", text),
            (interval_words(row.low, row.high), lay.interval_end, weight, muted),
            *((words, end, weight, muted) for words, end in zip(row.details, lay.detail_ends, strict=False)),
        ]
        for words, end, how, color in written:
            cell = QRectF(end - 160, strip.y(), 160, strip.height())
            draw_text(painter, cell, words, font=self._font(how), color=color, align=_RIGHT)

    def _paint_interval(self, painter: QPainter, lay: _Lay, row: ForestRow, y: float) -> None:
        theme = self._theme
        color = theme.color(_TOKENS.get(row.standing, "text"))
        painter.setPen(QPen(color, 1.5))
        if row.low is not None and row.high is not None:
            low, high = lay.plot.at(row.low), lay.plot.at(row.high)
            painter.drawLine(QPointF(low, y), QPointF(high, y))
            for end in (low, high):
                painter.drawLine(QPointF(end, y - _CAP), QPointF(end, y + _CAP))
        if row.value is None:
            return
        x = lay.plot.at(row.value)
        is_filled = row.standing in _TOKENS or row.standing is Standing.NONE
        painter.setBrush(color if is_filled else theme.color("surface"))
        if row.standing is Standing.MISSED:
            painter.drawRect(QRectF(x - 4.5, y - 4.5, 9, 9))
        elif row.standing is Standing.POOLED:
            corners = [QPointF(x, y - 7), QPointF(x + 7, y), QPointF(x, y + 7), QPointF(x - 7, y)]
            painter.drawPolygon(QPolygonF(corners))
        else:
            painter.drawEllipse(QPointF(x, y), 4.5, 4.5)
