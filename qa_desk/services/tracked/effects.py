"""The effect of a tracked item: which days and units are compared, and whether they can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from qa_desk.domain.ids import TrackedItemId, UnitId
from qa_desk.domain.issue import TrackedItem, TrackedState
from qa_desk.measurement.effect import BeforeAfter, Effect, effect_of, has_returned, raters_changed
from qa_desk.services.periods import Days
from qa_desk.store.effect_queries import EffectCount
from qa_desk.store.repositories.tracking import TrackedEvent
from qa_desk.store.unit_of_work import UnitOfWork

COMPARED_DAYS = 56
"""So many days before the item was raised, and at most so many after it was done, are compared."""
_USUAL_RAISED = timedelta(days=28)
_DAY = timedelta(days=1)


class Confounder(StrEnum):
    """Why before and after are not comparable."""

    FORM = "form"
    INSPECTORS = "inspectors"


@dataclass(frozen=True, slots=True)
class ItemEffect:
    """An item's effect with the days it rests on; `after` is None while it isn't done, or was done today.

    `n_units` is how many units without an item of the same criterion it is compared with.
    """

    item: TrackedItem
    before: Days
    after: Days | None
    effect: Effect
    confounder: Confounder | None
    n_units: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What the effects of all items are worked out from, read once."""

    items: tuple[TrackedItem, ...]
    steps: Mapping[TrackedItemId, tuple[TrackedEvent, ...]]
    parents: Mapping[UnitId, UnitId | None]
    zone: ZoneInfo
    today: date


def compared(uow: UnitOfWork, today: date) -> Compared:
    """All items with their steps, and the tree of units."""
    parents = {unit.id: unit.parent_id for unit in uow.units.all()}
    zone = ZoneInfo(uow.settings.time_zone())
    return Compared(uow.tracking.items(), uow.tracking.steps(), parents, zone, today)


def item_effect(uow: UnitOfWork, known: Compared, item: TrackedItem) -> ItemEffect:
    """What moved since the item was done, against the weeks before the period that raised it."""
    before, after = days_before(known, item), days_after(known, item)
    counts_before = uow.effects.counts(before.first, before.last, item.criterion_key, item.reason_key)
    counts_after: tuple[EffectCount, ...] = ()
    if after is not None:
        counts_after = uow.effects.counts(after.first, after.last, item.criterion_key, item.reason_key)
    here = _here(known, item)
    elsewhere = _elsewhere(known, item)
    own_before = [one for one in counts_before if here is None or one.unit_id in here]
    own_after = [one for one in counts_after if here is None or one.unit_id in here]
    confounder = _confounder(own_before, own_after)
    other = None
    if elsewhere:
        other = _sums(
            [one for one in counts_before if one.unit_id in elsewhere],
            [one for one in counts_after if one.unit_id in elsewhere],
        )
    effect = effect_of(_sums(own_before, own_after), other, is_confounded=confounder is not None)
    units = {one.unit_id for one in counts_after if one.unit_id in elsewhere}
    return ItemEffect(item, before, after, effect, confounder, len(units))


def came_back(uow: UnitOfWork, known: Compared, item: TrackedItem) -> tuple[int, int] | None:
    """Calls failed and scored since the effect was signed, when the rate has returned; None when it has not."""
    after = days_after(known, item)
    if item.state is not TrackedState.EFFECT_SHOWN or item.closed_at is None or after is None:
        return None
    signed_on = item.closed_at.astimezone(known.zone).date()
    first = max(signed_on + _DAY, known.today - (COMPARED_DAYS - 1) * _DAY)
    here, before = _here(known, item), days_before(known, item)

    def own(days: Days) -> list[EffectCount]:
        counts = uow.effects.counts(days.first, days.last, item.criterion_key, item.reason_key)
        return [one for one in counts if here is None or one.unit_id in here]

    since = own(Days(first, known.today))
    total = (sum(one.n_failed for one in since), sum(one.n_calls for one in since))
    return total if has_returned(_sums(own(before), own(after)), total) else None


def days_before(known: Compared, item: TrackedItem) -> Days:
    """The weeks that end before the period whose figures raised the item: the worst month gets better by itself."""
    opened_on = item.opened_at.astimezone(known.zone).date()
    last = (item.raised_first or opened_on - _USUAL_RAISED) - _DAY
    return Days(last - (COMPARED_DAYS - 1) * _DAY, last)


def days_after(known: Compared, item: TrackedItem) -> Days | None:
    """From the day after it was last marked as done until today, or until it was signed; None before."""
    done = [event.at for event in known.steps.get(item.id, ()) if event.state is TrackedState.DONE]
    if not done or item.state in (TrackedState.OPEN, TrackedState.IN_WORK, TrackedState.REOPENED):
        return None
    first = done[-1].astimezone(known.zone).date() + _DAY
    until = item.closed_at.astimezone(known.zone).date() if item.closed_at else known.today
    last = min(until, first + (COMPARED_DAYS - 1) * _DAY)
    return Days(first, last) if first <= last else None


def _here(known: Compared, item: TrackedItem) -> frozenset[UnitId] | None:
    """The item's unit and all below it; None means the whole centre."""
    return None if item.unit_id is None else _and_below(known, item.unit_id)


def _elsewhere(known: Compared, item: TrackedItem) -> frozenset[UnitId]:
    """The units where nothing was done about the criterion."""
    if item.unit_id is None:
        return frozenset()
    touched: set[UnitId] = set()
    for other in known.items:
        if other.criterion_key == item.criterion_key:
            touched |= _and_below(known, other.unit_id) if other.unit_id else set(known.parents)
    return frozenset(known.parents) - touched


def _and_below(known: Compared, top: UnitId) -> frozenset[UnitId]:
    found = {top}
    grown = True
    while grown:
        more = {unit for unit, parent in known.parents.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return frozenset(found)


def _confounder(before: Sequence[EffectCount], after: Sequence[EffectCount]) -> Confounder | None:
    if not before or not after:
        return None
    if _versions(before) != _versions(after):
        return Confounder.FORM
    return Confounder.INSPECTORS if raters_changed(_by_inspector(before), _by_inspector(after)) else None


def _versions(counts: Sequence[EffectCount]) -> set[tuple[str, int]]:
    return {(one.scorecard_key, one.version_number) for one in counts}


def _by_inspector(counts: Sequence[EffectCount]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for one in counts:
        n_failed, n_calls = found.get(str(one.inspector_id), (0, 0))
        found[str(one.inspector_id)] = (n_failed + one.n_failed, n_calls + one.n_calls)
    return found


def _sums(before: Sequence[EffectCount], after: Sequence[EffectCount]) -> BeforeAfter:
    return BeforeAfter(
        sum(one.n_failed for one in before),
        sum(one.n_calls for one in before),
        sum(one.n_failed for one in after),
        sum(one.n_calls for one in after),
    )
