"""Passages that must not be heard: proposed by whoever may listen, confirmed and taken off by lead or administrator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import CallId, MaskId, RecordingId
from qa_desk.domain.masking import MaskedPassage, MaskState, PrivateKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require
from qa_desk.domain.time_line import TimeLine
from qa_desk.i18n import _
from qa_desk.services.calls.listening import require_hearing, time_line_of
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.search_entries import index_transcript
from qa_desk.services.keeping.spoken import spoken
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

SHORTEST_S = 0.05
"""A shorter one is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class CallMask:
    """A masked passage in seconds of the call; `proposer` is the name of whoever proposed it."""

    mask: MaskedPassage
    call_id: CallId
    start_s: float
    end_s: float
    proposer: str
    call_key: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether it plays as a tone."""
        return self.mask.state is MaskState.CONFIRMED


class Masking:
    """What must not be heard of calls. A proposal is seen by those who decide and by whoever made it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def of_call(self, actor: Actor, call_id: CallId) -> tuple[CallMask, ...]:
        """The masks of a call that the actor may know of, in order of time."""
        with self._store.reading() as uow:
            require_hearing(actor, uow, call_id)
            return _known_to(actor, _masks_of(uow, call_id))

    def waiting(self, actor: Actor) -> tuple[CallMask, ...]:
        """All proposals that wait for a decision, oldest first."""
        require(actor, Action.DECIDE_MASKS)
        with self._store.reading() as uow:
            keys = dict.fromkeys(call_id for call_id, _mask in uow.masks.waiting())
            found = [mask for call_id in keys for mask in _masks_of(uow, call_id) if not mask.is_confirmed]
        return tuple(sorted(found, key=lambda one: one.mask.proposed_at))

    def mask(
        self, actor: Actor, call_id: CallId, start_s: float, end_s: float, kind: PrivateKind = PrivateKind.OTHER
    ) -> tuple[MaskId, ...]:
        """Mask a passage of a call: at once for whoever decides, as a proposal for others.

        It gets a mask for each recording that it touches. Raises VALUE_INVALID for a passage without sound.
        """
        require(actor, Action.PROPOSE_MASKS)
        now = self._clock.now()
        decides = may(actor, Action.DECIDE_MASKS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(call_id)
            pieces = _pieces(time_line_of(uow, call_id), start_s, end_s)
            masks = [
                MaskedPassage(
                    MaskId(uuid4()), recording_id, first, last, kind, MaskState.PROPOSED, actor.person_id, now
                )
                for recording_id, first, last in pieces
            ]
            if decides:
                masks = [_confirmed(mask, actor, self._clock) for mask in masks]
            uow.masks.add(*masks)
            for mask in masks:
                _note(uow, "mask.set" if decides else "mask.proposed", call_id, mask)
            if decides:
                self._show_masked(uow, call_id)
            uow.commit()
        self._forget_sound(call_id)
        return tuple(mask.id for mask in masks)

    def confirm(self, actor: Actor, mask_ids: Sequence[MaskId]) -> Changes:
        """Let proposals hold. Raises NotFoundError when one is gone."""
        require(actor, Action.DECIDE_MASKS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            found = _found(uow, mask_ids)
            uow.masks.confirm([mask.id for mask in found], actor.person_id, self._clock.now())
            calls = _calls_of(uow, found)
            for mask in found:
                _note(uow, "mask.confirmed", calls[mask.id], mask)
            for call_id in dict.fromkeys(calls.values()):
                self._show_masked(uow, call_id)
            uow.commit()
        for call_id in dict.fromkeys(calls.values()):
            self._forget_sound(call_id)
        return _changes(*calls.values())

    def remove(self, actor: Actor, mask_ids: Sequence[MaskId]) -> tuple[MaskedPassage, ...]:
        """Let passages be heard again, or refuse proposals; returns what went, for `restore`.

        One's own proposal may be taken back by oneself. Raises NotFoundError, NotAllowedError.
        """
        with self._store.unit_of_work(actor, self._clock) as uow:
            found = _found(uow, mask_ids)
            for mask in found:
                _require_over(actor, mask)
            calls = _calls_of(uow, found)
            uow.masks.remove(*(mask.id for mask in found))
            for mask in found:
                _note(uow, "mask.removed", calls[mask.id], mask)
            for call_id in dict.fromkeys(calls.values()):
                self._show_masked(uow, call_id)
            uow.commit()
        return found

    def restore(self, actor: Actor, masks: Sequence[MaskedPassage]) -> Changes:
        """Put back what `remove` took off. What is there already stays as it is."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            there = {mask.id for mask in uow.masks.these(mask.id for mask in masks)}
            missing = [mask for mask in masks if mask.id not in there]
            for mask in missing:
                _require_over(actor, mask)
            uow.masks.add(*(self._as_before(actor, mask) for mask in missing))
            calls = _calls_of(uow, missing)
            for mask in missing:
                _note(uow, "mask.set", calls[mask.id], mask)
            for call_id in dict.fromkeys(calls.values()):
                self._show_masked(uow, call_id)
            uow.commit()
        for call_id in dict.fromkeys(calls.values()):
            self._forget_sound(call_id)
        return _changes(*calls.values())

    def _as_before(self, actor: Actor, mask: MaskedPassage) -> MaskedPassage:
        """By whom it was proposed stays; who lets it hold is whoever puts it back."""
        return _confirmed(mask, actor, self._clock) if mask.state is MaskState.CONFIRMED else mask

    def _show_masked(self, uow: UnitOfWork, call_id: CallId) -> None:
        """Let the search find no word that is masked, and find those again that are not any more."""
        contents = [recording.sha256 for recording in uow.recordings.of_call(call_id) if recording.sha256]
        for recording in (one for sha256 in contents for one in uow.recordings.with_hash(sha256)):
            segments = spoken(uow, recording.id, uow.masks.confirmed_of(recording.call_id))
            if segments:
                index_transcript(uow, recording, uow.calls.get(recording.call_id).key, segments, self._clock.now())

    def _forget_sound(self, call_id: CallId) -> None:
        """Nothing that was kept here of the sound as it was stays behind."""
        # Here and not above: it loads numpy, which the start of the window can't wait for.
        from qa_desk.audio.forgetting import forget_sound

        with self._store.reading() as uow:
            forget_sound(recording.sha256 for recording in uow.recordings.of_call(call_id) if recording.sha256)


def _masks_of(uow: UnitOfWork, call_id: CallId) -> tuple[CallMask, ...]:
    call = uow.calls.get(call_id)
    starts = {part.recording.id: part.start_s for part in time_line_of(uow, call_id).parts}
    return tuple(
        CallMask(
            mask,
            call_id,
            starts[mask.recording_id] + mask.start_s,
            starts[mask.recording_id] + mask.end_s,
            uow.people.name_of(mask.proposed_by),
            call.key,
        )
        for mask in uow.masks.of_call(call_id)
    )


def _known_to(actor: Actor, masks: tuple[CallMask, ...]) -> tuple[CallMask, ...]:
    """While a call is scored blind, nobody may learn from a colleague's proposal that the colleague was there."""
    decides = may(actor, Action.DECIDE_MASKS)
    return tuple(one for one in masks if one.is_confirmed or decides or one.mask.proposed_by == actor.person_id)


def _pieces(line: TimeLine, start_s: float, end_s: float) -> list[tuple[RecordingId, float, float]]:
    """The passage in seconds of each recording that it touches."""
    found: list[tuple[RecordingId, float, float]] = []
    if isfinite(start_s + end_s):
        for part in line.parts:
            first, last = max(start_s, part.start_s), min(end_s, part.end_s)
            if last - first >= SHORTEST_S:
                found.append((part.recording.id, first - part.start_s, last - part.start_s))
    if not found:
        value, expected = f"{start_s:.1f}–{end_s:.1f}", _("a passage within the call")
        raise QADeskError(ErrorCode.VALUE_INVALID, value=value, what=_("time"), expected=expected)
    return found


def _confirmed(mask: MaskedPassage, actor: Actor, clock: Clock) -> MaskedPassage:
    return replace(mask, state=MaskState.CONFIRMED, decided_by=actor.person_id, decided_at=clock.now())


def _found(uow: UnitOfWork, mask_ids: Sequence[MaskId]) -> tuple[MaskedPassage, ...]:
    found = uow.masks.these(mask_ids)
    if len(found) < len(set(mask_ids)):
        raise NotFoundError(what=_("This masked passage"))
    return found


def _require_over(actor: Actor, mask: MaskedPassage) -> None:
    is_own_proposal = mask.state is MaskState.PROPOSED and mask.proposed_by == actor.person_id
    require(actor, Action.PROPOSE_MASKS if is_own_proposal else Action.DECIDE_MASKS)


def _calls_of(uow: UnitOfWork, masks: Sequence[MaskedPassage]) -> dict[MaskId, CallId]:
    found: dict[MaskId, CallId] = {}
    for mask in masks:
        recording = uow.recordings.recording(mask.recording_id)
        if recording is None:
            raise NotFoundError(what=_("This masked passage"))
        found[mask.id] = recording.call_id
    return found


def _note(uow: UnitOfWork, action: str, call_id: CallId, mask: MaskedPassage) -> None:
    times = {"start_ms": round(1000 * mask.start_s), "end_ms": round(1000 * mask.end_s)}
    uow.audit(action, "call", call_id, recording=str(mask.recording_id), kind=mask.kind.value, **times)


def _changes(*call_ids: CallId) -> Changes:
    return Changes(frozenset({ObjectKind.MASK}), frozenset(call_ids))
