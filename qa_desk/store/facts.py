"""Entering and taking out the flat facts that reports count; `issue_queries` reads them.

Facts are of the evaluation of record; one that is sealed is refused here, so that no figure can tell of it.
"""

from uuid import uuid4

from sqlalchemy import delete, exists, insert, select

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.domain.issue import DeductionFact, ScoredFact
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.reporting import (
    DeductionFactRow,
    DeductionReasonFactRow,
    OpportunityFactRow,
    ScoredFactRow,
)

_SCORED_FIELDS = (
    "evaluation_id",
    "call_id",
    "day",
    "unit_id",
    "agent_id",
    "inspector_id",
    "scorecard_key",
    "version_number",
    "business_type",
    "score",
    "score_before_policy",
    "agent_score",
    "passed",
)

_DEDUCTION_FIELDS = (
    "evaluation_id",
    "call_id",
    "day",
    "unit_id",
    "agent_id",
    "inspector_id",
    "scorecard_key",
    "version_number",
    "section_key",
    "criterion_key",
    "points",
    "critical",
    "cause_owner_kind",
    "cause_owner_name",
    "business_type",
)


class FactRepository(Repository):
    """All facts."""

    def add(self, fact: ScoredFact) -> None:
        """Enter the facts of an evaluation. Raises WRONG_STATE while it is sealed."""
        is_open = exists().where(EvaluationRow.id == fact.evaluation_id, EvaluationRow.sealed.is_(False))
        if not self._session.scalar(select(is_open)):
            raise QADeskError(ErrorCode.WRONG_STATE, what=fact.evaluation_id, state="sealed")
        self._session.execute(insert(ScoredFactRow).values(**{name: getattr(fact, name) for name in _SCORED_FIELDS}))
        place = {"evaluation_id": fact.evaluation_id, "day": fact.day, "unit_id": fact.unit_id}
        opportunities = [{**place, "criterion_key": key} for key in fact.opportunities]
        if opportunities:
            self._session.execute(insert(OpportunityFactRow), opportunities)
        for deduction in fact.deductions:
            self._add_deduction(deduction)

    def remove_of_call(self, call_id: CallId) -> None:
        """Take out what there is of a call."""
        self._session.execute(delete(ScoredFactRow).where(ScoredFactRow.call_id == call_id))

    def _add_deduction(self, fact: DeductionFact) -> None:
        key = uuid4()
        values = {name: getattr(fact, name) for name in _DEDUCTION_FIELDS}
        self._session.execute(insert(DeductionFactRow).values(id=key, reason_keys=list(fact.reason_keys), **values))
        place = {"deduction_id": key, "day": fact.day, "unit_id": fact.unit_id, "criterion_key": fact.criterion_key}
        reasons = [{**place, "reason_key": reason_key} for reason_key in dict.fromkeys(fact.reason_keys)]
        if reasons:
            self._session.execute(insert(DeductionReasonFactRow), reasons)
