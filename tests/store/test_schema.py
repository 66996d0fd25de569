"""The migrated schema is the one the tables state, from every schema there has been; a newer one is refused."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Engine, inspect, select, text

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.issue import set_number, why_number
from qa_desk.domain.meeting import DecisionKind
from qa_desk.store.engine import is_sqlite, make_engine
from qa_desk.store.schema import newest_revision, released_revisions, revision_of, upgrade
from qa_desk.store.store import create_store, open_store
from qa_desk.store.tables import METADATA
from qa_desk.store.tables.calls import RecordingRow
from qa_desk.store.tables.meetings import SessionDecisionRow
from qa_desk.store.tables.reporting import DeductionFactRow, ScoredFactRow
from qa_desk.store.tables.standard_cases import CaseVersionRow

BLIND = {
    "evaluations": {"comment", "score_before_policy", "score", "agent_score", "passed", "listened_share", "worked_s"},
    "answers": {"rating", "na", "comment", "cause_owner_kind", "cause_owner_id"},
    "answer_reasons": {"reason_key"},
    "marks": {"criterion_key", "start_s", "end_s", "note", "positive"},
    "heard_passages": {"end_s"},
    "commitments": {"sha256", "salt"},
    "desk_places": {"position_s", "view_start_s", "view_end_s", "criterion_key", "folded"},
    "earlier_states": {"reason", "content", "score", "passed"},
    "evaluation_extracts": {"content", "line"},
}

_OF_WORDS = ("ix_search_documents_tokens", "ix_search_documents_of_cases")


def test_the_migrated_schema_is_the_stated_one(engine: Engine) -> None:
    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (kind == "table" and name and name.startswith(("search_index", "change_counters")))

    def is_compared(item: object, name: str | None, kind: str, is_found: bool, _other: object) -> bool:
        # Alembic does not know that an index is stated for one database only; a test of its own looks at those
        if kind == "column" and name and name.startswith("reach_"):
            return False  # only the rules of the server use these, and bring them along
        if name in ("uq_answers_evaluation_id_criterion_key", "uq_answers_evaluation_id_criterion_reversed"):
            return False  # the rules of the server put the one in place of the other
        if name in ("ix_evaluations_in_work", "ix_search_documents_by_reader"):
            return False  # they look for these
        of_facts = ("_counting", "_by_place", "_by_why", "_by_inspector")
        return not (kind == "index" and name and (name in _OF_WORDS or any(words in name for words in of_facts)))

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": is_ours, "include_object": is_compared, "compare_server_default": True},
        )
        assert compare_metadata(context, METADATA) == []


def test_every_check_of_the_tables_is_in_the_database(engine: Engine) -> None:
    found = inspect(engine)
    for table in METADATA.sorted_tables:
        stated = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
        in_database = {check["name"] for check in found.get_check_constraints(table.name)}
        assert stated <= in_database, table.name


def test_the_words_allowed_in_a_column_are_those_of_its_enumeration(engine: Engine) -> None:
    fresh = make_engine("sqlite://")
    METADATA.create_all(fresh)
    if not is_sqlite(engine):
        pytest.skip("the text of checks is compared where both sides come from the same database")
    stated, migrated = inspect(fresh), inspect(engine)
    for table in METADATA.sorted_tables:
        texts = [
            {check["name"]: " ".join(check["sqltext"].split()) for check in side.get_check_constraints(table.name)}
            for side in (stated, migrated)
        ]
        assert texts[0] == texts[1], table.name
    fresh.dispose()


@pytest.mark.parametrize("table", ["scored_facts", "deduction_facts"])
def test_flat_facts_have_the_covering_indexes_of_their_database(engine: Engine, table: str) -> None:
    found = {index["name"]: index["column_names"] for index in inspect(engine).get_indexes(table)}
    stated = {str(index.name): index.columns.keys() for index in METADATA.tables[table].indexes}
    if is_sqlite(engine):
        expected = {name: columns for name, columns in stated.items() if not name.endswith("_include")}
    else:
        expected = {name: columns for name, columns in stated.items() if name.endswith("_include")}
    assert f"ix_{table}_counting" + ("" if is_sqlite(engine) else "_include") in expected
    assert {name: found[name] for name in expected} == expected
    if not is_sqlite(engine):
        held = {str(one.name): one.dialect_options["postgresql"]["include"] for one in METADATA.tables[table].indexes}
        in_database = {
            one["name"]: one.get("dialect_options", {}).get("postgresql_include")
            for one in inspect(engine).get_indexes(table)
        }
        assert {name: in_database[name] for name in expected} == {name: held[name] for name in expected}


def test_no_index_covers_what_was_answered(engine: Engine) -> None:
    for table, blind in BLIND.items():
        columns = {column for index in inspect(engine).get_indexes(table) for column in index["column_names"] if column}
        assert columns.isdisjoint(blind), table


def test_postgresql_gathers_no_statistics_of_what_was_answered(engine: Engine) -> None:
    if is_sqlite(engine):
        pytest.skip("SQLite gathers statistics of indexes only")
    query = text(
        "SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relname = :table AND a.attstattarget = 0"
    )
    with engine.connect() as connection:
        for table, blind in BLIND.items():
            assert blind <= set(connection.execute(query, {"table": table}).scalars()), table


def test_the_files_are_named_in_the_order_of_their_revisions() -> None:
    config = Config()
    config.set_main_option("script_location", "qa_desk:store/migrations")
    chain = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(chain)) == released_revisions()


def test_an_empty_database_comes_up_to_date(empty_url: str) -> None:
    # with rows in it, from each schema there has been: copying/test_upgrading.py
    engine = make_engine(empty_url)
    assert revision_of(engine) is None
    upgrade(engine, released_revisions()[0])
    assert revision_of(engine) == released_revisions()[0]
    upgrade(engine)
    assert revision_of(engine) == newest_revision()
    engine.dispose()


def test_the_only_recording_of_a_call_is_said_to_begin_with_it(empty_url: str) -> None:
    engine = make_engine(empty_url)
    upgrade(engine, "0002")
    calls = {name: uuid4() for name in ("one", "two")}
    recordings = ((calls["one"], 0), (calls["two"], 0), (calls["two"], 1))
    with engine.begin() as connection:
        for name, key in calls.items():
            connection.execute(
                text("INSERT INTO calls (id, key, started_at, mode, queue, business_type, campaign, customer_id, "
                     "customer_segment, service_stage, channel, direction, csat_scale, imported_at) "
                     "VALUES (:id, :key, '2026-03-01 09:00:00', 'sampled', '', '', '', '', '', '', '', '', '', "
                     "'2026-03-02 09:00:00')"),
                {"id": _key_text(engine, key), "key": name},
            )  # fmt: skip
        for call_id, position in recordings:
            connection.execute(
                text("INSERT INTO recordings (id, call_id, position, original_name, state, relative_path, format, "
                     "codec, rate_hz, channels, duration_s, size_bytes, agent_channel, imported_at) VALUES (:id, "
                     ":call_id, :position, 'a.wav', 'missing', '', '', '', 0, 0, 0, 0, 'mono', '2026-03-02 09:00:00')"),
                {
                    "id": _key_text(engine, uuid4()),
                    "call_id": _key_text(engine, call_id),
                    "position": position,
                },
            )  # fmt: skip
    upgrade(engine)
    with engine.connect() as connection:
        begun = select(RecordingRow.call_id, RecordingRow.started_at)
        found = [(row.call_id, row.started_at is not None) for row in connection.execute(begun)]
    expected = [(calls["one"], True), (calls["two"], False), (calls["two"], False)]
    assert sorted(found, key=str) == sorted(expected, key=str)
    engine.dispose()


def test_what_a_session_was_to_do_becomes_a_decision_of_its_lead(empty_url: str) -> None:
    engine = make_engine(empty_url)
    upgrade(engine, "0013")
    keys = {name: _key_text(engine, uuid4()) for name in ("person", "scorecard", "version", "session")}
    entries = (
        "people (id, external_id, name, grade) VALUES (:person, 'l-1', 'Lea', '')",
        "scorecards (id, key) VALUES (:scorecard, 'service')",
        "scorecard_versions (id, scorecard_id, title, number, state, policy_kind, definition, sha256)"
        " VALUES (:version, :scorecard, '{}', 1, 'draft', 'zero_total', '{}', '')",
        "calibration_sessions (id, title, kind, state, version_id, lead_id, created_at, revealed_at, closed_at,"
        " reopened_reason) VALUES (:session, 'March', 'panel', 'closed', :version, :person, '2026-03-01 09:00:00',"
        " '2026-03-02 08:00:00', '2026-03-02 09:00:00', '')",
        "session_actions (session_id, position, text, owner_id, due_on)"
        " VALUES (:session, 0, 'Rewrite the guidance', :person, '2026-04-01')",
    )
    with engine.begin() as connection:
        for entry in entries:
            connection.execute(text(f"INSERT INTO {entry}"), keys)
    upgrade(engine)
    with engine.connect() as connection:
        (row,) = connection.execute(select(SessionDecisionRow.__table__)).all()
    assert (row.kind, row.text, row.due_on) == (DecisionKind.ACTION, "Rewrite the guidance", date(2026, 4, 1))
    assert _key_text(engine, row.owner_id) == _key_text(engine, row.decided_by) == keys["person"]
    assert row.decided_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    engine.dispose()


def test_a_case_from_before_versions_were_approved_is_in_force_and_by_its_owner(empty_url: str) -> None:
    engine = make_engine(empty_url)
    upgrade(engine, "0019")
    keys = {name: _key_text(engine, uuid4()) for name in ("person", "other", "scorecard", "version", "call", "case")}
    row = (
        ":case, {number}, 'Refund', :call, :version, '{state}', 'easy', 'en', '', :person, '2026-03-01 09:00:00',"
        " {approver}, '', 1"
    )
    columns = (
        "case_versions (case_id, number, title, call_id, version_id, state, difficulty, language, rationale, owner_id,"
        " created_at, approved_by, retired_reason, version)"
    )
    entries = (
        "people (id, external_id, name, grade) VALUES (:person, 'l-1', 'Lea', ''), (:other, 't-1', 'Tim', '')",
        "scorecards (id, key) VALUES (:scorecard, 'service')",
        "scorecard_versions (id, scorecard_id, title, number, state, policy_kind, definition, sha256)"
        " VALUES (:version, :scorecard, '{}', 1, 'draft', 'zero_total', '{}', '')",
        "calls (id, key, started_at, mode, queue, business_type, campaign, customer_id, customer_segment,"
        " service_stage, channel, direction, csat_scale, imported_at) VALUES (:call, 'one', '2026-03-01 09:00:00',"
        " 'sampled', '', 'billing', '', '', '', '', '', '', '', '2026-03-02 09:00:00')",
        "standard_cases (id, code) VALUES (:case, 'SC-001')",
        f"{columns} VALUES ({row.format(number=1, state='valid', approver=':other')})",
        f"{columns} VALUES ({row.format(number=2, state='proposed', approver='NULL')})",
    )
    with engine.begin() as connection:
        for entry in entries:
            connection.execute(text(f"INSERT INTO {entry}"), keys)
    upgrade(engine)
    with engine.connect() as connection:
        rows = connection.execute(select(CaseVersionRow.__table__).order_by(CaseVersionRow.number)).all()
    assert [(row.is_current, row.business_type, row.author_id == row.owner_id) for row in rows] == [
        (True, "billing", True),
        (False, "billing", True),
    ]
    engine.dispose()


def test_facts_from_before_say_campaign_and_what_the_call_lost(empty_url: str) -> None:
    engine = make_engine(empty_url)
    upgrade(engine, "0024")
    names = ("person", "scorecard", "version", "call", "assignment", "evaluation", "one", "two", "three")
    keys = {name: _key_text(engine, uuid4()) for name in names}
    place = ":evaluation, :call, '2026-03-01', :person, 'service', 1"
    placed = "evaluation_id, call_id, day, inspector_id, scorecard_key, version_number"
    entries = (
        "people (id, external_id, name, grade) VALUES (:person, 'l-1', 'Lea', '')",
        "scorecards (id, key) VALUES (:scorecard, 'service')",
        "scorecard_versions (id, scorecard_id, title, number, state, policy_kind, definition, sha256)"
        " VALUES (:version, :scorecard, '{}', 1, 'draft', 'zero_total', '{}', '')",
        "calls (id, key, started_at, mode, queue, business_type, campaign, customer_id, customer_segment,"
        " service_stage, channel, direction, csat_scale, imported_at) VALUES (:call, 'one', '2026-03-01 09:00:00',"
        " 'sampled', '', 'billing', 'spring', '', 'private', 'after sale', '', '', '', '2026-03-02 09:00:00')",
        "assignments (id, call_id, inspector_id, version_id, purpose, state, assigned_by, assigned_at, position,"
        " hides_agent) VALUES (:assignment, :call, :person, :version, 'routine', 'done', :person,"
        " '2026-03-01 09:00:00', 0, false)",
        "evaluations (id, assignment_id, call_id, inspector_id, version_id, purpose, mode, state, sealed, started_at,"
        " submitted_at, late, comment, listened_share, worked_s, passed) VALUES (:evaluation, :assignment, :call,"
        " :person, :version, 'routine', 'sampled', 'submitted', false, '2026-03-01 09:00:00', '2026-03-01 09:00:00',"
        " false, '', 1, 60, true)",
        f"scored_facts ({placed}, business_type, passed) VALUES ({place}, 'billing', true)",
        "opportunity_facts (evaluation_id, criterion_key, day) VALUES (:evaluation, 'tone', '2026-03-01'),"
        " (:evaluation, 'greeting', '2026-03-01')",
        f"deduction_facts (id, {placed}, section_key, criterion_key, critical, reason_keys, points,"
        f" cause_owner_kind, cause_owner_name, business_type) VALUES (:one, {place}, 's', 'tone', NULL, '[]', 7.5,"
        f" 'agent', '', 'billing'), (:two, {place}, 's', 'greeting', 'customer', '[\"late\", \"other\"]', 5,"
        f" 'department', 'Billing', 'billing'), (:three, {place}, 's', 'closing', NULL, '[]', 2.5, 'agent', '',"
        " 'billing')",
    )
    with engine.begin() as connection:
        for entry in entries:
            connection.execute(text(f"INSERT INTO {entry}"), keys)
    upgrade(engine)
    with engine.connect() as connection:
        (scored,) = connection.execute(select(ScoredFactRow.__table__)).all()
        failed = connection.execute(select(DeductionFactRow.__table__)).all()
    assert (scored.campaign, scored.customer_segment, scored.service_stage) == ("spring", "private", "after sale")
    assert (scored.points_lost, scored.applied_set) == (15, set_number(("greeting", "tone")))
    assert {(row.campaign, row.call_points) for row in failed} == {("spring", 15)}
    assert {row.criterion_key: row.owner_points for row in failed} == {"tone": 10, "greeting": 5, "closing": 10}
    assert {row.criterion_key: row.why for row in failed} == {
        "tone": why_number("tone", None, (), "agent", ""),
        "closing": why_number("closing", None, (), "agent", ""),
        "greeting": why_number("greeting", "customer", ("late", "other"), "department", "Billing"),
    }
    engine.dispose()


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = make_engine(empty_url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa_desk.store.schema._require_whole", _fail)
        with pytest.raises(RuntimeError, match="power cut"):
            upgrade(engine)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_database_from_a_newer_program_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(QADeskError) as raised:
        upgrade(engine)
    assert (raised.value.code, raised.value.params["found"]) == (ErrorCode.DATABASE_NEWER, "9999")


def test_a_workspace_from_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    store = create_store(tmp_path / "w")
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(QADeskError) as raised:
        open_store(tmp_path / "w")
    assert raised.value.code is ErrorCode.DATABASE_NEWER


def _key_text(engine: Engine, key: UUID) -> str:
    return key.hex if is_sqlite(engine) else str(key)


def _fail(_connection: object) -> None:
    raise RuntimeError("power cut")
