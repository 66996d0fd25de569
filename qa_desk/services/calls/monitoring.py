"""Calls heard as they are spoken: live, side by side, or placed by QA itself; scored without a recording, or recorded.

Their evaluations say which it was and enter no figure that speaks for all calls: `scoring.evaluation_of_record`.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from qa_desk.domain.calls import AgentChannel, Call, CallAttributes, MonitoringMode, Recording, RecordingState
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Assignment, AssignmentState, Purpose
from qa_desk.domain.ids import AssignmentId, CallId, RecordingId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import Action, require, visibility_of
from qa_desk.i18n import _
from qa_desk.services.calls.listening import time_line_of
from qa_desk.services.calls.monitoring_views import Begun, JoinedRecording, MonitoringDraft
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.desk_hold import DeskIdentity
from qa_desk.services.keeping.left_recording import SOUND, LeftRecording, left_recordings
from qa_desk.services.keeping.search_entries import index_call
from qa_desk.services.keeping.session_opening import require_workable
from qa_desk.services.practice.requiring import require_qualified
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from qa_desk.audio.clip import ClipInfo
    from qa_desk.audio.input.device import InputDevice
    from qa_desk.services.keeping.call_recording import CallRecording

LONGEST_CALL = timedelta(hours=4)
"""Nobody listens longer: a call whose end nobody noted for this long has ended when it was last heard of."""

_KEY_WORDS = {
    MonitoringMode.LIVE: "live",
    MonitoringMode.SIDE_BY_SIDE: "side-by-side",
    MonitoringMode.TEST_CALL: "test",
}


class Monitoring:
    """One inspector's calls that were not sampled. What is begun belongs to whoever began it."""

    def __init__(self, store: Store, clock: Clock, desk: DeskIdentity | None = None) -> None:
        self._store = store
        self._clock = clock
        self._desk = desk or DeskIdentity.here()
        self._in_work: dict[Path, CallRecording] = {}

    def begin(self, actor: Actor, draft: MonitoringDraft) -> Begun:
        """Note that a call is heard from now on, and give it to the actor to score.

        Raises VALUE_INVALID for a call id in use and for a missing agent, NOT_QUALIFIED where the centre asks for a
        certificate, and what `require_workable` does.
        """
        require(actor, Action.SCORE)
        assert draft.mode is not MonitoringMode.SAMPLED, "a sampled call comes in by import and is assigned"
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            require_workable(uow, (), (actor.person_id,), draft.version_id, now)
            form = uow.scorecards.version(draft.version_id)
            require_qualified(uow, form, (actor.person_id,), centre_day(uow, now))
            call = _new_call(uow, draft, now)
            uow.calls.add([call], now)
            assignment = Assignment(
                AssignmentId(uuid4()),
                call.id,
                actor.person_id,
                draft.version_id,
                Purpose.ROUTINE,
                AssignmentState.WAITING,
                assigned_by=actor.person_id,
                assigned_at=now,
            )
            uow.assignments.add_all([assignment])
            index_call(uow, call, now)
            uow.audit("call.monitored", "call", call.id, mode=draft.mode.value)
            uow.commit()
        changes = Changes.of(ObjectKind.CALL, call.id) | Changes.of(ObjectKind.ASSIGNMENT, assignment.id)
        return Begun(assignment.id, call.id, call.key, changes)

    def end(self, actor: Actor, call_id: CallId) -> Changes:
        """Note that the call is over, and all of it heard; nothing when that was noted before.

        Its length is the time it was heard; of one whose end nobody noted, that of its recordings.
        """
        require(actor, Action.SCORE)
        with self._store.unit_of_work(actor, self._clock) as uow:
            call = _own(uow, actor, call_id)
            if not call.is_going_on:
                return Changes()
            heard_s = _heard_s(call, self._clock.now())
            uow.calls.save(replace(call, duration_s=max(heard_s, time_line_of(uow, call_id).duration_s)))
            if heard_s > 0:
                _note_heard(uow, actor, call_id, heard_s)
            uow.audit("call.ended", "call", call_id)
            uow.commit()
        return Changes.of(ObjectKind.CALL, call_id)

    def record(self, actor: Actor, call_id: CallId, device: "InputDevice") -> "CallRecording":
        """A recording of the call from a device, to be started; it is nobody else's business until it joins the call.

        Raises RECORDING_FAILED when it has no place to be written to.
        """
        # Here and not above: recording loads numpy, which the start of the window can't wait for.
        from qa_desk.services.keeping.call_recording import CallRecording

        require(actor, Action.SCORE)
        with self._store.reading() as uow:
            _own(uow, actor, call_id)
        folder = self._store.recordings.unfinished_folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise QADeskError(ErrorCode.RECORDING_FAILED, detail=error.strerror or "") from error
        path = folder / f"{uuid4()}{SOUND}"
        desk = self._desk
        left = LeftRecording(path, call_id, actor.person_id, self._clock.now(), desk.machine, desk.process_id)
        recording = CallRecording(left, device, self._clock.now)
        self._in_work[path] = recording
        return recording

    def attach_recording(self, actor: Actor, recording: LeftRecording) -> JoinedRecording | None:
        """Let what was recorded join its call, behind what the call has; None when not a sound came.

        Nothing is lost when it fails: the recording stays where it is, and `join_left_behind` tries again.
        """
        require(actor, Action.SCORE)
        try:
            joined = self._join(actor, recording)
        finally:
            self._in_work.pop(recording.path, None)
        recording.remove()
        return joined

    def join_left_behind(self, actor: Actor) -> tuple[JoinedRecording, ...]:
        """Let the actor's recordings join their calls that a killed program, or a full disk, has left."""
        require(actor, Action.SCORE)
        joined: list[JoinedRecording] = []
        for left in left_recordings(self._store.recordings.unfinished_folder):
            if left.person_id == actor.person_id and not self._is_in_work(left):
                try:
                    one = self._join(actor, left)
                except NotFoundError:
                    continue  # Its call is not in this database: the sound stays where somebody can find it.
                left.remove()
                joined += [one] if one is not None else []
        return tuple(joined)

    def _is_in_work(self, left: LeftRecording) -> bool:
        own = self._in_work.get(left.path)
        if own is not None:
            return not own.is_over
        return left.is_in_work(self._desk, self._clock.now())

    def _join(self, actor: Actor, left: LeftRecording) -> JoinedRecording | None:
        clip = _finished(left.path)
        if clip is None:
            return None
        stored = self._store.recordings.adopt(left.path)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            call = _own(uow, actor, left.call_id)
            known = {one.sha256 for one in uow.recordings.of_call(call.id)}
            if stored.sha256 not in known:
                position = uow.recordings.next_position(call.id)
                recording = Recording(
                    id=RecordingId(uuid4()),
                    call_id=call.id,
                    position=position,
                    original_name=f"{call.key}-{position + 1}{SOUND}",
                    state=RecordingState.PRESENT,
                    sha256=stored.sha256,
                    relative_path=stored.relative_path,
                    format=clip.container,
                    codec=clip.codec,
                    rate_hz=clip.rate_hz,
                    channels=clip.channels,
                    duration_s=clip.duration_s,
                    size_bytes=stored.size_bytes,
                    agent_channel=left.agent_channel if clip.channels == 2 else AgentChannel.MONO,
                    started_at=left.started_at,
                )
                uow.recordings.add(recording, now)
                self._fit(uow, call, recording, now)
                uow.audit("call.recorded", "call", call.id, seconds=round(clip.duration_s))
            uow.commit()
        changes = Changes.of(ObjectKind.RECORDING, call.id) | Changes.of(ObjectKind.CALL, call.id)
        return JoinedRecording(call.id, call.key, clip.duration_s, changes)

    def _fit(self, uow: UnitOfWork, call: Call, recording: Recording, now: datetime) -> None:
        """Let the call be as long as its recordings, and its marks know what they lie on."""
        line = time_line_of(uow, call.id)
        place = next(part for part in line.parts if part.recording.id == recording.id)
        uow.recordings.claim_marks(recording, place.start_s, place.end_s)
        is_over = call.started_at is not None and now - call.started_at > LONGEST_CALL
        if call.duration_s is not None or is_over:
            length_s = max(call.duration_s or 0.0, line.duration_s)
            if length_s != call.duration_s:
                uow.calls.save(replace(call, duration_s=length_s))


def _new_call(uow: UnitOfWork, draft: MonitoringDraft, now: datetime) -> Call:
    agent = uow.people.person(draft.agent_id) if draft.agent_id else None
    is_agent = agent is not None and Role.AGENT in agent.roles
    if not is_agent and (draft.agent_id is not None or draft.mode is not MonitoringMode.TEST_CALL):
        raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("agent"), expected=_("an agent of the centre"))
    started_at = draft.started_at or now
    key = clean_line(draft.call_key)
    if key and uow.calls.by_key([key]):
        expected = _("an id that no other call has")
        raise QADeskError(ErrorCode.VALUE_INVALID, value=key, what=_("call id"), expected=expected)
    return Call(
        CallId(uuid4()),
        key or _free_key(uow, draft.mode, started_at),
        started_at=started_at,
        agent_id=agent.id if agent else None,
        unit_id=draft.unit_id or (agent.unit_id if agent else None),
        mode=draft.mode,
        attributes=CallAttributes(business_type=clean_line(draft.business_type)),
    )


def _free_key(uow: UnitOfWork, mode: MonitoringMode, started_at: datetime) -> str:
    """A key that says what the call was and when, by the centre's clock."""
    zone = uow.settings.time_zone()
    stem = f"{_KEY_WORDS[mode]}-{started_at.astimezone(ZoneInfo(zone)):%y%m%d-%H%M}"
    wanted = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    taken = uow.calls.by_key(wanted)
    return next((key for key in wanted if key not in taken), f"{stem}-{uuid4()}")


def _own(uow: UnitOfWork, actor: Actor, call_id: CallId) -> Call:
    """The monitored call that the actor scores. Raises NotFoundError."""
    call = uow.calls.get(call_id)
    # Who only gave the assignment back, or sits in a panel on the call, did not hear it as it was spoken.
    is_own = any(
        one.inspector_id == actor.person_id
        and one.state is not AssignmentState.WITHDRAWN
        and one.purpose is not Purpose.CALIBRATION
        for one in uow.assignments.of_call(call_id)
    )
    if not (call.is_monitored and is_own):
        raise NotFoundError(what=_("This call"))
    return call


def _heard_s(call: Call, now: datetime) -> float:
    """For how long the call was heard; 0 when nobody can say."""
    heard_for = now - call.started_at if call.started_at is not None else timedelta()
    return heard_for.total_seconds() if timedelta() <= heard_for <= LONGEST_CALL else 0.0


def _note_heard(uow: UnitOfWork, actor: Actor, call_id: CallId, heard_s: float) -> None:
    """Whoever monitored the call has listened to all of it."""
    for evaluation in uow.evaluations.of_call(call_id, visibility_of(actor)):
        if evaluation.inspector_id == actor.person_id:
            uow.evaluations.save_heard(evaluation.id, ((0.0, heard_s),), 1.0)


def _finished(path: Path) -> "ClipInfo | None":
    """The recording with its header put right, should its writer have been killed; None when nothing is in it."""
    # Here and not above: reading sound loads soundfile and numpy, which the start of the window can't wait for.
    from qa_desk.audio.clip import examine
    from qa_desk.audio.input.wav_writer import finish_wav

    if not finish_wav(path):
        return None
    return examine(path, ffmpeg=None).clip
