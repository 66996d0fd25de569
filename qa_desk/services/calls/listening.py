"""Finding calls and hearing them: the list, one call with its people, recordings and wordings, and its sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import isfinite
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo

from qa_desk.audio.heard import Heard
from qa_desk.audio.passage import Passage
from qa_desk.domain.call_filter import TEXT_FIELDS
from qa_desk.domain.calls import Call, CallSummary, Recording, StandardWording
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.handing_out import HandOutKind
from qa_desk.domain.ids import CallId, DepartmentId, PersonId
from qa_desk.domain.people import Actor, Person, Unit
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.domain.sampling_plan import Field
from qa_desk.domain.talk import TalkFigures
from qa_desk.domain.time_line import TimeLine, line_of
from qa_desk.i18n import _
from qa_desk.services.calls.listening_views import CallPage, CallQuery, CallWords
from qa_desk.services.centre.auditing import note_hand_out
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_text
from qa_desk.services.keeping.call_queries import require_list, sort_of, wanted_calls
from qa_desk.services.keeping.call_sound import CallSound, call_sound
from qa_desk.services.keeping.call_talk import measured_talk
from qa_desk.services.keeping.fetching import require_at_hand
from qa_desk.services.keeping.hidden_agents import nameless
from qa_desk.services.keeping.spoken import spoken
from qa_desk.services.progress import NoProgress, Progress
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

SPEAKER_PARTS = frozenset({"agent", "customer", "坐席", "客户"})
"""What speakers of a transcript are called where nobody is named."""

_STOPS_MEASURING = frozenset(
    {
        ErrorCode.CANCELLED,
        ErrorCode.DATABASE_LOCKED,
        ErrorCode.DATABASE_UNREACHABLE,
        ErrorCode.RECORDINGS_AWAY,
        ErrorCode.RECORDINGS_KEY_MISSING,
    }
)


@dataclass(frozen=True, slots=True)
class CallDetail:
    """A call with its agent, unit, recordings in the order they play, and the wordings that held on its day.

    `time_zone` is the centre's: what its times are shown in. `wording_owners` names the departments of the wordings,
    those retired since included.
    """

    call: Call
    agent: Person | None
    unit: Unit | None
    recordings: tuple[Recording, ...]
    wordings: tuple[StandardWording, ...]
    time_zone: str = "UTC"
    wording_owners: Mapping[DepartmentId, str] = field(default_factory=dict[DepartmentId, str])


@dataclass(frozen=True, slots=True)
class SpokenPassage:
    """A passage of the transcript, in seconds of the call; `speaker` is empty where it was not written down."""

    start_s: float
    end_s: float
    text: str
    speaker: str = ""


class Listening:
    """What one hears and reads of calls; scores in it are those the actor may see."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def calls(self, actor: Actor, query: CallQuery) -> CallPage:
        """One part of the calls that fit. Raises PERIOD_INVALID, VALUE_INVALID for an unknown order."""
        require_list(actor, query)
        with self._store.reading() as uow:
            wanted, found = wanted_calls(uow, actor, query)
            part = uow.call_list.part(
                wanted,
                visibility_of(actor),
                sort=sort_of(query.sort),
                descending=query.descending,
                limit=max(1, query.limit),
                place=query.place,
                backwards=query.backwards,
                including=query.including,
            )
            calls = nameless(uow, actor, part.calls)
        return CallPage(calls, part.places, part.is_last, found.of(calls), found.is_cut)

    def n_calls(self, actor: Actor, query: CallQuery) -> int:
        """How many calls fit; of very many that takes longer than to list some of them."""
        require_list(actor, query)
        with self._store.reading() as uow:
            wanted, _found = wanted_calls(uow, actor, query)
            return uow.call_list.n_calls(wanted, visibility_of(actor))

    def these_calls(self, actor: Actor, call_ids: Sequence[CallId]) -> tuple[CallSummary, ...]:
        """These calls as the list shows them, in the order given; what is not there is left out."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            return nameless(uow, actor, uow.call_list.of(call_ids, visibility_of(actor)))

    def call(self, actor: Actor, call_id: CallId) -> CallDetail:
        """One call. Raises NotFoundError."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            return call_detail(uow, call_id, actor.person_id)

    def sound(self, actor: Actor, call_id: CallId, progress: Progress | None = None) -> CallSound:
        """All recordings of a call that are there, on one time line; fetched first where they lie on another machine.

        Raises what `call_sound` raises when none is there.
        """
        with self._store.reading() as uow:
            require_hearing(actor, uow, call_id)
            line, masks = _line_for(actor, uow, call_id), uow.masks.confirmed_of(call_id)
        return call_sound(line, self._store.recordings, masks, progress)

    def sound_at_hand(self, actor: Actor, call_id: CallId) -> CallSound:
        """The same, without fetching anything: for what is only glanced at. Raises FILE_MISSING for what isn't here."""
        with self._store.reading() as uow:
            require_hearing(actor, uow, call_id)
            line = _line_for(actor, uow, call_id)
        require_at_hand(line, self._store.recordings)
        return self.sound(actor, call_id)

    def transcript(self, actor: Actor, call_id: CallId) -> tuple[SpokenPassage, ...]:
        """What was said in the call, in seconds of its time line; empty where nobody wrote it down.

        Words that were said where a passage is masked are covered; who speaks is not named where the agent is hidden.
        """
        with self._store.reading() as uow:
            require_hearing(actor, uow, call_id)
            is_nameless = call_id in uow.assignments.calls_without_agent(actor.person_id)
            parts, masks = time_line_of(uow, call_id).parts, uow.masks.confirmed_of(call_id)
            said = [
                SpokenPassage(part.start_s + one.start_s, part.start_s + one.end_s, one.text, one.speaker)
                for part in parts
                for one in spoken(uow, part.recording.id, masks)
            ]
        said.sort(key=lambda one: one.start_s)
        return _speakers_numbered(said) if is_nameless else tuple(said)

    def excerpt(self, actor: Actor, call_id: CallId, start_s: float, end_s: float) -> bytes:
        """A passage of a call as a small Ogg file; empty when its sound is not there.

        What lies in a valid standard case is for everybody who may see the library, unlike the rest of its call.
        """
        # Here and not above: reading sound loads soundfile and numpy, which the start of the window can't wait for.
        from qa_desk.audio.excerpt import excerpt

        try:
            with self._store.reading() as uow:
                if not (
                    may(actor, Action.VIEW_CASES) and uow.case_list.holds(call_id, start_s, end_s, actor.person_id)
                ):
                    require_hearing(actor, uow, call_id)
                line, masks = _line_for(actor, uow, call_id), uow.masks.confirmed_of(call_id)
            return excerpt(call_sound(line, self._store.recordings, masks).track, start_s, end_s)
        except NotAllowedError:
            raise
        except QADeskError:
            return b""

    def export_passage(
        self, actor: Actor, call_id: CallId, start_s: float, end_s: float, path: Path, *, note: str = ""
    ) -> None:
        """Write a passage with all channels to a WAV or FLAC file, with the call, the times and a note in its texts.

        A file of that name is replaced. The audit chain holds who took what out, before the file is there.
        Raises VALUE_INVALID for an empty passage or another ending, DISK_FULL, FILE_NOT_WRITTEN, FILE_MISSING.
        """
        # Here and not above: as in `excerpt`.
        from qa_desk.audio.export import ExportText, export_passage

        require(actor, Action.EXPORT_SOUND)
        sound = self.sound(actor, call_id)
        with self._store.reading() as uow:
            key = uow.calls.get(call_id).key
        title = _("Call {key}, {start}–{end}").format(key=key, start=_clock(start_s), end=_clock(end_s))
        text = ExportText(title, clean_text(note))

        def note_it() -> None:
            with self._store.unit_of_work(actor, self._clock) as uow:
                times = {"start_ms": round(1000 * start_s), "end_ms": round(1000 * end_s)}
                uow.audit("call.sound_exported", "call", call_id, **times)
                note_hand_out(uow, actor, HandOutKind.SOUND, path.name, [call_id], self._clock.now())
                uow.commit()

        export_passage(sound.track, start_s, end_s, path, text, on_written=note_it)

    def talk_figures(self, actor: Actor, call_id: CallId) -> TalkFigures | None:
        """Who spoke how much; None when the voices don't lie on channels of their own. Raises FILE_MISSING.

        Measured when first asked for, which reads the whole call, and kept with it until its recordings change.
        """
        return measured_talk(self._store, self._clock, call_id, self.sound(actor, call_id))

    def measure_talk(self, actor: Actor, progress: Progress | None = None) -> int:
        """Measure every call that was not yet, so that calls can be drawn by silence and overtalk; returns how many.

        A call whose sound can't be read is passed over and tried again next time.
        """
        require(actor, Action.SAMPLE)
        progress = progress or NoProgress()
        with self._store.reading() as uow:
            waiting = uow.hearing.unmeasured()
        n_measured = 0
        for number, call_id in enumerate(waiting, start=1):
            if progress.is_cancelled:
                break
            progress.report(number, len(waiting), _("Measuring silence and overtalk"))
            try:
                self.talk_figures(actor, call_id)
            except QADeskError as error:
                if error.code in _STOPS_MEASURING:
                    raise
                continue
            n_measured += 1
        return n_measured

    def note_heard(
        self, actor: Actor, call_id: CallId, passages: Sequence[tuple[float, float]], *, begins: bool = False
    ) -> None:
        """Add passages, in seconds of the call, to what the actor has heard of it outside of scoring.

        `begins` says that it is the first time since the call was opened: that much is noted in the audit chain.
        """
        with self._store.unit_of_work(actor, self._clock) as uow:
            require_hearing(actor, uow, call_id)
            uow.take_turn(call_id)
            kept = uow.hearing.heard(actor.person_id, uow.calls.get(call_id).id)
            heard = Heard(tuple(Passage(start_s, end_s) for start_s, end_s in kept))
            for start_s, end_s in passages:
                if isfinite(start_s + end_s):
                    heard.add(max(0.0, start_s), end_s)
            merged = tuple((passage.start_s, passage.end_s) for passage in heard.passages)
            uow.hearing.keep_heard(actor.person_id, call_id, merged)
            if begins:
                uow.audit("call.heard", "call", call_id)
            uow.commit()

    def heard(self, actor: Actor, call_id: CallId) -> tuple[tuple[float, float], ...]:
        """What the actor has heard of a call outside of scoring, start and end in seconds; of others nobody is told."""
        with self._store.reading() as uow:
            require_hearing(actor, uow, call_id)
            return uow.hearing.heard(actor.person_id, call_id)

    def business_types(self, actor: Actor) -> tuple[str, ...]:
        """The business types in use."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            return uow.call_list.words_of(Field.BUSINESS_TYPE)

    def words(self, actor: Actor) -> CallWords:
        """The words that calls can be narrowed by."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            of_fields = {name.value: uow.call_list.words_of(name) for name in TEXT_FIELDS}
            of_own = {name: uow.call_list.custom_words(name) for name in uow.call_list.custom_names()}
        return CallWords(of_fields, of_own)


def time_line_of(uow: UnitOfWork, call_id: CallId) -> TimeLine:
    """The recordings of a call on its time line, within a unit of work."""
    return line_of(uow.calls.get(call_id), uow.recordings.of_call(call_id))


def _line_for(actor: Actor, uow: UnitOfWork, call_id: CallId) -> TimeLine:
    """The same, without what a file's name may tell somebody: it is said when the file is missing or broken."""
    recordings = uow.recordings.of_call(call_id)
    if call_id in uow.assignments.calls_without_agent(actor.person_id):
        recordings = _numbered(recordings)
    return line_of(uow.calls.get(call_id), recordings)


def call_detail(uow: UnitOfWork, call_id: CallId, reader_id: PersonId) -> CallDetail:
    """A call with all that stands beside it, without the agent who is kept from the reader. Raises NotFoundError."""
    call = uow.calls.get(call_id)
    attributes = call.attributes
    zone = ZoneInfo(uow.settings.time_zone())
    day = call.started_at.astimezone(zone).date() if call.started_at else None
    wordings = uow.wordings.for_call(attributes.business_type, attributes.campaign, day) if day else ()
    departments = uow.people.departments() if any(one.department_id for one in wordings) else ()
    detail = CallDetail(
        call=call,
        agent=uow.people.person(call.agent_id) if call.agent_id else None,
        unit=uow.units.unit(call.unit_id) if call.unit_id else None,
        recordings=uow.recordings.of_call(call_id),
        wordings=wordings,
        time_zone=zone.key,
        wording_owners={department.id: department.name for department in departments},
    )
    return without_agent(detail) if call_id in uow.assignments.calls_without_agent(reader_id) else detail


def without_agent(detail: CallDetail) -> CallDetail:
    """The call without its agent; files lose their names too, since recorders like to name them after people."""
    return replace(
        detail, call=replace(detail.call, agent_id=None), agent=None, recordings=_numbered(detail.recordings)
    )


def _numbered(recordings: Sequence[Recording]) -> tuple[Recording, ...]:
    """Recordings that are called by their place."""
    return tuple(
        replace(one, original_name=f"{one.position + 1}{PurePath(one.original_name).suffix}") for one in recordings
    )


def _clock(second: float) -> str:
    """As the player shows it: 02:38, or 1:02:38 from an hour on."""
    return str(timedelta(seconds=max(0, int(second)))).removeprefix("0:")


def require_hearing(actor: Actor, uow: UnitOfWork, call_id: CallId) -> None:
    """Whoever sees the list of calls may hear them, and whoever scores; an agent what a panel gave them to score, and
    their own calls once the result is released to them."""
    is_given = may(actor, Action.SIT_AS_AGENT) and uow.assignments.is_given(call_id, actor.person_id)
    is_told = may(actor, Action.VIEW_OWN_RESULTS) and uow.feedback.is_released_of(call_id, actor.person_id)
    if not (is_given or is_told or may(actor, Action.SCORE)):
        require(actor, Action.VIEW_CALLS)


def _speakers_numbered(said: list[SpokenPassage]) -> tuple[SpokenPassage, ...]:
    """Names of people give way to numbers; what somebody is on the call stays."""
    names = dict.fromkeys(one.speaker for one in said if one.speaker and one.speaker.casefold() not in SPEAKER_PARTS)
    numbers = {name: _("Speaker {n}").format(n=at) for at, name in enumerate(names, 1)}
    return tuple(replace(one, speaker=numbers.get(one.speaker, one.speaker)) for one in said)
