"""What the common-issue figures count: facts of record of a period, summed in the database. Nothing sealed is there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from qa_desk.domain.permissions import Visibility
from qa_desk.store.applied_sets import criteria_of_sets
from qa_desk.store.counted_days import CountedDays, DayCount
from qa_desk.store.example_queries import latest_examples
from qa_desk.store.fact_filter import FactFilter, deductions_of, reads_most
from qa_desk.store.fact_reading import rows_of
from qa_desk.store.failure_queries import (
    MarkedFailure,
    RecordedFailure,
    recorded_failures,
)
from qa_desk.store.judged_calls import calls_by_day, judged_calls
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.reporting import (
    DeductionFactRow,
    DeductionReasonFactRow,
)
from qa_desk.store.why_numbers import Why, why_of_numbers

_MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ScoredCount:
    """Calls scored, and by how many inspectors."""

    n_calls: int
    n_inspectors: int


@dataclass(frozen=True, slots=True)
class WhyCount:
    """Failures for one reason why; `yy` and `xy` are sums over calls of points², and of points by all points lost."""

    why: Why
    n_failed: int
    points: float
    yy: float
    xy: float


@dataclass(frozen=True, slots=True)
class TogetherCount:
    """Failures of one of some criteria; `n_with` is how many of all of these failed in the same calls, itself too."""

    n_failed: int
    n_with: int


class IssueQueries(Repository):
    """Sums for the Pareto, its intervals, its changes and its trend: each reads an index once, and no row."""

    def scored(self, wanted: FactFilter) -> ScoredCount:
        """How many calls count, and by how many inspectors."""
        judged = judged_calls(self._session, wanted)
        return ScoredCount(sum(one.n_calls for one in judged), len({one.inspector_id for one in judged}))

    def failed(self, wanted: FactFilter) -> tuple[WhyCount, ...]:
        """Failures and points by what failed and why."""
        number, y = DeductionFactRow.why, DeductionFactRow.points
        # what the call lost to this owner, not to all
        of_call = DeductionFactRow.owner_points if wanted.cause_owner else DeductionFactRow.call_points
        sums = (func.count(), func.sum(y), func.sum(y * y), func.sum(y * of_call))
        statement = deductions_of(wanted, reads_most=reads_most(self._session, wanted))
        rows = rows_of(self._session, statement.add_columns(number, *sums).group_by(number))
        whys = why_of_numbers(self._session, [row[0] for row in rows])
        return tuple(WhyCount(whys[why], n, float(points), float(yy), float(xy)) for why, n, points, yy, xy in rows)

    def failed_together(self, wanted: FactFilter, criterion_keys: Collection[str]) -> dict[str, TogetherCount]:
        """Of each of these criteria that failed, how often and with how many of them."""
        of_call = func.count().over(partition_by=DeductionFactRow.evaluation_id).label("of_call")
        some = deductions_of(wanted).where(DeductionFactRow.criterion_key.in_(criterion_keys))
        failed = some.add_columns(DeductionFactRow.criterion_key, of_call).subquery("failed")
        key = failed.c.criterion_key
        statement = select(key, func.count(), func.sum(failed.c.of_call)).group_by(key)
        return {row[0]: TogetherCount(row[1], int(row[2])) for row in rows_of(self._session, statement)}

    def days(self, wanted: FactFilter, periods: Collection[FactFilter] = ()) -> CountedDays:
        """Calls and failures of each criterion by day; of `periods` in them something else is asked of calls later."""
        calls = calls_by_day(self._session, wanted, periods)
        columns = (DeductionFactRow.day, DeductionFactRow.version_number, DeductionFactRow.criterion_key)
        failing = deductions_of(wanted).add_columns(*columns, func.count()).group_by(*columns)
        failed = [(day, version, key, n) for day, version, key, n in rows_of(self._session, failing)]
        return CountedDays(calls, failed, criteria_of_sets(self._session, {number for _d, _v, number, _n in calls}))

    def by_day(self, wanted: FactFilter) -> tuple[DayCount, ...]:
        """The same, each criterion on each day by version, in order of days."""
        return self.days(wanted).each()

    def marked_failures(
        self,
        wanted: FactFilter,
        criterion_keys: Collection[str],
        n_each: int,
        visibility: Visibility,
        days: CountedDays | None = None,
    ) -> tuple[MarkedFailure, ...]:
        """For each criterion the latest failures with a passage that the reader may see, at most `n_each` of each.

        `days` is what `days` told of these days, or of more.
        """
        counted = self.days(wanted) if days is None else days
        failing = counted.failing(criterion_keys, wanted.first_day, wanted.last_day)
        return latest_examples(self._session, wanted, failing, n_each, visibility)

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
