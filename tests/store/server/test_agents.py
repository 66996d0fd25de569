"""An agent with a login: their released results, what a panel gives them to score, the session afterwards; no more."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import Engine, insert, text

from qa_desk.domain.calibration import CalibrationSession, SeatKind, SessionState
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Role
from qa_desk.store.server.roles import roles_of
from qa_desk.store.tables import METADATA
from qa_desk.store.tables.calibration import SettledAnswerRow
from qa_desk.store.tables.following import FeedbackRow
from tests.store.furnishing import NOW, Centre
from tests.store.logins import Logins
from tests.store.server.attacks import psql, reading_script
from tests.store.server.conftest import Run

GIVEN, RELEASED, ELSEWHERE = 1, 2, 3
"""The calls: given by a panel, with a released result, and of other people alone."""

OF_EVERYBODY = {
    *("units", "departments", "scorecards", "scorecard_versions", "criteria", "centre_settings", "targets"),
    *("standard_cases", "case_versions", "case_answers", "case_marks", "case_tags", "standard_wordings"),
    "alembic_version",
}
OF_THEMSELF = {
    *("people", "person_roles", "person_logins", "person_accounts", "calls", "call_attributes", "recordings"),
    *("assignments", "evaluations", "answers", "answer_reasons", "marks", "evaluation_extracts", "feedback"),
    *("search_documents", "calibration_sessions", "session_calls", "session_seats", "session_events"),
}


@pytest.fixture
def session(centre: Centre, engine: Engine) -> CalibrationSession:
    """A blind session in which the agent sits and has handed in, as ann has; and what there is of other people."""
    made = centre.session("ann", "ben", "agent", calls=2)
    entered = [
        centre.enter("agent", Purpose.CALIBRATION, call=GIVEN, session=made.id, sealed=True, secret="zqown"),
        centre.enter("ann", Purpose.CALIBRATION, call=GIVEN, session=made.id, sealed=True, secret="zqsecret1"),
        centre.enter("ann", Purpose.ROUTINE, call=RELEASED, secret="zqreleased"),
        centre.enter("ben", Purpose.ROUTINE, call=ELSEWHERE, secret="zqsecret2"),
        centre.enter("cai", Purpose.ROUTINE, call=GIVEN, secret="zqsecret3"),
    ]
    elsewhere = centre.session("ann", "cai", calls=4, state=SessionState.CLOSED)
    entered.append(centre.enter("cai", Purpose.CALIBRATION, call=ELSEWHERE, session=elsewhere.id, secret="zqsecret4"))
    with centre.store.unit_of_work(None, centre.clock) as uow:
        for evaluation in entered:
            uow.record.keep(extract_of(evaluation, centre.version))
        uow.commit()
    released = {"id": uuid4(), "evaluation_id": entered[2].id, "agent_id": centre.id_of("agent")}
    settled = {"session_id": elsewhere.id, "call_id": centre.calls[ELSEWHERE].id, "criterion_key": "greeting"}
    with engine.begin() as keeper:
        keeper.execute(
            text("UPDATE session_seats SET kind = 'agent' WHERE person_id = :id"), {"id": centre.id_of("agent")}
        )
        keeper.execute(
            insert(FeedbackRow).values(**released, state=FeedbackState.RELEASED, released_at=datetime.now(UTC))
        )
        keeper.execute(
            insert(SettledAnswerRow).values(
                **settled, rating=3.0, na=False, reasons=[], rationale="zqsecret5",
                settled_by=centre.id_of("lead"), settled_at=NOW, version=1,
            )
        )  # fmt: skip
        keeper.execute(text("SELECT server.publish(ARRAY(SELECT id FROM evaluations))"))
    return made


def test_an_agent_reads_what_is_theirs_and_what_everybody_knows(
    centre: Centre, session: CalibrationSession, run: Run
) -> None:
    readable = [
        table
        for table in METADATA.tables
        if run("agent", "SELECT has_table_privilege(:table, 'SELECT')", table=table)[0][0]
    ]
    n_rows = {table: run("agent", f"SELECT count(*) FROM {table}")[0][0] for table in readable}  # noqa: S608 - our names
    assert {table for table, n in n_rows.items() if n} <= OF_EVERYBODY | OF_THEMSELF
    assert {table for table, n in n_rows.items() if n} >= {"calls", "people", "evaluations", "feedback", "answers"}
    agent, given, released = centre.id_of("agent"), centre.calls[GIVEN].id, centre.calls[RELEASED].id
    assert set(run("agent", "SELECT id FROM calls")) == {(given,), (released,)}
    assert set(run("agent", "SELECT call_id, inspector_id FROM evaluations")) == {
        (given, agent),
        (released, centre.id_of("ann")),
    }
    assert {row[0] for row in run("agent", "SELECT id FROM people")} == {
        centre.id_of(part) for part in ("agent", "ann", "ben", "lead")
    }
    assert set(run("agent", "SELECT DISTINCT call_id FROM call_attributes")) == {(given,), (released,)}
    assert run("agent", "SELECT id FROM calibration_sessions") == [(session.id,)]


@pytest.mark.parametrize("is_revealed", [False, True])
def test_with_psql_an_agent_reads_the_panels_answers_after_the_reveal_and_never_anybody_elses(
    centre: Centre, session: CalibrationSession, logins: Logins, run: Run, is_revealed: bool
) -> None:
    url = logins.url(centre.id_of("agent"))
    if is_revealed:
        run("lead", "SELECT server.reveal(:session)", session=session.id)
    shown = psql(url, reading_script(()))
    words = {word for word in ("zqown", "zqreleased", *(f"zqsecret{n}" for n in range(1, 6))) if word in shown}
    assert words == {"zqown", "zqreleased"} | ({"zqsecret1"} if is_revealed else set())


def test_an_agent_writes_their_own_draft_of_what_was_given_and_nothing_else(
    centre: Centre, session: CalibrationSession, is_refused: Run, engine: Engine, logins: Logins
) -> None:
    logins.url(centre.id_of("ann"))
    me, ann = centre.id_of("agent"), centre.id_of("ann")
    values = {
        "me": me,
        "ann": ann,
        "cai": centre.id_of("cai"),
        "session": session.id,
        "call": centre.calls[GIVEN].id,
        "version": centre.version.id,
        "unscored": centre.calls[0].id,
    }
    for statement in (
        "SELECT server.reveal(:session)",
        "SELECT server.has_login(:ann)",
        "SELECT server.drop_login(:ann)",
        "UPDATE evaluations SET comment = 'x' WHERE inspector_id = :ann",
        "UPDATE evaluations SET score = 100 WHERE inspector_id = :me AND state = 'submitted'",
        "UPDATE calibration_sessions SET state = 'revealed', revealed_at = now() WHERE id = :session",
        "UPDATE session_seats SET kind = 'inspector' WHERE person_id = :me",
        "INSERT INTO session_seats (session_id, person_id, kind, position) VALUES (:session, :cai, 'agent', 9)",
        "INSERT INTO person_roles (person_id, role) VALUES (:me, 'lead')",
        "DELETE FROM person_roles WHERE person_id = :me",
        "UPDATE people SET name = 'x' WHERE id = :me",
        "UPDATE feedback SET state = 'released'",
        "INSERT INTO agent_codes (id, person_id, made_by, digest, made_at, expires_at)"
        " VALUES (gen_random_uuid(), :me, :me, 'x', now(), now() + interval '1 hour')",
        "INSERT INTO assignments (id, call_id, inspector_id, version_id, purpose, state, assigned_by, assigned_at,"
        " position, hides_agent, version, session_id) VALUES (gen_random_uuid(), :unscored, :me, :version,"
        " 'calibration', 'waiting', :me, now(), 0, true, 1, :session)",
        "UPDATE calls SET queue = 'x'",
        "INSERT INTO settled_answers (session_id, call_id, criterion_key, na, reasons, rationale, settled_by,"
        " settled_at, version) VALUES (:session, :call, 'tone', true, '[]', '', :me, now(), 1)",
    ):
        wanted = {name: value for name, value in values.items() if f":{name}" in statement}
        with engine.connect() as keeper:
            assert keeper.execute(text(statement), wanted).rowcount > 0, "an attack that nobody could do proves nothing"
            keeper.rollback()
        assert is_refused("agent", statement, **wanted), statement


def test_what_was_taken_back_is_read_no_more(
    centre: Centre, session: CalibrationSession, engine: Engine, run: Run
) -> None:
    with engine.begin() as keeper:
        keeper.execute(text("UPDATE assignments SET state = 'withdrawn' WHERE session_id = :id"), {"id": session.id})
        keeper.execute(text("DELETE FROM session_seats WHERE kind = :kind"), {"kind": SeatKind.AGENT})
    assert run("agent", "SELECT id FROM calls") == [(centre.calls[RELEASED].id,)]
    assert run("agent", "SELECT id FROM calibration_sessions") == []
    assert run("agent", "SELECT id FROM people") == [(centre.id_of("agent"),)]


def test_what_holds_for_agents_goes_with_the_role(centre: Centre, logins: Logins, engine: Engine) -> None:
    asked = text("SELECT pg_has_role(session_user, :agent, 'MEMBER')")
    with engine.connect() as keeper:
        agent = {"agent": roles_of(keeper).agent}
    told: list[bool] = []
    for change in (
        "SELECT :person, CAST(:role AS text)",
        "INSERT INTO person_roles (person_id, role) VALUES (:person, :role)",
        "DELETE FROM person_roles WHERE person_id = :person AND role = :role",
    ):
        with logins.engine(centre.id_of("ann")).connect() as connection:
            with engine.begin() as keeper:
                keeper.execute(text(change), {"person": centre.id_of("ann"), "role": Role.AGENT})
            told.append(bool(connection.scalar(asked, agent)))
    assert told == [False, True, False]
