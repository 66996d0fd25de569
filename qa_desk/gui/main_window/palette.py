"""The palette (Ctrl+K): finds pages and commands at once, calls, cases and people through the search it is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qa_desk.gui.main_window.overlay import Overlay
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.key_cap import key_cap_size, paint_key_cap
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _, listed

_WIDTH = 640
_SHOWN_ROWS = 9
_PAUSE_MS = 150

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One thing that can be found, and what Enter does with it."""

    title: str
    act: Callable[[], object]
    detail: str = ""
    icon: str = ""
    keys: str = ""


Search = Callable[[str, Callable[[tuple[PaletteEntry, ...]], None]], None]


class PaletteModel(QAbstractListModel):
    """The entries that match, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[PaletteEntry, ...] = ()

    def show_entries(self, entries: Sequence[PaletteEntry]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def entry(self, row: int) -> PaletteEntry:
        """The entry of a row."""
        return self._entries[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return listed(part for part in (entry.title, entry.detail, entry.keys) if part)
        return None


class Palette(Overlay):
    """A field over the list of what it finds."""

    def __init__(
        self,
        window: QWidget,
        entries: tuple[PaletteEntry, ...],
        search: Search,
        *,
        theme: Theme,
        commands: CommandRegistry,
    ) -> None:
        super().__init__(window, theme=theme, commands=commands, width=_WIDTH)
        self._entries = entries
        self._search = search
        self._found: tuple[PaletteEntry, ...] = ()
        self._model = PaletteModel(self)
        self._build()
        self._show_matches()

    def _build(self) -> None:
        self._field = QLineEdit()
        self._field.setObjectName("palette_field")
        self._field.setPlaceholderText(_("Find a call, case, person or command"))
        self._field.setAccessibleName(self._field.placeholderText())
        self._list = QListView()
        self._list.setObjectName("palette_list")
        self._list.setAccessibleName(_("Found"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(_EntryDelegate(self._theme, self))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setFixedHeight(_SHOWN_ROWS * self._theme.size("row_table") + 2 * self._theme.size("xs"))
        self._nothing = QLabel(_("Nothing found"))
        self._nothing.setObjectName("palette_nothing")
        self._nothing.setProperty("tone", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setFixedHeight(self._list.maximumHeight())  # so that nothing moves while one types
        edge = self._theme.size("sm")
        self.column.addWidget(self._field)
        self.column.addSpacing(edge)
        self.column.addWidget(self._list)
        self.column.addWidget(self._nothing)
        self.column.addSpacing(edge)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._field.textChanged.connect(self._on_text_changed)
        self._field.installEventFilter(self)
        self._list.clicked.connect(lambda index: self._choose(index.row()))
        self.setFocusProxy(self._field)

    def open_overlay(self) -> None:
        super().open_overlay()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_text_changed(self) -> None:
        self._found = ()
        self._show_matches()
        if self._field.text().strip():
            self._pause.start()
        else:
            self._pause.stop()

    def _ask(self) -> None:
        asked = self._field.text()

        def show(found: tuple[PaletteEntry, ...]) -> None:
            if asked == self._field.text():
                self._found = found
                self._show_matches()

        self._search(asked.strip(), show)

    def _show_matches(self) -> None:
        matches = [*matching(self._entries, self._field.text()), *self._found]
        self._model.show_entries(matches)
        self._list.setVisible(bool(matches))
        self._nothing.setVisible(not matches)
        if matches:
            self._list.setCurrentIndex(self._model.index(0))

    def _move(self, rows: int) -> None:
        count = self._model.rowCount()
        if count:
            self._list.setCurrentIndex(self._model.index((self._list.currentIndex().row() + rows) % count))

    def _choose(self, row: int) -> None:
        if 0 <= row < self._model.rowCount():
            entry = self._model.entry(row)
            self.close_overlay()
            entry.act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            match event.key():
                case Qt.Key.Key_Down:
                    self._move(1)
                case Qt.Key.Key_Up:
                    self._move(-1)
                case Qt.Key.Key_PageDown:
                    self._move(_SHOWN_ROWS - 1)
                case Qt.Key.Key_PageUp:
                    self._move(1 - _SHOWN_ROWS)
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._choose(self._list.currentIndex().row())
                case _:
                    return False
            return True
        return super().eventFilter(watched, event)


def matching(entries: Sequence[PaletteEntry], text: str) -> list[PaletteEntry]:
    """The entries that hold every word of `text`, those whose title begins with it first; all of them for no text."""
    words = text.casefold().split()
    held = [entry for entry in entries if all(word in f"{entry.title} {entry.detail}".casefold() for word in words)]

    def rank(entry: PaletteEntry) -> int:
        title = entry.title.casefold()
        if title.startswith(" ".join(words)):
            return 0
        return 1 if all(any(part.startswith(word) for part in title.split()) for word in words) else 2

    return sorted(held, key=rank)


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._theme.size("row_table"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, PaletteModel)
        entry, theme = model.entry(index.row()), self._theme
        gap, side = theme.size("sm"), theme.size("icon")
        rect = QRectF(option.rect).adjusted(gap, 0, -gap, 0)  # type: ignore[attr-defined]  # missing in the stubs
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]  # as above
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(rect, theme.size("radius"), theme.size("radius"))
        inner = rect.adjusted(gap, 0, -gap, 0)
        if entry.icon:
            place = QRectF(inner.left(), inner.top(), side, inner.height())
            paint_icon(painter, place, entry.icon, theme, "accent" if is_current else "muted")
        inner.setLeft(inner.left() + side + gap)
        if entry.keys:
            cap = key_cap_size(entry.keys, theme)
            top = inner.top() + (inner.height() - cap.height()) / 2
            place = QRectF(inner.right() - cap.width(), top, cap.width(), cap.height())
            paint_key_cap(painter, place, entry.keys, theme)
            inner.setRight(place.left() - gap)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        title = painter.fontMetrics().elidedText(entry.title, Qt.TextElideMode.ElideRight, round(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, title)
        inner.setLeft(inner.left() + painter.fontMetrics().horizontalAdvance(title) + gap + gap)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("muted"))
        detail = painter.fontMetrics().elidedText(entry.detail, Qt.TextElideMode.ElideRight, round(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, detail)
        painter.restore()
