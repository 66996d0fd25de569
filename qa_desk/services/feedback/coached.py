"""Whether coaching helps: agents coached for the first time in a period against those never coached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import visibility_of
from qa_desk.measurement.adjusting import adjusted_difference
from qa_desk.measurement.means import mean_of_calls
from qa_desk.services.feedback.recognising_views import CoachedGroup, CoachingEffect
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.periods import Days
from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.unit_of_work import UnitOfWork

COACHED_DAYS = 42
"""So many days before and after the first note are compared."""
_FEWEST_CALLS = 2
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Agent:
    """The mean scores of an agent on either side of a day."""

    is_coached: bool
    before: float
    after: float


def coaching_effect(
    uow: UnitOfWork, actor: Actor, days: Days, units: Collection[UnitId] | None, today: date
) -> CoachingEffect:
    """Scores of coached agents before and after their first note, and those of others around the middle of these days.

    Agents coached before the period are in neither group. An agent counts with two scored calls on either side.
    """
    noted = [(centre_day(uow, note.given_at), note) for note in uow.coaching.all(visibility_of(actor))]
    first_days: dict[PersonId, date] = {}
    for day, note in sorted(noted, key=lambda one: one[0]):
        first_days.setdefault(note.agent_id, day)
    own = [note for day, note in noted if days.first <= day <= days.last and (units is None or note.unit_id in units)]
    starts = {agent: day for agent, day in first_days.items() if days.first <= day <= days.last}
    agents = _agents(_scores(uow, days, units), first_days, starts)
    coached, others = ([one for one in agents if one.is_coached is side] for side in (True, False))
    return CoachingEffect(
        n_notes=len(own),
        n_done=sum(note.done_at is not None for note in own),
        n_late=sum(note.is_overdue(today) for note in own),
        days=COACHED_DAYS,
        coached=_group(coached),
        others=_group(others),
        difference=adjusted_difference(
            [one.before for one in agents], [one.after for one in agents], [one.is_coached for one in agents]
        ),
    )


def _scores(uow: UnitOfWork, days: Days, units: Collection[UnitId] | None) -> dict[PersonId, list[tuple[date, float]]]:
    """Each agent's scores of record on the days that may be compared."""
    wanted = FactFilter(days.first - COACHED_DAYS * _DAY, days.last + COACHED_DAYS * _DAY)
    found: dict[PersonId, list[tuple[date, float]]] = {}
    for one in uow.outcomes.outcomes(wanted):
        is_meant = units is None or one.unit_id in units
        if one.agent_id is not None and one.agent_score is not None and is_meant:
            found.setdefault(one.agent_id, []).append((one.day, one.agent_score))
    return found


def _agents(
    scores: Mapping[PersonId, Sequence[tuple[date, float]]],
    first_days: Mapping[PersonId, date],
    starts: Mapping[PersonId, date],
) -> list[_Agent]:
    if not starts:
        return []
    middle = sorted(starts.values())[len(starts) // 2]
    found: list[_Agent] = []
    for agent_id, own in sorted(scores.items(), key=lambda one: one[0].bytes):
        if agent_id in first_days and agent_id not in starts:
            continue
        day = starts.get(agent_id, middle)
        before = [score for at, score in own if day - COACHED_DAYS * _DAY <= at < day]
        after = [score for at, score in own if day < at <= day + COACHED_DAYS * _DAY]
        if min(len(before), len(after)) >= _FEWEST_CALLS:
            found.append(_Agent(agent_id in starts, sum(before) / len(before), sum(after) / len(after)))
    return found


def _group(agents: Sequence[_Agent]) -> CoachedGroup:
    return CoachedGroup(
        len(agents),
        mean_of_calls([one.before for one in agents]),
        mean_of_calls([one.after for one in agents]),
        mean_of_calls([one.after - one.before for one in agents]),
    )
