"""People with their roles and leaves, the accounts that stand for them, and where they belong."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, insert, or_, select

from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.domain.people import Department, Leave, Person, Role, Unit
from qa_desk.i18n import in_order
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.units import UnitRepository, department_of
from qa_desk.store.tables.organisation import (
    DepartmentRow,
    LeaveRow,
    PersonAccountRow,
    PersonRoleRow,
    PersonRow,
    UnitRow,
)


class PeopleRepository(Repository):
    """Everybody of the centre."""

    def person(self, person_id: PersonId) -> Person | None:
        """The person with that key."""
        return self._first(_people().where(PersonRow.id == person_id))

    def named(self, name: str) -> Person | None:
        """The person meant by an external id or, where only one has it, a name."""
        found = self._all(_people().where(or_(PersonRow.external_id == name, PersonRow.name == name)))
        exact = [person for person in found if person.external_id == name]
        if exact:
            return exact[0]
        return found[0] if len(found) == 1 else None

    def of_account(self, os_user: str) -> Person | None:
        """The person that an account of the operating system stands for."""
        account = select(PersonAccountRow.person_id).where(PersonAccountRow.os_user == os_user).scalar_subquery()
        return self._first(_people().where(PersonRow.id == account))

    def all(self) -> tuple[Person, ...]:
        """Everybody, by name, in one statement."""
        return _by_name(self._all(_people()))

    def with_roles(self, *roles: Role) -> tuple[Person, ...]:
        """Everybody who holds one of these roles, by name."""
        holders = select(PersonRoleRow.person_id).where(PersonRoleRow.role.in_(roles))
        return _by_name(self._all(_people().where(PersonRow.id.in_(holders))))

    def by_external_id(self, external_ids: Iterable[str]) -> dict[str, Person]:
        """Those of the external ids that are known."""
        found = self._all(_people().where(PersonRow.external_id.in_(list(external_ids))))
        return {person.external_id: person for person in found}

    def name_of(self, person_id: PersonId) -> str:
        """The name of one person; empty for a key that nobody has."""
        return self._session.scalar(select(PersonRow.name).where(PersonRow.id == person_id)) or ""

    def names(self) -> dict[PersonId, str]:
        """Everybody's name, by key."""
        return {row.id: row.name for row in self._session.execute(select(PersonRow.id, PersonRow.name))}

    def units(self) -> tuple[Unit, ...]:
        """All units, by path, so that each stands below its parent."""
        return UnitRepository(self._session).all()

    def unit_paths(self) -> dict[UnitId, str]:
        """The path of each unit, by key."""
        return {row.id: row.path for row in self._session.execute(select(UnitRow.id, UnitRow.path))}

    def departments(self) -> tuple[Department, ...]:
        """All departments, by name, those that closed included."""
        departments = (department_of(row) for row in self._session.scalars(select(DepartmentRow)))
        return tuple(sorted(departments, key=lambda one: in_order(one.name)))

    def owner_names(self) -> dict[UUID, str]:
        """What cause owners are called, by key: departments by name, units by path."""
        departments = {row.id: row.name for row in self._session.execute(select(DepartmentRow.id, DepartmentRow.name))}
        return {**self.unit_paths(), **departments}

    def add(self, person: Person) -> None:
        """Enter a new person."""
        self._session.execute(insert(PersonRow).values(id=person.id, version=person.version, **_columns(person)))
        self._write_parts(person)

    def save(self, person: Person) -> None:
        """Write a changed person. Raises ConflictError when somebody else saved since `person` was read."""
        self._save_change(
            PersonRow, person.id, mine=person, values=_columns(person), load=lambda: self.person(person.id)
        )
        self._session.execute(delete(PersonRoleRow).where(PersonRoleRow.person_id == person.id))
        self._session.execute(delete(LeaveRow).where(LeaveRow.person_id == person.id))
        self._write_parts(person)

    def let_account_stand_for(self, os_user: str, person_id: PersonId) -> None:
        """Map an account of the operating system to a person, in place of the one it stood for."""
        self._session.execute(delete(PersonAccountRow).where(PersonAccountRow.os_user == os_user))
        self._session.execute(insert(PersonAccountRow).values(os_user=os_user, person_id=person_id))

    def accounts_of(self, person_id: PersonId) -> tuple[str, ...]:
        """The accounts of the operating system that stand for a person, by name."""
        accounts = select(PersonAccountRow.os_user).where(PersonAccountRow.person_id == person_id)
        return tuple(self._session.scalars(accounts.order_by(PersonAccountRow.os_user)))

    def drop_accounts(self, person_id: PersonId) -> None:
        """No account of the operating system stands for this person any more."""
        self._session.execute(delete(PersonAccountRow).where(PersonAccountRow.person_id == person_id))

    def _write_parts(self, person: Person) -> None:
        if person.roles:
            roles = [{"person_id": person.id, "role": role} for role in sorted(person.roles)]
            self._session.execute(insert(PersonRoleRow), roles)
        if person.leaves:
            leaves = [{"person_id": person.id, "first_day": at.first, "last_day": at.last} for at in person.leaves]
            self._session.execute(insert(LeaveRow), leaves)

    def _first(self, statement: Select[Any]) -> Person | None:
        return next(iter(self._all(statement)), None)

    def _all(self, statement: Select[Any]) -> tuple[Person, ...]:
        rows_by_person: dict[PersonId, list[Row[Any]]] = {}
        for row in self._session.execute(statement):
            rows_by_person.setdefault(row.id, []).append(row)
        return tuple(_person(rows) for rows in rows_by_person.values())


def _people() -> Select[Any]:
    """One row per person, role and leave; a person without them has one row all the same."""
    return (
        select(PersonRow.__table__, PersonRoleRow.role, LeaveRow.first_day, LeaveRow.last_day)
        .outerjoin(PersonRoleRow, PersonRoleRow.person_id == PersonRow.id)
        .outerjoin(LeaveRow, LeaveRow.person_id == PersonRow.id)
    )


def _by_name(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda person: (in_order(person.name), person.external_id)))


def _person(rows: list[Row[Any]]) -> Person:
    first = rows[0]
    leaves = {Leave(row.first_day, row.last_day) for row in rows if row.first_day is not None}
    return Person(
        id=first.id,
        external_id=first.external_id,
        name=first.name,
        roles=frozenset(row.role for row in rows if row.role is not None),
        unit_id=first.unit_id,
        team_leader_id=first.team_leader_id,
        grade=first.grade,
        hired_on=first.hired_on,
        left_on=first.left_on,
        leaves=tuple(sorted(leaves, key=lambda leave: leave.first)),
        version=first.version,
    )


def _columns(person: Person) -> dict[str, Any]:
    return {
        "external_id": person.external_id,
        "name": person.name,
        "unit_id": person.unit_id,
        "team_leader_id": person.team_leader_id,
        "grade": person.grade,
        "hired_on": person.hired_on,
        "left_on": person.left_on,
    }
