"""The whole call in one strip: what was heard, where marks are, what is in view. Small in rows and the transport."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QRegion, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box, draw_text
from qa_desk.gui.widgets.waveform.bars import overview_bars, paint_bars
from qa_desk.gui.widgets.waveform.marks import WaveformMark, paint_flag
from qa_desk.gui.widgets.waveform.masked import masked_told_at, paint_masked
from qa_desk.gui.widgets.waveform.painting import PLAYHEAD_WIDTH, TimeScale, clock, paint_time_flag
from qa_desk.gui.widgets.waveform.parts import CallParts, paint_parts
from qa_desk.gui.widgets.waveform.time_strip import TimeStrip
from qa_desk.gui.widgets.waveform.view import TimeView
from qa_desk.i18n import _

GUTTER = 96
_HEIGHT = 36
_SMALL_HEIGHT = 28
_SMALL_WIDTH = 360
_WAVE_TOP, _WAVE_HEIGHT = 4, 25
_UNDERLINE = 2
_VEIL = 0.7
_FRAME_TINT = 0.08
_FLAG_REACH = 6
_TIME_FLAG = 16


class WaveformOverview(TimeStrip):
    """The strip above the lanes; clicking and dragging in it seeks, the wheel zooms the part in view.

    Args:
        theme: colours and sizes.
        view: whose part is framed; None frames nothing.
        has_gutter: with the words "whole call" on the left and the heard parts underlined; else small and bare.

    Signals:
        seek_requested: seconds, where the person clicked or dragged to.
    """

    seek_requested = Signal(float)

    def __init__(
        self, *, theme: Theme, view: TimeView | None = None, has_gutter: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme=theme, view=view, parent=parent)
        self._view = view
        self._has_gutter = has_gutter
        self._duration_s = 0.0
        self._parts = CallParts()
        self._peaks: Peaks | None = None
        self._marks: tuple[WaveformMark, ...] = ()
        self._heard: tuple[Passage, ...] = ()
        self._case: Passage | None = None
        self._build()

    def set_duration(self, duration_s: float, parts: CallParts | None = None) -> None:
        """Another call of this length; everything of the last one goes. 0 shows that none is loaded."""
        self._duration_s, self._parts = duration_s, parts or CallParts()
        self._peaks, self._marks, self._heard, self._loop, self._position_s = None, (), (), None, 0.0
        self._state.clear()
        self._describe()
        self._refresh()

    def set_peaks(self, peaks: Peaks) -> None:
        """The sound to draw; ends the busy state."""
        self._peaks = peaks
        self._state.clear()
        self._refresh()

    def show_partial(self, peaks: Peaks) -> None:
        """The sound as far as it has been read; goes on being busy."""
        self._peaks = peaks
        self._refresh()

    def set_marks(self, marks: Sequence[WaveformMark]) -> None:
        """A sign at the beginning of each. The same again costs nothing."""
        if tuple(marks) == self._marks:
            return
        self._marks = tuple(marks)
        self._refresh()

    def set_case(self, passage: Passage | None) -> None:
        """The part of the call that is to be scored; it stands between two posts, the rest is veiled."""
        if passage != self._case:
            self._case = passage
            self._refresh()

    @property
    def case(self) -> Passage | None:
        """The part of the call that is to be scored; None where it is all of it."""
        return self._case

    def set_heard(self, passages: Sequence[Passage]) -> None:
        """What was listened to, in order of time."""
        if tuple(passages) != self._heard:
            self._heard = tuple(passages)
            self._refresh()

    def _build(self) -> None:
        self.setObjectName("waveform_overview")
        self.setAccessibleName(_("Overview of the whole call"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if self._view is not None:
            self._view.changed.connect(self.update)
            self.grabGesture(Qt.GestureType.PinchGesture)

    def _length_s(self) -> float:
        return self._duration_s

    def _scale(self) -> TimeScale:
        theme = self._theme
        left = theme.px(GUTTER) if self._has_gutter else 0
        right = theme.size("lg") if self._has_gutter else 0
        return TimeScale(left, max(1.0, self.width() - left - right), 0.0, max(self._duration_s, 1e-9))

    def _wave_rect(self, scale: TimeScale) -> QRectF:
        theme = self._theme
        if not self._has_gutter:
            top = theme.px(3)
            return QRectF(scale.left, top, scale.width, self.height() - 2 * top)
        return QRectF(scale.left, theme.px(_WAVE_TOP), scale.width, theme.px(_WAVE_HEIGHT))

    def _paint_still(self, painter: QPainter) -> None:
        theme, scale = self._theme, self._scale()
        if self._has_gutter:
            painter.fillRect(self.rect(), bed(theme))
            label = QRectF(theme.size("lg"), 0, scale.left - theme.size("lg"), self.height())
            draw_text(painter, label, _("whole call"), font=theme.font("body"), color=theme.color("muted"))
        wave = self._wave_rect(scale)
        if self._peaks is not None:
            self._paint_wave(painter, wave, scale, self._peaks)
            paint_masked(painter, wave, scale, self._peaks, theme, self._ground(), has_words=False)
        elif self._duration_s <= 0 and not self._has_gutter:
            middle = round(wave.center().y())
            painter.fillRect(QRectF(wave.left(), middle, wave.width(), 1), theme.color("line"))
        if self._duration_s > 0:
            paint_parts(painter, wave, scale, self._parts, theme, self._ground(), has_words=False)
        read_x = scale.x_of(self._peaks.duration_s) if self._peaks is not None and self._duration_s > 0 else wave.left()
        self._state.paint(painter, wave.adjusted(read_x - wave.left(), 0, 0, 0), theme, self._ground())
        self._paint_signs(painter, scale)

    def _paint_signs(self, painter: QPainter, scale: TimeScale) -> None:
        if self._duration_s <= 0:
            return
        theme = self._theme
        if self._case is not None:
            self._paint_case(painter, scale, self._case)
        top = 0.0 if not self._has_gutter else theme.px(2)
        if self._loop is not None:
            left, right = scale.x_of(self._loop.start_s), scale.x_of(self._loop.end_s)
            line = QRectF(round(left), 0, max(2, round(right - left)), theme.px(_UNDERLINE))
            painter.fillRect(line, theme.color("accent"))
        for mark in self._marks:
            paint_flag(painter, scale.x_of(mark.start_s), top, theme, mark.kind)

    def _paint_case(self, painter: QPainter, scale: TimeScale, case: Passage) -> None:
        theme, high = self._theme, self.height()
        left, right = round(scale.x_of(case.start_s)), round(scale.x_of(case.end_s))
        veil = QColor(self._ground())
        veil.setAlphaF(_VEIL)
        painter.fillRect(QRectF(scale.left, 0, left - scale.left, high), veil)
        painter.fillRect(QRectF(right, 0, scale.right - right, high), veil)
        post = theme.px(_UNDERLINE)
        for x in (left, right - post):
            painter.fillRect(QRectF(x, 0, post, high), theme.color("text"))

    def _paint_wave(self, painter: QPainter, wave: QRectF, scale: TimeScale, peaks: Peaks) -> None:
        theme, end_x = self._theme, scale.x_of(peaks.duration_s)
        bars = overview_bars(peaks, scale)
        paint_bars(painter, wave, bars, theme.color("silence"), end_x=end_x)
        for passage in self._heard:
            first, last = round(scale.x_of(passage.start_s)), round(scale.x_of(passage.end_s))
            heard = QRectF(first, 0, max(1, last - first), self.height())
            painter.save()
            painter.setClipRect(heard)
            painter.fillRect(heard, self._ground())
            color = theme.color("waveform_played")
            paint_bars(painter, wave, bars, color, start_x=heard.left(), end_x=min(end_x, heard.right()))
            painter.restore()
            if self._has_gutter:
                line = QRectF(first, self.height() - theme.px(5), heard.width(), theme.px(_UNDERLINE))
                painter.fillRect(line, theme.color("waveform_played"))

    def _ground(self) -> QColor:
        return bed(self._theme) if self._has_gutter else self._theme.color("background")

    def _paint_moving(self, painter: QPainter, region: QRegion) -> None:
        theme, scale = self._theme, self._scale()
        if self._duration_s <= 0:
            return
        if self._view is not None and self._view.span_s < self._duration_s:
            left, right = scale.x_of(self._view.start_s), scale.x_of(self._view.end_s)
            wide = max(theme.px(6), round(right - left))
            frame = QRectF(round(left), theme.px(1), wide, self.height() - theme.px(3))
            tint = QColor(theme.color("accent"))
            tint.setAlphaF(_FRAME_TINT)
            draw_box(painter, frame, radius=theme.size("radius_small"), fill=tint, edge=theme.color("accent"))
        x = round(scale.x_of(self._position_s))
        high = self.height() - (theme.px(3) if self._has_gutter else 0)
        painter.fillRect(QRectF(x - 1, theme.px(1), theme.px(PLAYHEAD_WIDTH), high), theme.color("accent"))
        if self._hover_x is not None and self._has_gutter:
            high = theme.px(_TIME_FLAG)
            row = QRectF(scale.left, (self.height() - high) / 2, scale.width, high)
            away = theme.px(32) if self._hover_x < scale.right - theme.px(64) else -theme.px(32)
            words = clock(scale.time_at(self._hover_x), min(1, scale.decimals))
            painter.fillRect(QRectF(round(self._hover_x), 0, 1, self.height()), theme.color("muted"))
            paint_time_flag(painter, self._hover_x + away, row, words, theme)

    def _seek_to(self, event: QMouseEvent) -> None:
        if self._duration_s > 0:
            self.seek_requested.emit(self._scale().time_at(event.position().x()))

    def told_at(self, point: QPointF) -> str:
        """What the pointer is over, in words."""
        scale = self._scale()
        if self._duration_s <= 0 or point.x() < scale.left:
            return ""
        time_s = scale.time_at(point.x())
        near = [mark for mark in self._marks if abs(scale.x_of(mark.start_s) - point.x()) <= _FLAG_REACH]
        heard = any(passage.start_s <= time_s <= passage.end_s for passage in self._heard)
        words = [mark.told for mark in near] or [
            masked_told_at(self._peaks, time_s) or self._parts.told_at(time_s, scale) or clock(time_s)
        ]
        return "\n".join([*words, *([_("listened to")] if heard else [])])

    def sizeHint(self) -> QSize:
        if self._has_gutter:
            return QSize(self._theme.px(_SMALL_WIDTH), self._theme.px(_HEIGHT))
        return QSize(self._theme.px(_SMALL_WIDTH), self._theme.px(_SMALL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(GUTTER + 32 if self._has_gutter else 64), self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._seek_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_to(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._view is None or self._duration_s <= 0:
            super().wheelEvent(event)
        else:
            self._view.turn_wheel(event, self._scale().time_at(event.position().x()))


def bed(theme: Theme) -> QColor:
    """What waveforms lie on: white paper in the light theme, the dark of the side bar in the dark one."""
    return theme.color("background" if theme.is_dark else "raised")
