"""Reading who did what, keeping the end of the audit chain elsewhere, and noting files that leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.handing_out import HandOutKind
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.store.audit import AuditEntry
from qa_desk.store.repositories.audit_log import AuditFilter, ChainHead
from qa_desk.store.repositories.base import Page
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries are wanted; `about` is the key of a call or the name of a person; days are the centre's."""

    person_id: PersonId | None = None
    action: str = ""
    about: str = ""
    first_day: date | None = None
    last_day: date | None = None
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry with its people and things by name; nothing that was scored or written is in it."""

    number: int
    at: datetime
    person: str
    action: str
    object_kind: str
    object_name: str
    object_id: UUID | None
    details: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A part of the entries, the newest first, and how many there are in all; times are shown in `time_zone`."""

    lines: tuple[AuditLine, ...]
    total: int
    time_zone: str


@dataclass(frozen=True, slots=True)
class AuditChoices:
    """What the entries can be narrowed to."""

    people: tuple[tuple[PersonId, str], ...]
    actions: tuple[str, ...]


class Auditing:
    """The audit chain as administrators and auditors read it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def entries(self, actor: Actor, query: AuditQuery) -> AuditPage:
        """A page of the entries that fit. Raises PERIOD_INVALID."""
        require(actor, Action.READ_AUDIT)
        if query.first_day and query.last_day and query.last_day < query.first_day:
            raise QADeskError(ErrorCode.PERIOD_INVALID, start=query.first_day, end=query.last_day)
        with self._store.reading() as uow:
            zone = ZoneInfo(uow.settings.time_zone())
            about = clean_line(query.about)
            object_id = _named(uow, about) if about else None
            if about and object_id is None:
                return AuditPage((), 0, zone.key)
            wanted = AuditFilter(
                actor_id=query.person_id,
                object_id=object_id,
                action=query.action,
                since=_midnight(query.first_day, zone) if query.first_day else None,
                before=_midnight(query.last_day + timedelta(days=1), zone) if query.last_day else None,
            )
            found = uow.audit_log.find(wanted, Page(max(0, query.offset), max(1, query.limit)))
            return AuditPage(_lines(uow, found.items), found.n_total, zone.key)

    def choices(self, actor: Actor) -> AuditChoices:
        """The people and actions there are."""
        require(actor, Action.READ_AUDIT)
        with self._store.reading() as uow:
            people = sorted(((person.id, person.name) for person in uow.people.all()), key=lambda pair: pair[1])
            return AuditChoices(tuple(people), uow.audit_log.actions())

    def head(self, actor: Actor) -> ChainHead | None:
        """The last entry of the chain, to be kept elsewhere; None before there is one."""
        require(actor, Action.READ_AUDIT)
        with self._store.reading() as uow:
            return uow.audit_log.head()

    def note_report(self, actor: Actor, key: str, name: str, call_keys: Sequence[str] = ()) -> None:
        """Note a report that is written to a file of that name, and the calls whose passages it names or holds."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            ids = [call.id for call in uow.calls.by_key(call_keys).values()]
            note_hand_out(uow, actor, HandOutKind.REPORT, name, ids, self._clock.now())
            uow.audit("report.exported", "report", None, report=key, kind=_ending(name), n_calls=len(ids))
            uow.commit()


def note_hand_out(
    uow: UnitOfWork, actor: Actor, kind: HandOutKind, name: str, call_ids: Sequence[CallId], now: datetime
) -> None:
    """Keep which calls a file tells of, within a unit of work, so that it is known when a customer is forgotten."""
    uow.hand_outs.add(kind, clean_line(name), call_ids, actor.person_id, now)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _named(uow: UnitOfWork, about: str) -> UUID | None:
    call = uow.calls.by_key([about]).get(about)
    if call is not None:
        return call.id
    person = uow.people.named(about)
    return person.id if person else None


def _lines(uow: UnitOfWork, entries: Sequence[AuditEntry]) -> tuple[AuditLine, ...]:
    names = {person.id: person.name for person in uow.people.all()}
    call_ids = {CallId(entry.object_id) for entry in entries if entry.object_kind == "call" and entry.object_id}
    keys = {call_id: call.key for call_id, call in uow.calls.calls(call_ids).items()}

    def object_name(entry: AuditEntry) -> str:
        if entry.object_id is None:
            return ""
        if entry.object_kind == ObjectKind.PERSON:
            return names.get(PersonId(entry.object_id), "")
        return keys.get(CallId(entry.object_id), "") if entry.object_kind == "call" else ""

    return tuple(
        AuditLine(
            entry.number,
            entry.at,
            names.get(entry.actor_id, "") if entry.actor_id else "",
            entry.action,
            entry.object_kind,
            object_name(entry),
            entry.object_id,
            entry.details,
        )
        for entry in entries
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
