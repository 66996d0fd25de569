"""A workspace with two inspectors and three calls, and files of scores for it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desk.bootstrap import Workspace
from qa_desk.domain.calls import Call
from qa_desk.domain.evaluation import RECORD_PURPOSES, Evaluation
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.people import Actor, Department, DepartmentId, Role
from qa_desk.domain.permissions import visibility_of
from qa_desk.services.clock import FixedClock
from qa_desk.services.exchange.exchanging import Exchanging
from qa_desk.services.exchange.mapping import NO_MAPPING, ScoreMapping
from qa_desk.services.exchange.plan import MappingPlan, ScoresReport, errors_of
from qa_desk.wording import explain
from tests.unit.workspace_fixtures import NOW, add_person

CALLS = ("C-1", "C-2", "C-3")
HEADER = (
    "call_id,inspector,purpose,scorecard,version,submitted_at,criterion,answer,reasons,cause_owner,comment,"
    "mark_start_s,mark_end_s"
)
WHOLE = {
    "no_disclosure": "pass",
    "promise_within_rules": "N/A",
    "lets_finish": "5",
    "apology_fits": "5",
    "facts_established": "10",
    "remedy": "10",
    "deadline_and_reference": "pass",
    "ownership": "5",
}
"""An answer to every criterion of the form for complaints."""


def long_table(*further: str, **changed: str | None) -> str:
    """A long file of one evaluation; `changed` are other answers (None leaves the row out), `further` more rows."""
    answers = {key: answer for key, answer in (WHOLE | changed).items() if answer is not None}
    head = "C-1,anna,routine,complaint,1,2026-03-02T09:00"
    rows = [f"{head},{key},{answer},,,,," for key, answer in answers.items()]
    return "\n".join([HEADER, *rows, *(f"{head},{row}" for row in further)]) + "\n"


@dataclass(slots=True)
class Desk:
    """The workspace, and what a file comes to in it."""

    workspace: Workspace
    chief: Actor
    anna: Actor
    folder: Path

    @property
    def exchanging(self) -> Exchanging:
        """What is tested here."""
        return self.workspace.services.exchanging

    def write(self, text: str | bytes, name: str = "scores.csv") -> Path:
        """A file with this in it."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def plan(self, text: str | bytes, mapping: ScoreMapping = NO_MAPPING, *, name: str = "scores.csv") -> MappingPlan:
        """What a file with this in it is taken for."""
        return self.exchanging.plan(self.chief, self.write(text, name), mapping)

    def bring_in(self, text: str, mapping: ScoreMapping = NO_MAPPING) -> ScoresReport:
        """Bring in a file with this in it."""
        return self.exchanging.bring_in(self.chief, self.plan(text, mapping))

    def evaluations(self) -> tuple[Evaluation, ...]:
        """All that are on the record, as a lead sees them."""
        lead = visibility_of(Actor(PersonId(uuid4()), "Lead", frozenset({Role.LEAD})))
        with self.workspace.store.reading() as uow:
            ids = [call.id for call in uow.calls.by_key(CALLS).values()]
            found = [one for call_id in ids for one in uow.evaluations.of_call(call_id, lead)]
        on_record = (one for one in found if one.purpose in RECORD_PURPOSES)
        return tuple(sorted(on_record, key=lambda one: (one.submitted_at or NOW, one.id)))


def told(plan: MappingPlan) -> list[str]:
    """The sentences of everything refused."""
    return [explain(error) for error in errors_of(plan.refused)]


@pytest.fixture
def desk(workspace: Workspace, chief: Actor, tmp_path: Path) -> Desk:
    """A workspace with calls, inspectors and a department."""
    anna = add_person(workspace, chief, "Anna", Role.INSPECTOR)
    add_person(workspace, chief, "Ben", Role.INSPECTOR)
    with workspace.store.unit_of_work(chief, FixedClock(NOW)) as uow:
        started = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
        uow.calls.add([Call(CallId(uuid4()), key, started, duration_s=60.0) for key in CALLS], NOW)
        uow.units.add_department(Department(DepartmentId(uuid4()), "Billing"))
        uow.units.ensure(("North", "Hall 3"))
        uow.commit()
    return Desk(workspace, chief, anna, tmp_path)
