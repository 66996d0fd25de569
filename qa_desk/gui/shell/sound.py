"""What the sound bar at the foot of the window shows beside the player's own state; pages with sound say it here."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class SoundShown:
    """The recording loaded, as the bar shows it.

    Args:
        title: its name in a few words ("1043 · Li Na").
        peaks: its `audio.peaks.Peaks`, None until they are computed.
        heard: passages listened to, as the waveform widgets take them.
        marks: marks, as the waveform widgets take them.
        is_mono: nothing to balance.
        can_mark: the page keeps marks.
        has_waveform: false where the page shows the lanes itself.
    """

    title: str = ""
    duration_s: float = 0.0
    peaks: Any = None
    heard: tuple[Any, ...] = ()
    marks: tuple[Any, ...] = ()
    is_mono: bool = False
    can_mark: bool = False
    has_waveform: bool = True


class SoundPlace(QObject):
    """The one thing loaded in this window.

    Signals:
        changed: `SoundShown` is another.
        mark_requested: the bar's mark button was clicked; the page that keeps marks answers.
    """

    changed = Signal(object)
    mark_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown = SoundShown()

    @property
    def shown(self) -> SoundShown:
        """What the bar shows."""
        return self._shown

    def show(self, shown: SoundShown) -> None:
        """Show another recording; the page loads it into the player itself."""
        self._shown = shown
        self.changed.emit(shown)

    def update(self, **values: Any) -> None:
        """Show more of the same recording, such as its peaks when they are ready."""
        self.show(replace(self._shown, **values))
