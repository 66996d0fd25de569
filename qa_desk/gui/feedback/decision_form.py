"""One dispute with both sides, and the form by which it is decided answer by answer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.feedback import Verdict
from qa_desk.domain.ids import FeedbackId
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import feedback_title, in_words
from qa_desk.i18n import _
from qa_desk.services.feedback_views import DisputedPoint, FeedbackDetail, Ruling
from qa_desk.services.inspecting_views import AnswerDraft


class DecisionForm(QWidget):
    """What is said by the agent and by who scored it; `decided` carries the reason and what was decided of each."""

    decided = Signal(object, str, object)

    def __init__(self, *, theme: Theme, commands: CommandRegistry) -> None:
        super().__init__()
        self._theme, self._commands = theme, commands
        self._feedback_id: FeedbackId | None = None
        self._points: list[tuple[DisputedPoint, QComboBox, QLineEdit]] = []
        self._reason: QLineEdit | None = None
        self._column = QVBoxLayout(self)
        edge = theme.size("lg")
        self._column.setContentsMargins(edge, edge // 2, edge, edge)

    def show_feedback(self, detail: FeedbackDetail) -> None:
        """Show one result; the fields stand there for who decides it alone."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._feedback_id, self._points, self._reason = detail.line.feedback.id, [], None
        self._say(detail.line.call_key, "title")
        self._say(feedback_title(detail.line.feedback.state))
        for said in (detail.line.feedback.dispute_reason, detail.line.feedback.decision_reason):
            if said:
                self._say(said)
        for point in detail.points:
            self._add_point(detail, point)
        if detail.may_decide:
            self._add_end()
        self._column.addStretch(1)

    def _add_point(self, detail: FeedbackDetail, point: DisputedPoint) -> None:
        key = point.answer.criterion_key
        self._say(in_words(point.before.criterion.title), "strong")
        self._say(_("The agent: {words}").format(words=point.answer.claim))
        scored = detail.scored.evaluation.answer(key)
        if scored is not None and scored.comment:
            self._say(_("Who scored it: {words}").format(words=scored.comment))
        for mark in point.marks:
            told = _("At {time}: {note}").format(time=length_text(mark.start_s), note=mark.note)
            self._say(told)
        if point.answer.reason:
            self._say(_("Decided: {words}").format(words=point.answer.reason))
        if not detail.may_decide:
            return
        choice, reason = QComboBox(), QLineEdit()
        choice.setObjectName(f"ruling_{key}")
        choice.setAccessibleName(_("what is decided"))
        choice.addItem(_("It stands as scored"), None)
        for label, draft in _other_answers(point, scored.rating if scored else None):
            choice.addItem(_("Overturned: {answer}").format(answer=label), draft)
        reason.setObjectName(f"ruling_reason_{key}")
        reason.setPlaceholderText(_("why"))
        reason.setAccessibleName(_("why"))
        self._column.addWidget(choice)
        self._column.addWidget(reason)
        self._points.append((point, choice, reason))

    def _add_end(self) -> None:
        self._reason = reason = QLineEdit()
        reason.setObjectName("decision_reason")
        reason.setPlaceholderText(_("The decision in one sentence, for the agent"))
        reason.setAccessibleName(_("The decision in one sentence, for the agent"))
        button = Button(
            _("Decide"), theme=self._theme, kind="primary", commands=self._commands, command="", name="decide_button"
        )
        button.clicked.connect(self._decide)
        self._column.addWidget(reason)
        self._column.addWidget(button)

    def _decide(self) -> None:
        rulings = tuple(
            Ruling(
                point.answer.criterion_key,
                Verdict.UPHELD if choice.currentData() is None else Verdict.OVERTURNED,
                reason.text(),
                choice.currentData(),
            )
            for point, choice, reason in self._points
        )
        self.decided.emit(self._feedback_id, self._reason.text() if self._reason else "", rulings)

    def _say(self, words: str, kind: str = "") -> None:
        label = QLabel(words)
        label.setWordWrap(True)
        if kind:
            label.setProperty("type", kind)
        self._column.addWidget(label)


def _other_answers(point: DisputedPoint, rating: RatingValue | None) -> list[tuple[str, AnswerDraft]]:
    """What could stand instead: every other choice of the scale, or all its points; N/A where the form allows it."""
    criterion = point.before.criterion
    prompt = criterion.scale.prompt()
    found = [
        (in_words(option.label), AnswerDraft(criterion.key, option.code))
        for option in prompt.options
        if option.code != rating
    ]
    if not prompt.options and rating != prompt.maximum:
        found.append((_("all points"), AnswerDraft(criterion.key, prompt.maximum)))
    if criterion.na_allowed:
        found.append((_("N/A"), AnswerDraft(criterion.key, None, na=True)))
    return found
