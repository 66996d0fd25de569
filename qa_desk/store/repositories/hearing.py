"""What is known of a call from its sound: who spoke how much, and which passages somebody has heard."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import delete, exists, insert, select

from qa_desk.domain.calls import RecordingState
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.talk import TalkFigures
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import CallHearingRow, CallRow, CallTalkRow, RecordingRow

_FIGURES = tuple(field.name for field in fields(TalkFigures))


class HearingRepository(Repository):
    """The talk figures of calls, and what people have heard of calls without scoring them."""

    def measured_content(self, call_id: CallId) -> str | None:
        """What the figures of a call were measured from; None when it was never measured."""
        return self._session.scalar(select(CallTalkRow.content).where(CallTalkRow.call_id == call_id))

    def unmeasured(self) -> tuple[CallId, ...]:
        """The calls with sound that were never measured, oldest first."""
        has_sound = exists().where(RecordingRow.call_id == CallRow.id, RecordingRow.state == RecordingState.PRESENT)
        is_measured = exists().where(CallTalkRow.call_id == CallRow.id)
        statement = select(CallRow.id).where(has_sound, ~is_measured).order_by(CallRow.started_at, CallRow.key)
        return tuple(self._session.scalars(statement))

    def talk(self, call_ids: Iterable[CallId]) -> dict[CallId, TalkFigures]:
        """The figures of these calls; one not measured yet, or on one channel, is not among them."""
        statement = select(CallTalkRow).where(
            CallTalkRow.call_id.in_(list(call_ids)), CallTalkRow.recorded_s.is_not(None)
        )
        return {
            row.call_id: TalkFigures(**{name: getattr(row, name) for name in _FIGURES})
            for row in self._session.scalars(statement)
        }

    def keep_talk(self, call_id: CallId, content: str, figures: TalkFigures | None, measured_at: datetime) -> None:
        """Keep the figures of a call instead of earlier ones; None for a call on one channel."""
        values = asdict(figures) if figures else {}
        self._session.execute(delete(CallTalkRow).where(CallTalkRow.call_id == call_id))
        self._session.execute(
            insert(CallTalkRow).values(call_id=call_id, content=content, measured_at=measured_at, **values)
        )

    def heard(self, person_id: PersonId, call_id: CallId) -> tuple[tuple[float, float], ...]:
        """What this person has heard of a call, start and end in seconds, in order of time."""
        statement = (
            select(CallHearingRow.start_s, CallHearingRow.end_s)
            .where(CallHearingRow.person_id == person_id, CallHearingRow.call_id == call_id)
            .order_by(CallHearingRow.start_s)
        )
        return tuple((row.start_s, row.end_s) for row in self._session.execute(statement))

    def keep_heard(self, person_id: PersonId, call_id: CallId, passages: Sequence[tuple[float, float]]) -> None:
        """Keep these passages, which don't overlap, instead of the earlier ones."""
        of_both = (CallHearingRow.person_id == person_id, CallHearingRow.call_id == call_id)
        self._session.execute(delete(CallHearingRow).where(*of_both))
        if passages:
            rows = [
                {"person_id": person_id, "call_id": call_id, "start_s": start_s, "end_s": end_s}
                for start_s, end_s in passages
            ]
            self._session.execute(insert(CallHearingRow), rows)
