"""How long what is kept of calls, and what stays although its time is over: the rules of removing for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import CallId


class RetentionPurpose(StrEnum):
    """What a period is set for."""

    RECORDINGS = "recordings"
    TRANSCRIPTS = "transcripts"
    CUSTOMERS = "customers"
    ROUTINE = "routine"
    PRACTICE = "practice"
    QUALIFICATION = "qualification"


EVALUATIONS: Mapping[RetentionPurpose, frozenset[Purpose]] = {
    RetentionPurpose.ROUTINE: frozenset({Purpose.ROUTINE, Purpose.OVERLAP, Purpose.REPEAT}),
    RetentionPurpose.PRACTICE: frozenset({Purpose.PRACTICE}),
    RetentionPurpose.QUALIFICATION: frozenset({Purpose.QUALIFICATION}),
}
"""The evaluations of each purpose; those of calibration go with nothing: they made the standard."""

SHORTEST_DAYS = 1
LONGEST_DAYS = 36_500


class KeptReason(StrEnum):
    """Why something stays although its time is over."""

    STANDARD_CASE = "standard_case"
    DISPUTE = "dispute"
    OPEN_SESSION = "open_session"
    IN_WORK = "in_work"


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call that stays as it is, and why."""

    call_id: CallId
    call_key: str
    reason: KeptReason


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """What of one purpose has had its time on a day: how much, the oldest, and what stays all the same.

    `n_days` is None where no period is set; then nothing is due.
    """

    purpose: RetentionPurpose
    n_days: int | None
    before: date | None
    n_due: int = 0
    oldest: date | None = None
    kept: tuple[KeptCall, ...] = ()
