"""A practice set: standard cases that a trainer offers to everybody who practises, and how far they have come in it."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.domain.ids import CaseId, PersonId, PracticeSetId


@dataclass(frozen=True, slots=True)
class PracticeSet:
    """Cases in the order they are practised, about the common issues of `first_day` to `last_day`.

    An empty `title` means that it is called by those days, in the language of who reads it.
    """

    id: PracticeSetId
    title: str
    first_day: date
    last_day: date
    made_by: PersonId
    made_at: datetime
    case_ids: tuple[CaseId, ...]
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenFromSet:
    """That somebody took up a case of a set since it was offered, and whether they handed it in."""

    set_id: PracticeSetId
    person_id: PersonId
    case_id: CaseId
    is_in: bool
