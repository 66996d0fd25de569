"""What a meeting leaves: its decisions, training notes, attendance, times, and where the lead is."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, update

from qa_desk.domain.ids import CallId, DecisionId, PersonId, SessionId, TrainingNoteId
from qa_desk.domain.meeting import Attendance, Decision, MeetingPlace, TimeSpent, TrainingNote
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.meetings import (
    SessionAgendaRow,
    SessionAttendanceRow,
    SessionDecisionRow,
    SessionPlaceRow,
    SessionTimeRow,
    TrainingNoteRow,
)


class MeetingRepository(Repository):
    """Of all sessions."""

    def add_decision(self, decision: Decision) -> None:
        """Keep a decision."""
        self._session.execute(insert(SessionDecisionRow).values(**asdict(decision)))

    def decisions(self, session_id: SessionId) -> tuple[Decision, ...]:
        """What a session decided, the first one first."""
        found = select(SessionDecisionRow.__table__).where(SessionDecisionRow.session_id == session_id)
        rows = self._session.execute(found.order_by(SessionDecisionRow.decided_at, SessionDecisionRow.id))
        return tuple(Decision(**row._mapping) for row in rows)

    def decision(self, decision_id: DecisionId) -> Decision | None:
        """The decision with that key."""
        found = select(SessionDecisionRow.__table__).where(SessionDecisionRow.id == decision_id)
        row = self._session.execute(found).first()
        return Decision(**row._mapping) if row else None

    def set_became(self, decision_id: DecisionId, became_id: UUID) -> None:
        """Say what a decision was made into."""
        self._session.execute(
            update(SessionDecisionRow).where(SessionDecisionRow.id == decision_id).values(became_id=became_id)
        )

    def remove_decision(self, decision_id: DecisionId) -> None:
        """Take a decision back."""
        self._session.execute(delete(SessionDecisionRow).where(SessionDecisionRow.id == decision_id))

    def add_note(self, note: TrainingNote) -> None:
        """Give somebody a training note."""
        self._session.execute(insert(TrainingNoteRow).values(**asdict(note)))

    def note(self, note_id: TrainingNoteId) -> TrainingNote | None:
        """The note with that key."""
        return next(iter(self._notes(TrainingNoteRow.id == note_id)), None)

    def notes(self, person_id: PersonId | None = None) -> tuple[TrainingNote, ...]:
        """All training notes, or those for one person; the most pressing first."""
        return self._notes(*([TrainingNoteRow.person_id == person_id] if person_id is not None else []))

    def mark_note(self, note_id: TrainingNoteId, *, read_at: datetime, done_at: datetime | None) -> None:
        """Say when a note was read, and done."""
        self._session.execute(
            update(TrainingNoteRow).where(TrainingNoteRow.id == note_id).values(read_at=read_at, done_at=done_at)
        )

    def remove_note(self, note_id: TrainingNoteId) -> None:
        """Take a note back."""
        self._session.execute(delete(TrainingNoteRow).where(TrainingNoteRow.id == note_id))

    def place(self, session_id: SessionId) -> MeetingPlace | None:
        """Where the lead is; None while nobody leads the meeting."""
        row = self._session.execute(
            select(SessionPlaceRow.__table__).where(SessionPlaceRow.session_id == session_id)
        ).first()
        return MeetingPlace(**row._mapping) if row else None

    def set_place(self, place: MeetingPlace) -> None:
        """Say where the lead is now."""
        self.remove_place(place.session_id)
        self._session.execute(insert(SessionPlaceRow).values(**asdict(place)))

    def remove_place(self, session_id: SessionId) -> None:
        """Nobody leads the meeting any more."""
        self._session.execute(delete(SessionPlaceRow).where(SessionPlaceRow.session_id == session_id))

    def attendance(self, session_id: SessionId) -> tuple[Attendance, ...]:
        """Who was ticked as present or absent; nothing where nobody ticked."""
        rows = self._session.scalars(select(SessionAttendanceRow).where(SessionAttendanceRow.session_id == session_id))
        return tuple(Attendance(row.person_id, row.is_present) for row in rows)

    def set_attendance(self, session_id: SessionId, attendance: Sequence[Attendance]) -> None:
        """Keep who is there, in place of what was kept before."""
        self._session.execute(delete(SessionAttendanceRow).where(SessionAttendanceRow.session_id == session_id))
        if attendance:
            rows = [{"session_id": session_id, **asdict(one)} for one in attendance]
            self._session.execute(insert(SessionAttendanceRow), rows)

    def times(self, session_id: SessionId) -> tuple[TimeSpent, ...]:
        """How long each criterion of each call was talked about."""
        rows = self._session.scalars(select(SessionTimeRow).where(SessionTimeRow.session_id == session_id))
        return tuple(TimeSpent(row.call_id, row.criterion_key, row.spent_s) for row in rows)

    def add_time(self, session_id: SessionId, call_id: CallId, criterion_key: str, spent_s: float) -> None:
        """Add to the time of one criterion."""
        of_criterion = (
            SessionTimeRow.session_id == session_id,
            SessionTimeRow.call_id == call_id,
            SessionTimeRow.criterion_key == criterion_key,
        )
        before_s = self._session.scalar(select(SessionTimeRow.spent_s).where(*of_criterion)) or 0.0
        self._session.execute(delete(SessionTimeRow).where(*of_criterion))
        key: dict[str, Any] = {"session_id": session_id, "call_id": call_id, "criterion_key": criterion_key}
        self._session.execute(insert(SessionTimeRow).values(**key, spent_s=before_s + spent_s))

    def agenda_minutes(self, session_id: SessionId) -> int | None:
        """How long the meeting was planned to take."""
        return self._session.scalar(select(SessionAgendaRow.minutes).where(SessionAgendaRow.session_id == session_id))

    def set_agenda_minutes(self, session_id: SessionId, minutes: int | None) -> None:
        """Plan how long the meeting takes; None for no plan."""
        self._session.execute(delete(SessionAgendaRow).where(SessionAgendaRow.session_id == session_id))
        if minutes is not None:
            self._session.execute(insert(SessionAgendaRow).values(session_id=session_id, minutes=minutes))

    def _notes(self, *conditions: ColumnElement[bool]) -> tuple[TrainingNote, ...]:
        found = select(TrainingNoteRow.__table__).where(*conditions)
        rows = self._session.execute(found.order_by(TrainingNoteRow.due_on, TrainingNoteRow.given_at))
        return tuple(TrainingNote(**row._mapping) for row in rows)
