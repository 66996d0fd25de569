"""A team in tests: everybody works at a desk of their own, on a server signed in with a login of their own.

The same stories run on a SQLite file, where all desks share it and the services are the only guard.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, select

from qa_desk.bootstrap import Services
from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.evaluation import Evaluation, Purpose
from qa_desk.domain.ids import AssignmentId, CallId, PersonId
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.services.bringing_in.import_report import ImportReport, ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.centre.furnishing import furnish
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from qa_desk.services.scoring.inspecting_views import AnswerDraft, AssignmentDraft
from qa_desk.store.store import Store
from qa_desk.store.tables.centre import AuditEntryRow
from qa_desk.store.tables.organisation import PersonRow
from tests.answered_at_once import answer_at_once
from tests.unit.workspace_fixtures import write_wav

NOW = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
INSPECTORS = ("Anna", "Ben", "Cai", "Dee", "Eve")
PEOPLE: dict[str, frozenset[Role]] = {
    **dict.fromkeys(INSPECTORS, frozenset({Role.INSPECTOR})),
    "Lea": frozenset({Role.LEAD}),
    "Tim": frozenset({Role.TRAINER}),
    "Adam": frozenset({Role.ADMINISTRATOR}),
    "Ada": frozenset({Role.AUDITOR}),
    "Olga": frozenset({Role.OWNER}),
    "Leo": frozenset({Role.LEARNER}),
}
TABLE = """\
file,call_id,started_at,agent_id,agent_name,unit,business_type
a.wav,C-1,2026-03-02T09:00,7,Li Na,North/Hall 3,billing
b.wav,C-2,2026-03-03T09:00,8,Wu Gang,South,roaming
c.wav,C-3,2026-03-04T09:00,7,Li Na,North/Hall 3,billing
"""

EngineOf = Callable[[PersonId], Engine]


@dataclass(frozen=True, slots=True)
class Desk:
    """The services as one person has them, and who that is."""

    services: Services
    actor: Actor
    store: Store
    clock: FixedClock

    def answer_each(
        self, assignment_id: AssignmentId, version: ScorecardVersion, *, failed: frozenset[str] = frozenset()
    ) -> Evaluation:
        """Answer one criterion after the other in full, but those that failed with their first reason and a comment."""
        evaluation = self.services.inspecting.open(self.actor, assignment_id).evaluation
        for criterion in version.criteria:
            draft = answer_to(criterion, is_failed=criterion.key in failed)
            evaluation = self.services.inspecting.answer(self.actor, evaluation.id, draft)
        return evaluation

    def answer_all(
        self, assignment_id: AssignmentId, version: ScorecardVersion, *, failed: frozenset[str] = frozenset()
    ) -> Evaluation:
        """The same answers in one transaction, by the same login."""
        evaluation = self.services.inspecting.open(self.actor, assignment_id).evaluation
        drafts = [answer_to(criterion, is_failed=criterion.key in failed) for criterion in version.criteria]
        return answer_at_once(self.store, self.clock, self.actor, evaluation, version, drafts)

    def score(
        self, assignment_id: AssignmentId, version: ScorecardVersion, *, failed: frozenset[str] = frozenset()
    ) -> Evaluation:
        """Answer every criterion and hand in."""
        evaluation = self.answer_all(assignment_id, version, failed=failed)
        self.services.inspecting.submit(self.actor, evaluation.id)
        return evaluation

    def waiting(self) -> dict[str, AssignmentId]:
        """What there is to score, by the key of the call."""
        items = self.services.inspecting.my_calls(self.actor)
        return {item.call_key: item.assignment_id for item in items if item.submitted_at is None}


@dataclass(slots=True)
class Team:
    """The centre and its desks; `engine_of` connects somebody as themself, `engine` is the keeper's."""

    keeper: Store
    engine: Engine
    clock: FixedClock
    engine_of: EngineOf | None
    folder: Path
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, name: str) -> Desk:
        """Somebody's desk."""
        if name not in self.desks:
            actor = Services.over(self.keeper, self.clock, self.folder).administering.actor_named(name)
            store = self._store_of(actor.person_id)
            services = Services.over(store, self.clock, self.folder / name)
            self.desks[name] = Desk(services, actor, store, self.clock)
        return self.desks[name]

    def id_of(self, name: str) -> PersonId:
        """Somebody's key."""
        return self.desk(name).actor.person_id

    def version(self) -> ScorecardVersion:
        """The scorecard that everything is scored on."""
        lea = self.desk("Lea")
        return lea.services.authoring.latest_published(lea.actor, "service")

    def calls(self) -> dict[str, CallId]:
        """The calls by their keys."""
        lea = self.desk("Lea")
        return {call.key: call.id for call in lea.services.listening.calls(lea.actor, CallQuery()).calls}

    def import_calls(self, folder: Path) -> ImportReport:
        """The administrator brings in three calls with sound."""
        adam = self.desk("Adam")
        return bring_calls_in(adam.services, adam.actor, folder)

    def assign(self, *names: str, calls: tuple[str, ...], purpose: Purpose = Purpose.ROUTINE) -> None:
        """The lead gives calls to inspectors."""
        lea, by_key = self.desk("Lea"), self.calls()
        people = tuple(self.id_of(name) for name in names)
        draft = AssignmentDraft(tuple(by_key[key] for key in calls), people, self.version().id, purpose)
        lea.services.assigning.assign(lea.actor, draft)

    def story(self) -> list[tuple[str, str]]:
        """What the audit chain tells, as actor and action; the keeper, who made the centre, is left out."""
        assert self.keeper.verify_audit_chain().broken_at is None
        told = (
            select(PersonRow.name, AuditEntryRow.action)
            .join(PersonRow, PersonRow.id == AuditEntryRow.actor_id)
            .order_by(AuditEntryRow.number)
        )
        with self.engine.connect() as connection:
            return [(row.name, row.action) for row in connection.execute(told)]

    def _store_of(self, person_id: PersonId) -> Store:
        if self.engine_of is None:
            return self.keeper
        return Store(self.engine_of(person_id), self.keeper.recordings, person_id)


def furnish_team(keeper: Store, _folder: Path) -> None:
    """Put the bundled scorecards and the people of a team into an empty store."""
    clock = FixedClock(NOW)
    furnish(keeper, clock, time_zone="Asia/Shanghai")
    with keeper.unit_of_work(None, clock) as uow:
        for name, roles in PEOPLE.items():
            uow.people.add(Person(PersonId(uuid4()), name.lower(), name, roles))
        uow.commit()


def furnish_team_with_calls(keeper: Store, folder: Path) -> None:
    """The same, and three calls with sound."""
    furnish_team(keeper, folder)
    services = Services.over(keeper, FixedClock(NOW), folder)
    bring_calls_in(services, services.administering.actor_named("Adam"), folder / "in")


def bring_calls_in(services: Services, actor: Actor, folder: Path) -> ImportReport:
    """Three calls with sound, from files that are written into the folder."""
    for seed, name in enumerate(("a", "b", "c"), start=1):
        write_wav(folder / f"{name}.wav", seed=seed)
    (folder / "calls.csv").write_text(TABLE)
    return services.importing.import_files(actor, ImportRequest((folder,)), NoProgress())


def team_on(keeper: Store, engine: Engine, engine_of: EngineOf | None, folder: Path) -> Team:
    """The team that was put into a store, on its first day."""
    return Team(keeper, engine, FixedClock(NOW), engine_of, folder)


def answer_to(criterion: Criterion, *, is_failed: bool = False) -> AnswerDraft:
    """The best answer there is, or the worst with the first reason and a comment."""
    prompt = criterion.scale.prompt()
    best = [option.code for option in prompt.options if option.points == criterion.scale.maximum]
    worst = [option.code for option in prompt.options if option.points == 0]
    rating: RatingValue = (worst or [0])[0] if is_failed else (best or [criterion.scale.maximum])[0]
    reasons = (criterion.reasons[0].key,) if is_failed and criterion.reasons else ()
    return AnswerDraft(criterion.key, rating, reasons=reasons, comment="heard at once" if is_failed else "")
