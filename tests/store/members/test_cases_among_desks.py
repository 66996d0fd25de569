"""Standard cases as lead and trainer keep them, each signed in as themself: on a file and on a server alike."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.errors import NotAllowedError, QADeskError
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, CaseState
from qa_desk.services.cases.sheets import CaseSheet
from tests.store.members.team import Team, answer_to

pytestmark = pytest.mark.usefixtures("calls")

_APPROVED = "UPDATE case_versions SET state = 'valid', approved_by = :me, approved_at = now() WHERE case_id = :case"
ATTACKS = (
    ("Lea", _APPROVED),
    ("Tim", _APPROVED),
    ("Lea", "UPDATE case_versions SET state = 'valid' WHERE case_id = :case"),
    ("Tim", "UPDATE case_versions SET title = 'x' WHERE case_id = :case"),
    ("Lea", "UPDATE case_answers SET rationale = 'x' WHERE case_id = :case"),
    ("Lea", "DELETE FROM case_marks WHERE case_id = :case"),
    ("Tim", "INSERT INTO case_tags (case_id, number, tag, position) VALUES (:case, 1, 'x', 9)"),
    (
        "Anna",
        "INSERT INTO case_exposures (id, case_id, number, person_id, kind, at)"
        " VALUES (gen_random_uuid(), :case, 1, :me, 'opened', now())",
    ),
)
"""Who tries what: to approve one's own or in another's name, to rewrite, and to say that somebody else has seen it."""


def test_cases_are_written_approved_changed_and_retired_by_two(team: Team) -> None:
    lea, tim, anna = team.desk("Lea"), team.desk("Tim"), team.desk("Anna")
    sheet = _sheet(team)
    with pytest.raises(NotAllowedError):
        anna.services.writing_cases.propose(anna.actor, sheet)
    case_id, _changes = lea.services.writing_cases.propose(lea.actor, sheet)
    with pytest.raises(QADeskError):
        lea.services.curating.approve(lea.actor, case_id)
    assert [one.id for one in tim.services.writing_cases.waiting(tim.actor).to_approve] == [case_id]
    tim.services.curating.approve(tim.actor, case_id)
    better = replace(tim.services.writing_cases.begin(tim.actor, case_id).sheet, title="Read it out")
    tim.services.writing_cases.propose(tim.actor, better, case_id)
    lea.services.writing_cases.look_after(lea.actor, case_id, tim.actor.person_id, None)
    lea.services.curating.approve(lea.actor, case_id)
    shown = anna.services.curating.case(anna.actor, case_id)
    assert (shown.case.title, shown.case.number, shown.case.marks) == ("Read it out", 2, sheet.marks)
    assert lea.services.curating.case(lea.actor, case_id).owner_name == "Tim", "also of what was proposed by then"
    with team.keeper.reading() as uow:
        assert uow.exposures.seen_by(anna.actor.person_id) == {case_id}
    lea.services.curating.retire(lea.actor, case_id, "the rule has changed")
    states = [step.state for step in anna.services.writing_cases.history(anna.actor, case_id)]
    assert states == [CaseState.RETIRED, CaseState.RETIRED]


def test_the_server_itself_keeps_the_library_true(team: Team) -> None:
    if team.engine_of is None:
        pytest.skip("a file has no guard but the services")
    lea, anna = team.desk("Lea"), team.desk("Anna")
    case_id, _changes = lea.services.writing_cases.propose(lea.actor, _sheet(team))
    values = {"case": case_id, "me": lea.actor.person_id}
    for name, statement in ATTACKS:
        with team.engine_of(team.id_of(name)).connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(statement), {key: values[key] for key in values if f":{key}" in statement})
    lea.services.curating.case(lea.actor, case_id)
    assert anna.services.curating.case(anna.actor, case_id).case.title == "A number read out"
    with team.engine_of(anna.actor.person_id).connect() as connection:
        seen = connection.execute(text("SELECT person_id FROM case_exposures")).scalars().all()
    assert seen == [anna.actor.person_id]


def test_every_case_id_is_its_own(team: Team) -> None:
    lea = team.desk("Lea")
    made = [lea.services.writing_cases.propose(lea.actor, _sheet(team))[0] for _again in range(2)]
    codes = [lea.services.curating.case(lea.actor, case_id).case.code for case_id in made]
    assert codes == ["SC-001", "SC-002"]


def _sheet(team: Team) -> CaseSheet:
    version = team.version()
    return CaseSheet(
        call_id=team.calls()["C-1"],
        version_id=version.id,
        title="A number read out",
        answers=tuple(_answer(one, is_failed=one.key == "no_disclosure") for one in version.criteria),
        marks=(CaseMark("no_disclosure", 0.1, 0.4),),
    )


def _answer(criterion: Criterion, *, is_failed: bool) -> CaseAnswer:
    draft = answer_to(criterion, is_failed=is_failed)
    return CaseAnswer(draft.criterion_key, draft.rating, draft.na, draft.reasons, draft.comment)
