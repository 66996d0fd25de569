"""Coaching notes for agents: what was agreed, who looks again and when, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.coaching import CoachingNote
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.ids import CoachingNoteId, EvaluationId, PersonId, UnitId
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.permissions import Action, may, require, visibility_of, who_may
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.feedback.told import tallies, to_work_on, told_calls, within
from qa_desk.services.forms.standard_views import forms_in_force
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.services.keeping.criterion_titles import criterion_titles
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.periods import Days
from qa_desk.services.tracked.tracking import require_due
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_LATELY = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class CoachingDraft:
    """A note to be given; without `follow_up_by` whoever gives it looks again. The agent reads what is for them."""

    agent_id: PersonId
    text: str
    follow_up_on: date
    follow_up_by: PersonId | None = None
    is_for_agent: bool = True
    evaluation_id: EvaluationId | None = None
    criterion_key: str = ""


@dataclass(frozen=True, slots=True)
class CoachingStart:
    """What a note to an agent begins with, that rests on no result.

    Args:
        criteria: those of the forms in force; what the agent has to work on by the results of `_LATELY` comes first.
        n_things: how many that are.
        coaches: who can look again.
    """

    agent: Person
    criteria: tuple[Criterion, ...]
    n_things: int
    coaches: tuple[Person, ...]
    today: date


@dataclass(frozen=True, slots=True)
class CoachingView:
    """A note with its people by name, as far as the reader knows them; empty where it rests on no result."""

    note: CoachingNote
    agent_name: str
    given_by_name: str
    follow_up_by_name: str
    done_by_name: str
    call_key: str
    criterion_title: LocalText
    is_due: bool
    is_overdue: bool
    may_finish: bool
    may_hand_over: bool


class CoachingAgents:
    """What leads, trainers and team leaders note of agents. A note on a result is read by who may read the result."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # reading

    def notes(self, actor: Actor) -> tuple[CoachingView, ...]:
        """Every note that the actor may read: those that wait for them first, then what is open, then what is done."""
        require(actor, Action.VIEW_FEEDBACK)
        with self._store.reading() as uow:
            views = self._views(uow, actor, _readable(uow, actor))

        def rank(view: CoachingView) -> tuple[bool, bool]:
            return (not view.note.is_open, view.note.follow_up_by != actor.person_id)

        return tuple(sorted(views, key=rank))

    def of_agent(self, actor: Actor, agent_id: PersonId) -> tuple[CoachingView, ...]:
        """What was noted of one agent as far as the actor may read it, the newest first; an agent what is for them."""
        with self._store.reading() as uow:
            if may(actor, Action.VIEW_FEEDBACK):
                found = [note for note in _readable(uow, actor) if note.agent_id == agent_id]
            else:
                require(actor, Action.VIEW_OWN_RESULTS)
                own = agent_id == actor.person_id
                found = list(uow.coaching.for_agent(agent_id, visibility_of(actor))) if own else []
            return self._views(uow, actor, sorted(found, key=lambda note: note.given_at, reverse=True))

    def own(self, actor: Actor) -> tuple[CoachingView, ...]:
        """What was noted of oneself for oneself to read, the newest first."""
        require(actor, Action.VIEW_OWN_RESULTS)
        with self._store.reading() as uow:
            found = uow.coaching.for_agent(actor.person_id, visibility_of(actor))
            return self._views(uow, actor, sorted(found, key=lambda note: note.given_at, reverse=True))

    def n_due(self, actor: Actor) -> int:
        """How many notes the actor is to look at again by today."""
        if not may(actor, Action.COACH_AGENTS):
            return 0
        with self._store.reading() as uow:
            today = centre_day(uow, self._clock.now())
            found = uow.coaching.of_coach(actor.person_id, visibility_of(actor))
        return sum(note.follow_up_by == actor.person_id and note.is_due(today) for note in found)

    def coaches(self, actor: Actor, agent_id: PersonId) -> tuple[Person, ...]:
        """Who can look again at a note of an agent, by name: leads, trainers, the leaders of their unit."""
        require(actor, Action.COACH_AGENTS)
        with self._store.reading() as uow:
            agent = uow.people.person(agent_id)
            return _coaches(uow, agent.unit_id if agent else None, centre_day(uow, self._clock.now()))

    def start(self, actor: Actor, agent_id: PersonId) -> CoachingStart:
        """What a note to an agent begins with. Raises NotFoundError for whom the actor may not coach."""
        require(actor, Action.COACH_AGENTS)
        with self._store.reading() as uow:
            agent = _agent_of(uow, agent_id)
            _require_led(uow, actor, agent.unit_id)
            today = centre_day(uow, self._clock.now())
            lately = within(told_calls(uow, actor, agent_id), Days(today - _LATELY, today))
            things = [one.criterion for one in to_work_on(tallies(lately))]
            asked = [one for form in forms_in_force(uow, today) for one in form.criteria]
            by_key = {one.key: one for one in (*things, *asked)}
            return CoachingStart(agent, tuple(by_key.values()), len(things), _coaches(uow, agent.unit_id, today), today)

    # changing

    def give(self, actor: Actor, draft: CoachingDraft) -> Changes:
        """Note what an agent is to work on, and when somebody looks again.

        Raises VALUE_INVALID without words, for a day that is over or for somebody who can't look again, NotFoundError
        for an agent or a result that the actor does not see.
        """
        require(actor, Action.COACH_AGENTS)
        text = _worded(draft.text, _("coaching note"))
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            require_due(uow, draft.follow_up_on, now)
            unit_id = _unit_of(uow, actor, draft)
            follow_up_by = draft.follow_up_by or actor.person_id
            _require_coach(uow, follow_up_by, unit_id, centre_day(uow, now))
            note = CoachingNote(
                CoachingNoteId(uuid4()),
                draft.agent_id,
                text,
                actor.person_id,
                now,
                follow_up_by,
                draft.follow_up_on,
                draft.is_for_agent,
                unit_id,
                draft.evaluation_id,
                draft.criterion_key,
            )
            uow.coaching.add(note)
            uow.audit("coaching.given", ObjectKind.COACHING_NOTE, note.id)
            uow.commit()
        return Changes.of(ObjectKind.COACHING_NOTE, note.id)

    def hand_over(self, actor: Actor, note_id: CoachingNoteId, follow_up_by: PersonId, follow_up_on: date) -> Changes:
        """Let somebody look again, on another day; for who gave the note and for a lead. Raises as `give` does."""
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            note = _open_note(uow, actor, note_id)
            if not _may_hand_over(actor, note):
                raise _not_allowed(Action.COACH_AGENTS)
            require_due(uow, follow_up_on, now)
            _require_coach(uow, follow_up_by, note.unit_id, centre_day(uow, now))
            changed = replace(note, follow_up_by=follow_up_by, follow_up_on=follow_up_on)
            return self._keep(uow, actor, changed, "coaching.handed_over")

    def finish(self, actor: Actor, note_id: CoachingNoteId, result: str) -> Changes:
        """Say what came of it; for who looks again, who gave it, and a lead. Raises VALUE_INVALID without words."""
        result = _worded(result, _("result"))
        with self._store.unit_of_work(actor, self._clock) as uow:
            note = _open_note(uow, actor, note_id)
            if not _may_finish(actor, note):
                raise _not_allowed(Action.COACH_AGENTS)
            changed = replace(note, done_at=self._clock.now(), done_by=actor.person_id, result=result)
            return self._keep(uow, actor, changed, "coaching.done")

    def take_back(self, actor: Actor, note_id: CoachingNoteId) -> Changes:
        """Let a note wait again of which oneself said what came of it."""
        with self._store.unit_of_work(actor, self._clock) as uow:
            note = _found(uow, actor, note_id)
            if note.done_by != actor.person_id:
                raise _not_allowed(Action.COACH_AGENTS)
            changed = replace(note, done_at=None, done_by=None, result="")
            return self._keep(uow, actor, changed, "coaching.reopened")

    def _keep(self, uow: UnitOfWork, actor: Actor, note: CoachingNote, action: str) -> Changes:
        uow.coaching.save(note, lambda: uow.coaching.get(note.id, visibility_of(actor)))
        uow.audit(action, ObjectKind.COACHING_NOTE, note.id)
        uow.commit()
        return Changes.of(ObjectKind.COACHING_NOTE, note.id)

    def _views(self, uow: UnitOfWork, actor: Actor, notes: Sequence[CoachingNote]) -> tuple[CoachingView, ...]:
        if not notes:
            return ()
        today, names = centre_day(uow, self._clock.now()), uow.people.names()
        resting = [note.evaluation_id for note in notes if note.evaluation_id is not None]
        results = {one.id: one for one in uow.evaluations.visible(resting, visibility_of(actor))}
        calls = uow.calls.calls([one.call_id for one in results.values()])
        keys = {key: calls[one.call_id].key for key, one in results.items() if one.call_id in calls}
        titles = criterion_titles(uow)
        return tuple(
            CoachingView(
                note,
                names.get(note.agent_id, ""),
                names.get(note.given_by, ""),
                names.get(note.follow_up_by, ""),
                names.get(note.done_by, "") if note.done_by else "",
                keys.get(note.evaluation_id, "") if note.evaluation_id else "",
                titles.get(note.criterion_key, NO_TEXT),
                note.is_due(today),
                note.is_overdue(today),
                may_finish=note.is_open and _may_finish(actor, note),
                may_hand_over=note.is_open and _may_hand_over(actor, note),
            )
            for note in notes
        )


def _readable(uow: UnitOfWork, actor: Actor) -> tuple[CoachingNote, ...]:
    sight = visibility_of(actor)
    return (
        uow.coaching.all(sight) if may(actor, Action.VIEW_COACHING) else uow.coaching.of_coach(actor.person_id, sight)
    )


def _found(uow: UnitOfWork, actor: Actor, note_id: CoachingNoteId) -> CoachingNote:
    require(actor, Action.COACH_AGENTS)
    found = next((note for note in _readable(uow, actor) if note.id == note_id), None)
    if found is None:
        raise NotFoundError(what=_("This coaching note"))
    return found


def _open_note(uow: UnitOfWork, actor: Actor, note_id: CoachingNoteId) -> CoachingNote:
    note = _found(uow, actor, note_id)
    if not note.is_open:
        raise QADeskError(ErrorCode.WRONG_STATE, what=_("this coaching note"), state=_("done"))
    return note


def _may_finish(actor: Actor, note: CoachingNote) -> bool:
    return actor.person_id == note.follow_up_by or _may_hand_over(actor, note)


def _may_hand_over(actor: Actor, note: CoachingNote) -> bool:
    return actor.person_id == note.given_by or may(actor, Action.RELEASE_FEEDBACK)


def _unit_of(uow: UnitOfWork, actor: Actor, draft: CoachingDraft) -> UnitId | None:
    """The unit that the note belongs to: that of the result's call, else the agent's."""
    agent = _agent_of(uow, draft.agent_id)
    unit_id = agent.unit_id
    if draft.evaluation_id is not None:
        evaluation = uow.evaluations.get(draft.evaluation_id, visibility_of(actor))
        call = uow.calls.get(evaluation.call_id) if evaluation is not None and evaluation.is_in else None
        if call is None or call.agent_id != draft.agent_id:
            raise NotFoundError(what=_("This result"))
        unit_id = call.unit_id
    _require_led(uow, actor, unit_id)
    return unit_id


def _agent_of(uow: UnitOfWork, agent_id: PersonId) -> Person:
    agent = uow.people.person(agent_id)
    if agent is None or Role.AGENT not in agent.roles:
        raise NotFoundError(what=_("This agent"))
    return agent


def _require_led(uow: UnitOfWork, actor: Actor, unit_id: UnitId | None) -> None:
    """A leader coaches in the own unit alone."""
    if not may(actor, Action.VIEW_COACHING) and not _leads(uow, actor.unit_id, unit_id):
        raise NotFoundError(what=_("This agent"))


def _leads(uow: UnitOfWork, own: UnitId | None, unit_id: UnitId | None) -> bool:
    return own is not None and unit_id is not None and unit_id in set(uow.units.below(own))


def _coaches(uow: UnitOfWork, unit_id: UnitId | None, today: date) -> tuple[Person, ...]:
    people = uow.people.with_roles(*sorted(who_may(Action.COACH_AGENTS)))
    return tuple(
        person
        for person in people
        if person.is_active(today)
        and (not person.roles.isdisjoint(who_may(Action.VIEW_COACHING)) or _leads(uow, person.unit_id, unit_id))
    )


def _require_coach(uow: UnitOfWork, person_id: PersonId, unit_id: UnitId | None, today: date) -> None:
    if person_id not in {person.id for person in _coaches(uow, unit_id, today)}:
        expected = _("a lead, a trainer or the leader of the agent’s unit")
        name = uow.people.name_of(person_id)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=name, what=_("who looks again"), expected=expected)


def _worded(text: str, what: str) -> str:
    words = typed_text(text, what).strip()
    if not words:
        raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=what, expected=_("some words"))
    return words


def _not_allowed(action: Action) -> NotAllowedError:
    return NotAllowedError(action=action, roles=tuple(sorted(who_may(action))))
