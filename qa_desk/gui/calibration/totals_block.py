"""What total scores say: the sentences, and how far each inspector's lie from the settled ones."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.calibration.result_tables import draw_member
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _
from qa_desk.reports.measuring_words import points, points_limits, totals_words
from qa_desk.services.figures.totals import Severity, Totals

_TABLE_ROW = 28


class TotalsBlock(QWidget):
    """Under its title the sentences and the table; something may stand beside the title.

    Signals:
        severity_opened: the `Severity` of the row whose answers are wanted.
    """

    severity_opened = Signal(object)

    def __init__(self, *, theme: Theme, beside: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = QLabel()
        self._words.setObjectName("totals_words")
        self._words.setWordWrap(True)
        self.table: DataTable[Severity] = DataTable(
            severity_columns(),
            theme=theme,
            key=lambda one: one.panellist.person_id,
            row_height=_TABLE_ROW,
            name="severity",
            title=_("Total scores minus the settled ones, by inspector"),
        )
        title = QLabel(_("Total scores, before policy"))
        title.setProperty("type", "title")
        line = QHBoxLayout()
        line.addWidget(title)
        line.addStretch(1)
        if beside is not None:
            line.addWidget(beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addLayout(line)
        column.addWidget(self._words)
        column.addWidget(self.table)
        self.table.row_opened.connect(self.severity_opened)
        theme.changed.connect(self._measure)

    def show_totals(self, totals: Totals) -> None:
        """Show these."""
        self._words.setText(totals_words(totals))
        self.table.setVisible(any(one.deviation.value is not None for one in totals.severity))
        self.table.set_rows(totals.severity)
        self._measure()

    def data(self) -> str:
        """All of it as text for a spreadsheet."""
        columns = severity_columns()
        lines = [self._words.text(), "\t".join(column.name for column in columns)]
        return "\n".join((*lines, *("\t".join(c.text(one) for c in columns) for one in self.table.rows)))

    def _measure(self) -> None:
        self.table.setFixedHeight(self._theme.px(_TABLE_ROW) * (len(self.table.rows) + 1) + self._theme.size("xs"))


def severity_columns() -> tuple[Column[Severity], ...]:
    """One inspector a row: the mean deviation with its interval, in words too."""
    return (
        Column("name", _("inspector"), lambda one: one.panellist.name, width=160, stretch=1, draw=_draw),
        Column(
            "severity",
            _("scores in words"),
            severity_words,
            width=200,
            stretch=1,
            icon=lambda one: ("trend-down", "muted") if _is_strict(one) else None,
        ),
        Column(
            "deviation",
            _("points from settled"),
            lambda one: one.deviation.value,
            align="right",
            width=150,
            runs=lambda one: (Run(points(one.deviation), weight="medium"),),
            description=_("mean of total scores minus the settled ones, not shrunken"),
        ),
        Column(
            "interval",
            _("interval"),
            lambda one: points_limits(one.deviation),
            align="right",
            width=160,
            token="muted",
        ),
        Column("calls", _("calls"), lambda one: one.deviation.n_calls, align="right", width=72),
    )


def severity_words(one: Severity) -> str:
    """Strict or lenient only where the interval says so."""
    low, high = one.deviation.ci_low, one.deviation.ci_high
    if low is None or high is None:
        return _("can't be told")
    if high < 0.0:
        return _("scores low: strict")
    return _("scores high: lenient") if low > 0.0 else _("can't be told apart from the standard")


def _is_strict(one: Severity) -> bool:
    return one.deviation.ci_high is not None and one.deviation.ci_high < 0.0


def _draw(painter: QPainter, rect: QRectF, row: Severity, theme: Theme) -> None:
    draw_member(painter, rect, row.panellist.seat, row.panellist.name, theme)
