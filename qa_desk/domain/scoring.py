"""How a call is scored: fraction → section → total → outcome, and the two figures call quality and agent score.

Pure functions over a scorecard version and answers; used live by the desk, by the store's facts and by every report.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import RECORD_PURPOSES, Answer, CauseOwnerKind, Purpose
from qa_desk.domain.ids import EvaluationId
from qa_desk.domain.scorecard import Criterion, CriticalFamily, PolicyKind, ScorecardVersion

MAXIMUM_SCORE = 100.0


class MayBeOfRecord(Protocol):
    """What has to be known of an evaluation to tell whether it is the one of record."""

    @property
    def id(self) -> EvaluationId:
        """Its key."""
        ...

    @property
    def purpose(self) -> Purpose:
        """Why the call was given."""
        ...

    @property
    def mode(self) -> MonitoringMode:
        """How the call was heard."""
        ...

    @property
    def is_in(self) -> bool:
        """Whether it is handed in."""
        ...


_Candidate = TypeVar("_Candidate", bound=MayBeOfRecord)


class AnswerState(StrEnum):
    """What one criterion has come to in one evaluation; HIDDEN when its condition is not met."""

    MISSING = "missing"
    NA = "na"
    HIDDEN = "hidden"
    FULL = "full"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion rated: `points` of `maximum`, and the fraction 0…1 (None unless it was rated)."""

    criterion: Criterion
    state: AnswerState
    points: float = 0.0
    fraction: float | None = None

    @property
    def applies(self) -> bool:
        """Whether it was rated: neither missing, N/A nor hidden."""
        return self.fraction is not None

    @property
    def has_failed(self) -> bool:
        """The one definition of a failure: critical and failed, or a fraction below 1. Bonus criteria never fail."""
        return self.fraction is not None and self.fraction < 1.0 and not self.criterion.bonus


@dataclass(frozen=True, slots=True)
class SectionResult:
    """A section: its score 0…100, None where it is not scored; passes are counted over its critical criteria.

    `points` of `maximum` are without bonus; `bonus_points` of `bonus_maximum` are what was added.
    """

    key: str
    score: float | None
    points: float
    maximum: float
    n_critical: int
    n_critical_passed: int
    n_missing: int
    bonus_points: float = 0.0
    bonus_maximum: float = 0.0


class FamilyOutcome(StrEnum):
    """What a call came to in one critical family."""

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """An evaluation scored. Scores are 0…100, None for *not scored*; statistics use `score_before_policy`."""

    criteria: tuple[CriterionResult, ...]
    sections: tuple[SectionResult, ...]
    families: tuple[tuple[CriticalFamily, FamilyOutcome], ...]
    score_before_policy: float | None
    score: float | None
    missing: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """The outcome: no critical family failed."""
        return all(outcome is not FamilyOutcome.FAILED for _family, outcome in self.families)

    def result(self, criterion_key: str) -> CriterionResult:
        """The result of one criterion. Raises KeyError for a key the form does not have."""
        for result in self.criteria:
            if result.criterion.key == criterion_key:
                return result
        raise KeyError(criterion_key)


def score(version: ScorecardVersion, answers: Iterable[Answer]) -> ScoreResult:
    """Call quality: every failure counts, whoever caused it."""
    return _score(version, {answer.criterion_key: answer for answer in answers})


def agent_score(version: ScorecardVersion, answers: Iterable[Answer]) -> ScoreResult:
    """The agent's own figure: failures whose accepted cause owner is someone else count as N/A.

    Callers pass answers whose cause owner was accepted; a rejected attribution is taken off the answer before.
    """
    given = {answer.criterion_key: answer for answer in answers}
    plain = _score(version, given)
    own = {key: answer for key, answer in given.items() if not _is_excused(plain.result(key), answer)}
    excused = frozenset(given) - frozenset(own)
    return _score(version, own, excused)


def is_shown(criterion: Criterion, version: ScorecardVersion, answers: Mapping[str, Answer]) -> bool:
    """Whether a conditional criterion is to be asked; one whose condition hangs on a hidden criterion is hidden too."""
    condition = criterion.shown_when
    if condition is None:
        return True
    other = answers.get(condition.criterion_key)
    if other is None or other.na or other.rating is None:
        return False
    asked = version.criterion(condition.criterion_key)
    return other.rating == condition.value and is_shown(asked, version, answers)


def rate(criterion: Criterion, answer: Answer | None) -> CriterionResult:
    """One criterion with its answer, taken as shown."""
    if answer is None or not answer.is_given:
        return CriterionResult(criterion, AnswerState.MISSING)
    if answer.na or answer.rating is None:
        return CriterionResult(criterion, AnswerState.NA)
    points = criterion.scale.points(answer.rating, criterion.reasons_of(answer.reasons))
    fraction = points / criterion.scale.maximum
    if fraction >= 1.0:
        return CriterionResult(criterion, AnswerState.FULL, points, 1.0)
    if criterion.critical is not None or fraction <= 0.0:
        return CriterionResult(criterion, AnswerState.FAILED, points, 0.0 if criterion.critical else fraction)
    return CriterionResult(criterion, AnswerState.PARTIAL, points, fraction)


def points_lost(result: ScoreResult) -> dict[str, float]:
    """What each failed non-critical criterion cost, in points of 100; without bonus they sum to 100 − score."""
    counted = [r for r in result.criteria if _counts(r)]
    possible = sum(r.criterion.weight for r in counted if not r.criterion.bonus)
    if possible <= 0:
        return {}
    return {
        r.criterion.key: MAXIMUM_SCORE * r.criterion.weight * (1.0 - (r.fraction or 0.0)) / possible
        for r in counted
        if r.has_failed
    }


def evaluation_of_record(
    evaluations: Iterable[_Candidate],
    assigned_at: Mapping[EvaluationId, datetime],
    superseding: Collection[EvaluationId] = (),
) -> _Candidate | None:
    """The one evaluation whose score is the call's: what an accepted dispute led to, else routine, else the first
    assigned of an overlap.

    Args:
        evaluations: those of one call.
        assigned_at: when each evaluation's assignment was given; ties are broken by the evaluation's key.
        superseding: those that accepted disputes led to.
    """
    eligible = [
        evaluation
        for evaluation in evaluations
        if evaluation.is_in and evaluation.purpose in RECORD_PURPOSES and evaluation.mode is MonitoringMode.SAMPLED
    ]
    order = {purpose: rank for rank, purpose in enumerate(("routine", "overlap"))}

    def rank(one: _Candidate) -> tuple[bool, int, datetime, bytes]:
        return (one.id not in superseding, order[one.purpose], assigned_at[one.id], one.id.bytes)

    return min(eligible, key=rank, default=None)


def _score(
    version: ScorecardVersion, answers: Mapping[str, Answer], excused: frozenset[str] = frozenset()
) -> ScoreResult:
    rated: dict[str, CriterionResult] = {}
    for criterion in version.criteria:
        if criterion.key in excused:
            rated[criterion.key] = CriterionResult(criterion, AnswerState.NA)
        elif not is_shown(criterion, version, answers):
            rated[criterion.key] = CriterionResult(criterion, AnswerState.HIDDEN)
        else:
            rated[criterion.key] = rate(criterion, answers.get(criterion.key))
    results = tuple(rated.values())
    sections = tuple(_section(s.key, [rated[c.key] for c in s.criteria]) for s in version.sections)
    families = tuple((family, _family_outcome(family, results)) for family in _families_of(version))
    before = _weighted(results)
    failed = any(outcome is FamilyOutcome.FAILED for _family, outcome in families)
    return ScoreResult(
        results,
        sections,
        families,
        before,
        _after_policy(version, before, failed),
        tuple(r.criterion.key for r in results if r.state is AnswerState.MISSING),
    )


def _counts(result: CriterionResult) -> bool:
    return result.applies and result.criterion.critical is None


def _weighted(results: Iterable[CriterionResult]) -> float | None:
    """100 × Σ weight·fraction / Σ weight; bonus adds to the numerator only; at most 100; None where nothing applies."""
    counted = [r for r in results if _counts(r)]
    possible = sum(r.criterion.weight for r in counted if not r.criterion.bonus)
    if possible <= 0:
        return None
    obtained = sum(r.criterion.weight * (r.fraction or 0.0) for r in counted)
    return min(MAXIMUM_SCORE, MAXIMUM_SCORE * obtained / possible)


def _section(key: str, results: list[CriterionResult]) -> SectionResult:
    counted = [r for r in results if _counts(r) and not r.criterion.bonus]
    bonus = [r for r in results if _counts(r) and r.criterion.bonus]
    critical = [r for r in results if r.applies and r.criterion.critical is not None]
    return SectionResult(
        key=key,
        score=_weighted(results),
        points=sum(r.points for r in counted),
        maximum=sum(r.criterion.scale.maximum for r in counted),
        n_critical=len(critical),
        n_critical_passed=sum(not r.has_failed for r in critical),
        n_missing=sum(r.state is AnswerState.MISSING for r in results),
        bonus_points=sum(r.points for r in bonus),
        bonus_maximum=sum(r.criterion.scale.maximum for r in bonus),
    )


def _families_of(version: ScorecardVersion) -> tuple[CriticalFamily, ...]:
    used = {criterion.critical for criterion in version.criteria}
    return tuple(family for family in CriticalFamily if family in used)


def _family_outcome(family: CriticalFamily, results: Iterable[CriterionResult]) -> FamilyOutcome:
    own = [r for r in results if r.criterion.critical is family]
    if any(r.has_failed for r in own):
        return FamilyOutcome.FAILED
    if any(r.state is AnswerState.MISSING for r in own):
        return FamilyOutcome.OPEN
    return FamilyOutcome.PASSED if any(r.applies for r in own) else FamilyOutcome.NOT_APPLICABLE


def _after_policy(version: ScorecardVersion, before: float | None, failed: bool) -> float | None:
    if before is None or not failed or version.policy.kind is PolicyKind.REPORT_SEPARATELY:
        return before
    if version.policy.kind is PolicyKind.ZERO_TOTAL:
        return 0.0
    return min(before, version.policy.cap if version.policy.cap is not None else before)


def _is_excused(result: CriterionResult, answer: Answer) -> bool:
    owner = answer.cause_owner
    return result.has_failed and owner is not None and owner.kind is not CauseOwnerKind.AGENT
