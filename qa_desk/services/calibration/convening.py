"""Calling a panel together: which calls to bring, who sits and who leads, what comes back, and what is on record."""

from dataclasses import replace
from datetime import date

from qa_desk.domain.calibration import CalibrationSession, EventKind, Seat, SeatKind, SessionKind, SessionState
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.ids import PersonId, RecurrenceId, SessionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require
from qa_desk.domain.recurrence import Recurrence, next_occurrence
from qa_desk.i18n import _
from qa_desk.services.calibration.convening_views import (
    DueSessions,
    LateSession,
    RecurrenceDraft,
    RecurrenceView,
    SessionRecord,
    Suggestion,
    SuggestionQuery,
)
from qa_desk.services.calibration.panel_answers import seen_session
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.coming_back import next_session, recurrence_of, require_sound, waiting_day
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.session_opening import (
    assignments_of,
    enter_session,
    require_person,
    smallest_panel,
)
from qa_desk.services.keeping.session_record import session_record
from qa_desk.services.keeping.suggesting import scored_before, suggested
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


class Convening:
    """What a lead does around a session. Nothing here reads what is sealed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def suggestions(self, actor: Actor, query: SuggestionQuery) -> tuple[Suggestion, ...]:
        """Calls worth bringing, each with the reasons; the lead decides."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.reading() as uow:
            now = self._clock.now()
            if query.kind is SessionKind.SAME_INSPECTOR:
                return scored_before(uow, actor, query, now)
            return suggested(uow, actor, query, centre_day(uow, now))

    def seat(
        self, actor: Actor, session_id: SessionId, person_id: PersonId, kind: SeatKind = SeatKind.INSPECTOR
    ) -> Changes:
        """Give somebody a seat in a blind session, and its calls to score; what they wrote there before counts again.

        Raises WRONG_STATE once it is revealed and for who does not lead it, VALUE_INVALID for somebody who sits there
        already or can't.
        """
        require(actor, Action.RUN_SESSIONS)
        action = Action.SIT_AS_AGENT if kind is SeatKind.AGENT else Action.SCORE
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = self._led(uow, actor, session_id)
            person = require_person(uow, person_id, action, self._clock.now())
            if session.seat_of(person_id) is not None:
                raise _invalid(person.name, _("panel"), _("people who have no seat yet"))
            seat = Seat(person_id, person.name, kind, 0, len(session.call_ids))
            seated = replace(session, seats=(*session.seats, seat))
            uow.panels.seat(session_id, person_id, kind)
            had = {one.call_id: one for one in uow.assignments.in_session(session_id) if one.inspector_id == person_id}
            for one in had.values():
                if one.state is AssignmentState.WITHDRAWN:
                    uow.assignments.set_state(one.id, AssignmentState.WAITING)
            given = assignments_of(uow, actor, seated, only={person_id})
            now = self._clock.now()
            uow.assignments.add_all([replace(a, assigned_at=now) for a in given if a.call_id not in had])
            self._note(uow, session_id, EventKind.SEATED, person_id)
            uow.commit()
        return _changes(session_id)

    def unseat(self, actor: Actor, session_id: SessionId, person_id: PersonId) -> Changes:
        """Take somebody's seat away while it is blind; what they wrote stays theirs, sealed, and counts nowhere.

        Raises WRONG_STATE, NOT_FOUND for who has none, VALUE_INVALID when too few inspectors would be left.
        """
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = self._led(uow, actor, session_id)
            seat = session.seat_of(person_id)
            if seat is None:
                raise NotFoundError(what=_("This seat"))
            left = [one for one in session.seats if one.kind is SeatKind.INSPECTOR and one.person_id != person_id]
            if len(left) < smallest_panel(session.kind):
                raise _invalid(len(left), _("number of inspectors"), _("as many as sessions of this kind need"))
            uow.panels.unseat(session_id, person_id)
            self._note(uow, session_id, EventKind.UNSEATED, person_id)
            uow.commit()
        return _changes(session_id)

    def hand_over(self, actor: Actor, session_id: SessionId, lead_id: PersonId) -> Changes:
        """Let another lead run the session, or take it over oneself. Raises WRONG_STATE once it is closed."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = seen_session(uow, actor, session_id)
            if session.state is SessionState.CLOSED:
                raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
            lead = uow.people.person(lead_id)
            today = centre_day(uow, self._clock.now())
            if lead is None or not lead.is_active(today) or not may(Actor.from_person(lead), Action.RUN_SESSIONS):
                raise _invalid(lead.name if lead else "", _("lead"), _("calibration leads who are there"))
            if lead_id == session.lead_id:
                return Changes()
            uow.panels.set_lead(session_id, lead_id)
            self._note(uow, session_id, EventKind.HANDED_OVER, lead_id)
            uow.commit()
        return _changes(session_id)

    def record(self, actor: Actor, session_id: SessionId) -> SessionRecord:
        """What happened and who did it, what the panel committed to and whether it holds, and who saw what."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            return session_record(uow, actor, seen_session(uow, actor, session_id))

    # what comes back

    def come_back(self, actor: Actor, draft: RecurrenceDraft) -> tuple[RecurrenceId, Changes]:
        """Let a session come back from today on, led by oneself. Raises VALUE_INVALID."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            now = self._clock.now()
            recurrence = recurrence_of(actor, draft, centre_day(uow, now))
            require_sound(uow, recurrence, now)
            uow.recurrences.add(recurrence)
            uow.audit("session.recurs", "session", recurrence.id)
            uow.commit()
        return recurrence.id, Changes.of(ObjectKind.SESSION)

    def end_recurrence(self, actor: Actor, recurrence_id: RecurrenceId) -> Changes:
        """Let it come back no more; sessions that were opened stay."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.recurrences.end(recurrence_id, centre_day(uow, self._clock.now()))
            uow.audit("session.recurs_no_more", "session", recurrence_id)
            uow.commit()
        return Changes.of(ObjectKind.SESSION)

    def recurrences(self, actor: Actor) -> tuple[RecurrenceView, ...]:
        """The sessions that come back, the next first; those that are ended are left out."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.reading() as uow:
            today, names = centre_day(uow, self._clock.now()), uow.people.names()
            views = [
                RecurrenceView(
                    one, names.get(one.lead_id, ""), next_occurrence(one, today), waiting_day(uow, one, today)
                )
                for one in uow.recurrences.all()
                if one.ended_on is None
            ]
        return tuple(sorted(views, key=lambda view: (view.due_on or view.next_on, view.recurrence.title)))

    def due(self, actor: Actor) -> DueSessions:
        """Recurring sessions of one's own to be opened now, and all sessions past their day with who is late."""
        require(actor, Action.RUN_SESSIONS)
        views = self.recurrences(actor)
        now = self._clock.now()
        with self._store.reading() as uow:
            late = [one for one in uow.calibration.summaries() if one.is_overdue(now)]
            sessions = {one.id: uow.calibration.get(one.id) for one in late}
        return DueSessions(
            tuple(view for view in views if view.due_on and view.recurrence.lead_id == actor.person_id),
            tuple(LateSession(one, found.late_names) for one in late if (found := sessions[one.id]) is not None),
        )

    def open_due(self, actor: Actor) -> tuple[tuple[SessionId, ...], Changes]:
        """Open the sessions of one's own that are due, each once for its day, on the calls that most speaks for.

        Whoever of a panel has left is left out of it. Raises VALUE_INVALID naming the first for which too few calls
        or people are there; those before it are opened.
        """
        opened: list[SessionId] = []
        for view in self.due(actor).to_open:
            assert view.due_on is not None
            opened += self._open_for(actor, view.recurrence, view.due_on)
        changes = Changes.of(ObjectKind.SESSION, *opened) | Changes.of(ObjectKind.ASSIGNMENT)
        return tuple(opened), changes if opened else Changes()

    def _open_for(self, actor: Actor, recurrence: Recurrence, day: date) -> list[SessionId]:
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            # two windows at the same moment open one session
            uow.take_turn(recurrence.id)
            if uow.recurrences.is_opened(recurrence.id, day):
                return []
            version = uow.scorecards.in_force(recurrence.scorecard_key, day)
            if version is None:
                expected = _("the key of a published scorecard")
                raise _invalid(recurrence.scorecard_key, _("scorecard"), expected)
            session = next_session(uow, actor, recurrence, version.id, (now, day))
            enter_session(uow, actor, session)
            uow.commit()
        return [session.id]

    def _led(self, uow: UnitOfWork, actor: Actor, session_id: SessionId) -> CalibrationSession:
        """A blind session that the actor leads; nobody hands in or reveals meanwhile."""
        uow.take_turn(session_id)
        session = seen_session(uow, actor, session_id)
        state = session.state.value if session.state is not SessionState.BLIND else ""
        if not state and session.lead_id != actor.person_id:
            state = _("led by {name}: take it over first").format(name=uow.people.name_of(session.lead_id))
        if state:
            raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=state)
        return session

    def _note(self, uow: UnitOfWork, session_id: SessionId, kind: EventKind, about_id: PersonId) -> None:
        uow.calibration.note(session_id, self._clock.now(), kind, about_id=about_id)
        uow.audit(f"session.{kind.value}", "session", session_id, person=str(about_id))


def _changes(session_id: SessionId) -> Changes:
    return Changes.of(ObjectKind.SESSION, session_id) | Changes.of(ObjectKind.ASSIGNMENT)


def _invalid(value: object, what: str, expected: str) -> QADeskError:
    return QADeskError(ErrorCode.VALUE_INVALID, value=value, what=what, expected=expected)
