"""Brings what other desks change to the change hub: from the feed's thread to this one, several news at once."""

import time
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.gui.shell.change_hub import ChangeHub

_TOGETHER_MS = 250
_BETWEEN_S = 1.0
"""In a busy centre pages read anew once a second, and not with every call that somebody hands in."""


class Told(Protocol):
    """What a feed tells, on its own thread."""

    def changed(self, changes: Changes) -> None:
        """Somebody else changed these."""
        ...

    def lost(self) -> None:
        """Nothing is heard any more."""
        ...

    def found(self) -> None:
        """From now on it is heard, at first or again."""
        ...


class Feed(Protocol):
    """What this is fed by."""

    def start(self, told: Told) -> None:
        """Tell from now on."""
        ...

    def stop(self) -> None:
        """Tell nothing more."""
        ...


class LiveChanges(QObject):
    """Listens from the start until `stop`.

    Signals:
        lost: the database can't be reached.
        found: it can be, at first or again.
    """

    lost = Signal()
    found = Signal()
    _heard = Signal(object)

    def __init__(self, feed: Feed, hub: ChangeHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._hub = hub
        self._waiting = Changes()
        self._is_stopped = False
        self._together = QTimer(self)
        self._together.setSingleShot(True)
        self._passed_on_s = time.monotonic() - _BETWEEN_S
        self._together.timeout.connect(self._pass_on)
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        feed.start(_OffThread(self))

    def stop(self) -> None:
        """Hear nothing more; what was heard and not passed on is dropped."""
        self._is_stopped = True
        self._feed.stop()
        self._together.stop()

    def _on_heard(self, changes: Changes) -> None:
        if self._is_stopped:
            # was on its way through the queue already
            return
        if changes.touches(ObjectKind.MEETING_PLACE):
            # a meeting is followed step by step, and reading where it is costs next to nothing
            self._hub.announce(Changes.of(ObjectKind.MEETING_PLACE))
            changes = Changes(changes.kinds - {ObjectKind.MEETING_PLACE}, changes.ids)
        if not changes.kinds:
            return
        self._waiting |= changes
        if not self._together.isActive():
            pause_s = _BETWEEN_S - (time.monotonic() - self._passed_on_s)
            self._together.start(max(_TOGETHER_MS, round(1000 * pause_s)))

    def _pass_on(self) -> None:
        self._passed_on_s = time.monotonic()
        changes, self._waiting = self._waiting, Changes()
        self._hub.announce(changes)


class _OffThread:
    """Who is told on the feed's thread; signals carry it over."""

    def __init__(self, live: LiveChanges) -> None:
        self._live = live

    def changed(self, changes: Changes) -> None:
        self._live._heard.emit(changes)  # the other half of the same thing

    def lost(self) -> None:
        self._live.lost.emit()

    def found(self) -> None:
        self._live.found.emit()
