"""Keeping the call of a row and its recordings, within one transaction; doing it twice does no more than once."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import PurePosixPath
from uuid import uuid4

from qa_desk.domain.calls import Call, CallAttributes, Recording, RecordingState
from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.ids import CallId, PersonId, RecordingId, UnitId
from qa_desk.domain.people import Person, Role
from qa_desk.domain.time_line import line_of
from qa_desk.services.bringing_in.call_rows import CallRow
from qa_desk.services.bringing_in.import_report import ImportOutcome
from qa_desk.services.keeping.search_entries import index_call, index_person
from qa_desk.store.unit_of_work import UnitOfWork

_HASH_SHOWN = 8


@dataclass(frozen=True, slots=True)
class KeptSound:
    """A sound file that lies in the recordings store, and what is in it."""

    sha256: str
    relative_path: str
    size_bytes: int
    format: str
    codec: str
    rate_hz: int
    channels: int
    duration_s: float

    @classmethod
    def of_recording(cls, recording: Recording) -> "KeptSound":
        """The file that another recording has already."""
        return cls(*(getattr(recording, field.name) for field in fields(cls)))


def keep_row(uow: UnitOfWork, row: CallRow, sound: KeptSound | None, now: datetime) -> ImportOutcome:
    """Keep what a row says of its call, and its recording: the sound, or that it is still to come."""
    known = uow.recordings.with_hash(sound.sha256) if sound else ()
    loose = next((one for one in known if _is_bare(uow.calls.get(one.call_id))), None)
    kept = uow.calls.by_key([row.key]).get(row.key)
    if kept is None and loose is not None:
        kept = uow.calls.get(loose.call_id)
    if kept is None:
        kept = Call(CallId(uuid4()), row.key)
        uow.calls.add([kept], now)
    if sound is None:
        outcome = _announce(uow, kept, row, now)
    else:
        _give_sound(uow, kept, row, sound, loose, now)
        outcome = ImportOutcome.ALREADY_HERE if known else ImportOutcome.IMPORTED
    call = _described(uow, kept, row, now)
    if call != kept:
        uow.calls.save(call)
        uow.record.follow((call.id,), now)
    if call != kept or outcome is not ImportOutcome.ALREADY_HERE:
        index_call(uow, call, now)
    return outcome


def keep_loose(uow: UnitOfWork, name: str, sound: KeptSound, now: datetime) -> tuple[Call, ImportOutcome]:
    """Keep a recording that no row names: in the call that waits for it, else in a call of its own."""
    known = uow.recordings.with_hash(sound.sha256)
    if known:
        return uow.calls.get(known[0].call_id), ImportOutcome.ALREADY_HERE
    waiting = _call_waiting_for(uow, name)
    call = waiting or Call(CallId(uuid4()), _free_key(uow, name, sound))
    if waiting is None:
        uow.calls.add([call], now)
    _fill_place(uow, call.id, name, sound, CallRow(0, call.key, name), now)
    measured_s = line_of(call, uow.recordings.of_call(call.id)).duration_s
    if call.duration_s != measured_s:
        uow.calls.save(replace(call, duration_s=measured_s))
    index_call(uow, call, now)
    return call, ImportOutcome.IMPORTED if waiting else ImportOutcome.UNATTRIBUTED


def _announce(uow: UnitOfWork, call: Call, row: CallRow, now: datetime) -> ImportOutcome:
    """Note that a recording of that name is still to come, unless it came under that name before."""
    for recording in uow.recordings.of_call(call.id):
        if recording.original_name == row.file:
            is_here = recording.state is RecordingState.PRESENT
            _correct(uow, recording, row)
            return ImportOutcome.ALREADY_HERE if is_here else ImportOutcome.RECORDING_MISSING
    if row.file:
        place = _place(uow, call.id, row.file)
        uow.recordings.add(replace(_told(place, row), duration_s=row.duration_s or 0.0), now)
    return ImportOutcome.RECORDING_MISSING


def _give_sound(
    uow: UnitOfWork, call: Call, row: CallRow, sound: KeptSound, loose: Recording | None, now: datetime
) -> None:
    """Let the call have this sound; a recording that had come without a row moves over, with its transcript."""
    own = next((one for one in uow.recordings.of_call(call.id) if one.sha256 == sound.sha256), None)
    if own is not None:
        _correct(uow, own, row)
        return
    if loose is not None:
        position = uow.recordings.next_position(call.id)
        uow.recordings.save(replace(_told(loose, row), call_id=call.id, position=position))
        if uow.calls.remove_unused(loose.call_id):
            return
        uow.recordings.save(loose)
    _fill_place(uow, call.id, row.file, sound, row, now)


def _correct(uow: UnitOfWork, recording: Recording, row: CallRow) -> None:
    """Let a recording that is known have what the row says of it now."""
    told = _told(recording, row)
    if told != recording:
        uow.recordings.save(told)


def _told(recording: Recording, row: CallRow) -> Recording:
    """The recording with what a row says of it; what the row leaves open stays as it was."""
    return replace(
        recording,
        agent_channel=row.agent_channel or recording.agent_channel,
        started_at=row.started_at or recording.started_at,
    )


def _fill_place(uow: UnitOfWork, call_id: CallId, name: str, sound: KeptSound, row: CallRow, now: datetime) -> None:
    """Put the sound where it was announced, else behind the recordings that are there."""
    announced = next((one for one in uow.recordings.of_call(call_id) if _waits_for(one, name)), None)
    place = announced or _place(uow, call_id, name)
    values = {field.name: getattr(sound, field.name) for field in fields(sound)}
    filled = replace(_told(place, row), state=RecordingState.PRESENT, **values)
    if announced:
        uow.recordings.save(filled)
    else:
        uow.recordings.add(filled, now)


def _place(uow: UnitOfWork, call_id: CallId, name: str) -> Recording:
    position = uow.recordings.next_position(call_id)
    return Recording(RecordingId(uuid4()), call_id, position, name, RecordingState.MISSING)


def _waits_for(recording: Recording, name: str) -> bool:
    return recording.state is RecordingState.MISSING and _last_part(recording.original_name) == _last_part(name)


def _described(uow: UnitOfWork, call: Call, row: CallRow, now: datetime) -> Call:
    """The call as the row has it; what the row leaves open stays as it was."""
    agent_id, unit_id = _agent_and_unit(uow, row, now)
    recordings = uow.recordings.of_call(call.id)
    measured_s = line_of(call, recordings).duration_s
    told_s = call.duration_s if row.duration_s is None else row.duration_s
    return replace(
        call,
        key=row.key,
        # Second 0 of a monitored call is when somebody began to listen; its marks go by that.
        started_at=call.heard_from or _beginning(row, recordings) or call.started_at,
        agent_id=agent_id or call.agent_id,
        unit_id=unit_id or call.unit_id,
        duration_s=measured_s or told_s,
        attributes=_merged(call.attributes, row.attributes),
    )


def _beginning(row: CallRow, recordings: tuple[Recording, ...]) -> datetime | None:
    """When the call began: with its first recording; a row without a file speaks of the call itself."""
    moments = [one.started_at for one in recordings if one.started_at is not None] if row.file else []
    return min(moments, default=row.started_at)


def _agent_and_unit(uow: UnitOfWork, row: CallRow, now: datetime) -> tuple[PersonId | None, UnitId | None]:
    """The agent of a row, entered when new, and the unit: the row's, else the agent's."""
    unit_id = uow.units.ensure(row.unit_path).id if row.unit_path else None
    if not row.agent_external_id:
        return None, unit_id
    agent = uow.people.named(row.agent_external_id)
    if agent is None:
        name = row.agent_name or row.agent_external_id
        agent = Person(PersonId(uuid4()), row.agent_external_id, name, frozenset({Role.AGENT}), unit_id)
        uow.people.add(agent)
        uow.audit("person.saved", ObjectKind.PERSON, agent.id)
        index_person(uow, agent, now)
    return agent.id, unit_id or agent.unit_id


def _merged(before: CallAttributes, after: CallAttributes) -> CallAttributes:
    """What is said now, and what was said before where nothing is said now."""
    changed = {
        field.name: value
        for field in fields(after)
        if field.name != "custom" and (value := getattr(after, field.name)) not in ("", None)
    }
    custom = dict(before.custom) | dict(after.custom)
    return replace(before, **changed, custom=tuple(custom.items()))


def _is_bare(call: Call) -> bool:
    """Whether nothing is known of the call but its sound."""
    return (call.agent_id, call.unit_id, call.started_at) == (None, None, None) and call.attributes == CallAttributes()


def _call_waiting_for(uow: UnitOfWork, name: str) -> Call | None:
    """The call whose recording was announced under that name, or whose own id the file is called by."""
    for wanted in (name, _last_part(name)):
        announced = uow.recordings.missing_named(wanted)
        if len(announced) == 1:
            return uow.calls.get(announced[0].call_id)
    stem = PurePosixPath(name).stem
    same_key = uow.calls.by_key([stem]).get(stem)
    return same_key if same_key and not uow.recordings.of_call(same_key.id) else None


def _free_key(uow: UnitOfWork, name: str, sound: KeptSound) -> str:
    """A key for a call that has none: the file's name, with a piece of its hash where that is taken."""
    stem = PurePosixPath(name).stem
    return f"{stem}-{sound.sha256[:_HASH_SHOWN]}" if uow.calls.by_key([stem]) else stem


def _last_part(name: str) -> str:
    return PurePosixPath(name).name
