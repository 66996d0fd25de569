"""The menu that chooses a table's columns and their order."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from qa_desk.gui.widgets.table.columns import Column
from qa_desk.i18n import _


def columns_menu(
    table: QWidget,
    columns: Sequence[Column[Any]],
    shown: Sequence[Column[Any]],
    show_column: Callable[[str, bool], None],
    sort_by: Callable[[str], None],
) -> QMenu:
    """What can be shown, ticked where it is, and what can be sorted by; an empty key is the order as given."""
    menu = QMenu(table)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for column in columns:
        if column.is_fixed or not column.name:
            continue
        action = menu.addAction(column.name)
        action.setCheckable(True)
        action.setChecked(column in shown)
        action.toggled.connect(lambda is_shown, key=column.key: show_column(key, is_shown))
    menu.addSeparator()
    order = menu.addMenu(_("Sort by"))
    for column in shown:
        if column.name and column.can_sort:
            order.addAction(column.name).triggered.connect(lambda _checked, key=column.key: sort_by(key))
    menu.addAction(_("Order as given")).triggered.connect(lambda: sort_by(""))
    return menu
