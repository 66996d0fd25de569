"""The meeting after the reveal: one criterion large, who said what, their marks, why, and what is settled."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.ids import CallId
from qa_desk.domain.meeting import DecisionKind, MeetingPlace
from qa_desk.domain.permissions import Action
from qa_desk.gui.calibration.answer_board import AnswerBoard
from qa_desk.gui.calibration.answers import column_settled, columns_of, of_call
from qa_desk.gui.calibration.criterion_head import CriterionHead, absent_words
from qa_desk.gui.calibration.decision_form import DecisionForm
from qa_desk.gui.calibration.follow_banner import FollowBanner
from qa_desk.gui.calibration.meeting_bar import MeetingBar
from qa_desk.gui.calibration.meeting_lanes import lanes_of
from qa_desk.gui.calibration.meeting_panels import DecisionList, RoomPanel, shown_decisions
from qa_desk.gui.calibration.meeting_side import MeetingSide, call_facts, call_place
from qa_desk.gui.calibration.meeting_sound import MeetingSound
from qa_desk.gui.calibration.meeting_top import MeetingTop
from qa_desk.gui.calibration.meeting_words import meeting_summary
from qa_desk.gui.calibration.settle_foot import SettleFoot
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _
from qa_desk.reports.panel_words import answer_words, reason_words, seat_name
from qa_desk.services.calibration.calibrating_views import CriterionDifference, PanelAnswer


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """Where the meeting is on this desk: what the desks of others follow."""

    call_id: CallId
    criterion_key: str
    start_s: float | None
    shows_names: bool


class MeetingView(QWidget):
    """Shows and asks; what is settled or decided goes up as a draft.

    Signals:
        settle_requested: the `SettleDraft`.
        withdraw_requested: the `CriterionDifference` whose settled answer is taken back.
        call_shown: the `CallId` now talked about.
        place_changed: the `ShownPlace`, when the person went somewhere, turned the names or played a mark.
        names_turned: names are shown, or hidden.
        keep_requested: `ShownSession` and `CallId` to be kept as a standard case, once the session is closed.
    """

    settle_requested = Signal(object)
    withdraw_requested = Signal(object)
    call_shown = Signal(object)
    place_changed = Signal(object)
    names_turned = Signal()
    keep_requested = Signal(object, object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session: ShownSession | None = None
        self._call_place = 0
        self._hides_names = False
        theme = context.theme
        self.top = MeetingTop(theme=theme, commands=context.commands)
        self.banner = FollowBanner(theme=theme)
        self.side = MeetingSide(theme=theme, commands=context.commands)
        self.head = CriterionHead(theme=theme)
        self.board = AnswerBoard(theme=theme)
        self.sound = MeetingSound(context)
        self.foot = SettleFoot(context)
        self.form = DecisionForm(context)
        self.room = RoomPanel(context)
        self.decisions = DecisionList(context)
        self.bar = MeetingBar(theme=theme, commands=context.commands)
        self._build()
        self._connect()

    @property
    def hides_names(self) -> bool:
        """Whether shapes stand without names."""
        return self._hides_names

    @property
    def difference(self) -> CriterionDifference | None:
        """The criterion shown large."""
        if self._session is None:
            return None
        key, call = self.side.criteria.current_key, self._call()
        found = (d for d in of_call(self._session.differences, call.id) if d.criterion.key == key)
        return next(found, None)

    def show_session(self, session: ShownSession, *, call: str = "", criterion: str = "") -> None:
        """Show the session; stays where it is unless another call or criterion is named."""
        before = self._session
        if before is None or before.view.session.id != session.view.session.id:
            self.sound.forget()
            self._stack.setCurrentWidget(self.foot)
            first = _first_to_settle(session)
            call, criterion = call or first[0], criterion or ("" if call else first[1])
        self._session = session
        ids = [str(one.id) for one in session.view.calls]
        if call in ids:
            self._call_place = ids.index(call)
        self._call_place = min(self._call_place, len(ids) - 1)
        self.side.show_progress(session.n_settled, len(session.differences))
        self.side.offer_agreed(0 if self._closed_to_settling() else session.n_agreed_open)
        self.top.show_session(
            session.view.session.title, meeting_summary(session), session.n_settled, len(session.differences)
        )
        self._show_call(criterion)
        self._show_room()

    def step_call(self, by: int) -> None:
        """Go to the next or previous call."""
        assert self._session is not None
        to = min(max(self._call_place + by, 0), len(self._session.view.calls) - 1)
        if to != self._call_place:
            self._call_place = to
            self._show_call("")
            self.call_shown.emit(self._call().id)
            self.tell_place()

    def turn_names(self) -> None:
        """Show or hide the names; shapes stay."""
        self._hides_names = not self._hides_names
        self._show_criterion()
        self._show_room()
        self.names_turned.emit()
        self.tell_place()

    def follow(self, place: MeetingPlace) -> None:
        """Go where the lead is; the keyboard stays where it is, and nothing sounds by itself."""
        if self._session is None:
            return
        if self._hides_names == place.shows_names:
            self._hides_names = not place.shows_names
            self.names_turned.emit()
        ids = [one.id for one in self._session.view.calls]
        if place.call_id in ids:
            self._call_place = ids.index(place.call_id)
        self._show_call(place.criterion_key)
        if place.start_s is not None:
            self.sound.go_to(place.start_s)

    def leave(self) -> None:
        """The meeting goes off the screen."""
        self.bar.clock.go_to(None)
        self.sound.release()

    def ask_to_decide(self, kind: DecisionKind) -> None:
        """Open the form for a decision about this criterion; whoever may not decide sees the guidance at most."""
        difference, session = self.difference, self._session
        if difference is None or session is None:
            return
        if kind is DecisionKind.STANDARD_CASE and session.state is SessionState.CLOSED:
            self.keep_requested.emit(session, difference.call_id)
            return
        may_decide = session.choices is not None and not self._closed_to_settling()
        if kind is DecisionKind.GUIDANCE:
            is_open = self.head.is_guidance_shown
            self.head.show_guidance(not is_open)
            if is_open or not may_decide:
                self._put_away()
                return
        if not may_decide or session.choices is None:
            return
        if kind is DecisionKind.TRAINING_NOTE and self._context.theme.is_projector:
            self._context.notices.info(_("Not on the projector: everybody in the room would read it."), key="meeting")
            return
        self._stack.setCurrentWidget(self.form)
        self.form.begin(kind, difference, session.choices, text=self.foot.rationale, passage=self.sound.last_passage)

    def put_away(self) -> None:
        """What stood in place of settling is done."""
        self.head.show_guidance(False)
        self._put_away()

    def _put_away(self) -> None:
        self._stack.setCurrentWidget(self.foot)
        self.side.criteria.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme = self._context.theme
        self._absent = QLabel()
        self._absent.setObjectName("criterion_absent")
        self._absent.setProperty("tone", "muted")
        self._absent.setWordWrap(True)
        content = QWidget()
        self._content = QVBoxLayout(content)
        for widget in (self.head, self.board, self._absent, self.sound):
            self._content.addWidget(widget)
        self._content.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("meeting_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        self._stack = _LowStack()
        for panel in (self.foot, self.form, self.room, self.decisions):
            self._stack.addWidget(panel)
        self._stack.fit()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._scroll, 1)
        right.addWidget(self._stack)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addWidget(self.side)
        both.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.banner)
        column.addLayout(both, 1)
        column.addWidget(self.bar)
        theme.changed.connect(self._dress)
        self._dress()

    def _connect(self) -> None:
        self.side.call_stepped.connect(self.step_call)
        self.side.criterion_chosen.connect(lambda _key: self._on_criterion_chosen())
        self.foot.settle_requested.connect(self.settle_requested)
        self.foot.withdraw_requested.connect(self.withdraw_requested)
        self.foot.left.connect(lambda: self.side.criteria.setFocus(Qt.FocusReason.OtherFocusReason))
        self.top.names_turned.connect(self.turn_names)
        self.bar.mark_requested.connect(self.sound.play_next_mark)
        self.bar.decision_requested.connect(self.ask_to_decide)
        self.bar.room_requested.connect(partial(self._turn_panel, self.room))
        self.bar.decisions_requested.connect(partial(self._turn_panel, self.decisions))
        for panel in (self.form, self.room, self.decisions):
            panel.left.connect(self.put_away)
        self.sound.mark_played.connect(lambda _mark: self.tell_place())
        kinds = {
            "meeting.guidance": DecisionKind.GUIDANCE,
            "meeting.tracked_item": DecisionKind.TRACKED_ITEM,
            "meeting.standard_case": DecisionKind.STANDARD_CASE,
            "meeting.training_note": DecisionKind.TRAINING_NOTE,
            "meeting.action": DecisionKind.ACTION,
        }
        self._context.commands.bind(
            self,
            {
                "meeting.previous": lambda: self.side.criteria.step(-1),
                "meeting.next": lambda: self.side.criteria.step(1),
                "meeting.previous_call": lambda: self.step_call(-1),
                "meeting.next_call": lambda: self.step_call(1),
                "meeting.settle": self.foot.settle_nth,
                "meeting.not_applicable": self.foot.settle_na,
                "meeting.names": self.turn_names,
                "meeting.lane": self.sound.play_next_mark,
                **{command: partial(self.ask_to_decide, kind) for command, kind in kinds.items()},
            },
            enabled=dict.fromkeys(("meeting.settle", "meeting.not_applicable"), lambda: self.foot.is_open),
        )

    def _dress(self) -> None:
        theme = self._context.theme
        edge = theme.size("xl")
        self.top.setVisible(theme.is_projector)
        self._content.setContentsMargins(edge, theme.size("md"), edge, 0)
        self._content.setSpacing(theme.size("sm"))
        if self._session is not None:
            self._show_room()

    def _call(self) -> CallSummary:
        assert self._session is not None
        return self._session.view.calls[self._call_place]

    def _closed_to_settling(self) -> str:
        """Why nothing can be settled here; empty when it can."""
        if self._session is None:
            return _("Nothing is shown yet.")
        if not self._session.view.may_run:
            return _("The calibration lead settles.")
        if self._session.state is SessionState.CLOSED:
            return _("The session is closed. Re-open it to change an answer.")
        return ""

    def _show_call(self, criterion: str) -> None:
        assert self._session is not None
        call, n_calls = self._call(), len(self._session.view.calls)
        self.side.show_call(call, self._call_place, n_calls)
        self.top.show_call(call_place(self._call_place, n_calls), call_facts(call))
        self.side.criteria.show_criteria(of_call(self._session.differences, call.id), criterion)
        self.sound.show_call(call.id, call_facts(call), call.duration_s or 0.0)
        self._show_criterion()

    def _show_criterion(self) -> None:
        difference = self.difference
        if difference is None:
            return
        columns = columns_of(difference)
        settled = column_settled(columns, difference.criterion, difference.settled)
        self.head.show_difference(difference, self._name)
        self.board.show_answers(columns, name_of=self._name, tip_of=partial(self._tip, difference), settled=settled)
        absent = absent_words(difference, self._name)
        self._absent.setText(absent)
        self._absent.setVisible(bool(absent))
        self.sound.show_lanes(lanes_of(difference, self._name))
        self.foot.show_difference(difference, columns, settled=settled, closed=self._closed_to_settling())
        self.bar.clock.go_to((difference.call_id, difference.criterion.key))

    def _show_room(self) -> None:
        session = self._session
        self.top.show_names(hidden=self._hides_names)
        if session is None or session.room is None:
            return
        may_decide = not self._closed_to_settling()
        n_topics = sum(difference.differs for difference in session.differences)
        shown = shown_decisions(session.decisions, in_public=self._context.theme.is_projector)
        may_keep = session.state is SessionState.CLOSED and self._context.may(Action.KEEP_CASES)
        self.bar.show_room(session.room, n_decisions=len(shown), may_decide=may_decide, may_keep=may_keep)
        self.bar.clock.show_room(session.room, n_topics=n_topics, counts=may_decide)
        self.room.show_room(session.room, hides_names=self._hides_names)
        self.decisions.show_decisions(shown, may_withdraw=may_decide)

    def _turn_panel(self, panel: QWidget) -> None:
        if self._stack.currentWidget() is panel:
            self.put_away()
        else:
            self._stack.setCurrentWidget(panel)

    def _on_criterion_chosen(self) -> None:
        self._show_criterion()
        self.tell_place()

    def tell_place(self) -> None:
        """Say where the meeting is on this desk."""
        difference = self.difference
        if difference is not None:
            passage = self.sound.last_passage
            place = ShownPlace(
                difference.call_id,
                difference.criterion.key,
                passage[0] if passage else None,
                not self._hides_names,
            )
            self.place_changed.emit(place)

    def _name(self, answer: PanelAnswer) -> str:
        return seat_name(answer.seat, answer.name, hidden=self._hides_names)

    def _tip(self, difference: CriterionDifference, answer: PanelAnswer) -> str:
        parts = [
            _("{name}: {answer}").format(name=self._name(answer), answer=answer_words(difference.criterion, answer)),
            reason_words(difference.criterion, answer.reasons),
            answer.comment,
        ]
        return "\n".join(part for part in parts if part)


class _LowStack(QStackedWidget):
    """As high as the panel it shows, so that the marks get the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("meeting_stack")
        self.currentChanged.connect(lambda _place: self.fit())

    def fit(self) -> None:
        """Take the height of the panel in front."""
        for place in range(self.count()):
            widget = self.widget(place)
            assert widget is not None
            policy = widget.sizePolicy()
            is_shown = widget is self.currentWidget()
            policy.setVerticalPolicy(policy.Policy.Preferred if is_shown else policy.Policy.Ignored)
            widget.setSizePolicy(policy)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Maximum)
        self.setSizePolicy(policy)
        self.updateGeometry()


def _first_to_settle(session: ShownSession) -> tuple[str, str]:
    """Call and criterion where the meeting begins: the first on which the panel differed and that is open."""
    open_ones = [one for one in session.differences if one.settled is None]
    chosen = next((one for one in open_ones if one.differs), None) or next(iter(open_ones), None)
    return (str(chosen.call_id), chosen.criterion.key) if chosen else ("", "")
