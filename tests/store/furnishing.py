"""A small centre for the store tests: people, units, calls, a scorecard, and ways to put evaluations into it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from qa_desk.domain.calibration import CalibrationSession, Seat, SeatKind, SessionKind, SessionState
from qa_desk.domain.calls import Call, CallAttributes, MonitoringMode
from qa_desk.domain.criteria.base import RatingValue, Reason
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.evaluation import (
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
from qa_desk.domain.ids import (
    AnswerId,
    AssignmentId,
    CallId,
    EvaluationId,
    MarkId,
    PersonId,
    ScorecardId,
    SessionId,
    VersionId,
)
from qa_desk.domain.people import Actor, Person, Role, Unit
from qa_desk.domain.permissions import Visibility, visibility_of
from qa_desk.domain.scorecard import (
    Criterion,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardVersion,
    Section,
    VersionState,
)
from qa_desk.domain.text import LocalText
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "the caller's name was read out 泄露了客户姓名"


@dataclass(slots=True)
class StandingClock:
    """A clock that stands."""

    moment: datetime = NOW

    def now(self) -> datetime:
        """The moment it stands at."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Centre:
    """The store and what was put into it; people by the word for their part."""

    store: Store
    clock: StandingClock
    people: dict[str, Person]
    units: tuple[Unit, ...]
    version: ScorecardVersion
    calls: tuple[Call, ...]

    def actor(self, part: str) -> Actor:
        """The actor that somebody is."""
        return Actor.from_person(self.people[part])

    def sees(self, part: str) -> Visibility:
        """What somebody may read."""
        return visibility_of(self.actor(part))

    def id_of(self, part: str) -> PersonId:
        """Somebody's key."""
        return self.people[part].id

    def assignment(self, part: str, purpose: Purpose, call: int = 0, session: SessionId | None = None) -> Assignment:
        """An assignment that is not entered yet."""
        return Assignment(
            id=AssignmentId(uuid4()),
            call_id=self.calls[call].id,
            inspector_id=self.id_of(part),
            version_id=self.version.id,
            purpose=purpose,
            state=AssignmentState.WAITING,
            assigned_by=self.id_of("lead"),
            assigned_at=NOW,
            session_id=session,
        )

    def evaluation(self, assignment: Assignment, *, sealed: bool, is_in: bool = True, secret: str = "") -> Evaluation:
        """An evaluation of an assignment with an answer of each kind and a mark; not entered yet."""
        key = EvaluationId(uuid4())
        owner = CauseOwner(CauseOwnerKind.UNIT, self.units[-1].id)
        answers = (
            _answer(key, "greeting", 3.0, reasons=("late",), comment=secret, cause_owner=owner),
            _answer(key, "no_disclosure", False, reasons=("identity",), comment=secret),
            _answer(key, "tone", None, na=True),
        )
        marks = (Mark(MarkId(uuid4()), key, 1.5, 4.25, f"heard {secret}".strip(), "greeting"),)
        return Evaluation(
            id=key,
            assignment_id=assignment.id,
            call_id=assignment.call_id,
            inspector_id=assignment.inspector_id,
            version_id=assignment.version_id,
            purpose=assignment.purpose,
            mode=MonitoringMode.SAMPLED,
            state=EvaluationState.SUBMITTED if is_in else EvaluationState.DRAFT,
            sealed=sealed,
            started_at=NOW,
            submitted_at=NOW + timedelta(minutes=7) if is_in else None,
            session_id=assignment.session_id,
            comment=secret,
            listened_share=0.5,
            answers=tuple(sorted(answers, key=lambda answer: answer.criterion_key)),
            marks=marks,
        )

    def enter(
        self,
        part: str,
        purpose: Purpose,
        *,
        sealed: bool = False,
        is_in: bool = True,
        call: int = 0,
        session: SessionId | None = None,
        secret: str = "",
    ) -> Evaluation:
        """Enter an evaluation with its assignment, done when it is in."""
        state = AssignmentState.DONE if is_in else AssignmentState.BEGUN
        assignment = replace(self.assignment(part, purpose, call, session), state=state)
        evaluation = self.evaluation(assignment, sealed=sealed, is_in=is_in, secret=secret)
        with self.store.unit_of_work(self.actor("lead"), self.clock) as uow:
            uow.assignments.add_all([assignment])
            if not sealed:
                uow.assignments.open_up([assignment.id])
            uow.evaluations.add(evaluation)
            uow.commit()
        return evaluation

    def session(self, *parts: str, calls: int = 1, state: SessionState = SessionState.BLIND) -> CalibrationSession:
        """Enter a session with these in its panel, without assignments."""
        seats = tuple(Seat(self.id_of(part), self.people[part].name, SeatKind.INSPECTOR, 0, calls) for part in parts)
        session = CalibrationSession(
            id=SessionId(uuid4()),
            title="March calibration",
            kind=SessionKind.PANEL,
            state=state,
            version_id=self.version.id,
            lead_id=self.id_of("lead"),
            call_ids=tuple(call.id for call in self.calls[:calls]),
            seats=seats,
            created_at=NOW,
            revealed_at=None if state is SessionState.BLIND else NOW,
        )
        with self.store.unit_of_work(self.actor("lead"), self.clock) as uow:
            uow.calibration.add(session)
            uow.commit()
        return session


PARTS: dict[str, frozenset[Role]] = {
    "ann": frozenset({Role.INSPECTOR}),
    "ben": frozenset({Role.INSPECTOR}),
    "cai": frozenset({Role.INSPECTOR, Role.LEARNER}),
    "lead": frozenset({Role.LEAD}),
    "trainer": frozenset({Role.TRAINER}),
    "auditor": frozenset({Role.AUDITOR}),
    "administrator": frozenset({Role.ADMINISTRATOR}),
    "team_leader": frozenset({Role.TEAM_LEADER}),
    "agent": frozenset({Role.AGENT}),
}


def furnish(store: Store) -> Centre:
    """Put a centre into an empty store."""
    clock = StandingClock()
    with store.unit_of_work(None, clock) as uow:
        halls = (uow.units.ensure(("North", "Hall 1")), uow.units.ensure(("North", "Hall 2")))
        people = {part: _person(part, roles, halls[0]) for part, roles in PARTS.items()}
        for person in people.values():
            uow.people.add(person)
        version = service_scorecard()
        uow.scorecards.add(version)
        calls = tuple(_call(number, people["agent"], halls[number % 2]) for number in range(4))
        uow.calls.add(calls, NOW)
        units = _units(uow)
        uow.commit()
    return Centre(store, clock, people, units, version, calls)


def service_scorecard() -> ScorecardVersion:
    """A published version with a critical criterion, one with levels and one that may be N/A."""
    levels = Levels(
        (Level(LocalText.of("poor"), 0.0), Level(LocalText.of("fair"), 3.0), Level(LocalText.of("good"), 5.0))
    )
    identity = Reason("identity", LocalText.of({"zh_CN": "未核实身份", "en": "identity not verified"}))
    late = Reason("late", LocalText.of("late"))
    critical = Criterion(
        "no_disclosure",
        LocalText.of({"zh_CN": "未泄露客户信息", "en": "Nothing disclosed"}),
        PassFail(),
        weight=0.0,
        critical=CriticalFamily.COMPLIANCE,
        reasons=(identity,),
        comment_required_on_failure=True,
    )
    greeting = Criterion("greeting", LocalText.of("Greeting"), levels, weight=2.0, reasons=(late,), tags=("basic",))
    tone = Criterion("tone", LocalText.of("Tone"), PassFail(), na_allowed=True, guidance=LocalText.of("Listen …"))
    return ScorecardVersion(
        id=VersionId(uuid4()),
        scorecard_id=ScorecardId(uuid4()),
        scorecard_key="service",
        number=1,
        title=LocalText.of({"zh_CN": "服务电话", "en": "Service call"}),
        state=VersionState.PUBLISHED,
        policy=CriticalPolicy(PolicyKind.CAP, 59.5),
        sections=(
            Section("rule", LocalText.of("Rule"), (critical,)),
            Section("smile", LocalText.of("Smile"), (greeting, tone)),
        ),
        published_at=NOW,
    )


def _units(uow: UnitOfWork) -> tuple[Unit, ...]:
    return uow.people.units()


def _person(part: str, roles: frozenset[Role], unit: Unit) -> Person:
    return Person(PersonId(uuid4()), f"id-{part}", part.replace("_", " ").title(), roles, unit.id)


def _call(number: int, agent: Person, unit: Unit) -> Call:
    attributes = CallAttributes(
        business_type="billing" if number % 2 else "broadband",
        campaign="spring",
        csat=4.5,
        csat_scale="1-5",
        complaint=number == 0,
        custom=(("Tariff", "gold"), ("Age", "12")),
    )
    return Call(
        id=CallId(uuid4()),
        key=f"{1000 + number}",
        started_at=NOW - timedelta(days=number, hours=1),
        agent_id=agent.id,
        unit_id=unit.id,
        duration_s=61.25,
        attributes=attributes,
    )


def _answer(
    evaluation_id: EvaluationId,
    criterion_key: str,
    rating: RatingValue | None,
    *,
    na: bool = False,
    reasons: tuple[str, ...] = (),
    comment: str = "",
    cause_owner: CauseOwner | None = None,
) -> Answer:
    return Answer(AnswerId(uuid4()), evaluation_id, criterion_key, rating, na, reasons, cause_owner, comment)
