"""What the figures say: the verdict in words, intervals, pairs, categories, and the table of all figures."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.agreement.verdict import Outcome
from qa_desk.gui.agreement.further import Further
from qa_desk.gui.agreement.rows import FigureRow, rows_of
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _
from qa_desk.reports.rated_set import RatedSet, verdict_text
from qa_desk.reports.ratings_answers import Answers
from qa_desk.reports.ratings_figures import category_heat, forest, pairs_heat
from qa_desk.reports.ratings_words import doubt_text
from qa_desk.reports.statistics_words import diagnosis_text, outcome_text

_ROW_PX = 32
_ROW_OF_TWO_PX = 44
_HEAD_PX = 28
_SIGNS = {
    Outcome.WELL_CALIBRATED: ("check", "pass"),
    Outcome.NEEDS_WORK: ("cross", "fail"),
    Outcome.TOO_FEW_CALLS: ("dash", "muted"),
}


class ResultView(QWidget):
    """Shows one set with its pictures, and all sets side by side in the table."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sets: tuple[RatedSet, ...] = ()
        self._table: DataTable[FigureRow] | None = None
        self.setObjectName("agreement_result")
        self._build()
        self._choice.chosen.connect(lambda _which: self._show_table())
        self.forest.opened.connect(self._go_to)

    @property
    def table(self) -> DataTable[FigureRow] | None:
        """The table of figures; None before the first set."""
        return self._table

    def show_sets(self, sets: Sequence[tuple[RatedSet, Answers]], current: RatedSet) -> None:
        """Show these sets with what is known about them, the pictures and influences being those of the current one."""
        self._sets = tuple(one for one, _answers in sets)
        compared = [(one, answers) for one, answers in sets if answers.comparison is not None]
        self.further.show_answers(current, next(answers for one, answers in sets if one is current), compared)
        self._show_words(current)
        drawn = ((self.forest, forest(current)), (self.pairs, pairs_heat(current)))
        for chart, figure in (*drawn, (self.categories, category_heat(current))):
            chart.setVisible(figure is not None)
            if figure is not None:
                chart.show_figure(figure)
        self._show_table()

    def _build(self) -> None:
        theme = self._theme
        self._sign = Sign(theme=theme)
        self._title, self._doubts, self._sentence, self._why = QLabel(), QLabel(), QLabel(), QLabel()
        self._title.setProperty("type", "title")
        named = {"title": self._title, "doubts": self._doubts, "sentence": self._sentence, "why": self._why}
        for name, label in named.items():
            label.setObjectName(f"verdict_{name}")
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.forest = Chart(theme=theme, name="intervals")
        self.pairs = Chart(theme=theme, name="pairs")
        self.categories = Chart(theme=theme, name="categories")
        self.further = Further(theme=theme)
        self._choice = SegmentedChoice(
            [Segment(False, _("Main figures")), Segment(True, _("All figures"))],
            theme=theme,
            name="which_figures",
            subject=_("Figures shown"),
        )
        self._choice.set_value(False)
        head = QHBoxLayout()
        head.setSpacing(theme.size("sm"))
        head.addWidget(self._sign)
        head.addWidget(self._title, 1)
        heats = QHBoxLayout()
        heats.setSpacing(theme.size("xxl"))
        for chart in (self.pairs, self.categories):
            heats.addWidget(chart, 1, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        edge = theme.size("xl")
        self._column.setContentsMargins(theme.size("xs"), theme.size("sm"), edge, edge)
        self._column.setSpacing(theme.size("sm"))
        self._column.addLayout(head)
        self._column.addWidget(self._doubts)
        self._column.addWidget(self._sentence)
        self._column.addWidget(self._why)
        self._column.addSpacing(theme.size("md"))
        self._column.addWidget(self.forest)
        self._column.addSpacing(theme.size("md"))
        self._column.addLayout(heats)
        self._column.addSpacing(theme.size("md"))
        self._column.addWidget(self.further)
        self._column.addSpacing(theme.size("md"))
        self._column.addWidget(self._choice, 0, Qt.AlignmentFlag.AlignLeft)
        self._table_place = self._column.count()
        self._column.addStretch(1)

    def _show_words(self, current: RatedSet) -> None:
        analysis, judged = current.analysis, current.verdict
        self._sign.setVisible(judged is not None)
        self._doubts.setText("\n".join(map(doubt_text, current.doubts)))
        self._doubts.setVisible(bool(current.doubts))
        self._sentence.setVisible(judged is not None)
        self._why.setVisible(analysis.diagnosis is not None and judged is not None)
        if judged is None:
            self._title.setText(_("Measured values: read the intraclass correlations"))
            return
        self._sign.show_sign(*_SIGNS[judged.outcome])
        self._title.setText(_("{file}: {outcome}").format(file=current.file, outcome=outcome_text(judged.outcome)))
        self._sentence.setText(verdict_text(judged, has_standard=analysis.standard is not None))
        if analysis.diagnosis is not None:
            self._why.setText(diagnosis_text(analysis.diagnosis))

    def _show_table(self) -> None:
        if self._table is not None:
            self._column.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
        rows = rows_of(self._sets, shows_all=bool(self._choice.value))
        is_one = len(self._sets) == 1
        height = _ROW_PX if is_one else _ROW_OF_TWO_PX
        self._table = DataTable(
            _columns_of_one() if is_one else _columns_of_many(self._sets),
            theme=self._theme,
            key=lambda row: row.key,
            row_height=height,
            name="figures",
            title=_("All figures"),
        )
        self._table.set_rows(rows)
        # As long as its rows: the page scrolls, not a table in it.
        self._table.setFixedHeight(self._theme.px(_HEAD_PX) + len(rows) * self._theme.px(height) + 2)
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column.insertWidget(self._table_place, self._table)

    def _go_to(self, key: str) -> None:
        assert self._table is not None
        if not self._table.select_key(key):
            self._choice.set_value(True)
            self._show_table()
            self._table.select_key(key)
        self._table.setFocus()


class Sign(QWidget):
    """The icon of a verdict; the words beside it say the same."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon, self._token = "dash", "muted"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_sign(self, icon: str, token: str) -> None:
        """Show this icon in this colour."""
        self._icon, self._token = icon, token
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.size("icon"), self._theme.size("icon"))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), QRectF(self.rect()), self._icon, self._theme, self._token)


def _columns_of_one() -> list[Column[FigureRow]]:
    def value(row: FigureRow) -> float | None:
        return None if row.figure is None else row.figure.value

    return [
        Column("title", _("statistic"), lambda row: row.title, width=300, stretch=3, weight="medium",
               tip=lambda row: row.title, is_fixed=True),
        Column("value", _("value"), lambda row: row.value(), align="right", width=88, sort_key=value),
        Column("interval", _("interval"), lambda row: row.interval(), align="right", width=152, token="muted"),
        Column("n", _("n"), lambda row: None if row.figure is None else row.figure.n_calls, align="right", width=56),
        Column("method", _("method"), lambda row: row.how(), width=120, stretch=1, token="muted",
               tip=lambda row: row.how()),
    ]  # fmt: skip


def _columns_of_many(sets: Sequence[RatedSet]) -> list[Column[FigureRow]]:
    columns: list[Column[FigureRow]] = [
        Column("title", _("statistic"), lambda row: row.title, width=220, stretch=2, weight="medium",
               tip=lambda row: row.title, is_fixed=True),
    ]  # fmt: skip
    columns += [_column_of(place, one) for place, one in enumerate(sets)]
    return columns


def _column_of(place: int, one: RatedSet) -> Column[FigureRow]:
    return Column(
        f"set_{place}",
        one.file,
        lambda row: row.value(place),
        align="right",
        width=140,
        stretch=1,
        second_line=lambda row: row.interval(place) or row.how(place),
        tip=lambda row: row.how(place),
    )
