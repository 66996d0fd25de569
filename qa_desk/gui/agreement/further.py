"""What people ask once they have the figures: is it better there, what moves it, how many more calls?"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.agreement.questions import Influences
from qa_desk.agreement.study.influence import Left
from qa_desk.gui.agreement.table_block import TableBlock
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.number_boxes import DecimalBox
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import _
from qa_desk.reports.rated_set import RatedSet
from qa_desk.reports.ratings_answers import (
    Answers,
    comparison_table,
    left_text,
    needed_table,
    one_influence_table,
    shown_influences,
)
from qa_desk.reports.statistic_names import title_of

_FIRST_MARGIN = 5.0
_FIGURE_PX = 300
_PREFERRED = ("gwet_ac1", "icc_2_1")


class Further(QWidget):
    """Comparison of two files, influences ranked, and the calls that a narrower interval takes.

    Signals:
        margin_chosen: another ± is asked, on 0…1.
    """

    margin_chosen = Signal(float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rated: RatedSet | None = None
        self._influences: Influences = {}
        self.setObjectName("further")
        self._build()
        self._figure.activated.connect(lambda _place: self._show_influences())
        self._left.chosen.connect(lambda _left: self._show_influences())
        self.margin.valueChanged.connect(lambda value: self.margin_chosen.emit(value / 100.0))

    @property
    def width_asked(self) -> float:
        """The width of the interval whose calls are counted: twice the ±."""
        return self.margin.value() / 50.0

    def show_answers(self, rated: RatedSet, answers: Answers, compared: Sequence[tuple[RatedSet, Answers]]) -> None:
        """Show what is known about one set; `compared` are the sets that were compared with the first."""
        self._rated = rated
        self._influences = shown_influences(answers.influences, rated)
        other = next(((one, each) for one, each in compared if one is rated), next(iter(compared), None))
        self.comparison.setVisible(other is not None)
        if other is not None and other[1].comparison is not None:
            self.comparison.show_table(comparison_table(other[1].comparison, other[0]))
        self._offer_figures()
        self._show_influences()
        self.show_needed(answers)

    def show_needed(self, answers: Answers) -> None:
        """Show the calls that an interval takes."""
        assert self._rated is not None, "a set is shown first"
        self.needed.setVisible(bool(answers.needed))
        if answers.needed:
            self.needed.show_table(needed_table(answers, self._rated))

    def _build(self) -> None:
        theme = self._theme
        self.comparison = TableBlock(theme=theme, name="comparison")
        self.influences = TableBlock(theme=theme, name="influences", has_title=False)
        self.needed = TableBlock(theme=theme, name="calls_needed", has_title=False)
        self._figure = QComboBox()
        self._figure.setObjectName("influence_figure")
        self._figure.setMinimumWidth(theme.px(_FIGURE_PX))
        self._figure.setAccessibleName(_("Figure whose influences are shown"))
        self._figure.setToolTip(_("The figure that is computed again without each of them"))
        self._left = SegmentedChoice(
            [Segment(left, left_text(left)) for left in Left],
            theme=theme,
            name="influence_of",
            subject=_("What is left out"),
        )
        self._left.set_value(Left.RATER)
        self.margin = DecimalBox()
        self.margin.setObjectName("margin")
        self.margin.setRange(0.5, 50.0)
        self.margin.setDecimals(1)
        self.margin.setSingleStep(0.5)
        self.margin.setPrefix("± ")
        self.margin.setSuffix(" %")
        self.margin.setValue(_FIRST_MARGIN)
        self.margin.setKeyboardTracking(False)
        self.margin.setAccessibleName(_("Half the width of the interval"))
        self.margin.setToolTip(_("How far the limits may lie from the value: ± 5 % is ± 0.05 of a kappa"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(self.comparison)
        column.addSpacing(theme.size("md"))
        self._influence_head = self._head(_("What moves the figures"), self._figure, self._left)
        column.addWidget(self._influence_head)
        column.addWidget(self.influences)
        column.addSpacing(theme.size("md"))
        column.addWidget(self._head(_("How many more calls for a narrower interval?"), self.margin))
        column.addWidget(self.needed)

    def _head(self, title: str, *controls: QWidget) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size("sm"))
        label = QLabel(title)
        label.setProperty("type", "title")
        row.addWidget(label)
        row.addStretch(1)
        for control in controls:
            row.addWidget(control)
        return head

    def _offer_figures(self) -> None:
        chosen = self._figure.currentData()
        self._figure.clear()
        for key in self._influences:
            self._figure.addItem(title_of(key), key)
        wanted = chosen if chosen in self._influences else next((k for k in _PREFERRED if k in self._influences), None)
        self._figure.setCurrentIndex(max(0, self._figure.findData(wanted)))

    def _show_influences(self) -> None:
        key, left = self._figure.currentData(), self._left.value
        for widget in (self._influence_head, self.influences):
            widget.setVisible(bool(self._influences))
        if key is not None:
            assert isinstance(left, Left), "one of the segments is chosen"
            self.influences.show_table(one_influence_table(self._influences, key, left))
