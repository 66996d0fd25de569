"""Putting another call in the place of one that can't be scored; the old one stays, as non-response."""

from dataclasses import replace
from datetime import datetime

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Assignment, AssignmentState
from qa_desk.domain.sampling import Draw, DrawnCall
from qa_desk.i18n import _
from qa_desk.measurement.drawing.places import places_of
from qa_desk.services.draws.drawing import draw
from qa_desk.services.draws.exempting import standing_exemptions
from qa_desk.services.draws.plan_file import parse_plan
from qa_desk.services.draws.reading import population_of
from qa_desk.services.periods import Days
from qa_desk.store.unit_of_work import UnitOfWork


def take_back(uow: UnitOfWork, found: Draw, dropped: DrawnCall) -> list[Assignment]:
    """Take the assignments of a call back that is to be dropped; what they were, to be given for another call.

    Raises WRONG_STATE when it was handed in, or dropped before.
    """
    if dropped.is_dropped:
        raise QADeskError(ErrorCode.WRONG_STATE, what=_("this call"), state=_("replaced already"))
    own = [one for one in uow.assignments.of_call(dropped.call_id) if one.draw_id == found.id]
    if any(one.state is AssignmentState.DONE for one in own):
        raise QADeskError(ErrorCode.WRONG_STATE, what=_("this call"), state=_("submitted"))
    waiting = [one for one in own if one.state is not AssignmentState.WITHDRAWN]
    for one in waiting:
        uow.assignments.set_state(one.id, AssignmentState.WITHDRAWN)
    return [replace(one, state=AssignmentState.WAITING) for one in waiting]


def next_of_stratum(uow: UnitOfWork, found: Draw, dropped: DrawnCall, now: datetime) -> DrawnCall | None:
    """The call of the same stratum that comes next by its place, with the probability of the one it replaces.

    None where the stratum has no call left.
    """
    plan = next((one for one in uow.sampling.versions_of(found.plan_id) if one.number == found.plan_number), None)
    if plan is None or found.first_day is None or found.last_day is None:
        return None
    definition = parse_plan(plan.definition, plan.name)
    population = population_of(uow, definition, Days(found.first_day, found.last_day))
    taken = {call.call_id for call in found.calls}
    exempt = standing_exemptions(uow, definition, now)
    cells = draw(definition, population, found.seed, exempt_agents=exempt).cells
    members = [index for cell in cells if cell.name == dropped.stratum for index in map(int, cell.members)]
    free = [index for index in members if population.ids[index] not in taken]
    if not free:
        return None
    places = places_of(found.seed, [population.keys[index] for index in free])
    chosen = free[int(places.argmin())]
    return DrawnCall(population.ids[chosen], dropped.stratum, dropped.inclusion_probability, replaces=dropped.call_id)
