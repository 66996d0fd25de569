"""Who scores what was drawn: by shares, within what a day holds, never one's own team where the plan says so.

Pure: takes what is known of calls and inspectors, gives assignments and what nobody could take.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.people import Person
from qa_desk.domain.sampling_plan import InspectorRule
from qa_desk.measurement.drawing.places import again, places_of, uniforms


class WhyNot(StrEnum):
    """Why nobody gets a call."""

    NOBODY_ALLOWED = "nobody_allowed"
    EVERYBODY_FULL = "everybody_full"


@dataclass(frozen=True, slots=True)
class CallToGive:
    """What must be known of a call to give it: its key, its agent, and the path of the unit that served it."""

    id: CallId
    key: str
    agent: Person | None
    unit_path: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may score: the person, the path of their unit, their share, and what waits for them already."""

    person: Person
    unit_path: str
    share: float = 1.0
    n_waiting: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A call for an inspector, due on a day."""

    call_id: CallId
    inspector_id: PersonId
    due_on: date


@dataclass(frozen=True, slots=True)
class GivingResult:
    """What was given, in the order of the draw; the second inspectors of overlaps apart; and what could not be."""

    given: tuple[Given, ...]
    overlaps: tuple[Given, ...]
    left_over: tuple[tuple[CallId, WhyNot], ...]


@dataclass(slots=True)
class _Desk:
    """One candidate while calls are given out."""

    candidate: Candidate
    days: list[date]
    per_day: int | None
    n_given: int = 0
    taken: set[CallId] = field(default_factory=set[CallId])

    @property
    def is_full(self) -> bool:
        return not self.days or (
            self.per_day is not None and self.candidate.n_waiting + self.n_given >= self.per_day * len(self.days)
        )

    @property
    def load(self) -> float:
        return (self.n_given + 1) / self.candidate.share

    def take(self, call: CallToGive) -> Given:
        """Give it, due when its turn comes: on the last day, or as early as the cap of a day lets work be done."""
        due_on = self.days[-1]
        if self.per_day is not None:
            at = (self.candidate.n_waiting + self.n_given) // self.per_day
            due_on = self.days[min(at, len(self.days) - 1)]
        self.n_given += 1
        self.taken.add(call.id)
        return Given(call.id, self.candidate.person.id, due_on)


def give(
    rule: InspectorRule,
    calls: Sequence[CallToGive],
    candidates: Sequence[Candidate],
    *,
    first_day: date,
    seed: int,
    overlap: float = 0.0,
) -> GivingResult:
    """Give each call to one inspector, and a share of them to a second one.

    Calls that few may score are given first, so that they are not left over because those few were full. Of those who
    may, the one furthest behind the own share gets the call; who comes first among equals is drawn.

    Args:
        rule: shares are taken from `candidates`, the rest from here.
        calls: in the order of the draw.
        candidates: everybody who may score.
        first_day: the first day of work; the last is `rule.due_days` later.
        seed: of the draw.
        overlap: 0…1 of the calls that two inspectors score.
    """
    last_day = first_day + timedelta(days=rule.due_days)
    desks = [
        _Desk(one, _days_at_work(one.person, first_day, last_day), rule.cap_per_day)
        for one in candidates
        if one.share > 0
    ]
    order = _drawn_order(desks, seed)
    allowed = {call.id: [desk for desk in desks if may_score(rule, desk.candidate, call)] for call in calls}
    found: dict[CallId, Given] = {}
    left_over: list[tuple[CallId, WhyNot]] = []
    for call in sorted(calls, key=lambda one: len(allowed[one.id])):
        desk = _next_desk(call, allowed[call.id], order)
        if desk is None:
            why = WhyNot.EVERYBODY_FULL if allowed[call.id] else WhyNot.NOBODY_ALLOWED
            left_over.append((call.id, why))
        else:
            found[call.id] = desk.take(call)
    given = [found[call.id] for call in calls if call.id in found]
    overlaps = _overlaps([call for call in calls if call.id in found], allowed, order, seed, overlap)
    return GivingResult(tuple(given), tuple(overlaps), tuple(left_over))


def may_score(rule: InspectorRule, candidate: Candidate, call: CallToGive) -> bool:
    """Whether the plan lets them: nobody scores their own call, nor one of their own team or unit where it says so."""
    person, agent = candidate.person, call.agent
    if agent is not None and agent.id == person.id:
        return False
    if rule.cross_unit and _is_same_branch(candidate.unit_path, call.unit_path):
        return False
    return not (rule.never_same_team and agent is not None and _is_same_team(person, agent))


def _is_same_team(person: Person, agent: Person) -> bool:
    leads = agent.team_leader_id == person.id
    is_led_alike = agent.team_leader_id is not None and agent.team_leader_id == person.team_leader_id
    sits_together = agent.unit_id is not None and agent.unit_id == person.unit_id
    return leads or is_led_alike or sits_together


def _is_same_branch(one: str, other: str) -> bool:
    """Whether two units lie in one line of the tree; somebody without a unit belongs to no branch."""
    if not one or not other:
        return False
    return one == other or one.startswith(f"{other} / ") or other.startswith(f"{one} / ")


def _next_desk(call: CallToGive, allowed: list[_Desk], order: dict[PersonId, float]) -> _Desk | None:
    free = [desk for desk in allowed if not desk.is_full and call.id not in desk.taken]
    return min(free, key=lambda desk: (desk.load, order[desk.candidate.person.id]), default=None)


def _overlaps(
    calls: Sequence[CallToGive],
    allowed: dict[CallId, list[_Desk]],
    order: dict[PersonId, float],
    seed: int,
    share: float,
) -> list[Given]:
    """Second inspectors for the share of calls with the lowest of their second places; fewer where nobody is free."""
    n_wanted = math.floor(share * len(calls) + 0.5)
    places = again(places_of(seed, [call.key for call in calls]), 21)
    found: list[Given] = []
    for at in sorted(range(len(calls)), key=lambda index: int(places[index])):
        if len(found) == n_wanted:
            break
        desk = _next_desk(calls[at], allowed[calls[at].id], order)
        if desk is not None:
            found.append(desk.take(calls[at]))
    return found


def _drawn_order(desks: list[_Desk], seed: int) -> dict[PersonId, float]:
    people = [desk.candidate.person for desk in desks]
    chances = uniforms(places_of(seed, [f"inspector\n{person.external_id}" for person in people]))
    return {person.id: float(chance) for person, chance in zip(people, chances, strict=True)}


def _days_at_work(person: Person, first: date, last: date) -> list[date]:
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [
        day
        for day in days
        if person.is_active(day) and not any(leave.first <= day <= leave.last for leave in person.leaves)
    ]
