"""The form: sections that fold, a row for each criterion; scrolls with the head of its section in sight."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from qa_desk.domain.completeness import MissingPart
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.scorecard import ScorecardVersion, Section
from qa_desk.domain.scoring import AnswerState, ScoreResult, SectionResult
from qa_desk.gui.desk.form_row import CriterionRow, RowNews
from qa_desk.gui.desk.form_sheet import FormSheet, SheetPart
from qa_desk.gui.desk.missing_words import counted
from qa_desk.gui.desk.section_head import FoldingHead
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.rating_picture import RatingPictures
from qa_desk.i18n import _

COMPACT_WIDTH = 600


class Form(QScrollArea):
    """All criteria of a version with their answers.

    Signals:
        criterion_chosen: key of the row that was clicked.
        choice_made: key and `Choice`.
        reasons_requested: key of the criterion whose reasons are to be noted.
        finished: a number was confirmed in its field; the keyboard goes back to the form.
        folding_changed: the person, or where the keyboard went, folded or opened sections.
    """

    criterion_chosen = Signal(str)
    finished = Signal()
    choice_made = Signal(str, object)
    reasons_requested = Signal(str)
    folding_changed = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sheet = FormSheet(theme)
        self._news = RowNews(self)
        self._pictures = RatingPictures(theme, self)
        self._version: ScorecardVersion | None = None
        self._rows: dict[str, CriterionRow] = {}
        self._heads: dict[str, FoldingHead] = {}
        self._section_of: dict[str, str] = {}
        self._asked: frozenset[str] | None = None
        self._lacking: dict[str, list[MissingPart]] = {}
        self._results: dict[str, str] = {}
        self._current = ""
        self._build()

    @property
    def rows(self) -> Mapping[str, CriterionRow]:
        """The rows by key of their criterion."""
        return self._rows

    @property
    def heads(self) -> Mapping[str, FoldingHead]:
        """The heads by key of their section."""
        return self._heads

    @property
    def wanted_height(self) -> int:
        """How high the form is without scrolling."""
        return self._sheet.sizeHint().height()

    @property
    def folded(self) -> tuple[str, ...]:
        """Keys of the sections folded away, in the order of the form."""
        return tuple(key for key, head in self._heads.items() if head.isChecked())

    @property
    def folded_criteria(self) -> frozenset[str]:
        """Keys of the criteria in sections folded away."""
        return frozenset(key for key, section in self._section_of.items() if self._heads[section].isChecked())

    def show_version(self, version: ScorecardVersion, *, read_only: bool, folded: Iterable[str] = ()) -> None:
        """Another evaluation, nothing answered yet; the rows stay when its form is the one shown already.

        Of a form that is being written only the rows of what changed are made anew.

        Args:
            folded: keys of the sections folded away.
        """
        if self._version is None or self._version.id != version.id or self._version.sections != version.sections:
            self._make_rows(version)
        # What is asked for comes with the answers, and with it the rows find their places.
        self._version, self._current, self._asked = version, "", None
        for row in self._rows.values():
            row.set_read_only(read_only)
            row.set_current(False)
        self._set_checked(folded)
        self.verticalScrollBar().setValue(0)

    def show_answers(
        self, evaluation: Evaluation, result: ScoreResult, missing: Sequence[MissingPart], *, hides_score: bool
    ) -> None:
        """Show answers, what they came to and what is missing; conditional criteria come and go."""
        answers = {answer.criterion_key: answer for answer in evaluation.answers}
        n_marks = Counter(mark.criterion_key for mark in evaluation.marks)
        for one in result.criteria:
            key = one.criterion.key
            self._rows[key].show_answer(answers.get(key), one, n_marks[key])
        asked = frozenset(one.criterion.key for one in result.criteria if one.state is not AnswerState.HIDDEN)
        has_moved, self._asked = asked != self._asked, asked
        self._lacking = defaultdict(list)
        for part in missing:
            self._lacking[self._section_of[part.criterion_key]].append(part)
        self._results = {one.key: _section_words(one, hides_score=hides_score) for one in result.sections}
        self._show_heads()
        if has_moved:
            self._arrange()
        self._say_current()

    def set_current(self, key: str, *, opens: bool = True) -> None:
        """Say which criterion the keyboard is on, and bring it into view below its section's head.

        Args:
            opens: whether the section it lies in is opened.
        """
        for row_key in (self._current, key):
            if row_key in self._rows:
                self._rows[row_key].set_current(row_key == key)
        self._current = key
        if opens:
            self.open_current()
        self._show_heads()
        self._say_current()
        self.reveal_current()
        self._sheet.make_current()

    def reveal_current(self) -> None:
        """Scroll as little as brings the current row into view."""
        row = self._rows.get(self._current)
        if row is None:
            return
        shown = row if not row.isHidden() else self._heads[self._section_of[self._current]]
        bar, head = self.verticalScrollBar(), self._theme.size("control")
        if shown.y() - head < bar.value():
            bar.setValue(shown.y() - head)
        elif shown.geometry().bottom() >= bar.value() + self.viewport().height():
            bar.setValue(shown.geometry().bottom() + 1 - self.viewport().height())

    def set_folded(self, keys: Iterable[str]) -> None:
        """Fold these sections away and open the others, from code."""
        self._set_checked(keys)
        self._arrange()
        self._show_heads()

    def toggle_current_section(self) -> None:
        """Fold the section of the current criterion, or open it."""
        section = self._section_of.get(self._current)
        if section is not None:
            self._fold(section, not self._heads[section].isChecked())

    def toggle_all_sections(self) -> None:
        """Fold every section; or open all where none is open."""
        is_any_open = len(self.folded) < len(self._heads)
        self.set_folded(self._heads if is_any_open else ())
        self.reveal_current()
        self.folding_changed.emit()

    def open_current(self) -> None:
        """Open the section of the current criterion, as it is being worked on."""
        section = self._section_of.get(self._current)
        if section is not None and self._heads[section].isChecked():
            self._fold(section, False)

    def _set_checked(self, folded: Iterable[str]) -> None:
        wanted = set(folded)
        for key, head in self._heads.items():
            head.setChecked(key in wanted)

    def _fold(self, section: str, folded: bool) -> None:
        self._heads[section].setChecked(folded)
        self._arrange()
        self._show_heads()
        self.reveal_current()
        self.folding_changed.emit()

    def _make_rows(self, version: ScorecardVersion) -> None:
        stays = self._version is not None and self._version.id == version.id
        rows, heads = (self._rows, self._heads) if stays else ({}, {})
        self._rows, self._heads, self._section_of = {}, {}, {}
        self._lacking, self._results = {}, {}
        ground = self._sheet.ground if stays else self._sheet.begin_parts()
        self._sheet.set_parts([self._part(section, ground, rows, heads) for section in version.sections])
        kept: set[QWidget] = {*self._rows.values(), *self._heads.values()}
        for widget in (*rows.values(), *heads.values()):
            if widget not in kept:
                widget.hide()
                widget.deleteLater()
        self.verticalScrollBar().setValue(0)
        self._set_compact()

    def _part(
        self,
        section: Section,
        ground: QWidget,
        rows_before: Mapping[str, CriterionRow],
        heads_before: Mapping[str, FoldingHead],
    ) -> SheetPart:
        head = heads_before.get(section.key)
        if head is None or head.title != in_words(section.title):
            name = f"section_{section.key}"
            head = FoldingHead(in_words(section.title), theme=self._theme, name=name, parent=ground)
            head.clicked.connect(lambda folded: self._fold(section.key, folded))
            head.show()
        rows: list[CriterionRow] = []
        for criterion in section.criteria:
            row = rows_before.get(criterion.key)
            if row is None or row.criterion != criterion:
                row = CriterionRow(
                    criterion, theme=self._theme, news=self._news, pictures=self._pictures, parent=ground
                )
            rows.append(row)
            self._rows[criterion.key] = row
            self._section_of[criterion.key] = section.key
        self._heads[section.key] = head
        return SheetPart(section.key, head, tuple(rows))

    def _arrange(self) -> None:
        """Show the rows that are asked for in sections that are open, one below the other."""
        folded, asked = self.folded_criteria, self._asked or frozenset()
        for key, row in self._rows.items():
            is_shown = key in asked and key not in folded
            if row.isHidden() is is_shown:
                row.setVisible(is_shown)
        self._sheet.arrange(self.viewport().height())

    def _show_heads(self) -> None:
        current = self._section_of.get(self._current)
        for key, head in self._heads.items():
            lacking = counted(self._lacking.get(key, ()))
            is_inside = key == current and head.isChecked()
            head.show_state(self._results.get(key, ""), lacking, holds_current=is_inside)

    def _build(self) -> None:
        self.setObjectName("form")
        self.setAccessibleName(_("Form"))
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.verticalScrollBar().valueChanged.connect(self._sheet.keep_head_in_sight)
        self._news.chosen.connect(self.criterion_chosen)
        self._news.choice_made.connect(self.choice_made)
        self._news.reasons_requested.connect(self.reasons_requested)
        self._news.finished.connect(self.finished)

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
        self._sheet.arrange(self.viewport().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Keys walk the criteria and the sound; scrolling follows the current row.
        event.ignore()


def _section_words(section: SectionResult, *, hides_score: bool) -> str:
    """What a section came to: passes of critical criteria, points of others, bonus; no points for a hidden score."""
    words: list[str] = []
    if section.n_critical:
        words.append(_("{passed} of {total} passed").format(passed=section.n_critical_passed, total=section.n_critical))
    if section.maximum > 0 and not hides_score:
        words.append(f"{section.points:g} / {section.maximum:g}")
    if section.bonus_maximum > 0 and not hides_score:
        points = f"{section.bonus_points:g} / {section.bonus_maximum:g}"
        words.append(_("bonus {points}").format(points=points))
    if words:
        return " · ".join(words)
    return "" if hides_score else _("not scored")
