"""The player's reports as signals of the GUI thread; the one place where the sound's thread and the window meet."""

from PySide6.QtCore import QObject, Qt, Signal

from qa_desk.audio.listener import PlayerListener, PlayerState
from qa_desk.audio.player import Player
from qa_desk.domain.errors import QADeskError


class PlayerBridge(QObject):
    """Listens to a player and tells the window, always later and on the GUI thread.

    Signals:
        position_changed: seconds; when the window is busy, only the newest arrives.
        state_changed: the `PlayerState`.
        passage_heard: start and end in seconds of what was just played.
        ended: the recording was played to its end.
        notice_given: a `QADeskError` for the person.
    """

    position_changed = Signal(float)
    state_changed = Signal(object)
    passage_heard = Signal(float, float)
    ended = Signal()
    notice_given = Signal(object)

    _position_waits = Signal()
    _state_came = Signal(object)
    _passage_came = Signal(float, float)
    _end_came = Signal()
    _notice_came = Signal(object)

    def __init__(self, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._newest_s = 0.0
        self._is_position_waiting = False
        queued = Qt.ConnectionType.QueuedConnection
        self._position_waits.connect(self._on_position_waits, queued)
        self._state_came.connect(self.state_changed, queued)
        self._passage_came.connect(self.passage_heard, queued)
        self._end_came.connect(self.ended, queued)
        self._notice_came.connect(self.notice_given, queued)
        self._stop_listening = player.listen(_Relay(self))

    @property
    def player(self) -> Player:
        """The player, for orders; they never wait."""
        return self._player

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
