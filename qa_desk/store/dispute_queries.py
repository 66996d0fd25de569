"""What became of results that were released: how many of whose, and which answers disputes overturned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from qa_desk.domain.feedback import Verdict
from qa_desk.domain.ids import CallId, EvaluationId, PersonId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.permissions import Visibility
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.following import DisputedAnswerRow, FeedbackRow
from qa_desk.store.tables.scorecards import ScorecardRow, ScorecardVersionRow
from qa_desk.store.visibility import may_read


@dataclass(frozen=True, slots=True)
class Overturned:
    """An answer that a dispute overturned: whose it was, on which call, and when that was decided."""

    evaluation_id: EvaluationId
    call_id: CallId
    inspector_id: PersonId
    criterion_key: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Released:
    """Of which results something is asked: released from one moment on and before another; no key means any form."""

    first: datetime
    end: datetime
    scorecard_key: str
    version_number: int | None = None
    inspector_id: PersonId | None = None


class DisputeQueries(Repository):
    """Only results whose evaluations the reader may see."""

    def overturned(self, scorecard_key: str, since: datetime, visibility: Visibility) -> tuple[Overturned, ...]:
        """What was overturned since a moment on a scorecard, the latest first."""
        return self._overturned(visibility, ScorecardRow.key == scorecard_key, FeedbackRow.decided_at >= since)

    def overturned_of(self, wanted: Released, visibility: Visibility) -> tuple[Overturned, ...]:
        """What was overturned of these results, the latest first."""
        return self._overturned(visibility, *_conditions(wanted))

    def n_by_inspector(
        self, wanted: Released, visibility: Visibility
    ) -> Mapping[PersonId, Mapping[FeedbackState, int]]:
        """How many results of each inspector were released, by what became of them."""
        statement = (
            _scored(select(EvaluationRow.inspector_id, FeedbackRow.state, func.count().label("n")))
            .where(may_read(visibility), *_conditions(wanted))
            .group_by(EvaluationRow.inspector_id, FeedbackRow.state)
        )
        found: dict[PersonId, dict[FeedbackState, int]] = {}
        for row in self._session.execute(statement):
            found.setdefault(row.inspector_id, {})[row.state] = row.n
        return found

    def _overturned(self, visibility: Visibility, *conditions: ColumnElement[bool]) -> tuple[Overturned, ...]:
        columns = (
            EvaluationRow.id,
            EvaluationRow.call_id,
            EvaluationRow.inspector_id,
            DisputedAnswerRow.criterion_key,
            FeedbackRow.decided_at,
        )
        statement = (
            _scored(select(*columns))
            .join(DisputedAnswerRow, DisputedAnswerRow.feedback_id == FeedbackRow.id)
            .where(DisputedAnswerRow.verdict == Verdict.OVERTURNED, FeedbackRow.state == FeedbackState.OVERTURNED)
            .where(may_read(visibility), *conditions)
            .order_by(FeedbackRow.decided_at.desc(), EvaluationRow.id, DisputedAnswerRow.criterion_key)
        )
        return tuple(Overturned(*row) for row in self._session.execute(statement))


def _scored(statement: Any) -> Any:
    """Of feedback with the evaluation that was released and its form."""
    return (
        statement.select_from(FeedbackRow)
        .join(EvaluationRow, EvaluationRow.id == FeedbackRow.evaluation_id)
        .join(ScorecardVersionRow, ScorecardVersionRow.id == EvaluationRow.version_id)
        .join(ScorecardRow, ScorecardRow.id == ScorecardVersionRow.scorecard_id)
    )


def _conditions(wanted: Released) -> list[ColumnElement[bool]]:
    found = [
        FeedbackRow.released_at >= wanted.first,
        FeedbackRow.released_at < wanted.end,
        FeedbackRow.state != FeedbackState.HELD,
    ]
    if wanted.scorecard_key:
        found.append(ScorecardRow.key == wanted.scorecard_key)
    if wanted.version_number is not None:
        found.append(ScorecardVersionRow.number == wanted.version_number)
    if wanted.inspector_id is not None:
        found.append(EvaluationRow.inspector_id == wanted.inspector_id)
    return found
