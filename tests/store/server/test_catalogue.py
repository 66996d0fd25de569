"""What the catalogue of the server must say of every table, function and role, whatever is added later."""

import pytest
from sqlalchemy import Engine, text

from qa_desk.store.feed.watched import WATCHED
from qa_desk.store.server.roles import roles_of
from qa_desk.store.server.rules import SUBJECTS, apply_rules, are_applied, rules_digest
from qa_desk.store.server.writing import WRITINGS
from qa_desk.store.tables import METADATA
from tests.store.test_schema import BLIND

SEALED = tuple(BLIND)
FOR_NOBODY = {"passwords", "sign_in_failures"}
"""Without a policy for members: on a server nobody signs in by them, and its functions count wrong codes."""

TOLD_BY_FUNCTION = {"true_purposes"}
"""Entered by who plans the work and read by nobody: a plan would tell its author whether there is a row."""

BY_FUNCTION_ONLY = {
    "audit_entries",
    "scored_facts",
    "deduction_facts",
    "opportunity_facts",
    "deduction_reason_facts",
    "person_logins",
}

_PLANNING = {"plan_cache_mode=force_custom_plan", "enable_seqscan=off", "enable_indexscan=off"}
"""What a function may set beside its search path: how it is planned, never what it finds."""


def _all(engine: Engine, query: str, **values: object) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]


def test_row_security_is_forced_on_every_table(engine: Engine) -> None:
    query = "SELECT relname FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'server'::regnamespace)"
    tables = {row[0] for row in _all(engine, f"{query} AND relkind IN ('r', 'p')")}
    safe = {row[0] for row in _all(engine, f"{query} AND relrowsecurity AND relforcerowsecurity")}
    assert set(METADATA.tables) <= tables == safe


def test_every_table_says_who_reads_it(engine: Engine) -> None:
    query = (
        "SELECT tablename FROM pg_policies WHERE policyname = 'reads' AND cmd = 'SELECT' AND permissive = 'PERMISSIVE'"
    )
    assert {row[0] for row in _all(engine, query)} == set(METADATA.tables) - FOR_NOBODY - TOLD_BY_FUNCTION | {
        "alembic_version"
    }


def test_no_policy_lets_members_do_everything_or_holds_for_everybody(engine: Engine) -> None:
    query = (
        "SELECT tablename, policyname FROM pg_policies WHERE (cmd = 'ALL' AND policyname <> 'keeps')"
        " OR NOT roles && ARRAY[server.owner_role()::name, server.member_role()::name, CAST(:agent AS name)]"
        " OR (server.member_role()::name = ANY (roles) AND coalesce(qual, with_check) IN ('true', '(true)'))"
    )
    with engine.connect() as connection:
        agent = roles_of(connection).agent
    assert _all(engine, query, agent=agent) == []


def test_what_holds_for_agents_alone_is_of_calls_and_adds_to_what_is_hidden_nothing(engine: Engine) -> None:
    query = "SELECT tablename, permissive, cmd FROM pg_policies WHERE CAST(:agent AS name) = ANY (roles)"
    with engine.connect() as connection:
        agent = roles_of(connection).agent
    of_calls = ("calls", "call_attributes", "call_talk", "recordings", "transcripts", "transcript_segments")
    expected = {(table, "PERMISSIVE", "SELECT") for table in (*of_calls, "masked_passages")}
    assert set(_all(engine, query, agent=agent)) == expected


def test_what_is_sealed_has_a_gate_before_its_policy(engine: Engine) -> None:
    query = "SELECT tablename FROM pg_policies WHERE permissive = 'RESTRICTIVE' AND cmd = 'SELECT'"
    gated = {str(row[0]) for row in _all(engine, query)}
    # of these the one policy there is costs nothing itself
    alone = {"heard_passages", "desk_places", "commitments"}
    assert set(SEALED) <= gated | alone


def test_every_function_is_fixed_to_its_search_path_and_for_nobody_outside(engine: Engine) -> None:
    query = (
        "SELECT p.oid::regprocedure::text, p.prosecdef, p.proconfig, p.proowner::regrole::text,"
        " has_function_privilege('public', p.oid, 'EXECUTE') FROM pg_proc AS p"
        " WHERE p.pronamespace = CAST(:schema AS regnamespace)"
    )
    for schema in ("server", "public"):
        for name, definer, config, owner, is_public in _all(engine, query, schema=schema):
            assert not is_public, name
            assert str(owner).strip('"').endswith("_owner"), name
            if schema == "server" or definer:
                assert isinstance(config, list), name
                assert config[0] == "search_path=pg_catalog, pg_temp", name
                assert set(config[1:]) <= _PLANNING, f"{name}: {config}"


def test_members_call_no_function_that_only_others_build_on(engine: Engine) -> None:
    query = (
        "SELECT p.proname FROM pg_proc AS p WHERE p.pronamespace = 'server'::regnamespace"
        " AND has_function_privilege(server.member_role(), p.oid, 'EXECUTE')"
        " AND (p.proname ~ '^(lay_|note|guard_)' OR p.prorettype = 'trigger'::regtype)"
    )
    assert _all(engine, query) == []


def test_views_are_read_as_whoever_reads_them(engine: Engine) -> None:
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'server'::regnamespace)"
        " AND relkind IN ('v', 'm') AND NOT coalesce(reloptions, '{}') @> ARRAY['security_invoker=true']"
    )
    assert _all(engine, query) == []


@pytest.mark.parametrize("privilege", ["CREATE", "TEMPORARY"])
def test_members_make_nothing_in_the_database(engine: Engine, privilege: str) -> None:
    with engine.begin() as connection:
        apply_rules(connection)  # a copied database does not bring along what may be done in it
    for role in ("public", "member"):
        name = "'public'" if role == "public" else "server.member_role()"
        query = f"SELECT has_database_privilege({name}, current_database(), '{privilege}')"
        assert _all(engine, query) == [(False,)], role
    assert _all(engine, "SELECT has_schema_privilege(server.member_role(), 'public', 'CREATE')") == [(False,)]
    assert _all(engine, "SELECT has_schema_privilege(server.member_role(), 'server', 'CREATE')") == [(False,)]
    assert _all(engine, "SELECT has_database_privilege('public', current_database(), 'CONNECT')") == [(False,)]


def test_no_index_and_no_statistics_tell_of_what_is_sealed(engine: Engine) -> None:
    columns = dict(BLIND)
    columns["answers"] = columns["answers"] | {"criterion_key"}
    of_index = "FROM pg_index AS i WHERE i.indrelid = to_regclass(:table)"
    indexed = (
        "SELECT a.attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid"
        " AND a.attnum = ANY (i.indkey) WHERE i.indrelid = to_regclass(:table)"
    )
    of_expression = f"SELECT pg_get_indexdef(i.indexrelid) {of_index} AND coalesce(i.indexprs, i.indpred) IS NOT NULL"
    gathered = (
        "SELECT a.attname FROM pg_attribute AS a WHERE a.attnum > 0 AND a.attstattarget <> 0"
        " AND a.attrelid = to_regclass(:table)"
    )
    extended = "SELECT stxname FROM pg_statistic_ext WHERE stxrelid = to_regclass(:table)"
    for table, blind in columns.items():
        assert {row[0] for row in _all(engine, indexed, table=table)}.isdisjoint(blind), table
        for row in _all(engine, of_expression, table=table):
            assert str(row[0]).endswith(
                ("(evaluation_id, reverse(criterion_key))", "WHERE ((state)::text <> 'submitted'::text)")
            ), row
        assert {row[0] for row in _all(engine, gathered, table=table)}.isdisjoint(blind - {"criterion_key"}), table
        assert _all(engine, extended, table=table) == []
    digest = "SELECT attstattarget FROM pg_attribute WHERE attrelid = to_regclass(:index) AND attnum = 2"
    assert _all(engine, digest, index="uq_answers_evaluation_id_criterion_reversed") == [(0,)]
    assert _all(engine, "SELECT DISTINCT proleakproof FROM pg_proc WHERE proname = 'reverse'") == [(False,)]


def test_columns_that_must_stay_have_no_grant_to_change_them(engine: Engine) -> None:
    stay = {
        "evaluations": {
            *(
                "id",
                "sealed",
                "purpose",
                "inspector_id",
                "call_id",
                "assignment_id",
                "session_id",
                "version_id",
                "mode",
            ),
            *("started_at", "reach_author", "reach_evaluation"),
        },
        "answers": {"id", "sealed", "reach_author", "reach_purpose", "reach_evaluation"},
        "marks": {"sealed", "reach_author"},
        "assignments": {"purpose", "inspector_id", "call_id", "session_id", "version_id", "assigned_at", "draw_id"},
        "calibration_sessions": {"quorum", "due_at", "kind", "version_id", "criteria", "hides_agent", "recurrence_id"},
        "commitments": {"sha256", "salt", "sealed"},
    }
    for table, columns in stay.items():
        for column in columns:
            query = f"SELECT has_column_privilege(server.member_role(), '{table}', '{column}', 'UPDATE')"
            assert _all(engine, query) == [(False,)], (table, column)


def test_some_tables_are_written_by_functions_alone(engine: Engine) -> None:
    assert BY_FUNCTION_ONLY.isdisjoint(writing.table for writing in WRITINGS)
    for table in BY_FUNCTION_ONLY | FOR_NOBODY:
        for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
            query = f"SELECT has_table_privilege(server.member_role(), '{table}', '{privilege}')"
            assert _all(engine, query) == [(False,)], (table, privilege)


def test_nobody_truncates_or_hangs_triggers_on_anything(engine: Engine) -> None:
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege(server.member_role(), oid, 'TRUNCATE, REFERENCES, TRIGGER')"
    )
    assert _all(engine, query) == []


def test_the_roles_can_do_no_more_than_they_must(engine: Engine) -> None:
    query = (
        "SELECT rolname = server.owner_role(), rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolreplication,"
        " rolcreaterole FROM pg_roles WHERE rolname IN (:agent, server.owner_role(), server.member_role()) ORDER BY 1"
    )
    nothing = (False,) * 5
    with engine.connect() as connection:
        agent = roles_of(connection).agent
    found = _all(engine, query, agent=agent)
    assert found == [(False, *nothing, False), (False, *nothing, False), (True, *nothing, True)]


def test_what_other_desks_are_told_of_is_part_of_the_rules(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.connect() as connection:
        before = rules_digest(connection)
        monkeypatch.setattr("qa_desk.store.server.notifying.WATCHED", WATCHED[:-1])
        assert rules_digest(connection) != before


def test_the_rules_can_be_laid_again_and_are_told_from_others(engine: Engine) -> None:
    with engine.begin() as connection:
        assert are_applied(connection)
        apply_rules(connection)
        assert are_applied(connection)
        connection.execute(text("COMMENT ON SCHEMA server IS 'of another version'"))
        assert not are_applied(connection)
    assert len(set(SUBJECTS)) == len(SUBJECTS)
