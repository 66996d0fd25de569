"""The form: sections with their heads, a row for each criterion; scrolls with the head of its section in sight."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import AnswerState, ScoreResult, SectionResult
from qa_desk.gui.desk.form_row import CriterionRow
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.badges import SectionHead
from qa_desk.i18n import _

COMPACT_WIDTH = 600


class Form(QScrollArea):
    """All criteria of a version with their answers.

    Signals:
        criterion_chosen: key of the row that was clicked.
        choice_made: key and `Choice`.
        reasons_requested: key of the criterion whose reasons are to be noted.
        finished: a number was confirmed in its field; the keyboard goes back to the form.
    """

    criterion_chosen = Signal(str)
    finished = Signal()
    choice_made = Signal(str, object)
    reasons_requested = Signal(str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sheet = _Sheet(theme)
        self._rows: dict[str, CriterionRow] = {}
        self._heads: dict[str, SectionHead] = {}
        self._current = ""
        self._build()

    @property
    def rows(self) -> Mapping[str, CriterionRow]:
        """The rows by key of their criterion."""
        return self._rows

    @property
    def heads(self) -> Mapping[str, SectionHead]:
        """The heads by key of their section."""
        return self._heads

    @property
    def wanted_height(self) -> int:
        """How high the form is without scrolling."""
        return self._sheet.sizeHint().height()

    def show_version(self, version: ScorecardVersion, *, read_only: bool) -> None:
        """Another form, nothing answered yet."""
        self._current = ""
        self._rows, self._heads = {}, {}
        parts: list[tuple[SectionHead, list[CriterionRow]]] = []
        for section in version.sections:
            head = SectionHead(in_words(section.title), theme=self._theme, name=f"section_{section.key}")
            rows = [CriterionRow(criterion, theme=self._theme) for criterion in section.criteria]
            for row in rows:
                self._connect_row(row)
                row.set_read_only(read_only)
                self._rows[row.criterion.key] = row
            self._heads[section.key] = head
            parts.append((head, rows))
        self._sheet.set_parts(parts)
        self._set_compact()
        self.verticalScrollBar().setValue(0)

    def show_answers(self, evaluation: Evaluation, result: ScoreResult, *, hides_score: bool) -> None:
        """Show answers and what they came to; conditional criteria come and go."""
        for criterion_result in result.criteria:
            key = criterion_result.criterion.key
            n_marks = sum(mark.criterion_key == key for mark in evaluation.marks)
            row = self._rows[key]
            row.show_answer(evaluation.answer(key), criterion_result, n_marks)
            row.setVisible(criterion_result.state is not AnswerState.HIDDEN)
        for section in result.sections:
            self._heads[section.key].set_result(_section_words(section, hides_score=hides_score))
        self._sheet.arrange()
        self._say_current()

    def set_current(self, key: str) -> None:
        """Say which criterion the keyboard is on, and bring it into view below its section's head."""
        for row_key in (self._current, key):
            if row_key in self._rows:
                self._rows[row_key].set_current(row_key == key)
        self._current = key
        self._say_current()
        self.reveal_current()

    def reveal_current(self) -> None:
        """Scroll as little as brings the current row into view."""
        row = self._rows.get(self._current)
        if row is None:
            return
        bar, head = self.verticalScrollBar(), self._theme.size("control")
        if row.y() - head < bar.value():
            bar.setValue(row.y() - head)
        elif row.geometry().bottom() >= bar.value() + self.viewport().height():
            bar.setValue(row.geometry().bottom() + 1 - self.viewport().height())

    def _build(self) -> None:
        self.setObjectName("form")
        self.setAccessibleName(_("Form"))
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.verticalScrollBar().valueChanged.connect(self._sheet.keep_head_in_sight)

    def _connect_row(self, row: CriterionRow) -> None:
        key = row.criterion.key
        row.chosen.connect(lambda: self.criterion_chosen.emit(key))
        row.choice_changed.connect(lambda choice: self.choice_made.emit(key, choice))
        row.reasons_requested.connect(lambda: self.reasons_requested.emit(key))
        row.finished.connect(self.finished)

    def _say_current(self) -> None:
        """The form has the keyboard, so a screen reader reads the current row as its description."""
        row = self._rows.get(self._current)
        self.setAccessibleDescription(row.accessibleName() if row is not None else "")

    def _set_compact(self) -> None:
        is_compact = self.width() <= self._theme.px(COMPACT_WIDTH)
        for row in self._rows.values():
            row.set_compact(is_compact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_compact()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Keys walk the criteria and the sound; scrolling follows the current row.
        event.ignore()


class _Sheet(QWidget):
    """Lays heads and rows below one another; the head of the section at the top stays while it is scrolled through."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts: list[tuple[SectionHead, list[CriterionRow]]] = []
        self._tops: list[int] = []
        self._scrolled = 0
        theme.changed.connect(self.arrange)

    def set_parts(self, parts: list[tuple[SectionHead, list[CriterionRow]]]) -> None:
        for head, rows in self._parts:
            for widget in (head, *rows):
                widget.hide()
                widget.deleteLater()
        self._parts = parts
        for head, rows in parts:
            for widget in (*rows, head):
                widget.setParent(self)
                widget.show()
        self.arrange()

    def arrange(self) -> None:
        """Put everything in its place; what is hidden takes no room."""
        y, width, self._tops = 0, self.width(), []
        for head, rows in self._parts:
            self._tops.append(y)
            y += head.sizeHint().height()
            for row in rows:
                if not row.isHidden():
                    row.setGeometry(0, y, width, row.sizeHint().height())
                    y += row.height()
        self.setMinimumHeight(y)
        self.updateGeometry()
        self.keep_head_in_sight(self._scrolled)

    def keep_head_in_sight(self, scrolled: int) -> None:
        """Let the head of each section stand at the top of the view for as long as its rows pass below it."""
        self._scrolled = scrolled
        ends = [*self._tops, self.minimumHeight()][1:]
        for (head, _rows), top, end in zip(self._parts, self._tops, ends, strict=True):
            height = head.sizeHint().height()
            head.setGeometry(0, max(top, min(scrolled, end - height)), self.width(), height)
            head.raise_()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(560), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


def _section_words(section: SectionResult, *, hides_score: bool) -> str:
    """What a section came to: passes for critical criteria, points for others; no points where the score is hidden."""
    words: list[str] = []
    if section.n_critical:
        words.append(_("{passed} of {total} passed").format(passed=section.n_critical_passed, total=section.n_critical))
    if section.maximum > 0 and not hides_score:
        words.append(f"{section.points:g} / {section.maximum:g}")
    if words:
        return " · ".join(words)
    return "" if hides_score else _("not scored")
