"""A small centre made through the services for tests: three calls with real sound, four people, the bundled scorecards.

Used by tests of services and of pages; `clock` stands until a test sets it.
"""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from qa_desk.bootstrap import Services, Workspace, init_workspace, open_workspace
from qa_desk.domain.calls import StandardWording
from qa_desk.domain.evaluation import AssignmentState, Evaluation, Purpose
from qa_desk.domain.ids import AssignmentId, CallId, DepartmentId, WordingId
from qa_desk.domain.people import Actor, Department, Role
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.text import LocalText
from qa_desk.paths import resources_dir
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from qa_desk.services.scoring.inspecting_views import AnswerDraft, AssignmentDraft
from qa_desk.store.store import Store
from tests.answered_at_once import answer_at_once

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
CALLS = ("1009", "1010", "1043")

_known: dict[Path, "SmallCentre"] = {}


@dataclass(slots=True)
class SmallCentre:
    """The centre with its people signed in."""

    workspace: Workspace
    clock: FixedClock
    lead: Actor
    anna: Actor
    ben: Actor
    calls: dict[str, CallId]
    version: ScorecardVersion

    @property
    def services(self) -> Services:
        """What one can do here."""
        return self.workspace.services

    def assign(
        self, inspector: Actor, *keys: str, purpose: Purpose = Purpose.ROUTINE, due_on: date | None = None
    ) -> tuple[AssignmentId, ...]:
        """Give calls to an inspector; the assignments in the order of the keys."""
        draft = AssignmentDraft(
            tuple(self.calls[key] for key in keys), (inspector.person_id,), self.version.id, purpose, due_on
        )
        self.services.assigning.assign(self.lead, draft)
        by_key = {
            item.call_key: item.assignment_id
            for item in self.services.inspecting.my_calls(inspector)
            if item.state is not AssignmentState.DONE
        }
        return tuple(by_key[key] for key in keys)

    def answer_all(
        self, inspector: Actor, assignment_id: AssignmentId, *, failed: frozenset[str] = frozenset()
    ) -> Evaluation:
        """Answer every criterion in full, but those that failed with their first reason and a comment."""
        evaluation = self.services.inspecting.open(inspector, assignment_id).evaluation
        drafts = [answered(criterion, criterion.key in failed) for criterion in self.version.criteria]
        return answer_at_once(self.workspace.store, self.clock, inspector, evaluation, self.version, drafts)


def answered(criterion: Criterion, is_failed: bool) -> AnswerDraft:
    """An answer in full, or failed with the first reason and a comment."""
    options = criterion.scale.prompt().options
    best = [option.code for option in options if option.points == criterion.scale.maximum]
    worst = [option.code for option in options if option.points == 0]
    if not is_failed:
        return AnswerDraft(criterion.key, (best or [criterion.scale.maximum])[0])
    reasons = (criterion.reasons[0].key,) if criterion.reasons else ()
    return AnswerDraft(criterion.key, (worst or [0])[0], reasons=reasons, comment="heard at once")


def build(folder: Path, database_url: str = "") -> None:
    """Make the centre in a folder; `open_copy` gives each test one of its own, which is faster than making it anew."""
    clock = FixedClock(NOW)
    init_workspace(folder, database_url or None, first_person="Wang Fang", time_zone="Asia/Shanghai", clock=clock)
    with open_workspace(folder, clock=clock) as workspace:
        services = workspace.services
        lead = services.administering.actor_named("Wang Fang")
        demo = resources_dir() / "demo"
        table = folder / "calls.csv"
        lines = (demo / "calls.csv").read_text(encoding="utf-8").splitlines()
        wanted = [line for line in lines if line.split(",")[1] in CALLS]
        table.write_text("\n".join([lines[0], *wanted]), encoding="utf-8")
        paths = tuple(demo / f"{key}.opus" for key in CALLS)
        services.importing.import_files(lead, ImportRequest(paths, calls_csv=table), NoProgress())
        for external_id, name in (("i-1", "Anna Berg"), ("i-2", "Ben Ode")):
            services.administering.save_person(lead, PersonDraft(external_id, name, frozenset({Role.INSPECTOR})))
        _add_wording(workspace.store, clock, lead)


def open_copy(made: Path, folder: Path) -> SmallCentre:
    """A copy of the centre that `build` made, opened; close its workspace. Who and what is in it is read once."""
    shutil.copytree(made, folder)
    known = _known.get(made)
    if known is None:
        centre = open_made(folder)
        _known[made] = replace(centre, calls=dict(centre.calls))
        return centre
    clock = FixedClock(NOW)
    return replace(known, workspace=open_workspace(folder, clock=clock), clock=clock, calls=dict(known.calls))


def open_made(folder: Path) -> SmallCentre:
    """The centre that lies in a folder; close its workspace."""
    clock = FixedClock(NOW)
    workspace = open_workspace(folder, clock=clock)
    services = workspace.services
    lead = services.administering.actor_named("Wang Fang")
    return SmallCentre(
        workspace,
        clock,
        lead,
        services.administering.actor_named("i-1"),
        services.administering.actor_named("i-2"),
        {call.key: call.id for call in services.listening.calls(lead, CallQuery()).calls},
        services.authoring.latest_published(lead, "service"),
    )


def _add_wording(store: Store, clock: FixedClock, lead: Actor) -> None:
    with store.unit_of_work(lead, clock) as uow:
        department = Department(DepartmentId(uuid4()), "Customer Care")
        uow.units.add_department(department)
        uow.wordings.add(
            StandardWording(
                WordingId(uuid4()),
                LocalText.of("Identity check"),
                LocalText.of("For your safety I need to check two details before I open the account."),
                "billing complaint",
                "",
                date(2026, 9, 1),
                date(2026, 12, 31),
                department.id,
            )
        )
        uow.commit()


def later(centre: SmallCentre, **by: float) -> None:
    """Let time pass."""
    centre.clock.moment += timedelta(**by)
