"""Scoring calls: the inspector's queue, answers saved at once, marks, handing in and taking back."""

from dataclasses import replace
from math import inf, isfinite
from uuid import uuid4

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.changes import Changes
from qa_desk.domain.completeness import missing_parts
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import (
    BLIND_PURPOSES,
    SHOWN_AS_ROUTINE,
    UNDO_WINDOW,
    Assignment,
    AssignmentState,
    DeskPlace,
    DraftHold,
    Evaluation,
    EvaluationState,
    Mark,
    Purpose,
    WorkItem,
)
from qa_desk.domain.ids import AssignmentId, EvaluationId, MarkId, SessionId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, Visibility, require, visibility_of
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import AnswerState, agent_score, score
from qa_desk.i18n import _
from qa_desk.services.calls.listening import call_detail, without_agent
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.answer_checks import (
    checked_answer,
    criterion_of,
    require_expected,
    require_known_owner,
    with_answer,
)
from qa_desk.services.keeping.asked_form import asked_form, asked_part
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.services.keeping.cause_owners import cause_owner_choices
from qa_desk.services.keeping.desk_hold import DeskIdentity, let_go, require_hold, take
from qa_desk.services.keeping.handing_in import changes_of, hand_in, open_due, take_back
from qa_desk.services.practice.comparing import bring_up_to_date
from qa_desk.services.practice.passages import opening_place, passage_of
from qa_desk.services.practice.requiring import end_of_sitting, require_openable, require_time_left
from qa_desk.services.scoring.inspecting_views import (
    SCORE_HIDDEN,
    AnswerDraft,
    DeskView,
    HeldElsewhere,
    MarkDraft,
    ReopenedNote,
    as_told,
    undo_until,
)
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


class Inspecting:
    """One inspector's work. Evaluations are read only through what the actor may see."""

    def __init__(self, store: Store, clock: Clock, desk: DeskIdentity | None = None) -> None:
        self._store = store
        self._clock = clock
        self._desk_identity = desk or DeskIdentity.here()

    def my_calls(self, actor: Actor) -> tuple[WorkItem, ...]:
        """The actor's queue and what was handed in today; an overlap or a repeat reads routine."""
        require(actor, Action.SCORE_OWN_CALLS)
        with self._store.reading() as uow:
            items = uow.assignments.queue_of(actor.person_id, submitted_since=self._clock.now() - UNDO_WINDOW * 72)
            items = _counted(uow, items, visibility_of(actor))
        return tuple(self._shown(item) for item in items)

    def n_waiting(self, actor: Actor) -> int:
        """How many calls wait for the actor."""
        with self._store.reading() as uow:
            return uow.assignments.n_waiting(actor.person_id)

    def open(self, actor: Actor, assignment_id: AssignmentId, *, takes_over: bool = False) -> DeskView:
        """The desk for one of the actor's assignments; the first opening begins the evaluation.

        A draft that is open at another desk comes read-only and says so; `takes_over` takes it from there.

        Raises NOT_QUALIFIED for what is not begun yet where the centre asks for a certificate; TOO_LATE once the time
        of a sitting is over.
        """
        require(actor, Action.SCORE_OWN_CALLS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            assignment = uow.assignments.get(assignment_id)
            if assignment is None or assignment.inspector_id != actor.person_id:
                raise NotFoundError(what=_("This call"))
            _require_open(uow, assignment)
            require_openable(uow, assignment, self._clock.now())
            is_begun_now = uow.assignments.begin(assignment.id)
            evaluation = uow.evaluations.of_assignment(assignment_id, visibility_of(actor))
            # who lost a seat in a panel and got it back finds there what was written before
            if is_begun_now and evaluation is None:
                self._begin(uow, assignment)
                evaluation = uow.evaluations.of_assignment(assignment_id, visibility_of(actor))
            if evaluation is None:
                raise NotFoundError(what=_("This call"))
            other = None
            if not evaluation.is_in:
                other = take(uow, evaluation.id, self._desk_identity, self._clock.now(), from_others=takes_over)
            view = self._desk(uow, assignment, evaluation, other)
            uow.commit()
        return view

    def look_at(self, actor: Actor, evaluation_id: EvaluationId) -> DeskView:
        """The desk for one of the actor's evaluations as it is stored, without taking the draft."""
        require(actor, Action.SCORE_OWN_CALLS)
        with self._store.reading() as uow:
            evaluation = self._own(uow, actor, evaluation_id)
            assignment = uow.assignments.get(evaluation.assignment_id)
            assert assignment is not None, "every evaluation has its assignment"
            return self._desk(uow, assignment, evaluation, uow.drafts.hold_of(evaluation_id))

    def take_up(self, actor: Actor, evaluation_id: EvaluationId, *, from_others: bool = False) -> None:
        """Work on a draft without showing it. Raises DRAFT_ELSEWHERE while another desk has it, WRONG_STATE."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            evaluation = self._own(uow, actor, evaluation_id)
            other = None
            if not evaluation.is_in:
                other = take(uow, evaluation_id, self._desk_identity, self._clock.now(), from_others=from_others)
            if other is not None:
                raise QADeskError(ErrorCode.DRAFT_ELSEWHERE, machine=other.machine, since=other.taken_at)
            uow.commit()

    def answer(
        self,
        actor: Actor,
        evaluation_id: EvaluationId,
        draft: AnswerDraft,
        *,
        expects: tuple[AnswerDraft, ...] | None = None,
    ) -> Evaluation:
        """Save one answer at once; a blank draft takes it away, so that the criterion is missing again.

        Args:
            expects: what the desk knows to have been there, any of these; None takes whatever is there.

        Raises ANSWER_INVALID naming the criterion, WRONG_STATE once it is handed in, ConflictError with `mine`,
        `theirs` and `who` when another desk answered otherwise meanwhile.
        """
        with self._store.unit_of_work(actor, self._clock) as uow:
            evaluation, version = self._editable(uow, actor, evaluation_id)
            if expects is not None:
                require_expected(version, evaluation, draft, expects, who=actor.name)
            changed = self._answered(uow, version, evaluation, draft)
            self._save_scores(uow, version, changed)
            uow.commit()
        return as_told(changed)

    def save_mark(self, actor: Actor, evaluation_id: EvaluationId, draft: MarkDraft) -> Evaluation:
        """Make a mark or change one; start and end are put in order and kept on the call's time line."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            evaluation, version = self._editable(uow, actor, evaluation_id)
            if draft.criterion_key is not None:
                criterion_of(version, draft.criterion_key)
            start_s, end_s = _on_time_line(draft.start_s, draft.end_s, uow.calls.get(evaluation.call_id).duration_s)
            mark = Mark(
                draft.id or MarkId(uuid4()),
                evaluation_id,
                start_s,
                end_s,
                typed_text(draft.note, _("note")),
                draft.criterion_key,
                draft.positive,
            )
            uow.evaluations.save_mark(mark)
            others = tuple(other for other in evaluation.marks if other.id != mark.id)
            uow.commit()
        marks = tuple(sorted((*others, mark), key=lambda m: (m.start_s, m.end_s)))
        return as_told(replace(evaluation, marks=marks))

    def remove_mark(self, actor: Actor, evaluation_id: EvaluationId, mark_id: MarkId) -> Evaluation:
        """Take a mark away."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            evaluation, _version = self._editable(uow, actor, evaluation_id)
            uow.evaluations.remove_mark(evaluation_id, mark_id)
            uow.commit()
        return as_told(replace(evaluation, marks=tuple(mark for mark in evaluation.marks if mark.id != mark_id)))

    def note_listened(
        self, actor: Actor, evaluation_id: EvaluationId, passages: tuple[tuple[float, float], ...], share: float
    ) -> None:
        """Keep which passages were heard, in seconds of the call, and their share of it (0…1)."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            evaluation, _version = self._editable(uow, actor, evaluation_id)
            heard = tuple((max(0.0, start_s), end_s) for start_s, end_s in passages if isfinite(start_s + end_s))
            if heard and not uow.evaluations.heard(evaluation_id):
                uow.audit("call.heard", "call", evaluation.call_id, evaluation=str(evaluation_id))
            uow.evaluations.save_heard(evaluation_id, heard, min(1.0, max(0.0, share)) if isfinite(share) else 0.0)
            uow.commit()

    def keep_place(self, actor: Actor, evaluation_id: EvaluationId, place: DeskPlace, *, worked_s: float = 0.0) -> None:
        """Keep where the draft stands, and count the seconds worked since the last time; the desk stays the one."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            self._editable(uow, actor, evaluation_id)
            uow.drafts.keep_place(evaluation_id, place)
            if worked_s > 0 and isfinite(worked_s):
                uow.drafts.add_worked(evaluation_id, worked_s)
            uow.commit()

    def let_go(self, actor: Actor, evaluation_id: EvaluationId) -> None:
        """This desk has closed the draft; another one may open it."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            let_go(uow, self._own(uow, actor, evaluation_id).id, self._desk_identity, self._clock.now())
            uow.commit()

    def submit(self, actor: Actor, evaluation_id: EvaluationId) -> Changes:
        """Hand in; what may now be seen is unsealed, facts of record are laid. Raises ANSWERS_MISSING with how many.

        Said again, it answers the same and does nothing: where the answer was lost with the connection, whoever is not
        sure that it is in says it once more.
        """
        with self._store.unit_of_work(actor, self._clock) as uow:
            # before it is looked at, so that of two at the same moment the second finds it in
            uow.take_turn(evaluation_id)
            if there := uow.evaluations.handed_in(evaluation_id):
                uow.record.open_due((there.call_id,))
                uow.commit()
                return changes_of(there)
            evaluation = self._own(uow, actor, evaluation_id)
            require_hold(uow, evaluation_id, self._desk_identity, self._clock.now())
            assignment = uow.assignments.get(evaluation.assignment_id)
            # who lost the seat in a panel keeps what was written, and hands nothing in
            if assignment is not None and assignment.state is AssignmentState.WITHDRAWN:
                _require_open(uow, assignment)
            if evaluation.purpose is Purpose.QUALIFICATION:
                require_time_left(uow, evaluation.assignment_id, self._clock.now())
            version = uow.scorecards.version(evaluation.version_id)
            parts = missing_parts(asked_part(uow, evaluation, version), evaluation)
            if parts:
                raise QADeskError(ErrorCode.ANSWERS_MISSING, count=len(parts))
            changes = hand_in(uow, evaluation, version, self._clock.now())
            uow.commit()
        open_due(self._store, actor, self._clock, (evaluation.call_id,))
        if evaluation.purpose in (Purpose.PRACTICE, Purpose.QUALIFICATION):
            changes |= bring_up_to_date(self._store, actor, self._clock)
        return changes

    def undo_submit(self, actor: Actor, evaluation_id: EvaluationId) -> Changes:
        """Take back within ten minutes. Raises TOO_LATE afterwards, or once anybody else may have seen it."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            evaluation = self._own(uow, actor, evaluation_id)
            if not evaluation.is_in or evaluation.submitted_at is None:
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this evaluation"), state=_("not submitted"))
            changes = take_back(uow, evaluation, self._clock.now())
            uow.commit()
        return changes

    def _shown(self, item: WorkItem) -> WorkItem:
        hidden = item.purpose in SCORE_HIDDEN
        return replace(
            item,
            purpose=Purpose.ROUTINE if item.purpose in SHOWN_AS_ROUTINE else item.purpose,
            undo_until=undo_until(item.submitted_at, item.purpose, self._clock.now(), sealed=item.sealed),
            score=None if hidden else item.score,
            passed=None if hidden else item.passed,
            sealed=False,
        )

    def _begin(self, uow: UnitOfWork, assignment: Assignment) -> None:
        call = uow.calls.get(assignment.call_id)
        uow.evaluations.add(
            Evaluation(
                id=EvaluationId(uuid4()),
                assignment_id=assignment.id,
                call_id=assignment.call_id,
                inspector_id=assignment.inspector_id,
                version_id=assignment.version_id,
                purpose=assignment.purpose,
                mode=call.mode,
                state=EvaluationState.DRAFT,
                sealed=assignment.purpose in BLIND_PURPOSES,
                started_at=self._clock.now(),
                session_id=assignment.session_id,
            )
        )

    def _desk(
        self, uow: UnitOfWork, assignment: Assignment, evaluation: Evaluation, other: DraftHold | None
    ) -> DeskView:
        detail = call_detail(uow, assignment.call_id, assignment.inspector_id)
        if assignment.hides_agent:
            detail = without_agent(detail)
        agent_name = detail.agent.name if detail.agent else ""
        passage = passage_of(uow, assignment)
        return DeskView(
            evaluation=as_told(evaluation),
            version=asked_form(uow, assignment),
            detail=detail,
            purpose_shown=Purpose.ROUTINE if assignment.purpose in SHOWN_AS_ROUTINE else assignment.purpose,
            hides_score=assignment.purpose in SCORE_HIDDEN,
            session_title=uow.calibration.title_of(assignment.session_id) if assignment.session_id else "",
            cause_owners=cause_owner_choices(uow, evaluation, agent_name),
            heard=uow.evaluations.heard(evaluation.id),
            place=opening_place(uow.drafts.place_of(evaluation.id), passage),
            held_elsewhere=HeldElsewhere(other.machine, other.taken_at) if other else None,
            reopened=_reopened(uow, evaluation),
            ends_at=end_of_sitting(uow, assignment),
            passage=passage,
            undo_until=undo_until(
                evaluation.submitted_at if evaluation.is_in else None,
                evaluation.purpose,
                self._clock.now(),
                sealed=evaluation.sealed,
            ),
        )

    def _own(self, uow: UnitOfWork, actor: Actor, evaluation_id: EvaluationId) -> Evaluation:
        evaluation = uow.evaluations.get(evaluation_id, visibility_of(actor))
        if evaluation is None or evaluation.inspector_id != actor.person_id:
            raise NotFoundError(what=_("This evaluation"))
        return evaluation

    def _editable(
        self, uow: UnitOfWork, actor: Actor, evaluation_id: EvaluationId
    ) -> tuple[Evaluation, ScorecardVersion]:
        evaluation = self._own(uow, actor, evaluation_id)
        if evaluation.is_in:
            raise QADeskError(ErrorCode.WRONG_STATE, what=_("this evaluation"), state=_("submitted"))
        require_hold(uow, evaluation_id, self._desk_identity, self._clock.now())
        return evaluation, asked_form(uow, evaluation)

    def _answered(
        self, uow: UnitOfWork, version: ScorecardVersion, evaluation: Evaluation, draft: AnswerDraft
    ) -> Evaluation:
        if draft.is_blank:
            uow.evaluations.remove_answer(evaluation.id, draft.criterion_key)
            return with_answer(evaluation, draft.criterion_key, None)
        answer = checked_answer(version, evaluation, draft)
        require_known_owner(uow, answer.cause_owner)
        uow.evaluations.save_answer(answer)
        return with_answer(evaluation, answer.criterion_key, answer)

    def _save_scores(self, uow: UnitOfWork, version: ScorecardVersion, evaluation: Evaluation) -> None:
        result = score(version, evaluation.answers)
        agent_result = agent_score(version, evaluation.answers)
        uow.evaluations.save_scores(evaluation.id, result, agent_result)


def _counted(uow: UnitOfWork, items: tuple[WorkItem, ...], sight: Visibility) -> tuple[WorkItem, ...]:
    """What is begun with its answers counted as on the desk: criteria that are hidden there are not asked."""
    versions: dict[tuple[VersionId, SessionId | None], ScorecardVersion] = {}
    counted: list[WorkItem] = []
    for item in items:
        begun = item.state is AssignmentState.BEGUN
        evaluation = uow.evaluations.of_assignment(item.assignment_id, sight) if begun else None
        if evaluation is None:
            counted.append(item)
            continue
        form = evaluation.version_id, evaluation.session_id
        if form not in versions:
            versions[form] = asked_form(uow, evaluation)
        result = score(versions[form], evaluation.answers)
        n_asked = sum(one.state is not AnswerState.HIDDEN for one in result.criteria)
        counted.append(replace(item, n_answered=n_asked - len(result.missing), n_criteria=n_asked))
    return tuple(counted)


def _require_open(uow: UnitOfWork, assignment: Assignment) -> None:
    """Raises WRONG_STATE for what was withdrawn, or is left over from a session that is closed."""
    state = ""
    if assignment.state is AssignmentState.WITHDRAWN:
        state = _("withdrawn")
    elif assignment.state is not AssignmentState.DONE and assignment.session_id is not None:
        is_closed = uow.calibration.state_of(assignment.session_id) is SessionState.CLOSED
        state = _("part of a session that is closed") if is_closed else ""
    if state:
        raise QADeskError(ErrorCode.WRONG_STATE, what=_("this call"), state=state)


def _reopened(uow: UnitOfWork, evaluation: Evaluation) -> ReopenedNote | None:
    states = uow.drafts.earlier_states(evaluation.id) if evaluation.state is EvaluationState.REOPENED else ()
    if not states:
        return None
    last = states[-1]
    return ReopenedNote(uow.people.name_of(last.reopened_by), last.reopened_at, last.reason)


def _on_time_line(start_s: float, end_s: float, duration_s: float | None) -> tuple[float, float]:
    """Both ends in order and within the call. Raises VALUE_INVALID for what is no time at all."""
    if not (isfinite(start_s) and isfinite(end_s)):
        raise QADeskError(ErrorCode.VALUE_INVALID, value=start_s, what=_("time"), expected=_("a number of seconds"))
    last_s = inf if duration_s is None else duration_s
    return min(max(0.0, min(start_s, end_s)), last_s), min(max(0.0, start_s, end_s), last_s)
