"""Small parts of the room: Enter in a table, a layout made empty."""

from typing import Any

from PySide6.QtWidgets import QLayout

from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.widgets.table.view import DataTable


def open_with_enter(commands: CommandRegistry, table: DataTable[Any]) -> None:
    """Let Enter open the row while the keyboard is in the table, rather than take the page's main step."""
    commands.bind(
        table,
        {"list.open": lambda: table.row_opened.emit(table.current_row())},
        enabled={"list.open": lambda: table.hasFocus() and table.current_row() is not None},
    )


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            emptied(inner)
