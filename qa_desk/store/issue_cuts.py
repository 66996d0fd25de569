"""Criteria counted by what is known of their calls: unit, business type, inspector, version; nothing sealed."""

from collections import Counter
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import case, func, select

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.store.applied_sets import criteria_of_sets
from qa_desk.store.fact_filter import AGENT_OWNER, FactFilter, deductions_of, is_scored
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
    """Calls and failures of some criteria, by criterion and value; each reads an index once."""

    def calls_by(
        self, wanted: FactFilter, criterion_keys: Collection[str], column: FactColumn
    ) -> dict[str, dict[Any, int]]:
        """To how many calls each applied, by the value of the column."""
        value = getattr(ScoredFactRow, column.value)
        number = ScoredFactRow.applied_set
        statement = select(value, number, func.count()).where(is_scored(wanted)).group_by(value, number)
        rows = [tuple(row) for row in self._session.execute(statement)]
        applied = criteria_of_sets(self._session, {row[1] for row in rows})
        found: dict[str, Counter[Any]] = {key: Counter() for key in criterion_keys}
        for place, of_set, n in rows:
            for key in found.keys() & set(applied[of_set]):
                found[key][place] += n
        return {key: dict(counts) for key, counts in found.items()}

    def failed_by(
        self, wanted: FactFilter, criterion_keys: Collection[str], column: FactColumn
    ) -> dict[str, dict[Any, int]]:
        """In how many of them each failed."""
        return self._failed(wanted, criterion_keys, getattr(DeductionFactRow, column.value))

    def cause_owners(self, wanted: FactFilter, criterion_keys: Collection[str]) -> dict[str, dict[str, int]]:
        """Failures of each by who owned the cause, most often first; the agent by `AGENT_OWNER`."""
        kind, name = DeductionFactRow.cause_owner_kind, DeductionFactRow.cause_owner_name
        owner = case((kind == CauseOwnerKind.AGENT, AGENT_OWNER), else_=name)
        found = self._failed(wanted, criterion_keys, owner)
        return {key: dict(sorted(owners.items(), key=lambda one: (-one[1], one[0]))) for key, owners in found.items()}

    def _failed(self, wanted: FactFilter, criterion_keys: Collection[str], value: Any) -> dict[str, dict[Any, int]]:
        key = DeductionFactRow.criterion_key
        statement = (
            deductions_of(wanted)
            .add_columns(key, value, func.count())
            # not by an index of criteria, which would have each row fetched: the one in order of days holds everything
            .where(key.concat("").in_(criterion_keys))
            .group_by(key, value)
        )
        found: dict[str, dict[Any, int]] = {key: {} for key in criterion_keys}
        for of_criterion, place, n in self._session.execute(statement):
            found[of_criterion][place] = n
        return found
