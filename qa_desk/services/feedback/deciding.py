"""Who decides a dispute, and the evaluation that an accepted one leads to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Assignment, AssignmentState, Evaluation, EvaluationState, Purpose
from qa_desk.domain.feedback import chosen_decider
from qa_desk.domain.ids import AnswerId, AssignmentId, EvaluationId, MarkId, PersonId
from qa_desk.domain.people import Actor, Person
from qa_desk.domain.permissions import Action, who_may
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import agent_score, score
from qa_desk.services.feedback.feedback_views import Ruling
from qa_desk.services.keeping.answer_checks import checked_answer, require_known_owner, with_answer
from qa_desk.services.keeping.asked_form import asked_form
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.handing_in import hand_in
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Superseding:
    """What a decision leads to: the evaluation as it was, by who decides, with the overturned answers given anew."""

    evaluation: Evaluation
    assignment: Assignment
    version: ScorecardVersion

    def keep(self, uow: UnitOfWork, now: datetime) -> None:
        """Enter it, handed in."""
        uow.assignments.add_all([self.assignment])
        uow.assignments.begin(self.assignment.id)
        uow.evaluations.add(self.evaluation)
        answers = self.evaluation.answers
        uow.evaluations.save_scores(
            self.evaluation.id, score(self.version, answers), agent_score(self.version, answers)
        )
        hand_in(uow, self.evaluation, self.version, now)


def superseding(
    uow: UnitOfWork, actor: Actor, evaluation: Evaluation, overturned: Sequence[Ruling], now: datetime
) -> Superseding:
    """The evaluation with these answers given anew. Raises ANSWER_INVALID; REASON_REQUIRED where nothing is new."""
    version = asked_form(uow, evaluation)
    changed = evaluation
    for ruling in overturned:
        if ruling.answer is None or ruling.answer.is_blank:
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        answer = checked_answer(version, changed, ruling.answer)
        before = changed.answer(ruling.criterion_key)
        if answer.cause_owner is None and before is not None:
            answer = replace(answer, cause_owner=before.cause_owner)
        require_known_owner(uow, answer.cause_owner)
        changed = with_answer(changed, ruling.criterion_key, answer)
    key, assignment_id = EvaluationId(uuid4()), AssignmentId(uuid4())
    made = replace(
        changed,
        id=key,
        assignment_id=assignment_id,
        inspector_id=actor.person_id,
        purpose=Purpose.ROUTINE,
        state=EvaluationState.DRAFT,
        sealed=False,
        started_at=now,
        submitted_at=None,
        worked_s=0.0,
        version=1,
        answers=tuple(replace(one, id=AnswerId(uuid4()), evaluation_id=key, version=1) for one in changed.answers),
        marks=tuple(replace(one, id=MarkId(uuid4()), evaluation_id=key) for one in changed.marks),
    )
    assignment = Assignment(
        id=assignment_id,
        call_id=evaluation.call_id,
        inspector_id=actor.person_id,
        version_id=evaluation.version_id,
        purpose=Purpose.ROUTINE,
        state=AssignmentState.WAITING,
        assigned_by=actor.person_id,
        assigned_at=now,
    )
    return Superseding(made, assignment, version)


def may_decide(uow: UnitOfWork, evaluation: Evaluation, person_id: PersonId, now: datetime) -> bool:
    """Whether somebody may decide about that evaluation: they did not score its call and are not its agent."""
    return person_id in {person.id for person in free_deciders(uow, evaluation, now)}


def free_deciders(uow: UnitOfWork, evaluation: Evaluation, now: datetime) -> tuple[Person, ...]:
    """Everybody who may decide about that evaluation, by name."""
    today = centre_day(uow, now)
    barred = {*uow.feedback.scorers_of(evaluation.call_id), evaluation.inspector_id}
    barred |= {uow.calls.get(evaluation.call_id).agent_id}
    people = uow.people.with_roles(*sorted(who_may(Action.DECIDE_DISPUTES)))
    return tuple(person for person in people if person.id not in barred and person.is_active(today))


def decider_of(uow: UnitOfWork, evaluation: Evaluation, now: datetime) -> PersonId | None:
    """Who decides by rule: whoever may, has not got the call to score, and has the fewest waiting."""
    people = [
        person.id
        for person in free_deciders(uow, evaluation, now)
        if not uow.assignments.scores_blind(person.id, evaluation.call_id)
    ]
    return chosen_decider(people, barred=(), n_waiting=uow.feedback.n_waiting_by_decider())
