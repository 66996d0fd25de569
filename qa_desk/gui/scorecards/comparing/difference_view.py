"""Two versions side by side: one line a difference, the words that changed emphasised on both sides."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.gui.scorecards.comparing.changed_words import Piece, changed_pieces
from qa_desk.gui.scorecards.comparing.difference_rows import DifferencePart, DifferenceRow
from qa_desk.gui.scorecards.editing.field_grid import clear_layout
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sign import Sign
from qa_desk.i18n import _

_FIELD_WIDTH = 152


class DifferenceView(QScrollArea):
    """All parts that differ, below one another."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[DifferencePart, ...] = ()
        self._titles = ("", "")
        self.setObjectName("difference_view")
        self.setAccessibleName(_("What the two versions say differently"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.size("lg"))
        outer = QVBoxLayout(content)
        edge = theme.size("xl")
        outer.setContentsMargins(edge, 0, edge, edge)
        outer.addLayout(self._column)
        outer.addStretch(1)
        self.setWidget(content)
        theme.changed.connect(self._show)

    def show_parts(self, parts: Sequence[DifferencePart], titles: tuple[str, str]) -> None:
        """Show these parts; `titles` head the two sides."""
        self._parts, self._titles = tuple(parts), titles
        self._show()
        self.verticalScrollBar().setValue(0)

    def _show(self) -> None:
        clear_layout(self._column)
        if not self._parts:
            self._column.addWidget(_label(_("Both say the same.")))
            return
        self._column.addWidget(self._heads())
        for part in self._parts:
            self._column.addWidget(self._part(part))

    def _grid(self) -> tuple[QWidget, QGridLayout]:
        theme, place = self._theme, QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.size("lg"))
        grid.setVerticalSpacing(theme.size("xs"))
        grid.setColumnMinimumWidth(0, theme.px(_FIELD_WIDTH))
        for column in (1, 2):
            grid.setColumnStretch(column, 1)
        return place, grid

    def _heads(self) -> QWidget:
        place, grid = self._grid()
        field = _label("")
        field.setFixedWidth(self._theme.px(_FIELD_WIDTH))
        for column, label in enumerate((field, _label(self._titles[0]), _label(self._titles[1]))):
            label.setProperty("weight", "strong")
            grid.addWidget(label, 0, column)
        return place

    def _part(self, part: DifferencePart) -> QWidget:
        theme, place = self._theme, QWidget()
        place.setObjectName(f"difference_{part.key}" if part.key else "difference_form")
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        line = QFrame()
        line.setObjectName("divider")
        line.setFixedHeight(theme.size("hairline"))
        head = QHBoxLayout()
        head.setSpacing(theme.size("sm"))
        for sign, token in part.signs:
            head.addWidget(Sign(sign, token, theme=theme))
        title = _label(part.title)
        title.setWordWrap(False)
        title.setProperty("weight", "medium")
        kinds = _label(part.kinds)
        kinds.setProperty("tone", "muted")
        head.addWidget(title)
        head.addWidget(kinds, 1)
        rows, grid = self._grid()
        for at, row in enumerate(part.rows):
            self._add_row(grid, at, row)
        column.addWidget(line)
        column.addLayout(head)
        column.addWidget(rows)
        return place

    def _add_row(self, grid: QGridLayout, at: int, row: DifferenceRow) -> None:
        field = _label(row.field)
        field.setProperty("tone", "muted")
        field.setFixedWidth(self._theme.px(_FIELD_WIDTH))
        before, after = changed_pieces(row.before, row.after)
        sides = (self._side(before, "fail", "line-through"), self._side(after, "pass", "underline"))
        said = (_("before: {text}"), _("after: {text}"))
        for label, words, text in zip(sides, said, (row.before, row.after), strict=True):
            label.setAccessibleName(f"{row.field}, {words.format(text=text or _('nothing'))}")
        for column, label in enumerate((field, *sides)):
            grid.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)

    def _side(self, pieces: Sequence[Piece], token: str, mark: str) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setProperty("markup", True)
        ground = self._theme.tint(token).name()
        style = f"background-color: {ground}; text-decoration: {mark};"
        written = (
            f'<span style="{style}">{_as_html(piece.text)}</span>' if piece.is_changed else _as_html(piece.text)
            for piece in pieces
        )
        label.setText("".join(written) or "–")
        return label


def _as_html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(bool(text))
    return label
