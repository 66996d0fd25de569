"""What drawn calls, once scored, say of all calls: every estimate weighted by the chances of the draw.

A call drawn instead of one that could not be scored has its chance. Calls without a score, for whatever reason, are
taken to be like those of their stratum that have one: what is scored stands for all calls of its stratum.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.people import Person
from qa_desk.domain.sampling import Draw, DrawnCall, Expected, Level
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.measurement.survey import DrawnSample, weighted_mean, weighted_share
from qa_desk.services.draws.plan_file import parse_plan
from qa_desk.services.draws.plan_of_draw import plan_of
from qa_desk.services.draws.plan_words import stratum_titles
from qa_desk.services.draws.sampling_estimates import DrawEstimates, PartEstimate, StratumCoverage, Weighed
from qa_desk.store.repositories.drawn_scores import DrawnScore
from qa_desk.store.unit_of_work import UnitOfWork

_HIGHEST = 100.0

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which calls the estimates are of: units by path with all below, and a business type; "" for all of them."""

    unit: str = ""
    business_type: str = ""


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class DrawnItem:
    """A drawn call with what is known of it; `score` is None until it has one, and where it could not be scored."""

    item: DrawnCall
    stratum: int
    unit: str
    agent: str
    score: DrawnScore | None
    is_wanted: bool


def estimates_of(
    uow: UnitOfWork, draws: Sequence[Draw], reader_id: PersonId, wanted: Wanted = EVERYTHING
) -> DrawEstimates:
    """What draws of one plan say of all calls.

    Args:
        uow: where the scores are read.
        draws: with their calls; the days of any two do not overlap, so that their calls lie side by side like strata.
        reader_id: what this person scores blind counts as not scored.
        wanted: which calls.
    """
    plans = {one.number: one for one in uow.sampling.versions_of(draws[0].plan_id)}
    people = {one.id: one for one in uow.people.all()}
    names = {one.external_id: one.name for one in people.values()}
    drawn: list[DrawnItem] = []
    strata: list[StratumCoverage] = []
    family_of: dict[str, CriticalFamily] = {}
    for draw in draws:
        plan = plans[draw.plan_number]
        definition = parse_plan(plan.definition, plan.name)
        family_of |= _critical_criteria(uow, definition.scorecard)
        scores = uow.drawn_scores.of_draw(draw.id, definition.scorecard, family_of, reader_id)
        here = strata_of(draw)
        drawn += _read(uow, draw, scores, people, {name: len(strata) + at for at, name in enumerate(here)}, wanted)
        title_of = stratum_titles(definition, names)
        strata += [replace(one, title=title_of(one.name)) for one in _coverage(draw, here, scores)]
    dropped = Counter(one.item.dropped_reason for one in drawn if one.item.is_dropped)
    return DrawEstimates(
        plan_name=plans[draws[-1].plan_number].name,
        selection=plans[draws[-1].plan_number].selection,
        draws=tuple(replace(draw, calls=()) for draw in draws),
        strata=tuple(strata),
        non_response=tuple(dropped.most_common()),
        parts=_Parts(drawn, strata, family_of, _expected(draws)).estimated(names),
    )


def read_draws(
    uow: UnitOfWork, draws: Iterable[Draw], reader_id: PersonId, wanted: Wanted = EVERYTHING
) -> tuple[DrawnItem, ...]:
    """The calls of draws, one after the other; what the reader scores blind counts as not scored."""
    people = {one.id: one for one in uow.people.all()}
    found: list[DrawnItem] = []
    for draw in draws:
        scores = uow.drawn_scores.of_draw(draw.id, plan_of(uow, draw).scorecard, (), reader_id)
        found += _read(uow, draw, scores, people, dict.fromkeys(strata_of(draw), 0), wanted)
    return tuple(found)


def side_by_side(draws: Iterable[Draw]) -> tuple[tuple[Draw, ...], ...]:
    """Draws of one plan by days that follow each other, taken together; one whose days overlap stands by itself."""
    found: list[list[Draw]] = []
    for draw in draws:
        fitting = (
            group
            for group in found
            if group[0].plan_id == draw.plan_id and not any(_overlap(draw, other) for other in group)
        )
        group = next(fitting, None)
        if group is None:
            found.append([draw])
        else:
            group.append(draw)
    return tuple(tuple(group) for group in found)


def _overlap(one: Draw, other: Draw) -> bool:
    if not (one.first_day and one.last_day and other.first_day and other.last_day):
        return True
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _critical_criteria(uow: UnitOfWork, scorecard_key: str) -> dict[str, CriticalFamily]:
    return {
        criterion.key: criterion.critical
        for version in uow.scorecards.versions(scorecard_key)
        for criterion in version.criteria
        if criterion.critical is not None
    }


def strata_of(draw: Draw) -> dict[str, tuple[str, int, float]]:
    """The strata of a draw with what they held and what was wanted; reckoned for draws that did not keep them."""
    if draw.strata:
        return {one.name: (one.name, one.n_population, one.n_wanted) for one in draw.strata}
    found: dict[str, tuple[str, int, float]] = {}
    for name in dict.fromkeys(call.stratum for call in draw.calls):
        first = [call for call in draw.calls if call.stratum == name and call.replaces is None]
        found[name] = (name, round(sum(1 / call.inclusion_probability for call in first)), float(len(first)))
    return found


def _read(
    uow: UnitOfWork,
    draw: Draw,
    scores: Mapping[CallId, DrawnScore],
    people: Mapping[PersonId, Person],
    strata: Mapping[str, int],
    wanted: Wanted,
) -> list[DrawnItem]:
    calls, paths = uow.calls.calls(item.call_id for item in draw.calls), uow.people.unit_paths()
    found: list[DrawnItem] = []
    for item in draw.calls:
        call = calls.get(item.call_id)
        unit = paths.get(call.unit_id, "") if call and call.unit_id else ""
        agent = people.get(call.agent_id) if call and call.agent_id else None
        business_type = call.attributes.business_type if call else ""
        is_wanted = (not wanted.unit or f"{unit} / ".startswith(f"{wanted.unit} / ")) and (
            not wanted.business_type or business_type == wanted.business_type
        )
        score = None if item.is_dropped else scores.get(item.call_id)
        agent_key = agent.external_id if agent else ""
        found.append(DrawnItem(item, strata[item.stratum], unit, agent_key, score, is_wanted))
    return found


def _coverage(
    draw: Draw, strata: Mapping[str, tuple[str, int, float]], scores: Mapping[CallId, DrawnScore]
) -> list[StratumCoverage]:
    members: dict[str, list[DrawnCall]] = {name: [] for name in strata}
    for call in draw.calls:
        members[call.stratum].append(call)
    return [
        StratumCoverage(
            name=name,
            n_population=n_population,
            n_wanted=n_wanted,
            n_drawn=sum(call.replaces is None for call in members[name]),
            n_replacements=sum(call.replaces is not None for call in members[name]),
            n_dropped=sum(call.is_dropped for call in members[name]),
            n_scored=sum(not call.is_dropped and call.call_id in scores for call in members[name]),
        )
        for name, n_population, n_wanted in strata.values()
    ]


def _expected(draws: Sequence[Draw]) -> dict[tuple[Level, str], Expected]:
    """What was told before a draw; several draws together promised nothing."""
    return {(one.level, one.key): one for one in draws[0].expected} if len(draws) == 1 else {}


class _Parts:
    """The scored calls as columns, from which each part takes those that are its own."""

    def __init__(
        self,
        drawn: Sequence[DrawnItem],
        strata: Sequence[StratumCoverage],
        family_of: Mapping[str, CriticalFamily],
        expected: Mapping[tuple[Level, str], Expected],
    ) -> None:
        self._expected = expected
        self._there = [one for one in drawn if one.is_wanted and not one.item.is_dropped]
        scored = [one for one in drawn if one.score is not None]
        self._units = [one.unit for one in scored]
        self._agents = [one.agent for one in scored]
        self._is_wanted = np.array([one.is_wanted for one in scored], dtype=bool)
        self._sample = DrawnSample(
            np.array([one.item.inclusion_probability for one in scored], dtype=np.float64),
            np.array([one.stratum for one in scored], dtype=np.intp),
            np.array([one.n_population for one in strata], dtype=np.float64),
        )
        scores = [one.score for one in scored if one.score is not None]
        self._score = np.array([np.nan if one.score is None else one.score for one in scores], dtype=np.float64)
        self._passed = np.array([one.passed for one in scores], dtype=np.float64)
        self._families = {
            family: (
                np.array([family not in one.failed for one in scores], dtype=np.float64),
                np.array([any(family_of[key] is family for key in one.applied) for one in scores], dtype=bool),
            )
            for family in CriticalFamily
            if family in set(family_of.values())
        }

    def estimated(self, names: Mapping[str, str]) -> tuple[PartEstimate, ...]:
        """The centre, then the units and the agents of the calls drawn, by name."""
        units = dict(Counter(one.unit for one in self._there if one.unit))
        agents = dict(Counter(one.agent for one in self._there if one.agent))
        of_unit, of_agent = np.array(self._units, dtype=object), np.array(self._agents, dtype=object)
        parts = [self._part(Level.CENTRE, "", "", len(self._there), self._is_wanted)]
        parts += [
            self._part(Level.UNIT, unit, unit, n, self._is_wanted & (of_unit == unit))
            for unit, n in sorted(units.items())
        ]
        parts += [
            self._part(Level.AGENT, agent, names.get(agent, agent), n, self._is_wanted & (of_agent == agent))
            for agent, n in sorted(agents.items(), key=lambda one: names.get(one[0], one[0]))
        ]
        return tuple(parts)

    def _part(self, level: Level, key: str, name: str, n_drawn: int, own: Flags) -> PartEstimate:
        return PartEstimate(
            level=level,
            key=key,
            name=name,
            n_drawn=n_drawn,
            n_scored=int(own.sum()),
            score=self._mean(own & ~np.isnan(self._score)),
            passed=self._share(self._passed, own),
            families=tuple(
                (family, self._share(hits, own & asked)) for family, (hits, asked) in self._families.items()
            ),
            expected=self._expected.get((level, key)),
        )

    def _mean(self, own: Flags) -> Weighed:
        counts, values = own.astype(np.float64), np.where(own, self._score, 0.0)
        plain = float(values.sum() / counts.sum()) if own.any() else None
        return Weighed(weighted_mean(self._sample, values, upper=_HIGHEST, lower=0.0, counts=counts), plain)

    def _share(self, hits: Values, own: Flags) -> Weighed:
        counts = own.astype(np.float64)
        plain = float(hits[own].mean()) if own.any() else None
        return Weighed(weighted_share(self._sample, hits * counts, counts=counts), plain)
