"""Training notes: what one inspector is to learn, with the passage to hear; read by lead, trainer and nobody else."""

from collections.abc import Sequence
from datetime import date

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.ids import CaseId, PersonId, TrainingNoteId
from qa_desk.domain.meeting import TrainingNote
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require
from qa_desk.domain.standard_case import Difficulty, SettledCase
from qa_desk.domain.text import NO_TEXT
from qa_desk.services.calibration.meeting_views import NoteView
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.criterion_titles import criterion_titles
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_MOST_CASES = 3


class Coaching:
    """What an inspector does with the notes they were given, and what lead and trainer see of it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def my_notes(self, actor: Actor) -> tuple[NoteView, ...]:
        """The actor's own notes that are not done, the most pressing first.

        One about a call that waits blind for the actor comes once theirs is in.
        """
        require(actor, Action.SCORE)
        with self._store.reading() as uow:
            waiting = [note for note in uow.meetings.notes(actor.person_id) if note.done_at is None]
            return _views(uow, actor, waiting, centre_day(uow, self._clock.now()))

    def notes(self, actor: Actor) -> tuple[NoteView, ...]:
        """Every note that was given, the most pressing first."""
        require(actor, Action.GIVE_TRAINING_NOTES)
        with self._store.reading() as uow:
            return _views(uow, actor, uow.meetings.notes(), centre_day(uow, self._clock.now()))

    def note(self, actor: Actor, note_id: TrainingNoteId) -> NoteView:
        """One note. Raises NotFoundError, also for who may not read it."""
        with self._store.reading() as uow:
            note = _own_or_given(uow, actor, note_id)
            found = _views(uow, actor, [note], centre_day(uow, self._clock.now()))
        if not found:
            raise NotFoundError(what=note_id)
        return found[0]

    def mark_read(self, actor: Actor, note_id: TrainingNoteId) -> Changes:
        """The inspector has read it, and not done it yet. Raises NotFoundError for a note of somebody else."""
        return self._mark(actor, note_id, is_done=False)

    def mark_done(self, actor: Actor, note_id: TrainingNoteId) -> Changes:
        """The inspector has practised it. Raises NotFoundError for a note of somebody else."""
        return self._mark(actor, note_id, is_done=True)

    def _mark(self, actor: Actor, note_id: TrainingNoteId, *, is_done: bool) -> Changes:
        require(actor, Action.SCORE)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            note = uow.meetings.note(note_id)
            if note is None or note.person_id != actor.person_id:
                raise NotFoundError(what=note_id)
            uow.meetings.mark_note(note_id, read_at=note.read_at or now, done_at=now if is_done else None)
            uow.commit()
        return Changes.of(ObjectKind.TRAINING_NOTE, note_id)


def _own_or_given(uow: UnitOfWork, actor: Actor, note_id: TrainingNoteId) -> TrainingNote:
    note = uow.meetings.note(note_id)
    if note is None or not (note.person_id == actor.person_id or may(actor, Action.GIVE_TRAINING_NOTES)):
        raise NotFoundError(what=note_id)
    return note


def _views(uow: UnitOfWork, actor: Actor, notes: Sequence[TrainingNote], today: date) -> tuple[NoteView, ...]:
    seen = [
        note
        for note in notes
        if note.call_id is None or not uow.assignments.scores_blind(actor.person_id, note.call_id)
    ]
    if not seen:
        return ()
    names = uow.people.names()
    calls = uow.calls.calls([note.call_id for note in seen if note.call_id is not None])
    titles = criterion_titles(uow)
    is_open = [note for note in seen if note.done_at is None and note.person_id == actor.person_id]
    cases = _cases_on(uow, {note.criterion_key for note in is_open}, actor.person_id) if is_open else {}
    return tuple(
        NoteView(
            note,
            names.get(note.person_id, ""),
            names.get(note.given_by, ""),
            calls[note.call_id].key if note.call_id and note.call_id in calls else "",
            titles.get(note.criterion_key, NO_TEXT),
            note.done_at is None and note.due_on < today,
            cases.get(note.criterion_key, ()),
        )
        for note in seen
    )


def _cases_on(uow: UnitOfWork, criterion_keys: set[str], reader_id: PersonId) -> dict[str, tuple[CaseId, ...]]:
    """By criterion a few cases that ask it: failures first, the hardest among the last."""
    by_key: dict[str, list[SettledCase]] = {}
    for case in uow.cases.settled_on(criterion_keys, reader_id):
        if not case.na:
            by_key.setdefault(case.criterion_key, []).append(case)
    hardness = list(Difficulty)
    return {
        key: tuple(
            case.case_id
            for case in sorted(own, key=lambda one: (not one.reasons, hardness.index(one.difficulty), one.code))
        )[:_MOST_CASES]
        for key, own in by_key.items()
    }
