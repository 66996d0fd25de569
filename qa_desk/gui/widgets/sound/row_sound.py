"""Calls that play where they are listed: loads, plays and pauses a passage, and draws its waveform into a row.

Used by the pages whose rows have sound; the transport at the foot of the window shows the same call.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPainter

from qa_desk.audio.blocks import BlockReader
from qa_desk.audio.clip import ClipInfo
from qa_desk.audio.listener import PlayerState
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.peaks import Peaks
from qa_desk.audio.track import Track
from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.bars import overview_bars, paint_bars
from qa_desk.gui.widgets.waveform.painting import TimeScale, paint_playhead
from qa_desk.i18n import _
from qa_desk.paths import cache_dir
from qa_desk.services.listening import CallSound


@dataclass(frozen=True, slots=True)
class RowPassage:
    """What a row plays: a call, all of it or from `start_s` to `end_s`; `title` is what the transport calls it."""

    call_id: CallId
    title: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class _Opened:
    sound: CallSound
    track: Track


class RowSound(QObject):
    """The sound of one page's rows.

    Signals:
        changed: another passage plays, the place in it is another, or a waveform came; paint the rows anew.
    """

    changed = Signal()

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._cache = PeakCache(cache_dir() / "peaks")
        self._current: RowPassage | None = None
        self._loaded: _Opened | None = None
        self._loaded_call: CallId | None = None
        self._peaks: dict[CallId, Peaks | None] = {}
        if context.player is not None:
            # Methods, not lambdas: the player outlives the page, and Qt ends only these connections with it.
            context.player.state_changed.connect(self._on_state_changed)
            context.player.position_changed.connect(self._on_moved)

    @property
    def can_play(self) -> bool:
        """Whether this window has a player at all."""
        return self._context.player is not None

    def is_playing(self, passage: RowPassage) -> bool:
        """Whether this passage is heard now."""
        player = self._context.player
        return (
            player is not None
            and passage == self._current
            and self._is_loaded_here()
            and player.player.state is PlayerState.PLAYING
        )

    def position_s(self, call_id: CallId) -> float | None:
        """Where the call is being heard; None while it is not the one loaded."""
        player = self._context.player
        if player is None or call_id != self._loaded_call or not self._is_loaded_here():
            return None
        return player.player.position_s

    def toggle(self, passage: RowPassage) -> None:
        """Play the passage, or pause it while it plays."""
        player = self._context.player
        if player is None:
            return
        if self.is_playing(passage):
            player.player.pause()
        elif passage.call_id == self._loaded_call and self._is_loaded_here():
            self._play(passage)
        else:
            self._open(passage)

    def make_ready(self, passage: RowPassage) -> None:
        """Let the transport show this passage, standing at its start; what plays is left alone."""
        player = self._context.player
        if player is None or player.player.state is PlayerState.PLAYING:
            return
        if passage.call_id != self._loaded_call or not self._is_loaded_here():
            self._open(passage, plays=False)

    def seek(self, passage: RowPassage, position_s: float) -> None:
        """Go to a place in the call, playing or not; nothing while it is not the one loaded."""
        player = self._context.player
        if player is not None and passage.call_id == self._loaded_call and self._is_loaded_here():
            player.player.seek(position_s)

    def pause(self) -> None:
        """Be silent: the page goes off the screen."""
        player = self._context.player
        if player is not None and self._is_loaded_here() and player.player.state is PlayerState.PLAYING:
            player.player.pause()

    def peaks(self, call_id: CallId) -> Peaks | None:
        """The waveform of a call; None until it was read, which asking for it begins."""
        if call_id not in self._peaks:
            self._peaks[call_id] = None
            self._context.jobs.run(
                self,
                _("Reading the waveform"),
                lambda _progress: self._read_peaks(self._sound_of(call_id)),
                lambda peaks: self._on_peaks(call_id, peaks),
                lambda _error: None,
                lane="audio",
                is_quiet=True,
            )
        return self._peaks[call_id]

    def _open(self, passage: RowPassage, *, plays: bool = True) -> None:
        self._current = passage
        self._context.jobs.run(
            self,
            _("Opening the recording"),
            lambda _progress: _opened(self._sound_of(passage.call_id)),
            lambda opened: self._on_opened(passage, opened, plays=plays),
            lambda error: self._on_unopened(error, plays=plays),
            is_quiet=True,
        )

    def _on_unopened(self, error: Exception, *, plays: bool) -> None:
        # Who only goes by in a list is not told of every recording that is missing; who wants to hear it is.
        if plays:
            self._context.notices.error(error, key="row sound")

    def _on_opened(self, passage: RowPassage, opened: _Opened, *, plays: bool) -> None:
        player = self._context.player
        if player is None or passage != self._current:
            return
        self._loaded, self._loaded_call = opened, passage.call_id
        player.player.load(opened.track)
        is_mono = opened.sound.agent_channel is AgentChannel.MONO or opened.track.channels == 1
        self._context.sound.show(SoundShown(passage.title, opened.track.duration_s, is_mono=is_mono))
        if plays:
            self._play(passage)
        else:
            self.changed.emit()
        peaks = self.peaks(passage.call_id)
        if peaks is not None:
            self._context.sound.update(peaks=peaks)

    def _play(self, passage: RowPassage) -> None:
        player = self._context.player
        assert player is not None
        is_going_on = passage == self._current and _lies_in(player.player.position_s, passage)
        self._current = passage
        if passage.title != self._context.sound.shown.title:
            self._context.sound.update(title=passage.title)
        if passage.start_s is None or passage.end_s is None:
            player.player.play()
        else:
            start_s = player.player.position_s if is_going_on else passage.start_s
            player.player.play_passage(start_s, passage.end_s)
        self.changed.emit()

    def _is_loaded_here(self) -> bool:
        player = self._context.player
        return player is not None and self._loaded is not None and player.player.track is self._loaded.track

    def _on_state_changed(self, _state: PlayerState) -> None:
        self.changed.emit()

    def _on_moved(self, _position_s: float) -> None:
        if self._is_loaded_here():
            self.changed.emit()

    def _on_peaks(self, call_id: CallId, peaks: Peaks | None) -> None:
        self._peaks[call_id] = peaks
        if peaks is not None and call_id == self._loaded_call and self._is_loaded_here():
            self._context.sound.update(peaks=peaks)
        self.changed.emit()

    def _sound_of(self, call_id: CallId) -> CallSound:
        return self._context.services.listening.sound(self._context.actor, call_id)

    def _read_peaks(self, sound: CallSound) -> Peaks | None:
        try:
            return self._cache.peaks_of(sound.path, sound.sha256)
        except QADeskError:
            # Playing the row tells what is wrong with the recording; a row without its waveform says enough.
            return None


def paint_row_sound(
    painter: QPainter, rect: QRectF, sound: RowSound, passage: RowPassage, theme: Theme, *, shows_wave: bool = True
) -> None:
    """The waveform of what the row plays, the part heard darker, with the playhead while it is there."""
    peaks = sound.peaks(passage.call_id) if shows_wave else None
    if peaks is None:
        return
    start_s = passage.start_s or 0.0
    end_s = passage.end_s if passage.end_s is not None else peaks.duration_s
    scale = TimeScale(rect.left(), rect.width(), start_s, max(end_s, start_s + 0.1))
    bars = overview_bars(peaks, scale)
    paint_bars(painter, rect, bars, theme.color("silence"))
    position_s = sound.position_s(passage.call_id)
    if position_s is not None and start_s <= position_s <= end_s:
        x = scale.x_of(position_s)
        paint_bars(painter, rect, bars, theme.color("waveform_played"), end_x=x)
        paint_playhead(painter, x, rect.top() - 2, rect.bottom() + 2, theme, has_grip=False)


def paint_play_sign(painter: QPainter, rect: QRectF, sound: RowSound, passage: RowPassage, theme: Theme) -> None:
    """▶, or ‖ while the row is heard."""
    sign = "pause" if sound.is_playing(passage) else "play"
    paint_icon(painter, rect, sign, theme, "accent" if sound.can_play else "muted")


def _opened(sound: CallSound) -> _Opened:
    # The length was found when the recording was taken in; reading it to the end again would take seconds.
    with BlockReader(sound.path) as reader:
        frames = round(sound.duration_s * reader.rate_hz)
        clip = ClipInfo(sound.path, reader.container, reader.codec, reader.rate_hz, reader.channels, frames)
    return _Opened(
        sound, Track.of(clip, sha256=sound.sha256, agent_is_left=sound.agent_channel is not AgentChannel.RIGHT)
    )


def _lies_in(position_s: float, passage: RowPassage) -> bool:
    start_s, end_s = passage.start_s, passage.end_s
    return start_s is not None and end_s is not None and start_s < position_s < end_s - 0.2
