"""What a session says of its panel: findings in words, the figures, each criterion, the pairs, critical errors."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.calibration import SessionState
from qa_desk.gui.calibration.decision_words import decision_words
from qa_desk.gui.calibration.result_charts import ALL_CRITERIA, forest, pairs_heat
from qa_desk.gui.calibration.result_rows import JudgementRow, rows_of_criterion, rows_of_errors, rows_of_pair
from qa_desk.gui.calibration.result_tables import accuracy_text, error_columns, row_columns
from qa_desk.gui.calibration.result_words import Figure, Finding, figures, findings, method_words
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.calibration.signs import ConfirmBar, emptied, open_with_enter
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.charts.readings import data_text, readings
from qa_desk.gui.widgets.sign import Sign
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, listed, ngettext, with_label
from qa_desk.services.calibration_figures import Basis, InspectorAccuracy

_PAIRS_WIDTH = 312
_ROWS_HIGH = 320
_TABLE_ROW = 28


class ResultView(QWidget):
    """The result on one page; clicking a figure shows the judgements behind it, below.

    Signals:
        call_requested: key of the call whose evaluations are wanted, as text of its id.
        keep_requested: id of the call to be kept as a standard case, as text.
        close_confirmed: the session is to be closed.
        reopen_confirmed: the reason.
    """

    call_requested = Signal(str)
    keep_requested = Signal(str)
    close_confirmed = Signal()
    reopen_confirmed = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session: ShownSession | None = None
        self._is_closing = False
        theme = context.theme
        self.confirm = ConfirmBar(theme=theme)
        self.forest = Chart(theme=theme, name="criteria_chart")
        self.pairs = Chart(theme=theme, name="pairs_chart")
        self.errors: DataTable[InspectorAccuracy] = DataTable(
            error_columns(),
            theme=theme,
            key=lambda one: one.panellist.person_id,
            row_height=_TABLE_ROW,
            name="critical_errors",
            title=_("Critical failures missed and false alarms, by inspector"),
        )
        self.rows: DataTable[JudgementRow] = DataTable(
            row_columns(),
            theme=theme,
            key=lambda row: row.key,
            row_height=_TABLE_ROW,
            name="judgements",
            title=_("The judgements behind the figure"),
        )
        self._build()
        self._connect()

    def show_session(self, session: ShownSession) -> None:
        """Show the figures of this session."""
        result = session.result
        assert result is not None, "a blind session has no result"
        is_other = self._session is None or self._session.view.session.id != session.view.session.id
        self._session = session
        self.confirm.hide()
        self._show_findings(findings(result))
        self._show_figures(figures(result))
        self.forest.show_figure(forest(result))
        heat = pairs_heat(result)
        self.pairs.setVisible(heat is not None)
        if heat is not None:
            self.pairs.show_figure(heat)
        self._errors_block.setVisible(result.basis is Basis.SETTLED and bool(result.accuracy))
        self.errors.set_rows(result.accuracy)
        self._measure()
        self._method.setText(method_words(result))
        self._show_follow_up(session)
        if is_other:
            self._rows_block.hide()
            self._scroll.verticalScrollBar().setValue(0)

    def ask_to_close(self) -> None:
        """Ask once more, with what was decided; then close."""
        assert self._session is not None
        self._is_closing = True
        n_decisions = len(self._session.decisions)
        told = ngettext("It decided on {n} thing.", "It decided on {n} things.", n_decisions).format(n=n_decisions)
        if not n_decisions:
            told = _("It decided on nothing yet; decisions are taken in the meeting.")
        words = _("Close the session? {told}").format(told=told)
        self.confirm.ask(words, _("Close session"), _("Not yet"))

    def ask_reason(self) -> None:
        """Ask why the session is opened again."""
        self._is_closing = False
        words = _("Settled answers stay as they are until you change one. The reason stays on record.")
        self.confirm.ask(words, _("Re-open"), _("Leave it closed"), text_name=_("Why it is opened again"))

    def data(self) -> str:
        """Everything on the page as text for a spreadsheet."""
        assert self._session is not None
        assert self._session.result is not None
        result = self._session.result
        heat = pairs_heat(result)
        figure_lines = ["\t".join((one.title, one.value, one.interval)) for one in figures(result)]
        parts = [self._session.view.session.title, *figure_lines, "", data_text(forest(result))]
        if heat is not None:
            parts += ["", data_text(heat)]
        if result.accuracy:
            parts += ["", accuracy_text(result.accuracy)]
        return "\n".join(parts)

    def _build(self) -> None:
        theme = self._context.theme
        edge = theme.size("xl")
        self._findings = QHBoxLayout()
        self._findings.setSpacing(edge * 2)
        self._figures = QVBoxLayout()
        self._figures.setSpacing(theme.size("md"))
        self._method = _muted("result_method")
        self._follow_up = QVBoxLayout()
        self._follow_up.setSpacing(theme.size("xs"))
        self._errors_block = self._block(_("Critical failures"), self.errors)
        note = _muted("errors_note")
        note.setText(_("Against the settled answers, which each of them helped to settle."))
        layout = self._errors_block.layout()
        assert layout is not None
        layout.addWidget(note)
        self._rows_block = self._build_rows()
        left = QVBoxLayout()
        left.setSpacing(edge)
        left.addWidget(self.forest)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(edge)
        right.addWidget(self.pairs)
        right.addLayout(self._figures)
        right.addStretch(1)
        self._aside = QWidget()
        self._aside.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        both = QHBoxLayout()
        both.setSpacing(edge + theme.size("sm"))
        both.addLayout(left, 1)
        both.addWidget(self._aside)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(edge, theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("lg"))
        column.addLayout(self._findings)
        column.addWidget(Line(theme=theme))
        column.addLayout(both)
        column.addWidget(self._errors_block)
        column.addWidget(self._rows_block)
        column.addLayout(self._follow_up)
        column.addWidget(self._method)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("result_scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._content)
        bar = QVBoxLayout()
        bar.setContentsMargins(edge, 0, edge, 0)
        bar.addWidget(self.confirm)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(bar)
        outer.addWidget(self._scroll, 1)

    def _build_rows(self) -> QWidget:
        theme = self._context.theme
        block = QWidget()
        block.setObjectName("rows_block")
        self._rows_title = QLabel()
        self._rows_title.setObjectName("rows_title")
        self._rows_title.setProperty("type", "title")
        close = Button(theme=theme, kind="quiet", small=True, icon="close", tip=_("Close the list"), name="close_rows")
        close.clicked.connect(block.hide)
        head = QHBoxLayout()
        head.addWidget(self._rows_title, 1)
        head.addWidget(close)
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.rows)
        block.hide()
        return block

    def _connect(self) -> None:
        self.forest.opened.connect(self._on_criterion_opened)
        self.pairs.opened.connect(self._on_pair_opened)
        self.errors.row_opened.connect(self._on_inspector_opened)
        self.rows.row_opened.connect(lambda row: self.call_requested.emit(str(row.call_id)))
        self.confirm.confirmed.connect(self._on_confirmed)
        self._context.theme.changed.connect(self._measure)
        commands = self._context.commands
        open_with_enter(commands, self.errors)
        open_with_enter(commands, self.rows)
        for chart, opened in ((self.forest, self._on_criterion_opened), (self.pairs, self._on_pair_opened)):
            enter = {"list.open": partial(_open_reading, chart, opened)}
            commands.bind(chart, enter, enabled={"list.open": partial(_has_reading, chart)})

    def _block(self, title: str, table: QWidget) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._context.theme.size("xs"))
        words = QLabel(title)
        words.setProperty("type", "title")
        column.addWidget(words)
        column.addWidget(table)
        return block

    def _measure(self) -> None:
        theme = self._context.theme
        self._aside.setFixedWidth(theme.px(_PAIRS_WIDTH))
        self.rows.setFixedHeight(theme.px(_ROWS_HIGH))
        self.errors.setFixedHeight(theme.px(_TABLE_ROW) * (len(self.errors.rows) + 1) + theme.size("xs"))

    def _show_findings(self, told: tuple[Finding, ...]) -> None:
        emptied(self._findings)
        for place, one in enumerate(told):
            self._findings.addWidget(FindingBlock(one, theme=self._context.theme, name=f"finding_{place}"), 1)

    def _show_figures(self, shown: tuple[Figure, ...]) -> None:
        emptied(self._figures)
        for one in shown:
            self._figures.addWidget(FigureBlock(one, theme=self._context.theme))

    def _show_follow_up(self, session: ShownSession) -> None:
        emptied(self._follow_up)
        if session.state is not SessionState.CLOSED:
            return
        theme = self._context.theme
        for one in session.decisions:
            words = QLabel(decision_words(one))
            words.setWordWrap(True)
            self._follow_up.addWidget(words)
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        words = QLabel(_("Keep as standard case"))
        words.setProperty("weight", "medium")
        row.addWidget(words)
        for call in session.view.calls:
            button = Button(call.key, theme=theme, small=True, icon="book", name=f"keep_{call.key}")
            button.setAccessibleName(_("Keep call {key} as a standard case").format(key=call.key))
            button.setToolTip(button.accessibleName())
            button.clicked.connect(partial(self.keep_requested.emit, str(call.id)))
            row.addWidget(button)
        row.addStretch(1)
        self._follow_up.addLayout(row)

    def _show_rows(self, title: str, rows: tuple[JudgementRow, ...]) -> None:
        count = ngettext("{n} judgement", "{n} judgements", len(rows)).format(n=f"{len(rows):,}")
        self._rows_title.setText(_("{title}: {count}").format(title=title, count=count))
        self.rows.set_rows(rows)
        self._rows_block.show()
        if rows:
            self.rows.select_first()
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
        # The list lies below what was clicked; it is laid out first, so that there is a place to scroll to.
        layout = self._content.layout()
        assert layout is not None
        layout.activate()
        self._scroll.ensureWidgetVisible(self._rows_block)

    def _on_confirmed(self, text: str) -> None:
        if self._is_closing:
            self.close_confirmed.emit()
        else:
            self.reopen_confirmed.emit(text)

    def _on_criterion_opened(self, key: str) -> None:
        assert self._session is not None
        title = _("All criteria")
        if key != ALL_CRITERIA:
            title = in_words(self._session.view.version.criterion(key).title)
        self._show_rows(title, rows_of_criterion(self._session.differences, key))

    def _on_pair_opened(self, key: str) -> None:
        assert self._session is not None
        first, _bar, second = key.partition("|")
        names = {str(seat.person_id): seat.name for seat in self._session.view.session.seats}
        title = _("Where {first} and {second} differ").format(first=names[first], second=names[second])
        self._show_rows(title, rows_of_pair(self._session.differences, first, second))

    def _on_inspector_opened(self, one: InspectorAccuracy) -> None:
        assert self._session is not None
        title = _("Critical answers of {name} that were settled otherwise").format(name=one.panellist.name)
        self._show_rows(title, rows_of_errors(self._session.differences, str(one.panellist.person_id)))


class FindingBlock(QWidget):
    """One finding: its sign and heading, and the sentence below."""

    def __init__(self, finding: Finding, *, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        title, text = QLabel(finding.title), QLabel(finding.text)
        title.setObjectName("finding_title")
        title.setProperty("type", "title")
        text.setObjectName("finding_text")
        for label in (title, text):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.setSpacing(theme.size("sm"))
        head.addWidget(Sign(finding.sign, finding.token, theme=theme), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addLayout(head)
        column.addWidget(text)
        column.addStretch(1)


class FigureBlock(QWidget):
    """One figure: its name, its value, its interval or why there is none."""

    def __init__(self, figure: Figure, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"figure_{figure.key}")
        self.setAccessibleName(with_label(figure.title, listed((figure.value, figure.interval))))
        title, value, interval = QLabel(figure.title), QLabel(figure.value), QLabel(figure.interval)
        value.setObjectName("figure_value")
        interval.setObjectName("figure_interval")
        value.setProperty("type", "title")
        interval.setProperty("type", "caption")
        interval.setProperty("tone", "muted")
        for label in (title, interval):
            label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(interval)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("md"))
        row.addLayout(words, 1)
        row.addWidget(value, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Line(QWidget):
    """A hairline between parts of the page."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(theme.size("hairline"))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.color("line"))


def _has_reading(chart: Chart) -> bool:
    """Whether the keyboard is on something drawn."""
    return chart.canvas is not None and chart.canvas.hasFocus() and chart.canvas.current is not None


def _open_reading(chart: Chart, opened: Callable[[str], None]) -> None:
    assert chart.canvas is not None
    assert chart.canvas.current is not None
    assert chart.figure is not None
    opened(readings(chart.figure)[chart.canvas.current].key)


def _muted(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setProperty("type", "caption")
    label.setProperty("tone", "muted")
    return label
