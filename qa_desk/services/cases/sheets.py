"""What a person fills in to make or change a standard case, and what the sheet begins with."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.domain.case_difference import CaseDifference
from qa_desk.domain.form_change import FormChange
from qa_desk.domain.ids import CallId, PersonId, VersionId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, CaseState, Difficulty, NamedCase, StandardCase
from qa_desk.services.calls.listening import CallDetail


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """A version of a case as it is written; `note` says what this version is for. Without a passage it is the call."""

    call_id: CallId
    version_id: VersionId
    title: str
    answers: tuple[CaseAnswer, ...]
    rationale: str = ""
    tags: tuple[str, ...] = ()
    difficulty: Difficulty = Difficulty.MEDIUM
    language: str = ""
    business_type: str = ""
    start_s: float | None = None
    end_s: float | None = None
    is_benchmark: bool = False
    marks: tuple[CaseMark, ...] = ()
    note: str = ""
    owner_id: PersonId | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form that a case by hand can be written on."""

    version_id: VersionId
    version: ScorecardVersion


@dataclass(frozen=True, slots=True)
class CaseStart:
    """What the sheet begins with.

    `case` is the version that is changed, None for a new case; `change` what the newer form does to its answers, and
    `before` the form they were settled on, where they are carried over.
    """

    sheet: CaseSheet
    version: ScorecardVersion
    detail: CallDetail
    forms: tuple[FormChoice, ...]
    owners: tuple[tuple[PersonId, str], ...]
    tags_in_use: tuple[str, ...]
    case: StandardCase | None = None
    change: FormChange | None = None
    before: ScorecardVersion | None = None


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One version in the history of a case, with what it says differently from the one before."""

    number: int
    state: CaseState
    is_current: bool
    note: str
    author_name: str
    created_at: datetime
    approver_name: str
    approved_at: datetime | None
    version: ScorecardVersion
    retired_reason: str
    differences: tuple[CaseDifference, ...]


@dataclass(frozen=True, slots=True)
class CasesWaiting:
    """Cases that want something of one person: their review is due, their form changed, or they can be approved."""

    review_due: tuple[NamedCase, ...] = ()
    form_changed: tuple[NamedCase, ...] = ()
    to_approve: tuple[NamedCase, ...] = ()

    @property
    def n_cases(self) -> int:
        """How many cases that are."""
        return len({*self.review_due, *self.form_changed, *self.to_approve})
