"""The plan that a draw was made by, in the version of then."""

from qa_desk.domain.sampling import Draw
from qa_desk.domain.sampling_plan import PlanDefinition
from qa_desk.services.draws.plan_file import parse_plan
from qa_desk.store.unit_of_work import UnitOfWork


def plan_of(uow: UnitOfWork, draw: Draw) -> PlanDefinition:
    """What its version of the plan says, under the name of that version."""
    plan = next(one for one in uow.sampling.versions_of(draw.plan_id) if one.number == draw.plan_number)
    return parse_plan(plan.definition, plan.name)
