"""An agent's result as it is told to them: strengths first, at most three things with what helps, then the answer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.evaluation import Mark
from qa_desk.domain.ids import CaseId, FeedbackId
from qa_desk.domain.scoring import CriterionResult
from qa_desk.gui.shell.buttons import Button, ButtonKind
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_and_year, length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import feedback_title, in_words
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound
from qa_desk.i18n import _, listed
from qa_desk.services.feedback.coaching_agents import CoachingView
from qa_desk.services.feedback.feedback_views import Claim, FeedbackDetail
from qa_desk.services.feedback.feeding_back_views import BesideResult

_MOST_STRENGTHS = 5


class ResultForm(QWidget):
    """One result. Passages play where `sound` is given.

    Signals:
        acknowledged: the key of the result.
        disputed: the key, the reason, and the answers that are disputed.
        case_wanted: key of a standard case to look at.
    """

    acknowledged = Signal(object)
    disputed = Signal(object, str, object)
    case_wanted = Signal(object)

    def __init__(self, *, theme: Theme, commands: CommandRegistry, sound: RowSound | None = None) -> None:
        super().__init__()
        self._theme, self._commands, self._sound = theme, commands, sound
        self._passages: list[tuple[Button, RowPassage]] = []
        if sound is not None:
            sound.changed.connect(self._tell_what_plays)
        self._feedback_id: FeedbackId | None = None
        self._claims: list[tuple[str, QLineEdit]] = []
        self._reason: QLineEdit | None = None
        self._column = QVBoxLayout(self)
        edge = theme.size("lg")
        self._column.setContentsMargins(edge, edge // 2, edge, edge)

    def show_result(
        self, detail: FeedbackDetail, beside: BesideResult | None = None, notes: Sequence[CoachingView] = ()
    ) -> None:
        """Show one result; the fields stand there for who answers it alone.

        Args:
            beside: what helps with its things; None where it isn't read.
            notes: what was agreed with the agent about it.
        """
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._feedback_id, self._claims, self._reason = detail.line.feedback.id, [], None
        self._passages = []
        self._say(detail.line.call_key, "title")
        self._say(feedback_title(detail.line.feedback.state))
        self._say(_("What went well"), "caption")
        self._say(listed([in_words(one.criterion.title) for one in detail.strengths[:_MOST_STRENGTHS]]))
        self._say(_("What to work on") if detail.things else _("Nothing to work on here"), "caption")
        for thing in detail.things:
            self._add_thing(detail, thing, beside)
        for wording in beside.wordings if beside and detail.things else ():
            told = _("What customers are told about {matter}: {words}")
            self._say(told.format(matter=in_words(wording.title), words=in_words(wording.text)))
        for point in detail.points:
            if point.answer.reason:
                told = _("{criterion}: {words}")
                self._say(told.format(criterion=in_words(point.before.criterion.title), words=point.answer.reason))
        if detail.line.feedback.decision_reason:
            self._say(_("Decided: {words}").format(words=detail.line.feedback.decision_reason))
        self._add_notes(notes)
        if detail.may_answer:
            self._add_end(detail)
        self._column.addStretch(1)

    def _add_thing(self, detail: FeedbackDetail, thing: CriterionResult, beside: BesideResult | None) -> None:
        key = thing.criterion.key
        self._say(in_words(thing.criterion.title), "strong")
        answer = detail.scored.evaluation.answer(key)
        if answer is not None and answer.comment:
            self._say(answer.comment)
        for mark in detail.marks_of(key):
            self._add_passage(detail, mark)
        if guidance := in_words(thing.criterion.guidance):
            self._say(_("The standard: {words}").format(words=guidance))
        if beside is not None and (case := beside.benchmarks.get(key)) is not None:
            title = _("How it is done: {code}, {title}").format(code=case.code, title=case.title)
            self._add_button(title, "quiet", f"case_{key}", partial(self._want_case, case.id))
        if detail.may_answer and detail.line.dispute_until is not None:
            claim = QLineEdit()
            claim.setObjectName(f"claim_{key}")
            claim.setPlaceholderText(_("Only to dispute it: what should have been answered, and why"))
            claim.setAccessibleName(_("Only to dispute it: what should have been answered, and why"))
            self._column.addWidget(claim)
            self._claims.append((key, claim))

    def _add_passage(self, detail: FeedbackDetail, mark: Mark) -> None:
        """A passage with its button, or in words where nothing plays."""
        times = {"start": length_text(mark.start_s), "end": length_text(mark.end_s), "note": mark.note}
        if self._sound is None or not self._sound.can_play:
            self._say(_("At {time}: {note}").format(time=times["start"], note=mark.note))
            return
        passage = RowPassage(detail.line.call_id, detail.line.call_key, mark.start_s, mark.end_s, mark.note)
        title = _("Play {start}–{end}: {note}").format(**times)
        name = f"play_{mark.criterion_key}"
        button = self._add_button(title, "quiet", name, partial(self._sound.toggle, passage), icon="play")
        self._passages.append((button, passage))

    def _tell_what_plays(self) -> None:
        for button, passage in self._passages:
            is_playing = self._sound is not None and self._sound.is_playing(passage)
            button.set_icon("pause" if is_playing else "play")

    def _add_notes(self, notes: Sequence[CoachingView]) -> None:
        if notes:
            self._say(_("Agreed with you"), "caption")
        for view in notes:
            self._say(view.note.text)
            told = (
                _("{name}, {day}; looked at again on {again}.") if view.note.is_open else _("{name}, {day}: {result}")
            )
            self._say(
                told.format(
                    name=view.given_by_name,
                    day=day_and_year(view.note.given_at.date()),
                    again=day_and_year(view.note.follow_up_on),
                    result=view.note.result,
                )
            )

    def _want_case(self, case_id: CaseId) -> None:
        self.case_wanted.emit(case_id)

    def _add_end(self, detail: FeedbackDetail) -> None:
        self._add_button(_("Acknowledge"), "primary", "acknowledge_button", self._acknowledge)
        until = detail.line.dispute_until
        if until is None or not self._claims:
            return
        self._say(_("It can be disputed once, until {day}.").format(day=day_and_year(until)))
        self._reason = reason = QLineEdit()
        reason.setObjectName("dispute_reason")
        reason.setPlaceholderText(_("The reason for the dispute in one sentence"))
        reason.setAccessibleName(_("The reason for the dispute in one sentence"))
        self._column.addWidget(reason)
        self._add_button(_("Dispute"), "plain", "dispute_button", self._dispute)

    def _add_button(
        self, title: str, kind: ButtonKind, name: str, action: Callable[[], object], icon: str = ""
    ) -> Button:
        button = Button(title, theme=self._theme, kind=kind, commands=self._commands, command="", name=name, icon=icon)
        button.clicked.connect(lambda: action())
        self._column.addWidget(button)
        return button

    def _acknowledge(self) -> None:
        self.acknowledged.emit(self._feedback_id)

    def _dispute(self) -> None:
        claims = tuple(Claim(key, field.text()) for key, field in self._claims if field.text().strip())
        self.disputed.emit(self._feedback_id, self._reason.text() if self._reason else "", claims)

    def _say(self, words: str, kind: str = "") -> None:
        label = QLabel(words)
        label.setWordWrap(True)
        if kind == "strong":
            label.setFont(self._theme.font("body", "strong"))
        elif kind:
            label.setProperty("type", kind)
        if kind in ("strong", "caption"):
            label.setContentsMargins(0, self._theme.size("sm"), 0, 0)
        self._column.addWidget(label)
