"""A case as an evaluation that says the same, so that the desk's form and the rows of answers can show it."""

from datetime import datetime
from uuid import uuid4

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import Answer, Evaluation, EvaluationState, Mark, Purpose
from qa_desk.domain.ids import AnswerId, AssignmentId, CallId, EvaluationId, MarkId, PersonId, VersionId
from qa_desk.domain.standard_case import CaseAnswer, CaseMark


def as_evaluation(
    call_id: CallId,
    version_id: VersionId,
    answers: tuple[CaseAnswer, ...],
    marks: tuple[CaseMark, ...],
    now: datetime,
    *,
    is_done: bool = False,
) -> Evaluation:
    """Nobody's evaluation, kept nowhere; why an answer is settled so stands as its comment.

    Args:
        is_done: whether it is only looked at.
    """
    key = EvaluationId(uuid4())
    return Evaluation(
        id=key,
        assignment_id=AssignmentId(uuid4()),
        call_id=call_id,
        inspector_id=PersonId(uuid4()),
        version_id=version_id,
        purpose=Purpose.PRACTICE,
        mode=MonitoringMode.SAMPLED,
        state=EvaluationState.SUBMITTED if is_done else EvaluationState.DRAFT,
        sealed=False,
        started_at=now,
        answers=tuple(
            Answer(AnswerId(uuid4()), key, one.criterion_key, one.rating, one.na, one.reasons, comment=one.rationale)
            for one in answers
        ),
        marks=tuple(
            Mark(MarkId(uuid4()), key, mark.start_s, mark.end_s, mark.note, mark.criterion_key) for mark in marks
        ),
    )
