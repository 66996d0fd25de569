# ruff: noqa: S608 - every statement here is an attack, made of our own names
"""Attacks on blindness, as somebody with psql and a login of their own would try them, and what is to be found.

A world is planted with words and numbers that stand nowhere else; each of them is hidden from some of the people.
Used by the sample in the test suite and, with everybody and every column, by `make proof`.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from sqlalchemy import Connection, Engine, make_url, text

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.evaluation import Evaluation, Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.domain.ids import EvaluationId
from tests.store.furnishing import NOW, Centre

ATTACKERS = ("ann", "ben", "cai", "lead", "trainer", "administrator", "auditor", "team_leader", "agent")

_TABLES = (
    *("evaluations", "answers", "answer_reasons", "marks", "heard_passages", "desk_places", "draft_holds"),
    *("earlier_states", "commitments", "evaluation_extracts", "search_documents", "disclosures", "feedback"),
)


@dataclass(frozen=True, slots=True)
class Planted:
    """One evaluation with words of its own; `number` is its score and stands in its passages too."""

    evaluation: Evaluation
    word: str
    number: str
    readers: frozenset[str]

    @property
    def id(self) -> EvaluationId:
        """Its key, which attackers know: the audit chain and the panel's commitments name it."""
        return self.evaluation.id


def plant(centre: Centre, engine: Engine) -> tuple[Planted, ...]:
    """A blind calibration, half an overlap, a draft, an earlier evaluation of a repeat, and what a lead is blind to."""
    session = centre.session("ann", "ben", "lead", calls=2)
    by_role = frozenset({"lead", "trainer", "auditor"})  # these calls are not of the team leader's unit
    planted = (
        _planted(centre, engine, 1, "ann", Purpose.CALIBRATION, call=0, session=session.id),
        _planted(centre, engine, 2, "ben", Purpose.CALIBRATION, call=0, session=session.id, is_in=False),
        _planted(centre, engine, 3, "ann", Purpose.OVERLAP, call=2),
        _planted(centre, engine, 4, "cai", Purpose.ROUTINE, call=2, is_in=False, readers=frozenset({"lead"})),
        _planted(centre, engine, 5, "cai", Purpose.ROUTINE, call=1, readers=by_role - {"lead"}),
        _planted(centre, engine, 6, "ben", Purpose.ROUTINE, call=3, readers=by_role),
    )
    with centre.store.unit_of_work(None, centre.clock) as uow:
        for part in ("ann", "ben", "lead"):
            uow.assignments.add_all([centre.assignment(part, Purpose.CALIBRATION, 1, session.id)])
        uow.assignments.add_all(
            [centre.assignment("ben", Purpose.REPEAT, 3), centre.assignment("ben", Purpose.OVERLAP, 2)]
        )
        uow.commit()
    # the last one is what ben, who has the repeat, scored before
    last = replace(planted[-1], readers=planted[-1].readers - {"ben"})
    assert session.state is SessionState.BLIND
    with engine.begin() as connection:
        connection.execute(text("SELECT server.follow_record(ARRAY(SELECT id FROM calls))"))
        connection.execute(text("SELECT server.publish(ARRAY(SELECT id FROM evaluations))"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return (*planted[:-1], last)


def _planted(
    centre: Centre,
    engine: Engine,
    nth: int,
    part: str,
    purpose: Purpose,
    *,
    call: int,
    session: object = None,
    is_in: bool = True,
    readers: frozenset[str] = frozenset(),
) -> Planted:
    word, number = f"zqsecret{nth}", f"{40 + nth * nth}.6180{nth}"
    sealed = purpose is not Purpose.ROUTINE
    entered = centre.enter(
        part, purpose, sealed=sealed, is_in=is_in, call=call, session=session, secret=word  # pyright: ignore[reportArgumentType]
    )  # fmt: skip
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.record.keep(extract_of(entered, centre.version))
        uow.evaluations.save_heard(entered.id, [(0.0, float(number))], 0.5)
        if entered.carries_seal:
            uow.evaluations.commit_to(entered.id, f"{nth:064d}", word.encode() * 3, NOW)
        uow.commit()
    values = {"id": entered.id, "word": word, "number": float(number), "content": f'{{"said": "{word}"}}'}
    with engine.begin() as connection:
        for statement in (
            "UPDATE evaluations SET score = :number, score_before_policy = :number, agent_score = :number,"
            " passed = true WHERE id = :id",
            "UPDATE answers SET rating = to_jsonb(CAST(:word AS text)) WHERE evaluation_id = :id AND NOT na",
            "UPDATE answer_reasons SET reason_key = :word WHERE answer_id IN"
            " (SELECT id FROM answers WHERE evaluation_id = :id AND criterion_key = 'greeting')",
            "UPDATE marks SET end_s = :number WHERE evaluation_id = :id",
            "INSERT INTO desk_places (evaluation_id, sealed, position_s, view_start_s, view_end_s, criterion_key,"
            " folded) SELECT id, sealed, :number, 0, 0, :word, '[]' FROM evaluations WHERE id = :id",
            "INSERT INTO earlier_states (evaluation_id, number, sealed, submitted_at, reopened_at, reopened_by, reason,"
            " content, score, passed) SELECT id, 1, sealed, started_at, started_at, inspector_id, :word,"
            " CAST(:content AS jsonb), :number, true FROM evaluations WHERE id = :id",
        ):
            connection.execute(text(statement), values)
    return Planted(entered, word, number, readers | {part})


def psql(url: str, script: str) -> str:
    """What psql shows of a script, errors included; it goes on after each error."""
    program = shutil.which("psql")
    assert program is not None, "psql comes with PostgreSQL"
    address = make_url(url)
    environment = {
        **os.environ,
        "PGPASSWORD": str(address.password),
        "PGHOST": str(address.host),
        "PGPORT": str(address.port),
        "PGUSER": str(address.username),
        "PGDATABASE": str(address.database),
    }
    done = subprocess.run(
        [program, "-X", "-q", "-f", "-"],
        input=script, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def reading_script(planted: Sequence[Planted]) -> str:
    """All that could show content: rows, sums, joins, views, functions, errors, statistics, COPY, search."""
    lines: list[str] = []
    for table in _TABLES:
        lines += [
            f"TABLE {table};",
            f"COPY (SELECT * FROM {table}) TO STDOUT;",
            f"\\copy {table} TO STDOUT",
            f"SELECT to_jsonb(t) FROM {table} AS t;",
            f"SELECT t FROM {table} AS t;",
            f"SELECT string_agg(t::text, '|') FROM {table} AS t;",
            f"SELECT * FROM {table} TABLESAMPLE SYSTEM (100);",
            f"SELECT * FROM ONLY {table} WHERE ctid >= '(0,0)' FOR UPDATE;",
            f"DELETE FROM {table} RETURNING *;",
            f"SELECT table_to_xml('{table}', true, false, '');",
            f"SELECT * FROM {table} FULL JOIN evaluations ON true;",
            f"BEGIN; DECLARE c CURSOR FOR SELECT * FROM {table}; FETCH ALL FROM c; ROLLBACK;",
            f"DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM {table} LOOP RAISE NOTICE '%', r; END LOOP; END $$;",
            f"PREPARE p AS SELECT * FROM {table}; EXECUTE p; DEALLOCATE p;",
        ]
    lines += [
        "SELECT * FROM scored_facts; SELECT * FROM deduction_facts; SELECT * FROM deduction_reason_facts;",
        "SELECT max(score), min(score), avg(score), string_agg(comment, '|') FROM evaluations;",
        "SELECT comment::int FROM evaluations; SELECT comment::int FROM answers; SELECT note::int FROM marks;",
        "SELECT reason_key::int FROM answer_reasons; SELECT 1 / (score - score) FROM evaluations;",
        "SELECT query_to_xml('SELECT * FROM answers', true, false, '');",
        "SELECT schema_to_xml('public', true, false, '');",
        "SELECT * FROM pg_stats WHERE schemaname = 'public'; SELECT * FROM pg_statistic;",
        "SELECT * FROM pg_stats_ext; SELECT * FROM pg_stats_ext_exprs; SELECT * FROM pg_statistic_ext_data;",
        "SELECT query FROM pg_stat_activity; SELECT * FROM pg_stat_user_tables; SELECT * FROM pg_statio_user_tables;",
        "SELECT * FROM search_documents WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', 'zqsecret:*');",
        "SELECT ts_headline(body, 'zqsecret:*'::tsquery) FROM search_documents;",
        "SELECT * FROM search_documents WHERE number IN (SELECT server.evaluations_found('zqsecret:*', 99));",
        "SELECT * FROM search_documents WHERE number IN (SELECT server.evaluations_found('!zz', 99));",
        "SELECT * FROM ts_stat('SELECT to_tsvector(''simple'', tokens) FROM search_documents');",
        "MERGE INTO evaluations e USING evaluations f ON e.id = f.id WHEN MATCHED THEN UPDATE SET comment = f.comment;",
        "SELECT * FROM audit_entries; SELECT server.last_actor(id) FROM evaluations;",
        "SELECT * FROM server.session_lines(ARRAY(SELECT session_id FROM assignments), NULL);",
        "SELECT server.commitments(id) FROM calibration_sessions; SELECT server.hidden_evaluations();",
        "SELECT server.rights(), server.myself(), server.my_sessions(), server.my_open_calls();",
    ]
    for one in planted:
        lines += [
            f"SELECT * FROM evaluations WHERE id = '{one.id}';",
            f"SELECT * FROM answers WHERE evaluation_id = '{one.id}';",
            f"SELECT a.*, r.* FROM answers a LEFT JOIN answer_reasons r ON r.answer_id = a.id"
            f" WHERE a.evaluation_id = '{one.id}';",
            f"SELECT server.unseal(ARRAY['{one.id}']::uuid[]); SELECT server.publish(ARRAY['{one.id}']::uuid[]);",
            f"SELECT server.follow_record(ARRAY['{one.evaluation.call_id}']::uuid[]);",
            f"SELECT server.reveal('{one.evaluation.session_id}');" if one.evaluation.session_id else "",
            f"SELECT server.lay_facts(ARRAY['{one.evaluation.call_id}']::uuid[]);",
            f"INSERT INTO answers SELECT * FROM answers WHERE evaluation_id = '{one.id}'"
            " ON CONFLICT DO NOTHING RETURNING *;",
            "INSERT INTO answers (id, evaluation_id, sealed, criterion_key, na, comment, version)"
            f" VALUES (gen_random_uuid(), '{one.id}', true, 'greeting', true, '', 1);",
            f"INSERT INTO evaluation_extracts VALUES ('{one.id}', true, '{{}}') ON CONFLICT (evaluation_id)"
            " DO UPDATE SET content = evaluation_extracts.content RETURNING *;",
            f"UPDATE evaluations SET comment = comment WHERE id = '{one.id}' RETURNING *;",
            f"INSERT INTO disclosures VALUES ('{one.id}', (SELECT server.me()), now(), 'x') RETURNING *;",
        ]
    again = [line for line in lines if line.startswith(("TABLE", "SELECT * FROM scored"))]
    return "\n".join([*lines, *again])


@dataclass(frozen=True, slots=True)
class Guess:
    """Two conditions of one form, the one true of a hidden row and the other not."""

    table: str
    key: str
    right: str
    wrong: str


def guesses(one: Planted) -> Iterator[Guess]:
    """Conditions on every column that tells something, in operators that the planner trusts to tell nothing."""
    by_id, below = f"id = '{one.id}'", f"evaluation_id = '{one.id}'"
    number, word = one.number, one.word
    for column in ("score", "score_before_policy", "agent_score"):
        yield Guess("evaluations", by_id, f"{column} = {number}", f"{column} = 1.5")
        yield Guess("evaluations", by_id, f"{column} < 99", f"{column} < 1.5")
        yield Guess("evaluations", by_id, f"{column} IS NOT NULL", f"{column} IS NULL")
    for table, key, column in (
        ("evaluations", by_id, "comment"),
        ("answers", below, "comment"),
        ("marks", below, "criterion_key"),
        ("desk_places", below, "criterion_key"),
        ("earlier_states", below, "reason"),
        ("search_documents", below, "body"),
    ):
        right = "greeting" if (table, column) == ("marks", "criterion_key") else word
        yield Guess(table, key, f"{column} >= '{right}'", f"{column} >= 'zzzz'")
        yield Guess(table, key, f"{column} = '{right}'", f"{column} = 'zzzz'")
    yield Guess("search_documents", "true", found_by(word), found_by("zzzz"))
    yield Guess("marks", below, f"note = 'heard {word}'", "note = 'zzzz'")
    yield Guess("evaluations", by_id, "passed", "NOT passed")
    yield Guess("evaluations", by_id, "listened_share > 0.1", "listened_share > 0.9")
    yield Guess("answers", f"{below} AND criterion_key = 'tone'", "na", "NOT na")
    yield Guess("answers", f"{below} AND criterion_key = 'tone'", "rating IS NULL", "rating IS NOT NULL")
    yield Guess("answers", below, "criterion_key = 'greeting'", "criterion_key = 'zzzz'")
    yield Guess("answers", below, "cause_owner_kind = 'unit'", "cause_owner_kind = 'department'")
    yield Guess("answers", below, "cause_owner_id IS NOT NULL", f"cause_owner_id = '{one.id}'")
    yield Guess("answer_reasons", "true", f"reason_key = '{word}'", "reason_key = 'zzzz'")
    yield Guess("marks", below, f"end_s = {number}", "end_s = 1.5")
    yield Guess("marks", below, "NOT positive", "positive")
    yield Guess("heard_passages", below, f"end_s = {number}", "end_s = 1.5")
    yield Guess("desk_places", below, f"position_s = {number}", "position_s = 1.5")
    yield Guess("earlier_states", below, f"score = {number}", "score = 1.5")
    yield Guess("earlier_states", below, "passed", "NOT passed")
    yield Guess("earlier_states", below, f"""content = '{{"said": "{word}"}}'""", "content = '{}'")


def found_by(words: str) -> str:
    """The condition that a document is among those of evaluations that hold the words."""
    return f"number IN (SELECT server.evaluations_found('{words}', 9))"


SETTINGS = (
    "SET enable_seqscan = on",
    "SET enable_seqscan = off; SET enable_bitmapscan = off",
    "SET jit = off; SET cpu_operator_cost = 1000; SET cpu_tuple_cost = 0",
    "SET cpu_operator_cost = 0",
    "SET jit = off; SET force_parallel_mode = on; SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0",
)
"""Ways to make the planner choose otherwise."""


def told_by_plan(connection: Connection, guess: Guess) -> list[str]:
    """In what EXPLAIN ANALYZE, and what the server counts, differ between the right guess and the wrong one.

    What differs once and not again is no answer: the functions of the server change their own plans as they warm up.
    """
    told: list[str] = []
    for _again in range(4):
        right, wrong = (_trace(connection, guess, condition) for condition in (guess.right, guess.wrong))
        told = [f"{one} | {other}" for one, other in zip_longest(right, wrong) if one != other]
        if not told:
            break
    return told


def _trace(connection: Connection, guess: Guess, condition: str) -> tuple[str, ...]:
    statement = f"SELECT count(*) FROM {guess.table} WHERE {guess.key} AND ({condition})"
    options = "ANALYZE, VERBOSE, BUFFERS OFF, COSTS OFF, TIMING OFF, SUMMARY OFF"
    counted = text(
        "SELECT relname, pg_stat_get_xact_numscans(oid), pg_stat_get_xact_tuples_returned(oid),"
        " pg_stat_get_xact_tuples_fetched(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    before = [tuple(row) for row in connection.execute(counted)]
    plan = [str(row[0]) for row in connection.exec_driver_sql(f"EXPLAIN ({options}) {statement}")]
    after = [tuple(row) for row in connection.execute(counted)]
    counts = [
        tuple(now - then for now, then in zip(b[1:], a[1:], strict=True)) for a, b in zip(before, after, strict=True)
    ]
    # the condition itself stands in the plan, in words of the planner; all else must be the same
    lines = [re.sub(r"(Filter|\w+ Cond|\w+ Key|Output): .*", r"\1", line) for line in plan]
    return (*lines, repr(counts))


def notified(engine: Engine, author: Engine, statements: Sequence[str]) -> list[str]:
    """What somebody who listens to every channel hears while an author writes."""
    heard: list[str] = []
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("LISTEN qa_desk_changes"))
        with author.begin() as writing:
            for statement in statements:
                writing.execute(text(statement))
        driver = connection.connection.driver_connection
        assert driver is not None
        for note in driver.notifies(timeout=0.5, stop_after=50):
            heard.append(f"{note.channel} {note.payload}")
    return heard
