"""Overlaps, repeats and what is open again, by people who are signed in each as themself."""

from datetime import timedelta

import pytest

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Evaluation, Purpose
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from tests.store.members.team import Team, answer_to
from tests.store.members.test_main_job import MARCH

pytestmark = pytest.mark.usefixtures("calls")

FIRST = frozenset({"no_disclosure"})
SECOND = frozenset({"greeting"})


def scored(team: Team, name: str, key: str, *, failed: frozenset[str] = frozenset()) -> Evaluation:
    """What somebody hands in of a call that waits for them."""
    desk = team.desk(name)
    return desk.score(desk.waiting()[key], team.version(), failed=failed)


def seen(team: Team, name: str, key: str) -> int:
    """How many evaluations of a call somebody sees."""
    desk = team.desk(name)
    return len(desk.services.reviewing.evaluations_of_call(desk.actor, team.calls()[key]))


def failures(team: Team) -> set[str]:
    """Which criteria the trainer's figures count as failed."""
    tim = team.desk("Tim")
    issues = tim.services.reporting.common_issues(tim.actor, MARCH)
    return {row.criterion_key for row in (*issues.criteria, *issues.critical) if row.n_failed}


def test_an_overlap_is_hidden_until_both_are_in_and_the_first_assigned_counts(team: Team) -> None:
    team.assign("Anna", calls=("C-1",), purpose=Purpose.OVERLAP)
    team.clock.moment += timedelta(minutes=1)
    team.assign("Ben", calls=("C-1",), purpose=Purpose.OVERLAP)
    scored(team, "Ben", "C-1", failed=SECOND)
    assert [seen(team, name, "C-1") for name in ("Anna", "Lea", "Tim", "Adam")] == [0] * 4
    assert failures(team) == set()
    scored(team, "Anna", "C-1", failed=FIRST)
    assert [seen(team, name, "C-1") for name in ("Anna", "Lea", "Tim", "Ada")] == [1, 2, 2, 2]
    assert failures(team) == FIRST
    lea = team.desk("Lea")
    assert {hit.id for hit in lea.services.finding.find(lea.actor, "heard at once")} == {team.calls()["C-1"]}


def test_an_overlap_that_is_taken_back_leaves_the_other_to_count(team: Team) -> None:
    team.assign("Anna", "Ben", calls=("C-1",), purpose=Purpose.OVERLAP)
    scored(team, "Ben", "C-1", failed=SECOND)
    lea = team.desk("Lea")
    assert [load.n_waiting for load in lea.services.assigning.inspectors(lea.actor)] == [1, 0, 0, 0, 0]
    waiting = lea.services.assigning.of_call(lea.actor, team.calls()["C-1"])
    lea.services.assigning.withdraw(lea.actor, [one.id for one in waiting])
    assert [seen(team, name, "C-1") for name in ("Ben", "Lea", "Tim")] == [1, 1, 1]
    assert failures(team) == SECOND


def test_a_repeat_hides_ones_own_earlier_evaluation_until_it_is_in(team: Team) -> None:
    team.assign("Anna", calls=("C-1",))
    scored(team, "Anna", "C-1", failed=FIRST)
    assert (seen(team, "Anna", "C-1"), failures(team)) == (1, FIRST)
    team.assign("Anna", calls=("C-1",), purpose=Purpose.REPEAT)
    assert [seen(team, name, "C-1") for name in ("Anna", "Lea")] == [0, 1]
    scored(team, "Anna", "C-1")
    assert [seen(team, name, "C-1") for name in ("Anna", "Lea", "Tim")] == [2, 2, 1]
    assert failures(team) == FIRST


def test_said_again_a_submit_that_is_hidden_by_now_is_in_already(team: Team) -> None:
    team.assign("Anna", calls=("C-1",))
    evaluation = scored(team, "Anna", "C-1")
    team.assign("Anna", calls=("C-1",), purpose=Purpose.REPEAT)
    anna, ben = team.desk("Anna"), team.desk("Ben")
    assert seen(team, "Anna", "C-1") == 0
    assert anna.services.inspecting.submit(anna.actor, evaluation.id)
    with pytest.raises(QADeskError) as refused:
        ben.services.inspecting.submit(ben.actor, evaluation.id)
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_practice_is_read_by_its_author_the_lead_and_the_trainer(team: Team) -> None:
    team.assign("Leo", calls=("C-2",), purpose=Purpose.PRACTICE)
    scored(team, "Leo", "C-2", failed=FIRST)
    assert [seen(team, name, "C-2") for name in ("Leo", "Lea", "Tim", "Ada", "Anna")] == [1, 1, 1, 0, 0]
    assert failures(team) == set()


def test_what_is_open_again_is_counted_anew_once_it_is_in(team: Team) -> None:
    team.assign("Anna", calls=("C-1",))
    evaluation = scored(team, "Anna", "C-1", failed=FIRST)
    anna, lea = team.desk("Anna"), team.desk("Lea")
    anna.services.inspecting.undo_submit(anna.actor, evaluation.id)
    assert (failures(team), seen(team, "Tim", "C-1"), seen(team, "Lea", "C-1")) == (set(), 0, 1)
    anna.services.inspecting.submit(anna.actor, evaluation.id)
    team.clock.moment += timedelta(hours=1)
    lea.services.reviewing.reopen(lea.actor, evaluation.id, "a wrong criterion")
    assert (failures(team), lea.services.finding.find(lea.actor, "heard at once")) == (set(), ())
    criterion = team.version().criterion("no_disclosure")
    anna.services.inspecting.open(anna.actor, anna.waiting()["C-1"])
    anna.services.inspecting.answer(anna.actor, evaluation.id, answer_to(criterion))
    failed = answer_to(team.version().criterion("greeting"), is_failed=True)
    anna.services.inspecting.answer(anna.actor, evaluation.id, failed)
    anna.services.inspecting.submit(anna.actor, evaluation.id)
    assert failures(team) == SECOND
    (earlier,) = lea.services.reviewing.history(lea.actor, evaluation.id)
    assert earlier.state.reason == "a wrong criterion"
    assert [action for _name, action in team.story()][-5:] == [
        "evaluation.submitted",
        "evaluation.reopened",
        "evaluation.submitted",
        "evaluation.reopened",
        "evaluation.submitted",
    ]


def test_a_session_is_not_revealed_before_its_quorum_and_takes_who_is_late(team: Team) -> None:
    lea = team.desk("Lea")
    panel = tuple(team.id_of(name) for name in ("Anna", "Ben"))
    draft = SessionDraft("March", (team.calls()["C-1"],), panel, team.version().id, quorum=1)
    session_id, _changes = lea.services.calibrating.create(lea.actor, draft)
    with pytest.raises(QADeskError) as refused:
        lea.services.calibrating.reveal(lea.actor, session_id)
    assert refused.value.code is ErrorCode.WRONG_STATE
    scored(team, "Anna", "C-1", failed=FIRST)
    assert seen(team, "Lea", "C-1") == 0
    lea.services.calibrating.reveal(lea.actor, session_id)
    assert [seen(team, name, "C-1") for name in ("Anna", "Ben", "Lea", "Ada")] == [1, 1, 1, 1]
    scored(team, "Ben", "C-1")
    assert [seen(team, name, "C-1") for name in ("Anna", "Ben", "Lea", "Ada")] == [2, 2, 2, 2]
    again = lea.services.calibrating.differences(lea.actor, session_id)
    assert {answer.name for one in again for answer in one.answers if not answer.is_missing} == {"Anna", "Ben"}


def test_a_draft_is_read_by_its_author_and_changed_by_nobody_else(team: Team) -> None:
    team.assign("Anna", calls=("C-1",))
    anna, ben = team.desk("Anna"), team.desk("Ben")
    evaluation = anna.services.inspecting.open(anna.actor, anna.waiting()["C-1"]).evaluation
    anna.services.inspecting.answer(anna.actor, evaluation.id, AnswerDraft("greeting", 0, comment="so far"))
    with pytest.raises(QADeskError) as refused:
        ben.services.inspecting.answer(ben.actor, evaluation.id, AnswerDraft("greeting", 5))
    assert refused.value.code is ErrorCode.NOT_FOUND
    assert [seen(team, name, "C-1") for name in ("Anna", "Lea", "Tim", "Adam")] == [1, 1, 0, 0]
    lea = team.desk("Lea")
    assert {call.key: call.score for call in lea.services.listening.calls(lea.actor, CallQuery()).calls}["C-1"] is None
