"""What a meeting leaves behind: decisions and what they became, notes to learn from, who was there, where it stands."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from qa_desk.domain.ids import CallId, DecisionId, PersonId, SessionId, TrainingNoteId

PLACE_TOLD_EVERY = timedelta(seconds=20)
"""How often the lead's desk says again where it is, also while it stays there."""

PLACE_LAPSES_AFTER = timedelta(seconds=60)
"""A desk that has not said for so long where it is has gone, by a crash or with its line; nobody follows it."""


class DecisionKind(StrEnum):
    """What a decision is made into; an action is words with an owner and a date, and nothing else."""

    GUIDANCE = "guidance"
    STANDARD_CASE = "standard_case"
    TRACKED_ITEM = "tracked_item"
    TRAINING_NOTE = "training_note"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a session decided, by whom it is done until when; `became_id` is what it was made into.

    Decisions of sessions held before owners and dates were asked for have neither.
    """

    id: DecisionId
    session_id: SessionId
    kind: DecisionKind
    text: str
    decided_by: PersonId
    decided_at: datetime
    owner_id: PersonId | None = None
    due_on: date | None = None
    call_id: CallId | None = None
    criterion_key: str = ""
    became_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TrainingNote:
    """Something for one inspector to learn, with the passage to hear; for nobody else but lead and trainer."""

    id: TrainingNoteId
    person_id: PersonId
    criterion_key: str
    text: str
    due_on: date
    given_by: PersonId
    given_at: datetime
    session_id: SessionId | None = None
    call_id: CallId | None = None
    start_s: float | None = None
    end_s: float | None = None
    read_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeetingPlace:
    """Where the lead of a meeting is: the call and criterion talked about, where the sound was started last."""

    session_id: SessionId
    lead_id: PersonId
    call_id: CallId
    criterion_key: str
    at: datetime
    start_s: float | None = None
    shows_names: bool = True

    def has_lapsed(self, now: datetime) -> bool:
        """Whether the desk that said so has gone without a word; clocks of two computers may part a little."""
        return abs(now - self.at) > PLACE_LAPSES_AFTER

    def is_where(self, other: "MeetingPlace | None") -> bool:
        """Whether it is the same place, said at another time."""
        return other is not None and replace(self, at=other.at) == other


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether somebody of the panel sat in the meeting."""

    person_id: PersonId
    is_present: bool


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """How long the meeting talked about one criterion of one call."""

    call_id: CallId
    criterion_key: str
    spent_s: float
