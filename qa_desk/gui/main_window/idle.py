"""Notices that nobody has touched the desk for some time: ends an agent's visit, signs out of a desk left alone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from qa_desk.gui.shell.player_bridge import PlayerBridge

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Counts from the last key, click or movement on.

    Args:
        player: what plays recordings; while it does, the desk is in use without being touched.

    Signals:
        left_alone: nobody has touched the desk for the whole time, or the time at most is over.
    """

    left_alone = Signal()

    def __init__(self, *, player: "Callable[[], PlayerBridge | None]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        # the coarse kind rounds to whole seconds, and the rest of the time would jump
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self._leave)

    @property
    def is_watching(self) -> bool:
        """Whether it counts."""
        return self._timer.isActive()

    @property
    def left_ms(self) -> int:
        """How long nobody may touch the desk from now on."""
        return self._timer.remainingTime()

    def start(self, minutes: float, *, at_most_s: float = 0) -> None:
        """Watch for so long; 0 watches nothing. After `at_most_s` it is over however much the desk is touched."""
        self.stop()
        if at_most_s > 0:
            self._end.start(round(at_most_s * 1000))
        if minutes > 0:
            self._timer.setInterval(round(minutes * 60_000))
            self._timer.start()
            self._app().installEventFilter(self)

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._end.stop()
        self._app().removeEventFilter(self)

    def _on_timeout(self) -> None:
        player = self._player()
        if player is not None and player.is_playing:
            self._timer.start()
        else:
            self._leave()

    def _leave(self) -> None:
        self.stop()
        self.left_alone.emit()

    def _app(self) -> QApplication:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return app

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and self._timer.isActive():
            self._timer.start()
        return False
