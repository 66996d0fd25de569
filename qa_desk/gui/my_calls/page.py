"""The page My calls: the queue, and in its place the scoring desk while a call is open (`my_calls?assignment=…`)."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import AssignmentState, Purpose, WorkItem
from qa_desk.domain.ids import AssignmentId
from qa_desk.domain.permissions import Action
from qa_desk.gui.desk.away import tell_unopened
from qa_desk.gui.desk.desk import DeskWidget
from qa_desk.gui.my_calls.empty import empty_queue
from qa_desk.gui.my_calls.handing_in import HandingIn
from qa_desk.gui.my_calls.monitoring import NEW_MONITORED, MonitorView
from qa_desk.gui.my_calls.opening import Opening
from qa_desk.gui.my_calls.queue import QueueRow, Today, purposes, queue_rows, summary, waiting
from qa_desk.gui.my_calls.queue_table import queue_columns
from qa_desk.gui.my_calls.training_notes import TrainingNotes
from qa_desk.gui.shell.commands import shown as key_cap
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.words import purpose_title
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.centre.administering import Centre
from qa_desk.services.scoring.inspecting_views import DeskView

_KEY = "my_calls"
_COMPARED = frozenset({Purpose.PRACTICE, Purpose.QUALIFICATION})
"""What is handed in of these can't be taken back: it is compared with the standard, on the page of practice."""
_ALL = "all"
_TICK_MS = 20_000
_TOUCHING = (ObjectKind.ASSIGNMENT, ObjectKind.EVALUATION, ObjectKind.SESSION, ObjectKind.CALL, ObjectKind.SETTING)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings for the queue."""

    items: tuple[WorkItem, ...]
    centre: Centre


class MyCallsPage(Page):
    """The queue with its desk."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("My calls"))
        self._known: _Read | None = None
        self._rows: tuple[QueueRow, ...] = ()
        self._purpose: Purpose | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._build()
        TrainingNotes(context, self)
        self._connect()

    @property
    def table(self) -> DataTable[QueueRow]:
        """The queue."""
        return self._table

    @property
    def desk(self) -> DeskWidget:
        """The scoring desk."""
        return self._desk

    def crumbs(self) -> tuple[Crumb, ...]:
        """My calls, and the call on the desk."""
        if self._opening.wanted is None:
            return (Crumb(self.title()),)
        return (Crumb(self.title(), Place.to(_KEY)), Crumb(self._desk.title))

    def position(self) -> str:
        """Where the call on the desk stands among those that wait."""
        order = self._order()
        if self._opening.wanted is None or self._opening.wanted not in order:
            return ""
        return _("{n} of {total}").format(n=order.index(self._opening.wanted) + 1, total=len(order))

    def shown(self, place: Place) -> None:
        """Show the queue, or the desk for an assignment."""
        wanted = place.get_id("assignment", AssignmentId)
        if wanted is not None:
            self._open(wanted)
        elif place == NEW_MONITORED:
            self._show_monitor()
        else:
            self._show_queue()

    def refresh(self, changes: Changes | None) -> None:
        """Read the queue again; what is on the desk stays as it is."""
        if changes is None or changes.touches(*_TOUCHING):
            self._read()

    def leave(self) -> None:
        """Keep what is typed and stop the sound."""
        self._desk.leave()

    def focus_find(self) -> bool:
        """The chips are the filter."""
        if self._opening.wanted is None and self.is_body_shown:
            self._chips.focus_first()
            return True
        return False

    def _build(self) -> None:
        theme = self.context.theme
        self._primary = self.head.add_action("", self._open_current, kind="primary", name="begin")
        self._primary.set_keys(key_cap("Return"))
        self._primary.hide()
        monitor = partial(self.context.navigation.go, NEW_MONITORED)
        if monitors := self.context.may(Action.SCORE):
            self.head.add_action(_("Monitor a call"), monitor, command="list.monitor", name="monitor_call")
        # On the desk a slip of the finger must not lead away from the call.
        is_free = {"list.monitor": lambda: monitors and not self._desk.isVisible()}
        self.context.commands.bind(self, {"list.monitor": monitor}, enabled=is_free)
        self._chips = FilterChips(theme=theme, can_add=False, name="purposes")
        self._table: DataTable[QueueRow] = DataTable(
            queue_columns(),
            theme=theme,
            key=lambda row: row.item.assignment_id,
            group=lambda row: row.group,
            name="queue",
            title=_("My calls"),
        )
        self._queue = QWidget()
        column = QVBoxLayout(self._queue)
        edge = theme.size("xl")
        column.setContentsMargins(edge, 0, edge, theme.size("lg"))
        column.setSpacing(theme.size("xs"))
        chips = QHBoxLayout()
        chips.setContentsMargins(-theme.size("xs"), 0, 0, 0)  # the chips keep room for their focus ring
        chips.addWidget(self._chips)
        column.addLayout(chips)
        column.addWidget(self._table, 1)
        self._desk = DeskWidget(self.context)
        self._opening = Opening(self.context, self._desk.standing, self)
        self._handing_in = HandingIn(self.context, self)
        self._monitor = MonitorView(self.context, self._desk.live)
        self._body = QStackedWidget()
        for view in (self._queue, self._desk, self._monitor):
            self._body.addWidget(view)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._body)

    def _connect(self) -> None:
        self._table.row_opened.connect(self._go_to_row)
        self._table.current_changed.connect(lambda _row: self._name_primary())
        self._table.clicked.connect(self._on_clicked)
        self._chips.toggled.connect(self._on_chip_toggled)
        self._desk.submitted.connect(self._on_submitted)
        self._desk.reopened.connect(self._on_reopened)
        self._desk.header.time_over.connect(self._to_practice)
        self._opening.opened.connect(self._show_desk)
        self._opening.failed.connect(self._on_open_failed)
        self._handing_in.taken_back.connect(self._go_to)
        self._tick.timeout.connect(self._show_rows)
        walk = {"form.next_call": partial(self._walk, 1), "form.previous_call": partial(self._walk, -1)}
        self.context.commands.bind(self._desk, walk, enabled=dict.fromkeys(walk, self._has_others))
        enter = {"list.open": self._open_current}
        can_enter = {"list.open": lambda: self._table.hasFocus() and self._table.current_row() is not None}
        self.context.commands.bind(self._table, enter, enabled=can_enter)

    def _read(self, *, can_wait: bool = False) -> None:
        services, actor = self.context.services, self.context.actor
        self.context.jobs.run(
            self,
            _("Reading my calls"),
            lambda _progress: _Read(services.inspecting.my_calls(actor), services.administering.centre()),
            self._on_read,
            self._on_read_failed,
            is_quiet=True,
            can_wait=can_wait,
        )

    def _on_read(self, read: _Read) -> None:
        is_first, self._known = self._known is None, read
        self._show_rows()
        if is_first and self._queue.isVisible() and self._is_keyboard_free():
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_keyboard_free(self) -> bool:
        """Whether nobody has taken the keyboard to something since the page was asked for."""
        return QApplication.focusWidget() in (None, self.window())

    def _on_read_failed(self, error: Exception) -> None:
        if self._opening.wanted is None and self._known is None:
            self.show_error(error, self._read)
        else:
            self.context.notices.error(error, action_title=_("Try again"), action=self._read, key="my-calls")

    def _show_rows(self) -> None:
        """Show what was read, by the time it is now."""
        if self._known is None:
            return
        centre = self._known.centre
        today = Today(self.context.services.now(), centre.time_zone, centre.first_weekday)
        self._rows = queue_rows(self._known.items, today)
        counts = dict(purposes(self._rows))
        if self._purpose is not None and self._purpose not in counts:
            self._purpose = None
        rows = [row for row in self._rows if self._purpose in (None, row.item.purpose)]
        self._table.set_rows(rows)
        if self._table.current_row() is None:
            self._table.select_first()
        self._show_chips(counts)
        self.head.set_summary(summary(self._rows) if self._rows else "")
        self._name_primary()
        self.crumbs_changed.emit()
        self._tick_while_needed()
        if self._rows or self._opening.wanted is not None or self._body.currentWidget() is self._monitor:
            self.show_body()
        else:
            self.show_empty(empty_queue(self.context))

    def _show_chips(self, counts: dict[Purpose, int]) -> None:
        words = _("{purpose} {n}")
        everything = words.format(purpose=_("all"), n=sum(counts.values()))
        chips = [Chip(_ALL, everything, ChipKind.TOGGLE, is_on=self._purpose is None)]
        for purpose, n in counts.items():
            text = words.format(purpose=purpose_title(purpose), n=n)
            chips.append(Chip(purpose.value, text, ChipKind.TOGGLE, is_on=self._purpose is purpose))
        self._chips.set_chips(chips)

    def _name_primary(self) -> None:
        row = self._table.current_row()
        self._primary.setVisible(row is not None)
        if row is None:
            return
        words = {
            AssignmentState.WAITING: _("Begin {call}"),
            AssignmentState.BEGUN: _("Go on with {call}"),
            AssignmentState.DONE: _("Look at {call}"),
        }
        self._primary.set_text(words[row.item.state].format(call=row.item.call_key))

    def _order(self) -> list[AssignmentId]:
        return [row.item.assignment_id for row in waiting(self._rows)]

    def _has_others(self) -> bool:
        return len(set(self._order()) - {self._opening.wanted}) > 0

    def _walk(self, by: int) -> None:
        order = self._order()
        at = -1 if by > 0 else 0
        if self._opening.wanted is not None and self._opening.wanted in order:
            at = order.index(self._opening.wanted)
        self._go_to(order[(at + by) % len(order)])

    def _go_to(self, assignment_id: AssignmentId) -> None:
        self.context.navigation.go(Place.to(_KEY, assignment=str(assignment_id)))

    def _go_to_row(self, row: QueueRow) -> None:
        self._go_to(row.item.assignment_id)

    def _open_current(self) -> None:
        row = self._table.current_row()
        if row is not None:
            self._go_to_row(row)

    def _show_queue(self) -> None:
        self._desk.let_go()
        self._opening.forget()
        self.head.show()
        self._body.setCurrentWidget(self._queue)
        self.context.sound.update(has_waveform=True)
        if self._known is None:
            self.show_busy()
        else:
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read()
        self.crumbs_changed.emit()

    def _show_monitor(self) -> None:
        self._desk.let_go()
        self._opening.forget()
        self.head.hide()
        self._body.setCurrentWidget(self._monitor)
        self.show_body()
        self._monitor.show_new()

    def _open(self, assignment_id: AssignmentId) -> None:
        self._handing_in.be_silent()
        if assignment_id == self._opening.wanted and self._desk.scoring is not None:
            self._desk.resume()
            return
        self._desk.let_go()
        self._opening.open(assignment_id)

    def _show_desk(self, view: DeskView) -> None:
        self.head.hide()
        self.show_body()
        self._body.setCurrentWidget(self._desk)
        self._desk.show_view(view)
        self._table.select_key(view.evaluation.assignment_id)
        self.crumbs_changed.emit()
        self._read(can_wait=True)

    def _on_open_failed(self, error: Exception) -> None:
        if isinstance(error, QADeskError) and error.code is ErrorCode.TOO_LATE:
            # the time of its sitting ran out while the program was closed
            self._to_practice()
            return
        self._opening.forget()
        tell_unopened(self.context, error, key="my-calls")
        self._show_queue()

    def _on_submitted(self, changes: Changes) -> None:
        scoring, assignment_id = self._desk.scoring, self._opening.wanted
        if scoring is None or assignment_id is None:
            return
        if scoring.view.purpose_shown in _COMPARED:
            self.context.hub.announce(changes)
            self._to_practice()
            return
        self._handing_in.tell(assignment_id, scoring.view.detail.call.key)
        self.context.hub.announce(changes)
        self._select_next(assignment_id)
        self.context.navigation.go(Place.to(_KEY))

    def _to_practice(self) -> None:
        """To what follows when something of practice is handed in, or the time of its sitting is over."""
        self.context.navigation.go(Place.to("practice", handed_in=str(self._opening.wanted)))

    def _select_next(self, assignment_id: AssignmentId) -> None:
        """Put the keyboard on the call to go on with, one Enter away: a begun one that is due first, else the next."""
        begun = [row.item for row in waiting(self._rows) if row.item.state is AssignmentState.BEGUN]
        others = [item for item in begun if item.assignment_id != assignment_id]
        order = self._order()
        if others:
            first = min(others, key=lambda item: (item.due_on is None, item.due_on or date.max))
            self._table.select_key(first.assignment_id)
        elif assignment_id in order and len(order) > 1:
            self._table.select_key(order[(order.index(assignment_id) + 1) % len(order)])

    def _on_reopened(self, changes: Changes) -> None:
        """What was looked at is open again: put it on the desk anew."""
        assignment_id = self._opening.wanted
        self._desk.let_go()
        self._opening.forget()
        self.context.hub.announce(changes)
        if assignment_id is not None:
            self._open(assignment_id)

    def _on_clicked(self, index: QModelIndex) -> None:
        row = self._table.current_row()
        is_due_cell = index.column() == self._table.model().columnCount() - 1
        if row is not None and is_due_cell and row.minutes_to_undo is not None:
            self._handing_in.take_back(row.item.assignment_id)

    def _on_chip_toggled(self, key: str) -> None:
        self._purpose = None if key == _ALL else Purpose(key)
        self._show_rows()

    def _tick_while_needed(self) -> None:
        """Count the minutes down while there is something to undo in sight."""
        if self.isVisible() and any(row.minutes_to_undo is not None for row in self._rows):
            if not self._tick.isActive():
                self._tick.start()
        else:
            self._tick.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick_while_needed()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()


PAGE = PageSpec(
    key=_KEY,
    title=N_("My calls"),
    icon="inbox",
    group=PageGroup.WORK,
    build=MyCallsPage,
    action=Action.SCORE_OWN_CALLS,
    count=lambda services, actor: services.inspecting.n_waiting(actor),
    counts_of=frozenset({ObjectKind.ASSIGNMENT}),
    waits=lambda n: ngettext("{n} call to score", "{n} calls to score", n).format(n=n),
    has_sound=True,
)
