"""Keeping the centre: people, units, departments, targets and settings with effective dates, and the check of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import DepartmentId, PersonId, TargetId, UnitId
from qa_desk.domain.issue import Target, TargetKind
from qa_desk.domain.people import Actor, Department, Leave, Person, Role, Unit
from qa_desk.domain.permissions import Action, require
from qa_desk.i18n import _
from qa_desk.services.bringing_in.people_keeping import require_administrator
from qa_desk.services.centre.furnishing import FIRST_WEEKDAY, NAME, TIME_ZONE
from qa_desk.services.centre.time_zone import require_time_zone
from qa_desk.services.centre.workspace_check import CheckReport, WorkspaceCheck
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.search_entries import index_person
from qa_desk.services.progress import Progress
from qa_desk.store.repositories.audit_log import ChainHead
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

FIRST_ROLES = frozenset({Role.ADMINISTRATOR, Role.LEAD, Role.INSPECTOR, Role.TRAINER})
"""What the first person of a workspace is, so that somebody alone can do everything."""

_WEEKDAYS = range(7)
_MOST_ANSWER_DAYS = 365


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as they were entered; without an `id` somebody new. `version` is the one that was read."""

    external_id: str
    name: str
    roles: frozenset[Role]
    id: PersonId | None = None
    unit_id: UnitId | None = None
    team_leader_id: PersonId | None = None
    grade: str = ""
    hired_on: date | None = None
    left_on: date | None = None
    leaves: tuple[Leave, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class DepartmentDraft:
    """A department as it was entered; without an `id` a new one. `version` is the one that was read.

    `closed_on` is the first day on which nothing more is put down to it; None keeps it open, or opens it again.
    """

    name: str
    contact_id: PersonId | None = None
    deputy_id: PersonId | None = None
    answer_days: int = 5
    closed_on: date | None = None
    id: DepartmentId | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre's own settings as they hold today; `first_weekday` counts from Monday = 0."""

    name: str
    time_zone: str
    first_weekday: int


class Administering:
    """What the administrator keeps, and who is who."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def people(self, actor: Actor, *, role: Role | None = None) -> tuple[Person, ...]:
        """Everybody by name, or those who hold a role."""
        require(actor, Action.VIEW_PEOPLE)
        with self._store.reading() as uow:
            return uow.people.with_roles(role) if role else uow.people.all()

    def people_to_sign_in(self) -> tuple[Person, ...]:
        """Whoever may choose their name at the start: everybody who is still there and is more than an agent."""
        with self._store.reading() as uow:
            today = _today(uow, self._clock)
            return tuple(p for p in uow.people.all() if p.roles - {Role.AGENT} and p.is_active(today))

    def actor_for(self, person_id: PersonId) -> Actor:
        """The actor that this person is. Raises PERSON_UNKNOWN, also for somebody who has left."""
        with self._store.reading() as uow:
            return _actor_of(uow.people.person(person_id), str(person_id), _today(uow, self._clock))

    def actor_named(self, text: str) -> Actor:
        """The actor meant by an id of people.csv or a name that only one has. Raises PERSON_UNKNOWN."""
        with self._store.reading() as uow:
            return _actor_of(uow.people.named(clean_line(text)), text, _today(uow, self._clock))

    def actor_of_account(self, os_user: str) -> Actor:
        """Whom an account of the operating system stands for, else the only administrator. Raises PERSON_UNKNOWN."""
        with self._store.reading() as uow:
            person = uow.people.of_account(os_user)
            if person is None:
                administrators = uow.people.with_roles(Role.ADMINISTRATOR)
                person = administrators[0] if len(administrators) == 1 else None
            return _actor_of(person, os_user, _today(uow, self._clock))

    def save_person(self, actor: Actor, draft: PersonDraft) -> Changes:
        """Enter somebody new or write what was changed.

        Raises:
            QADeskError: VALUE_INVALID for what can't be, ConflictError when somebody else saved first, WRONG_STATE
                when nobody would be left to administer.
        """
        require(actor, Action.MANAGE_PEOPLE)
        person = _person_of(draft)
        with self._store.unit_of_work(actor, self._clock) as uow:
            same_id = uow.people.by_external_id([person.external_id]).get(person.external_id)
            if same_id is not None and same_id.id != person.id:
                raise _invalid(person.external_id, _("id"), _("one that nobody else has"))
            if draft.id is None:
                uow.people.add(person)
            else:
                uow.people.save(person)
            index_person(uow, person, self._clock.now())
            require_administrator(uow, _today(uow, self._clock))
            uow.audit("person.saved", ObjectKind.PERSON, person.id)
            uow.commit()
        return Changes.of(ObjectKind.PERSON, person.id)

    def units(self, actor: Actor) -> tuple[Unit, ...]:
        """The organisation tree, each unit below its parent."""
        require(actor, Action.VIEW_PEOPLE)
        with self._store.reading() as uow:
            return uow.people.units()

    def departments(self, actor: Actor) -> tuple[Department, ...]:
        """The departments that may own a cause, those that closed included."""
        require(actor, Action.VIEW_PEOPLE)
        with self._store.reading() as uow:
            return uow.people.departments()

    def save_department(self, actor: Actor, draft: DepartmentDraft) -> Changes:
        """Enter a department that may own a cause, or write what was changed of it.

        Raises:
            QADeskError: VALUE_INVALID for what can't be, ConflictError when somebody else saved first.
        """
        require(actor, Action.MANAGE_CENTRE)
        department = _department_of(draft)
        with self._store.unit_of_work(actor, self._clock) as uow:
            known = uow.people.departments()
            if any(one.name == department.name and one.id != department.id for one in known):
                raise _invalid(department.name, _("name"), _("one that no other department has"))
            if draft.id is None:
                uow.units.add_department(department)
            else:
                uow.units.save_department(department)
            uow.audit("department.saved", ObjectKind.DEPARTMENT, department.id)
            uow.commit()
        return Changes.of(ObjectKind.DEPARTMENT, department.id)

    def targets(self, actor: Actor, day: date) -> Mapping[TargetKind, Target]:
        """The targets that hold on a day; a kind without one is left out."""
        require(actor, Action.VIEW_SCORECARDS)
        with self._store.reading() as uow:
            return uow.targets.on(day)

    def set_target(self, actor: Actor, kind: TargetKind, share: float, valid_from: date) -> Changes:
        """Let a share (0…1) be the target from a day on; what held before that day stays."""
        require(actor, Action.MANAGE_CENTRE)
        if not 0.0 <= share <= 1.0:
            raise _invalid(share, _("target"), _("a share from 0 to 1"))
        target = Target(TargetId(uuid4()), kind, share, valid_from)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.targets.set(target, actor.person_id, self._clock.now())
            uow.audit("target.set", ObjectKind.TARGET, target.id, kind=kind.value)
            uow.commit()
        return Changes.of(ObjectKind.TARGET, target.id)

    def centre(self) -> Centre:
        """Name, time zone and first day of the week, as they hold today."""
        with self._store.reading() as uow:
            day = _today(uow, self._clock)
            name = str(uow.settings.on(day).get(NAME, ""))
            return Centre(name, uow.settings.time_zone(day), uow.settings.first_weekday(day))

    def set_centre(
        self,
        actor: Actor,
        *,
        name: str | None = None,
        time_zone: str | None = None,
        first_weekday: int | None = None,
        valid_from: date | None = None,
    ) -> Changes:
        """Change what is given, from a day on (by default today). Raises VALUE_INVALID."""
        require(actor, Action.MANAGE_CENTRE)
        if time_zone is not None:
            require_time_zone(time_zone)
        if first_weekday is not None and first_weekday not in _WEEKDAYS:
            raise _invalid(first_weekday, _("day of the week"), "0–6")
        values = {NAME: name, TIME_ZONE: time_zone, FIRST_WEEKDAY: first_weekday}
        with self._store.unit_of_work(actor, self._clock) as uow:
            day = valid_from or _today(uow, self._clock)
            for key, value in values.items():
                if value is not None:
                    kept = clean_line(value) if isinstance(value, str) else value
                    uow.settings.set(key, kept, day, actor.person_id, self._clock.now())
                    uow.audit("setting.set", ObjectKind.SETTING, key=key)
            if time_zone is not None:
                # every day that something is counted under is one of the centre's
                uow.record.follow_all(self._clock.now())
            uow.commit()
        return Changes.of(ObjectKind.SETTING)

    def check(
        self, actor: Actor, *, verify_data: bool, progress: Progress, heads: Sequence[ChainHead] = ()
    ) -> CheckReport:
        """Whether the workspace is whole; with `verify_data` every recording is read and its hash compared.

        `heads` are ends of the audit chain kept elsewhere, which must still be in it.
        """
        require(actor, Action.CHECK_WORKSPACE)
        return WorkspaceCheck(self._store).run(verify_data=verify_data, progress=progress, heads=heads)

    def add_first_person(self, name: str, os_user: str = "") -> Actor:
        """Enter the person who begins a workspace, allowed everything that one person alone has to do.

        Raises WRONG_STATE when somebody is here already, VALUE_INVALID for an empty name.
        """
        name = clean_line(name)
        if not name:
            raise _invalid(name, _("name"), _("some text"))
        person = Person(PersonId(uuid4()), clean_line(os_user) or name, name, FIRST_ROLES)
        actor = Actor.from_person(person)
        with self._store.unit_of_work(actor, self._clock) as uow:
            if uow.people.all():
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("the workspace"), state=_("in use"))
            uow.people.add(person)
            if os_user:
                uow.people.let_account_stand_for(os_user, person.id)
            index_person(uow, person, self._clock.now())
            uow.audit("person.saved", ObjectKind.PERSON, person.id)
            uow.commit()
        return actor


def _today(uow: UnitOfWork, clock: Clock) -> date:
    return centre_day(uow, clock.now())


def _actor_of(person: Person | None, text: str, today: date) -> Actor:
    if person is None or not person.is_active(today):
        raise QADeskError(ErrorCode.PERSON_UNKNOWN, person=text)
    return Actor.from_person(person)


def _person_of(draft: PersonDraft) -> Person:
    name, external_id = clean_line(draft.name), clean_line(draft.external_id)
    for what, value in ((_("name"), name), (_("id"), external_id)):
        if not value:
            raise _invalid(value, what, _("some text"))
    if draft.hired_on and draft.left_on and draft.left_on < draft.hired_on:
        raise _invalid(draft.left_on, _("last day"), _("a day after {day}").format(day=draft.hired_on))
    person = Person(draft.id or PersonId(uuid4()), external_id, name, draft.roles, version=draft.version)
    return replace(
        person,
        unit_id=draft.unit_id,
        team_leader_id=draft.team_leader_id,
        grade=clean_line(draft.grade),
        hired_on=draft.hired_on,
        left_on=draft.left_on,
        leaves=draft.leaves,
    )


def _department_of(draft: DepartmentDraft) -> Department:
    name = clean_line(draft.name)
    if not name:
        raise _invalid(name, _("name"), _("some text"))
    if not 1 <= draft.answer_days <= _MOST_ANSWER_DAYS:
        raise _invalid(draft.answer_days, _("days to answer"), _("1 to {n}").format(n=_MOST_ANSWER_DAYS))
    if draft.contact_id is not None and draft.contact_id == draft.deputy_id:
        raise _invalid(name, _("deputy"), _("somebody else than the contact"))
    return Department(
        draft.id or DepartmentId(uuid4()),
        name,
        draft.contact_id,
        draft.deputy_id,
        draft.answer_days,
        draft.closed_on,
        draft.version,
    )


def _invalid(value: object, what: str, expected: str) -> QADeskError:
    return QADeskError(ErrorCode.VALUE_INVALID, value=value, what=what, expected=expected)
