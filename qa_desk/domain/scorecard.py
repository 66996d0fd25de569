"""The form: versions of sections of criteria, with weights, scales, reasons and what a critical failure does."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NoReturn

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

    @property
    def as_asked(self) -> "Criterion":
        """What is asked of who scores: a weight says nothing to how it is answered, nor do tags."""
        return replace(self, weight=1.0, tags=())

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
    """One version of a scorecard, whole; an evaluation belongs for ever to the version it was scored on.

    Calls are scored on it from `in_force_from` on, from publishing on where it is None; `n_saves` counts how often a
    draft was written, for conflicts.
    """

    id: VersionId
    scorecard_id: ScorecardId
    scorecard_key: str
    number: int
    title: LocalText
    state: VersionState
    policy: CriticalPolicy
    sections: tuple[Section, ...]
    published_at: datetime | None = None
    in_force_from: date | None = None
    retired_at: datetime | None = None
    n_saves: int = 1

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

    def is_in_force(self, day: date) -> bool:
        """Whether calls can be given out on it on that day."""
        has_begun = self.in_force_from is None or self.in_force_from <= day
        return self.state is VersionState.PUBLISHED and has_begun

    def only(self, keys: Iterable[str]) -> "ScorecardVersion":
        """The version with these criteria alone, and those that one of them is shown by; whole where none is named."""
        wanted = set(keys)
        if not wanted:
            return self
        conditions = {one.key: one.shown_when.criterion_key for one in self.criteria if one.shown_when is not None}
        while more := {conditions[key] for key in wanted if key in conditions} - wanted:
            wanted |= more
        kept = (replace(one, criteria=tuple(c for c in one.criteria if c.key in wanted)) for one in self.sections)
        return replace(self, sections=tuple(section for section in kept if section.criteria))

    def asks_alike(self, other: "ScorecardVersion") -> frozenset[str]:
        """The keys of the criteria that both versions ask in the same words on the same scale."""
        theirs = {one.key: one.as_asked for one in other.criteria}
        return frozenset(one.key for one in self.criteria if theirs.get(one.key) == one.as_asked)

    def criterion(self, key: str) -> Criterion:
        """The criterion with that key. Raises KeyError for a key that this version does not have."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class ScorecardDefinition:
    """What a form says: a version without its number, state and keys. Editors and files make these."""

    key: str
    title: LocalText
    policy: CriticalPolicy
    sections: tuple[Section, ...]

    @classmethod
    def of_version(cls, version: ScorecardVersion) -> "ScorecardDefinition":
        """What this version says."""
        return cls(version.scorecard_key, version.title, version.policy, version.sections)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order of the form."""
        return tuple(criterion for section in self.sections for criterion in section.criteria)

    def criterion(self, key: str) -> Criterion:
        """The criterion with that key. Raises KeyError."""
        return next((c for c in self.criteria if c.key == key), None) or _missing(key)

    def section(self, key: str) -> Section:
        """The section with that key. Raises KeyError."""
        return next((s for s in self.sections if s.key == key), None) or _missing(key)

    def section_of(self, criterion_key: str) -> Section:
        """The section that a criterion stands in. Raises KeyError."""
        holding = (s for s in self.sections if any(c.key == criterion_key for c in s.criteria))
        return next(holding, None) or _missing(criterion_key)

    def as_version(self, version_id: VersionId, scorecard_id: ScorecardId, number: int) -> ScorecardVersion:
        """A draft that says this; also how a form not kept yet is scored with and shown."""
        return ScorecardVersion(
            version_id, scorecard_id, self.key, number, self.title, VersionState.DRAFT, self.policy, self.sections
        )


def _missing(key: str) -> NoReturn:
    raise KeyError(key)
