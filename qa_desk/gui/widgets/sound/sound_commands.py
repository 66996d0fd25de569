"""What the keys of sound do on every page: play, hold, jump, nudge, step to speech and overtalk, speed and voices."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QObject

from qa_desk.audio.activity import Activity
from qa_desk.audio.listener import PlayerState
from qa_desk.audio.passage import Passage
from qa_desk.audio.player import Player
from qa_desk.audio.voice import Voice
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.widgets.sound.steps import next_end_s, next_start_s, previous_start_s
from qa_desk.gui.widgets.sound.tuner import Tuner
from qa_desk.i18n import _

_SPEED_STEP = 0.1
_VOLUME_STEP = 0.05
_MS = 1000
_NOTICE = "sound step"

Step = Callable[[Iterable[Passage], float], float | None]


class SoundCommands(QObject):
    """Does the commands of sound; `handlers` says which of them by key."""

    def __init__(self, context: PageContext, bridge: PlayerBridge, tuner: Tuner, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._bridge = bridge
        self._tuner = tuner
        self._held_from_s: float | None = None

    @property
    def handlers(self) -> Mapping[str, Callable[..., object]]:
        """The commands done here, by key."""
        tuner = self._tuner
        return {
            "sound.play_pause": self.play_or_pause,
            "sound.stop": self._stop,
            "sound.hold": self._hold,
            "sound.start": lambda: self._player.seek(0.0),
            "sound.end": lambda: self._player.seek(self._player.duration_s),
            "sound.short_back": lambda: self._jump(-1),
            "sound.short_forward": lambda: self._jump(1),
            "sound.long_back": lambda: self._jump(-1, is_long=True),
            "sound.long_forward": lambda: self._jump(1, is_long=True),
            "sound.nudge_back": lambda: self._nudge(-1),
            "sound.nudge_forward": lambda: self._nudge(1),
            "sound.faster": lambda: tuner.set_speed(self._player.speed + _SPEED_STEP),
            "sound.slower": lambda: tuner.set_speed(self._player.speed - _SPEED_STEP),
            "sound.normal_speed": lambda: tuner.set_speed(1.0),
            "sound.second_speed": tuner.toggle_second_speed,
            "sound.louder": lambda: tuner.set_volume(self._player.volume + _VOLUME_STEP),
            "sound.quieter": lambda: tuner.set_volume(self._player.volume - _VOLUME_STEP),
            "sound.even": tuner.toggle_evened,
            "sound.skip_silence": tuner.toggle_skips_silence,
            "sound.next_speech": lambda: self._step(next_start_s, _speech, _("There is no further speech.")),
            "sound.previous_speech": lambda: self._step(previous_start_s, _speech, _("There is no earlier speech.")),
            "sound.next_silence_end": lambda: self._step(
                next_end_s, _silences, _("No further silence ends in this call.")
            ),
        }

    @property
    def voice_handlers(self) -> Mapping[str, Callable[..., object]]:
        """Those that need two voices, each on a channel of its own."""
        tuner = self._tuner
        return {
            "sound.agent_only": partial(tuner.toggle_solo, Voice.AGENT),
            "sound.customer_only": partial(tuner.toggle_solo, Voice.CUSTOMER),
            "sound.mute_agent": partial(tuner.toggle_muted, Voice.AGENT),
            "sound.mute_customer": partial(tuner.toggle_muted, Voice.CUSTOMER),
            "sound.swap": tuner.toggle_swapped,
            "sound.next_overtalk": lambda: self._step(next_start_s, _overtalk, _("There is no further overtalk.")),
            "sound.previous_overtalk": lambda: self._step(
                previous_start_s, _overtalk, _("There is no earlier overtalk.")
            ),
        }

    def play_or_pause(self) -> None:
        """Play; or pause, a little before the place where it was heard last. What is still fetched plays then."""
        shown = self._context.sound.shown
        if self._player.state is PlayerState.EMPTY and shown.fetched is not None:
            self._context.sound.update(plays_when_there=not shown.plays_when_there)
            return
        if self._player.state is PlayerState.PLAYING:
            self._player.pause()
            self._player.jump(-self._context.settings.current.rewind_s)
        else:
            self._player.play()

    @property
    def _player(self) -> Player:
        return self._bridge.player

    def _stop(self) -> None:
        self._player.pause()

    def _hold(self, is_down: bool) -> None:
        """Play while the key is down. What plays already plays on, and the key coming up pauses it."""
        player = self._player
        if is_down:
            self._held_from_s = player.position_s
            player.play()
            return
        start_s, self._held_from_s = self._held_from_s, None
        player.pause()
        if start_s is not None and self._context.settings.current.returns_after_hold:
            player.seek(start_s)

    def _jump(self, direction: int, *, is_long: bool = False) -> None:
        kept = self._context.settings.current
        self._player.jump(direction * (kept.long_jump_s if is_long else kept.short_jump_s))

    def _nudge(self, direction: int) -> None:
        self._player.nudge(direction * self._context.settings.current.nudge_ms / _MS)

    def _step(self, step: Step, passages_of: Callable[[Activity], Iterable[Passage]], nothing: str) -> None:
        activity: Activity | None = self._context.sound.shown.activity
        if activity is None:
            self._context.notices.info(_("The call is still being read; try again in a moment."), key=_NOTICE)
            return
        place_s = step(passages_of(activity), self._player.position_s)
        if place_s is None:
            self._context.notices.info(nothing, key=_NOTICE)
            return
        self._context.notices.close_key(_NOTICE)
        self._player.seek(place_s)


def _speech(activity: Activity) -> Iterable[Passage]:
    return activity.speech


def _silences(activity: Activity) -> Iterable[Passage]:
    return activity.silences


def _overtalk(activity: Activity) -> Iterable[Passage]:
    return activity.overtalk
