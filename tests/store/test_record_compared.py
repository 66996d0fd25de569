"""The record that the program keeps in a file and the one that a server keeps are the same, row by row.

A workspace is made up at random, copied into PostgreSQL, and led through the same steps on both.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, Row, select, update

from qa_desk.domain.calibration import CalibrationSession
from qa_desk.domain.calls import Call, MonitoringMode
from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.evaluation import (
    RECORD_PURPOSES,
    Answer,
    Assignment,
    AssignmentState,
    CauseOwner,
    CauseOwnerKind,
    Evaluation,
    EvaluationState,
    Mark,
    Purpose,
)
from qa_desk.domain.extract import extract_of
from qa_desk.domain.ids import AnswerId, AssignmentId, CallId, DepartmentId, MarkId
from qa_desk.domain.people import Department
from qa_desk.store.copying.filling import fill
from qa_desk.store.copying.table_shapes import present_shapes, read_rows
from qa_desk.store.engine import TransactionMode, in_mode, make_engine
from qa_desk.store.record.record import Record
from qa_desk.store.schema import make_filled, newest_revision
from qa_desk.store.store import Store
from qa_desk.store.tables.evaluations import AnswerRow, EvaluationExtractRow, EvaluationRow, MarkRow
from qa_desk.store.tables.reporting import (
    DeductionFactRow,
    DeductionReasonFactRow,
    OpportunityFactRow,
    ScoredFactRow,
    SearchDocumentRow,
)
from qa_desk.store.tables.sampling import AssignmentRow
from tests.store.furnishing import NOW, Centre, furnish

N_CALLS = 60
PANEL = ("ann", "ben", "cai")
ZONES = ("Asia/Shanghai", "America/St_Johns", "UTC")
WORDS = ("", "late", "未核实身份 twice", "the caller's name; 12%", "  spaced  out ", "Ünïcode – ok\nsecond line")
REASONS = ("identity", "late", "late", "other")

RATINGS: dict[str, tuple[RatingValue | None, ...]] = {
    "greeting": (0.0, 3.0, 5.0),
    "no_disclosure": (True, False),
    "tone": (True, False, None),
}

_OWN = ("number", "changed_at")

Step = Callable[[Record], object]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A centre with calls by day and night, and evaluations of every purpose, state and mode."""

    centre: Centre
    chance: random.Random
    evaluations: tuple[Evaluation, ...]
    sessions: tuple[CalibrationSession, ...]

    @property
    def call_ids(self) -> list[CallId]:
        """All calls, in no order."""
        return self.chance.sample([call.id for call in self.centre.calls], len(self.centre.calls))


def made_up(store: Store, chance: random.Random) -> MadeUp:
    """Fill an empty store."""
    centre = furnish(store)
    for day in chance.sample([date(2025, 1, 1), date(2026, 3, 1), date(2030, 1, 1)], 2):
        with store.unit_of_work(None, centre.clock) as uow:
            uow.settings.set("time_zone", chance.choice(ZONES), day, None, NOW)
            uow.commit()
    centre = replace(centre, calls=(*centre.calls, *_calls(centre, chance)))
    # of the second session the last has left the panel, after handing in
    sessions = (centre.session(*PANEL, calls=2), centre.session(*PANEL[:-1], calls=3))
    owners = _owners(centre)
    tasks: list[_Task] = []
    for call in range(len(centre.calls)):
        purposes = chance.choices([purpose for purpose in Purpose if purpose is not Purpose.CALIBRATION], k=3)
        given = zip(PANEL, purposes[: chance.randrange(4)], strict=False)
        tasks += [_Task(part, purpose, call) for part, purpose in given]
    for session in sessions:
        of_session = ((part, call) for call in range(len(session.call_ids)) for part in PANEL)
        tasks += [_Task(part, Purpose.CALIBRATION, call, session) for part, call in of_session]
    scored = [_scored(centre, chance, owners, task) for task in tasks]
    evaluations = tuple(evaluation for _assignment, evaluation in scored)
    with store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([assignment for assignment, _evaluation in scored])
        uow.assignments.open_up([one.assignment_id for one in evaluations if _is_open(chance, one)])
        for evaluation in evaluations:
            uow.evaluations.add(evaluation)
        uow.record.keep(*(extract_of(one, centre.version) for one in evaluations if one.is_in))
        uow.commit()
    return MadeUp(centre, chance, evaluations, sessions)


@dataclass(frozen=True, slots=True)
class _Task:
    """Who scores which call for what."""

    part: str
    purpose: Purpose
    call: int
    session: CalibrationSession | None = None


def _owners(centre: Centre) -> list[CauseOwner | None]:
    department = Department(DepartmentId(uuid4()), "Network")
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.units.add_department(department)
        uow.commit()
    units = [CauseOwner(CauseOwnerKind.UNIT, unit.id) for unit in centre.units]
    return [None, CauseOwner(CauseOwnerKind.AGENT), CauseOwner(CauseOwnerKind.DEPARTMENT, department.id), *units]


def _calls(centre: Centre, chance: random.Random) -> tuple[Call, ...]:
    """Some at the edges of days, some without an hour, an agent or a unit."""
    made: list[Call] = []
    for number in range(N_CALLS):
        like = chance.choice(centre.calls)
        midnight = datetime(2026, 3, 1, tzinfo=NOW.tzinfo) + timedelta(days=chance.randrange(60))
        started_at = midnight + timedelta(minutes=chance.choice((-90, -1, 0, 1, 720, 16 * 60 - 1, 16 * 60)))
        made.append(
            replace(
                like,
                id=CallId(uuid4()),
                key=f"{2000 + number}",
                started_at=started_at if chance.random() < 0.9 else None,
                agent_id=like.agent_id if chance.random() < 0.8 else None,
                unit_id=chance.choice((*(unit.id for unit in centre.units), None)),
            )
        )
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.calls.add(tuple(made), NOW)
        uow.commit()
    return tuple(made)


def _scored(
    centre: Centre, chance: random.Random, owners: Sequence[CauseOwner | None], task: _Task
) -> tuple[Assignment, Evaluation]:
    # ann is done with every session: before somebody is, none can be revealed
    is_done = task.session is not None and task.part == "ann"
    state = EvaluationState.SUBMITTED if is_done else chance.choices(list(EvaluationState), (1, 5, 1))[0]
    is_in = state is EvaluationState.SUBMITTED
    session_id = task.session.id if task.session else None
    assignment = replace(
        centre.assignment(task.part, task.purpose, task.call, session_id),
        id=AssignmentId(uuid4()),
        state=AssignmentState.DONE if is_in else AssignmentState.BEGUN,
        # often the same moment, so that the key decides
        assigned_at=NOW + timedelta(minutes=chance.randrange(2)),
    )
    plain = centre.evaluation(assignment, sealed=_is_sealed(chance, task.purpose, is_in=is_in))
    evaluation = replace(
        plain,
        state=state,
        mode=chance.choices(list(MonitoringMode), (6, *[1] * (len(MonitoringMode) - 1)))[0],
        submitted_at=None if state is EvaluationState.DRAFT else NOW + timedelta(hours=chance.randrange(48)),
        comment=chance.choice(WORDS),
        answers=_answers(plain, chance, owners),
        marks=tuple(
            Mark(MarkId(uuid4()), plain.id, float(at), at + 1.5, chance.choice(WORDS), None)
            for at in range(chance.randrange(3))
        ),
    )
    return assignment, evaluation


def _is_open(chance: random.Random, evaluation: Evaluation) -> bool:
    """A repeat is called what it is from its handing in on, an overlap when nobody else is awaited."""
    return evaluation.is_in and (evaluation.purpose is Purpose.REPEAT or chance.random() < 0.4)


def _is_sealed(chance: random.Random, purpose: Purpose, *, is_in: bool) -> bool:
    # an overlap and a repeat are concealed, not sealed
    if purpose in (Purpose.ROUTINE, Purpose.OVERLAP, Purpose.REPEAT):
        return False
    return purpose is Purpose.CALIBRATION or not is_in or chance.random() < 0.6


def _answers(evaluation: Evaluation, chance: random.Random, owners: Sequence[CauseOwner | None]) -> tuple[Answer, ...]:
    made: list[Answer] = []
    for key, ratings in (
        ("greeting", (0.0, 3.0, 5.0)),
        ("no_disclosure", (True, False)),
        ("tone", (True, False, None)),
    ):
        if chance.random() < 0.1:
            continue
        rating = chance.choice(ratings)
        reasons = tuple(dict.fromkeys(chance.sample(REASONS, chance.randrange(3))))
        comment, owner = chance.choice(WORDS), chance.choice(owners)
        made.append(Answer(AnswerId(uuid4()), evaluation.id, key, rating, rating is None, reasons, owner, comment))
    return tuple(sorted(made, key=lambda answer: answer.criterion_key))


@pytest.fixture
def kind() -> str:
    """What is made up is made in a file."""
    return "sqlite"


@pytest.fixture(params=[2, 3])
def pair(
    request: pytest.FixtureRequest, store: Store, engine: Engine, other_postgresql_url: str
) -> Iterator[tuple[MadeUp, Store]]:
    """A workspace in a file, and the same on a server."""
    made = made_up(store, random.Random(request.param))
    target = make_engine(other_postgresql_url)
    with in_mode(engine, TransactionMode.READING).connect() as source:

        def copy(into: Connection) -> None:
            fill(into, present_shapes(), lambda shape: read_rows(source, shape))

        make_filled(target, newest_revision(), copy)
    yield made, Store(target, store.recordings)
    target.dispose()


def test_the_same_steps_lay_the_same_record_in_a_file_and_on_a_server(pair: tuple[MadeUp, Store]) -> None:
    made, on_server = pair
    chance, stores = made.chance, (made.centre.store, on_server)
    seen: Counter[str] = Counter()

    def step(*changes: Callable[[Connection], object], take: Step) -> None:
        for store in stores:
            with store.unit_of_work(None, made.centre.clock) as uow:
                for change in changes:
                    change(uow._session.connection())
                take(uow.record)
                uow.commit()
        here, there = (laid(store) for store in stores)
        for name, rows in here.items():
            assert rows == there[name], name
            seen[name] += len(rows)

    every_call, everything = made.call_ids, [one.id for one in made.evaluations]
    # each as it was handed in
    step(take=lambda record: record.publish(everything, NOW))
    step(take=lambda record: record.follow(every_call, NOW))
    begun = [one for one in made.evaluations if not one.is_in and one.purpose in RECORD_PURPOSES]
    given_up = [one.assignment_id for one in begun if chance.random() < 0.5]
    step(_set(AssignmentRow, given_up, state=AssignmentState.WITHDRAWN), take=lambda r: r.follow(every_call, NOW))
    handed_in = [one for one in made.evaluations if one.is_in]
    opened = chance.sample(handed_in, len(handed_in) // 4)
    some_calls = list({one.call_id for one in opened})
    step(
        _set(EvaluationRow, [one.id for one in opened], state=EvaluationState.REOPENED, reopened_at=NOW),
        take=lambda record: record.follow(some_calls, NOW),
    )
    for session in made.sessions:
        step(take=lambda record, one=session: record.reveal(one, made.centre.id_of("lead"), NOW))
    step(take=lambda record: record.follow_all(NOW))
    assert min(seen.values()) > 0, seen


def laid(store: Store) -> dict[str, Counter[tuple[Any, ...]]]:
    """All that a record is of: each row and how often it is there, without the keys that either makes up."""
    deduction = DeductionFactRow
    of_deduction = [column for name, column in deduction.__table__.columns.items() if name != "id"]
    reasons = select(
        deduction.evaluation_id,
        deduction.criterion_key,
        *(column for name, column in DeductionReasonFactRow.__table__.columns.items() if name != "deduction_id"),
    ).join(deduction, deduction.id == DeductionReasonFactRow.deduction_id)
    found: dict[str, Any] = {
        "scored": select(ScoredFactRow.__table__),
        "opportunities": select(OpportunityFactRow.__table__),
        "deductions": select(*of_deduction),
        "reasons": reasons,
        "evaluations": select(EvaluationRow.id, EvaluationRow.sealed, EvaluationRow.state, EvaluationRow.version),
        "answers": select(AnswerRow.id, AnswerRow.sealed),
        "marks": select(MarkRow.id, MarkRow.sealed),
        "extracts": select(EvaluationExtractRow.evaluation_id, EvaluationExtractRow.sealed),
        "search": select(*(column for name, column in SearchDocumentRow.__table__.columns.items() if name not in _OWN)),
    }
    with store.reading() as uow:
        return {name: Counter(_plain(row) for row in uow._session.execute(rows)) for name, rows in found.items()}


def _plain(row: Row[Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)


def _set(table: type[Any], keys: Sequence[Any], **values: object) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(update(table).where(table.id.in_(keys)).values(**values))
