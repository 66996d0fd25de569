"""One person: read by everybody who may see people, changed by an administrator. When somebody else saved first, both
values are shown and the person chooses.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from qa_desk.domain.errors import ConflictError, ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.domain.people import Leave, Person, Role, Unit
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import role_title, role_titles
from qa_desk.gui.widgets.changed_meanwhile import ChangedMeanwhile
from qa_desk.gui.widgets.form import Form, line_field, text_field
from qa_desk.i18n import _
from qa_desk.services.centre.administering import PersonDraft

_COLUMNS = 2
_DASH = "–"
_EMPTY = Person(PersonId(UUID(int=0)), "", "", frozenset())


class PersonForm(QWidget):
    """The pane beside the list.

    Signals:
        save_requested: a `PersonDraft`.
        closed: the pane is no longer wanted.
    """

    save_requested = Signal(object)
    closed = Signal()

    def __init__(
        self, *, theme: Theme, commands: CommandRegistry, may_change: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._commands = commands
        self._may_change = may_change
        self._person: Person | None = None
        self._units: tuple[Unit, ...] = ()
        self._people: tuple[Person, ...] = ()
        self.setObjectName("person_form")
        self._build()

    @property
    def person(self) -> Person | None:
        """Who is shown; None for somebody new."""
        return self._person

    def set_choices(self, units: Sequence[Unit], people: Sequence[Person]) -> None:
        """Where people can belong, and who can lead them; what is being entered stays."""
        self._units, self._people = tuple(units), tuple(people)
        leaders = [person for person in people if Role.TEAM_LEADER in person.roles]
        _fill(self._unit, [(_("no unit"), ""), *((unit.path, str(unit.id)) for unit in units)])
        _fill(self._leader, [(_("nobody"), ""), *((person.name, str(person.id)) for person in leaders)])

    def show_person(self, person: Person | None) -> None:
        """Show this person, or empty fields for somebody new."""
        self._conflict.clear()
        self._form.show_error(None)
        self._form.set_busy(False)
        self._person = person
        self._title.setText(person.name if person is not None else _("New person"))
        self._put(person or _EMPTY)
        if self._may_change:
            self._name.setFocus()

    def show_error(self, error: Exception) -> None:
        """Say what was wrong where it was entered; a conflict shows both values."""
        self._form.set_busy(False)
        self._form.show_error(error)
        if isinstance(error, ConflictError):
            mine, theirs = error.params.get("mine"), error.params.get("theirs")
            if isinstance(mine, Person) and isinstance(theirs, Person):
                self._conflict.ask(mine, theirs, before=self._person, words=self._as_words, chosen=self._on_chosen)

    def _build(self) -> None:
        theme = self._theme
        self._title = QLabel()
        self._title.setProperty("type", "title")
        self._title.setWordWrap(True)
        close = Button(theme=theme, kind="quiet", small=True, icon="close", tip=_("Close"), name="close_person")
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close)
        self._form = Form(theme=theme, commands=self._commands, save_title=_("Save"), name="person_fields")
        self._build_fields()
        self._hint = QLabel(_("A QA administrator can change this."))
        self._hint.setProperty("tone", "muted")
        if self._may_change:
            self._hint.hide()
        self._conflict = ChangedMeanwhile(theme=theme, name="person_conflict")
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addLayout(head)
        column.addWidget(self._form)
        column.addWidget(self._conflict)
        column.addWidget(self._hint)
        column.addStretch(1)
        self._form.saved.connect(self._on_saved)
        self._form.cancelled.connect(self.closed)

    def _build_fields(self) -> None:
        theme, form = self._theme, self._form
        self._name = line_field("person_name")
        self._id = line_field("person_id")
        self._roles = {role: QCheckBox(role_title(role)) for role in Role}
        roles = QWidget()
        grid = QGridLayout(roles)
        grid.setContentsMargins(0, theme.size("xs"), 0, theme.size("xs"))
        grid.setVerticalSpacing(theme.size("xs"))
        for place, (role, box) in enumerate(self._roles.items()):
            box.setObjectName(f"role_{role.value}")
            box.setToolTip(role_title(role))
            grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        self._unit, self._leader = _combo("person_unit"), _combo("person_leader")
        self._grade = line_field("person_grade")
        self._hired = line_field("person_hired", "2026-11-18")
        self._left = line_field("person_left", "2026-11-18")
        self._leaves = text_field("person_leaves", theme, _("2026-12-01 2026-12-14"))
        fields: tuple[tuple[str, QWidget, str], ...] = (
            (_("Name"), self._name, ""),
            (_("Id"), self._id, _("As in people.csv; it must not change once files name it.")),
            (_("Roles"), roles, ""),
            (_("Unit"), self._unit, ""),
            (_("Team leader"), self._leader, ""),
            (_("Grade"), self._grade, ""),
            (_("Hired"), self._hired, ""),
            (_("Left"), self._left, ""),
            (_("Leave"), self._leaves, _("First and last day, one leave a line.")),
        )
        for title, field, hint in fields:
            form.add_field(title, field, hint=hint if self._may_change else "")
            field.setEnabled(self._may_change)
            if not self._may_change and isinstance(field, QLineEdit | QPlainTextEdit):
                # an example in grey would read as what is so
                field.setPlaceholderText("")
        form.save_button.setVisible(self._may_change)

    def _put(self, person: Person) -> None:
        self._name.setText(person.name)
        self._id.setText(person.external_id)
        for role, box in self._roles.items():
            box.setChecked(role in person.roles)
        self._unit.setCurrentIndex(max(0, self._unit.findData(str(person.unit_id or ""))))
        self._leader.setCurrentIndex(max(0, self._leader.findData(str(person.team_leader_id or ""))))
        self._grade.setText(person.grade)
        self._hired.setText(str(person.hired_on or ""))
        self._left.setText(str(person.left_on or ""))
        self._leaves.setPlainText("\n".join(f"{leave.first} {leave.last}" for leave in person.leaves))

    def _draft(self, version: int) -> PersonDraft:
        """What was entered. Raises VALUE_INVALID for what is not a day."""
        unit, leader = self._unit.currentData(), self._leader.currentData()
        return PersonDraft(
            external_id=self._id.text(),
            name=self._name.text(),
            roles=frozenset(role for role, box in self._roles.items() if box.isChecked()),
            id=self._person.id if self._person is not None else None,
            unit_id=UnitId(UUID(unit)) if unit else None,
            team_leader_id=PersonId(UUID(leader)) if leader else None,
            grade=self._grade.text(),
            hired_on=_day(self._hired),
            left_on=_day(self._left),
            leaves=_leaves(self._leaves.toPlainText()),
            version=version,
        )

    def _on_saved(self) -> None:
        try:
            draft = self._draft(self._person.version if self._person is not None else 1)
        except QADeskError as error:
            self._form.show_error(error)
            return
        self._conflict.clear()
        self._form.show_error(None)
        self._form.set_busy(True)
        self.save_requested.emit(draft)

    def _on_chosen(self, person: Person, theirs: Person) -> None:
        self.show_person(theirs)
        if person != theirs:
            self._put(person)
            self._on_saved()

    def _as_words(self, person: Person) -> tuple[tuple[str, str, str], ...]:
        units = {unit.id: unit.path for unit in self._units}
        names = {one.id: one.name for one in self._people}
        leaves = ", ".join(f"{leave.first} {leave.last}" for leave in person.leaves)
        return (
            ("name", _("Name"), person.name),
            ("external_id", _("Id"), person.external_id),
            ("roles", _("Roles"), role_titles(person.roles) or _DASH),
            ("unit_id", _("Unit"), units.get(person.unit_id, _DASH) if person.unit_id else _DASH),
            (
                "team_leader_id",
                _("Team leader"),
                names.get(person.team_leader_id, _DASH) if person.team_leader_id else _DASH,
            ),
            ("grade", _("Grade"), person.grade or _DASH),
            ("hired_on", _("Hired"), str(person.hired_on or _DASH)),
            ("left_on", _("Left"), str(person.left_on or _DASH)),
            ("leaves", _("Leave"), leaves or _DASH),
        )


def draft_of(person: Person, version: int) -> PersonDraft:
    """The person as a draft over the version that is saved now."""
    return PersonDraft(
        person.external_id,
        person.name,
        person.roles,
        person.id,
        person.unit_id,
        person.team_leader_id,
        person.grade,
        person.hired_on,
        person.left_on,
        person.leaves,
        version,
    )


def _day(field: QLineEdit) -> date | None:
    return _parsed(field.text().strip(), field.accessibleName()) if field.text().strip() else None


def _leaves(text: str) -> tuple[Leave, ...]:
    leaves: list[Leave] = []
    for line in text.splitlines():
        words = line.replace("–", " ").replace(",", " ").split()
        if not words:
            continue
        first = _parsed(words[0], _("leave"))
        last = _parsed(words[1], _("leave")) if len(words) > 1 else first
        leaves.append(Leave(min(first, last), max(first, last)))
    return tuple(sorted(leaves, key=lambda leave: (leave.first, leave.last)))


def _parsed(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        expected = _("a day such as {example}").format(example="2026-11-18")
        raise QADeskError(ErrorCode.VALUE_INVALID, value=text, what=what, expected=expected) from None


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setMaxVisibleItems(16)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo


def _fill(combo: QComboBox, entries: Sequence[tuple[str, str]]) -> None:
    chosen = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    for words, value in entries:
        combo.addItem(words, value)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
    combo.blockSignals(False)
