"""One criterion counted by what is known of its calls: unit, business type, inspector, version; nothing sealed."""

from collections import Counter
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from qa_desk.store.applied_sets import criteria_of_sets
from qa_desk.store.fact_filter import FactFilter, deductions_of, is_scored
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.reporting import DeductionFactRow, ScoredFactRow


class FactColumn(StrEnum):
    """What facts can be counted by; the values are the names of the columns of both flat tables."""

    UNIT = "unit_id"
    BUSINESS_TYPE = "business_type"
    CAMPAIGN = "campaign"
    CUSTOMER_SEGMENT = "customer_segment"
    SERVICE_STAGE = "service_stage"
    INSPECTOR = "inspector_id"
    VERSION = "version_number"


class IssueCuts(Repository):
    """Calls and failures of a criterion; two statements each."""

    def calls_by(self, wanted: FactFilter, criterion_key: str, column: FactColumn) -> dict[Any, int]:
        """To how many calls the criterion applied, by the value of the column."""
        value = getattr(ScoredFactRow, column.value)
        number = ScoredFactRow.applied_set
        statement = select(value, number, func.count()).where(is_scored(wanted)).group_by(value, number)
        rows = [tuple(row) for row in self._session.execute(statement)]
        applied = criteria_of_sets(self._session, {row[1] for row in rows})
        found: Counter[Any] = Counter()
        for key, of_set, n in rows:
            if criterion_key in applied[of_set]:
                found[key] += n
        return dict(found)

    def failed_by(self, wanted: FactFilter, criterion_key: str, column: FactColumn) -> dict[Any, int]:
        """In how many of them it failed."""
        value = getattr(DeductionFactRow, column.value)
        statement = (
            deductions_of(wanted)
            .add_columns(value, func.count())
            .where(DeductionFactRow.criterion_key == criterion_key)
            .group_by(value)
        )
        return {row[0]: row[1] for row in self._session.execute(statement)}
