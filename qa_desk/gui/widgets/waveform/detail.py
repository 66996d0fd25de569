"""A part of the call close up: a lane for each voice, marks above, silence and overtalk between, the ruler below."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text
from qa_desk.gui.widgets.waveform.layer import LayeredWidget, SoundState
from qa_desk.gui.widgets.waveform.marks import PlacedMark, WaveformMark, paint_label, paint_passage, place_marks
from qa_desk.gui.widgets.waveform.overview import GUTTER, bed
from qa_desk.gui.widgets.waveform.painting import (
    TimeScale,
    clock,
    paint_playhead,
    paint_ruler,
)
from qa_desk.gui.widgets.waveform.view import TimeView
from qa_desk.gui.widgets.waveform.voice_lanes import VoiceLanes
from qa_desk.i18n import _

_MARK_ROW = 28
_RULER = 16
_SNAP_S = 0.1
_CLICK_PX = 4
_EDGE_PX = 4


class _Drag(Enum):
    NONE = "none"
    SELECTION = "selection"
    MARK_START = "mark_start"
    MARK_END = "mark_end"


@dataclass(slots=True)
class _Press:
    """What the pressed button began."""

    kind: _Drag
    x: float
    anchor_s: float
    mark: WaveformMark | None = None
    is_moved: bool = False


class WaveformDetail(LayeredWidget):
    """The lanes. Wheel zooms at the pointer, Shift+wheel moves; a click seeks, a drag selects a passage.

    Args:
        theme: colours and sizes.
        view: the part in view, shared with the overview and with further lanes.
        has_ruler, has_marks: False where lanes below bring a ruler, or show the marks themselves.

    Signals:
        seek_requested: seconds.
        selection_changed: start and end of the passage dragged, in seconds, on tenths of a second.
        selection_cleared: the person clicked outside of it.
        mark_clicked: id of the mark.
        mark_moved: id, new start and new end of the selected mark, whose edge was dragged.
    """

    seek_requested = Signal(float)
    selection_changed = Signal(float, float)
    selection_cleared = Signal()
    mark_clicked = Signal(str)
    mark_moved = Signal(str, float, float)

    def __init__(
        self,
        *,
        theme: Theme,
        view: TimeView,
        has_ruler: bool = True,
        has_marks: bool = True,
        gutter: int = GUTTER,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme=theme, parent=parent)
        self._view = view
        self._has_ruler, self._has_marks, self._gutter = has_ruler, has_marks, gutter
        self._lanes = VoiceLanes(theme)
        self._marks: tuple[WaveformMark, ...] = ()
        self._selected_id: str | None = None
        self._selection: Passage | None = None
        self._position_s = 0.0
        self._press: _Press | None = None
        self._state = SoundState(self._on_state_changed)
        self.setObjectName("waveform_detail")
        self.setAccessibleName(_("Waveform of the voices"))
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view.changed.connect(self._refresh)

    @property
    def selection(self) -> Passage | None:
        """The passage selected."""
        return self._selection

    def set_call(self, agent_channel: AgentChannel) -> None:
        """Another recording; everything of the last one goes."""
        self._lanes.set_call(agent_channel)
        self._marks, self._selected_id, self._selection, self._press = (), None, None, None
        self._position_s = 0.0
        self._state.clear()
        self._refresh()

    def set_peaks(self, peaks: Peaks, activity: Activity) -> None:
        """The sound to draw, with its silences and overtalk; ends the busy state."""
        self._lanes.set_peaks(peaks, activity)
        self._state.clear()
        self._refresh()

    def show_busy(self, share: float | None = None) -> None:
        """The peaks are being computed; `share` is how far."""
        self._state.show_busy(share)

    def show_error(self, sentence: str) -> None:
        """There will be no peaks, and why."""
        self._state.show_error(sentence)

    def set_marks(self, marks: Sequence[WaveformMark], selected_id: str | None = None) -> None:
        """The marks in their lane; the passage of the selected one is tinted."""
        self._marks, self._selected_id = tuple(marks), selected_id
        self._refresh()

    def set_selection(self, passage: Passage | None) -> None:
        """The passage selected, from code."""
        if passage != self._selection:
            self._selection = passage
            self._refresh()

    def set_position(self, position_s: float) -> None:
        """Where the sound is now."""
        scale = self._scale()
        before, now = scale.x_of(self._position_s), scale.x_of(position_s)
        self._position_s = position_s
        if round(before) != round(now):
            self._update_around(before, now)

    def _scale(self) -> TimeScale:
        left = self._theme.px(self._gutter)
        width = max(1.0, self.width() - left - self._theme.size("lg"))
        return TimeScale(left, width, self._view.start_s, self._view.end_s)

    def _lanes_top(self) -> int:
        return self._theme.px(_MARK_ROW) if self._has_marks else self._theme.px(4)

    def _on_state_changed(self) -> None:
        self.setAccessibleDescription(self._state.words)
        self._refresh()

    def _paint_still(self, painter: QPainter) -> None:
        theme, scale = self._theme, self._scale()
        painter.fillRect(self.rect(), bed(theme))
        if self._has_marks:
            label = QRectF(theme.size("lg"), 0, scale.left - theme.size("lg"), theme.px(_MARK_ROW))
            draw_text(painter, label, _("marks"), font=theme.font("body"), color=theme.color("muted"))
        self._lanes.paint_names(painter, scale, self._lanes_top())
        if self._view.duration_s <= 0:
            return
        painter.save()
        painter.setClipRect(QRectF(scale.left, 0, scale.width + 1, self.height()))
        for passage in self._tinted():
            self._paint_tint(painter, scale, passage)
        self._lanes.paint(painter, scale, self._lanes_top())
        painter.restore()
        lanes = QRectF(scale.left, self._lanes_top(), scale.width, self._lanes.height)
        self._state.paint(painter, lanes, theme, bed(theme))
        if self._has_ruler:
            self._paint_ruler(painter, scale)

    def _tinted(self) -> list[Passage]:
        chosen = [Passage(mark.start_s, mark.end_s) for mark in self._marks if mark.id == self._selected_id]
        return [*chosen, *([self._selection] if self._selection is not None else [])]

    def _paint_tint(self, painter: QPainter, scale: TimeScale, passage: Passage) -> None:
        left, right = scale.x_of(passage.start_s), scale.x_of(passage.end_s)
        if right < scale.left or left > scale.right:
            return
        top = self._theme.px(4)
        rect = QRectF(round(left), top, max(1, round(right - left)), self._lanes_top() + self._lanes.height - top)
        paint_passage(painter, rect, self._theme, bed(self._theme))

    def _paint_ruler(self, painter: QPainter, scale: TimeScale) -> None:
        theme = self._theme
        top = self._lanes_top() + self._lanes.height
        painter.fillRect(QRectF(0, top, self.width(), theme.size("hairline")), theme.color("line"))
        paint_ruler(painter, QRectF(scale.left, top, scale.width, theme.px(_RULER)), scale, theme)

    def _paint_moving(self, painter: QPainter) -> None:
        theme, scale = self._theme, self._scale()
        if self._view.duration_s <= 0:
            return
        x = scale.x_of(self._position_s)
        if scale.left - 1 <= x <= scale.right + 1:
            # Under the marks: their labels are painted after it.
            bottom = self._lanes_top() + self._lanes.height
            paint_playhead(painter, x, self._lanes_top() - theme.px(2), bottom, theme, has_grip=True)
        for placed in self._placed():
            paint_label(painter, placed, theme, bed(theme))

    def _placed(self) -> list[PlacedMark]:
        if not self._has_marks:
            return []
        return place_marks(self._marks, self._selected_id, self._scale(), self._theme.px(4), self._theme)

    def _mark_at(self, point: QPointF) -> WaveformMark | None:
        return next((placed.mark for placed in reversed(self._placed()) if placed.label.contains(point)), None)

    def _edge_at(self, x: float) -> tuple[_Drag, WaveformMark] | None:
        """The edge of the selected mark under the pointer."""
        scale, reach = self._scale(), self._theme.px(_EDGE_PX)
        for mark in self._marks:
            if mark.id != self._selected_id:
                continue
            if abs(scale.x_of(mark.end_s) - x) <= reach:
                return _Drag.MARK_END, mark
            if abs(scale.x_of(mark.start_s) - x) <= reach:
                return _Drag.MARK_START, mark
        return None

    def _drag_to(self, press: _Press, x: float) -> None:
        time_s = _snapped(self._scale().time_at(x))
        if press.kind is _Drag.SELECTION:
            first, last = sorted((_snapped(press.anchor_s), time_s))
            self.set_selection(Passage(first, last) if last > first else None)
        elif press.mark is not None:
            start_s, end_s = press.mark.start_s, press.mark.end_s
            if press.kind is _Drag.MARK_START:
                start_s = min(time_s, end_s - _SNAP_S)
            else:
                end_s = max(time_s, start_s + _SNAP_S)
            self._marks = tuple(
                WaveformMark(mark.id, start_s, end_s, mark.label, mark.note, mark.is_failure)
                if mark.id == press.mark.id
                else mark
                for mark in self._marks
            )
            self._refresh()

    def _click_at(self, point: QPointF) -> None:
        mark = self._mark_at(point)
        if mark is not None:
            self.mark_clicked.emit(mark.id)
            return
        time_s = self._scale().time_at(point.x())
        selection = self._selection
        if selection is not None and not selection.start_s <= time_s <= selection.end_s:
            self.set_selection(None)
            self.selection_cleared.emit()
        self.seek_requested.emit(time_s)

    def _finish(self, press: _Press, point: QPointF) -> None:
        if not press.is_moved:
            self._click_at(point)
        elif press.kind is _Drag.SELECTION:
            if self._selection is not None:
                self.selection_changed.emit(self._selection.start_s, self._selection.end_s)
        elif press.mark is not None:
            moved = next(mark for mark in self._marks if mark.id == press.mark.id)
            self.mark_moved.emit(moved.id, moved.start_s, moved.end_s)

    def sizeHint(self) -> QSize:
        ruler = self._theme.px(_RULER) if self._has_ruler else self._theme.px(4)
        return QSize(self._theme.px(480), self._lanes_top() + self._lanes.height + ruler)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self._mark_at(QPointF(event.pos()))
            if mark is None:
                QToolTip.hideText()
            else:
                span = f"{clock(mark.start_s)}–{clock(mark.end_s)}"
                QToolTip.showText(event.globalPos(), "\n".join(filter(None, (span, mark.label, mark.note))), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        is_on_axis = x >= self._scale().left - _EDGE_PX
        if event.button() is not Qt.MouseButton.LeftButton or self._view.duration_s <= 0 or not is_on_axis:
            return
        edge = self._edge_at(x)
        if edge is not None:
            self._press = _Press(edge[0], x, 0.0, edge[1])
        else:
            self._press = _Press(_Drag.SELECTION, x, self._scale().time_at(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, press = event.position().x(), self._press
        if press is None:
            on_mark = self._mark_at(event.position()) is not None
            resting = Qt.CursorShape.PointingHandCursor if on_mark else Qt.CursorShape.ArrowCursor
            self.setCursor(Qt.CursorShape.SizeHorCursor if self._edge_at(x) is not None else resting)
            return
        press.is_moved = press.is_moved or abs(x - press.x) >= _CLICK_PX
        if press.is_moved:
            self._drag_to(press, x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        if press is not None and event.button() is Qt.MouseButton.LeftButton:
            self._finish(press, event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.turn_wheel(event, self._scale().time_at(event.position().x()))


def _snapped(time_s: float) -> float:
    return round(time_s / _SNAP_S) * _SNAP_S
