"""Standard cases: calls with settled answers, rationale and evidence, so that the standard can be taught and tested."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """The settled answer to one criterion, why, and the passage (seconds of the call) that proves it, if any."""

    criterion_key: str
    rating: RatingValue | None
    na: bool
    reasons: tuple[str, ...]
    rationale: str
    evidence_start_s: float | None = None
    evidence_end_s: float | None = None


@dataclass(frozen=True, slots=True)
class StandardCase:
    """One version of a case; `code` reads like SC-041 and stays the same across versions."""

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
    created_at: datetime
    session_id: SessionId | None = None
    review_on: date | None = None
    retired_on: date | None = None
    retired_reason: str = ""


@dataclass(frozen=True, slots=True)
class SettledCase:
    """What a valid case has settled on one criterion."""

    case_id: CaseId
    code: str
    title: str
    difficulty: Difficulty
    version_id: VersionId
    criterion_key: str
    rating: RatingValue | None
    na: bool
    reasons: tuple[str, ...]


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
