"""The same plan, calls and seed draw the same calls on both databases, and the same as when the draws were stored.

`tests/data/draws` holds the calls, a plan for each scheme, and what each drew: call, stratum, probability. A draw that
comes out differently can't be repeated by those who made it, so the files change with a new version of plans only.
"""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desk.bootstrap import Services
from qa_desk.domain.calls import Call, CallAttributes, Recording, RecordingState
from qa_desk.domain.ids import CallId, RecordingId
from qa_desk.domain.people import Actor, Role
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.centre.furnishing import furnish
from qa_desk.services.clock import FixedClock
from qa_desk.services.draws.plan_file import read_plan
from qa_desk.store.store import Store

FOLDER = Path(__file__).parents[1] / "data" / "draws"
PLANS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


@pytest.fixture
def services(store: Store, tmp_path: Path) -> Services:
    """The services over a store with the calls of the fixture."""
    clock = FixedClock(NOW)
    furnish(store, clock, time_zone="Asia/Shanghai")
    return Services.over(store, clock, tmp_path)


@pytest.fixture
def chief(services: Services, store: Store) -> Actor:
    """Who draws; an inspector is there as well, and every call with its agent and unit."""
    chief = services.administering.add_first_person("Chief", "chief")
    inspector = PersonDraft("i-1", "Inspector", frozenset({Role.INSPECTOR}))
    services.administering.save_person(chief, inspector)
    with (FOLDER / "calls.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for external_id, grade, hired_on in {(row["agent"], row["grade"], row["hired_on"]) for row in rows}:
        agent = PersonDraft(external_id, f"Agent {external_id}", frozenset({Role.AGENT}), grade=grade,
                            hired_on=date.fromisoformat(hired_on))  # fmt: skip
        services.administering.save_person(chief, agent)
    agents = {one.external_id: one.id for one in services.administering.people(chief)}
    with store.unit_of_work(None, FixedClock(NOW)) as uow:
        units = {path: uow.units.ensure(path.split(" / ")).id for path in {row["unit"] for row in rows}}
        # in another order than in the file: a draw does not hang on the order of its calls
        for row in reversed(rows):
            call = Call(
                CallId(uuid4()), row["call"], datetime.fromisoformat(row["started_at"]), agents[row["agent"]],
                units[row["unit"]], 120.0,
                attributes=CallAttributes(
                    complaint=row["complaint"] == "true", csat=float(row["csat"]), csat_scale="1-5",
                    customer_id=row["customer"],
                ),
            )  # fmt: skip
            uow.calls.add([call], NOW)
            name = f"{call.key}.wav"
            uow.recordings.add(Recording(RecordingId(uuid4()), call.id, 0, name, RecordingState.PRESENT,
                                         uuid4().hex * 2, f"00/{call.key}"), NOW)  # fmt: skip
        uow.commit()
    return chief


def test_each_plan_draws_what_it_drew_when_it_was_stored(services: Services, chief: Actor) -> None:
    for name in PLANS:
        view = services.sampling.try_out(chief, read_plan(FOLDER / f"{name}.yaml"))
        found = [(call.call_key, call.stratum, f"{call.inclusion_probability:.12g}") for call in view.calls]
        with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            stored = [(row["call"], row["stratum"], row["probability"]) for row in csv.DictReader(file)]
        assert found == stored, name
    assert len(PLANS) == 6
