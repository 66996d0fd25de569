"""A table whose rows are ticked: Space or a click on the first column changes a row, the head says how many are."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _

RowT = TypeVar("RowT")
_TICK_WIDTH = 40


class TickedTable(QWidget, Generic[RowT]):
    """Rows of which some are chosen.

    Signals:
        changed: other rows are ticked.
        current_changed: another row is the current one; the row, or None.
        more_wanted: the end of what is listed is nearly in sight.

    Args:
        columns: beside the ticks.
        key: names a row.
        may_tick: whether a row can be chosen at all.
    """

    changed = Signal()
    current_changed = Signal(object)
    more_wanted = Signal()

    def __init__(
        self,
        columns: Sequence[Column[RowT]],
        *,
        theme: Theme,
        key: Callable[[RowT], Hashable],
        may_tick: Callable[[RowT], bool] = lambda _row: True,
        name: str,
        title: str,
    ) -> None:
        super().__init__()
        self._key = key
        self._may_tick = may_tick
        self._ticked: dict[Hashable, RowT | None] = {}
        tick: Column[RowT] = Column(
            "tick",
            "",
            self._said,
            width=_TICK_WIDTH,
            icon=self._icon,
            description=_("chosen"),
            format=lambda _said: "",
            tip=lambda row: "" if may_tick(row) else _("There is nothing to take in."),
            is_fixed=True,
            can_sort=False,
        )
        self._table: DataTable[RowT] = DataTable((tick, *columns), theme=theme, key=key, name=name, title=title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._table)
        self.setFocusProxy(self._table)
        self._table.play_requested.connect(lambda row: self.toggle(row))
        self._table.clicked.connect(lambda index: self._on_clicked(index.column()))
        self._table.current_changed.connect(lambda row: self.current_changed.emit(row))
        self._table.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def table(self) -> DataTable[RowT]:
        """The table itself."""
        return self._table

    @property
    def ticked(self) -> tuple[RowT, ...]:
        """The rows chosen: those listed in their order, then those that were listed before."""
        listed = [row for row in self._table.rows if self._key(row) in self._ticked]
        keys = {self._key(row) for row in listed}
        return (*listed, *(row for key, row in self._ticked.items() if key not in keys and row is not None))

    @property
    def n_elsewhere(self) -> int:
        """How many chosen rows are not among those listed now."""
        return len(self.ticked) - sum(self._key(row) in self._ticked for row in self._table.rows)

    def set_rows(self, rows: Sequence[RowT], *, ticked: Iterable[Hashable] | None = None) -> None:
        """Show rows; `ticked` chooses anew, otherwise what was chosen stays."""
        if ticked is not None:
            self._ticked = dict.fromkeys(ticked)
        self._table.set_rows(rows)
        self._keep_rows(rows)
        if self._table.current_row() is None:
            self._table.select_first()
        self.changed.emit()

    def append_rows(self, rows: Sequence[RowT]) -> None:
        """List more below; the keyboard stays where it is."""
        self._table.append_rows(rows)
        self._keep_rows(rows)
        self.changed.emit()

    def toggle(self, row: RowT | None) -> None:
        """Choose a row, or no longer."""
        if row is None or not self._may_tick(row):
            return
        key = self._key(row)
        if key in self._ticked:
            del self._ticked[key]
        else:
            self._ticked[key] = row
        self._table.viewport().update()
        self.changed.emit()

    def tick_all(self, is_on: bool) -> None:
        """Choose every row listed that can be, or none at all."""
        if is_on:
            self._ticked |= {self._key(row): row for row in self._table.rows if self._may_tick(row)}
        else:
            self._ticked = {}
        self._table.viewport().update()
        self.changed.emit()

    def _keep_rows(self, rows: Sequence[RowT]) -> None:
        """What was chosen by its key alone is known as a row from now on."""
        self._ticked |= {self._key(row): row for row in rows if self._key(row) in self._ticked}

    def _on_clicked(self, column: int) -> None:
        if column == 0:
            self.toggle(self._table.current_row())

    def _on_scrolled(self, value: int) -> None:
        bar = self._table.verticalScrollBar()
        if value >= bar.maximum() - bar.pageStep():
            self.more_wanted.emit()

    def _said(self, row: RowT) -> str:
        return _("chosen") if self._key(row) in self._ticked else ""

    def _icon(self, row: RowT) -> tuple[str, str] | None:
        if not self._may_tick(row):
            return "dash", "muted"
        return ("check", "accent") if self._key(row) in self._ticked else ("circle", "muted")
