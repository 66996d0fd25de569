"""Private numbers in texts: found in transcripts, comments and notes, proposed, and covered in place for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import CallId, MaskId, RecordingId
from qa_desk.domain.masking import MaskedPassage, MaskState, PrivateKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require, visibility_of
from qa_desk.domain.private_numbers import FoundNumber, NumberPlace, cover, find_private_numbers
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.search_entries import index_transcript
from qa_desk.services.keeping.spoken import spoken
from qa_desk.services.progress import NoProgress, Progress
from qa_desk.store.repositories.texts import NumberKey, PlacedText
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_AROUND = 24
_SHOWN_DIGITS = 4
_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True)
class NumberProposal:
    """A number that stands in a text and is still open to be read.

    Args:
        place, object_id, position, first, last: where it stands.
        kind: what it is taken for.
        context: the words around it, with all of the number but its last digits covered.
        recording_id, start_s, end_s: when it was said, where its text is timed.
    """

    place: NumberPlace
    object_id: UUID
    position: int
    first: int
    last: int
    kind: PrivateKind
    call_id: CallId
    call_key: str
    context: str
    recording_id: RecordingId | None = None
    start_s: float | None = None
    end_s: float | None = None

    @property
    def key(self) -> NumberKey:
        """What tells it from every other."""
        return self.place, self.object_id, self.position, self.first


class Covering:
    """For leads and administrators, each of what they may read. What is covered can't be brought back."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def proposals(
        self,
        actor: Actor,
        call_id: CallId | None = None,
        *,
        international: bool = False,
        progress: Progress | None = None,
    ) -> tuple[NumberProposal, ...]:
        """The numbers in texts of one call, or of all; those that were let stay are not among them.

        Raises CANCELLED.
        """
        require(actor, Action.DECIDE_MASKS)
        progress = progress or NoProgress()
        found: list[tuple[PlacedText, FoundNumber]] = []
        with self._store.reading() as uow:
            kept = uow.texts.kept_numbers()
            for number, text in enumerate(uow.texts.readable(visibility_of(actor), call_id)):
                if number % _TOLD_EVERY == 0:
                    if progress.is_cancelled:
                        raise QADeskError(ErrorCode.CANCELLED)
                    progress.report(number, None, _("Looking for private numbers"))
                for one in find_private_numbers(text.text, international=international):
                    if (text.place, text.object_id, text.position, one.first) not in kept:
                        found.append((text, one))
            calls = uow.calls.calls({text.call_id for text, _one in found})
        return tuple(_proposal(text, one, calls[text.call_id].key) for text, one in found)

    def accept(self, actor: Actor, proposals: Sequence[NumberProposal]) -> Changes:
        """Cover numbers in place, and mask the passages in which they were said.

        Raises NotFoundError when a text has changed since; KEEPER_ONLY on a server for what colleagues have written.
        """
        require(actor, Action.DECIDE_MASKS)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            for proposal in proposals:
                self._cover(uow, proposal)
                details = {"place": proposal.place.value, "kind": proposal.kind.value}
                uow.audit("number.covered", "call", proposal.call_id, **details)
            self._mask(uow, actor, proposals, now)
            uow.commit()
        return _changes(proposals)

    def let_stay(self, actor: Actor, proposals: Sequence[NumberProposal]) -> None:
        """Propose these no more."""
        require(actor, Action.DECIDE_MASKS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            for one in proposals:
                uow.texts.keep_number(one.key, one.last, one.call_id, actor.person_id, self._clock.now())
                uow.audit("number.kept", "call", one.call_id, place=one.place.value, kind=one.kind.value)
            uow.commit()

    def ask_again(self, actor: Actor, proposals: Sequence[NumberProposal]) -> None:
        """Propose again what was let stay."""
        require(actor, Action.DECIDE_MASKS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.texts.ask_again([one.key for one in proposals])
            uow.commit()

    def _cover(self, uow: UnitOfWork, proposal: NumberProposal) -> None:
        text = uow.texts.text_at(proposal.place, proposal.object_id, proposal.position) or ""
        here = {(one.first, one.last) for one in find_private_numbers(text, international=True)}
        if (proposal.first, proposal.last) not in here:
            raise NotFoundError(what=_("This number"))
        after = cover(text, proposal.first, proposal.last)
        uow.texts.put_at(proposal.place, proposal.object_id, proposal.position, after)
        evaluation_id = uow.texts.evaluation_of(proposal.place, proposal.object_id)
        if evaluation_id is not None:
            stretch = slice(proposal.first, proposal.last)
            uow.texts.cover_copies(evaluation_id, text[stretch], after[stretch])

    def _mask(self, uow: UnitOfWork, actor: Actor, proposals: Sequence[NumberProposal], now: datetime) -> None:
        """What was said is masked where it was said, unless all of it is so already; the search learns the new text."""
        said = [one for one in proposals if one.place is NumberPlace.TRANSCRIPT]
        for one in said:
            assert one.recording_id is not None
            assert one.start_s is not None
            assert one.end_s is not None
            masked = uow.masks.confirmed_of(one.call_id).get(one.recording_id, ())
            is_masked = any(first <= one.start_s and last >= one.end_s for first, last in masked)
            if not is_masked and one.end_s > one.start_s:
                mask = MaskedPassage(
                    MaskId(uuid4()),
                    one.recording_id,
                    one.start_s,
                    one.end_s,
                    one.kind,
                    MaskState.CONFIRMED,
                    actor.person_id,
                    now,
                    actor.person_id,
                    now,
                )
                uow.masks.add(mask)
        for recording_id in dict.fromkeys(one.recording_id for one in said):
            recording = uow.recordings.recording(recording_id) if recording_id else None
            if recording is not None:
                segments = spoken(uow, recording.id, uow.masks.confirmed_of(recording.call_id))
                index_transcript(uow, recording, uow.calls.get(recording.call_id).key, segments, now)


def _proposal(text: PlacedText, one: FoundNumber, call_key: str) -> NumberProposal:
    shown = cover(text.text, one.first, max(one.first, one.last - _SHOWN_DIGITS))
    start, end = max(0, one.first - _AROUND), one.last + _AROUND
    context = ("…" if start else "") + shown[start:end] + ("…" if end < len(shown) else "")
    return NumberProposal(
        text.place,
        text.object_id,
        text.position,
        one.first,
        one.last,
        one.kind,
        text.call_id,
        call_key,
        " ".join(context.split()),
        text.recording_id,
        text.start_s,
        text.end_s,
    )


def _changes(proposals: Sequence[NumberProposal]) -> Changes:
    kinds = frozenset({ObjectKind.MASK, ObjectKind.EVALUATION})
    return Changes(kinds, frozenset(one.call_id for one in proposals))
