"""An overlap or a repeat is routine in every row its author may read, until it is opened: on both databases."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, text

from qa_desk.domain.evaluation import Assignment, Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.domain.ids import EvaluationId
from qa_desk.store.schema import newest_revision, upgrade
from qa_desk.store.tables.reporting import DocumentKind
from qa_desk.store.unit_of_work import UnitOfWork
from tests.store.furnishing import SECRET, Centre

CONCEALED = (Purpose.OVERLAP, Purpose.REPEAT)


def _rows(engine: Engine, statement: str) -> Sequence[Any]:
    with engine.connect() as connection:
        return connection.execute(text(statement)).all()


def _given(centre: Centre, *purposes: Purpose) -> list[Assignment]:
    assignments = [centre.assignment("ann", purpose, number) for number, purpose in enumerate(purposes)]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all(assignments)
        uow.commit()
    return assignments


@pytest.mark.parametrize("purpose", CONCEALED)
def test_rows_of_what_is_concealed_say_the_same_as_those_of_a_routine_call(
    centre: Centre, engine: Engine, purpose: Purpose
) -> None:
    centre.enter("ann", Purpose.ROUTINE, is_in=False, call=0)
    centre.enter("ann", purpose, sealed=True, is_in=False, call=1)
    for table in ("assignments", "evaluations"):
        assert len(_rows(engine, f"SELECT DISTINCT purpose FROM {table}")) == 1, table  # noqa: S608 - our own name
    for table in ("evaluations", "answers", "answer_reasons", "marks"):
        assert len(_rows(engine, f"SELECT DISTINCT sealed FROM {table}")) == 1, table  # noqa: S608 - our own name
    assert [row.purpose for row in _rows(engine, "SELECT purpose FROM true_purposes")] == [purpose]


@pytest.mark.parametrize("purpose", CONCEALED)
def test_whoever_plans_the_work_is_told_what_it_is(centre: Centre, purpose: Purpose) -> None:
    routine, concealed = _given(centre, Purpose.ROUTINE, purpose)
    with centre.store.reading() as uow:
        assert uow.assignments.get(routine.id) == routine
        assert uow.assignments.get(concealed.id) == concealed
        assert uow.assignments.has_open(concealed.call_id, concealed.inspector_id, purpose)
        assert not uow.assignments.has_open(concealed.call_id, concealed.inspector_id, Purpose.ROUTINE)


@pytest.mark.parametrize("purpose", CONCEALED)
def test_what_is_opened_is_called_what_it_is(centre: Centre, engine: Engine, purpose: Purpose) -> None:
    evaluation = centre.enter("ann", purpose, sealed=True)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        before = uow.evaluations.get(evaluation.id, centre.sees("ann"))
        uow.record.unseal([evaluation.id])
        after = uow.evaluations.get(evaluation.id, centre.sees("lead"))
        uow.commit()
    assert before is not None
    assert after is not None
    assert ((before.purpose, before.sealed), (after.purpose, after.sealed)) == ((purpose, True), (purpose, False))
    assert _rows(engine, "SELECT * FROM true_purposes") == []
    assert {row.purpose for row in _rows(engine, "SELECT purpose FROM assignments")} == {purpose}


def test_what_is_concealed_is_found_by_its_author_as_any_other_and_by_nobody_else(centre: Centre) -> None:
    overlap = centre.enter("ann", Purpose.OVERLAP, sealed=True, secret=SECRET)
    waiting = centre.assignment("ben", Purpose.OVERLAP)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([waiting])
        _publish(uow, centre, overlap.id)
        found = {
            part: uow.search.find("泄露", centre.sees(part), (DocumentKind.EVALUATION,))
            for part in ("ann", "ben", "lead", "auditor")
        }
        uow.commit()
    assert {part for part, hits in found.items() if hits} == {"ann"}


def test_an_upgrade_conceals_what_is_not_opened_yet(centre: Centre, engine: Engine) -> None:
    waiting = _given(centre, Purpose.ROUTINE, Purpose.REPEAT)[1]
    handed_in = centre.enter("ben", Purpose.OVERLAP, sealed=True, call=2)
    opened = centre.enter("cai", Purpose.OVERLAP, call=3)
    _as_it_was_before(engine)
    upgrade(engine, "0018")
    _with_all_later_columns(engine)
    upgrade(engine)
    with centre.store.reading() as uow:
        purposes = {
            key: uow.assignments.get(key) for key in (waiting.id, handed_in.assignment_id, opened.assignment_id)
        }
    assert [one and one.purpose for one in purposes.values()] == [Purpose.REPEAT, Purpose.OVERLAP, Purpose.OVERLAP]
    kept = {row.purpose for row in _rows(engine, "SELECT purpose FROM true_purposes")}
    assert kept == {Purpose.REPEAT, Purpose.OVERLAP}
    for table in ("evaluations", "answers", "answer_reasons", "marks", "evaluation_extracts"):
        assert {row.sealed for row in _rows(engine, f"SELECT sealed FROM {table}")} <= {0}, table  # noqa: S608
    assert _rows(engine, "SELECT * FROM commitments") == []
    said = [row.purpose for row in _rows(engine, "SELECT purpose FROM evaluations ORDER BY purpose")]
    assert said == ["overlap", "routine"]


def _publish(uow: UnitOfWork, centre: Centre, evaluation_id: EvaluationId) -> None:
    evaluation = uow.evaluations.get(evaluation_id, centre.sees("ann"))
    assert evaluation is not None
    uow.record.keep(extract_of(evaluation, centre.version))
    uow.record.publish([evaluation_id], centre.clock.now())


def _as_it_was_before(engine: Engine) -> None:
    """Rows as 0017 had them, a commitment included; the rules of a server go when the schema changes."""
    statements = [
        "UPDATE evaluations SET sealed = true, purpose = (SELECT purpose FROM true_purposes AS t"
        " WHERE t.assignment_id = evaluations.assignment_id)"
        " WHERE assignment_id IN (SELECT assignment_id FROM true_purposes)",
        "UPDATE assignments SET purpose = (SELECT purpose FROM true_purposes AS t"
        " WHERE t.assignment_id = assignments.id)"
        " WHERE id IN (SELECT assignment_id FROM true_purposes)",
        "INSERT INTO commitments (evaluation_id, sealed, sha256, salt, made_at)"
        " SELECT id, sealed, 'ab', 'cd', submitted_at FROM evaluations WHERE sealed",
        "DROP TABLE true_purposes",
        "DROP INDEX ix_assignments_call_id_inspector_id",
        "CREATE INDEX ix_assignments_call_id ON assignments (call_id)",
        "UPDATE alembic_version SET version_num = '0017'",
    ]
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _with_all_later_columns(engine: Engine) -> None:
    """What came after 0018 was never taken away, so that today's program reads these rows."""
    statements = [
        "DROP INDEX ix_assignments_call_id",
        "CREATE INDEX ix_assignments_call_id_inspector_id ON assignments (call_id, inspector_id)",
    ]
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest_revision()})
