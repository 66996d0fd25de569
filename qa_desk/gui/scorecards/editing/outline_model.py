"""The outline of a form as a tree of two levels: the form itself, its sections, and the criteria below each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.scorecard_problems import Severity
from qa_desk.gui.scorecards.editing.edited_form import Chosen
from qa_desk.i18n import _

_MIME = "application/x-qa-desk-scorecard-part"
_TOP = 0
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """What a line of the outline says; `worth` is its points of 100 in words, `problems` its sentences."""

    part: Chosen
    title: str
    worth: str = ""
    critical: CriticalFamily | None = None
    is_conditional: bool = False
    is_troubled: bool = False
    severity: Severity | None = None
    problems: tuple[str, ...] = ()
    spoken: str = ""
    children: "tuple[OutlineRow, ...]" = ()


class OutlineModel(QAbstractItemModel):
    """The lines of the outline; a line dropped elsewhere is only wished for, whoever edits the form moves it.

    Signals:
        move_wished: the `Chosen` to be moved, the key of the section it goes to, and the position counted without it.
    """

    move_wished = Signal(object, str, int)

    def __init__(self, *, may_move: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._may_move = may_move
        self._rows: tuple[OutlineRow, ...] = ()

    def set_rows(self, rows: Sequence[OutlineRow]) -> bool:
        """Show these lines; true when others stand there now, false when only their words changed."""
        shown = tuple(rows)
        is_other = _shape(shown) != _shape(self._rows)
        if is_other:
            self.beginResetModel()
            self._rows = shown
            self.endResetModel()
        else:
            before, self._rows = self._rows, shown
            for at, (old, new) in enumerate(zip(before, shown, strict=True)):
                self._tell_changed(QModelIndex(), at, old, new)
                for number, (old_child, new_child) in enumerate(zip(old.children, new.children, strict=True)):
                    self._tell_changed(self.index(at, 0), number, old_child, new_child)
        return is_other

    def row_at(self, index: Index) -> OutlineRow | None:
        """The line at an index."""
        if not index.isValid():
            return None
        above = index.internalId()
        return self._rows[index.row()] if above == _TOP else self._rows[above - 1].children[index.row()]

    def index_of(self, part: Chosen) -> QModelIndex:
        """Where a part of the form stands."""
        for at, row in enumerate(self._rows):
            if row.part == part:
                return self.index(at, 0)
            for number, child in enumerate(row.children):
                if child.part == part:
                    return self.index(number, 0, self.index(at, 0))
        return QModelIndex()

    def _tell_changed(self, above: QModelIndex, at: int, old: OutlineRow, new: OutlineRow) -> None:
        if old != new and replace(old, children=()) != replace(new, children=()):
            index = self.index(at, 0, above)
            self.dataChanged.emit(index, index)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008  # as Qt has it
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, child: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008  # as Qt has it
        if not child.isValid() or child.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(child.internalId() - 1, 0, _TOP)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        if not parent.isValid():
            return len(self._rows)
        return len(self._rows[parent.row()].children) if parent.internalId() == _TOP else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title or _("no title yet")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join((row.title, *row.problems))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        row = self.row_at(index)
        if not self._may_move or row is None or not row.part.section_key:
            return flags
        drags = flags | Qt.ItemFlag.ItemIsDragEnabled
        return drags if row.part.criterion_key else drags | Qt.ItemFlag.ItemIsDropEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        row = self.row_at(indexes[0]) if indexes else None
        if row is not None:
            data.setData(_MIME, f"{row.part.section_key}/{row.part.criterion_key}".encode())
        return data

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        moved = _moved(data)
        if moved is None or not self._may_move:
            return False
        if moved.criterion_key:
            return parent.isValid() and self._rows[parent.row()].part.section_key != ""
        return not parent.isValid() and row >= 1

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        moved = _moved(data)
        if moved is None or not self.canDropMimeData(data, action, row, column, parent):
            return False
        if moved.criterion_key:
            section = self._rows[parent.row()]
            to = row if row >= 0 else len(section.children)
            own = [child.part.criterion_key for child in section.children]
        else:
            # the form itself stands above the first section
            section, to = self._rows[0], row - 1
            own = [one.part.section_key for one in self._rows[1:]]
        key = moved.criterion_key or moved.section_key
        before = key in own and own.index(key) < to
        self.move_wished.emit(moved, section.part.section_key, to - before)
        # nothing is taken out here: the form is written anew and comes back as other rows
        return False


def _moved(data: QMimeData) -> Chosen | None:
    if not data.hasFormat(_MIME):
        return None
    section_key, _slash, criterion_key = bytes(data.data(_MIME).data()).decode().partition("/")
    return Chosen(section_key, criterion_key)


def _shape(rows: tuple[OutlineRow, ...]) -> tuple[tuple[Chosen, tuple[Chosen, ...]], ...]:
    """Which parts stand where; titles and points are no matter."""
    return tuple((row.part, tuple(child.part for child in row.children)) for row in rows)
