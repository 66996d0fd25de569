"""The page Calls at 1,000,000 calls: python -m tests.benchmarks.calls_page [N_CALLS] [sqlite|postgresql].

Opening, filtering, scrolling, ordering and searching through the service, in a file and on a server as a member whom
its rules hold for. The bound is what can't be spared: to read 200 calls by their keys, in the same run. Exits 1 when
something takes longer than its aim and is also more times the bound than it may be.
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.people import Actor
from qa_desk.domain.sampling_plan import Narrowing
from qa_desk.services.calls.listening import Listening
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.store.engine import make_engine
from qa_desk.store.protection_setting import protection_in
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.schema import upgrade
from qa_desk.store.store import Store
from qa_desk.store.workspace import Workspace
from tests.benchmarks.million_calls import fill
from tests.store.furnishing import Centre, furnish
from tests.store.logins import Logins
from tests.store.served import served

N_CALLS = 1_000_000
_AIM_MS = 100.0
_MOST_TIMES = 6.0
_N_TURNS = 5
_N_PARTS = 50
_MOST_GROWTH_KIB = 16_384


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


def measure(listening: Listening, actor: Actor) -> list[Figure]:
    """All figures of one database."""
    keys = [call.id for call in listening.calls(actor, CallQuery()).calls]
    bound_ms = _median_ms(lambda: listening.these_calls(actor, keys))
    figures = [Figure("200 calls by their keys", bound_ms, 1.0)]

    def add(what: str, work: Callable[[], object]) -> None:
        took_ms = _median_ms(work)
        figures.append(Figure(what, took_ms, took_ms / bound_ms))

    for what, query in _queries(listening, actor).items():
        add(what, lambda query=query: listening.calls(actor, query))
    deep = _deep(listening, actor)
    add("scroll, in the middle of the list", lambda: listening.calls(actor, deep))
    add("scroll, the last calls", lambda: listening.calls(actor, CallQuery(backwards=True)))
    return figures


def growth_kib(listening: Listening, actor: Actor) -> int:
    """By how much the memory grows while many parts are scrolled through."""
    query = CallQuery()
    before = 0
    for number in range(2 * _N_PARTS):
        if number == _N_PARTS:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        page = listening.calls(actor, query)
        # of few calls the list begins again
        query = CallQuery() if page.is_last else replace(query, place=page.places[-1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def main() -> int:
    """Fill, measure and print; 1 when an aim is missed."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    kinds = [kind for kind in ("sqlite", "postgresql") if kind in sys.argv[1:]] or ["sqlite", "postgresql"]
    return run(numbers[0] if numbers else N_CALLS, kinds)


def run(n_calls: int, kinds: list[str]) -> int:
    """The benchmark with so many calls."""
    is_missed = False
    for kind in kinds:
        began = time.perf_counter()
        with _in_file(n_calls) if kind == "sqlite" else _on_server(n_calls) as (listening, actor):
            _say(f"{kind}: {n_calls:,} calls entered in {time.perf_counter() - began:.0f} s")
            for figure in measure(listening, actor):
                _say(f"  {figure.what:44} {figure.took_ms:7.1f} ms {figure.times:6.1f} × the bound")
                is_missed = is_missed or figure.is_missed
            began = time.perf_counter()
            n = listening.n_calls(actor, CallQuery())
            _say(f"  {'counted beside it':44} {1000 * (time.perf_counter() - began):7.1f} ms, {n:,} calls")
            grown = growth_kib(listening, actor)
            _say(f"  {'memory grown by scrolling':44} {grown:7} KiB in {_N_PARTS} parts")
            is_missed = is_missed or grown > _MOST_GROWTH_KIB
    return int(is_missed)


def _queries(listening: Listening, actor: Actor) -> dict[str, CallQuery]:
    """What people ask for; agent and unit are those of a call."""
    newest = listening.calls(actor, CallQuery(limit=1)).calls[0]
    call = listening.call(actor, newest.id).call
    return {
        "open": CallQuery(),
        "of an agent": CallQuery(agent_id=call.agent_id),
        "of a unit": CallQuery(unit_id=call.unit_id),
        "of a business type": _of("business_type", "billing"),
        "of two business types": _of("business_type", "billing", "roaming"),
        "of a rare campaign": _of("campaign", "spring"),
        "of a customer": _of("customer_id", "m77"),
        "of a column of one's own": CallQuery(narrowings=(Narrowing("region", ("region 7",), is_custom=True),)),
        "a week long ago": CallQuery(first_day=date(2024, 9, 2), last_day=date(2024, 9, 8)),
        "complaints": CallQuery(complaint=True),
        "test calls": CallQuery(mode=MonitoringMode.TEST_CALL),
        "dissatisfied": CallQuery(narrowings=(Narrowing("csat", most=2.0),)),
        "ten minutes or longer": CallQuery(narrowings=(Narrowing("duration_s", least=600.0),)),
        "33 minutes or longer": CallQuery(narrowings=(Narrowing("duration_s", least=1980.0),)),
        "not scored": CallQuery(is_scored=False),
        "scored": CallQuery(is_scored=True),
        "critical failed": CallQuery(critical_failed=True),
        "combined": CallQuery(
            unit_id=call.unit_id,
            complaint=True,
            is_scored=False,
            narrowings=(Narrowing("duration_s", least=600.0),),
            last_day=date(2025, 1, 31),
        ),
        "search, one call": CallQuery(text="parrot"),
        "search in Chinese, ten thousand calls": CallQuery(text="投诉"),
        "search, an id": CallQuery(text="k7777"),
        "search, a third of all calls": CallQuery(text="billing"),
        "by length": CallQuery(sort="duration_s"),
        "by agent": CallQuery(sort="agent_name", descending=False),
        "by unit": CallQuery(sort="unit_path", descending=False),
        "by business type": CallQuery(sort="business_type", descending=False),
        "by satisfaction": CallQuery(sort="csat"),
        "by score": CallQuery(sort="score"),
    }


def _of(field: str, *values: str) -> CallQuery:
    return CallQuery(narrowings=(Narrowing(field, values),))


def _deep(listening: Listening, actor: Actor) -> CallQuery:
    """The part after the call in the middle of the time."""
    at = listening.calls(actor, CallQuery(last_day=date(2025, 3, 1), limit=1))
    return CallQuery(place=at.places[-1])


@contextmanager
def _in_file(n_calls: int) -> Iterator[tuple[Listening, Actor]]:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/calls.sqlite3")
        upgrade(engine)
        store = Store(engine, recordings_of(Workspace(Path(folder)), lambda: protection_in(engine)))
        centre = furnish(store)
        fill(centre, engine, n_calls)
        yield Listening(store, centre.clock), centre.actor("lead")
        engine.dispose()


@contextmanager
def _on_server(n_calls: int) -> Iterator[tuple[Listening, Actor]]:
    with served() as (keeper, store):
        centre: Centre = furnish(store)
        fill(centre, keeper, n_calls)
        logins = Logins(keeper)
        member = logins.engine(centre.id_of("lead"))
        yield Listening(Store(member, store.recordings), centre.clock), centre.actor("lead")
        logins.close()


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
