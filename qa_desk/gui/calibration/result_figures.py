"""The figures of one session or of many: findings in words, each criterion, the pairs, critical errors, rows behind."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.gui.calibration.result_blocks import FigureBlock, FindingBlock, Line, muted_label
from qa_desk.gui.calibration.result_rows import JudgementRow
from qa_desk.gui.calibration.result_tables import accuracy_text, error_columns, pair_columns, pairs_text, row_columns
from qa_desk.gui.calibration.result_words import Figure, Finding, figures, findings, method_words
from qa_desk.gui.calibration.signs import open_with_enter
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.charts.readings import data_text, readings
from qa_desk.gui.widgets.emptying import emptied
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, ngettext
from qa_desk.reports.pairs_chart import is_partly_drawn, pair_key, pairs_from_least, pairs_heat
from qa_desk.reports.result_charts import forest
from qa_desk.services.calibration.calibration_figures import Basis, InspectorAccuracy, PanelPair, SessionResult

_PAIRS_WIDTH = 312
_MOST_ASIDE = 7
"""Columns of pairs that this width has room for; more stand below, over the whole width."""

_MOST_PAIRS_HIGH = 12
_ROWS_HIGH = 320
_TABLE_ROW = 28


class ResultFigures(QScrollArea):
    """Everything drawn of a result; clicking a figure asks for the judgements behind it, shown below by `show_rows`.

    Signals:
        criterion_opened: key of the criterion, or ALL_CRITERIA.
        pair_opened: the keys of the two people, as "first|second".
        inspector_opened: the `InspectorAccuracy` of the row.
        judgement_opened: the `JudgementRow` to be heard at its passage.
    """

    criterion_opened = Signal(str)
    pair_opened = Signal(str)
    inspector_opened = Signal(object)
    judgement_opened = Signal(object)

    def __init__(self, context: PageContext, *, below: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._result: SessionResult | None = None
        theme = context.theme
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
        self.all_pairs: DataTable[PanelPair] = DataTable(
            pair_columns(),
            theme=theme,
            key=pair_key,
            row_height=_TABLE_ROW,
            name="all_pairs",
            title=_("All pairs of inspectors, those who agree least first"),
        )
        self._build(below)
        self._connect()

    def show_result(self, result: SessionResult) -> None:
        """Show these figures; the list of judgements stays as it is."""
        self._result = result
        self._show_findings(findings(result))
        self._show_figures(figures(result))
        self.forest.show_figure(forest(result))
        heat = pairs_heat(result)
        self.pairs.setVisible(heat is not None)
        if heat is not None:
            is_wide = len(heat.column_labels) > _MOST_ASIDE
            (self._wide if is_wide else self._beside).addWidget(self.pairs)
            self.pairs.show_figure(heat)
        self._pairs_block.setVisible(is_partly_drawn(result))
        self.all_pairs.set_rows(pairs_from_least(result) if is_partly_drawn(result) else ())
        self._errors_block.setVisible(result.basis is Basis.SETTLED and bool(result.accuracy))
        self.errors.set_rows(result.accuracy)
        self._measure()
        self._method.setText(method_words(result))

    def begin_anew(self) -> None:
        """Put the list of judgements away and go to the top: something else is shown."""
        self._rows_block.hide()
        self.verticalScrollBar().setValue(0)

    def show_rows(self, title: str, rows: Sequence[JudgementRow]) -> None:
        """Show the judgements behind a figure, below it."""
        count = ngettext("{n} judgement", "{n} judgements", len(rows)).format(n=f"{len(rows):,}")
        self._rows_title.setText(_("{title}: {count}").format(title=title, count=count))
        self.rows.set_rows(tuple(rows))
        self._rows_block.show()
        if rows:
            self.rows.select_first()
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
        # The list lies below what was clicked; it is laid out first, so that there is a place to scroll to.
        layout = self._content.layout()
        assert layout is not None
        layout.activate()
        self.ensureWidgetVisible(self._rows_block)

    def data(self, title: str) -> str:
        """Everything shown as text for a spreadsheet."""
        assert self._result is not None
        result = self._result
        heat = pairs_heat(result)
        figure_lines = ["\t".join((one.title, one.value, one.interval)) for one in figures(result)]
        parts = [title, *figure_lines, "", data_text(forest(result))]
        if is_partly_drawn(result):
            parts += ["", pairs_text(pairs_from_least(result))]
        elif heat is not None:
            parts += ["", data_text(heat)]
        if result.accuracy:
            parts += ["", accuracy_text(result.accuracy)]
        return "\n".join(parts)

    def _build(self, below: QWidget | None) -> None:
        theme = self._context.theme
        edge = theme.size("xl")
        self._findings = QHBoxLayout()
        self._findings.setSpacing(edge * 2)
        self._figures = QVBoxLayout()
        self._figures.setSpacing(theme.size("md"))
        self._method = muted_label("result_method")
        self._errors_block = self._block(_("Critical failures"), self.errors)
        note = muted_label("errors_note")
        note.setText(_("Against the settled answers, which each of them helped to settle."))
        layout = self._errors_block.layout()
        assert layout is not None
        layout.addWidget(note)
        self._pairs_block = self._block(_("All pairs, those who agree least first"), self.all_pairs)
        self._rows_block = self._build_rows()
        left = QVBoxLayout()
        left.setSpacing(edge)
        left.addWidget(self.forest)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(edge)
        self._beside, self._wide = QVBoxLayout(), QVBoxLayout()
        self._beside.addWidget(self.pairs)
        right.addLayout(self._beside)
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
        column.addLayout(self._wide)
        column.addWidget(self._pairs_block)
        column.addWidget(self._errors_block)
        column.addWidget(self._rows_block)
        if below is not None:
            column.addWidget(below)
        column.addWidget(self._method)
        column.addStretch(1)
        self.setObjectName("result_scroll")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._content)

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
        self.forest.opened.connect(self.criterion_opened)
        self.pairs.opened.connect(self.pair_opened)
        self.all_pairs.row_opened.connect(lambda pair: self.pair_opened.emit(pair_key(pair)))
        self.errors.row_opened.connect(self.inspector_opened)
        self.rows.row_opened.connect(self.judgement_opened)
        self._context.theme.changed.connect(self._measure)
        commands = self._context.commands
        open_with_enter(commands, self.all_pairs)
        open_with_enter(commands, self.errors)
        open_with_enter(commands, self.rows)
        for chart, opened in ((self.forest, self.criterion_opened.emit), (self.pairs, self.pair_opened.emit)):
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
        n_pairs = min(len(self.all_pairs.rows), _MOST_PAIRS_HIGH)
        self.all_pairs.setFixedHeight(theme.px(_TABLE_ROW) * (n_pairs + 1) + theme.size("xs"))
        self.errors.setFixedHeight(theme.px(_TABLE_ROW) * (len(self.errors.rows) + 1) + theme.size("xs"))

    def _show_findings(self, told: tuple[Finding, ...]) -> None:
        emptied(self._findings)
        for place, one in enumerate(told):
            self._findings.addWidget(FindingBlock(one, theme=self._context.theme, name=f"finding_{place}"), 1)

    def _show_figures(self, shown: tuple[Figure, ...]) -> None:
        emptied(self._figures)
        for one in shown:
            self._figures.addWidget(FigureBlock(one, theme=self._context.theme))


def _has_reading(chart: Chart) -> bool:
    """Whether the keyboard is on something drawn."""
    return chart.canvas is not None and chart.canvas.hasFocus() and chart.canvas.current is not None


def _open_reading(chart: Chart, opened: Callable[[str], None]) -> None:
    assert chart.canvas is not None
    assert chart.canvas.current is not None
    assert chart.figure is not None
    opened(readings(chart.figure)[chart.canvas.current].key)
