"""What the rules of the server cost reports and the search: python -m tests.benchmarks.server_rules [N_EVALUATIONS].

Each figure is a ratio to the same statement by a keeper, whom no rule holds for, in the same run. Exits 1 when one
misses its bound.
"""

import statistics
import sys
import time
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.issue_queries import IssueQueries
from tests.store.furnishing import Centre, furnish
from tests.store.logins import Logins
from tests.store.served import served

N_EVALUATIONS = 50_000
_N_RUNS = 5
_MONTH = FactFilter(date(2026, 3, 1), date(2026, 3, 31))
_OVER_EVALUATIONS = text(
    "SELECT e.version_id, count(*), avg(e.score), count(*) FILTER (WHERE e.passed) FROM evaluations AS e"
    " WHERE e.submitted_at >= '2026-03-01' AND e.submitted_at < '2026-04-01' GROUP BY e.version_id"
)
_OVER_ANSWERS = text(
    "SELECT a.criterion_key, count(*), count(*) FILTER (WHERE a.na) FROM answers AS a JOIN evaluations AS e"
    " ON e.id = a.evaluation_id WHERE e.submitted_at >= '2026-03-01' AND e.submitted_at < '2026-04-01'"
    " GROUP BY a.criterion_key"
)

_FOUND = text("SELECT number FROM server.evaluations_found('said', 2000) AS number")
_SHOWN = text("SELECT number FROM search_documents WHERE number = ANY(:found)")


@dataclass(frozen=True, slots=True)
class Figure:
    """How many times longer something takes with the rules than without, beside its bound."""

    what: str
    keeper_s: float
    member_s: float
    bound: float

    @property
    def ratio(self) -> float:
        """With the rules over without."""
        return self.member_s / self.keeper_s


def fill(centre: Centre, engine: Engine, n_evaluations: int) -> None:
    """Routine evaluations of four months with three answers and their facts, one in fifty still sealed."""
    values = {
        "n": n_evaluations,
        "version": centre.version.id,
        "ann": centre.id_of("ann"),
        "agent": centre.id_of("agent"),
        "unit": centre.units[0].id,
    }
    with engine.begin() as connection:
        for statement in _FILLING:
            connection.execute(text(statement), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def measure(n_evaluations: int = N_EVALUATIONS) -> list[Figure]:
    """All figures."""
    with served() as (engine, store):
        centre = furnish(store)
        fill(centre, engine, n_evaluations)
        logins = Logins(engine)
        member = logins.engine(centre.id_of("lead"))
        figures = [
            _figure("month report over facts", engine, member, _report, bound=1.5),
            _figure("month over evaluations", engine, member, lambda c: c.execute(_OVER_EVALUATIONS).all(), bound=6.0),
            _figure("month over answers", engine, member, lambda c: c.execute(_OVER_ANSWERS).all(), bound=12.0),
            _figure("search of evaluations", engine, member, _search, bound=6.0),
        ]
        logins.close()
    return figures


def main() -> int:
    """Measure and print; 1 when a bound is missed."""
    figures = measure(int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else N_EVALUATIONS)
    for figure in figures:
        times = f"{figure.keeper_s * 1000:.0f} ms as keeper, {figure.member_s * 1000:.0f} ms with the rules"
        print(f"{figure.what}: {times}, {figure.ratio:.2f} times (at most {figure.bound})")  # noqa: T201
    return int(any(figure.ratio > figure.bound for figure in figures))


def _report(connection: Connection) -> object:
    queries = IssueQueries(Session(connection))
    return queries.scored(_MONTH), queries.failed(_MONTH), queries.by_day(_MONTH)


def _search(connection: Connection) -> object:
    """In two steps, as the program does: in one, the server may look everything up once for each row."""
    return connection.execute(_SHOWN, {"found": connection.scalars(_FOUND).all()}).all()


def _figure(what: str, keeper: Engine, member: Engine, ask: object, *, bound: float) -> Figure:
    times: dict[str, list[float]] = {"keeper": [], "member": []}
    answers: list[object] = []
    for _run in range(_N_RUNS):
        for name, engine in (("keeper", keeper), ("member", member)):
            with engine.connect() as connection:
                begun = time.perf_counter()
                answers.append(ask(connection))  # pyright: ignore[reportCallIssue] - a callable of the connection
                times[name].append(time.perf_counter() - begun)
    assert what != "month report over facts" or all(answer == answers[0] for answer in answers)
    return Figure(what, statistics.median(times["keeper"]), statistics.median(times["member"]), bound)


_FILLING = (
    "INSERT INTO calls (id, key, started_at, agent_id, unit_id, mode, queue, business_type, campaign, customer_id,"
    " customer_segment, service_stage, channel, direction, csat_scale, imported_at, version)"
    " SELECT md5('c' || i)::uuid, 'n' || i, timestamptz '2026-01-01' + i * interval '120 days' / :n, :agent, :unit,"
    " 'sampled', '', '', '', '', '', '', '', '', '', now(), 1 FROM generate_series(1, :n) AS i",
    "INSERT INTO assignments (id, call_id, inspector_id, version_id, purpose, state, assigned_by, assigned_at,"
    " position, version) SELECT md5('a' || i)::uuid, md5('c' || i)::uuid, :ann, :version,"
    " CASE WHEN i % 50 = 0 THEN 'overlap' ELSE 'routine' END, 'done', :ann, now(), 0, 1"
    " FROM generate_series(1, :n) AS i",
    "INSERT INTO evaluations (id, assignment_id, call_id, inspector_id, version_id, purpose, mode, state, sealed,"
    " started_at, submitted_at, late, comment, listened_share, score_before_policy, score, agent_score, passed,"
    " version) SELECT md5('e' || i)::uuid, md5('a' || i)::uuid, md5('c' || i)::uuid, :ann, :version,"
    " CASE WHEN i % 50 = 0 THEN 'overlap' ELSE 'routine' END, 'sampled', 'submitted', i % 50 = 0,"
    " timestamptz '2026-01-01' + i * interval '120 days' / :n, timestamptz '2026-01-01' + i * interval '120 days' / :n,"
    " false, '', 1, i % 100, i % 100, i % 100, i % 3 > 0, 1 FROM generate_series(1, :n) AS i",
    "INSERT INTO answers (id, evaluation_id, sealed, criterion_key, na, rating, comment, version)"
    " SELECT md5('r' || i || k)::uuid, md5('e' || i)::uuid, i % 50 = 0, k, i % 7 = 0,"
    " CASE WHEN i % 7 = 0 THEN NULL ELSE to_jsonb(i % 2 = 0) END, '', 1"
    " FROM generate_series(1, :n) AS i, unnest(ARRAY['greeting', 'tone', 'no_disclosure']) AS k",
    "INSERT INTO scored_facts (evaluation_id, call_id, day, unit_id, agent_id, inspector_id, scorecard_key,"
    " version_number, business_type, score, score_before_policy, agent_score, passed) SELECT id, call_id,"
    " submitted_at::date, :unit, :agent, inspector_id, 'service', 1, '', score, score, score, passed"
    " FROM evaluations WHERE NOT sealed",
    "INSERT INTO opportunity_facts (evaluation_id, criterion_key, day, unit_id) SELECT s.evaluation_id, k, s.day,"
    " s.unit_id FROM scored_facts AS s, unnest(ARRAY['greeting', 'tone', 'no_disclosure']) AS k",
    "INSERT INTO deduction_facts (id, evaluation_id, call_id, day, unit_id, agent_id, inspector_id, scorecard_key,"
    " version_number, section_key, criterion_key, reason_keys, points, cause_owner_kind, cause_owner_name,"
    " business_type) SELECT gen_random_uuid(), s.evaluation_id, s.call_id, s.day, s.unit_id, s.agent_id,"
    " s.inspector_id, s.scorecard_key, 1, 'service', k, '[]', 5, 'agent', '', ''"
    " FROM scored_facts AS s, unnest(ARRAY['greeting', 'tone']) AS k WHERE NOT s.passed",
    "INSERT INTO search_documents (kind, object_id, call_id, evaluation_id, title, body, tokens, changed_at)"
    " SELECT 'evaluation', id, call_id, id, '', '', 'said word' || abs(hashtext(id::text)) % 1000, now()"
    " FROM evaluations WHERE NOT sealed",
)


if __name__ == "__main__":
    raise SystemExit(main())
