"""What phrasing hands in and gives back: wordings with their state, drafts, and what a saved one overlaps with."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa_desk.domain.calls import StandardWording
from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import DepartmentId, WordingId
from qa_desk.domain.text import LocalText


class WordingState(StrEnum):
    """Where a day lies in the validity of a wording."""

    COMING = "coming"
    IN_FORCE = "in_force"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class WordingView:
    """A wording as lists show it, with the department that owns it."""

    wording: StandardWording
    department_name: str
    state: WordingState


@dataclass(frozen=True, slots=True)
class WordingDraft:
    """A wording as it was entered; without an `id` a new one. `version` is the one that was read.

    It belongs to a business type, to a campaign or to both: calls of either are shown it.
    """

    title: LocalText
    text: LocalText
    valid_from: date
    valid_until: date | None = None
    business_type: str = ""
    campaign: str = ""
    department_id: DepartmentId | None = None
    id: WordingId | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class WordingOverlap:
    """Another wording that holds on some of the same days for the same calls; on the same matter it contradicts."""

    wording: StandardWording
    is_on_same_matter: bool


@dataclass(frozen=True, slots=True)
class WordingSaved:
    """What was kept, and what it overlaps with; those on the same matter come first."""

    wording_id: WordingId
    overlaps: tuple[WordingOverlap, ...]
    changes: Changes
