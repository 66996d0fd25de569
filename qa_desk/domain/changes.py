"""What a use-case altered: handed from services to whoever shows it, so that screens never call each other."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class ObjectKind(StrEnum):
    """The kinds of things that screens show and refresh."""

    PERSON = "person"
    UNIT = "unit"
    CALL = "call"
    RECORDING = "recording"
    CALL_FILTER = "call_filter"
    SCORECARD = "scorecard"
    ASSIGNMENT = "assignment"
    EVALUATION = "evaluation"
    MARK = "mark"
    MASK = "mask"
    SESSION = "session"
    MEETING_PLACE = "meeting_place"
    TRAINING_NOTE = "training_note"
    COACHING_NOTE = "coaching_note"
    STANDARD_CASE = "standard_case"
    PRACTICE = "practice"
    QUALIFICATION = "qualification"
    TRACKED_ITEM = "tracked_item"
    TARGET = "target"
    SAMPLING = "sampling"
    SETTING = "setting"
    STANDARD_WORDING = "standard_wording"
    DEPARTMENT = "department"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class Changes:
    """The things altered, by kind; `ids` may be empty for a kind when nearly all of it changed (an import)."""

    kinds: frozenset[ObjectKind] = frozenset()
    ids: frozenset[UUID] = field(default=frozenset())

    @classmethod
    def of(cls, kind: ObjectKind, *ids: UUID) -> "Changes":
        """Changes of one kind."""
        return cls(frozenset({kind}), frozenset(ids))

    def __or__(self, other: "Changes") -> "Changes":
        return Changes(self.kinds | other.kinds, self.ids | other.ids)

    def touches(self, *kinds: ObjectKind) -> bool:
        """Whether anything of these kinds changed."""
        return not self.kinds.isdisjoint(kinds)
