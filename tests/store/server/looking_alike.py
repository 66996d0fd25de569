# ruff: noqa: S608 - every statement here is an attack, made of our own names
"""Three calls of one author, routine, overlap and repeat, and what she finds with psql that tells one from another.

Everything there is of a call is asked for, whatever table or function it is in, and put beside the same of the others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.evaluation import AssignmentState, Evaluation, Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.store.tables import METADATA
from tests.store.furnishing import Centre

AUTHOR = "ann"
PURPOSES = (Purpose.ROUTINE, Purpose.OVERLAP, Purpose.REPEAT)
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(\+[\d:]+)?")
_OF_CALL = re.compile(r"\b100\d\b")
_PLACE = re.compile(r'"number": \d+')
_OF_CALLS = {"calls", "call_attributes"}
"""What everybody may know of a call, scored or not."""


@dataclass(frozen=True, slots=True)
class Given:
    """A call that the author has to score, with the key of everything that is hers of it."""

    evaluation: Evaluation

    @property
    def keys(self) -> dict[str, str]:
        """Each key with what it is the key of."""
        one = self.evaluation
        named = {str(one.call_id): "CALL", str(one.assignment_id): "ASSIGNMENT", str(one.id): "EVALUATION"}
        return (
            named | {str(answer.id): "ANSWER" for answer in one.answers} | {str(mark.id): "MARK" for mark in one.marks}
        )


def give(centre: Centre) -> tuple[Given, ...]:
    """Three drafts alike: nobody else has the routine call, Ben has the overlap too, the repeat she scored before."""
    centre.enter(AUTHOR, Purpose.ROUTINE, call=2, secret="as I heard it first")
    given = [centre.enter(AUTHOR, one, sealed=one is not Purpose.ROUTINE, is_in=False, call=n) for n, one in _NUMBERED]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([centre.assignment("ben", Purpose.OVERLAP, 1)])
        for one in given:
            uow.record.keep(extract_of(one, centre.version))
            uow.evaluations.save_heard(one.id, [(0.0, 3.0)], 0.5)
        uow.record.follow([call.id for call in centre.calls], centre.clock.now())
        uow.commit()
    return tuple(Given(one) for one in given)


_NUMBERED = tuple(enumerate(PURPOSES))


def all_tables_script() -> str:
    """All of every table that there is to be read, a line a row."""
    lines = ["\\pset format unaligned", "\\pset tuples_only on"]
    names = sorted(set(METADATA.tables) - _OF_CALLS)
    lines += [f"SELECT '{name} ' || to_jsonb(t)::text FROM {name} AS t;" for name in names]
    return "\n".join(lines)


def rows_of(shown: str, one: Given) -> list[str]:
    """The rows that name anything of a call, without what names it."""
    found = [line for line in shown.splitlines() if any(key in line for key in one.keys)]
    return sorted(
        _PLACE.sub("PLACE", _OF_CALL.sub("CALL", _MOMENT.sub("MOMENT", _nameless(line, one)))) for line in found
    )


def told_by_functions(connection: Connection, given: tuple[Given, ...]) -> Iterator[str]:
    """What any function of the server says of one of the calls and not of the first."""
    for name, arguments in _functions(connection):
        answers = [_answers(connection, name, arguments, one) for one in given]
        yield from (f"{name}: {answers[0]} | {other}" for other in answers[1:] if other != answers[0])


def told_by_plans(connection: Connection, given: tuple[Given, ...]) -> Iterator[str]:
    """In what plans and counts differ between reading all there is of one's own of one call and of another."""
    for table, column, which in (
        ("assignments", "id", "ASSIGNMENT"),
        ("evaluations", "id", "EVALUATION"),
        ("evaluations", "assignment_id", "ASSIGNMENT"),
        *((table, "evaluation_id", "EVALUATION") for table in ("answers", "marks", "commitments", "search_documents")),
    ):
        plans = [
            _plan(connection, f"SELECT count(*) FROM {table} WHERE {column} = '{_key(one, which)}'", one)
            for one in given
        ]
        yield from (f"{table}.{column}: {plans[0]} | {other}" for other in plans[1:] if other != plans[0])
    found = [_plan(connection, f"SELECT count(*) FROM search_documents WHERE {_is_found(one)}", one) for one in given]
    yield from (f"search: {found[0]} | {other}" for other in found[1:] if other != found[0])


def told_by_taking_it_back(connection: Connection, given: tuple[Given, ...]) -> Iterator[str]:
    """What handing in tells before it is final: all is rolled back again."""
    seen = [_handed_in_and_rolled_back(connection, one) for one in given]
    yield from (f"{seen[0]} | {other}" for other in seen[1:] if other != seen[0])


def hand_in(connection: Connection, one: Given) -> None:
    """As the program does it on a server, in its two transactions."""
    _submit(connection, one)
    connection.commit()
    connection.execute(text("SELECT server.open_due(ARRAY[CAST(:call AS uuid)])"), {"call": one.evaluation.call_id})
    connection.commit()


def told_before(engine: Engine) -> None:
    """Say again in the rows what they are for, as they did once: the attacks have to find it."""
    with engine.begin() as keeper:
        for table, key in (("assignments", "id"), ("evaluations", "assignment_id")):
            of_each = f"FROM true_purposes AS t WHERE t.assignment_id = {table}.{key}"
            keeper.execute(text(f"UPDATE {table} SET purpose = t.purpose {of_each}"))


def _is_found(one: Given) -> str:
    # what nobody writes but the server, beside the words of its index, names the call
    return f"number IN (SELECT server.evaluations_found('''call {one.evaluation.call_id}'' | heard', 9))"


def _key(one: Given, which: str) -> str:
    return next(key for key, word in one.keys.items() if word == which)


def _nameless(line: str, one: Given) -> str:
    for key, word in one.keys.items():
        line = line.replace(key, word)
    return _KEY.sub("KEY", line)


def _functions(connection: Connection) -> list[tuple[str, str]]:
    query = (
        "SELECT p.proname, pg_get_function_identity_arguments(p.oid) FROM pg_proc AS p"
        " WHERE p.pronamespace = 'server'::regnamespace AND has_function_privilege(p.oid, 'EXECUTE')"
        " AND p.pronargs <= 1 ORDER BY 1"
    )
    return [(str(row[0]), str(row[1])) for row in connection.execute(text(query))]


def _answers(connection: Connection, name: str, arguments: str, one: Given) -> list[str]:
    kind = arguments.rpartition(" ")[2]
    keys = [f"'{key}'::uuid" for key in one.keys] if kind == "uuid" else [f"ARRAY['{key}'::uuid]" for key in one.keys]
    calls = keys if kind in ("uuid", "uuid[]") else [""] if not arguments else []
    found: list[str] = []
    for call in calls:
        try:
            rows = connection.execute(text(f"SELECT t::text FROM server.{name}({call}) AS t")).scalars().all()
        except DBAPIError as error:
            rows = [type(error.orig).__name__]
        connection.rollback()
        # of a list of everything that is hers, what it says of this call
        found.append(",".join(sorted(one.keys[key] for row in rows for key in one.keys if row and key in row)))
    return found


def _plan(connection: Connection, statement: str, one: Given) -> list[str]:
    options = "ANALYZE, VERBOSE, BUFFERS OFF, COSTS OFF, TIMING OFF, SUMMARY OFF"
    plan = [_nameless(str(row[0]), one) for row in connection.exec_driver_sql(f"EXPLAIN ({options}) {statement}")]
    connection.rollback()
    return plan


def _submit(connection: Connection, one: Given) -> None:
    values = {"id": one.evaluation.id, "assignment": one.evaluation.assignment_id, "call": one.evaluation.call_id}
    for statement in (
        "UPDATE evaluations SET state = 'submitted', submitted_at = now() WHERE id = :id",
        f"UPDATE assignments SET state = '{AssignmentState.DONE}' WHERE id = :assignment",
        "SELECT server.unseal(ARRAY[CAST(:id AS uuid)])",
        "SELECT server.follow_record(ARRAY[CAST(:call AS uuid)])",
        "SELECT server.publish(ARRAY[CAST(:id AS uuid)])",
    ):
        connection.execute(text(statement), {key: value for key, value in values.items() if f":{key}" in statement})


def _handed_in_and_rolled_back(connection: Connection, one: Given) -> list[str]:
    _submit(connection, one)
    connection.execute(text("SELECT server.open_due(ARRAY[CAST(:call AS uuid)])"), {"call": one.evaluation.call_id})
    found: list[str] = []
    for statement in (
        "SELECT purpose, sealed, state, version FROM assignments NATURAL JOIN (SELECT false AS sealed) AS x"
        " WHERE call_id = :call",
        "SELECT purpose, sealed, state, version FROM evaluations WHERE call_id = :call",
        "SELECT reach_purpose, sealed FROM answers WHERE reach_call = CAST(:call AS text)",
        "SELECT kind, reach_purpose FROM search_documents WHERE call_id = :call",
    ):
        rows = connection.execute(text(statement), {"call": one.evaluation.call_id})
        found += sorted(str(tuple(row)) for row in rows)
    for statement in ("UPDATE evaluations SET state = 'reopened' WHERE id = :id",):
        try:
            connection.execute(text(statement), {"id": one.evaluation.id})
            found.append("taken back")
        except DBAPIError as error:
            found.append(type(error.orig).__name__)
    connection.rollback()
    return found
