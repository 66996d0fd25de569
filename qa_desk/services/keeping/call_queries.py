"""What a list of calls is asked for, in terms of the store; an agent who is kept from the reader finds no call."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qa_desk.domain.call_filter import CallConditions
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.services.calls.finding import FoundCalls, find_calls
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.store.call_conditions import CallFilter
from qa_desk.store.call_order import CallSort
from qa_desk.store.unit_of_work import UnitOfWork


def require_list(actor: Actor, query: CallQuery) -> None:
    """For what purpose a call was scored is told to those who give the work out, not to those who do it."""
    require(actor, Action.VIEW_CALLS)
    if query.purpose is not None:
        require(actor, Action.ASSIGN)


def wanted_calls(uow: UnitOfWork, actor: Actor, query: CallQuery) -> tuple[CallFilter, FoundCalls]:
    """The filter, and where the words stand that were sought. Raises PERIOD_INVALID."""
    if query.first_day and query.last_day and query.last_day < query.first_day:
        raise QADeskError(ErrorCode.PERIOD_INVALID, start=query.first_day, end=query.last_day)
    zone = ZoneInfo(uow.settings.time_zone())
    wanted = CallFilter(
        **{one.name: getattr(query, one.name) for one in fields(CallConditions)},
        started_from=_midnight(query.first_day, zone) if query.first_day else None,
        started_before=_midnight(query.last_day + timedelta(days=1), zone) if query.last_day else None,
        call_ids=query.call_ids,
        nameless=uow.assignments.calls_without_agent(actor.person_id),
    )
    if not query.text.strip():
        return wanted, FoundCalls()
    found = find_calls(uow, actor, clean_line(query.text))
    among = None if query.call_ids is None else frozenset(query.call_ids)
    ids = tuple(key for key in found.where if among is None or key in among)
    return replace(wanted, call_ids=ids), found


def sort_of(word: str) -> CallSort:
    """The order of that name. Raises VALUE_INVALID."""
    try:
        return CallSort(word)
    except ValueError:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=word, what="sort", expected=", ".join(CallSort)) from None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
