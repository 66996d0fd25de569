"""The transport wired to the player and to the keys of sound; stands at the foot of every page that has sound.

A page that knows better (the desk with its marks) binds the same commands to itself and comes first.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.audio.listener import PlayerState
from qa_desk.audio.player import Player
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.widgets.sound.passage_export import PassageExport
from qa_desk.gui.widgets.sound.passage_masking import PassageMasking
from qa_desk.gui.widgets.sound.sound_commands import SoundCommands
from qa_desk.gui.widgets.sound.transport import COMMANDS_SHOWN, Transport
from qa_desk.gui.widgets.sound.tuner import Tuner
from qa_desk.i18n import _

_NOTICE = "sound"
_OF_DEVICE = frozenset({ErrorCode.AUDIO_DEVICE_LOST, ErrorCode.AUDIO_DEVICE_MISSING})


class SoundBar(QWidget):
    """The transport of the window."""

    def __init__(self, context: PageContext, bridge: PlayerBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sound_bar")
        self._context = context
        self._bridge = bridge
        self._shown = SoundShown()
        self._transport = Transport(theme=context.theme)
        self._tuner = Tuner(context, bridge, self)
        self._does = SoundCommands(context, bridge, self._tuner, self)
        self._export = PassageExport(context, self)
        self._masking = PassageMasking(context, self)
        self._own: dict[str, Callable[..., object]] = {
            **self._does.handlers,
            **self._does.voice_handlers,
        }
        if context.may(Action.EXPORT_SOUND):
            self._own["sound.export_passage"] = lambda: self._export.ask(self._player.loop_s)
        if context.may(Action.PROPOSE_MASKS):
            self._own["sound.mask"] = lambda: self._masking.mask(self._player.loop_s)
            self._own["sound.unmask"] = lambda: self._masking.unmask(self._player.position_s)
        self._transport.set_allowed(frozenset(self._own))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._transport)
        self._connect_player()
        self._connect_transport()
        self._bind()
        self._name_keys()
        self._show(context.sound.shown)
        self._transport.set_state(self._player.state)
        self._transport.show_tuning(self._tuner.tuning)
        self._tuner.ask_for_outputs()

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
        bridge.state_changed.connect(self._transport.set_state)
        bridge.notice_given.connect(self._on_notice_given)
        bridge.device_changed.connect(self._on_device_changed)
        context.commands.keys_changed.connect(self._name_keys)

    def _connect_transport(self) -> None:
        bar, tuner = self._transport, self._tuner
        bar.command_requested.connect(self._do)
        bar.seek_requested.connect(lambda position_s: self._player.seek(position_s))
        bar.speed_chosen.connect(tuner.set_speed)
        bar.balance_chosen.connect(tuner.set_balance)
        bar.volume_chosen.connect(tuner.set_volume)
        bar.output_chosen.connect(tuner.choose_output)
        tuner.changed.connect(bar.show_tuning)

    def _bind(self) -> None:
        enabled = {key: self._has_voices if key in self._does.voice_handlers else self._is_loaded for key in self._own}
        enabled["sound.play_pause"] = self._can_play
        self._context.commands.bind(self, self._own, enabled=enabled)

    def _do(self, key: str) -> None:
        """A click on the bar is about the call that the bar shows, whatever the page would do at the same key."""
        handler = self._own.get(key)
        if handler is not None:
            handler()
        else:
            self._context.commands.run(key)

    def _is_loaded(self) -> bool:
        return self._player.state is not PlayerState.EMPTY

    def _can_play(self) -> bool:
        return self._is_loaded() or self._shown.fetched is not None

    def _has_voices(self) -> bool:
        return self._is_loaded() and not self._context.sound.shown.is_mono

    def _show(self, shown: SoundShown) -> None:
        bar, before = self._transport, self._shown
        self._shown = shown
        is_other = _call_of(shown) != _call_of(before)
        if is_other:
            bar.set_call(shown.title, shown.duration_s, parts=shown.parts)
        if shown.peaks is not None and (is_other or shown.peaks is not before.peaks):
            bar.set_peaks(shown.peaks)
        bar.set_heard(shown.heard)
        bar.set_marks(shown.marks)
        bar.set_mono(shown.is_mono)
        bar.set_remarks(shown.remarks, n_missing=shown.n_missing)
        bar.set_fetched(shown.fetched, plays_when_there=shown.plays_when_there)
        bar.set_can_mark(shown.can_mark)
        bar.show_waveform(shown.has_waveform)
        bar.set_position(self._player.position_s)
        bar.show_tuning(self._tuner.tuning)

    def _on_notice_given(self, error: QADeskError) -> None:
        if error.code not in _OF_DEVICE:
            self._context.notices.warning(sentence(error), key=_NOTICE)
            return
        self._context.jobs.run(
            self,
            _("Looking for sound devices"),
            lambda _progress: self._bridge.output_names(),
            lambda names: self._offer_outputs(error, names),
            lambda _error: self._offer_outputs(error, ()),
            is_quiet=True,
            lane="audio",
        )

    def _offer_outputs(self, error: QADeskError, names: tuple[str, ...]) -> None:
        """A device is gone: say so once, and name another one to go on with, if there is any."""
        gone = self._player.device_name
        other = next((name for name in names if name != gone), "")
        if other:
            title = _("Go on with {device}").format(device=other)
            self._context.notices.warning(
                sentence(error), action_title=title, action=lambda: self._go_on_with(other), key=_NOTICE
            )
        else:
            self._context.notices.warning(sentence(error), key=_NOTICE)
        self._tuner.ask_for_outputs()

    def _on_device_changed(self, name: str) -> None:
        """The device chosen was not there and the system's took its place, or the other way round."""
        chosen = self._player.chosen_device
        if name and chosen and name != chosen:
            told = _("{chosen} is not there; the sound goes to {device}.").format(chosen=chosen, device=name)
            self._context.notices.info(told, key=_NOTICE)
        elif name:
            self._context.notices.close_key(_NOTICE)
        self._tuner.ask_for_outputs()

    def _go_on_with(self, name: str) -> None:
        # For now only: the one chosen in the preferences is used again when it is back.
        self._context.notices.close_key(_NOTICE)
        self._player.choose_device(name)
        self._player.play()
        self._tuner.tell()

    def _name_keys(self) -> None:
        hint = self._context.commands.hint
        self._transport.set_keys({key: hint(key) for key in COMMANDS_SHOWN})


def _call_of(shown: SoundShown) -> tuple[object, ...]:
    """What makes it another time line."""
    return (shown.call_id, shown.title, shown.duration_s, shown.parts)
