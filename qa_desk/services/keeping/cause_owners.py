"""Whom a failure can be put down to on the desk: the agent, departments with whom to ask there, units."""

from qa_desk.domain.evaluation import CauseOwner, CauseOwnerKind, Evaluation
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.scoring.inspecting_views import CauseOwnerChoice
from qa_desk.store.unit_of_work import UnitOfWork


def cause_owner_choices(uow: UnitOfWork, evaluation: Evaluation, agent_name: str) -> tuple[CauseOwnerChoice, ...]:
    """The agent first, then departments by name and units by path.

    A department that has closed is left out unless an answer names it already.
    """
    day = centre_day(uow, evaluation.started_at)
    named = {answer.cause_owner.id for answer in evaluation.answers if answer.cause_owner is not None}
    names = uow.people.names()
    owners = [CauseOwnerChoice(CauseOwner(CauseOwnerKind.AGENT), agent_name)]
    for department in uow.people.departments():
        if department.is_open(day) or department.id in named:
            contact = names.get(department.contact_id, "") if department.contact_id else ""
            deputy = names.get(department.deputy_id, "") if department.deputy_id else ""
            owner = CauseOwner(CauseOwnerKind.DEPARTMENT, department.id)
            owners.append(CauseOwnerChoice(owner, department.name, contact, deputy))
    for unit in uow.people.units():
        owners.append(CauseOwnerChoice(CauseOwner(CauseOwnerKind.UNIT, unit.id), unit.path))
    return tuple(owners)
