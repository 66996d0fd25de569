"""Where the person is and was: a place is a page with arguments; back and forward walk the places visited."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

_LONGEST = 200
_Id = TypeVar("_Id")


@dataclass(frozen=True, slots=True)
class Place:
    """A page and what it is to show; make one with `Place.to("calls", call="…")`."""

    page: str
    arguments: tuple[tuple[str, str], ...] = ()

    @classmethod
    def to(cls, page: str, **arguments: str) -> "Place":
        """The place with these arguments; ids as text."""
        return cls(page, tuple(sorted(arguments.items())))

    def get(self, name: str, default: str = "") -> str:
        """An argument, or `default`."""
        return dict(self.arguments).get(name, default)

    def get_id(self, name: str, kind: Callable[[UUID], _Id]) -> _Id | None:
        """An argument as an id of that kind; None where there is none, or where it is no id."""
        try:
            return kind(UUID(self.get(name)))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumb; without a place it can't be clicked."""

    title: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class FoundThing:
    """What a search found: shown in the palette, opened by going to its place."""

    title: str
    detail: str
    place: Place
    icon: str = ""


class Navigation(QObject):
    """The places visited.

    Signals:
        moved: the place to show now (`Place`).
        changed: whether back or forward are possible may differ.
    """

    moved = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: list[Place] = []
        self._at = -1

    @property
    def current(self) -> Place | None:
        """The place shown, None before the first."""
        return self._places[self._at] if self._at >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """Whether a place was visited before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether back was used and can be taken back."""
        return self._at + 1 < len(self._places)

    def go(self, place: Place) -> None:
        """Show `place`; going to the place shown already only tells its page again."""
        if place != self.current:
            self._places = [*self._places[: self._at + 1], place][-_LONGEST:]
            self._at = len(self._places) - 1
        self._tell()

    def replace(self, place: Place) -> None:
        """The page shows something else now, not worth a step back (a filter); nothing is told to the page."""
        if self._at >= 0:
            self._places[self._at] = place
        self.changed.emit()

    def back(self) -> None:
        """Show the place before this one, if there is one."""
        if self.can_go_back:
            self._at -= 1
            self._tell()

    def forward(self) -> None:
        """Take the last back back, if there is one."""
        if self.can_go_forward:
            self._at += 1
            self._tell()

    def forget(self) -> None:
        """Start anew: another person has signed in."""
        self._places, self._at = [], -1
        self.changed.emit()

    def _tell(self) -> None:
        place = self.current
        assert place is not None
        self.moved.emit(place)
        self.changed.emit()
