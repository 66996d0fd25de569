"""The desk's own form, panel and sound on a case that is written; nothing of it is kept before it is proposed."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.audio.passage import Passage
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.standard_case import CaseAnswer, CaseMark
from qa_desk.gui.desk.form import Form
from qa_desk.gui.desk.keys import DeskKeys
from qa_desk.gui.desk.mark_ties import MarkTies
from qa_desk.gui.desk.marking import Marking
from qa_desk.gui.desk.missing_list import MissingList
from qa_desk.gui.desk.panel import CriterionPanel
from qa_desk.gui.desk.panel_answers import PanelAnswers
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.desk.sound import DeskSound
from qa_desk.gui.library.case_evaluation import as_evaluation
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.rating_input import Choice
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.i18n import _
from qa_desk.services.cases.sheets import CaseStart
from qa_desk.services.keeping.change_journal import KeptChange
from qa_desk.services.scoring.inspecting_views import DeskView

_FORM_SHARE = 0.54


class AnswersPane(QWidget):
    """The waveform above, the form below it, and at the side the criterion or, in its place, what the case is about.

    Signals:
        changed: an answer, a reason, words or a mark is other.
        submit_requested: the person is done.
        passage_chosen: start and end of what was selected on the sound, in seconds; `use_selection` was asked for.
        selection_changed: whether something is selected on the sound.
        side_changed: "criterion" or "about", whichever stands beside the form now.
    """

    changed = Signal()
    submit_requested = Signal()
    passage_chosen = Signal(float, float)
    selection_changed = Signal(bool)
    side_changed = Signal(str)

    def __init__(self, context: PageContext, about: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme, commands = context.theme, context.commands
        self._context = context
        self._scoring: Scoring | None = None
        self.waveform = Waveform(theme=theme)
        self._saver = Saver(_Nowhere(), context.jobs, context.services.now, self)
        self.sound = DeskSound(
            context, self.waveform, self, without_it=_("{problem} The case can still be written without it.")
        )
        self._marking = Marking(self.sound, self.waveform, self)
        self.form = Form(theme=theme)
        self.panel = CriterionPanel(self.sound, theme=theme, commands=commands, comment_title=_("Rationale"))
        self._missing = MissingList(self.scoring, anchor=self.form, theme=theme, parent=self)
        self._ties = MarkTies(self.scoring, marking=self._marking, anchor=self.panel.evidence, theme=theme, parent=self)
        self._keys = DeskKeys(
            self,
            self.scoring,
            form=self.form,
            panel=self.panel,
            marking=self._marking,
            missing=self._missing,
            ties=self._ties,
        )
        self._written = PanelAnswers(
            self.scoring, panel=self.panel, marking=self._marking, ties=self._ties, parent=self
        )
        self._side = QStackedWidget()
        self._about = about
        self._build()
        self._connect()
        self._keys.bind(commands, submit=self._submit, show_panel=self.show_criterion)
        self._keys.bind_sound(commands, self.sound, self.waveform)

    def scoring(self) -> Scoring | None:
        """The answers as they stand; None before a case is shown."""
        return self._scoring

    def show_start(self, start: CaseStart, title: str) -> None:
        """Put this case on the form, with what it says so far; the keyboard begins with what is asked anew."""
        self.let_go()
        view = _view_of(start, self._context.services.now())
        scoring = Scoring(self._context, self._saver, view, self)
        self._scoring = scoring
        asked = start.change.asked if start.change is not None else frozenset[str]()
        scoring.go_to(next((key for key in scoring.shown_keys if key in asked), scoring.current))
        scoring.changed.connect(self._show_scoring)
        scoring.changed.connect(self.changed)
        scoring.current_changed.connect(self._on_current_changed)
        self.form.show_version(view.version, read_only=False)
        self.sound.load(view, title)
        self._marking.show_scoring(scoring)
        self.panel.show_scoring(scoring)
        self._show_scoring()
        self.form.set_current(scoring.current)
        self._show_current()

    def answers(self) -> tuple[CaseAnswer, ...]:
        """What is answered, with what is typed this moment."""
        self.panel.flush()
        assert self._scoring is not None, "a case is shown first"
        said = {answer.criterion_key: answer for answer in self._scoring.evaluation.answers}
        return tuple(
            CaseAnswer(one.criterion_key, one.rating, one.na, one.reasons, one.comment)
            for key in self._scoring.shown_keys
            if (one := said.get(key)) is not None
        )

    def marks(self) -> tuple[CaseMark, ...]:
        """The evidence left on the sound, with the note that is typed this moment."""
        self.panel.evidence.stop_writing(keeps=True)
        assert self._scoring is not None, "a case is shown first"
        return tuple(
            CaseMark(mark.criterion_key, mark.start_s, mark.end_s, mark.note) for mark in self._scoring.evaluation.marks
        )

    def show_about(self) -> None:
        """Show what the case is about in place of the criterion."""
        self._side.setCurrentWidget(self._about)
        self.side_changed.emit("about")

    def show_criterion(self) -> None:
        """Show the criterion."""
        self._side.setCurrentWidget(self.panel)
        self.side_changed.emit("criterion")

    @property
    def shows_about(self) -> bool:
        """Whether what the case is about is shown."""
        return self._side.currentWidget() is self._about

    @property
    def selection(self) -> Passage | None:
        """What is selected on the sound."""
        return self._marking.passage

    def use_selection(self) -> None:
        """Say what is selected as the passage of the case."""
        chosen = self.selection
        if chosen is not None:
            self.passage_chosen.emit(round(chosen.start_s, 3), round(chosen.end_s, 3))

    def show_passage(self, passage: tuple[float, float] | None) -> None:
        """Bring the passage of the case into view; the whole call where there is none."""
        if passage is None:
            self.waveform.zoom_all()
            return
        margin = max(1.0, (passage[1] - passage[0]) / 5)
        self.waveform.view.show_range(max(0.0, passage[0] - margin), min(passage[1] + margin, self.sound.duration_s))

    def leave(self) -> None:
        """Off the screen: be silent, keep what is typed."""
        if self._scoring is not None:
            self.panel.flush()
            self.sound.release()

    def resume(self) -> None:
        """Back on the screen."""
        if self._scoring is not None:
            self.sound.resume()

    def let_go(self) -> None:
        """Take the case off the form."""
        if self._scoring is not None:
            self.leave()
            self.sound.forget()
            self._scoring.let_go()
            self._scoring.deleteLater()
            self._scoring = None

    def take_keyboard(self) -> None:
        """Let the keys of the form act."""
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.setObjectName("case_answers")
        self._side.addWidget(self.panel)
        self._side.addWidget(self._about)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.form, round(100 * _FORM_SHARE))
        middle.addWidget(self._side, round(100 * (1 - _FORM_SHARE)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.waveform)
        column.addLayout(middle, 1)

    def _connect(self) -> None:
        self._marking.selection_changed.connect(self._show_current)
        self._marking.selection_changed.connect(lambda: self.selection_changed.emit(self.selection is not None))
        self._marking.note_wanted.connect(self._write_note)
        self.sound.drawn.connect(self._show_current)
        self._written.step_requested.connect(self._keys.step)
        self._written.finished.connect(self.take_keyboard)
        self.form.criterion_chosen.connect(self._choose)
        self.form.choice_made.connect(self._take_choice)
        self.form.reasons_requested.connect(self._note_reasons)
        self.form.finished.connect(self.take_keyboard)
        self._missing.part_chosen.connect(self._keys.go_to_missing)

    def _submit(self) -> None:
        self.submit_requested.emit()

    def _choose(self, key: str) -> None:
        if self._scoring is not None:
            self._scoring.go_to(key)
        self.show_criterion()
        self.take_keyboard()

    def _take_choice(self, key: str, choice: Choice) -> None:
        if self._scoring is not None:
            self._scoring.go_to(key)
            self._scoring.rate(key, choice)
        self.take_keyboard()

    def _note_reasons(self, key: str) -> None:
        self._choose(key)
        self.panel.reasons.take_keyboard()

    def _write_note(self, mark_id: str) -> None:
        self.show_criterion()
        self.panel.evidence.write_note(mark_id)

    def _on_current_changed(self, key: str) -> None:
        self.show_criterion()
        self.form.set_current(key)
        self._show_current()

    def _show_scoring(self) -> None:
        scoring = self._scoring
        if scoring is not None:
            self.form.show_answers(scoring.evaluation, scoring.result, scoring.missing, hides_score=False)
            self._show_current()

    def _show_current(self) -> None:
        if self._scoring is None:
            return
        self._marking.draw()
        evidence, hint = self.panel.evidence, self._context.commands.hint
        evidence.set_has_passage(self._marking.passage is not None, hint("sound.mark"), hint("form.mark_good"))
        evidence.set_can_add(self._marking.can_mark)
        self.panel.show_current(self._marking.selected_id)


class _Nowhere:
    """Changes of the form stay on it: a case is proposed as a whole."""

    def write_down(self, kept: KeptChange) -> None:
        """Not on the disk."""

    def keep(self, kept: KeptChange) -> object:
        """Not in the store."""
        return None

    def drop(self, kept: KeptChange) -> None:
        """Nothing to take back."""


def _view_of(start: CaseStart, now: datetime) -> DeskView:
    """The sheet as the desk would show an evaluation that says the same."""
    sheet = start.sheet
    evaluation = as_evaluation(sheet.call_id, start.version.id, sheet.answers, sheet.marks, now)
    return DeskView(evaluation, start.version, start.detail, Purpose.PRACTICE, False, "", ())
