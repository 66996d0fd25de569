"""A case on the screen: the sound with its passage and evidence, every answer with why, facts and history beside."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from qa_desk.audio.passage import Passage
from qa_desk.domain.evaluation import DeskPlace, Mark, Purpose
from qa_desk.domain.ids import PersonId
from qa_desk.gui.desk.answer_rows import AnswerRow, answer_columns, answer_rows, waveform_marks
from qa_desk.gui.desk.sound import DeskSound
from qa_desk.gui.library.case.facts import CaseFacts
from qa_desk.gui.library.case.history import History
from qa_desk.gui.library.case_evaluation import as_evaluation
from qa_desk.gui.library.case_parts import label
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.i18n import _
from qa_desk.services.cases.curating import CaseView
from qa_desk.services.cases.sheets import CaseStep
from qa_desk.services.scoring.inspecting_views import DeskView, ScoredEvaluation

_SPLITTER = "standard_case"
_LEFT, _RIGHT = 700, 420


class CaseSheetView(QWidget):
    """One version of a case.

    Signals:
        call_requested: show its call.
        care_changed: owner and day of review that the person entered.
        version_requested: number of another version.
    """

    call_requested = Signal()
    care_changed = Signal(object, object)
    version_requested = Signal(int)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: CaseView | None = None
        self._rows: tuple[AnswerRow, ...] = ()
        self._played_id: str | None = None
        self.waveform = Waveform(theme=context.theme)
        self.sound = DeskSound(
            context, self.waveform, self, without_it=_("{problem} What is settled and why can still be read.")
        )
        self._build()
        self._connect()

    def show_case(self, view: CaseView, steps: tuple[CaseStep, ...], owners: tuple[tuple[PersonId, str], ...]) -> None:
        """Show this version; the sound of the same call goes on."""
        shown = self._view
        self._view = view
        case = view.case
        evaluation = as_evaluation(
            case.call_id, case.version_id, case.answers, case.marks, self._context.services.now(), is_done=True
        )
        self._rows = answer_rows(ScoredEvaluation(evaluation, "", view.version, view.result, view.result))
        self.answers.set_rows(self._rows)
        if shown is None or shown.case.id != case.id:
            self.answers.clearSelection()
            self.answers.select_first()
        self._show_why(self.answers.current_row())
        if shown is None or (shown.case.call_id, shown.case.passage) != (case.call_id, case.passage):
            self._played_id = None
            self.sound.load(self._on_desk(view), case.code)
        self._show_on_sound()
        self._show_side(view, steps, owners)

    def leave(self) -> None:
        """Off the screen: be silent."""
        if self._view is not None:
            self.sound.release()

    def resume(self) -> None:
        """Back on the screen."""
        if self._view is not None:
            self.sound.resume()

    def _build(self) -> None:
        theme = self._context.theme
        self.setObjectName("case_view")
        self.answers: DataTable[AnswerRow] = DataTable(
            answer_columns(),
            theme=theme,
            key=lambda row: row.key,
            group=lambda row: row.section,
            name="case_settled",
            title=_("Settled answers"),
        )
        left = QWidget()
        column = QVBoxLayout(left)
        edge = theme.size("xl") - theme.size("sm")
        column.setContentsMargins(edge, theme.size("sm"), theme.size("sm"), 0)
        column.addWidget(self.answers, 1)
        self._why = label("")
        self._why.setObjectName("case_why")
        self._why.setContentsMargins(theme.size("sm"), theme.size("xs"), theme.size("sm"), theme.size("sm"))
        column.addWidget(self._why)
        self._side = QScrollArea()
        self._side.setObjectName("case_side_area")
        self._side.setWidgetResizable(True)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._side)
        self._splitter.setStretchFactor(0, 1)
        kept = self._context.settings.current.splitters.get(_SPLITTER)
        self._splitter.setSizes(list(kept) if kept else [theme.px(_LEFT), theme.px(_RIGHT)])
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.waveform)
        body.addWidget(self._splitter, 1)

    def _connect(self) -> None:
        self.answers.row_opened.connect(self._play_evidence)
        self.answers.play_requested.connect(self._play_evidence)
        self.answers.clicked.connect(self._on_clicked)
        self.answers.current_changed.connect(self._show_why)
        self.waveform.mark_clicked.connect(self._play_mark_of)
        # Once the files are found, the waveform begins anew without what was on it.
        self.sound.drawn.connect(self._show_on_sound)
        self._splitter.splitterMoved.connect(lambda _position, _index: self._keep_splitter())
        self._context.commands.bind(
            self,
            {
                "list.open": lambda: self._play_evidence(self.answers.current_row()),
                "sound.next_mark": lambda: self._step_marks(1),
                "sound.previous_mark": lambda: self._step_marks(-1),
                "sound.zoom_in": self.waveform.zoom_in,
                "sound.zoom_out": self.waveform.zoom_out,
                "sound.zoom_all": self.waveform.zoom_all,
            },
            enabled={"list.open": self._has_evidence},
        )

    def _on_desk(self, view: CaseView) -> DeskView:
        """The sound from where the case begins, its passage in view."""
        case = view.case
        evaluation = as_evaluation(case.call_id, case.version_id, (), (), self._context.services.now(), is_done=True)
        start_s, end_s = case.passage or (0.0, 0.0)
        margin = (end_s - start_s) / 5
        place = DeskPlace(start_s, max(0.0, start_s - margin), end_s + margin if case.passage else 0.0)
        return DeskView(evaluation, view.version, view.detail, Purpose.PRACTICE, False, "", (), place=place)

    def _show_on_sound(self) -> None:
        """The evidence, and the passage where the case is one."""
        if self._view is None:
            return
        passage = Passage(*self._view.case.passage) if self._view.case.passage else None
        self.waveform.set_marks(waveform_marks(self._rows), self._played_id)
        self.waveform.set_case(passage)
        if self.waveform.selection is None:
            self.waveform.set_selection(passage)

    def _show_side(self, view: CaseView, steps: tuple[CaseStep, ...], owners: tuple[tuple[PersonId, str], ...]) -> None:
        theme = self._context.theme
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.size("lg"), theme.size("md"), theme.size("xl"), theme.size("lg"))
        column.setSpacing(theme.size("lg"))
        facts = CaseFacts(self._context, view, owners)
        facts.call_requested.connect(self.call_requested)
        facts.care_changed.connect(self.care_changed)
        history = History(steps, view.case.number, view.detail.time_zone, theme=theme)
        history.version_requested.connect(self.version_requested)
        for part in (facts, label(_("History"), "title"), history):
            column.addWidget(part)
        column.addStretch(1)
        self._side.setWidget(side)

    def _show_why(self, row: AnswerRow | None) -> None:
        """The words of the row whole: its cell holds only their beginning."""
        self._why.setText(_("{criterion}: {why}").format(criterion=row.title, why=row.why) if row and row.why else "")
        self._why.setVisible(bool(self._why.text()))

    def _keep_splitter(self) -> None:
        kept = dict(self._context.settings.current.splitters) | {_SPLITTER: self._splitter.sizes()}
        self._context.settings.change(splitters=kept)

    def _has_evidence(self) -> bool:
        row = self.answers.current_row()
        return self.answers.hasFocus() and row is not None and bool(row.marks)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == self.answers.model().columnCount() - 1:
            self._play_evidence(self.answers.current_row())

    def _play_evidence(self, row: AnswerRow | None) -> None:
        if row is not None and row.marks:
            self._play(row.marks[0])

    def _play(self, mark: Mark) -> None:
        self._played_id = str(mark.id)
        self._show_on_sound()
        self.waveform.reveal_mark(str(mark.id))
        self.sound.play_passage(mark.start_s, max(mark.end_s, mark.start_s + 0.1))

    def _marks(self) -> list[Mark]:
        return sorted((mark for row in self._rows for mark in row.marks), key=lambda mark: mark.start_s)

    def _play_mark_of(self, mark_id: str) -> None:
        mark = next((mark for mark in self._marks() if str(mark.id) == mark_id), None)
        if mark is not None:
            self._play(mark)

    def _step_marks(self, direction: int) -> None:
        here = self.sound.position_s
        ahead = [mark for mark in self._marks() if (mark.start_s - here) * direction > 0.5]
        if ahead:
            self._play(ahead[0] if direction > 0 else ahead[-1])
