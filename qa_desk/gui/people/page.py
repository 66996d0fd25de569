"""The page People: the tree of units, the list, and one person beside it (`people?person=…`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.domain.people import Person, Role, Unit
from qa_desk.domain.permissions import Action
from qa_desk.gui.people.columns import PersonRow, person_columns, roles_present
from qa_desk.gui.people.person_form import PersonForm, draft_of
from qa_desk.gui.people.person_pane import PersonPane
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.shell.words import role_title
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.find_field import FindField
from qa_desk.gui.widgets.table.columns import TableState
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.centre.administering import PersonDraft

_KEY = "people"
_TREE_WIDTH, _FIELD_WIDTH = 192, 208
_ALL = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings."""

    rows: tuple[PersonRow, ...]
    people: tuple[Person, ...]
    units: tuple[Unit, ...]


class PeoplePage(Page):
    """Who is who."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("People"))
        self._read_once: _Read | None = None
        self._role: Role | None = None
        self._unit_path = _ALL
        self._wanted = ""
        self._takes_keyboard = False
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[PersonRow]:
        """The list."""
        return self._table

    @property
    def tree(self) -> QTreeWidget:
        """The units."""
        return self._tree

    @property
    def form(self) -> PersonForm:
        """The person shown beside the list."""
        return self._form

    def shown(self, place: Place) -> None:
        self._wanted = place.get("person")
        self._takes_keyboard = True
        if self._read_once is None:
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.PERSON, ObjectKind.UNIT, ObjectKind.ASSIGNMENT):
            self._read()

    def focus_find(self) -> bool:
        if self.is_body_shown:
            self._field.setFocus()
            self._field.selectAll()
        return self.is_body_shown

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        may_change = context.may(Action.MANAGE_PEOPLE)
        self._field = FindField("people_search", _("Find people"), hint=_("Name, id, unit …"))
        self._field.setFixedWidth(theme.px(_FIELD_WIDTH))
        self.head.add_widget(self._field)
        self._new: Button | None = None
        self.head.add_action(_("Departments"), self._go_to_departments, kind="quiet", name="go_to_departments")
        if may_change:
            self.head.add_action(_("Import people.csv"), self._go_to_import, name="import_people")
            self._new = self.head.add_action(
                _("New person"), self._begin_new, kind="primary", command="list.new", name="new_person"
            )
        self._chips = FilterChips(theme=theme, can_add=False, name="roles")
        kept = context.settings.current.table_columns.get(_KEY)
        self._table: DataTable[PersonRow] = DataTable(
            person_columns(shows_waiting=context.may(Action.ASSIGN)),
            theme=theme,
            key=lambda row: row.person.id,
            state=TableState(tuple(kept)) if kept else None,
            remember=self._remember,
            name="people_table",
            title=_("People"),
        )
        self._pane = PersonPane(context)
        self._form = self._pane.form
        self._build_tree()
        middle = QVBoxLayout()
        middle.setSpacing(theme.size("sm"))
        middle.addWidget(self._chips)
        middle.addWidget(self._table, 1)
        body = QHBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("sm"))
        body.setSpacing(theme.size("lg"))
        body.addWidget(self._tree)
        body.addLayout(middle, 1)
        body.addWidget(self._pane)

    def _build_tree(self) -> None:
        self._tree = QTreeWidget()
        self._tree.setObjectName("unit_tree")
        self._tree.setAccessibleName(_("Units"))
        self._tree.setToolTip(_("Show only the people of a unit and those below it"))
        self._tree.setHeaderHidden(True)
        self._tree.setFrameShape(QFrame.Shape.NoFrame)
        self._tree.setIndentation(self.context.theme.size("md"))
        self._tree.setRootIsDecorated(False)
        self._tree.setItemsExpandable(False)
        self._tree.setFixedWidth(self.context.theme.px(_TREE_WIDTH))

    def _connect(self) -> None:
        self._field.textChanged.connect(self._table.set_filter)
        self._field.left.connect(self._table.take_keyboard)
        self._chips.toggled.connect(self._on_role_toggled)
        self._tree.currentItemChanged.connect(lambda now, _before: self._on_unit_chosen(now))
        self._table.row_opened.connect(lambda row: self._show_person(row.person))
        self._table.current_changed.connect(self._on_current_changed)
        self._form.save_requested.connect(self._save)
        self._form.closed.connect(self._close_form)
        commands, context = self.context.commands, self.context
        commands.bind(self._table, {"list.open": self._open_current}, enabled={"list.open": self._has_current})
        commands.bind(self._pane, {"window.close_notice": self._close_form})
        commands.bind(
            self, {"list.new": self._begin_new}, enabled={"list.new": lambda: context.may(Action.MANAGE_PEOPLE)}
        )

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor
        may_assign = self.context.may(Action.ASSIGN)

        def work(_progress: object) -> _Read:
            people, units = services.administering.people(actor), services.administering.units(actor)
            today = centre_today(services)
            loads = services.assigning.inspectors(actor) if may_assign else ()
            waiting: Mapping[PersonId, int] = {load.person.id: load.n_waiting for load in loads}
            paths: Mapping[UnitId, str] = {unit.id: unit.path for unit in units}
            names = {person.id: person.name for person in people}
            rows = tuple(
                PersonRow(
                    person,
                    paths.get(person.unit_id, "") if person.unit_id else "",
                    names.get(person.team_leader_id, "") if person.team_leader_id else "",
                    today,
                    waiting.get(person.id),
                )
                for person in people
            )
            return _Read(rows, people, units)

        self.context.jobs.run(
            self,
            _("Reading the people"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: _Read) -> None:
        if self._read_once is None or self._read_once.units != read.units:
            self._fill_tree(read.units)
        self._read_once = read
        self._form.set_choices(read.units, read.people)
        if not read.rows:
            self._show_nothing()
            return
        self.show_body()
        self._show_rows()
        wanted = next((row for row in read.rows if str(row.person.id) == self._wanted), None)
        self._wanted = ""
        if wanted is not None:
            self._table.select_key(wanted.person.id)
            self._show_person(wanted.person)
        elif self._takes_keyboard:
            self._table.setFocus()
        if self._table.current_row() is None:
            self._table.select_first()
        self._takes_keyboard = False

    def _show_rows(self) -> None:
        assert self._read_once is not None
        below = f"{self._unit_path} / "
        in_unit = tuple(
            row
            for row in self._read_once.rows
            if not self._unit_path or row.unit_path == self._unit_path or row.unit_path.startswith(below)
        )
        rows = tuple(row for row in in_unit if self._role is None or self._role in row.person.roles)
        self._table.set_rows(rows)
        self._chips.set_chips(
            [
                Chip(role.value, f"{role_title(role)} {_n_with(in_unit, role)}", ChipKind.TOGGLE, role is self._role)
                for role in roles_present(self._read_once.rows)
            ]
        )
        self.head.set_summary(ngettext("{n} person", "{n} people", len(rows)).format(n=len(rows)))

    def _fill_tree(self, units: tuple[Unit, ...]) -> None:
        self._tree.blockSignals(True)
        self._tree.clear()
        items: dict[UnitId, QTreeWidgetItem] = {}
        first = QTreeWidgetItem(self._tree, [_("All units")])
        first.setData(0, Qt.ItemDataRole.UserRole, _ALL)
        height = QSize(0, self.context.theme.size("row"))
        first.setSizeHint(0, height)
        for unit in units:
            parent = items.get(unit.parent_id) if unit.parent_id else None
            item = QTreeWidgetItem(parent if parent is not None else self._tree, [unit.name])  # type: ignore[call-overload]
            item.setData(0, Qt.ItemDataRole.UserRole, unit.path)
            item.setToolTip(0, unit.path)
            item.setSizeHint(0, height)
            items[unit.id] = item
        self._tree.expandAll()
        self._tree.setCurrentItem(first)
        self._tree.blockSignals(False)
        self._unit_path = _ALL
        self._tree.setVisible(bool(units) and self._pane.isHidden())

    def _on_unit_chosen(self, item: QTreeWidgetItem | None) -> None:
        self._unit_path = str(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else _ALL
        if self._read_once is not None:
            self._show_rows()

    def _on_role_toggled(self, key: str) -> None:
        self._role = None if self._role is Role(key) else Role(key)
        self._show_rows()

    def _on_current_changed(self, row: PersonRow | None) -> None:
        if row is not None and not self._pane.isHidden() and self._form.person is not None:
            self._pane.show_person(row.person)
            self._table.setFocus()

    def _has_current(self) -> bool:
        return self._table.current_row() is not None

    def _open_current(self) -> None:
        row = self._table.current_row()
        if row is not None:
            self._show_person(row.person)

    def _show_person(self, person: Person) -> None:
        self._open_pane()
        self._pane.show_person(person)

    def _begin_new(self) -> None:
        self.show_body()
        self._open_pane()
        self._pane.show_person(None)

    def _open_pane(self) -> None:
        """The form takes the room of the tree, and its button is the primary one."""
        self._pane.show()
        self._tree.hide()
        if self._new is not None:
            self._new.hide()

    def _close_form(self) -> None:
        self._pane.hide()
        self._tree.setVisible(self._read_once is not None and bool(self._read_once.units))
        if self._new is not None:
            self._new.show()
        if self._read_once is not None and not self._read_once.rows:
            self._show_nothing()
        self._table.setFocus()

    def _save(self, draft: PersonDraft) -> None:
        administering, actor = self.context.services.administering, self.context.actor
        before = self._form.person
        self.context.jobs.run(
            self,
            _("Saving the person"),
            lambda _progress: administering.save_person(actor, draft),
            partial(self._on_saved, before, draft),
            self._form.show_error,
            must_finish=True,
        )

    def _on_saved(self, before: Person | None, draft: PersonDraft, changes: Changes) -> None:
        self._close_form()
        self._wanted_row(changes)
        if before is None:
            self.context.notices.done(_("{name} was entered.").format(name=draft.name.strip()), key=_KEY)
        else:
            restore = partial(self._restore, draft_of(before, draft.version + 1))
            step = UndoStep(_("changing {name}").format(name=draft.name.strip()), restore)
            self.context.undo.push(step)
            words = _("{name} was saved.").format(name=draft.name.strip())
            self.context.notices.done(words, action_title=_("Undo"), action=partial(self._take_back, step), key=_KEY)
        self.context.hub.announce(changes)

    def _take_back(self, step: UndoStep) -> None:
        """Undo this very step, whatever was done since."""
        self.context.undo.drop(step)
        step.undo()

    def _wanted_row(self, changes: Changes) -> None:
        saved = next(iter(changes.ids), None)
        if saved is not None:
            self._table.select_key(saved)

    def _restore(self, draft: PersonDraft) -> None:
        administering, actor = self.context.services.administering, self.context.actor
        self.context.jobs.run(
            self,
            _("Taking the change back"),
            lambda _progress: administering.save_person(actor, draft),
            self._on_restored,
            lambda error: self.context.notices.error(error, key=_KEY),
        )

    def _on_restored(self, changes: Changes) -> None:
        self.context.notices.close_key(_KEY)
        self.context.hub.announce(changes)

    def _remember(self, state: TableState) -> None:
        kept = {**self.context.settings.current.table_columns, _KEY: list(state.shown)}
        self.context.settings.change(table_columns=kept)

    def _go_to_departments(self) -> None:
        self.context.navigation.go(Place.to("departments"))

    def _go_to_import(self) -> None:
        self.context.navigation.go(Place.to("calls", do="import"))

    def _show_nothing(self) -> None:
        may_change = self.context.may(Action.MANAGE_PEOPLE)
        actions = (
            PageAction(_("Import people.csv"), self._go_to_import, "download"),
            PageAction(_("New person"), self._begin_new, "plus"),
        )
        self.show_empty(
            EmptyState(
                "people",
                _("Nobody here yet"),
                _("Agents, inspectors and their units come in with people.csv, or are entered one by one."),
                actions if may_change else (),
            )
        )


def _n_with(rows: tuple[PersonRow, ...], role: Role) -> int:
    return sum(role in row.person.roles for row in rows)


PAGE = PageSpec(
    key=_KEY,
    title=N_("People"),
    icon="people",
    group=PageGroup.MANAGE,
    build=PeoplePage,
    action=Action.VIEW_PEOPLE,
)
