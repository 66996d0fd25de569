"""One call: its sound, the evaluations the reader may see with their answers and marks, and what is known of it."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.domain.calls import AgentChannel, RecordingState
from qa_desk.domain.evaluation import Mark
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.domain.talk import TalkFigures
from qa_desk.domain.time_line import line_of
from qa_desk.gui.calls.call_facts import CallFacts
from qa_desk.gui.calls.call_material import CallMaterial
from qa_desk.gui.calls.columns import call_title
from qa_desk.gui.calls.evaluation_head import HISTORY, EvaluationHead
from qa_desk.gui.calls.evaluations_table import evaluation_columns
from qa_desk.gui.calls.waiting import Waiting
from qa_desk.gui.desk.answer_rows import AnswerRow, answer_columns, answer_rows, waveform_marks
from qa_desk.gui.desk.history import HistoryView
from qa_desk.gui.desk.transcript import TranscriptView
from qa_desk.gui.shell.notices import is_away, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.sound.passage_in_hand import PassageInHand
from qa_desk.gui.widgets.sound.row_sound import RowPassage, RowSound
from qa_desk.gui.widgets.sound.sides import side_of
from qa_desk.gui.widgets.sound.waveform_reading import Drawing
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.i18n import _
from qa_desk.services.calls.listening import CallDetail
from qa_desk.services.scoring.inspecting_views import ScoredEvaluation

_SPLITTER = "call"
_LEFT, _RIGHT = 800, 400
_MOST_ROWS = 4


class CallView(QWidget):
    """The body of one call's page. Blindness was settled by the service: what is not here may not be seen."""

    def __init__(self, context: PageContext, sound: RowSound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._sound = sound
        self._material: CallMaterial | None = None
        self._drawn: Drawing | None = None
        self._rows: tuple[AnswerRow, ...] = ()
        self.setObjectName("call_view")
        self._build()
        self._connect()

    @property
    def material(self) -> CallMaterial | None:
        """The call shown."""
        return self._material

    @property
    def title(self) -> str:
        """The call by its key and agent."""
        if self._material is None:
            return ""
        detail = self._material.detail
        return call_title(detail.call.key, detail.agent.name if detail.agent else "")

    @property
    def answers(self) -> DataTable[AnswerRow]:
        """The answers of the evaluation chosen."""
        return self._answers

    @property
    def evaluations(self) -> DataTable[ScoredEvaluation]:
        """The evaluations that may be seen."""
        return self._evaluations

    def show_call(self, material: CallMaterial) -> None:
        """Show this call; another than before is loaded into the transport."""
        is_other = self._material is None or self._material.detail.call.id != material.detail.call.id
        self._material = material
        self._facts.show_call(material.detail)
        self._transcript.show_passages(material.transcript)
        self._tabs.setVisible(bool(material.transcript))
        if not material.transcript:
            self._tabs.set_value(0)
            self._side.setCurrentIndex(0)
        if is_other:
            self._load(material.detail)
        self._evaluations.set_rows(material.evaluations)
        self._evaluations.setVisible(bool(material.evaluations))
        self._said.setVisible(bool(material.evaluations))
        self._nothing.setVisible(not material.evaluations)
        self._waiting.list.show_assignments(material.waiting)
        self._fit_evaluations(len(material.evaluations))
        if material.evaluations and self._evaluations.current_row() is None:
            self._evaluations.select_first()
        self._show_answers()
        if is_other:
            (self._answers if material.evaluations else self._transcript).setFocus()

    def point_at(self, evaluation_id: EvaluationId, criterion_key: str) -> None:
        """Go to an evaluation and an answer of it, with its first passage in view; what may not be seen stays away."""
        if not self._evaluations.select_key(evaluation_id):
            return
        self._show_answers()
        if not self._answers.select_key(criterion_key):
            return
        row = self._answers.current_row()
        if row is not None and row.marks:
            self._waveform.set_marks(waveform_marks(self._rows), str(row.marks[0].id))
            self._waveform.reveal_mark(str(row.marks[0].id))

    def leave(self) -> None:
        """Be silent; coming back begins with the call loaded anew."""
        self._material, self._drawn = None, None

    def _build(self) -> None:
        context, theme = self._context, self._context.theme
        self._waveform = Waveform(theme=theme)
        self._evaluations: DataTable[ScoredEvaluation] = DataTable(
            evaluation_columns(lambda: self._material.detail.time_zone if self._material else "UTC"),
            theme=theme,
            key=lambda scored: scored.evaluation.id,
            name="evaluations",
            title=_("Evaluations"),
        )
        self._answers: DataTable[AnswerRow] = DataTable(
            answer_columns(),
            theme=theme,
            key=lambda row: row.key,
            group=lambda row: row.section,
            name="answers",
            title=_("Answers"),
        )
        self._nothing = QLabel(_("There is no evaluation of this call that you may see."))
        self._nothing.setObjectName("no_evaluation")
        self._nothing.setProperty("tone", "muted")
        self._nothing.setWordWrap(True)
        left = QWidget()
        column = QVBoxLayout(left)
        edge = theme.size("xl") - theme.size("sm")
        column.setContentsMargins(edge, theme.size("sm"), theme.size("sm"), 0)
        column.setSpacing(theme.size("sm"))
        self._waiting = Waiting(context, self)
        self._head = EvaluationHead(context)
        self._history = HistoryView(theme=theme)
        self._said = QStackedWidget()
        self._said.addWidget(self._answers)
        self._said.addWidget(self._history)
        parts = ((self._waiting.list, 0), (self._nothing, 0), (self._evaluations, 0), (self._head, 0), (self._said, 1))
        for widget, stretch in parts:
            column.addWidget(widget, stretch)
        column.addStretch(0)
        self._facts = CallFacts(theme=theme)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._facts)
        self._transcript = TranscriptView(theme=theme)
        self._tabs = SegmentedChoice(
            (Segment(0, _("About the call")), Segment(1, _("Transcript"))), theme=theme, name="call_tabs"
        )
        self._tabs.set_value(0)
        self._side = QStackedWidget()
        self._side.addWidget(area)
        self._side.addWidget(self._transcript)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(0, theme.size("md"), 0, 0)
        side.setSpacing(0)
        side.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignHCenter)
        side.addWidget(self._side, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(0, 1)
        kept = context.settings.current.splitters.get(_SPLITTER)
        self._splitter.setSizes(list(kept) if kept else [theme.px(_LEFT), theme.px(_RIGHT)])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self._waveform)
        body.addWidget(self._splitter, 1)

    def _connect(self) -> None:
        context = self._context
        self._tabs.chosen.connect(self._side.setCurrentIndex)
        self._head.part_chosen.connect(self._show_part)
        self._head.done.connect(self._answers.setFocus)
        self._evaluations.current_changed.connect(lambda _scored: self._show_answers())
        self._answers.row_opened.connect(self._play_evidence)
        self._answers.play_requested.connect(self._play_evidence)
        self._answers.clicked.connect(self._on_answer_clicked)
        self._waveform.seek_requested.connect(self._seek)
        self._waveform.mark_clicked.connect(self._play_mark_of)
        self._transcript.seek_requested.connect(self._seek)
        self._sound.changed.connect(self._on_sound_changed)
        loader = self._sound.loader
        loader.fetched.connect(self._on_fetched)
        loader.grown.connect(self._on_grown)
        loader.found.connect(lambda _found: self._on_heard_changed())
        loader.heard_changed.connect(self._on_heard_changed)
        loader.failed.connect(self._on_failed)
        waveform = self._waveform
        PassageInHand(
            context, waveform.detail, loader, self, show_loop=waveform.set_loop, is_shown=self._is_loaders_call
        )
        self._splitter.splitterMoved.connect(lambda _position, _index: self._keep_splitter())
        context.commands.bind(
            self,
            {
                "sound.next_mark": lambda: self._step_marks(1),
                "sound.previous_mark": lambda: self._step_marks(-1),
                "sound.zoom_in": self._waveform.zoom_in,
                "sound.zoom_out": self._waveform.zoom_out,
                "sound.zoom_all": self._waveform.zoom_all,
                "sound.view_back": lambda: self._waveform.turn_page(-1),
                "sound.view_forward": lambda: self._waveform.turn_page(1),
                "list.open": lambda: self._play_evidence(self._answers.current_row()),
            },
            enabled={"list.open": self._has_evidence},
        )

    def _keep_splitter(self) -> None:
        kept = dict(self._context.settings.current.splitters) | {_SPLITTER: self._splitter.sizes()}
        self._context.settings.change(splitters=kept)

    def _fit_evaluations(self, n_rows: int) -> None:
        theme = self._context.theme
        self._evaluations.setFixedHeight(theme.px(28) + min(n_rows, _MOST_ROWS) * theme.size("row_table") + 2)

    def _load(self, detail: CallDetail) -> None:
        line = line_of(detail.call, detail.recordings)
        parts = tuple(Passage(part.start_s, part.end_s) for part in line.parts)
        self._drawn = None
        self._waveform.set_call(line.duration_s, side_of(detail.recordings), parts=parts)
        if all(one.state is RecordingState.MISSING for one in detail.recordings):
            self._show_no_sound(detail)
            return
        self._waveform.show_busy()
        if self._sound.position_s(detail.call.id) is None:
            self._sound.pause()
        self._sound.make_ready(self._passage())
        self._on_sound_changed()

    def _show_no_sound(self, detail: CallDetail) -> None:
        if detail.call.is_monitored and not detail.recordings:
            self._waveform.set_call(detail.call.duration_s or 0.0, AgentChannel.MONO)
            self._waveform.show_remark(_("heard as it was spoken, not recorded"))
        else:
            self._waveform.set_call(0.0, AgentChannel.MONO)
            self._waveform.show_error(_("The recording of this call did not come. Import it again with its file."))

    def _passage(self, mark: Mark | None = None) -> RowPassage:
        assert self._material is not None
        call_id = self._material.detail.call.id
        if mark is None:
            return RowPassage(call_id, self.title)
        return RowPassage(call_id, self.title, mark.start_s, mark.end_s, mark.note)

    def _on_sound_changed(self) -> None:
        if self._material is None or not self._material.detail.recordings:
            return
        call_id = self._material.detail.call.id
        drawing = self._sound.drawing(call_id)
        if drawing is not None and drawing is not self._drawn:
            self._drawn = drawing
            self._waveform.set_peaks(drawing.peaks, drawing.activity)
            self._ask_for_talk(call_id)
        position_s = self._sound.position_s(call_id)
        if position_s is not None:
            self._waveform.set_position(position_s)
            self._transcript.set_position(position_s)

    def _ask_for_talk(self, call_id: CallId) -> None:
        """Who spoke how much; asked for once the peaks are kept, from which it is measured."""
        listening, actor = self._context.services.listening, self._context.actor

        def show(figures: TalkFigures | None) -> None:
            if self._material is not None and self._material.detail.call.id == call_id:
                self._facts.show_talk(figures)

        self._context.jobs.run(
            self,
            _("Measuring who speaks"),
            lambda _progress: listening.talk_figures(actor, call_id),
            show,
            lambda _error: None,
            lane="audio",
            is_quiet=True,
        )

    def _on_grown(self, peaks: Peaks, share: float) -> None:
        if self._is_loaders_call():
            self._waveform.show_partial(peaks, share)

    def _on_fetched(self, share: float) -> None:
        if self._is_loaders_call():
            self._waveform.show_fetching(share)

    def _on_failed(self, error: Exception) -> None:
        if self._is_loaders_call():
            if is_away(error):
                self._waveform.show_remark(_("comes when the recordings store is back"))
            else:
                self._waveform.show_error(sentence(error))

    def _on_heard_changed(self) -> None:
        if self._is_loaders_call():
            self._waveform.set_heard(self._sound.loader.heard.passages)

    def _is_loaders_call(self) -> bool:
        return self._material is not None and self._sound.loader.call_id == self._material.detail.call.id

    def _show_answers(self) -> None:
        scored = self._evaluations.current_row()
        self._rows = answer_rows(scored) if scored is not None else ()
        self._answers.set_rows(self._rows)
        self._waveform.set_marks(waveform_marks(self._rows))
        if self._rows and self._answers.current_row() is None:
            self._answers.select_first()
        self._show_history(scored)

    def _show_history(self, scored: ScoredEvaluation | None) -> None:
        material = self._material
        history = material.histories.get(scored.evaluation.id, ()) if material is not None and scored else ()
        if material is not None and scored is not None:
            self._history.show_history(
                history, scored.version, time_zone=material.detail.time_zone, owner_name=material.owner_name
            )
        self._head.show_evaluation(scored, has_history=bool(history))

    def _show_part(self, part: str) -> None:
        self._said.setCurrentWidget(self._history if part == HISTORY else self._answers)

    def _has_evidence(self) -> bool:
        row = self._answers.current_row()
        return row is not None and bool(row.marks)

    def _on_answer_clicked(self, index: QModelIndex) -> None:
        if index.column() == self._answers.model().columnCount() - 1:
            self._play_evidence(self._answers.current_row())

    def _play_evidence(self, row: AnswerRow | None) -> None:
        """Play the row's passage; pressed again, the next one, where it has several."""
        if row is None or not row.marks:
            return
        playing = [place for place, mark in enumerate(row.marks) if self._sound.is_playing(self._passage(mark))]
        place = (playing[0] + 1) % len(row.marks) if playing and len(row.marks) > 1 else 0
        self._play_mark(row.marks[place])

    def _play_mark(self, mark: Mark) -> None:
        self._waveform.set_marks(waveform_marks(self._rows), str(mark.id))
        self._waveform.reveal_mark(str(mark.id))
        self._sound.toggle(self._passage(mark))

    def _play_mark_of(self, mark_id: str) -> None:
        mark = next((mark for mark in self._marks() if str(mark.id) == mark_id), None)
        if mark is not None:
            self._play_mark(mark)

    def _marks(self) -> list[Mark]:
        return sorted((mark for row in self._rows for mark in row.marks), key=lambda mark: mark.start_s)

    def _step_marks(self, direction: int) -> None:
        marks = self._marks()
        if not marks or self._material is None:
            return
        here = self._sound.position_s(self._material.detail.call.id) or 0.0
        ahead = [mark for mark in marks if (mark.start_s - here) * direction > 0.5]
        if ahead:
            self._play_mark(ahead[0] if direction > 0 else ahead[-1])

    def _seek(self, position_s: float) -> None:
        self._sound.seek(self._passage(), position_s)
