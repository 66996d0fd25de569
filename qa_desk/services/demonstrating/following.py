"""What stands on the demo's scores: a calibration session in each state, standard cases, full queues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from qa_desk.domain.calibration import SessionKind, SessionState
from qa_desk.domain.calls import Call
from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Assignment, AssignmentState, Evaluation, Purpose
from qa_desk.domain.ids import AssignmentId, SessionId
from qa_desk.domain.meeting import DecisionKind
from qa_desk.domain.people import Actor
from qa_desk.domain.standard_case import Difficulty
from qa_desk.i18n import _
from qa_desk.services.calibration.calibrating import Calibrating
from qa_desk.services.calibration.calibrating_views import CriterionDifference, SessionDraft, SettleDraft
from qa_desk.services.calibration.meeting import Meeting
from qa_desk.services.calibration.meeting_views import DecisionDraft
from qa_desk.services.cases.curating import CaseDraft, Curating
from qa_desk.services.clock import Clock, FixedClock
from qa_desk.services.demonstrating.cast import Cast, conversation_of
from qa_desk.services.demonstrating.content import Conversation, TrueAnswer
from qa_desk.services.demonstrating.inspector_model import INSPECTORS, InspectorModel
from qa_desk.services.demonstrating.qualifying_cases import case_tags, is_excellent
from qa_desk.services.demonstrating.scoring_people import Sitting, score_call
from qa_desk.services.keeping.handing_in import hand_in_all
from qa_desk.services.progress import Progress
from qa_desk.store.store import Store

_DAYS_APART = 14
_REVIEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class _Plan:
    """A session of the demo: its calls are those of a round of the conversations, from one place to another."""

    title: str
    stage: SessionState
    calls: slice
    days_ago: int
    round: int = 1
    kind: SessionKind = SessionKind.PANEL


def _plans() -> tuple[_Plan, ...]:
    """One session in each state and another closed one by the same panel, who later score calls of the first again."""
    return (
        _Plan(_("October session"), SessionState.CLOSED, slice(0, 10), 33),
        _Plan(_("October, second session"), SessionState.CLOSED, slice(4, 8), 21, round=5),
        _Plan(_("November, first session"), SessionState.SETTLED, slice(10, 14), 12),
        _Plan(_("October calls again"), SessionState.SETTLED, slice(0, 4), 9, kind=SessionKind.SAME_INSPECTOR),
        _Plan(_("November, second session"), SessionState.REVEALED, slice(14, 18), 6),
        _Plan(_("November, third session"), SessionState.BLIND, slice(18, 21), 2),
    )


def add_sessions(store: Store, cast: Cast, now: datetime, progress: Progress) -> None:
    """The planned sessions; cases are kept from the closed one of October."""
    plans = _plans()
    for number, plan in enumerate(plans):
        progress.report(number, len(plans), _("Holding the demo's calibration sessions"))
        _hold(store, cast, plan, now - timedelta(days=plan.days_ago))


def _hold(store: Store, cast: Cast, plan: _Plan, opened_at: datetime) -> None:
    with store.reading() as uow:
        keys = [f"{plan.round}{key[1:]}" for key in cast.conversations]
        calls = sorted(uow.calls.by_key(keys).values(), key=lambda call: call.key)[plan.calls]
    session_id = _open(store, cast, plan, calls, opened_at)
    members = INSPECTORS if plan.stage is not SessionState.BLIND else INSPECTORS[1:4]
    _panel_scores(store, cast, plan, session_id, calls, members, opened_at + timedelta(days=1))
    if plan.stage is SessionState.BLIND:
        return
    held = FixedClock(opened_at + timedelta(days=2))
    calibrating, lead = Calibrating(store, held), cast.actor("lead-1")
    calibrating.reveal(lead, session_id)
    if plan.kind is SessionKind.SAME_INSPECTOR:
        return
    _settle(store, held, cast, session_id, calls, only_first=3 if plan.stage is SessionState.REVEALED else None)
    if plan.stage is SessionState.CLOSED:
        _decide(Meeting(store, held), lead, session_id, held.now().date())
        calibrating.close(lead, session_id)
        if plan.round == 1:
            _keep_cases(store, cast, session_id, calls, opened_at + timedelta(days=3))


def fill_queues(store: Store, cast: Cast, now: datetime, not_scored_from: datetime) -> None:
    """The latest calls wait for their inspectors; the first one has begun with one."""
    with store.unit_of_work(cast.actor("lead-1"), FixedClock(now)) as uow:
        keys = [f"{number}{key[1:]}" for key in cast.conversations for number in range(1, 9)]
        known = uow.calls.by_key(keys).values()
        calls = [call for call in known if call.started_at and call.started_at >= not_scored_from]
        calls.sort(key=lambda call: call.key)
        for place, call in enumerate(calls):
            model = INSPECTORS[place % len(INSPECTORS)]
            assignment = Assignment(
                id=AssignmentId(uuid4()),
                call_id=call.id,
                inspector_id=cast.people[model.external_id].id,
                version_id=cast.version.id,
                purpose=Purpose.ROUTINE,
                state=AssignmentState.WAITING if place else AssignmentState.BEGUN,
                assigned_by=cast.people["lead-1"].id,
                assigned_at=now - timedelta(hours=20),
                position=place,
                due_on=(now + timedelta(days=place // len(INSPECTORS) % 4)).date(),
            )
            uow.assignments.add_all([assignment])
            if place == 0:
                conversation = conversation_of(cast, call)
                sitting = Sitting(model, conversation, call, assignment, now - timedelta(hours=1), cast.departments)
                score_call(uow, cast.version, sitting, share=0.8)
        uow.commit()


def _open(store: Store, cast: Cast, plan: _Plan, calls: Sequence[Call], opened_at: datetime) -> SessionId:
    draft = SessionDraft(
        title=plan.title,
        call_ids=tuple(call.id for call in calls),
        panel_ids=tuple(cast.people[model.external_id].id for model in INSPECTORS),
        version_id=cast.version.id,
        due_at=opened_at + timedelta(days=4),
        quorum=3,
        kind=plan.kind,
        apart_days=_DAYS_APART if plan.kind is SessionKind.SAME_INSPECTOR else None,
    )
    session_id, _changes = Calibrating(store, FixedClock(opened_at)).create(cast.actor("lead-1"), draft)
    return session_id


def _panel_scores(
    store: Store,
    cast: Cast,
    plan: _Plan,
    session_id: SessionId,
    calls: Sequence[Call],
    members: Sequence[InspectorModel],
    at: datetime,
) -> None:
    by_id = {call.id: call for call in calls}
    with store.unit_of_work(cast.actor("lead-1"), FixedClock(at)) as uow:
        assignments = uow.assignments.in_session(session_id)
        scored: list[Evaluation] = []
        for model in members:
            person_id = cast.people[model.external_id].id
            for assignment in assignments:
                if assignment.inspector_id != person_id:
                    continue
                call = by_id[assignment.call_id]
                trial = 2 if plan.kind is SessionKind.SAME_INSPECTOR else 1
                conversation = conversation_of(cast, call)
                sitting = Sitting(model, conversation, call, assignment, at, cast.departments, trial)
                scored.append(score_call(uow, cast.version, sitting))
        hand_in_all(uow, scored, cast.version, at + timedelta(minutes=5))
        uow.commit()


def _decide(meeting: Meeting, lead: Actor, session_id: SessionId, today: date) -> None:
    text = _("Read the identity-check rule again in the team meeting")
    draft = DecisionDraft(DecisionKind.ACTION, text, lead.person_id, today + timedelta(days=7))
    meeting.decide(lead, session_id, draft)


def _settle(
    store: Store, clock: Clock, cast: Cast, session_id: SessionId, calls: Sequence[Call], only_first: int | None
) -> None:
    """The panel settles what a perfect judge would have said, which after listening again it hears too."""
    lead = cast.actor("lead-1")
    heard = {call.id: conversation_of(cast, call) for call in calls}
    found = Calibrating(store, clock).differences(lead, session_id)
    wanted = [d for d in found if d.differs][:only_first] if only_first is not None else found
    drafts = [_settled(difference, heard[difference.call_id]) for difference in wanted]
    Meeting(store, clock).settle(lead, session_id, *drafts)


def _settled(difference: CriterionDifference, conversation: Conversation) -> SettleDraft:
    truth: TrueAnswer = conversation.truth[difference.criterion.key]
    rating: bool | float | None
    if truth.answer in ("na", "hidden"):
        rating = None
    elif truth.answer in ("pass", "fail"):
        rating = truth.answer == "pass"
    elif difference.criterion.scale.prompt().kind is PromptKind.REASONS:
        rating = True
    else:
        rating = float(truth.answer)
    return SettleDraft(
        call_id=difference.call_id,
        criterion_key=difference.criterion.key,
        rating=rating,
        na=rating is None,
        reasons=truth.reasons,
        rationale=truth.comment or _("The passage was played twice; the guidance names exactly this."),
    )


def _keep_cases(store: Store, cast: Cast, session_id: SessionId, calls: Sequence[Call], at: datetime) -> None:
    """Most calls of the closed session become cases; all but the last are approved by the lead."""
    curating = Curating(store, FixedClock(at))
    difficulties = (Difficulty.EASY, Difficulty.MEDIUM, Difficulty.HARD)
    chosen = list(calls)[:8]
    for place, call in enumerate(chosen):
        conversation = cast.conversations[call.key]
        failed = [key for key, truth in conversation.truth.items() if truth.answer == "fail"]
        draft = CaseDraft(
            session_id=session_id,
            call_id=call.id,
            title=conversation.title,
            rationale=next((conversation.truth[key].comment for key in failed if conversation.truth[key].comment), ""),
            tags=case_tags(cast, conversation),
            difficulty=difficulties[place % 3],
            language=conversation.language,
            is_benchmark=is_excellent(conversation, cast),
            review_on=at.date() + timedelta(days=_REVIEW_DAYS * place),
        )
        case_id, _changes = curating.keep(cast.actor("trainer-1"), draft)
        if place < len(chosen) - 1:
            curating.approve(cast.actor("lead-1"), case_id)
