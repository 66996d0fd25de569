"""Texts in which private numbers may stand: read one by one, covered in place, and those numbers that may stay."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, literal, select, update

from qa_desk.domain.evaluation import EvaluationState
from qa_desk.domain.ids import CallId, EvaluationId, PersonId, RecordingId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.private_numbers import NumberPlace
from qa_desk.store.copying.backing_up import require_keeper
from qa_desk.store.repositories.base import Repository
from qa_desk.store.search import tokens_of
from qa_desk.store.tables.calls import RecordingRow, TranscriptRow, TranscriptSegmentRow
from qa_desk.store.tables.evaluations import (
    AnswerRow,
    EarlierStateRow,
    EvaluationExtractRow,
    EvaluationRow,
    MarkRow,
)
from qa_desk.store.tables.privacy import KeptNumberRow
from qa_desk.store.tables.reporting import SearchDocumentRow
from qa_desk.store.visibility import may_read

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text and where it stands; times are those of its recording or, of a note, of the call."""

    place: NumberPlace
    object_id: UUID
    position: int
    call_id: CallId
    text: str
    recording_id: RecordingId | None = None
    start_s: float | None = None
    end_s: float | None = None


NumberKey = tuple[NumberPlace, UUID, int, int]
"""Place, object, position and first character: where a number stands."""


class TextRepository(Repository):
    """Transcripts, and the comments and notes that the reader may see of what was handed in."""

    def readable(self, visibility: Visibility, call_id: CallId | None = None) -> Iterator[PlacedText]:
        """All of them, of one call or of every call. What is sealed or a draft is never among them."""
        for place, statement in _statements(visibility, call_id):
            for row in self._session.execute(statement.execution_options(yield_per=_AT_ONCE)):
                if row.text:
                    yield PlacedText(place, *row)

    def text_at(self, place: NumberPlace, object_id: UUID, position: int) -> str | None:
        """One text as it is now."""
        column, conditions = _column(place, object_id, position)
        return self._session.scalar(select(column).where(*conditions))

    def put_at(self, place: NumberPlace, object_id: UUID, position: int, text: str) -> None:
        """Put a covered text in its place. On a server only its keeper covers what colleagues have written."""
        if place is not NumberPlace.TRANSCRIPT:
            require_keeper(self._session.connection(), "qa-desk --as NAME")
        column, conditions = _column(place, object_id, position)
        self._session.execute(update(column.class_).where(*conditions).values({column.key: text}))

    def evaluation_of(self, place: NumberPlace, object_id: UUID) -> EvaluationId | None:
        """The evaluation that a comment or note belongs to."""
        if place is NumberPlace.COMMENT:
            return EvaluationId(object_id)
        row = {NumberPlace.ANSWER_COMMENT: AnswerRow, NumberPlace.NOTE: MarkRow}.get(place)
        return self._session.scalar(select(row.evaluation_id).where(row.id == object_id)) if row else None

    def cover_copies(self, evaluation_id: EvaluationId, written: str, covered: str) -> None:
        """Cover the number in what was kept of the same words: earlier states, the extract, the search."""
        for row, key in ((EarlierStateRow, EarlierStateRow.number), (EvaluationExtractRow, None)):
            columns = [row.content, *([key] if key is not None else [])]
            for found in self._session.execute(select(*columns).where(row.evaluation_id == evaluation_id)).all():
                which = [row.evaluation_id == evaluation_id, *([key == found.number] if key is not None else [])]
                content = _replaced(found.content, written, covered)
                self._session.execute(update(row).where(*which).values(content=content))
        document = SearchDocumentRow.evaluation_id == evaluation_id
        for found in self._session.execute(select(SearchDocumentRow.number, SearchDocumentRow.title,
                                                  SearchDocumentRow.body).where(document)).all():  # fmt: skip
            body = found.body.replace(written, covered)
            tokens = " ".join(tokens_of(f"{found.title}\n{body}"))
            which = SearchDocumentRow.number == found.number
            self._session.execute(update(SearchDocumentRow).where(which).values(body=body, tokens=tokens))

    def kept_numbers(self) -> set[NumberKey]:
        """Numbers that somebody has let stay."""
        row = KeptNumberRow
        found = self._session.execute(select(row.place, row.object_id, row.position, row.first))
        return {(one.place, one.object_id, one.position, one.first) for one in found}

    def keep_number(self, key: NumberKey, last: int, call_id: CallId, by: PersonId, at: datetime) -> None:
        """Let a number stay."""
        place, object_id, position, first = key
        self.ask_again([key])
        values = {"place": place, "object_id": object_id, "position": position, "first": first, "last": last}
        self._session.execute(insert(KeptNumberRow).values(**values, call_id=call_id, decided_by=by, decided_at=at))

    def ask_again(self, keys: Collection[NumberKey]) -> None:
        """Forget that these numbers may stay."""
        row = KeptNumberRow
        for place, object_id, position, first in keys:
            where = (row.place == place, row.object_id == object_id, row.position == position, row.first == first)
            self._session.execute(delete(row).where(*where))


def _statements(visibility: Visibility, call_id: CallId | None) -> list[tuple[NumberPlace, Any]]:
    segment, mark, evaluation = TranscriptSegmentRow, MarkRow, EvaluationRow
    is_open = (evaluation.state == EvaluationState.SUBMITTED, evaluation.sealed.is_(False), may_read(visibility))
    said = (
        select(segment.transcript_id, segment.position, RecordingRow.call_id, segment.text, RecordingRow.id,
               segment.start_s, segment.end_s)
        .join(TranscriptRow, TranscriptRow.id == segment.transcript_id)
        .join(RecordingRow, RecordingRow.id == TranscriptRow.recording_id)
        .order_by(RecordingRow.call_id, segment.transcript_id, segment.position)
    )  # fmt: skip
    zero = literal(0).label("position")
    whole = select(evaluation.id, zero, evaluation.call_id, evaluation.comment.label("text")).where(*is_open)
    answers = (
        select(AnswerRow.id, zero, evaluation.call_id, AnswerRow.comment.label("text"))
        .join(evaluation, evaluation.id == AnswerRow.evaluation_id)
        .where(*is_open)
    )
    notes = (
        select(mark.id, zero, evaluation.call_id, mark.note.label("text"), mark.recording_id, mark.start_s, mark.end_s)
        .join(evaluation, evaluation.id == mark.evaluation_id)
        .where(*is_open)
    )
    if call_id is not None:
        said = said.where(RecordingRow.call_id == call_id)
        whole, answers, notes = (one.where(evaluation.call_id == call_id) for one in (whole, answers, notes))
    return [
        (NumberPlace.TRANSCRIPT, said),
        (NumberPlace.COMMENT, whole),
        (NumberPlace.ANSWER_COMMENT, answers),
        (NumberPlace.NOTE, notes),
    ]


def _column(place: NumberPlace, object_id: UUID, position: int) -> tuple[Any, tuple[Any, ...]]:
    if place is NumberPlace.TRANSCRIPT:
        row = TranscriptSegmentRow
        return row.text, (row.transcript_id == object_id, row.position == position)
    columns: dict[NumberPlace, Any] = {
        NumberPlace.COMMENT: EvaluationRow.comment,
        NumberPlace.ANSWER_COMMENT: AnswerRow.comment,
        NumberPlace.NOTE: MarkRow.note,
    }
    return columns[place], (columns[place].class_.id == object_id,)


def _replaced(content: Any, written: str, covered: str) -> Any:
    """The same JSON with the words replaced in every text of it."""
    if isinstance(content, str):
        return content.replace(written, covered)
    if isinstance(content, list):
        return [_replaced(one, written, covered) for one in content]
    if isinstance(content, dict):
        return {key: _replaced(one, written, covered) for key, one in content.items()}
    return content
