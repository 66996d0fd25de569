"""One draw: the same plan, calls and seed give the same calls and probabilities anywhere.

The population is cut into cells, that is strata with new and exempt agents apart where the plan treats them apart; each
cell gets its number, and within it calls are chosen by the plan's scheme.
"""

import math
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qa_desk.domain.sampling import DrawnCall, Selection
from qa_desk.domain.sampling_plan import STRATUM_SEPARATOR, ExemptionOf, PlanDefinition, QuotaKind, Risk, WhenShort
from qa_desk.measurement.drawing.places import Places, Shares, again, places_of, uniforms
from qa_desk.measurement.drawing.schemes import Chosen, probabilities_of, risk_weighted, simple, spread_over_time
from qa_desk.services.draws.population import Population

ALL_CALLS = ""
"""The stratum of a plan that makes none."""

_EXEMPT_CALLS, _ROUNDING = 11, 12

Indices = NDArray[np.intp]
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """Calls among which every one has the same chances but for its weight; `name` is the stratum kept with a draw.

    Args:
        stratum: the stratum as its plan names it.
        n_wanted: what the quota asks for here; with exempt calls it may be a fraction, rounded up or down by chance.
    """

    name: str
    stratum: str
    members: Indices
    n_wanted: float
    is_exempt: bool = False
    is_new: bool = False

    @property
    def is_short(self) -> bool:
        """Whether there are fewer calls than asked for."""
        return self.n_wanted > len(self.members)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A stratum that holds fewer calls than its quota; `n_elsewhere` were drawn from other strata instead."""

    stratum: str
    n_wanted: int
    n_there: int
    n_elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a draw came to, in the order in which the calls are to be given out.

    Args:
        chances: the probability of each call of the population, 0 where nothing is drawn of its stratum.
        keys: of the calls, in the same order.
    """

    calls: tuple[DrawnCall, ...]
    cells: tuple[Cell, ...]
    shortages: tuple[Shortage, ...]
    chances: Shares
    keys: tuple[str, ...]

    @property
    def n_population(self) -> int:
        """How many calls could be drawn."""
        return len(self.chances)


def draw(plan: PlanDefinition, population: Population, seed: int, *, exempt_agents: Collection[str] = ()) -> Drawing:
    """Draw by a plan that has no problems.

    Args:
        plan: what to draw.
        population: the calls that its conditions leave.
        seed: of this draw.
        exempt_agents: by external id, those whose exemption stands.
    """
    places = places_of(seed, population.keys)
    cells = _with_numbers(plan, _cells(plan, population, places, frozenset(exempt_agents)))
    cells += _empty_cells(plan, cells)
    shortages = _shortages(cells)
    if plan.when_short is WhenShort.SPREAD and shortages:
        cells, shortages = _spread(cells, shortages)
    weights = weights_of(plan, population) if plan.selection is Selection.RISK_WEIGHTED else np.ones(len(population))
    drawn: list[tuple[int, DrawnCall, str]] = []
    for number, cell in enumerate(cells):
        chosen = _choose(plan, cell, places, population, weights, number)
        for at, probability in zip(chosen.indices.tolist(), chosen.probabilities.tolist(), strict=True):
            index = int(cell.members[at])
            call = DrawnCall(population.ids[index], cell.name, probability)
            drawn.append((int(places[index]), call, population.keys[index]))
    drawn.sort(key=lambda one: one[0])
    chances = np.zeros(len(population))
    for cell in cells:
        chances[cell.members] = _chances(plan, cell, weights)
    calls, keys = tuple(call for _place, call, _key in drawn), tuple(key for _place, _call, key in drawn)
    return Drawing(calls, tuple(cells), tuple(shortages), chances, keys)


def weights_of(plan: PlanDefinition, population: Population) -> NDArray[np.float64]:
    """How much more likely each call is drawn than one without any risk: the product of the weights of its risks."""
    weights = np.ones(len(population))
    for risk, weight in plan.weights:
        if risk in population.risks:
            weights = np.where(population.risks[Risk(risk)], weights * weight, weights)
    return weights


def exempt_agents_of(plan: PlanDefinition, agents: Iterable[tuple[str, str]]) -> tuple[frozenset[str], ...]:
    """For each exemption of the plan the agents (external id, grade) it covers, the same ones until it ends.

    A share of agents is chosen by the plan's name and the agent's id, so that nobody is exempt one week and not the
    next; a share of calls covers every agent of the grade.
    """
    found: list[frozenset[str]] = []
    known = sorted(set(agents))
    for exemption in plan.exemptions:
        of_grade = [agent for agent, grade in known if grade == exemption.grade and agent]
        if exemption.of is ExemptionOf.CALLS:
            found.append(frozenset(of_grade))
            continue
        places = places_of(0, [f"{plan.name}\n{exemption.grade}\n{agent}" for agent in of_grade])
        chosen = simple(places, math.ceil(exemption.proportion * len(of_grade) - 1e-9))
        found.append(frozenset(of_grade[int(index)] for index in chosen.indices))
    return tuple(found)


def _cells(plan: PlanDefinition, population: Population, places: Places, exempt_agents: frozenset[str]) -> list[Cell]:
    """The cells without their numbers, by name."""
    if not len(population):
        return []
    names, stratum_of = _strata(plan, population)
    is_exempt = _exempt_calls(plan, population, places, exempt_agents)
    is_weighted = plan.selection is Selection.RISK_WEIGHTED and plan.quota.kind is not QuotaKind.PER_AGENT
    sets_new_apart = plan.new_hire_multiplier > 1 and not is_weighted
    is_new = population.is_new if sets_new_apart else np.zeros(len(population), dtype=bool)
    cell_of = stratum_of * 4 + is_exempt * 2 + is_new
    order = np.argsort(cell_of, kind="stable")
    kinds, starts = np.unique(cell_of[order], return_index=True)
    found: list[Cell] = []
    for kind, members in zip(map(int, kinds), np.split(order, starts[1:]), strict=True):
        name, exempt, new = names[kind // 4], bool(kind & 2), bool(kind & 1)
        found.append(Cell(_cell_name(name, exempt, new), name, members, 0.0, is_exempt=exempt, is_new=new))
    return sorted(found, key=lambda cell: (cell.stratum, cell.is_exempt, cell.is_new))


def _empty_cells(plan: PlanDefinition, cells: list[Cell]) -> list[Cell]:
    """Strata that a plan wants calls of and that hold none: short, and said so."""
    there = {cell.stratum for cell in cells}
    nobody = np.empty(0, dtype=np.intp)
    return [Cell(name, name, nobody, float(n)) for name, n in plan.quota.own if n > 0 and name not in there]


def _strata(plan: PlanDefinition, population: Population) -> tuple[list[str], Indices]:
    """The names of the strata, and which of them each call belongs to."""
    columns = [population.strata[name] for name in plan.strata]
    if plan.quota.kind is QuotaKind.PER_AGENT:
        columns.append(population.agents)
    if not columns:
        return [ALL_CALLS], np.zeros(len(population), dtype=np.intp)
    if len(columns) == 1:
        return _coded(columns[0])
    values, codes = _coded(list(zip(*columns, strict=True)))
    return [STRATUM_SEPARATOR.join(value) for value in values], codes


def _coded(column: Sequence[Value]) -> tuple[list[Value], Indices]:
    """The different values of a column, and each entry as the place of its value among them."""
    places = {value: place for place, value in enumerate(dict.fromkeys(column))}
    return list(places), np.fromiter(map(places.__getitem__, column), dtype=np.intp, count=len(column))


def _cell_name(stratum: str, is_exempt: bool, is_new: bool) -> str:
    return STRATUM_SEPARATOR.join(filter(None, (stratum, "new" if is_new else "", "exempt" if is_exempt else "")))


def _exempt_calls(
    plan: PlanDefinition, population: Population, places: Places, exempt_agents: frozenset[str]
) -> NDArray[np.bool_]:
    """Which calls are exempt: those of exempt agents, or the share of them that the exemption names."""
    rates = {one.grade: (one.proportion if one.of is ExemptionOf.CALLS else 1.0) for one in plan.exemptions}
    if not rates or not exempt_agents:
        return np.zeros(len(population), dtype=bool)
    agents, agent_of = _coded(population.agents)
    grades, grade_of = _coded(population.grades)
    is_covered = np.array([agent in exempt_agents for agent in agents], dtype=bool)
    rate_of = np.array([rates.get(grade, 0.0) for grade in grades])
    chances = uniforms(again(places, _EXEMPT_CALLS))
    return is_covered[agent_of] & (chances < rate_of[grade_of])


def _with_numbers(plan: PlanDefinition, cells: list[Cell]) -> list[Cell]:
    """Each cell with what its stratum's quota gives it: new agents more, exempt calls less."""
    by_stratum: dict[str, list[Cell]] = {}
    for cell in cells:
        by_stratum.setdefault(cell.stratum, []).append(cell)
    sizes = {name: sum(len(cell.members) for cell in parts) for name, parts in by_stratum.items()}
    quotas = _quotas(plan, sizes)
    rate = min((one.safety_rate for one in plan.exemptions), default=1.0)
    found: list[Cell] = []
    for name, parts in by_stratum.items():
        shares = [len(cell.members) * (plan.new_hire_multiplier if cell.is_new else 1.0) for cell in parts]
        wanted = _shared_out(_raised(plan, quotas[name], parts), shares)
        for cell, n in zip(parts, wanted, strict=True):
            n_here = n * rate if cell.is_exempt else float(n)
            found.append(Cell(cell.name, name, cell.members, n_here, is_exempt=cell.is_exempt, is_new=cell.is_new))
    return found


def _raised(plan: PlanDefinition, quota: int, parts: list[Cell]) -> int:
    """The quota of an agent who is new is raised; any other quota only goes to new agents more than to others."""
    is_of_new_agent = plan.quota.kind is QuotaKind.PER_AGENT and all(cell.is_new for cell in parts)
    return math.ceil(quota * plan.new_hire_multiplier - 1e-9) if is_of_new_agent else quota


def _quotas(plan: PlanDefinition, sizes: dict[str, int]) -> dict[str, int]:
    """How many calls each stratum is asked for."""
    quota = plan.quota
    if quota.kind is QuotaKind.OWN:
        own = dict(quota.own)
        return {name: own.get(name, 0) for name in sizes}
    if quota.kind is QuotaKind.PERCENT:
        return {name: max(quota.minimum, math.ceil(n * quota.number / 100 - 1e-9)) for name, n in sizes.items()}
    if quota.kind is QuotaKind.TOTAL:
        parts = _shared_out(int(quota.number), [float(n) for n in sizes.values()])
        return dict(zip(sizes, parts, strict=True))
    return {name: int(quota.number) for name in sizes}


def _shared_out(n: int, shares: list[float]) -> list[int]:
    """n in whole parts proportional to shares, by largest remainder; each gets one where there are enough."""
    whole = sum(shares)
    if whole <= 0:
        return [0] * len(shares)
    exact = [n * share / whole for share in shares]
    floors = [math.floor(value + 1e-9) for value in exact]
    if n >= len(shares):
        floors = [max(1, floor) if share > 0 else 0 for floor, share in zip(floors, shares, strict=True)]
    left = n - sum(floors)
    order = sorted(range(len(shares)), key=lambda at: (-(exact[at] - floors[at]), at))
    while left > 0:
        for at in order[:left]:
            floors[at] += 1
        left = n - sum(floors)
    while left < 0:
        largest = max(range(len(floors)), key=lambda at: (floors[at] - exact[at], floors[at]))
        floors[largest] -= 1
        left += 1
    return floors


def _shortages(cells: list[Cell]) -> list[Shortage]:
    wanted: dict[str, float] = {}
    there: dict[str, int] = {}
    for cell in cells:
        wanted[cell.stratum] = wanted.get(cell.stratum, 0.0) + cell.n_wanted
        there[cell.stratum] = there.get(cell.stratum, 0) + min(len(cell.members), math.ceil(cell.n_wanted))
    return [
        Shortage(name, math.ceil(number), there[name])
        for name, number in wanted.items()
        if math.ceil(number - 1e-9) > there[name]
    ]


def _spread(cells: list[Cell], shortages: list[Shortage]) -> tuple[list[Cell], list[Shortage]]:
    """What is lacking is drawn from the cells that have calls left, in proportion to what they have."""
    lacking = sum(shortage.n_wanted - shortage.n_there for shortage in shortages)
    spare = [0.0 if cell.is_exempt else max(0.0, len(cell.members) - cell.n_wanted) for cell in cells]
    n_more = min(lacking, int(sum(spare)))
    more = [0] * len(cells)
    while n_more > 0:
        parts = _shared_out(n_more, [room - given for room, given in zip(spare, more, strict=True)])
        taken = [min(part, int(room) - given) for part, room, given in zip(parts, spare, more, strict=True)]
        if not any(taken):
            break
        more = [given + part for given, part in zip(more, taken, strict=True)]
        n_more -= sum(taken)
    filled = [
        Cell(one.name, one.stratum, one.members, one.n_wanted + extra, is_exempt=one.is_exempt, is_new=one.is_new)
        for one, extra in zip(cells, more, strict=True)
    ]
    left, told = sum(more), list[Shortage]()
    for shortage in shortages:
        here = min(left, shortage.n_wanted - shortage.n_there)
        told.append(Shortage(shortage.stratum, shortage.n_wanted, shortage.n_there, here))
        left -= here
    return filled, told


def _choose(
    plan: PlanDefinition,
    cell: Cell,
    places: Places,
    population: Population,
    weights: NDArray[np.float64],
    number: int,
) -> Chosen:
    here = places[cell.members]
    wanted = min(cell.n_wanted, float(len(cell.members)))
    n, scale = _rounded(wanted, here, number)
    if cell.is_exempt:
        # few are drawn of them, and their number is rounded by chance: only here every scheme would be the same
        chosen = simple(here, n)
    elif plan.selection is Selection.SPREAD_OVER_TIME:
        chosen = spread_over_time(here, population.started_at[cell.members], n)
    elif plan.selection is Selection.RISK_WEIGHTED:
        chosen = risk_weighted(here, weights[cell.members], n)
    else:
        chosen = simple(here, n)
    return Chosen(chosen.indices, chosen.probabilities * scale)


def _chances(plan: PlanDefinition, cell: Cell, weights: NDArray[np.float64]) -> Shares:
    """The probability of each call of a cell, over all draws."""
    if not len(cell.members):
        return np.empty(0)
    wanted = min(cell.n_wanted, float(len(cell.members)))
    if plan.selection is Selection.RISK_WEIGHTED and not cell.is_exempt:
        return probabilities_of(weights[cell.members], int(wanted + 1e-9))
    return np.full(len(cell.members), wanted / len(cell.members))


def _rounded(wanted: float, places: Places, number: int) -> tuple[int, float]:
    """A whole number of calls, up or down by chance, and by what a call's probability is less (or more) for that.

    Given n drawn, a call has n / N times its weight; over all draws it has wanted / N.
    """
    low = math.floor(wanted + 1e-9)
    part = wanted - low
    if part <= 1e-9 or not len(places):
        return low, 1.0
    root = np.array([np.bitwise_xor.reduce(places)], dtype=np.uint64)
    n = low + int(float(uniforms(again(root, _ROUNDING + number))[0]) < part)
    return n, wanted / n if n else 1.0
