"""Settled sessions in bulk: many inspectors on many calls, with lines as their authors would have left them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import Engine, insert

from qa_desk.domain.calibration import SeatKind, SessionKind, SessionState
from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.coded_line import coded_line
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.evaluation import Answer, AssignmentState, EvaluationState, Purpose
from qa_desk.domain.ids import AnswerId, EvaluationId, PersonId, ScorecardId, VersionId
from qa_desk.domain.people import Person, Role
from qa_desk.domain.scorecard import Criterion, CriticalFamily, ScorecardVersion, Section
from qa_desk.domain.text import LocalText
from qa_desk.store.record.extracts import line_of
from qa_desk.store.store import Store
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionCallRow, SessionSeatRow, SettledAnswerRow
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationExtractRow, EvaluationRow
from qa_desk.store.tables.sampling import AssignmentRow
from tests.store.furnishing import Centre, service_scorecard

LAST = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
"""When the last of the sessions is revealed."""

_NOBODY = EvaluationId(UUID(int=0))


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is to be."""

    n_inspectors: int = 50
    n_sessions: int = 40
    n_calls: int = 3
    n_criteria: int = 60


def fill(centre: Centre, engine: Engine, size: Size, *, names: tuple[str, ...] = ()) -> ScorecardVersion:
    """Enter the sessions of a year, closed, each on calls of its own, everybody in each panel."""
    draw = np.random.default_rng(8)
    version = _version(size.n_criteria)
    people = [
        Person(
            PersonId(uuid4()),
            f"many-{n}",
            names[n] if n < len(names) else f"Inspector {n + 1}",
            frozenset({Role.INSPECTOR}),
        )
        for n in range(size.n_inspectors)
    ]
    _enter(centre.store, centre, people, version)
    error = draw.uniform(0.01, 0.12, size=size.n_inspectors)
    hard = draw.uniform(0.3, 2.2, size=size.n_criteria)
    rows: dict[type, list[dict[str, object]]] = {}
    for nth in range(size.n_sessions):
        at = LAST - timedelta(days=round(360 * (size.n_sessions - 1 - nth) / size.n_sessions))
        _session(rows, draw, version, people, (error, hard), centre.id_of("lead"), at, size.n_calls, nth)
    with engine.begin() as connection:
        for table in _ORDER:
            connection.execute(insert(table), rows[table])
    return version


_ORDER = (
    CallRow,
    CalibrationSessionRow,
    SessionCallRow,
    SessionSeatRow,
    AssignmentRow,
    EvaluationRow,
    EvaluationExtractRow,
    SettledAnswerRow,
)


def _session(
    rows: dict[type, list[dict[str, object]]],
    draw: np.random.Generator,
    version: ScorecardVersion,
    people: list[Person],
    chances: tuple[np.ndarray, np.ndarray],
    lead: PersonId,
    at: datetime,
    n_calls: int,
    nth: int,
) -> None:
    def add(table: type, **values: object) -> None:
        rows.setdefault(table, []).append(values)

    session_id = uuid4()
    add(
        CalibrationSessionRow, id=session_id, title=f"Session {nth + 1}", kind=SessionKind.PANEL,
        state=SessionState.CLOSED, version_id=version.id, lead_id=lead, created_at=at - timedelta(days=7),
        revealed_at=at, settled_at=at, closed_at=at, version=1,
    )  # fmt: skip
    for place, person in enumerate(people):
        add(SessionSeatRow, session_id=session_id, person_id=person.id, kind=SeatKind.INSPECTOR, position=place)
    error, hard = chances
    for number in range(n_calls):
        call_id = uuid4()
        add(CallRow, id=call_id, key=f"{20 + nth}{number:03}", mode=MonitoringMode.SAMPLED, imported_at=at, version=1)
        add(SessionCallRow, session_id=session_id, call_id=call_id, position=number)
        truth = draw.random(len(version.criteria)) > 0.12
        for criterion, passed in zip(version.criteria, truth, strict=True):
            add(
                SettledAnswerRow, session_id=session_id, call_id=call_id, criterion_key=criterion.key,
                rating=bool(passed), na=False, reasons=[], rationale="", settled_by=lead, settled_at=at, version=1,
            )  # fmt: skip
        for place, person in enumerate(people):
            said = truth ^ (draw.random(len(truth)) < error[place] * hard)
            answers = [
                Answer(AnswerId(_NOBODY), _NOBODY, criterion.key, bool(one))
                for criterion, one in zip(version.criteria, said, strict=True)
            ]
            assignment_id, evaluation_id = uuid4(), uuid4()
            scored = {
                "call_id": call_id,
                "inspector_id": person.id,
                "version_id": version.id,
                "purpose": Purpose.CALIBRATION,
                "session_id": session_id,
                "version": 1,
            }
            add(AssignmentRow, id=assignment_id, state=AssignmentState.DONE, assigned_by=lead, assigned_at=at, **scored)
            add(
                EvaluationRow, id=evaluation_id, assignment_id=assignment_id, mode=MonitoringMode.SAMPLED,
                state=EvaluationState.SUBMITTED, sealed=False, started_at=at, submitted_at=at, **scored,
            )  # fmt: skip
            line = line_of(coded_line(version, answers))
            content = {"facts": None, "search": None}
            add(EvaluationExtractRow, evaluation_id=evaluation_id, sealed=False, content=content, line=line)


def _enter(store: Store, centre: Centre, people: list[Person], version: ScorecardVersion) -> None:
    with store.unit_of_work(None, centre.clock) as uow:
        for person in people:
            uow.people.add(person)
        uow.scorecards.add(version)
        uow.commit()


def _version(n_criteria: int) -> ScorecardVersion:
    families = (CriticalFamily.CUSTOMER, CriticalFamily.COMPLIANCE)
    criteria = tuple(
        Criterion(
            f"c{n}",
            LocalText.of(_TITLES[n] if n < len(_TITLES) else f"Criterion {n + 1}"),
            PassFail(),
            weight=0.0 if n < len(families) else 1.0,
            critical=families[n] if n < len(families) else None,
        )
        for n in range(n_criteria)
    )
    sections = (
        Section("rule", LocalText.of("Rule"), criteria[:5]),
        Section("smile", LocalText.of("Smile"), criteria[5:]),
    )
    return replace(
        service_scorecard(),
        id=VersionId(uuid4()),
        scorecard_id=ScorecardId(uuid4()),
        scorecard_key="year",
        title=LocalText.of("Service call"),
        sections=sections,
    )


_TITLES = (
    "No customer information disclosed",
    "Consent before any change",
    "Greeting",
    "Pace and energy",
    "Standard wording used",
    "Understands the need",
    "Closing and summary",
    "Hold asked and explained",
    "Same care for a complaint",
    "Offers an alternative",
    "No dead air over 20 s",
    "Answer complete",
    "Tone",
)
