"""Entering and taking out the flat facts that reports count; `issue_queries` reads them.

Facts are of the evaluation of record; one that is sealed is refused here, so that no figure can tell of it.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.domain.issue import DeductionFact, ScoredFact, set_number, why_number
from qa_desk.store.known_purposes import is_concealed
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
    "campaign",
    "customer_segment",
    "service_stage",
    "score",
    "score_before_policy",
    "agent_score",
    "passed",
    "points_lost",
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
    "campaign",
    "customer_segment",
    "service_stage",
)


class FactRepository(Repository):
    """All facts."""

    def add(self, *facts: ScoredFact) -> None:
        """Enter the facts of evaluations, in a statement for each table. Raises WRONG_STATE while one is sealed."""
        keys = [fact.evaluation_id for fact in facts]
        are_open = select(EvaluationRow.id).where(
            EvaluationRow.id.in_(keys), EvaluationRow.sealed.is_(False), ~is_concealed()
        )
        sealed = set(keys) - set(self._session.scalars(are_open))
        if sealed:
            raise QADeskError(ErrorCode.WRONG_STATE, what=min(sealed), state="sealed")
        self._insert(ScoredFactRow, [_scored_columns(fact) for fact in facts])
        opportunities = [{**_place(fact), "criterion_key": key} for fact in facts for key in fact.opportunities]
        self._insert(OpportunityFactRow, opportunities)
        deductions = [(uuid4(), fact, deduction) for fact in facts for deduction in fact.deductions]
        self._insert(DeductionFactRow, [_deduction_columns(key, fact, one) for key, fact, one in deductions])
        reasons = [row for key, _fact, deduction in deductions for row in _reason_rows(key, deduction)]
        self._insert(DeductionReasonFactRow, reasons)

    def remove_of_call(self, *call_ids: CallId) -> None:
        """Take out what there is of calls."""
        self._session.execute(delete(ScoredFactRow).where(ScoredFactRow.call_id.in_(call_ids)))

    def _insert(self, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._session.execute(insert(table), rows)


def _place(fact: ScoredFact) -> dict[str, Any]:
    return {"evaluation_id": fact.evaluation_id, "day": fact.day, "unit_id": fact.unit_id}


def _scored_columns(fact: ScoredFact) -> dict[str, Any]:
    return {**{name: getattr(fact, name) for name in _SCORED_FIELDS}, "applied_set": set_number(fact.opportunities)}


def _deduction_columns(key: UUID, of: ScoredFact, fact: DeductionFact) -> dict[str, Any]:
    values = {name: getattr(fact, name) for name in _DEDUCTION_FIELDS}
    why = why_number(fact.criterion_key, fact.critical, fact.reason_keys, fact.cause_owner_kind, fact.cause_owner_name)
    lost = {
        "call_points": of.points_lost,
        "owner_points": of.points_lost_to(fact.cause_owner_kind, fact.cause_owner_name),
    }
    return {"id": key, "reason_keys": list(fact.reason_keys), **lost, "why": why, **values}


def _reason_rows(key: UUID, fact: DeductionFact) -> list[dict[str, Any]]:
    place = {"deduction_id": key, "day": fact.day, "unit_id": fact.unit_id, "criterion_key": fact.criterion_key}
    return [{**place, "reason_key": reason_key} for reason_key in dict.fromkeys(fact.reason_keys)]
