"""Criteria counted by what is known of their calls: unit, business type, inspector, version; nothing sealed."""

from collections.abc import Callable, Collection, Iterator, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, String, case, cast, func, literal, select, union_all

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.store.applied_sets import criteria_of_sets
from qa_desk.store.fact_filter import AGENT_OWNER, FactFilter, deductions_of, is_scored, reads_most
from qa_desk.store.fact_reading import rows_of
from qa_desk.store.judged_calls import judged_calls
from qa_desk.store.no_index import beside_index
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.reporting import DeductionFactRow, ScoredFactRow


class FactColumn(StrEnum):
    """What facts can be counted by; the values are the names of columns, of failures alone for `CAUSE_OWNER`."""

    UNIT = "unit_id"
    BUSINESS_TYPE = "business_type"
    CAMPAIGN = "campaign"
    CUSTOMER_SEGMENT = "customer_segment"
    SERVICE_STAGE = "service_stage"
    CAUSE_OWNER = "cause_owner"
    INSPECTOR = "inspector_id"
    VERSION = "version_number"


Counts = dict[FactColumn, dict[str, dict[Any, int]]]
"""By column, criterion and value."""

_PLACE = (
    FactColumn.UNIT,
    FactColumn.BUSINESS_TYPE,
    FactColumn.CAMPAIGN,
    FactColumn.CUSTOMER_SEGMENT,
    FactColumn.SERVICE_STAGE,
)
_OWNER = ("cause_owner_kind", "cause_owner_name")
_JUDGED = (FactColumn.INSPECTOR, FactColumn.VERSION)

_READ: dict[FactColumn, Callable[[str], Any]] = {
    FactColumn.UNIT: UUID,
    FactColumn.INSPECTOR: UUID,
    FactColumn.VERSION: int,
}
"""From the text that values of all columns are counted as."""


class IssueCuts(Repository):
    """Calls and failures of some criteria; by however many columns, facts are read once.

    They are counted first by all columns that lie together in an index, which a file then reads in order of its groups,
    and these few groups by each column that is asked for.
    """

    def calls_by(self, wanted: FactFilter, criterion_keys: Collection[str], columns: Sequence[FactColumn]) -> Counts:
        """To how many calls each applied; by cause owner nothing is known of a call."""
        counted = self._judged if _together(columns) == _JUDGED else self._placed
        rows = list(counted(wanted, columns))
        applied = criteria_of_sets(self._session, {row[1] for row in rows})
        found: Counts = {column: {key: {} for key in criterion_keys} for column in columns}
        for column, of_set, value, n in rows:
            for key in found[column].keys() & set(applied[of_set]):
                found[column][key][value] = found[column][key].get(value, 0) + n
        return found

    def failed_by(self, wanted: FactFilter, criterion_keys: Collection[str], columns: Sequence[FactColumn]) -> Counts:
        """In how many calls each failed; the agent is the owner `AGENT_OWNER`, the others are so by name."""
        most = reads_most(self._session, wanted)
        key = DeductionFactRow.criterion_key
        is_placed = _together(columns) == _PLACE
        groups = [getattr(DeductionFactRow, name) for name in ((*_PLACE, *_OWNER) if is_placed else columns)]
        # of a few days all criteria are read: the index in order of days has everything
        asked = key if most else beside_index(key)
        joint = (
            deductions_of(wanted, reads_most=most)
            .add_columns(key.label("of"), *groups, func.count().label("n"))
            .where(asked.in_(criterion_keys))
            .group_by(key, *groups)
        )
        found: Counts = {column: {one: {} for one in criterion_keys} for column in columns}
        for column, of_criterion, value, n in self._by_each(joint.cte("joint"), columns):
            found[column][of_criterion][value] = n
        return found

    def _judged(self, wanted: FactFilter, columns: Sequence[FactColumn]) -> Iterator[tuple[FactColumn, int, Any, int]]:
        for one in judged_calls(self._session, wanted):
            for column in columns:
                yield column, one.applied_set, getattr(one, column), one.n_calls

    def _placed(self, wanted: FactFilter, columns: Sequence[FactColumn]) -> Iterator[tuple[FactColumn, int, Any, int]]:
        number = ScoredFactRow.applied_set
        groups = [getattr(ScoredFactRow, column) for column in _PLACE]
        joint = (
            select(number.label("of"), *groups, func.count().label("n"))
            .where(is_scored(wanted, reads_most=reads_most(self._session, wanted)))
            .group_by(number, *groups)
        )
        for column, of_set, value, n in self._by_each(joint.cte("joint"), columns):
            yield column, int(of_set), value, n

    def _by_each(self, joint: CTE, columns: Sequence[FactColumn]) -> Iterator[tuple[FactColumn, str, Any, int]]:
        statements: list[Any] = []
        for column in columns:
            value = _owner(joint) if column is FactColumn.CAUSE_OWNER else joint.c[column]
            of, text = cast(joint.c["of"], String), cast(value, String)
            words = select(literal(column.value), of, text, func.sum(joint.c.n))
            statements.append(words.group_by(joint.c["of"], value))
        for row in rows_of(self._session, union_all(*statements)):
            name, of, text, n = tuple(row)
            column = FactColumn(name)
            read = _READ.get(column, str)
            yield column, of, None if text is None else read(text), int(n)


def _together(columns: Sequence[FactColumn]) -> tuple[FactColumn, ...]:
    """The columns that are counted in one read: `_JUDGED` or `_PLACE`."""
    return _JUDGED if set(columns) <= set(_JUDGED) else _PLACE


def _owner(joint: CTE) -> Any:
    return case((joint.c.cause_owner_kind == CauseOwnerKind.AGENT, AGENT_OWNER), else_=joint.c.cause_owner_name)
