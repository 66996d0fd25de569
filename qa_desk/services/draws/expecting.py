"""What precision a draw will have, before anybody has scored a call of it; and what a wanted precision costs."""

from collections import defaultdict
from collections.abc import Sequence

from qa_desk.measurement.survey import calls_for_margin, margin_of_calls
from qa_desk.services.draws.drawing import Cell
from qa_desk.services.draws.population import Population
from qa_desk.services.sampling_views import Expected

CENTRE = ""


def expected_of_centre(cells: Sequence[Cell]) -> Expected:
    """The precision of the whole: by the size that a simple random sample of the same precision would have.

    Weighting costs precision: the effective size is N² / Σ N_h² / n_h (Kish 1965, Survey Sampling, § 11.7), over the
    strata that anything is drawn of; those of which nothing is drawn are not spoken for.
    """
    spoken_for = [cell for cell in cells if cell.n_wanted > 0]
    n_population = sum(len(cell.members) for cell in spoken_for)
    n_calls = sum(_n_drawn(cell) for cell in spoken_for)
    if not n_calls:
        return Expected(CENTRE, n_population, 0.0, None)
    effective = n_population**2 / sum(len(cell.members) ** 2 / _n_drawn(cell) for cell in spoken_for)
    return Expected(CENTRE, n_population, n_calls, _margin(effective, n_population))


def expected_by(cells: Sequence[Cell], names: Sequence[str]) -> tuple[Expected, ...]:
    """The precision of each part of the centre: of units or of agents, by name; `names` has one entry a call."""
    sizes: dict[str, int] = defaultdict(int)
    drawn: dict[str, float] = defaultdict(float)
    for cell in cells:
        rate = _n_drawn(cell) / len(cell.members)
        for index in map(int, cell.members):
            sizes[names[index]] += 1
            drawn[names[index]] += rate
    return tuple(
        Expected(name, sizes[name], drawn[name], _margin(drawn[name], sizes[name])) for name in sorted(sizes) if name
    )


def cost_of(margin: float, population: Population) -> int:
    """How many calls a simple random sample of this population needs for ± margin at 95 %."""
    return calls_for_margin(margin, len(population))


def _n_drawn(cell: Cell) -> float:
    return min(cell.n_wanted, float(len(cell.members)))


def _margin(n_calls: float, n_population: int) -> float | None:
    return margin_of_calls(int(n_calls + 1e-9), n_population) if n_calls >= 1 else None
