"""Holds what somebody handed in on a case against what is settled there, and closes sittings that are over.

In a transaction after the one that handed it in: on a server nothing is opened by what could still be rolled back.
Done anew by whoever asks for results, so that nothing is lost between the two.
"""

from collections import Counter
from datetime import datetime
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.evaluation import Answer, AssignmentState
from qa_desk.domain.ids import AnswerId, EvaluationId, QualificationId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import visibility_of
from qa_desk.domain.practice import PracticeResult, compared
from qa_desk.domain.qualification import (
    CaseScored,
    Outcome,
    SetCase,
    Sitting,
    months_after,
    outcome_of,
)
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.standard_case import CaseAnswer, ExposureKind
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.practice.known_cases import set_case_of
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


def bring_up_to_date(store: Store, actor: Actor, clock: Clock) -> Changes:
    """Compare what the actor handed in on cases, and give the verdict on their sittings that are over.

    What is handed in of a sitting that goes on waits until all of it can be compared.
    """
    with store.reading() as uow:
        if not _is_anything_open(uow, actor, clock.now()):
            return Changes()
    with store.unit_of_work(actor, clock) as uow:
        uow.take_turn(actor.person_id)
        for sitting in _open_sittings(uow, actor):
            if sitting.is_over(clock.now()):
                let_go(uow, sitting)
        uow.commit()
    # apart from it: until what was let go above is kept, nothing of its set can be read
    with store.unit_of_work(actor, clock) as uow:
        uow.take_turn(actor.person_id)
        changes = _compare(uow, actor, clock.now())
        for sitting in _open_sittings(uow, actor):
            changes |= _close_if_done(uow, actor, sitting, clock.now())
        uow.commit()
    return changes


def as_answers(settled: tuple[CaseAnswer, ...]) -> tuple[Answer, ...]:
    """What is settled, as answers that can be scored."""
    nobody = EvaluationId(uuid4())
    return tuple(
        Answer(AnswerId(uuid4()), nobody, one.criterion_key, one.rating, one.na, one.reasons) for one in settled
    )


def let_go(uow: UnitOfWork, sitting: Sitting) -> None:
    """Take what is not handed in of a sitting from its sitter; it counts as errors."""
    for seat in uow.practice.seats_of(sitting.id):
        assignment = uow.assignments.get(seat.assignment_id)
        if assignment is not None and assignment.state in (AssignmentState.WAITING, AssignmentState.BEGUN):
            uow.assignments.set_state(seat.assignment_id, AssignmentState.WITHDRAWN)


def outcome_so_far(uow: UnitOfWork, actor: Actor, sitting: Sitting) -> Outcome:
    """The verdict if it ended now, for who may read its results."""
    blueprint = uow.qualifications.blueprint(sitting.blueprint_id)
    assert blueprint is not None, "a blueprint that was sat stays"
    records = {one.result.case_id: one.result for one in uow.practice.records_in(sitting.id, visibility_of(actor))}
    return outcome_of(
        blueprint.plan,
        cases_of(uow, actor, sitting.id),
        {
            case_id: CaseScored(
                frozenset(j.criterion_key for j in result.judgements if j.is_critical and j.is_wrong_verdict),
                sum(not j.is_critical for j in result.judgements),
                sum(not j.is_critical and j.agrees for j in result.judgements),
            )
            for case_id, result in records.items()
        },
    )


def cases_of(uow: UnitOfWork, actor: Actor, qualification_id: QualificationId) -> tuple[SetCase, ...]:
    """The set of a sitting in its order; whoever still has a case to score does not see it."""
    versions: dict[VersionId, ScorecardVersion] = {}
    found: list[SetCase] = []
    for seat in uow.practice.seats_of(qualification_id):
        case = uow.cases.get(seat.case_id, actor.person_id, seat.number)
        if case is not None:
            version = versions.setdefault(case.version_id, uow.scorecards.version(case.version_id))
            found.append(set_case_of(case, version))
    return tuple(found)


def _is_anything_open(uow: UnitOfWork, actor: Actor, now: datetime) -> bool:
    return bool(uow.practice.uncompared(actor.person_id)) or any(
        sitting.is_over(now) or not uow.practice.has_open_seats(sitting.id) for sitting in _open_sittings(uow, actor)
    )


def _compare(uow: UnitOfWork, actor: Actor, now: datetime) -> Changes:
    changes = Changes()
    for evaluation_id, seat in uow.practice.uncompared(actor.person_id):
        evaluation = uow.evaluations.get(evaluation_id, visibility_of(actor))
        settled = uow.cases.answers_of(seat.case_id, seat.number, actor.person_id)
        if evaluation is None or not settled:
            continue  # its call waits for them once more: compared when that is in
        version = uow.scorecards.version(evaluation.version_id)
        judgements = compared(version, as_answers(settled), evaluation.answers)
        finished_at = evaluation.submitted_at or now
        uow.practice.keep(
            PracticeResult(evaluation_id, actor.person_id, seat.case_id, seat.number, judgements, finished_at)
        )
        kind = ExposureKind.PRACTISED if seat.qualification_id is None else ExposureKind.QUALIFIED
        uow.exposures.note(seat.case_id, seat.number, (actor.person_id,), kind, now)
        changes |= Changes.of(ObjectKind.PRACTICE, evaluation_id)
    return changes


def _open_sittings(uow: UnitOfWork, actor: Actor) -> list[Sitting]:
    return [one for one in uow.qualifications.sittings(actor.person_id) if one.finished_at is None]


def _close_if_done(uow: UnitOfWork, actor: Actor, sitting: Sitting, now: datetime) -> Changes:
    """Give the verdict once every case is handed in and compared, or taken away; before that some can't be read."""
    seats = uow.practice.seats_of(sitting.id)
    records = uow.practice.records_in(sitting.id, visibility_of(actor))
    found = (uow.assignments.get(seat.assignment_id) for seat in seats)
    n_left = Counter(assignment.state for assignment in found if assignment is not None)
    is_open = bool(n_left[AssignmentState.WAITING] or n_left[AssignmentState.BEGUN])
    if is_open or n_left[AssignmentState.DONE] > len(records) or len(cases_of(uow, actor, sitting.id)) < len(seats):
        return Changes()
    outcome = outcome_so_far(uow, actor, sitting)
    blueprint = uow.qualifications.blueprint(sitting.blueprint_id)
    assert blueprint is not None, "a blueprint that was sat stays"
    is_whole = outcome.n_handed_in == len(seats)
    ended_at = sitting.ended_at(max(record.result.finished_at for record in records) if is_whole else now)
    valid_until = months_after(centre_day(uow, ended_at), blueprint.plan.months) if outcome.passed else None
    uow.qualifications.finish(sitting.id, outcome, ended_at, valid_until)
    uow.audit("qualification.finished", "qualification", sitting.id, n_items=outcome.n_handed_in)
    return Changes.of(ObjectKind.QUALIFICATION, sitting.id) | Changes.of(ObjectKind.ASSIGNMENT)
