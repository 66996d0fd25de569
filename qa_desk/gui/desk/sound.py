"""The sound of the call on the desk: loads it, draws it as soon as its peaks are there, notes what was heard."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from qa_desk.audio.activity import Activity, find_activity
from qa_desk.audio.clip import ClipInfo, probe
from qa_desk.audio.heard import Heard
from qa_desk.audio.listener import PlayerState
from qa_desk.audio.passage import Passage
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.peaks import Peaks
from qa_desk.audio.player import Player
from qa_desk.audio.track import Track
from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.ids import CallId
from qa_desk.gui.shell.jobs import Job, Progress
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.i18n import _
from qa_desk.paths import cache_dir
from qa_desk.services.inspecting_views import DeskView
from qa_desk.services.listening import CallDetail, CallSound

_KEEP_HEARD_MS = 4000
_NOTICE = "desk-sound"
_PERCENT = 100


class DeskSound(QObject):
    """Loads one call at a time into the window's player and into the waveform.

    Signals:
        heard_changed: more of the call was listened to.
        heard_settled: passages and share are worth keeping now.
        drawn: the peaks are there.
    """

    heard_changed = Signal()
    heard_settled = Signal()
    drawn = Signal()

    def __init__(self, context: PageContext, waveform: Waveform, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._waveform = waveform
        self._cache = PeakCache(cache_dir() / "peaks")
        self._call_id: CallId | None = None
        self._duration_s = 0.0
        self._agent_channel = AgentChannel.MONO
        self._heard = Heard()
        self._peaks: Peaks | None = None
        self._track: Track | None = None
        self._shown: SoundShown | None = None
        self._places_s: dict[CallId, float] = {}
        self._drawing: Job | None = None
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(_KEEP_HEARD_MS)
        self._connect()

    @property
    def player(self) -> Player | None:
        """What plays; None where the window has no sound."""
        bridge = self._context.player
        return bridge.player if bridge is not None else None

    @property
    def is_loaded(self) -> bool:
        """Whether this call can be played."""
        player = self.player
        return player is not None and player.state is not PlayerState.EMPTY and self._call_id is not None

    @property
    def position_s(self) -> float:
        """Where the sound is now."""
        player = self.player
        return player.position_s if player is not None else 0.0

    @property
    def duration_s(self) -> float:
        """The length of the call's sound."""
        return self._duration_s

    @property
    def peaks(self) -> Peaks | None:
        """The peaks, once they are there."""
        return self._peaks

    @property
    def agent_channel(self) -> AgentChannel:
        """Where the agent is heard."""
        return self._agent_channel

    @property
    def heard(self) -> tuple[tuple[float, float], ...]:
        """What was listened to, in seconds of the call."""
        return tuple((passage.start_s, passage.end_s) for passage in self._heard.passages)

    @property
    def heard_share(self) -> float:
        """The part of the call that was listened to, 0…1."""
        return self._heard.share(self._duration_s)

    def load(self, view: DeskView, title: str) -> None:
        """Take the call of this desk: the time line at once, sound and waveform as they come."""
        detail = view.detail
        recording = next((one for one in detail.recordings if one.sha256), None)
        self._call_id = detail.call.id
        self._agent_channel = recording.agent_channel if recording else AgentChannel.MONO
        self._duration_s = recording.duration_s if recording else detail.call.duration_s or 0.0
        self._peaks, self._track = None, None
        self._heard = Heard(tuple(Passage(start_s, end_s) for start_s, end_s in view.heard))
        self._waveform.set_call(self._duration_s, self._agent_channel)
        self._waveform.show_busy()
        self._waveform.set_heard(self._heard.passages)
        self._shown = SoundShown(
            title=title,
            duration_s=self._duration_s,
            is_mono=recording is None or recording.channels == 1 or self._agent_channel is AgentChannel.MONO,
            can_mark=not view.evaluation.is_in,
            has_waveform=False,
        )
        self._context.sound.show(self._shown)
        if self.player is not None:
            self.player.unload()
        self._find(detail)

    def resume(self) -> None:
        """Come back to the call, where it was left."""
        player = self.player
        if self._call_id is None:
            return
        if self._shown is not None:
            self._context.sound.show(self._shown)
        if player is not None and self._track is not None and player.track is not self._track:
            self._play_from(self._call_id, self._track)

    def release(self) -> None:
        """The desk is left: stand still, remember the place, keep what was heard."""
        player = self.player
        if player is not None and self._call_id is not None:
            player.pause()
            self._places_s[self._call_id] = player.position_s
        if self._keep.isActive():
            self._keep.stop()
            self.heard_settled.emit()
        self._context.notices.close_key(_NOTICE)

    def forget(self) -> None:
        """The call is off the desk; what still comes of it is not wanted."""
        self._call_id, self._track, self._shown, self._peaks = None, None, None, None

    def seek(self, position_s: float) -> None:
        """Go to a place, playing or not."""
        if self.player is not None:
            self.player.seek(position_s)

    def play_passage(self, start_s: float, end_s: float) -> None:
        """Play just this passage."""
        if self.player is not None:
            self.player.play_passage(start_s, end_s)

    @property
    def is_looping(self) -> bool:
        """Whether a passage is repeated."""
        return self.player is not None and self.player.loop_s is not None

    def set_loop(self, passage_s: tuple[float, float] | None) -> None:
        """Repeat a passage, or no longer; the bar below says which."""
        if self.player is not None and self._shown is not None:
            self.player.set_loop(passage_s)
            self._context.sound.show(self._shown)

    def _connect(self) -> None:
        self._keep.timeout.connect(self.heard_settled)
        self._waveform.seek_requested.connect(self.seek)
        self._context.jobs.progressed.connect(self._on_progressed)
        bridge = self._context.player
        if bridge is not None:
            bridge.position_changed.connect(self._on_position_changed)
            bridge.passage_heard.connect(self._on_passage_heard)

    def _find(self, detail: CallDetail) -> None:
        listening, actor, call_id = self._context.services.listening, self._context.actor, detail.call.id
        self._context.jobs.run(
            self,
            _("Opening the recording"),
            lambda _progress: listening.sound(actor, call_id),
            partial(self._on_found, detail),
            partial(self._on_missing, call_id),
            is_quiet=True,
        )

    def _on_found(self, detail: CallDetail, sound: CallSound) -> None:
        if detail.call.id != self._call_id:
            return
        clip = _clip_of(detail, sound)
        if clip is not None:
            self._play_from(detail.call.id, self._track_of(sound, clip))
        cache = self._cache

        def draw(progress: Progress) -> tuple[ClipInfo, Peaks, Activity]:
            peaks = cache.peaks_of(
                sound.path,
                sound.sha256,
                progress=lambda share: progress.report(round(_PERCENT * share), _PERCENT),
                cancelled=lambda: progress.is_cancelled,
            )
            return clip or probe(sound.path), peaks, find_activity(peaks)

        self._drawing = self._context.jobs.run(
            self,
            _("Drawing the waveform"),
            draw,
            partial(self._on_drawn, detail.call.id, sound, has_clip=clip is not None),
            partial(self._on_missing, detail.call.id),
            lane="audio",
            is_quiet=True,
        )

    def _track_of(self, sound: CallSound, clip: ClipInfo) -> Track:
        agent_is_left = self._agent_channel is not AgentChannel.RIGHT
        return Track.of(clip, sha256=sound.sha256, agent_is_left=agent_is_left)

    def _play_from(self, call_id: CallId, track: Track) -> None:
        self._track = track
        if self.player is not None:
            self.player.load(track, start_s=self._places_s.get(call_id, 0.0))

    def _on_drawn(
        self, call_id: CallId, sound: CallSound, drawn: tuple[ClipInfo, Peaks, Activity], *, has_clip: bool
    ) -> None:
        if call_id != self._call_id:
            return
        clip, peaks, activity = drawn
        if not has_clip:
            self._play_from(call_id, self._track_of(sound, clip))
        self._peaks = peaks
        self._waveform.set_peaks(peaks, activity)
        self._waveform.set_position(self.position_s)
        if self._shown is not None:
            self._shown = replace(self._shown, peaks=peaks)
            self._context.sound.show(self._shown)
        self.drawn.emit()

    def _on_missing(self, call_id: CallId, error: Exception) -> None:
        if call_id != self._call_id:
            return
        self._waveform.show_error(sentence(error))
        told = _("{problem} The call can still be scored.").format(problem=sentence(error))
        self._context.notices.warning(told, key=_NOTICE)

    def _on_progressed(self, job: Job) -> None:
        if job is self._drawing and self._peaks is None:
            self._waveform.show_busy(job.share)

    def _on_position_changed(self, position_s: float) -> None:
        if self._waveform.isVisible():
            self._waveform.set_position(position_s)

    def _on_passage_heard(self, start_s: float, end_s: float) -> None:
        if not self._waveform.isVisible():
            return
        self._heard.add(start_s, end_s)
        self._waveform.set_heard(self._heard.passages)
        self.heard_changed.emit()
        if not self._keep.isActive():
            self._keep.start()


def _clip_of(detail: CallDetail, sound: CallSound) -> ClipInfo | None:
    """The recording as the import measured it, so that playing need not wait for reading it to its end again."""
    recording = next((one for one in detail.recordings if one.sha256 == sound.sha256), None)
    if recording is None or recording.rate_hz <= 0 or recording.channels <= 0:
        return None
    frames = round(recording.duration_s * recording.rate_hz)
    return ClipInfo(sound.path, recording.format, recording.codec, recording.rate_hz, recording.channels, frames)
