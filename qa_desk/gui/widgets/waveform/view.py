"""Which part of the recording is in view: shared by the lanes that must run on one time axis."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QWheelEvent

SHORTEST_SPAN_S = 2.0
_USUAL_SPAN_S = 50.0
_PAGE_LEAD = 0.05
_A_JUMP_S = 0.5
_ZOOM_PER_NOTCH = 0.8
_SCROLL_PER_NOTCH = 0.1
_NOTCH = 120


class TimeView(QObject):
    """A window on the time line, always within the recording.

    Signals:
        changed: another part is in view, or the recording is another.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._duration_s = 0.0
        self._start_s = 0.0
        self._span_s = 0.0
        self._followed_s = 0.0

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

    def set_duration(self, duration_s: float) -> None:
        """Begins at the start of another recording, with as much in view as is usual."""
        self._duration_s = max(0.0, duration_s)
        self._followed_s = 0.0
        self._show(0.0, _USUAL_SPAN_S)

    def show_range(self, start_s: float, end_s: float) -> None:
        """Brings exactly this into view, as far as the recording and the shortest span allow."""
        self._show(start_s, end_s - start_s)

    def zoom(self, factor: float, around_s: float) -> None:
        """Shows `factor` times as much; what lies at `around_s` stays where it is."""
        if self._span_s <= 0:
            return
        share = (around_s - self._start_s) / self._span_s
        span_s = self._within(self._span_s * factor)
        self._show(around_s - share * span_s, span_s)

    def scroll(self, by_s: float) -> None:
        """Moves the view along the time line."""
        self._show(self._start_s + by_s, self._span_s)

    def turn_wheel(self, event: QWheelEvent, around_s: float) -> None:
        """The wheel zooms at the pointer, with Shift (or a sideways wheel) it moves along."""
        across, along = event.angleDelta().x(), event.angleDelta().y()
        notches = (along or across) / _NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(across) > abs(along):
            self.scroll(-notches * _SCROLL_PER_NOTCH * self._span_s)
        else:
            self.zoom(_ZOOM_PER_NOTCH**notches, around_s)
        event.accept()

    def reveal(self, start_s: float, end_s: float | None = None) -> None:
        """Brings a place, or a passage, into view unless it is there already."""
        last_s = start_s if end_s is None else end_s
        if start_s < self._start_s or last_s > self.end_s:
            lead_s = max(self._span_s * _PAGE_LEAD, (self._span_s - (last_s - start_s)) / 2 if end_s else 0.0)
            self._show(start_s - lead_s, self._span_s)

    def follow(self, position_s: float) -> None:
        """Turns the page when the playhead leaves the view, but leaves a person alone who looks elsewhere."""
        last_s, self._followed_s = self._followed_s, position_s
        if self._start_s <= position_s <= self.end_s:
            return
        was_in_view = self._start_s <= last_s <= self.end_s
        if was_in_view or abs(position_s - last_s) > _A_JUMP_S:
            self._show(position_s - self._span_s * _PAGE_LEAD, self._span_s)

    def _within(self, span_s: float) -> float:
        return min(max(span_s, SHORTEST_SPAN_S), self._duration_s)

    def _show(self, start_s: float, span_s: float) -> None:
        span_s = self._within(span_s)
        start_s = min(max(start_s, 0.0), self._duration_s - span_s)
        if (start_s, span_s) != (self._start_s, self._span_s) or span_s == 0.0:
            self._start_s, self._span_s = start_s, span_s
            self.changed.emit()
