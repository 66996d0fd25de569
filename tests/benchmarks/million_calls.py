"""A centre with very many calls for the benchmark of the page Calls, entered in bulk past the repositories.

Calls of two years by 400 agents in twelve units; each fiftieth is scored, and of each hundredth is known what was said.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from qa_desk.store.engine import is_sqlite
from qa_desk.store.search import tokens_of
from tests.store.furnishing import Centre

N_AGENTS, N_UNITS = 400, 12
SAID_OFTEN = "good morning, how can I help · 我要投诉你们的宽带服务"
SAID_ONCE = "a parrot bit the modem · 鹦鹉"
_FIRST = datetime(2024, 3, 1, tzinfo=UTC)
_SPAN_S = 730 * 86_400
_ABOUT = ("billing", "roaming", "broadband", "retention", "delivery", "complaints", "moving", "other")

_CALL = (
    "id, key, started_at, agent_id, unit_id, duration_s, mode, queue, business_type, campaign, customer_id,"
    " customer_segment, service_stage, channel, direction, csat, csat_scale, complaint, resolved, imported_at, version"
)
_RECORDING = (
    "id, call_id, position, original_name, state, sha256, relative_path, format, codec, rate_hz, channels, duration_s,"
    " size_bytes, agent_channel, imported_at"
)
_DOCUMENT = "kind, object_id, call_id, evaluation_id, title, body, tokens, changed_at"
_ASSIGNMENT = (
    "id, call_id, inspector_id, version_id, purpose, state, assigned_by, assigned_at, position, hides_agent, version"
)
_EVALUATION = (
    "id, assignment_id, call_id, inspector_id, version_id, purpose, mode, state, sealed, started_at, submitted_at,"
    " late, comment, listened_share, worked_s, score_before_policy, score, agent_score, passed"
)

Enter = Callable[[str, str, Iterable[Sequence[Any]]], None]


def fill(centre: Centre, engine: Engine, n: int) -> None:
    """Put `n` calls beside those of the small centre."""
    ids = Ids(is_sqlite(engine))
    inspector, version = ids.as_kept(centre.id_of("ann")), ids.as_kept(centre.version.id)
    scored = range(0, n, 50)
    parts: tuple[tuple[str, str, Iterable[Sequence[Any]]], ...] = (
        ("units", "id, name, parent_id, path", _units(ids)),
        ("people", "id, external_id, name, unit_id, grade, version", _people(ids)),
        ("calls", _CALL, _calls(ids, n)),
        ("call_attributes", "call_id, name, value, position",
         ((ids.of("c", i), "region", f"region {i % 40}", 0) for i in range(n))),
        ("recordings", _RECORDING, _recordings(ids, n)),
        ("search_documents", _DOCUMENT, _documents(ids, n)),
        ("assignments", _ASSIGNMENT,
         ((ids.of("e", i), ids.of("c", i), inspector, version, "routine", "done", inspector, ids.at(i, n), 0,
           False, 1) for i in scored)),
        ("evaluations", _EVALUATION,
         ((ids.of("f", i), ids.of("e", i), ids.of("c", i), inspector, version, "routine", "sampled", "submitted",
           False, ids.at(i, n), ids.at(i, n), False, "", 1.0, 60.0, *[float(mixed(i) % 101)] * 3,
           mixed(i) % 5 > 0) for i in scored)),
    )  # fmt: skip
    with in_bulk(engine) as enter:
        for part in parts:
            enter(*part)


class Ids:
    """Keys and moments as the database keeps them."""

    def __init__(self, are_texts: bool) -> None:
        self._are_texts = are_texts

    def as_kept(self, key: UUID) -> Any:
        """A key."""
        return key.hex if self._are_texts else key

    def of(self, letter: str, i: int) -> Any:
        """The i-th key of a kind."""
        found = f"{i:08x}{letter}{i:023x}"
        return found if self._are_texts else UUID(found)

    def day(self, day: date | None) -> Any:
        """A day."""
        return day.isoformat() if day is not None and self._are_texts else day

    def at(self, i: int, n: int) -> Any:
        """The moment of the i-th of n calls."""
        moment = _FIRST + timedelta(seconds=_SPAN_S * i / n)
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if self._are_texts else moment


def mixed(i: int) -> int:
    """A number that hangs together with no other attribute."""
    return (i * 7919 + 13) % 1_000_003


def _units(ids: Ids) -> Iterator[Sequence[Any]]:
    for i in range(N_UNITS):
        yield ids.of("b", i), f"Floor {i}", None, f"Floor {i}"


def _people(ids: Ids) -> Iterator[Sequence[Any]]:
    for i in range(N_AGENTS):
        yield ids.of("a", i), f"x{i}", f"Agent {i:03}", ids.of("b", i % N_UNITS), "", 1


def _calls(ids: Ids, n: int) -> Iterator[Sequence[Any]]:
    for i in range(n):
        r = mixed(i)
        agent, at = r % N_AGENTS, ids.at(i, n)
        yield (
            ids.of("c", i), f"k{i}", at, ids.of("a", agent), ids.of("b", agent % N_UNITS),
            20.0 + (r % 1000) * (r % 997) / 500, "test_call" if r % 5000 == 0 else "sampled", f"queue {r % 7}",
            _ABOUT[(r % 8) * (r % 7) // 8], "spring" if r % 4000 == 0 else "autumn" if r % 20 == 0 else "",
            f"m{i % 300_000}", "business" if r % 3 == 0 else "private", "", "chat" if r % 50 == 0 else "phone",
            "outbound" if r % 9 == 0 else "inbound", float(1 + r % 5) if r % 10 == 0 else None, "",
            r % 33 == 0, r % 6 > 0, at, 1,
        )  # fmt: skip


def _recordings(ids: Ids, n: int) -> Iterator[Sequence[Any]]:
    for i in range(n):
        at = ids.at(i, n)
        yield (
            ids.of("d", i), ids.of("c", i), 0, "k.wav", "present", f"{i:x}", "k.wav", "wav", "pcm", 8000, 2, 60.0, 1000,
            "left", at,
        )  # fmt: skip


def _documents(ids: Ids, n: int) -> Iterator[Sequence[Any]]:
    often, once = " ".join(tokens_of(SAID_OFTEN)), " ".join(tokens_of(SAID_ONCE))
    for i in range(n):
        r, call, at = mixed(i), ids.of("c", i), ids.at(i, n)
        about = _ABOUT[(r % 8) * (r % 7) // 8]
        body = f"Agent {r % N_AGENTS:03} · {about} · queue {r % 7}"
        yield "call", call, call, None, f"k{i}", body, f"k{i} agent {r % N_AGENTS:03} {about} queue {r % 7}", at
        if i % 100 == 0:
            said, tokens = (SAID_ONCE, once) if i == 0 else (SAID_OFTEN, often)
            yield "transcript", ids.of("d", i), call, None, f"k{i}", said, f"k{i} {tokens}", at


@contextmanager
def in_bulk(engine: Engine) -> Iterator[Enter]:
    """Rows by the fastest way of the database, which counts what it holds in the end."""
    raw = engine.raw_connection()
    with _into_file(raw) if is_sqlite(engine) else _into_server(raw) as enter:
        yield enter
    raw.close()
    if not is_sqlite(engine):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


@contextmanager
def _into_file(raw: Any) -> Iterator[Enter]:
    """Indexes and triggers are laid anew afterwards, which is what takes long row by row."""
    for pragma in ("synchronous=OFF", "cache_size=-400000", "query_only=OFF", "foreign_keys=OFF"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute("BEGIN IMMEDIATE")
    found = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    laid = raw.execute(found).fetchall()
    for kind, name, _sql in laid:
        raw.execute(f'DROP {kind} "{name}"')

    def enter(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        places = ", ".join("?" * len(columns.split(",")))
        raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608 - of this module

    yield enter
    raw.execute("INSERT INTO search_index(search_index) VALUES ('rebuild')")
    for _kind, _name, sql in laid:
        raw.execute(sql)
    raw.commit()


@contextmanager
def _into_server(raw: Any) -> Iterator[Enter]:
    def enter(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
        with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    with raw.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers, which look at each row
    yield enter
    raw.commit()
