"""A list that opens from a button to choose one thing from: by mouse, by arrows, by digit, or by typing what is sought.

Used for what is missing, for the cause owner, and for the criterion that a mark is tied to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qa_desk.gui.shell.command_registry import RECORDS_KEYS
from qa_desk.gui.shell.key_cap import key_cap_size, paint_key_cap
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.i18n import _, listed

_N_DIGITS = 9
_MOST_SEEN = 12
_WIDTH = 440
_ROW = 28
_Index = QModelIndex | QPersistentModelIndex
_WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to choose: `code` is what is chosen, `detail` stands muted at the right, `tip` shows on hovering."""

    code: object
    title: str
    detail: str = ""
    tip: str = ""

    def matches(self, sought: str) -> bool:
        """Whether every word sought stands in it."""
        told = f"{self.title} {self.detail}".casefold()
        return all(word in told for word in sought.casefold().split())


class Chooser(QFrame):
    """Opens below or above a widget; with more offers than digits it has a field to search in.

    It lies over the window instead of being one of its own, so that the keyboard comes back for certain; it goes when
    the keyboard leaves it.

    Signals:
        chosen: the code of what was chosen.
    """

    chosen = Signal(object)

    def __init__(self, title: str, *, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._owner = parent
        self._offers: tuple[Offer, ...] = ()
        self._model = _Offers(self)
        self._field = QLineEdit()
        self._view = QListView()
        self._title = title
        self._focus_before: QWidget | None = None
        self.setObjectName(name)
        self.setProperty("type", "chooser")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self._build()
        self.hide()

    @property
    def field(self) -> QLineEdit:
        """Where what is sought is typed."""
        return self._field

    @property
    def view(self) -> QListView:
        """What there is to choose from."""
        return self._view

    def open_at(self, anchor: QWidget, offers: Sequence[Offer], current: object = None) -> None:
        """Open beside `anchor` with these offers, on the one whose code is `current`."""
        self._offers = tuple(offers)
        is_long = len(offers) > _N_DIGITS
        self._field.clear()
        self._field.setVisible(is_long)
        self._model.set_offers(self._offers, with_digits=not is_long)
        at = next((place for place, offer in enumerate(offers) if offer.code == current), 0)
        self._view.setCurrentIndex(self._model.index(at, 0))
        self._focus_before = QApplication.focusWidget()
        self.setParent(anchor.window())
        self._place(anchor)
        self.show()
        self.raise_()
        (self._field if is_long else self._view).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._view.scrollTo(self._view.currentIndex())

    def _build(self) -> None:
        theme = self._theme
        label = QLabel(self._title)
        label.setProperty("type", "caption")
        label.setProperty("tone", "muted")
        label.setContentsMargins(theme.size("sm"), theme.size("xs"), theme.size("sm"), theme.size("xs"))
        self._field.setObjectName("chooser_field")
        self._field.setPlaceholderText(_("Search"))
        self._field.setAccessibleName(_("Search: {what}").format(what=self._title))
        self._field.setToolTip(_("Type a part of the name; ↑ ↓ walk, Enter chooses"))
        for part in (self._field, self._view):
            part.setProperty(RECORDS_KEYS, True)
            part.installEventFilter(self)
        self._field.textChanged.connect(self._search)
        self._view.setObjectName("chooser_list")
        self._view.setAccessibleName(self._title)
        self._view.setModel(self._model)
        self._view.setItemDelegate(_OfferDelegate(theme, self._view))
        self._view.setMouseTracking(True)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.clicked.connect(self._choose)
        column = QVBoxLayout(self)
        edge = theme.size("xs")
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(edge)
        column.addWidget(label)
        column.addWidget(self._field)
        column.addWidget(self._view, 1)

    def _place(self, anchor: QWidget) -> None:
        """Below the anchor, or above where the window ends; within the window."""
        theme, window = self._theme, anchor.window()
        rows = min(max(len(self._offers), 1), _MOST_SEEN) * theme.px(_ROW)
        field = self._field.sizeHint().height() + theme.size("xs") if self._field.isVisibleTo(self) else 0
        height = min(rows + field + theme.size("row") + 4 * theme.size("xs"), window.height())
        width = min(theme.px(_WIDTH), window.width())
        corner = anchor.mapTo(window, QPoint(0, anchor.height()))
        if corner.y() + height > window.height():
            corner = anchor.mapTo(window, QPoint(0, -height))
        left = max(0, min(corner.x(), window.width() - width))
        self.setGeometry(left, max(0, corner.y()), width, height)

    def _search(self, sought: str) -> None:
        found = tuple(offer for offer in self._offers if offer.matches(sought))
        self._model.set_offers(found, with_digits=False)
        self._view.setCurrentIndex(self._model.index(0, 0))

    def _choose(self, index: QModelIndex) -> None:
        offer = self._model.offer(index)
        if offer is not None:
            # Away first: whoever hears of the choice puts the keyboard where it is wanted.
            self.close_list()
            self.chosen.emit(offer.code)

    def close_list(self) -> None:
        """Go away and give the keyboard back."""
        before, self._focus_before = self._focus_before, None
        if before is not None and shiboken6.isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        if shiboken6.isValid(self._owner):
            self.setParent(self._owner)
        else:
            self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut:
            self._close_when_left()
        if kind != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close_list()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._view.currentIndex())
            return True
        if watched is self._field and key in _WALKING:
            self._view.event(event)
            return True
        is_digit = Qt.Key.Key_1 <= key <= Qt.Key.Key_9
        if watched is self._view and is_digit:
            self._choose(self._model.index(key - Qt.Key.Key_1, 0))
            return True
        return False

    def _close_when_left(self) -> None:
        focus = QApplication.focusWidget()
        if self.isVisible() and focus is not None and not self.isAncestorOf(focus):
            self._focus_before = None
            self.close_list()


class _Offers(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self.has_digits = False

    def set_offers(self, offers: tuple[Offer, ...], *, with_digits: bool) -> None:
        self.beginResetModel()
        self._offers, self.has_digits = offers, with_digits
        self.endResetModel()

    def offer(self, index: _Index) -> Offer | None:
        return self._offers[index.row()] if index.isValid() else None

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._offers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        offer = self.offer(index)
        if offer is None:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return listed(part for part in (offer.title, offer.detail) if part)
        words = {Qt.ItemDataRole.DisplayRole: offer.title, Qt.ItemDataRole.ToolTipRole: offer.tip or offer.title}
        return words.get(Qt.ItemDataRole(role))


class _OfferDelegate(QStyledItemDelegate):
    """A row: its digit in a key cap, the title, the detail muted at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._theme.px(_WIDTH) // 2, self._theme.px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, _Offers)
        offer = model.offer(index)
        assert offer is not None
        theme, pad = self._theme, self._theme.size("sm")
        rect = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]  # missing in PySide6's stubs
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]  # as above
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.hover("raised"))
        left, right = rect.left() + pad, rect.right() - pad
        if model.has_digits:
            digit = str(index.row() + 1)
            cap = key_cap_size(digit, theme)
            paint_key_cap(painter, QRectF(left, rect.center().y() - cap.height() / 2, *cap.toTuple()), digit, theme)
            left += cap.width() + pad
        if offer.detail:
            font = theme.font("caption")
            taken = min(text_width(offer.detail, font) + 1, rect.width() / 2)
            place = QRectF(right - taken, rect.top(), taken, rect.height())
            draw_text(painter, place, offer.detail, font=font, color=theme.color("muted"))
            right -= taken + pad
        place = QRectF(left, rect.top(), max(right - left, 0), rect.height())
        draw_text(painter, place, offer.title, font=theme.font("body"), color=theme.color("text"))
