"""Whom a tracked item is put down to: a department or a unit, whom to ask there, and until when they answer."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import DepartmentId, PersonId, UnitId
from qa_desk.domain.issue import AttributionState, TrackedItem
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.permissions import Action
from qa_desk.i18n import _
from qa_desk.services.tracked.tracking_views import Cause
from qa_desk.store.unit_of_work import UnitOfWork

_ANSWER_DAYS_OF_UNIT = 5
_QA = (Role.LEAD, Role.TRAINER)


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers for a department or a unit."""

    name: str
    contact_id: PersonId | None
    deputy_id: PersonId | None


class Answerers:
    """The departments and units that causes can be put down to, read once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._departments = {one.id: one for one in uow.people.departments()}
        self._paths = uow.people.unit_paths()
        self._leaders = uow.people.with_roles(Role.TEAM_LEADER)

    def of(self, item: TrackedItem) -> Answerer | None:
        """Who answers for the item; None where it is put down to nobody."""
        if item.cause_owner_id is None:
            return None
        department = self._departments.get(DepartmentId(item.cause_owner_id))
        if department is not None:
            return Answerer(department.name, department.contact_id, department.deputy_id)
        leaders = [person for person in self._leaders if person.unit_id == item.cause_owner_id]
        return Answerer(self._paths.get(UnitId(item.cause_owner_id), ""), _key(leaders, 0), _key(leaders, 1))

    def put(self, item: TrackedItem, owner_id: UUID, today: date) -> TrackedItem:
        """The item put down to a department or unit. Raises NOT_FOUND, and WRONG_STATE for a closed department."""
        department = self._departments.get(DepartmentId(owner_id))
        if department is None and owner_id not in self._paths:
            raise NotFoundError(what=_("This department or unit"))
        if department is not None and department.closed_on is not None and department.closed_on <= today:
            raise QADeskError(ErrorCode.WRONG_STATE, what=department.name, state=_("closed"))
        days = department.answer_days if department else _ANSWER_DAYS_OF_UNIT
        return replace(
            item,
            cause_owner_kind=CauseOwnerKind.DEPARTMENT if department else CauseOwnerKind.UNIT,
            cause_owner_id=owner_id,
            answer_due_on=today + timedelta(days=days),
            cause_state=AttributionState.PROPOSED,
            # who rejected it once and gets it back with QA's reasons can't send it round for ever
            cause_reason=item.cause_reason if owner_id == item.cause_owner_id else "",
        )


def cause_view(
    actor: Actor, item: TrackedItem, answerer: Answerer | None, names: dict[PersonId, str], today: date
) -> Cause | None:
    """The cause of an item as the actor sees it; None where it is put down to nobody."""
    if answerer is None or item.cause_state is None:
        return None
    waits = item.cause_state is AttributionState.PROPOSED
    may_answer = waits and _answers(actor, answerer)
    return Cause(
        name=answerer.name,
        contact_name=names.get(answerer.contact_id, "") if answerer.contact_id else "",
        deputy_name=names.get(answerer.deputy_id, "") if answerer.deputy_id else "",
        answer_due_on=item.answer_due_on,
        state=item.cause_state,
        reason=item.cause_reason,
        is_late=waits and item.answer_due_on is not None and item.answer_due_on < today,
        may_answer=may_answer,
        may_reject=may_answer and not item.cause_reason,
    )


def answered(actor: Actor, item: TrackedItem, answerer: Answerer | None, *, accepts: bool, reason: str) -> TrackedItem:
    """The item with the answer of its cause owner.

    Raises:
        QADeskError: WRONG_STATE where nothing is to be answered or it was rejected before, REASON_REQUIRED,
            NOT_ALLOWED for who neither answers for the owner nor is QA.
    """
    if answerer is None or item.cause_state is not AttributionState.PROPOSED:
        raise QADeskError(ErrorCode.WRONG_STATE, what=item.title, state=_("not waiting for an answer"))
    if not _answers(actor, answerer):
        raise NotAllowedError(action=Action.TRACK, roles=_QA)
    if accepts:
        return replace(item, cause_state=AttributionState.ACCEPTED)
    if item.cause_reason:
        raise QADeskError(ErrorCode.WRONG_STATE, what=item.title, state=_("rejected once already"))
    if not reason.strip():
        raise QADeskError(ErrorCode.REASON_REQUIRED)
    return replace(item, cause_state=AttributionState.REJECTED, cause_reason=reason.strip())


def _answers(actor: Actor, answerer: Answerer) -> bool:
    return actor.person_id in (answerer.contact_id, answerer.deputy_id) or actor.has(*_QA)


def _key(people: list[Person], place: int) -> PersonId | None:
    return people[place].id if place < len(people) else None
