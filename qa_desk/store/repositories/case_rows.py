"""Rows of standard cases as what they mean, and back."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import Row

from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, EvaluationId
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, CaseOrigin, CaseSummary, StandardCase
from qa_desk.store.facet_line import tags_in

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

_SHOWN = (
    "number",
    "title",
    "call_id",
    "business_type",
    "state",
    "difficulty",
    "language",
    "score",
    "passed",
    "review_on",
    "version_id",
    "owner_id",
    "start_s",
    "end_s",
    "is_benchmark",
)
SHOWN_OF_VERSION = ("case_id", "facet_line", *_SHOWN)
"""The columns of a version that a list reads, before what it reads of the case and the call."""


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


def summary_of(row: Sequence[Any]) -> CaseSummary:
    """One case of its row: what is shown of its version, then code, key and length of the call, what is proposed."""
    case_id, line, *shown, code, call_key, duration_s, proposed_number = row
    return CaseSummary(
        id=case_id,
        code=code,
        call_key=call_key,
        tags=tags_in(line),
        duration_s=duration_s,
        proposed_number=proposed_number,
        **dict(zip(_SHOWN, shown, strict=True)),
    )
