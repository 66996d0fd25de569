"""Evaluations with their answers and marks. Every read takes the reader's `Visibility`, and SQL applies it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, delete, exists, insert, or_, select, text, update
from sqlalchemy.orm import Session

from qa_desk.domain.errors import ConflictError, NotFoundError
from qa_desk.domain.evaluation import (
    Answer,
    Evaluation,
    EvaluationKeys,
    EvaluationState,
    Mark,
)
from qa_desk.domain.ids import AssignmentId, CallId, EvaluationId, MarkId, PersonId, SessionId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.scoring import ScoreResult
from qa_desk.store.engine import is_sqlite
from qa_desk.store.known_purposes import known_purposes
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.evaluation_rows import (
    answer_columns,
    answer_of,
    evaluation_columns,
    evaluation_of,
    mark_columns,
    mark_of,
)
from qa_desk.store.repositories.recordings import time_line_under
from qa_desk.store.tables.calibration import SessionSeatRow
from qa_desk.store.tables.evaluations import (
    AnswerReasonRow,
    AnswerRow,
    CommitmentRow,
    DisclosureRow,
    EvaluationRow,
    HeardPassageRow,
    MarkRow,
)
from qa_desk.store.tables.following import FeedbackRow
from qa_desk.store.visibility import may_read


class EvaluationRepository(Repository):
    """All evaluations. `author_id` is who works in this transaction: what only an author reads is read as theirs."""

    def __init__(self, session: Session, author_id: PersonId | None) -> None:
        super().__init__(session)
        self._author_id = author_id

    # reading

    def get(self, evaluation_id: EvaluationId, visibility: Visibility) -> Evaluation | None:
        """The evaluation with that key, if the reader may see it."""
        return self._first(EvaluationRow.id == evaluation_id, may_read(visibility))

    def of_assignment(self, assignment_id: AssignmentId, visibility: Visibility) -> Evaluation | None:
        """The evaluation that an assignment led to, if the reader may see it."""
        return self._first(EvaluationRow.assignment_id == assignment_id, may_read(visibility))

    def of_call(self, call_id: CallId, visibility: Visibility) -> tuple[Evaluation, ...]:
        """The evaluations of a call that the reader may see, first handed in first."""
        return self._read(EvaluationRow.call_id == call_id, may_read(visibility))

    def in_session(self, session_id: SessionId, visibility: Visibility) -> tuple[Evaluation, ...]:
        """The evaluations of a calibration session that the reader may see."""
        return self._read(EvaluationRow.session_id == session_id, may_read(visibility))

    def visible(self, evaluation_ids: Iterable[EvaluationId], visibility: Visibility) -> tuple[Evaluation, ...]:
        """Those of these evaluations that the reader may see."""
        return self._read(EvaluationRow.id.in_(list(evaluation_ids)), may_read(visibility))

    def of_others(self, evaluation_ids: Iterable[EvaluationId], visibility: Visibility) -> tuple[EvaluationId, ...]:
        """Those of these that are of sessions and by somebody else, and that the reader may see."""
        return self._keys(
            EvaluationRow.id.in_(list(evaluation_ids)),
            EvaluationRow.session_id.is_not(None),
            EvaluationRow.inspector_id != visibility.reader_id,
            may_read(visibility),
        )

    def heard(self, evaluation_id: EvaluationId) -> tuple[tuple[float, float], ...]:
        """The passages heard, in seconds of the call; only its author learns of them."""
        statement = (
            select(HeardPassageRow.start_s, HeardPassageRow.end_s)
            .join(EvaluationRow, EvaluationRow.id == HeardPassageRow.evaluation_id)
            .where(EvaluationRow.id == evaluation_id, EvaluationRow.inspector_id == self._author_id)
            .order_by(HeardPassageRow.start_s)
        )
        return tuple((row.start_s, row.end_s) for row in self._session.execute(statement))

    def submitted_in_session(self, session_id: SessionId) -> tuple[EvaluationId, ...]:
        """The keys of what the panel of a session handed in: what a reveal unseals."""
        seated = select(SessionSeatRow.person_id).where(SessionSeatRow.session_id == session_id)
        return self._keys(
            EvaluationRow.session_id == session_id,
            EvaluationRow.state == EvaluationState.SUBMITTED,
            EvaluationRow.inspector_id.in_(seated),
        )

    def handed_in(self, evaluation_id: EvaluationId) -> EvaluationKeys | None:
        """Which one it is, if its author works here and has handed it in, be it hidden from them by now."""
        if is_sqlite(self._session.get_bind()):
            columns = (EvaluationRow.assignment_id, EvaluationRow.call_id, EvaluationRow.session_id)
            statement: Any = select(*columns).where(
                EvaluationRow.id == evaluation_id,
                EvaluationRow.inspector_id == self._author_id,
                EvaluationRow.state == EvaluationState.SUBMITTED,
            )
        else:
            statement = text(
                "SELECT assignment_id, call_id, session_id FROM server.handed_in(:evaluation, :author)"
            ).bindparams(evaluation=evaluation_id, author=self._author_id)
        row = self._session.execute(statement).first()
        return None if row is None else EvaluationKeys(evaluation_id, row.assignment_id, row.call_id, row.session_id)

    def is_released(self, evaluation_id: EvaluationId) -> bool:
        """Whether its agent has been shown it, as the result or as what a dispute of theirs led to."""
        released = exists().where(
            or_(FeedbackRow.evaluation_id == evaluation_id, FeedbackRow.superseding_id == evaluation_id),
            FeedbackRow.state != FeedbackState.HELD,
        )
        return bool(self._session.scalar(select(released)))

    # changing

    def add(self, evaluation: Evaluation) -> None:
        """Enter a new evaluation with all that is in it."""
        self._session.execute(insert(EvaluationRow).values(**evaluation_columns(evaluation)))
        self._insert_answers(evaluation.answers, sealed=evaluation.carries_seal)
        if evaluation.marks:
            line = time_line_under(self._session, evaluation.id)
            rows = [{"sealed": evaluation.carries_seal, **mark_columns(mark, line)} for mark in evaluation.marks]
            self._session.execute(insert(MarkRow), rows)

    def save_answer(self, answer: Answer) -> None:
        """Write an answer; its `version` is the one it gets: 1 for the first, else one above that which was read.

        Raises ConflictError with `mine`, `theirs` and `who` when it was saved elsewhere since.
        """
        theirs = self._answer(answer.evaluation_id, answer.criterion_key)
        if theirs is None:
            self._insert_answers([answer], sealed=self._is_sealed(answer.evaluation_id))
            return
        changed = self._session.execute(
            update(AnswerRow)
            .where(AnswerRow.id == theirs.id, AnswerRow.version == answer.version - 1)
            .values(version=answer.version, **answer_columns(answer))
        )
        if changed.rowcount != 1:  # pyright: ignore[reportAttributeAccessIssue] - a CursorResult
            raise ConflictError(mine=answer, theirs=theirs, who=self._last_actor_name(answer.evaluation_id))
        self._session.execute(delete(AnswerReasonRow).where(AnswerReasonRow.answer_id == theirs.id))
        self._insert_reasons([answer], sealed=self._is_sealed(answer.evaluation_id))

    def remove_answer(self, evaluation_id: EvaluationId, criterion_key: str) -> None:
        """Take an answer away with its reasons."""
        self._session.execute(
            delete(AnswerRow).where(AnswerRow.evaluation_id == evaluation_id, AnswerRow.criterion_key == criterion_key)
        )

    def save_mark(self, mark: Mark) -> None:
        """Write a mark, new or changed."""
        columns = mark_columns(mark, time_line_under(self._session, mark.evaluation_id))
        changed = self._session.execute(
            update(MarkRow).where(MarkRow.id == mark.id, MarkRow.evaluation_id == mark.evaluation_id).values(**columns)
        )
        if changed.rowcount == 0:  # pyright: ignore[reportAttributeAccessIssue] - a CursorResult
            sealed = self._is_sealed(mark.evaluation_id)
            self._session.execute(insert(MarkRow).values(sealed=sealed, **columns))

    def remove_mark(self, evaluation_id: EvaluationId, mark_id: MarkId) -> None:
        """Take a mark away."""
        self._session.execute(delete(MarkRow).where(MarkRow.id == mark_id, MarkRow.evaluation_id == evaluation_id))

    def save_comment(self, evaluation_id: EvaluationId, comment: str) -> None:
        """Write the comment on the whole call."""
        self._change(evaluation_id, comment=comment)

    def save_heard(
        self, evaluation_id: EvaluationId, passages: Sequence[tuple[float, float]], listened_share: float
    ) -> None:
        """Write the passages heard, in seconds of the call, and their share of it (0…1)."""
        self._session.execute(delete(HeardPassageRow).where(HeardPassageRow.evaluation_id == evaluation_id))
        sealed = self._is_sealed(evaluation_id)
        rows = [
            {"evaluation_id": evaluation_id, "start_s": start_s, "end_s": end_s, "sealed": sealed}
            for start_s, end_s in passages
            if end_s > start_s
        ]
        if rows:
            self._session.execute(insert(HeardPassageRow), rows)
        self._change(evaluation_id, listened_share=listened_share)

    def save_scores(self, evaluation_id: EvaluationId, result: ScoreResult, agent_result: ScoreResult) -> None:
        """Write what the answers come to: call quality and agent score."""
        self._change(
            evaluation_id,
            score=result.score,
            score_before_policy=result.score_before_policy,
            passed=result.passed,
            agent_score=agent_result.score,
        )

    def set_submitted(self, evaluation_id: EvaluationId, submitted_at: datetime, *, late: bool) -> None:
        """Handed in; `late` when the session had been revealed before."""
        self._change(evaluation_id, state=EvaluationState.SUBMITTED, submitted_at=submitted_at, late=late)

    def set_reopened(self, evaluation_id: EvaluationId, reopened_at: datetime) -> None:
        """Taken back by its author, who works on it again."""
        self._change(evaluation_id, state=EvaluationState.REOPENED, reopened_at=reopened_at)

    def commit_to(self, evaluation_id: EvaluationId, sha256: str, salt: bytes, made_at: datetime) -> None:
        """Keep the proof of what is sealed; one made before for the same evaluation is replaced."""
        self._session.execute(delete(CommitmentRow).where(CommitmentRow.evaluation_id == evaluation_id))
        row = {"evaluation_id": evaluation_id, "sealed": True, "sha256": sha256, "salt": salt, "made_at": made_at}
        self._session.execute(insert(CommitmentRow).values(**row))

    def commitments(self, session_id: SessionId) -> Mapping[EvaluationId, tuple[str, bytes | None]]:
        """The hash that was committed to for each evaluation of a session, and the salt once it is unsealed."""
        if is_sqlite(self._session.get_bind()):
            salt = case((CommitmentRow.sealed.is_(False), CommitmentRow.salt)).label("salt")
            statement = (
                select(CommitmentRow.evaluation_id, CommitmentRow.sha256, salt)
                .join(EvaluationRow, EvaluationRow.id == CommitmentRow.evaluation_id)
                .where(EvaluationRow.session_id == session_id)
            )
            rows = self._session.execute(statement).all()
        else:
            # on a server nobody may use a salt in a condition: it could be found bit by bit
            told = text("SELECT evaluation_id, sha256, salt FROM server.commitments(:session)")
            rows = self._session.execute(told, {"session": session_id}).all()
        return {row.evaluation_id: (row.sha256, row.salt) for row in rows}

    def disclose(
        self, evaluation_ids: Iterable[EvaluationId], reader_id: PersonId, at: datetime, occasion: str
    ) -> None:
        """Note that a reader was shown these evaluations; the first time counts."""
        keys = list(evaluation_ids)
        seen = select(DisclosureRow.evaluation_id).where(
            DisclosureRow.reader_id == reader_id, DisclosureRow.evaluation_id.in_(keys)
        )
        known = set(self._session.scalars(seen))
        rows = [
            {"evaluation_id": key, "reader_id": reader_id, "first_seen_at": at, "occasion": occasion}
            for key in keys
            if key not in known
        ]
        if rows:
            self._session.execute(insert(DisclosureRow), rows)

    def disclosed_to(self, evaluation_id: EvaluationId) -> Mapping[PersonId, datetime]:
        """Who was shown an evaluation, and when first."""
        statement = select(DisclosureRow.reader_id, DisclosureRow.first_seen_at)
        rows = self._session.execute(statement.where(DisclosureRow.evaluation_id == evaluation_id))
        return {row.reader_id: row.first_seen_at for row in rows}

    # the parts

    def _first(self, *conditions: ColumnElement[bool]) -> Evaluation | None:
        return next(iter(self._read(*conditions)), None)

    def _read(self, *conditions: ColumnElement[bool]) -> tuple[Evaluation, ...]:
        """Heads, answers, reasons and marks: four statements, each with the same conditions."""
        known = known_purposes()
        heads = self._session.execute(
            select(EvaluationRow.__table__, known.c.purpose.label("true_purpose"))
            .outerjoin(known, known.c.assignment_id == EvaluationRow.assignment_id)
            .where(*conditions)
            .order_by(EvaluationRow.submitted_at.asc().nulls_last(), EvaluationRow.started_at, EvaluationRow.id)
        ).all()
        if not heads:
            return ()
        answers, marks = self._answers(*conditions), self._marks(*conditions)
        return tuple(evaluation_of(row, answers.get(row.id, ()), marks.get(row.id, ())) for row in heads)

    def _answers(self, *conditions: ColumnElement[bool]) -> dict[EvaluationId, tuple[Answer, ...]]:
        reasons: dict[Any, list[str]] = {}
        for row in self._session.execute(
            select(AnswerReasonRow.answer_id, AnswerReasonRow.reason_key)
            .join(AnswerRow, AnswerRow.id == AnswerReasonRow.answer_id)
            .join(EvaluationRow, EvaluationRow.id == AnswerRow.evaluation_id)
            .where(*conditions)
            .order_by(AnswerReasonRow.position)
        ):
            reasons.setdefault(row.answer_id, []).append(row.reason_key)
        found: dict[EvaluationId, tuple[Answer, ...]] = {}
        for row in self._session.execute(
            select(AnswerRow.__table__)
            .join(EvaluationRow, EvaluationRow.id == AnswerRow.evaluation_id)
            .where(*conditions)
            .order_by(AnswerRow.criterion_key)
        ):
            answer = answer_of(row, tuple(reasons.get(row.id, ())))
            found[row.evaluation_id] = (*found.get(row.evaluation_id, ()), answer)
        return found

    def _marks(self, *conditions: ColumnElement[bool]) -> dict[EvaluationId, tuple[Mark, ...]]:
        found: dict[EvaluationId, tuple[Mark, ...]] = {}
        for row in self._session.execute(
            select(MarkRow.__table__)
            .join(EvaluationRow, EvaluationRow.id == MarkRow.evaluation_id)
            .where(*conditions)
            .order_by(MarkRow.start_s, MarkRow.end_s, MarkRow.id)
        ):
            found[row.evaluation_id] = (*found.get(row.evaluation_id, ()), mark_of(row))
        return found

    def _keys(self, *conditions: ColumnElement[bool]) -> tuple[EvaluationId, ...]:
        return tuple(self._session.scalars(select(EvaluationRow.id).where(*conditions).order_by(EvaluationRow.id)))

    def _is_sealed(self, evaluation_id: EvaluationId) -> bool:
        sealed = self._session.scalar(select(EvaluationRow.sealed).where(EvaluationRow.id == evaluation_id))
        if sealed is None:
            raise NotFoundError(what=evaluation_id)
        return sealed

    def _answer(self, evaluation_id: EvaluationId, criterion_key: str) -> Answer | None:
        """The answer that is being written over; never handed out but to the author, in a conflict."""
        row: Row[Any] | None = self._session.execute(
            select(AnswerRow.__table__).where(
                AnswerRow.evaluation_id == evaluation_id, AnswerRow.criterion_key == criterion_key
            )
        ).first()
        if row is None:
            return None
        reasons = select(AnswerReasonRow.reason_key).where(AnswerReasonRow.answer_id == row.id)
        return answer_of(row, tuple(self._session.scalars(reasons.order_by(AnswerReasonRow.position))))

    def _insert_answers(self, answers: Sequence[Answer], *, sealed: bool) -> None:
        rows = [{"id": a.id, "sealed": sealed, "version": a.version, **answer_columns(a)} for a in answers]
        if rows:
            self._session.execute(insert(AnswerRow), rows)
        self._insert_reasons(answers, sealed=sealed)

    def _insert_reasons(self, answers: Sequence[Answer], *, sealed: bool) -> None:
        rows = [
            {"answer_id": answer.id, "reason_key": key, "sealed": sealed, "position": position}
            for answer in answers
            for position, key in enumerate(answer.reasons)
        ]
        if rows:
            self._session.execute(insert(AnswerReasonRow), rows)

    def _change(self, evaluation_id: EvaluationId, **values: Any) -> None:
        statement = update(EvaluationRow).where(EvaluationRow.id == evaluation_id)
        changed = self._session.execute(statement.values(version=EvaluationRow.version + 1, **values))
        if changed.rowcount != 1:  # pyright: ignore[reportAttributeAccessIssue] - a CursorResult
            raise NotFoundError(what=evaluation_id)
