"""The page Departments (`departments`), beside the people: whom to ask about what the agent did not cause."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Department, Person
from qa_desk.domain.permissions import Action
from qa_desk.gui.people.departments.department_form import DepartmentForm
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import centre_today, day_and_year
from qa_desk.gui.shell.navigation import Crumb, Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState, PageAction
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.centre.administering import DepartmentDraft

_KEY, _PEOPLE = "departments", "people"
_FORM_WIDTH = 384


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department in the list, with the names of whom to ask."""

    department: Department
    contact: str
    deputy: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings."""

    rows: tuple[DepartmentRow, ...]
    people: tuple[Person, ...]
    today: date


class DepartmentsPage(Page):
    """The supporting departments of the centre."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Departments"))
        self._read_once: _Read | None = None
        self._takes_keyboard = False
        self._wanted: object = None
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[DepartmentRow]:
        """The list."""
        return self._table

    def crumbs(self) -> tuple[Crumb, ...]:
        return (Crumb(_("People"), Place.to(_PEOPLE)), Crumb(self.title()))

    def shown(self, place: Place) -> None:
        self._takes_keyboard = True
        if self._read_once is None:
            self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.DEPARTMENT, ObjectKind.PERSON):
            self._read()

    def _may_change(self) -> bool:
        return self.context.may(Action.MANAGE_CENTRE)

    def _build(self) -> None:
        context, theme = self.context, self.context.theme
        self._new: Button | None = None
        if self._may_change():
            self._new = self.head.add_action(
                _("New department"), self._begin_new, kind="primary", command="list.new", name="new_department"
            )
        self._table: DataTable[DepartmentRow] = DataTable(
            _columns(),
            theme=theme,
            key=lambda row: row.department.id,
            name="departments_table",
            title=_("Departments"),
        )
        self._form = DepartmentForm(theme=theme, commands=context.commands, may_change=self._may_change())
        self._pane = QScrollArea()
        self._pane.setObjectName("department_pane")
        self._pane.setWidgetResizable(True)
        self._pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pane.setWidget(self._form)
        self._pane.setFixedWidth(theme.px(_FORM_WIDTH))
        self._pane.hide()
        body = QHBoxLayout(self.body)
        body.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("sm"))
        body.setSpacing(theme.size("lg"))
        body.addWidget(self._table, 1)
        body.addWidget(self._pane)

    def _connect(self) -> None:
        self._table.row_opened.connect(lambda row: self._show(row.department))
        self._table.current_changed.connect(self._on_current_changed)
        self._form.save_requested.connect(self._save)
        self._form.closed.connect(self._close_form)
        commands = self.context.commands
        has_row = {"list.open": lambda: self._table.current_row() is not None}
        commands.bind(self._table, {"list.open": self._open_current}, enabled=has_row)
        commands.bind(self._pane, {"window.close_notice": self._close_form})
        commands.bind(self, {"list.new": self._begin_new}, enabled={"list.new": self._may_change})

    def _read(self) -> None:
        services, actor = self.context.services, self.context.actor

        def work(_progress: object) -> _Read:
            people = services.administering.people(actor)
            today = centre_today(services)
            names = {person.id: person.name for person in people}
            departments = services.administering.departments(actor)
            # by name as they come; those in use first
            rows = sorted((_row(one, names, today) for one in departments), key=lambda row: not row.is_open)
            return _Read(tuple(rows), people, today)

        self.context.jobs.run(
            self,
            _("Reading the departments"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: _Read) -> None:
        self._read_once = read
        self._form.set_choices(read.people, read.today)
        if not read.rows and self._pane.isHidden():
            self._show_nothing()
            return
        self.show_body()
        self._table.set_rows(read.rows)
        n = sum(row.is_open for row in read.rows)
        self.head.set_summary(ngettext("{n} department", "{n} departments", n).format(n=n))
        if self._wanted is not None:
            self._table.select_key(self._wanted)
            self._wanted = None
        if self._table.current_row() is None:
            self._table.select_first()
        if self._takes_keyboard:
            self._takes_keyboard = False
            self._table.setFocus()

    def _on_current_changed(self, row: DepartmentRow | None) -> None:
        if row is not None and not self._pane.isHidden() and self._form.draft.id is not None:
            self._form.show_department(row.department)
            self._table.setFocus()

    def _open_current(self) -> None:
        row = self._table.current_row()
        if row is not None:
            self._show(row.department)

    def _begin_new(self) -> None:
        self.show_body()
        self._show(None)

    def _show(self, department: Department | None) -> None:
        self._pane.show()
        if self._new is not None:
            self._new.hide()
        self._form.show_department(department)

    def _close_form(self) -> None:
        self._pane.hide()
        if self._new is not None:
            self._new.show()
        if self._read_once is not None and not self._read_once.rows:
            self._show_nothing()
        self._table.setFocus()

    def _save(self, draft: DepartmentDraft) -> None:
        administering, actor, before = self.context.services.administering, self.context.actor, self._form.draft
        self.context.jobs.run(
            self,
            _("Saving the department"),
            lambda _progress: administering.save_department(actor, draft),
            partial(self._on_saved, before, draft),
            self._form.show_error,
            must_finish=True,
        )

    def _on_saved(self, before: DepartmentDraft, draft: DepartmentDraft, changes: Changes) -> None:
        self._close_form()
        name = draft.name.strip()
        words = _("{name} was saved.").format(name=name)
        if draft.closed_on != before.closed_on:
            ended = _("Nothing is put down to {name} any more.")
            words = (ended if draft.closed_on else _("{name} is in use again.")).format(name=name)
        if before.id is None:
            self.context.notices.done(_("{name} was entered.").format(name=name), key=_KEY)
        else:
            step = UndoStep(
                _("changing {name}").format(name=name),
                partial(self._restore, replace(before, version=draft.version + 1)),
            )
            self.context.undo.push(step)
            self.context.notices.done(words, action_title=_("Undo"), action=partial(self._take_back, step), key=_KEY)
        self._takes_keyboard = True
        self._wanted = next(iter(changes.ids), None)
        self.context.hub.announce(changes)

    def _take_back(self, step: UndoStep) -> None:
        self.context.undo.drop(step)
        step.undo()

    def _restore(self, draft: DepartmentDraft) -> None:
        administering, actor = self.context.services.administering, self.context.actor
        self.context.jobs.run(
            self,
            _("Taking the change back"),
            lambda _progress: administering.save_department(actor, draft),
            self._on_restored,
            lambda error: self.context.notices.error(error, key=_KEY),
        )

    def _on_restored(self, changes: Changes) -> None:
        self.context.notices.close_key(_KEY)
        self.context.hub.announce(changes)

    def _show_nothing(self) -> None:
        may = self._may_change()
        self.show_empty(
            EmptyState(
                "people",
                _("No department yet"),
                _("A failure is not always the agent’s: billing, marketing or IT may own the cause.")
                if may
                else _("A QA administrator enters the departments that may own a cause."),
                (PageAction(_("New department"), self._begin_new, "plus"),) if may else (),
            )
        )


def _row(department: Department, names: Mapping[PersonId, str], today: date) -> DepartmentRow:
    contact, deputy = (names.get(one, "") if one else "" for one in (department.contact_id, department.deputy_id))
    return DepartmentRow(department, contact, deputy, department.is_open(today))


def _columns() -> tuple[Column[DepartmentRow], ...]:
    return (
        Column("name", _("department"), lambda row: row.department.name, width=176, stretch=2, weight="medium",
               is_fixed=True, token=lambda row: "text" if row.is_open else "muted"),
        Column("contact", _("contact"), lambda row: row.contact or None, width=144, stretch=1),
        Column("deputy", _("deputy"), lambda row: row.deputy or None, width=144, stretch=1),
        Column("days", _("days to answer"), lambda row: row.department.answer_days, align="right", width=136),
        Column("state", _("state"), _state, width=128, icon=lambda row: ("check", "pass") if row.is_open
               else ("history", "muted")),
    )  # fmt: skip


def _state(row: DepartmentRow) -> str:
    closed_on = row.department.closed_on
    if closed_on is None:
        return _("in use")
    if row.is_open:
        return _("in use until {day}").format(day=day_and_year(closed_on))
    return _("retired {day}").format(day=day_and_year(closed_on))


PAGE = PageSpec(
    key=_KEY,
    title=N_("Departments"),
    icon="building",
    group=PageGroup.NONE,
    build=DepartmentsPage,
    action=Action.VIEW_PEOPLE,
)
