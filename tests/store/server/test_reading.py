"""What the server lets each login read is the matrix: every purpose, state and seal, for every role, as real logins."""

import itertools
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, insert, text

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.calls import Call
from qa_desk.domain.evaluation import Evaluation, EvaluationState, Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.domain.ids import CallId, EvaluationId, FeedbackId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.permissions import EvaluationFacts, may_read
from qa_desk.store.tables.following import FeedbackRow
from tests.store.furnishing import NOW, PARTS, Centre
from tests.store.logins import Logins

UNDER = {
    "answers": "evaluation_id",
    "marks": "evaluation_id",
    "answer_reasons": "(SELECT evaluation_id FROM answers WHERE answers.id = answer_id)",
    "earlier_states": "evaluation_id",
    "evaluation_extracts": "evaluation_id",
    "feedback": "evaluation_id",
}
_WORDS = ("said:*", "said <-> aloud", "said & '3'", "!'3'", "'purpose routine' | said")
OF_AUTHOR_ALONE = {"heard_passages", "desk_places", "draft_holds"}


@dataclass(frozen=True, slots=True)
class Case:
    """One evaluation by Ann and what stands around it, on a call of its own."""

    purpose: Purpose
    sealed: bool
    state: EvaluationState
    released: bool
    in_panel: bool
    blind_elsewhere: bool
    in_unit: bool


_FLAGS = (False, True)
CASES = tuple(
    Case(purpose, sealed, state, *flags)
    for purpose, sealed, state in itertools.product(Purpose, _FLAGS, EvaluationState)
    for flags in itertools.product(*[_FLAGS] * 4)
    # to whom something is released and in whose unit it is matters once it is handed in
    if state is EvaluationState.SUBMITTED or (flags[3] and not flags[0])
)


@pytest.fixture
def cases(centre: Centre, engine: Engine) -> dict[EvaluationId, Case]:
    """Every case there is, entered by the keeper."""
    calls = [_call(centre, case, number) for number, case in enumerate(CASES)]
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.calls.add(calls, NOW)
        uow.commit()
    wide = replace(centre, calls=tuple(calls))
    sessions = {
        in_panel: wide.session(*_panel_of(in_panel), calls=len(calls), state=SessionState.REVEALED)
        for in_panel in _FLAGS
    }
    entered: dict[EvaluationId, Case] = {}
    assignments, evaluations = [], []
    for number, case in enumerate(CASES):
        has_session = case.purpose is Purpose.CALIBRATION or case.in_panel
        session = sessions[case.in_panel].id if has_session else None
        assignment = wide.assignment("ann", case.purpose, number, session)
        evaluation = wide.evaluation(assignment, sealed=case.sealed, is_in=case.state is not EvaluationState.DRAFT)
        evaluation = replace(evaluation, state=case.state)
        assignments += [assignment]
        if case.blind_elsewhere:
            assignments += [wide.assignment(part, Purpose.OVERLAP, number) for part in PARTS]
        evaluations.append(evaluation)
        entered[evaluation.id] = case
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all(assignments)
        uow.assignments.open_up([one.assignment_id for one in evaluations if not one.sealed])
        for evaluation in evaluations:
            uow.evaluations.add(evaluation)
            uow.evaluations.save_heard(evaluation.id, [(0.0, 3.0)], 0.5)
        uow.record.keep(*(extract_of(evaluation, centre.version) for evaluation in evaluations))
        uow.commit()
    with engine.begin() as connection:
        # an own assignment of a blind purpose would be an open one as well: here only others hide anything
        connection.execute(
            text("UPDATE assignments SET state = 'done' WHERE id IN (SELECT assignment_id FROM evaluations)")
        )
        _add_below(connection, centre, evaluations, entered)
    return entered


def test_every_login_reads_exactly_what_the_matrix_says(
    centre: Centre, logins: Logins, cases: dict[EvaluationId, Case], engine: Engine
) -> None:
    for part in PARTS:
        expected = {key for key, case in cases.items() if may_read(centre.sees(part), _facts(centre, part, case))}
        with logins.engine(centre.id_of(part)).connect() as connection:
            found = set(connection.execute(text("SELECT id FROM evaluations")).scalars())
            wrong = [(part, cases[EvaluationId(key)]) for key in found ^ expected]
            assert not wrong, wrong[:3]
            for table, key in UNDER.items():
                below = set(connection.execute(text(f"SELECT {key} FROM {table}")).scalars())  # noqa: S608 - ours
                has_one = {one for one in expected if table != "feedback" or _has_feedback(cases[one])}
                assert below == has_one, (part, table)
            for table in OF_AUTHOR_ALONE:
                n = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608 - ours
                assert (n or 0) == 0 or part == "ann", (part, table)
    with engine.connect() as keeper:
        assert keeper.execute(text("SELECT count(*) FROM heard_passages")).scalar() == len(cases)


def test_the_search_by_the_index_finds_exactly_what_the_policies_let_through(
    centre: Centre, logins: Logins, cases: dict[EvaluationId, Case], engine: Engine
) -> None:
    by_index = text("SELECT server.evaluations_found(:words, :most)")
    by_policy = text(
        "SELECT number FROM search_documents WHERE kind = 'evaluation'"
        " AND to_tsvector('simple', tokens) @@ to_tsquery('simple', :words) ORDER BY number DESC LIMIT :most"
    )
    asked = [{"words": words, "most": most} for words in _WORDS for most in (5, 10_000)]
    for part in PARTS:
        readable = {key for key, case in cases.items() if may_read(centre.sees(part), _facts(centre, part, case))}
        with logins.engine(centre.id_of(part)).connect() as connection:
            for values in asked:
                found = connection.execute(by_index, values).scalars().all()
                assert found == connection.execute(by_policy, values).scalars().all(), (part, values)
            assert len(connection.execute(by_index, asked[1]).all()) == len(readable), part
            assert connection.execute(by_index, {"words": "", "most": 9}).all() == [], part
    with engine.connect() as keeper:
        assert len(keeper.execute(by_index, asked[1]).all()) == len(cases)


def test_the_facts_of_a_call_are_nobodys_who_scores_it_blind(centre: Centre, logins: Logins, engine: Engine) -> None:
    call, assignment = centre.calls[0], centre.assignment("ben", Purpose.ROUTINE, 0)
    evaluation = centre.evaluation(assignment, sealed=False, is_in=True)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([assignment])
        uow.evaluations.add(evaluation)
        uow.commit()
    given = {"evaluation": evaluation.id, "call": call.id, "inspector": centre.id_of("ben")}
    columns = "evaluation_id, call_id, day, inspector_id, scorecard_key, version_number, business_type"
    values = "CAST(:evaluation AS uuid), CAST(:call AS uuid), '2026-03-02', CAST(:inspector AS uuid), 'service', 1, ''"
    further = "id, section_key, criterion_key, reason_keys, points, cause_owner_kind, cause_owner_name"
    statements = (
        f"INSERT INTO scored_facts ({columns}, passed) VALUES ({values}, false)",  # noqa: S608 - ours
        f"INSERT INTO deduction_facts ({columns}, {further})"  # noqa: S608 - ours
        f" VALUES ({values}, gen_random_uuid(), 's', 'c', '[]', 5, 'agent', '')",
    )
    with engine.begin() as keeper:
        for statement in statements:
            keeper.execute(text(statement), given)
    count = text("SELECT (SELECT count(*) FROM scored_facts), (SELECT count(*) FROM deduction_facts)")
    with logins.engine(centre.id_of("lead")).connect() as lead:
        assert tuple(lead.execute(count).one()) == (1, 1)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([centre.assignment("lead", Purpose.OVERLAP, 0)])
        uow.commit()
    with logins.engine(centre.id_of("lead")).connect() as lead:
        assert tuple(lead.execute(count).one()) == (0, 0)


def test_of_commitments_the_salt_is_for_nobody(centre: Centre, logins: Logins) -> None:
    for part in PARTS:
        with logins.engine(centre.id_of(part)).connect() as connection, pytest.raises(Exception, match="permission"):
            connection.execute(text("SELECT salt FROM commitments"))


def _has_feedback(case: Case) -> bool:
    return case.state is not EvaluationState.DRAFT


def _call(centre: Centre, case: Case, number: int) -> Call:
    unit_id = centre.people["team_leader"].unit_id
    other = next(unit.id for unit in centre.units if unit.id != unit_id and unit.parent_id is not None)
    return Call(
        CallId(uuid4()),
        f"case-{number}",
        started_at=NOW - timedelta(days=1),
        agent_id=centre.id_of("agent"),
        unit_id=unit_id if case.in_unit else other,
    )


def _add_below(
    connection: Connection, centre: Centre, evaluations: list[Evaluation], cases: dict[EvaluationId, Case]
) -> None:
    rows = [
        {
            "id": FeedbackId(uuid4()),
            "evaluation_id": one.id,
            "agent_id": centre.id_of("agent"),
            "state": FeedbackState.RELEASED if cases[one.id].released else FeedbackState.HELD,
            "released_at": NOW if cases[one.id].released else None,
        }
        for one in evaluations
        if _has_feedback(cases[one.id])
    ]
    connection.execute(insert(FeedbackRow), rows)
    connection.execute(
        text(
            "INSERT INTO earlier_states (evaluation_id, number, sealed, submitted_at, reopened_at, reopened_by, reason,"
            " content) SELECT id, 1, sealed, started_at, started_at, inspector_id, 'x', '{}' FROM evaluations"
        )
    )
    connection.execute(
        text(
            "INSERT INTO search_documents (kind, object_id, call_id, evaluation_id, title, body, tokens, changed_at)"
            " SELECT 'evaluation', id, call_id, id, '', '', 'said aloud ' || row_number() OVER () % 7, now()"
            " FROM evaluations"
        )
    )


def _panel_of(in_panel: bool) -> tuple[str, ...]:
    return ("ann", "ben") if in_panel else ("ann",)


def _facts(centre: Centre, part: str, case: Case) -> EvaluationFacts:
    return EvaluationFacts(
        purpose=case.purpose,
        inspector_id=centre.id_of("ann"),
        sealed=case.sealed,
        is_in=case.state is EvaluationState.SUBMITTED,
        in_panel=part in _panel_of(case.in_panel) and (case.purpose is Purpose.CALIBRATION or case.in_panel),
        in_unit=case.in_unit,
        is_the_agent=part == "agent",
        is_released=case.released and _has_feedback(case),
        open_blind_elsewhere=case.blind_elsewhere,
    )
