"""What of an evaluation enters figures and the search, taken out of it by its author when it is handed in.

Nobody else may read the answers then, yet figures follow from what several people do: they are laid from extracts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from qa_desk.domain.coded_line import CodedLine, coded_line
from qa_desk.domain.evaluation import SHOWN_AS_ROUTINE, Answer, CauseOwner, CauseOwnerKind, Evaluation
from qa_desk.domain.ids import CallId, EvaluationId, PersonId, UnitId
from qa_desk.domain.issue import DeductionFact, ScoredFact
from qa_desk.domain.scorecard import CriticalFamily, ScorecardVersion
from qa_desk.domain.scoring import CriterionResult, agent_score, points_lost, score

_THE_AGENT = CauseOwner(CauseOwnerKind.AGENT)


@dataclass(frozen=True, slots=True)
class ExtractedDeduction:
    """A criterion that failed; `points` is what was lost of the total score, 0 for critical criteria."""

    section_key: str
    criterion_key: str
    reason_keys: tuple[str, ...]
    points: float
    critical: CriticalFamily | None
    cause_owner: CauseOwner


@dataclass(frozen=True, slots=True)
class ExtractedFacts:
    """What figures count of an evaluation, were it the one of record."""

    score: float | None
    score_before_policy: float | None
    agent_score: float | None
    passed: bool
    opportunities: tuple[str, ...]
    deductions: tuple[ExtractedDeduction, ...]


@dataclass(frozen=True, slots=True)
class EvaluationExtract:
    """`said` is every comment and note; `facts` is None where an evaluation does not even look like one of record."""

    evaluation_id: EvaluationId
    call_id: CallId
    sealed: bool
    said: str
    facts: ExtractedFacts | None
    line: CodedLine


@dataclass(frozen=True, slots=True)
class FactPlace:
    """Where figures count an evaluation: what is known of its call, and on what it was scored."""

    evaluation_id: EvaluationId
    call_id: CallId
    day: date
    unit_id: UnitId | None
    agent_id: PersonId | None
    inspector_id: PersonId
    scorecard_key: str
    version_number: int
    business_type: str
    campaign: str = ""
    customer_segment: str = ""
    service_stage: str = ""


def extract_of(evaluation: Evaluation, version: ScorecardVersion) -> EvaluationExtract:
    """The extract of an evaluation as it is now."""
    facts = _facts(evaluation, version) if evaluation.purpose in SHOWN_AS_ROUTINE else None
    said = _said(evaluation, version)
    line = coded_line(version, evaluation.answers)
    return EvaluationExtract(evaluation.id, evaluation.call_id, evaluation.carries_seal, said, facts, line)


def scored_fact(facts: ExtractedFacts, place: FactPlace, owner_names: Mapping[UUID, str]) -> ScoredFact:
    """What is counted there of what was extracted; `owner_names` names departments and units that own a cause."""
    return ScoredFact(
        evaluation_id=place.evaluation_id,
        call_id=place.call_id,
        day=place.day,
        unit_id=place.unit_id,
        agent_id=place.agent_id,
        inspector_id=place.inspector_id,
        scorecard_key=place.scorecard_key,
        version_number=place.version_number,
        business_type=place.business_type,
        campaign=place.campaign,
        customer_segment=place.customer_segment,
        service_stage=place.service_stage,
        score=facts.score,
        score_before_policy=facts.score_before_policy,
        agent_score=facts.agent_score,
        passed=facts.passed,
        opportunities=facts.opportunities,
        deductions=tuple(_deduction_fact(deduction, place, owner_names) for deduction in facts.deductions),
    )


def _facts(evaluation: Evaluation, version: ScorecardVersion) -> ExtractedFacts:
    result = score(version, evaluation.answers)
    lost = points_lost(result)
    sections = {criterion.key: section.key for section in version.sections for criterion in section.criteria}
    return ExtractedFacts(
        score=result.score,
        score_before_policy=result.score_before_policy,
        agent_score=agent_score(version, evaluation.answers).score,
        passed=result.passed,
        opportunities=tuple(r.criterion.key for r in result.criteria if r.applies and not r.criterion.bonus),
        deductions=tuple(
            _deduction(r, evaluation.answer(r.criterion.key), sections[r.criterion.key], lost.get(r.criterion.key, 0.0))
            for r in result.criteria
            if r.has_failed
        ),
    )


def _deduction(result: CriterionResult, answer: Answer | None, section_key: str, points: float) -> ExtractedDeduction:
    owner = answer.cause_owner if answer else None
    if owner is None or owner.kind is CauseOwnerKind.AGENT or owner.id is None:
        owner = _THE_AGENT
    return ExtractedDeduction(
        section_key=section_key,
        criterion_key=result.criterion.key,
        reason_keys=answer.reasons if answer else (),
        points=points,
        critical=result.criterion.critical,
        cause_owner=owner,
    )


def _deduction_fact(deduction: ExtractedDeduction, place: FactPlace, owner_names: Mapping[UUID, str]) -> DeductionFact:
    owner = deduction.cause_owner
    return DeductionFact(
        evaluation_id=place.evaluation_id,
        call_id=place.call_id,
        day=place.day,
        unit_id=place.unit_id,
        agent_id=place.agent_id,
        inspector_id=place.inspector_id,
        scorecard_key=place.scorecard_key,
        version_number=place.version_number,
        section_key=deduction.section_key,
        criterion_key=deduction.criterion_key,
        reason_keys=deduction.reason_keys,
        points=deduction.points,
        critical=deduction.critical,
        cause_owner_kind=owner.kind,
        cause_owner_name=owner_names.get(owner.id, "") if owner.id else "",
        business_type=place.business_type,
        campaign=place.campaign,
        customer_segment=place.customer_segment,
        service_stage=place.service_stage,
    )


def _said(evaluation: Evaluation, version: ScorecardVersion) -> str:
    """The comment on the whole, then those on answers as on the form, then the notes along the call."""
    order = {criterion.key: place for place, criterion in enumerate(version.criteria)}
    answers = sorted(evaluation.answers, key=lambda answer: order.get(answer.criterion_key, len(order)))
    notes = (mark.note for mark in sorted(evaluation.marks, key=lambda mark: (mark.start_s, mark.end_s)))
    words = (evaluation.comment, *(answer.comment for answer in answers), *notes)
    return "\n".join(dict.fromkeys(filter(None, words)))
