"""Tracked items: a common issue gets an owner, a due date and an action; QA signs whether it had an effect."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.ids import DepartmentId, TrackedItemId, UnitId
from qa_desk.domain.issue import AttributionState, EvidenceRecord, TrackedItem, TrackedState
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import Action, may, require, visibility_of, who_may
from qa_desk.domain.text import LocalText
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line, typed_text
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.hidden_agents import nameless_failures
from qa_desk.services.keeping.search_entries import index_tracked_item
from qa_desk.services.periods import Days
from qa_desk.services.tracked.causes import Answerers, answered, cause_view
from qa_desk.services.tracked.tracking_views import Reminders, TrackedChoices, TrackedDraft, TrackedStep, TrackedView
from qa_desk.store.issue_queries import FactFilter
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_OPEN = frozenset({TrackedState.OPEN, TrackedState.IN_WORK, TrackedState.REOPENED})
_SIGNED = frozenset({TrackedState.EFFECT_SHOWN, TrackedState.NO_EFFECT_SHOWN})

_N_EVIDENCE = 5
_USUAL_RAISED = timedelta(days=28)

_NEXT: dict[TrackedState, frozenset[TrackedState]] = {
    TrackedState.IN_WORK: frozenset({TrackedState.OPEN, TrackedState.REOPENED}),
    TrackedState.DONE: _OPEN,
    TrackedState.EFFECT_SHOWN: frozenset({TrackedState.DONE}),
    TrackedState.NO_EFFECT_SHOWN: frozenset({TrackedState.DONE}),
    TrackedState.REOPENED: frozenset({TrackedState.DONE, TrackedState.EFFECT_SHOWN, TrackedState.NO_EFFECT_SHOWN}),
}


class Tracking:
    """The closed loop: open → in work → done → effect shown or not → perhaps re-opened."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def items(self, actor: Actor) -> tuple[TrackedView, ...]:
        """All tracked items, open ones first, the most pressing at the top."""
        require(actor, Action.TRACK)
        with self._store.reading() as uow:
            today = self._today(uow)
            names = uow.people.names()
            paths = uow.people.unit_paths()
            titles = dict(_criteria(uow))
            answerers = Answerers(uow)
            views = [
                TrackedView(
                    item,
                    names.get(item.owner_id, ""),
                    names.get(item.opened_by, ""),
                    names.get(item.signed_by, "") if item.signed_by else "",
                    paths.get(item.unit_id, "") if item.unit_id else "",
                    item.state in _OPEN and item.due_on < today,
                    titles.get(item.criterion_key, LocalText.of(item.criterion_key)),
                    frozenset(state for state in _NEXT if _refusal(actor, item, state) is None),
                    cause_view(actor, item, answerers.of(item), names, today),
                )
                for item in uow.tracking.items()
            ]
        return tuple(sorted(views, key=lambda view: (view.item.state not in _OPEN, view.item.due_on)))

    def history(self, actor: Actor, item_id: TrackedItemId) -> tuple[TrackedStep, ...]:
        """The steps of an item, the first one first. Raises NotFoundError."""
        require(actor, Action.TRACK)
        with self._store.reading() as uow:
            if uow.tracking.get(item_id) is None:
                raise NotFoundError(what=item_id)
            names = uow.people.names()
            events = uow.tracking.events(item_id)
        return tuple(TrackedStep(event.at, names.get(event.actor_id, ""), event.state, event.note) for event in events)

    def choices(self, actor: Actor) -> TrackedChoices:
        """What the form of a new item offers."""
        require(actor, Action.TRACK)
        with self._store.reading() as uow:
            today = self._today(uow)
            people = uow.people.with_roles(*sorted(who_may(Action.TRACK)))
            return TrackedChoices(
                today=today,
                criteria=_criteria(uow),
                owners=tuple((person.id, person.name) for person in people if person.is_active(today)),
                units=tuple((unit.id, unit.path) for unit in uow.units.all()),
                departments=tuple(
                    (one.id, one.name)
                    for one in uow.people.departments()
                    if one.closed_on is None or one.closed_on > today
                ),
            )

    def evidence(self, actor: Actor, item_id: TrackedItemId) -> tuple[EvidenceRecord, ...]:
        """The calls and passages that show what an item is about, of those that the actor may open."""
        require(actor, Action.TRACK)
        with self._store.reading() as uow:
            return nameless_failures(uow, actor, uow.tracking.evidence(visibility_of(actor), item_id))

    def reminders(self, actor: Actor) -> Reminders:
        """What waits for the actor: their items overdue and causes to answer.

        QA hears of everybody's that are late, of causes that were rejected, and of effects to sign from the due day on.
        """
        views = self.items(actor)
        with self._store.reading() as uow:
            today = self._today(uow)
        is_qa = actor.has(Role.LEAD, Role.TRAINER)
        return Reminders(
            overdue=tuple(v for v in views if v.is_overdue and (is_qa or v.item.owner_id == actor.person_id)),
            answers_due=tuple(v for v in views if v.cause and v.cause.may_answer and (v.cause.is_late or not is_qa)),
            rejected=tuple(v for v in views if is_qa and _is_rejected(v)),
            to_sign=tuple(v for v in views if TrackedState.EFFECT_SHOWN in v.next_states and v.item.due_on <= today),
        )

    def open_item(self, actor: Actor, draft: TrackedDraft) -> tuple[TrackedItemId, Changes]:
        """Follow an issue from now on. Raises VALUE_INVALID without a title or with a due date in the past."""
        require(actor, Action.TRACK)
        with self._store.unit_of_work(actor, self._clock) as uow:
            item_id = opened_item(uow, actor, draft, self._clock.now())
            uow.commit()
        return item_id, Changes.of(ObjectKind.TRACKED_ITEM, item_id)

    def begin(self, actor: Actor, item_id: TrackedItemId) -> Changes:
        """The owner has started."""
        return self._move(actor, item_id, TrackedState.IN_WORK, "")

    def mark_done(self, actor: Actor, item_id: TrackedItemId, note: str = "") -> Changes:
        """The action is carried out; whether it helped is another question."""
        return self._move(actor, item_id, TrackedState.DONE, note)

    def sign_effect(self, actor: Actor, item_id: TrackedItemId, *, shown: bool, note: str) -> Changes:
        """QA says whether the figures moved; never the owner of the item, and not without a word why."""
        require(actor, Action.SIGN_EFFECT)
        if not note.strip():
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        return self._move(actor, item_id, TrackedState.EFFECT_SHOWN if shown else TrackedState.NO_EFFECT_SHOWN, note)

    def reopen(self, actor: Actor, item_id: TrackedItemId, reason: str) -> Changes:
        """It was not mended after all; the reason stays on record."""
        require(actor, Action.SIGN_EFFECT)
        if not reason.strip():
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        return self._move(actor, item_id, TrackedState.REOPENED, reason)

    def put_cause(self, actor: Actor, item_id: TrackedItemId, owner: DepartmentId | UnitId) -> Changes:
        """Put an item down to a department or unit, who then has to answer; QA alone. Raises like `Answerers.put`."""
        require(actor, Action.SIGN_EFFECT)

        def change(uow: UnitOfWork, item: TrackedItem) -> TrackedItem:
            return Answerers(uow).put(item, owner, self._today(uow))

        return self._change(actor, item_id, change, "tracked_item.cause_put", _("The cause owner was named."))

    def accept_cause(self, actor: Actor, item_id: TrackedItemId) -> Changes:
        """The cause owner takes it on. Raises like `answered`."""

        def change(uow: UnitOfWork, item: TrackedItem) -> TrackedItem:
            return answered(actor, item, Answerers(uow).of(item), accepts=True, reason="")

        return self._change(actor, item_id, change, "tracked_item.cause_accepted", _("The cause was accepted."))

    def reject_cause(self, actor: Actor, item_id: TrackedItemId, reason: str) -> Changes:
        """The cause owner says why it isn't theirs, once. Raises like `answered`."""
        reason = typed_text(reason, _("reason"))

        def change(uow: UnitOfWork, item: TrackedItem) -> TrackedItem:
            return answered(actor, item, Answerers(uow).of(item), accepts=False, reason=reason)

        note = _("The cause was rejected: {reason}").format(reason=reason.strip())
        return self._change(actor, item_id, change, "tracked_item.cause_rejected", note)

    def _change(
        self,
        actor: Actor,
        item_id: TrackedItemId,
        change: Callable[[UnitOfWork, TrackedItem], TrackedItem],
        done: str,
        note: str,
    ) -> Changes:
        """Change what is not the state of an item; it stands in its history where there is a note."""
        require(actor, Action.TRACK)
        with self._store.unit_of_work(actor, self._clock) as uow:
            item = uow.tracking.get(item_id)
            if item is None:
                raise NotFoundError(what=item_id)
            changed = change(uow, item)
            uow.tracking.save(changed, note)
            index_tracked_item(uow, changed, self._clock.now())
            uow.audit(done, "tracked_item", item_id)
            uow.commit()
        return Changes.of(ObjectKind.TRACKED_ITEM, item_id)

    def _move(self, actor: Actor, item_id: TrackedItemId, state: TrackedState, note: str) -> Changes:
        require(actor, Action.TRACK)
        note = typed_text(note, _("note"))
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            item = uow.tracking.get(item_id)
            if item is None:
                raise NotFoundError(what=item_id)
            refusal = _refusal(actor, item, state)
            if refusal is not None:
                raise refusal
            ends = state in _SIGNED
            changed = replace(
                item,
                state=state,
                closed_at=now if ends else None,
                signed_by=actor.person_id if ends else None,
                effect_note=note.strip() if ends else item.effect_note,
            )
            uow.tracking.save(changed, note.strip())
            index_tracked_item(uow, changed, now)
            uow.audit(f"tracked_item.{state.value}", "tracked_item", item_id)
            uow.commit()
        return Changes.of(ObjectKind.TRACKED_ITEM, item_id)

    def _today(self, uow: UnitOfWork) -> date:
        """The day at the centre."""
        return centre_day(uow, self._clock.now())


def opened_item(uow: UnitOfWork, actor: Actor, draft: TrackedDraft, now: datetime) -> TrackedItemId:
    """A new item in a unit of work that is under way. Raises like `Tracking.open_item`."""
    title = clean_line(draft.title)
    if not title:
        raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("title"), expected=_("some words"))
    require_due(uow, draft.due_on, now)
    today = centre_day(uow, now)
    raised = draft.raised or Days(today - _USUAL_RAISED, today)
    target = draft.target_share
    if target is not None and not 0 <= target <= 1:
        raise QADeskError(
            ErrorCode.VALUE_INVALID, value=target, what=_("target"), expected=_("a share from 0 to 100 %")
        )
    item = TrackedItem(
        id=TrackedItemId(uuid4()),
        title=title,
        criterion_key=draft.criterion_key,
        reason_key=draft.reason_key,
        unit_id=draft.unit_id,
        owner_id=draft.owner_id,
        due_on=draft.due_on,
        action=typed_text(draft.action, _("action")).strip(),
        state=TrackedState.OPEN,
        opened_by=actor.person_id,
        opened_at=now,
        raised_first=raised.first,
        raised_last=raised.last,
        target_share=target,
        raised_cut=draft.raised_cut,
    )
    if draft.cause is not None:
        item = Answerers(uow).put(item, draft.cause, today)
    uow.tracking.add(item)
    _keep_evidence(uow, actor, item, raised)
    index_tracked_item(uow, item, now)
    uow.audit("tracked_item.opened", "tracked_item", item.id)
    return item.id


def _keep_evidence(uow: UnitOfWork, actor: Actor, item: TrackedItem, raised: Days) -> None:
    """The latest passages of the period that raised the item, at most one a call."""
    units = uow.units.below(item.unit_id) if item.unit_id else ()
    wanted = FactFilter(raised.first, raised.last, units, **asdict(item.raised_cut))
    found = uow.issues.marked_failures(wanted, (item.criterion_key,), 3 * _N_EVIDENCE, visibility_of(actor))
    by_call = {one.call_id: (one.evaluation_id, one.mark_id) for one in reversed(found)}
    uow.tracking.add_evidence(item.id, list(by_call.values())[-_N_EVIDENCE:])


def require_due(uow: UnitOfWork, due_on: date, now: datetime) -> None:
    """Raises VALUE_INVALID for a due date that has passed at the centre."""
    today = centre_day(uow, now)
    if due_on < today:
        expected = _("{day} or later").format(day=today)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=due_on, what=_("due date"), expected=expected)


def _refusal(actor: Actor, item: TrackedItem, state: TrackedState) -> QADeskError | None:
    """Why the actor may not bring the item to that state now; None when they may.

    The owner and QA carry an item on; only QA signs or re-opens it, and never signs what is their own.
    """
    if item.state not in _NEXT.get(state, frozenset()):
        return QADeskError(ErrorCode.WRONG_STATE, what=item.title, state=item.state)
    if state in _SIGNED or state is TrackedState.REOPENED:
        is_own = state in _SIGNED and item.owner_id == actor.person_id
        if is_own or not may(actor, Action.SIGN_EFFECT):
            return NotAllowedError(action=Action.SIGN_EFFECT, roles=tuple(sorted(who_may(Action.SIGN_EFFECT))))
        return None
    if actor.person_id != item.owner_id and not actor.has(Role.LEAD, Role.TRAINER):
        return NotAllowedError(action=Action.TRACK, roles=(Role.LEAD, Role.TRAINER))
    return None


def _criteria(uow: UnitOfWork) -> tuple[tuple[str, LocalText], ...]:
    """Every criterion ever asked, by key, as its latest version words it, in the order of the forms."""
    titles: dict[str, LocalText] = {}
    for version in sorted(uow.scorecards.versions(), key=lambda version: version.number):
        titles |= {criterion.key: criterion.title for criterion in version.criteria}
    return tuple(titles.items())


def _is_rejected(view: TrackedView) -> bool:
    """Whether whoever it was put down to is not to blame, and nobody else was named."""
    return view.item.state in _OPEN and view.cause is not None and view.cause.state is AttributionState.REJECTED
