"""A year of calibration opened: python -m tests.benchmarks.calibration_year [--sqlite]; bound 300 ms.

50 inspectors × 40 sessions × 60 criteria, in a file and with a login of a server, as the page asks for it. The
ratio is to numpy counting the same codes once: who agrees with whom and with the standard.
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
from qa_desk.services.measuring import Measuring
from qa_desk.services.measuring_views import FactQuery
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
class Figure:
    """How long the facts and the whole page take, and numpy's count of the same codes."""

    where: str
    facts_ms: float
    page_ms: float
    count_ms: float
    n_answers: int


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
        _median_ms(lambda: measuring.facts(lead, _YEAR)),
        _median_ms(lambda: measuring.period(lead, _YEAR)),
        _median_ms(lambda: _count(facts)),
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


def _median_ms(ask: Callable[[], object]) -> float:
    times: list[float] = []
    for _run in range(_N_RUNS):
        begun = time.perf_counter()
        ask()
        times.append(1000.0 * (time.perf_counter() - begun))
    return statistics.median(times)


def main() -> int:
    """Measure and print; 1 when a page takes longer than it may."""
    size = Size()
    measured = [in_a_file(size)]
    if "--sqlite" not in sys.argv:
        measured.append(on_a_server(size))
    for one in measured:
        print(  # noqa: T201
            f"{one.where}: {one.n_answers:,} answers; facts {one.facts_ms:.0f} ms, page {one.page_ms:.0f} ms (at most"
            f" {BOUND_MS:.0f}), {one.page_ms / one.count_ms:.1f} times numpy's count of {one.count_ms:.1f} ms"
        )
    return int(any(one.page_ms > BOUND_MS for one in measured))


if __name__ == "__main__":
    sys.exit(main())
