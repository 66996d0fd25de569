"""Works a draw out: what from, what was drawn, who gets it. Nothing is kept here; `Sampling` does that."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Assignment, AssignmentState, Purpose
from qa_desk.domain.ids import AssignmentId, PersonId
from qa_desk.domain.people import Role
from qa_desk.domain.sampling import Draw, Expected, Level
from qa_desk.domain.sampling_plan import PlanDefinition
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.i18n import _
from qa_desk.measurement.drawing.places import again, places_of
from qa_desk.services.draws.drawing import Drawing, draw
from qa_desk.services.draws.expecting import expected_by, expected_of_centre
from qa_desk.services.draws.giving import CallToGive, Candidate, Given, GivingResult, give
from qa_desk.services.draws.plan_words import field_title
from qa_desk.services.draws.population import Population
from qa_desk.services.draws.reading import days_meant, emptying_condition, population_of
from qa_desk.services.draws.sampling_views import ScoreSpread
from qa_desk.services.draws.spreading import observed_spread
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.periods import Days
from qa_desk.services.practice.requiring import unqualified
from qa_desk.store.unit_of_work import UnitOfWork

_REPEATS = 31


@dataclass(frozen=True, slots=True)
class MadeDraw:
    """A draw that was worked out: its population, what was drawn, who gets it, what is given again, and
    how far scores lie apart."""

    definition: PlanDefinition
    version: ScorecardVersion
    days: Days
    seed: int
    population: Population
    drawing: Drawing
    given: GivingResult
    repeats: tuple[Given, ...]
    spread: ScoreSpread

    def expected(self, agent_names: Mapping[str, str] | None = None) -> tuple[Expected, ...]:
        """The precision of the centre, then of each unit and of each agent; names are those by external id."""
        chances, population = self.drawing.chances, self.population
        return (
            expected_of_centre(chances, self.spread),
            *expected_by(Level.UNIT, chances, population.units, self.spread),
            *expected_by(Level.AGENT, chances, population.agents, self.spread, agent_names),
        )


def make_draw(
    uow: UnitOfWork, definition: PlanDefinition, seed: int | None, exempt: frozenset[str], now: datetime
) -> MadeDraw:
    """Draw by a plan and give out what was drawn.

    Args:
        uow: where the calls are read.
        definition: a plan without problems.
        seed: of this draw; None takes the plan's, or else a new one.
        exempt: the agents, by external id, whose exemption stands.
        now: the moment of the draw.

    Raises:
        QADeskError: NOTHING_TO_DRAW or CONDITION_LEAVES_NOTHING when the plan leaves no call; VALUE_INVALID for a
            scorecard, a unit or an inspector that is not there.
    """
    today = centre_day(uow, now)
    seed = definition.seed if seed is None else seed
    seed = secrets.randbits(48) if seed is None else seed
    version = version_in_force(uow, definition, today)
    days = days_meant(definition, today, uow.settings.first_weekday())
    population = population_of(uow, definition, days)
    if not len(population):
        _refuse_emptied(uow, definition, days)
    drawing = draw(definition, population, seed, exempt_agents=exempt)
    if not drawing.calls:
        raise QADeskError(ErrorCode.NOTHING_TO_DRAW, first=days.first, last=days.last, n=len(population))
    calls, candidates = _parties(uow, definition, drawing, now)
    given = give(definition.inspectors, calls, candidates, first_day=today, seed=seed, overlap=definition.overlap)
    repeats = _repeats(uow, definition, given, seed, now)
    spread = observed_spread(uow, definition.scorecard, days)
    return MadeDraw(definition, version, days, seed, population, drawing, given, repeats, spread)


def _refuse_emptied(uow: UnitOfWork, definition: PlanDefinition, days: Days) -> None:
    """Raises CONDITION_LEAVES_NOTHING where one condition of the plan is to blame."""
    found = emptying_condition(uow, definition, days)
    if found is not None:
        field, n = found
        told = {"first": days.first, "last": days.last, "n": n, "field": field_title(field)}
        raise QADeskError(ErrorCode.CONDITION_LEAVES_NOTHING, **told)


def version_in_force(uow: UnitOfWork, definition: PlanDefinition, day: date) -> ScorecardVersion:
    """The version of the plan's scorecard in force on a day. Raises VALUE_INVALID where none is."""
    version = uow.scorecards.in_force(definition.scorecard, day)
    if version is None:
        raise QADeskError(
            ErrorCode.VALUE_INVALID,
            value=definition.scorecard,
            what=_("scorecard"),
            expected=_("the key of a published scorecard"),
        )
    return version


def assignments_of_draw(made: MadeDraw, kept: Draw) -> list[Assignment]:
    """Routine work in the order of the draw, second inspectors, and repeats, mixed so that none stands out."""
    order = {call.call_id: position for position, call in enumerate(kept.calls)}
    # of a call that two score both are an overlap: sealed from each other until both are in
    twice = {one.call_id for one in made.given.overlaps}
    parts = (
        (Purpose.ROUTINE, made.given.given),
        (Purpose.OVERLAP, made.given.overlaps),
        (Purpose.REPEAT, made.repeats),
    )
    assignments = [
        Assignment(
            id=AssignmentId(uuid4()),
            call_id=one.call_id,
            inspector_id=one.inspector_id,
            version_id=made.version.id,
            purpose=Purpose.OVERLAP if purpose is Purpose.ROUTINE and one.call_id in twice else purpose,
            state=AssignmentState.WAITING,
            assigned_by=kept.drawn_by,
            assigned_at=kept.drawn_at,
            position=order.get(one.call_id, _place_of_repeat(made.seed, one, len(order))),
            due_on=one.due_on,
            draw_id=kept.id,
            hides_agent=made.definition.inspectors.hide_agent,
        )
        for purpose, given in parts
        for one in given
    ]
    return _numbered(assignments)


def _place_of_repeat(seed: int, one: Given, n_drawn: int) -> int:
    """Anywhere among the calls that were drawn."""
    digest = hashlib.sha256(f"{seed}/{one.inspector_id}/{one.call_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % max(1, n_drawn)


def _numbered(assignments: list[Assignment]) -> list[Assignment]:
    """Each inspector's own from 0 on: with a number there twice it would show which of them is a repeat."""
    numbered: list[Assignment] = []
    n_of = dict[PersonId, int]()
    for one in sorted(assignments, key=lambda assignment: (assignment.position, assignment.id.bytes)):
        position = n_of.get(one.inspector_id, 0)
        numbered.append(replace(one, position=position))
        n_of[one.inspector_id] = position + 1
    return numbered


def _parties(
    uow: UnitOfWork, definition: PlanDefinition, drawing: Drawing, now: datetime
) -> tuple[list[CallToGive], list[Candidate]]:
    people = {person.id: person for person in uow.people.all()}
    paths = uow.people.unit_paths()
    found = uow.calls.calls(call.call_id for call in drawing.calls)
    calls = [
        CallToGive(
            call.id,
            call.key,
            people.get(call.agent_id) if call.agent_id else None,
            paths.get(call.unit_id, "") if call.unit_id else "",
        )
        for call in (found[one.call_id] for one in drawing.calls)
    ]
    shares = dict(definition.inspectors.shares)
    known = {person.external_id for person in people.values()}
    for external_id in shares:
        if external_id not in known:
            expected = _("the id of a person")
            raise QADeskError(ErrorCode.VALUE_INVALID, value=external_id, what=_("inspector"), expected=expected)
    waiting, today = uow.assignments.n_waiting_by_inspector(), centre_day(uow, now)
    there = [person for person in uow.people.with_roles(Role.INSPECTOR) if person.is_active(today)]
    form = version_in_force(uow, definition, today)
    barred = unqualified(uow, form, [person.id for person in there], today)
    candidates = [
        Candidate(
            person,
            paths.get(person.unit_id, "") if person.unit_id else "",
            shares.get(person.external_id, 0.0 if shares else 1.0),
            waiting.get(person.id, 0),
        )
        for person in there
        if person.id not in barred
    ]
    if not any(candidate.share > 0 for candidate in candidates):
        expected = _("at least one inspector who is there")
        if barred:
            expected = _("at least one inspector who is there and holds a certificate")
        raise QADeskError(ErrorCode.VALUE_INVALID, value="0", what=_("inspectors"), expected=expected)
    return calls, candidates


def _repeats(
    uow: UnitOfWork, definition: PlanDefinition, given: GivingResult, seed: int, now: datetime
) -> tuple[Given, ...]:
    """For each inspector a share of calls that they scored long enough ago, due like the rest of their work."""
    if definition.repeats <= 0:
        return ()
    by_inspector: dict[PersonId, list[Given]] = {}
    for one in given.given:
        by_inspector.setdefault(one.inspector_id, []).append(one)
    found: list[Given] = []
    for inspector_id, own in by_inspector.items():
        earlier = uow.sampling.scored_before(inspector_id, now, definition.repeat_days)
        places = again(places_of(seed, [key for _call_id, key in earlier]), _REPEATS)
        order = sorted(range(len(earlier)), key=lambda index, at=places: int(at[index]))
        n_wanted = int(definition.repeats * len(own) + 0.5)
        for place, index in enumerate(order[:n_wanted]):
            due_on = own[place % len(own)].due_on
            found.append(Given(earlier[index][0], inspector_id, due_on))
    return tuple(found)
