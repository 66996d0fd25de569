"""The effect of a tracked item: which days and units are compared, and whether they can be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from qa_desk.domain.ids import PersonId, TrackedItemId, UnitId
from qa_desk.domain.issue import TrackedItem, TrackedState
from qa_desk.measurement.agent_clusters import BeforeAfter, Clusters
from qa_desk.measurement.effect import Effect, effect_of, has_returned
from qa_desk.measurement.mix import mix_changed
from qa_desk.services.issues.explaining_views import SeverityShift
from qa_desk.services.periods import Days
from qa_desk.store.effect_queries import EffectCount
from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.repositories.tracking import TrackedEvent
from qa_desk.store.unit_of_work import UnitOfWork

COMPARED_DAYS = 56
"""So many days before the item was raised, and at most so many after it was done, are compared."""
_USUAL_RAISED = timedelta(days=28)
_DAY = timedelta(days=1)


class Confounder(StrEnum):
    """Why before and after are not comparable."""

    FORM = "form"
    SEVERITY = "severity"
    INSPECTORS = "inspectors"
    AGENTS = "agents"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class ItemEffect:
    """An item's effect with the days it rests on; `after` is None while it isn't done, or was done today.

    `n_units` is how many units without an item of the same criterion it is compared with, `n_agents` whose calls were
    scored here. `severity` is None where too little is settled, or what is settled is not open to the reader.
    """

    item: TrackedItem
    before: Days
    after: Days | None
    effect: Effect
    confounders: tuple[Confounder, ...]
    n_units: int
    n_agents: int = 0
    severity: SeverityShift | None = None


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


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted for an item: here and elsewhere, before and after."""

    item: TrackedItem
    before: Days
    after: Days | None
    own_before: tuple[EffectCount, ...]
    own_after: tuple[EffectCount, ...]
    other_before: tuple[EffectCount, ...]
    other_after: tuple[EffectCount, ...]


def counted(uow: UnitOfWork, known: Compared, item: TrackedItem) -> Counted:
    """The calls since the item was done, and those of the weeks before the period that raised it."""
    before, after = days_before(known, item), days_after(known, item)
    here, elsewhere = _here(known, item), _elsewhere(known, item)
    counts = [_counts(uow, item, days) if days is not None else () for days in (before, after)]
    own = [tuple(one for one in found if here is None or one.unit_id in here) for found in counts]
    other = [tuple(one for one in found if one.unit_id in elsewhere) for found in counts]
    return Counted(item, before, after, own[0], own[1], other[0], other[1])


def judged(found: Counted, severity: SeverityShift | None) -> ItemEffect:
    """What moved since the item was done, agents as the clusters; nothing is subtracted where it is not comparable."""
    confounders = _confounders(found.own_before, found.own_after, severity)
    here, other = clusters(found.own_before, found.own_after), clusters(found.other_before, found.other_after)
    effect = effect_of(here, other if other.n_clusters else None, is_confounded=bool(confounders))
    units = {one.unit_id for one in found.other_after}
    return ItemEffect(
        found.item, found.before, found.after, effect, confounders, len(units), len(here.agents), severity
    )


def _counts(uow: UnitOfWork, item: TrackedItem, days: Days) -> tuple[EffectCount, ...]:
    """Of such calls as raised the item, in all units."""
    wanted = FactFilter(days.first, days.last, **asdict(item.raised_cut))
    return uow.effects.counts(wanted, item.criterion_key, item.reason_key)


def clusters(before: Sequence[EffectCount], after: Sequence[EffectCount]) -> Clusters:
    """The counts by agent; calls of nobody known stand each for themselves."""
    agents = {one.agent_id for one in (*before, *after) if one.agent_id is not None}
    return Clusters(
        tuple(_sums(_of_agent(before, agent), _of_agent(after, agent)) for agent in sorted(agents, key=str)),
        _sums(_of_agent(before, None), _of_agent(after, None)),
    )


def came_back(uow: UnitOfWork, known: Compared, item: TrackedItem) -> tuple[int, int] | None:
    """Calls failed and scored since the effect was signed, when the rate has returned; None when it has not."""
    after = days_after(known, item)
    if item.state is not TrackedState.EFFECT_SHOWN or item.closed_at is None or after is None:
        return None
    signed_on = item.closed_at.astimezone(known.zone).date()
    first = max(signed_on + _DAY, known.today - (COMPARED_DAYS - 1) * _DAY)
    here, before = _here(known, item), days_before(known, item)

    def own(days: Days) -> list[EffectCount]:
        return [one for one in _counts(uow, item, days) if here is None or one.unit_id in here]

    since, first_rate = clusters(own(after), own(Days(first, known.today))), _sums(own(before), ())
    if not has_returned(first_rate.n_failed_before, first_rate.n_before, since):
        return None
    return since.total.n_failed_after, since.total.n_after


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


def _confounders(
    before: Sequence[EffectCount], after: Sequence[EffectCount], severity: SeverityShift | None
) -> tuple[Confounder, ...]:
    """All that is another than before, what measures first and what is measured after it."""
    if not before or not after:
        return ()
    is_other = {
        Confounder.FORM: _versions(before) != _versions(after),
        Confounder.SEVERITY: severity is not None and severity.is_real,
        Confounder.INSPECTORS: _mix_changed(before, after, lambda one: one.inspector_id),
        Confounder.AGENTS: _mix_changed(before, after, lambda one: one.agent_id),
        Confounder.UNITS: _mix_changed(before, after, lambda one: one.unit_id),
    }
    return tuple(confounder for confounder, is_so in is_other.items() if is_so)


def _versions(counts: Sequence[EffectCount]) -> set[tuple[str, int]]:
    return {(one.scorecard_key, one.version_number) for one in counts}


def _mix_changed(
    before: Sequence[EffectCount], after: Sequence[EffectCount], part: Callable[[EffectCount], UUID | None]
) -> bool:
    return mix_changed(_by(before, part), _by(after, part))


def _by(counts: Sequence[EffectCount], part: Callable[[EffectCount], UUID | None]) -> dict[str, tuple[int, int]]:
    """Calls failed and calls scored of each part; calls of which it is not known are left out."""
    found: dict[str, tuple[int, int]] = {}
    for one in counts:
        key = part(one)
        if key is not None:
            n_failed, n_calls = found.get(str(key), (0, 0))
            found[str(key)] = (n_failed + one.n_failed, n_calls + one.n_calls)
    return found


def _of_agent(counts: Sequence[EffectCount], agent_id: PersonId | None) -> list[EffectCount]:
    return [one for one in counts if one.agent_id == agent_id]


def _sums(before: Sequence[EffectCount], after: Sequence[EffectCount]) -> BeforeAfter:
    return BeforeAfter(
        sum(one.n_failed for one in before),
        sum(one.n_calls for one in before),
        sum(one.n_failed for one in after),
        sum(one.n_calls for one in after),
    )
