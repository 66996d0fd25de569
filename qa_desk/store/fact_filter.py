"""Which facts of record count, as conditions on the flat tables that figures are summed from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import UnitId
from qa_desk.store.engine import is_sqlite
from qa_desk.store.no_index import beside_index
from qa_desk.store.tables.reporting import DeductionFactRow, ScoredFactRow

AGENT_OWNER = "agent"
"""The filter that means: caused by the agent. Any other text names a department or a unit."""

_ALL_DAYS = "days of all facts"
_OF_CALLS = ("business_type", "campaign", "customer_segment", "service_stage")


@dataclass(frozen=True, slots=True)
class FactFilter:
    """Which facts count; nothing or an empty text means all. Both days are included.

    `units` is the unit asked for and those below it, by their keys: a server that has to find them out in the same
    statement counts in one process alone.
    """

    first_day: date
    last_day: date
    units: tuple[UnitId, ...] = ()
    business_type: str = ""
    cause_owner: str = ""
    scorecard: str = ""
    campaign: str = ""
    customer_segment: str = ""
    service_stage: str = ""


def reads_most(session: Session, wanted: FactFilter) -> bool:
    """Whether a third of all days or more are asked for, and it is for us to say how they are read.

    Groups in the order of an index that has every day are then counted sooner than those days sorted into groups.
    """
    if not is_sqlite(session.get_bind()):
        return False
    first, last = _all_days(session)
    if first is None or last is None:
        return False
    asked = min(last, wanted.last_day) - max(first, wanted.first_day)
    return 3 * asked >= last - first


def _all_days(session: Session) -> tuple[date | None, date | None]:
    """The first and the last day of all facts, asked once in a transaction."""
    if _ALL_DAYS not in session.info:
        ends = (func.min(ScoredFactRow.day), func.max(ScoredFactRow.day))
        # each alone is an end of an index; both at once would have it read
        session.info[_ALL_DAYS] = tuple(session.scalar(select(end)) for end in ends)
    return session.info[_ALL_DAYS]


def deductions_of(wanted: FactFilter, *, reads_most: bool = False) -> Select[Any]:
    """The failures that count, as a statement without columns; `reads_most`: by an index in order of groups."""
    conditions = (*_conditions(DeductionFactRow, wanted, reads_most), *_owned_by(wanted.cause_owner, reads_most))
    return select().select_from(DeductionFactRow).where(*conditions)


def is_scored(wanted: FactFilter, *, reads_most: bool = False) -> ColumnElement[bool]:
    """Whether the scored call that the statement is at counts: whoever caused what failed in it."""
    return and_(*_conditions(ScoredFactRow, wanted, reads_most))


def _conditions(facts: Any, wanted: FactFilter, reads_most: bool) -> list[ColumnElement[bool]]:
    conditions = [_read(facts.day, reads_most).between(wanted.first_day, wanted.last_day)]
    if wanted.units:
        conditions.append(_read(facts.unit_id, reads_most).in_(wanted.units))
    words = {name: getattr(wanted, name) for name in _OF_CALLS} | {"scorecard_key": wanted.scorecard}
    return conditions + [_read(getattr(facts, name), reads_most) == word for name, word in words.items() if word]


def _owned_by(cause_owner: str, reads_most: bool) -> list[ColumnElement[bool]]:
    if not cause_owner:
        return []
    if cause_owner == AGENT_OWNER:
        return [_read(DeductionFactRow.cause_owner_kind, reads_most) == CauseOwnerKind.AGENT]
    return [_read(DeductionFactRow.cause_owner_name, reads_most) == cause_owner]


def _read(column: Any, reads_most: bool) -> Any:
    """The column; beside an index in order of groups, which a condition that another one fits would have it leave."""
    return beside_index(column) if reads_most else column
