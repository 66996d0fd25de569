"""Extracts as they are kept: the JSON that this program and the functions of the server both read.

`facts`: `score`, `score_before_policy`, `agent_score`, `passed`, `opportunities` (criterion keys) and `deductions` with
`section`, `criterion`, `reasons`, `points`, `critical`, `owner_kind`, `owner_id`; null for what enters no figure.
`search`: `body` and its `tokens`, which begin with those of the call's key; null where nothing was said.
Beside it stands the line: `codes`, `fractions` and `reasons` as in `domain.coded_line`.
"""

from typing import Any
from uuid import UUID

from qa_desk.domain.coded_line import CodedLine
from qa_desk.domain.evaluation import CauseOwner, CauseOwnerKind
from qa_desk.domain.extract import EvaluationExtract, ExtractedDeduction, ExtractedFacts
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.store.search import tokens_of


def content_of(extract: EvaluationExtract, call_key: str) -> dict[str, Any]:
    """What is kept of an extract."""
    tokens = " ".join(tokens_of(f"{call_key}\n{extract.said}"))
    return {
        "facts": _facts_record(extract.facts) if extract.facts else None,
        "search": {"body": extract.said, "tokens": tokens} if extract.said else None,
    }


def line_of(line: CodedLine) -> dict[str, Any]:
    """What is kept of a line."""
    return {
        "codes": line.codes,
        "fractions": line.fractions,
        "reasons": [[place, list(keys)] for place, keys in line.reasons],
    }


def said_in(content: dict[str, Any]) -> str:
    """The comments and notes that were kept."""
    return str(content["search"]["body"]) if content["search"] else ""


def facts_in(content: dict[str, Any]) -> ExtractedFacts | None:
    """The facts that were kept."""
    record = content["facts"]
    if record is None:
        return None
    return ExtractedFacts(
        score=record["score"],
        score_before_policy=record["score_before_policy"],
        agent_score=record["agent_score"],
        passed=record["passed"],
        opportunities=tuple(record["opportunities"]),
        deductions=tuple(_deduction(one) for one in record["deductions"]),
    )


def _facts_record(facts: ExtractedFacts) -> dict[str, Any]:
    return {
        "score": facts.score,
        "score_before_policy": facts.score_before_policy,
        "agent_score": facts.agent_score,
        "passed": facts.passed,
        "opportunities": list(facts.opportunities),
        "deductions": [_deduction_record(one) for one in facts.deductions],
    }


def _deduction_record(deduction: ExtractedDeduction) -> dict[str, Any]:
    owner = deduction.cause_owner
    return {
        "section": deduction.section_key,
        "criterion": deduction.criterion_key,
        "reasons": list(deduction.reason_keys),
        "points": deduction.points,
        "critical": deduction.critical.value if deduction.critical else None,
        "owner_kind": owner.kind.value,
        "owner_id": str(owner.id) if owner.id else None,
    }


def _deduction(record: dict[str, Any]) -> ExtractedDeduction:
    owner_id = UUID(record["owner_id"]) if record["owner_id"] else None
    return ExtractedDeduction(
        section_key=record["section"],
        criterion_key=record["criterion"],
        reason_keys=tuple(record["reasons"]),
        points=record["points"],
        critical=CriticalFamily(record["critical"]) if record["critical"] else None,
        cause_owner=CauseOwner(CauseOwnerKind(record["owner_kind"]), owner_id),
    )
