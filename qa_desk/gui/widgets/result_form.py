"""An agent's result as it is told to them: where it stands, strengths, at most three things, and the answer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.evaluation import Mark
from qa_desk.domain.feedback import Verdict
from qa_desk.domain.ids import CaseId, FeedbackId
from qa_desk.domain.scoring import CriterionResult
from qa_desk.gui.shell.buttons import Button, ButtonKind
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_and_year, length_text, local_day
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.dispute_form import DisputeForm
from qa_desk.gui.widgets.result_words import standing_words
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound
from qa_desk.i18n import _, listed, with_label
from qa_desk.services.feedback.coaching_agents import CoachingView
from qa_desk.services.feedback.feedback_views import DisputedPoint, FeedbackDetail
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
        self._shown: object = None
        self._time_zone = "UTC"
        self._dispute: DisputeForm | None = None
        self._column = QVBoxLayout(self)
        edge = theme.size("lg")
        self._column.setContentsMargins(edge, edge // 2, edge, edge)

    def show_result(
        self,
        detail: FeedbackDetail,
        beside: BesideResult | None = None,
        notes: Sequence[CoachingView] = (),
        *,
        time_zone: str = "UTC",
    ) -> bool:
        """Show one result; who answers it has the buttons.

        The same again changes nothing, as a dispute may be begun; returns whether it is another one.

        Args:
            beside: what helps with its things; None where it isn't read.
            notes: what was agreed with the agent about it.
            time_zone: the centre's.
        """
        shown = (detail, beside, tuple(notes))
        if shown == self._shown:
            return False
        self._shown, self._time_zone = shown, time_zone
        self._empty()
        self._feedback_id = detail.line.feedback.id
        self._say(detail.line.call_key, "title")
        self._say(standing_words(detail, time_zone), name="standing")
        for point in detail.points:
            self._add_point(detail, point)
        if detail.line.feedback.decision_reason:
            self._say(_("Decided: {words}").format(words=detail.line.feedback.decision_reason))
        self._say(_("What went well"), "caption")
        self._say(listed([in_words(one.criterion.title) for one in detail.strengths[:_MOST_STRENGTHS]]))
        self._say(_("What to work on") if detail.things else _("Nothing to work on here"), "caption")
        for thing in detail.things:
            self._add_thing(detail, thing, beside)
        for wording in beside.wordings if beside and detail.things else ():
            told = _("What customers are told about {matter}: {words}")
            self._say(told.format(matter=in_words(wording.title), words=in_words(wording.text)))
        self._add_notes(notes)
        if detail.may_answer:
            self._add_end(detail)
        self._column.addStretch(1)
        return True

    def refuse(self, error: Exception) -> bool:
        """A dispute could not be sent: say why in its form; false where none is open."""
        if self._dispute is not None:
            self._dispute.refuse(error)
        return self._dispute is not None

    def _empty(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._passages, self._dispute = [], None

    def _add_point(self, detail: FeedbackDetail, point: DisputedPoint) -> None:
        """A disputed answer: what the agent said of it, and what was decided."""
        self._say(in_words(point.before.criterion.title), "strong")
        agent = detail.line.agent_name or _("The agent")
        self._say(with_label(agent, point.answer.claim))
        if point.answer.verdict is Verdict.OVERTURNED:
            self._say(_("Overturned: {words}").format(words=point.answer.reason))
        elif point.answer.verdict is Verdict.UPHELD:
            self._say(_("Upheld: {words}").format(words=point.answer.reason))

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
                    day=day_and_year(local_day(view.note.given_at, self._time_zone)),
                    again=day_and_year(view.note.follow_up_on),
                    result=view.note.result,
                )
            )

    def _want_case(self, case_id: CaseId) -> None:
        self.case_wanted.emit(case_id)

    def _add_end(self, detail: FeedbackDetail) -> None:
        row = QWidget()
        buttons = QHBoxLayout(row)
        buttons.setContentsMargins(0, self._theme.size("md"), 0, 0)
        buttons.setSpacing(self._theme.size("sm"))
        acknowledge = self._button(_("Acknowledge"), "primary", "acknowledge_button", self._acknowledge)
        buttons.addWidget(acknowledge)
        self._column.addWidget(row)
        failed = [one for one in detail.scored.result.criteria if one.applies and one.has_failed]
        if detail.line.dispute_until is not None and failed:
            answers = [*detail.things, *(one for one in failed if one not in detail.things)]
            begin = self._button(_("Dispute …"), "plain", "dispute_button", lambda: self._begin_dispute(row, answers))
            begin.setToolTip(_("Say which answers are wrong, and why; once for each result"))
            buttons.addWidget(begin)
        buttons.addStretch(1)

    def _begin_dispute(self, buttons: QWidget, answers: Sequence[CriterionResult]) -> None:
        buttons.hide()
        self._dispute = form = DisputeForm(answers, theme=self._theme, commands=self._commands)
        form.sent.connect(lambda reason, claims: self.disputed.emit(self._feedback_id, reason, claims))
        form.cancelled.connect(lambda: self._end_dispute(buttons))
        self._column.insertWidget(self._column.indexOf(buttons) + 1, form)
        form.begin()

    def _end_dispute(self, buttons: QWidget) -> None:
        if self._dispute is not None:
            self._column.removeWidget(self._dispute)
            self._dispute.hide()
            self._dispute.deleteLater()
            self._dispute = None
        buttons.show()
        begin = buttons.findChild(Button, "dispute_button")
        if begin is not None:
            begin.setFocus()

    def _add_button(
        self, title: str, kind: ButtonKind, name: str, action: Callable[[], object], icon: str = ""
    ) -> Button:
        button = self._button(title, kind, name, action, icon)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def _button(self, title: str, kind: ButtonKind, name: str, action: Callable[[], object], icon: str = "") -> Button:
        button = Button(title, theme=self._theme, kind=kind, commands=self._commands, command="", name=name, icon=icon)
        button.clicked.connect(lambda: action())
        return button

    def _acknowledge(self) -> None:
        self.acknowledged.emit(self._feedback_id)

    def _say(self, words: str, kind: str = "", *, name: str = "") -> None:
        label = QLabel(words)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setWordWrap(True)
        label.setObjectName(name)
        if kind == "strong":
            label.setFont(self._theme.font("body", "strong"))
        elif kind:
            label.setProperty("type", kind)
        if kind in ("strong", "caption"):
            label.setContentsMargins(0, self._theme.size("sm"), 0, 0)
        self._column.addWidget(label)
