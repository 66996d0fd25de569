"""Many scored calls for tests of figures: so many on a day, so many of them failed in a criterion."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from qa_desk.domain.calls import Call, CallAttributes, MonitoringMode
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
from qa_desk.domain.ids import AnswerId, AssignmentId, CallId, EvaluationId, MarkId, PersonId, UnitId
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import Criterion
from qa_desk.services.keeping.handing_in import hand_in_all
from tests.small_centre import SmallCentre

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Day:
    """Calls of one day by one inspector; of `failed` criteria the first so many calls failed.

    `not_applicable` criteria were N/A in every call; failures are the department's where one is named.
    """

    day: date
    n_calls: int
    failed: Mapping[str, int] = field(default_factory=dict)
    not_applicable: frozenset[str] = frozenset()
    unit: tuple[str, ...] = ()
    business_type: str = "billing complaint"
    campaign: str = ""
    customer_segment: str = ""
    service_stage: str = ""
    department: UUID | None = None
    purpose: Purpose = Purpose.ROUTINE
    agent: PersonId | None = None


def score_day(centre: SmallCentre, inspector: Actor, day: Day) -> tuple[CallId, ...]:
    """Take so many calls in and score them; what the desk does in dozens of transactions is done in one."""
    moment = datetime.combine(day.day, time(9), ZONE).astimezone(UTC)
    places = range(day.n_calls)
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        unit = uow.units.ensure(day.unit) if day.unit else None
        calls = [_call(day, place, moment, unit.id if unit else None) for place in places]
        uow.calls.add(calls, moment)
        assignments = [_assignment(centre, inspector, calls[at].id, day.purpose, moment, at) for at in places]
        uow.assignments.add_all(assignments)
        evaluations = [_evaluation(centre, assignments[at], day, at, moment) for at in places]
        for evaluation in evaluations:
            uow.evaluations.add(evaluation)
        hand_in_all(uow, evaluations, centre.version, moment)
        uow.commit()
    return tuple(call.id for call in calls)


def _call(day: Day, place: int, moment: datetime, unit_id: UnitId | None) -> Call:
    key = f"{day.day:%m%d}-{uuid4().hex[:4]}-{place:02d}"
    attributes = CallAttributes(
        business_type=day.business_type,
        campaign=day.campaign,
        customer_segment=day.customer_segment,
        service_stage=day.service_stage,
    )
    return Call(CallId(uuid4()), key, moment, day.agent, unit_id=unit_id, duration_s=60.0, attributes=attributes)


def _assignment(
    centre: SmallCentre, inspector: Actor, call_id: CallId, purpose: Purpose, moment: datetime, place: int
) -> Assignment:
    return Assignment(
        id=AssignmentId(uuid4()),
        call_id=call_id,
        inspector_id=inspector.person_id,
        version_id=centre.version.id,
        purpose=purpose,
        state=AssignmentState.WAITING,
        assigned_by=centre.lead.person_id,
        assigned_at=moment,
        position=place,
    )


def _evaluation(centre: SmallCentre, assignment: Assignment, day: Day, place: int, moment: datetime) -> Evaluation:
    evaluation_id = EvaluationId(uuid4())
    failed = frozenset(key for key, count in day.failed.items() if place < count)
    marks = tuple(
        Mark(MarkId(uuid4()), evaluation_id, 2.0 + at, 5.0 + at, f"heard {key}", key)
        for at, key in enumerate(sorted(failed))
    )
    return Evaluation(
        id=evaluation_id,
        assignment_id=assignment.id,
        call_id=assignment.call_id,
        inspector_id=assignment.inspector_id,
        version_id=assignment.version_id,
        purpose=assignment.purpose,
        mode=MonitoringMode.SAMPLED,
        state=EvaluationState.DRAFT,
        sealed=assignment.purpose is not Purpose.ROUTINE,
        started_at=moment,
        answers=tuple(_answer(evaluation_id, criterion, day, failed) for criterion in centre.version.criteria),
        marks=marks,
    )


def _answer(evaluation_id: EvaluationId, criterion: Criterion, day: Day, failed: frozenset[str]) -> Answer:
    if criterion.key in day.not_applicable:
        return Answer(AnswerId(uuid4()), evaluation_id, criterion.key, None, na=True)
    has_failed = criterion.key in failed
    options = {option.points: option.code for option in criterion.scale.prompt().options}
    points = 0.0 if has_failed else criterion.scale.maximum
    reasons = tuple(reason.key for reason in criterion.reasons[:1]) if has_failed else ()
    owner = CauseOwner(CauseOwnerKind.DEPARTMENT, day.department) if has_failed and day.department else None
    return Answer(
        AnswerId(uuid4()),
        evaluation_id,
        criterion.key,
        criterion.scale.parse(options.get(points, points)),
        reasons=reasons,
        cause_owner=owner,
        comment="heard" if has_failed else "",
    )
