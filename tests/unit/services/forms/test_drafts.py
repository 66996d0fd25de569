"""A draft comes back where it was left, is worked on from one desk, and what was handed in is opened again openly."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import DeskPlace, Purpose
from qa_desk.services.clock import FixedClock
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.keeping.desk_hold import GONE_AFTER, DeskIdentity
from qa_desk.services.scoring.inspecting import Inspecting
from qa_desk.services.scoring.inspecting_views import AnswerDraft, MarkDraft
from tests.small_centre import NOW, SmallCentre

PLACE = DeskPlace(61.5, 40.0, 90.0, "greeting", ("rule", "smile"))


def desk(centre: SmallCentre, *, machine: str = "", process_id: int = 0, after: timedelta = timedelta()) -> Inspecting:
    here = DeskIdentity.here()
    identity = replace(here, machine=machine or here.machine, process_id=process_id or here.process_id)
    return Inspecting(centre.workspace.store, FixedClock(NOW + after), identity)


def code_of(caught: pytest.ExceptionInfo[QADeskError]) -> ErrorCode:
    return caught.value.code


def test_a_draft_comes_back_where_it_was_left(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    inspecting = centre.services.inspecting
    first = inspecting.open(centre.anna, assignment)
    assert first.place == DeskPlace()
    inspecting.keep_place(centre.anna, first.evaluation.id, PLACE, worked_s=90.0)
    inspecting.keep_place(centre.anna, first.evaluation.id, PLACE, worked_s=30.5)
    again = inspecting.open(centre.anna, assignment)
    assert again.place == PLACE
    assert again.evaluation.worked_s == 120.5


def test_time_that_is_no_time_is_not_counted(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    evaluation = centre.services.inspecting.open(centre.anna, assignment).evaluation
    for worked_s in (-5.0, float("nan"), float("inf")):
        centre.services.inspecting.keep_place(centre.anna, evaluation.id, PLACE, worked_s=worked_s)
    assert centre.services.inspecting.open(centre.anna, assignment).evaluation.worked_s == 0.0


def test_a_second_desk_is_told_and_changes_nothing(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    one, other = desk(centre), desk(centre, machine="ward-7")
    evaluation = one.open(centre.anna, assignment).evaluation
    view = other.open(centre.anna, assignment)
    assert view.is_read_only
    assert view.held_elsewhere is not None
    assert (view.held_elsewhere.since, view.evaluation.id) == (NOW, evaluation.id)
    with pytest.raises(QADeskError) as caught:
        other.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", False))
    assert code_of(caught) is ErrorCode.DRAFT_ELSEWHERE
    one.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", True))
    assert other.open(centre.anna, assignment).evaluation.answers[0].rating is True


def test_taking_over_turns_the_first_desk_away(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    one, other = desk(centre), desk(centre, machine="ward-7")
    evaluation = one.open(centre.anna, assignment).evaluation
    assert not other.open(centre.anna, assignment, takes_over=True).is_read_only
    other.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", False))
    with pytest.raises(QADeskError) as caught:
        one.save_mark(centre.anna, evaluation.id, MarkDraft(1.0, 2.0))
    assert code_of(caught) is ErrorCode.DRAFT_ELSEWHERE


def test_a_desk_that_closed_the_draft_leaves_it_to_the_next(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    one, other = desk(centre), desk(centre, machine="ward-7")
    evaluation = one.open(centre.anna, assignment).evaluation
    other.let_go(centre.anna, evaluation.id)
    assert other.open(centre.anna, assignment).is_read_only
    one.let_go(centre.anna, evaluation.id)
    assert not other.open(centre.anna, assignment).is_read_only


def test_a_desk_that_another_one_worked_after_is_told_even_when_that_one_has_closed(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    one, other = desk(centre), desk(centre, machine="ward-7")
    evaluation = one.open(centre.anna, assignment).evaluation
    other.open(centre.anna, assignment, takes_over=True)
    other.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", False))
    other.let_go(centre.anna, evaluation.id)
    with pytest.raises(QADeskError) as caught:
        one.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", True))
    assert code_of(caught) is ErrorCode.DRAFT_ELSEWHERE
    view = one.open(centre.anna, assignment)
    assert not view.is_read_only
    assert view.evaluation.answers[0].rating is False


def test_a_desk_that_closed_the_draft_may_still_save_what_was_left(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    one, other = desk(centre), desk(centre, machine="ward-7")
    evaluation = one.open(centre.anna, assignment).evaluation
    one.let_go(centre.anna, evaluation.id)
    one.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", True))
    assert other.open(centre.anna, assignment).is_read_only, "it is open there again"


def test_a_desk_that_was_killed_keeps_nobody_waiting(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    process_id = os.fork()
    if process_id == 0:
        os._exit(0)
    os.waitpid(process_id, 0)
    desk(centre, process_id=process_id).open(centre.anna, assignment)
    assert not desk(centre).open(centre.anna, assignment).is_read_only


def test_a_machine_that_says_nothing_for_a_minute_has_gone(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    desk(centre, machine="ward-7").open(centre.anna, assignment)
    assert desk(centre, after=GONE_AFTER).open(centre.anna, assignment).is_read_only
    later = desk(centre, after=GONE_AFTER + timedelta(seconds=1))
    assert not later.open(centre.anna, assignment).is_read_only


def test_what_is_opened_again_keeps_what_it_said_and_why(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    inspecting, reviewing = centre.services.inspecting, centre.services.reviewing
    before = centre.answer_all(centre.anna, assignment)
    inspecting.save_mark(centre.anna, before.id, MarkDraft(1.0, 2.0, "the number", "no_disclosure"))
    inspecting.submit(centre.anna, before.id)
    reviewing.reopen(centre.lead, before.id, "  The customer called back.  ")
    view = inspecting.open(centre.anna, assignment)
    assert view.reopened is not None
    assert view.reopened.reason == "The customer called back."
    failed = AnswerDraft("no_disclosure", False, comment="read aloud", reasons=_reasons(centre))
    inspecting.answer(centre.anna, before.id, failed)
    inspecting.submit(centre.anna, before.id)
    (earlier,) = reviewing.history(centre.anna, before.id)
    assert earlier.reopened_by_name == view.reopened.by_name
    assert [mark.note for mark in earlier.state.marks] == ["the number"]
    (difference,) = earlier.differences
    assert difference.before is not None
    assert difference.after is not None
    assert (difference.criterion_key, difference.before.rating, difference.after.rating) == (
        "no_disclosure",
        True,
        False,
    )
    assert reviewing.history(centre.lead, before.id) == (earlier,)


def test_an_evaluation_is_opened_again_by_a_lead_with_a_reason(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    evaluation = centre.answer_all(centre.anna, assignment)
    reviewing = centre.services.reviewing
    with pytest.raises(QADeskError) as caught:
        reviewing.reopen(centre.lead, evaluation.id, "not handed in yet")
    assert code_of(caught) is ErrorCode.WRONG_STATE
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    with pytest.raises(NotAllowedError):
        reviewing.reopen(centre.anna, evaluation.id, "I was wrong")
    with pytest.raises(QADeskError) as caught:
        reviewing.reopen(centre.lead, evaluation.id, " \n")
    assert code_of(caught) is ErrorCode.REASON_REQUIRED
    assert reviewing.history(centre.lead, evaluation.id) == ()


def test_what_was_scored_blind_stays_as_it_was_scored(centre: SmallCentre) -> None:
    (overlap,) = centre.assign(centre.anna, "1009", purpose=Purpose.OVERLAP)
    evaluation = centre.answer_all(centre.anna, overlap)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    with pytest.raises((NotFoundError, QADeskError)) as caught:
        centre.services.reviewing.reopen(centre.lead, evaluation.id, "again")
    assert caught.value.code in (ErrorCode.NOT_FOUND, ErrorCode.WRONG_STATE)


def test_an_evaluation_that_is_open_again_counts_nowhere(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, "1009")
    evaluation = centre.answer_all(centre.anna, assignment)
    day = NOW.date()
    wanted = IssueQuery(day - timedelta(400), day + timedelta(30))
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    assert centre.services.reporting.common_issues(centre.lead, wanted).n_calls == 1
    centre.services.reviewing.reopen(centre.lead, evaluation.id, "again")
    assert centre.services.reporting.common_issues(centre.lead, wanted).n_calls == 0


def _reasons(centre: SmallCentre) -> tuple[str, ...]:
    return tuple(reason.key for reason in centre.version.criterion("no_disclosure").reasons[:1])
