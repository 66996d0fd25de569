"""Targets of the centre, each with the day it holds from."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from qa_desk.domain.ids import PersonId
from qa_desk.domain.issue import Target, TargetKind
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.centre import TargetRow


class TargetRepository(Repository):
    """All targets there have been and are to be."""

    def on(self, day: date) -> Mapping[TargetKind, Target]:
        """The targets that hold on a day; a kind that none was set for yet is left out."""
        rows = self._session.scalars(
            select(TargetRow).where(TargetRow.valid_from <= day).order_by(TargetRow.valid_from)
        )
        return {row.kind: Target(row.id, row.kind, row.share, row.valid_from) for row in rows}

    def set(self, target: Target, set_by: PersonId | None, set_at: datetime) -> None:
        """Set a target from a day on, in place of the one of its kind for that same day."""
        self._session.execute(
            delete(TargetRow).where(TargetRow.kind == target.kind, TargetRow.valid_from == target.valid_from)
        )
        row = {"id": target.id, "kind": target.kind, "share": target.share, "valid_from": target.valid_from}
        self._session.execute(insert(TargetRow).values(**row, set_by=set_by, set_at=set_at))
