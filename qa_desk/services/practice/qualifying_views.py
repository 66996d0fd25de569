"""What planning and sitting a qualification get: rules with their error rates, offers, the sitting, its outcome."""

from dataclasses import dataclass
from datetime import date

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.ids import AssignmentId, EvaluationId, PersonId, ScorecardId
from qa_desk.domain.qualification import Blueprint, FamilyRule, Plan, RuleOutcome, Sitting
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import LocalText
from qa_desk.measurement.pass_rule import ErrorRates


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A rule with how often it is wrong about somebody, and why it is refused (empty for one that can be kept)."""

    rule: FamilyRule
    title: str
    rates: ErrorRates
    problem: str


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """What can be said of a plan while it is written; `problems` are all of them, empty for one that can be kept."""

    plan: Plan
    rules: tuple[CheckedRule, ...]
    problems: tuple[str, ...]
    n_cases_there: int


@dataclass(frozen=True, slots=True)
class Plannable:
    """A scorecard that qualifications can be planned for: its critical families, and a plan to begin with."""

    scorecard_id: ScorecardId
    title: LocalText
    families: tuple[CriticalFamily, ...]
    languages: tuple[str, ...]
    n_cases: int
    start: Plan


@dataclass(frozen=True, slots=True)
class BlueprintView:
    """A blueprint with its scorecard's name, its rules' error rates and how often it was sat."""

    blueprint: Blueprint
    scorecard_title: LocalText
    rules: tuple[CheckedRule, ...]
    n_sittings: int
    n_passed: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A qualification as somebody may sit it: why they can't begin now (empty where they can), and what they hold.

    `under_way` is a sitting that is not over; `certificate` the newest that holds.
    """

    blueprint: Blueprint
    scorecard_title: LocalText
    rules: tuple[CheckedRule, ...]
    why_not: str
    under_way: Sitting | None
    certificate: Sitting | None
    n_attempts: int


@dataclass(frozen=True, slots=True)
class SittingItem:
    """One call of a sitting, in its order; its case has no name before the sitting is over."""

    position: int
    assignment_id: AssignmentId
    call_key: str
    duration_s: float | None
    state: AssignmentState
    code: str = ""
    evaluation_id: EvaluationId | None = None
    n_wrong_critical: int | None = None


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule's outcome, with the share of right judgements (Wilson's interval), and how often it is wrong itself."""

    outcome: RuleOutcome
    title: str
    right: Estimate
    rates: ErrorRates


@dataclass(frozen=True, slots=True)
class SittingView:
    """A sitting: what is to be scored, until when, and once it is over what came of it."""

    sitting: Sitting
    blueprint: Blueprint
    scorecard_title: LocalText
    person_name: str
    items: tuple[SittingItem, ...]
    results: tuple[RuleResult, ...]
    other: Estimate | None

    @property
    def next_item(self) -> SittingItem | None:
        """What is to be scored next."""
        open_states = (AssignmentState.WAITING, AssignmentState.BEGUN)
        return next((item for item in self.items if item.state in open_states), None)


@dataclass(frozen=True, slots=True)
class SittingLine:
    """A sitting in the list of all."""

    sitting: Sitting
    title: str
    scorecard_title: LocalText
    person_id: PersonId
    person_name: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """Whether a certificate is asked for today, since or from when, on which scorecards, and on whom that bears."""

    is_on: bool
    next_change: date | None
    next_is_on: bool
    scorecards: tuple[LocalText, ...]
    without: tuple[str, ...]
