"""Common issues over 5,000,000 answers: python -m tests.benchmarks.common_issues [N_ANSWERS] [sqlite|postgresql].

Two years by 40 halls on a form of 20 criteria, entered in bulk; the board through the service, and the whole report:
the board, where the leading three issues happen and why they moved, composed. In a file, and on a server as a member
whom its rules hold for. Beside the clock stand the seconds of the processor, which other work does not make more; the
bound is one count of the scored calls of the same days, in the same run. Exits 1 when the processor needs longer than
the aim and it also takes more times the bound than it may.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Executable, func, select, text
from sqlalchemy.orm import Session

from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.reports.base import ReportParams
from qa_desk.reports.common_issues import CommonIssuesReport
from qa_desk.services.figures.measuring import Measuring
from qa_desk.services.issues.explaining import Explaining
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.issues.reporting import Reporting
from qa_desk.services.periods import Period
from qa_desk.store.engine import is_sqlite, make_engine
from qa_desk.store.protection_setting import protection_in
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.schema import upgrade
from qa_desk.store.server.rules import apply_rules, lift_rules
from qa_desk.store.store import Store
from qa_desk.store.tables.reporting import ScoredFactRow
from qa_desk.store.workspace import Workspace
from tests.benchmarks.many_answers import FIRST_DAY, LAST_DAY, fill
from tests.store.furnishing import Centre, furnish
from tests.store.logins import Logins
from tests.store.served import served

N_ANSWERS = 5_000_000
_TWO_YEARS = IssueQuery(FIRST_DAY, LAST_DAY, Period.MONTH)
_A_YEAR = IssueQuery(LAST_DAY - timedelta(days=364), LAST_DAY, Period.MONTH)
_A_MONTH = IssueQuery(LAST_DAY - timedelta(days=29), LAST_DAY)
_FILTERS = {
    "unit": {"unit": "Floor 3"},
    "business type": {"business_type": "billing"},
    "campaign": {"campaign": "spring"},
    "segment": {"customer_segment": "business"},
    "stage": {"service_stage": "closing"},
    "scorecard": {"scorecard": "hotline"},
    "cause owner": {"cause_owner": "Department 1"},
    "agents as cause": {"cause_owner": "agent"},
}
_SPANS = {"two years": (_TWO_YEARS, 1.0), "a year": (_A_YEAR, 1.0), "a month": (_A_MONTH, 0.2)}
_BY_WEEK = {"two years by week": (replace(_TWO_YEARS, by=Period.WEEK), 1.0)}
_NARROWED = {
    f"{span}, {name}": (replace(query, **words), aim_s)
    for span, (query, aim_s) in _SPANS.items()
    for name, words in _FILTERS.items()
}
_MOST_TIMES = 40.0
_N_TURNS = 5


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of the processor in this process and that of the server."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Figure:
    """How long the board or the report takes beside its aim, in s, and the bound."""

    what: str
    took: Took
    aim_s: float
    times: float

    @property
    def is_missed(self) -> bool:
        """Whether it is too slow, and not because the machine has other things to do."""
        return self.took.cpu_s > self.aim_s and self.times > _MOST_TIMES


@dataclass(frozen=True, slots=True)
class Services:
    """What the report asks; passages have no sound, which is read call by call however many there are."""

    reporting: Reporting
    explaining: Explaining
    now: Callable[[], datetime]
    one_moment: Callable[[], AbstractContextManager[None]]

    @property
    def listening(self) -> "Services":
        """Where the sound comes from."""
        return self

    def excerpt(self, actor: Actor, call_id: CallId, start_s: float, end_s: float) -> bytes:
        """No sound."""
        return b""


def measure(services: Services, actor: Actor, store: Store) -> Iterator[Figure]:
    """All figures of one database."""
    boards = {f"board, {what}": asked for what, asked in (_SPANS | _BY_WEEK).items()}
    reports = {f"report, {what}": asked for what, asked in (_SPANS | _NARROWED).items()}
    for what, (query, aim_s) in (boards | reports).items():
        work = partial(services.reporting.common_issues, actor) if what in boards else partial(_report, services, actor)
        took = _median(partial(work, query), store)
        days = ScoredFactRow.day.between(query.first_day, query.last_day)
        bound = _median(lambda days=days: _asked(store, select(func.count()).where(days)), store)
        yield Figure(what, took, aim_s, took.wall_s / bound.wall_s)


def _report(services: Services, actor: Actor, query: IssueQuery) -> None:
    """The whole of it; the leading issues are explained also where they did not move."""
    words = {field.name: getattr(query, field.name) for field in fields(query)}
    report = CommonIssuesReport()
    with services.one_moment():
        data = report.gather(services, actor, ReportParams(**{**words, "by": query.by.value}))
        told = {one.criterion_key for one in data.explanations}
        leading = [row.criterion_key for row in data.issues.criteria[:3] if row.criterion_key not in told]
        more = services.explaining.explanations(actor, query, leading)
    report.compose(replace(data, explanations=(*data.explanations, *more)))


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
        with _in_file(n_answers) if kind == "sqlite" else _on_server(n_answers) as (services, actor, store):
            _say(f"{kind}: facts of {n_answers:,} answers entered in {time.perf_counter() - began:.0f} s")
            before_mb = _resident_mb()
            for figure in measure(services, actor, store):
                took = f"{figure.took.wall_s:6.2f} s of {figure.aim_s} s, processor {figure.took.cpu_s:5.2f} s"
                _say(f"  {figure.what:34} {took} {figure.times:6.1f} × the bound")
                is_missed = is_missed or figure.is_missed
            _say(f"  {_resident_mb() - before_mb:.0f} MB more in this process than before")
    return int(is_missed)


@contextmanager
def _in_file(n_answers: int) -> Iterator[tuple[Services, Actor, Store]]:
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/facts.sqlite3")
        upgrade(engine)
        store = Store(engine, recordings_of(Workspace(Path(folder)), lambda: protection_in(engine)))
        centre = furnish(store)
        fill(centre, engine, n_answers)
        yield _services(store, centre), centre.actor("lead"), store
        engine.dispose()


@contextmanager
def _on_server(n_answers: int) -> Iterator[tuple[Services, Actor, Store]]:
    with served() as (keeper, store):
        centre: Centre = furnish(store)
        fill(centre, keeper, n_answers)
        with keeper.begin() as connection:
            # who may reach what is written down by triggers, which are off while entering in bulk
            lift_rules(connection)
            apply_rules(connection)
        with keeper.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        logins = Logins(keeper)
        member = Store(logins.engine(centre.id_of("lead")), store.recordings, centre.id_of("lead"))
        yield _services(member, centre), centre.actor("lead"), member
        logins.close()


def _services(store: Store, centre: Centre) -> Services:
    explaining = Explaining(store, Measuring(store, centre.clock))
    return Services(Reporting(store, centre.clock), explaining, centre.clock.now, store.one_moment)


def _median(work: Callable[[], object], store: Store) -> Took:
    walls: list[float] = []
    cpus: list[float] = []
    for _turn in range(_N_TURNS):
        began, worked = time.perf_counter(), _processor_s(store)
        work()
        walls.append(time.perf_counter() - began)
        cpus.append(_processor_s(store) - worked)
    return Took(statistics.median(walls), statistics.median(cpus))


def _processor_s(store: Store) -> float:
    """Of this process, of the one that serves it, and of the helpers that this one calls in and that have ended."""
    own = time.process_time()
    if is_sqlite(store._engine):  # what no use-case asks
        return own
    process_id = _asked(store, text("SELECT pg_backend_pid()"))
    serving = _state_of(str(process_id))
    server = _state_of(serving[1])
    return own + sum(int(ticks) for ticks in (*serving[11:13], *server[13:15])) / 100


def _state_of(process_id: str) -> list[str]:
    """What Linux tells of a process: its parent second, its ticks from the twelfth on, then those of its children."""
    return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def _asked(store: Store, statement: Executable) -> object:
    with Session(store._engine) as session:
        return session.execute(statement).scalar_one()


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
