"""Practice: blind until handed in, compared criterion by criterion, brought back when due, and in no figure."""

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.evaluation import AssignmentState, DeskPlace, Purpose
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import visibility_of
from qa_desk.domain.practice import Mistake
from qa_desk.domain.standard_case import CaseState, Difficulty
from tests.calibration_panel import newcomer
from tests.library_of_cases import BECAUSE, author_of_cases, hand_in, keep_case, practise
from tests.small_centre import SmallCentre, later


@pytest.fixture
def author(centre: SmallCentre) -> Actor:
    """Who wrote the library."""
    return author_of_cases(centre)


def test_a_case_taken_up_is_hidden_until_it_is_handed_in(centre: SmallCentre, author: Actor) -> None:
    case_id = keep_case(centre, author, ["tone"], key="1009")
    curating, practising = centre.services.curating, centre.services.practising
    (assignment_id,), _changes = practising.begin(centre.anna, [case_id])
    with pytest.raises(QADeskError):
        curating.case(centre.anna, case_id)
    view = centre.services.inspecting.open(centre.anna, assignment_id)
    assert (view.purpose_shown, view.hides_score) == (Purpose.PRACTICE, False)
    hand_in(centre, centre.anna, assignment_id)
    assert curating.case(centre.anna, case_id).case.id == case_id


def test_a_result_says_what_kind_of_mistake_why_and_where_to_hear_it(centre: SmallCentre, author: Actor) -> None:
    case_id = keep_case(centre, author, ["tone", "no_disclosure"])
    evaluation_id = practise(centre, centre.anna, case_id, ["tone", "greeting"])
    comparison = centre.services.practising.comparison(centre.anna, evaluation_id)
    found = {one.criterion.key: one for one in comparison.criteria}
    assert set(found) == {criterion.key for criterion in centre.version.criteria}
    assert found["tone"].judgement.mistake is Mistake.NONE
    assert found["greeting"].judgement.mistake is Mistake.FALSE_ALARM
    missed = found["no_disclosure"]
    assert (missed.judgement.mistake, missed.settled.rationale) == (Mistake.MISS, BECAUSE)
    assert missed.evidence is not None
    assert (missed.evidence.start_s, missed.evidence.end_s) == (3.0, 6.0)
    result = comparison.record.result
    assert (result.n_critical_missed, result.n_critical_false_alarms) == (1, 0)
    assert result.n_agreeing == len(result.judgements) - 2


def test_lead_and_trainer_read_a_result_and_colleagues_do_not(centre: SmallCentre, author: Actor) -> None:
    evaluation_id = practise(centre, centre.anna, keep_case(centre, author))
    practising = centre.services.practising
    for reader in (centre.lead, author):
        assert practising.comparison(reader, evaluation_id).person_name == "Anna Berg"
        assert [line.person_name for line in practising.results(reader)] == ["Anna Berg"]
    with pytest.raises(QADeskError) as caught:
        practising.comparison(centre.ben, evaluation_id)
    assert caught.value.code is ErrorCode.NOT_FOUND
    assert practising.results(centre.ben) == ()
    assert len(practising.results(centre.anna)) == 1


def test_what_is_not_handed_in_is_nobodys_to_see(centre: SmallCentre, author: Actor) -> None:
    (assignment_id,), _changes = centre.services.practising.begin(centre.anna, [keep_case(centre, author)])
    centre.answer_all(centre.anna, assignment_id)
    assert centre.services.practising.results(centre.lead) == ()
    assert centre.services.practising.result_of(centre.anna, assignment_id) is None
    assert [one.assignment_id for one in centre.services.practising.today(centre.anna).taken_up] == [assignment_id]


def test_practice_can_be_put_aside_and_shows_the_case_again(centre: SmallCentre, author: Actor) -> None:
    case_id = keep_case(centre, author)
    practising = centre.services.practising
    (assignment_id,), _changes = practising.begin(centre.anna, [case_id])
    centre.answer_all(centre.anna, assignment_id)
    practising.put_aside(centre.anna, assignment_id)
    assert practising.today(centre.anna).taken_up == ()
    assert centre.services.curating.case(centre.anna, case_id)
    with pytest.raises(QADeskError) as caught:
        practising.put_aside(centre.anna, assignment_id)
    assert caught.value.code is ErrorCode.WRONG_STATE


def test_nobody_puts_aside_what_somebody_else_practises(centre: SmallCentre, author: Actor) -> None:
    (assignment_id,), _changes = centre.services.practising.begin(centre.anna, [keep_case(centre, author)])
    with pytest.raises(QADeskError) as caught:
        centre.services.practising.put_aside(centre.ben, assignment_id)
    assert caught.value.code is ErrorCode.NOT_FOUND


def test_only_a_valid_case_is_practised_and_only_once_at_a_time(centre: SmallCentre, author: Actor) -> None:
    practising = centre.services.practising
    case_id = keep_case(centre, author)
    practising.begin(centre.anna, [case_id])
    with pytest.raises(QADeskError) as caught:
        practising.begin(centre.anna, [case_id])
    assert caught.value.code is ErrorCode.NOT_FOUND
    retired = keep_case(centre, author)
    centre.services.curating.retire(author, retired, "outdated")
    with pytest.raises(QADeskError) as caught:
        practising.begin(centre.ben, [retired])
    assert (caught.value.code, caught.value.params["state"]) == (ErrorCode.WRONG_STATE, CaseState.RETIRED)


def test_an_agent_does_not_practise(centre: SmallCentre, author: Actor) -> None:
    agent = newcomer(centre, "Ada Gent", Role.AGENT)
    with pytest.raises(NotAllowedError):
        centre.services.practising.begin(agent, [keep_case(centre, author)])
    assert centre.services.practising.n_due(agent) == 0


def test_what_went_wrong_comes_back_the_next_day_on_another_case_that_fails_it(
    centre: SmallCentre, author: Actor
) -> None:
    first = keep_case(centre, author, ["tone"])
    passing, failing = keep_case(centre, author), keep_case(centre, author, ["tone"])
    practising = centre.services.practising
    practise(centre, centre.anna, first)
    assert practising.today(centre.anna).n_due == 0
    later(centre, days=1)
    today = practising.today(centre.anna)
    (suggestion,) = today.suggestions
    assert suggestion.case_id == failing != passing
    (recall,) = (one.recall for one in suggestion.criteria)
    assert (recall.criterion_key, recall.box, recall.last_mistake.judgement.mistake) == ("tone", 1, Mistake.MISS)
    assert practising.n_due(centre.anna) == 1
    practise(centre, centre.anna, failing, ["tone"])
    assert practising.n_due(centre.anna) == 0
    (waits,) = practising.today(centre.anna).later
    assert waits.recall.box == 2


def test_a_criterion_that_no_other_case_carries_is_said_to_lack_one(centre: SmallCentre, author: Actor) -> None:
    practise(centre, centre.anna, keep_case(centre, author, ["tone"]))
    keep_case(centre, author, na=["tone"])
    later(centre, days=1)
    today = centre.services.practising.today(centre.anna)
    assert today.suggestions == ()
    assert [one.recall.criterion_key for one in today.without_case] == ["tone"]


def test_whoever_begins_gets_cases_not_practised_yet_the_easy_ones_first(centre: SmallCentre, author: Actor) -> None:
    hard = keep_case(centre, author, difficulty=Difficulty.HARD)
    easy = keep_case(centre, author, difficulty=Difficulty.EASY)
    assert [one.case_id for one in centre.services.practising.today(centre.anna).fresh] == [easy, hard]
    practise(centre, centre.anna, easy)
    assert [one.case_id for one in centre.services.practising.today(centre.anna).fresh] == [hard]


def test_practice_shows_in_the_exposures_of_the_case(centre: SmallCentre, author: Actor) -> None:
    case_id = keep_case(centre, author)
    practise(centre, centre.anna, case_id)
    with centre.workspace.store.reading() as uow:
        assert uow.exposures.counts([case_id]) == {case_id: 1}
        assert case_id in uow.exposures.seen_by(centre.anna.person_id)


def test_practice_is_no_score_of_record(centre: SmallCentre, author: Actor) -> None:
    evaluation_id = practise(centre, centre.anna, keep_case(centre, author, key="1009"), ["tone"])
    today = centre.clock.now().date()
    with centre.workspace.store.reading() as uow:
        (assignment,) = uow.assignments.of_call(centre.calls["1009"])
        assert (assignment.purpose, assignment.state) == (Purpose.PRACTICE, AssignmentState.DONE)
        of_record = uow.scorecards.of_record("service", today.replace(year=2000), today, visibility_of(centre.lead))
        assert evaluation_id not in of_record


def test_a_case_that_is_a_passage_opens_there_and_says_so(centre: SmallCentre, author: Actor) -> None:
    inspecting, practising = centre.services.inspecting, centre.services.practising
    case_id = keep_case(centre, author, passage=(10.0, 30.0))
    (assignment_id,), _changes = practising.begin(centre.anna, [case_id])
    view = inspecting.open(centre.anna, assignment_id)
    assert view.passage == (10.0, 30.0)
    assert view.place == DeskPlace(10.0, 6.0, 34.0)
    inspecting.keep_place(centre.anna, view.evaluation.id, DeskPlace(20.0, 0.0, 60.0))
    assert inspecting.open(centre.anna, assignment_id).place.position_s == 20.0


def test_a_case_that_is_a_whole_call_opens_at_its_beginning(centre: SmallCentre, author: Actor) -> None:
    (assignment_id,), _changes = centre.services.practising.begin(centre.anna, [keep_case(centre, author)])
    view = centre.services.inspecting.open(centre.anna, assignment_id)
    assert (view.passage, view.place) == (None, DeskPlace())
