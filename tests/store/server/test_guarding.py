"""What members may change, and into what: tried with plain SQL, as somebody with psql would."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from qa_desk.domain.evaluation import Evaluation, Purpose
from qa_desk.domain.ids import AssignmentId
from qa_desk.domain.issue import FeedbackState
from tests.store.furnishing import NOW, PARTS, Centre
from tests.store.server.conftest import Run

EVERYBODY = tuple(PARTS)
SUBMIT = "UPDATE evaluations SET state = 'submitted', submitted_at = :at WHERE id = :id"
TAKE_BACK = "UPDATE evaluations SET state = 'reopened' WHERE id = :id"
DONE = "UPDATE assignments SET state = 'done' WHERE id = :id"


def _keep(engine: Engine, statement: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), values)


def _value(engine: Engine, statement: str, **values: object) -> object:
    with engine.connect() as connection:
        return connection.execute(text(statement), values).scalar()


def _draft(centre: Centre, purpose: Purpose, part: str = "ann", session: bool = False) -> Evaluation:
    found = centre.session("ann", "ben", "cai") if session else None
    sealed = purpose is not Purpose.ROUTINE
    return centre.enter(part, purpose, sealed=sealed, is_in=False, session=found.id if found else None)


def test_the_moment_of_handing_in_is_the_servers(centre: Centre, engine: Engine, run: Run) -> None:
    draft = _draft(centre, Purpose.ROUTINE)
    run("ann", SUBMIT, id=draft.id, at=datetime(2031, 1, 1, tzinfo=UTC))
    found = _value(engine, "SELECT submitted_at FROM evaluations WHERE id = :id", id=draft.id)
    assert isinstance(found, datetime)
    assert abs(found - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "change",
    [
        *("sealed = false", "purpose = 'routine'", "inspector_id = :me", "mode = 'live'", "session_id = NULL"),
        *("id = :me", "call_id = :me", "assignment_id = :me", "version_id = :me", "started_at = now()"),
        "reach_author = 'x'",
    ],
)
def test_what_an_evaluation_is_its_author_does_not_change(centre: Centre, is_refused: Run, change: str) -> None:
    draft = _draft(centre, Purpose.OVERLAP)
    statement = f"UPDATE evaluations SET {change} WHERE id = :id"  # noqa: S608 - ours
    values = {"id": draft.id} | ({"me": centre.id_of("ann")} if ":me" in change else {})
    assert is_refused("ann", statement, **values)


@pytest.mark.parametrize(
    "change",
    ["submitted_at = now()", "late = true", "reopened_at = now()", "state = 'reopened'"],
)
def test_moments_of_a_draft_are_not_made_up(centre: Centre, is_refused: Run, change: str) -> None:
    draft = _draft(centre, Purpose.ROUTINE)
    assert is_refused("ann", f"UPDATE evaluations SET {change} WHERE id = :id", id=draft.id)  # noqa: S608 - ours


def test_only_its_author_writes_in_a_draft(centre: Centre, is_refused: Run) -> None:
    draft = _draft(centre, Purpose.ROUTINE)
    statements = (
        "UPDATE evaluations SET comment = 'x', version = version + 1 WHERE id = :id",
        "UPDATE answers SET na = true, rating = NULL WHERE evaluation_id = :id",
        "DELETE FROM answers WHERE evaluation_id = :id",
        "DELETE FROM marks WHERE evaluation_id = :id",
        "INSERT INTO answers (id, evaluation_id, sealed, criterion_key, na, comment, version)"
        " VALUES (gen_random_uuid(), :id, false, 'extra', true, '', 1)",
        "INSERT INTO marks (id, evaluation_id, sealed, start_s, end_s, note, positive)"
        " VALUES (gen_random_uuid(), :id, false, 0, 1, 'x', true)",
        "INSERT INTO evaluation_extracts (evaluation_id, sealed, content) VALUES (:id, false, '{}')",
    )
    for statement in statements:
        assert not is_refused("ann", statement, id=draft.id), statement
        for part in EVERYBODY:
            assert part == "ann" or is_refused(part, statement, id=draft.id), (part, statement)


def test_what_is_handed_in_nobody_changes(centre: Centre, is_refused: Run) -> None:
    handed_in = centre.enter("ann", Purpose.ROUTINE)
    for statement in (
        "UPDATE evaluations SET comment = 'x' WHERE id = :id",
        "UPDATE evaluations SET score = 100 WHERE id = :id",
        "UPDATE evaluations SET state = 'draft' WHERE id = :id",
        "UPDATE answers SET na = true, rating = NULL WHERE evaluation_id = :id",
        "DELETE FROM answers WHERE evaluation_id = :id",
        "DELETE FROM evaluations WHERE id = :id",
        "INSERT INTO answer_reasons (answer_id, reason_key, sealed, position)"
        " SELECT id, 'x', sealed, 9 FROM answers WHERE evaluation_id = :id",
    ):
        for part in EVERYBODY:
            assert is_refused(part, statement, id=handed_in.id), (part, statement)


def test_it_is_taken_back_within_ten_minutes_by_the_servers_clock(
    centre: Centre, engine: Engine, run: Run, is_refused: Run
) -> None:
    draft = _draft(centre, Purpose.ROUTINE)
    run("ann", SUBMIT, id=draft.id, at=NOW)
    assert is_refused("ben", TAKE_BACK, id=draft.id)
    assert is_refused("ann", TAKE_BACK.replace("SET", "SET comment = 'x',"), id=draft.id)
    run("ann", TAKE_BACK, id=draft.id)
    run("ann", SUBMIT, id=draft.id, at=NOW)
    _keep(engine, "UPDATE evaluations SET submitted_at = now() - interval '10 minutes 1 second'")
    assert is_refused("ann", TAKE_BACK, id=draft.id)


def test_what_its_agent_was_shown_is_not_taken_back(centre: Centre, engine: Engine, run: Run, is_refused: Run) -> None:
    draft = _draft(centre, Purpose.ROUTINE)
    run("ann", SUBMIT, id=draft.id, at=NOW)
    _keep(
        engine,
        "INSERT INTO feedback (id, evaluation_id, agent_id, state, strengths, released_at, dispute_reason,"
        " decision_reason, version) VALUES (gen_random_uuid(), :id, :agent, :state, '', now(), '', '', 1)",
        id=draft.id, agent=centre.id_of("agent"), state=FeedbackState.RELEASED.value,
    )  # fmt: skip
    assert is_refused("ann", TAKE_BACK, id=draft.id)


@pytest.mark.parametrize("purpose", [Purpose.REPEAT, Purpose.PRACTICE, Purpose.QUALIFICATION])
def test_what_measures_one_person_is_unsealed_at_once_and_not_answered_again(
    centre: Centre, engine: Engine, run: Run, is_refused: Run, purpose: Purpose
) -> None:
    draft = _draft(centre, purpose)
    run("ann", SUBMIT, id=draft.id, at=NOW)
    assert _value(engine, "SELECT sealed FROM evaluations WHERE id = :id", id=draft.id) is False
    assert _value(engine, "SELECT bool_or(sealed) FROM answers WHERE evaluation_id = :id", id=draft.id) is False
    assert is_refused("ann", TAKE_BACK, id=draft.id)


def test_nobody_ends_their_blindness_by_saying_that_they_are_done(
    centre: Centre, engine: Engine, run: Run, is_refused: Run
) -> None:
    draft = _draft(centre, Purpose.OVERLAP)
    assignment: AssignmentId = draft.assignment_id
    for state in ("done", "withdrawn", "waiting"):
        statement = DONE.replace("done", state)
        for part in ("ann", "ben", "lead", "administrator"):
            assert is_refused(part, statement, id=assignment), (part, state)
    run("ann", SUBMIT, id=draft.id, at=NOW)
    assert is_refused("ben", DONE, id=assignment)
    run("ann", DONE, id=assignment)
    assert is_refused("ann", DONE.replace("done", "begun"), id=assignment)
    assert _value(engine, "SELECT purpose FROM true_purposes WHERE assignment_id = :id", id=assignment) == "overlap"


def test_only_a_lead_opens_again_with_a_reason_what_was_not_blind(
    centre: Centre, engine: Engine, run: Run, is_refused: Run
) -> None:
    keep = (
        "INSERT INTO earlier_states (evaluation_id, number, sealed, submitted_at, reopened_at, reopened_by, reason,"
        " content) SELECT id, 1, sealed, submitted_at, now(), :me, :why, '{}' FROM evaluations WHERE id = :id"
    )
    routine = centre.enter("ann", Purpose.ROUTINE)
    assert is_refused("lead", TAKE_BACK, id=routine.id)
    for part in EVERYBODY:
        me = centre.id_of(part)
        assert part == "lead" or is_refused(part, keep, id=routine.id, me=me, why="x"), part
    assert is_refused("lead", keep, id=routine.id, me=centre.id_of("trainer"), why="x")
    run("lead", keep, id=routine.id, me=centre.id_of("lead"), why="to be looked at again")
    for part in ("ann", "trainer", "auditor", "administrator"):
        assert is_refused(part, TAKE_BACK, id=routine.id), part
    run("lead", TAKE_BACK, id=routine.id)
    overlap = centre.enter("ben", Purpose.OVERLAP, call=1)
    run("lead", keep, id=overlap.id, me=centre.id_of("lead"), why="x")
    assert is_refused("lead", TAKE_BACK, id=overlap.id)


def test_only_a_reveal_ends_a_blind_session(centre: Centre, engine: Engine, run: Run, is_refused: Run) -> None:
    session = centre.session("ann", "ben")
    mine = centre.enter("ann", Purpose.CALIBRATION, sealed=True, session=session.id)
    theirs = centre.assignment("ben", Purpose.CALIBRATION, session=session.id)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([theirs])
        uow.commit()
    reveal = "SELECT server.reveal(:id)"
    directly = "UPDATE calibration_sessions SET state = 'revealed', revealed_at = now() WHERE id = :id"
    for part in EVERYBODY:
        assert is_refused(part, directly, id=session.id), part
        assert part == "lead" or is_refused(part, reveal, id=session.id), part
    for change in ("quorum = 1", "due_at = now()", "lead_id = :me"):
        values = {"me": centre.id_of("lead")} if ":me" in change else {}
        assert is_refused("lead", f"UPDATE calibration_sessions SET {change} WHERE id = :id", id=session.id, **values)  # noqa: S608 - ours
    _keep(engine, "UPDATE calibration_sessions SET quorum = 2")
    assert is_refused("lead", reveal, id=session.id)
    run("lead", "SELECT server.unseal(ARRAY[:id]::uuid[])", id=mine.id)
    assert _value(engine, "SELECT sealed FROM evaluations WHERE id = :id", id=mine.id) is True
    _keep(engine, "UPDATE calibration_sessions SET quorum = 1")
    run("lead", reveal, id=session.id)
    assert _value(engine, "SELECT sealed FROM evaluations WHERE id = :id", id=mine.id) is False
    assert is_refused("lead", reveal, id=session.id)
    assert is_refused("lead", directly.replace("'revealed'", "'blind'"), id=session.id)


def test_a_session_that_is_due_is_revealed_without_its_quorum(centre: Centre, engine: Engine, run: Run) -> None:
    session = centre.session("ann", "ben")
    _keep(engine, "UPDATE calibration_sessions SET quorum = 2, due_at = now() - interval '1 minute'")
    run("lead", "SELECT server.reveal(:id)", id=session.id)
    assert _value(engine, "SELECT state FROM calibration_sessions WHERE id = :id", id=session.id) == "revealed"


def test_nothing_is_settled_before_the_reveal_nor_by_others_than_a_lead(
    centre: Centre, engine: Engine, run: Run, is_refused: Run
) -> None:
    session = centre.session("ann", "ben")
    settle = (
        "INSERT INTO settled_answers (session_id, call_id, criterion_key, na, reasons, rationale, settled_by,"
        " settled_at, version) VALUES (:id, :call, 'tone', true, '[]', 'agreed', :me, now(), 1)"
    )
    values = {"id": session.id, "call": session.call_ids[0]}
    assert is_refused("lead", settle, **values, me=centre.id_of("lead"))
    _keep(engine, "UPDATE calibration_sessions SET state = 'revealed', revealed_at = now()")
    for part in EVERYBODY:
        assert part == "lead" or is_refused(part, settle, **values, me=centre.id_of(part)), part
    assert is_refused("lead", settle, **values, me=centre.id_of("ann"))
    run("lead", settle, **values, me=centre.id_of("lead"))


def test_roles_are_given_by_administrators_alone(centre: Centre, run: Run, is_refused: Run) -> None:
    give = "INSERT INTO person_roles (person_id, role) VALUES (:person, 'auditor')"
    for part in EVERYBODY:
        assert part == "administrator" or is_refused(part, give, person=centre.id_of(part)), part
        assert part == "administrator" or is_refused(part, "DELETE FROM person_roles"), part
        assert part == "administrator" or is_refused(part, "UPDATE people SET name = 'x'"), part
    run("administrator", give, person=centre.id_of("ann"))


def test_the_auditor_changes_nothing(centre: Centre, engine: Engine, is_refused: Run) -> None:
    centre.enter("ann", Purpose.ROUTINE)
    centre.session("ann", "ben")
    tables = [
        "people", "person_roles", "calls", "assignments", "evaluations", "answers", "marks", "calibration_sessions",
        "session_seats", "scorecards", "scorecard_versions", "criteria", "search_documents", "units", "audit_entries",
    ]  # fmt: skip
    for table in tables:
        column = _value(
            engine,
            "SELECT column_name FROM information_schema.columns WHERE table_name = :table AND is_generated = 'NEVER'"
            " ORDER BY ordinal_position LIMIT 1",
            table=table,
        )
        assert is_refused("auditor", f"DELETE FROM {table}"), table  # noqa: S608 - ours
        assert is_refused("auditor", f"UPDATE {table} SET {column} = {column}"), table  # noqa: S608 - ours


@pytest.mark.parametrize("table", ["scored_facts", "deduction_facts", "audit_entries", "person_logins"])
def test_what_only_functions_write_nobody_writes(centre: Centre, is_refused: Run, table: str) -> None:
    for part in EVERYBODY:
        assert is_refused(part, f"DELETE FROM {table}"), part  # noqa: S608 - ours
        assert is_refused(part, f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1"), part  # noqa: S608 - ours


def test_a_search_text_of_an_evaluation_comes_from_its_extract_alone(centre: Centre, is_refused: Run) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE)
    for part in EVERYBODY:
        assert is_refused(
            part,
            "INSERT INTO search_documents (kind, object_id, evaluation_id, title, body, tokens, changed_at)"
            " VALUES ('evaluation', :id, :id, 'x', 'x', 'x', now())",
            id=evaluation.id,
        ), part


def test_scores_brought_in_are_whole_at_once(centre: Centre, engine: Engine, is_refused: Run) -> None:
    brought = centre.enter("ann", Purpose.ROUTINE)
    answer = (
        "INSERT INTO answers (id, evaluation_id, sealed, criterion_key, na, comment, version)"
        " VALUES (gen_random_uuid(), :id, false, 'extra', true, '', 1)"
    )
    assert is_refused("administrator", answer, id=brought.id)
