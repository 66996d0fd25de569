"""Calibration: the list of sessions, a new one, and one session as far as it has come."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ConflictError
from qa_desk.domain.ids import AssignmentId, CallId, SessionId
from qa_desk.domain.permissions import Action
from qa_desk.gui.calibration.actions import SessionActions
from qa_desk.gui.calibration.blind_view import BlindView
from qa_desk.gui.calibration.blind_words import blind_summary, reveal_problem
from qa_desk.gui.calibration.first_steps import first_steps
from qa_desk.gui.calibration.keeping_calls import KeepCalls
from qa_desk.gui.calibration.meeting_desk import MeetingDesk
from qa_desk.gui.calibration.meeting_view import MeetingView
from qa_desk.gui.calibration.meeting_words import meeting_summary
from qa_desk.gui.calibration.minutes_export import MinutesExport
from qa_desk.gui.calibration.new_session import Choices, NewSession, calls_asked_for
from qa_desk.gui.calibration.record_view import RecordView
from qa_desk.gui.calibration.result_view import ResultView
from qa_desk.gui.calibration.result_words import counts_words
from qa_desk.gui.calibration.session_list import ListedSessions, SessionList, read_list
from qa_desk.gui.calibration.shown_session import RECORD, ShownSession, read_session
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import local_day
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.i18n import N_, _, ngettext, pgettext
from qa_desk.services.calibration.calibrating_views import CriterionDifference, SettleDraft
from qa_desk.services.calibration.convening_views import SessionRecord
from qa_desk.services.calibration.session_words import session_state_title

_KEY = "calibration"


class CalibrationPage(Page):
    """Shows what the place asks for: nothing is the list, `do=new` the form, `session` one session.

    `view=meeting` and `view=result` choose between the two once a session is settled; `call` and `criterion` lead into
    the meeting.
    """

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Calibration"))
        self._place = Place.to(_KEY)
        self._session: ShownSession | None = None
        self._open_button: Button | None = None
        self._names_button: Button | None = None
        self._actions = SessionActions(context, self)
        self._list = SessionList(context)
        self._new = NewSession(context)
        self._blind = BlindView(context)
        self._record = RecordView(context)
        self._meeting = MeetingView(context)
        self._desk = MeetingDesk(context, self._meeting, self)
        self._minutes = MinutesExport(context, self._meeting)
        self._result = ResultView(context)
        self._keep_calls = KeepCalls(context, self._result)
        self._views = QStackedWidget()
        for view in (self._list, self._new, self._blind, self._record, self._meeting, self._result):
            self._views.addWidget(view)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._views)
        self._connect()
        self.show_busy()

    def crumbs(self) -> tuple[Crumb, ...]:
        first = Crumb(_("Calibration"), Place.to(_KEY))
        if self._place.get("do") == "new":
            return (first, Crumb(_("New session")))
        if self._session is None or not self._place.get("session"):
            return (Crumb(_("Calibration")),)
        session = self._session.view.session
        if self._views.currentWidget() is self._result:
            here = Place.to(_KEY, session=str(session.id), view="meeting")
            return (first, Crumb(session.title, here), Crumb(_("Result")))
        return (first, Crumb(session.title))

    def shown(self, place: Place) -> None:
        self._place = place
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is not None and self._views.currentWidget() is self._meeting:
            self._desk.refresh(changes)
        is_form = self._place.get("do") == "new"
        if changes is None or (
            not is_form and changes.touches(ObjectKind.SESSION, ObjectKind.EVALUATION, ObjectKind.ASSIGNMENT)
        ):
            self._read()

    def leave(self) -> None:
        self._desk.leave()

    def focus_find(self) -> bool:
        return self._views.currentWidget() is self._new and self._new.focus_find()

    def _connect(self) -> None:
        self._list.recurrences.open_requested.connect(self._actions.open_due)
        self._list.recurrences.end_requested.connect(self._actions.end_recurrence)
        self._list.opened.connect(lambda session_id: self._go(session=str(session_id)))
        self._new.changed.connect(self._on_draft_changed)
        self._blind.score_requested.connect(self._score)
        self._blind.reveal_confirmed.connect(self._reveal)
        self._blind.seat_requested.connect(lambda person: self._actions.seat(self._session_id, person))
        self._blind.unseat_requested.connect(lambda seat: self._actions.unseat(self._session_id, seat))
        self._blind.lead_requested.connect(lambda: self._actions.take_over(self._session_id))
        self._meeting.settle_requested.connect(self._on_settle_requested)
        self._meeting.withdraw_requested.connect(self._on_withdraw_requested)
        self._meeting.call_shown.connect(self._on_call_shown)
        self._meeting.names_turned.connect(self._show_names)
        self._meeting.side.agreed_settled.connect(self._settle_agreed)
        self._meeting.top.result_requested.connect(partial(self._see, "result"))
        self.context.theme.changed.connect(self._show_head)
        self._result.judgement_opened.connect(lambda row: self.context.navigation.go(row.place))
        self._meeting.keep_requested.connect(self._keep_calls.keep_of)
        self._result.close_confirmed.connect(self._close)
        self._result.reopen_confirmed.connect(self._reopen)
        self.context.commands.bind(
            self,
            {"list.new": lambda: self._go(do="new"), "list.copy": self._copy_data},
            enabled={
                "list.new": lambda: self.context.may(Action.RUN_SESSIONS) and not self._place.get("session"),
                "list.copy": lambda: self._views.currentWidget() is self._result,
            },
        )

    @property
    def _session_id(self) -> SessionId:
        """The session that is shown."""
        assert self._session is not None
        return self._session.view.session.id

    def _go(self, **arguments: str) -> None:
        self.context.navigation.go(Place.to(_KEY, **arguments))

    def _read(self) -> None:
        session = self._place.get("session")
        if session:
            self._read_session(session)
        elif self._place.get("do") == "new":
            self._read_choices()
        else:
            self._read_list()

    def _run(self, title: str, work: Callable[[], object], done: Callable[..., None]) -> None:
        place = self._place

        def arrived(result: object) -> None:
            if place == self._place:
                done(result)

        self.context.jobs.run(
            self,
            title,
            lambda _progress: work(),
            arrived,
            lambda error: self.show_error(error, self._read) if place == self._place else None,
            is_quiet=True,
        )

    def _read_list(self) -> None:
        services, actor = self.context.services, self.context.actor

        self._run(_("Reading the sessions"), lambda: read_list(services, actor), self._show_list)

    def _show_list(self, found: ListedSessions) -> None:
        self._session = None
        self._begin_head(_("Calibration"), "")
        if not found.sessions and not found.recurrences:
            self.show_empty(first_steps(self.context.may(Action.RUN_SESSIONS), lambda: self._go(do="new")))
            self.crumbs_changed.emit()
            return
        n_waiting = sum(summary.state is not SessionState.CLOSED for summary in found.sessions)
        waiting = ngettext("{n} session waits", "{n} sessions wait", n_waiting).format(n=n_waiting)
        self.head.set_summary(waiting if n_waiting else _("none waits"))
        if self.context.may(Action.RUN_SESSIONS):
            self.head.add_action(
                _("New session"), lambda: self._go(do="new"), kind="primary", command="list.new", name="new_session"
            )
        self._list.show_sessions(found, self.context.actor.person_id)
        self._show(self._list)
        self._list.table.setFocus()

    def _read_choices(self) -> None:
        services, actor = self.context.services, self.context.actor
        if not self.context.may(Action.RUN_SESSIONS):
            self.show_denied(_("The calibration lead opens sessions."))
            return

        call_ids = calls_asked_for(self._place)

        def read() -> Choices:
            zone = services.administering.centre().time_zone
            return Choices(
                services.administering.people(actor),
                services.authoring.scorecards(actor),
                zone,
                local_day(services.now(), zone),
                services.listening.these_calls(actor, call_ids),
            )

        self._run(_("Reading people and scorecards"), read, self._show_new)

    def _show_new(self, choices: Choices) -> None:
        self._session = None
        self._begin_head(_("New session"), "")
        self.head.add_action(_("Cancel"), lambda: self._go(), kind="quiet", name="cancel")
        self._open_button = self.head.add_action(
            _("Open the session"), self._create, kind="primary", name="open_session"
        )
        self._show(self._new)
        self._new.begin(choices)

    def _on_draft_changed(self) -> None:
        if self._open_button is not None:
            self._open_button.set_text(self._new.sentence())
            self._open_button.set_disabled_reason(self._new.problem())

    def _create(self) -> None:
        if self._new.comes_back:
            self._actions.come_back(self._new.recurrence(), self._go)
        else:
            self._actions.create(self._new.draft(), lambda session_id: self._go(session=str(session_id)))

    def _read_session(self, session: str) -> None:
        services, actor = self.context.services, self.context.actor
        session_id, wanted = SessionId(UUID(session)), self._place.get("view")
        self._run(
            _("Reading the session"), lambda: read_session(services, actor, session_id, wanted), self._show_session
        )

    def _show_session(self, session: ShownSession) -> None:
        self._session = session
        if session.record is not None:
            self._show_record(session, session.record)
        elif session.state is SessionState.BLIND:
            self._show_blind(session)
        elif session.result is not None:
            self._show_result(session)
        else:
            self._show_meeting(session)

    def _show_record(self, session: ShownSession, record: SessionRecord) -> None:
        self._begin_head(session.view.session.title, _("on record"))
        self.head.add_action(_("Back to the session"), partial(self._see, ""), name="see_session")
        self._record.show_record(record, session.time_zone)
        self._show(self._record)

    def _offer_record(self) -> None:
        title = pgettext("of a session", "Record")
        self.head.add_action(title, partial(self._see, RECORD), kind="quiet", name="see_record")

    def _show_blind(self, session: ShownSession) -> None:
        self._begin_head(session.view.session.title, blind_summary(session))
        self._offer_record()
        if session.view.may_run:
            reveal = self.head.add_action(_("Reveal"), self._ask_reveal, kind="primary", name="reveal")
            reveal.set_disabled_reason(reveal_problem(session))
        elif session.my_calls:
            first = session.my_calls[0].assignment_id
            self.head.add_action(_("Score the next call"), partial(self._score, first), kind="primary", name="score")
        self._blind.show_session(session)
        self._show(self._blind)

    def _ask_reveal(self) -> None:
        assert self._session is not None
        missing = tuple(seat for seat in self._session.view.session.seats if not seat.is_done)
        if missing:
            self._blind.ask_about(missing)
        else:
            self._reveal()

    def _reveal(self) -> None:
        self._actions.reveal(self._session_id)

    def _score(self, assignment_id: AssignmentId) -> None:
        self.context.navigation.go(Place.to("my_calls", assignment=str(assignment_id)))

    def _show_meeting(self, session: ShownSession) -> None:
        self._begin_head(session.view.session.title, meeting_summary(session))
        self._offer_record()
        self._names_button = self.head.add_action(
            "", self._meeting.turn_names, kind="quiet", command="meeting.names", name="names"
        )
        self._show_names()
        self._minutes.offer(self.head, session.view.session.id)
        is_ready = session.is_all_settled
        self.head.add_action(
            _("See the result"),
            partial(self._see, "result"),
            kind="primary" if is_ready else "plain",
            name="see_result",
        )
        self._show(self._meeting)
        self._meeting.show_session(session, call=self._place.get("call"), criterion=self._place.get("criterion"))
        self._desk.show_session(session)
        self.give_keyboard(self._meeting.side.criteria)

    def _show_head(self) -> None:
        """On the projector the meeting brings a head of its own."""
        is_meeting = self._views.currentWidget() is self._meeting
        self.head.setVisible(not (is_meeting and self.context.theme.is_projector))

    def _show_names(self) -> None:
        if self._names_button is not None:
            self._names_button.set_text(_("Names hidden") if self._meeting.hides_names else _("Names shown"))

    def _see(self, view: str) -> None:
        self._go(session=str(self._session_id), **({"view": view} if view else {}))

    def _settle_agreed(self) -> None:
        assert self._session is not None
        self._actions.settle_agreed(self._session_id, self._session.differences)

    def _on_settle_requested(self, draft: SettleDraft) -> None:
        difference = self._meeting.difference
        assert difference is not None
        self._actions.settle(self._session_id, draft, difference, self._on_settled_meanwhile)

    def _on_settled_meanwhile(self, error: ConflictError) -> None:
        self._meeting.foot.show_conflict(error)
        self._read()

    def _on_withdraw_requested(self, difference: CriterionDifference) -> None:
        self._actions.withdraw(self._session_id, difference)

    def _on_call_shown(self, call_id: CallId) -> None:
        place = Place.to(_KEY, session=str(self._session_id), view="meeting", call=str(call_id))
        self._place = place
        self.context.navigation.replace(place)

    def _show_result(self, session: ShownSession) -> None:
        panel, result = session.view.session, session.result
        assert result is not None
        self._begin_head(panel.title, " · ".join((session_state_title(panel.state), counts_words(result))))
        self._offer_record()
        self.head.add_action(_("Copy data"), self._copy_data, kind="quiet", name="copy_data")
        self._minutes.offer(self.head, session.view.session.id)
        self.head.add_action(_("Meeting"), partial(self._see, "meeting"), name="meeting")
        if session.view.may_run:
            if panel.state is SessionState.SETTLED:
                self.head.add_action(
                    _("Close session"), self._result.ask_to_close, kind="primary", name="close_session"
                )
            elif panel.state is SessionState.CLOSED:
                self.head.add_action(_("Re-open"), self._result.ask_reason, name="reopen")
        self._keep_calls.offer(self.head, session)
        self._show(self._result)
        self._result.show_session(session)
        self.give_keyboard(self._result.figures)

    def _close(self) -> None:
        self._actions.close(self._session_id)

    def _reopen(self, reason: str) -> None:
        self._actions.reopen(self._session_id, reason)

    def _copy_data(self) -> None:
        QApplication.clipboard().setText(self._result.data())
        self.context.notices.done(_("Copied: all figures of this session."), key=_KEY)

    def _begin_head(self, title: str, summary: str) -> None:
        self._open_button, self._names_button = None, None
        self.head.clear_actions()
        self.head.set_title(title)
        self.head.set_summary(summary)

    def _show(self, view: QWidget) -> None:
        if view is not self._meeting and self._views.currentWidget() is self._meeting:
            self._desk.leave()
        self._views.setCurrentWidget(view)
        self._show_head()
        self.show_body()
        self.crumbs_changed.emit()


PAGE = PageSpec(
    key=_KEY,
    title=N_("Calibration"),
    icon="target",
    group=PageGroup.MEASURE,
    build=CalibrationPage,
    action=Action.VIEW_SESSIONS,
    count=lambda services, actor: services.calibrating.n_waiting(actor),
    counts_of=frozenset({ObjectKind.SESSION}),
    waits=lambda n: ngettext("{n} calibration session to lead", "{n} calibration sessions to lead", n).format(n=n),
    has_sound=True,
)
