"""What the meeting's pages hand in and get back: decisions, who they can be given to, training notes, the room."""

from dataclasses import dataclass
from datetime import date

from qa_desk.domain.ids import CallId, CaseId, PersonId, SessionId
from qa_desk.domain.meeting import Decision, DecisionKind, MeetingPlace, TimeSpent, TrainingNote
from qa_desk.domain.text import NO_TEXT, LocalText


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What is decided: what it becomes, by whom, until when; of which call and criterion, and the passage to hear."""

    kind: DecisionKind
    text: str
    owner_id: PersonId
    due_on: date
    call_id: CallId | None = None
    criterion_key: str = ""
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision with its people by name, its call by key and its criterion by title."""

    decision: Decision
    owner_name: str
    decided_by_name: str
    call_key: str = ""
    criterion_title: LocalText = NO_TEXT

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether nothing was made of it that stands by itself."""
        return self.decision.kind in _WITHDRAWN or self.decision.became_id is None


_WITHDRAWN = frozenset({DecisionKind.ACTION, DecisionKind.TRAINING_NOTE})


@dataclass(frozen=True, slots=True)
class DecisionChoices:
    """What a decision can be given: today at the centre, and who may own each kind."""

    today: date
    owners: dict[DecisionKind, tuple[tuple[PersonId, str], ...]]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A training note with its people by name, its call by key and its criterion by title.

    `case_ids`: a few standard cases to practise its criterion on, those that failed it first.
    """

    note: TrainingNote
    person_name: str
    given_by_name: str
    call_key: str
    criterion_title: LocalText
    is_overdue: bool
    case_ids: tuple[CaseId, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomSeat:
    """A member of the panel in the meeting room: as ticked, else as whoever handed in is expected to come."""

    person_id: PersonId
    name: str
    seat: int
    is_present: bool


@dataclass(frozen=True, slots=True)
class RoomView:
    """The meeting itself: who is there, how long it was planned and took so far, and where the lead is."""

    session_id: SessionId
    seats: tuple[RoomSeat, ...]
    is_ticked: bool
    agenda_minutes: int | None
    times: tuple[TimeSpent, ...]
    place: MeetingPlace | None
    lead_name: str
