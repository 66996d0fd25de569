"""How the calls of each day, week or month were covered: there, drawn, scored; and the drawn calls behind a figure."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.domain.sampling import Draw
from qa_desk.domain.sampling_plan import Field, Narrowing
from qa_desk.measurement.shares import share_of_calls
from qa_desk.services.draws.estimating import DrawnItem, Wanted, read_draws
from qa_desk.services.draws.plan_file import parse_plan
from qa_desk.services.draws.plan_of_draw import plan_of
from qa_desk.services.draws.plan_words import is_by_agent
from qa_desk.services.draws.reading import moments_of
from qa_desk.services.draws.sampling_estimates import CoverageQuery, DrawnCalls, PeriodCoverage
from qa_desk.services.keeping.named_units import unit_named
from qa_desk.services.periods import Days, Period, period_end, period_start
from qa_desk.services.results.behind import FoundCalls
from qa_desk.store.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)


def covered(
    uow: UnitOfWork, actor: Actor, draws: tuple[Draw, ...], query: CoverageQuery, wanted: Wanted, by: Period
) -> tuple[PeriodCoverage, ...]:
    """Every period of the query, the first and the last cut off at its ends; a call counts once however often drawn.

    Args:
        draws: with their calls, all that have calls of these days; what could not be scored is not drawn.
        wanted: which calls.
    """
    found = [
        one for one in read_draws(uow, draws, actor.person_id, wanted) if one.is_wanted and not one.item.is_dropped
    ]
    days = _days_of(uow, {one.item.call_id for one in found}, Days(query.first_day, query.last_day))
    first_weekday = uow.settings.first_weekday()
    starts = {key: period_start(day, by, first_weekday) for key, day in days.items()}
    n_drawn = Counter(starts.values())
    n_scored = Counter(
        starts[key] for key in {one.item.call_id for one in found if one.score is not None} & starts.keys()
    )
    periods: list[PeriodCoverage] = []
    for start, here in _periods(query, by, first_weekday):
        moments = moments_of(uow, here)
        n_calls = uow.population.n_served(*moments, _narrowings(wanted))
        share = share_of_calls(n_scored[start], n_calls)
        periods.append(PeriodCoverage(here, n_calls, n_drawn[start], n_scored[start], share))
    return tuple(periods)


def draws_touching(uow: UnitOfWork, days: Days, scorecard: str) -> tuple[Draw, ...]:
    """The draws, with their calls, that have some of these days; of one scorecard or of all."""
    draws = (uow.sampling.draw(one) for one in uow.sampling.draws_touching(days.first, days.last))
    return tuple(one for one in draws if one is not None and is_by(uow, one, scorecard))


def is_by(uow: UnitOfWork, draw: Draw, scorecard_key: str) -> bool:
    """Whether a draw is for this scorecard; an empty key means any."""
    return not scorecard_key or plan_of(uow, draw).scorecard == scorecard_key


def path_of(uow: UnitOfWork, unit: str) -> str:
    """The path of a unit named by it or by its name. Raises NOT_FOUND."""
    return unit_named(uow, unit).path if unit else ""


def drawn_behind(uow: UnitOfWork, actor: Actor, asked: DrawnCalls) -> FoundCalls:
    """The drawn calls of which this holds, the latest first; none of an agent who is kept from the reader on one."""
    if asked.draw_ids or asked.days is None:
        draws = tuple(one for key in asked.draw_ids if (one := uow.sampling.draw(key)) is not None)
    else:
        draws = draws_touching(uow, asked.days, asked.scorecard)
    wanted = Wanted(path_of(uow, asked.unit), asked.business_type)
    meant = [one for one in read_draws(uow, draws, actor.person_id, wanted) if one.is_wanted and _is_asked(one, asked)]
    found = {one.item.call_id for one in meant}
    hidden = uow.assignments.calls_without_agent(actor.person_id)
    if not found.isdisjoint(hidden) and (asked.agent or (asked.stratum and _are_by_agent(uow, draws))):
        return FoundCalls(())
    days = _days_of(uow, found, asked.days)
    latest = sorted(days, key=lambda key: (days[key], str(key)), reverse=True)
    return FoundCalls.first_of(latest)


def _days_of(uow: UnitOfWork, call_ids: set[CallId], within: Days | None) -> dict[CallId, date]:
    """When calls were served where the centre is; those of other days are left out."""
    zone = ZoneInfo(uow.settings.time_zone())
    calls = uow.calls.calls(call_ids)
    days = {key: one.started_at.astimezone(zone).date() for key, one in calls.items() if one.started_at is not None}
    return {key: day for key, day in days.items() if within is None or within.first <= day <= within.last}


def _is_asked(one: DrawnItem, asked: DrawnCalls) -> bool:
    if asked.reason is not None:
        return one.item.dropped_reason == asked.reason
    if one.item.is_dropped and not asked.with_dropped:
        return False
    return (
        (asked.own_unit is None or one.unit == asked.own_unit)
        and (not asked.agent or one.agent == asked.agent)
        and (asked.stratum is None or one.item.stratum == asked.stratum)
        and (one.score is not None or not asked.is_scored)
    )


def _are_by_agent(uow: UnitOfWork, draws: tuple[Draw, ...]) -> bool:
    plans = (plan for draw in draws for plan in uow.sampling.versions_of(draw.plan_id))
    return any(is_by_agent(parse_plan(plan.definition, plan.name)) for plan in plans)


def _periods(query: CoverageQuery, by: Period, first_weekday: int) -> Iterator[tuple[date, Days]]:
    """Where each period begins, and the days of it that are asked for."""
    start = period_start(query.first_day, by, first_weekday)
    while start <= query.last_day:
        end = period_end(start, by)
        yield start, Days(max(start, query.first_day), min(end, query.last_day))
        start = end + _DAY


def _narrowings(wanted: Wanted) -> tuple[Narrowing, ...]:
    asked = ((Field.UNIT, wanted.unit), (Field.BUSINESS_TYPE, wanted.business_type))
    return tuple(Narrowing(field, (value,)) for field, value in asked if value)
