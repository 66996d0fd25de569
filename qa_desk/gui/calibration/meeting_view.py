"""The meeting after the reveal: one criterion large, who said what, their marks, why, and what is settled."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.calls import CallSummary
from qa_desk.gui.calibration.answer_board import AnswerBoard
from qa_desk.gui.calibration.answers import (
    answer_words,
    column_settled,
    columns_of,
    of_call,
    reason_words,
    settled_words,
)
from qa_desk.gui.calibration.meeting_side import MeetingSide
from qa_desk.gui.calibration.meeting_sound import MeetingSound
from qa_desk.gui.calibration.seats import seat_name
from qa_desk.gui.calibration.settle_foot import SettleFoot
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.gui.widgets.badges import CriticalTag
from qa_desk.gui.widgets.waveform.marks import MarkKind, WaveformMark
from qa_desk.gui.widgets.waveform.rater_lanes import RaterLane
from qa_desk.i18n import _, in_a_row, listed, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.calibrating_views import CriterionDifference, PanelAnswer

_N_DIGITS = 9


class MeetingView(QWidget):
    """Shows and asks; what is settled goes up as a draft.

    Signals:
        settle_requested: the `SettleDraft`.
        withdraw_requested: the `CriterionDifference` whose settled answer is taken back.
        call_shown: the `CallId` now talked about.
    """

    settle_requested = Signal(object)
    withdraw_requested = Signal(object)
    call_shown = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session: ShownSession | None = None
        self._call_place = 0
        self._hides_names = False
        self.side = MeetingSide(theme=context.theme, commands=context.commands)
        self.board = AnswerBoard(theme=context.theme)
        self.sound = MeetingSound(context)
        self.foot = SettleFoot(context)
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
            first = _first_to_settle(session)
            call, criterion = call or first[0], criterion or ("" if call else first[1])
        self._session = session
        ids = [str(one.id) for one in session.view.calls]
        if call in ids:
            self._call_place = ids.index(call)
        self._call_place = min(self._call_place, len(ids) - 1)
        self.side.show_progress(session.n_settled, len(session.differences))
        self._show_call(criterion)

    def step_call(self, by: int) -> None:
        """Go to the next or previous call."""
        assert self._session is not None
        to = min(max(self._call_place + by, 0), len(self._session.view.calls) - 1)
        if to != self._call_place:
            self._call_place = to
            self._show_call("")
            self.call_shown.emit(self._call().id)

    def turn_names(self) -> None:
        """Show or hide the names; shapes stay."""
        self._hides_names = not self._hides_names
        self._show_criterion()

    def leave(self) -> None:
        """The meeting goes off the screen."""
        self.sound.release()

    def _build(self) -> None:
        theme = self._context.theme
        self._title = QLabel()
        self._title.setObjectName("criterion_title")
        self._title.setProperty("type", "page")
        self._title.setWordWrap(True)
        self._tag = CriticalTag("", theme=theme, weight="medium")
        self._facts = QLabel()
        self._facts.setObjectName("criterion_facts")
        self._facts.setProperty("tone", "muted")
        self._facts.setWordWrap(True)
        self._guidance = QLabel()
        self._guidance.setObjectName("criterion_guidance")
        self._guidance.setWordWrap(True)
        self._guidance.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._guidance.hide()
        self._absent = QLabel()
        self._absent.setObjectName("criterion_absent")
        self._absent.setProperty("tone", "muted")
        self._absent.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(theme.size("md"))
        line.addWidget(self._tag)
        line.addWidget(self._facts, 1)
        content = QWidget()
        self._content = QVBoxLayout(content)
        self._content.addWidget(self._title)
        self._content.addLayout(line)
        self._content.addWidget(self._guidance)
        self._content.addWidget(self.board)
        self._content.addWidget(self._absent)
        self._content.addWidget(self.sound)
        self._content.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("meeting_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._scroll, 1)
        right.addWidget(self.foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addLayout(right, 1)
        self._dress()

    def _connect(self) -> None:
        self.side.call_stepped.connect(self.step_call)
        self.side.criterion_chosen.connect(lambda _key: self._show_criterion())
        self.foot.settle_requested.connect(self.settle_requested)
        self.foot.withdraw_requested.connect(self.withdraw_requested)
        self.foot.left.connect(lambda: self.side.criteria.setFocus(Qt.FocusReason.OtherFocusReason))
        self._context.theme.changed.connect(self._dress)
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
                "meeting.guidance": self._turn_guidance,
                "meeting.lane": self.sound.play_next_mark,
                "meeting.tracked_item": self._open_tracked_item,
            },
            enabled=dict.fromkeys(("meeting.settle", "meeting.not_applicable"), lambda: self.foot.is_open),
        )

    def _dress(self) -> None:
        theme = self._context.theme
        edge = theme.size("xl")
        self._content.setContentsMargins(edge, theme.size("md"), edge, 0)
        self._content.setSpacing(theme.size("sm"))

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
        call = self._call()
        self.side.show_call(call, self._call_place, len(self._session.view.calls))
        self.side.criteria.show_criteria(of_call(self._session.differences, call.id), criterion)
        title = " · ".join(part for part in (call.key, call.agent_name) if part)
        self.sound.show_call(call.id, title, call.duration_s or 0.0)
        self._show_criterion()

    def _show_criterion(self) -> None:
        difference = self.difference
        if difference is None:
            return
        columns = columns_of(difference)
        settled = column_settled(columns, difference.criterion, difference.settled)
        self._show_head(difference)
        self.board.show_answers(columns, name_of=self._name, tip_of=partial(self._tip, difference), settled=settled)
        self._show_absent(difference)
        self.sound.show_lanes(self._lanes(difference))
        self._show_guidance(difference)
        self.foot.show_difference(difference, columns, settled=settled, closed=self._closed_to_settling())

    def _show_head(self, difference: CriterionDifference) -> None:
        criterion = difference.criterion
        self._title.setText(in_words(criterion.title))
        self._tag.setVisible(criterion.critical is not None)
        if criterion.critical is not None:
            self._tag.set_family(critical_title(criterion.critical))
        facts = [pairs_words(difference)]
        n_answers = sum(not answer.is_missing for answer in difference.answers)
        facts.append(ngettext("{n} inspector", "{n} inspectors", n_answers).format(n=n_answers))
        if difference.settled is not None:
            facts.append(_("settled as {answer}").format(answer=settled_words(criterion, difference.settled)))
        self._facts.setText(" · ".join(facts))

    def _show_absent(self, difference: CriterionDifference) -> None:
        missing = [self._name(answer) for answer in difference.answers if answer.is_missing]
        late = [self._name(answer) for answer in difference.answers if answer.late]
        parts = []
        if missing:
            parts.append(_("No answer from {names}.").format(names=listed(missing)))
        if late:
            parts.append(_("Late, shown as outline and not in the figures: {names}.").format(names=listed(late)))
        self._absent.setText(in_a_row(parts))
        self._absent.setVisible(bool(parts))

    def _lanes(self, difference: CriterionDifference) -> list[RaterLane]:
        return [
            RaterLane(
                answer.seat,
                self._name(answer),
                tuple(
                    WaveformMark(
                        str(mark.id),
                        mark.start_s,
                        mark.end_s,
                        mark.note or _("mark"),
                        mark.note,
                        MarkKind.POSITIVE if mark.positive else MarkKind.EVIDENCE,
                    )
                    for mark in answer.marks
                ),
            )
            for answer in difference.answers
            if not answer.is_missing
        ]

    def _show_guidance(self, difference: CriterionDifference) -> None:
        parts = [in_words(difference.criterion.guidance)]
        parts += [
            _("{name}: {comment}").format(name=self._name(answer), comment=answer.comment)
            for answer in difference.answers
            if answer.comment
        ]
        self._guidance.setText("\n".join(part for part in parts if part) or _("There is no guidance."))

    def _name(self, answer: PanelAnswer) -> str:
        return seat_name(answer.seat, answer.name, hidden=self._hides_names)

    def _tip(self, difference: CriterionDifference, answer: PanelAnswer) -> str:
        parts = [
            _("{name}: {answer}").format(name=self._name(answer), answer=answer_words(difference.criterion, answer)),
            reason_words(difference.criterion, answer.reasons),
            answer.comment,
        ]
        return "\n".join(part for part in parts if part)

    def _turn_guidance(self) -> None:
        self._guidance.setVisible(self._guidance.isHidden())

    def _open_tracked_item(self) -> None:
        if self.difference is not None:
            self._context.navigation.go(Place.to("tracked", new="yes", criterion=self.difference.criterion.key))


def pairs_words(difference: CriterionDifference) -> str:
    """How many pairs of inspectors agree here."""
    if not difference.n_pairs:
        return _("no pair of inspectors to compare")
    share = number_text(100 * difference.n_agreeing_pairs / difference.n_pairs, 0)
    told = ngettext(
        "{n} of {total} pair of inspectors agrees ({share} %)",
        "{n} of {total} pairs of inspectors agree ({share} %)",
        difference.n_pairs,
    )
    return told.format(n=difference.n_agreeing_pairs, total=difference.n_pairs, share=share)


def _first_to_settle(session: ShownSession) -> tuple[str, str]:
    """Call and criterion where the meeting begins: the first on which the panel differed and that is open."""
    open_ones = [one for one in session.differences if one.settled is None]
    chosen = next((one for one in open_ones if one.differs), None) or next(iter(open_ones), None)
    return (str(chosen.call_id), chosen.criterion.key) if chosen else ("", "")
