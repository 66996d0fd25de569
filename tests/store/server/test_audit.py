"""The audit chain that the server writes is the one that the program verifies, and says who was connected."""

import json
from datetime import UTC, datetime

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from qa_desk.domain.evaluation import Purpose
from qa_desk.store.audit import verify_audit_chain
from qa_desk.store.server.logins import set_password
from tests.store.furnishing import NOW, PARTS, Centre
from tests.store.logins import Logins
from tests.store.server.conftest import Run

APPEND = "SELECT server.append_audit(:at, :action, :kind, :object, :details)"
AWKWARD = 'tab\t newline\n quote" back\\slash é 泄露 \x01\x1f \x7f 😀 / </script>'


def _entries(engine: Engine) -> list[tuple[str, object, str]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT action, actor_id, details FROM audit_entries ORDER BY number"))
        return [(row.action, row.actor_id, row.details) for row in rows]


def _is_whole(engine: Engine) -> bool:
    with Session(engine) as session:
        report = verify_audit_chain(session)
    return report.broken_at is None and report.n_entries > 0


def test_the_program_verifies_what_the_server_hashed(centre: Centre, engine: Engine, run: Run) -> None:
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.audit("session.created", "session", centre.id_of("ann"), said=AWKWARD)
        uow.commit()
    details = json.dumps({"said": AWKWARD, "n": 3, "none": None}, ensure_ascii=False)
    for part, kind in (("ann", "scores"), ("auditor", AWKWARD)):
        values = {"at": NOW, "action": "scores.exported", "kind": kind, "details": details}
        run(part, APPEND, object=None, **values)
        run(part, APPEND, object=centre.id_of(part), **values)
    assert _is_whole(engine)
    assert [entry[1] for entry in _entries(engine)[1:]] == [
        centre.id_of(p) for p in ("ann", "ann", "auditor", "auditor")
    ]


def test_nobody_chooses_the_moment_of_an_entry(centre: Centre, engine: Engine, run: Run) -> None:
    run("ann", APPEND, at=NOW, action="call.listened", kind="call", object=None, details="{}")
    with engine.connect() as connection:
        at = connection.execute(text("SELECT at FROM audit_entries")).scalar_one()
    assert abs((at - datetime.now(UTC)).total_seconds()) < 300


def test_what_the_server_notes_nobody_else_does(centre: Centre, is_refused: Run) -> None:
    for action in ("evaluation.submitted", "session.revealed", "answer.settled", "role.given", "login.made"):
        for part in PARTS:
            assert is_refused(part, APPEND, at=NOW, action=action, kind="x", object=None, details="{}"), (part, action)


def test_details_are_a_short_object(centre: Centre, is_refused: Run) -> None:
    for details in ("[]", '"text"', "no json", json.dumps({"long": "x" * 9000})):
        assert is_refused("ann", APPEND, at=NOW, action="x", kind="x", object=None, details=details), details


def test_handing_in_taking_back_and_opening_again_are_noted(centre: Centre, engine: Engine, run: Run) -> None:
    draft = centre.enter("ann", Purpose.ROUTINE, is_in=False)
    submit = "UPDATE evaluations SET state = 'submitted' WHERE id = :id"
    reopen = "UPDATE evaluations SET state = 'reopened' WHERE id = :id"
    for statement in (submit, reopen, submit):
        run("ann", statement, id=draft.id)
    run(
        "lead",
        "INSERT INTO earlier_states (evaluation_id, number, sealed, submitted_at, reopened_at, reopened_by, reason,"
        " content) SELECT id, 1, sealed, submitted_at, now(), :me, 'why', '{}' FROM evaluations WHERE id = :id",
        id=draft.id,
        me=centre.id_of("lead"),
    )
    run("lead", reopen, id=draft.id)
    ann, lead = centre.id_of("ann"), centre.id_of("lead")
    assert _entries(engine) == [
        ("evaluation.submitted", ann, "{}"),
        ("evaluation.reopened", ann, "{}"),
        ("evaluation.submitted", ann, "{}"),
        ("evaluation.reopened", lead, '{"number":1}'),
    ]
    assert _is_whole(engine)


def test_a_session_is_noted_from_its_reveal_to_its_end(centre: Centre, engine: Engine, run: Run) -> None:
    session = centre.session("ann", "ben")
    centre.enter("ann", Purpose.CALIBRATION, sealed=True, session=session.id)
    lead, call_id = centre.id_of("lead"), session.call_ids[0]
    run("lead", "SELECT server.reveal(:id)", id=session.id)
    settle = (
        "INSERT INTO settled_answers (session_id, call_id, criterion_key, na, reasons, rationale, settled_by,"
        " settled_at, version) VALUES (:id, :call, 'tone', true, '[]', 'agreed', :me, now(), 1)"
    )
    remove = "DELETE FROM settled_answers WHERE session_id = :id"
    run("lead", settle, id=session.id, call=call_id, me=lead)
    run("lead", remove, id=session.id)
    run("lead", settle, id=session.id, call=call_id, me=lead)
    for state in ("settled", "closed"):
        run("lead", f"UPDATE calibration_sessions SET state = '{state}' WHERE id = :id", id=session.id)  # noqa: S608
    run(
        "lead",
        "UPDATE calibration_sessions SET state = 'revealed', reopened_reason = 'why' WHERE id = :id",
        id=session.id,
    )
    place = json.dumps({"call": str(call_id), "criterion": "tone"}, separators=(",", ":"))
    assert _entries(engine) == [
        ("session.revealed", lead, "{}"),
        ("answer.settled", lead, place),
        ("answer.unsettled", lead, place),
        ("answer.settled", lead, place),
        ("session.closed", lead, "{}"),
        ("session.reopened", lead, "{}"),
    ]
    assert _is_whole(engine)


def test_permissions_are_noted_whichever_way_they_change(
    centre: Centre, engine: Engine, logins: Logins, run: Run
) -> None:
    run("administrator", "DELETE FROM person_roles WHERE person_id = :ben", ben=centre.id_of("ben"))
    run("administrator", "INSERT INTO person_roles VALUES (:ben, 'lead')", ben=centre.id_of("ben"))
    run("administrator", "UPDATE people SET grade = 'A' WHERE id = :ben", ben=centre.id_of("ben"))
    logins.url(centre.id_of("ben"))
    with logins.engine(centre.id_of("administrator")).begin() as connection:
        set_password(connection, str(logins.engine(centre.id_of("ben")).url.username), "another")
        connection.execute(text("SELECT server.drop_login(:ben)"), {"ben": centre.id_of("ben")})
    administrator = centre.id_of("administrator")
    assert _entries(engine) == [
        ("role.taken", administrator, '{"role":"inspector"}'),
        ("role.given", administrator, '{"role":"lead"}'),
        ("person.saved", administrator, "{}"),
        ("login.password_set", administrator, "{}"),
        ("login.removed", administrator, "{}"),
    ]
    assert _is_whole(engine)


def test_targets_and_settings_are_noted(centre: Centre, engine: Engine, run: Run) -> None:
    keep = "INSERT INTO centre_settings VALUES ('name', '2026-01-01', '\"North\"', :me, now())"
    for statement in ("DELETE FROM centre_settings WHERE key = 'name'", keep):
        run("administrator", statement, **({"me": centre.id_of("administrator")} if ":me" in statement else {}))
    run("administrator", "DELETE FROM centre_settings WHERE key = 'name'")
    assert [(action, details) for action, _actor, details in _entries(engine)] == [
        ("setting.set", '{"key":"name"}'),
        ("setting.removed", '{"key":"name"}'),
    ]


def test_a_change_undone_leaves_no_entry_and_two_at_once_leave_a_whole_chain(
    centre: Centre, engine: Engine, logins: Logins
) -> None:
    drafts = {part: centre.enter(part, Purpose.ROUTINE, is_in=False) for part in ("ann", "ben")}
    submit = text("UPDATE evaluations SET state = 'submitted' WHERE id = :id")
    with (
        logins.engine(centre.id_of("ann")).connect() as ann,
        logins.engine(centre.id_of("ben")).connect() as ben,
    ):
        ann.execute(submit, {"id": drafts["ann"].id})
        ben.execute(submit, {"id": drafts["ben"].id})
        ben.commit()
        ann.rollback()
        ann.execute(submit, {"id": drafts["ann"].id})
        ann.commit()
    assert [entry[1] for entry in _entries(engine)] == [centre.id_of("ben"), centre.id_of("ann")]
    assert _is_whole(engine)
