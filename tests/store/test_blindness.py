"""What must not be seen never leaves the database: the SQL rule against the matrix, and every way out of the store."""

import inspect
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, insert, text

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import AssignmentState, Evaluation, Purpose
from qa_desk.domain.ids import FeedbackId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.permissions import EvaluationFacts, may_read
from qa_desk.store.call_conditions import CallFilter
from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.repositories.evaluations import EvaluationRepository
from qa_desk.store.search import SearchDocument
from qa_desk.store.tables.following import FeedbackRow
from qa_desk.store.tables.reporting import DocumentKind
from qa_desk.store.unit_of_work import UnitOfWork
from tests.store.furnishing import NOW, PARTS, SECRET, Centre

OTHERS = tuple(part for part in PARTS if part != "ann")


@dataclass(frozen=True, slots=True)
class Case:
    """One evaluation by Ann and what stands around it."""

    purpose: Purpose
    sealed: bool
    is_in: bool
    released: bool
    in_panel: bool
    blind_elsewhere: bool


def _cases(seed: int) -> list[Case]:
    flags = itertools.product((False, True), repeat=5)
    every = [Case(purpose, *said) for purpose, said in itertools.product(Purpose, flags)]
    return random.Random(seed).sample(every, 20)


@pytest.mark.parametrize("seed", range(2))
def test_the_sql_rule_is_the_matrix_for_every_role(centre: Centre, engine: Engine, seed: int) -> None:
    for case in _cases(seed):
        evaluation = _enter(centre, engine, case)
        with centre.store.reading() as uow:
            for part in PARTS:
                expected = may_read(centre.sees(part), _facts(centre, part, case))
                found = uow.evaluations.visible([evaluation.id], centre.sees(part))
                assert bool(found) == expected, (part, case)
        _clear(engine)


def test_one_of_a_blind_session_stays_hidden_from_who_is_done_until_the_reveal(centre: Centre) -> None:
    session = centre.session("ann", "ben")
    routine = centre.enter("cai", Purpose.ROUTINE)
    mine = centre.enter("ann", Purpose.CALIBRATION, sealed=True, session=session.id)
    centre.enter("ben", Purpose.CALIBRATION, sealed=True, session=session.id)
    with centre.store.reading() as uow:
        assert [found.id for found in uow.evaluations.of_call(mine.call_id, centre.sees("ann"))] == [mine.id]
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.calibration.set_state(session.id, SessionState.REVEALED, NOW, session.version)
        uow.record.unseal(uow.evaluations.submitted_in_session(session.id))
        uow.commit()
    with centre.store.reading() as uow:
        assert len(uow.evaluations.in_session(session.id, centre.sees("ann"))) == 2
        assert uow.evaluations.get(routine.id, centre.sees("lead")) is not None


def test_an_own_earlier_evaluation_is_hidden_while_the_repeat_is_open(centre: Centre) -> None:
    earlier = centre.enter("ann", Purpose.ROUTINE)
    repeat = centre.assignment("ann", Purpose.REPEAT)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([repeat])
        uow.commit()
    longest = timedelta(days=30)
    with centre.store.reading() as uow:
        assert uow.evaluations.get(earlier.id, centre.sees("ann")) is None
        queue = uow.assignments.queue_of(centre.id_of("ann"), submitted_since=NOW - longest)
        assert [item.assignment_id for item in queue] == [repeat.id]
        (summary,) = uow.call_list.of([earlier.call_id], centre.sees("ann"))
        assert (summary.score, summary.n_evaluations) == (None, 0)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.set_state(repeat.id, AssignmentState.DONE)
        uow.commit()
    with centre.store.reading() as uow:
        assert uow.evaluations.get(earlier.id, centre.sees("ann")) is not None
        (item,) = uow.assignments.queue_of(centre.id_of("ann"), submitted_since=NOW - longest)
        assert item.assignment_id == earlier.assignment_id


READS: dict[str, Callable[[UnitOfWork, Centre, str, Evaluation], object]] = {
    "get": lambda uow, centre, part, sealed: uow.evaluations.get(sealed.id, centre.sees(part)),
    "of_assignment": lambda uow, centre, part, sealed: uow.evaluations.of_assignment(
        sealed.assignment_id, centre.sees(part)
    ),
    "of_call": lambda uow, centre, part, sealed: uow.evaluations.of_call(sealed.call_id, centre.sees(part)),
    "in_session": lambda uow, centre, part, sealed: (
        sealed.session_id and uow.evaluations.in_session(sealed.session_id, centre.sees(part))
    ),
    "visible": lambda uow, centre, part, sealed: uow.evaluations.visible([sealed.id], centre.sees(part)),
    "of_others": lambda uow, centre, part, sealed: uow.evaluations.of_others([sealed.id], centre.sees(part)),
    "heard": lambda uow, centre, part, sealed: uow.evaluations.heard(sealed.id),
    "commitments": lambda uow, centre, part, sealed: (
        sealed.session_id and [salt for _hash, salt in uow.evaluations.commitments(sealed.session_id).values() if salt]
    ),
}
"""Every way to read evaluations; what comes back must be empty for anybody but the author."""

TELLS_NO_CONTENT = {"submitted_in_session", "handed_in", "is_released", "disclosed_to"}


def test_every_way_to_read_evaluations_is_among_those_tried() -> None:
    public = {
        name
        for name, method in inspect.getmembers(EvaluationRepository, inspect.isfunction)
        if not name.startswith("_") and inspect.signature(method).return_annotation not in (None, "None")
    }
    assert public == set(READS) | TELLS_NO_CONTENT


@pytest.mark.parametrize("purpose", [Purpose.CALIBRATION, Purpose.OVERLAP, Purpose.REPEAT])
def test_nothing_sealed_comes_out_of_the_store_for_anybody_else(centre: Centre, purpose: Purpose) -> None:
    sealed = _sealed(centre, purpose)
    for part in OTHERS:
        with centre.store.unit_of_work(centre.actor(part), centre.clock) as uow:
            for name, read in READS.items():
                assert not read(uow, centre, part, sealed), (part, name)
            summaries = uow.call_list.of([sealed.call_id], centre.sees(part))
            listed = uow.call_list.part(CallFilter(is_scored=True), centre.sees(part)).calls
            shown = [
                uow.call_list.part(CallFilter(), centre.sees(part)),
                uow.calibration.summaries(),
                uow.calibration.get(sealed.session_id) if sealed.session_id else None,
                uow.assignments.queue_of(centre.id_of(part), submitted_since=NOW - timedelta(days=9)),
                uow.search.find("泄露", centre.sees(part), tuple(DocumentKind)),
            ]
            assert SECRET not in repr(shown), part
            assert [(found.score, found.passed, found.n_evaluations) for found in summaries] == [(None, None, 0)]
            assert listed == ()
            assert uow.scorecards.n_evaluations(centre.sees(part)) == {}
            assert uow.issues.scored(FactFilter(date(2026, 1, 1), date(2026, 12, 31))).n_calls == 0


def test_its_author_reads_a_sealed_evaluation_whole(centre: Centre) -> None:
    sealed = _sealed(centre, Purpose.CALIBRATION)
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        found = uow.evaluations.get(sealed.id, centre.sees("ann"))
        assert found == replace(sealed, version=found.version if found else 0)
        assert uow.evaluations.heard(sealed.id) == ((0.0, 3.0), (10.0, 12.5))


def test_facts_and_search_refuse_what_is_sealed(centre: Centre) -> None:
    sealed = _sealed(centre, Purpose.CALIBRATION)
    document = SearchDocument(DocumentKind.EVALUATION, sealed.id, SECRET, evaluation_id=sealed.id)
    with centre.store.unit_of_work(None, centre.clock) as uow, pytest.raises(QADeskError) as raised:
        uow.search.put(document, NOW)
    assert raised.value.code is ErrorCode.WRONG_STATE


def test_lifting_a_seal_lifts_it_from_everything_below(centre: Centre, engine: Engine) -> None:
    sealed = _sealed(centre, Purpose.QUALIFICATION)
    tables = ("answers", "answer_reasons", "marks", "heard_passages", "commitments")
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.record.unseal([sealed.id])
        uow.commit()
    with engine.connect() as connection:
        for table in tables:
            seals = connection.execute(text(f"SELECT sealed FROM {table}")).scalars().all()  # noqa: S608 - our names
            assert seals, table
            assert not any(seals), table


def test_the_database_refuses_an_answer_less_sealed_than_its_evaluation(centre: Centre, engine: Engine) -> None:
    _sealed(centre, Purpose.CALIBRATION)
    with pytest.raises(Exception, match=r"(?i)foreign key"), engine.begin() as connection:
        connection.execute(text("UPDATE answers SET sealed = false"))


def _sealed(centre: Centre, purpose: Purpose) -> Evaluation:
    session = centre.session("ann", "ben", "cai") if purpose is Purpose.CALIBRATION else None
    sealed = centre.enter("ann", purpose, sealed=True, session=session.id if session else None, secret=SECRET)
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        uow.evaluations.save_heard(sealed.id, [(0.0, 3.0), (10.0, 12.5)], 0.5)
        if sealed.carries_seal:
            uow.evaluations.commit_to(sealed.id, "00" * 32, b"salt", NOW)
        uow.commit()
    return sealed


def _enter(centre: Centre, engine: Engine, case: Case) -> Evaluation:
    session = centre.session(*_panel(case), state=SessionState.REVEALED) if _has_session(case) else None
    evaluation = centre.enter(
        "ann", case.purpose, sealed=case.sealed, is_in=case.is_in, session=session.id if session else None
    )
    if case.released:
        with engine.begin() as connection:
            row: dict[str, Any] = {"id": FeedbackId(uuid4()), "evaluation_id": evaluation.id}
            row |= {"agent_id": centre.id_of("agent"), "state": FeedbackState.RELEASED, "released_at": NOW}
            connection.execute(insert(FeedbackRow).values(**row))
    if case.blind_elsewhere:
        with centre.store.unit_of_work(None, centre.clock) as uow:
            uow.assignments.add_all([centre.assignment(part, Purpose.OVERLAP) for part in PARTS])
            uow.commit()
    return evaluation


def _has_session(case: Case) -> bool:
    return case.purpose is Purpose.CALIBRATION or case.in_panel


def _panel(case: Case) -> tuple[str, ...]:
    return ("ann", "ben") if case.in_panel else ("ann",)


def _facts(centre: Centre, part: str, case: Case) -> EvaluationFacts:
    return EvaluationFacts(
        purpose=case.purpose,
        inspector_id=centre.id_of("ann"),
        sealed=case.sealed,
        is_in=case.is_in,
        in_panel=part in _panel(case) and _has_session(case),
        in_unit=True,
        is_the_agent=part == "agent",
        is_released=case.released,
        open_blind_elsewhere=case.blind_elsewhere,
    )


def _clear(engine: Engine) -> None:
    tables = ("feedback", "answer_reasons", "answers", "marks", "evaluations", "assignments", "calibration_sessions")
    with engine.begin() as connection:
        for table in tables:
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
