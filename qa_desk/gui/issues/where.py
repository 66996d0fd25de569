"""The issue the keyboard is on, over time or where it happens, and below it what changed in a sentence."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from qa_desk.gui.shell.jobs import Job, is_cancelled
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.i18n import _
from qa_desk.reports.issue_causes import cut_figure, cut_title, explanation_words
from qa_desk.reports.issue_figures import trend
from qa_desk.services.issues.explaining_views import CutBy, Explanation, IssueCut
from qa_desk.services.issues.issue_views import SMALL_NUMBER, CommonIssues, IssueRow

_CHIP = "view"


class Where(QWidget):
    """One chart with a chip that says by what it is cut.

    Signals:
        behind_requested: key of the criterion whose evaluations are wanted.
        narrowed: the filter (`CutBy`) and the value of the part that was clicked; units go down to what is below them.
    """

    behind_requested = Signal(str)
    narrowed = Signal(object, str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._by: CutBy | None = None
        self._issues: CommonIssues | None = None
        self._row: IssueRow | None = None
        # of these figures, so that going through the rows counts nothing twice
        self._told: dict[str, Explanation] = {}
        self._cuts: dict[tuple[str, CutBy], IssueCut] = {}
        self._asking: Job | None = None
        self._build()

    @property
    def by(self) -> CutBy | None:
        """What the chart is cut by; None over time."""
        return self._by

    def show_row(self, issues: CommonIssues, row: IssueRow | None) -> None:
        """Show this criterion of these figures; None leaves the place empty."""
        if issues is self._issues and row is self._row:
            return
        if issues is not self._issues:
            self._told.clear()
            self._cuts.clear()
        self._issues, self._row = issues, row
        self.setVisible(row is not None)
        if row is not None:
            self._answer.setVisible(row.change_is_real or row.change is not None)
            self._show_chart()
            if row.change_is_real:
                self._ask_why(issues, row)
            else:
                self._answer.setText(_("Not moved beyond chance: no change to put down to agents, inspectors or form."))

    def cut(self, by: CutBy | None) -> None:
        """Cut by this, as the person would."""
        self._by = by
        self._say_view()
        self._show_chart()

    def _build(self) -> None:
        theme = self._context.theme
        self._chips = FilterChips(theme=theme, can_add=False, name="where_view")
        self._chips.opened.connect(lambda _key: self._open_menu())
        self._chart = Chart(theme=theme, name="trend")
        self._chart.opened.connect(self._on_opened)
        self._nothing = QLabel()
        self._nothing.setObjectName("where_nothing")
        self._nothing.setProperty("tone", "muted")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self._answer = QLabel()
        self._answer.setObjectName("what_changed")
        self._answer.setWordWrap(True)
        self._answer.setProperty("tone", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        for part in (self._chips, self._chart, self._nothing, self._answer):
            column.addWidget(part)
        column.addStretch(1)
        self._say_view()

    def _say_view(self) -> None:
        words = _("over time") if self._by is None else cut_title(self._by)
        self._chips.set_chips((Chip(_CHIP, words, ChipKind.CHOICE),))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("where_menu")
        for by in (None, *CutBy):
            action = menu.addAction(_("over time") if by is None else cut_title(by))
            action.setCheckable(True)
            action.setChecked(by is self._by)
            action.triggered.connect(lambda _checked, by=by: self.cut(by))
        self._chips.show_menu(_CHIP, menu)

    def _show_chart(self) -> None:
        issues, row, by = self._issues, self._row, self._by
        if issues is None or row is None:
            return
        if by is None:
            self._nothing.hide()
            self._chart.show()
            self._chart.show_figure(trend(issues, row))
            return
        service, actor, key = self._context.services.explaining, self._context.actor, row.criterion_key
        known = self._cuts.get((key, by))
        if known is not None:
            self._on_cut(issues, known)
            return
        self._context.jobs.run(
            self,
            _("Counting where it happens"),
            lambda _progress: service.cut(actor, issues.query, key, by),
            lambda cut: self._on_cut(issues, cut),
            lambda _error: self._say_nothing(_("This could not be counted. The board shows what is known.")),
            is_quiet=True,
        )

    def _on_cut(self, issues: CommonIssues, cut: IssueCut) -> None:
        if self._issues is not issues:
            return
        self._cuts[cut.criterion_key, cut.by] = cut
        if self._row is None or (self._row.criterion_key, self._by) != (cut.criterion_key, cut.by):
            return
        figure = cut_figure(cut)
        if figure is None:
            words = _("No part has {small} calls or more: no share is shown.")
            self._say_nothing(words.format(small=SMALL_NUMBER))
            return
        self._nothing.hide()
        self._chart.show()
        self._chart.show_figure(figure)

    def _say_nothing(self, words: str) -> None:
        self._chart.hide()
        self._nothing.setText(words)
        self._nothing.show()

    def _ask_why(self, issues: CommonIssues, row: IssueRow) -> None:
        service, actor, key = self._context.services.explaining, self._context.actor, row.criterion_key
        known = self._told.get(key)
        if known is not None:
            self._on_why(issues, known)
            return
        self._answer.setText(_("Looking at who or what changed …"))
        if self._asking is not None:
            # of a row that was only passed: not looked at where that has not begun
            self._asking.cancel()
        self._asking = self._context.jobs.run(
            self,
            _("Looking at who or what changed"),
            lambda _progress: service.why(actor, issues.query, key),
            lambda told: self._on_why(issues, told),
            self._on_why_failed,
            is_quiet=True,
        )

    def _on_why(self, issues: CommonIssues, told: Explanation) -> None:
        if self._issues is not issues:
            return
        self._told[told.criterion_key] = told
        if self._row is not None and self._row.criterion_key == told.criterion_key:
            self._answer.setText(explanation_words(told))

    def _on_why_failed(self, error: Exception) -> None:
        if not is_cancelled(error):
            self._answer.hide()

    def _on_opened(self, key: str) -> None:
        if self._row is None:
            return
        if self._by is None or not key:
            self.behind_requested.emit(self._row.criterion_key)
        else:
            self.narrowed.emit(self._by, key)
