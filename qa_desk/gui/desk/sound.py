"""The sound of the call on the desk: its loader, the waveform that draws it, and what was heard of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.audio.player import Player
from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.time_line import line_of
from qa_desk.gui.shell.notices import AWAY_NOTICE, is_away, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.widgets.sound.call_sound import CallSoundLoader
from qa_desk.gui.widgets.sound.sides import parts_of, side_of
from qa_desk.gui.widgets.sound.waveform_reading import Drawing
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.i18n import _
from qa_desk.services.calls.listening import CallSound
from qa_desk.services.scoring.inspecting_views import DeskView

_NOTICE = "desk-sound"
_MS = 1000


class DeskSound(QObject):
    """Loads one call at a time into the window's player and into the waveform.

    Args:
        without_it: what can be done all the same where the sound fails, with a place for the {problem}.

    Signals:
        heard_changed: more of the call was listened to.
        heard_settled: passages and share are worth keeping now.
        drawn: the peaks are there.
    """

    heard_changed = Signal()
    heard_settled = Signal()
    drawn = Signal()

    def __init__(
        self, context: PageContext, waveform: Waveform, parent: QObject | None = None, *, without_it: str = ""
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._waveform = waveform
        self._loader = CallSoundLoader(context, self, notes_heard=False)
        self._duration_s = 0.0
        self._agent_channel = AgentChannel.MONO
        self._clock: Callable[[], float] | None = None
        self._without_it = without_it or _("{problem} The call can still be scored.")
        self._connect()

    @property
    def player(self) -> Player | None:
        """What plays; None where the window has no sound."""
        bridge = self._context.player
        return bridge.player if bridge is not None else None

    @property
    def is_loaded(self) -> bool:
        """Whether this call can be played."""
        return self._loader.is_loaded

    @property
    def position_s(self) -> float:
        """Where the sound is now; of a call that goes on, how long it has been heard."""
        if self._clock is not None:
            return self._clock()
        player = self.player
        return player.position_s if player is not None else 0.0

    @property
    def place(self) -> tuple[float, float, float]:
        """Where the sound of this call stands, and the part in view: position, start, end."""
        view = self._waveform.view
        return self._loader.place_s, view.start_s, view.end_s

    @property
    def duration_s(self) -> float:
        """The length of the call's sound, so far."""
        return self._clock() if self._clock is not None else self._duration_s

    @property
    def can_be_heard(self) -> bool:
        """Whether there is a recording to listen to."""
        return self._loader.call_id is not None and self._duration_s > 0

    def set_clock(self, clock: Callable[[], float] | None) -> None:
        """The call goes on, and its place in time is the clock's; None = it is over, or another call is here."""
        self._clock = clock

    @property
    def peaks(self) -> Peaks | None:
        """The peaks, once they are there."""
        drawing = self._loader.drawing
        return drawing.peaks if drawing is not None else None

    @property
    def agent_channel(self) -> AgentChannel:
        """Where the agent is heard on the time line: at the left, or on the only channel."""
        return self._agent_channel

    @property
    def nudge_s(self) -> float:
        """How far one nudge goes."""
        return self._context.settings.current.nudge_ms / _MS

    @property
    def heard(self) -> tuple[tuple[float, float], ...]:
        """What was listened to, in seconds of the call."""
        return tuple((passage.start_s, passage.end_s) for passage in self._loader.heard.passages)

    @property
    def heard_share(self) -> float:
        """The part of the call that was listened to, 0…1."""
        return self._loader.heard.share(self._duration_s)

    def load(self, view: DeskView, title: str) -> None:
        """Take the call of this desk: the time line at once, sound and waveform as they come."""
        detail = view.detail
        line = line_of(detail.call, detail.recordings)
        self._duration_s = line.duration_s or detail.call.duration_s or 0.0
        self._agent_channel = side_of(detail.recordings)
        parts = tuple(Passage(part.start_s, part.end_s) for part in line.parts)
        self._waveform.set_call(self._duration_s, self._agent_channel, parts=parts)
        if detail.call.is_monitored and (detail.call.is_going_on or not detail.recordings):
            self._show_without_sound(title, is_going_on=detail.call.is_going_on)
            return
        self._waveform.show_busy()
        self._look_at(view.place.position_s, view.place.view_start_s, view.place.view_end_s)
        shown = SoundShown(
            title=title,
            duration_s=self._duration_s,
            call_id=detail.call.id,
            is_mono=self._agent_channel is AgentChannel.MONO,
            can_mark=not view.is_read_only,
            has_waveform=False,
        )
        self._loader.load(shown, heard=view.heard, start_s=view.place.position_s)
        self._waveform.set_heard(self._loader.heard.passages)

    def _show_without_sound(self, title: str, *, is_going_on: bool) -> None:
        """A call that is heard by other means than this program: there is a time line and nothing to play."""
        self._loader.forget()
        self._context.sound.show(SoundShown(title=title, has_waveform=False))
        if self.player is not None:
            self.player.unload()
        if not is_going_on:
            self._waveform.show_remark(_("heard as it was spoken, not recorded"))

    def resume(self) -> None:
        """Come back to the call, where it was left."""
        self._loader.resume()

    def release(self) -> None:
        """The desk is left: stand still, remember the place, keep what was heard."""
        self._loader.release()
        self._context.notices.close_key(_NOTICE)

    def forget(self) -> None:
        """The call is off the desk; what still comes of it is not wanted."""
        self._loader.forget()

    def seek(self, position_s: float) -> None:
        """Go to a place, playing or not; the time of a call that goes on can't be chosen."""
        if self.player is not None and self._clock is None:
            self._waveform.resume_following()
            self.player.seek(position_s)

    def play_passage(self, start_s: float, end_s: float) -> None:
        """Play just this passage, where it was recorded."""
        if self.player is not None and self.is_loaded:
            self._waveform.resume_following()
            self.player.play_passage(start_s, end_s)

    @property
    def is_looping(self) -> bool:
        """Whether a passage is repeated."""
        return self.player is not None and self.player.loop_s is not None

    @property
    def is_playing(self) -> bool:
        """Whether the call is heard now."""
        return self.player is not None and self.player.state is PlayerState.PLAYING

    def set_loop(self, passage_s: tuple[float, float] | None) -> None:
        """Repeat a passage, or no longer; waveform and bar show it."""
        if self.player is None:
            return
        self.player.set_loop(passage_s)
        loop = self.player.loop_s
        self._waveform.set_loop(Passage(*loop) if loop is not None else None)
        self._loader.show_as()

    def show_selected(self, passage_s: tuple[float, float] | None, note: str) -> None:
        """The passage or mark selected on the desk, for what can be done with it."""
        self._loader.show_as(passage=passage_s, note=note)

    def set_can_mark(self, can_mark: bool) -> None:
        """Say in the bar whether marks can be left."""
        self._loader.show_as(can_mark=can_mark)

    def _connect(self) -> None:
        loader = self._loader
        self._waveform.seek_requested.connect(self.seek)
        loader.found.connect(self._on_found)
        loader.fetched.connect(self._waveform.show_fetching)
        loader.grown.connect(self._waveform.show_partial)
        loader.drawn.connect(self._on_drawn)
        loader.failed.connect(self._on_failed)
        loader.heard_changed.connect(self._on_heard_changed)
        loader.heard_settled.connect(self.heard_settled)
        bridge = self._context.player
        if bridge is not None:
            bridge.position_changed.connect(self._on_position_changed)

    def _on_found(self, sound: CallSound) -> None:
        """The files say for certain how they lie."""
        place = self.place
        self._duration_s, self._agent_channel = sound.duration_s, sound.agent_channel
        self._waveform.set_call(sound.duration_s, sound.agent_channel, parts=parts_of(sound.track))
        self._waveform.show_busy()
        self._look_at(*place)
        self._waveform.set_heard(self._loader.heard.passages)
        self.drawn.emit()

    def _look_at(self, position_s: float, start_s: float, end_s: float) -> None:
        """Show the playhead there, and this part of the call; none means as much as is usual."""
        self._waveform.set_position(position_s)
        if end_s > start_s:
            self._waveform.view.show_range(start_s, end_s)

    def _on_drawn(self, drawing: Drawing) -> None:
        self._waveform.set_peaks(drawing.peaks, drawing.activity)
        self._waveform.set_position(self.position_s)
        self.drawn.emit()

    def _on_failed(self, error: Exception) -> None:
        if is_away(error):
            self._waveform.show_remark(_("comes when the recordings store is back"))
        else:
            self._waveform.show_error(sentence(error))
        told = self._without_it.format(problem=sentence(error))
        self._context.notices.warning(told, key=AWAY_NOTICE if is_away(error) else _NOTICE)

    def _on_heard_changed(self) -> None:
        self._waveform.set_heard(self._loader.heard.passages)
        self.heard_changed.emit()

    def _on_position_changed(self, position_s: float) -> None:
        if self._waveform.isVisible():
            self._waveform.set_position(position_s)
