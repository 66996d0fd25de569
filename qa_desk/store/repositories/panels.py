"""Who sits in a session and leads it, what happened to it, and who was shown what of it when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import aliased

from qa_desk.domain.calibration import EventKind, SeatKind, SessionEvent
from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.ids import CallId, EvaluationId, PersonId, SessionId
from qa_desk.store.engine import is_sqlite
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionEventRow, SessionSeatRow
from qa_desk.store.tables.evaluations import CommitmentRow, DisclosureRow, EvaluationRow
from qa_desk.store.tables.organisation import PersonRow
from qa_desk.store.tables.sampling import AssignmentRow

_ORDER = {kind: place for place, kind in enumerate(EventKind)}


@dataclass(frozen=True, slots=True)
class Committed:
    """What somebody of a panel committed to when handing in a call; the hash tells nothing of the answers."""

    evaluation_id: EvaluationId
    inspector_id: PersonId
    call_id: CallId
    sha256: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Disclosed:
    """That somebody was shown an evaluation, when first, and at what occasion."""

    evaluation_id: EvaluationId
    reader_id: PersonId
    first_seen_at: datetime
    occasion: str


class PanelRepository(Repository):
    """All panels."""

    def seat(self, session_id: SessionId, person_id: PersonId, kind: SeatKind) -> None:
        """Give somebody a place in the panel, after those who have one."""
        places = select(func.max(SessionSeatRow.position)).where(SessionSeatRow.session_id == session_id)
        last = self._session.scalar(places)
        row = {"session_id": session_id, "person_id": person_id, "kind": kind}
        self._session.execute(insert(SessionSeatRow).values(position=0 if last is None else last + 1, **row))

    def unseat(self, session_id: SessionId, person_id: PersonId) -> None:
        """Take somebody's place away and what they had to score for it; what they wrote stays theirs, sealed."""
        awaited = (
            AssignmentRow.session_id == session_id,
            AssignmentRow.inspector_id == person_id,
            AssignmentRow.state.in_([AssignmentState.WAITING, AssignmentState.BEGUN]),
        )
        withdrawn = {"state": AssignmentState.WITHDRAWN, "version": AssignmentRow.version + 1}
        self._session.execute(update(AssignmentRow).where(*awaited).values(**withdrawn))
        self._session.execute(
            delete(SessionSeatRow).where(SessionSeatRow.session_id == session_id, SessionSeatRow.person_id == person_id)
        )

    def set_lead(self, session_id: SessionId, lead_id: PersonId) -> None:
        """Let somebody else lead a session."""
        statement = update(CalibrationSessionRow).where(CalibrationSessionRow.id == session_id)
        self._session.execute(statement.values(lead_id=lead_id, version=CalibrationSessionRow.version + 1))

    def events(self, session_id: SessionId) -> tuple[SessionEvent, ...]:
        """What happened to a session, in its order."""
        who, about = aliased(PersonRow), aliased(PersonRow)
        statement = (
            select(SessionEventRow.kind, SessionEventRow.at, SessionEventRow.reason)
            .add_columns(who.name.label("who"), about.name.label("about"))
            .join(who, who.id == SessionEventRow.actor_id)
            .outerjoin(about, about.id == SessionEventRow.about_id)
            .where(SessionEventRow.session_id == session_id)
            .order_by(SessionEventRow.at, SessionEventRow.id)
        )
        found = [
            SessionEvent(EventKind(row.kind), row.at, row.who, row.reason, row.about or "")
            for row in self._session.execute(statement)
        ]
        # what was noted at one moment is told in the order in which a session goes, people by name
        return tuple(sorted(found, key=lambda event: (event.at, _ORDER[event.kind], event.about_name)))

    def committed(self, session_id: SessionId) -> tuple[Committed, ...]:
        """What the panel of a session committed to so far; no salt, so nothing can be found by trying."""
        if is_sqlite(self._session.get_bind()):
            statement = (
                select(CommitmentRow.evaluation_id, CommitmentRow.sha256, CommitmentRow.made_at)
                .add_columns(EvaluationRow.inspector_id, EvaluationRow.call_id)
                .join(EvaluationRow, EvaluationRow.id == CommitmentRow.evaluation_id)
                .where(EvaluationRow.session_id == session_id)
            )
            rows = self._session.execute(statement).all()
        else:
            told = text(
                "SELECT evaluation_id, sha256, made_at, inspector_id, call_id FROM server.commitments(:session)"
            )
            rows = self._session.execute(told, {"session": session_id}).all()
        found = [Committed(row.evaluation_id, row.inspector_id, row.call_id, row.sha256, row.made_at) for row in rows]
        return tuple(sorted(found, key=lambda one: (one.made_at, str(one.evaluation_id))))

    def disclosed(self, evaluation_ids: Iterable[EvaluationId]) -> tuple[Disclosed, ...]:
        """Who was shown which of these evaluations, first shown first."""
        keys: Sequence[EvaluationId] = list(evaluation_ids)
        statement = (
            select(DisclosureRow.__table__)
            .where(DisclosureRow.evaluation_id.in_(keys))
            .order_by(DisclosureRow.first_seen_at, DisclosureRow.reader_id, DisclosureRow.evaluation_id)
        )
        return tuple(
            Disclosed(row.evaluation_id, row.reader_id, row.first_seen_at, row.occasion)
            for row in self._session.execute(statement)
        )
