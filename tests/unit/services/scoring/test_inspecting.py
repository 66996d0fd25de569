"""What an inspector can do with a call, and what the seals allow: on a workspace of its own in a temporary folder."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import AssignmentState, CauseOwner, CauseOwnerKind, Evaluation, EvaluationState, Purpose
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.scoring import AnswerState, score
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.scoring.inspecting_views import AnswerDraft, AssignmentDraft, MarkDraft
from tests.small_centre import NOW, SmallCentre, later

HIDDEN = AnswerState.HIDDEN


def code_of(caught: pytest.ExceptionInfo[QADeskError]) -> ErrorCode:
    return caught.value.code


def n_facts(centre: SmallCentre, key: str) -> int:
    """How many evaluations the actor's team counts for a call: those that the lead may read."""
    found = centre.services.reviewing.evaluations_of_call(centre.lead, centre.calls[key])
    return len([one for one in found if one.evaluation.is_in])


def test_an_overlap_and_a_repeat_read_routine_in_the_queue_and_on_the_desk(centre: SmallCentre) -> None:
    (overlap,) = centre.assign(centre.anna, "1009", purpose=Purpose.OVERLAP)
    centre.assign(centre.anna, "1010", purpose=Purpose.REPEAT)
    shown = {item.purpose for item in centre.services.inspecting.my_calls(centre.anna)}
    assert shown == {Purpose.ROUTINE}
    assert centre.services.inspecting.open(centre.anna, overlap).purpose_shown is Purpose.ROUTINE


def test_opening_begins_and_opening_again_goes_on(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    first = centre.services.inspecting.open(centre.anna, assignment)
    centre.services.inspecting.answer(centre.anna, first.evaluation.id, AnswerDraft("no_disclosure", True))
    again = centre.services.inspecting.open(centre.anna, assignment)
    assert again.evaluation.id == first.evaluation.id
    assert [answer.rating for answer in again.evaluation.answers] == [True]
    (item,) = centre.services.inspecting.my_calls(centre.anna)
    assert (item.state, item.n_answered) == (AssignmentState.BEGUN, 1)
    shown = [one for one in score(again.version, again.evaluation.answers).criteria if one.state is not HIDDEN]
    assert item.n_criteria == len(shown) == 13, "as on the desk: the conditional criterion is not asked for yet"


def test_nobody_opens_what_is_assigned_to_another(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    for other in (centre.ben, centre.lead):
        with pytest.raises(NotFoundError):
            centre.services.inspecting.open(other, assignment)


def test_an_auditor_does_not_score(centre: SmallCentre) -> None:
    auditor = Actor(centre.ben.person_id, "auditor", frozenset({Role.AUDITOR}))
    with pytest.raises(NotAllowedError):
        centre.services.inspecting.my_calls(auditor)


def test_an_answer_is_saved_at_once_with_all_that_belongs_to_it(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    view = centre.services.inspecting.open(centre.anna, assignment)
    owner = next(choice.owner for choice in view.cause_owners if choice.owner.kind is CauseOwnerKind.DEPARTMENT)
    reasons = ("identity_not_verified", "full_number_read")
    draft = AnswerDraft("no_disclosure", False, reasons=reasons, cause_owner=owner, comment="read aloud")
    centre.services.inspecting.answer(centre.anna, view.evaluation.id, draft)
    (answer,) = centre.services.inspecting.open(centre.anna, assignment).evaluation.answers
    assert (answer.rating, answer.reasons, answer.cause_owner, answer.comment) == (False, reasons, owner, "read aloud")


def test_an_answer_changed_and_cleared_is_missing_again(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    inspecting, evaluation = (
        centre.services.inspecting,
        centre.services.inspecting.open(centre.anna, assignment).evaluation,
    )
    for rating in (0, 3, 5):
        evaluation = inspecting.answer(centre.anna, evaluation.id, AnswerDraft("greeting", rating))
    assert [answer.rating for answer in evaluation.answers] == [5]
    evaluation = inspecting.answer(centre.anna, evaluation.id, AnswerDraft("greeting"))
    assert evaluation.answers == ()
    assert inspecting.open(centre.anna, assignment).evaluation.answers == ()


@pytest.mark.parametrize(
    "draft",
    [
        AnswerDraft("greeting", 4),
        AnswerDraft("no_disclosure", na=True),
        AnswerDraft("no_disclosure", False, reasons=("no_such_reason",)),
    ],
    ids=["off the scale", "N/A not allowed", "unknown reason"],
)
def test_what_is_no_answer_is_refused_and_changes_nothing(centre: SmallCentre, draft: AnswerDraft) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    evaluation = centre.services.inspecting.open(centre.anna, assignment).evaluation
    with pytest.raises(QADeskError) as caught:
        centre.services.inspecting.answer(centre.anna, evaluation.id, draft)
    assert code_of(caught) is ErrorCode.ANSWER_INVALID
    assert centre.services.inspecting.open(centre.anna, assignment).evaluation.answers == ()


def test_marks_are_put_in_order_changed_and_removed(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    inspecting, evaluation = (
        centre.services.inspecting,
        centre.services.inspecting.open(centre.anna, assignment).evaluation,
    )
    evaluation = inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(21.0, 17.5, "said", "no_disclosure"))
    (mark,) = evaluation.marks
    assert (mark.start_s, mark.end_s) == (17.5, 21.0)
    inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(17.0, 21.0, "said twice", "no_disclosure", id=mark.id))
    (kept,) = inspecting.open(centre.anna, assignment).evaluation.marks
    assert (kept.id, kept.start_s, kept.note) == (mark.id, 17.0, "said twice")
    assert inspecting.remove_mark(centre.anna, evaluation.id, mark.id).marks == ()
    assert inspecting.open(centre.anna, assignment).evaluation.marks == ()


def test_what_was_heard_is_there_when_one_comes_back(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    evaluation = centre.services.inspecting.open(centre.anna, assignment).evaluation
    centre.services.inspecting.note_listened(centre.anna, evaluation.id, ((0.0, 4.0), (9.0, 10.0)), 0.0625)
    view = centre.services.inspecting.open(centre.anna, assignment)
    assert view.heard == ((0.0, 4.0), (9.0, 10.0))
    assert view.evaluation.listened_share == 0.0625


def test_an_unfinished_evaluation_is_not_submitted(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    evaluation = centre.services.inspecting.open(centre.anna, assignment).evaluation
    with pytest.raises(QADeskError) as caught:
        centre.services.inspecting.submit(centre.anna, evaluation.id)
    assert code_of(caught) is ErrorCode.ANSWERS_MISSING
    assert caught.value.params["count"] == 13, "the conditional criterion is not asked for yet"


def test_a_submitted_evaluation_is_closed_to_changes(centre: SmallCentre) -> None:
    evaluation = submitted(centre, centre.anna, "1043")
    assert centre.services.inspecting.n_waiting(centre.anna) == 0
    for change in (
        lambda: centre.services.inspecting.answer(centre.anna, evaluation.id, AnswerDraft("greeting", 0)),
        lambda: centre.services.inspecting.answer(centre.anna, evaluation.id, AnswerDraft("greeting")),
        lambda: centre.services.inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(0.0, 1.0)),
    ):
        with pytest.raises(QADeskError) as caught:
            change()
        assert code_of(caught) is ErrorCode.WRONG_STATE


def test_submitting_what_is_in_answers_the_same_and_does_nothing(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    evaluation = centre.answer_all(centre.anna, assignment)
    inspecting = centre.services.inspecting
    first = inspecting.submit(centre.anna, evaluation.id)
    submitted_at = inspecting.open(centre.anna, assignment).evaluation.submitted_at
    later(centre, minutes=1)
    n_entries = centre.workspace.store.verify_audit_chain().n_entries
    assert inspecting.submit(centre.anna, evaluation.id) == first
    assert inspecting.open(centre.anna, assignment).evaluation.submitted_at == submitted_at
    assert centre.workspace.store.verify_audit_chain().n_entries == n_entries
    with pytest.raises(NotFoundError):
        inspecting.submit(centre.ben, evaluation.id)


def test_the_queue_shows_score_outcome_and_how_long_submitting_can_be_undone(centre: SmallCentre) -> None:
    evaluation = submitted(centre, centre.anna, "1043", failed=frozenset({"no_disclosure"}))
    (item,) = centre.services.inspecting.my_calls(centre.anna)
    assert item.score == pytest.approx(score(centre.version, evaluation.answers).score)
    assert item.passed is False
    assert item.undo_until is not None
    later(centre, minutes=10, seconds=1)
    (item,) = centre.services.inspecting.my_calls(centre.anna)
    assert item.undo_until is None


def test_submitting_is_undone_within_ten_minutes_and_can_be_done_again(centre: SmallCentre) -> None:
    evaluation = submitted(centre, centre.anna, "1043")
    later(centre, minutes=10)
    centre.services.inspecting.undo_submit(centre.anna, evaluation.id)
    assert n_facts(centre, "1043") == 0
    (item,) = centre.services.inspecting.my_calls(centre.anna)
    assert item.state is AssignmentState.BEGUN
    view = centre.services.inspecting.open(centre.anna, item.assignment_id)
    assert view.evaluation.state is EvaluationState.REOPENED
    assert len(view.evaluation.answers) == 14
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    assert n_facts(centre, "1043") == 1


def test_after_ten_minutes_it_is_too_late(centre: SmallCentre) -> None:
    evaluation = submitted(centre, centre.anna, "1043")
    later(centre, minutes=10, seconds=1)
    with pytest.raises(QADeskError) as caught:
        centre.services.inspecting.undo_submit(centre.anna, evaluation.id)
    assert code_of(caught) is ErrorCode.TOO_LATE


def test_an_overlap_stays_sealed_until_both_are_in_and_can_then_not_be_taken_back(centre: SmallCentre) -> None:
    centre.assign(centre.ben, "1009", purpose=Purpose.OVERLAP)
    of_anna = submitted(centre, centre.anna, "1009", purpose=Purpose.OVERLAP)
    assert n_facts(centre, "1009") == 0, "one half of an overlap must not be seen"
    of_ben = submitted(centre, centre.ben, "1009", purpose=Purpose.OVERLAP)
    assert n_facts(centre, "1009") == 2
    for actor, evaluation in ((centre.anna, of_anna), (centre.ben, of_ben)):
        with pytest.raises(QADeskError) as caught:
            centre.services.inspecting.undo_submit(actor, evaluation.id)
        assert code_of(caught) is ErrorCode.TOO_LATE


def test_an_open_overlap_hides_the_colleague_and_ones_own_earlier_evaluation(centre: SmallCentre) -> None:
    submitted(centre, centre.anna, "1010")
    call = centre.calls["1010"]
    assert len(centre.services.reviewing.evaluations_of_call(centre.anna, call)) == 1
    centre.assign(centre.anna, "1010", purpose=Purpose.REPEAT)
    assert centre.services.reviewing.evaluations_of_call(centre.anna, call) == ()
    waiting = [item.state for item in centre.services.inspecting.my_calls(centre.anna)]
    assert waiting == [AssignmentState.WAITING], "the earlier score would give the repeat away"


def test_a_qualification_hides_the_score_from_who_scores_and_everything_from_others(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1010", purpose=Purpose.QUALIFICATION)
    assert centre.services.inspecting.open(centre.anna, assignment).hides_score
    evaluation = centre.answer_all(centre.anna, assignment)
    for reader in (centre.lead, centre.ben):
        with pytest.raises(NotFoundError):
            centre.services.reviewing.evaluation(reader, evaluation.id)


def test_whoever_has_a_call_already_is_not_given_it_twice(centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1043")
    draft = AssignmentDraft((centre.calls["1043"],), (centre.anna.person_id,), centre.version.id)
    assert not centre.services.assigning.assign(centre.lead, draft).ids
    assert centre.services.inspecting.n_waiting(centre.anna) == 1


def submitted(
    centre: SmallCentre,
    inspector: Actor,
    key: str,
    *,
    purpose: Purpose = Purpose.ROUTINE,
    failed: frozenset[str] = frozenset(),
) -> Evaluation:
    """The call answered whole and handed in."""
    (assignment,) = centre.assign(inspector, key, purpose=purpose)
    evaluation = centre.answer_all(inspector, assignment, failed=failed)
    centre.services.inspecting.submit(inspector, evaluation.id)
    return evaluation


def test_two_blind_assignments_on_one_call_can_both_be_finished(centre: SmallCentre) -> None:
    (overlap,) = centre.assign(centre.anna, "1009", purpose=Purpose.OVERLAP)
    begun = centre.services.inspecting.open(centre.anna, overlap).evaluation
    draft = AssignmentDraft((centre.calls["1009"],), (centre.anna.person_id,), centre.version.id, Purpose.QUALIFICATION)
    centre.services.assigning.assign(centre.lead, draft)
    queue = centre.services.inspecting.my_calls(centre.anna)
    (other,) = {item.assignment_id for item in queue} - {overlap}
    for assignment_id in (overlap, other):
        evaluation = centre.answer_all(centre.anna, assignment_id)
        centre.services.inspecting.submit(centre.anna, evaluation.id)
    assert centre.services.reviewing.evaluation(centre.anna, begun.id).evaluation.is_in


@pytest.mark.parametrize("purpose", [Purpose.OVERLAP, Purpose.REPEAT])
def test_its_author_is_told_nowhere_that_it_is_an_overlap_or_a_repeat(centre: SmallCentre, purpose: Purpose) -> None:
    (routine,) = centre.assign(centre.anna, "1010")
    (blind,) = centre.assign(centre.anna, "1009", purpose=purpose)
    centre.assign(centre.ben, "1009", purpose=purpose)
    inspecting = centre.services.inspecting
    shown: list[list[tuple[Purpose, bool]]] = []
    for assignment_id in (routine, blind):
        evaluation = inspecting.open(centre.anna, assignment_id).evaluation
        said = [
            evaluation,
            inspecting.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", True)),
            inspecting.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure")),
            marked := inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(1.0, 2.0)),
            inspecting.remove_mark(centre.anna, evaluation.id, marked.marks[0].id),
            centre.services.reviewing.evaluation(centre.anna, evaluation.id).evaluation,
            *(one.evaluation for one in centre.services.reviewing.evaluations_of_call(centre.anna, evaluation.call_id)),
        ]
        shown.append([(one.purpose, one.sealed) for one in said])
    assert shown[0] == shown[1]


@pytest.mark.parametrize("purpose", [Purpose.REPEAT, Purpose.PRACTICE, Purpose.QUALIFICATION])
def test_what_opened_other_answers_to_its_author_is_not_taken_back(centre: SmallCentre, purpose: Purpose) -> None:
    (earlier,) = centre.assign(centre.anna, "1009")
    centre.services.inspecting.submit(centre.anna, centre.answer_all(centre.anna, earlier).id)
    (assignment,) = centre.assign(centre.anna, "1009", purpose=purpose)
    evaluation = centre.answer_all(centre.anna, assignment)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    assert len(centre.services.reviewing.evaluations_of_call(centre.anna, evaluation.call_id)) == 2
    offered = {item.assignment_id: item.undo_until for item in centre.services.inspecting.my_calls(centre.anna)}
    assert offered[assignment] is None
    with pytest.raises(QADeskError) as caught:
        centre.services.inspecting.undo_submit(centre.anna, evaluation.id)
    assert code_of(caught) is ErrorCode.TOO_LATE


def test_undo_is_not_offered_once_an_overlap_is_unsealed(centre: SmallCentre) -> None:
    inspecting = centre.services.inspecting
    (mine,) = centre.assign(centre.anna, "1009", purpose=Purpose.OVERLAP)
    (theirs,) = centre.assign(centre.ben, "1009", purpose=Purpose.OVERLAP)
    inspecting.submit(centre.anna, centre.answer_all(centre.anna, mine).id)
    (item,) = inspecting.my_calls(centre.anna)
    assert item.undo_until is not None
    inspecting.submit(centre.ben, centre.answer_all(centre.ben, theirs).id)
    (item,) = inspecting.my_calls(centre.anna)
    assert item.undo_until is None


def test_an_overlap_waits_for_the_routine_evaluation_of_the_same_call(centre: SmallCentre) -> None:
    inspecting = centre.services.inspecting
    (routine,) = centre.assign(centre.anna, "1009")
    (overlap,) = centre.assign(centre.ben, "1009", purpose=Purpose.OVERLAP)
    inspecting.submit(centre.ben, centre.answer_all(centre.ben, overlap).id)
    assert n_facts(centre, "1009") == 0
    inspecting.submit(centre.anna, centre.answer_all(centre.anna, routine).id)
    assert n_facts(centre, "1009") == 2


def test_an_overlap_is_not_sealed_for_ever_when_the_other_one_is_withdrawn(centre: SmallCentre) -> None:
    inspecting = centre.services.inspecting
    (mine,) = centre.assign(centre.anna, "1009", purpose=Purpose.OVERLAP)
    (theirs,) = centre.assign(centre.ben, "1009", purpose=Purpose.OVERLAP)
    inspecting.submit(centre.anna, centre.answer_all(centre.anna, mine).id)
    assert n_facts(centre, "1009") == 0
    centre.services.assigning.withdraw(centre.lead, [theirs])
    assert n_facts(centre, "1009") == 1


def test_what_is_typed_is_kept_without_what_no_database_keeps(centre: SmallCentre) -> None:
    inspecting = centre.services.inspecting
    (assignment,) = centre.assign(centre.anna, "1009")
    evaluation = inspecting.open(centre.anna, assignment).evaluation
    odd = "said\x00 \ud800twice\u202e\r\nand left "
    inspecting.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", True, comment=odd))
    inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(1.0, 2.0, odd))
    kept = inspecting.open(centre.anna, assignment).evaluation
    assert (kept.answers[0].comment, kept.marks[0].note) == ("said twice\nand left ",) * 2
    for too_long in ("x" * 4001, "录" * 1_000_000):
        with pytest.raises(QADeskError) as caught:
            inspecting.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", True, comment=too_long))
        assert code_of(caught) is ErrorCode.VALUE_INVALID
    assert inspecting.open(centre.anna, assignment).evaluation.answers[0].comment == "said twice\nand left "


@pytest.mark.parametrize("ends", [(float("nan"), 2.0), (1.0, float("inf")), (float("-inf"), 1.0)])
def test_a_mark_without_a_time_is_refused(centre: SmallCentre, ends: tuple[float, float]) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    evaluation = centre.services.inspecting.open(centre.anna, assignment).evaluation
    with pytest.raises(QADeskError) as caught:
        centre.services.inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(*ends))
    assert code_of(caught) is ErrorCode.VALUE_INVALID


def test_a_mark_ends_with_the_call(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    view = centre.services.inspecting.open(centre.anna, assignment)
    marked = centre.services.inspecting.save_mark(centre.anna, view.evaluation.id, MarkDraft(5.0, 9_999_999.0))
    assert (marked.marks[0].start_s, marked.marks[0].end_s) == (5.0, view.detail.call.duration_s)


@pytest.mark.parametrize("kind", [CauseOwnerKind.DEPARTMENT, CauseOwnerKind.UNIT])
@pytest.mark.parametrize("key", [None, uuid4()], ids=["none", "unknown"])
def test_a_failure_is_put_down_to_nobody_that_is_not_there(
    centre: SmallCentre, kind: CauseOwnerKind, key: UUID | None
) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    evaluation = centre.services.inspecting.open(centre.anna, assignment).evaluation
    draft = AnswerDraft("no_disclosure", False, cause_owner=CauseOwner(kind, key))
    with pytest.raises(NotFoundError):
        centre.services.inspecting.answer(centre.anna, evaluation.id, draft)


def test_work_is_given_to_who_can_do_it_and_once(centre: SmallCentre) -> None:
    administering, inspecting = centre.services.administering, centre.services.inspecting
    gone = PersonDraft("gone", "Gone", frozenset({Role.INSPECTOR}), left_on=NOW.date() - timedelta(days=1))
    for draft in (gone, PersonDraft("own", "Olga", frozenset({Role.OWNER}))):
        administering.save_person(centre.lead, draft)
    people = {person.name: person.id for person in administering.people(centre.lead)}
    call_id, version_id = centre.calls["1009"], centre.version.id
    for name in ("Gone", "Olga"):
        with pytest.raises(QADeskError) as caught:
            centre.services.assigning.assign(centre.lead, AssignmentDraft((call_id,), (people[name],), version_id))
        assert code_of(caught) is ErrorCode.VALUE_INVALID
    with pytest.raises(NotFoundError):
        centre.services.assigning.assign(
            centre.lead, AssignmentDraft((CallId(uuid4()),), (people["Anna Berg"],), version_id)
        )
    twice = AssignmentDraft((call_id, call_id), (people["Anna Berg"], people["Anna Berg"]), version_id)
    centre.services.assigning.assign(centre.lead, twice)
    assert len(inspecting.my_calls(centre.anna)) == 1
