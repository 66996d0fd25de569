"""The list of calls: filter, a window of the list, the count. The selected call is ready in the transport."""

import json
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.call_filter import CallPlace, WantedCalls
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.ids import CallId
from qa_desk.gui.calls.call_filter import CallFilterBar
from qa_desk.gui.calls.columns import FOUND_COLUMN, SOUND_COLUMN, call_columns, passage_of
from qa_desk.gui.calls.filter_words import FilterChoices
from qa_desk.gui.calls.saved_filters import SavedFilters
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.page_state import EmptyState, PageAction, PageState
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.columns import TableState
from qa_desk.gui.widgets.table.window import WindowTable
from qa_desk.i18n import _
from qa_desk.services.calls.listening_views import CallPage, CallQuery
from qa_desk.services.keeping.filter_record import filter_of, filter_record

_TABLE, _ORDER = "calls", "calls.order"
_DESCENDING, _ASCENDING = "descending", "ascending"
_PART = 200
_MOST_HELD = 1_000
_READY_AFTER_MS = 150


class CallList(QWidget):
    """What the page shows first.

    Signals:
        wanted: another list is asked for; ask `query()`.
        more_wanted: the part above (True) or below what is shown is asked for; ask `query_for_more()`.
        edge_wanted: the end of the list (True) or its beginning is; ask `query_for_edge()`.
        opened: the call to open.
        selection_changed: other calls are selected.
    """

    wanted = Signal()
    more_wanted = Signal(bool)
    edge_wanted = Signal(bool)
    opened = Signal(object)
    selection_changed = Signal()

    def __init__(self, context: PageContext, sound: RowSound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._sound = sound
        self._saved = SavedFilters(context, self)
        self._time_zone = "UTC"
        self._total: int | None = None
        self._is_cut = False
        self._places: dict[CallId, CallPlace] = {}
        self._has_above = self._has_below = False
        self._found: dict[CallId, str] = {}
        self._ready = QTimer(self)
        self._ready.setSingleShot(True)
        self._ready.setInterval(_READY_AFTER_MS)
        self.setObjectName("call_list")
        self._build()
        self._connect()

    @property
    def table(self) -> WindowTable[CallSummary]:
        """The calls."""
        return self._table

    @property
    def filter(self) -> CallFilterBar:
        """What narrows the list."""
        return self._filter

    @property
    def saved(self) -> SavedFilters:
        """The filters kept under a name."""
        return self._saved

    @property
    def total(self) -> int | None:
        """How many calls fit, shown or not; None until they are counted."""
        return self._total

    @property
    def is_past_beginning(self) -> bool:
        """Whether the list begins above what is shown."""
        return self._has_above

    @property
    def is_cut(self) -> bool:
        """Whether more calls hold the words that were sought than are listed."""
        return self._is_cut

    def query(self) -> CallQuery:
        """What is shown, read again, in the order chosen."""
        query = replace(self._ordered(), limit=max(_PART, len(self._table.rows)))
        return replace(query, place=self._edge(above=True), including=True) if self._has_above else query

    def query_for_more(self, *, above: bool) -> CallQuery:
        """The part after what is shown, or before it."""
        return replace(self._ordered(), place=self._edge(above=above), backwards=above, limit=_PART)

    def query_for_edge(self, *, is_end: bool) -> CallQuery:
        """The last part of the list, or the first."""
        return replace(self._ordered(), backwards=is_end, limit=_PART)

    def set_choices(self, choices: FilterChoices, time_zone: str) -> None:
        """What the filter offers, and the centre's time zone."""
        self._time_zone = time_zone
        self._filter.set_choices(choices)

    def show_page(self, page: CallPage) -> None:
        """Show what `query` asked for; what is selected stays so."""
        self._has_below = not page.is_last
        self._total = None if self._has_above or self._has_below else len(page.calls)
        self._take(page)
        self._stack.setCurrentWidget(self._table if page.calls else self._nothing)
        if page.calls and self._table.current_row() is None:
            self._table.select_first()
        self._ready.start()
        self.selection_changed.emit()

    def show_more(self, page: CallPage, *, above: bool) -> None:
        """Show the next part below or above; what is far from it goes away."""
        self._remember(page)
        n_gone = self._table.extend(page.calls, above=above, most=_MOST_HELD)
        if above:
            self._has_above, self._has_below = not page.is_last, self._has_below or n_gone > 0
        else:
            self._has_above, self._has_below = self._has_above or n_gone > 0, not page.is_last
        self._table.set_ends(has_above=self._has_above, has_below=self._has_below)
        self.selection_changed.emit()

    def show_edge(self, page: CallPage, *, is_end: bool) -> None:
        """Show the last part of the list, or the first, with the keyboard on the outermost call."""
        self._has_above, self._has_below = (not page.is_last, False) if is_end else (False, not page.is_last)
        self._take(page)
        if page.calls:
            self._table.select_key(page.calls[-1 if is_end else 0].id)
            self._table.scrollTo(self._table.currentIndex())

    def go_to_beginning(self) -> None:
        """What is asked for next begins where the list does."""
        self._has_above = False

    def show_total(self, total: int) -> None:
        """How many calls were counted."""
        self._total = total

    def stop_asking(self) -> None:
        """The next part could not be read; scrolling asks again."""
        self._table.set_ends(has_above=self._has_above, has_below=self._has_below)

    def _take(self, page: CallPage) -> None:
        self._is_cut = page.is_cut
        self._places.clear()
        self._remember(page)
        self._table.show_also(frozenset({FOUND_COLUMN}) if self._filter.wanted.text else frozenset())
        self._table.set_rows(page.calls)
        self._table.set_ends(has_above=self._has_above, has_below=self._has_below)

    def _remember(self, page: CallPage) -> None:
        if len(self._places) > 2 * _MOST_HELD:
            held = {call.id for call in self._table.rows}
            self._places = {key: place for key, place in self._places.items() if key in held}
        self._places.update(zip((call.id for call in page.calls), page.places, strict=True))
        self._found = {**{key: self._found[key] for key in self._found if key in self._places}, **page.found}

    def _edge(self, *, above: bool) -> CallPlace | None:
        """Where what is shown begins or ends in the list."""
        rows = self._table.rows
        return self._places[rows[0 if above else -1].id] if rows else None

    def _ordered(self) -> CallQuery:
        state = self._table.chosen_state
        if not state.sort_key:
            return self._filter.query()
        return replace(self._filter.query(), sort=state.sort_key, descending=state.is_descending)

    def _build(self) -> None:
        context, theme = self._context, self._context.theme
        self._filter = CallFilterBar(theme=theme, beside=self._saved.button)
        self._filter.set_wanted(_remembered(context.settings.current.call_filter))
        self._saved.attach(self._filter)
        settings = context.settings.current.table_columns
        kept, order = settings.get(_TABLE), settings.get(_ORDER) or ["", ""]
        columns = call_columns(self._sound, lambda: self._time_zone, self._found_at)
        shown = tuple(kept) if kept else tuple(column.key for column in columns if column.is_shown)
        self._table: WindowTable[CallSummary] = WindowTable(
            columns,
            passing=frozenset({FOUND_COLUMN}),
            theme=theme,
            key=lambda call: call.id,
            state=TableState(shown, order[0], order[-1] == _DESCENDING),
            remember=self._on_table_chosen,
            many=True,
            name="calls_table",
            title=_("Calls"),
        )
        self._filter.field.left.connect(self._table.take_keyboard)
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
        column.addWidget(self._saved.line)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._filter.changed.connect(self._on_filtered)
        self._table.row_opened.connect(self.opened)
        self._table.clicked.connect(self._on_clicked)
        self._table.play_requested.connect(lambda call: self._sound.toggle(passage_of(call)))
        self._table.current_changed.connect(lambda _call: self._ready.start())
        self._table.selectionModel().selectionChanged.connect(lambda _now, _before: self.selection_changed.emit())
        self._table.more_wanted.connect(self.more_wanted)
        self._table.edge_wanted.connect(self.edge_wanted)
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

    def _found_at(self, call: CallSummary) -> tuple[str, str]:
        """Where the words stand that are sought, and the words."""
        return self._found.get(call.id, ""), self._filter.wanted.text

    def _on_filtered(self) -> None:
        # words are sought once, what is worked on stays for days
        kept = json.dumps(filter_record(replace(self._filter.wanted, text="")), ensure_ascii=False)
        self._context.settings.change(call_filter=kept if self._filter.these is None else "{}")
        self._begin_anew()

    def _begin_anew(self) -> None:
        """Another list: from its beginning, as long as is seen of any."""
        self._has_above = False
        self._table.verticalScrollBar().setValue(0)
        self.wanted.emit()

    def _on_table_chosen(self, state: TableState) -> None:
        order = [state.sort_key, _DESCENDING if state.is_descending else _ASCENDING]
        columns = self._context.settings.current.table_columns
        if columns.get(_TABLE) != list(state.shown):
            self._context.settings.change(table_columns={**columns, _TABLE: list(state.shown)})
        if (columns.get(_ORDER) or ["", _ASCENDING]) != order:
            self._context.settings.change(table_columns={**self._context.settings.current.table_columns, _ORDER: order})
            self._begin_anew()


def _remembered(kept: str) -> WantedCalls:
    """The filter that was chosen last; none where it can't be read."""
    try:
        record = json.loads(kept or "{}")
    except ValueError:
        return WantedCalls()
    return filter_of(record) if isinstance(record, dict) else WantedCalls()
