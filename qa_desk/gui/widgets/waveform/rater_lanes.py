"""The panel's marks under the waveform in a meeting: one lane for each rater, on the time axis of the lanes above."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPen, QRegion, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.glyphs import draw_rater, rater_token
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.gui.widgets.waveform.layer import LayeredWidget
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.overview import GUTTER, bed
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock, paint_playhead
from qa_desk.gui.widgets.waveform.ruler import RULER, paint_ruler
from qa_desk.gui.widgets.waveform.view import TimeView
from qa_desk.i18n import _

MEETING_GUTTER = 136
"""The gutter that fits names on the projector; lanes and the waveform above them take the same."""

_LANE = 27
_BAR = 20
_HEAD = 7
_SHAPE = 12


@dataclass(frozen=True, slots=True)
class RaterLane:
    """One rater's marks on the call.

    Args:
        rater: place in the panel, 0 for the first; it decides shape and colour.
        name: shown beside the shape; empty while names are hidden.
        marks: what they left; their `note`, else their `label`, stands in or beside the bar.
    """

    rater: int
    name: str
    marks: tuple[WaveformMark, ...] = ()


class RaterLanes(LayeredWidget):
    """The lanes with a ruler below; an empty lane says "no mark left".

    Args:
        theme: colours and sizes; in projector mode everything is larger.
        view: the part in view, shared with the waveform above.
        gutter: width of the column with the names, before projector scaling.

    Signals:
        mark_clicked: id of the mark; play it.
        seek_requested: seconds, for a click beside the marks.
    """

    mark_clicked = Signal(str)
    seek_requested = Signal(float)

    def __init__(self, *, theme: Theme, view: TimeView, gutter: int = GUTTER, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self._view, self._gutter = view, gutter
        self._lanes: tuple[RaterLane, ...] = ()
        self._position_s = 0.0
        self.setObjectName("rater_lanes")
        self.setAccessibleName(_("Marks of each inspector"))
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view.changed.connect(self._refresh)

    @property
    def lanes(self) -> tuple[RaterLane, ...]:
        """The lanes shown, from the top."""
        return self._lanes

    def set_lanes(self, lanes: Sequence[RaterLane]) -> None:
        """One lane for each rater, in the order of the panel."""
        self._lanes = tuple(lanes)
        self._describe()
        self.updateGeometry()
        self._refresh()

    def set_position(self, position_s: float) -> None:
        """Where the sound is now."""
        scale = self._scale()
        before, now = scale.x_of(self._position_s), scale.x_of(position_s)
        self._position_s = position_s
        if round(before) != round(now):
            self._update_around(before, now)

    def _describe(self) -> None:
        said = (
            f"{lane.name}: "
            + (", ".join(f"{clock(mark.start_s)} {_words(mark)}" for mark in lane.marks) or _("no mark left"))
            for lane in self._lanes
        )
        self.setAccessibleDescription("; ".join(said))

    def _scale(self) -> TimeScale:
        left = self._theme.px(self._gutter)
        width = max(1.0, self.width() - left - self._theme.size("lg"))
        return TimeScale(left, width, self._view.start_s, self._view.end_s)

    def _bar(self, scale: TimeScale, place: int, mark: WaveformMark) -> QRectF:
        lane, bar, head = self._theme.px(_LANE), self._theme.px(_BAR), self._theme.px(_HEAD)
        left, right = round(scale.x_of(mark.start_s)), round(scale.x_of(mark.end_s))
        return QRectF(left, place * lane + (lane - bar) / 2, max(right - left, 2 * head), bar)

    def _lanes_height(self) -> int:
        return len(self._lanes) * self._theme.px(_LANE)

    def _paint_still(self, painter: QPainter) -> None:
        theme, scale = self._theme, self._scale()
        painter.fillRect(self.rect(), bed(theme))
        high = theme.px(_LANE)
        for place, lane in enumerate(self._lanes):
            painter.fillRect(
                QRectF(0, place * high, self.width(), theme.size("hairline")),
                theme.color("line"),
            )
            self._paint_name(painter, QRectF(0, place * high, scale.left, high), lane)
        painter.fillRect(QRectF(0, self._lanes_height(), self.width(), theme.size("hairline")), theme.color("line"))
        paint_ruler(painter, QRectF(scale.left, self._lanes_height(), scale.width, theme.px(RULER)), scale, theme)

    def _paint_name(self, painter: QPainter, rect: QRectF, lane: RaterLane) -> None:
        theme, side = self._theme, self._theme.px(_SHAPE)
        shape = QRectF(theme.size("lg"), rect.center().y() - side / 2, side, side)
        draw_rater(painter, shape, lane.rater, theme)
        left = shape.right() + theme.size("sm")
        place = QRectF(left, rect.top(), rect.right() - left - theme.size("xs"), rect.height())
        draw_text(painter, place, lane.name, font=theme.font("body"), color=theme.color("text"))

    def _paint_marks(self, painter: QPainter, scale: TimeScale, place: int, lane: RaterLane) -> None:
        theme, font = self._theme, self._theme.font("caption")
        if not lane.marks:
            rect = QRectF(scale.left, place * theme.px(_LANE), scale.width, theme.px(_LANE))
            draw_text(painter, rect, _("no mark left"), font=font, color=theme.color("muted"))
            return
        marks = sorted(lane.marks, key=lambda mark: mark.start_s)
        for index, mark in enumerate(marks):
            bar = self._bar(scale, place, mark)
            self._paint_bar(painter, bar, lane.rater)
            inside = bar.adjusted(theme.px(_HEAD) + theme.size("xs"), 0, -theme.size("xs"), 0)
            words = _words(mark)
            if text_width(words, font) <= inside.width():
                draw_text(painter, inside, words, font=font, color=theme.color("text"))
                continue
            end = self._bar(scale, place, marks[index + 1]).left() if index + 1 < len(marks) else scale.right
            left = bar.right() + theme.size("sm")
            if end - left > theme.px(24):
                beside = QRectF(left, bar.top(), end - left - theme.size("xs"), bar.height())
                draw_text(painter, beside, words, font=font, color=theme.color("text"))

    def _paint_bar(self, painter: QPainter, bar: QRectF, rater: int) -> None:
        theme = self._theme
        color, radius = theme.color(rater_token(rater)), theme.size("radius_small") - 1
        outline = QPainterPath()
        outline.addRoundedRect(bar.adjusted(1, 1, -1, -1), radius, radius)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outline, bed(theme))
        head = QPainterPath()
        head.addRect(QRectF(bar.left(), bar.top(), theme.px(_HEAD), bar.height()))
        painter.fillPath(outline.intersected(head), color)
        painter.setPen(QPen(color, theme.px(2)))
        painter.drawPath(outline)
        painter.restore()

    def _paint_moving(self, painter: QPainter, region: QRegion) -> None:
        scale = self._scale()
        x = scale.x_of(self._position_s)
        if self._view.duration_s > 0 and scale.left - 1 <= x <= scale.right + 1:
            paint_playhead(painter, x, 0, self._lanes_height(), self._theme, has_grip=False)
        axis = QRectF(scale.left - 1, 0, scale.width + 2, self.height())
        painter.setClipRect(axis, Qt.ClipOperation.IntersectClip)
        for place, lane in enumerate(self._lanes):
            self._paint_marks(painter, scale, place, lane)

    def _mark_at(self, point: QPointF) -> WaveformMark | None:
        scale, place = self._scale(), int(point.y() // self._theme.px(_LANE))
        if not 0 <= place < len(self._lanes) or point.x() < scale.left:
            return None
        hit = (mark for mark in self._lanes[place].marks if self._bar(scale, place, mark).contains(point))
        return next(hit, None)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(480), self._lanes_height() + self._theme.px(RULER))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self._mark_at(QPointF(event.pos()))
            if mark is None:
                QToolTip.hideText()
            else:
                span = f"{clock(mark.start_s)}–{clock(mark.end_s)}"
                QToolTip.showText(event.globalPos(), f"{span}\n{_words(mark)}", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on_mark = self._mark_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_mark else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        scale = self._scale()
        if event.button() is not Qt.MouseButton.LeftButton or self._view.duration_s <= 0:
            return
        mark = self._mark_at(event.position())
        if mark is not None:
            self.mark_clicked.emit(mark.id)
        elif event.position().x() >= scale.left:
            self.seek_requested.emit(scale.time_at(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.turn_wheel(event, self._scale().time_at(event.position().x()))


def _words(mark: WaveformMark) -> str:
    return mark.note or mark.label
