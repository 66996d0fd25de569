"""The list of calls: filter, table in parts, the count in words. The selected call is ready in the transport."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.calls import CallSummary
from qa_desk.gui.calls.call_filter import CallFilterBar, FilterChoices
from qa_desk.gui.calls.columns import SOUND_COLUMN, call_columns, passage_of
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.page_state import EmptyState, PageAction, PageState
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.columns import TableState
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _
from qa_desk.services.listening import CallPage, CallQuery

_TABLE, _ORDER = "calls", "calls.order"
_DESCENDING, _ASCENDING = "descending", "ascending"
_PART = 200
_NEARLY_AT_END = 8
_READY_AFTER_MS = 150


class CallList(QWidget):
    """What the page shows first.

    Signals:
        wanted: another list is asked for; ask `query()`.
        more_wanted: the next part is asked for; ask `query_for_more()`.
        opened: the call to open.
        selection_changed: other calls are selected.
    """

    wanted = Signal()
    more_wanted = Signal()
    opened = Signal(object)
    selection_changed = Signal()

    def __init__(self, context: PageContext, sound: RowSound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._sound = sound
        self._time_zone = "UTC"
        self._total = 0
        self._is_asking = False
        self._ready = QTimer(self)
        self._ready.setSingleShot(True)
        self._ready.setInterval(_READY_AFTER_MS)
        self.setObjectName("call_list")
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[CallSummary]:
        """The calls."""
        return self._table

    @property
    def filter(self) -> CallFilterBar:
        """What narrows the list."""
        return self._filter

    @property
    def total(self) -> int:
        """How many calls fit, shown or not."""
        return self._total

    def query(self) -> CallQuery:
        """The list from its beginning, as long as what is shown already, in the order chosen."""
        state = self._table.chosen_state
        length = max(_PART, len(self._table.rows))
        if not state.sort_key:
            return replace(self._filter.query(), limit=length)
        return replace(self._filter.query(), sort=state.sort_key, descending=state.is_descending, limit=length)

    def query_for_more(self) -> CallQuery:
        """The part after what is shown."""
        return replace(self.query(), offset=len(self._table.rows), limit=_PART)

    def set_choices(self, choices: FilterChoices, time_zone: str) -> None:
        """What the filter offers, and the centre's time zone."""
        self._time_zone = time_zone
        self._filter.set_choices(choices)

    def show_page(self, page: CallPage) -> None:
        """Show the list from its beginning; what is selected stays so."""
        self._is_asking = False
        self._total = page.total
        self._table.set_rows(page.calls)
        self._stack.setCurrentWidget(self._table if page.calls else self._nothing)
        if page.calls and self._table.current_row() is None:
            self._table.select_first()
        self._ready.start()
        self.selection_changed.emit()

    def show_more(self, page: CallPage) -> None:
        """Show the next part below."""
        self._is_asking = False
        self._total = page.total
        self._table.append_rows(page.calls)
        self.selection_changed.emit()

    def stop_asking(self) -> None:
        """The next part could not be read; scrolling asks again."""
        self._is_asking = False

    def _build(self) -> None:
        context, theme = self._context, self._context.theme
        self._filter = CallFilterBar(theme=theme)
        settings = context.settings.current.table_columns
        kept, order = settings.get(_TABLE), settings.get(_ORDER) or ["", ""]
        columns = call_columns(self._sound, lambda: self._time_zone)
        shown = tuple(kept) if kept else tuple(column.key for column in columns if column.is_shown)
        self._table: DataTable[CallSummary] = DataTable(
            columns,
            theme=theme,
            key=lambda call: call.id,
            state=TableState(shown, order[0], order[-1] == _DESCENDING),
            remember=self._on_table_chosen,
            many=True,
            name="calls_table",
            title=_("Calls"),
        )
        self._nothing = PageState(theme=theme)
        self._nothing.show_empty(
            EmptyState(
                "search",
                _("No call matches"),
                _("Take a filter away, or look for another call or agent."),
                (PageAction(_("Clear filters"), self._filter.clear),),
            )
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._nothing)
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, 0, edge, theme.size("sm"))
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._filter)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._filter.changed.connect(self._on_filtered)
        self._table.row_opened.connect(self.opened)
        self._table.clicked.connect(self._on_clicked)
        self._table.play_requested.connect(lambda call: self._sound.toggle(passage_of(call)))
        self._table.current_changed.connect(lambda _call: self._ready.start())
        self._table.selectionModel().selectionChanged.connect(lambda _now, _before: self.selection_changed.emit())
        self._table.verticalScrollBar().valueChanged.connect(lambda _value: self._ask_for_more())
        self._ready.timeout.connect(self._make_ready)
        self._sound.changed.connect(lambda: self._table.viewport().update())
        commands = self._context.commands
        commands.bind(self, {"list.open": self._open_current}, enabled={"list.open": self._has_current})
        commands.bind(self, {"sound.play_pause": self._play_current}, enabled={"sound.play_pause": self._can_play})
        commands.bind(
            self, {"list.clear_filters": self._filter.clear}, enabled={"list.clear_filters": self._is_filtered}
        )

    def _is_filtered(self) -> bool:
        return self._filter.is_filtered

    def _has_current(self) -> bool:
        return self._stack.currentWidget() is self._table and self._table.current_row() is not None

    def _can_play(self) -> bool:
        """Space plays the call the keyboard is on; once it is the one loaded, the transport itself plays and pauses."""
        call = self._table.current_row()
        return call is not None and call.has_recording and self._sound.position_s(call.id) is None

    def _play_current(self) -> None:
        call = self._table.current_row()
        if call is not None:
            self._sound.toggle(passage_of(call))

    def _open_current(self) -> None:
        call = self._table.current_row()
        if call is not None:
            self.opened.emit(call)

    def _make_ready(self) -> None:
        call = self._table.current_row()
        if call is not None and call.has_recording and self.isVisible():
            self._sound.make_ready(passage_of(call))

    def _on_clicked(self, index: QModelIndex) -> None:
        call = self._table.current_row()
        if call is not None and call.has_recording and index.column() == SOUND_COLUMN:
            self._sound.toggle(passage_of(call))

    def _on_filtered(self) -> None:
        self._table.verticalScrollBar().setValue(0)
        self.wanted.emit()

    def _on_table_chosen(self, state: TableState) -> None:
        order = [state.sort_key, _DESCENDING if state.is_descending else _ASCENDING]
        columns = self._context.settings.current.table_columns
        if columns.get(_TABLE) != list(state.shown):
            self._context.settings.change(table_columns={**columns, _TABLE: list(state.shown)})
        if (columns.get(_ORDER) or ["", _ASCENDING]) != order:
            self._context.settings.change(table_columns={**self._context.settings.current.table_columns, _ORDER: order})
            self.wanted.emit()

    def _ask_for_more(self) -> None:
        bar = self._table.verticalScrollBar()
        near = bar.maximum() - _NEARLY_AT_END * self._context.theme.size("row_table")
        if not self._is_asking and bar.value() >= near and len(self._table.rows) < self._total:
            self._is_asking = True
            self.more_wanted.emit()
