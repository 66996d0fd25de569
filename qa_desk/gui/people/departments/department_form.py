"""One department: read by everybody who may see people, changed by an administrator; both values where two saved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.domain.errors import ConflictError
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Department, Person
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.changed_meanwhile import ChangedMeanwhile
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.gui.widgets.number_boxes import NumberBox
from qa_desk.i18n import _
from qa_desk.services.centre.administering import DepartmentDraft

_MOST_DAYS = 365
_DASH = "–"
_EMPTY = DepartmentDraft("")


class DepartmentForm(QWidget):
    """The pane beside the list.

    Signals:
        save_requested: a `DepartmentDraft`.
        closed: the pane is no longer wanted.
    """

    save_requested = Signal(object)
    closed = Signal()

    def __init__(
        self, *, theme: Theme, commands: CommandRegistry, may_change: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._may_change = may_change
        self._department: Department | None = None
        self._draft = _EMPTY
        self._today = date.min
        self._names: dict[PersonId, str] = {}
        self.setObjectName("department_form")
        self._build(commands)
        self._form.saved.connect(lambda: self._ask_to_save(self._entered()))
        self._form.cancelled.connect(self.closed)
        self._end.clicked.connect(self._end_or_open)

    @property
    def draft(self) -> DepartmentDraft:
        """The department as it was read."""
        return self._draft

    def set_choices(self, people: Sequence[Person], today: date) -> None:
        """Who may be contact and deputy: those who belong to the centre, and whoever is named already."""
        self._today = today
        self._names = {person.id: person.name for person in people}
        active = [(person.name, str(person.id)) for person in people if person.is_active(today)]
        for box in (self._contact, self._deputy):
            box.set_choices([(_("nobody"), ""), *active])

    def show_department(self, department: Department | None) -> None:
        """Show this one, or empty fields for a new one."""
        self._conflict.clear()
        self._form.show_error(None)
        self._form.set_busy(False)
        self._department = department
        self._draft = draft_of(department) if department else _EMPTY
        self._title.setText(department.name if department else _("New department"))
        self._put(self._draft)
        if self._may_change:
            self._name.setFocus()

    def show_error(self, error: Exception) -> None:
        """Say what was wrong where it was entered; a conflict shows both values."""
        self._form.refuse(error)
        if isinstance(error, ConflictError):
            mine, theirs = error.params.get("mine"), error.params.get("theirs")
            if isinstance(mine, Department) and isinstance(theirs, Department):
                self._conflict.ask(mine, theirs, before=self._department, words=self._as_words, chosen=self._on_chosen)

    def _build(self, commands: CommandRegistry) -> None:
        theme = self._theme
        self._title = QLabel()
        self._title.setProperty("type", "title")
        self._title.setWordWrap(True)
        self._form = Form(theme=theme, commands=commands, save_title=_("Save"), name="department_fields")
        self._name = line_field("department_name")
        self._contact = ChoiceBox(theme=theme, name="department_contact", title=_("Contact"))
        self._deputy = ChoiceBox(theme=theme, name="department_deputy", title=_("Deputy"))
        self._days = NumberBox()
        self._days.setObjectName("department_days")
        self._days.setRange(1, _MOST_DAYS)
        fields: tuple[tuple[str, QWidget, str], ...] = (
            (_("Name"), self._name, ""),
            (_("Contact"), self._contact, _("Who is asked when a failure is put down to it.")),
            (_("Deputy"), self._deputy, _("Who answers when the contact is away.")),
            (_("Days to answer"), self._days, _("How long the answer to a failure may take.")),
        )
        for title, field, hint in fields:
            self._form.add_field(title, field, hint=hint)
            field.setEnabled(self._may_change)
        self._form.save_button.setVisible(self._may_change)
        self._end = Button("", theme=theme, kind="quiet", name="retire_department")
        self._end_words = QLabel()
        self._end_words.setObjectName("department_end")
        self._end_words.setWordWrap(True)
        self._end_words.setProperty("tone", "muted")
        self._conflict = ChangedMeanwhile(theme=theme, name="department_conflict")
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addWidget(self._title)
        column.addWidget(self._form)
        column.addWidget(self._conflict)
        column.addWidget(self._end_words)
        column.addWidget(self._end)
        column.addStretch(1)

    def _put(self, draft: DepartmentDraft) -> None:
        self._name.setText(draft.name)
        for box, person_id in ((self._contact, draft.contact_id), (self._deputy, draft.deputy_id)):
            if person_id is not None and box.findData(str(person_id)) < 0:
                box.addItem(self._names.get(person_id, _DASH), str(person_id))
            box.set_value(str(person_id or ""))
        self._days.setValue(draft.answer_days)
        is_open = draft.closed_on is None or draft.closed_on > self._today
        self._end.set_text(_("Retire it from today on") if is_open else _("Use it again"))
        self._end.setVisible(self._may_change and draft.id is not None)
        words = _("Nothing is put down to it since {day}; what was stays.")
        self._end_words.setText(words.format(day=day_and_year(draft.closed_on)) if draft.closed_on else "")

    def _entered(self) -> DepartmentDraft:
        contact, deputy = self._contact.value, self._deputy.value
        return replace(
            self._draft,
            name=self._name.text(),
            contact_id=PersonId(UUID(contact)) if contact else None,
            deputy_id=PersonId(UUID(deputy)) if deputy else None,
            answer_days=self._days.value(),
        )

    def _end_or_open(self) -> None:
        """Retire it or open it again as it was read; what is typed and not saved is left out."""
        is_open = self._draft.closed_on is None or self._draft.closed_on > self._today
        self._ask_to_save(replace(self._draft, closed_on=self._today if is_open else None))

    def _ask_to_save(self, draft: DepartmentDraft) -> None:
        self._conflict.clear()
        self._form.show_error(None)
        self._form.set_busy(True)
        self.save_requested.emit(draft)

    def _on_chosen(self, department: Department, theirs: Department) -> None:
        self.show_department(theirs)
        if department != theirs:
            self._put(draft_of(department))
            self._ask_to_save(draft_of(department))

    def _as_words(self, department: Department) -> tuple[tuple[str, str, str], ...]:
        def name(person_id: PersonId | None) -> str:
            return self._names.get(person_id, _DASH) if person_id else _DASH

        return (
            ("name", _("Name"), department.name),
            ("contact_id", _("Contact"), name(department.contact_id)),
            ("deputy_id", _("Deputy"), name(department.deputy_id)),
            ("answer_days", _("Days to answer"), str(department.answer_days)),
            ("closed_on", _("Retired"), str(department.closed_on or _DASH)),
        )


def draft_of(department: Department) -> DepartmentDraft:
    """The department as a draft over the version that was read."""
    return DepartmentDraft(
        department.name,
        department.contact_id,
        department.deputy_id,
        department.answer_days,
        department.closed_on,
        department.id,
        department.version,
    )
