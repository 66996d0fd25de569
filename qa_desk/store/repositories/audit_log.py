"""Reading the audit chain: who did what to which thing, page by page; writing it is `qa_desk.store.audit`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from qa_desk.domain.ids import PersonId
from qa_desk.store.audit import AuditEntry
from qa_desk.store.repositories.base import FIRST_PAGE, Listed, Page, Repository
from qa_desk.store.tables.centre import AuditEntryRow


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; `action` is the beginning of an action, such as "mask." for all about masks."""

    actor_id: PersonId | None = None
    object_id: UUID | None = None
    object_kind: str = ""
    action: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last entry of the chain: kept elsewhere, it tells a chain that was cut from one that is whole."""

    number: int
    hash: str


class AuditLogRepository(Repository):
    """The entries of the audit chain."""

    def find(self, wanted: AuditFilter, page: Page = FIRST_PAGE) -> Listed[AuditEntry]:
        """A page of the entries that fit, the newest first."""
        conditions = _conditions(wanted)
        n_total = self._session.scalar(select(func.count()).select_from(AuditEntryRow).where(*conditions)) or 0
        statement = (
            select(AuditEntryRow)
            .where(*conditions)
            .order_by(AuditEntryRow.number.desc())
            .offset(page.offset)
            .limit(page.limit)
        )
        return Listed(tuple(_entry(row) for row in self._session.scalars(statement)), n_total)

    def latest(self, n_entries: int) -> tuple[AuditEntry, ...]:
        """The newest entries, the newest first."""
        return self.find(AuditFilter(), Page(limit=n_entries)).items

    def actions(self) -> tuple[str, ...]:
        """The actions there have been, in order of the alphabet."""
        statement = select(AuditEntryRow.action).distinct().order_by(AuditEntryRow.action)
        return tuple(self._session.scalars(statement))

    def head(self) -> ChainHead | None:
        """The last entry; None before there is one."""
        row = self._session.execute(
            select(AuditEntryRow.number, AuditEntryRow.hash).order_by(AuditEntryRow.number.desc()).limit(1)
        ).first()
        return ChainHead(row.number, row.hash) if row else None

    def hash_of(self, number: int) -> str:
        """The hash of an entry; empty when there is none of that number."""
        return self._session.scalar(select(AuditEntryRow.hash).where(AuditEntryRow.number == number)) or ""


def _conditions(wanted: AuditFilter) -> list[Any]:
    row = AuditEntryRow
    conditions: list[Any] = []
    if wanted.actor_id is not None:
        conditions.append(row.actor_id == wanted.actor_id)
    if wanted.object_id is not None:
        conditions.append(row.object_id == wanted.object_id)
    if wanted.object_kind:
        conditions.append(row.object_kind == wanted.object_kind)
    if wanted.action:
        conditions.append(row.action.startswith(wanted.action, autoescape=True))
    if wanted.since is not None:
        conditions.append(row.at >= wanted.since)
    if wanted.before is not None:
        conditions.append(row.at < wanted.before)
    return conditions


def _entry(row: AuditEntryRow) -> AuditEntry:
    return AuditEntry(row.number, row.at, row.actor_id, row.action, row.object_kind, row.object_id, row.details)
