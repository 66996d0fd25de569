"""Removing for good: sound, words and customers whose time is over, and all that names one customer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, exists, func, or_, select, update

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.calls import RecordingState
from qa_desk.domain.evaluation import AssignmentState, EvaluationState, Purpose
from qa_desk.domain.ids import CallId, EvaluationId, RecordingId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.retention import KeptReason
from qa_desk.domain.standard_case import CaseState
from qa_desk.store.copying.backing_up import require_keeper
from qa_desk.store.known_purposes import is_concealed
from qa_desk.store.repositories.base import Repository
from qa_desk.store.search import SearchIndex
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionCallRow
from qa_desk.store.tables.calls import CallAttributeRow, CallRow, CallTalkRow, RecordingRow, TranscriptRow
from qa_desk.store.tables.evaluations import EvaluationRow, MarkRow
from qa_desk.store.tables.following import CoachingNoteRow, FeedbackRow
from qa_desk.store.tables.imports import ImportItemRow
from qa_desk.store.tables.reporting import DocumentKind, SearchDocumentRow
from qa_desk.store.tables.sampling import AssignmentRow
from qa_desk.store.tables.standard_cases import CaseVersionRow

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class DueThing:
    """A call, or an evaluation of it, whose time is over; `since` is the moment its time began."""

    call_id: CallId
    call_key: str
    since: datetime
    evaluation_id: EvaluationId | None = None


@dataclass(frozen=True, slots=True)
class GoneSound:
    """A recording that the database knows no more."""

    relative_path: str
    sha256: str


class RemovalRepository(Repository):
    """What is taken away for good. Every method leaves the files of recordings to its caller."""

    def require_keeper(self, command: str) -> None:
        """Raises KEEPER_ONLY for a login of a server: what nobody sees whole at a desk nobody removes from one.

        `command` is what a keeper runs instead.
        """
        require_keeper(self._session.connection(), command)

    def with_sound(self, before: datetime) -> tuple[DueThing, ...]:
        """Calls from before that moment that have recordings."""
        return self._calls(before, exists().where(RecordingRow.call_id == CallRow.id))

    def with_words(self, before: datetime) -> tuple[DueThing, ...]:
        """Calls from before that moment that have transcripts."""
        words = exists().where(TranscriptRow.recording_id == RecordingRow.id, RecordingRow.call_id == CallRow.id)
        return self._calls(before, words)

    def with_customer(self, before: datetime) -> tuple[DueThing, ...]:
        """Calls from before that moment that say which customer it was."""
        return self._calls(before, CallRow.customer_id != "")

    def evaluations(self, before: datetime, purposes: Collection[Purpose]) -> tuple[DueThing, ...]:
        """Evaluations of these purposes that were handed in before that moment, and are not sealed."""
        statement = (
            select(EvaluationRow.call_id, CallRow.key, EvaluationRow.submitted_at, EvaluationRow.id)
            .join(CallRow, CallRow.id == EvaluationRow.call_id)
            .where(
                EvaluationRow.purpose.in_(sorted(purposes)),
                EvaluationRow.state == EvaluationState.SUBMITTED,
                EvaluationRow.sealed.is_(False),
                ~is_concealed(),
                EvaluationRow.submitted_at < before,
            )
            .order_by(EvaluationRow.submitted_at)
        )
        return tuple(
            DueThing(row.call_id, row.key, row.submitted_at, row.id) for row in self._session.execute(statement)
        )

    def of_customer(self, customer_id: str) -> tuple[CallId, ...]:
        """The calls of a customer, oldest first."""
        statement = select(CallRow.id).where(CallRow.customer_id == customer_id)
        return tuple(self._session.scalars(statement.order_by(CallRow.started_at, CallRow.key)))

    def protected(self, call_ids: Collection[CallId]) -> dict[CallId, KeptReason]:
        """Those of these calls that something rests on, with the weightiest reason."""
        found: dict[CallId, KeptReason] = {}
        for reason, statement in _PROTECTING:
            for call_id in self._in_parts(call_ids, statement):
                found.setdefault(call_id, reason)
        return found

    def remove_recordings(self, call_ids: Collection[CallId]) -> tuple[GoneSound, ...]:
        """Take the recordings of calls away, with their transcripts and masks; returns what they were."""
        rows = self._recordings_of(call_ids)
        for part in in_parts([row.id for row in rows]):
            self._session.execute(update(MarkRow).where(MarkRow.recording_id.in_(part)).values(recording_id=None))
            self._forget_words(part)
            self._session.execute(
                update(ImportItemRow).where(ImportItemRow.recording_id.in_(part)).values(sha256=None, name="")
            )
            self._session.execute(delete(RecordingRow).where(RecordingRow.id.in_(part)))
        for part in in_parts(call_ids):
            self._session.execute(delete(CallTalkRow).where(CallTalkRow.call_id.in_(part)))
        return tuple(GoneSound(row.relative_path, row.sha256 or "") for row in rows)

    def still_used(self, relative_paths: Iterable[str]) -> set[str]:
        """Those of these files that a recording still needs: what came in twice lies there once."""
        return {
            path
            for part in in_parts(list(relative_paths))
            for path in self._session.scalars(
                select(RecordingRow.relative_path).where(
                    RecordingRow.relative_path.in_(part), RecordingRow.state == RecordingState.PRESENT
                )
            )
        }

    def remove_transcripts(self, call_ids: Collection[CallId]) -> None:
        """Take away what was written down of calls."""
        for part in in_parts([row.id for row in self._recordings_of(call_ids)]):
            self._session.execute(delete(TranscriptRow).where(TranscriptRow.recording_id.in_(part)))
            self._forget_words(part)

    def forget_customers(self, call_ids: Collection[CallId]) -> None:
        """Let calls no longer say which customer it was; further columns, which may, go too."""
        for part in in_parts(call_ids):
            self._session.execute(
                update(CallRow).where(CallRow.id.in_(part)).values(customer_id="", version=CallRow.version + 1)
            )
            self._session.execute(delete(CallAttributeRow).where(CallAttributeRow.call_id.in_(part)))

    def remove_evaluations(self, evaluation_ids: Collection[EvaluationId]) -> None:
        """Take evaluations away with all that is under them, their facts and what was fed back of them."""
        for part in in_parts(evaluation_ids):
            self._session.execute(
                update(FeedbackRow).where(FeedbackRow.superseding_id.in_(part)).values(superseding_id=None)
            )
            self._session.execute(delete(FeedbackRow).where(FeedbackRow.evaluation_id.in_(part)))
            self._session.execute(delete(CoachingNoteRow).where(CoachingNoteRow.evaluation_id.in_(part)))
            self._session.execute(delete(EvaluationRow).where(EvaluationRow.id.in_(part)))

    def _calls(self, before: datetime, condition: ColumnElement[bool]) -> tuple[DueThing, ...]:
        # A call without a time of its own is as old as its import.
        since = func.coalesce(CallRow.started_at, CallRow.imported_at, type_=CallRow.imported_at.type)
        statement = select(CallRow.id, CallRow.key, since.label("since")).where(since < before, condition)
        rows = self._session.execute(statement.order_by(since, CallRow.key))
        return tuple(DueThing(row.id, row.key, row.since) for row in rows)

    def _recordings_of(self, call_ids: Collection[CallId]) -> list[Row[RecordingId, str, str | None]]:
        named = select(RecordingRow.id, RecordingRow.relative_path, RecordingRow.sha256)
        return [
            row
            for part in in_parts(call_ids)
            for row in self._session.execute(named.where(RecordingRow.call_id.in_(part)))
        ]

    def _forget_words(self, recording_ids: Collection[RecordingId]) -> None:
        found = SearchDocumentRow.kind == DocumentKind.TRANSCRIPT
        self._session.execute(
            delete(SearchDocumentRow).where(found, SearchDocumentRow.object_id.in_(list(recording_ids)))
        )
        of_calls = select(RecordingRow.call_id).where(RecordingRow.id.in_(recording_ids)).distinct()
        SearchIndex(self._session).leave_out_transcripts(self._session.scalars(of_calls).all())

    def _in_parts(self, call_ids: Collection[CallId], statement: Any) -> list[CallId]:
        return [call_id for part in in_parts(call_ids) for call_id in self._session.scalars(statement(part))]


def in_parts(items: Collection[Any]) -> list[list[Any]]:
    """Some hundred at a time: databases take only so many values in one statement."""
    every = list(items)
    return [every[at : at + _AT_ONCE] for at in range(0, len(every), _AT_ONCE)]


_PROTECTING = (
    (
        KeptReason.STANDARD_CASE,
        lambda part: select(CaseVersionRow.call_id).where(
            CaseVersionRow.call_id.in_(part), CaseVersionRow.state != CaseState.RETIRED
        ),
    ),
    (
        KeptReason.DISPUTE,
        lambda part: (
            select(EvaluationRow.call_id)
            .join(FeedbackRow, FeedbackRow.evaluation_id == EvaluationRow.id)
            .where(EvaluationRow.call_id.in_(part), FeedbackRow.state == FeedbackState.DISPUTED)
        ),
    ),
    (
        KeptReason.OPEN_SESSION,
        lambda part: (
            select(SessionCallRow.call_id)
            .join(CalibrationSessionRow, CalibrationSessionRow.id == SessionCallRow.session_id)
            .where(SessionCallRow.call_id.in_(part), CalibrationSessionRow.state != SessionState.CLOSED)
        ),
    ),
    (
        KeptReason.IN_WORK,
        lambda part: (
            select(AssignmentRow.call_id)
            .outerjoin(EvaluationRow, EvaluationRow.assignment_id == AssignmentRow.id)
            .where(
                AssignmentRow.call_id.in_(part),
                or_(
                    AssignmentRow.state.in_([AssignmentState.WAITING, AssignmentState.BEGUN]),
                    EvaluationRow.state == EvaluationState.DRAFT,
                ),
            )
        ),
    ),
)
