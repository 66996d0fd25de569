"""Sharing the library: which centres are known, and how a case that came in a package stands to what is here."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qa_desk.domain.case_package import Centre, PackedCall, PackedCase
from qa_desk.domain.ids import CaseId, VersionId
from qa_desk.domain.text import NO_TEXT, LocalText


@dataclass(frozen=True, slots=True)
class KnownCentre:
    """A centre whose packages are taken in; `is_own` for the keys that this one signs or signed with."""

    centre: Centre
    is_own: bool
    accepted_at: datetime
    accepted_by: str = ""


class CaseStatus(StrEnum):
    """How a case of a package stands to the library: what is the same is not taken in again.

    RETIRED: it was taken out of use here, or a proposal of it was taken back; it comes in again only by choice.
    WAITING: it is here, and its call waits for the reader's own scoring, so nothing of it is told.
    """

    NEW = "new"
    DIFFERS = "differs"
    OLDER = "older"
    SAME = "same"
    RETIRED = "retired"
    WAITING = "waiting"


class DifferingField(StrEnum):
    """What two versions of a case may differ in; the last four belong to a criterion."""

    TITLE = "title"
    DIFFICULTY = "difficulty"
    LANGUAGE = "language"
    BUSINESS_TYPE = "business_type"
    RATIONALE = "rationale"
    TAGS = "tags"
    BENCHMARK = "benchmark"
    REVIEW_ON = "review_on"
    SCORECARD = "scorecard"
    LENGTH = "length"
    EVIDENCE = "evidence"
    ANSWER = "answer"
    REASONS = "reasons"
    WHY = "why"


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """One field in which the package differs, both sides in words; empty where a side says nothing.

    Of a criterion there is the key, and the title where a form here or in the package has it.
    """

    field: DifferingField
    here: str
    offered: str
    criterion_key: str = ""
    criterion_title: LocalText = NO_TEXT


@dataclass(frozen=True, slots=True)
class OfferedCase:
    """A case of a package beside what is here.

    Args:
        form_id: the version here that says the same as the case's form; None where it comes in with the case.
        case_id, code_here: the case here; None and empty where there is none.
        differences: what differs from what counts here: the version that waits for approval, else the one in force.
        n_waiting: the number of the version that waits for approval here, whose place this one would take.
        contents: of a case that is not here, what it says; `here` is empty in all of it.
        retired_on, retired_reason: of a case that is retired here.
    """

    case: PackedCase
    call: PackedCall
    status: CaseStatus
    form_id: VersionId | None
    case_id: CaseId | None = None
    code_here: str = ""
    differences: tuple[CaseDifference, ...] = ()
    contents: tuple[CaseDifference, ...] = ()
    n_waiting: int | None = None
    retired_on: date | None = None
    retired_reason: str = ""

    @property
    def may_be_taken(self) -> bool:
        """Whether there is anything to take in."""
        return self.status in (CaseStatus.NEW, CaseStatus.DIFFERS, CaseStatus.OLDER, CaseStatus.RETIRED)

    @property
    def is_suggested(self) -> bool:
        """Whether it is taken in unless somebody says otherwise."""
        return self.status in (CaseStatus.NEW, CaseStatus.DIFFERS)
