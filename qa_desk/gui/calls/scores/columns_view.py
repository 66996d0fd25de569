"""The columns of a sheet: what each holds, what it is taken for, how sure that is, and a choice."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from qa_desk.gui.calls.scores.targets import Targets, certainty_words
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.i18n import _, listed
from qa_desk.services.exchange.mapping import IGNORED
from qa_desk.services.exchange.plan import ColumnReading, MappingPlan

_EXAMPLES_LENGTH = 44
_CHOICE_WIDTH = 256


class ColumnsView(QWidget):
    """One line for each column.

    Signals:
        target_chosen: the column and what it is to be taken for.
    """

    target_chosen = Signal(str, str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[str, ...] = ()
        self._boxes: dict[str, ChoiceBox] = {}
        self._signs: dict[str, CertaintySign] = {}
        self._guesses: dict[str, tuple[str, ...]] = {}
        self.setObjectName("score_columns")
        self.setAccessibleName(_("Columns of the sheet"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.size("lg"))
        self._grid.setVerticalSpacing(theme.size("xs"))
        self._grid.setColumnStretch(1, 1)

    def box_of(self, column: str) -> ChoiceBox:
        """The choice for a column."""
        return self._boxes[column]

    def show_plan(self, plan: MappingPlan, targets: Targets) -> None:
        """Show the columns as they are taken now; the line that has the keyboard keeps it."""
        columns = tuple(column.column for column in plan.columns)
        if columns != self._labels:
            self._labels = columns
            self._rebuild(plan)
        for column in plan.columns:
            box = self._boxes[column.column]
            self._guesses.setdefault(column.column, column.suggestions)
            box.set_choices(targets.offered(column, self._guesses[column.column]))
            box.set_value(column.target or IGNORED)
            self._signs[column.column].show_certainty(*certainty_words(column))

    def _rebuild(self, plan: MappingPlan) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes, self._signs, self._guesses = {}, {}, {}
        for place, words in enumerate((_("column"), _("holds"), _("taken for"), "")):
            self._grid.addWidget(_quiet(words), 0, place)
        for line, column in enumerate(plan.columns, start=1):
            self._add_line(line, column)

    def _add_line(self, line: int, column: ColumnReading) -> None:
        theme = self._theme
        title = _plain(column.label or _("column {n}").format(n=line))
        title.setProperty("weight", "medium")
        examples = listed(column.examples)
        shown = examples if len(examples) <= _EXAMPLES_LENGTH else f"{examples[:_EXAMPLES_LENGTH]}…"
        held = _quiet(shown or _("nothing in the first rows"))
        held.setToolTip(examples)
        box = ChoiceBox(
            theme=theme,
            name=f"target_{column.column}",
            title=_("What the column “{column}” is taken for").format(column=title.text()),
        )
        box.setFixedWidth(theme.px(_CHOICE_WIDTH))
        box.chosen.connect(lambda target, key=column.column: self.target_chosen.emit(key, target))
        sign = CertaintySign(theme=theme)
        self._boxes[column.column], self._signs[column.column] = box, sign
        for place, widget in enumerate((title, held, box, sign)):
            self._grid.addWidget(widget, line, place, Qt.AlignmentFlag.AlignVCenter)


class CertaintySign(QWidget):
    """How sure something is: an icon and a word."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon, self._token = "", "muted"
        self._words = _quiet("")
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.size("icon") + theme.size("xs"), 0, 0, 0)
        grid.addWidget(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def show_certainty(self, words: str, icon: str, token: str) -> None:
        """Say it."""
        self._words.setText(words)
        self._icon, self._token = icon, token
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        inner = self._words.sizeHint()
        theme = self._theme
        return QSize(inner.width() + theme.size("icon") + theme.size("xs"), max(inner.height(), theme.size("control")))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = self._theme.size("icon")
        place = QRectF(0, (self.height() - side) / 2, side, side)
        paint_icon(QPainter(self), place, self._icon, self._theme, self._token)


def _plain(words: str) -> QLabel:
    label = QLabel(words)
    return label


def _quiet(words: str) -> QLabel:
    label = _plain(words)
    label.setProperty("tone", "muted")
    return label
