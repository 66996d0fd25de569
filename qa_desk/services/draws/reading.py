"""From a plan to its population: the days it means, its units by path, and the columns that a draw needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Unit
from qa_desk.domain.sampling_plan import Field, Narrowing, PlanDefinition, PlanPeriod, Risk
from qa_desk.i18n import _
from qa_desk.services.draws.population import Population
from qa_desk.services.periods import Days, Period, period_start
from qa_desk.store.repositories.population import PopulationQuery, PopulationRow
from qa_desk.store.unit_of_work import UnitOfWork

LONG_SILENCE_S = 20.0
MUCH_OVERTALK = 0.05
LOW_CSAT_SHARE = 0.4
"""A satisfaction in the lowest two fifths of its scale counts as low: 1 and 2 of 5, up to 4 of 10."""

CALLS_AGAIN_WITHIN = timedelta(days=7)
NOTHING = "–"
"""The stratum of calls of which an attribute is not known."""


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
        custom=tuple(name for name in plan.strata if name not in set(Field)),
    )
    by_clock = [one for one in plan.population if one.field in (Field.HOUR, Field.WEEKDAY)]
    rows = [row for row in uow.population.read(query) if all(_fits(one, row, zone) for one in by_clock)]
    again = _repeat_callers(uow, start, before)
    is_new = np.array([_is_new(plan, row, zone) for row in rows], dtype=bool)
    return Population(
        ids=tuple(row.id for row in rows),
        keys=tuple(row.key for row in rows),
        started_at=np.array([row.started_at.timestamp() for row in rows]),
        agents=tuple(row.agent for row in rows),
        units=tuple(row.unit_path for row in rows),
        grades=tuple(row.grade for row in rows),
        strata={name: _stratum_column(plan, name, rows, zone) for name in plan.strata},
        is_new=is_new,
        risks={
            Risk.COMPLAINT: np.array([row.complaint is True for row in rows], dtype=bool),
            Risk.LOW_CSAT: np.array([_is_low(row) for row in rows], dtype=bool),
            Risk.LONG_SILENCE: np.array([(row.longest_silence_s or 0) >= LONG_SILENCE_S for row in rows], dtype=bool),
            Risk.OVERTALK: np.array([(row.overtalk_share or 0) >= MUCH_OVERTALK for row in rows], dtype=bool),
            Risk.REPEAT_CALLER: np.array([(row.customer_id, row.started_at) in again for row in rows], dtype=bool),
            Risk.NEW_AGENT: is_new,
        },
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


def _fits(one: Narrowing, row: PopulationRow, zone: ZoneInfo) -> bool:
    local = row.started_at.astimezone(zone)
    value = local.hour if one.field == Field.HOUR else local.isoweekday()
    return (one.least is None or value >= one.least) and (one.most is None or value <= one.most)


def _repeat_callers(uow: UnitOfWork, start: datetime, before: datetime) -> set[tuple[str, datetime]]:
    """The calls of customers who had called within days before."""
    found: set[tuple[str, datetime]] = set()
    latest: dict[str, datetime] = {}
    for customer, at in sorted(
        uow.population.callers_between(start - CALLS_AGAIN_WITHIN, before), key=lambda one: one[1]
    ):
        earlier = latest.get(customer)
        if earlier is not None and at - earlier <= CALLS_AGAIN_WITHIN:
            found.add((customer, at))
        latest[customer] = at
    return found


def _is_new(plan: PlanDefinition, row: PopulationRow, zone: ZoneInfo) -> bool:
    if row.hired_on is None:
        return False
    return (row.started_at.astimezone(zone).date() - row.hired_on).days < plan.new_hire_days


def _is_low(row: PopulationRow) -> bool:
    """Whether a satisfaction lies low on its scale, given as "1-5" or by its highest value."""
    if row.csat is None:
        return False
    ends = [float(part) for part in row.csat_scale.replace("–", "-").split("-") if part.replace(".", "", 1).isdigit()]
    low, high = (ends[0], ends[-1]) if len(ends) == 2 else (0.0, ends[0] if ends else 5.0)
    return high > low and row.csat <= low + LOW_CSAT_SHARE * (high - low)


_WORDS: Mapping[Field, Callable[[PopulationRow], object]] = {
    Field.UNIT: lambda row: row.unit_path,
    Field.AGENT: lambda row: row.agent,
    Field.GRADE: lambda row: row.grade,
    Field.QUEUE: lambda row: row.queue,
    Field.BUSINESS_TYPE: lambda row: row.business_type,
    Field.CAMPAIGN: lambda row: row.campaign,
    Field.CUSTOMER_SEGMENT: lambda row: row.customer_segment,
    Field.SERVICE_STAGE: lambda row: row.service_stage,
    Field.CHANNEL: lambda row: row.channel,
    Field.DIRECTION: lambda row: row.direction,
    Field.COMPLAINT: lambda row: None if row.complaint is None else ("yes" if row.complaint else "no"),
    Field.RESOLVED: lambda row: None if row.resolved is None else ("yes" if row.resolved else "no"),
}


def _stratum_column(plan: PlanDefinition, name: str, rows: Sequence[PopulationRow], zone: ZoneInfo) -> tuple[str, ...]:
    known = {one.value for one in Field}
    if name not in known:
        place = [one for one in plan.strata if one not in known].index(name)
        return tuple(row.custom[place] or NOTHING for row in rows)
    if name == Field.HOUR:
        return tuple(f"{row.started_at.astimezone(zone).hour:02}" for row in rows)
    if name == Field.WEEKDAY:
        return tuple(str(row.started_at.astimezone(zone).isoweekday()) for row in rows)
    words = _WORDS[Field(name)]
    return tuple(str(words(row) or NOTHING) for row in rows)
