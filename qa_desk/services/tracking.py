"""Tracked items: a common issue gets an owner, a due date and an action; QA signs whether it had an effect."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.ids import PersonId, TrackedItemId, UnitId
from qa_desk.domain.issue import TrackedItem, TrackedState
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import Action, require, who_may
from qa_desk.services.clock import Clock
from qa_desk.store.store import Store

_OPEN = frozenset({TrackedState.OPEN, TrackedState.IN_WORK, TrackedState.REOPENED})

_NEXT: dict[TrackedState, frozenset[TrackedState]] = {
    TrackedState.IN_WORK: frozenset({TrackedState.OPEN, TrackedState.REOPENED}),
    TrackedState.DONE: _OPEN,
    TrackedState.EFFECT_SHOWN: frozenset({TrackedState.DONE}),
    TrackedState.NO_EFFECT_SHOWN: frozenset({TrackedState.DONE}),
    TrackedState.REOPENED: frozenset({TrackedState.DONE, TrackedState.EFFECT_SHOWN, TrackedState.NO_EFFECT_SHOWN}),
}


@dataclass(frozen=True, slots=True)
class TrackedDraft:
    """An issue to be followed; a criterion of a scorecard, or one reason of it."""

    title: str
    criterion_key: str
    owner_id: PersonId
    due_on: date
    action: str = ""
    reason_key: str | None = None
    unit_id: UnitId | None = None


@dataclass(frozen=True, slots=True)
class TrackedView:
    """A tracked item with its people by name; overdue when the day has passed and it is not done."""

    item: TrackedItem
    owner_name: str
    opened_by_name: str
    signed_by_name: str
    unit_path: str
    is_overdue: bool


class Tracking:
    """The closed loop: open → in work → done → effect shown or not → perhaps re-opened."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def items(self, actor: Actor) -> tuple[TrackedView, ...]:
        """All tracked items, open ones first, the most pressing at the top."""
        require(actor, Action.TRACK)
        today = self._clock.now().date()
        with self._store.reading() as uow:
            items = uow.tracking.items()
            names = uow.people.names()
            paths = uow.people.unit_paths()
        views = [
            TrackedView(
                item,
                names.get(item.owner_id, ""),
                names.get(item.opened_by, ""),
                names.get(item.signed_by, "") if item.signed_by else "",
                paths.get(item.unit_id, "") if item.unit_id else "",
                item.state in _OPEN and item.due_on < today,
            )
            for item in items
        ]
        return tuple(sorted(views, key=lambda view: (view.item.state not in _OPEN, view.item.due_on)))

    def n_open(self, actor: Actor) -> int:
        """How many items wait for somebody."""
        return sum(view.item.state in _OPEN for view in self.items(actor))

    def open_item(self, actor: Actor, draft: TrackedDraft) -> tuple[TrackedItemId, Changes]:
        """Follow an issue from now on. Raises VALUE_INVALID without a title or with a due date in the past."""
        require(actor, Action.TRACK)
        now = self._clock.now()
        if not draft.title.strip():
            raise QADeskError(ErrorCode.VALUE_INVALID, value="", what="title", expected="a title")
        if draft.due_on < now.date():
            raise QADeskError(ErrorCode.VALUE_INVALID, value=draft.due_on, what="due date", expected=f"≥ {now.date()}")
        item = TrackedItem(
            id=TrackedItemId(uuid4()),
            title=draft.title.strip(),
            criterion_key=draft.criterion_key,
            reason_key=draft.reason_key,
            unit_id=draft.unit_id,
            owner_id=draft.owner_id,
            due_on=draft.due_on,
            action=draft.action.strip(),
            state=TrackedState.OPEN,
            opened_by=actor.person_id,
            opened_at=now,
        )
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.tracking.add(item)
            uow.audit("tracked_item.opened", "tracked_item", item.id)
            uow.commit()
        return item.id, Changes.of(ObjectKind.TRACKED_ITEM, item.id)

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
        return self._move(
            actor, item_id, TrackedState.EFFECT_SHOWN if shown else TrackedState.NO_EFFECT_SHOWN, note, is_signing=True
        )

    def reopen(self, actor: Actor, item_id: TrackedItemId, reason: str) -> Changes:
        """It was not mended after all; the reason stays on record."""
        require(actor, Action.SIGN_EFFECT)
        if not reason.strip():
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        return self._move(actor, item_id, TrackedState.REOPENED, reason)

    def _move(
        self, actor: Actor, item_id: TrackedItemId, state: TrackedState, note: str, *, is_signing: bool = False
    ) -> Changes:
        require(actor, Action.TRACK)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            item = uow.tracking.get(item_id)
            if item is None:
                raise NotFoundError(what=item_id)
            if item.state not in _NEXT[state]:
                raise QADeskError(ErrorCode.WRONG_STATE, what=item.title, state=item.state)
            if is_signing and item.owner_id == actor.person_id:
                raise NotAllowedError(action=Action.SIGN_EFFECT, roles=tuple(sorted(who_may(Action.SIGN_EFFECT))))
            if not is_signing and actor.person_id != item.owner_id and not actor.has(Role.LEAD, Role.TRAINER):
                raise NotAllowedError(action=Action.TRACK, roles=(Role.LEAD, Role.TRAINER))
            ends = state in (TrackedState.EFFECT_SHOWN, TrackedState.NO_EFFECT_SHOWN)
            changed = replace(
                item,
                state=state,
                closed_at=now if ends else None,
                signed_by=actor.person_id if is_signing else None,
                effect_note=note.strip() if is_signing else item.effect_note,
            )
            uow.tracking.save(changed, note.strip())
            uow.audit(f"tracked_item.{state.value}", "tracked_item", item_id)
            uow.commit()
        return Changes.of(ObjectKind.TRACKED_ITEM, item_id)
