"""The board: Pareto and trend side by side, below them the criteria with examples that play in the row."""

from collections.abc import Callable
from enum import Enum
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.gui.issues.columns import draw_example, example_words, group_of, issue_columns, passage_of
from qa_desk.gui.issues.where import Where
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.columns import Nested
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _
from qa_desk.reports.figures import Pareto
from qa_desk.reports.issue_figures import critical_pareto, pareto, reason_pareto
from qa_desk.services.issues.issue_views import CommonIssues, Example, IssueRow


class _View(Enum):
    """What the Pareto is of; the values are marked for translation."""

    CRITERIA = N_("points lost, by criterion")
    REASONS = N_("points lost, by reason")
    CRITICAL = N_("critical failures, by calls")


class Board(QWidget):
    """Figures and table of one period.

    Signals:
        row_chosen: the row the keyboard is on is another.
        behind_requested: key of the criterion whose evaluations are wanted.
        call_requested: the example whose call is wanted.
        narrowed: the filter and the value of the part of an issue that was clicked.
    """

    row_chosen = Signal()
    narrowed = Signal(object, str)
    behind_requested = Signal(str)
    call_requested = Signal(object)

    def __init__(self, context: PageContext, sound: RowSound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._sound = sound
        self._issues: CommonIssues | None = None
        self._time_zone = "UTC"
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[IssueRow]:
        """The criteria."""
        return self._table

    def current_row(self) -> IssueRow | None:
        """The criterion the keyboard is on."""
        return self._table.current_row()

    def show_issues(self, issues: CommonIssues, time_zone: str) -> None:
        """Show these figures; the row chosen stays, else the first is."""
        self._issues, self._time_zone = issues, time_zone
        rows = [row for row in issues.criteria if row.n_failed] + list(issues.critical)
        self._show_pareto()
        self._table.set_rows(rows)
        if self._table.current_row() is None:
            self._table.select_first()
        self._show_trend()

    def play_current(self) -> None:
        """Play the example the keyboard is on, else the first of the row."""
        part, row = self._table.current_part(), self._table.current_row()
        if isinstance(part, Example):
            self._sound.toggle(passage_of(part))
        elif row is not None and row.examples:
            self._table.unfold(row)
            self._sound.toggle(passage_of(row.examples[0]))

    def can_play(self) -> bool:
        """Whether the row the keyboard is on has something to play."""
        row = self._table.current_row()
        return self.is_on_row() and row is not None and bool(row.examples)

    def is_on_row(self) -> bool:
        """Whether the keyboard is on a row of the table."""
        return self._table.hasFocus() and self._table.current_row() is not None

    def open_current(self) -> None:
        """Ask for the call of the example the keyboard is on, else for the evaluations behind its row."""
        part = self._table.current_part()
        if part is not None:
            self.call_requested.emit(part)
        else:
            self._open_behind(self._table.current_row())

    def look_at(self, view: _View) -> None:
        """Show another Pareto, as the person would."""
        self._view = view
        self._say_view()
        self._show_pareto()

    def _build(self) -> None:
        theme = self._context.theme
        self._pareto = Chart(theme=theme, name="pareto")
        self._nothing_lost = QLabel(_("No points were lost in these days."))
        self._nothing_lost.setProperty("type", "title")
        self._view = _View.CRITERIA
        self._views = FilterChips(theme=theme, can_add=False, name="pareto_view")
        self._where = Where(self._context)
        self._table: DataTable[IssueRow] = DataTable(
            issue_columns(self._is_unfolded),
            theme=theme,
            key=lambda row: row.criterion_key,
            group=group_of,
            nested=Nested(lambda row: row.examples, self._example_words, self._draw_example),
            name="issues_table",
            title=_("Common issues"),
        )
        charts = QHBoxLayout()
        charts.setSpacing(theme.size("xxl"))
        left = QVBoxLayout()
        left.setSpacing(theme.size("xs"))
        left.addWidget(self._views)
        left.addWidget(self._pareto)
        left.addWidget(self._nothing_lost)
        left.addStretch(1)
        charts.addLayout(left, 1)
        charts.addWidget(self._where, 1)
        self._say_view()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("lg"))
        column.addLayout(charts)
        column.addWidget(self._table, 1)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _connect(self) -> None:
        self._pareto.opened.connect(self._on_bar_opened)
        self._views.opened.connect(lambda _key: self._open_views())
        self._where.behind_requested.connect(self.behind_requested)
        self._where.narrowed.connect(self.narrowed)
        self._table.current_changed.connect(lambda _row: self._on_row_chosen())
        self._table.row_opened.connect(self._open_behind)
        self._table.clicked.connect(lambda index: self._on_clicked(index.column()))
        self._table.part_played.connect(lambda example: self._sound.toggle(passage_of(example)))
        self._table.part_opened.connect(self.call_requested)
        self._sound.changed.connect(self._table.viewport().update)

    def _is_unfolded(self, row: IssueRow) -> bool:
        return self._table.is_unfolded(row)

    def _example_words(self, example: object) -> str:
        assert isinstance(example, Example)
        return example_words(example, self._time_zone)

    def _draw_example(self, painter: object, rect: object, example: object, theme: object) -> None:
        drawn = partial(draw_example, sound=self._sound, time_zone=self._time_zone)
        drawn(painter, rect, example, theme)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

    def _on_clicked(self, column: int) -> None:
        row = self._table.current_row()
        if row is None or self._table.current_part() is not None:
            return
        shown = self._table.model().columns  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
        if shown[column].key == "unfold":
            self._table.unfold(None if self._table.is_unfolded(row) else row)
        elif shown[column].key == "failed":
            self._open_behind(row)

    def _on_bar_opened(self, key: str) -> None:
        self._table.select_key(key)
        self._on_row_chosen()
        self.behind_requested.emit(key)

    def _open_behind(self, row: IssueRow | None) -> None:
        if row is not None:
            self.behind_requested.emit(row.criterion_key)

    def _on_row_chosen(self) -> None:
        self._show_trend()
        self.row_chosen.emit()

    def _show_trend(self) -> None:
        if self._issues is not None:
            self._where.show_row(self._issues, self._table.current_row())

    def _say_view(self) -> None:
        self._views.set_chips((Chip("view", _(self._view.value), ChipKind.CHOICE),))

    def _open_views(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("pareto_menu")
        for view in _View:
            action = menu.addAction(_(view.value))
            action.setCheckable(True)
            action.setChecked(view is self._view)
            action.triggered.connect(lambda _checked, view=view: self.look_at(view))
        self._views.show_menu("view", menu)

    def _show_pareto(self) -> None:
        figure = None if self._issues is None else _PARETOS[self._view](self._issues)
        self._pareto.setVisible(figure is not None)
        self._nothing_lost.setVisible(figure is None)
        if figure is not None:
            self._pareto.show_figure(figure)
        elif self._view is _View.CRITICAL:
            self._nothing_lost.setText(_("No critical criterion failed in these days."))
        elif self._view is _View.REASONS and self._issues is not None and self._issues.points_lost > 0:
            self._nothing_lost.setText(_("No reasons were noted."))
        else:
            self._nothing_lost.setText(_("No points were lost in these days."))


def _of_criteria(issues: CommonIssues) -> Pareto | None:
    lost = [row for row in issues.criteria if row.points > 0]
    return pareto(lost) if lost else None


def _of_critical(issues: CommonIssues) -> Pareto | None:
    return critical_pareto(issues.critical) if any(row.n_failed for row in issues.critical) else None


_PARETOS: dict[_View, Callable[[CommonIssues], Pareto | None]] = {
    _View.CRITERIA: _of_criteria,
    _View.REASONS: reason_pareto,
    _View.CRITICAL: _of_critical,
}
