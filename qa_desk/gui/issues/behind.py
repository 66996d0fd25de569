"""The evaluations behind a figure: every failure it counts that is open to the reader, with the passage to play."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.gui.issues.columns import behind_columns, passage_behind
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, ngettext
from qa_desk.services.issues.issue_views import FailureBehind, RowsBehind


class Behind(QWidget):
    """The list.

    Signals:
        call_requested: the failure whose call is wanted.
    """

    call_requested = Signal(object)

    def __init__(self, context: PageContext, sound: RowSound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._sound = sound
        self._table: DataTable[FailureBehind] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.theme.size("sm"))
        self._closed = QLabel()
        self._closed.setObjectName("behind_closed")
        self._closed.setProperty("tone", "muted")
        self._closed.setWordWrap(True)
        self._column.addWidget(self._closed)

    @property
    def table(self) -> DataTable[FailureBehind] | None:
        """The failures; None before the first were shown."""
        return self._table

    def show_rows(self, behind: RowsBehind, time_zone: str) -> None:
        """Show these failures; the row the keyboard is on stays, and so does the keyboard."""
        current = self._table.current_row() if self._table is not None else None
        had_keyboard = self._table is not None and self._table.hasFocus()
        if self._table is not None:
            self._column.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
        self._table = DataTable(
            behind_columns(behind, time_zone, self._sound),
            theme=self._context.theme,
            key=lambda row: row.evaluation_id,
            name="behind_table",
            title=_("Evaluations behind the figure"),
        )
        table = self._table
        table.row_opened.connect(self.call_requested)
        table.clicked.connect(lambda index: self.play_current() if index.column() == 0 else None)
        self._sound.changed.connect(table.viewport().update)
        self._column.addWidget(table, 1)
        table.set_rows(behind.rows)
        if current is None or not table.select_key(current.evaluation_id):
            table.select_first()
        if had_keyboard:
            table.setFocus()
        words = ngettext(
            "{count} more evaluation is counted but not open to your role.",
            "{count} more evaluations are counted but not open to your role.",
            behind.n_closed,
        )
        self._closed.setText(words.format(count=behind.n_closed))
        self._closed.setVisible(behind.n_closed > 0)

    def play_current(self) -> None:
        """Play the passage of the row the keyboard is on."""
        row = self._table.current_row() if self._table is not None else None
        if row is not None:
            self._sound.toggle(passage_behind(row))

    def can_play(self) -> bool:
        """Whether the keyboard is on a row; every row has its call to play."""
        return self.is_on_row()

    def is_on_row(self) -> bool:
        """Whether the keyboard is on a row of the table."""
        return self._table is not None and self._table.hasFocus() and self._table.current_row() is not None

    def open_current(self) -> None:
        """Ask for the call of the row the keyboard is on."""
        row = self._table.current_row() if self._table is not None else None
        if row is not None:
            self.call_requested.emit(row)
