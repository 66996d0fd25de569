"""The form: versions of sections of criteria, with weights, scales, reasons and what a critical failure does."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qa_desk.domain.criteria.base import RatingValue, Reason, Scale
from qa_desk.domain.ids import ScorecardId, VersionId
from qa_desk.domain.text import NO_TEXT, LocalText


class CriticalFamily(StrEnum):
    """Whom a critical failure harms."""

    CUSTOMER = "customer"
    BUSINESS = "business"
    COMPLIANCE = "compliance"


class PolicyKind(StrEnum):
    """What a critical failure does to the total."""

    ZERO_TOTAL = "zero_total"
    CAP = "cap"
    REPORT_SEPARATELY = "report_separately"


@dataclass(frozen=True, slots=True)
class CriticalPolicy:
    """The policy of a version; `cap` is the highest total left after a critical failure, for CAP only."""

    kind: PolicyKind
    cap: float | None = None

    def __str__(self) -> str:
        """As scorecard files write it: `zero_total`, `cap:59`, `report_separately`."""
        return f"{self.kind.value}:{self.cap:g}" if self.cap is not None else self.kind.value


@dataclass(frozen=True, slots=True)
class Condition:
    """A criterion is shown only when another one was rated with this value."""

    criterion_key: str
    value: RatingValue


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing judged; `key` stays the same across versions. A critical one has a family and weighs nothing."""

    key: str
    title: LocalText
    scale: Scale
    weight: float = 1.0
    critical: CriticalFamily | None = None
    bonus: bool = False
    na_allowed: bool = False
    guidance: LocalText = NO_TEXT
    reasons: tuple[Reason, ...] = ()
    comment_required_on_failure: bool = False
    tags: tuple[str, ...] = ()
    shown_when: Condition | None = None

    def reasons_of(self, keys: tuple[str, ...]) -> tuple[Reason, ...]:
        """The reasons named by these keys, in the order of the form."""
        return tuple(reason for reason in self.reasons if reason.key in keys)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form."""

    key: str
    title: LocalText
    criteria: tuple[Criterion, ...]


class VersionState(StrEnum):
    """A published version never changes."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class ScorecardVersion:
    """One version of a scorecard, whole; an evaluation belongs for ever to the version it was scored on."""

    id: VersionId
    scorecard_id: ScorecardId
    scorecard_key: str
    number: int
    title: LocalText
    state: VersionState
    policy: CriticalPolicy
    sections: tuple[Section, ...]
    published_at: datetime | None = None

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order of the form."""
        return tuple(criterion for section in self.sections for criterion in section.criteria)

    def weight_share(self, key: str) -> float | None:
        """The part of the score (0…1) that a criterion weighs when all apply; None for a critical one.

        The parts of the criteria that are neither critical nor bonus add up to 1; a bonus comes on top.
        """
        criterion = self.criterion(key)
        whole = sum(one.weight for one in self.criteria if one.critical is None and not one.bonus)
        return None if criterion.critical is not None or whole <= 0 else criterion.weight / whole

    def criterion(self, key: str) -> Criterion:
        """The criterion with that key. Raises KeyError for a key that this version does not have."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)
