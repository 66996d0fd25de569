"""The meeting after the reveal: what is settled and decided, who is there, how long it takes, where the lead is."""

from collections.abc import Callable, Sequence

from qa_desk.domain.calibration import CalibrationSession, SessionState, SettledAnswer
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import CallId, DecisionId, PersonId, SessionId
from qa_desk.domain.meeting import Attendance, Decision, DecisionKind, MeetingPlace
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, who_may
from qa_desk.domain.text import NO_TEXT
from qa_desk.i18n import _
from qa_desk.services.calibration.calibrating_views import SettleDraft
from qa_desk.services.calibration.decisions import changes_of, decided, keep_waiting_cases, withdrawn
from qa_desk.services.calibration.meeting_views import DecisionChoices, DecisionDraft, DecisionView, RoomSeat, RoomView
from qa_desk.services.calibration.panel_answers import SessionMaterial, agreed_draft, difference_of, seen_session
from qa_desk.services.calibration.settling import follow_settled, settle_one, settling, withdraw_one
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

LONGEST_AGENDA_MIN = 600

_OWNED_BY: dict[DecisionKind, Action] = {
    DecisionKind.GUIDANCE: Action.MANAGE_SCORECARDS,
    DecisionKind.STANDARD_CASE: Action.KEEP_CASES,
    DecisionKind.TRACKED_ITEM: Action.TRACK,
    DecisionKind.TRAINING_NOTE: Action.SCORE,
    DecisionKind.ACTION: Action.VIEW_PEOPLE,
}


class Meeting:
    """What the lead does with the panel around the table. Nothing is settled by itself."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # settling

    def settle(self, actor: Actor, session_id: SessionId, *drafts: SettleDraft) -> Changes:
        """Keep what was agreed, all or nothing.

        Raises REASON_REQUIRED where the panel differed and no rationale is, ConflictError (`mine` the draft, `theirs`
        what stands there) when another lead settled it otherwise since it was seen.
        """
        now = self._clock.now()

        def keep(uow: UnitOfWork, material: SessionMaterial) -> None:
            for draft in drafts:
                settle_one(uow, material, draft, actor.person_id, now)

        return self._settled(actor, session_id, keep)

    def withdraw_settled(self, actor: Actor, session_id: SessionId, *seen: SettledAnswer) -> Changes:
        """Take settled answers back, as they were seen; the session is being settled again. Raises ConflictError."""

        def withdraw(uow: UnitOfWork, material: SessionMaterial) -> None:
            for one in seen:
                withdraw_one(uow, material, one)

        return self._settled(actor, session_id, withdraw)

    def settle_agreed(self, actor: Actor, session_id: SessionId) -> Changes:
        """Settle every open criterion on which everybody gave the same answer; asked for, never by itself."""
        now = self._clock.now()

        def keep(uow: UnitOfWork, material: SessionMaterial) -> None:
            for call_id in material.session.call_ids:
                for criterion in material.version.criteria:
                    draft = agreed_draft(difference_of(material, call_id, criterion))
                    if draft is not None:
                        settle_one(uow, material, draft, actor.person_id, now)

        return self._settled(actor, session_id, keep)

    # deciding

    def decisions(self, actor: Actor, session_id: SessionId) -> tuple[DecisionView, ...]:
        """What the session decided, as far as the actor may read it: a training note is between three."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = seen_session(uow, actor, session_id)
            found = [one for one in uow.meetings.decisions(session_id) if _may_read(uow, actor, one)]
            names = uow.people.names() if found else {}
            calls = uow.calls.calls(session.call_ids) if found else {}
            version = uow.scorecards.version(session.version_id)
        titles = {criterion.key: criterion.title for criterion in version.criteria}
        return tuple(
            DecisionView(
                one,
                names.get(one.owner_id, "") if one.owner_id else "",
                names.get(one.decided_by, ""),
                calls[one.call_id].key if one.call_id and one.call_id in calls else "",
                titles.get(one.criterion_key, NO_TEXT),
            )
            for one in found
        )

    def decision_choices(self, actor: Actor, session_id: SessionId) -> DecisionChoices:
        """Who may own a decision of each kind; a training note is for somebody of the panel."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.reading() as uow:
            session = seen_session(uow, actor, session_id)
            today = centre_day(uow, self._clock.now())
            people = [person for person in uow.people.all() if person.is_active(today)]
        panel = {seat.person_id for seat in session.seats}
        owners = {
            kind: tuple(
                (person.id, person.name)
                for person in people
                if not person.roles.isdisjoint(who_may(action))
                and (kind is not DecisionKind.TRAINING_NOTE or person.id in panel)
            )
            for kind, action in _OWNED_BY.items()
        }
        return DecisionChoices(today, owners)

    def decide(self, actor: Actor, session_id: SessionId, draft: DecisionDraft) -> tuple[Decision, Changes]:
        """Keep a decision with its owner and date, and make of it what it says. Raises what `decided` does."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = _open_session(uow, actor, session_id)
            _require_owner(uow, session, draft)
            decision = decided(uow, actor, session, draft, self._clock.now())
            uow.commit()
        return decision, changes_of(decision)

    def withdraw_decision(self, actor: Actor, session_id: SessionId, decision_id: DecisionId) -> Changes:
        """Take a decision back. Raises WRONG_STATE when what it became lives on, NotFoundError."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            _open_session(uow, actor, session_id)
            decision = uow.meetings.decision(decision_id)
            if decision is None or decision.session_id != session_id:
                raise NotFoundError(what=decision_id)
            withdrawn(uow, decision)
            uow.commit()
        return changes_of(decision)

    # the room

    def room(self, actor: Actor, session_id: SessionId) -> RoomView:
        """Who is there, how long it is planned and took so far, and where the lead is, whose desk is still there."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = seen_session(uow, actor, session_id)
            place = uow.meetings.place(session_id)
            if place is not None and place.has_lapsed(self._clock.now()):
                place = None
            ticked = {one.person_id: one.is_present for one in uow.meetings.attendance(session_id)}
            return RoomView(
                session_id=session_id,
                seats=tuple(
                    RoomSeat(seat.person_id, seat.name, number, ticked.get(seat.person_id, seat.n_done > 0))
                    for number, seat in enumerate(session.seats)
                ),
                is_ticked=bool(ticked),
                agenda_minutes=uow.meetings.agenda_minutes(session_id),
                times=uow.meetings.times(session_id),
                place=place,
                lead_name=uow.people.name_of(place.lead_id) if place else "",
            )

    def tick(self, actor: Actor, session_id: SessionId, present: Sequence[PersonId]) -> Changes:
        """Keep who of the panel is there; all others are not."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = _open_session(uow, actor, session_id)
            kept = [Attendance(seat.person_id, seat.person_id in present) for seat in session.seats]
            uow.meetings.set_attendance(session_id, kept)
            uow.commit()
        return Changes.of(ObjectKind.SESSION, session_id)

    def plan_minutes(self, actor: Actor, session_id: SessionId, minutes: int | None) -> Changes:
        """Plan how long the meeting takes; None for no plan. Raises VALUE_INVALID."""
        require(actor, Action.RUN_SESSIONS)
        if minutes is not None and not 0 < minutes <= LONGEST_AGENDA_MIN:
            expected = _("1 to {n} minutes").format(n=LONGEST_AGENDA_MIN)
            raise QADeskError(ErrorCode.VALUE_INVALID, value=minutes, what=_("agenda"), expected=expected)
        with self._store.unit_of_work(actor, self._clock) as uow:
            seen_session(uow, actor, session_id)
            uow.meetings.set_agenda_minutes(session_id, minutes)
            uow.commit()
        return Changes.of(ObjectKind.SESSION, session_id)

    def note_time(
        self, actor: Actor, session_id: SessionId, call_id: CallId, criterion_key: str, spent_s: float
    ) -> None:
        """Add to how long one criterion of one call was talked about."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = seen_session(uow, actor, session_id)
            if session.state is SessionState.BLIND or call_id not in session.call_ids:
                raise NotFoundError(what=_("This call"))
            uow.meetings.add_time(session_id, call_id, criterion_key, max(spent_s, 0.0))
            uow.commit()

    def go_to(self, actor: Actor, place: MeetingPlace) -> Changes:
        """Say where the lead is: the desks of the panel follow."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = seen_session(uow, actor, place.session_id)
            if session.state is SessionState.BLIND or place.call_id not in session.call_ids:
                raise NotFoundError(what=_("This call"))
            uow.meetings.set_place(place)
            uow.commit()
        return Changes.of(ObjectKind.MEETING_PLACE, place.session_id)

    def leave(self, actor: Actor, session_id: SessionId) -> Changes:
        """The lead goes out of the meeting: nobody is followed any more."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            seen_session(uow, actor, session_id)
            place = uow.meetings.place(session_id)
            if place is None or place.lead_id != actor.person_id:
                return Changes()
            uow.meetings.remove_place(session_id)
            uow.commit()
        return Changes.of(ObjectKind.MEETING_PLACE, session_id)

    def _settled(
        self, actor: Actor, session_id: SessionId, work: Callable[[UnitOfWork, SessionMaterial], None]
    ) -> Changes:
        require(actor, Action.RUN_SESSIONS)
        kinds = {ObjectKind.SESSION, ObjectKind.ASSIGNMENT, ObjectKind.EVALUATION, ObjectKind.CALL}
        changes, now = Changes(frozenset(kinds), frozenset({session_id})), self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            material = settling(uow, actor, session_id)
            work(uow, material)
            if follow_settled(uow, material, now) is SessionState.SETTLED:
                changes |= keep_waiting_cases(uow, actor, session_id, now)
            uow.commit()
        return changes


def _open_session(uow: UnitOfWork, actor: Actor, session_id: SessionId) -> CalibrationSession:
    session = seen_session(uow, actor, session_id)
    if session.state not in (SessionState.REVEALED, SessionState.SETTLED):
        raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
    return session


def _require_owner(uow: UnitOfWork, session: CalibrationSession, draft: DecisionDraft) -> None:
    owner = uow.people.person(draft.owner_id)
    if owner is None or owner.roles.isdisjoint(who_may(_OWNED_BY[draft.kind])):
        raise NotFoundError(what=_("An owner for this"))
    if draft.kind is DecisionKind.TRAINING_NOTE and draft.owner_id not in {seat.person_id for seat in session.seats}:
        raise NotFoundError(what=_("This member of the panel"))


def _may_read(uow: UnitOfWork, actor: Actor, decision: Decision) -> bool:
    if decision.call_id is not None and uow.assignments.scores_blind(actor.person_id, decision.call_id):
        return False
    if decision.kind is not DecisionKind.TRAINING_NOTE:
        return True
    return decision.owner_id == actor.person_id or may(actor, Action.GIVE_TRAINING_NOTES)
