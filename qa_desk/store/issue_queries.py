"""What the common-issue figures count: facts of record of a period, summed in the database. Nothing sealed is there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, distinct, func, select

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.store.applied_sets import criteria_of_sets
from qa_desk.store.fact_filter import AGENT_OWNER, FactFilter, deductions_of, is_scored
from qa_desk.store.failure_queries import MarkedFailure, RecordedFailure, marked_failures, recorded_failures
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.reporting import (
    DeductionFactRow,
    DeductionReasonFactRow,
    ScoredFactRow,
)

_MOST_AT_ONCE = 500


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
class WhyCount:
    """Failures of one criterion with the same reasons and the same cause owner."""

    criterion_key: str
    reason_keys: tuple[str, ...]
    cause_owner_kind: CauseOwnerKind
    cause_owner_name: str
    n_failed: int
    points: float


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
        lost: ColumnElement[float] = ScoredFactRow.points_lost.expression
        statement = select()
        if wanted.cause_owner:
            per_call = self._points_per_call(wanted)
            lost = func.coalesce(per_call.c.points, 0.0)
            statement = statement.outerjoin_from(
                ScoredFactRow, per_call, per_call.c.evaluation_id == ScoredFactRow.evaluation_id
            )
        statement = statement.add_columns(
            func.count(ScoredFactRow.evaluation_id),
            func.count(distinct(ScoredFactRow.inspector_id)),
            func.coalesce(func.sum(lost), 0.0),
            func.coalesce(func.sum(lost * lost), 0.0),
        )
        n_calls, n_inspectors, points, xx = self._session.execute(statement.where(is_scored(wanted))).one()
        return FactTotals(n_calls, n_inspectors, float(points), float(xx))

    def by_criterion(self, wanted: FactFilter) -> tuple[CriterionCount, ...]:
        """Failures and points of each criterion that failed."""
        y, statement = DeductionFactRow.points, deductions_of(wanted)
        of_call: ColumnElement[float] = DeductionFactRow.call_points.expression
        if wanted.cause_owner:
            per_call = self._points_per_call(wanted)
            statement = statement.join(per_call, per_call.c.evaluation_id == DeductionFactRow.evaluation_id)
            of_call = per_call.c.points
        columns = (DeductionFactRow.criterion_key, DeductionFactRow.critical)
        sums = (func.count(), func.sum(y), func.sum(y * y), func.sum(y * of_call))
        rows = self._session.execute(statement.add_columns(*columns, *sums).group_by(*columns))
        return tuple(
            CriterionCount(key, critical, n, float(points), float(yy), float(xy))
            for key, critical, n, points, yy, xy in rows
        )

    def opportunities(self, wanted: FactFilter) -> dict[str, int]:
        """In how many calls each criterion applied."""
        number = ScoredFactRow.applied_set
        statement = select(number, func.count()).where(is_scored(wanted)).group_by(number)
        counts = {row[0]: row[1] for row in self._session.execute(statement)}
        found: Counter[str] = Counter()
        for set_number, keys in criteria_of_sets(self._session, counts).items():
            found.update(dict.fromkeys(keys, counts[set_number]))
        return dict(found)

    def why_failed(self, wanted: FactFilter) -> tuple[WhyCount, ...]:
        """Failures and points of each criterion by the reasons noted together and by who owned the cause."""
        columns = (
            DeductionFactRow.criterion_key,
            DeductionFactRow.reason_keys,
            DeductionFactRow.cause_owner_kind,
            DeductionFactRow.cause_owner_name,
        )
        statement = deductions_of(wanted).add_columns(*columns, func.count(), func.sum(DeductionFactRow.points))
        return tuple(
            WhyCount(key, tuple(dict.fromkeys(reasons)), kind, name, n, float(points))
            for key, reasons, kind, name, n, points in self._session.execute(statement.group_by(*columns))
        )

    def cause_owners(self, wanted: FactFilter, criterion_key: str) -> dict[str, int]:
        """Failures of one criterion by who owned the cause, most often first; the agent by `AGENT_OWNER`."""
        columns = (DeductionFactRow.cause_owner_kind, DeductionFactRow.cause_owner_name)
        statement = (
            deductions_of(wanted)
            .add_columns(*columns, func.count())
            .where(DeductionFactRow.criterion_key == criterion_key)
            .group_by(*columns)
            .order_by(func.count().desc(), DeductionFactRow.cause_owner_name)
        )
        return {
            AGENT_OWNER if kind is CauseOwnerKind.AGENT else name: n
            for kind, name, n in self._session.execute(statement)
        }

    def by_day(self, wanted: FactFilter) -> tuple[DayCount, ...]:
        """Calls and failures of each criterion by day and version, in order of days."""
        of_calls = (ScoredFactRow.day, ScoredFactRow.version_number, ScoredFactRow.applied_set)
        scored = select(*of_calls, func.count()).where(is_scored(wanted)).group_by(*of_calls)
        rows = [(day, version, number, n) for day, version, number, n in self._session.execute(scored)]
        applied = criteria_of_sets(self._session, {number for _day, _version, number, _n in rows})
        calls: Counter[tuple[date, int, str]] = Counter()
        for day, version, number, n in rows:
            for key in applied[number]:
                calls[day, version, key] += n
        columns = (DeductionFactRow.day, DeductionFactRow.version_number, DeductionFactRow.criterion_key)
        failing = deductions_of(wanted).add_columns(*columns, func.count()).group_by(*columns)
        failed = {(day, version, key): n for day, version, key, n in self._session.execute(failing)}
        return tuple(
            DayCount(place[2], place[0], place[1], calls[place], failed.get(place, 0)) for place in sorted(calls)
        )

    def marked_failures(
        self, wanted: FactFilter, criterion_keys: Iterable[str], n_each: int, visibility: Visibility
    ) -> tuple[MarkedFailure, ...]:
        """For each criterion the latest failures with a passage that the reader may see, at most `n_each` of each."""
        statement = marked_failures(deductions_of(wanted), criterion_keys, n_each, visibility)
        return tuple(MarkedFailure(*row) for row in self._session.execute(statement))

    def n_failed(self, wanted: FactFilter, criterion_key: str) -> int:
        """In how many calls the criterion failed, whoever may read of them."""
        statement = deductions_of(wanted).add_columns(func.count())
        return self._session.execute(statement.where(DeductionFactRow.criterion_key == criterion_key)).scalar_one()

    def failures_behind(
        self, wanted: FactFilter, criterion_key: str, visibility: Visibility
    ) -> tuple[RecordedFailure, ...]:
        """The failures that a figure of the criterion counts and the reader may see, latest call first."""
        statement = recorded_failures(deductions_of(wanted), criterion_key, visibility)
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

    def _points_per_call(self, wanted: FactFilter) -> Any:
        return (
            deductions_of(wanted)
            .add_columns(DeductionFactRow.evaluation_id, func.sum(DeductionFactRow.points).label("points"))
            .group_by(DeductionFactRow.evaluation_id)
            .subquery("lost")
        )
