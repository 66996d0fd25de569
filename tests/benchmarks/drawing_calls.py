"""python -m tests.benchmarks.drawing_calls    draws 5,000 of 1,000,000 calls in five strata with exemptions

The bound is what can't be spared: a SHA-256 of every call's key, which decides its place, and numpy's sort of these
places. Memory is the most that was held beyond population and bound: the same after each draw.

Before it reads the population of 100,000 calls in a file; its bound is the driver's read of the same calls' columns.
"""

import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import numpy as np

from qa_desk.domain.ids import CallId
from qa_desk.domain.sampling import Selection
from qa_desk.domain.sampling_plan import Exemption, ExemptionOf, PlanDefinition, PlanPeriod, Quota, QuotaKind, Risk
from qa_desk.measurement.drawing.places import places_of
from qa_desk.services.draws.drawing import draw
from qa_desk.services.draws.population import Population
from qa_desk.services.draws.reading import population_of
from qa_desk.services.periods import Days
from qa_desk.store.engine import make_engine
from qa_desk.store.protection_setting import protection_in
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.schema import upgrade
from qa_desk.store.store import Store
from qa_desk.store.workspace import Workspace
from tests.benchmarks.million_calls import fill
from tests.store.furnishing import furnish

_N_CALLS = 1_000_000
_N_DRAWN = 5_000
_N_READ = 100_000
_N_TURNS = 3
_DAYS = Days(date(2024, 2, 1), date(2026, 4, 1))
_BARE = """
    SELECT c.id, c.key, c.started_at, c.agent_id, c.unit_id FROM calls c
    WHERE c.mode = 'sampled' AND c.started_at >= '2024-02-01' AND c.started_at < '2026-04-02'
    AND EXISTS (SELECT 1 FROM recordings r WHERE r.call_id = c.id AND r.state = 'present')
    AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.call_id = c.id AND a.state <> 'withdrawn')
"""
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


def print_reading() -> None:
    """Print the seconds of reading a population for a plain and for a risk-weighted plan, and how many bounds."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.sqlite3"
        engine = make_engine(f"sqlite:///{file}")
        upgrade(engine)
        store = Store(engine, recordings_of(Workspace(Path(folder)), lambda: protection_in(engine)))
        fill(furnish(store), engine, _N_READ)
        driver = sqlite3.connect(file)
        bound_s, n_calls = _least_s(lambda: len(driver.execute(_BARE).fetchall()))
        driver.close()
        print(f"the driver's read of {n_calls:,} calls {bound_s:.2f} s")  # noqa: T201
        for selection in (Selection.SIMPLE, Selection.RISK_WEIGHTED):
            quota = Quota(QuotaKind.TOTAL, _N_DRAWN)
            plan = PlanDefinition("speed", "service", quota, PlanPeriod.GIVEN, strata=("unit",), selection=selection)
            took_s, n_calls = _least_s(lambda plan=plan: _n_read(store, plan))
            print(  # noqa: T201
                f"reading, {selection.value:14} {n_calls:,} calls  {took_s:.2f} s  {took_s / bound_s:.1f} × the bound"
            )
        engine.dispose()


def _n_read(store: Store, plan: PlanDefinition) -> int:
    with store.reading() as uow:
        return len(population_of(uow, plan, _DAYS))


def _least_s(work: Callable[[], int]) -> tuple[float, int]:
    """The seconds that work takes when nothing else hinders it, and what it comes to."""
    took_s, found = list[float](), 0
    for _turn in range(_N_TURNS):
        started = time.perf_counter()
        found = work()
        took_s.append(time.perf_counter() - started)
    return min(took_s), found


def main() -> None:
    """Print the seconds of each scheme, their ratio to the bound, and the memory they took."""
    print_reading()
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
