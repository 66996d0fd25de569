"""Turns the evaluation of record of a call into the flat facts that reports count; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from uuid import UUID
from zoneinfo import ZoneInfo

from qa_desk.domain.calls import Call
from qa_desk.domain.evaluation import Answer, CauseOwnerKind, Evaluation
from qa_desk.domain.issue import DeductionFact, ScoredFact
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import CriterionResult, agent_score, points_lost, score


@dataclass(frozen=True, slots=True)
class FactSource:
    """All that facts are made of; `owner_names` names departments and units that own a cause."""

    evaluation: Evaluation
    version: ScorecardVersion
    call: Call
    time_zone: str
    owner_names: Mapping[UUID, str]


def scored_fact(source: FactSource) -> ScoredFact:
    """The facts of one evaluation; the day is that of the call (else of submitting) in the centre's time zone."""
    evaluation, version, call = source.evaluation, source.version, source.call
    result = score(version, evaluation.answers)
    lost = points_lost(result)
    sections = {criterion.key: section.key for section in version.sections for criterion in section.criteria}
    return ScoredFact(
        evaluation_id=evaluation.id,
        call_id=call.id,
        day=_day(source),
        unit_id=call.unit_id,
        agent_id=call.agent_id,
        inspector_id=evaluation.inspector_id,
        scorecard_key=version.scorecard_key,
        version_number=version.number,
        business_type=call.attributes.business_type,
        score=result.score,
        score_before_policy=result.score_before_policy,
        agent_score=agent_score(version, evaluation.answers).score,
        passed=result.passed,
        opportunities=tuple(r.criterion.key for r in result.criteria if r.applies and not r.criterion.bonus),
        deductions=tuple(
            _deduction(source, r, sections[r.criterion.key], lost.get(r.criterion.key, 0.0))
            for r in result.criteria
            if r.has_failed
        ),
    )


def _deduction(source: FactSource, result: CriterionResult, section_key: str, points: float) -> DeductionFact:
    answer = source.evaluation.answer(result.criterion.key)
    kind, name = _cause(answer, source.owner_names)
    return DeductionFact(
        evaluation_id=source.evaluation.id,
        call_id=source.call.id,
        day=_day(source),
        unit_id=source.call.unit_id,
        agent_id=source.call.agent_id,
        inspector_id=source.evaluation.inspector_id,
        scorecard_key=source.version.scorecard_key,
        version_number=source.version.number,
        section_key=section_key,
        criterion_key=result.criterion.key,
        reason_keys=answer.reasons if answer else (),
        points=points,
        critical=result.criterion.critical,
        cause_owner_kind=kind,
        cause_owner_name=name,
        business_type=source.call.attributes.business_type,
    )


def _cause(answer: Answer | None, names: Mapping[UUID, str]) -> tuple[CauseOwnerKind, str]:
    owner = answer.cause_owner if answer else None
    if owner is None or owner.kind is CauseOwnerKind.AGENT or owner.id is None:
        return CauseOwnerKind.AGENT, ""
    return owner.kind, names.get(owner.id, "")


def _day(source: FactSource) -> date:
    moment = source.call.started_at or source.evaluation.submitted_at or source.evaluation.started_at
    return moment.astimezone(UTC).astimezone(ZoneInfo(source.time_zone)).date()
