"""Enter in a table of the room."""

from typing import Any

from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.widgets.table.view import DataTable


def open_with_enter(commands: CommandRegistry, table: DataTable[Any]) -> None:
    """Let Enter open the row while the keyboard is in the table, rather than take the page's main step."""
    commands.bind(
        table,
        {"list.open": lambda: table.row_opened.emit(table.current_row())},
        enabled={"list.open": lambda: table.hasFocus() and table.current_row() is not None},
    )
