"""Rows of standard cases as what they mean, and back."""

from typing import Any
from uuid import uuid4

from sqlalchemy import Row

from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, EvaluationId
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, CaseOrigin, CaseSummary, StandardCase

_SAME = (
    "number",
    "title",
    "call_id",
    "version_id",
    "state",
    "difficulty",
    "language",
    "rationale",
    "owner_id",
    "author_id",
    "created_at",
    "session_id",
    "review_on",
    "retired_on",
    "retired_reason",
    "business_type",
    "start_s",
    "end_s",
    "is_benchmark",
    "note",
    "approved_by",
    "approved_at",
)
"""What a case and the row of its version call by one name."""


def case_of(
    row: Row[Any], tags: tuple[str, ...], answers: tuple[CaseAnswer, ...], marks: tuple[CaseMark, ...]
) -> StandardCase:
    """The case of a row of its version, which has `code`, `origin_id` and `origin_key` as well."""
    return StandardCase(
        id=row.case_id,
        code=row.code,
        tags=tags,
        answers=answers,
        marks=marks,
        is_current=row.is_current,
        origin=CaseOrigin(row.origin_id, row.origin_key, row.origin_number or 1) if row.origin_id else None,
        **{name: getattr(row, name) for name in _SAME},
    )


def version_columns(case: StandardCase) -> dict[str, Any]:
    """The row of its version, but for its score and whether it is the current one."""
    origin_number = case.origin.number if case.origin else None
    return {name: getattr(case, name) for name in _SAME} | {"case_id": case.id, "origin_number": origin_number}


def answer_rows(case: StandardCase) -> list[dict[str, Any]]:
    """What the case says, criterion by criterion."""
    return [
        {
            "case_id": case.id,
            "number": case.number,
            "position": at,
            "criterion_key": answer.criterion_key,
            "rating": answer.rating,
            "na": answer.na,
            "reasons": list(answer.reasons),
            "rationale": answer.rationale,
        }
        for at, answer in enumerate(case.answers)
    ]


def mark_rows(case: StandardCase) -> list[dict[str, Any]]:
    """The passages that prove it."""
    return [
        {
            "id": uuid4(),
            "case_id": case.id,
            "number": case.number,
            "criterion_key": mark.criterion_key,
            "start_s": mark.start_s,
            "end_s": mark.end_s,
            "note": mark.note,
        }
        for mark in case.marks
    ]


def tag_rows(case: StandardCase) -> list[dict[str, Any]]:
    """Its tags, in their order."""
    return [{"case_id": case.id, "number": case.number, "tag": tag, "position": at} for at, tag in enumerate(case.tags)]


def as_answer(answer: CaseAnswer) -> Answer:
    """The answer as one that can be scored."""
    return Answer(
        AnswerId(uuid4()), EvaluationId(uuid4()), answer.criterion_key, answer.rating, answer.na, answer.reasons
    )


def summary_of(rows: list[Row[Any]]) -> CaseSummary:
    """One case of its rows, one for each tag."""
    first = rows[0]
    return CaseSummary(
        id=first.case_id,
        code=first.code,
        number=first.number,
        title=first.title,
        call_id=first.call_id,
        call_key=first.call_key,
        business_type=first.business_type,
        state=first.state,
        difficulty=first.difficulty,
        language=first.language,
        tags=tuple(row.tag for row in rows if row.tag is not None),
        duration_s=first.duration_s,
        score=first.score,
        passed=first.passed,
        review_on=first.review_on,
        version_id=first.version_id,
        owner_id=first.owner_id,
        start_s=first.start_s,
        end_s=first.end_s,
        is_benchmark=first.is_benchmark,
        proposed_number=first.proposed_number,
    )
