"""Calibration sessions: opened blind, revealed by the lead, settled criterion by criterion, closed with figures."""

from dataclasses import replace

from qa_desk.domain.calibration import (
    CalibrationSession,
    SeatKind,
    SessionKind,
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
from qa_desk.services.calibration.calibrating_views import (
    CriterionDifference,
    Repeatability,
    SessionDraft,
    SessionView,
)
from qa_desk.services.calibration.calibration_figures import SessionResult, session_result
from qa_desk.services.calibration.panel_answers import difference_of, seen_session, session_material
from qa_desk.services.calibration.session_ratings import other_forms, panel_ratings, trials_by_inspector, trials_result
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.asked_form import form_of_session
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.disclosing import disclose
from qa_desk.services.keeping.hidden_agents import nameless
from qa_desk.services.keeping.session_opening import enter_session, new_session
from qa_desk.services.keeping.session_standards import settle_by_standard
from qa_desk.services.keeping.trials import trials_of
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

DEFAULT_AGREEMENT_TARGET = 0.9


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
            session, now = seen_session(uow, actor, session_id), self._clock.now()
            calls = nameless(uow, actor, uow.call_list.of(session.call_ids, visibility_of(actor)))
            return SessionView(
                session=session,
                version=form_of_session(uow, session),
                calls=tuple(replace(one, agent_name="") for one in calls) if session.hides_agent else calls,
                my_open=uow.assignments.open_in_session(session_id, actor.person_id),
                may_run=may(actor, Action.RUN_SESSIONS),
                lead_name=uow.people.name_of(session.lead_id),
                is_lead=session.lead_id == actor.person_id,
                may_reveal=session.may_be_revealed(now),
                is_overdue=session.state is SessionState.BLIND and session.is_due(now) and bool(session.late_names),
            )

    def create(self, actor: Actor, draft: SessionDraft) -> tuple[SessionId, Changes]:
        """Open a session and give every call to every member. Raises what `new_session` does."""
        require(actor, Action.RUN_SESSIONS)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = new_session(uow, actor, draft, now)
            enter_session(uow, actor, session)
            uow.commit()
        return session.id, Changes.of(ObjectKind.SESSION, session.id) | Changes.of(ObjectKind.ASSIGNMENT)

    def reveal(self, actor: Actor, session_id: SessionId) -> Changes:
        """Lift the seals of all that was handed in; against a standard, what that says is settled at once.

        A late or missing member never stops it: the quorum permits it, or the day by which all should be in.
        """
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            # who hands in at this moment comes before the reveal or after it, never in between
            uow.take_turn(session_id)
            session = self._in_state(uow, actor, session_id, SessionState.BLIND)
            now = self._clock.now()
            if not session.may_be_revealed(now):
                told = _("waiting for {n} more to hand in").format(n=session.n_waited_for - session.n_done)
                raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=told)
            uow.record.reveal(session, actor.person_id, now)
            if session.kind is SessionKind.AGAINST_STANDARD:
                self._settle_by_standard(uow, actor, session)
            uow.audit("session.revealed", "session", session_id)
            uow.commit()
        return self._changes(session_id)

    def differences(self, actor: Actor, session_id: SessionId) -> tuple[CriterionDifference, ...]:
        """Who said what after the reveal: critical criteria first, then by disagreement, then as on the form."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = self._revealed(uow, actor, session_id)
            material = session_material(uow, actor, session)
        disclose(self._store, self._clock, actor, material.evaluations.values(), "meeting")
        found = [difference_of(material, call_id, c) for call_id in session.call_ids for c in material.version.criteria]
        order = {criterion.key: place for place, criterion in enumerate(material.version.criteria)}
        places = {call_id: place for place, call_id in enumerate(session.call_ids)}
        found = [difference for difference in found if any(not answer.is_missing for answer in difference.answers)]
        found.sort(
            key=lambda d: (d.criterion.critical is None, -d.disagreement, places[d.call_id], order[d.criterion.key])
        )
        return tuple(found)

    def close(self, actor: Actor, session_id: SessionId) -> Changes:
        """End the session. Raises WRONG_STATE while a criterion on which the panel differed is open."""
        require(actor, Action.RUN_SESSIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            session = seen_session(uow, actor, session_id)
            if session.state is not SessionState.SETTLED:
                raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
            uow.calibration.set_state(session_id, SessionState.CLOSED, self._clock.now(), session.version)
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
            session = self._revealed(uow, actor, session_id)
            material, share = session_material(uow, actor, session), self._target(uow)
            trials = trials_of(uow, actor, session) if session.kind is SessionKind.SAME_INSPECTOR else ()
        disclose(self._store, self._clock, actor, material.evaluations.values(), "result")
        if session.kind is SessionKind.SAME_INSPECTOR:
            return trials_result(material.version, trials, share)
        return session_result(panel_ratings(material, share))

    def agents_result(self, actor: Actor, session_id: SessionId) -> SessionResult | None:
        """The same figures on what front-line agents answered, apart from the inspectors'; None without agents."""
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = self._revealed(uow, actor, session_id)
            material, share = session_material(uow, actor, session), self._target(uow)
        if not any(seat.kind is SeatKind.AGENT for seat in session.seats):
            return None
        return session_result(panel_ratings(material, share, SeatKind.AGENT))

    def repeatability(self, actor: Actor, session_id: SessionId) -> tuple[Repeatability, ...]:
        """How far each member agrees with themself, in the order of the seats; empty for other kinds of sessions.

        Who is no lead sees their own alone: what somebody scored before is not for the panel.
        """
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            session = self._revealed(uow, actor, session_id)
            if session.kind is not SessionKind.SAME_INSPECTOR:
                return ()
            form, share = form_of_session(uow, session), self._target(uow)
            by_member = trials_by_inspector(session, trials_of(uow, actor, session))
        return tuple(
            Repeatability(
                seat.person_id,
                seat.name,
                place,
                trials_result(form, own, share),
                other_forms(form, own),
            )
            for place, seat in enumerate(session.seats)
            if (own := by_member.get(seat.person_id))
        )

    def _target(self, uow: UnitOfWork) -> float:
        target = uow.settings.target(TargetKind.AGREEMENT, centre_day(uow, self._clock.now()))
        return target.share if target else DEFAULT_AGREEMENT_TARGET

    def _revealed(self, uow: UnitOfWork, actor: Actor, session_id: SessionId) -> CalibrationSession:
        session = seen_session(uow, actor, session_id)
        if session.state is SessionState.BLIND:
            raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
        return session

    def _in_state(
        self, uow: UnitOfWork, actor: Actor, session_id: SessionId, state: SessionState
    ) -> CalibrationSession:
        session = seen_session(uow, actor, session_id)
        if session.state is not state:
            raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
        return session

    def _settle_by_standard(self, uow: UnitOfWork, actor: Actor, session: CalibrationSession) -> None:
        """Raises WRONG_STATE while the lead has one of the calls still to score blind elsewhere."""
        if any(uow.assignments.scores_blind(actor.person_id, call_id) for call_id in session.call_ids):
            state = _("waiting for your own answers on one of its calls")
            raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=state)
        settle_by_standard(uow, actor, session, self._clock.now())
        revealed = seen_session(uow, actor, session.id)
        uow.calibration.set_state(session.id, SessionState.SETTLED, self._clock.now(), revealed.version)

    def _changes(self, session_id: SessionId) -> Changes:
        kinds = {ObjectKind.SESSION, ObjectKind.ASSIGNMENT, ObjectKind.EVALUATION, ObjectKind.CALL}
        return Changes(frozenset(kinds), frozenset({session_id}))
