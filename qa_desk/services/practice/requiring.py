"""Whether the centre asks for a certificate before somebody scores for real, and who holds one.

It holds for scorecards that a qualification is planned for: elsewhere nobody could hold a certificate.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Assignment, AssignmentState, Purpose
from qa_desk.domain.ids import AssignmentId, PersonId
from qa_desk.domain.qualification import Sitting
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.i18n import _, current_language
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.unit_of_work import UnitOfWork

REQUIRED = "qualification_required"
"""The setting, true from its day on."""

ASKS_FOR_CERTIFICATE = frozenset({Purpose.ROUTINE, Purpose.OVERLAP, Purpose.REPEAT})
"""Scoring for real; calibration, practice and qualification are how one becomes qualified."""


def is_required(uow: UnitOfWork, form: ScorecardVersion, day: date) -> bool:
    """Whether a certificate is asked for to score on this form on that day."""
    if not bool(uow.settings.on(day).get(REQUIRED, False)):
        return False
    return any(
        one.scorecard_id == form.scorecard_id and one.ended_at is None for one in uow.qualifications.blueprints()
    )


def unqualified(
    uow: UnitOfWork, form: ScorecardVersion, person_ids: Iterable[PersonId], day: date
) -> tuple[PersonId, ...]:
    """Those of these people who may not score on the form for real on that day."""
    if not is_required(uow, form, day):
        return ()
    holders = uow.qualifications.holders(form.scorecard_id, day)
    return tuple(person_id for person_id in person_ids if person_id not in holders)


def require_qualified(uow: UnitOfWork, form: ScorecardVersion, person_ids: Collection[PersonId], day: date) -> None:
    """Raises NOT_QUALIFIED, naming the first who holds no certificate where one is asked for."""
    without = unqualified(uow, form, person_ids, day)
    if without:
        name = uow.people.name_of(without[0])
        raise QADeskError(ErrorCode.NOT_QUALIFIED, name=name, scorecard=form.title.in_language(current_language()))


def require_openable(uow: UnitOfWork, assignment: Assignment, now: datetime) -> None:
    """Raises NOT_QUALIFIED for what is not begun yet where a certificate is asked for, and as `require_time_left`.

    What is begun may be finished, so that no work is lost on the day a certificate ends.
    """
    if assignment.purpose in ASKS_FOR_CERTIFICATE and assignment.state is AssignmentState.WAITING:
        form = uow.scorecards.version(assignment.version_id)
        require_qualified(uow, form, (assignment.inspector_id,), centre_day(uow, now))
    if assignment.purpose is Purpose.QUALIFICATION and assignment.state is not AssignmentState.DONE:
        require_time_left(uow, assignment.id, now)


def require_time_left(uow: UnitOfWork, assignment_id: AssignmentId, now: datetime) -> None:
    """Raises TOO_LATE for a call of a sitting that is over: what is handed in after its time is not counted."""
    sitting = _sitting_of(uow, assignment_id)
    if sitting is not None and sitting.finished_at is None and sitting.is_over(now):
        raise QADeskError(ErrorCode.TOO_LATE, detail=_("the time of this sitting is over"))


def end_of_sitting(uow: UnitOfWork, assignment: Assignment) -> datetime | None:
    """When the time of the sitting ends that a call is of; None without a limit, and for any other call."""
    sitting = _sitting_of(uow, assignment.id) if assignment.purpose is Purpose.QUALIFICATION else None
    return sitting.due_at if sitting is not None else None


def _sitting_of(uow: UnitOfWork, assignment_id: AssignmentId) -> Sitting | None:
    seat = uow.practice.seat_of(assignment_id)
    return uow.qualifications.sitting(seat.qualification_id) if seat and seat.qualification_id else None
