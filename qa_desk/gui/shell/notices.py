"""What the person is told in the page, never in a box over it: what happened, what was kept, what to do now."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.wording import explain

SERVER_AWAY = "server-away"
"""The key of the notice that says since when the server is away and what goes on meanwhile."""

_MOST = 3

AWAY_NOTICE = "recordings away"
"""The key of the one notice that the recordings store can't be reached, whoever was told so."""


class NoticeKind(StrEnum):
    """How grave it is; each has its own icon beside its colour. RECORDING stands, in red, for as long as it is so."""

    INFO = "info"
    DONE = "done"
    WARNING = "warning"
    ERROR = "error"
    RECORDING = "recording"


_PASSING = (NoticeKind.INFO, NoticeKind.DONE)


@dataclass(frozen=True, slots=True)
class Notice:
    """One line in the page; `action_title` with `action` is what to do now."""

    kind: NoticeKind
    text: str
    action_title: str = ""
    action: Callable[[], object] | None = None
    key: str = ""


def is_server_away(error: object) -> bool:
    """Whether the error says that the database can't be reached."""
    return isinstance(error, QADeskError) and error.code is ErrorCode.DATABASE_UNREACHABLE


class Notices(QObject):
    """The notices standing in the page, newest last; at most three, one per `key`; none of RECORDING gives way.

    Signals:
        changed: other notices stand there now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._standing: list[Notice] = []
        self._carried: list[Notice] = []

    @property
    def standing(self) -> tuple[Notice, ...]:
        """The notices shown now."""
        return tuple(self._standing)

    def show(self, notice: Notice) -> None:
        """Add a notice; one with the same key or the same text is replaced."""
        same = [old for old in self._standing if old.text == notice.text or (notice.key and old.key == notice.key)]
        kept = [old for old in self._standing if old not in same]
        while len(kept) >= _MOST and (passing := [old for old in kept if old.kind is not NoticeKind.RECORDING]):
            kept.remove(passing[0])
        self._standing = [*kept, notice]
        self.changed.emit()

    def info(
        self, text: str, *, action_title: str = "", action: Callable[[], object] | None = None, key: str = ""
    ) -> None:
        """Tell something that needs nothing."""
        self.show(Notice(NoticeKind.INFO, text, action_title, action, key))

    def done(
        self, text: str, *, action_title: str = "", action: Callable[[], object] | None = None, key: str = ""
    ) -> None:
        """Tell that something is done, with the way back or onward as action."""
        self.show(Notice(NoticeKind.DONE, text, action_title, action, key))

    def warning(
        self, text: str, *, action_title: str = "", action: Callable[[], object] | None = None, key: str = ""
    ) -> None:
        """Tell something to look at."""
        self.show(Notice(NoticeKind.WARNING, text, action_title, action, key))

    def error(
        self,
        error: Exception | str,
        *,
        action_title: str = "",
        action: Callable[[], object] | None = None,
        key: str = "",
    ) -> None:
        """Tell what failed: a QADeskError in its sentence, anything unexpected in a general one.

        That the server is away is said once, where SERVER_AWAY stands, and not by everything that needs it.
        """
        if is_server_away(error) and any(old.key == SERVER_AWAY for old in self._standing):
            return
        text = error if isinstance(error, str) else sentence(error)
        self.show(Notice(NoticeKind.ERROR, text, action_title, action, key))

    def turn_page(self) -> None:
        """Another page is on the screen: what needs nothing comes along once, as a step may lead there, no further."""
        carried = [old for old in self._standing if old.kind in _PASSING]
        gone = [old for old in carried if any(old is one for one in self._carried)]
        self._carried = [old for old in carried if not any(old is one for one in gone)]
        if gone:
            self._standing = [old for old in self._standing if not any(old is one for one in gone)]
            self.changed.emit()

    def close(self, notice: Notice) -> None:
        """Take one notice away."""
        self._standing = [kept for kept in self._standing if kept is not notice]
        self.changed.emit()

    def close_key(self, key: str) -> None:
        """Take the notice of that key away, if it stands there."""
        if any(kept.key == key for kept in self._standing):
            self._standing = [kept for kept in self._standing if kept.key != key]
            self.changed.emit()

    def close_last(self) -> bool:
        """Take the newest notice away; false when none stands there."""
        passing = [old for old in self._standing if old.kind is not NoticeKind.RECORDING]
        if not passing:
            return False
        self.close(passing[-1])
        return True

    def clear(self) -> None:
        """Take all notices away."""
        self._standing = []
        self.changed.emit()


def is_away(error: Exception) -> bool:
    """Whether the recordings store can't be reached."""
    return isinstance(error, QADeskError) and error.code is ErrorCode.RECORDINGS_AWAY


def sentence(error: Exception) -> str:
    """What the person reads about a failure."""
    if isinstance(error, QADeskError):
        return explain(error)
    return _(
        "Something went wrong that should not. What was saved before is safe; a report was kept in the log folder."
    )
