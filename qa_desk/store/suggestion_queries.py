"""What speaks for bringing a call to a calibration session: facts of record and what was settled. Nothing sealed.

Calls that the asker scores blind are left out of every answer.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.evaluation import AssignmentState
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionCallRow, SettledAnswerRow
from qa_desk.store.tables.reporting import DeductionFactRow, OpportunityFactRow, ScoredFactRow
from qa_desk.store.tables.sampling import AssignmentRow
from qa_desk.store.tables.scorecards import ScorecardRow, ScorecardVersionRow
from qa_desk.store.visibility import scores_blind


@dataclass(frozen=True, slots=True)
class Period:
    """The days, both included, and the scorecard whose calls may be brought."""

    first_day: date
    last_day: date
    scorecard_key: str


@dataclass(frozen=True, slots=True)
class FailureCount:
    """How often a criterion failed, of the calls it applied to."""

    n_failed: int
    n_applied: int


class SuggestionQueries(Repository):
    """Asked by whoever opens sessions."""

    def scores_near(self, reader_id: PersonId, period: Period, mark: float, points: float) -> Mapping[CallId, float]:
        """The score of each call that is no further from the mark than these points."""
        score = func.coalesce(ScoredFactRow.score_before_policy, ScoredFactRow.score)
        statement = select(ScoredFactRow.call_id, score.label("score")).where(
            ScoredFactRow.day >= period.first_day,
            ScoredFactRow.day <= period.last_day,
            ScoredFactRow.scorecard_key == period.scorecard_key,
            score.between(mark - points, mark + points),
            ~scores_blind(reader_id, ScoredFactRow.call_id),
        )
        return {row.call_id: row.score for row in self._session.execute(statement)}

    def failure_counts(self, period: Period) -> Mapping[str, FailureCount]:
        """How often each criterion failed in the period."""
        in_period = (
            ScoredFactRow.day >= period.first_day,
            ScoredFactRow.day <= period.last_day,
            ScoredFactRow.scorecard_key == period.scorecard_key,
        )
        applied = (
            select(OpportunityFactRow.criterion_key, func.count().label("n"))
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == OpportunityFactRow.evaluation_id)
            .where(*in_period)
            .group_by(OpportunityFactRow.criterion_key)
        )
        failed = (
            select(DeductionFactRow.criterion_key, func.count().label("n"))
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == DeductionFactRow.evaluation_id)
            .where(*in_period)
            .group_by(DeductionFactRow.criterion_key)
        )
        n_failed = {row.criterion_key: row.n for row in self._session.execute(failed)}
        return {
            row.criterion_key: FailureCount(n_failed.get(row.criterion_key, 0), row.n)
            for row in self._session.execute(applied)
        }

    def failed_calls(
        self, reader_id: PersonId, period: Period, criterion_keys: Collection[str]
    ) -> Sequence[tuple[CallId, str]]:
        """Which calls failed which of these criteria."""
        statement = (
            select(DeductionFactRow.call_id, DeductionFactRow.criterion_key)
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == DeductionFactRow.evaluation_id)
            .where(
                ScoredFactRow.day >= period.first_day,
                ScoredFactRow.day <= period.last_day,
                ScoredFactRow.scorecard_key == period.scorecard_key,
                DeductionFactRow.criterion_key.in_(sorted(criterion_keys)),
                ~scores_blind(reader_id, DeductionFactRow.call_id),
            )
        )
        return [(row.call_id, row.criterion_key) for row in self._session.execute(statement)]

    def last_settled(self, scorecard_key: str) -> Mapping[str, datetime]:
        """When each criterion of a scorecard was settled last, of those that ever were."""
        statement = (
            select(SettledAnswerRow.criterion_key, func.max(SettledAnswerRow.settled_at).label("at"))
            .join(CalibrationSessionRow, CalibrationSessionRow.id == SettledAnswerRow.session_id)
            .join(ScorecardVersionRow, ScorecardVersionRow.id == CalibrationSessionRow.version_id)
            .join(ScorecardRow, ScorecardRow.id == ScorecardVersionRow.scorecard_id)
            .where(ScorecardRow.key == scorecard_key)
            .where(CalibrationSessionRow.state.in_([SessionState.SETTLED, SessionState.CLOSED]))
            .group_by(SettledAnswerRow.criterion_key)
        )
        return {row.criterion_key: row.at for row in self._session.execute(statement)}

    def known_to(self, person_ids: Collection[PersonId], call_ids: Collection[CallId]) -> frozenset[CallId]:
        """Those of the calls that one of these people scored or has to score, or that a session was held on."""
        in_session = select(SessionCallRow.call_id).where(SessionCallRow.call_id.in_(list(call_ids)))
        return self.given_to(person_ids, call_ids) | frozenset(self._session.scalars(in_session))

    def given_to(self, person_ids: Collection[PersonId], call_ids: Collection[CallId]) -> frozenset[CallId]:
        """Those of the calls that one of these people scored or has to score."""
        statement = select(AssignmentRow.call_id).where(
            AssignmentRow.inspector_id.in_(list(person_ids)),
            AssignmentRow.state != AssignmentState.WITHDRAWN,
            AssignmentRow.call_id.in_(list(call_ids)),
        )
        return frozenset(self._session.scalars(statement))
