"""Keeping the people of people.csv, within one transaction; doing it twice does no more than once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Person, Role
from qa_desk.i18n import _
from qa_desk.services.bringing_in.people_rows import PersonRow
from qa_desk.services.keeping.search_entries import index_person
from qa_desk.store.unit_of_work import UnitOfWork


def keep_people(uow: UnitOfWork, rows: Sequence[PersonRow], now: datetime) -> None:
    """Enter who is new and bring the others up to what their row says; leaves add up."""
    known = uow.people.by_external_id([row.external_id for row in rows])
    for row in rows:
        index_person(uow, _keep(uow, row, known.get(row.external_id)), now)
    for row in rows:
        if row.team_leader:
            _let_lead(uow, row)


def require_administrator(uow: UnitOfWork, today: date) -> None:
    """Raises WRONG_STATE when nobody is left who may administer: the workspace could never be changed again."""
    if not any(person.is_active(today) for person in uow.people.with_roles(Role.ADMINISTRATOR)):
        raise QADeskError(ErrorCode.WRONG_STATE, what=_("the last administrator"), state=_("still needed"))


def _keep(uow: UnitOfWork, row: PersonRow, before: Person | None) -> Person:
    unit = uow.units.ensure(row.unit_path) if row.unit_path else None
    person = before or Person(PersonId(uuid4()), row.external_id, row.name, row.roles)
    leaves = {*person.leaves, *([row.leave] if row.leave else [])}
    person = replace(
        person,
        name=row.name,
        roles=row.roles if row.roles_given else person.roles,
        unit_id=unit.id if unit else person.unit_id,
        grade=row.grade or person.grade,
        hired_on=row.hired_on or person.hired_on,
        left_on=row.left_on or person.left_on,
        leaves=tuple(sorted(leaves, key=lambda leave: (leave.first, leave.last))),
    )
    if before is None:
        uow.people.add(person)
    elif person != before:
        uow.people.save(person)
    if person != before:
        uow.audit("person.saved", ObjectKind.PERSON, person.id)
    return person


def _let_lead(uow: UnitOfWork, row: PersonRow) -> None:
    person = uow.people.by_external_id([row.external_id])[row.external_id]
    leader = uow.people.named(row.team_leader)
    if leader is not None and leader.id not in (person.id, person.team_leader_id):
        uow.people.save(replace(person, team_leader_id=leader.id))
        uow.audit("person.saved", ObjectKind.PERSON, person.id)
