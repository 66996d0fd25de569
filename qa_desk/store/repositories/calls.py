"""Calls with their attributes, as single things; `call_list` holds the list people filter."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from qa_desk.domain.calls import Call, CallAttributes
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.ids import CallId
from qa_desk.store.engine import is_sqlite
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import CallAttributeRow, CallRow

_ATTRIBUTES = (
    "queue",
    "business_type",
    "campaign",
    "customer_id",
    "customer_segment",
    "service_stage",
    "channel",
    "direction",
    "csat",
    "csat_scale",
    "complaint",
    "resolved",
)

_SHOWN = text(
    "SELECT id, key, started_at, duration_s, mode, version FROM server.calls_shown_to_me() WHERE id = ANY (:wanted)"
).columns(CallRow.id, CallRow.key, CallRow.started_at, CallRow.duration_s, CallRow.mode, CallRow.version)


class CallRepository(Repository):
    """All calls."""

    def add(self, calls: Sequence[Call], imported_at: datetime) -> None:
        """Enter new calls."""
        if calls:
            rows = [{"id": call.id, "imported_at": imported_at, **_columns(call)} for call in calls]
            self._session.execute(insert(CallRow), rows)
        self._write_custom(calls)

    def save(self, call: Call) -> None:
        """Write a changed call. Raises ConflictError when somebody else saved since `call` was read."""
        self._save_change(CallRow, call.id, mine=call, values=_columns(call), load=lambda: self._find(call.id))
        self._session.execute(delete(CallAttributeRow).where(CallAttributeRow.call_id == call.id))
        self._write_custom([call])

    def remove_unused(self, call_id: CallId) -> bool:
        """Take a call away, with its recordings; False, and nothing done, when it was assigned or scored once."""
        try:
            with self._session.begin_nested():
                self._session.execute(delete(CallRow).where(CallRow.id == call_id))
        except IntegrityError:
            return False
        return True

    def get(self, call_id: CallId) -> Call:
        """The call with that key. Raises NotFoundError."""
        found = self.calls([call_id]).get(call_id)
        if found is None:
            raise NotFoundError(what=call_id)
        return found

    def calls(self, call_ids: Iterable[CallId]) -> dict[CallId, Call]:
        """These calls, by key."""
        wanted = set(call_ids)
        found = {call.id: call for call in self._read(CallRow.id.in_(wanted))}
        return found | self._shown(wanted - found.keys())

    def by_key(self, keys: Iterable[str]) -> dict[str, Call]:
        """Those of the centre's own call ids that are known."""
        return {call.key: call for call in self._read(CallRow.key.in_(list(keys)))}

    def count(self) -> int:
        """How many calls there are."""
        return self._session.scalar(select(func.count()).select_from(CallRow)) or 0

    def _find(self, call_id: CallId) -> Call | None:
        return next(iter(self._read(CallRow.id == call_id)), None)

    def _shown(self, call_ids: Collection[CallId]) -> dict[CallId, Call]:
        """Of calls that can't be read, those whose sound shows an agent how it is done, with nothing of the customer.

        In a file the program itself keeps the row from agents.
        """
        if not call_ids or is_sqlite(self._session.get_bind()):
            return {}
        rows = self._session.execute(_SHOWN.bindparams(wanted=list(call_ids)))
        return {row.id: Call(row.id, row.key, row.started_at, duration_s=row.duration_s, mode=row.mode,
                             version=row.version) for row in rows}  # fmt: skip

    def _read(self, *conditions: Any) -> tuple[Call, ...]:
        statement = (
            select(CallRow.__table__, CallAttributeRow.name.label("custom_name"), CallAttributeRow.value)
            .outerjoin(CallAttributeRow, CallAttributeRow.call_id == CallRow.id)
            .where(*conditions)
            .order_by(CallRow.started_at, CallRow.key, CallAttributeRow.position)
        )
        rows_by_call: dict[CallId, list[Row[Any]]] = {}
        for row in self._session.execute(statement):
            rows_by_call.setdefault(row.id, []).append(row)
        return tuple(_call(rows) for rows in rows_by_call.values())

    def _write_custom(self, calls: Sequence[Call]) -> None:
        rows = [
            {"call_id": call.id, "name": name, "value": value, "position": position}
            for call in calls
            for position, (name, value) in enumerate(call.attributes.custom)
        ]
        if rows:
            self._session.execute(insert(CallAttributeRow), rows)


def _call(rows: list[Row[Any]]) -> Call:
    first = rows[0]
    custom = tuple((row.custom_name, row.value) for row in rows if row.custom_name is not None)
    return Call(
        id=first.id,
        key=first.key,
        started_at=first.started_at,
        agent_id=first.agent_id,
        unit_id=first.unit_id,
        duration_s=first.duration_s,
        mode=first.mode,
        attributes=CallAttributes(**{name: getattr(first, name) for name in _ATTRIBUTES}, custom=custom),
        version=first.version,
    )


def _columns(call: Call) -> dict[str, Any]:
    return {
        "key": call.key,
        "started_at": call.started_at,
        "agent_id": call.agent_id,
        "unit_id": call.unit_id,
        "duration_s": call.duration_s,
        "mode": call.mode,
        **{name: getattr(call.attributes, name) for name in _ATTRIBUTES},
    }
