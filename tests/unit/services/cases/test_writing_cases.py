"""Cases by hand and their further versions: what a sheet must hold, who approves, what a newer form asks again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from qa_desk.domain.case_difference import CaseTrait
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.ids import CaseId
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard_edit import remove_criterion, with_criterion
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, CaseState, NamedCase
from tests.calibration_panel import Panel
from tests.small_centre import NOW, SmallCentre
from tests.written_cases import approved, publish, reworded, sheet_of, trainer_of

FAILED = frozenset({"no_disclosure"})


@pytest.fixture
def trainer(centre: SmallCentre) -> Actor:
    return trainer_of(centre)


def ids(cases: tuple[NamedCase, ...]) -> list[CaseId]:
    return [case.id for case in cases]


def code_of(caught: pytest.ExceptionInfo[QADeskError]) -> ErrorCode:
    return caught.value.code


def test_a_passage_of_a_call_becomes_a_case_by_hand(centre: SmallCentre, trainer: Actor) -> None:
    writing, curating = centre.services.writing_cases, centre.services.curating
    start = writing.blank(centre.lead, centre.calls["1009"], centre.version.id)
    assert start.sheet.owner_id == centre.lead.person_id
    assert start.sheet.business_type == start.detail.call.attributes.business_type
    assert start.version == centre.version
    only = tuple(answer for answer in sheet_of(centre, failed=FAILED).answers if answer.criterion_key in FAILED)
    sheet = replace(start.sheet, title=" Told a\nrelative ", answers=only, start_s=1.0, end_s=9.0, is_benchmark=True)
    case_id, changes = writing.propose(centre.lead, replace(sheet, marks=(CaseMark("no_disclosure", 2.0, 4.0),)))
    assert case_id in changes.ids
    view = curating.case(trainer, case_id)
    assert (view.case.title, view.case.passage, view.case.is_benchmark) == ("Told a relative", (1.0, 9.0), True)
    assert [answer.criterion_key for answer in view.case.answers] == ["no_disclosure"]
    assert (view.case.session_id, view.case.state, view.may_approve) == (None, CaseState.PROPOSED, True)
    assert not curating.case(centre.lead, case_id).may_approve


def test_a_sheet_says_what_is_wrong_with_it(centre: SmallCentre) -> None:
    good = sheet_of(centre, failed=FAILED)
    unsaid = tuple(replace(answer, reasons=(), rationale="") for answer in good.answers)
    off_scale = (CaseAnswer("greeting", 17.0, False, (), ""),)
    wrong = {
        "title": replace(good, title=" "),
        "no answer": replace(good, answers=()),
        "only another form's answers": replace(good, answers=(CaseAnswer("weather", True, False, (), ""),)),
        "a failure without a word why": replace(good, answers=unsaid),
        "N/A where it is not allowed": replace(good, answers=(CaseAnswer("greeting", None, True, (), ""),)),
        "a passage backwards": replace(good, start_s=5.0, end_s=4.0),
        "a passage of no length": replace(good, start_s=5.0, end_s=5.0),
        "a passage past the end": replace(good, start_s=5.0, end_s=5000.0),
        "a mark before the passage": replace(good, start_s=3.0, end_s=9.0),
        "an endless mark": replace(good, marks=(CaseMark(None, 1.0, float("inf")),)),
        "an owner who can't": replace(good, owner_id=centre.anna.person_id),
    }
    for name, sheet in wrong.items():
        with pytest.raises(QADeskError) as caught:
            centre.services.writing_cases.propose(centre.lead, sheet)
        assert code_of(caught) is ErrorCode.VALUE_INVALID, name
    with pytest.raises(QADeskError) as caught:
        centre.services.writing_cases.propose(centre.lead, replace(good, answers=off_scale))
    assert code_of(caught) is ErrorCode.ANSWER_INVALID


def test_who_may_not_keep_cases_writes_none(centre: SmallCentre) -> None:
    writing = centre.services.writing_cases
    for ask in (
        lambda: writing.blank(centre.anna, centre.calls["1009"]),
        lambda: writing.propose(centre.anna, sheet_of(centre)),
    ):
        with pytest.raises(NotAllowedError):
            ask()
    assert writing.waiting(centre.anna).n_cases == 0


def test_who_scores_the_call_blind_writes_no_case_of_it(centre: SmallCentre) -> None:
    centre.assign(centre.lead, "1009")
    for ask in (
        lambda: centre.services.writing_cases.blank(centre.lead, centre.calls["1009"]),
        lambda: centre.services.writing_cases.propose(centre.lead, sheet_of(centre)),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_a_change_of_a_valid_case_waits_beside_it_and_then_takes_its_place(centre: SmallCentre, trainer: Actor) -> None:
    writing, curating = centre.services.writing_cases, centre.services.curating
    case_id = approved(centre, trainer, sheet_of(centre, failed=FAILED))
    changed = replace(writing.begin(trainer, case_id).sheet, title="Told a relative", note="clearer")
    writing.propose(trainer, changed, case_id)
    shown = curating.case(centre.lead, case_id)
    assert (shown.case.number, shown.case.title, shown.proposed_number) == (1, "Case 1009", 2)
    assert curating.case(centre.lead, case_id, 2).may_approve
    with pytest.raises(QADeskError):
        curating.approve(trainer, case_id)
    curating.approve(centre.lead, case_id)
    newer, older = writing.history(centre.anna, case_id)
    assert (newer.number, newer.is_current, newer.note, newer.author_name) == (2, True, "clearer", "Liu Yang")
    assert (newer.approver_name, older.is_current, older.state) == ("Wang Fang", False, CaseState.VALID)
    assert [(one.field, one.before, one.after) for one in newer.differences] == [
        (CaseTrait.TITLE, "Case 1009", "Told a relative")
    ]
    assert older.differences == ()


def test_a_further_proposal_replaces_the_one_that_waits(centre: SmallCentre, trainer: Actor) -> None:
    writing = centre.services.writing_cases
    case_id, _changes = writing.propose(centre.lead, sheet_of(centre))
    writing.propose(centre.lead, replace(writing.begin(centre.lead, case_id).sheet, title="Better"), case_id)
    states = [(step.number, step.state, step.is_current) for step in writing.history(trainer, case_id)]
    assert states == [(2, CaseState.PROPOSED, True), (1, CaseState.RETIRED, False)]
    centre.services.curating.approve(trainer, case_id)
    assert centre.services.curating.case(trainer, case_id).case.title == "Better"


def test_what_is_taken_back_leaves_what_is_valid(centre: SmallCentre, trainer: Actor) -> None:
    writing, curating = centre.services.writing_cases, centre.services.curating
    case_id = approved(centre, trainer, sheet_of(centre))
    writing.propose(centre.lead, replace(writing.begin(centre.lead, case_id).sheet, title="Worse"), case_id)
    with pytest.raises(QADeskError) as caught:
        writing.withdraw(trainer, case_id, " ")
    assert code_of(caught) is ErrorCode.REASON_REQUIRED
    writing.withdraw(trainer, case_id, "it was clearer before")
    view = curating.case(trainer, case_id)
    assert (view.case.title, view.case.state, view.proposed_number) == ("Case 1009", CaseState.VALID, None)
    with pytest.raises(QADeskError) as caught:
        writing.withdraw(trainer, case_id, "again")
    assert code_of(caught) is ErrorCode.WRONG_STATE


def test_a_retired_case_has_no_further_version(centre: SmallCentre, trainer: Actor) -> None:
    case_id = approved(centre, trainer, sheet_of(centre))
    centre.services.curating.retire(trainer, case_id, "the rule has changed")
    with pytest.raises(QADeskError) as caught:
        centre.services.writing_cases.propose(centre.lead, sheet_of(centre), case_id)
    assert code_of(caught) is ErrorCode.WRONG_STATE


def test_a_due_review_waits_for_its_owner(centre: SmallCentre, trainer: Actor) -> None:
    writing, today = centre.services.writing_cases, NOW.date()
    case_id = approved(centre, trainer, sheet_of(centre))
    assert writing.waiting(centre.lead).n_cases == 0
    writing.look_after(centre.lead, case_id, trainer.person_id, today + timedelta(days=1))
    assert not centre.services.curating.case(trainer, case_id).is_review_due
    writing.look_after(centre.lead, case_id, trainer.person_id, today)
    assert ids(writing.waiting(trainer).review_due) == [case_id]
    assert writing.waiting(centre.lead).review_due == ()
    view = centre.services.curating.case(trainer, case_id)
    assert (view.is_review_due, view.owner_name, view.case.number) == (True, "Liu Yang", 1)
    with pytest.raises(QADeskError) as caught:
        writing.look_after(centre.lead, case_id, centre.anna.person_id, None)
    assert code_of(caught) is ErrorCode.VALUE_INVALID


def test_what_somebody_else_proposed_waits_for_approval(centre: SmallCentre, trainer: Actor) -> None:
    writing = centre.services.writing_cases
    case_id, _changes = writing.propose(centre.lead, sheet_of(centre))
    assert ids(writing.waiting(trainer).to_approve) == [case_id]
    assert writing.waiting(centre.lead).to_approve == ()


def test_a_newer_form_asks_what_it_changed_and_takes_the_rest(centre: SmallCentre, trainer: Actor) -> None:
    writing, curating = centre.services.writing_cases, centre.services.curating
    case_id = approved(centre, trainer, sheet_of(centre, failed=FAILED))
    assert curating.case(centre.lead, case_id).touched is None
    with pytest.raises(QADeskError) as caught:
        writing.carried_over(centre.lead, case_id)
    assert code_of(caught) is ErrorCode.WRONG_STATE
    newer = publish(
        centre,
        lambda form: remove_criterion(
            with_criterion(form, reworded(form.criterion("greeting"), "Name, company and an offer")), "closing"
        ),
    )
    touched = curating.case(centre.lead, case_id).touched
    assert touched is not None
    assert (touched.change.changed, touched.change.removed) == (("greeting",), ("closing",))
    assert ids(writing.waiting(centre.lead).form_changed) == [case_id]
    assert writing.carry_over(centre.lead, case_id) is None
    start = writing.carried_over(centre.lead, case_id)
    keys = {answer.criterion_key for answer in start.sheet.answers}
    assert (start.version, keys & {"greeting", "closing"}) == (newer, set())
    assert start.sheet.marks == sheet_of(centre, failed=FAILED).marks
    greeting = next(answer for answer in sheet_of(centre).answers if answer.criterion_key == "greeting")
    writing.propose(centre.lead, replace(start.sheet, answers=(*start.sheet.answers, greeting)), case_id)
    assert writing.waiting(centre.lead).form_changed == ()
    curating.approve(trainer, case_id)
    view = curating.case(centre.lead, case_id)
    assert (view.version, view.touched, view.case.number) == (newer, None, 2)


def test_one_key_carries_over_what_only_lost_a_criterion(centre: SmallCentre, trainer: Actor) -> None:
    writing = centre.services.writing_cases
    case_id = approved(centre, trainer, sheet_of(centre))
    newer = publish(centre, lambda form: remove_criterion(form, "closing"))
    carried = writing.carry_over(centre.lead, case_id)
    assert carried is not None
    proposed = centre.services.curating.case(trainer, case_id, 2)
    assert (proposed.version, proposed.case.state) == (newer, CaseState.PROPOSED)
    assert str(newer.number) in proposed.case.note


def test_weights_alone_flag_no_case(centre: SmallCentre, trainer: Actor) -> None:
    case_id = approved(centre, trainer, sheet_of(centre))
    publish(centre, lambda form: with_criterion(form, replace(form.criterion("greeting"), weight=20.0)))
    assert centre.services.curating.case(trainer, case_id).touched is None
    assert centre.services.writing_cases.touched(trainer) == ()


def test_opening_a_case_is_kept_once_and_wears_it_out_not_at_all(centre: SmallCentre, trainer: Actor) -> None:
    case_id = approved(centre, trainer, sheet_of(centre))
    for _again in range(2):
        centre.services.curating.case(centre.anna, case_id)
    with centre.workspace.store.reading() as uow:
        assert uow.exposures.seen_by(centre.anna.person_id) == {case_id}
        assert uow.exposures.seen_by(centre.ben.person_id) == frozenset()
    assert centre.services.curating.case(trainer, case_id).n_exposures == 0
    assert centre.services.curating.case(centre.anna, case_id).n_exposures is None


def test_difficulty_is_how_far_peoples_first_answers_agree(panel: Panel) -> None:
    centre, trainer = panel.centre, trainer_of(panel.centre)
    case_id = approved(centre, trainer, sheet_of(centre, failed=FAILED))
    assert _agreeing(centre, trainer, case_id) == (0, 0, 0)
    session_id = panel.open_session("1009")
    panel.hand_in(centre.anna, session_id, {"1009": FAILED})
    for member in panel.members[1:]:
        panel.hand_in(member, session_id)
    assert _agreeing(centre, trainer, case_id) == (0, 0, 0), "what is blind is not counted"
    panel.calibrating.reveal(centre.lead, session_id)
    n = len(centre.version.criteria)
    assert _agreeing(centre, trainer, case_id) == (3, 3 * n, 3 * n - 2)
    found = centre.services.curating.case(trainer, case_id).measured
    assert found is not None
    assert found.agreement.value == pytest.approx((3 * n - 2) / (3 * n))
    assert centre.services.curating.case(centre.anna, case_id).measured is None


def _agreeing(centre: SmallCentre, actor: Actor, case_id: object) -> tuple[int, int, int]:
    found = centre.services.curating.case(actor, case_id).measured  # type: ignore[arg-type]
    assert found is not None
    return found.n_people, found.n_answers, found.n_agreeing
