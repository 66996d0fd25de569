"""Forgetting one customer: what tells of them, what left the workspace, and letting go of all of it but the figures."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from qa_desk.domain.calls import Call
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.handing_out import HandOut
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.keeping.copies_left import copies_in
from qa_desk.services.keeping.gone_sound import take_away
from qa_desk.services.keeping.search_entries import index_calls, index_session
from qa_desk.store.repositories.erasing import CustomerTraces, MentionedIn
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CustomerCall:
    """A call of the customer."""

    call_id: CallId
    key: str
    day: date | None


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """All that tells of a customer.

    Args:
        calls: their calls, oldest first.
        traces: what is kept of these.
        handed_out: files with these calls in them that left; nobody can call them back from here.
        elsewhere: texts of other things in which the customer's id stands; they are named and left alone.
        copies: files beside the database that still hold all of it.
    """

    customer_id: str
    calls: tuple[CustomerCall, ...]
    traces: CustomerTraces
    handed_out: tuple[HandOut, ...]
    elsewhere: tuple[MentionedIn, ...]
    copies: tuple[str, ...]


class Erasing:
    """For administrators; on a server for whoever keeps it, since members neither see nor change it all."""

    def __init__(self, store: Store, clock: Clock, folder: Path) -> None:
        self._store = store
        self._clock = clock
        self._folder = folder

    def preview(self, actor: Actor, customer_id: str) -> ErasurePreview:
        """What would go and what can't. Raises NotFoundError when no call is of this customer."""
        require(actor, Action.REMOVE_FOR_GOOD)
        with self._store.reading() as uow:
            return _preview(uow, clean_line(customer_id), copies_in(self._folder))

    def erase(self, actor: Actor, customer_id: str) -> tuple[ErasurePreview, Changes]:
        """Let go of all of it, and say what it was. Ratings stay in the figures, of calls that point at nobody.

        Sound, words, masks, search entries, what this machine had cached, and the pages of the database that held
        them go for good. Raises NotFoundError, KEEPER_ONLY for a member of a server.
        """
        require(actor, Action.REMOVE_FOR_GOOD)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.removal.require_keeper("qa-desk erase-customer ID")
            found = _preview(uow, clean_line(customer_id), copies_in(self._folder))
            call_ids = [call.call_id for call in found.calls]
            gone = uow.removal.remove_recordings(call_ids)
            uow.erasure.remove_words(call_ids)
            uow.erasure.retire_cases(call_ids, _("its customer was forgotten"), self._clock.now())
            zone = ZoneInfo(uow.settings.time_zone())
            for call in uow.calls.calls(call_ids).values():
                uow.erasure.make_nameless(call.id, f"erased-{secrets.token_hex(6)}", _its_day(call, zone))
            now = self._clock.now()
            index_calls(uow, list(uow.calls.calls(call_ids).values()), now)
            for session_id in uow.erasure.session_ids(call_ids):
                session = uow.calibration.get(session_id)
                if session is not None:
                    index_session(uow, session, now)
            # Without the customer's id, which would stay in the chain for ever.
            uow.audit("customer.erased", "customer", None, n_calls=len(call_ids), n_recordings=len(gone))
            uow.commit()
        take_away(self._store, gone)
        self._store.overwrite_what_was_removed()
        kinds = {ObjectKind.CALL, ObjectKind.RECORDING, ObjectKind.EVALUATION, ObjectKind.STANDARD_CASE}
        return found, Changes(frozenset(kinds), frozenset(call_ids))


def _preview(uow: UnitOfWork, customer_id: str, copies: tuple[str, ...]) -> ErasurePreview:
    call_ids = uow.removal.of_customer(customer_id) if customer_id else ()
    if not call_ids:
        raise NotFoundError(what=_("A call of this customer"))
    calls = uow.calls.calls(call_ids)
    zone = ZoneInfo(uow.settings.time_zone())
    return ErasurePreview(
        customer_id,
        tuple(
            CustomerCall(
                call_id,
                calls[call_id].key,
                started_at.astimezone(zone).date() if (started_at := calls[call_id].started_at) else None,
            )
            for call_id in call_ids
        ),
        uow.erasure.traces(call_ids),
        uow.hand_outs.with_calls(call_ids),
        _elsewhere(uow, customer_id),
        copies,
    )


def _elsewhere(uow: UnitOfWork, customer_id: str) -> tuple[MentionedIn, ...]:
    """An id of two characters would be found in half of all texts."""
    own = {("search_documents", "body"), ("search_documents", "tokens")}
    found = uow.erasure.mentions(customer_id) if len(customer_id) > 2 else ()
    return tuple(one for one in found if (one.table, one.column) not in own)


def _its_day(call: Call, zone: ZoneInfo) -> datetime | None:
    """The day is needed where figures are cut by time; the hour could tell who called."""
    if call.started_at is None:
        return None
    return datetime.combine(call.started_at.astimezone(zone).date(), time.min, zone).astimezone(UTC)
