"""Rows of evaluations, answers and marks as the dataclasses they stand for, and back."""

from typing import Any

from sqlalchemy import Row

from qa_desk.domain.evaluation import Answer, CauseOwner, Evaluation, Mark
from qa_desk.domain.time_line import TimeLine


def evaluation_of(row: Row[Any], answers: tuple[Answer, ...], marks: tuple[Mark, ...]) -> Evaluation:
    """The evaluation of a row of `evaluations` and its `true_purpose` where that is known, with what lies under it."""
    return Evaluation(
        id=row.id,
        assignment_id=row.assignment_id,
        call_id=row.call_id,
        inspector_id=row.inspector_id,
        version_id=row.version_id,
        purpose=row.true_purpose or row.purpose,
        mode=row.mode,
        state=row.state,
        sealed=row.sealed or row.true_purpose is not None,
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        session_id=row.session_id,
        late=row.late,
        comment=row.comment,
        listened_share=row.listened_share,
        worked_s=row.worked_s,
        answers=answers,
        marks=marks,
        version=row.version,
    )


def evaluation_columns(evaluation: Evaluation) -> dict[str, Any]:
    """The columns of a new evaluation."""
    return {
        "id": evaluation.id,
        "assignment_id": evaluation.assignment_id,
        "call_id": evaluation.call_id,
        "inspector_id": evaluation.inspector_id,
        "version_id": evaluation.version_id,
        "purpose": evaluation.purpose_shown,
        "mode": evaluation.mode,
        "state": evaluation.state,
        "sealed": evaluation.carries_seal,
        "started_at": evaluation.started_at,
        "submitted_at": evaluation.submitted_at,
        "session_id": evaluation.session_id,
        "late": evaluation.late,
        "comment": evaluation.comment,
        "listened_share": evaluation.listened_share,
        "worked_s": evaluation.worked_s,
        "version": evaluation.version,
    }


def answer_of(row: Row[Any], reasons: tuple[str, ...]) -> Answer:
    """The answer of a row of `answers`."""
    owner = CauseOwner(row.cause_owner_kind, row.cause_owner_id) if row.cause_owner_kind is not None else None
    return Answer(
        id=row.id,
        evaluation_id=row.evaluation_id,
        criterion_key=row.criterion_key,
        rating=row.rating,
        na=row.na,
        reasons=reasons,
        cause_owner=owner,
        comment=row.comment,
        version=row.version,
    )


def answer_columns(answer: Answer) -> dict[str, Any]:
    """The columns of an answer that may change, and where it belongs."""
    return {
        "evaluation_id": answer.evaluation_id,
        "criterion_key": answer.criterion_key,
        "rating": answer.rating,
        "na": answer.na,
        "comment": answer.comment,
        "cause_owner_kind": answer.cause_owner.kind if answer.cause_owner else None,
        "cause_owner_id": answer.cause_owner.id if answer.cause_owner else None,
    }


def mark_of(row: Row[Any]) -> Mark:
    """The mark of a row of `marks`."""
    return Mark(row.id, row.evaluation_id, row.start_s, row.end_s, row.note, row.criterion_key, row.positive)


def mark_columns(mark: Mark, time_line: TimeLine) -> dict[str, Any]:
    """The columns of a mark, with the recording of the call's time line that it begins in."""
    part = time_line.part_at(mark.start_s)
    return {
        "recording_id": part.recording.id if part else None,
        "id": mark.id,
        "evaluation_id": mark.evaluation_id,
        "criterion_key": mark.criterion_key,
        "start_s": mark.start_s,
        "end_s": mark.end_s,
        "note": mark.note,
        "positive": mark.positive,
    }
