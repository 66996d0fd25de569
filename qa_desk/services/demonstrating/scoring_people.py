"""Lets the demo's inspectors score a call: an evaluation with answers, comments and marks, as from the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from qa_desk.domain.calls import Call
from qa_desk.domain.evaluation import (
    BLIND_PURPOSES,
    Answer,
    Assignment,
    CauseOwner,
    CauseOwnerKind,
    Evaluation,
    EvaluationState,
    Mark,
)
from qa_desk.domain.ids import AnswerId, EvaluationId, MarkId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import agent_score, is_shown, score
from qa_desk.i18n import _, current_language
from qa_desk.services.demonstrating.content import Conversation, TrueAnswer
from qa_desk.services.demonstrating.inspector_model import GivenAnswer, InspectorModel, answer_as
from qa_desk.store.unit_of_work import UnitOfWork

_PASSAGE_MARGIN_S = 0.3
_TO_ANSWER_S = 7.0


@dataclass(frozen=True, slots=True)
class Sitting:
    """One inspector at one call: who they are, what is said in it, when they begin, and for the how manyth time."""

    model: InspectorModel
    conversation: Conversation
    call: Call
    assignment: Assignment
    started_at: datetime
    departments: Mapping[str, UUID]
    trial: int = 1


def score_call(uow: UnitOfWork, version: ScorecardVersion, sitting: Sitting, *, share: float = 1.0) -> Evaluation:
    """Write the evaluation as a draft; `share` below 1 leaves the last part of the form unanswered."""
    evaluation_id = EvaluationId(uuid4())
    answers: list[Answer] = []
    marks: list[Mark] = []
    for criterion in version.criteria[: round(share * len(version.criteria))]:
        truth = sitting.conversation.truth[criterion.key]
        given = answer_as(sitting.model, sitting.call.key, criterion, truth, trial=sitting.trial)
        known = {answer.criterion_key: answer for answer in answers}
        if given is None and is_shown(criterion, version, known):
            given = GivenAnswer(None, criterion.na_allowed, (), True) if criterion.na_allowed else None
        if given is None or not is_shown(criterion, version, known):
            continue
        answer = _answer(evaluation_id, sitting, criterion, given, truth)
        answers.append(answer)
        marks += _marks(evaluation_id, sitting, criterion, answer, truth)
    evaluation = Evaluation(
        id=evaluation_id,
        assignment_id=sitting.assignment.id,
        call_id=sitting.call.id,
        inspector_id=sitting.assignment.inspector_id,
        version_id=version.id,
        purpose=sitting.assignment.purpose,
        mode=sitting.call.mode,
        state=EvaluationState.DRAFT,
        sealed=sitting.assignment.purpose in BLIND_PURPOSES,
        started_at=sitting.started_at,
        session_id=sitting.assignment.session_id,
        listened_share=min(1.0, share),
        answers=tuple(answers),
        marks=tuple(marks),
    )
    uow.evaluations.add(evaluation)
    uow.drafts.add_worked(
        evaluation_id, min(1.0, share) * (sitting.call.duration_s or 0.0) + _TO_ANSWER_S * len(answers)
    )
    uow.evaluations.save_scores(evaluation_id, score(version, answers), agent_score(version, answers))
    return evaluation


def _answer(
    evaluation_id: EvaluationId, sitting: Sitting, criterion: Criterion, given: GivenAnswer, truth: TrueAnswer
) -> Answer:
    fails = bool(given.reasons)
    comment = ""
    if fails:
        comment = truth.comment if given.agrees else ""
        if not comment and criterion.comment_required_on_failure:
            comment = _("I hear it differently: the wording left room for doubt.")
    owner = sitting.departments.get(truth.cause_owner)
    return Answer(
        id=AnswerId(uuid4()),
        evaluation_id=evaluation_id,
        criterion_key=criterion.key,
        rating=given.rating,
        na=given.na,
        reasons=given.reasons,
        cause_owner=CauseOwner(CauseOwnerKind.DEPARTMENT, owner) if fails and owner is not None else None,
        comment=comment,
    )


def _marks(
    evaluation_id: EvaluationId, sitting: Sitting, criterion: Criterion, answer: Answer, truth: TrueAnswer
) -> list[Mark]:
    """The true passages of a failure that was found; a little wider than the words, never beyond the call."""
    if not answer.reasons:
        return []
    titles = {reason.key: reason.title for reason in criterion.reasons}
    note = titles[answer.reasons[0]].in_language(current_language())
    return [
        Mark(
            id=MarkId(uuid4()),
            evaluation_id=evaluation_id,
            start_s=max(0.0, start_s - _PASSAGE_MARGIN_S),
            end_s=min(sitting.conversation.duration_s, end_s + _PASSAGE_MARGIN_S),
            note=note,
            criterion_key=criterion.key,
        )
        for start_s, end_s in truth.evidence[:2]
    ]
