"""What the overview and the lanes have in common: a time axis on which sound, loop, playhead and pointer are shown."""

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from qa_desk.audio.passage import Passage
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.layer import LayeredWidget, SoundState
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock
from qa_desk.gui.widgets.waveform.view import TimeView
from qa_desk.i18n import _


class TimeStrip(LayeredWidget):
    """A strip of the call's time; says in words what lies under the pointer, zooms by two fingers.

    Args:
        theme: colours and sizes.
        view: the part in view that two fingers spread; None for a strip that always shows all.
    """

    def __init__(self, *, theme: Theme, view: TimeView | None, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self._view_spread = view
        self._loop: Passage | None = None
        self._position_s = 0.0
        self._hover_x: float | None = None
        self._state = SoundState(self._on_state_changed)

    def told_at(self, point: QPointF) -> str:
        """What the pointer is over, in words."""
        raise NotImplementedError

    def show_busy(self, share: float | None = None) -> None:
        """The recording is being read; `share` is how far."""
        self._state.show_busy(share)

    def show_fetching(self, share: float) -> None:
        """The recording is on its way here; `share` is how far."""
        self._state.show_fetching(share)

    def show_error(self, sentence: str) -> None:
        """There will be no peaks, and why."""
        self._state.show_error(sentence)

    def show_remark(self, words: str) -> None:
        """No sound to draw, and nothing wrong with that."""
        self._state.show_remark(words)

    def set_loop(self, loop: Passage | None) -> None:
        """The passage that repeats, from code."""
        if loop != self._loop:
            self._loop = loop
            self._refresh()

    def set_position(self, position_s: float) -> None:
        """Where the sound is now."""
        scale = self._scale()
        before, now = scale.x_of(self._position_s), scale.x_of(position_s)
        is_new_second = int(self._position_s) != int(position_s)
        self._position_s = position_s
        if round(before) != round(now):
            self._update_around(before, now)
        if is_new_second:
            self._describe()
            self._on_new_second(now)

    def _length_s(self) -> float:
        """The length of the call; 0 while none is loaded."""
        raise NotImplementedError

    def _scale(self) -> TimeScale:
        """Where the seconds lie now."""
        raise NotImplementedError

    def _further_words(self) -> tuple[str, ...]:
        """What a screen reader says beside the place and the state."""
        return ()

    def _on_new_second(self, x: float) -> None:
        """The playhead, now at `x`, is a second on."""

    def _describe(self) -> None:
        """Tell a screen reader the place, the state and whatever else there is."""
        now, whole = clock(self._position_s), clock(self._length_s())
        place = _("{now} of {whole}").format(now=now, whole=whole) if self._length_s() > 0 else ""
        said = (place, self._state.words, *self._further_words())
        self.setAccessibleDescription("; ".join(part for part in said if part))

    def _on_state_changed(self) -> None:
        self._describe()
        self._refresh()

    def _hover(self, x: float | None) -> None:
        scale = self._scale()
        now = x if x is not None and self._length_s() > 0 and scale.left <= x <= scale.right else None
        if now != self._hover_x:
            self._hover_x = now
            self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.told_at(QPointF(event.pos())), self)
            return True
        if self._view_spread is not None and self._view_spread.pinch(event, self, self._scale().time_at):
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)
