"""The loop to the agent: results released, acknowledged or disputed once, decided by who did not score them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.feedback import DISPUTED, DisputedAnswer, Feedback, FeedbackRules, FeedbackStepKind, Verdict
from qa_desk.domain.ids import EvaluationId, FeedbackId, PersonId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, visibility_of, who_may
from qa_desk.domain.scoring import score
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.feedback.deciding import decider_of, may_decide, superseding
from qa_desk.services.feedback.feedback_views import (
    MOST_LINES,
    Claim,
    FeedbackDetail,
    FeedbackLine,
    Outcome,
    ReleaseLine,
    Ruling,
)
from qa_desk.services.feedback.reading import detail_of, is_theirs, line_of, release_line
from qa_desk.services.feedback.rules import DELAY_DAYS, DISPUTE_DAYS, due_before, last_day, rules_on
from qa_desk.services.keeping.asked_form import asked_form
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.disclosing import disclose
from qa_desk.store.repositories.feedback import ScoredFeedback
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_MOST_DAYS = 365
_OUT = frozenset(FeedbackState) - {FeedbackState.HELD}


class AnsweringFeedback:
    """What leads, agents and their leaders, and deciders do with results. Others than one may see do not exist."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # rules of the centre

    def rules(self, actor: Actor) -> FeedbackRules:
        """What the centre has settled about releasing and disputing."""
        with self._store.reading() as uow:
            return rules_on(uow, centre_day(uow, self._clock.now()))

    def set_rules(self, actor: Actor, rules: FeedbackRules) -> Changes:
        """Settle it from today on. Raises VALUE_INVALID for days below 0 or above a year."""
        require(actor, Action.MANAGE_CENTRE)
        for days in (rules.delay_days or 0, rules.dispute_days):
            if not 0 <= days <= _MOST_DAYS:
                expected = _("0 to {n}").format(n=_MOST_DAYS)
                raise QADeskError(ErrorCode.VALUE_INVALID, value=days, what=_("days"), expected=expected)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            today = centre_day(uow, now)
            delay: int | bool = False if rules.delay_days is None else rules.delay_days
            for key, value in ((DELAY_DAYS, delay), (DISPUTE_DAYS, rules.dispute_days)):
                uow.settings.set(key, value, today, actor.person_id, now)
                uow.audit("setting.set", ObjectKind.SETTING, key=key)
            uow.commit()
        return Changes.of(ObjectKind.SETTING)

    # releasing

    def waiting_for_release(self, actor: Actor) -> tuple[ReleaseLine, ...]:
        """The results of record whose agents have not been told, the oldest `MOST_LINES` of them."""
        require(actor, Action.RELEASE_FEEDBACK)
        self.release_due(actor)
        with self._store.reading() as uow:
            found = uow.feedback.for_release(visibility_of(actor), limit=MOST_LINES)
            names = uow.people.names()
            calls = uow.calls.calls([one.call_id for one in found])
            rules = rules_on(uow, centre_day(uow, self._clock.now()))
            held = uow.feedback.last_held(visibility_of(actor))
            return tuple(
                release_line(uow, one, names, calls, rules, held.get(one.feedback.id) if one.feedback else None)
                for one in found
            )

    def release(self, actor: Actor, evaluation_ids: Collection[EvaluationId]) -> Changes:
        """Let agents have these results now; those that are not of record, or released already, stay as they are."""
        return self._set_out(actor, evaluation_ids, FeedbackState.RELEASED, "")

    def hold_back(self, actor: Actor, evaluation_ids: Collection[EvaluationId], reason: str) -> Changes:
        """Keep these results from their agents until a lead releases them; what was answered stays as it is.

        One that was released and not answered is taken back. Raises REASON_REQUIRED.
        """
        reason = typed_text(reason, _("reason")).strip()
        if not reason:
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        return self._set_out(actor, evaluation_ids, FeedbackState.HELD, reason)

    def release_due(self, actor: Actor) -> Changes:
        """Release what falls due by the rules of the centre, which depends on nobody."""
        now = self._clock.now()
        with self._store.reading() as uow:
            before = due_before(uow, now)
        if before is None:
            return Changes()
        with self._store.unit_of_work(actor, self._clock) as uow:
            released = uow.feedback.release_due(before, now)
            uow.commit()
        return Changes.of(ObjectKind.EVALUATION, *released) if released else Changes()

    # reading

    def own(self, actor: Actor) -> tuple[FeedbackLine, ...]:
        """What was released to oneself, the newest first."""
        require(actor, Action.VIEW_OWN_RESULTS)
        self.release_due(actor)
        with self._store.reading() as uow:
            return self._lines(uow, uow.feedback.scored_of_agent(actor.person_id, visibility_of(actor)))

    def released(self, actor: Actor) -> tuple[FeedbackLine, ...]:
        """What was released to agents, as far as the reader may see it, the newest `MOST_LINES` of it."""
        require(actor, Action.VIEW_FEEDBACK)
        with self._store.reading() as uow:
            found = uow.feedback.scored(visibility_of(actor), states=_OUT, limit=MOST_LINES)
            return self._lines(uow, found)

    def disputes(self, actor: Actor) -> tuple[FeedbackLine, ...]:
        """What was disputed: those that wait for the reader first, then all others that wait, then what is decided."""
        require(actor, Action.VIEW_FEEDBACK)
        with self._store.reading() as uow:
            sight = visibility_of(actor)
            waiting = uow.feedback.scored(sight, states=(FeedbackState.DISPUTED,))
            decided = uow.feedback.scored(sight, states=DISPUTED - {FeedbackState.DISPUTED}, limit=MOST_LINES)
            lines = self._lines(uow, (*waiting, *decided))

        def rank(line: FeedbackLine) -> tuple[bool, bool]:
            is_open = line.feedback.state is FeedbackState.DISPUTED
            return (not is_open, line.feedback.decider_id != actor.person_id)

        return tuple(sorted(lines, key=rank))

    def n_to_decide(self, actor: Actor) -> int:
        """How many disputes wait for the actor."""
        if not may(actor, Action.DECIDE_DISPUTES):
            return 0
        with self._store.reading() as uow:
            found = uow.feedback.in_states((FeedbackState.DISPUTED,), visibility_of(actor))
        return sum(one.decider_id == actor.person_id for one in found)

    def n_to_answer(self, actor: Actor) -> int:
        """How many results wait for the actor to acknowledge or dispute them."""
        if not may(actor, Action.VIEW_OWN_RESULTS):
            return 0
        with self._store.reading() as uow:
            found = uow.feedback.in_states((FeedbackState.RELEASED,), visibility_of(actor))
        return sum(one.agent_id == actor.person_id for one in found)

    def feedback(self, actor: Actor, feedback_id: FeedbackId) -> FeedbackDetail:
        """One result with everything that belongs to it. Raises NotFoundError, also for who may not see it."""
        with self._store.reading() as uow:
            feedback, evaluation = _readable(uow, actor, feedback_id)
            scored = uow.feedback.scored_one(feedback.id, visibility_of(actor))
            assert scored is not None, "it was read just now"
            (line,) = self._lines(uow, (scored,))
            detail = detail_of(uow, actor, line, evaluation, self._clock.now())
        disclose(self._store, self._clock, actor, (evaluation,), "feedback")
        return detail

    # answering

    def acknowledge(self, actor: Actor, feedback_id: FeedbackId, note: str = "") -> Changes:
        """The agent, or their team leader for them, has taken note of it. Raises WRONG_STATE when it was answered."""
        note = typed_text(note, _("note")).strip()
        with self._store.unit_of_work(actor, self._clock) as uow:
            feedback, evaluation = _answerable(uow, actor, feedback_id)
            now = self._clock.now()
            changed = replace(feedback, state=FeedbackState.ACKNOWLEDGED, answered_at=now, answered_by=actor.person_id)
            self._keep(uow, actor, changed, FeedbackStepKind.ACKNOWLEDGED, note)
        return _changes(evaluation)

    def dispute(self, actor: Actor, feedback_id: FeedbackId, reason: str, claims: Sequence[Claim]) -> Changes:
        """Dispute some of the answers, once, with a reason for each; who decides is chosen by rule.

        Raises REASON_REQUIRED, TOO_LATE, WRONG_STATE, NotFoundError for a criterion that was not answered.
        """
        reason = typed_text(reason, _("reason")).strip()
        disputed = tuple(DisputedAnswer(c.criterion_key, typed_text(c.reason, _("reason")).strip()) for c in claims)
        if not reason or not disputed or not all(one.claim for one in disputed):
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        with self._store.unit_of_work(actor, self._clock) as uow:
            feedback, evaluation = _answerable(uow, actor, feedback_id)
            now = self._clock.now()
            if centre_day(uow, now) > last_day(uow, feedback, now):
                raise QADeskError(ErrorCode.TOO_LATE, detail=_("the days for a dispute are over"))
            if any(evaluation.answer(one.criterion_key) is None for one in disputed):
                raise NotFoundError(what=_("This criterion"))
            changed = replace(
                feedback,
                state=FeedbackState.DISPUTED,
                answered_at=now,
                answered_by=actor.person_id,
                dispute_reason=reason,
                decider_id=decider_of(uow, evaluation, now),
            )
            uow.feedback.save(changed, visibility_of(actor))
            uow.feedback.dispute(changed, disputed)
            routed = uow.feedback.get(feedback_id, visibility_of(actor)) or changed
            uow.feedback.note(changed, FeedbackStepKind.DISPUTED, now, actor.person_id, reason, to_id=routed.decider_id)
            uow.audit("feedback.disputed", ObjectKind.EVALUATION, evaluation.id)
            uow.commit()
        return _changes(evaluation)

    # deciding

    def reassign(self, actor: Actor, feedback_id: FeedbackId, decider_id: PersonId, reason: str = "") -> Changes:
        """Let somebody else decide an open dispute. Raises VALUE_INVALID for who scored the call or may not decide."""
        require(actor, Action.RELEASE_FEEDBACK)
        reason = typed_text(reason, _("reason")).strip()
        with self._store.unit_of_work(actor, self._clock) as uow:
            feedback, evaluation = _readable(uow, actor, feedback_id)
            _require_state(feedback, FeedbackState.DISPUTED)
            if not may_decide(uow, evaluation, decider_id, self._clock.now()):
                expected = _("somebody who may decide and did not score the call")
                name = uow.people.name_of(decider_id)
                raise QADeskError(ErrorCode.VALUE_INVALID, value=name, what=_("who decides"), expected=expected)
            changed = replace(feedback, decider_id=decider_id)
            self._keep(uow, actor, changed, FeedbackStepKind.ROUTED, reason, to_id=decider_id)
        return _changes(evaluation)

    def decide(self, actor: Actor, feedback_id: FeedbackId, reason: str, rulings: Sequence[Ruling]) -> Changes:
        """Decide every disputed answer with a reason; where one is overturned, the evaluation that follows from it is
        the score of record from now on.

        Raises NOT_ALLOWED for anybody but its decider, REASON_REQUIRED, WRONG_STATE, ANSWER_INVALID.
        """
        require(actor, Action.DECIDE_DISPUTES)
        reason = typed_text(reason, _("reason")).strip()
        if not reason or not all(one.reason.strip() for one in rulings):
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            feedback, evaluation = _readable(uow, actor, feedback_id)
            _require_state(feedback, FeedbackState.DISPUTED)
            if feedback.decider_id != actor.person_id or not may_decide(uow, evaluation, actor.person_id, now):
                raise NotAllowedError(
                    action=Action.DECIDE_DISPUTES, roles=tuple(sorted(who_may(Action.DECIDE_DISPUTES)))
                )
            if {one.criterion_key for one in rulings} != {
                one.criterion_key for one in uow.feedback.answers(feedback_id)
            }:
                raise QADeskError(ErrorCode.REASON_REQUIRED)
            overturned = [one for one in rulings if one.verdict is Verdict.OVERTURNED]
            # what follows is made ready first: once its call is one's own to score, nothing else of it can be read
            later = superseding(uow, actor, evaluation, overturned, now) if overturned else None
            for one in rulings:
                uow.feedback.decide(feedback_id, one.criterion_key, one.verdict, typed_text(one.reason, _("reason")))
            changed = replace(
                feedback,
                state=FeedbackState.OVERTURNED if overturned else FeedbackState.UPHELD,
                decided_at=now,
                decided_by=actor.person_id,
                decision_reason=reason,
            )
            kind = FeedbackStepKind.OVERTURNED if overturned else FeedbackStepKind.UPHELD
            uow.feedback.save(changed, visibility_of(actor))
            uow.feedback.note(changed, kind, now, actor.person_id, reason)
            uow.audit(f"feedback.{changed.state.value}", ObjectKind.EVALUATION, evaluation.id)
            if later is not None:
                later.keep(uow, now)
                uow.feedback.supersede(feedback_id, later.evaluation.id)
                uow.record.follow((evaluation.call_id,), now)
            uow.commit()
        return _changes(evaluation)

    def outcome(self, actor: Actor, feedback_id: FeedbackId, rulings: Sequence[Ruling]) -> Outcome:
        """What a decision would come to, before it is final. Raises ANSWER_INVALID and what reading raises."""
        require(actor, Action.DECIDE_DISPUTES)
        with self._store.reading() as uow:
            _feedback, evaluation = _readable(uow, actor, feedback_id)
            overturned = [one for one in rulings if one.verdict is Verdict.OVERTURNED]
            form = asked_form(uow, evaluation)
            before = after = score(form, evaluation.answers)
            if overturned:
                later = superseding(uow, actor, evaluation, overturned, self._clock.now())
                after = score(form, later.evaluation.answers)
        return Outcome(len(overturned), before.score, after.score, before.passed, after.passed)

    # the parts

    def _set_out(
        self, actor: Actor, evaluation_ids: Collection[EvaluationId], state: FeedbackState, note: str
    ) -> Changes:
        require(actor, Action.RELEASE_FEEDBACK)
        now, sight, done = self._clock.now(), visibility_of(actor), list[EvaluationId]()
        is_out = state is FeedbackState.RELEASED
        moment, by = (now, actor.person_id) if is_out else (None, None)
        with self._store.unit_of_work(actor, self._clock) as uow:
            waiting = {one.evaluation_id: one for one in uow.feedback.for_release(sight, among=evaluation_ids)}
            known = {key: one.feedback for key, one in waiting.items() if one.feedback is not None}
            if not is_out:
                known |= {one.evaluation_id: one for one in uow.feedback.released_of(evaluation_ids, sight)}
            for evaluation_id in evaluation_ids:
                before = known.get(evaluation_id)
                if before is not None and before.state is not state:
                    made = replace(before, state=state, released_at=moment, released_by=by)
                    uow.feedback.save(made, sight)
                elif before is None and evaluation_id in waiting:
                    agent_id = waiting[evaluation_id].agent_id
                    made = Feedback(FeedbackId(uuid4()), evaluation_id, agent_id, state, moment, by)
                    uow.feedback.add(made)
                else:
                    continue
                uow.feedback.note(made, FeedbackStepKind(state.value), now, actor.person_id, note)
                uow.audit(f"feedback.{state.value}", ObjectKind.EVALUATION, evaluation_id)
                done.append(evaluation_id)
            uow.commit()
        return Changes.of(ObjectKind.EVALUATION, *done) if done else Changes()

    def _keep(
        self,
        uow: UnitOfWork,
        actor: Actor,
        changed: Feedback,
        kind: FeedbackStepKind,
        note: str,
        to_id: PersonId | None = None,
    ) -> None:
        uow.feedback.save(changed, visibility_of(actor))
        uow.feedback.note(changed, kind, self._clock.now(), actor.person_id, note, to_id)
        uow.audit(f"feedback.{kind.value}", ObjectKind.EVALUATION, changed.evaluation_id)
        uow.commit()

    def _lines(self, uow: UnitOfWork, found: Sequence[ScoredFeedback]) -> tuple[FeedbackLine, ...]:
        today = centre_day(uow, self._clock.now())
        zone, rules = ZoneInfo(uow.settings.time_zone()), rules_on(uow, today)
        calls, names = uow.calls.calls([one.call_id for one in found]), uow.people.names()
        lines = (
            line_of(one, calls[one.call_id], names, rules, lambda moment: moment.astimezone(zone).date())
            for one in found
            if one.call_id in calls
        )
        return tuple(_with_days_left(line, today) for line in lines)


def _with_days_left(line: FeedbackLine, today: date) -> FeedbackLine:
    if line.dispute_until is None:
        return line
    left = (line.dispute_until - today).days
    return replace(line, dispute_until=line.dispute_until if left >= 0 else None, days_left=left)


def _readable(uow: UnitOfWork, actor: Actor, feedback_id: FeedbackId) -> tuple[Feedback, Evaluation]:
    sight = visibility_of(actor)
    feedback = uow.feedback.get(feedback_id, sight)
    evaluation = None if feedback is None else uow.evaluations.get(feedback.evaluation_id, sight)
    if feedback is None or evaluation is None:
        raise NotFoundError(what=_("This result"))
    return feedback, evaluation


def _answerable(uow: UnitOfWork, actor: Actor, feedback_id: FeedbackId) -> tuple[Feedback, Evaluation]:
    require(actor, Action.ANSWER_FEEDBACK)
    feedback, evaluation = _readable(uow, actor, feedback_id)
    if not is_theirs(uow, actor, feedback, evaluation):
        raise NotFoundError(what=_("This result"))
    _require_state(feedback, FeedbackState.RELEASED)
    return feedback, evaluation


def _require_state(feedback: Feedback, state: FeedbackState) -> None:
    if feedback.state is not state:
        told = _("answered already") if feedback.answered_at else _("not released")
        raise QADeskError(ErrorCode.WRONG_STATE, what=_("this result"), state=told)


def _changes(evaluation: Evaluation) -> Changes:
    return Changes.of(ObjectKind.EVALUATION, evaluation.id) | Changes.of(ObjectKind.CALL, evaluation.call_id)
