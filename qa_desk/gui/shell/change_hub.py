"""What a use-case altered reaches every page through here, so that screens never call each other."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from qa_desk.domain.changes import Changes, ObjectKind


class ChangeHub(QObject):
    """Passes changes on, those of one turn of the event loop together.

    Signals:
        taken_up: the `Changes` by which whoever sits here took work up, before they are passed on.
        changed: the `Changes` of this turn.
    """

    taken_up = Signal(object)
    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: Changes | None = None
        self._subscribers: list[tuple[QObject, Callable[[Changes], None], frozenset[ObjectKind]]] = []

    def announce(self, changes: Changes) -> None:
        """Tell everybody what a use-case altered; call it on the GUI thread, from the `done` of its job."""
        if not changes.kinds:
            return
        if self._waiting is None:
            QTimer.singleShot(0, self, self._pass_on)
            self._waiting = changes
        else:
            self._waiting |= changes

    def announce_taken_up(self, changes: Changes) -> None:
        """The same, where whoever sits here took work up: there is nothing new in it for them."""
        self.taken_up.emit(changes)
        self.announce(changes)

    def subscribe(self, owner: QObject, callback: Callable[[Changes], None], *kinds: ObjectKind) -> None:
        """Call `callback` with changes of these kinds (of all when none is named) until `owner` is gone.

        Pages need this not: the window calls their `refresh`, at once when shown, else when they are shown next.
        """
        self._subscribers.append((owner, callback, frozenset(kinds)))

    def _pass_on(self) -> None:
        changes, self._waiting = self._waiting, None
        assert changes is not None
        self.changed.emit(changes)
        self._subscribers = [entry for entry in self._subscribers if shiboken6.isValid(entry[0])]
        for _owner, callback, kinds in list(self._subscribers):
            if not kinds or changes.touches(*kinds):
                callback(changes)
