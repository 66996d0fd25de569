"""What goes wrong again and again: deduction facts, tracked items, targets, and feedback to the agent."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import CallId, EvaluationId, MarkId, PersonId, TargetId, TrackedItemId, UnitId
from qa_desk.domain.scorecard import CriticalFamily


class TrackedState(StrEnum):
    """How far a tracked item has come."""

    OPEN = "open"
    IN_WORK = "in_work"
    DONE = "done"
    EFFECT_SHOWN = "effect_shown"
    NO_EFFECT_SHOWN = "no_effect_shown"
    REOPENED = "reopened"


class FeedbackState(StrEnum):
    """How far an agent's result has come."""

    HELD = "held"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


class AttributionState(StrEnum):
    """Whether a cause owner has taken a failure or an issue on; it may be rejected once, with a reason."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class RaisedCut:
    """Which calls, and failures of whose cause, raised an item beside its unit; an empty text means all."""

    business_type: str = ""
    campaign: str = ""
    customer_segment: str = ""
    service_stage: str = ""
    cause_owner: str = ""
    scorecard: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """What it is narrowed to; nothing where all calls are meant."""
        of_calls = (self.business_type, self.campaign, self.customer_segment, self.service_stage)
        return tuple(word for word in (*of_calls, self.cause_owner, self.scorecard) if word)


ALL_CALLS = RaisedCut()


@dataclass(frozen=True, slots=True)
class TrackedItem:
    """A common issue with an owner, a due date and an action; its effect is signed by QA, not by the owner.

    The cause owner is a department or unit that has until `answer_due_on` to accept or reject the attribution;
    `cause_reason` is why it was rejected. `raised_first` to `raised_last` is the period whose figures raised the item,
    which no comparison may start from, `raised_cut` the calls they were of; `target_share` the share of calls failed
    that is to be reached.
    """

    id: TrackedItemId
    title: str
    criterion_key: str
    reason_key: str | None
    unit_id: UnitId | None
    owner_id: PersonId
    due_on: date
    action: str
    state: TrackedState
    opened_by: PersonId
    opened_at: datetime
    closed_at: datetime | None = None
    signed_by: PersonId | None = None
    effect_note: str = ""
    cause_owner_kind: CauseOwnerKind | None = None
    cause_owner_id: UUID | None = None
    answer_due_on: date | None = None
    cause_state: AttributionState | None = None
    cause_reason: str = ""
    raised_first: date | None = None
    raised_last: date | None = None
    target_share: float | None = None
    raised_cut: RaisedCut = ALL_CALLS
    version: int = 1


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """A call that shows what an item is about; `start_s` to `end_s` is the passage marked, None where none is."""

    item_id: TrackedItemId
    evaluation_id: EvaluationId
    call_id: CallId
    call_key: str
    started_at: datetime | None
    agent_name: str
    unit_path: str
    mark_id: MarkId | None
    start_s: float | None
    end_s: float | None
    note: str


@dataclass(frozen=True, slots=True)
class DeductionFact:
    """One failed criterion of one submitted evaluation, flat, as reports count it.

    `points` is what was lost of the total score (weight share × (1 − fraction) × 100); 0 for critical criteria.
    """

    evaluation_id: EvaluationId
    call_id: CallId
    day: date
    unit_id: UnitId | None
    agent_id: PersonId | None
    inspector_id: PersonId
    scorecard_key: str
    version_number: int
    section_key: str
    criterion_key: str
    reason_keys: tuple[str, ...]
    points: float
    critical: CriticalFamily | None
    cause_owner_kind: CauseOwnerKind
    cause_owner_name: str
    business_type: str
    campaign: str = ""
    customer_segment: str = ""
    service_stage: str = ""


@dataclass(frozen=True, slots=True)
class ScoredFact:
    """The evaluation of record of one call, flat: its scores, the criteria that applied, and what was deducted."""

    evaluation_id: EvaluationId
    call_id: CallId
    day: date
    unit_id: UnitId | None
    agent_id: PersonId | None
    inspector_id: PersonId
    scorecard_key: str
    version_number: int
    business_type: str
    score: float | None
    score_before_policy: float | None
    agent_score: float | None
    passed: bool
    opportunities: tuple[str, ...]
    deductions: tuple[DeductionFact, ...]
    campaign: str = ""
    customer_segment: str = ""
    service_stage: str = ""

    @property
    def points_lost(self) -> float:
        """What all its deductions cost, to a millionth: sums of fractions end otherwise on a server."""
        return round(math.fsum(deduction.points for deduction in self.deductions), 6)

    def points_lost_to(self, kind: CauseOwnerKind, name: str) -> float:
        """What the deductions put down to a cause owner cost: the agent is one, all others go by name."""
        is_agent = kind is CauseOwnerKind.AGENT
        owned = (
            one.points
            for one in self.deductions
            if (one.cause_owner_kind is CauseOwnerKind.AGENT) == is_agent and (is_agent or one.cause_owner_name == name)
        )
        return round(math.fsum(owned), 6)


def set_number(criterion_keys: Iterable[str]) -> int:
    """A number for a set of criteria, the same for the same keys in any order: signed, of 64 bits.

    The first eight bytes of the SHA-256 of the sorted keys, a line each; the server works it out alike.
    """
    return _numbered(sorted(criterion_keys))


def why_number(
    criterion_key: str, critical: str | None, reason_keys: Sequence[str], owner_kind: str, owner_name: str
) -> int:
    """A number for failures of one criterion with the same reasons, in that order, and the same cause owner.

    As `set_number`, of these lines: criterion, family or nothing, kind of the owner, how many reasons, each of them,
    name of the owner; the server works it out alike.
    """
    lines = (criterion_key, critical or "", owner_kind, str(len(reason_keys)), *reason_keys, owner_name)
    return _numbered(lines)


def _numbered(lines: Iterable[str]) -> int:
    return int.from_bytes(sha256("\n".join(lines).encode()).digest()[:8], "big", signed=True)


class TargetKind(StrEnum):
    """What a target is set for."""

    CUSTOMER_CRITICAL = "customer_critical"
    BUSINESS_CRITICAL = "business_critical"
    COMPLIANCE_CRITICAL = "compliance_critical"
    AGREEMENT = "agreement"
    CALL_QUALITY = "call_quality"


@dataclass(frozen=True, slots=True)
class Target:
    """A share (0…1) to be reached from a day on; the latest one that has begun holds."""

    id: TargetId
    kind: TargetKind
    share: float
    valid_from: date
