"""The meeting after the reveal: one criterion large, who said what, their marks, why, and what is settled."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.criteria.base import PromptKind, RatingValue
from qa_desk.domain.ids import CallId
from qa_desk.gui.calibration.answer_board import AnswerBoard
from qa_desk.gui.calibration.answers import (
    AnswerColumn,
    answer_words,
    column_settled,
    columns_of,
    of_call,
    points_words,
    reason_words,
    reasons_named,
    settled_words,
)
from qa_desk.gui.calibration.meeting_side import MeetingSide
from qa_desk.gui.calibration.meeting_sound import MeetingSound
from qa_desk.gui.calibration.seats import seat_name
from qa_desk.gui.calibration.settle_row import SettleRow
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.gui.widgets.badges import CriticalTag
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.lanes import RaterLane
from qa_desk.gui.widgets.rating_input import rating_input
from qa_desk.gui.widgets.waveform_marks import WaveformMark
from qa_desk.i18n import _, ngettext
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.calibrating_views import CriterionDifference, PanelAnswer, SettleDraft

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
        self._pending: int | None = None
        self._columns: tuple[AnswerColumn, ...] = ()
        self._shown_key: tuple[CallId, str] | None = None
        self._ticked: frozenset[str] = frozenset()
        self.side = MeetingSide(theme=context.theme, commands=context.commands)
        self.board = AnswerBoard(theme=context.theme)
        self.sound = MeetingSound(context)
        self.settle_row = SettleRow(theme=context.theme)
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
        if before is not None and before.view.session.id != session.view.session.id:
            self._call_place, self._shown_key = 0, None
            self.sound.forget()
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
        self._foot = QVBoxLayout()
        self._build_foot()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._scroll, 1)
        right.addLayout(self._foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addLayout(right, 1)
        self._dress()

    def _build_foot(self) -> None:
        theme = self._context.theme
        self._why_label = QLabel(_("Why"))
        self._why_label.setProperty("tone", "muted")
        self._why = QLineEdit()
        self._why.setObjectName("rationale")
        self._why.setAccessibleName(_("Why it is settled so"))
        self._why.setPlaceholderText(_("Why it is settled so; Enter, then settle"))
        self._why_label.setBuddy(self._why)
        self._withdraw = Button(_("Take back"), theme=theme, kind="quiet", icon="undo", name="withdraw")
        why = QHBoxLayout()
        why.setSpacing(theme.size("md"))
        why.addWidget(self._why_label)
        why.addWidget(self._why, 1)
        why.addWidget(self._withdraw)
        self._ask = QLabel()
        self._ask.setObjectName("why_needed")
        self._ask.setProperty("tone", "warning")
        self._ask.setWordWrap(True)
        self._ask.hide()
        self._reasons = FilterChips(theme=theme, can_add=False, name="settled_reasons")
        self._reasons.setAccessibleName(_("Reasons"))
        self._other = QWidget()
        self._other_row = QHBoxLayout(self._other)
        self._other_row.setContentsMargins(0, 0, 0, 0)
        self._foot.addLayout(why)
        self._foot.addWidget(self._ask)
        self._foot.addWidget(self._reasons)
        self._foot.addWidget(self._other)
        self._foot.addWidget(self.settle_row)

    def _connect(self) -> None:
        self.side.call_stepped.connect(self.step_call)
        self.side.criterion_chosen.connect(lambda _key: self._show_criterion())
        self.settle_row.settle_requested.connect(self._settle)
        self._why.returnPressed.connect(self._on_why_entered)
        self._withdraw.clicked.connect(self._on_withdraw)
        self._reasons.toggled.connect(self._on_reason_toggled)
        self._context.theme.changed.connect(self._dress)
        may_settle = self._may_settle
        self._context.commands.bind(
            self,
            {
                "meeting.previous": lambda: self.side.criteria.step(-1),
                "meeting.next": lambda: self.side.criteria.step(1),
                "meeting.previous_call": lambda: self.step_call(-1),
                "meeting.next_call": lambda: self.step_call(1),
                "meeting.settle": self._settle_nth,
                "meeting.not_applicable": self._settle_na,
                "meeting.names": self.turn_names,
                "meeting.guidance": self._turn_guidance,
                "meeting.lane": self.sound.play_next_mark,
                "meeting.tracked_item": self._open_tracked_item,
            },
            enabled={"meeting.settle": may_settle, "meeting.not_applicable": may_settle},
        )

    def _dress(self) -> None:
        theme = self._context.theme
        edge = theme.size("xl")
        self._content.setContentsMargins(edge, theme.size("md"), edge, 0)
        self._content.setSpacing(theme.size("sm"))
        self._foot.setContentsMargins(edge, theme.size("sm"), edge, theme.size("md"))
        self._foot.setSpacing(theme.size("sm"))

    def _call(self) -> CallSummary:
        assert self._session is not None
        return self._session.view.calls[self._call_place]

    def _may_settle(self) -> bool:
        return not self._closed_to_settling()

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
        key = (difference.call_id, difference.criterion.key)
        is_other = key != self._shown_key
        self._shown_key = key
        self._columns = columns_of(difference)
        self._show_head(difference)
        settled = column_settled(self._columns, difference.criterion, difference.settled)
        self.board.show_answers(
            self._columns, name_of=self._name, tip_of=partial(self._tip, difference), settled=settled
        )
        self._show_absent(difference)
        self.sound.show_lanes(self._lanes(difference))
        self._show_guidance(difference)
        if is_other:
            self._pending = None
            self._ask.hide()
            self._why.setText(difference.settled.rationale if difference.settled else "")
            kept = difference.settled.reasons if difference.settled else reasons_named(difference)
            self._ticked = frozenset(kept)
        elif difference.settled is not None:
            self._why.setText(difference.settled.rationale)
        self._show_foot(difference, settled)

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
            parts.append(_("No answer from {names}.").format(names=", ".join(missing)))
        if late:
            parts.append(_("Late, shown as outline and not in the figures: {names}.").format(names=", ".join(late)))
        self._absent.setText(" ".join(parts))
        self._absent.setVisible(bool(parts))

    def _lanes(self, difference: CriterionDifference) -> list[RaterLane]:
        return [
            RaterLane(
                answer.seat,
                self._name(answer),
                tuple(
                    WaveformMark(str(mark.id), mark.start_s, mark.end_s, mark.note or _("mark"), mark.note)
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

    def _show_foot(self, difference: CriterionDifference, settled: int | None) -> None:
        closed = self._closed_to_settling()
        self.settle_row.show_columns(self._columns, self._keys(), settled=settled, disabled_reason=closed)
        self._why.setReadOnly(bool(closed))
        self._withdraw.setVisible(not closed and difference.settled is not None)
        self._show_reasons(difference, is_open=not closed)
        self._show_other(difference, is_open=not closed)

    def _keys(self) -> list[str]:
        caps = self._context.commands.key_caps("meeting.settle")
        na = self._context.commands.hint("meeting.not_applicable")
        return [
            na if column.na else caps[place] if place < min(len(caps), _N_DIGITS) else ""
            for place, column in enumerate(self._columns)
        ]

    def _show_reasons(self, difference: CriterionDifference, *, is_open: bool) -> None:
        named = {reason for answer in difference.answers for reason in answer.reasons} | self._ticked
        asks_reasons = difference.criterion.scale.prompt().kind is PromptKind.REASONS
        chips = [
            Chip(reason.key, in_words(reason.title), ChipKind.TOGGLE, reason.key in self._ticked)
            for reason in difference.criterion.reasons
            if asks_reasons or reason.key in named
        ]
        self._reasons.set_chips(chips)
        self._reasons.setVisible(bool(chips) and is_open)

    def _show_other(self, difference: CriterionDifference, *, is_open: bool) -> None:
        while (item := self._other_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        prompt = difference.criterion.scale.prompt()
        self._other.setVisible(is_open and prompt.kind is not PromptKind.OPTIONS)
        if not is_open or prompt.kind is PromptKind.OPTIONS:
            return
        theme = self._context.theme
        if prompt.kind is PromptKind.REASONS:
            points = difference.criterion.scale.points(True, difference.criterion.reasons_of(tuple(self._ticked)))
            words = _("Settle as ticked: {points}").format(points=points_words(difference.criterion, points))
            button = Button(words, theme=theme, name="settle_ticked")
            button.clicked.connect(lambda: self._settle_other(True))
        else:
            field = rating_input(prompt, theme=theme, name="other_answer")
            field.set_subject(_("Another answer"))
            self._other_row.addWidget(field)
            button = Button(_("Settle as this number"), theme=theme, name="settle_other")
            button.clicked.connect(lambda: self._settle_other(field.choice.rating))
        self._other_row.addWidget(button)
        self._other_row.addStretch(1)

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

    def _settle_nth(self, place: int) -> None:
        rated = [index for index, column in enumerate(self._columns) if not column.na]
        if place < len(rated):
            self._settle(rated[place])

    def _settle_na(self) -> None:
        for place, column in enumerate(self._columns):
            if column.na:
                self._settle(place)

    def _settle(self, place: int) -> None:
        difference = self.difference
        if difference is None or not self._may_settle():
            return
        if difference.differs and not self._why.text().strip():
            self._ask_why(place)
            return
        column = self._columns[place]
        asks_reasons = difference.criterion.scale.prompt().kind is PromptKind.REASONS
        reasons = None if asks_reasons else tuple(sorted(self._ticked))
        self._hand_up(column.draft(difference, self._why.text(), reasons))

    def _settle_other(self, rating: RatingValue | None) -> None:
        difference = self.difference
        if difference is None or rating is None:
            return
        if difference.differs and not self._why.text().strip():
            self._ask_why(None)
            return
        reasons = tuple(sorted(self._ticked))
        draft = SettleDraft(
            difference.call_id, difference.criterion.key, rating, False, reasons, self._why.text().strip()
        )
        self._hand_up(draft)

    def _hand_up(self, draft: SettleDraft) -> None:
        self._pending = None
        self._ask.hide()
        self.settle_requested.emit(draft)

    def _ask_why(self, place: int | None) -> None:
        self._pending = place
        if place is None:
            words = _("The panel differed here: say why first.")
        else:
            told = _("The panel differed here: say why, then Enter settles it as {answer}.")
            words = told.format(answer=self._columns[place].label)
        self._ask.setText(words)
        self._ask.show()
        self._why.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_why_entered(self) -> None:
        pending = self._pending
        self.side.criteria.setFocus(Qt.FocusReason.OtherFocusReason)
        if pending is not None and self._why.text().strip():
            self._settle(pending)

    def _on_withdraw(self) -> None:
        if self.difference is not None:
            self.withdraw_requested.emit(self.difference)

    def _on_reason_toggled(self, key: str) -> None:
        difference = self.difference
        if difference is not None:
            self._ticked = self._ticked ^ {key}
            self._show_reasons(difference, is_open=True)
            self._show_other(difference, is_open=True)

    def _open_tracked_item(self) -> None:
        if self.difference is not None:
            self._context.navigation.go(Place.to("tracked", do="new", criterion=self.difference.criterion.key))


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
