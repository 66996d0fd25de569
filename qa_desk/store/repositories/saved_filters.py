"""Filters of calls that people keep under a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select

from qa_desk.domain.ids import PersonId, SavedFilterId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import SavedFilterRow
from qa_desk.store.tables.organisation import PersonRow


@dataclass(frozen=True, slots=True)
class KeptFilter:
    """A filter as it is kept; `content` is its record."""

    id: SavedFilterId
    owner_id: PersonId
    name: str
    is_shared: bool
    content: Mapping[str, Any]
    owner_name: str = ""


class SavedFilterRepository(Repository):
    """All filters, each of one person."""

    def of(self, person_id: PersonId) -> tuple[KeptFilter, ...]:
        """Somebody's own filters and those that are shared, by name."""
        row = SavedFilterRow
        columns = (row.id, row.owner_id, row.name, row.is_shared, row.content, PersonRow.name.label("owner_name"))
        statement = select(*columns).join(PersonRow, PersonRow.id == row.owner_id)
        wanted = statement.where(or_(row.owner_id == person_id, row.is_shared.is_(True))).order_by(row.name, row.id)
        return tuple(KeptFilter(*found) for found in self._session.execute(wanted))

    def put(self, kept: KeptFilter, changed_at: datetime) -> None:
        """Keep a filter, in place of the owner's one with the same key or the same name."""
        row = SavedFilterRow
        same = and_(row.owner_id == kept.owner_id, or_(row.id == kept.id, row.name == kept.name))
        self._session.execute(delete(row).where(same))
        self._session.execute(
            insert(row).values(
                id=kept.id,
                owner_id=kept.owner_id,
                name=kept.name,
                is_shared=kept.is_shared,
                content=dict(kept.content),
                changed_at=changed_at,
            )
        )

    def remove(self, filter_id: SavedFilterId, owner_id: PersonId) -> None:
        """Take somebody's filter away."""
        row = SavedFilterRow
        self._session.execute(delete(row).where(row.id == filter_id, row.owner_id == owner_id))
