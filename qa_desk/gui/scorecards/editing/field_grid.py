"""Labelled fields in one column, each with what is wrong with it right below."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QWidget

from qa_desk.domain.scorecard_problems import Part
from qa_desk.gui.shell.theme import Theme

_LABEL_WIDTH = 88


class FieldGrid(QWidget):
    """Fields of a part of the form, with labels left of them."""

    def __init__(self, *, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._n_rows = 0
        self._said: dict[Part, QLabel] = {}
        self._labels: dict[QWidget, QLabel] = {}
        self.setObjectName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.size("md"))
        self._grid.setVerticalSpacing(theme.size("sm"))
        self._grid.setColumnMinimumWidth(0, theme.px(_LABEL_WIDTH))
        self._grid.setColumnStretch(1, 1)

    def add_field(self, title: str, field: QWidget, *, part: Part | None = None, is_wide: bool = False) -> None:
        """One more field; `part` is what its problems are told about, a wide one stands below its label."""
        label = QLabel(title)
        label.setProperty("tone", "muted")
        if not is_wide:
            label.setWordWrap(True)
            label.setFixedWidth(self._theme.px(_LABEL_WIDTH))
        label.setContentsMargins(0, self._theme.size("xs"), 0, 0)
        label.setBuddy(field)
        self._labels[field] = label
        self._grid.addWidget(label, self._n_rows, 0, 1, 2 if is_wide else 1, Qt.AlignmentFlag.AlignTop)
        if is_wide:
            self._n_rows += 1
            self._grid.addWidget(field, self._n_rows, 0, 1, 2)
        else:
            self._grid.addWidget(field, self._n_rows, 1)
        self._n_rows += 1
        if part is not None:
            said = self._add_words("", "warning")
            said.setObjectName(f"problem_{part.value}")
            said.hide()
            self._said[part] = said

    def show_field(self, field: QWidget, shown: bool) -> None:
        """Show or hide a field with its label."""
        field.setVisible(shown)
        self._labels[field].setVisible(shown)

    def show_problems(self, problems: Mapping[Part, tuple[str, ...]]) -> None:
        """Say below each field what is wrong with it."""
        for part, said in self._said.items():
            words = problems.get(part, ())
            said.setText("\n".join(words))
            said.setVisible(bool(words))

    def _add_words(self, words: str, tone: str) -> QLabel:
        label = QLabel(words)
        label.setWordWrap(True)
        label.setProperty("tone", tone)
        label.setProperty("type", "caption")
        self._grid.addWidget(label, self._n_rows, 1)
        self._n_rows += 1
        return label


def clear_layout(layout: QLayout) -> None:
    """Take every widget out of a layout, for good."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
