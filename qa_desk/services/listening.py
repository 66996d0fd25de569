"""Finding calls and hearing them: the list, one call with its people, recordings and wordings, and its sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from qa_desk.domain.calls import AgentChannel, Call, CallSummary, Recording, RecordingState, StandardWording
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.ids import CallId, PersonId, UnitId
from qa_desk.domain.people import Actor, Person, Unit
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.store.repositories.base import Page
from qa_desk.store.repositories.calls import CallFilter, CallSort
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CallQuery:
    """Which calls are wanted, in what order and which part of them; days are the centre's, both included."""

    text: str = ""
    unit_id: UnitId | None = None
    agent_id: PersonId | None = None
    business_type: str = ""
    first_day: date | None = None
    last_day: date | None = None
    only_unscored: bool = False
    only_complaints: bool = False
    critical_failed: bool = False
    sort: str = CallSort.STARTED_AT.value
    descending: bool = True
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True)
class CallPage:
    """A part of the list, and how many calls there are in all."""

    calls: tuple[CallSummary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class CallDetail:
    """A call with its agent, unit, recordings in the order they play, and the wordings that held on its day.

    `time_zone` is the centre's: what its times are shown in.
    """

    call: Call
    agent: Person | None
    unit: Unit | None
    recordings: tuple[Recording, ...]
    wordings: tuple[StandardWording, ...]
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class SpokenPassage:
    """A passage of the transcript, in seconds of the call; `speaker` is empty where it was not written down."""

    start_s: float
    end_s: float
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class CallSound:
    """The sound of a call, as a player opens it."""

    path: Path
    duration_s: float
    agent_channel: AgentChannel
    sha256: str


class Listening:
    """What one hears and reads of calls; scores in it are those the actor may see."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def calls(self, actor: Actor, query: CallQuery) -> CallPage:
        """One page of the calls that fit. Raises PERIOD_INVALID, VALUE_INVALID for an unknown order."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            wanted = _filter_of(query, ZoneInfo(uow.settings.time_zone()))
            page = Page(max(0, query.offset), max(1, query.limit))
            found = uow.calls.summaries(
                wanted, visibility_of(actor), page, sort=_sort_of(query.sort), descending=query.descending
            )
        return CallPage(found.items, found.n_total)

    def these_calls(self, actor: Actor, call_ids: Sequence[CallId]) -> tuple[CallSummary, ...]:
        """These calls as the list shows them, in the order given; what is not there is left out."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            return uow.calls.summaries_of(call_ids, visibility_of(actor))

    def call(self, actor: Actor, call_id: CallId) -> CallDetail:
        """One call. Raises NotFoundError."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            return call_detail(uow, call_id)

    def sound(self, actor: Actor, call_id: CallId) -> CallSound:
        """The first recording of a call that is there. Raises FILE_MISSING naming the one that is not."""
        _require_hearing(actor)
        with self._store.reading() as uow:
            recordings = uow.recordings.of_call(call_id)
        present = next((one for one in recordings if one.state is RecordingState.PRESENT), None)
        if present is None:
            name = recordings[0].original_name if recordings else _("The recording of this call")
            raise QADeskError(ErrorCode.FILE_MISSING, file=name)
        try:
            path = self._store.recordings.path_of(present.relative_path)
        except QADeskError:
            raise QADeskError(ErrorCode.FILE_MISSING, file=present.original_name) from None
        return CallSound(path, present.duration_s, present.agent_channel, present.sha256)

    def transcript(self, actor: Actor, call_id: CallId) -> tuple[SpokenPassage, ...]:
        """What was said in the recording that `sound` plays; empty where nobody wrote it down."""
        _require_hearing(actor)
        with self._store.reading() as uow:
            recordings = uow.recordings.of_call(call_id)
            present = next((one for one in recordings if one.state is RecordingState.PRESENT), None)
            segments = uow.recordings.transcript(present.id) if present else ()
        return tuple(SpokenPassage(one.start_s, one.end_s, one.text, one.speaker) for one in segments)

    def excerpt(self, actor: Actor, call_id: CallId, start_s: float, end_s: float) -> bytes:
        """A passage of a call as a small Ogg file; empty when its sound is not there."""
        # Here and not above: reading sound loads soundfile and numpy, which the start of the window can't wait for.
        from qa_desk.audio.excerpt import excerpt

        try:
            sound = self.sound(actor, call_id)
        except NotAllowedError:
            raise
        except QADeskError:
            return b""
        return excerpt(sound.path, start_s, end_s)

    def business_types(self, actor: Actor) -> tuple[str, ...]:
        """The business types in use."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            return uow.calls.business_types()


def call_detail(uow: UnitOfWork, call_id: CallId) -> CallDetail:
    """A call with all that stands beside it, within a unit of work. Raises NotFoundError."""
    call = uow.calls.get(call_id)
    attributes = call.attributes
    zone = ZoneInfo(uow.settings.time_zone())
    day = call.started_at.astimezone(zone).date() if call.started_at else None
    return CallDetail(
        call=call,
        agent=uow.people.person(call.agent_id) if call.agent_id else None,
        unit=uow.units.unit(call.unit_id) if call.unit_id else None,
        recordings=uow.recordings.of_call(call_id),
        wordings=uow.wordings.for_call(attributes.business_type, attributes.campaign, day) if day else (),
        time_zone=zone.key,
    )


def _require_hearing(actor: Actor) -> None:
    """Whoever sees the list of calls may hear them; so may whoever scores, agents in a panel among them."""
    if not may(actor, Action.SCORE):
        require(actor, Action.VIEW_CALLS)


def _filter_of(query: CallQuery, zone: ZoneInfo) -> CallFilter:
    if query.first_day and query.last_day and query.last_day < query.first_day:
        raise QADeskError(ErrorCode.PERIOD_INVALID, start=query.first_day, end=query.last_day)
    return CallFilter(
        text=clean_line(query.text),
        started_from=_midnight(query.first_day, zone) if query.first_day else None,
        started_before=_midnight(query.last_day + timedelta(days=1), zone) if query.last_day else None,
        unit_id=query.unit_id,
        agent_id=query.agent_id,
        business_type=query.business_type,
        complaint=True if query.only_complaints else None,
        is_scored=False if query.only_unscored else None,
        critical_failed=True if query.critical_failed else None,
    )


def _sort_of(word: str) -> CallSort:
    try:
        return CallSort(word)
    except ValueError:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=word, what="sort", expected=", ".join(CallSort)) from None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
