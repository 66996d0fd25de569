"""Common issues over 5,000,000 answers: python -m tests.benchmarks.common_issues [N_ANSWERS] [sqlite|postgresql].

Two years by 40 halls on a form of 20 criteria, facts entered in bulk; the board through the service, in a file and on a
server as a member whom its rules hold for. The bound is one count of the scored calls of the same days, in the same
run. Exits 1 when the board takes longer than its aim and also more times the bound than it may.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from json import dumps
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from qa_desk.domain.issue import set_number
from qa_desk.domain.people import Actor
from qa_desk.services.issue_views import IssueQuery
from qa_desk.services.periods import Period
from qa_desk.services.reporting import Reporting
from qa_desk.store.engine import is_sqlite, make_engine
from qa_desk.store.protection_setting import protection_in
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.schema import upgrade
from qa_desk.store.store import Store
from qa_desk.store.tables.reporting import ScoredFactRow
from qa_desk.store.workspace import Workspace
from tests.benchmarks.million_calls import Ids, in_bulk, mixed
from tests.store.furnishing import Centre, furnish
from tests.store.logins import Logins
from tests.store.served import served

N_ANSWERS = 5_000_000
_N_CRITERIA, _N_UNITS, _N_INSPECTORS, _N_DAYS = 20, 40, 30, 730
_FIRST = date(2024, 3, 1)
_LAST = _FIRST + timedelta(days=_N_DAYS - 1)
_QUERIES = {
    "two years": (IssueQuery(_FIRST, _LAST, Period.MONTH), 1.0),
    "a month": (IssueQuery(_LAST - timedelta(days=29), _LAST), 0.2),
}
_MOST_TIMES = 40.0
_N_TURNS = 5
_KEYS = tuple(f"criterion_{place:02}" for place in range(_N_CRITERIA))

_PLACED = "evaluation_id, call_id, day, unit_id, agent_id, inspector_id, scorecard_key, version_number, business_type"
_SCORED = f"{_PLACED}, score, score_before_policy, agent_score, passed, points_lost, applied_set"
_DEDUCTION = (
    f"id, {_PLACED}, section_key, criterion_key, reason_keys, points, critical, cause_owner_kind, cause_owner_name,"
    " call_points"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """How long the board takes, in s, beside its aim and the bound."""

    what: str
    took_s: float
    aim_s: float
    times: float

    @property
    def is_missed(self) -> bool:
        """Whether it is too slow, and not because the machine has other things to do."""
        return self.took_s > self.aim_s and self.times > _MOST_TIMES


def fill(centre: Centre, engine: Engine, n_answers: int) -> None:
    """Facts of so many answers: one evaluation has 19 or 20 of them, and fails in 2.4 on average."""
    facts = _Facts(centre, Ids(is_sqlite(engine)), n_answers // _N_CRITERIA)
    with in_bulk(engine) as enter:
        enter("scored_facts", _SCORED, facts.scored())
        enter("opportunity_facts", "evaluation_id, criterion_key, day, unit_id", facts.opportunities())
        enter("deduction_facts", _DEDUCTION, facts.deductions())
        enter("deduction_reason_facts", "deduction_id, reason_key, day, unit_id, criterion_key", facts.reasons())


class _Facts:
    def __init__(self, centre: Centre, ids: Ids, n: int) -> None:
        self._ids, self._n = ids, n
        self._version = centre.version

    def scored(self) -> Iterator[Sequence[Any]]:
        whole, without = set_number(_KEYS), set_number(_KEYS[:-1])
        for i in range(self._n):
            lost = float(sum(points for _place, points in _failed(i)))
            yield (*self._place(i), 100 - lost, 100 - lost, 100 - lost, True, lost, without if i % 3 == 0 else whole)

    def opportunities(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            evaluation, day, unit = self._ids.of("f", i), self._day(i), self._unit(i)
            for key in _KEYS[:-1] if i % 3 == 0 else _KEYS:
                yield evaluation, key, day, unit

    def deductions(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            failed = _failed(i)
            lost = float(sum(points for _place, points in failed))
            for at, (place, points) in enumerate(failed):
                critical = "customer" if place >= _N_CRITERIA - 3 else None
                owner = ("department", f"Department {i % 4}") if mixed(i + at) % 5 == 0 else ("agent", "")
                yield (
                    self._ids.of("d", 8 * i + at), *self._place(i), "section", _KEYS[place], dumps([_reason(i)]),
                    points, critical, *owner, lost,
                )  # fmt: skip

    def reasons(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            for at, (place, _points) in enumerate(_failed(i)):
                yield self._ids.of("d", 8 * i + at), _reason(i), self._day(i), self._unit(i), _KEYS[place]

    def _place(self, i: int) -> tuple[Any, ...]:
        inspector = self._ids.of("9", mixed(i) % _N_INSPECTORS)
        version = 1 if i < self._n // 2 else 2
        about = "billing" if i % 2 else "roaming"
        return (self._ids.of("f", i), self._ids.of("c", i), self._day(i), self._unit(i), None, inspector, "service",
                version, about)  # fmt: skip

    def _day(self, i: int) -> Any:
        return self._ids.day(_FIRST + timedelta(days=i * _N_DAYS // self._n))

    def _unit(self, i: int) -> Any:
        return self._ids.of("b", mixed(i) % _N_UNITS)


def _failed(i: int) -> list[tuple[int, float]]:
    """Which criteria failed, by place, and what each cost; the first ones more often, the last three are critical."""
    places = sorted({(mixed(i + 17 * at) % 400 * (mixed(i + 31 * at) % 400)) // 8_050 for at in range(mixed(i) % 6)})
    kept = [place for place in places if place < _N_CRITERIA - 1]
    return [(place, 0.0 if place >= _N_CRITERIA - 3 else 1.0 + place % 5) for place in kept]


def _reason(i: int) -> str:
    return f"reason_{mixed(i) % 4}"


def measure(reporting: Reporting, actor: Actor, store: Store) -> list[Figure]:
    """All figures of one database."""
    figures: list[Figure] = []
    for what, (query, aim_s) in _QUERIES.items():
        took_s = _median_s(lambda query=query: reporting.common_issues(actor, query))
        days = ScoredFactRow.day.between(query.first_day, query.last_day)

        def count(days: Any = days) -> None:
            with store.reading() as uow:
                uow.issues._session.execute(
                    select(func.count()).where(days)
                ).one()  # the bound asks what no use-case does

        figures.append(Figure(what, took_s, aim_s, took_s / _median_s(count)))
    return figures


def main() -> int:
    """Fill, measure and print; 1 when an aim is missed."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    kinds = [kind for kind in ("sqlite", "postgresql") if kind in sys.argv[1:]] or ["sqlite", "postgresql"]
    return run(numbers[0] if numbers else N_ANSWERS, kinds)


def run(n_answers: int, kinds: list[str]) -> int:
    """The benchmark with so many answers."""
    is_missed = False
    for kind in kinds:
        began = time.perf_counter()
        with _in_file(n_answers) if kind == "sqlite" else _on_server(n_answers) as (reporting, actor, store):
            _say(f"{kind}: facts of {n_answers:,} answers entered in {time.perf_counter() - began:.0f} s")
            for figure in measure(reporting, actor, store):
                _say(f"  {figure.what:12} {figure.took_s:6.2f} s of {figure.aim_s} s {figure.times:6.1f} × the bound")
                is_missed = is_missed or figure.is_missed
    return int(is_missed)


@contextmanager
def _in_file(n_answers: int) -> Iterator[tuple[Reporting, Actor, Store]]:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/facts.sqlite3")
        upgrade(engine)
        store = Store(engine, recordings_of(Workspace(Path(folder)), lambda: protection_in(engine)))
        centre = furnish(store)
        fill(centre, engine, n_answers)
        yield Reporting(store, centre.clock), centre.actor("lead"), store
        engine.dispose()


@contextmanager
def _on_server(n_answers: int) -> Iterator[tuple[Reporting, Actor, Store]]:
    with served() as (keeper, store):
        centre: Centre = furnish(store)
        fill(centre, keeper, n_answers)
        logins = Logins(keeper)
        member = Store(logins.engine(centre.id_of("lead")), store.recordings)
        yield Reporting(member, centre.clock), centre.actor("lead"), member
        logins.close()


def _median_s(work: Any) -> float:
    took: list[float] = []
    for _turn in range(_N_TURNS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
