"""Whoever belongs to the centre today."""

from datetime import datetime

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Person
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.unit_of_work import UnitOfWork


def present_person(uow: UnitOfWork, person_id: PersonId, now: datetime) -> Person:
    """The person of that key. Raises PERSON_UNKNOWN, also for somebody who has left."""
    person = uow.people.person(person_id)
    if person is None or not person.is_active(centre_day(uow, now)):
        raise QADeskError(ErrorCode.PERSON_UNKNOWN, person=str(person_id))
    return person
