"""Calibration sessions: calls, panel, states and what was settled. No answers: those are evaluations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from qa_desk.domain.calibration import (
    CalibrationSession,
    EventKind,
    Seat,
    SessionState,
    SessionSummary,
    SettledAnswer,
    StandardOfCall,
)
from qa_desk.domain.errors import ConflictError, NotFoundError
from qa_desk.domain.evaluation import AssignmentState, EvaluationState
from qa_desk.domain.ids import CallId, PersonId, SessionId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.base import UtcDateTime
from qa_desk.store.tables.calibration import (
    CalibrationSessionRow,
    SessionCallRow,
    SessionEventRow,
    SessionSeatRow,
    SettledAnswerRow,
)
from qa_desk.store.tables.evaluations import AnswerRow, EvaluationRow
from qa_desk.store.tables.organisation import PersonRow
from qa_desk.store.tables.sampling import AssignmentRow

_MOMENTS = {SessionState.SETTLED: "settled_at", SessionState.CLOSED: "closed_at"}
_NOTED_AS = {
    # the reveal itself is noted where it is done; back to revealed is when something settled was taken back
    SessionState.REVEALED: EventKind.UNSETTLED,
    SessionState.SETTLED: EventKind.SETTLED,
    SessionState.CLOSED: EventKind.CLOSED,
}


class CalibrationRepository(Repository):
    """All calibration sessions. `actor_id` is who works in this transaction: events are noted as theirs."""

    def __init__(self, session: Session, actor_id: PersonId | None) -> None:
        super().__init__(session)
        self._actor_id = actor_id

    def add(self, session: CalibrationSession) -> None:
        """Enter a new session with its calls and panel."""
        self._session.execute(insert(CalibrationSessionRow).values(**_columns(session)))
        standards = {one.call_id: one for one in session.standards}
        calls = [
            {
                "session_id": session.id,
                "call_id": call_id,
                "position": position,
                "case_id": standards[call_id].case_id if call_id in standards else None,
                "case_number": standards[call_id].number if call_id in standards else None,
            }
            for position, call_id in enumerate(session.call_ids)
        ]
        seats = [
            {"session_id": session.id, "person_id": seat.person_id, "kind": seat.kind, "position": position}
            for position, seat in enumerate(session.seats)
        ]
        if calls:
            self._session.execute(insert(SessionCallRow), calls)
        if seats:
            self._session.execute(insert(SessionSeatRow), seats)
        self.note(session.id, session.created_at, EventKind.OPENED)

    def get(self, session_id: SessionId) -> CalibrationSession | None:
        """The session with that key; of its panel only who is done."""
        row = self._session.execute(
            select(CalibrationSessionRow.__table__).where(CalibrationSessionRow.id == session_id)
        ).first()
        return _session(row, self._calls(session_id), self._seats(session_id)) if row else None

    def state_of(self, session_id: SessionId) -> SessionState:
        """How far a session has come. Raises NotFoundError."""
        statement = select(CalibrationSessionRow.state).where(CalibrationSessionRow.id == session_id)
        state = self._session.scalar(statement)
        if state is None:
            raise NotFoundError(what=session_id)
        return state

    def title_of(self, session_id: SessionId) -> str:
        """What a session is called; empty for a key that none has."""
        statement = select(CalibrationSessionRow.title).where(CalibrationSessionRow.id == session_id)
        return self._session.scalar(statement) or ""

    def criteria_of(self, session_id: SessionId) -> tuple[str, ...]:
        """The keys of the criteria that a session asks; empty where it asks all, and for a session one can't see."""
        statement = select(CalibrationSessionRow.criteria).where(CalibrationSessionRow.id == session_id)
        return tuple(self._session.scalar(statement) or ())

    def summaries(self, person_id: PersonId | None = None) -> tuple[SessionSummary, ...]:
        """Sessions, those that wait first; with a person, only those they lead or sit in."""
        return tuple(_summary(row) for row in self._session.execute(_summaries(person_id)))

    def set_state(self, session_id: SessionId, state: SessionState, at: datetime, version: int) -> None:
        """Bring a session on. Raises ConflictError when it was moved since the `version` that was read."""
        moments: dict[str, Any] = {}
        if state is SessionState.REVEALED:
            # opened again or not, blindness ended at the first reveal
            moments["revealed_at"] = func.coalesce(CalibrationSessionRow.revealed_at, literal(at, UtcDateTime()))
        elif state in _MOMENTS:
            moments[_MOMENTS[state]] = at
        self._move(session_id, version, state=state, **moments)
        self.note(session_id, at, _NOTED_AS[state])

    def reopen(self, session_id: SessionId, reason: str, at: datetime, version: int) -> None:
        """Back to revealed, with a reason. Raises ConflictError like `set_state`."""
        self._move(session_id, version, state=SessionState.REVEALED, reopened_reason=reason, closed_at=None)
        self.note(session_id, at, EventKind.REOPENED, reason)

    def note(
        self,
        session_id: SessionId,
        at: datetime,
        kind: EventKind,
        reason: str = "",
        about_id: PersonId | None = None,
    ) -> None:
        """Note what happened to a session, as done by whoever works in this transaction."""
        if self._actor_id is not None:
            row = {"session_id": session_id, "actor_id": self._actor_id, "at": at, "kind": kind.value}
            self._session.execute(insert(SessionEventRow).values(id=uuid4(), reason=reason, about_id=about_id, **row))

    def save_settled(self, session_id: SessionId, settled: SettledAnswer) -> None:
        """Write what was agreed on one criterion of one call, in place of what was agreed before."""
        self.remove_settled(session_id, settled.call_id, settled.criterion_key)
        self._session.execute(
            insert(SettledAnswerRow).values(
                session_id=session_id,
                call_id=settled.call_id,
                criterion_key=settled.criterion_key,
                rating=settled.rating,
                na=settled.na,
                reasons=list(settled.reasons),
                rationale=settled.rationale,
                settled_by=settled.settled_by,
                settled_at=settled.settled_at,
            )
        )

    def remove_settled(self, session_id: SessionId, call_id: CallId, criterion_key: str) -> None:
        """Open a criterion again."""
        self._session.execute(
            delete(SettledAnswerRow).where(
                SettledAnswerRow.session_id == session_id,
                SettledAnswerRow.call_id == call_id,
                SettledAnswerRow.criterion_key == criterion_key,
            )
        )

    def settled(self, session_id: SessionId) -> tuple[SettledAnswer, ...]:
        """What was agreed in a session, by call and criterion."""
        statement = (
            select(SettledAnswerRow.__table__)
            .where(SettledAnswerRow.session_id == session_id)
            .order_by(SettledAnswerRow.call_id, SettledAnswerRow.criterion_key)
        )
        return tuple(_settled(row) for row in self._session.execute(statement))

    def _calls(self, session_id: SessionId) -> Sequence[Row[Any]]:
        statement: Any = select(SessionCallRow.call_id, SessionCallRow.case_id, SessionCallRow.case_number)
        ordered = statement.where(SessionCallRow.session_id == session_id).order_by(SessionCallRow.position)
        return self._session.execute(ordered).all()

    def _seats(self, session_id: SessionId) -> tuple[Seat, ...]:
        mine = and_(AssignmentRow.session_id == session_id, AssignmentRow.inspector_id == SessionSeatRow.person_id)
        is_done = AssignmentRow.state == AssignmentState.DONE
        statement = (
            select(
                SessionSeatRow.person_id,
                SessionSeatRow.kind,
                PersonRow.name,
                _count(mine, is_done).label("n_done"),
                _count(mine, AssignmentRow.state != AssignmentState.WITHDRAWN).label("n_calls"),
            )
            .join(PersonRow, PersonRow.id == SessionSeatRow.person_id)
            .where(SessionSeatRow.session_id == session_id)
            .order_by(SessionSeatRow.position)
        )
        rows = self._session.execute(statement)
        return tuple(Seat(row.person_id, row.name, row.kind, row.n_done, row.n_calls) for row in rows)

    def _move(self, session_id: SessionId, version: int, **values: Any) -> None:
        statement = update(CalibrationSessionRow).where(
            CalibrationSessionRow.id == session_id, CalibrationSessionRow.version == version
        )
        changed = self._session.execute(statement.values(version=version + 1, **values))
        if changed.rowcount != 1:  # pyright: ignore[reportAttributeAccessIssue] - a CursorResult
            theirs = self.state_of(session_id)
            raise ConflictError(mine=values["state"], theirs=theirs, who=self._last_actor_name(session_id))


def _count(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(func.count()).select_from(AssignmentRow).where(*conditions).correlate(SessionSeatRow).scalar_subquery()
    )


def _summaries(person_id: PersonId | None) -> Select[Any]:
    """One row a session. What is to be settled is counted over what is unsealed, so it is 0 before the reveal."""
    own = CalibrationSessionRow.id
    is_unfinished = exists().where(
        AssignmentRow.session_id == SessionSeatRow.session_id,
        AssignmentRow.inspector_id == SessionSeatRow.person_id,
        AssignmentRow.state.in_([AssignmentState.WAITING, AssignmentState.BEGUN]),
    )
    n_seats = select(func.count()).select_from(SessionSeatRow).where(SessionSeatRow.session_id == own)
    n_calls = select(func.count()).select_from(SessionCallRow).where(SessionCallRow.session_id == own)
    n_settled = select(func.count()).select_from(SettledAnswerRow).where(SettledAnswerRow.session_id == own)
    answered = cast(EvaluationRow.call_id, Text) + ":" + AnswerRow.criterion_key
    n_to_settle = (
        select(func.count(answered.distinct()))
        .select_from(AnswerRow)
        .join(EvaluationRow, EvaluationRow.id == AnswerRow.evaluation_id)
        .where(
            EvaluationRow.session_id == own,
            EvaluationRow.sealed.is_(False),
            EvaluationRow.state == EvaluationState.SUBMITTED,
            or_(AnswerRow.na.is_(True), AnswerRow.rating.is_not(null())),
        )
    )
    statement = (
        select(
            CalibrationSessionRow.__table__,
            PersonRow.name.label("lead_name"),
            n_calls.correlate(CalibrationSessionRow).scalar_subquery().label("n_calls"),
            n_seats.correlate(CalibrationSessionRow).scalar_subquery().label("n_seats"),
            n_seats.where(~is_unfinished).correlate(CalibrationSessionRow).scalar_subquery().label("n_seats_done"),
            n_to_settle.correlate(CalibrationSessionRow).scalar_subquery().label("n_to_settle"),
            n_settled.correlate(CalibrationSessionRow).scalar_subquery().label("n_settled"),
        )
        .join(PersonRow, PersonRow.id == CalibrationSessionRow.lead_id)
        .order_by(
            (CalibrationSessionRow.state == SessionState.CLOSED),
            CalibrationSessionRow.due_at.asc().nulls_last(),
            CalibrationSessionRow.created_at.desc(),
        )
    )
    if person_id is None:
        return statement
    sits = exists().where(SessionSeatRow.session_id == own, SessionSeatRow.person_id == person_id)
    return statement.where(or_(sits, CalibrationSessionRow.lead_id == person_id))


def _summary(row: Row[Any]) -> SessionSummary:
    return SessionSummary(
        id=row.id,
        title=row.title,
        kind=row.kind,
        state=row.state,
        lead_name=row.lead_name,
        n_calls=row.n_calls,
        n_seats=row.n_seats,
        n_seats_done=row.n_seats_done,
        n_to_settle=row.n_to_settle,
        n_settled=row.n_settled,
        created_at=row.created_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
    )


def _session(row: Row[Any], calls: Sequence[Row[Any]], seats: tuple[Seat, ...]) -> CalibrationSession:
    return CalibrationSession(
        id=row.id,
        title=row.title,
        kind=row.kind,
        state=row.state,
        version_id=row.version_id,
        lead_id=row.lead_id,
        call_ids=tuple(call.call_id for call in calls),
        seats=seats,
        created_at=row.created_at,
        due_at=row.due_at,
        quorum=row.quorum,
        revealed_at=row.revealed_at,
        settled_at=row.settled_at,
        closed_at=row.closed_at,
        reopened_reason=row.reopened_reason,
        version=row.version,
        hides_agent=row.hides_agent,
        criteria=tuple(row.criteria or ()),
        standards=tuple(StandardOfCall(one.call_id, one.case_id, one.case_number) for one in calls if one.case_id),
        apart_days=row.apart_days,
        recurrence_id=row.recurrence_id,
        occurs_on=row.occurs_on,
    )


def _columns(session: CalibrationSession) -> dict[str, Any]:
    return {
        "id": session.id,
        "title": session.title,
        "kind": session.kind,
        "state": session.state,
        "version_id": session.version_id,
        "lead_id": session.lead_id,
        "created_at": session.created_at,
        "due_at": session.due_at,
        "quorum": session.quorum,
        "revealed_at": session.revealed_at,
        "settled_at": session.settled_at,
        "closed_at": session.closed_at,
        "reopened_reason": session.reopened_reason,
        "version": session.version,
        "hides_agent": session.hides_agent,
        "criteria": list(session.criteria) or None,
        "apart_days": session.apart_days,
        "recurrence_id": session.recurrence_id,
        "occurs_on": session.occurs_on,
    }


def _settled(row: Row[Any]) -> SettledAnswer:
    return SettledAnswer(
        call_id=row.call_id,
        criterion_key=row.criterion_key,
        rating=row.rating,
        na=row.na,
        reasons=tuple(row.reasons),
        rationale=row.rationale,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
    )
