"""The facets beside the list: boxes with counts, and the same as chips in words above it."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qa_desk.domain.standard_case import CaseState, Difficulty
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import case_state_title, difficulty_title
from qa_desk.gui.widgets.chips import Chip
from qa_desk.i18n import N_, _
from qa_desk.services.curating import CaseQuery, Facet, FacetCount

_TITLES: dict[Facet, str] = {
    Facet.BUSINESS_TYPE: N_("Business type"),
    Facet.TAG: N_("Shows"),
    Facet.DIFFICULTY: N_("Difficulty"),
    Facet.STATE: N_("State"),
}
_FIELDS: dict[Facet, str] = {
    Facet.BUSINESS_TYPE: "business_types",
    Facet.TAG: "tags",
    Facet.DIFFICULTY: "difficulties",
    Facet.STATE: "states",
}


class Facets(QWidget):
    """The boxes.

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

    def show_facets(self, counts: tuple[FacetCount, ...], query: CaseQuery) -> None:
        """Show the boxes with their counts; those there already stay, so that the keyboard does too."""
        wanted = [(count.facet, count.value) for count in counts]
        if wanted != list(self._boxes):
            self._make(wanted)
        for count in counts:
            box, number = self._boxes[(count.facet, count.value)]
            box.blockSignals(True)
            box.setChecked(count.value in chosen_values(query, count.facet))
            box.blockSignals(False)
            number.setText(str(count.n_cases))
            words = value_words(count.facet, count.value)
            box.setAccessibleName(_("{value}: {count}").format(value=words, count=count.n_cases))

    def _make(self, wanted: list[tuple[Facet, str]]) -> None:
        while (entry := self._column.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        for facet in Facet:
            values = [value for own, value in wanted if own is facet]
            if values:
                self._column.addWidget(self._group(facet, values))
        self._column.addStretch(1)

    def _group(self, facet: Facet, values: list[str]) -> QWidget:
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, self._theme.size("sm"))
        column.setSpacing(self._theme.size("xs"))
        title = QLabel(_(_TITLES[facet]))
        title.setProperty("tone", "muted")
        title.setProperty("type", "caption")
        column.addWidget(title)
        for value in values:
            words = value_words(facet, value)
            box = _Box(words)
            box.setObjectName(f"facet_{facet.value}_{value}")
            number = QLabel()
            number.setProperty("tone", "muted")
            box.toggled.connect(partial(self._on_toggled, facet, value))
            row = QHBoxLayout()
            row.setSpacing(self._theme.size("xs"))
            row.addWidget(box, 1)
            row.addWidget(number, 0, Qt.AlignmentFlag.AlignRight)
            column.addLayout(row)
            self._boxes[(facet, value)] = (box, number)
        return group

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


def chosen_values(query: CaseQuery, facet: Facet) -> tuple[str, ...]:
    """The values of a facet that are chosen."""
    return tuple(str(value) for value in getattr(query, _FIELDS[facet]))


def toggled(query: CaseQuery, facet: Facet, value: str) -> CaseQuery:
    """The query with one value chosen or no longer."""
    chosen = chosen_values(query, facet)
    values = tuple(own for own in chosen if own != value) if value in chosen else (*chosen, value)
    kinds = {Facet.DIFFICULTY: Difficulty, Facet.STATE: CaseState}
    kind = kinds.get(facet)
    return replace(query, **{_FIELDS[facet]: tuple(kind(own) for own in values) if kind else values})


def without(query: CaseQuery, facet: Facet) -> CaseQuery:
    """The query with nothing chosen of one facet."""
    return replace(query, **{_FIELDS[facet]: ()})


def chips_of(query: CaseQuery) -> tuple[Chip, ...]:
    """What is chosen as chips: one a facet, its values joined by “or”."""
    chips: list[Chip] = []
    for facet in Facet:
        words = [value_words(facet, value) for value in chosen_values(query, facet)]
        if words:
            chips.append(Chip(facet.value, _(" or ").join(words)))
    if query.text:
        chips.append(Chip("text", _("“{text}”").format(text=query.text)))
    return tuple(chips)


def value_words(facet: Facet, value: str) -> str:
    """A value of a facet as people read it."""
    if facet is Facet.DIFFICULTY:
        return difficulty_title(Difficulty(value))
    return case_state_title(CaseState(value)) if facet is Facet.STATE else value
