"""What the sound bar at the foot of the window shows beside the player's own state; pages with sound say it here."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.ids import CallId


@dataclass(frozen=True, slots=True)
class SoundShown:
    """The recording loaded, as the bar shows it.

    Args:
        title: its name in a few words ("1043 · Li Na").
        parts: the passages that its recordings fill, in order of time; empty while nobody knows.
        peaks: its `audio.peaks.Peaks`, None until they are computed.
        heard: passages listened to, as the waveform widgets take them.
        marks: marks, as the waveform widgets take them.
        is_mono: nothing to balance.
        can_mark: the page keeps marks.
        has_waveform: false where the page shows the lanes itself.
        call_id: the call, for what can be done with it.
        remarks: what is not as it was when the call was taken, in sentences.
        n_missing: how many of its recordings are not there.
        activity: silences, overtalk and speech as `audio.activity` found them; None until then.
        passage: start and end in seconds of what is selected on the page.
        note: what is written at the mark selected.
        fetched: how much of it has come from where recordings lie, 0…1; None when it is here, or never will be.
        plays_when_there: somebody asked to hear it before it was here.
    """

    title: str = ""
    duration_s: float = 0.0
    parts: tuple[Any, ...] = ()
    peaks: Any = None
    heard: tuple[Any, ...] = ()
    marks: tuple[Any, ...] = ()
    is_mono: bool = False
    can_mark: bool = False
    has_waveform: bool = True
    call_id: CallId | None = None
    remarks: tuple[str, ...] = ()
    n_missing: int = 0
    activity: Any = None
    passage: tuple[float, float] | None = None
    note: str = ""
    fetched: float | None = None
    plays_when_there: bool = False


class SoundPlace(QObject):
    """The one thing loaded in this window.

    Signals:
        changed: `SoundShown` is another.
    """

    changed = Signal(object)

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
