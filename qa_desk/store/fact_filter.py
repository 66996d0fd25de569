"""Which facts of record count, as conditions on the flat tables that figures are summed from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import UnitId
from qa_desk.store.tables.reporting import DeductionFactRow, ScoredFactRow

AGENT_OWNER = "agent"
"""The filter that means: caused by the agent. Any other text names a department or a unit."""

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


def deductions_of(wanted: FactFilter) -> Select[Any]:
    """The failures that count, as a statement without columns."""
    owned = _owned_by(wanted.cause_owner)
    conditions = (*_conditions(DeductionFactRow, wanted), *(() if owned is None else (owned,)))
    return select().select_from(DeductionFactRow).where(*conditions)


def is_scored(wanted: FactFilter) -> ColumnElement[bool]:
    """Whether the scored call that the statement is at counts: whoever caused what failed in it."""
    return and_(*_conditions(ScoredFactRow, wanted))


def _conditions(facts: Any, wanted: FactFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [facts.day.between(wanted.first_day, wanted.last_day)]
    if wanted.units:
        conditions.append(facts.unit_id.in_(wanted.units))
    conditions += [getattr(facts, name) == word for name in _OF_CALLS if (word := getattr(wanted, name))]
    if wanted.scorecard:
        conditions.append(facts.scorecard_key == wanted.scorecard)
    return conditions


def _owned_by(cause_owner: str) -> ColumnElement[bool] | None:
    if not cause_owner:
        return None
    if cause_owner == AGENT_OWNER:
        return DeductionFactRow.cause_owner_kind == CauseOwnerKind.AGENT
    return DeductionFactRow.cause_owner_name == cause_owner
