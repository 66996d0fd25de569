"""Answers, marks and states of evaluations as they are written one by one."""

from dataclasses import replace
from uuid import uuid4

import pytest

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.errors import ConflictError
from qa_desk.domain.evaluation import Answer, EvaluationState, Mark, Purpose
from qa_desk.domain.ids import AnswerId, MarkId
from qa_desk.domain.scoring import agent_score, score
from qa_desk.store.call_conditions import CallFilter
from tests.store.furnishing import NOW, Centre


def test_an_answer_is_written_over_and_taken_away(centre: Centre) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE, is_in=False)
    greeting = evaluation.answer("greeting")
    assert greeting is not None
    better = replace(greeting, rating=5.0, reasons=(), cause_owner=None, comment="", version=2)
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        uow.evaluations.save_answer(better)
        uow.evaluations.remove_answer(evaluation.id, "no_disclosure")
        uow.commit()
    with centre.store.reading() as uow:
        found = uow.evaluations.get(evaluation.id, centre.sees("ann"))
    assert found is not None
    assert {answer.criterion_key: answer for answer in found.answers} == {
        "greeting": better,
        "tone": evaluation.answer("tone"),
    }


@pytest.mark.parametrize("rating", [True, False, 0, 3, 2.5, "good", None])
def test_every_kind_of_rating_comes_back_as_it_was_given(centre: Centre, rating: bool | float | str | None) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE, is_in=False, call=1)
    answer = Answer(AnswerId(uuid4()), evaluation.id, "other", rating, reasons=("b", "a"), comment="说明")
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        uow.evaluations.save_answer(answer)
        uow.commit()
    with centre.store.reading() as uow:
        found = uow.evaluations.get(evaluation.id, centre.sees("ann"))
    assert found is not None
    assert found.answer("other") == answer
    assert type(found.answer("other").rating) is type(rating)  # type: ignore[union-attr]


def test_an_answer_saved_in_two_windows_raises_a_conflict_with_both(centre: Centre) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE, is_in=False)
    greeting = evaluation.answer("greeting")
    assert greeting is not None
    first, second = (replace(greeting, rating=rating, version=2) for rating in (5.0, 0.0))
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        uow.evaluations.save_answer(first)
        uow.commit()
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow, pytest.raises(ConflictError) as raised:
        uow.evaluations.save_answer(second)
    assert (raised.value.params["mine"], raised.value.params["theirs"]) == (second, first)


def test_marks_are_made_changed_and_removed(centre: Centre) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE, is_in=False)
    (mark,) = evaluation.marks
    other = Mark(MarkId(uuid4()), evaluation.id, 0.25, 0.5, "好", None, positive=True)
    moved = replace(mark, start_s=2.0, note="")
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        for one in (other, moved):
            uow.evaluations.save_mark(one)
        uow.commit()
    with centre.store.reading() as uow:
        found = uow.evaluations.get(evaluation.id, centre.sees("ann"))
        assert found is not None
        assert found.marks == (other, moved)
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        uow.evaluations.remove_mark(evaluation.id, other.id)
        uow.commit()
        found = uow.evaluations.get(evaluation.id, centre.sees("ann"))
        assert found is not None
        assert found.marks == (moved,)


def test_handed_in_taken_back_and_its_scores_in_the_list(centre: Centre) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE, is_in=False)
    result, own = score(centre.version, evaluation.answers), agent_score(centre.version, evaluation.answers)
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        uow.evaluations.save_scores(evaluation.id, result, own)
        uow.evaluations.set_submitted(evaluation.id, NOW, late=True)
        uow.evaluations.save_comment(evaluation.id, "总评")
        uow.commit()
    with centre.store.reading() as uow:
        found = uow.evaluations.get(evaluation.id, centre.sees("trainer"))
        (summary,) = uow.call_list.of([evaluation.call_id], centre.sees("trainer"))
        assert found is not None
        assert (found.state, found.late, found.comment) == (EvaluationState.SUBMITTED, True, "总评")
        assert (summary.score, summary.passed, summary.n_evaluations) == (result.score, False, 1)
        assert uow.call_list.n_calls(CallFilter(is_scored=True), centre.sees("trainer")) == 1
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        uow.evaluations.set_reopened(evaluation.id, NOW)
        uow.commit()
        assert uow.evaluations.get(evaluation.id, centre.sees("trainer")) is None
        assert uow.evaluations.of_call(evaluation.call_id, centre.sees("trainer")) == ()


def test_the_queue_says_how_far_each_call_has_come(centre: Centre) -> None:
    centre.enter("ann", Purpose.ROUTINE, is_in=False)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        uow.assignments.add_all([centre.assignment("ann", Purpose.OVERLAP, call=2)])
        uow.commit()
    with centre.store.reading() as uow:
        begun, waiting = uow.assignments.queue_of(centre.id_of("ann"), submitted_since=NOW)
        assert (begun.call_key, begun.n_answered, begun.n_criteria, begun.agent_name) == ("1000", 3, 3, "Agent")
        assert (waiting.call_key, waiting.n_answered, waiting.purpose) == ("1002", 0, Purpose.OVERLAP)
        assert uow.assignments.n_waiting(centre.id_of("ann")) == 2
        assert uow.assignments.n_waiting_by_inspector() == {centre.id_of("ann"): 2}


def test_who_was_shown_an_evaluation_first_is_kept(centre: Centre) -> None:
    evaluation = centre.enter("ann", Purpose.ROUTINE)
    with centre.store.unit_of_work(None, centre.clock) as uow:
        for occasion in ("page", "report"):
            uow.evaluations.disclose([evaluation.id], centre.id_of("lead"), NOW, occasion)
        assert uow.evaluations.disclosed_to(evaluation.id) == {centre.id_of("lead"): NOW}


def test_a_salt_comes_out_once_the_seal_is_lifted(centre: Centre) -> None:
    session = centre.session("ann")
    evaluation = centre.enter("ann", Purpose.CALIBRATION, sealed=True, session=session.id)
    with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
        uow.evaluations.commit_to(evaluation.id, "ab" * 32, b"old", NOW)
        uow.evaluations.commit_to(evaluation.id, "cd" * 32, b"salt", NOW)
        assert uow.evaluations.commitments(session.id) == {evaluation.id: ("cd" * 32, None)}
        uow.calibration.set_state(session.id, SessionState.REVEALED, NOW, session.version)
        uow.record.unseal([evaluation.id])
        assert uow.evaluations.commitments(session.id) == {evaluation.id: ("cd" * 32, b"salt")}
