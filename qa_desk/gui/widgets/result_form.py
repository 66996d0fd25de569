"""An agent's result as it is told to them: strengths first, at most three things, then acknowledge or dispute."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.ids import FeedbackId
from qa_desk.domain.scoring import CriterionResult
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_and_year, length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import feedback_title, in_words
from qa_desk.i18n import _, listed
from qa_desk.services.feedback_views import Claim, FeedbackDetail

_MOST_STRENGTHS = 5


class ResultForm(QWidget):
    """One result; `acknowledged` carries its key, `disputed` the reason and the answers that are disputed as well."""

    acknowledged = Signal(object)
    disputed = Signal(object, str, object)

    def __init__(self, *, theme: Theme, commands: CommandRegistry) -> None:
        super().__init__()
        self._theme, self._commands = theme, commands
        self._feedback_id: FeedbackId | None = None
        self._claims: list[tuple[str, QLineEdit]] = []
        self._reason: QLineEdit | None = None
        self._column = QVBoxLayout(self)
        edge = theme.size("lg")
        self._column.setContentsMargins(edge, edge // 2, edge, edge)

    def show_result(self, detail: FeedbackDetail) -> None:
        """Show one result; the fields stand there for who answers it alone."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._feedback_id, self._claims, self._reason = detail.line.feedback.id, [], None
        self._say(detail.line.call_key, "title")
        self._say(feedback_title(detail.line.feedback.state))
        self._say(_("What went well"), "strong")
        self._say(listed([in_words(one.criterion.title) for one in detail.strengths[:_MOST_STRENGTHS]]))
        self._say(_("What to work on") if detail.things else _("Nothing to work on here"), "strong")
        for thing in detail.things:
            self._add_thing(detail, thing)
        for point in detail.points:
            if point.answer.reason:
                told = _("{criterion}: {words}")
                self._say(told.format(criterion=in_words(point.before.criterion.title), words=point.answer.reason))
        if detail.line.feedback.decision_reason:
            self._say(_("Decided: {words}").format(words=detail.line.feedback.decision_reason))
        if detail.may_answer:
            self._add_end(detail)
        self._column.addStretch(1)

    def _add_thing(self, detail: FeedbackDetail, thing: CriterionResult) -> None:
        key = thing.criterion.key
        self._say(in_words(thing.criterion.title), "strong")
        answer = detail.scored.evaluation.answer(key)
        if answer is not None and answer.comment:
            self._say(answer.comment)
        for mark in detail.marks_of(key):
            self._say(_("At {time}: {note}").format(time=length_text(mark.start_s), note=mark.note))
        if guidance := in_words(thing.criterion.guidance):
            self._say(_("The standard: {words}").format(words=guidance))
        if detail.may_answer and detail.line.dispute_until is not None:
            claim = QLineEdit()
            claim.setObjectName(f"claim_{key}")
            claim.setPlaceholderText(_("Only to dispute it: what should have been answered, and why"))
            claim.setAccessibleName(_("Only to dispute it: what should have been answered, and why"))
            self._column.addWidget(claim)
            self._claims.append((key, claim))

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

    def _add_button(self, title: str, kind: str, name: str, action: object) -> None:
        button = Button(
            title,
            theme=self._theme,
            kind="primary" if kind == "primary" else "plain",
            commands=self._commands,
            command="",
            name=name,
        )
        button.clicked.connect(action)
        self._column.addWidget(button)

    def _acknowledge(self) -> None:
        self.acknowledged.emit(self._feedback_id)

    def _dispute(self) -> None:
        claims = tuple(Claim(key, field.text()) for key, field in self._claims if field.text().strip())
        self.disputed.emit(self._feedback_id, self._reason.text() if self._reason else "", claims)

    def _say(self, words: str, kind: str = "") -> None:
        label = QLabel(words)
        label.setWordWrap(True)
        if kind:
            label.setProperty("type", kind)
        self._column.addWidget(label)
