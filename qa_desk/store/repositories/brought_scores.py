"""Evaluations in bulk: those that a scores file brings in, and those that one hands out."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from qa_desk.domain.evaluation import Evaluation, EvaluationState
from qa_desk.domain.ids import CallId, EvaluationId, PersonId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.scoring import ScoreResult
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.evaluation_rows import answer_columns, evaluation_columns, mark_columns
from qa_desk.store.repositories.recordings import time_line_under
from qa_desk.store.tables.evaluations import AnswerReasonRow, AnswerRow, EvaluationRow, MarkRow
from qa_desk.store.tables.scorecards import ScorecardRow, ScorecardVersionRow
from qa_desk.store.visibility import may_read

_KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class BroughtEvaluation:
    """An evaluation handed in elsewhere, with what its answers come to."""

    evaluation: Evaluation
    result: ScoreResult
    agent_result: ScoreResult


class BroughtScoreRepository(Repository):
    """Evaluations many at a time."""

    def handed_in(self, call_ids: Collection[CallId]) -> Iterator[tuple[CallId, PersonId, datetime]]:
        """By whom and when these calls were scored, sealed or not: only to know again what came in before.

        Nothing of it may be shown to anybody but who names all three themself.
        """
        keys = list(call_ids)
        for at in range(0, len(keys), _KEYS_AT_ONCE):
            statement = select(EvaluationRow.call_id, EvaluationRow.inspector_id, EvaluationRow.submitted_at).where(
                EvaluationRow.call_id.in_(keys[at : at + _KEYS_AT_ONCE]), EvaluationRow.submitted_at.is_not(None)
            )
            for row in self._session.execute(statement):
                yield row.call_id, row.inspector_id, row.submitted_at

    def add(self, brought: Sequence[BroughtEvaluation]) -> None:
        """Enter evaluations with all that is in them, in a statement for each table."""
        heads = [
            {
                **evaluation_columns(one.evaluation),
                "score": one.result.score,
                "score_before_policy": one.result.score_before_policy,
                "passed": one.result.passed,
                "agent_score": one.agent_result.score,
            }
            for one in brought
        ]
        pairs = [(one.evaluation.carries_seal, answer) for one in brought for answer in one.evaluation.answers]
        answers = [
            {"id": answer.id, "sealed": sealed, "version": answer.version, **answer_columns(answer)}
            for sealed, answer in pairs
        ]
        reasons = [
            {"answer_id": answer.id, "reason_key": key, "sealed": sealed, "position": position}
            for sealed, answer in pairs
            for position, key in enumerate(answer.reasons)
        ]
        self._insert(EvaluationRow, heads)
        self._insert(AnswerRow, answers)
        self._insert(AnswerReasonRow, reasons)
        self._insert(MarkRow, self._mark_rows(one.evaluation for one in brought))

    def readable(
        self,
        visibility: Visibility,
        *,
        submitted_from: datetime | None = None,
        submitted_before: datetime | None = None,
        scorecard_key: str = "",
    ) -> tuple[EvaluationId, ...]:
        """What was handed in and the reader may see, oldest first."""
        conditions = [EvaluationRow.state == EvaluationState.SUBMITTED, may_read(visibility)]
        if submitted_from is not None:
            conditions.append(EvaluationRow.submitted_at >= submitted_from)
        if submitted_before is not None:
            conditions.append(EvaluationRow.submitted_at < submitted_before)
        statement = select(EvaluationRow.id).order_by(EvaluationRow.submitted_at, EvaluationRow.id)
        if scorecard_key:
            statement = (
                statement.join(ScorecardVersionRow, ScorecardVersionRow.id == EvaluationRow.version_id)
                .join(ScorecardRow, ScorecardRow.id == ScorecardVersionRow.scorecard_id)
                .where(ScorecardRow.key == scorecard_key)
            )
        return tuple(self._session.scalars(statement.where(*conditions)))

    def _mark_rows(self, evaluations: Iterable[Evaluation]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for evaluation in evaluations:
            if evaluation.marks:
                line = time_line_under(self._session, evaluation.id)
                rows += [{"sealed": evaluation.carries_seal, **mark_columns(mark, line)} for mark in evaluation.marks]
        return rows

    def _insert(self, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._session.execute(insert(table), rows)


def in_parts(keys: Sequence[EvaluationId], size: int = _KEYS_AT_ONCE) -> Iterable[Sequence[EvaluationId]]:
    """The keys a few hundred at a time, as many as one statement takes."""
    return (keys[at : at + size] for at in range(0, len(keys), size))
