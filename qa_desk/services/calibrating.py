"""Calibration sessions: opened blind, revealed by the lead, settled criterion by criterion, closed with figures."""

from dataclasses import replace

from qa_desk.domain.calibration import (
    CalibrationSession,
    SeatKind,
    SessionAction,
    SessionState,
    SessionSummary,
)
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import SessionId
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.i18n import _
from qa_desk.services.calibrating_views import (
    CriterionDifference,
    SessionDraft,
    SessionView,
)
from qa_desk.services.calibration_figures import (
    Panellist,
    PanelRatings,
    SessionResult,
    session_result,
)
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.search_entries import index_session
from qa_desk.services.keeping.session_opening import assignments_of, new_session
from qa_desk.services.panel_answers import difference_of, seen_session, session_material
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

DEFAULT_AGREEMENT_TARGET = 0.9

_IS_STANDARD = frozenset({SessionState.SETTLED, SessionState.CLOSED})


class Calibrating:
    """What the lead and the panel do. Nothing of an answer leaves here before the reveal but to its author."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def sessions(self, actor: Actor) -> tuple[SessionSummary, ...]:
        """The sessions the actor runs, sits in or may look at, those that wait first."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            return uow.calibration.summaries(None if may(actor, Action.VIEW_ALL_SESSIONS) else actor.person_id)

    def n_waiting(self, actor: Actor) -> int:
        """How many sessions wait for the actor to reveal, settle or close them."""
        if not may(actor, Action.RUN_SESSIONS):
            return 0
        return sum(summary.state is not SessionState.CLOSED for summary in self.sessions(actor))

    def session(self, actor: Actor, session_id: SessionId) -> SessionView:
        """A session with its calls and who is done (a name and a tick, no content)."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = seen_session(uow, actor, session_id)
            return SessionView(
                session=session,
                version=uow.scorecards.version(session.version_id),
                calls=uow.calls.summaries_of(session.call_ids, visibility_of(actor)),
                my_open=uow.assignments.open_in_session(session_id, actor.person_id),
                may_run=may(actor, Action.RUN_SESSIONS),
                actions=uow.calibration.actions(session_id),
            )

    def create(self, actor: Actor, draft: SessionDraft) -> tuple[SessionId, Changes]:
        """Open a session and give every call to every member. Raises what `new_session` does."""
        require(actor, Action.RUN_SESSIONS)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = new_session(uow, actor, draft, now)
            uow.calibration.add(session)
            uow.assignments.add_all(assignments_of(uow, session))
            index_session(uow, session, now)
            uow.audit("session.created", "session", session.id)
            uow.commit()
        return session.id, Changes.of(ObjectKind.SESSION, session.id) | Changes.of(ObjectKind.ASSIGNMENT)

    def reveal(self, actor: Actor, session_id: SessionId) -> Changes:
        """Lift the seals of all that was handed in. A late or missing member never stops it; the quorum permits it."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            # who hands in at this moment comes before the reveal or after it, never in between
            uow.take_turn(session_id)
            session = self._in_state(uow, actor, session_id, SessionState.BLIND)
            n_done = sum(seat.is_done for seat in session.seats)
            if n_done < (session.quorum or 1):
                told = _("waiting for {n} more to hand in").format(n=(session.quorum or 1) - n_done)
                raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=told)
            uow.record.reveal(session, self._clock.now())
            uow.audit("session.revealed", "session", session_id)
            uow.commit()
        return self._changes(session_id)

    def differences(self, actor: Actor, session_id: SessionId) -> tuple[CriterionDifference, ...]:
        """Who said what after the reveal: critical criteria first, then by disagreement, then as on the form."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = seen_session(uow, actor, session_id)
            if session.state is SessionState.BLIND:
                raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
            material = session_material(uow, actor, session)
        found = [difference_of(material, call_id, c) for call_id in session.call_ids for c in material.version.criteria]
        order = {criterion.key: place for place, criterion in enumerate(material.version.criteria)}
        places = {call_id: place for place, call_id in enumerate(session.call_ids)}
        found = [difference for difference in found if any(not answer.is_missing for answer in difference.answers)]
        found.sort(
            key=lambda d: (d.criterion.critical is None, -d.disagreement, places[d.call_id], order[d.criterion.key])
        )
        return tuple(found)

    def close(self, actor: Actor, session_id: SessionId, actions: tuple[SessionAction, ...] = ()) -> Changes:
        """Close with what follows from it. Raises WRONG_STATE while a criterion on which the panel differed is open."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = seen_session(uow, actor, session_id)
            if session.state is not SessionState.SETTLED:
                raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
            uow.calibration.set_state(session_id, SessionState.CLOSED, self._clock.now(), session.version)
            uow.calibration.set_actions(
                session_id, [replace(action, text=typed_text(action.text, _("action")).strip()) for action in actions]
            )
            uow.audit("session.closed", "session", session_id)
            uow.commit()
        return self._changes(session_id)

    def reopen(self, actor: Actor, session_id: SessionId, reason: str) -> Changes:
        """Open a closed session again, with a reason that stays on record."""
        require(actor, Action.RUN_SESSIONS)
        if not reason.strip():
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = self._in_state(uow, actor, session_id, SessionState.CLOSED)
            uow.calibration.reopen(
                session_id, typed_text(reason, _("reason")).strip(), self._clock.now(), session.version
            )
            uow.audit("session.reopened", "session", session_id)
            uow.commit()
        return self._changes(session_id)

    def result(self, actor: Actor, session_id: SessionId) -> SessionResult:
        """The figures on what was handed in before the reveal, against the settled answers where there are any."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = seen_session(uow, actor, session_id)
            if session.state is SessionState.BLIND:
                raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
            material = session_material(uow, actor, session)
            target = uow.settings.target(TargetKind.AGREEMENT, centre_day(uow, self._clock.now()))
        ratings = PanelRatings(
            version=material.version,
            panel=tuple(
                Panellist(seat.person_id, seat.name, place)
                for place, seat in enumerate(session.seats)
                if seat.kind is SeatKind.INSPECTOR
            ),
            call_ids=session.call_ids,
            evaluations=tuple(e for e in material.evaluations.values() if not e.late),
            # while settling goes on, those settled first are the ones that parted most: no standard to measure by
            settled=tuple(material.settled.values()) if session.state in _IS_STANDARD else (),
            target=target.share if target else DEFAULT_AGREEMENT_TARGET,
        )
        return session_result(ratings)

    def _in_state(
        self, uow: UnitOfWork, actor: Actor, session_id: SessionId, state: SessionState
    ) -> CalibrationSession:
        session = seen_session(uow, actor, session_id)
        if session.state is not state:
            raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
        return session

    def _changes(self, session_id: SessionId) -> Changes:
        kinds = {ObjectKind.SESSION, ObjectKind.ASSIGNMENT, ObjectKind.EVALUATION, ObjectKind.CALL}
        return Changes(frozenset(kinds), frozenset({session_id}))
