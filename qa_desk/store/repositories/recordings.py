"""What the database knows of the sound files of calls, and of what was said in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from qa_desk.domain.calls import MonitoringMode, Recording, RecordingState
from qa_desk.domain.ids import CallId, EvaluationId, RecordingId
from qa_desk.domain.time_line import TimeLine, lay_out
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import CallRow, RecordingRow, TranscriptRow, TranscriptSegmentRow
from qa_desk.store.tables.evaluations import EvaluationRow, MarkRow


@dataclass(frozen=True, slots=True)
class TranscriptSegment:
    """One passage of what was said, in seconds of its recording."""

    start_s: float
    end_s: float
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class NamedRecording:
    """A recording, and the name it was brought in under."""

    id: RecordingId
    original_name: str


@dataclass(frozen=True, slots=True)
class KnownRecording:
    """A recording, and the key of its call."""

    recording: Recording
    call_key: str


class RecordingRepository(Repository):
    """The sound files of calls; the files themselves are kept by `qa_desk.store.recordings`."""

    def recording(self, recording_id: RecordingId) -> Recording | None:
        """The recording with that key."""
        row = self._session.get(RecordingRow, recording_id)
        return _recording(row) if row else None

    def of_call(self, call_id: CallId) -> tuple[Recording, ...]:
        """The recordings of a call, by position; `time_line.lay_out` says when each plays."""
        return self._read(RecordingRow.call_id == call_id)

    def of_calls(self, call_ids: Iterable[CallId]) -> dict[CallId, tuple[Recording, ...]]:
        """The recordings of these calls, each call's by position."""
        found: dict[CallId, tuple[Recording, ...]] = {}
        for recording in self._read(RecordingRow.call_id.in_(list(call_ids))):
            found[recording.call_id] = (*found.get(recording.call_id, ()), recording)
        return found

    def with_hash(self, sha256: str) -> tuple[Recording, ...]:
        """The recordings that have exactly this content."""
        return self._read(RecordingRow.sha256 == sha256)

    def first_with_hash(self, sha256: str) -> KnownRecording | None:
        """The first recording that has exactly this content."""
        statement = select(RecordingRow, CallRow.key).join(CallRow, CallRow.id == RecordingRow.call_id)
        of_content = statement.where(RecordingRow.sha256 == sha256)
        found = self._session.execute(of_content.order_by(RecordingRow.call_id, RecordingRow.position).limit(1)).first()
        return KnownRecording(_recording(found[0]), found[1]) if found else None

    def missing_named(self, original_name: str) -> tuple[Recording, ...]:
        """The recordings of that name that were announced and have not come."""
        return self._read(RecordingRow.original_name == original_name, RecordingRow.state == RecordingState.MISSING)

    def all_present(self) -> tuple[Recording, ...]:
        """Every recording whose file ought to be there."""
        return self._read(RecordingRow.state == RecordingState.PRESENT)

    def names_present(self) -> tuple[NamedRecording, ...]:
        """The names of every recording whose file ought to be there."""
        statement = select(RecordingRow.id, RecordingRow.original_name)
        rows = self._session.execute(statement.where(RecordingRow.state == RecordingState.PRESENT))
        return tuple(NamedRecording(key, name) for key, name in rows)

    def all_missing(self) -> tuple[Recording, ...]:
        """Every recording that was announced and has not come."""
        return self._read(RecordingRow.state == RecordingState.MISSING)

    def next_position(self, call_id: CallId) -> int:
        """The position for one more recording of a call."""
        last = self._session.scalar(select(func.max(RecordingRow.position)).where(RecordingRow.call_id == call_id))
        return 0 if last is None else last + 1

    def add(self, recording: Recording, imported_at: datetime) -> None:
        """Enter a new recording."""
        self._session.execute(
            insert(RecordingRow).values(id=recording.id, imported_at=imported_at, **_columns(recording))
        )

    def save(self, recording: Recording) -> None:
        """Write a changed recording, such as a missing one that has come."""
        statement = update(RecordingRow).where(RecordingRow.id == recording.id)
        self._session.execute(statement.values(**_columns(recording)))

    def claim_marks(self, recording: Recording, start_s: float, end_s: float) -> None:
        """Let marks that were left on a stretch of the call before its recording came name the recording."""
        of_call = select(EvaluationRow.id).where(EvaluationRow.call_id == recording.call_id)
        self._session.execute(
            update(MarkRow)
            .where(MarkRow.evaluation_id.in_(of_call), MarkRow.recording_id.is_(None))
            .where(MarkRow.start_s.between(start_s, end_s))
            .values(recording_id=recording.id)
        )

    def add_transcript(
        self,
        recording_id: RecordingId,
        segments: Sequence[TranscriptSegment],
        *,
        source_name: str,
        language: str,
        imported_at: datetime,
    ) -> UUID:
        """Enter what was said in a recording, as one source wrote it down."""
        key = uuid4()
        self._session.execute(
            insert(TranscriptRow).values(
                id=key, recording_id=recording_id, source_name=source_name, language=language, imported_at=imported_at
            )
        )
        rows = [
            {
                "transcript_id": key,
                "position": position,
                "start_s": segment.start_s,
                "end_s": segment.end_s,
                "speaker": segment.speaker,
                "text": segment.text,
            }
            for position, segment in enumerate(segments)
        ]
        if rows:
            self._session.execute(insert(TranscriptSegmentRow), rows)
        return key

    def transcript(self, recording_id: RecordingId) -> tuple[TranscriptSegment, ...]:
        """The latest transcript of a recording; empty when there is none."""
        newest = (
            select(TranscriptRow.id)
            .where(TranscriptRow.recording_id == recording_id)
            .order_by(TranscriptRow.imported_at.desc(), TranscriptRow.id)
            .limit(1)
            .scalar_subquery()
        )
        rows = self._session.scalars(
            select(TranscriptSegmentRow)
            .where(TranscriptSegmentRow.transcript_id == newest)
            .order_by(TranscriptSegmentRow.position)
        )
        return tuple(TranscriptSegment(row.start_s, row.end_s, row.text, row.speaker) for row in rows)

    def _read(self, *conditions: Any) -> tuple[Recording, ...]:
        statement = select(RecordingRow).where(*conditions).order_by(RecordingRow.call_id, RecordingRow.position)
        return tuple(_recording(row) for row in self._session.scalars(statement))


def time_line_under(session: Session, evaluation_id: EvaluationId) -> TimeLine:
    """The time line of the call that is being scored: which recording a mark falls into."""
    statement = (
        select(RecordingRow)
        .join(EvaluationRow, EvaluationRow.call_id == RecordingRow.call_id)
        .where(EvaluationRow.id == evaluation_id)
    )
    call = select(CallRow.mode, CallRow.started_at).join(EvaluationRow, EvaluationRow.call_id == CallRow.id)
    mode, started_at = session.execute(call.where(EvaluationRow.id == evaluation_id)).one()
    heard_from = started_at if mode is not MonitoringMode.SAMPLED else None
    return lay_out((_recording(row) for row in session.scalars(statement)), heard_from=heard_from)


def _recording(row: RecordingRow) -> Recording:
    return Recording(
        id=row.id,
        call_id=row.call_id,
        position=row.position,
        original_name=row.original_name,
        state=row.state,
        sha256=row.sha256 or "",
        relative_path=row.relative_path,
        format=row.format,
        codec=row.codec,
        rate_hz=row.rate_hz,
        channels=row.channels,
        duration_s=row.duration_s,
        size_bytes=row.size_bytes,
        agent_channel=row.agent_channel,
        started_at=row.started_at,
    )


def _columns(recording: Recording) -> dict[str, Any]:
    return {
        "call_id": recording.call_id,
        "position": recording.position,
        "original_name": recording.original_name,
        "state": recording.state,
        "sha256": recording.sha256 or None,
        "relative_path": recording.relative_path,
        "format": recording.format,
        "codec": recording.codec,
        "rate_hz": recording.rate_hz,
        "channels": recording.channels,
        "duration_s": recording.duration_s,
        "size_bytes": recording.size_bytes,
        "agent_channel": recording.agent_channel,
        "started_at": recording.started_at,
    }
