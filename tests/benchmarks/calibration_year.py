"""A year of calibration opened: python -m tests.benchmarks.calibration_year [--sqlite]; bound 300 ms.

50 inspectors × 40 sessions × 60 criteria, in a file and with a login of a server, as the page asks for it. The
ratio is to numpy counting the same codes once: who agrees with whom and with the standard. Time of this process's CPU
stands beside that of the clock: on a busy machine only the first says what the page costs, without the server's part.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from qa_desk.domain.people import Actor
from qa_desk.services.clock import FixedClock
from qa_desk.services.figures.facts import CalibrationFacts
from qa_desk.services.figures.measuring import Measuring
from qa_desk.services.figures.measuring_views import FactQuery
from qa_desk.store.engine import make_engine
from qa_desk.store.store import Store, create_store
from tests.benchmarks.sessions_by_the_dozen import LAST, Size, fill
from tests.store.furnishing import furnish
from tests.store.logins import Logins
from tests.store.served import served

BOUND_MS = 300.0
_N_RUNS = 7
_YEAR = FactQuery((LAST - timedelta(days=364)).date(), (LAST + timedelta(days=1)).date(), scorecard_key="year")


@dataclass(frozen=True, slots=True)
class Took:
    """Medians by the clock and of this process."""

    wall_ms: float
    cpu_ms: float

    def __str__(self) -> str:
        return f"{self.wall_ms:.0f} ms, CPU {self.cpu_ms:.0f}"


@dataclass(frozen=True, slots=True)
class Figure:
    """How long the facts and the whole page take, and numpy's count of the same codes."""

    where: str
    facts: Took
    page: Took
    count: Took
    n_answers: int

    def __str__(self) -> str:
        ratio = self.page.cpu_ms / self.count.cpu_ms
        return (
            f"{self.where}: {self.n_answers:,} answers; facts {self.facts}; page {self.page} (at most {BOUND_MS:.0f}),"
            f" {ratio:.1f} times numpy's count of {self.count}"
        )


def in_a_file(size: Size) -> Figure:
    """A workspace of one's own."""
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(Path(folder) / "workspace")
        centre = furnish(store)
        engine = make_engine(f"sqlite:///{Path(folder) / 'workspace' / 'qa_desk.sqlite3'}")
        fill(centre, engine, size)
        engine.dispose()
        figure = _figure("SQLite", store, centre.actor("lead"))
        store.close()
    return figure


def on_a_server(size: Size) -> Figure:
    """The lead's own login, behind all rules."""
    with served() as (engine, keeper):
        centre = furnish(keeper)
        fill(centre, engine, size)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        logins = Logins(engine)
        lead = centre.actor("lead")
        figure = _figure("PostgreSQL", Store(logins.engine(lead.person_id), keeper.recordings, lead.person_id), lead)
        logins.close()
    return figure


def _figure(where: str, store: Store, lead: Actor) -> Figure:
    measuring = Measuring(store, FixedClock(LAST + timedelta(days=1)))
    facts = measuring.facts(lead, _YEAR)
    return Figure(
        where,
        _took(lambda: measuring.facts(lead, _YEAR)),
        _took(lambda: measuring.period(lead, _YEAR)),
        _took(lambda: _count(facts)),
        int(np.count_nonzero(facts.codes >= 0)),
    )


def _count(facts: CalibrationFacts) -> float:
    """The least there is to do: every category's pairs by matrix products, and agreement with the standard."""
    held = facts.session * len(facts.call_ids) + facts.call
    _keys, place = np.unique(held, return_inverse=True)
    codes = np.full((int(place.max()) + 1, len(facts.criteria), len(facts.inspectors)), -1, dtype=np.int8)
    codes[place, :, facts.inspector] = facts.codes
    flat = codes.reshape(-1, codes.shape[2])
    same = sum(((flat == code).astype(np.float32).T @ (flat == code).astype(np.float32)) for code in range(3))
    return float(np.asarray(same).sum()) + float((facts.codes == facts.standard).sum())


def _took(ask: Callable[[], object]) -> Took:
    walls: list[float] = []
    cpus: list[float] = []
    for _run in range(_N_RUNS):
        begun, begun_cpu = time.perf_counter(), time.process_time()
        ask()
        walls.append(1000.0 * (time.perf_counter() - begun))
        cpus.append(1000.0 * (time.process_time() - begun_cpu))
    return Took(statistics.median(walls), statistics.median(cpus))


def main() -> int:
    """Measure and print; 1 when a page takes longer than it may."""
    size = Size()
    measured = [in_a_file(size)]
    if "--sqlite" not in sys.argv:
        measured.append(on_a_server(size))
    for one in measured:
        print(one)  # noqa: T201
    return int(any(one.page.wall_ms > BOUND_MS for one in measured))


if __name__ == "__main__":
    sys.exit(main())
