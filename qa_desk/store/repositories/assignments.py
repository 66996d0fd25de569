"""Who is to score which call, and what waits for whom."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Uuid,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.evaluation import CONCEALED_PURPOSES, Assignment, AssignmentState, Load, Purpose, WorkItem
from qa_desk.domain.ids import AssignmentId, CallId, DrawId, PersonId, SessionId
from qa_desk.store.after_dispute import follows_dispute
from qa_desk.store.known_purposes import known_purposes, true_purpose
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionCallRow
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import AnswerRow, EvaluationRow
from qa_desk.store.tables.organisation import PersonRow
from qa_desk.store.tables.sampling import AssignmentRow, TruePurposeRow
from qa_desk.store.tables.scorecards import CriterionRow
from qa_desk.store.visibility import scores_blind

_OPEN = (AssignmentState.WAITING, AssignmentState.BEGUN)
_ANY_CALL: Any = bindparam("asked_call_id", type_=Uuid())


def _is_waited_for() -> ColumnElement[bool]:
    """Whether the assignment is still to be done: not once its session is closed, unless that is opened again."""
    in_closed_session = exists().where(
        CalibrationSessionRow.id == AssignmentRow.session_id, CalibrationSessionRow.state == SessionState.CLOSED
    )
    return and_(AssignmentRow.state.in_(_OPEN), ~in_closed_session.correlate(AssignmentRow))


class AssignmentRepository(Repository):
    """All assignments."""

    def add_all(self, assignments: Sequence[Assignment]) -> None:
        """Enter new assignments; of an overlap or a repeat the row says routine, and its true purpose lies apart."""
        if not assignments:
            return
        # in an order that tells nothing: where a row lies is to be seen like any column of it
        entered = sorted(assignments, key=lambda assignment: assignment.id.bytes)
        self._session.execute(insert(AssignmentRow), [_columns(assignment) for assignment in entered])
        concealed = [
            {"assignment_id": assignment.id, "purpose": assignment.purpose}
            for assignment in entered
            if assignment.purpose in CONCEALED_PURPOSES
        ]
        if concealed:
            self._session.execute(insert(TruePurposeRow), concealed)

    def get(self, assignment_id: AssignmentId) -> Assignment | None:
        """The assignment with that key."""
        return next(iter(self._read(AssignmentRow.id == assignment_id)), None)

    def of_call(self, call_id: CallId) -> tuple[Assignment, ...]:
        """All assignments of a call, first assigned first."""
        return self._read(AssignmentRow.call_id == call_id)

    def of_draw(self, draw_id: DrawId) -> tuple[Assignment, ...]:
        """All assignments that a draw led to."""
        return self._read(AssignmentRow.draw_id == draw_id)

    def in_session(self, session_id: SessionId) -> tuple[Assignment, ...]:
        """All assignments of a calibration session."""
        return self._read(AssignmentRow.session_id == session_id)

    def has_open(self, call_id: CallId, inspector_id: PersonId, purpose: Purpose) -> bool:
        """Whether that call waits already for that inspector, for the same purpose."""
        found = self._read(
            AssignmentRow.call_id == call_id,
            AssignmentRow.inspector_id == inspector_id,
            AssignmentRow.state.in_(_OPEN),
        )
        return any(one.purpose is purpose for one in found)

    def scores_blind(self, person_id: PersonId, call_id: CallId) -> bool:
        """Whether somebody has that call to score, and may not learn yet what others or a panel said of it."""
        return bool(self._session.scalar(select(scores_blind(person_id, _ANY_CALL)), {_ANY_CALL.key: call_id}))

    def is_given(self, call_id: CallId, person_id: PersonId) -> bool:
        """Whether that call was given to somebody to score, and not taken back."""
        found = exists().where(
            AssignmentRow.call_id == call_id,
            AssignmentRow.inspector_id == person_id,
            AssignmentRow.state != AssignmentState.WITHDRAWN,
        )
        return bool(self._session.scalar(select(found)))

    def calls_without_agent(self, person_id: PersonId) -> frozenset[CallId]:
        """The calls whose agent is kept from somebody: while they score them so, or a session of theirs is open."""
        return frozenset(self._session.scalars(_without_agent(person_id)))

    def open_in_session(self, session_id: SessionId, inspector_id: PersonId) -> tuple[AssignmentId, ...]:
        """What one member of the panel still has to score, in the order of the calls."""
        statement = (
            select(AssignmentRow.id)
            .where(
                AssignmentRow.session_id == session_id,
                AssignmentRow.inspector_id == inspector_id,
                _is_waited_for(),
            )
            .order_by(AssignmentRow.position)
        )
        return tuple(self._session.scalars(statement))

    def n_waiting(self, inspector_id: PersonId) -> int:
        """How many calls wait for an inspector."""
        statement = select(func.count()).where(AssignmentRow.inspector_id == inspector_id, _is_waited_for())
        return self._session.scalar(statement) or 0

    def n_waiting_by_inspector(self) -> Mapping[PersonId, int]:
        """How many calls wait for each inspector who has any."""
        statement = select(AssignmentRow.inspector_id, func.count().label("n")).where(_is_waited_for())
        rows = self._session.execute(statement.group_by(AssignmentRow.inspector_id))
        return {row.inspector_id: row.n for row in rows}

    def loads(self, today: date) -> tuple[Load, ...]:
        """What waits for each inspector who has any, and how much of it is overdue or due that day."""
        due_on = AssignmentRow.due_on
        statement = (
            select(
                AssignmentRow.inspector_id,
                func.count().label("n_waiting"),
                func.count().filter(AssignmentRow.state == AssignmentState.BEGUN).label("n_begun"),
                func.count().filter(due_on < today).label("n_overdue"),
                func.count().filter(due_on == today).label("n_due_today"),
            )
            .where(_is_waited_for())
            .group_by(AssignmentRow.inspector_id)
        )
        rows = self._session.execute(statement)
        return tuple(Load(row.inspector_id, row.n_waiting, row.n_begun, row.n_overdue, row.n_due_today) for row in rows)

    def queue_of(self, inspector_id: PersonId, *, submitted_since: datetime) -> tuple[WorkItem, ...]:
        """What waits for an inspector, most pressing first, then what was handed in since that moment, latest first.

        `purpose` is the true one; who shows the queue says what may be said aloud.
        """
        return tuple(_work_item(row) for row in self._session.execute(_queue(inspector_id, submitted_since)))

    def begin(self, assignment_id: AssignmentId) -> bool:
        """Let a waiting assignment be begun; False when it was begun elsewhere in the meantime."""
        return self._end_waiting(assignment_id, AssignmentState.BEGUN)

    def withdraw(self, assignment_id: AssignmentId) -> bool:
        """Take a waiting assignment back; False when it was begun or taken back in the meantime."""
        return self._end_waiting(assignment_id, AssignmentState.WITHDRAWN)

    def set_state(self, assignment_id: AssignmentId, state: AssignmentState) -> None:
        """Say how far an assignment has come. Raises NotFoundError."""
        statement = update(AssignmentRow).where(AssignmentRow.id == assignment_id)
        changed = self._session.execute(statement.values(state=state, version=AssignmentRow.version + 1))
        if changed.rowcount != 1:  # pyright: ignore[reportAttributeAccessIssue] - a CursorResult
            raise NotFoundError(what=assignment_id)

    def open_up(self, assignment_ids: Collection[AssignmentId]) -> None:
        """Let what was concealed be called what it is, assignments and evaluations, from here on."""
        keys = list(assignment_ids)
        statement = select(TruePurposeRow.assignment_id, TruePurposeRow.purpose)
        concealed = self._session.execute(statement.where(TruePurposeRow.assignment_id.in_(keys))).all()
        for purpose in {row.purpose for row in concealed}:
            of_purpose = [row.assignment_id for row in concealed if row.purpose is purpose]
            given = update(AssignmentRow).where(AssignmentRow.id.in_(of_purpose))
            self._session.execute(given.values(purpose=purpose))
            scored = update(EvaluationRow).where(EvaluationRow.assignment_id.in_(of_purpose))
            self._session.execute(scored.values(purpose=purpose, version=EvaluationRow.version + 1))
        self._session.execute(delete(TruePurposeRow).where(TruePurposeRow.assignment_id.in_(keys)))

    def _end_waiting(self, assignment_id: AssignmentId, state: AssignmentState) -> bool:
        changed = self._session.execute(
            update(AssignmentRow)
            .where(AssignmentRow.id == assignment_id, AssignmentRow.state == AssignmentState.WAITING)
            .values(state=state, version=AssignmentRow.version + 1)
        )
        return changed.rowcount == 1  # pyright: ignore[reportAttributeAccessIssue] - a CursorResult

    def _read(self, *conditions: Any) -> tuple[Assignment, ...]:
        known = known_purposes()
        statement = (
            select(AssignmentRow.__table__, known.c.purpose.label("true_purpose"))
            .outerjoin(known, known.c.assignment_id == AssignmentRow.id)
            .where(*conditions)
            .order_by(AssignmentRow.assigned_at, AssignmentRow.position, AssignmentRow.id)
        )
        return tuple(_assignment(row) for row in self._session.execute(statement))


@lru_cache(maxsize=256)
def _without_agent(person_id: PersonId) -> Any:
    # put together once for each reader, as every list of calls asks it
    given = aliased(AssignmentRow)
    in_open_session = exists().where(
        CalibrationSessionRow.id == given.session_id, CalibrationSessionRow.state != SessionState.CLOSED
    )
    scored = select(given.call_id).where(
        given.inspector_id == person_id,
        given.hides_agent.is_(True),
        given.state != AssignmentState.WITHDRAWN,
        or_(and_(given.session_id.is_(None), given.state.in_(_OPEN)), in_open_session),
    )
    led = (
        select(SessionCallRow.call_id)
        .join(CalibrationSessionRow, CalibrationSessionRow.id == SessionCallRow.session_id)
        .where(CalibrationSessionRow.lead_id == person_id, CalibrationSessionRow.hides_agent.is_(True))
        .where(CalibrationSessionRow.state != SessionState.CLOSED)
    )
    return scored.union(led)


def _queue(inspector_id: PersonId, submitted_since: datetime) -> Any:
    """One row an item. An earlier evaluation of a call that waits for its author again is left out with its score."""
    n_answered = (
        select(func.count())
        .where(
            AnswerRow.evaluation_id == EvaluationRow.id, or_(AnswerRow.na.is_(True), AnswerRow.rating.is_not(null()))
        )
        .correlate(EvaluationRow)
        .scalar_subquery()
    )
    n_criteria = (
        select(func.count())
        .where(CriterionRow.version_id == AssignmentRow.version_id)
        .correlate(AssignmentRow)
        .scalar_subquery()
    )
    is_hidden = scores_blind(inspector_id, AssignmentRow.call_id, AssignmentRow.id)
    is_open, known = _is_waited_for(), known_purposes()
    is_fresh = and_(
        AssignmentRow.state == AssignmentState.DONE,
        EvaluationRow.submitted_at >= submitted_since,
        ~is_hidden,
        ~follows_dispute(),
    )
    return (
        select(
            AssignmentRow.id,
            AssignmentRow.call_id,
            true_purpose(known).label("purpose"),
            AssignmentRow.state,
            AssignmentRow.due_on,
            # of two assignments of a call the one that hides the agent hides them in both
            or_(AssignmentRow.hides_agent, AssignmentRow.call_id.in_(_without_agent(inspector_id))).label(
                "is_nameless"
            ),
            CallRow.key.label("call_key"),
            CallRow.business_type,
            CallRow.mode,
            CallRow.duration_s,
            PersonRow.name.label("agent_name"),
            CalibrationSessionRow.title.label("session_title"),
            EvaluationRow.submitted_at,
            EvaluationRow.score,
            EvaluationRow.passed,
            or_(EvaluationRow.sealed, known.c.purpose.is_not(None)).label("sealed"),
            n_answered.label("n_answered"),
            n_criteria.label("n_criteria"),
        )
        .join(CallRow, CallRow.id == AssignmentRow.call_id)
        .outerjoin(PersonRow, PersonRow.id == CallRow.agent_id)
        .outerjoin(CalibrationSessionRow, CalibrationSessionRow.id == AssignmentRow.session_id)
        .outerjoin(EvaluationRow, EvaluationRow.assignment_id == AssignmentRow.id)
        .outerjoin(known, known.c.assignment_id == AssignmentRow.id)
        .where(AssignmentRow.inspector_id == inspector_id, or_(is_open, is_fresh))
        .order_by(
            is_open.desc(),
            (AssignmentRow.state == AssignmentState.BEGUN).desc(),
            EvaluationRow.submitted_at.desc().nulls_last(),
            AssignmentRow.due_on.asc().nulls_last(),
            AssignmentRow.assigned_at,
            AssignmentRow.position,
            AssignmentRow.id,
        )
    )


def _work_item(row: Row[Any]) -> WorkItem:
    is_done = row.state is AssignmentState.DONE
    return WorkItem(
        assignment_id=row.id,
        call_id=row.call_id,
        call_key=row.call_key,
        agent_name="" if row.is_nameless else row.agent_name or "",
        business_type=row.business_type,
        purpose=row.purpose,
        state=row.state,
        duration_s=row.duration_s,
        due_on=row.due_on,
        session_title=row.session_title or "",
        n_answered=row.n_answered,
        n_criteria=row.n_criteria,
        submitted_at=row.submitted_at if is_done else None,
        score=row.score if is_done else None,
        passed=row.passed if is_done else None,
        mode=row.mode,
        sealed=bool(row.sealed),
    )


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(
        id=row.id,
        call_id=row.call_id,
        inspector_id=row.inspector_id,
        version_id=row.version_id,
        purpose=row.true_purpose or row.purpose,
        state=row.state,
        assigned_by=row.assigned_by,
        assigned_at=row.assigned_at,
        position=row.position,
        due_on=row.due_on,
        session_id=row.session_id,
        draw_id=row.draw_id,
        hides_agent=row.hides_agent,
    )


def _columns(assignment: Assignment) -> dict[str, Any]:
    return {
        "id": assignment.id,
        "call_id": assignment.call_id,
        "inspector_id": assignment.inspector_id,
        "version_id": assignment.version_id,
        "purpose": Purpose.ROUTINE if assignment.purpose in CONCEALED_PURPOSES else assignment.purpose,
        "state": assignment.state,
        "assigned_by": assignment.assigned_by,
        "assigned_at": assignment.assigned_at,
        "position": assignment.position,
        "due_on": assignment.due_on,
        "session_id": assignment.session_id,
        "draw_id": assignment.draw_id,
        "hides_agent": assignment.hides_agent,
    }
