"""Who may look after a standard case: whoever may keep some."""

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId
from qa_desk.domain.permissions import Action, who_may
from qa_desk.i18n import _
from qa_desk.store.unit_of_work import UnitOfWork


def possible_owners(uow: UnitOfWork) -> tuple[tuple[PersonId, str], ...]:
    """Everybody who may, with their name."""
    return tuple((person.id, person.name) for person in uow.people.with_roles(*who_may(Action.KEEP_CASES)))


def require_owner(uow: UnitOfWork, owner_id: PersonId) -> None:
    """Raises VALUE_INVALID for somebody who keeps no cases."""
    person = uow.people.person(owner_id)
    if person is None or person.roles.isdisjoint(who_may(Action.KEEP_CASES)):
        expected = _("somebody who may keep standard cases")
        name = person.name if person else ""
        raise QADeskError(ErrorCode.VALUE_INVALID, value=name, what=_("owner"), expected=expected)
