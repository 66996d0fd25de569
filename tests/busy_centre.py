"""Sixty more calls of one week for the small centre, as sampling needs them; their sound is only written down."""

from datetime import date, timedelta
from uuid import uuid4

from qa_desk.domain.calls import Call, CallAttributes, Recording, RecordingState
from qa_desk.domain.ids import CallId, PersonId, RecordingId
from qa_desk.domain.people import Role
from qa_desk.services.centre.administering import PersonDraft
from tests.small_centre import NOW, SmallCentre

N_CALLS = 60
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 8)


def bring_calls(centre: SmallCentre) -> None:
    """Calls of two agents in turn, of grade A and B; every third of queue b, every tenth a complaint."""
    administering = centre.services.administering
    for external_id, grade in (("ag-1", "A"), ("ag-2", "B")):
        agent = PersonDraft(external_id, f"Agent {external_id}", frozenset({Role.AGENT}), grade=grade)
        administering.save_person(centre.lead, agent)
    agents = {one.external_id: one.id for one in administering.people(centre.lead)}
    calls = [_call(number, agents[f"ag-{1 + number % 2}"]) for number in range(N_CALLS)]
    with centre.workspace.store.unit_of_work(None, centre.clock) as uow:
        uow.calls.add(calls, NOW)
        for call in calls:
            uow.recordings.add(_recording(call), NOW)
        uow.commit()


def _call(number: int, agent_id: PersonId) -> Call:
    started_at = NOW.replace(day=2, hour=1) + timedelta(hours=2.5 * number)
    attributes = CallAttributes(queue="a" if number % 3 else "b", complaint=number % 10 == 0)
    return Call(CallId(uuid4()), f"w{number:02}", started_at, agent_id, None, 120.0, attributes=attributes)


def _recording(call: Call) -> Recording:
    sha256 = uuid4().hex * 2
    name = f"{call.key}.wav"
    return Recording(RecordingId(uuid4()), call.id, 0, name, RecordingState.PRESENT, sha256, f"{sha256[:2]}/{sha256}")
