"""A place that shows just certain calls on the page Calls, such as those behind a figure; any room can send there."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from qa_desk.domain.ids import CallId
from qa_desk.gui.shell.navigation import Place

_IDS, _WORDS = "these", "words"


@dataclass(frozen=True, slots=True)
class TheseCalls:
    """Certain calls, each once, and in words what they have in common."""

    words: str
    call_ids: tuple[CallId, ...]

    @classmethod
    def of(cls, words: str, call_ids: Iterable[CallId]) -> "TheseCalls":
        """These calls, each once."""
        return cls(words, tuple(dict.fromkeys(call_ids)))

    @classmethod
    def at(cls, place: Place) -> "TheseCalls | None":
        """The calls that a place names; None where it names none, or nothing that can be one."""
        try:
            found = [CallId(UUID(text)) for text in place.get(_IDS).split()]
        except ValueError:
            return None
        return cls.of(place.get(_WORDS), found) if found else None

    def place(self) -> Place:
        """Where they are shown."""
        return Place.to("calls", **{_IDS: " ".join(one.hex for one in self.call_ids), _WORDS: self.words})
