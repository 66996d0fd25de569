"""Standard cases: calls with settled answers, rationale and evidence, so that the standard can be taught and tested."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.ids import CallId, CaseId, PersonId, SessionId, VersionId


class Difficulty(StrEnum):
    """How hard people find the case."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class CaseState(StrEnum):
    """A case is proposed, approved by a second person, and one day retired."""

    PROPOSED = "proposed"
    VALID = "valid"
    RETIRED = "retired"


class ExposureKind(StrEnum):
    """How somebody came to see the answers of a case."""

    OPENED = "opened"
    PRACTISED = "practised"
    QUALIFIED = "qualified"
    IN_SESSION = "in_session"


@dataclass(frozen=True, slots=True)
class CaseOrigin:
    """Where a case that came in a package is at home: its key and version there, and that centre's fingerprint."""

    case_id: UUID
    key: str
    number: int


@dataclass(frozen=True, slots=True)
class CaseMark:
    """A passage (seconds of the call) that proves the answer to a criterion, or stands free."""

    criterion_key: str | None
    start_s: float
    end_s: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """The settled answer to one criterion, and why."""

    criterion_key: str
    rating: RatingValue | None
    na: bool
    reasons: tuple[str, ...]
    rationale: str


@dataclass(frozen=True, slots=True)
class StandardCase:
    """One version of a case; `code` reads like SC-041 and stays the same across versions.

    `author_id` wrote this version and does not approve it; `owner_id` sees to the review. `start_s` and `end_s` are
    None where the whole call is the case. `note` says what the version is for. `is_current`: the one in force.
    """

    id: CaseId
    code: str
    number: int
    title: str
    call_id: CallId
    version_id: VersionId
    state: CaseState
    difficulty: Difficulty
    language: str
    rationale: str
    tags: tuple[str, ...]
    answers: tuple[CaseAnswer, ...]
    owner_id: PersonId
    author_id: PersonId
    created_at: datetime
    session_id: SessionId | None = None
    review_on: date | None = None
    retired_on: date | None = None
    retired_reason: str = ""
    business_type: str = ""
    start_s: float | None = None
    end_s: float | None = None
    is_benchmark: bool = False
    marks: tuple[CaseMark, ...] = ()
    note: str = ""
    approved_by: PersonId | None = None
    approved_at: datetime | None = None
    is_current: bool = True
    origin: CaseOrigin | None = None

    @property
    def passage(self) -> tuple[float, float] | None:
        """Where in the call the case begins and ends; None for the whole call."""
        return None if self.start_s is None or self.end_s is None else (self.start_s, self.end_s)

    def evidence_of(self, criterion_key: str) -> CaseMark | None:
        """The first passage that proves the answer to a criterion."""
        own = (mark for mark in self.marks if mark.criterion_key == criterion_key)
        return min(own, key=lambda mark: mark.start_s, default=None)


@dataclass(frozen=True, slots=True)
class SettledCase:
    """What a valid case has settled on one criterion, and why."""

    case_id: CaseId
    code: str
    title: str
    difficulty: Difficulty
    version_id: VersionId
    criterion_key: str
    rating: RatingValue | None
    na: bool
    reasons: tuple[str, ...]
    number: int
    call_id: CallId
    language: str
    rationale: str = ""
    is_benchmark: bool = False


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case by what people call it."""

    id: CaseId
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case as lists show it; the score is that of the settled answers."""

    id: CaseId
    code: str
    number: int
    title: str
    call_id: CallId
    call_key: str
    business_type: str
    state: CaseState
    difficulty: Difficulty
    language: str
    tags: tuple[str, ...]
    duration_s: float | None
    score: float | None
    passed: bool | None
    review_on: date | None
    version_id: VersionId
    owner_id: PersonId
    start_s: float | None = None
    end_s: float | None = None
    is_benchmark: bool = False
    proposed_number: int | None = None
    """A later version that waits for its approval."""
