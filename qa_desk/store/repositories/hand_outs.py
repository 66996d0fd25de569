"""What left the workspace as a file, and the calls in it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select

from qa_desk.domain.handing_out import HandOut, HandOutKind
from qa_desk.domain.ids import CallId, HandOutId, PersonId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.organisation import PersonRow
from qa_desk.store.tables.privacy import HandOutCallRow, HandOutRow


class HandOutRepository(Repository):
    """All files that were handed out."""

    def add(
        self, kind: HandOutKind, name: str, call_ids: Iterable[CallId], by: PersonId | None, at: datetime
    ) -> HandOutId:
        """Note a file that leaves; its name is kept without its folder."""
        key = HandOutId(uuid4())
        row = {"id": key, "kind": kind, "name": name, "handed_out_by": by, "handed_out_at": at}
        self._session.execute(insert(HandOutRow).values(**row))
        calls = [{"hand_out_id": key, "call_id": call_id} for call_id in dict.fromkeys(call_ids)]
        if calls:
            self._session.execute(insert(HandOutCallRow), calls)
        return key

    def with_calls(self, call_ids: Iterable[CallId]) -> tuple[HandOut, ...]:
        """The files that tell of any of these calls, oldest first; of their calls only these are named."""
        statement = (
            select(HandOutRow, PersonRow.name, HandOutCallRow.call_id)
            .join(HandOutCallRow, HandOutCallRow.hand_out_id == HandOutRow.id)
            .outerjoin(PersonRow, PersonRow.id == HandOutRow.handed_out_by)
            .where(HandOutCallRow.call_id.in_(list(call_ids)))
            .order_by(HandOutRow.handed_out_at, HandOutRow.id)
        )
        found: dict[HandOutId, HandOut] = {}
        for row, person_name, call_id in self._session.execute(statement):
            calls = (*(found[row.id].call_ids if row.id in found else ()), call_id)
            found[row.id] = HandOut(row.id, row.kind, row.name, person_name or "", row.handed_out_at, calls)
        return tuple(found.values())
