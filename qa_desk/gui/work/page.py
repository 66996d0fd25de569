"""The page Workload (`work`, `work?person=…`): who has how much, what is overdue, and giving it to somebody else."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import AssignmentId, PersonId
from qa_desk.domain.people import Person
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.dates import centre_today, day_text
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.form import Form
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.gui.work.dragging import InspectorTable, WaitingTable
from qa_desk.gui.work.giving import Giving
from qa_desk.gui.work.rows import WaitingRow, people_columns, waiting_columns
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.scoring.inspecting_views import BoardLine

_KEY = "work"
_PANE_WIDTH = 320


class WorkPage(Page):
    """Left the inspectors, right what waits for the one chosen."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Workload"))
        self._lines: tuple[BoardLine, ...] = ()
        self._wanted: PersonId | None = None
        self._shown: PersonId | None = None
        self._giving = Giving(context, self)
        self._build()
        self._connect()

    @property
    def people(self) -> DataTable[BoardLine]:
        """Who has how much."""
        return self._people

    @property
    def waiting(self) -> DataTable[WaitingRow]:
        """What waits for the person chosen."""
        return self._waiting

    def shown(self, place: Place) -> None:
        self._wanted = place.get_id("person", PersonId)
        if not self._lines:
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.ASSIGNMENT, ObjectKind.PERSON):
            self._read()

    def _build(self) -> None:
        theme = self.context.theme
        self._give = self.head.add_action(
            _("Give to …"), self._begin_giving, kind="primary", command="list.assign", name="give_calls"
        )
        self._people = InspectorTable(people_columns(), theme=theme, name="board_people", title=_("Inspectors"))
        self._people.accept_on(lambda line: line.person.id != self._shown)
        self._waiting = WaitingTable(waiting_columns(), theme=theme, name="board_waiting", title=_("Calls that wait"))
        self._waiting.setToolTip(_("Drag calls onto an inspector to give them away"))
        self._words = QLabel()
        self._words.setObjectName("board_words")
        self._words.setProperty("tone", "muted")
        self._words.setWordWrap(True)
        self._form = Form(theme=theme, commands=self.context.commands, save_title=_("Give"), name="giving")
        self._to = ChoiceBox(theme=theme, name="giving_to", title=_("To"))
        self._form.add_field(_("To"), self._to)
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._pane = QWidget()
        self._pane.setFixedWidth(theme.px(_PANE_WIDTH))
        column = QVBoxLayout(self._pane)
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), 0, 0)
        column.setSpacing(theme.size("md"))
        column.addWidget(self._told)
        column.addWidget(self._form)
        column.addStretch(1)
        self._pane.hide()
        right = QVBoxLayout()
        right.setSpacing(theme.size("xs"))
        right.addWidget(self._words)
        right.addWidget(self._waiting, 1)
        body = QHBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("sm"))
        body.setSpacing(theme.size("xl"))
        left = QVBoxLayout()
        left.setSpacing(theme.size("xs"))
        who = QLabel(_("Inspectors"))
        who.setProperty("tone", "muted")
        left.addWidget(who)
        left.addWidget(self._people, 1)
        body.addLayout(left, 5)
        body.addLayout(right, 6)
        body.addWidget(self._pane)

    def _connect(self) -> None:
        self._people.current_changed.connect(self._on_person_changed)
        self._people.calls_dropped.connect(self._on_dropped)
        self._waiting.row_opened.connect(self._open_call)
        # Enter would else take the page's main step, which gives calls away
        self.context.commands.bind(self._waiting, {"list.open": self._open_current})
        self._waiting.current_changed.connect(lambda _row: self._follow_selection())
        self._form.saved.connect(self._save)
        self._form.cancelled.connect(self._close_form)
        can_give = {"list.assign": lambda: bool(self._movable())}
        self.context.commands.bind(self, {"list.assign": self._begin_giving}, enabled=can_give)

    def _read(self) -> None:
        assigning, actor = self.context.services.assigning, self.context.actor
        self.context.jobs.run(
            self,
            _("Reading who has how much"),
            lambda _progress: assigning.board(actor),
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, lines: tuple[BoardLine, ...]) -> None:
        had_focus = self._waiting.hasFocus()
        self._lines = lines
        if not lines:
            words = _("Inspectors appear here once they are entered on the page People.")
            self.show_empty(EmptyState("people", _("Nobody scores calls yet"), words))
            return
        self.show_body()
        self._shown = None
        self._people.set_rows(lines)
        overdue = sum(line.load.n_overdue for line in lines)
        waits = sum(line.load.n_waiting for line in lines)
        told = ngettext("{n} waits", "{n} wait", waits).format(n=f"{waits:,}")
        if overdue:
            told += " · " + ngettext("{n} overdue", "{n} overdue", overdue).format(n=f"{overdue:,}")
        self.head.set_summary(told)
        if self._wanted is not None:
            self._people.select_key(self._wanted)
            self._wanted = None
        if self._people.current_row() is None:
            self._people.select_first()
        self._on_person_changed(self._people.current_row())
        self.give_keyboard(self._waiting if had_focus else self._people)

    def _on_person_changed(self, line: BoardLine | None) -> None:
        if line is None or line.person.id == self._shown:
            return
        self._shown = line.person.id
        self._close_form(keeps_focus=True)
        services, actor, person_id = self.context.services, self.context.actor, line.person.id

        def work(_progress: object) -> tuple[PersonId, tuple[WaitingRow, ...]]:
            today = centre_today(services)
            items = services.assigning.waiting_of(actor, person_id)
            return person_id, tuple(WaitingRow(item, today) for item in items)

        self.context.jobs.run(
            self,
            _("Reading what waits"),
            work,
            lambda read: self._on_waiting_read(line, *read),
            lambda error: self._words.setText(sentence(error)),
            is_quiet=True,
        )

    def _on_waiting_read(self, line: BoardLine, person_id: PersonId, rows: tuple[WaitingRow, ...]) -> None:
        if person_id != self._shown:
            return
        self._waiting.set_rows(rows)
        self._waiting.setVisible(bool(rows))
        words = line.person.name if rows else _("Nothing waits for {name}.").format(name=line.person.name)
        if line.away_until is not None:
            words += " · " + _("away until {day}").format(day=day_text(line.away_until))
        self._words.setText(words)
        if rows and self._waiting.current_row() is None:
            self._waiting.select_first()
        self._follow_selection()

    def _follow_selection(self) -> None:
        why = _("A call that is begun, a session’s or a repeat stays with its inspector")
        self._give.set_disabled_reason("" if self._movable() else why)

    def _movable(self) -> tuple[WaitingRow, ...]:
        rows = self._waiting.selected_rows() or tuple(filter(None, (self._waiting.current_row(),)))
        return tuple(row for row in rows if row.can_move) if self._waiting.isVisible() else ()

    def _begin_giving(self) -> None:
        rows = self._movable()
        if not rows:
            return
        choices = [(_choice_words(line), str(line.person.id)) for line in self._lines if line.person.id != self._shown]
        self._to.set_choices(choices)
        n = len(rows)
        told = ngettext("{n} call goes to somebody else.", "{n} calls go to somebody else.", n)
        self._told.setText(told.format(n=n))
        self._form.show_error(None)
        self._form.set_busy(False)
        self._pane.show()
        self._to.setFocus()

    def _save(self) -> None:
        rows, chosen = self._movable(), self._to.value
        if not rows or not chosen:
            return
        to = next(line.person for line in self._lines if str(line.person.id) == chosen)
        self._form.set_busy(True)
        keys = [row.item.assignment_id for row in rows]
        self._giving.give(keys, self._owner(), to, done=self._on_given, failed=self._form.refuse)

    def _on_dropped(self, keys: tuple[AssignmentId, ...], line: BoardLine) -> None:
        self._giving.give(keys, self._owner(), line.person)

    def _owner(self) -> Person:
        """Whose calls are shown."""
        return next(line.person for line in self._lines if line.person.id == self._shown)

    def _on_given(self) -> None:
        self._close_form()

    def _close_form(self, *, keeps_focus: bool = False) -> None:
        self._pane.hide()
        if not keeps_focus:
            self._waiting.setFocus()

    def _open_current(self) -> None:
        row = self._waiting.current_row()
        if row is not None:
            self._open_call(row)

    def _open_call(self, row: WaitingRow) -> None:
        self.context.navigation.go(Place.to("calls", call=str(row.item.call_id)))


def _choice_words(line: BoardLine) -> str:
    words = _("{name}, {n} waiting").format(name=line.person.name, n=line.load.n_waiting)
    return f"{words} · " + _("away until {day}").format(day=day_text(line.away_until)) if line.away_until else words


PAGE = PageSpec(
    key=_KEY,
    title=N_("Workload"),
    icon="bars",
    group=PageGroup.MANAGE,
    build=WorkPage,
    action=Action.ASSIGN,
)
