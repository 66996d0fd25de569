"""A report's Document drawn in the page: the same blocks in the same order as in the file."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _
from qa_desk.reports.document import (
    AnyBehind,
    Block,
    Cell,
    Document,
    FigureBlock,
    Heading,
    KeyFigures,
    Paragraph,
    Passages,
    Table,
    TableColumn,
    ThingBehind,
)
from qa_desk.reports.render.numbers import clock_text, interval_text, unit_text, value_text

_MOST_CHARS, _LONGEST_HEAD, _ROOM_CHARS = 44, 9, 110
_SHORT_NAME, _SHORT_WORDS, _LEAST_WORDS = 20, 16, 12
"""Names and words up to this long keep their room, as long as something longer beside them can be cut."""
_CHAR_PX, _NAME_CHAR_PX = 7, 8
_HEAD_PX = 28
_ROW_PX = 32
_ROW_OF_TWO_PX = 44


@dataclass(frozen=True, slots=True)
class _Line:
    place: int
    cells: tuple[Cell, ...]


class Preview(QWidget):
    """One Document; another one gets a preview of its own.

    Signals:
        behind_requested: what stands behind what was clicked or entered.
    """

    behind_requested = Signal(object)

    def __init__(
        self,
        document: Document,
        *,
        theme: Theme,
        may_open: Callable[[AnyBehind], bool] = lambda _behind: True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._may_open = may_open
        self._heading = ""
        self._tables: dict[str, Table] = {}
        self.setObjectName("report_preview")
        self._column = QVBoxLayout(self)
        edge = theme.size("xl")
        self._column.setContentsMargins(theme.size("xs"), theme.size("lg"), edge, edge)
        self._column.setSpacing(theme.size("lg"))
        head = self._stack(_label(document.title, "page"), _label(document.subtitle, tone="muted"))
        self._column.addWidget(head)
        for block in document.blocks:
            self._column.addWidget(self._drawn(block))
        self._column.addWidget(_rule())
        self._column.addWidget(_label("\n".join(document.facts), "caption", tone="muted", name="report_facts"))
        self._column.addStretch(1)

    def behind_of_row(self) -> AnyBehind | None:
        """What stands behind the row that the keyboard is on."""
        table = self.focusWidget()
        block = self._tables.get(table.objectName()) if isinstance(table, DataTable) and table.hasFocus() else None
        line = table.current_row() if isinstance(table, DataTable) else None
        return block.behind[line.place] if block is not None and line is not None else None

    def _drawn(self, block: Block) -> QWidget:
        match block:
            case Heading():
                self._heading = block.text
                return _label(block.text, "title")
            case Paragraph():
                return _label(block.text, tone="muted" if block.is_quiet else "")
            case KeyFigures():
                return self._key_figures(block)
            case Table():
                return self._table(block)
            case FigureBlock():
                chart = Chart(theme=self._theme, name=f"figure_{block.key}")
                behind = {key: one for key, one in block.behind.items() if self._may_open(one)}
                chart.open_only({key: open_words(one) for key, one in behind.items()})
                chart.show_figure(block.figure)
                chart.opened.connect(lambda key: self.behind_requested.emit(behind[key]))
                return chart
            case Passages():
                return self._passages(block)

    def _key_figures(self, block: KeyFigures) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size("xxl"))
        for figure in block.figures:
            unit = unit_text(figure.cell)
            words = f"{value_text(figure.cell)} {unit}".strip()
            name = _label(figure.label, tone="muted")
            name.setWordWrap(False)
            details = [
                _label(said, "caption", tone="muted") for said in (interval_text(figure.cell), figure.detail) if said
            ]
            row.addWidget(self._stack(_label(words, "page"), name, *details), 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        return part

    def _table(self, block: Table) -> QWidget:
        behind = (one if one is not None and self._may_open(one) else None for one in block.behind)
        block = replace(block, behind=tuple(behind))
        parts: list[QWidget] = [_label(block.title, weight="strong")] if block.title else []
        if not block.rows:
            parts.append(_label(block.empty, tone="muted"))
            return self._stack(*parts)
        has_intervals = any(interval_text(cell) for row in block.rows for cell in row)
        height = _ROW_OF_TWO_PX if has_intervals else _ROW_PX
        table: DataTable[_Line] = DataTable(
            [_column(place, column, block) for place, column in enumerate(block.columns)],
            theme=self._theme,
            key=lambda line: line.place,
            row_height=height,
            name=f"table_{block.key}",
            # A table without a title of its own is what the heading above it announces.
            title=block.title or self._heading,
        )
        table.set_rows([_Line(place, cells) for place, cells in enumerate(block.rows)])
        # As long as its rows: the page scrolls, not a table in it.
        table.setFixedHeight(self._theme.px(_HEAD_PX) + len(block.rows) * self._theme.px(height) + 1)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if block.behind:
            self._tables[table.objectName()] = block
            table.row_opened.connect(lambda line: self._open(block, line))
            table.clicked.connect(lambda index: self._open(block, table.current_row()) if index.column() == 0 else None)
        parts.append(table)
        if block.note:
            parts.append(_label(block.note, "caption", tone="muted"))
        return self._stack(*parts)

    def _open(self, block: Table, line: _Line | None) -> None:
        behind = block.behind[line.place] if line is not None else None
        if behind is not None:
            self.behind_requested.emit(behind)

    def _passages(self, block: Passages) -> QWidget:
        part = self._stack(_label(block.title, weight="strong"))
        column = part.layout()
        assert isinstance(column, QVBoxLayout)
        for passage in block.passages:
            row = QHBoxLayout()
            row.setSpacing(self._theme.size("lg"))
            span = _label(f"{clock_text(passage.start_s)}–{clock_text(passage.end_s)}", weight="medium")
            span.setFixedWidth(self._theme.px(96))
            who = _label(" · ".join(word for word in (passage.call_key, passage.agent_name) if word))
            who.setFixedWidth(self._theme.px(160))
            unit = _label(passage.unit_path, tone="muted")
            unit.setFixedWidth(self._theme.px(240))
            said = passage.note if passage.sound else _("{note} (the recording is missing)").format(note=passage.note)
            for label, stretch in ((span, 0), (who, 0), (unit, 0), (_label(said), 1)):
                row.addWidget(label, stretch, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        return part

    def _stack(self, *parts: QWidget) -> QWidget:
        stack = QWidget()
        column = QVBoxLayout(stack)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.size("xs"))
        for part in parts:
            column.addWidget(part)
        return stack


def _column(place: int, column: TableColumn, table: Table) -> Column[_Line]:
    has_room = sum(_widest(each, table, _MOST_CHARS) for each in range(len(table.columns))) <= _ROOM_CHARS
    widest = _widest(place, table, _MOST_CHARS if has_room else _LONGEST_HEAD)
    keeps_room = _keeps_room(place, widest, table)
    # Where all is too wide, what can be cut asks for little, so that dates and names are whole.
    wanted = (
        widest if has_room or column.is_numeric or keeps_room else min(widest, _LEAST_WORDS if place else _SHORT_NAME)
    )
    return Column(
        column.key,
        column.title,
        lambda line: _order(line.cells[place]),
        align="right" if column.is_numeric else "left",
        width=wanted * (_NAME_CHAR_PX if keeps_room or not place else _CHAR_PX) + 20,
        stretch=0 if column.is_numeric or keeps_room or (not place and not has_room) else 1,
        runs=lambda line: _runs(line.cells[place], is_link=place == 0 and _has_behind(table, line)),
        tip=lambda line: _opens_words(table, line) if place == 0 else "",
        second_line=lambda line: interval_text(line.cells[place]),
        is_fixed=True,
    )


def _keeps_room(place: int, widest: int, table: Table) -> bool:
    """Whether a column of short words is not cut; where nothing can be cut, the first takes what room there is."""
    if place:
        return widest <= _SHORT_WORDS
    others = (other for other, column in enumerate(table.columns) if other and not column.is_numeric)
    return widest <= _SHORT_NAME and any(_widest(other, table, _MOST_CHARS) > _SHORT_WORDS for other in others)


def _widest(place: int, table: Table, longest_head: int) -> int:
    """How wide a column is; the title of numbers may be cut, and its tool tip tells it whole, but names may not."""
    column = table.columns[place]
    lines = [line for row in table.rows for line in (_words(row[place]), interval_text(row[place]))]
    title = min(_n_columns(column.title), longest_head if column.is_numeric else _MOST_CHARS)
    return min(max(title, *(_n_columns(line) for line in lines)), _MOST_CHARS)


def _order(cell: Cell) -> object:
    return cell.value


def _has_behind(table: Table, line: _Line) -> bool:
    return bool(table.behind) and table.behind[line.place] is not None


def _opens_words(table: Table, line: _Line) -> str:
    behind = table.behind[line.place] if table.behind else None
    return "" if behind is None else open_words(behind)


def open_words(behind: AnyBehind) -> str:
    """What a click or Enter does."""
    if isinstance(behind, ThingBehind):
        return _("Click or Enter opens {thing}").format(thing=behind.words)
    return _("Click or Enter lists the calls: {calls}").format(calls=behind.words)


def _runs(cell: Cell, *, is_link: bool = False) -> Sequence[Run]:
    weight = "medium" if cell.is_strong else "normal"
    runs = [Run(cell.mark, "critical" if cell.mark == "◆" else "text", size="caption")] if cell.mark else []
    unit = unit_text(cell) if cell.value is not None else ""
    runs.append(
        Run(
            f"{value_text(cell)} {unit}".strip(),
            "muted" if cell.value is None else "accent" if is_link else "text",
            weight,
        )
    )
    return runs


def _words(cell: Cell) -> str:
    return " ".join(run.text for run in _runs(cell))


def _n_columns(words: str) -> int:
    """How wide words are in Latin letters; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def _rule() -> QWidget:
    rule = QFrame()
    rule.setFrameShape(QFrame.Shape.HLine)
    rule.setObjectName("report_rule")
    return rule


def _label(words: str, kind: str = "", *, tone: str = "", weight: str = "", name: str = "") -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setObjectName(name)
    for key, value in (("type", kind), ("tone", tone), ("weight", weight)):
        if value:
            label.setProperty(key, value)
    return label
