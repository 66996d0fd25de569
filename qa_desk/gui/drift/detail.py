"""One chart of drift large: what it says, the figure, and below it charts, sessions, calls or cases as rows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.permissions import Action
from qa_desk.gui.drift.columns import (
    SessionRow,
    call_columns,
    line_columns,
    practice_columns,
    session_columns,
    session_rows,
)
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _
from qa_desk.reports.drift_figures import drift_chart
from qa_desk.reports.drift_words import evidence_words
from qa_desk.services.drift.board import DriftBoard, DriftLine, InspectorDrift
from qa_desk.services.drift.evidence import DriftRow, Practice

_LINE_HEIGHT = 40
_MOST_TAKEN_UP = 3


class Detail(QWidget):
    """The inspector chosen.

    Signals:
        line_changed: the `DriftLine` now shown.
        call_requested: the `DriftRow` whose call is wanted.
        case_requested: the `Practice` whose case is wanted.
    """

    line_changed = Signal(object)
    call_requested = Signal(object)
    case_requested = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._board: DriftBoard | None = None
        self._build()
        self._connect()

    @property
    def lines(self) -> DataTable[DriftLine]:
        """What is charted of the inspector."""
        return self._lines

    @property
    def calls(self) -> DataTable[DriftRow]:
        """The calls behind the chart shown."""
        return self._calls

    @property
    def cases(self) -> DataTable[Practice]:
        """What to practise."""
        return self._cases

    @property
    def views(self) -> SegmentedChoice:
        """Which rows are shown."""
        return self._views

    @property
    def line(self) -> DriftLine | None:
        """The chart shown."""
        return self._lines.current_row()

    def show_inspector(self, board: DriftBoard, one: InspectorDrift) -> None:
        """Show an inspector's charts, the one that stands out most first; the chart chosen before stays."""
        self._board = board
        chosen = self.line
        self._lines.set_rows(one.lines)
        if chosen is None or chosen.inspector.id != one.inspector.id or not self._lines.select_key(chosen.key):
            self._lines.select_first()
        self._on_line(self.line)

    def show_rows(self, line: DriftLine, calls: tuple[DriftRow, ...], cases: tuple[Practice, ...]) -> None:
        """Show what was read for a chart, unless another one is shown by now."""
        if self.line is None or self.line.key != line.key:
            return
        self._calls.set_rows(calls)
        self._cases.set_rows(cases)
        self._no_cases.setVisible(not cases)
        is_own = line.inspector.id == self._context.actor.person_id
        self._practise.setVisible(bool(cases) and is_own and self._context.may(Action.PRACTISE))

    def _build(self) -> None:
        theme = self._context.theme
        self._words = QLabel()
        self._words.setObjectName("drift_evidence")
        self._words.setWordWrap(True)
        self._chart = Chart(theme=theme, name="drift_chart")
        codes = (("lines", _("All charts")), ("sessions", _("Sessions")), ("calls", _("Calls behind")))
        segments = tuple(Segment(code, title) for code, title in (*codes, ("cases", _("Practise"))))
        self._views = SegmentedChoice(segments, theme=theme, name="drift_views", subject=_("Rows"))
        self._views.set_value("lines")
        self._lines: DataTable[DriftLine] = DataTable(
            line_columns(), theme=theme, key=lambda line: line.key, row_height=_LINE_HEIGHT, name="drift_lines",
            title=_("What is charted"),
        )  # fmt: skip
        self._sessions: DataTable[SessionRow] = DataTable(
            session_columns(), theme=theme, key=lambda row: (row.title, row.held_on), name="drift_sessions",
            title=_("Sessions"),
        )  # fmt: skip
        self._calls: DataTable[DriftRow] = DataTable(
            call_columns(), theme=theme, key=lambda row: row.evaluation_id, name="drift_calls", title=_("Calls behind")
        )
        self._cases: DataTable[Practice] = DataTable(
            practice_columns(), theme=theme, key=lambda case: (case.case_id, case.criterion), name="drift_cases",
            title=_("Standard cases to practise"),
        )  # fmt: skip
        self._no_cases = QLabel(_("No valid standard case has this criterion settled yet. Keep one from a session."))
        self._no_cases.setObjectName("no_cases")
        self._no_cases.setProperty("tone", "muted")
        self._no_cases.setWordWrap(True)
        self._practise = Button(_("Practise these"), theme=theme, small=True, icon="practice", name="practise_these")
        self._practise.setToolTip(_("Take up the first three on the scoring desk, and see where you differ"))
        practice = QWidget()
        column = QVBoxLayout(practice)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._no_cases)
        column.addWidget(self._cases, 1)
        column.addWidget(self._practise, 0, Qt.AlignmentFlag.AlignLeft)
        self._stack = QStackedWidget()
        self._places = {"lines": self._lines, "sessions": self._sessions, "calls": self._calls, "cases": practice}
        for view in self._places.values():
            self._stack.addWidget(view)
        choice = QHBoxLayout()
        choice.addWidget(self._views)
        choice.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("sm"))
        layout.addWidget(self._chart)
        layout.addWidget(self._words)
        layout.addLayout(choice)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._lines.current_changed.connect(self._on_line)
        self._calls.row_opened.connect(self.call_requested)
        self._cases.row_opened.connect(self.case_requested)
        self._practise.clicked.connect(self._take_up)
        self._views.chosen.connect(self._on_view)
        self._chart.opened.connect(lambda _key: self._show_view("calls"))
        # Enter would else take the page's main step
        self._context.commands.bind(self._calls, {"list.open": lambda: _open_current(self._calls)})
        self._context.commands.bind(self._cases, {"list.open": lambda: _open_current(self._cases)})

    def _on_line(self, line: DriftLine | None) -> None:
        if line is None or self._board is None:
            return
        self._chart.show_figure(drift_chart(self._board, line))
        self._words.setText(evidence_words(self._board, line))
        self._sessions.set_rows(session_rows(self._board, line))
        self._calls.set_rows(())
        self._cases.set_rows(())
        self.line_changed.emit(line)

    def _take_up(self) -> None:
        """Not all of them: who takes up ten gives nine back."""
        keys = dict.fromkeys(str(case.case_id) for case in self._cases.rows)
        cases = ",".join(list(keys)[:_MOST_TAKEN_UP])
        self._context.navigation.go(Place.to("practice", cases=cases))

    def _show_view(self, code: str) -> None:
        self._views.set_value(code)
        self._on_view(code)

    def _on_view(self, code: object) -> None:
        self._stack.setCurrentWidget(self._places[str(code)])


def _open_current(table: DataTable[DriftRow] | DataTable[Practice]) -> None:
    row = table.current_row()
    if row is not None:
        table.row_opened.emit(row)
