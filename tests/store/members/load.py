"""Many inspectors who hand in at once, each signed in to a server with a login of their own.

The evaluations are answered beforehand: what is done here, counted and timed is handing in.
"""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Engine, func, select

from qa_desk.domain.calls import Call, MonitoringMode
from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Answer, Assignment, AssignmentState, Evaluation, EvaluationState, Purpose
from qa_desk.domain.ids import AnswerId, AssignmentId, CallId, EvaluationId, PersonId
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import agent_score, score
from qa_desk.services.clock import SystemClock
from qa_desk.services.keeping.desk_hold import DeskIdentity
from qa_desk.services.scoring.inspecting import Inspecting
from qa_desk.store.repositories.brought_scores import BroughtEvaluation
from qa_desk.store.store import Store
from qa_desk.store.tables.centre import AuditEntryRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.reporting import ScoredFactRow
from tests.store.furnishing import NOW, service_scorecard

_RATINGS: tuple[tuple[str, RatingValue], ...] = (("no_disclosure", True), ("greeting", 5.0), ("tone", True))
_PATIENCE_S = 30.0
_PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Load:
    """Inspectors with what each has answered and has still to hand in."""

    keeper: Store
    actors: tuple[Actor, ...]
    drafts: dict[PersonId, tuple[EvaluationId, ...]]

    @property
    def n_drafts(self) -> int:
        """How many there are to hand in."""
        return sum(map(len, self.drafts.values()))


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds in the end."""

    n_submitted: int
    n_counted: int
    n_noted: int
    chain_is_whole: bool


def prepare(keeper: Store, *, n_inspectors: int, n_each: int) -> Load:
    """A centre in an empty store: everybody has answered their own calls to the last criterion."""
    people = [
        Person(PersonId(uuid4()), f"i-{number}", f"Inspector {number}", frozenset({Role.INSPECTOR}))
        for number in range(n_inspectors)
    ]
    version, drafts = service_scorecard(), dict[PersonId, tuple[EvaluationId, ...]]()
    with keeper.unit_of_work(None, SystemClock()) as uow:
        uow.scorecards.add(version)
        for person in people:
            uow.people.add(person)
            calls = [Call(CallId(uuid4()), f"{person.external_id}-{n}", NOW, duration_s=60.0) for n in range(n_each)]
            uow.calls.add(calls, NOW)
            given = [_assignment(person.id, call, version) for call in calls]
            uow.assignments.add_all(given)
            begun = [_draft(one, version) for one in given]
            uow.brought_scores.add(begun)
            drafts[person.id] = tuple(one.evaluation.id for one in begun)
        uow.commit()
    return Load(keeper, tuple(map(Actor.from_person, people)), drafts)


def hand_in_all(
    load: Load,
    engine_of: Callable[[PersonId], Engine],
    acknowledged: Callable[[EvaluationId], None] = lambda _key: None,
) -> list[float]:
    """Everybody hands in one after another, all at the same time; returns how many seconds each took.

    Where the database does not answer it is said once more, as a desk does, until it is in.
    """
    stores = [Store(engine_of(actor.person_id), load.keeper.recordings, actor.person_id) for actor in load.actors]

    def work(actor: Actor, store: Store) -> list[float]:
        took_s: list[float] = []
        inspecting = Inspecting(store, SystemClock(), DeskIdentity(uuid4(), actor.name, os.getpid()))
        try:
            for key in load.drafts[actor.person_id]:
                began_s = time.monotonic()
                _until_it_is_in(inspecting, actor, key)
                took_s.append(time.monotonic() - began_s)
                acknowledged(key)
        finally:
            store.close()
        return took_s

    with ThreadPoolExecutor(len(stores)) as desks:
        return [took for of_one in desks.map(work, load.actors, stores) for took in of_one]


def stored(load: Load, engine: Engine) -> Stored:
    """What there is now, as the keeper sees it."""
    is_in = select(func.count()).where(EvaluationRow.state == EvaluationState.SUBMITTED)
    noted = select(func.count(AuditEntryRow.object_id.distinct()), func.count()).where(
        AuditEntryRow.action == "evaluation.submitted"
    )
    with engine.connect() as connection:
        n_objects, n_noted = connection.execute(noted).one()
        n_counted = connection.scalar(select(func.count()).select_from(ScoredFactRow)) or 0
        n_submitted = connection.scalar(is_in) or 0
    chain = load.keeper.verify_audit_chain()
    return Stored(n_submitted, n_counted, n_noted, chain.broken_at is None and n_objects == n_noted)


def submitted(engine: Engine) -> set[EvaluationId]:
    """Which are in, as the keeper sees it."""
    is_in = select(EvaluationRow.id).where(EvaluationRow.state == EvaluationState.SUBMITTED)
    with engine.connect() as connection:
        return set(connection.scalars(is_in))


def _until_it_is_in(inspecting: Inspecting, actor: Actor, key: EvaluationId) -> None:
    until_s = time.monotonic() + _PATIENCE_S
    while True:
        try:
            inspecting.submit(actor, key)
        except QADeskError as error:
            is_away = error.code in (ErrorCode.DATABASE_UNREACHABLE, ErrorCode.DATABASE_LOCKED)
            if not is_away or time.monotonic() > until_s:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def _assignment(inspector_id: PersonId, call: Call, version: ScorecardVersion) -> Assignment:
    return Assignment(
        id=AssignmentId(uuid4()),
        call_id=call.id,
        inspector_id=inspector_id,
        version_id=version.id,
        purpose=Purpose.ROUTINE,
        state=AssignmentState.BEGUN,
        assigned_by=inspector_id,
        assigned_at=NOW,
    )


def _draft(assignment: Assignment, version: ScorecardVersion) -> BroughtEvaluation:
    key = EvaluationId(uuid4())
    answers = tuple(Answer(AnswerId(uuid4()), key, criterion, rating) for criterion, rating in _RATINGS)
    evaluation = Evaluation(
        id=key,
        assignment_id=assignment.id,
        call_id=assignment.call_id,
        inspector_id=assignment.inspector_id,
        version_id=assignment.version_id,
        purpose=assignment.purpose,
        mode=MonitoringMode.SAMPLED,
        state=EvaluationState.DRAFT,
        sealed=False,
        started_at=NOW,
        answers=answers,
    )
    return BroughtEvaluation(evaluation, score(version, answers), agent_score(version, answers))
