"""The library at 20,000 cases: python -m tests.benchmarks.case_search [N_CASES] [sqlite|postgresql].

Opening, the boxes, scrolling, ordering and searching through the service, in a file and on a server as a member whom
its rules hold for, among ten times as many calls. The bound is what can't be spared: to read 200 cases of the list in
the same run. Exits 1 when something takes longer than its aim and is also more times the bound than it may be.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from qa_desk.domain.case_filter import CaseQuery, CaseSort, Facet, cases_with
from qa_desk.domain.people import Actor
from qa_desk.services.cases.browsing_cases import BrowsingCases
from qa_desk.store.engine import make_engine
from qa_desk.store.protection_setting import protection_in
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.schema import upgrade
from qa_desk.store.store import Store
from qa_desk.store.workspace import Workspace
from tests.benchmarks.many_cases import enter_form, fill_library
from tests.benchmarks.million_calls import fill
from tests.store.furnishing import Centre, furnish
from tests.store.logins import Logins
from tests.store.served import served

N_CASES = 20_000
_N_CALLS_A_CASE = 10
_AIM_MS = 100.0
_MOST_TIMES = 8.0
_N_TURNS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """How long something takes, in ms, and how many times the bound that is."""

    what: str
    took_ms: float
    times: float

    @property
    def is_missed(self) -> bool:
        """Whether it is too slow, and not because the machine has other things to do."""
        return self.took_ms > _AIM_MS and self.times > _MOST_TIMES


def measure(browsing: BrowsingCases, actor: Actor) -> list[Figure]:
    """All figures of one database."""
    bound_ms = _median_ms(lambda: browsing.page(actor, CaseQuery()))
    figures = [Figure("200 cases of the list", bound_ms, 1.0)]
    for what, query in _queries().items():
        for part, ask in (("", browsing.page), (", boxes", browsing.counts)):
            took_ms = _median_ms(lambda ask=ask, query=query: ask(actor, query))
            figures.append(Figure(what + part, took_ms, took_ms / bound_ms))
    return figures


def main() -> int:
    """Fill, measure and print; 1 when an aim is missed."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    kinds = [kind for kind in ("sqlite", "postgresql") if kind in sys.argv[1:]] or ["sqlite", "postgresql"]
    return run(numbers[0] if numbers else N_CASES, kinds)


def run(n_cases: int, kinds: list[str]) -> int:
    """The benchmark with so many cases."""
    is_missed = False
    for kind in kinds:
        began = time.perf_counter()
        with _in_file(n_cases) if kind == "sqlite" else _on_server(n_cases) as (browsing, actor):
            n_all = browsing.counts(actor, CaseQuery()).n_all
            _say(f"{kind}: {n_all:,} cases entered in {time.perf_counter() - began:.0f} s")
            for figure in measure(browsing, actor):
                _say(f"  {figure.what:44} {figure.took_ms:7.1f} ms {figure.times:6.1f} × the bound")
                is_missed = is_missed or figure.is_missed
    return int(is_missed)


def _queries() -> dict[str, CaseQuery]:
    """What people ask for."""
    return {
        "open": CaseQuery(),
        "retired ones too": cases_with(),
        "hard": CaseQuery().choosing(Facet.DIFFICULTY, ["hard"]),
        "two tags": CaseQuery().choosing(Facet.TAG, ["borderline", "dialect"]),
        "a criterion failed": CaseQuery().choosing(Facet.CRITERION, ["c5"]),
        "a family failed": CaseQuery().choosing(Facet.FAMILY, ["compliance"]),
        "review overdue": CaseQuery().choosing(Facet.REVIEW, ["overdue"]),
        "form has changed": CaseQuery().choosing(Facet.FORM, ["changed"]),
        "benchmarks": CaseQuery(benchmarks_only=True),
        "combined": CaseQuery()
        .choosing(Facet.TAG, ["dialect"])
        .choosing(Facet.CRITERION, ["c1", "c2"])
        .choosing(Facet.LANGUAGE, ["zh_CN"]),
        "the end of the list": CaseQuery(offset=18_000),
        "by title": CaseQuery(sort=CaseSort.TITLE),
        "by length": CaseQuery(sort=CaseSort.LENGTH, descending=True),
        "search, one case": CaseQuery(text="parrot"),
        "search in Chinese, one case": CaseQuery(text="鹦鹉"),
        "search, an id": CaseQuery(text="SC-7777"),
        "search, a sixth of all cases": CaseQuery(text="roaming"),
        "search, every case": CaseQuery(text="caller refund"),
        "search in Chinese, every case": CaseQuery(text="标准案例"),
        "search, what is said in most": CaseQuery(text="bill twice"),
        "search and combined": replace(CaseQuery().choosing(Facet.TAG, ["dialect"]), text="宽带"),
    }


@contextmanager
def _in_file(n_cases: int) -> Iterator[tuple[BrowsingCases, Actor]]:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/cases.sqlite3")
        upgrade(engine)
        store = Store(engine, recordings_of(Workspace(Path(folder)), lambda: protection_in(engine)))
        centre = _fill(furnish(store), engine, n_cases)
        yield BrowsingCases(store, centre.clock), centre.actor("ann")
        engine.dispose()


@contextmanager
def _on_server(n_cases: int) -> Iterator[tuple[BrowsingCases, Actor]]:
    with served() as (keeper, store):
        centre = _fill(furnish(store), keeper, n_cases)
        logins = Logins(keeper)
        member = logins.engine(centre.id_of("ann"))
        yield BrowsingCases(Store(member, store.recordings), centre.clock), centre.actor("ann")
        logins.close()


def _fill(centre: Centre, engine: Engine, n_cases: int) -> Centre:
    form = enter_form(centre)
    fill(centre, engine, _N_CALLS_A_CASE * n_cases)
    fill_library(centre, form, engine, n_cases)
    return centre


def _median_ms(work: Callable[[], object]) -> float:
    took: list[float] = []
    for _turn in range(_N_TURNS):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
