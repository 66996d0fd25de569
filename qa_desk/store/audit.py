"""The audit chain: each entry's hash covers the entry and the hash before it, so that no entry can change unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from qa_desk.domain.ids import PersonId
from qa_desk.store.engine import take_turn
from qa_desk.store.server.rules import NOTED_BY_SERVER
from qa_desk.store.tables.centre import AuditEntryRow

DetailValue = str | int | bool | None
"""What details may hold; never ratings, comments or notes, which may be sealed."""

_BATCH = 1000
_START = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which thing, and when; `details` is canonical JSON."""

    number: int
    at: datetime
    actor_id: PersonId | None
    action: str
    object_kind: str
    object_id: UUID | None
    details: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk along the chain found; `broken_at` is the first number that does not fit, None when all do."""

    n_entries: int
    broken_at: int | None
    last_hash: str


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry that waits for the end of its unit of work."""

    at: datetime
    actor_id: PersonId | None
    action: str
    object_kind: str
    object_id: UUID | None
    details: Mapping[str, DetailValue]


def append_entries(session: Session, pending: list[PendingEntry]) -> None:
    """Add entries to the end of the chain, in order; on PostgreSQL others wait here until the transaction ends."""
    take_turn(session.connection(), "qa_desk.audit")
    number, previous = _end_of_chain(session)
    rows: list[dict[str, object]] = []
    for waiting in pending:
        number += 1
        entry = AuditEntry(
            number,
            waiting.at.astimezone(UTC),
            waiting.actor_id,
            waiting.action,
            waiting.object_kind,
            waiting.object_id,
            canonical_json(waiting.details),
        )
        hashed = entry_hash(previous, entry)
        rows.append(
            {
                "number": entry.number,
                "at": entry.at,
                "actor_id": entry.actor_id,
                "action": entry.action,
                "object_kind": entry.object_kind,
                "object_id": entry.object_id,
                "details": entry.details,
                "previous_hash": previous,
                "hash": hashed,
            }
        )
        previous = hashed
    session.execute(insert(AuditEntryRow), rows)


def append_by_server(session: Session, pending: list[PendingEntry]) -> None:
    """The same for somebody signed in to a server: it writes the chain itself, in their name and at its own time.

    What it notes by itself when it is done is left to it.
    """
    statement = text("SELECT server.append_audit(:at, :action, :object_kind, CAST(:object_id AS uuid), :details)")
    for waiting in pending:
        if waiting.action not in NOTED_BY_SERVER:
            values = {
                "at": waiting.at.astimezone(UTC),
                "action": waiting.action,
                "object_kind": str(waiting.object_kind),
                "object_id": waiting.object_id,
                "details": canonical_json(waiting.details),
            }
            session.execute(statement, values)


def verify_audit_chain(session: Session) -> ChainReport:
    """Walk the chain from its beginning."""
    count, previous = 0, _START
    rows = session.execute(
        select(AuditEntryRow.__table__).order_by(AuditEntryRow.number).execution_options(yield_per=_BATCH)
    )
    for row in rows:
        entry = AuditEntry(row.number, row.at, row.actor_id, row.action, row.object_kind, row.object_id, row.details)
        fits = row.number == count + 1 and row.previous_hash == previous and row.hash == entry_hash(previous, entry)
        if not fits:
            return ChainReport(count, row.number, previous)
        count, previous = row.number, row.hash
    return ChainReport(count, None, previous)


def canonical_json(value: object) -> str:
    """JSON in one way only: keys sorted, no spaces, every character as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def entry_hash(previous: str, entry: AuditEntry) -> str:
    """SHA-256 over the hash before and the entry as canonical JSON."""
    content = canonical_json(
        {
            "number": entry.number,
            "at": entry.at.isoformat(timespec="microseconds"),
            "actor_id": str(entry.actor_id) if entry.actor_id else None,
            "action": entry.action,
            "object_kind": entry.object_kind,
            "object_id": str(entry.object_id) if entry.object_id else None,
            "details": entry.details,
        }
    )
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def _end_of_chain(session: Session) -> tuple[int, str]:
    last = session.execute(
        select(AuditEntryRow.number, AuditEntryRow.hash).order_by(AuditEntryRow.number.desc()).limit(1)
    ).first()
    return (last.number, last.hash) if last else (0, _START)
