"""The scoring desk: header, sound, form and panel of one call, with the keys that work all of it."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.audio.passage import Passage
from qa_desk.domain.evaluation import DeskPlace
from qa_desk.gui.desk.form import Form
from qa_desk.gui.desk.header import CallHeader, call_title
from qa_desk.gui.desk.history import HistoryView
from qa_desk.gui.desk.keys import DeskKeys
from qa_desk.gui.desk.live_call import LiveCall
from qa_desk.gui.desk.mark_ties import MarkTies
from qa_desk.gui.desk.marking import Marking
from qa_desk.gui.desk.missing_list import MissingList
from qa_desk.gui.desk.missing_words import counted
from qa_desk.gui.desk.panel import CriterionPanel
from qa_desk.gui.desk.panel_answers import PanelAnswers
from qa_desk.gui.desk.remark import DeskRemark, only_passage
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.desk.side import HISTORY, PANEL, DeskSide
from qa_desk.gui.desk.sound import DeskSound
from qa_desk.gui.desk.standing import DeskStanding
from qa_desk.gui.desk.submitting import Submitting
from qa_desk.gui.desk.transcript import TranscriptView
from qa_desk.gui.desk.two_answers import TwoAnswersPart
from qa_desk.gui.shell.dates import time_to_second
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.rating_input import Choice
from qa_desk.gui.widgets.status_line import StatusLine
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.i18n import _
from qa_desk.services.keeping.change_journal import KeptChange
from qa_desk.services.scoring.inspecting_views import DeskView

_FORM_SHARE = 0.517
_LEAST_FORM = 560
_LEAST_PANEL = 400


class DeskWidget(QWidget):
    """One evaluation at a time: `show_view` what `Inspecting.open` returned, `leave` before it goes off the screen.

    Signals:
        submitted: the `Changes`, once the evaluation is handed in.
        reopened: the `Changes`, once what was submitted is taken back.
    """

    submitted = Signal(object)
    reopened = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._scoring: Scoring | None = None
        theme, commands = context.theme, context.commands
        self.waveform = Waveform(theme=theme)
        self._saver = Saver(_KeptFor(context), context.jobs, context.services.now, self)
        self._sound = DeskSound(context, self.waveform, self)
        self._marking = Marking(self._sound, self.waveform, self)
        self.passage = DeskRemark(theme=theme)
        self.live = LiveCall(context, self._sound, self.waveform, self)
        self.header = CallHeader(theme=theme, commands=commands, now=context.services.now)
        self.form = Form(theme=theme)
        self.panel = CriterionPanel(self._sound, theme=theme, commands=commands)
        self.transcript = TranscriptView(theme=theme)
        self.status = StatusLine(theme=theme)
        self._side = DeskSide(context, self.panel, self.transcript, status=self.status)
        self._missing = MissingList(lambda: self._scoring, anchor=self.status.missing_button, theme=theme, parent=self)
        self._ties = MarkTies(
            lambda: self._scoring, marking=self._marking, anchor=self.panel.evidence, theme=theme, parent=self
        )
        self._keys = DeskKeys(
            self,
            lambda: self._scoring,
            form=self.form,
            panel=self.panel,
            marking=self._marking,
            missing=self._missing,
            ties=self._ties,
        )
        self.standing = DeskStanding(
            context,
            self._saver,
            self,
            header=self.header,
            status=self.status,
            place=self._place,
            is_listening=lambda: self._sound.is_playing or self.live.is_on,
        )
        self._submitting = Submitting(context, self._saver, lambda: self._scoring, header=self.header, parent=self)
        self.two_answers = TwoAnswersPart(context, self._saver)
        self._written = PanelAnswers(
            lambda: self._scoring, panel=self.panel, marking=self._marking, ties=self._ties, parent=self
        )
        self._build()
        self._connect()
        self._keys.bind(commands, submit=self.submit, show_panel=partial(self._side.show_part, PANEL))
        self._keys.bind_sound(commands, self._sound, self.waveform)
        self.two_answers.bring_back()

    @property
    def scoring(self) -> Scoring | None:
        """The evaluation on the desk."""
        return self._scoring

    @property
    def history(self) -> HistoryView:
        """What the evaluation said before it was opened again."""
        return self._side.history

    @property
    def title(self) -> str:
        """The call on the desk: "1043 · Li Na"."""
        return call_title(self._scoring.view) if self._scoring is not None else ""

    def show_view(self, view: DeskView) -> None:
        """Put this evaluation on the desk; what was on it is kept first. The same one again stays where it is."""
        if self._scoring is not None and self._scoring.evaluation.id == view.evaluation.id:
            view = replace(view, place=self._place())
        self.let_go()
        scoring = Scoring(self._context, self._saver, view, self)
        self._scoring = scoring
        scoring.changed.connect(self._show_scoring)
        scoring.current_changed.connect(self._on_current_changed)
        self.header.show_call(view)
        self.form.show_version(view.version, read_only=scoring.is_read_only, folded=view.place.folded)
        self._sound.load(view, call_title(view))
        self._show_passage(view.passage)
        self.live.show(view)
        self._marking.show_scoring(scoring)
        self.panel.show_scoring(scoring)
        self.status.set_saved("")
        self._side.show_view(view)
        self._show_scoring()
        self._show_heard()
        self._side.show_part(PANEL)
        self.form.set_current(scoring.current, opens=False)
        self._show_current()
        self.standing.begin(scoring)
        self.two_answers.look(view.evaluation.id)
        self.take_keyboard()

    def leave(self) -> None:
        """The desk goes off the screen: keep what is typed and heard, stop the sound."""
        if self._scoring is not None:
            self._take_in_typing()
            self._sound.release()
            self.standing.pause()
            self.live.leave()

    def resume(self) -> None:
        """The desk comes back on the screen as it was; its sound is loaded again if another took its place."""
        self._sound.resume()
        self.standing.resume()
        self.live.resume()
        self.take_keyboard()

    def let_go(self) -> None:
        """Take the evaluation off the desk."""
        self.leave()
        if self._scoring is not None:
            self.standing.end()
            self.two_answers.clear()
            self.live.let_go()
            self._sound.forget()
            self._scoring.let_go()
            self._scoring.deleteLater()
            self._scoring = None
        self._submitting.forget()

    def take_keyboard(self) -> None:
        """Let the keys of the form act."""
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.setObjectName("desk")
        self._line = QWidget()
        self._line.setObjectName("desk_line")
        self._line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._line.setFixedWidth(self._context.theme.size("hairline"))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.form, 1)
        middle.addWidget(self._line)
        middle.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.standing.remark)
        column.addWidget(self.passage)
        column.addWidget(self.two_answers)
        column.addWidget(self.live.bar)
        column.addWidget(self.waveform)
        column.addLayout(middle, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        self._saver.saved.connect(self._on_saved)
        self._saver.failed.connect(lambda _error, _of: self.status.set_saved(""))
        self.standing.losing.connect(self._take_in_typing)
        self.standing.lost.connect(self._lock)
        self._sound.heard_changed.connect(self._show_heard)
        self._sound.heard_settled.connect(self._save_heard)
        self._sound.drawn.connect(self._show_current)
        self._marking.selection_changed.connect(self._show_current)
        self._marking.note_wanted.connect(self._write_note)
        self._submitting.submit_begun.connect(self._keep_typing)
        self._submitting.something_missing.connect(self._keys.go_to_next_missing)
        self.live.over.connect(self._read_sound_anew)
        self._submitting.submitted.connect(lambda _changes: self.live.end())
        self._submitting.submitted.connect(self.submitted)
        self._submitting.reopened.connect(self.reopened)
        self._submitting.put_aside.connect(self._lock)
        self.two_answers.chosen.connect(self.reopened)
        # The server was heard: whatever waits for it needs not wait for the next try.
        self._context.hub.subscribe(self, lambda _changes: self._saver.try_again() if self._saver.is_away else None)
        self._written.step_requested.connect(self._keys.step)
        self._written.finished.connect(self.take_keyboard)
        self.form.criterion_chosen.connect(self._choose_criterion)
        self.form.choice_made.connect(self._take_choice)
        self.form.reasons_requested.connect(self._note_reasons)
        self.form.finished.connect(self.take_keyboard)
        self.standing.history_requested.connect(partial(self._side.show_part, HISTORY))
        self.status.missing_requested.connect(self._missing.open)
        self._missing.part_chosen.connect(self._keys.go_to_missing)
        self.transcript.seek_requested.connect(self._sound.seek)
        if self._context.player is not None:
            self._context.player.position_changed.connect(self._on_position_changed)

    def _take_choice(self, key: str, choice: Choice) -> None:
        if self._scoring is not None:
            self._scoring.go_to(key)
            self._scoring.rate(key, choice)
        self.take_keyboard()

    def _choose_criterion(self, key: str) -> None:
        if self._scoring is not None:
            self._scoring.go_to(key)
        self.take_keyboard()

    def _note_reasons(self, key: str) -> None:
        self._choose_criterion(key)
        self._side.show_part(PANEL)
        self.panel.reasons.take_keyboard()

    def _write_note(self, mark_id: str) -> None:
        self._side.show_part(PANEL)
        self.panel.evidence.write_note(mark_id)

    def _show_scoring(self) -> None:
        """Answers or marks changed."""
        scoring = self._scoring
        if scoring is None:
            return
        self.header.show_result(scoring)
        evaluation, result, hides_score = scoring.evaluation, scoring.result, scoring.view.hides_score
        self.form.show_answers(evaluation, result, scoring.missing, hides_score=hides_score)
        n_missing = len({part.criterion_key for part in scoring.missing})
        if not n_missing:
            self._submitting.forget()
        hint = self._context.commands.hint("form.next_missing")
        self.status.set_missing(n_missing, hint, words=counted(scoring.missing))
        self._show_current()

    def _show_current(self) -> None:
        """Another criterion, mark or passage is the current one, or what is known of it changed."""
        self._marking.draw()
        evidence, hint = self.panel.evidence, self._context.commands.hint
        has_passage = self._marking.passage is not None
        evidence.set_has_passage(has_passage, hint("sound.mark"), hint("form.mark_good"))
        evidence.set_can_add(self._marking.can_mark)
        self.panel.show_current(self._marking.selected_id)

    def _on_current_changed(self, key: str) -> None:
        self._side.show_part(PANEL)
        self.form.set_current(key)
        self._show_current()

    def _show_passage(self, passage: tuple[float, float] | None) -> None:
        self.waveform.set_case(Passage(*passage) if passage else None)
        hear = partial(self._sound.play_passage, *passage) if passage else None
        self.passage.show_notice(only_passage(passage, hear) if passage and hear else None)

    def _show_heard(self) -> None:
        self.status.set_listened(self._sound.heard_share if self._sound.can_be_heard else None)

    def _save_heard(self) -> None:
        if self._scoring is not None:
            self._scoring.save_heard(self._sound.heard, self._sound.heard_share)

    def _on_position_changed(self, position_s: float) -> None:
        if self.transcript.isVisible():
            self.transcript.set_position(position_s)

    def _read_sound_anew(self) -> None:
        """The call has ended: what was recorded of it can be heard; answers and undo stay as they are."""
        scoring = self._scoring
        if scoring is None:
            return
        inspecting, actor = self._context.services.inspecting, self._context.actor
        self._context.jobs.run(
            self,
            _("Opening the recording"),
            lambda _progress: inspecting.open(actor, scoring.evaluation.assignment_id),
            partial(self._show_sound_anew, scoring),
            is_quiet=True,
        )

    def _show_sound_anew(self, scoring: Scoring, view: DeskView) -> None:
        if scoring is self._scoring:
            self.header.show_call(view)
            self.header.show_result(scoring)
            self._sound.load(view, call_title(view))
            self._show_current()
            self._show_heard()

    def _on_saved(self, moment: datetime, of: object) -> None:
        if self._scoring is not None and of == self._scoring.evaluation.id:
            words = time_to_second(moment, self._scoring.view.detail.time_zone)
            self.status.set_saved(_("saved {time}").format(time=words))

    def submit(self) -> None:
        """Hand in, or go to what is missing."""
        self._submitting.submit()

    def _keep_typing(self) -> None:
        """What is typed and heard goes to the store before anything else is decided."""
        self._take_in_typing()
        self._save_heard()

    def _take_in_typing(self) -> None:
        self.panel.evidence.stop_writing(keeps=True)
        self.panel.flush()

    def _lock(self) -> None:
        """Another desk has the draft: look, and change nothing."""
        for row in self.form.rows.values():
            row.set_read_only(True)
        self._sound.set_can_mark(False)
        self.panel.set_read_only(True)
        self._show_scoring()

    def _place(self) -> DeskPlace:
        """Where the draft stands."""
        scoring = self._scoring
        if scoring is None:
            return DeskPlace()
        return DeskPlace(*self._sound.place, scoring.current, self.form.folded)

    def _measure(self) -> None:
        theme = self._context.theme
        least = min(theme.px(_LEAST_FORM), self.width() - theme.px(_LEAST_PANEL))
        form = max(round(_FORM_SHARE * self.width()), least)
        panel = max(self.width() - form - self._line.width(), 0)
        self._side.setFixedWidth(panel)
        self.status.set_panel_width(panel + self._line.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What a one-line field of the form did not want: up and down walk the criteria from there as well.
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
            return
        self.take_keyboard()
        self._keys.step(by)


class _KeptFor:
    """Where the saver's changes go: kept for whoever signed in."""

    def __init__(self, context: PageContext) -> None:
        self._carrying_on, self._actor = context.services.carrying_on, context.actor

    def write_down(self, kept: KeptChange) -> None:
        self._carrying_on.write_down(self._actor, kept)

    def keep(self, kept: KeptChange) -> object:
        return self._carrying_on.keep(self._actor, kept)

    def drop(self, kept: KeptChange) -> None:
        self._carrying_on.drop(self._actor, kept)
