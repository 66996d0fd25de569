"""What the meeting asks of the services besides settling: decisions, who is here, times, and leading or following."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import CallId, DecisionId, SessionId
from qa_desk.domain.meeting import PLACE_TOLD_EVERY, Decision, DecisionKind, MeetingPlace
from qa_desk.gui.calibration.meeting_view import MeetingView, ShownPlace
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.i18n import _
from qa_desk.services.calibration.meeting_views import DecisionDraft, DecisionView, RoomView

_NOTICE = "meeting"
_OPEN = (SessionState.REVEALED, SessionState.SETTLED)


class MeetingDesk(QObject):
    """Works on behalf of whoever sits at this desk: the lead's place is told, the others' desks follow it."""

    def __init__(self, context: PageContext, view: MeetingView, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._view = view
        self._session: ShownSession | None = None
        self._room: RoomView | None = None
        self._follows = True
        self._is_telling = False
        self._untold: ShownPlace | None = None
        self._signs = QTimer(self)
        self._signs.setInterval(int(PLACE_TOLD_EVERY.total_seconds() * 1000))
        self._signs.timeout.connect(self._on_sign_due)
        view.form.decided.connect(self._decide)
        view.decisions.withdraw_requested.connect(self._withdraw)
        view.room.ticked.connect(self._tick)
        view.room.planned.connect(self._plan)
        view.bar.clock.time_spent.connect(self._note_time)
        view.place_changed.connect(self._on_place_changed)
        view.banner.following_turned.connect(self._turn_following)
        view.banner.lead_requested.connect(self._lead)

    def show_session(self, session: ShownSession) -> None:
        """The meeting shows this session now; where somebody leads it, this desk follows."""
        is_other = self._session is None or self._session.view.session.id != session.view.session.id
        self._session, self._room = session, session.room
        if is_other:
            self._follows = True
        self._signs.start()
        self._show_leader(goes_there=is_other)

    def refresh(self, changes: Changes) -> None:
        """The lead may have gone on."""
        if changes.touches(ObjectKind.MEETING_PLACE):
            self._look_for_the_lead()

    def _look_for_the_lead(self) -> None:
        session = self._session
        if session is None:
            return
        services, actor, session_id = self._context.services, self._context.actor, session.view.session.id

        def arrived(room: RoomView) -> None:
            if self._session is session or (self._session and self._session.view.session.id == room.session_id):
                before, self._room = self._room, room
                has_moved = room.place is not None and not room.place.is_where(before.place if before else None)
                self._show_leader(goes_there=has_moved)

        self._context.jobs.run(
            self, _("Following"), lambda _progress: services.meeting.room(actor, session_id), arrived, is_quiet=True
        )

    def leave(self) -> None:
        """The meeting goes off the screen: who led it leads no more."""
        self._view.leave()
        self._signs.stop()
        session, self._session = self._session, None
        room, self._room = self._room, None
        if session is None or room is None or not self._leads(session, room) or room.place is None:
            return
        services, actor, session_id = self._context.services, self._context.actor, session.view.session.id
        self._context.jobs.run(
            self,
            _("Leaving the meeting"),
            lambda _progress: services.meeting.leave(actor, session_id),
            failed=lambda _error: None,
            is_quiet=True,
            must_finish=True,
        )

    def _on_sign_due(self) -> None:
        """Who leads says that they are still there; who follows looks whether somebody is."""
        session, room = self._session, self._room
        if session is None or room is None or room.place is None:
            return
        if self._leads(session, room):
            self._view.tell_place()
        else:
            self._look_for_the_lead()

    def _leads(self, session: ShownSession, room: RoomView) -> bool:
        """Whether others follow this desk: the lead's own, unless another lead goes before."""
        if not session.view.may_run or session.state not in _OPEN:
            return False
        return room.place is None or room.place.lead_id == self._context.actor.person_id

    def _show_leader(self, *, goes_there: bool) -> None:
        session, room = self._session, self._room
        if session is None or room is None:
            return
        place = room.place
        is_led = place is not None and not self._leads(session, room) and session.state in _OPEN
        may_lead = session.view.may_run
        self._view.banner.show_following(
            room.lead_name if is_led else "", is_following=self._follows, may_lead=may_lead
        )
        if is_led and place is not None and self._follows and goes_there:
            self._view.follow(place)

    def _turn_following(self, follows: bool) -> None:
        self._follows = follows
        self._show_leader(goes_there=follows)

    def _lead(self) -> None:
        """From now on the others follow this desk."""
        session, room = self._session, self._room
        if session is not None and room is not None:
            self._room = replace(room, place=None, lead_name="")
            self._show_leader(goes_there=False)
            self._view.tell_place()

    def _on_place_changed(self, shown: ShownPlace) -> None:
        session, room = self._session, self._room
        if session is None or room is None:
            return
        if not self._leads(session, room):
            if room.place is not None and self._follows:
                # whoever goes somewhere on their own is not pulled back
                self._turn_following(False)
            return
        self._untold = shown
        if not self._is_telling:
            self._tell(session.view.session.id)

    def _tell(self, session_id: SessionId) -> None:
        """One after the other, and only the newest: who walks fast is followed as fast as it can be written."""
        shown, self._untold = self._untold, None
        if shown is None:
            return
        services, actor = self._context.services, self._context.actor
        place = MeetingPlace(
            session_id,
            actor.person_id,
            shown.call_id,
            shown.criterion_key,
            services.now(),
            shown.start_s,
            shown.shows_names,
        )
        self._is_telling = True

        def told(_changes: object) -> None:
            self._is_telling = False
            if self._room is not None:
                self._room = replace(self._room, place=place, lead_name=actor.name)
            self._tell(session_id)

        self._context.jobs.run(
            self,
            _("Telling where the meeting is"),
            lambda _progress: services.meeting.go_to(actor, place),
            told,
            self._on_not_told,
            is_quiet=True,
        )

    def _on_not_told(self, _error: Exception) -> None:
        """The meeting goes on without followers; the next step tries again."""
        self._is_telling = False

    def _decide(self, draft: DecisionDraft) -> None:
        if self._session is None:
            return
        services, actor, session_id = self._context.services, self._context.actor, self._session.view.session.id

        def decided(result: tuple[Decision, Changes]) -> None:
            decision, changes = result
            self._view.put_away()
            self._tell_decided(session_id, decision, draft)
            self._context.hub.announce(changes)

        self._context.jobs.run(
            self,
            _("Deciding"),
            lambda _progress: services.meeting.decide(actor, session_id, draft),
            decided,
            self._tell_error,
        )

    def _tell_decided(self, session_id: SessionId, decision: Decision, draft: DecisionDraft) -> None:
        services, actor, notices = self._context.services, self._context.actor, self._context.notices
        place = _place_of(decision)
        if place is not None:
            go = partial(self._context.navigation.go, place)
            notices.done(_("Decided; it is where it belongs now."), action_title=_("Open"), action=go, key=_NOTICE)
            return
        notices.done(_("Decided."), key=_NOTICE)
        last = _Last(decision.id)

        def decide() -> Changes:
            kept, changes = services.meeting.decide(actor, session_id, draft)
            last.decision_id = kept.id
            return changes

        title = _("Decide: {text}").format(text=decision.text)
        step = UndoStep(
            title,
            lambda: self._run(
                _("Taking back"), lambda: services.meeting.withdraw_decision(actor, session_id, last.decision_id)
            ),
            lambda: self._run(_("Deciding"), decide),
        )
        self._context.undo.push(step)

    def _withdraw(self, one: DecisionView) -> None:
        services, actor, decision = self._context.services, self._context.actor, one.decision
        self._run(_("Taking back"), lambda: services.meeting.withdraw_decision(actor, decision.session_id, decision.id))

    def _tick(self, present: object) -> None:
        assert isinstance(present, tuple)
        if self._session is not None:
            services, actor, session_id = self._context.services, self._context.actor, self._session.view.session.id
            self._run(_("Noting who is here"), lambda: services.meeting.tick(actor, session_id, present))

    def _plan(self, minutes: int | None) -> None:
        if self._session is not None:
            services, actor, session_id = self._context.services, self._context.actor, self._session.view.session.id
            self._run(_("Planning"), lambda: services.meeting.plan_minutes(actor, session_id, minutes))

    def _note_time(self, call_id: CallId, criterion_key: str, spent_s: float) -> None:
        session = self._session
        if session is None:
            return
        services, actor, session_id = self._context.services, self._context.actor, session.view.session.id
        self._context.jobs.run(
            self,
            _("Noting the time"),
            lambda _progress: services.meeting.note_time(actor, session_id, call_id, criterion_key, spent_s),
            failed=lambda _error: None,
            is_quiet=True,
            must_finish=True,
        )

    def _run(self, title: str, work: Callable[[], Changes]) -> None:
        self._context.jobs.run(self, title, lambda _progress: work(), self._context.hub.announce, self._tell_error)

    def _tell_error(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)


@dataclass(slots=True)
class _Last:
    """The key of a decision, which is another one each time it is taken again."""

    decision_id: DecisionId


def _place_of(decision: Decision) -> Place | None:
    """Where what a decision became is looked at; nothing for what stays in the meeting."""
    match decision.kind:
        case DecisionKind.GUIDANCE:
            return Place.to("scorecards", version=str(decision.became_id))
        case DecisionKind.TRACKED_ITEM:
            return Place.to("tracked", item=str(decision.became_id))
        case DecisionKind.STANDARD_CASE if decision.became_id is not None:
            return Place.to("library", case=str(decision.became_id))
        case _:
            return None
