"""The reading rule of `qa_desk.domain.permissions` as SQL: what must not be seen never leaves the database.

Every statement that reads evaluations, answers, marks or what was made of them carries `may_read`.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, false, or_, select, union_all
from sqlalchemy.orm import aliased

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.evaluation import AssignmentState, EvaluationState, Purpose
from qa_desk.domain.ids import CallId, PersonId, QualificationId, UnitId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.permissions import Visibility
from qa_desk.store.known_purposes import is_concealed
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionSeatRow
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.following import FeedbackRow
from qa_desk.store.tables.organisation import UnitRow
from qa_desk.store.tables.practising import SeatedCaseRow
from qa_desk.store.tables.sampling import AssignmentRow

_WAITED_FOR = (AssignmentState.WAITING, AssignmentState.BEGUN)


@lru_cache(maxsize=256)
def may_read(visibility: Visibility) -> ColumnElement[bool]:
    """Whether the reader may see the row of `EvaluationRow` that the statement is at."""
    # Put together once for each reader: that takes longer than most of the statements that carry it.
    is_in = EvaluationRow.state == EvaluationState.SUBMITTED
    before = and_(~is_in, _has_purpose(visibility.before))
    after = and_(
        is_in,
        or_(
            _has_purpose(visibility.after),
            and_(_has_purpose(visibility.after_in_panel), _sits_in_panel(visibility)),
            and_(_has_purpose(visibility.after_in_unit), _in_unit_of(visibility)),
            and_(_has_purpose(visibility.after_release), _was_released_to(visibility)),
        ),
    )
    is_own = EvaluationRow.inspector_id == visibility.reader_id
    is_open_to_the_reader = and_(
        or_(is_own, and_(EvaluationRow.sealed.is_(False), ~is_concealed(), or_(before, after))),
        ~scores_blind(visibility.reader_id, EvaluationRow.call_id, EvaluationRow.assignment_id),
    )
    return or_(and_(is_own, ~is_in), is_open_to_the_reader)


@lru_cache(maxsize=256)
def scores_blind(
    reader_id: PersonId, call_id: ColumnElement[Any] | Any, own_assignment_id: ColumnElement[Any] | Any | None = None
) -> ColumnElement[bool]:
    """Whether the reader has the call to score, other than by the assignment given: for whatever, as all look alike.

    One of a calibration is open while its session is blind, even when it is done: it can still be taken back. One of a
    sitting is open while anything of its set is: what is settled there would help with the rest. Kept as in `may_read`.
    """
    assignment = aliased(AssignmentRow)
    found = exists().where(
        assignment.call_id == call_id, assignment.inspector_id == reader_id, _is_open(assignment, reader_id)
    )
    return found if own_assignment_id is None else found.where(assignment.id != own_assignment_id)


@lru_cache(maxsize=256)
def calls_scored_blind(reader_id: PersonId) -> CompoundSelect[CallId]:
    """The calls that `scores_blind` is true of, for statements that ask it of very many rows."""
    assignment = aliased(AssignmentRow)
    given = select(assignment.call_id).where(assignment.inspector_id == reader_id)
    # either reason by itself: of both at once a server expects half of all there are
    return union_all(
        given.where(_is_waited_for(assignment)), given.where(_is_of_running_sitting(assignment, reader_id))
    )


def running_sittings(reader_id: PersonId) -> Select[QualificationId | None]:
    """The sittings of which the reader has something to hand in yet."""
    seat, assignment = aliased(SeatedCaseRow), aliased(AssignmentRow)
    return (
        select(seat.qualification_id)
        .join(assignment, assignment.id == seat.assignment_id)
        .where(seat.person_id == reader_id, seat.qualification_id.is_not(None), assignment.state.in_(_WAITED_FOR))
    )


def _is_open(assignment: type[AssignmentRow], reader_id: PersonId) -> ColumnElement[bool]:
    return or_(_is_waited_for(assignment), _is_of_running_sitting(assignment, reader_id))


def _is_waited_for(assignment: type[AssignmentRow]) -> ColumnElement[bool]:
    session = aliased(CalibrationSessionRow)
    in_blind_session = exists().where(session.id == assignment.session_id, session.state == SessionState.BLIND)
    return or_(
        and_(assignment.purpose != Purpose.CALIBRATION, assignment.state.in_(_WAITED_FOR)),
        and_(
            assignment.purpose == Purpose.CALIBRATION,
            assignment.state != AssignmentState.WITHDRAWN,
            in_blind_session,
        ),
    )


def _is_of_running_sitting(assignment: type[AssignmentRow], reader_id: PersonId) -> ColumnElement[bool]:
    """Whether it is done in a sitting of which the reader has something to hand in yet."""
    seat = aliased(SeatedCaseRow)
    of_running = select(seat.assignment_id).where(seat.qualification_id.in_(running_sittings(reader_id)))
    return and_(assignment.state == AssignmentState.DONE, assignment.id.in_(of_running))


def subtree_of(unit_id: UnitId) -> ColumnElement[bool]:
    """Whether the call the statement is at belongs to the unit or one below it."""
    return CallRow.unit_id.in_(unit_and_below(unit_id))


def unit_and_below(unit_id: UnitId) -> Any:
    """The keys of the unit and of all units below it."""
    below = select(UnitRow.id).where(UnitRow.id == unit_id).cte(recursive=True)
    child = aliased(UnitRow)
    below = below.union_all(select(child.id).join(below, child.parent_id == below.c.id))
    return select(below.c.id)


def _has_purpose(purposes: frozenset[Purpose]) -> ColumnElement[bool]:
    return EvaluationRow.purpose.in_(sorted(purposes)) if purposes else false()


def _sits_in_panel(visibility: Visibility) -> ColumnElement[bool]:
    seat = aliased(SessionSeatRow)
    return exists().where(seat.session_id == EvaluationRow.session_id, seat.person_id == visibility.reader_id)


def _in_unit_of(visibility: Visibility) -> ColumnElement[bool]:
    if visibility.unit_id is None:
        return false()
    call = aliased(CallRow)
    return exists().where(call.id == EvaluationRow.call_id, call.unit_id.in_(unit_and_below(visibility.unit_id)))


def _was_released_to(visibility: Visibility) -> ColumnElement[bool]:
    feedback = aliased(FeedbackRow)
    return exists().where(
        or_(feedback.evaluation_id == EvaluationRow.id, feedback.superseding_id == EvaluationRow.id),
        feedback.agent_id == visibility.reader_id,
        feedback.state != FeedbackState.HELD,
    )
