"""What is read of a result: its line in lists, and all sides of one."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from qa_desk.domain.calls import Call
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.feedback import Feedback, FeedbackRules, FeedbackStep, things_to_mend
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import Action, may, visibility_of
from qa_desk.domain.scoring import CriterionResult, ScoreResult, agent_score, score
from qa_desk.services.feedback.deciding import free_deciders
from qa_desk.services.feedback.feedback_views import DisputedPoint, FeedbackDetail, FeedbackLine, ReleaseLine, StepView
from qa_desk.services.keeping.asked_form import asked_form
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.scoring.inspecting_views import ScoredEvaluation, as_told
from qa_desk.store.repositories.feedback import ForRelease, ScoredFeedback
from qa_desk.store.unit_of_work import UnitOfWork


def release_line(
    uow: UnitOfWork,
    one: ForRelease,
    names: Mapping[PersonId, str],
    calls: Mapping[CallId, Call],
    rules: FeedbackRules,
    held: FeedbackStep | None,
) -> ReleaseLine:
    """A result that waits to be released, with its people by name."""
    is_held = one.feedback is not None
    due_on = None
    if rules.delay_days is not None and not is_held:
        due_on = centre_day(uow, one.submitted_at) + timedelta(days=rules.delay_days)
    return ReleaseLine(
        one.evaluation_id,
        one.call_id,
        calls[one.call_id].key if one.call_id in calls else "",
        names.get(one.agent_id, ""),
        names.get(one.inspector_id, ""),
        one.submitted_at,
        one.score,
        one.passed,
        is_held,
        due_on,
        held.note if held else "",
        names.get(held.actor_id, "") if held and held.actor_id else "",
    )


def line_of(
    one: ScoredFeedback,
    call: Call,
    names: Mapping[PersonId, str],
    rules: FeedbackRules,
    day_of: Callable[[datetime], date],
) -> FeedbackLine:
    """One result that was released, with its people by name, as far as the reader knows them.

    `rules` are those of today, `day_of` tells the centre's day of a moment.
    """
    feedback, until = one.feedback, None
    if feedback.state is FeedbackState.RELEASED and feedback.released_at is not None:
        until = rules.last_day_to_dispute(day_of(feedback.released_at))
    return FeedbackLine(
        feedback,
        one.call_id,
        call.key,
        call.started_at,
        names.get(feedback.agent_id, ""),
        names.get(one.inspector_id, ""),
        names.get(feedback.decider_id, "") if feedback.decider_id else "",
        one.score,
        one.agent_score,
        one.passed,
        until,
    )


def is_theirs(uow: UnitOfWork, actor: Actor, feedback: Feedback, evaluation: Evaluation) -> bool:
    """Whether the actor answers for the agent: the agent themself, or the leader of the unit of the call."""
    if feedback.agent_id == actor.person_id:
        return actor.has(Role.AGENT)
    if not actor.has(Role.TEAM_LEADER) or actor.unit_id is None:
        return False
    return uow.calls.get(evaluation.call_id).unit_id in set(uow.units.below(actor.unit_id))


def detail_of(
    uow: UnitOfWork, actor: Actor, line: FeedbackLine, evaluation: Evaluation, now: datetime
) -> FeedbackDetail:
    """A result with all its sides."""
    feedback, sight = line.feedback, visibility_of(actor)
    scored = _scored(uow, evaluation)
    later = uow.evaluations.get(feedback.superseding_id, sight) if feedback.superseding_id else None
    after = _scored(uow, later) if later else None
    names = uow.people.names()
    is_open = feedback.state is FeedbackState.DISPUTED
    may_route = is_open and may(actor, Action.RELEASE_FEEDBACK)
    return FeedbackDetail(
        line=line,
        scored=scored,
        strengths=_strengths(scored.result, evaluation),
        things=things_to_mend(scored.result.criteria),
        points=_points(uow, feedback, scored, after),
        steps=tuple(
            StepView(
                step.at,
                names.get(step.actor_id, "") if step.actor_id else "",
                step.kind,
                step.note,
                names.get(step.to_id, "") if step.to_id else "",
            )
            for step in uow.feedback.steps(feedback.id)
        ),
        superseding=after,
        may_answer=(
            feedback.state is FeedbackState.RELEASED
            and may(actor, Action.ANSWER_FEEDBACK)
            and is_theirs(uow, actor, feedback, evaluation)
        ),
        may_decide=is_open and feedback.decider_id == actor.person_id and may(actor, Action.DECIDE_DISPUTES),
        deciders=tuple((p.id, p.name) for p in free_deciders(uow, evaluation, now)) if may_route else (),
    )


def _points(
    uow: UnitOfWork, feedback: Feedback, scored: ScoredEvaluation, after: ScoredEvaluation | None
) -> tuple[DisputedPoint, ...]:
    before = {one.criterion.key: one for one in scored.result.criteria}
    later = {one.criterion.key: one for one in after.result.criteria} if after else {}
    return tuple(
        DisputedPoint(
            answer,
            before[answer.criterion_key],
            tuple(mark for mark in scored.evaluation.marks if mark.criterion_key == answer.criterion_key),
            later.get(answer.criterion_key),
        )
        for answer in uow.feedback.answers(feedback.id)
        if answer.criterion_key in before
    )


def _strengths(result: ScoreResult, evaluation: Evaluation) -> tuple[CriterionResult, ...]:
    """What was done in full, first of all what somebody marked as done well."""
    praised = {mark.criterion_key for mark in evaluation.marks if mark.positive}
    full = [one for one in result.criteria if one.applies and not one.has_failed]
    return tuple(sorted(full, key=lambda one: (one.criterion.key not in praised, -one.criterion.weight)))


def _scored(uow: UnitOfWork, evaluation: Evaluation) -> ScoredEvaluation:
    version = asked_form(uow, evaluation)
    return ScoredEvaluation(
        as_told(evaluation),
        uow.people.name_of(evaluation.inspector_id),
        version,
        score(version, evaluation.answers),
        agent_score(version, evaluation.answers),
    )
