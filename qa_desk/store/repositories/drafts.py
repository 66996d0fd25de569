"""What stands around an evaluation: the desk it is open on, where it was left, what it said before it was re-opened.

Only a service that has found the evaluation readable for its actor asks here.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update

from qa_desk.domain.evaluation import (
    Answer,
    CauseOwner,
    CauseOwnerKind,
    DeskPlace,
    DraftHold,
    EarlierState,
    Evaluation,
    Mark,
)
from qa_desk.domain.ids import AnswerId, EvaluationId, MarkId, PersonId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.evaluations import DeskPlaceRow, DraftHoldRow, EarlierStateRow, EvaluationRow


class DraftRepository(Repository):
    """Holds, places and earlier states."""

    def hold_of(self, evaluation_id: EvaluationId) -> DraftHold | None:
        """The desk that a draft is open on."""
        row = self._session.execute(
            select(DraftHoldRow.__table__).where(DraftHoldRow.evaluation_id == evaluation_id)
        ).first()
        return DraftHold(**row._mapping) if row is not None else None

    def hold(self, hold: DraftHold) -> None:
        """Let this desk be the one; whichever held it before does no longer."""
        self._session.execute(delete(DraftHoldRow).where(DraftHoldRow.evaluation_id == hold.evaluation_id))
        self._session.execute(insert(DraftHoldRow).values(**_columns(hold)))

    def see(self, evaluation_id: EvaluationId, process_id: int, seen_at: datetime) -> None:
        """The desk that holds the draft was there at this moment, in this process."""
        statement = update(DraftHoldRow).where(DraftHoldRow.evaluation_id == evaluation_id)
        self._session.execute(statement.values(process_id=process_id, seen_at=seen_at))

    def let_go(self, evaluation_id: EvaluationId) -> None:
        """Nobody holds the draft any more, nor did."""
        self._session.execute(delete(DraftHoldRow).where(DraftHoldRow.evaluation_id == evaluation_id))

    def place_of(self, evaluation_id: EvaluationId) -> DeskPlace:
        """Where the draft was left; the start of the call when it never was."""
        row = self._session.execute(
            select(DeskPlaceRow.__table__).where(DeskPlaceRow.evaluation_id == evaluation_id)
        ).first()
        if row is None:
            return DeskPlace()
        return DeskPlace(row.position_s, row.view_start_s, row.view_end_s, row.criterion_key, tuple(row.folded))

    def keep_place(self, evaluation_id: EvaluationId, place: DeskPlace) -> None:
        """Remember where the draft is left."""
        self._session.execute(delete(DeskPlaceRow).where(DeskPlaceRow.evaluation_id == evaluation_id))
        columns = {**asdict(place), "folded": list(place.folded)}
        sealed = select(EvaluationRow.sealed).where(EvaluationRow.id == evaluation_id).scalar_subquery()
        self._session.execute(insert(DeskPlaceRow).values(evaluation_id=evaluation_id, sealed=sealed, **columns))

    def add_worked(self, evaluation_id: EvaluationId, seconds: float) -> None:
        """Count more time spent on an evaluation."""
        statement = update(EvaluationRow).where(EvaluationRow.id == evaluation_id)
        self._session.execute(statement.values(worked_s=EvaluationRow.worked_s + seconds))

    def keep_state(
        self, evaluation: Evaluation, *, reopened_by: PersonId, reopened_at: datetime, reason: str
    ) -> EarlierState:
        """Keep what an evaluation says now, as it is re-opened."""
        assert evaluation.submitted_at is not None, "only what was handed in has said something"
        scored = select(EvaluationRow.score, EvaluationRow.passed).where(EvaluationRow.id == evaluation.id)
        row = self._session.execute(scored).one()
        last = select(func.max(EarlierStateRow.number)).where(EarlierStateRow.evaluation_id == evaluation.id)
        state = EarlierState(
            evaluation_id=evaluation.id,
            number=(self._session.scalar(last) or 0) + 1,
            submitted_at=evaluation.submitted_at,
            reopened_at=reopened_at,
            reopened_by=reopened_by,
            reason=reason,
            answers=evaluation.answers,
            marks=evaluation.marks,
            score=row.score,
            passed=row.passed,
        )
        columns = {name: value for name, value in _columns(state).items() if name not in ("answers", "marks")}
        content = {
            "answers": [_answer_record(answer) for answer in state.answers],
            "marks": [_mark_record(mark) for mark in state.marks],
        }
        self._session.execute(
            insert(EarlierStateRow).values(**columns, sealed=evaluation.carries_seal, content=content)
        )
        return state

    def earlier_states(self, evaluation_id: EvaluationId) -> tuple[EarlierState, ...]:
        """What the evaluation said each time it was re-opened, the first time first."""
        statement = select(EarlierStateRow.__table__).where(EarlierStateRow.evaluation_id == evaluation_id)
        return tuple(_state_of(row) for row in self._session.execute(statement.order_by(EarlierStateRow.number)))


def _columns(record: DraftHold | EarlierState) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}


def _state_of(row: Row[Any]) -> EarlierState:
    return EarlierState(
        evaluation_id=row.evaluation_id,
        number=row.number,
        submitted_at=row.submitted_at,
        reopened_at=row.reopened_at,
        reopened_by=row.reopened_by,
        reason=row.reason,
        answers=tuple(_answer_of(record, row.evaluation_id) for record in row.content["answers"]),
        marks=tuple(_mark_of(record, row.evaluation_id) for record in row.content["marks"]),
        score=row.score,
        passed=row.passed,
    )


def _answer_record(answer: Answer) -> dict[str, Any]:
    owner = answer.cause_owner
    return {
        "id": str(answer.id),
        "criterion": answer.criterion_key,
        "rating": answer.rating,
        "na": answer.na,
        "reasons": list(answer.reasons),
        "owner_kind": owner.kind.value if owner else None,
        "owner_id": str(owner.id) if owner and owner.id else None,
        "comment": answer.comment,
        "version": answer.version,
    }


def _answer_of(record: dict[str, Any], evaluation_id: EvaluationId) -> Answer:
    owner_id = UUID(record["owner_id"]) if record["owner_id"] else None
    return Answer(
        id=AnswerId(UUID(record["id"])),
        evaluation_id=evaluation_id,
        criterion_key=record["criterion"],
        rating=record["rating"],
        na=record["na"],
        reasons=tuple(record["reasons"]),
        cause_owner=CauseOwner(CauseOwnerKind(record["owner_kind"]), owner_id) if record["owner_kind"] else None,
        comment=record["comment"],
        version=record["version"],
    )


def _mark_record(mark: Mark) -> dict[str, Any]:
    return {
        "id": str(mark.id),
        "start_s": mark.start_s,
        "end_s": mark.end_s,
        "note": mark.note,
        "criterion": mark.criterion_key,
        "positive": mark.positive,
    }


def _mark_of(record: dict[str, Any], evaluation_id: EvaluationId) -> Mark:
    return Mark(
        MarkId(UUID(record["id"])),
        evaluation_id,
        record["start_s"],
        record["end_s"],
        record["note"],
        record["criterion"],
        record["positive"],
    )
