"""What the demo's agents do with their results: acknowledge them, dispute some, and what is decided.

Agents know what a perfect judge would have said: of failures they did not make they dispute many, of those they made
few, and whoever decides finds out which is which.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.feedback import Feedback, FeedbackStepKind, Verdict
from qa_desk.domain.ids import EvaluationId, PersonId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import visibility_of
from qa_desk.domain.scorecard import Criterion
from qa_desk.i18n import _
from qa_desk.services.clock import FixedClock
from qa_desk.services.demonstrating.cast import Cast, conversation_of
from qa_desk.services.demonstrating.content import TrueAnswer
from qa_desk.services.demonstrating.inspector_model import SEED
from qa_desk.services.demonstrating.weekly_samples import ScoredCall
from qa_desk.services.feedback.answering_feedback import AnsweringFeedback
from qa_desk.services.feedback.feedback_views import Claim, Ruling
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from qa_desk.store.store import Store

_RELEASED_AFTER = timedelta(days=4, hours=7)
_DECIDED_AFTER = timedelta(days=3)
_N_HELD_BACK = 2
_N_WAITING = 3
"""So many disputes, the latest, wait to be decided."""

_DISPUTES_WRONG, _DISPUTES_RIGHT = 0.15, 0.045
_ACKNOWLEDGES = 0.85
_MOST_CLAIMS = 2


@dataclass(frozen=True, slots=True)
class _Step:
    """What an agent does with a result, and when; without claims they acknowledge it."""

    at: datetime
    feedback: Feedback
    scored: ScoredCall
    claims: tuple[Criterion, ...]


def answer_results(store: Store, cast: Cast, scored: tuple[ScoredCall, ...], now: datetime) -> None:
    """Results are released week by week, all but those of the latest; then agents answer, and disputes are decided."""
    _release(store, cast, scored, now)
    known = {one.evaluation.id: one for one in scored}
    lead = cast.actor("lead-1")
    with store.reading() as uow:
        released = uow.feedback.in_states((FeedbackState.RELEASED,), visibility_of(lead))
    steps = sorted(_steps(cast, released, known, now), key=lambda step: (step.at, step.scored.call.key))
    _acknowledge(store, cast, [step for step in steps if not step.claims])
    disputed = [step for step in steps if step.claims]
    for step in disputed:
        _dispute(store, cast, step)
    with store.reading() as uow:
        waiting = uow.feedback.in_states((FeedbackState.DISPUTED,), visibility_of(lead))
    deciders = {one.id: one.decider_id for one in waiting}
    for step in disputed[: max(0, len(disputed) - _N_WAITING)]:
        _decide(store, cast, step, _person(cast, deciders[step.feedback.id]))


def _release(store: Store, cast: Cast, scored: tuple[ScoredCall, ...], now: datetime) -> None:
    lead = cast.actor("lead-1")
    weeks = sorted({one.week_of for one in scored})
    for monday in weeks[:-1]:
        own = [one.evaluation.id for one in scored if one.week_of == monday]
        AnsweringFeedback(store, FixedClock(monday + _RELEASED_AFTER)).release(lead, own)
    latest = [one.evaluation.id for one in scored if one.week_of == weeks[-1]]
    AnsweringFeedback(store, FixedClock(now)).hold_back(
        lead, latest[:_N_HELD_BACK], _("The panel settles these calls on Thursday first.")
    )


def _steps(
    cast: Cast, released: Sequence[Feedback], known: Mapping[EvaluationId, ScoredCall], now: datetime
) -> Iterator[_Step]:
    """What happens to each result; some agents never answer."""
    for feedback in released:
        scored = known[feedback.evaluation_id]
        assert feedback.released_at is not None, "it was released"
        draw = random.Random(f"{SEED}/answers/{scored.call.key}")
        at = feedback.released_at + timedelta(hours=draw.randint(2, 70))
        claims = tuple(_disputed(cast, scored, draw))[:_MOST_CLAIMS]
        if at < now and (claims or draw.random() < _ACKNOWLEDGES):
            yield _Step(at, feedback, scored, claims)


def _disputed(cast: Cast, scored: ScoredCall, draw: random.Random) -> Iterator[Criterion]:
    conversation = conversation_of(cast, scored.call)
    for answer in scored.evaluation.answers:
        if answer.reasons:
            criterion = cast.version.criterion(answer.criterion_key)
            is_wrong = not _is_true(criterion, answer, conversation.truth[answer.criterion_key])
            if draw.random() < (_DISPUTES_WRONG if is_wrong else _DISPUTES_RIGHT):
                yield criterion


def _acknowledge(store: Store, cast: Cast, steps: Sequence[_Step]) -> None:
    """In one transaction an agent: there are many of them, and the demo is to be there soon."""
    for agent_id in dict.fromkeys(step.feedback.agent_id for step in steps):
        agent = _person(cast, agent_id)
        own = [step for step in steps if step.feedback.agent_id == agent_id]
        with store.unit_of_work(agent, FixedClock(own[-1].at)) as uow:
            for step in own:
                done = replace(
                    step.feedback, state=FeedbackState.ACKNOWLEDGED, answered_at=step.at, answered_by=agent_id
                )
                uow.feedback.save(done, visibility_of(agent))
                uow.feedback.note(done, FeedbackStepKind.ACKNOWLEDGED, step.at, agent_id)
                uow.audit("feedback.acknowledged", ObjectKind.EVALUATION, done.evaluation_id)
            uow.commit()


def _dispute(store: Store, cast: Cast, step: _Step) -> None:
    reason = _("This is not what I said; please listen to the passage again.")
    claims = tuple(Claim(one.key, reason) for one in step.claims)
    answering = AnsweringFeedback(store, FixedClock(step.at))
    agent = _person(cast, step.feedback.agent_id)
    answering.dispute(agent, step.feedback.id, _("I hear this call differently."), claims)


def _person(cast: Cast, person_id: PersonId | None) -> Actor:
    return next(Actor.from_person(person) for person in cast.people.values() if person.id == person_id)


def _decide(store: Store, cast: Cast, step: _Step, decider: Actor) -> None:
    """Each disputed answer as a perfect judge has it; what stands is upheld."""
    answering = AnsweringFeedback(store, FixedClock(step.at + _DECIDED_AFTER))
    rulings = [_ruling(cast, step, criterion) for criterion in step.claims]
    answering.decide(
        decider, step.feedback.id, _("The call was listened to again, with the standard beside it."), rulings
    )


def _ruling(cast: Cast, step: _Step, criterion: Criterion) -> Ruling:
    truth = conversation_of(cast, step.scored.call).truth[criterion.key]
    answer = step.scored.evaluation.answer(criterion.key)
    assert answer is not None, "only what was answered is disputed"
    if _is_true(criterion, answer, truth):
        return Ruling(criterion.key, Verdict.UPHELD, truth.comment or _("The passage shows it."))
    told = _("The passage does not show it.")
    return Ruling(criterion.key, Verdict.OVERTURNED, told, _as_true(criterion, truth))


def _is_true(criterion: Criterion, answer: Answer, truth: TrueAnswer) -> bool:
    given = _as_true(criterion, truth)
    return (answer.rating, answer.na, frozenset(answer.reasons)) == (given.rating, given.na, frozenset(given.reasons))


def _as_true(criterion: Criterion, truth: TrueAnswer) -> AnswerDraft:
    if truth.answer in ("na", "hidden"):
        return AnswerDraft(criterion.key, None, na=True)
    if truth.answer in ("pass", "fail"):
        return AnswerDraft(criterion.key, truth.answer == "pass", reasons=truth.reasons, comment=truth.comment)
    is_counted = criterion.scale.prompt().kind is PromptKind.REASONS
    rating = True if is_counted else float(truth.answer)
    return AnswerDraft(criterion.key, rating, reasons=truth.reasons, comment=truth.comment)
