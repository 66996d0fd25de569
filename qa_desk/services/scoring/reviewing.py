"""Reading what others scored, and opening again what was handed in, for a reason, keeping what it said before."""

from dataclasses import dataclass

from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import BLIND_PURPOSES, Answer, EarlierState, Evaluation, Mark
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require, visibility_of
from qa_desk.domain.scoring import agent_score, score
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.asked_form import asked_form
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.services.keeping.disclosing import disclose
from qa_desk.services.keeping.handing_in import reopen
from qa_desk.services.scoring.inspecting_views import ScoredEvaluation, as_told
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AnswerDifference:
    """An answer that is another now; None where there was none, or is none any more."""

    criterion_key: str
    before: Answer | None
    after: Answer | None


@dataclass(frozen=True, slots=True)
class MarkDifference:
    """A mark that was another one, or not there, before or after."""

    before: Mark | None
    after: Mark | None


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """What an evaluation said before it was re-opened, by whom and why, and what was changed afterwards."""

    state: EarlierState
    reopened_by_name: str
    differences: tuple[AnswerDifference, ...]
    mark_differences: tuple[MarkDifference, ...]


class Reviewing:
    """What one does with evaluations that are not one's own work. Others than those one may see do not exist."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def evaluations_of_call(self, actor: Actor, call_id: CallId) -> tuple[ScoredEvaluation, ...]:
        """The evaluations of a call that the actor may see, first handed in first."""
        with self._store.reading() as uow:
            evaluations = uow.evaluations.of_call(call_id, visibility_of(actor))
            scored = tuple(_scored(uow, evaluation) for evaluation in evaluations)
        disclose(self._store, self._clock, actor, evaluations, "call")
        return scored

    def evaluation(self, actor: Actor, evaluation_id: EvaluationId) -> ScoredEvaluation:
        """One evaluation that the actor may see."""
        with self._store.reading() as uow:
            evaluation = _readable(uow, actor, evaluation_id)
            scored = _scored(uow, evaluation)
        disclose(self._store, self._clock, actor, (evaluation,), "call")
        return scored

    def history(self, actor: Actor, evaluation_id: EvaluationId) -> tuple[EarlierVersion, ...]:
        """What the evaluation said each time it was re-opened, the first time first; empty when it never was."""
        with self._store.reading() as uow:
            evaluation = _readable(uow, actor, evaluation_id)
            states = uow.drafts.earlier_states(evaluation_id)
            followed_by = (*states, evaluation)[1:]
            return tuple(
                EarlierVersion(
                    state,
                    uow.people.name_of(state.reopened_by),
                    _differences(state.answers, after.answers),
                    _mark_differences(state.marks, after.marks),
                )
                for state, after in zip(states, followed_by, strict=True)
            )

    def reopen(self, actor: Actor, evaluation_id: EvaluationId, reason: str) -> Changes:
        """Let its author change an evaluation that was handed in; until it is handed in again it counts nowhere.

        Raises NOT_ALLOWED, NOT_FOUND, REASON_REQUIRED, WRONG_STATE for a draft and for what was scored blind: answered
        again with all known, that would measure nothing.
        """
        require(actor, Action.REOPEN_EVALUATIONS)
        why = typed_text(reason, _("reason")).strip()
        if not why:
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        with self._store.unit_of_work(actor, self._clock) as uow:
            evaluation = _readable(uow, actor, evaluation_id)
            if not evaluation.is_in or evaluation.purpose in BLIND_PURPOSES:
                state = _("scored blind") if evaluation.is_in else _("not submitted")
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this evaluation"), state=state)
            uow.take_turn(evaluation.call_id)
            changes = reopen(uow, evaluation, by=actor.person_id, reason=why, now=self._clock.now())
            uow.commit()
        return changes


def _readable(uow: UnitOfWork, actor: Actor, evaluation_id: EvaluationId) -> Evaluation:
    evaluation = uow.evaluations.get(evaluation_id, visibility_of(actor))
    if evaluation is None:
        raise NotFoundError(what=_("This evaluation"))
    return evaluation


def _scored(uow: UnitOfWork, evaluation: Evaluation) -> ScoredEvaluation:
    version = asked_form(uow, evaluation)
    return ScoredEvaluation(
        as_told(evaluation),
        uow.people.name_of(evaluation.inspector_id),
        version,
        score(version, evaluation.answers),
        agent_score(version, evaluation.answers),
    )


def _differences(before: tuple[Answer, ...], after: tuple[Answer, ...]) -> tuple[AnswerDifference, ...]:
    then = {answer.criterion_key: answer for answer in before}
    now = {answer.criterion_key: answer for answer in after}
    keys = dict.fromkeys([*then, *now])
    return tuple(
        AnswerDifference(key, then.get(key), now.get(key))
        for key in keys
        if _said(then.get(key)) != _said(now.get(key))
    )


def _mark_differences(before: tuple[Mark, ...], after: tuple[Mark, ...]) -> tuple[MarkDifference, ...]:
    then, now = ({mark.id: mark for mark in marks} for marks in (before, after))
    found = [MarkDifference(then.get(key), now.get(key)) for key in dict.fromkeys([*then, *now])]
    return tuple(one for one in found if one.before != one.after)


def _said(answer: Answer | None) -> tuple[object, ...] | None:
    if answer is None:
        return None
    return (answer.rating, answer.na, answer.reasons, answer.cause_owner, answer.comment)
