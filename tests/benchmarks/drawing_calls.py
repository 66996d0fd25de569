"""python -m tests.benchmarks.drawing_calls    draws 5,000 of 1,000,000 calls in five strata with exemptions

The bound is what can't be spared: a SHA-256 of every call's key, which decides its place, and numpy's sort of these
places. Memory is the most that was held beyond population and bound: the same after each draw.
"""

import resource
import time
from datetime import date
from uuid import UUID

import numpy as np

from qa_desk.domain.ids import CallId
from qa_desk.domain.sampling import Selection
from qa_desk.domain.sampling_plan import Exemption, ExemptionOf, PlanDefinition, Quota, QuotaKind, Risk
from qa_desk.measurement.drawing.places import places_of
from qa_desk.services.draws.drawing import draw
from qa_desk.services.draws.population import Population

_N_CALLS = 1_000_000
_N_DRAWN = 5_000
_UNITS = tuple(f"Province {letter}" for letter in "ABCDE")


def population(n: int = _N_CALLS) -> Population:
    """Calls of five units and two hundred agents."""
    generator = np.random.default_rng(1)
    agents = tuple(f"agent-{number:03}" for number in generator.integers(0, 200, n).tolist())
    units = tuple(_UNITS[number] for number in generator.integers(0, 5, n).tolist())
    return Population(
        ids=tuple(CallId(UUID(int=number + 1)) for number in range(n)),
        keys=tuple(f"call-{number}" for number in range(n)),
        started_at=generator.uniform(0, 7 * 86_400, n),
        agents=agents,
        units=units,
        grades=tuple("A" if agent < "agent-020" else "B" for agent in agents),
        strata={"unit": units},
        is_new=np.zeros(n, dtype=bool),
        risks={Risk.COMPLAINT: generator.random(n) < 0.03},
    )


def main() -> None:
    """Print the seconds of each scheme, their ratio to the bound, and the memory they took."""
    calls = population()
    started = time.perf_counter()
    np.argsort(places_of(7, calls.keys))
    bound_s = time.perf_counter() - started
    print(f"hashing and sorting {_N_CALLS:,} keys {bound_s:.2f} s")  # noqa: T201
    before_mb = _most_memory_mb()
    exemption = Exemption("A", ExemptionOf.AGENTS, 1.0, date(2026, 12, 31), 0.1)
    exempt = {f"agent-{number:03}" for number in range(20)}
    for selection in Selection:
        quota = Quota(QuotaKind.TOTAL, _N_DRAWN)
        plan = PlanDefinition("speed", "service", quota, strata=("unit",), selection=selection, exemptions=(exemption,))
        started = time.perf_counter()
        found = draw(plan, calls, 7, exempt_agents=exempt)
        took_s = time.perf_counter() - started
        more_mb = _most_memory_mb() - before_mb
        print(  # noqa: T201
            f"{selection.value:18} {len(found.calls):,} calls  {took_s:.2f} s  {took_s / bound_s:.1f} × the bound"
            f"  at most {more_mb:.0f} MB more than before the first draw"
        )


def _most_memory_mb() -> float:
    """The most this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
