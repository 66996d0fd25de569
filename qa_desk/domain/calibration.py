"""Calibration sessions: calls × panel, blind → revealed → settled → closed, and what the panel agreed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.ids import CallId, CaseId, PersonId, RecurrenceId, SessionId, VersionId


class SessionKind(StrEnum):
    """What the session measures."""

    PANEL = "panel"
    AGAINST_STANDARD = "against_standard"
    SAME_INSPECTOR = "same_inspector"
    WITH_AGENTS = "with_agents"
    PILOT = "pilot"


class SessionState(StrEnum):
    """How far a session has come; re-opening leads back to revealed, with a reason."""

    BLIND = "blind"
    REVEALED = "revealed"
    SETTLED = "settled"
    CLOSED = "closed"


class SeatKind(StrEnum):
    """As what somebody sits in the panel; agents' answers are shown apart from the inspectors' figures."""

    INSPECTOR = "inspector"
    AGENT = "agent"


class EventKind(StrEnum):
    """What happens to a session; each is noted with who did it, when, and why where a reason is asked for."""

    OPENED = "opened"
    REVEALED = "revealed"
    UNSETTLED = "unsettled"
    SETTLED = "settled"
    CLOSED = "closed"
    REOPENED = "reopened"
    SEATED = "seated"
    UNSEATED = "unseated"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class SessionEvent:
    """Something that happened to a session; `about_name` is whom it concerned: seated, unseated, the new lead."""

    kind: EventKind
    at: datetime
    who: str
    reason: str = ""
    about_name: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's place in the panel and how many of the session's calls they have handed in."""

    person_id: PersonId
    name: str
    kind: SeatKind
    n_done: int
    n_calls: int

    @property
    def is_done(self) -> bool:
        """Whether everything of theirs is in."""
        return self.n_done >= self.n_calls


@dataclass(frozen=True, slots=True)
class StandardOfCall:
    """The version of a standard case that a call of a session is measured by."""

    call_id: CallId
    case_id: CaseId
    number: int


@dataclass(frozen=True, slots=True)
class SettledAnswer:
    """What the panel agreed on one criterion of one call, and why; `na` when it does not apply."""

    call_id: CallId
    criterion_key: str
    rating: RatingValue | None
    na: bool
    reasons: tuple[str, ...]
    rationale: str
    settled_by: PersonId
    settled_at: datetime

    def says_like(self, other: "SettledAnswer") -> bool:
        """Whether both say the same, whoever settled it and when."""
        mine = (self.rating, self.na, self.reasons, self.rationale)
        return mine == (other.rating, other.na, other.reasons, other.rationale)


@dataclass(frozen=True, slots=True)
class CalibrationSession:
    """A session with its calls and panel; times are set when its states are reached.

    `criteria` are the keys of those asked, all of the form where it is empty. `standards` are what the calls are
    measured by against a standard, `apart_days` how long ago at least the same inspector scored them before.
    `occurs_on` is the day of a recurring session that this one was opened for.
    """

    id: SessionId
    title: str
    kind: SessionKind
    state: SessionState
    version_id: VersionId
    lead_id: PersonId
    call_ids: tuple[CallId, ...]
    seats: tuple[Seat, ...]
    created_at: datetime
    due_at: datetime | None = None
    quorum: int | None = None
    revealed_at: datetime | None = None
    settled_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_reason: str = ""
    version: int = 1
    hides_agent: bool = False
    criteria: tuple[str, ...] = ()
    standards: tuple[StandardOfCall, ...] = ()
    apart_days: int | None = None
    recurrence_id: RecurrenceId | None = None
    occurs_on: date | None = None

    @property
    def is_everyone_done(self) -> bool:
        """Whether every seat has handed in every call."""
        return all(seat.is_done for seat in self.seats)

    @property
    def n_done(self) -> int:
        """How many inspectors of the panel have handed in all that is theirs."""
        return sum(seat.is_done for seat in self.seats if seat.kind is SeatKind.INSPECTOR)

    @property
    def n_waited_for(self) -> int:
        """How many of them the reveal waits for: never more than there are."""
        return min(self.quorum or 1, sum(seat.kind is SeatKind.INSPECTOR for seat in self.seats))

    def is_due(self, now: datetime) -> bool:
        """Whether the day by which everything should be in is over."""
        return self.due_at is not None and self.due_at < now

    def may_be_revealed(self, now: datetime) -> bool:
        """Whether the lead may reveal: enough of the panel are done, or the day is over. Nothing reveals by itself."""
        return self.state is SessionState.BLIND and (self.n_done >= self.n_waited_for or self.is_due(now))

    def seat_of(self, person_id: PersonId) -> Seat | None:
        """Somebody's place in the panel, if they have one."""
        return next((seat for seat in self.seats if seat.person_id == person_id), None)

    @property
    def late_names(self) -> tuple[str, ...]:
        """Who of the panel still has something to hand in."""
        return tuple(seat.name for seat in self.seats if not seat.is_done)


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A session as lists show it."""

    id: SessionId
    title: str
    kind: SessionKind
    state: SessionState
    lead_name: str
    n_calls: int
    n_seats: int
    n_seats_done: int
    n_to_settle: int
    n_settled: int
    created_at: datetime
    due_at: datetime | None
    closed_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is past its day and somebody's answers are still awaited."""
        is_past = self.due_at is not None and self.due_at < now
        return self.state is SessionState.BLIND and is_past and self.n_seats_done < self.n_seats
