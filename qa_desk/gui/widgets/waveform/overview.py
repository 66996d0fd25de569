"""The whole call in one strip: what was heard, where marks are, what is in view. Small in rows and the transport."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box, draw_text
from qa_desk.gui.widgets.waveform.layer import LayeredWidget, SoundState
from qa_desk.gui.widgets.waveform.marks import WaveformMark, paint_flag
from qa_desk.gui.widgets.waveform.painting import (
    PLAYHEAD_WIDTH,
    TimeScale,
    overview_heights,
    paint_bars,
)
from qa_desk.gui.widgets.waveform.view import TimeView
from qa_desk.i18n import _

GUTTER = 96
_HEIGHT = 36
_SMALL_HEIGHT = 28
_SMALL_WIDTH = 360
_WAVE_TOP, _WAVE_HEIGHT = 4, 25
_UNDERLINE = 2
_FRAME_TINT = 0.08


class WaveformOverview(LayeredWidget):
    """The strip above the lanes; clicking and dragging in it seeks.

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
        super().__init__(theme=theme, parent=parent)
        self._view = view
        self._has_gutter = has_gutter
        self._duration_s = 0.0
        self._peaks: Peaks | None = None
        self._marks: tuple[WaveformMark, ...] = ()
        self._heard: tuple[Passage, ...] = ()
        self._position_s = 0.0
        self._state = SoundState(self._on_state_changed)
        self.setObjectName("waveform_overview")
        self.setAccessibleName(_("Overview of the whole call"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if view is not None:
            view.changed.connect(self.update)

    def set_duration(self, duration_s: float) -> None:
        """Another recording of this length; everything of the last one goes. 0 shows that none is loaded."""
        self._duration_s = duration_s
        self._peaks, self._marks, self._heard, self._position_s = None, (), (), 0.0
        self._state.clear()
        self._refresh()

    def set_peaks(self, peaks: Peaks) -> None:
        """The sound to draw; ends the busy state."""
        self._peaks = peaks
        self._state.clear()
        self._refresh()

    def show_busy(self, share: float | None = None) -> None:
        """The peaks are being computed; `share` is how far."""
        self._state.show_busy(share)

    def show_error(self, sentence: str) -> None:
        """There will be no peaks, and why."""
        self._state.show_error(sentence)

    def set_marks(self, marks: Sequence[WaveformMark]) -> None:
        """A flag at the beginning of each."""
        self._marks = tuple(marks)
        self._refresh()

    def set_heard(self, passages: Sequence[Passage]) -> None:
        """What was listened to, in order of time."""
        if tuple(passages) != self._heard:
            self._heard = tuple(passages)
            self._refresh()

    def set_position(self, position_s: float) -> None:
        """Where the sound is now."""
        scale = self._scale()
        before, now = scale.x_of(self._position_s), scale.x_of(position_s)
        self._position_s = position_s
        if round(before) != round(now):
            self._update_around(before, now)

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

    def _on_state_changed(self) -> None:
        self.setAccessibleDescription(self._state.words)
        self._refresh()

    def _paint_still(self, painter: QPainter) -> None:
        theme, scale = self._theme, self._scale()
        if self._has_gutter:
            painter.fillRect(self.rect(), bed(theme))
            label = QRectF(theme.size("lg"), 0, scale.left - theme.size("lg"), self.height())
            draw_text(painter, label, _("whole call"), font=theme.font("body"), color=theme.color("muted"))
        wave = self._wave_rect(scale)
        if self._peaks is not None:
            self._paint_wave(painter, wave, scale, self._peaks)
        elif self._duration_s <= 0 and not self._has_gutter:
            middle = round(wave.center().y())
            painter.fillRect(QRectF(wave.left(), middle, wave.width(), 1), theme.color("line"))
        self._state.paint(painter, wave, theme, self._ground())
        if self._duration_s > 0:
            top = 0.0 if not self._has_gutter else theme.px(2)
            for mark in self._marks:
                paint_flag(painter, scale.x_of(mark.start_s), top, theme)

    def _paint_wave(self, painter: QPainter, wave: QRectF, scale: TimeScale, peaks: Peaks) -> None:
        theme = self._theme
        heights = overview_heights(peaks, scale)
        paint_bars(painter, wave, heights, theme.color("silence"))
        for passage in self._heard:
            first, last = scale.x_of(passage.start_s), scale.x_of(passage.end_s)
            painter.save()
            painter.setClipRect(QRectF(first, 0, last - first, self.height()))
            painter.fillRect(QRectF(first, 0, last - first, self.height()), self._ground())
            paint_bars(painter, wave, heights, theme.color("waveform_played"), end_x=last)
            painter.restore()
            if self._has_gutter:
                line = QRectF(first, self.height() - theme.px(5), last - first, theme.px(_UNDERLINE))
                painter.fillRect(line, theme.color("waveform_played"))

    def _ground(self) -> QColor:
        return bed(self._theme) if self._has_gutter else self._theme.color("background")

    def _paint_moving(self, painter: QPainter) -> None:
        theme, scale = self._theme, self._scale()
        if self._duration_s <= 0:
            return
        if self._view is not None and self._view.span_s < self._duration_s:
            left, right = scale.x_of(self._view.start_s), scale.x_of(self._view.end_s)
            frame = QRectF(round(left), theme.px(1), round(right - left), self.height() - theme.px(3))
            tint = QColor(theme.color("accent"))
            tint.setAlphaF(_FRAME_TINT)
            draw_box(painter, frame, radius=theme.size("radius_small"), fill=tint, edge=theme.color("accent"))
        x = round(scale.x_of(self._position_s))
        high = self.height() - (theme.px(3) if self._has_gutter else 0)
        painter.fillRect(QRectF(x - 1, theme.px(1), theme.px(PLAYHEAD_WIDTH), high), theme.color("accent"))

    def _seek_to(self, event: QMouseEvent) -> None:
        if self._duration_s > 0:
            self.seek_requested.emit(self._scale().time_at(event.position().x()))

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
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_to(event)


def bed(theme: Theme) -> QColor:
    """What waveforms lie on: white paper in the light theme, the dark of the side bar in the dark one."""
    return theme.color("background" if theme.is_dark else "raised")
