"""A filter of calls as it is kept: a record of plain values, without what says nothing."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any, cast
from uuid import UUID

from qa_desk.domain.call_filter import WantedCalls
from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.domain.sampling_plan import Narrowing

_READ: dict[str, Callable[[Any], object]] = {
    "unit_id": lambda value: UnitId(UUID(value)),
    "agent_id": lambda value: PersonId(UUID(value)),
    "scored_by": lambda value: PersonId(UUID(value)),
    "mode": MonitoringMode,
    "purpose": Purpose,
    "first_day": date.fromisoformat,
    "last_day": date.fromisoformat,
    "narrowings": lambda value: tuple(_narrowing(one) for one in value),
}


def filter_record(wanted: WantedCalls) -> dict[str, Any]:
    """The filter as plain values."""
    empty = WantedCalls()
    values = {one.name: getattr(wanted, one.name) for one in fields(wanted)}
    return {name: _plain(value) for name, value in values.items() if value != getattr(empty, name)}


def filter_of(record: Mapping[str, Any]) -> WantedCalls:
    """The filter of a record; what it says that is not known here, or is no value, does not narrow."""
    known: dict[str, Any] = {}
    for one in fields(WantedCalls):
        if record.get(one.name) is None:
            continue
        try:
            value = record[one.name]
            known[one.name] = _READ[one.name](value) if one.name in _READ else value
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    return WantedCalls(**known)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in cast(tuple[Any, ...], value)]
    if isinstance(value, Narrowing):
        ends = {"least": value.least, "most": value.most, "is_custom": value.is_custom or None}
        kept = {name: end for name, end in ends.items() if end is not None}
        return {"field": str(value.field), **({"values": list(value.values)} if value.values else {}), **kept}
    if isinstance(value, UUID | date):
        return str(value)
    return value.value if isinstance(value, Enum) else value


def _narrowing(record: Mapping[str, Any]) -> Narrowing:
    return Narrowing(
        str(record["field"]),
        tuple(record.get("values", ())),
        record.get("least"),
        record.get("most"),
        bool(record.get("is_custom", False)),
    )
