"""The player's reports as signals of the GUI thread; the one place where the sound's thread and the window meet."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from qa_desk.audio.input.device import InputDevice
from qa_desk.audio.input.sound_card import SoundCardInput
from qa_desk.audio.listener import PlayerListener, PlayerState
from qa_desk.audio.output.device import OutputDevice
from qa_desk.audio.output.devices import input_devices, output_devices
from qa_desk.audio.output.sound_card import SoundDeviceOutput
from qa_desk.audio.output.tone import play_test_tone
from qa_desk.audio.player import Player
from qa_desk.domain.errors import QADeskError


def _output_names() -> tuple[str, ...]:
    return tuple(device.name for device in output_devices())


def _input_names() -> tuple[str, ...]:
    return tuple(device.name for device in input_devices())


def _microphone(name: str) -> InputDevice:
    return SoundCardInput(name or None)


def _sound_card(name: str) -> OutputDevice:
    return SoundDeviceOutput(chosen=name or None)


class PlayerBridge(QObject):
    """Listens to a player and tells the window, always later and on the GUI thread.

    Signals:
        position_changed: seconds; when the window is busy, only the newest arrives.
        state_changed: the `PlayerState`.
        passage_heard: start and end in seconds of what was just played.
        ended: the recording was played to its end.
        notice_given: a `QADeskError` for the person.
        silence_skipped: start and end in seconds of what was left out.
        device_changed: name of the sound device that plays now.

    Args:
        list_outputs: asks the machine for the names of its sound devices.
        make_output: a sound device by its name, for the test tone; empty = the system's.
        list_inputs, make_input: the same for devices to record from.
    """

    position_changed = Signal(float)
    state_changed = Signal(object)
    passage_heard = Signal(float, float)
    ended = Signal()
    notice_given = Signal(object)
    silence_skipped = Signal(float, float)
    device_changed = Signal(str)

    _position_waits = Signal()
    _state_came = Signal(object)
    _passage_came = Signal(float, float)
    _end_came = Signal()
    _notice_came = Signal(object)
    _skip_came = Signal(float, float)
    _device_came = Signal(str)

    def __init__(
        self,
        player: Player,
        parent: QObject | None = None,
        *,
        list_outputs: Callable[[], tuple[str, ...]] = _output_names,
        make_output: Callable[[str], OutputDevice] = _sound_card,
        list_inputs: Callable[[], tuple[str, ...]] = _input_names,
        make_input: Callable[[str], InputDevice] = _microphone,
    ) -> None:
        super().__init__(parent)
        self._list_outputs = list_outputs
        self._make_output = make_output
        self._list_inputs = list_inputs
        self._make_input = make_input
        self._player = player
        self._newest_s = 0.0
        self._is_position_waiting = False
        queued = Qt.ConnectionType.QueuedConnection
        self._position_waits.connect(self._on_position_waits, queued)
        self._state_came.connect(self.state_changed, queued)
        self._passage_came.connect(self.passage_heard, queued)
        self._end_came.connect(self.ended, queued)
        self._notice_came.connect(self.notice_given, queued)
        self._skip_came.connect(self.silence_skipped, queued)
        self._device_came.connect(self.device_changed, queued)
        self._stop_listening = player.listen(_Relay(self))

    @property
    def player(self) -> Player:
        """The player, for orders; they never wait."""
        return self._player

    @property
    def is_playing(self) -> bool:
        """Whether sound is under way."""
        return self._player.state is PlayerState.PLAYING

    def output_names(self) -> tuple[str, ...]:
        """The sound devices there are; asks the machine, so not on the GUI thread."""
        return self._list_outputs()

    def input_names(self) -> tuple[str, ...]:
        """The devices to record from; asks the machine, so not on the GUI thread."""
        return self._list_inputs()

    def input_device(self, name: str) -> InputDevice:
        """A device to record from, not opened yet; empty = the system's."""
        return self._make_input(name)

    def play_test_tone(self, name: str) -> None:
        """Plays a tone on a sound device (empty = the system's) and returns at its end; not on the GUI thread.

        Raises:
            QADeskError: AUDIO_DEVICE_MISSING or AUDIO_DEVICE_LOST.
        """
        play_test_tone(self._make_output(name))

    def close(self) -> None:
        """Stops listening and closes the player; nothing arrives afterwards but what is under way."""
        self._stop_listening()
        self._player.close()

    def _on_position_waits(self) -> None:
        self._is_position_waiting = False
        self.position_changed.emit(self._newest_s)


class _Relay(PlayerListener):
    """Runs on the player's thread and does nothing but emit."""

    def __init__(self, bridge: PlayerBridge) -> None:
        self._bridge = bridge

    def position_changed(self, position_s: float) -> None:
        bridge = self._bridge
        bridge._newest_s = position_s
        if not bridge._is_position_waiting:
            bridge._is_position_waiting = True
            bridge._position_waits.emit()

    def state_changed(self, state: PlayerState) -> None:
        self._bridge._state_came.emit(state)

    def passage_heard(self, start_s: float, end_s: float) -> None:
        self._bridge._passage_came.emit(start_s, end_s)

    def ended(self) -> None:
        self._bridge._end_came.emit()

    def notice_given(self, error: QADeskError) -> None:
        self._bridge._notice_came.emit(error)

    def silence_skipped(self, start_s: float, end_s: float) -> None:
        self._bridge._skip_came.emit(start_s, end_s)

    def device_changed(self, name: str) -> None:
        self._bridge._device_came.emit(name)
