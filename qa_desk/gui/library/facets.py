"""The facets beside the list: boxes with counts, and the same as chips in words above it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.case_filter import CaseQuery, Facet, FormAge, ReviewDue
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.standard_case import CaseState, Difficulty
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import case_state_title, difficulty_title, family_title, in_words
from qa_desk.gui.widgets.chips import Chip
from qa_desk.i18n import N_, _, language_words
from qa_desk.services.cases.browsing_cases import FacetCount

_TITLES: dict[Facet, str] = {
    Facet.BUSINESS_TYPE: N_("Business type"),
    Facet.TAG: N_("Shows"),
    Facet.FAMILY: N_("Critical family failed"),
    Facet.CRITERION: N_("Criterion failed"),
    Facet.DIFFICULTY: N_("Difficulty"),
    Facet.STATE: N_("State"),
    Facet.REVIEW: N_("Review"),
    Facet.FORM: N_("Form"),
    Facet.LANGUAGE: N_("Language"),
    Facet.VERSION: N_("Scorecard"),
    Facet.OWNER: N_("Owner"),
}
"""In the order in which they stand."""

_REVIEWS: dict[ReviewDue, str] = {
    ReviewDue.OVERDUE: N_("review overdue"),
    ReviewDue.SOON: N_("review due soon"),
    ReviewDue.LATER: N_("review later"),
    ReviewDue.NEVER: N_("no review planned"),
}
_FORMS: dict[FormAge, str] = {FormAge.CURRENT: N_("current form"), FormAge.CHANGED: N_("form has changed")}
_N_SHOWN = 6


class Facets(QWidget):
    """The boxes; of a facet with many values the first few, until one asks for all.

    Signals:
        toggled: facet and value of the box that the person ticked or cleared.
    """

    toggled = Signal(object, str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("facets")
        self._column = QVBoxLayout(self)
        edge = theme.size("xl")
        self._column.setContentsMargins(edge, theme.size("md"), theme.size("md"), edge)
        self._column.setSpacing(theme.size("sm"))
        self._boxes: dict[tuple[Facet, str], tuple[QCheckBox, QLabel]] = {}
        self._counts: tuple[FacetCount, ...] = ()
        self._query = CaseQuery()
        self._unfolded: set[Facet] = set()

    def show_facets(self, counts: tuple[FacetCount, ...], query: CaseQuery) -> None:
        """Show the boxes with their counts; those there already stay, so that the keyboard does too."""
        self._counts, self._query = counts, query
        shown = {facet: self._shown(facet) for facet in _TITLES}
        wanted = [(facet, count.value) for facet, own in shown.items() for count in own]
        if set(wanted) != set(self._boxes):
            self._make(shown)
        for count in (one for own in shown.values() for one in own):
            box, number = self._boxes[(count.facet, count.value)]
            box.blockSignals(True)
            box.setChecked(count.value in query.values_of(count.facet))
            box.blockSignals(False)
            number.setText(str(count.n_cases))
            box.setAccessibleName(_("{value}: {count}").format(value=value_words(count), count=count.n_cases))

    def _shown(self, facet: Facet) -> list[FacetCount]:
        own = [count for count in self._counts if count.facet is facet]
        if facet in self._unfolded or len(own) <= _N_SHOWN + 1:
            return own
        chosen = self._query.values_of(facet)
        return [count for place, count in enumerate(own) if place < _N_SHOWN or count.value in chosen]

    def _make(self, shown: dict[Facet, list[FacetCount]]) -> None:
        while (entry := self._column.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        for facet, counts in shown.items():
            if counts:
                self._column.addWidget(self._group(facet, counts))
        self._column.addStretch(1)

    def _group(self, facet: Facet, counts: list[FacetCount]) -> QWidget:
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, self._theme.size("sm"))
        column.setSpacing(self._theme.size("xs"))
        title = QLabel(_(_TITLES[facet]))
        title.setProperty("tone", "muted")
        title.setProperty("type", "caption")
        column.addWidget(title)
        for count in counts:
            box = _Box(value_words(count))
            box.setObjectName(f"facet_{facet.value}_{count.value}")
            number = QLabel()
            number.setProperty("tone", "muted")
            box.toggled.connect(partial(self._on_toggled, facet, count.value))
            row = QHBoxLayout()
            row.setSpacing(self._theme.size("xs"))
            row.addWidget(box, 1)
            row.addWidget(number, 0, Qt.AlignmentFlag.AlignRight)
            column.addLayout(row)
            self._boxes[(facet, count.value)] = (box, number)
        n_more = sum(count.facet is facet for count in self._counts) - len(counts)
        if n_more:
            words = _("{n} more").format(n=n_more)
            name = f"unfold_{facet.value}"
            more = Button(words, theme=self._theme, kind="quiet", small=True, name=name)
            more.clicked.connect(partial(self._unfold, facet))
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        return group

    def _unfold(self, facet: Facet) -> None:
        self._unfolded.add(facet)
        self.show_facets(self._counts, self._query)
        first = next((box for (own, _value), (box, _number) in self._boxes.items() if own is facet), None)
        if first is not None:
            first.setFocus()

    def _on_toggled(self, facet: Facet, value: str, _is_on: bool) -> None:
        self.toggled.emit(facet, value)


class _Box(QCheckBox):
    """A box whose words give way to the count beside it; they are whole in the tool tip."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - (self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text()))
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))


def chips_of(query: CaseQuery, counts: tuple[FacetCount, ...] = ()) -> tuple[Chip, ...]:
    """What is chosen as chips: one a facet, its values joined by “or”; `counts` know what a key is called."""
    known = {(count.facet, count.value): count for count in counts}
    chips: list[Chip] = []
    for facet in _TITLES:
        words = [
            value_words(known.get((facet, value), FacetCount(facet, value, 0))) for value in query.values_of(facet)
        ]
        if words:
            chips.append(Chip(facet.value, _(" or ").join(words)))
    if query.text:
        chips.append(Chip("text", _("“{text}”").format(text=query.text)))
    return tuple(chips)


def value_words(count: FacetCount) -> str:
    """A value of a facet as people read it."""
    value = count.value
    match count.facet:
        case Facet.DIFFICULTY:
            return difficulty_title(Difficulty(value))
        case Facet.STATE:
            return case_state_title(CaseState(value))
        case Facet.FAMILY:
            return family_title(CriticalFamily(value))
        case Facet.REVIEW:
            return _(_REVIEWS[ReviewDue(value)])
        case Facet.FORM:
            return _(_FORMS[FormAge(value)])
        case Facet.LANGUAGE:
            return language_words(value)
        case Facet.VERSION:
            return _("{title}, version {number}").format(title=in_words(count.title), number=count.number)
        case Facet.CRITERION | Facet.OWNER:
            return in_words(count.title)
        case _:
            return value
