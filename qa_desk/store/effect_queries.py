"""What an effect check counts: a criterion's calls and failures by unit, agent, inspector and version of some days."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select

from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.store.fact_filter import FactFilter, deductions_of, is_scored
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.reporting import (
    DeductionFactRow,
    DeductionReasonFactRow,
    OpportunityFactRow,
    ScoredFactRow,
)


@dataclass(frozen=True, slots=True)
class EffectCount:
    """Calls that a criterion applied to, and those failed in it, of one unit, agent, inspector and version."""

    unit_id: UnitId | None
    agent_id: PersonId | None
    inspector_id: PersonId
    scorecard_key: str
    version_number: int
    n_calls: int
    n_failed: int


class EffectQueries(Repository):
    """Facts of record only: nothing sealed is among them."""

    def counts(self, wanted: FactFilter, criterion_key: str, reason_key: str | None = None) -> tuple[EffectCount, ...]:
        """Of the calls wanted; with a reason, or a cause owner wanted, only such failures count as failed."""
        failed = deductions_of(wanted).add_columns(DeductionFactRow.evaluation_id)
        failed = failed.where(DeductionFactRow.criterion_key == criterion_key)
        if reason_key:
            failed = failed.join(DeductionReasonFactRow, DeductionReasonFactRow.deduction_id == DeductionFactRow.id)
            failed = failed.where(DeductionReasonFactRow.reason_key == reason_key)
        hit = failed.subquery("failed")
        groups = (
            ScoredFactRow.unit_id,
            ScoredFactRow.agent_id,
            ScoredFactRow.inspector_id,
            ScoredFactRow.scorecard_key,
            ScoredFactRow.version_number,
        )
        statement = (
            select(*groups, func.count(), func.count(hit.c.evaluation_id))
            .select_from(OpportunityFactRow)
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == OpportunityFactRow.evaluation_id)
            .outerjoin(hit, and_(hit.c.evaluation_id == OpportunityFactRow.evaluation_id))
            .where(OpportunityFactRow.day.between(wanted.first_day, wanted.last_day), is_scored(wanted))
            .where(OpportunityFactRow.criterion_key == criterion_key)
            .group_by(*groups)
        )
        return tuple(EffectCount(*row) for row in self._session.execute(statement))
