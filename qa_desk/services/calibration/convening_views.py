"""What one hands in and gets back who calls a panel together."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.domain.calibration import SessionEvent, SessionKind, SessionSummary
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.recurrence import Every, Evidence, Recurrence
from qa_desk.domain.text import LocalText


@dataclass(frozen=True, slots=True)
class SuggestionQuery:
    """For which session calls are looked for, and what is to speak for them; `apart_days` for the same inspector."""

    scorecard_key: str
    panel_ids: tuple[PersonId, ...] = ()
    kind: SessionKind = SessionKind.PANEL
    evidence: Evidence = Evidence.ANY
    n_calls: int = 12
    apart_days: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call is worth bringing; `strength` is 0…1 within its kind of evidence.

    `criterion` is what it is about, if anything; `n` and `total` are what was counted, `value` a score or the mark it
    is near, `since` when the criterion was settled last.
    """

    evidence: Evidence
    strength: float
    criterion: LocalText | None = None
    n: int = 0
    total: int = 0
    value: float = 0.0
    mark: float = 0.0
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A call worth bringing, with what speaks for it, the strongest first.

    Against a standard that is the case made of it, for the same inspector those of the panel who scored it before.
    """

    call: CallSummary
    reasons: tuple[Reason, ...] = ()
    case_code: str = ""
    scored_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecurrenceDraft:
    """A session that is to come back; the calls are found by the evidence each time.

    Against the standard they are of standard cases, of the same inspector again what each scored so long ago.
    """

    title: str
    every: Every
    weekday: int
    panel_ids: tuple[PersonId, ...]
    scorecard_key: str
    n_calls: int = 3
    evidence: Evidence = Evidence.ANY
    due_days: int = 7
    quorum: int | None = None
    hides_agent: bool = False
    criteria: tuple[str, ...] = ()
    kind: SessionKind = SessionKind.PANEL
    agent_ids: tuple[PersonId, ...] = ()
    apart_days: int | None = None
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecurrenceView:
    """A session that comes back: who leads it, its next day, and the day for which one is to be opened now, if any."""

    recurrence: Recurrence
    lead_name: str
    next_on: date
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class LateSession:
    """A session past its day, and who has still to hand in."""

    session: SessionSummary
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueSessions:
    """What waits of calibration: sessions to be opened, and those past their day."""

    to_open: tuple[RecurrenceView, ...]
    late: tuple[LateSession, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """What somebody committed to when handing in a call, and whether it holds: None while it is sealed.

    The hash is for everybody of the panel to see from the moment it was made; it tells nothing of the answers.
    """

    person_id: PersonId
    name: str
    call_id: CallId
    call_key: str
    sha256: str
    made_at: datetime
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """That somebody was shown what somebody else answered on a call, when first, and where."""

    reader: str
    author: str
    call_key: str
    at: datetime
    occasion: str


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What is on record of a session; who saw what is for those who lead or audit, and empty for others."""

    events: tuple[SessionEvent, ...]
    commitments: tuple[Commitment, ...]
    disclosures: tuple[Disclosure, ...] = ()

    @property
    def n_checked(self) -> int:
        """How many of the sealed answers could be compared with what was committed to."""
        return sum(one.holds is not None for one in self.commitments)

    @property
    def broken(self) -> tuple[Commitment, ...]:
        """Those whose answers are not the ones handed in."""
        return tuple(one for one in self.commitments if one.holds is False)
