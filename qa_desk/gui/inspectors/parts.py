"""What both views of the page are laid out from: a titled table as high as its rows, and text of tables to copy."""

from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable

TABLE_ROW = 28
_MOST_ROWS = 12

RowT = TypeVar("RowT")


class Titled(QWidget):
    """A table under its title, with a line of words between them; as high as its rows, up to a dozen."""

    def __init__(self, table: DataTable[Any], *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.table = table
        self.title = QLabel()
        self.title.setProperty("type", "title")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("tone", "muted")
        self.words.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        for part in (self.title, self.words, table):
            column.addWidget(part)
        theme.changed.connect(self._measure)

    def show_rows(self, title: str, rows: Sequence[Any], words: str = "") -> None:
        """Show these rows under this title."""
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.table.set_rows(tuple(rows))
        self._measure()
        self.show()

    def _measure(self) -> None:
        n_rows = min(max(len(self.table.rows), 1), _MOST_ROWS) + 1
        self.table.setFixedHeight(self._theme.px(TABLE_ROW) * n_rows + self._theme.size("sm"))


class Scrolled(QScrollArea):
    """Parts one below the other, scrolling together."""

    def __init__(self, parts: Sequence[QWidget], *, theme: Theme, name: str) -> None:
        super().__init__()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.size("sm"), 0)
        column.setSpacing(theme.size("xl"))
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)


def table_text(columns: Sequence[Column[RowT]], rows: Sequence[RowT]) -> str:
    """A table as text, separated by tabs."""
    lines = ["\t".join(column.name for column in columns)]
    lines += ["\t".join(column.text(row) for column in columns) for row in rows]
    return "\n".join(lines)
