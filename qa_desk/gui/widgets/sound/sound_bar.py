"""The transport wired to the player and to the keys of sound; stands at the foot of every page that has sound.

A page that knows better (the desk with its marks) binds the same commands to itself and comes first.
"""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.player import Player
from qa_desk.audio.stretch import FASTEST, SLOWEST
from qa_desk.domain.errors import QADeskError
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.widgets.sound.transport import Transport

_SPEED_STEP = 0.1
_NUDGE_S = 0.1
_BUTTON_KEYS = {
    "back": "sound.short_back",
    "play": "sound.play_pause",
    "forward": "sound.short_forward",
    "mark": "sound.mark",
    "loop": "sound.loop",
}


class SoundBar(QWidget):
    """The transport of the window."""

    def __init__(self, context: PageContext, bridge: PlayerBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sound_bar")
        self._context = context
        self._bridge = bridge
        self._transport = Transport(theme=context.theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._transport)
        self._connect_player()
        self._connect_buttons()
        self._bind()
        self._name_keys()
        self._show(context.sound.shown)
        self._transport.set_state(self._player.state)
        self._transport.set_speed(self._player.speed)
        self._transport.set_balance(self._player.balance)

    @property
    def transport(self) -> Transport:
        """The buttons."""
        return self._transport

    @property
    def _player(self) -> Player:
        return self._bridge.player

    def _connect_player(self) -> None:
        context, bridge = self._context, self._bridge
        context.sound.changed.connect(self._show)
        bridge.position_changed.connect(self._transport.set_position)
        bridge.state_changed.connect(self._on_state_changed)
        bridge.notice_given.connect(self._on_notice_given)
        context.commands.keys_changed.connect(self._name_keys)

    def _connect_buttons(self) -> None:
        bar = self._transport
        bar.play_pause_requested.connect(self._play_or_pause)
        bar.start_requested.connect(lambda: self._player.seek(0.0))
        bar.end_requested.connect(lambda: self._player.seek(self._player.duration_s))
        bar.back_requested.connect(lambda: self._jump(-1))
        bar.forward_requested.connect(lambda: self._jump(1))
        bar.seek_requested.connect(lambda position_s: self._player.seek(position_s))
        bar.speed_chosen.connect(self._set_speed)
        bar.balance_chosen.connect(lambda balance: self._player.set_balance(balance))
        bar.mark_requested.connect(lambda: self._context.commands.run("sound.mark"))
        bar.loop_requested.connect(lambda: self._context.commands.run("sound.loop"))

    def _bind(self) -> None:
        handlers = {
            "sound.play_pause": self._play_or_pause,
            "sound.short_back": lambda: self._jump(-1),
            "sound.short_forward": lambda: self._jump(1),
            "sound.long_back": lambda: self._jump(-1, is_long=True),
            "sound.long_forward": lambda: self._jump(1, is_long=True),
            "sound.nudge_back": lambda: self._player.jump(-_NUDGE_S),
            "sound.nudge_forward": lambda: self._player.jump(_NUDGE_S),
            "sound.faster": lambda: self._set_speed(self._player.speed + _SPEED_STEP),
            "sound.slower": lambda: self._set_speed(self._player.speed - _SPEED_STEP),
            "sound.normal_speed": lambda: self._set_speed(1.0),
        }
        enabled = dict.fromkeys(handlers, self._is_loaded)
        self._context.commands.bind(self, handlers, enabled=enabled)

    def _is_loaded(self) -> bool:
        return self._player.state is not PlayerState.EMPTY

    def _play_or_pause(self) -> None:
        if self._player.state is PlayerState.PLAYING:
            self._player.pause()
            self._player.jump(-self._context.settings.current.rewind_s)
        else:
            self._player.play()

    def _jump(self, direction: int, *, is_long: bool = False) -> None:
        kept = self._context.settings.current
        self._player.jump(direction * (kept.long_jump_s if is_long else kept.short_jump_s))

    def _set_speed(self, speed: float) -> None:
        wanted = round(min(max(speed, SLOWEST), FASTEST), 2)
        self._player.set_speed(wanted)
        self._transport.set_speed(wanted)

    def _show(self, shown: SoundShown) -> None:
        bar = self._transport
        bar.set_call(shown.title, shown.duration_s)
        if shown.peaks is not None:
            bar.set_peaks(shown.peaks)
        bar.set_heard(shown.heard)
        bar.set_marks(shown.marks)
        bar.set_mono(shown.is_mono)
        bar.set_can_mark(shown.can_mark)
        bar.show_waveform(shown.has_waveform)
        bar.set_position(self._player.position_s)
        bar.set_loop(self._player.loop_s is not None)

    def _on_state_changed(self, state: PlayerState) -> None:
        self._transport.set_state(state)
        self._transport.set_has_device(self._player.is_audible)
        self._transport.set_loop(self._player.loop_s is not None)

    def _on_notice_given(self, error: QADeskError) -> None:
        self._context.notices.warning(sentence(error), key="sound")

    def _name_keys(self) -> None:
        hint = self._context.commands.hint
        self._transport.set_keys({name: hint(command) for name, command in _BUTTON_KEYS.items()})
