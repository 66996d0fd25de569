"""Calibration sessions: calls × panel, blind → revealed → settled → closed, and what the panel agreed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.ids import CallId, PersonId, SessionId, VersionId


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
class SessionAction:
    """What the session decided to do, by whom, until when."""

    text: str
    owner_id: PersonId | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CalibrationSession:
    """A session with its calls and panel; times are set when its states are reached."""

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

    @property
    def is_everyone_done(self) -> bool:
        """Whether every seat has handed in every call."""
        return all(seat.is_done for seat in self.seats)


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
