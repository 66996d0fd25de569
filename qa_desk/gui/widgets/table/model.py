"""A table model over frozen rows: sorted, filtered by words, in groups that keep their order, unfolding into parts."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from qa_desk.gui.widgets.table.columns import Column, Nested, RowT
from qa_desk.i18n import in_order

ROW_ROLE = Qt.ItemDataRole.UserRole
HEAD_ROLE = Qt.ItemDataRole.UserRole + 1

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "centre": Qt.AlignmentFlag.AlignHCenter,
}

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class GroupHead:
    """A line that heads a group: its words and how many rows follow."""

    title: str
    n_rows: int


@dataclass(frozen=True, slots=True)
class PartLine:
    """A line below an unfolded row; `parent` is the key of that row."""

    parent: Hashable
    part: object


class TableModel(QAbstractTableModel, Generic[RowT]):
    """The lines of a table: rows with what they unfold into, and a head before each group.

    Args:
        key: what tells rows apart, so that a refreshed list keeps its selection.
        group: the words of the group that a row belongs to; groups stand in the order of the rows given.
        nested: what rows unfold into.
    """

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        *,
        key: Callable[[RowT], Hashable],
        group: Callable[[RowT], str] | None = None,
        nested: Nested[RowT] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._key = key
        self._group = group
        self._nested = nested
        self._unfolded: frozenset[Hashable] = frozenset()
        self._rows: tuple[RowT, ...] = ()
        self._lines: list[RowT | GroupHead | PartLine] = []
        self._words: tuple[str, ...] = ()
        self._sort_column: Column[RowT] | None = None
        self._is_descending = False
        self._drags = False

    def let_drag(self) -> None:
        """Let rows be dragged out of the table."""
        self._drags = True

    @property
    def columns(self) -> tuple[Column[RowT], ...]:
        """The columns shown."""
        return self._columns

    @property
    def rows(self) -> tuple[RowT, ...]:
        """The rows shown, in the order shown."""
        return tuple(line for line in self._lines if not isinstance(line, GroupHead | PartLine))

    @property
    def n_rows_given(self) -> int:
        """How many rows there are before filtering."""
        return len(self._rows)

    def set_rows(self, rows: Sequence[RowT]) -> None:
        """Show other rows."""
        self._rows = tuple(rows)
        self._arrange()

    def append_rows(self, rows: Sequence[RowT]) -> None:
        """Show more rows at the end, in the order given; the list has no groups and its rows come in their order."""
        assert self._group is None, "rows of a grouped list have their place by group"
        self._rows += tuple(rows)
        lines = [row for row in rows if self._matches(row)]
        if lines:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()

    def prepend_rows(self, rows: Sequence[RowT]) -> None:
        """Show more rows at the beginning, in the order given; as `append_rows`."""
        assert self._group is None, "rows of a grouped list have their place by group"
        self._rows = (*rows, *self._rows)
        lines = [row for row in rows if self._matches(row)]
        if lines:
            self.beginInsertRows(QModelIndex(), 0, len(lines) - 1)
            self._lines = [*lines, *self._lines]
            self.endInsertRows()

    def remove_rows(self, n: int, *, from_end: bool) -> None:
        """Take the first or the last rows away, of a list whose every row is shown."""
        if n <= 0:
            return
        assert len(self._lines) == len(self._rows), "nothing is filtered, grouped or unfolded"
        first = len(self._lines) - n if from_end else 0
        self.beginRemoveRows(QModelIndex(), first, first + n - 1)
        del self._lines[first : first + n]
        self._rows = self._rows[:first] + self._rows[first + n :]
        self.endRemoveRows()

    def set_columns(self, columns: Sequence[Column[RowT]]) -> None:
        """Show other columns."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._lines = self._arranged()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only rows in which every word of `text` occurs in some column."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self._words = words
            self._arrange()

    def sort_by(self, column: Column[RowT] | None, *, descending: bool = False) -> None:
        """Sort the rows of each group; None is the order given."""
        self._sort_column = column
        self._is_descending = descending
        self._arrange()

    def unfold(self, key: Hashable | None) -> None:
        """Unfold the row with this key and fold every other; None folds all."""
        self._unfolded = frozenset() if key is None else frozenset({key})
        self._arrange()

    def is_unfolded(self, row: RowT) -> bool:
        """Whether the parts of the row are shown below it."""
        return self._key(row) in self._unfolded

    def can_unfold(self, row: RowT) -> bool:
        """Whether the row has parts."""
        return self._nested is not None and bool(self._nested.parts(row))

    def row_at(self, line: int) -> RowT | None:
        """The row on this line; None on a group head, on a part or past the end."""
        found = self._lines[line] if 0 <= line < len(self._lines) else None
        return None if isinstance(found, GroupHead | PartLine) else found

    def part_at(self, line: int) -> object | None:
        """The part on this line, if there is one."""
        found = self._lines[line] if 0 <= line < len(self._lines) else None
        return found.part if isinstance(found, PartLine) else None

    def owner_at(self, line: int) -> RowT | None:
        """The row on this line, or the one that the part on it belongs to."""
        found = self._lines[line] if 0 <= line < len(self._lines) else None
        if isinstance(found, PartLine):
            return next((row for row in self._rows if self._key(row) == found.parent), None)
        return self.row_at(line)

    def head_at(self, line: int) -> GroupHead | None:
        """The group head on this line, if there is one."""
        found = self._lines[line] if 0 <= line < len(self._lines) else None
        return found if isinstance(found, GroupHead) else None

    def line_of(self, key: Hashable) -> int | None:
        """The line of the row with this key."""
        for line, row in enumerate(self._lines):
            if not isinstance(row, GroupHead | PartLine) and self._key(row) == key:
                return line
        return None

    def key_at(self, line: int) -> Hashable | None:
        """The key of the row on this line, or of the one that the part on it belongs to."""
        row = self.owner_at(line)
        return None if row is None else self._key(row)

    def as_text(self, lines: Sequence[int], *, with_head: bool = False) -> str:
        """The cells of these lines, separated by tabs, for a spreadsheet or a mail."""
        heads = ["\t".join(column.name for column in self._columns)] if with_head else []
        rows = [self.row_at(line) for line in lines]
        cells = ["\t".join(column.text(row) for column in self._columns) for row in rows if row is not None]
        return "\n".join(heads + cells)

    def _arrange(self) -> None:
        self.beginResetModel()
        self._lines = self._arranged()
        self.endResetModel()

    def _arranged(self) -> list[RowT | GroupHead | PartLine]:
        rows = [row for row in self._rows if self._matches(row)]
        if self._group is None:
            return self._with_parts(self._sorted(rows))
        groups: dict[str, list[RowT]] = {}
        for row in rows:
            groups.setdefault(self._group(row), []).append(row)
        lines: list[RowT | GroupHead | PartLine] = []
        for title, members in groups.items():
            lines.append(GroupHead(title, len(members)))
            lines.extend(self._with_parts(self._sorted(members)))
        return lines

    def _with_parts(self, rows: list[RowT]) -> list[RowT | GroupHead | PartLine]:
        lines: list[RowT | GroupHead | PartLine] = []
        for row in rows:
            lines.append(row)
            if self._nested is not None and self.is_unfolded(row):
                lines.extend(PartLine(self._key(row), part) for part in self._nested.parts(row))
        return lines

    def _matches(self, row: RowT) -> bool:
        if not self._words:
            return True
        text = " ".join(column.text(row) for column in self._columns).casefold()
        return all(word in text for word in self._words)

    def _sorted(self, rows: list[RowT]) -> list[RowT]:
        column = self._sort_column
        if column is None:
            return rows
        known = [row for row in rows if column.order(row) is not None]
        unknown = [row for row in rows if column.order(row) is None]
        known.sort(key=lambda row: _comparable(column.order(row)), reverse=self._is_descending)
        return known + unknown

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.head_at(index.row()) is not None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self._drags else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        head = self.head_at(index.row())
        if head is not None:
            return self._head_data(head, index.column(), role)
        part = self.part_at(index.row())
        if part is not None:
            return self._part_data(part, index.column(), role)
        row = self.row_at(index.row())
        assert row is not None
        column = self._columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tip(row) if column.tip is not None else "") or column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        return row if role == ROW_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return column.description or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align] | Qt.AlignmentFlag.AlignVCenter
        return None

    def _part_data(self, part: object, column: int, role: int) -> Any:
        assert self._nested is not None
        words = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        return self._nested.words(part) if column == 0 and role in words else None

    def _head_data(self, head: GroupHead, column: int, role: int) -> Any:
        if role == HEAD_ROLE:
            return head
        if column == 0 and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{head.title} {head.n_rows}"
        return None


def _comparable(value: object) -> Any:
    # Words sort as people read them; everything else must be comparable by itself.
    return in_order(value) if isinstance(value, str) else value
