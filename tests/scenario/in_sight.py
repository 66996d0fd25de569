"""Every word that a window holds: on labels, in fields and models, in tips and for screen readers, shown or hidden.

A hidden widget counts too: what is sealed may not lie behind a closed door either.
"""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAccessible, QAction, QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QWidget

_WORDS = ("text", "plainText", "placeholderText", "windowTitle", "title", "currentText", "html")
_TIPS = ("toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription")
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
    *(Qt.ItemDataRole(Qt.ItemDataRole.UserRole + place) for place in range(3)),
)
_SPOKEN = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value, QAccessible.Text.Help)


def words_of(window: QWidget) -> Iterator[str]:
    """All of them; what a model gives for a row is taken as Python shows it, with every field of a frozen row."""
    for widget in (window, *window.findChildren(QWidget)):
        yield from _own_words(widget)
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _words_of_model(widget.model())
    for action in window.findChildren(QAction):
        yield from (action.text(), action.toolTip())
    for document in window.findChildren(QTextDocument):
        yield document.toPlainText()


def shown_words(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    """The words that a person can see now, with the widget that shows them."""
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible():
            for word in _own_words(widget):
                yield widget, word
            if isinstance(widget, QAbstractItemView) and widget.model() is not None:
                for word in _words_of_model(widget.model(), roles=_ROLES[:5]):
                    yield widget, word


def _own_words(widget: QWidget) -> Iterator[str]:
    for name in (*_WORDS, *_TIPS):
        words = widget.property(name)
        if isinstance(words, str) and words:
            yield words
    spoken = QAccessible.queryAccessibleInterface(widget)
    if spoken is not None:
        yield from filter(None, (spoken.text(kind) for kind in _SPOKEN))


def _words_of_model(model: QAbstractItemModel, *, roles: tuple[Qt.ItemDataRole, ...] = _ROLES) -> Iterator[str]:
    n_columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(n_columns):
            index = model.index(row, column)
            yield from (str(value) for role in roles if (value := index.data(role)) is not None)
    heads = [
        model.headerData(section, Qt.Orientation.Horizontal, role) for section in range(n_columns) for role in roles
    ]
    yield from (str(words) for words in heads if words)
