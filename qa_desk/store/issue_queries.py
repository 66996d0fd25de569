"""What the common-issue figures count: facts of record of a period, summed in the database. Nothing sealed is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, distinct, func, select

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import UnitId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.store.failure_queries import MarkedFailure, RecordedFailure, marked_failures, recorded_failures
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.reporting import (
    DeductionFactRow,
    DeductionReasonFactRow,
    OpportunityFactRow,
    ScoredFactRow,
)
from qa_desk.store.visibility import unit_and_below

AGENT_OWNER = "agent"
"""The filter that means: caused by the agent. Any other text names a department or a unit."""

_MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FactFilter:
    """Which facts count; None or an empty text means all. Both days are included."""

    first_day: date
    last_day: date
    unit_id: UnitId | None = None
    business_type: str = ""
    cause_owner: str = ""
    scorecard: str = ""


@dataclass(frozen=True, slots=True)
class FactTotals:
    """Calls scored and points lost over them; `xx` is the sum of squares of the points lost a call."""

    n_calls: int
    n_inspectors: int
    points: float
    xx: float


@dataclass(frozen=True, slots=True)
class CriterionCount:
    """One criterion's failures and points; `yy` and `xy` are sums over calls for the variance of its share."""

    criterion_key: str
    critical: CriticalFamily | None
    n_failed: int
    points: float
    yy: float
    xy: float


@dataclass(frozen=True, slots=True)
class DayCount:
    """One criterion on one day."""

    criterion_key: str
    day: date
    version_number: int
    n_calls: int
    n_failed: int


class IssueQueries(Repository):
    """Sums for the Pareto, its intervals, its changes and its trend; one statement each."""

    def totals(self, wanted: FactFilter) -> FactTotals:
        """How many calls count, by how many inspectors, and what they lost."""
        per_call = self._points_per_call(wanted)
        lost = func.coalesce(per_call.c.points, 0.0)
        statement = (
            select(
                func.count(ScoredFactRow.evaluation_id),
                func.count(distinct(ScoredFactRow.inspector_id)),
                func.coalesce(func.sum(lost), 0.0),
                func.coalesce(func.sum(lost * lost), 0.0),
            )
            .outerjoin(per_call, per_call.c.evaluation_id == ScoredFactRow.evaluation_id)
            .where(_scored(wanted))
        )
        n_calls, n_inspectors, points, xx = self._session.execute(statement).one()
        return FactTotals(n_calls, n_inspectors, float(points), float(xx))

    def by_criterion(self, wanted: FactFilter) -> tuple[CriterionCount, ...]:
        """Failures and points of each criterion that failed."""
        per_call = self._points_per_call(wanted)
        y = DeductionFactRow.points
        statement = (
            self._deductions(wanted)
            .add_columns(
                DeductionFactRow.criterion_key,
                DeductionFactRow.critical,
                func.count(),
                func.sum(y),
                func.sum(y * y),
                func.sum(y * per_call.c.points),
            )
            .join(per_call, per_call.c.evaluation_id == DeductionFactRow.evaluation_id)
            .group_by(DeductionFactRow.criterion_key, DeductionFactRow.critical)
        )
        return tuple(
            CriterionCount(key, critical, n, float(points), float(yy), float(xy))
            for key, critical, n, points, yy, xy in self._session.execute(statement)
        )

    def opportunities(self, wanted: FactFilter) -> dict[str, int]:
        """In how many calls each criterion applied."""
        statement = (
            select(OpportunityFactRow.criterion_key, func.count())
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == OpportunityFactRow.evaluation_id)
            .where(_scored(wanted))
            .group_by(OpportunityFactRow.criterion_key)
        )
        return {row[0]: row[1] for row in self._session.execute(statement)}

    def reasons(self, wanted: FactFilter) -> dict[str, list[tuple[str, int]]]:
        """Per criterion the reasons noted, most often first."""
        statement = (
            self._deductions(wanted)
            .add_columns(DeductionFactRow.criterion_key, DeductionReasonFactRow.reason_key, func.count())
            .join(DeductionReasonFactRow, DeductionReasonFactRow.deduction_id == DeductionFactRow.id)
            .group_by(DeductionFactRow.criterion_key, DeductionReasonFactRow.reason_key)
            .order_by(func.count().desc(), DeductionReasonFactRow.reason_key)
        )
        found: dict[str, list[tuple[str, int]]] = {}
        for criterion_key, reason_key, n in self._session.execute(statement):
            found.setdefault(criterion_key, []).append((reason_key, n))
        return found

    def cause_owners(self, wanted: FactFilter) -> dict[str, list[tuple[CauseOwnerKind, str, int]]]:
        """Per criterion who owned the cause, most often first."""
        columns = (DeductionFactRow.criterion_key, DeductionFactRow.cause_owner_kind, DeductionFactRow.cause_owner_name)
        statement = (
            self._deductions(wanted)
            .add_columns(*columns, func.count())
            .group_by(*columns)
            .order_by(func.count().desc(), DeductionFactRow.cause_owner_name)
        )
        found: dict[str, list[tuple[CauseOwnerKind, str, int]]] = {}
        for criterion_key, kind, name, n in self._session.execute(statement):
            found.setdefault(criterion_key, []).append((kind, name, n))
        return found

    def by_day(self, wanted: FactFilter) -> tuple[DayCount, ...]:
        """Calls and failures of each criterion by day and version, in order of days."""
        failed = (
            self._deductions(wanted)
            .add_columns(DeductionFactRow.evaluation_id, DeductionFactRow.criterion_key)
            .subquery("failed")
        )
        statement = (
            select(
                OpportunityFactRow.criterion_key,
                OpportunityFactRow.day,
                ScoredFactRow.version_number,
                func.count(),
                func.count(failed.c.evaluation_id),
            )
            .join(ScoredFactRow, ScoredFactRow.evaluation_id == OpportunityFactRow.evaluation_id)
            .outerjoin(
                failed,
                and_(
                    failed.c.evaluation_id == OpportunityFactRow.evaluation_id,
                    failed.c.criterion_key == OpportunityFactRow.criterion_key,
                ),
            )
            .where(_scored(wanted))
            .group_by(OpportunityFactRow.criterion_key, OpportunityFactRow.day, ScoredFactRow.version_number)
            .order_by(OpportunityFactRow.day, ScoredFactRow.version_number)
        )
        return tuple(DayCount(*row) for row in self._session.execute(statement))

    def marked_failures(
        self, wanted: FactFilter, criterion_keys: Iterable[str], n_each: int, visibility: Visibility
    ) -> tuple[MarkedFailure, ...]:
        """For each criterion the latest failures with a passage that the reader may see, at most `n_each` of each."""
        statement = marked_failures(self._deductions(wanted), criterion_keys, n_each, visibility)
        return tuple(MarkedFailure(*row) for row in self._session.execute(statement))

    def n_failed(self, wanted: FactFilter, criterion_key: str) -> int:
        """In how many calls the criterion failed, whoever may read of them."""
        statement = self._deductions(wanted).add_columns(func.count())
        return self._session.execute(statement.where(DeductionFactRow.criterion_key == criterion_key)).scalar_one()

    def failures_behind(
        self, wanted: FactFilter, criterion_key: str, visibility: Visibility
    ) -> tuple[RecordedFailure, ...]:
        """The failures that a figure of the criterion counts and the reader may see, latest call first."""
        statement = recorded_failures(self._deductions(wanted), criterion_key, visibility)
        rows: list[tuple[Any, ...]] = [tuple(row) for row in self._session.execute(statement)]
        reasons = self._reasons_of([row[0] for row in rows])
        return tuple(RecordedFailure(*row[1:], reason_keys=reasons.get(row[0], ())) for row in rows)

    def cause_owner_names(self) -> tuple[str, ...]:
        """Every department and unit that a failure was ever put down to, by name."""
        name = DeductionFactRow.cause_owner_name
        return tuple(self._session.scalars(select(name).where(name != "").distinct().order_by(name)))

    def _reasons_of(self, deduction_ids: list[UUID]) -> dict[UUID, tuple[str, ...]]:
        found: dict[UUID, tuple[str, ...]] = {}
        for start in range(0, len(deduction_ids), _MOST_AT_ONCE):
            statement = select(DeductionReasonFactRow.deduction_id, DeductionReasonFactRow.reason_key).where(
                DeductionReasonFactRow.deduction_id.in_(deduction_ids[start : start + _MOST_AT_ONCE])
            )
            for deduction_id, reason_key in self._session.execute(statement):
                found[deduction_id] = (*found.get(deduction_id, ()), reason_key)
        return found

    def _deductions(self, wanted: FactFilter) -> Select[Any]:
        conditions = [
            DeductionFactRow.day.between(wanted.first_day, wanted.last_day),
            _in_unit(DeductionFactRow.unit_id, wanted.unit_id),
            DeductionFactRow.business_type == wanted.business_type if wanted.business_type else None,
            DeductionFactRow.scorecard_key == wanted.scorecard if wanted.scorecard else None,
            _owned_by(wanted.cause_owner),
        ]
        return select().select_from(DeductionFactRow).where(*(c for c in conditions if c is not None))

    def _points_per_call(self, wanted: FactFilter) -> Any:
        return (
            self._deductions(wanted)
            .add_columns(DeductionFactRow.evaluation_id, func.sum(DeductionFactRow.points).label("points"))
            .group_by(DeductionFactRow.evaluation_id)
            .subquery("lost")
        )


def _scored(wanted: FactFilter) -> ColumnElement[bool]:
    conditions = [
        ScoredFactRow.day.between(wanted.first_day, wanted.last_day),
        _in_unit(ScoredFactRow.unit_id, wanted.unit_id),
        ScoredFactRow.business_type == wanted.business_type if wanted.business_type else None,
        ScoredFactRow.scorecard_key == wanted.scorecard if wanted.scorecard else None,
    ]
    return and_(*(c for c in conditions if c is not None))


def _in_unit(column: Any, unit_id: UUID | None) -> ColumnElement[bool] | None:
    return None if unit_id is None else column.in_(unit_and_below(UnitId(unit_id)))


def _owned_by(cause_owner: str) -> ColumnElement[bool] | None:
    if not cause_owner:
        return None
    if cause_owner == AGENT_OWNER:
        return DeductionFactRow.cause_owner_kind == CauseOwnerKind.AGENT
    return DeductionFactRow.cause_owner_name == cause_owner
