"""Beside what is written: how the chosen criterion worked in practice, over a stretch of time that can be changed."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.gui.scorecards.editing.edited_form import EditedForm
from qa_desk.gui.scorecards.editing.field_grid import clear_layout
from qa_desk.gui.scorecards.editing.item_words import (
    ItemFact,
    ItemFinding,
    counts_words,
    item_facts,
    item_findings,
    needs_work,
)
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.these_calls import TheseCalls
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.sign import Sign
from qa_desk.i18n import _, listed, ngettext, with_label
from qa_desk.services.forms.item_figures import FormStatistics

FIRST_STRETCH = 91
_TITLE_WIDTH = 116
_VALUE_WIDTH = 72


class StatisticsPane(QWidget):
    """The figures of one criterion at a time; they rest on evaluations of every version that had it.

    Signals:
        wanted: over how many days to look back.
        calls_requested: `TheseCalls` that a figure rests on.

    Args:
        opens_calls: whether this person may look at calls.
    """

    wanted = Signal(int)
    calls_requested = Signal(object)

    def __init__(self, form: EditedForm, *, theme: Theme, opens_calls: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opens_calls = opens_calls
        self._form = form
        self._theme = theme
        self._statistics: FormStatistics | None = None
        self._said = _("Reading …")
        self._shown: object = None
        self.setObjectName("item_statistics")
        stretches = ((28, _("4 weeks")), (FIRST_STRETCH, _("3 months")), (365, _("a year")))
        segments = [Segment(days, words) for days, words in stretches]
        self._stretch = SegmentedChoice(segments, theme=theme, name="stretch", subject=_("Look back over"))
        self._stretch.set_value(FIRST_STRETCH)
        self._counts = QLabel()
        self._counts.setObjectName("statistics_counts")
        self._build()
        self._stretch.chosen.connect(self._on_stretch)
        form.changed.connect(self._show)
        form.chosen_changed.connect(self._show)
        self._show()

    def show_statistics(self, statistics: FormStatistics) -> None:
        """Show these figures."""
        self._statistics, self._said = statistics, ""
        self._show()

    def show_error(self, error: Exception) -> None:
        """Say why there are none."""
        self._statistics, self._said = None, sentence(error)
        self._show()

    def show_denied(self) -> None:
        """Say that this person's role does not see figures."""
        self._said = _("Your role does not see how criteria work in practice.")
        self._stretch.hide()
        self._show()

    def _build(self) -> None:
        theme = self._theme
        title = QLabel(_("In practice"))
        title.setProperty("weight", "medium")
        self._counts.setProperty("tone", "muted")
        self._counts.setProperty("type", "caption")
        self._counts.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._stretch)
        content = QWidget()
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.size("sm"))
        outer = QVBoxLayout(content)
        outer.setContentsMargins(0, 0, theme.size("sm"), 0)
        outer.addLayout(self._column)
        outer.addStretch(1)
        area = QScrollArea()
        area.setObjectName("statistics_area")
        area.setAccessibleName(_("How the criterion works in practice"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.size("sm"), 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addLayout(head)
        column.addWidget(self._counts)
        column.addWidget(area, 1)

    def _on_stretch(self, days: object) -> None:
        assert isinstance(days, int)
        self._said = _("Reading …")
        self._statistics = None
        self._show()
        self.wanted.emit(days)

    def _show(self) -> None:
        """Show the figures of the part chosen; while only its texts are written they stay as they are."""
        statistics, criterion = self._statistics, self._form.criterion
        item = statistics.item(criterion.key) if statistics is not None and criterion is not None else None
        facts = tuple(item_facts(item, criterion, self._form.definition)) if item is not None and criterion else ()
        shown = (statistics, criterion.key if criterion is not None else "", facts, self._said)
        if criterion is not None and shown == self._shown:
            return
        self._shown = shown
        clear_layout(self._column)
        self._counts.setVisible(statistics is not None)
        if statistics is None:
            self._column.addWidget(_words(self._said))
            return
        self._counts.setText(counts_words(statistics))
        if criterion is None:
            self._column.addWidget(_words(self._on_the_whole(statistics)))
            return
        if item is None:
            said = _("New in this draft: nobody was scored on it yet.")
            self._column.addWidget(_words(said))
            return
        for finding in item_findings(item, criterion, statistics.target):
            self._column.addWidget(self._finding(finding))
        self._column.addWidget(self._facts(facts))

    def _on_the_whole(self, statistics: FormStatistics) -> str:
        troubled = needs_work(statistics)
        titles = [in_words(one.title) for one in self._form.definition.criteria if one.key in troubled]
        if titles:
            return _("Inspectors don't agree on: {criteria}.").format(criteria=listed(titles))
        return _("On no criterion is agreement shown to lie below the target. Choose one to see its figures.")

    def _facts(self, facts: Iterable[ItemFact]) -> QWidget:
        theme, place = self._theme, QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.size("sm"))
        grid.setVerticalSpacing(theme.size("xs"))
        grid.setColumnMinimumWidth(0, theme.px(_TITLE_WIDTH))
        grid.setColumnMinimumWidth(1, theme.px(_VALUE_WIDTH))
        grid.setColumnStretch(2, 1)
        for number, fact in enumerate(facts):
            at = 2 * number
            title, value, beside = _words(fact.title), _words(fact.value, tone=""), _words(fact.beside)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            value.setProperty("weight", "medium")
            value.setObjectName(f"fact_{fact.key}")
            beside.setObjectName(f"beside_{fact.key}")
            value.setAccessibleName(with_label(fact.title, listed((fact.value, fact.beside))))
            for column, label in enumerate((title, value, beside)):
                grid.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)
            if fact.behind is not None and self._opens_calls:
                grid.addWidget(self._link(fact.key, fact.behind), at + 1, 2, Qt.AlignmentFlag.AlignLeft)
        return place

    def _link(self, key: str, behind: TheseCalls) -> Button:
        n = len(behind.call_ids)
        words = ngettext("Show the {n} call", "Show the {n} calls", n).format(n=f"{n:,}")
        link = Button(words, theme=self._theme, kind="quiet", small=True, icon="phone", name=f"behind_{key}")
        link.setToolTip(behind.words)
        link.clicked.connect(lambda: self.calls_requested.emit(behind))
        return link

    def _finding(self, finding: ItemFinding) -> QWidget:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size("sm"))
        text = _words(finding.text, tone="")
        text.setObjectName("item_finding")
        row.addWidget(Sign(finding.sign, finding.token, theme=self._theme), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        return place


def _words(text: str, *, tone: str = "muted") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    if tone:
        label.setProperty("tone", tone)
    return label
