"""Qualifications: the blueprint that a set is drawn by, the sitting, its verdict by critical family, the certificate.

How often a rule is wrong about somebody is told by `qa_desk.measurement.pass_rule`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from qa_desk.domain.ids import (
    AssignmentId,
    BlueprintId,
    CallId,
    CaseId,
    PersonId,
    QualificationId,
    ScorecardId,
    VersionId,
)
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.standard_case import Difficulty

NOTICE_DAYS = 30
"""So long before it ends a certificate's holder is told."""

HANDING_IN_GRACE = timedelta(seconds=30)
"""A server takes what a desk handed in within the time of a sitting, however long the way there."""


class Side(StrEnum):
    """Which judgements a rule counts: all, only what is settled as failing (an error is a miss), or only as passing."""

    ALL = "all"
    FAILING = "failing"
    PASSING = "passing"


@dataclass(frozen=True, slots=True)
class FamilyRule:
    """So many judgements of a critical family with so many errors allowed.

    `acceptable` and `unacceptable` are the true error rates (0…1) between which the rule is to tell people apart.
    """

    family: CriticalFamily
    n_judgements: int
    n_allowed: int
    side: Side = Side.ALL
    acceptable: float = 0.02
    unacceptable: float = 0.10


class QuotaKind(StrEnum):
    """What a quota asks of its cases: a difficulty, a language, a judgement of a family, a failure of a family."""

    DIFFICULTY = "difficulty"
    LANGUAGE = "language"
    FAMILY = "family"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Quota:
    """At least so many cases of a kind."""

    kind: QuotaKind
    value: str
    n_cases: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a blueprint says. `minutes` None: no limit; `other_share`: the least share agreeing on what is not critical.

    `most_failed` and `most_passed`: how often a rule may fail the able and pass the unable.
    """

    title: str
    n_cases: int
    rules: tuple[FamilyRule, ...]
    quotas: tuple[Quota, ...] = ()
    minutes: int | None = None
    months: int = 12
    resit_days: int = 7
    other_share: float | None = None
    most_failed: float = 0.20
    most_passed: float = 0.20


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A plan for one scorecard; what somebody has sat never changes, a new wording is a new blueprint."""

    id: BlueprintId
    scorecard_id: ScorecardId
    plan: Plan
    written_by: PersonId
    written_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CriticalJudgement:
    """What a case has settled on one critical criterion that applies to it."""

    criterion_key: str
    family: CriticalFamily
    fails: bool

    def counts_for(self, rule: FamilyRule) -> bool:
        """Whether the rule is about it."""
        side = {Side.ALL: True, Side.FAILING: self.fails, Side.PASSING: not self.fails}[rule.side]
        return self.family is rule.family and side


@dataclass(frozen=True, slots=True)
class SetCase:
    """A case as far as a set is drawn by it."""

    case_id: CaseId
    number: int
    code: str
    call_id: CallId
    version_id: VersionId
    difficulty: Difficulty
    language: str
    judgements: tuple[CriticalJudgement, ...]

    def meets(self, quota: Quota) -> bool:
        """Whether it is one of those that the quota asks for."""
        if quota.kind is QuotaKind.DIFFICULTY:
            return self.difficulty.value == quota.value
        if quota.kind is QuotaKind.LANGUAGE:
            return self.language == quota.value
        return any(
            j.family.value == quota.value and (quota.kind is QuotaKind.FAMILY or j.fails) for j in self.judgements
        )

    def n_for(self, rule: FamilyRule) -> int:
        """How many judgements it brings to a rule."""
        return sum(judgement.counts_for(rule) for judgement in self.judgements)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting of a blueprint; `passed` is None until it is over. `seed` is what its set was drawn by."""

    id: QualificationId
    person_id: PersonId
    scorecard_id: ScorecardId
    blueprint_id: BlueprintId
    attempt: int
    seed: int
    started_at: datetime
    due_at: datetime | None
    n_judgements: int
    n_allowed_errors: int
    finished_at: datetime | None = None
    n_errors: int | None = None
    passed: bool | None = None
    valid_until: date | None = None
    outcome: "Outcome | None" = None

    def is_over(self, now: datetime) -> bool:
        """Whether nothing more can be handed in."""
        return self.finished_at is not None or (self.due_at is not None and now >= self.due_at)

    def ended_at(self, moment: datetime) -> datetime:
        """When it ended that was last handed in, given up or found to be over at that moment: not after its time."""
        return moment if self.due_at is None else min(moment, self.due_at)

    @property
    def ran_out(self) -> bool:
        """Whether its time ended it, and neither the last call nor its sitter did."""
        return self.finished_at is not None and self.finished_at == self.due_at

    def is_valid(self, day: date) -> bool:
        """Whether it is a certificate that holds on that day."""
        return bool(self.passed) and self.valid_until is not None and day <= self.valid_until

    def ends_soon(self, day: date) -> bool:
        """Whether it is a certificate that ends within the days of notice."""
        return self.is_valid(day) and self.valid_until is not None and self.valid_until - day <= timedelta(NOTICE_DAYS)


@dataclass(frozen=True, slots=True)
class SeatedCase:
    """A case that was given to somebody to score, for practice (`qualification_id` None) or in a sitting."""

    assignment_id: AssignmentId
    person_id: PersonId
    case_id: CaseId
    number: int
    position: int
    qualification_id: QualificationId | None = None


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of one rule: the errors among exactly its judgements; what was not handed in is an error."""

    rule: FamilyRule
    n_errors: int

    @property
    def is_met(self) -> bool:
        """Whether no more errors were made than allowed."""
        return self.n_errors <= self.rule.n_allowed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sitting: each rule, what is not critical, and how many cases were handed in."""

    rules: tuple[RuleOutcome, ...]
    n_other: int
    n_other_agreeing: int
    n_handed_in: int
    n_cases: int
    passed: bool

    @property
    def n_errors(self) -> int:
        """Errors over all rules."""
        return sum(one.n_errors for one in self.rules)


@dataclass(frozen=True, slots=True)
class CaseScored:
    """What somebody said of one case of the set: which critical criteria they got wrong, and how the others went."""

    wrong: frozenset[str]
    n_other: int
    n_other_agreeing: int


def outcome_of(plan: Plan, cases: Sequence[SetCase], scored: Mapping[CaseId, CaseScored]) -> Outcome:
    """The verdict over a set in its order; a case that is not in `scored` was not handed in.

    Of each rule exactly its first n judgements in the order of the set count, so that its stated error rates hold
    however many more the set has. Which they are is settled by the set alone, before anything is answered.
    """
    rules = tuple(RuleOutcome(rule, _errors(rule, cases, scored)) for rule in plan.rules)
    others = [scored[case.case_id] for case in cases if case.case_id in scored]
    n_other, n_agreeing = sum(one.n_other for one in others), sum(one.n_other_agreeing for one in others)
    is_met = all(one.is_met for one in rules)
    if plan.other_share is not None:
        is_met = is_met and n_other > 0 and n_agreeing >= plan.other_share * n_other and len(others) == len(cases)
    return Outcome(rules, n_other, n_agreeing, len(others), len(cases), is_met)


def _errors(rule: FamilyRule, cases: Sequence[SetCase], scored: Mapping[CaseId, CaseScored]) -> int:
    in_order = [(case, one.criterion_key) for case in cases for one in case.judgements if one.counts_for(rule)]
    return sum(
        case.case_id not in scored or key in scored[case.case_id].wrong for case, key in in_order[: rule.n_judgements]
    )


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    first_after = date(day.year + year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = first_after - timedelta(days=1)
    return date(last.year, last.month, min(day.day, last.day))
