"""The people who may sign in: a list that typing filters wherever on the screen the keyboard is."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qa_desk.domain.people import Person
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import role_titles
from qa_desk.i18n import _

_FILTER_FROM = 8
_MOST_ROWS = 9

Index = QModelIndex | QPersistentModelIndex


class PeopleModel(QAbstractListModel):
    """The people who may sign in, those that match the filter."""

    def __init__(self, people: tuple[Person, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = people
        self._shown = people

    def filter(self, text: str) -> None:
        """Show those whose name or roles hold the text."""
        wanted = text.casefold().strip()
        self.beginResetModel()
        self._shown = tuple(
            one for one in self._all if wanted in f"{one.name} {one.external_id} {role_titles(one.roles)}".casefold()
        )
        self.endResetModel()

    def person(self, row: int) -> Person:
        """The person of a row."""
        return self._shown[row]

    def row_of(self, external_id: str) -> int:
        """The row of a person, 0 when not shown."""
        return next((row for row, one in enumerate(self._shown) if one.external_id == external_id), 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        person = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return person.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{person.name}, {role_titles(person.roles)}"
        return None


class PeopleList(QWidget):
    """A filter, in sight from eight people on or as soon as something is typed, over the list.

    Signals:
        chosen: the `Person` who signs in.
    """

    chosen = Signal(object)

    def __init__(self, people: tuple[Person, ...], last_person: str, *, theme: Theme) -> None:
        super().__init__()
        self._model = PeopleModel(people, self)
        self._field = QLineEdit()
        self._field.setObjectName("sign_in_filter")
        self._field.setPlaceholderText(_("Name or role"))
        self._field.setAccessibleName(self._field.placeholderText())
        self._field.setToolTip(self._field.placeholderText())
        self._field.setClearButtonEnabled(True)
        if len(people) < _FILTER_FROM:
            self._field.hide()
        self._view = _PeopleView()
        self._view.setObjectName("sign_in_people")
        self._view.setAccessibleName(_("People"))
        self._view.setModel(self._model)
        self._view.setItemDelegate(_PersonDelegate(theme, self))
        self._view.setMouseTracking(True)
        self._view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._view.setFixedHeight(min(len(people), _MOST_ROWS) * theme.px(48) + 2)
        self._view.setCurrentIndex(self._model.index(self._model.row_of(last_person)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._field)
        column.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._view.activated.connect(lambda _index: self.choose())
        self._view.clicked.connect(lambda _index: self.choose())
        self._view.typed.connect(self.type)
        self._field.textChanged.connect(self._on_filter_changed)

    def choose(self) -> None:
        """Sign in as whoever is chosen in the list."""
        row = self._view.currentIndex().row()
        if 0 <= row < self._model.rowCount():
            self.chosen.emit(self._model.person(row))

    def type(self, text: str) -> None:
        """What was typed elsewhere goes on in the filter."""
        self._field.show()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.insert(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only the filter lets these through; the list takes them itself.
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        else:
            super().keyPressEvent(event)

    def _move(self, rows: int) -> None:
        row = self._view.currentIndex().row() + rows
        if 0 <= row < self._model.rowCount():
            self._view.setCurrentIndex(self._model.index(row))

    def _on_filter_changed(self, text: str) -> None:
        self._model.filter(text)
        self._view.setCurrentIndex(self._model.index(0))


def typed_text(event: QKeyEvent) -> str:
    """The letters a key types, a space among them only after others; empty for keys that do something else."""
    plain = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    text = event.text()
    return text if plain == Qt.KeyboardModifier.NoModifier and text.strip() and text.isprintable() else ""


class _PeopleView(QListView):
    typed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = typed_text(event)
        if text:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)


class _PersonDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._theme.px(48))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, PeopleModel)
        person, theme = model.person(index.row()), self._theme
        rect = QRectF(option.rect)  # type: ignore[attr-defined]  # missing in the stubs
        state = option.state  # type: ignore[attr-defined]  # as above
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(rect, theme.size("radius"), theme.size("radius"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.hover())
            painter.drawRoundedRect(rect, theme.size("radius"), theme.size("radius"))
        half = rect.height() / 2
        words = rect.adjusted(theme.size("md"), 0, -theme.size("md"), 0)
        painter.setFont(theme.font("body", "medium"))
        painter.setPen(theme.color("text"))
        low = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words.adjusted(0, 0, 0, -half), low, person.name)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("muted"))
        roles = painter.fontMetrics().elidedText(
            role_titles(person.roles), Qt.TextElideMode.ElideRight, round(words.width())
        )
        painter.drawText(words.adjusted(0, half, 0, 0), Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, roles)
        painter.restore()
