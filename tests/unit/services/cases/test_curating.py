"""The library: only what is settled is kept, a second person approves, and the blind see nothing too early."""

import pytest

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CaseId, SessionId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.standard_case import CaseMark, CaseState, Difficulty
from qa_desk.services.cases.curating import CaseDraft
from qa_desk.services.centre.administering import PersonDraft
from tests.calibration_panel import BECAUSE, Panel

FAILED = {"1009": frozenset({"no_disclosure", "greeting"})}


def settled_session(panel: Panel, *keys: str) -> SessionId:
    """A session of these calls with everything settled as Anna said."""
    session_id = panel.open_session(*keys)
    panel.hand_in(panel.centre.anna, session_id, FAILED)
    for member in panel.members[1:]:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    panel.settle_all(session_id)
    return session_id


def keep(panel: Panel, session_id: SessionId, key: str, actor: Actor | None = None, **more: object) -> CaseId:
    fields: dict[str, object] = {"title": f"Case {key}", "difficulty": Difficulty.HARD, "language": "en"}
    draft = CaseDraft(session_id, panel.centre.calls[key], **(fields | more))  # type: ignore[arg-type]
    return panel.centre.services.curating.keep(actor or panel.centre.lead, draft)[0]


def trainer(panel: Panel) -> Actor:
    draft = PersonDraft("t-1", "Liu Yang", frozenset({Role.TRAINER}))
    panel.centre.services.administering.save_person(panel.centre.lead, draft)
    return panel.centre.services.administering.actor_named("t-1")


def code_of(caught: pytest.ExceptionInfo[QADeskError]) -> ErrorCode:
    return caught.value.code


def test_a_case_holds_the_settled_answers_with_their_reasons_and_evidence(panel: Panel) -> None:
    case_id = keep(panel, settled_session(panel, "1009"), "1009", rationale="Said it to a third party")
    view = panel.centre.services.curating.case(panel.centre.ben, case_id)
    answers = {answer.criterion_key: answer for answer in view.case.answers}
    assert set(answers) == {criterion.key for criterion in panel.centre.version.criteria}
    disclosure = answers["no_disclosure"]
    assert (disclosure.rating, disclosure.rationale) == (False, BECAUSE)
    assert view.case.evidence_of("no_disclosure") == CaseMark("no_disclosure", 3.0, 6.0)
    assert not view.result.passed
    assert view.case.code == "SC-001"
    assert view.owner_name == "Wang Fang"


def test_nothing_is_kept_before_it_is_settled(panel: Panel) -> None:
    session_id = panel.open_session("1009")
    with pytest.raises(QADeskError) as caught:
        keep(panel, session_id, "1009")
    assert code_of(caught) is ErrorCode.WRONG_STATE
    with pytest.raises(QADeskError) as caught:
        panel.centre.services.curating.proposal(panel.centre.lead, session_id, panel.centre.calls["1009"])
    assert code_of(caught) is ErrorCode.WRONG_STATE


def test_a_case_needs_a_title(panel: Panel) -> None:
    session_id = settled_session(panel, "1009")
    with pytest.raises(QADeskError) as caught:
        keep(panel, session_id, "1009", title="  ")
    assert code_of(caught) is ErrorCode.VALUE_INVALID


def test_a_second_person_approves(panel: Panel) -> None:
    curating, case_id = panel.centre.services.curating, keep(panel, settled_session(panel, "1009"), "1009")
    other = trainer(panel)
    assert not curating.case(panel.centre.lead, case_id).may_approve
    assert not curating.case(panel.centre.anna, case_id).may_approve
    assert curating.case(other, case_id).may_approve
    with pytest.raises(QADeskError):
        curating.approve(panel.centre.lead, case_id)
    curating.approve(other, case_id)
    view = curating.case(other, case_id)
    assert (view.case.state, view.may_approve) == (CaseState.VALID, False)


def test_retiring_needs_a_reason_that_stays(panel: Panel) -> None:
    curating, case_id = panel.centre.services.curating, keep(panel, settled_session(panel, "1009"), "1009")
    with pytest.raises(QADeskError) as caught:
        curating.retire(panel.centre.lead, case_id, " ")
    assert code_of(caught) is ErrorCode.REASON_REQUIRED
    curating.retire(panel.centre.lead, case_id, "the rule changed")
    view = curating.case(panel.centre.lead, case_id)
    assert (view.case.state, view.case.retired_reason, view.may_retire) == (
        CaseState.RETIRED,
        "the rule changed",
        False,
    )


def test_only_lead_and_trainer_keep_approve_and_retire(panel: Panel) -> None:
    session_id = settled_session(panel, "1009")
    curating, case_id = panel.centre.services.curating, keep(panel, session_id, "1009")
    for step in (
        lambda: keep(panel, session_id, "1009", panel.centre.anna),
        lambda: curating.approve(panel.centre.anna, case_id),
        lambda: curating.retire(panel.centre.anna, case_id, "why"),
        lambda: curating.proposal(panel.centre.anna, session_id, panel.centre.calls["1009"]),
    ):
        with pytest.raises(QADeskError) as caught:
            step()
        assert code_of(caught) is ErrorCode.NOT_ALLOWED


def test_the_form_says_what_is_kept_already(panel: Panel) -> None:
    session_id = settled_session(panel, "1009")
    curating, call_id = panel.centre.services.curating, panel.centre.calls["1009"]
    before = curating.proposal(panel.centre.lead, session_id, call_id)
    assert (before.call_key, before.kept_as, before.tags_in_use) == ("1009", (), ())
    assert before.n_settled == len(panel.centre.version.criteria)
    keep(panel, session_id, "1009", tags=("borderline",))
    after = curating.proposal(panel.centre.lead, session_id, call_id)
    assert (after.kept_as, after.tags_in_use) == (("SC-001",), ("borderline",))
