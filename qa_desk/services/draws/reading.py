"""From a plan to its population: the days it means, its units by path, and the columns that a draw needs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Unit
from qa_desk.domain.sampling_plan import (
    STRATUM_FIELDS,
    TRUTH_FIELDS,
    Field,
    Narrowing,
    PlanDefinition,
    PlanPeriod,
    Risk,
)
from qa_desk.i18n import _
from qa_desk.services.draws.clock import SECOND_US, Clock
from qa_desk.services.draws.population import Flags, Population
from qa_desk.services.draws.risks import CALLS_AGAIN_WITHIN, facts_for, risks_of, weighs
from qa_desk.services.periods import Days, Period, period_start
from qa_desk.store.repositories.population import PopulationColumns, PopulationQuery
from qa_desk.store.unit_of_work import UnitOfWork

NOTHING = "–"
"""The stratum of calls of which an attribute is not known."""

_KEPT = STRATUM_FIELDS - {Field.HOUR, Field.WEEKDAY, Field.UNIT, Field.AGENT, Field.GRADE}
"""Strata that are made of a column of calls as it is kept."""

_TRUTHS: Mapping[bool | None, str] = {True: "yes", False: "no", None: NOTHING}
_EPOCH, _NEVER = date(1970, 1, 1), -(2**31)


def days_meant(plan: PlanDefinition, today: date, first_weekday: int) -> Days:
    """The days whose calls are drawn: those given, or the last whole day, week or month before today."""
    if plan.period is PlanPeriod.GIVEN:
        assert plan.first is not None, "a plan without problems has both days"
        assert plan.last is not None, "a plan without problems has both days"
        return Days(plan.first, plan.last)
    if plan.period is PlanPeriod.DAY:
        return Days(today - timedelta(days=1), today - timedelta(days=1))
    by = Period.WEEK if plan.period is PlanPeriod.WEEK else Period.MONTH
    last = period_start(today, by, first_weekday) - timedelta(days=1)
    return Days(period_start(last, by, first_weekday), last)


def population_of(uow: UnitOfWork, plan: PlanDefinition, days: Days) -> Population:
    """The calls that the conditions of a plan leave.

    Raises VALUE_INVALID for a unit that is not there, which would else look as if it had no calls.
    """
    zone = ZoneInfo(uow.settings.time_zone())
    start, before = moments_of(uow, days)
    units = uow.people.units() if any(one.field == Field.UNIT for one in plan.population) else ()
    query = PopulationQuery(
        started_from=start,
        started_before=before,
        narrowings=tuple(_with_paths(one, units) for one in plan.population),
        min_duration_s=plan.min_duration_s,
        exclude_evaluated=plan.exclude_evaluated,
        known=tuple(dict.fromkeys((*(name for name in plan.strata if name in _KEPT), *facts_for(plan)))),
        custom=tuple(dict.fromkeys(name for name in plan.strata if name not in set(Field))),
    )
    calls = uow.population.read(query)
    clock = Clock(calls.started_us, zone)
    fitting = [clock.fits(one) for one in plan.population if one.field in (Field.HOUR, Field.WEEKDAY)]
    if fitting:
        places = np.flatnonzero(np.logical_and.reduce(fitting))
        calls, clock = _those_at(calls, places.tolist()), clock.at(places)
    is_new = _are_new(plan, calls, clock)
    return Population(
        ids=calls.ids,
        keys=calls.keys,
        started_at=clock.started_us / SECOND_US,
        agents=[one.key for one in calls.agents],
        units=calls.unit_paths,
        grades=[one.grade for one in calls.agents],
        strata={name: _stratum_column(name, calls, clock) for name in plan.strata},
        is_new=is_new,
        risks=risks_of(plan, calls, is_new, lambda: uow.population.callers_between(start - CALLS_AGAIN_WITHIN, before)),
    )


def emptying_condition(uow: UnitOfWork, plan: PlanDefinition, days: Days) -> tuple[str, int] | None:
    """The first condition that leaves no call of those that the ones before it leave, and how many these are.

    None where it is no condition's doing. Those on hour and weekday come last: the database does not decide them.
    """
    start, before = moments_of(uow, days)
    units = uow.people.units() if any(one.field == Field.UNIT for one in plan.population) else ()
    by_clock = [one for one in plan.population if one.field in (Field.HOUR, Field.WEEKDAY)]
    taken: list[Narrowing] = []
    n_before = 0
    for one in (None, *(one for one in plan.population if one not in by_clock)):
        taken += [_with_paths(one, units)] if one is not None else []
        query = PopulationQuery(start, before, tuple(taken), plan.min_duration_s, plan.exclude_evaluated)
        n = uow.population.count(query)
        if not n:
            return (one.field, n_before) if one is not None else None
        n_before = n
    return (by_clock[0].field, n_before) if by_clock else None


def moments_of(uow: UnitOfWork, days: Days) -> tuple[datetime, datetime]:
    """When days of the centre begin, and when the day after them does."""
    zone = ZoneInfo(uow.settings.time_zone())
    return _moment(days.first, zone), _moment(days.last + timedelta(days=1), zone)


def _moment(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _with_paths(one: Narrowing, units: Sequence[Unit]) -> Narrowing:
    """A condition on units names them by path; a name that only one unit has will do as well."""
    if one.field != Field.UNIT:
        return one
    paths: list[str] = []
    for value in one.values:
        wanted = " / ".join(part.strip() for part in str(value).split("/"))
        found = [unit.path for unit in units if wanted in (unit.path, unit.name)]
        exact = [path for path in found if path == wanted]
        if not exact and len(found) != 1:
            expected = _("the path of a unit, such as {example}").format(example=units[0].path if units else "A / B")
            raise QADeskError(ErrorCode.VALUE_INVALID, value=value, what=_("unit"), expected=expected)
        paths += exact or found
    return replace(one, values=tuple(paths))


def _those_at(calls: PopulationColumns, places: list[int]) -> PopulationColumns:
    return PopulationColumns(
        calls.ids.at(places),
        [calls.keys[place] for place in places],
        [calls.started_us[place] for place in places],
        [calls.agents[place] for place in places],
        [calls.unit_paths[place] for place in places],
        {name: [column[place] for place in places] for name, column in calls.known.items()},
    )


def _are_new(plan: PlanDefinition, calls: PopulationColumns, clock: Clock) -> Flags:
    """Who was hired lately when the call began, where the plan treats them in any other way."""
    if plan.new_hire_multiplier <= 1 and not weighs(plan, Risk.NEW_AGENT):
        return np.zeros(len(calls.keys), dtype=bool)
    hired = {one: (one.hired_on - _EPOCH).days if one.hired_on else _NEVER for one in set(calls.agents)}
    hired_on = np.fromiter(map(hired.__getitem__, calls.agents), dtype=np.int64, count=len(calls.agents))
    return (hired_on != _NEVER) & (clock.days - hired_on < plan.new_hire_days)


def _stratum_column(name: str, calls: PopulationColumns, clock: Clock) -> Sequence[str]:
    if name == Field.HOUR:
        return [f"{hour:02}" for hour in clock.hours.tolist()]
    if name == Field.WEEKDAY:
        return [str(day) for day in clock.weekdays.tolist()]
    if name == Field.UNIT:
        return [path or NOTHING for path in calls.unit_paths]
    if name == Field.AGENT:
        return [agent.key or NOTHING for agent in calls.agents]
    if name == Field.GRADE:
        return [agent.grade or NOTHING for agent in calls.agents]
    if name in TRUTH_FIELDS:
        return [_TRUTHS[value] for value in calls.known[name]]
    return [value or NOTHING for value in calls.known[name]]
