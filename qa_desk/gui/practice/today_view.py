"""Today: what was taken up and waits, the cases to practise with why, and what comes back when."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.practice.columns import suggestion_columns
from qa_desk.gui.practice.offered_sets import OfferedSets
from qa_desk.gui.practice.words import due_words, later_words, why_words
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, in_a_row, listed, ngettext
from qa_desk.services.issues.training_views import OfferedSet
from qa_desk.services.practice.practising_views import Suggestion, TakenUp, Today

_MOST_LATER = 12


class TodayView(QWidget):
    """The table is what Enter acts on.

    Signals:
        begin_requested: the keys of the cases to take up.
        open_requested: the assignment to go on with.
        aside_requested: the assignment to give back.
    """

    begin_requested = Signal(object)
    open_requested = Signal(object)
    aside_requested = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._build()
        self._table.row_opened.connect(lambda row: self.begin_requested.emit([row.case_id]))
        self._offered.begin_requested.connect(self.begin_requested)
        self._table.current_changed.connect(self._show_why)
        context.commands.bind(self._table, {"list.open": self.begin_current}, enabled={"list.open": self._has_current})

    @property
    def table(self) -> DataTable[Suggestion]:
        """The cases suggested."""
        return self._table

    def show_today(self, today: Today, sets: tuple[OfferedSet, ...] = ()) -> None:
        """Show what there is, and the sets that trainers offer."""
        self._offered.show_sets(sets)
        self._table.set_rows((*today.suggestions, *today.fresh))
        if self._table.current_row() is None:
            self._table.select_first()
        self._show_why(self._table.current_row())
        self._table.setVisible(bool(self._table.rows))
        self._words.setText(_summary(today))
        self._later.setText(_later(today))
        self._later.setVisible(bool(self._later.text()))
        while (item := self._taken.takeAt(0)) is not None:
            if (block := item.widget()) is not None:
                block.hide()
                block.deleteLater()
        for place, one in enumerate(today.taken_up):
            self._taken.addWidget(self._block(place, one))

    def begin_current(self) -> None:
        """Take up the case that the keyboard is on, or all that are selected."""
        chosen = self._table.selected_rows() or ((row,) if (row := self._table.current_row()) else ())
        if chosen:
            self.begin_requested.emit([row.case_id for row in chosen])

    def _show_why(self, row: Suggestion | None) -> None:
        """All reasons of the case that the keyboard is on; in the table there is room for the first."""
        self._why.setText(why_words(row) if row is not None and row.criteria else "")
        self._why.setVisible(bool(self._why.text()))

    def _has_current(self) -> bool:
        return self._table.current_row() is not None

    def _block(self, place: int, one: TakenUp) -> QWidget:
        theme = self._context.theme
        block = QWidget()
        block.setObjectName(f"taken_up_{place}")
        words = [_("Taken up: {call}").format(call=one.call_key)]
        if one.duration_s is not None:
            words.append(length_text(one.duration_s))
        label = QLabel(" · ".join(words))
        go_on = Button(_("Go on") if one.is_begun else _("Begin"), theme=theme, small=True, name=f"go_on_{place}")
        go_on.clicked.connect(partial(self.open_requested.emit, one.assignment_id))
        aside = Button(_("Put aside"), theme=theme, kind="quiet", small=True, name=f"put_aside_{place}")
        aside.clicked.connect(partial(self.aside_requested.emit, one.assignment_id))
        row = QHBoxLayout(block)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addWidget(label)
        row.addWidget(go_on)
        row.addWidget(aside)
        row.addStretch(1)
        return block

    def _build(self) -> None:
        theme = self._context.theme
        self._words = _label("today_words")
        self._taken = QVBoxLayout()
        self._taken.setSpacing(theme.size("xs"))
        self._table: DataTable[Suggestion] = DataTable(
            suggestion_columns(), theme=theme, key=lambda one: one.case_id, name="today_cases",
            title=_("Cases to practise today"), many=True,
        )  # fmt: skip
        self._offered = OfferedSets(self._context)
        self._why = _label("why_words")
        self._later = _label("later_words", tone="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._words)
        column.addLayout(self._taken)
        column.addWidget(self._offered)
        column.addWidget(self._table, 1)
        column.addWidget(self._why)
        column.addWidget(self._later)


def _label(name: str, tone: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    if tone:
        label.setProperty("tone", tone)
    return label


def _summary(today: Today) -> str:
    if today.n_due:
        words = ngettext("{n} criterion comes back today.", "{n} criteria come back today.", today.n_due)
        sentences = [words.format(n=today.n_due)]
    elif today.n_practised:
        sentences = [_("Nothing comes back today.")]
    else:
        sentences = [_("What you get wrong comes back here after 1, 3, 7, 16 and 35 days, on another case each time.")]
    if today.without_case:
        missing = listed(due_words(due) for due in today.without_case)
        sentences.append(_("No other case has these settled: {criteria}.").format(criteria=missing))
    return in_a_row(sentences)


def _later(today: Today) -> str:
    if not today.later:
        return ""
    lines = [later_words(today.later[:_MOST_LATER])]
    n_more = len(today.later) - _MOST_LATER
    if n_more > 0:
        lines.append(ngettext("{n} more later.", "{n} more later.", n_more).format(n=n_more))
    return "\n".join(lines)
