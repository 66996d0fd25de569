"""The part of the call close up, in a person's hands: clicks seek, drags select and adjust, the wheel zooms."""

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from qa_desk.audio.passage import Passage
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.dragging import CLICK_PX, EDGE_PX, Grip, Press, edge_at
from qa_desk.gui.widgets.waveform.lanes import LanesShown, SoundLanes
from qa_desk.gui.widgets.waveform.parts import CallParts
from qa_desk.gui.widgets.waveform.view import TimeView

_HAND, _SIDEWAYS = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.SizeHorCursor
_LOOP_GRIPS = (Grip.LOOP_START, Grip.LOOP_END)


class WaveformDetail(SoundLanes):
    """The lanes. Wheel zooms at the pointer, Shift+wheel moves; a click seeks, a drag selects a passage.

    Args:
        theme, view, shown, parent: as `SoundLanes`.

    Signals:
        seek_requested: seconds.
        selection_changed: start and end of the passage dragged, in seconds, on tenths of a second.
        selection_cleared: the person clicked outside of it.
        mark_clicked: id of the mark.
        mark_moved: id, new start and new end of the selected mark, whose edge was dragged.
        loop_changed: new start and end of the loop, one of whose handles was dragged.
    """

    seek_requested = Signal(float)
    selection_changed = Signal(float, float)
    selection_cleared = Signal()
    mark_clicked = Signal(str)
    mark_moved = Signal(str, float, float)
    loop_changed = Signal(float, float)

    def __init__(
        self, *, theme: Theme, view: TimeView, shown: LanesShown | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme=theme, view=view, shown=shown, parent=parent)
        self._press: Press | None = None
        self.setObjectName("waveform_detail")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)

    @property
    def is_dragging(self) -> bool:
        """Whether a passage, a mark or the loop is being changed by hand right now."""
        return self._press is not None and self._press.is_moved

    def set_call(self, agent_channel: AgentChannel, parts: CallParts | None = None) -> None:
        """Another call; everything of the last one goes, and what is in the hand with it."""
        self._press = None
        super().set_call(agent_channel, parts)

    def set_loop(self, loop: Passage | None) -> None:
        """The passage that repeats, from code; a loop in the hand stays in the hand."""
        if not self.is_dragging:
            super().set_loop(loop)

    def _press_at(self, point: QPointF) -> Press:
        """What a button pressed here takes hold of: a handle of the loop, an edge, or a new passage."""
        scale, x = self._scale(), point.x()
        grip = self._loop_grip_at(point)
        if grip is not None and self._loop is not None:
            return Press(grip, x, self._loop)
        chosen = next((mark for mark in self._marks if mark.id == self._selected_id), None)
        if chosen is not None:
            passage = Passage(chosen.start_s, chosen.end_s)
            side = edge_at(x, passage, scale, EDGE_PX)
            if side:
                return Press(Grip.MARK_START if side < 0 else Grip.MARK_END, x, passage, chosen)
        if self._selection is not None:
            side = edge_at(x, self._selection, scale, EDGE_PX)
            if side:
                return Press(Grip.PASSAGE_START if side < 0 else Grip.PASSAGE_END, x, self._selection)
        here_s = scale.time_at(x)
        return Press(Grip.NEW_PASSAGE, x, Passage(here_s, here_s))

    def _drag_to(self, press: Press, x: float) -> None:
        dragged = press.dragged_to(x, self._scale())
        if press.mark is not None and dragged is not None:
            self._marks = tuple(
                replace(mark, start_s=dragged.start_s, end_s=dragged.end_s) if mark.id == press.mark.id else mark
                for mark in self._marks
            )
            self._refresh()
        elif press.grip in _LOOP_GRIPS:
            self._loop = dragged
            self._refresh()
        else:
            self.set_selection(dragged)

    def _click_at(self, point: QPointF) -> None:
        mark = self._mark_at(point)
        if mark is not None:
            self.mark_clicked.emit(mark.id)
            return
        if self._is_on_away(point):
            self._view.resume_following()
            return
        time_s = self._scale().time_at(point.x())
        selection = self._selection
        if selection is not None and not selection.start_s <= time_s <= selection.end_s:
            self.set_selection(None)
            self.selection_cleared.emit()
        self.seek_requested.emit(time_s)

    def _finish(self, press: Press, point: QPointF) -> None:
        if not press.is_moved:
            if press.grip not in _LOOP_GRIPS:
                self._click_at(point)
        elif press.grip in _LOOP_GRIPS:
            if self._loop is not None and self._loop != press.passage:
                self.loop_changed.emit(self._loop.start_s, self._loop.end_s)
        elif press.mark is not None:
            moved = next(mark for mark in self._marks if mark.id == press.mark.id)
            self.mark_moved.emit(moved.id, moved.start_s, moved.end_s)
        elif self._selection is not None:
            self.selection_changed.emit(self._selection.start_s, self._selection.end_s)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_on_axis = event.position().x() >= self._scale().left - EDGE_PX
        if event.button() is Qt.MouseButton.LeftButton and self._view.duration_s > 0 and is_on_axis:
            self._press = self._press_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, press = event.position().x(), self._press
        self._hover(x)
        if press is None:
            can_click = self._mark_at(event.position()) is not None or self._is_on_away(event.position())
            is_edge = self._view.duration_s > 0 and self._press_at(event.position()).grip is not Grip.NEW_PASSAGE
            self.setCursor(_SIDEWAYS if is_edge else _HAND if can_click else Qt.CursorShape.ArrowCursor)
            return
        press.is_moved = press.is_moved or abs(x - press.x) >= CLICK_PX
        if press.is_moved:
            self._drag_to(press, x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        if press is not None and event.button() is Qt.MouseButton.LeftButton:
            self._finish(press, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in keys:
            self._view.turn_page(keys[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self._view.scroll(-self._view.duration_s)
        elif event.key() == Qt.Key.Key_End:
            self._view.scroll(self._view.duration_s)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.turn_wheel(event, self._scale().time_at(event.position().x()))
