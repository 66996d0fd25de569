"""What came of drawn calls in figures of record: their scores, which families failed, how far scores spread."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import and_, case, exists, func, select

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import CallId, DrawId, EvaluationId, PersonId, UnitId
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.store.fact_filter import FactFilter, is_scored
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.reporting import DeductionFactRow, OpportunityFactRow, ScoredFactRow
from qa_desk.store.tables.sampling import DrawItemRow
from qa_desk.store.visibility import calls_scored_blind, scores_blind


@dataclass(frozen=True, slots=True)
class DrawnScore:
    """The score of record of a drawn call.

    Args:
        score: 0…100 before what a critical failure does to it; None for not scored.
        applied: the critical criteria asked for that applied.
        failed: the critical families in which something failed.
    """

    call_id: CallId
    business_type: str
    score: float | None
    passed: bool
    applied: frozenset[str] = frozenset()
    failed: frozenset[CriticalFamily] = frozenset()


@dataclass(frozen=True, slots=True)
class ScoreSums:
    """Sums over the calls of one agent in one unit: calls, those with a score, scores and their squares, failures."""

    unit_id: UnitId | None
    agent_id: PersonId | None
    n: int
    n_scores: int
    y: float
    yy: float
    n_failed: int


@dataclass(frozen=True, slots=True)
class AgentCall:
    """A drawn call as it counts for its agent and unit.

    Args:
        chance: that it was drawn; of several draws with it the highest.
        score: 0…100 without what others caused, and before what a critical failure does to it.
        has_failed: whether the agent caused a critical failure.
    """

    call_id: CallId
    unit_id: UnitId | None
    agent_id: PersonId | None
    scorecard_key: str
    chance: float
    score: float
    has_failed: bool


class DrawnScoreRepository(Repository):
    """Facts of record by draw; nothing sealed is ever among them."""

    def of_draw(
        self, draw_id: DrawId, scorecard_key: str, critical_keys: Collection[str], reader_id: PersonId
    ) -> dict[CallId, DrawnScore]:
        """The calls of a draw that have a score by this scorecard, but those that the reader scores blind."""
        in_draw = and_(DrawItemRow.call_id == ScoredFactRow.call_id, DrawItemRow.draw_id == draw_id)
        wanted = (ScoredFactRow.scorecard_key == scorecard_key, ~scores_blind(reader_id, ScoredFactRow.call_id))
        scored = self._session.execute(
            select(
                ScoredFactRow.evaluation_id,
                ScoredFactRow.call_id,
                ScoredFactRow.business_type,
                ScoredFactRow.score_before_policy,
                ScoredFactRow.passed,
            )
            .join(DrawItemRow, in_draw)
            .where(*wanted)
        )
        found = {row.evaluation_id: DrawnScore(*row[1:]) for row in scored}
        failed = self._session.execute(
            select(DeductionFactRow.evaluation_id, DeductionFactRow.critical)
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == DeductionFactRow.evaluation_id)
            .join(DrawItemRow, in_draw)
            .where(*wanted, DeductionFactRow.critical.is_not(None))
            .distinct()
        )
        families: dict[EvaluationId, set[CriticalFamily]] = {}
        for row in failed:
            families.setdefault(row.evaluation_id, set()).add(row.critical)
        asked = self._session.execute(
            select(OpportunityFactRow.evaluation_id, OpportunityFactRow.criterion_key)
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == OpportunityFactRow.evaluation_id)
            .join(DrawItemRow, in_draw)
            .where(*wanted, OpportunityFactRow.criterion_key.in_(sorted(critical_keys)))
        )
        applied: dict[EvaluationId, set[str]] = {}
        for row in asked:
            applied.setdefault(row.evaluation_id, set()).add(row.criterion_key)
        return {
            one.call_id: replace(one, applied=frozenset(applied.get(key, ())), failed=frozenset(families.get(key, ())))
            for key, one in found.items()
        }

    def agent_calls(self, wanted: FactFilter, reader_id: PersonId) -> tuple[AgentCall, ...]:
        """The drawn calls that have a score, but those that the reader scores blind, in the order of their keys.

        What others caused is taken out of the score; where the agent failed critically that is not possible, for the
        score without it is kept only after what the failure does to it.
        """
        own = exists().where(
            DeductionFactRow.evaluation_id == ScoredFactRow.evaluation_id,
            DeductionFactRow.critical.is_not(None),
            DeductionFactRow.cause_owner_kind == CauseOwnerKind.AGENT,
        )
        chance = (
            select(DrawItemRow.call_id, func.max(DrawItemRow.inclusion_probability).label("chance"))
            .where(DrawItemRow.dropped_reason == "")
            .group_by(DrawItemRow.call_id)
            .subquery("chances")
        )
        score = case((own, ScoredFactRow.score_before_policy), else_=ScoredFactRow.agent_score)
        statement = (
            select(
                ScoredFactRow.call_id,
                ScoredFactRow.unit_id,
                ScoredFactRow.agent_id,
                ScoredFactRow.scorecard_key,
                chance.c.chance,
                score,
                case((own, True), else_=False),
            )
            .join(chance, chance.c.call_id == ScoredFactRow.call_id)
            .where(is_scored(wanted), score.is_not(None), ScoredFactRow.call_id.not_in(calls_scored_blind(reader_id)))
            .order_by(ScoredFactRow.call_id)
        )
        return tuple(AgentCall(*row) for row in self._session.execute(statement))

    def sums(self, scorecard_key: str, first_day: date, last_day: date) -> tuple[ScoreSums, ...]:
        """The sums of all calls of these days with a score by this scorecard, agent by agent."""
        score = ScoredFactRow.score_before_policy
        statement = (
            select(
                ScoredFactRow.unit_id,
                ScoredFactRow.agent_id,
                func.count(),
                func.count(score),
                func.coalesce(func.sum(score), 0.0),
                func.coalesce(func.sum(score * score), 0.0),
                func.sum(case((ScoredFactRow.passed, 0), else_=1)),
            )
            .where(ScoredFactRow.scorecard_key == scorecard_key, ScoredFactRow.day.between(first_day, last_day))
            .group_by(ScoredFactRow.unit_id, ScoredFactRow.agent_id)
        )
        return tuple(ScoreSums(*row) for row in self._session.execute(statement))
