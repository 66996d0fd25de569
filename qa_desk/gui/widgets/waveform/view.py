"""Which part of the recording is in view: shared by the lanes that must run on one time axis."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

SHORTEST_SPAN_S = 1.0
_USUAL_SPAN_S = 50.0
_PAGE_LEAD = 0.05
_A_JUMP_S = 0.5
_ZOOM_PER_NOTCH = 0.8
_KEY_STEP = 0.6
_SCROLL_PER_NOTCH = 0.1
_NOTCH = 120
_LEAST_PINCH = 0.2


class TimeView(QObject):
    """A window on the time line, always within the recording.

    It follows the playhead by turning pages. Who scrolls along is left alone until the sound is sought or started.

    Signals:
        changed: another part is in view, or the recording is another.
        following_changed: whether the page turns with the playhead.
    """

    changed = Signal()
    following_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._duration_s = 0.0
        self._start_s = 0.0
        self._span_s = 0.0
        self._followed_s = 0.0
        self._is_following = True

    @property
    def duration_s(self) -> float:
        """Length of the recording; 0 with none."""
        return self._duration_s

    @property
    def start_s(self) -> float:
        """Where the view begins."""
        return self._start_s

    @property
    def end_s(self) -> float:
        """Where the view ends."""
        return self._start_s + self._span_s

    @property
    def span_s(self) -> float:
        """How much is in view."""
        return self._span_s

    @property
    def is_following(self) -> bool:
        """Whether the page turns when the playhead leaves it."""
        return self._is_following

    def set_duration(self, duration_s: float) -> None:
        """Begins at the start of another recording, with as much in view as is usual."""
        self._duration_s = max(0.0, duration_s)
        self._followed_s = 0.0
        self._follow(True)
        self._show(0.0, _USUAL_SPAN_S)

    def grow(self, duration_s: float) -> None:
        """The call goes on: it is longer now, and what is in view stays where it is."""
        is_whole = self._span_s >= self._duration_s
        self._duration_s = max(self._duration_s, duration_s)
        self._show(self._start_s, max(self._span_s, _USUAL_SPAN_S) if is_whole else self._span_s)

    def show_range(self, start_s: float, end_s: float) -> None:
        """Brings exactly this into view, as far as the recording and the shortest span allow."""
        self._show(start_s, end_s - start_s)
        self._look()

    def show_all(self) -> None:
        """Brings the whole call into view."""
        self.show_range(0.0, self._duration_s)

    def zoom(self, factor: float, around_s: float) -> None:
        """Shows `factor` times as much; what lies at `around_s` stays where it is, or comes to the middle."""
        if self._span_s <= 0:
            return
        is_in_view = self._start_s <= around_s <= self.end_s
        share = (around_s - self._start_s) / self._span_s if is_in_view else 0.5
        span_s = self._within(self._span_s * factor)
        self._show(around_s - share * span_s, span_s)
        self._look()

    def zoom_at_playhead(self, position_s: float, *, is_closer: bool) -> None:
        """One step closer or further away: around the playhead while it is in view, else around the middle."""
        middle_s = (self._start_s + self.end_s) / 2
        around_s = position_s if self._start_s <= position_s <= self.end_s else middle_s
        self.zoom(_KEY_STEP if is_closer else 1 / _KEY_STEP, around_s)

    def scroll(self, by_s: float) -> None:
        """Moves the view along the time line, and stops following."""
        before_s = self._start_s
        self._show(self._start_s + by_s, self._span_s)
        if self._start_s != before_s:
            self._follow(False)

    def turn_page(self, direction: int) -> None:
        """Shows the next part (1) or the one before (−1), with a little of this one still in view."""
        self.scroll(direction * (1 - 2 * _PAGE_LEAD) * self._span_s)

    def turn_wheel(self, event: QWheelEvent, around_s: float) -> None:
        """The wheel zooms at the pointer, with Shift (or a sideways wheel) it moves along."""
        across, along = event.angleDelta().x(), event.angleDelta().y()
        notches = (along or across) / _NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(across) > abs(along):
            self.scroll(-notches * _SCROLL_PER_NOTCH * self._span_s)
        else:
            self.zoom(_ZOOM_PER_NOTCH**notches, around_s)
        event.accept()

    def pinch(self, event: QEvent, widget: QWidget, time_at: Callable[[float], float]) -> bool:
        """Zooms between the fingers, on a touch pad (native gesture) or a touch screen; False for any other event."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return False
            spread, x = 1.0 + event.value(), event.position().x()
        elif isinstance(event, QGestureEvent):
            gesture = event.gesture(Qt.GestureType.PinchGesture)
            if not isinstance(gesture, QPinchGesture):
                return False
            spread, x = gesture.scaleFactor(), widget.mapFromGlobal(gesture.centerPoint()).x()
        else:
            return False
        self.zoom(1 / max(spread, _LEAST_PINCH), time_at(x))
        event.accept()
        return True

    def reveal(self, start_s: float, end_s: float | None = None) -> None:
        """Brings a place, or a passage, into view unless it is there already."""
        last_s = start_s if end_s is None else end_s
        if start_s < self._start_s or last_s > self.end_s:
            lead_s = max(self._span_s * _PAGE_LEAD, (self._span_s - (last_s - start_s)) / 2 if end_s else 0.0)
            self._show(start_s - lead_s, self._span_s)
            self._look()

    def follow(self, position_s: float, *, is_own_jump: bool = False) -> None:
        """Turns the page when the playhead leaves the view, unless a person looks elsewhere.

        Args:
            position_s: where the sound is now. A jump is taken for a person's seeking, who wants to see the place.
            is_own_jump: the sound jumped by itself, from the end of a loop or over a silence.
        """
        last_s, self._followed_s = self._followed_s, position_s
        if abs(position_s - last_s) > _A_JUMP_S and not is_own_jump:
            self.resume_following()
        elif self._is_following:
            self._turn_to_followed()

    def resume_following(self) -> None:
        """The sound was started or sought: what is heard is wanted on the screen again."""
        self._follow(True)
        self._turn_to_followed()

    def _turn_to_followed(self) -> None:
        if not self._shows_followed():
            self._show(self._followed_s - self._span_s * _PAGE_LEAD, self._span_s)

    def _shows_followed(self) -> bool:
        return self._start_s <= self._followed_s <= self.end_s

    def _look(self) -> None:
        """A person chose what to see: where the playhead is not in it, it no longer takes the view along."""
        if not self._shows_followed():
            self._follow(False)

    def _follow(self, is_following: bool) -> None:
        if is_following != self._is_following:
            self._is_following = is_following
            self.following_changed.emit(is_following)

    def _within(self, span_s: float) -> float:
        return min(max(span_s, SHORTEST_SPAN_S), self._duration_s)

    def _show(self, start_s: float, span_s: float) -> None:
        span_s = self._within(span_s)
        start_s = min(max(start_s, 0.0), self._duration_s - span_s)
        if (start_s, span_s) != (self._start_s, self._span_s) or span_s == 0.0:
            self._start_s, self._span_s = start_s, span_s
            self.changed.emit()
