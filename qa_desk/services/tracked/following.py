"""Following items up: whether they had an effect, what came back, and how the week and the month stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import TrackedItemId
from qa_desk.domain.issue import TrackedItem, TrackedState
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.figures.measuring import Measuring
from qa_desk.services.figures.measuring_views import FactQuery
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.search_entries import index_tracked_item
from qa_desk.services.periods import Days, Period, period_start
from qa_desk.services.results.severity import Severities
from qa_desk.services.tracked.effects import (
    Compared,
    Counted,
    ItemEffect,
    came_back,
    compared,
    counted,
    judged,
)
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_PER_WEEK = "tracked.solved_per_week"
_RESOLVED = "tracked.resolve_rate"
DEFAULT_PER_WEEK = 2
DEFAULT_RESOLVED = 0.7
_MOST_PER_WEEK = 100


@dataclass(frozen=True, slots=True)
class Returned:
    """An item that re-opened by itself: calls failed of those scored since its effect was signed."""

    item: TrackedItem
    n_failed: int
    n_calls: int


@dataclass(frozen=True, slots=True)
class Goals:
    """What the weekly meeting is measured by: items solved a week, and the share of a month's due items resolved."""

    per_week: int = DEFAULT_PER_WEEK
    resolve_rate: float = DEFAULT_RESOLVED


@dataclass(frozen=True, slots=True)
class WeekView:
    """What the weekly meeting looks at. `n_due` counts items due this month until its end, `n_resolved` those of them
    that are signed as shown; `n_overdue` are open past their day."""

    week: Days
    month: Days
    goals: Goals
    solved: tuple[TrackedItem, ...]
    overdue: tuple[TrackedItem, ...]
    n_due: int
    n_resolved: int

    @property
    def resolve_rate(self) -> float | None:
        """The share resolved; None where nothing is due."""
        return self.n_resolved / self.n_due if self.n_due else None


class Following:
    """Reads facts of record; re-opens what came back, in a step of its own."""

    def __init__(self, store: Store, clock: Clock, measuring: Measuring) -> None:
        self._store = store
        self._clock = clock
        self._measuring = measuring

    def effect(self, actor: Actor, item_id: TrackedItemId) -> ItemEffect:
        """The effect check of an item. Raises NotFoundError."""
        require(actor, Action.TRACK)
        with self._store.reading() as uow:
            known = compared(uow, centre_day(uow, self._clock.now()))
            found = counted(uow, known, _of(known, item_id))
        return self._judged(actor, (found,))[0]

    def effects(self, actor: Actor, until: date | None = None) -> tuple[ItemEffect, ...]:
        """The effect check of every item that is done or signed, from calls up to a day."""
        require(actor, Action.TRACK)
        with self._store.reading() as uow:
            today = centre_day(uow, self._clock.now())
            known = compared(uow, today if until is None else min(until, today))
            finished = (TrackedState.DONE, TrackedState.EFFECT_SHOWN, TrackedState.NO_EFFECT_SHOWN)
            found = tuple(counted(uow, known, item) for item in known.items if item.state in finished)
        return self._judged(actor, found)

    def _judged(self, actor: Actor, found: Sequence[Counted]) -> tuple[ItemEffect, ...]:
        severities = Severities(self._measuring, actor)
        judgements: list[ItemEffect] = []
        for one in found:
            shift = None
            if one.after is not None:
                now, before = (FactQuery(days.first, days.last) for days in (one.after, one.before))
                shift = severities.shift(now, before, one.item.criterion_key)
            judgements.append(judged(one, shift))
        return tuple(judgements)

    def returned(self, actor: Actor, until: date | None = None) -> tuple[Returned, ...]:
        """The items whose rate has returned since their effect was signed, from calls up to a day; changes nothing."""
        require(actor, Action.TRACK)
        with self._store.reading() as uow:
            today = centre_day(uow, self._clock.now())
            known = compared(uow, today if until is None else min(until, today))
            found = [(item, came_back(uow, known, item)) for item in known.items]
        return tuple(Returned(item, *counts) for item, counts in found if counts is not None)

    def watch_effects(self, actor: Actor) -> tuple[tuple[Returned, ...], Changes]:
        """Re-open every item whose rate has returned since its effect was signed; who may not sign changes nothing."""
        require(actor, Action.TRACK)
        returned = self.returned(actor) if may(actor, Action.SIGN_EFFECT) else ()
        if not returned:
            return (), Changes()
        with self._store.unit_of_work(actor, self._clock) as uow:
            for one in returned:
                note = _("Re-opened by itself: the rate is back, {failed} of {calls} calls failed since it was signed.")
                changed = replace(one.item, state=TrackedState.REOPENED, closed_at=None, signed_by=None)
                uow.tracking.save(changed, note.format(failed=one.n_failed, calls=one.n_calls))
                index_tracked_item(uow, changed, self._clock.now())
                uow.audit("tracked_item.reopened", "tracked_item", one.item.id, by_itself=True)
            uow.commit()
        return returned, Changes.of(ObjectKind.TRACKED_ITEM, *(one.item.id for one in returned))

    def week(self, actor: Actor, day: date | None = None) -> WeekView:
        """How the week and the month of a day stand, today's where none is given."""
        require(actor, Action.TRACK)
        with self._store.reading() as uow:
            today = day or centre_day(uow, self._clock.now())
            known = compared(uow, today)
            start = period_start(today, Period.WEEK, uow.settings.first_weekday())
            goals = _goals_on(uow, today)
        week = Days(start, date.fromordinal(start.toordinal() + 6))
        month = _month_of(today)
        due = [item for item in known.items if month.first <= item.due_on <= month.last]
        return WeekView(
            week=week,
            month=month,
            goals=goals,
            solved=tuple(item for item in known.items if _solved_in(known, item, week)),
            overdue=tuple(item for item in known.items if item.due_on < today and item.state in _UNFINISHED),
            n_due=len(due),
            n_resolved=sum(item.state is TrackedState.EFFECT_SHOWN for item in due),
        )

    def goals(self, actor: Actor) -> Goals:
        """The targets that hold today, for who works with them and who sets them."""
        if not may(actor, Action.TRACK):
            require(actor, Action.MANAGE_CENTRE)
        with self._store.reading() as uow:
            return _goals_on(uow, centre_day(uow, self._clock.now()))

    def set_goals(self, actor: Actor, goals: Goals, valid_from: date | None = None) -> Changes:
        """What the weekly meeting is measured by, from a day on. Raises VALUE_INVALID."""
        require(actor, Action.MANAGE_CENTRE)
        if not 0 < goals.per_week <= _MOST_PER_WEEK:
            expected = _("a number from 1 to {high}").format(high=_MOST_PER_WEEK)
            raise QADeskError(
                ErrorCode.VALUE_INVALID, value=goals.per_week, what=_("items solved a week"), expected=expected
            )
        if not 0 < goals.resolve_rate <= 1:
            expected = _("a share up to 100 %")
            raise QADeskError(
                ErrorCode.VALUE_INVALID, value=goals.resolve_rate, what=_("resolve rate"), expected=expected
            )
        with self._store.unit_of_work(actor, self._clock) as uow:
            now = self._clock.now()
            day = valid_from or centre_day(uow, now)
            for key, value in ((_PER_WEEK, goals.per_week), (_RESOLVED, goals.resolve_rate)):
                uow.settings.set(key, value, day, actor.person_id, now)
                uow.audit("setting.set", ObjectKind.SETTING, key=key)
            uow.commit()
        return Changes.of(ObjectKind.SETTING)


_UNFINISHED = frozenset({TrackedState.OPEN, TrackedState.IN_WORK, TrackedState.REOPENED})


def _goals_on(uow: UnitOfWork, day: date) -> Goals:
    kept = uow.settings.on(day)
    return Goals(int(kept.get(_PER_WEEK, DEFAULT_PER_WEEK)), float(kept.get(_RESOLVED, DEFAULT_RESOLVED)))


def _of(known: Compared, item_id: TrackedItemId) -> TrackedItem:
    found = next((item for item in known.items if item.id == item_id), None)
    if found is None:
        raise NotFoundError(what=item_id)
    return found


def _solved_in(known: Compared, item: TrackedItem, week: Days) -> bool:
    if item.state is not TrackedState.EFFECT_SHOWN or item.closed_at is None:
        return False
    return week.first <= item.closed_at.astimezone(known.zone).date() <= week.last


def _month_of(day: date) -> Days:
    first = day.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Days(first, date.fromordinal(following.toordinal() - 1))
