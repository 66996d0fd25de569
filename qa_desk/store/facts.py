"""The flat facts that reports count: entered when an evaluation may be read by all, taken out when it changes.

Facts are of the evaluation of record; one that is sealed is refused here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, Select, delete, exists, func, insert, select

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import CallId, EvaluationId, UnitId
from qa_desk.domain.issue import DeductionFact, ScoredFact
from qa_desk.domain.permissions import Visibility
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.reporting import (
    DeductionFactRow,
    DeductionReasonFactRow,
    OpportunityFactRow,
    ScoredFactRow,
)
from qa_desk.store.visibility import may_read, unit_and_below

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


@dataclass(frozen=True, slots=True)
class FactFilter:
    """Which facts are wanted: days of the centre, both included; what is None or empty does not narrow."""

    first_day: date
    last_day: date
    unit_id: UnitId | None = None
    business_type: str = ""
    scorecard_key: str = ""
    cause_owner_kind: CauseOwnerKind | None = None
    cause_owner_name: str = ""


@dataclass(frozen=True, slots=True)
class CriterionTotal:
    """What one criterion came to in a period: calls it failed in, and points lost by it."""

    criterion_key: str
    n_failed: int
    points: float


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

    def scored(self, wanted: FactFilter, visibility: Visibility | None = None) -> tuple[ScoredFact, ...]:
        """The facts of a period, whole, by day; with a reader, only those of evaluations that they may see."""
        rows = self._session.execute(
            select(ScoredFactRow.__table__)
            .where(*_conditions(ScoredFactRow, wanted), *_readable(ScoredFactRow, visibility))
            .order_by(ScoredFactRow.day, ScoredFactRow.evaluation_id)
        ).all()
        opportunities, deductions = self._opportunities(wanted), self._deductions(wanted, visibility)
        return tuple(
            ScoredFact(
                **{name: getattr(row, name) for name in _SCORED_FIELDS},
                opportunities=opportunities.get(row.evaluation_id, ()),
                deductions=deductions.get(row.evaluation_id, ()),
            )
            for row in rows
        )

    def deductions(self, wanted: FactFilter, visibility: Visibility | None = None) -> tuple[DeductionFact, ...]:
        """The deductions of a period; with a reader, only those of evaluations that they may see."""
        return tuple(fact for facts in self._deductions(wanted, visibility).values() for fact in facts)

    def totals(self, wanted: FactFilter) -> tuple[CriterionTotal, ...]:
        """What each criterion came to in a period, most points lost first: the Pareto."""
        return tuple(
            CriterionTotal(row.criterion_key, row.n_failed, row.points)
            for row in self._session.execute(_totals(wanted))
        )

    def opportunities(self, wanted: FactFilter) -> Mapping[str, int]:
        """In how many scored calls of a period each criterion applied."""
        statement = (
            select(OpportunityFactRow.criterion_key, func.count().label("n"))
            .where(*_opportunity_conditions(wanted))
            .group_by(OpportunityFactRow.criterion_key)
        )
        return {row.criterion_key: row.n for row in self._session.execute(statement)}

    def reasons(self, wanted: FactFilter, criterion_key: str) -> Mapping[str, int]:
        """How often each reason of a criterion was given in a period, most frequent first."""
        n = func.count().label("n")
        statement = (
            select(DeductionReasonFactRow.reason_key, n)
            .join(DeductionFactRow, DeductionFactRow.id == DeductionReasonFactRow.deduction_id)
            .where(DeductionFactRow.criterion_key == criterion_key, *_conditions(DeductionFactRow, wanted))
            .group_by(DeductionReasonFactRow.reason_key)
            .order_by(n.desc(), DeductionReasonFactRow.reason_key)
        )
        return {row.reason_key: row.n for row in self._session.execute(statement)}

    def n_calls_by_day(self, wanted: FactFilter) -> Mapping[date, int]:
        """How many calls of each day are scored."""
        statement = (
            select(ScoredFactRow.day, func.count().label("n"))
            .where(*_conditions(ScoredFactRow, wanted))
            .group_by(ScoredFactRow.day)
            .order_by(ScoredFactRow.day)
        )
        return {row.day: row.n for row in self._session.execute(statement)}

    def n_calls_by_unit(self, wanted: FactFilter) -> Mapping[UnitId | None, int]:
        """How many calls of each unit are scored."""
        statement = (
            select(ScoredFactRow.unit_id, func.count().label("n"))
            .where(*_conditions(ScoredFactRow, wanted))
            .group_by(ScoredFactRow.unit_id)
        )
        return {row.unit_id: row.n for row in self._session.execute(statement)}

    def first_and_last_day(self) -> tuple[date, date] | None:
        """The days between which there are scored calls."""
        row = self._session.execute(select(func.min(ScoredFactRow.day), func.max(ScoredFactRow.day))).one()
        return (row[0], row[1]) if row[0] is not None else None

    def _add_deduction(self, fact: DeductionFact) -> None:
        key = uuid4()
        values = {name: getattr(fact, name) for name in _DEDUCTION_FIELDS}
        self._session.execute(insert(DeductionFactRow).values(id=key, reason_keys=list(fact.reason_keys), **values))
        place = {"deduction_id": key, "day": fact.day, "unit_id": fact.unit_id, "criterion_key": fact.criterion_key}
        reasons = [{**place, "reason_key": reason_key} for reason_key in dict.fromkeys(fact.reason_keys)]
        if reasons:
            self._session.execute(insert(DeductionReasonFactRow), reasons)

    def _opportunities(self, wanted: FactFilter) -> Mapping[EvaluationId, tuple[str, ...]]:
        statement = select(OpportunityFactRow.evaluation_id, OpportunityFactRow.criterion_key)
        return _grouped(
            (row.evaluation_id, row.criterion_key)
            for row in self._session.execute(statement.where(*_opportunity_conditions(wanted)))
        )

    def _deductions(
        self, wanted: FactFilter, visibility: Visibility | None
    ) -> Mapping[EvaluationId, tuple[DeductionFact, ...]]:
        statement = (
            select(DeductionFactRow.__table__)
            .where(*_conditions(DeductionFactRow, wanted), *_readable(DeductionFactRow, visibility))
            .order_by(DeductionFactRow.day, DeductionFactRow.evaluation_id, DeductionFactRow.criterion_key)
        )
        return _grouped((row.evaluation_id, _deduction(row)) for row in self._session.execute(statement))


def _totals(wanted: FactFilter) -> Select[Any]:
    points = func.sum(DeductionFactRow.points).label("points")
    n_failed = func.count().label("n_failed")
    return (
        select(DeductionFactRow.criterion_key, n_failed, points)
        .where(*_conditions(DeductionFactRow, wanted))
        .group_by(DeductionFactRow.criterion_key)
        .order_by(points.desc(), n_failed.desc(), DeductionFactRow.criterion_key)
    )


def _conditions(row_type: type[ScoredFactRow] | type[DeductionFactRow], wanted: FactFilter) -> list[Any]:
    conditions: list[Any] = [row_type.day >= wanted.first_day, row_type.day <= wanted.last_day]
    if wanted.unit_id is not None:
        conditions.append(row_type.unit_id.in_(unit_and_below(wanted.unit_id)))
    if wanted.business_type:
        conditions.append(row_type.business_type == wanted.business_type)
    if wanted.scorecard_key:
        conditions.append(row_type.scorecard_key == wanted.scorecard_key)
    if row_type is DeductionFactRow:
        if wanted.cause_owner_kind is not None:
            conditions.append(DeductionFactRow.cause_owner_kind == wanted.cause_owner_kind)
        if wanted.cause_owner_name:
            conditions.append(DeductionFactRow.cause_owner_name == wanted.cause_owner_name)
    return conditions


def _opportunity_conditions(wanted: FactFilter) -> list[Any]:
    conditions: list[Any] = [
        OpportunityFactRow.day >= wanted.first_day,
        OpportunityFactRow.day <= wanted.last_day,
    ]
    if wanted.unit_id is not None:
        conditions.append(OpportunityFactRow.unit_id.in_(unit_and_below(wanted.unit_id)))
    if wanted.business_type or wanted.scorecard_key:
        scored = select(ScoredFactRow.evaluation_id).where(*_conditions(ScoredFactRow, wanted))
        conditions.append(OpportunityFactRow.evaluation_id.in_(scored))
    return conditions


def _readable(
    row_type: type[ScoredFactRow] | type[DeductionFactRow], visibility: Visibility | None
) -> Sequence[ColumnElement[bool]]:
    if visibility is None:
        return ()
    return (exists().where(EvaluationRow.id == row_type.evaluation_id, may_read(visibility)),)


def _grouped(pairs: Any) -> dict[Any, tuple[Any, ...]]:
    found: dict[Any, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _deduction(row: Row[Any]) -> DeductionFact:
    values = {name: getattr(row, name) for name in _DEDUCTION_FIELDS}
    return DeductionFact(reason_keys=tuple(row.reason_keys), **values)
