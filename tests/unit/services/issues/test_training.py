"""Handing common issues to the trainer: top issues with passages and cases, and practice sets people find and do."""

from datetime import timedelta

import pytest

from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.issues.training_views import TrainingPack
from tests.library_of_cases import author_of_cases, hand_in, keep_case, practise
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, later

TODAY = NOW.date()
WEEK = IssueQuery(TODAY - timedelta(days=6), TODAY)


@pytest.fixture
def author(centre: SmallCentre) -> Actor:
    """Who wrote the library."""
    return author_of_cases(centre)


def scored(centre: SmallCentre) -> None:
    """Ten calls: tone failed in six, greeting in two, a disclosure in one; three of another day are too few."""
    score_day(centre, centre.anna, Day(TODAY, 10, {"tone": 6, "greeting": 2, "no_disclosure": 1}))


def pack_of(centre: SmallCentre, actor: Actor | None = None) -> TrainingPack:
    return centre.services.training.pack(actor or centre.lead, WEEK)


def test_a_pack_has_critical_issues_first_then_what_costs_most_with_share_and_passages(centre: SmallCentre) -> None:
    scored(centre)
    pack = pack_of(centre)
    assert [one.row.criterion_key for one in pack.issues] == ["no_disclosure", "tone", "greeting"]
    tone = pack.issues[1].row
    assert (tone.n_failed, tone.n_calls, tone.share.value) == (6, 10, 0.6)
    assert tone.share.ci_low is not None
    assert [len(one.row.examples) for one in pack.issues] == [1, 3, 2]
    assert [row.criterion_key for row, _example in pack.playlist] == ["no_disclosure", *3 * ["tone"], *2 * ["greeting"]]


def test_an_issue_of_a_handful_of_calls_is_none(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(TODAY, 4, {"tone": 4}))
    assert pack_of(centre).issues == ()


def test_the_cases_of_an_issue_fail_it_or_pass_it_with_the_telling_ones_first(
    centre: SmallCentre, author: Actor
) -> None:
    scored(centre)
    failing = [keep_case(centre, author, ["tone"]) for _nth in range(3)]
    passing = keep_case(centre, author)
    keep_case(centre, author, na=["tone"])
    tone = pack_of(centre).issues[1].matching
    assert [(one.case.case_id, one.has_failed) for one in tone.cases] == [
        (failing[0], True),
        (failing[1], True),
        (passing, False),
    ]
    assert (tone.n_failing, tone.n_passing) == (3, 1)
    assert (tone.cases[0].start_s, tone.cases[0].end_s) == (3.0, 6.0)


def test_a_case_whose_call_waits_to_be_scored_blind_is_in_no_pack(centre: SmallCentre, author: Actor) -> None:
    scored(centre)
    hidden = keep_case(centre, author, ["tone"], key="1009")
    assert hidden in pack_of(centre).case_ids
    centre.assign(centre.lead, "1009")
    assert hidden not in pack_of(centre).case_ids


def test_one_step_makes_a_set_that_people_find_and_do_case_by_case(centre: SmallCentre, author: Actor) -> None:
    scored(centre)
    first, second = keep_case(centre, author, ["tone"]), keep_case(centre, author, ["no_disclosure"])
    training, practising = centre.services.training, centre.services.practising
    pack = pack_of(centre)
    assert pack.case_ids == (second, first)
    set_id, changes = training.offer(centre.lead, pack)
    assert changes.touches(ObjectKind.PRACTICE)
    assert training.offer(centre.lead, pack)[0] == set_id
    (offered,) = training.offered(centre.anna)
    assert (offered.practice_set.id, offered.n_done, offered.next_case) == (set_id, 0, second)
    assert offered.practice_set.title == "", "its days are told in the language of who reads them"

    (assignment_id,), _changes = practising.begin(centre.anna, [second])
    (offered,) = training.offered(centre.anna)
    assert (offered.n_done, offered.n_taken_up, offered.next_case) == (0, 1, first)
    hand_in(centre, centre.anna, assignment_id)
    (offered,) = training.offered(centre.anna)
    assert (offered.n_done, offered.n_taken_up, offered.next_case) == (1, 0, first)
    practise(centre, centre.anna, first)
    assert training.offered(centre.anna) == ()
    practise(centre, centre.ben, first)
    (progress,) = training.sets(centre.lead)
    assert (progress.practice_set.id, progress.n_begun, progress.n_through) == (set_id, 2, 1)


def test_what_was_practised_before_a_set_was_offered_is_practised_again(centre: SmallCentre, author: Actor) -> None:
    scored(centre)
    only = keep_case(centre, author, ["tone"])
    practise(centre, centre.anna, only)
    later(centre, days=1)
    centre.services.training.offer(centre.lead, centre.services.training.pack(centre.lead, WEEK))
    (offered,) = centre.services.training.offered(centre.anna)
    assert (offered.n_done, offered.next_case) == (0, only)


def test_a_case_put_aside_comes_next_again_and_a_retired_one_no_more(centre: SmallCentre, author: Actor) -> None:
    scored(centre)
    only = keep_case(centre, author, ["tone"])
    training, practising = centre.services.training, centre.services.practising
    training.offer(centre.lead, pack_of(centre))
    (assignment_id,), _changes = practising.begin(centre.anna, [only])
    practising.put_aside(centre.anna, assignment_id)
    assert training.offered(centre.anna)[0].next_case == only
    centre.services.curating.retire(author, only, "out of date")
    assert training.offered(centre.anna) == ()


def test_a_set_waits_for_who_practises_until_it_is_done(centre: SmallCentre, author: Actor) -> None:
    scored(centre)
    only = keep_case(centre, author, ["tone"])
    training = centre.services.training
    assert training.n_offered(centre.anna) == 0
    training.offer(centre.lead, pack_of(centre))
    assert (training.n_offered(centre.anna), training.n_offered(centre.lead)) == (1, 0)
    later(centre, days=1)
    practise(centre, centre.anna, only)
    assert training.n_offered(centre.anna) == 0


def test_a_set_ends_and_is_offered_no_more(centre: SmallCentre, author: Actor) -> None:
    scored(centre)
    keep_case(centre, author, ["tone"])
    training = centre.services.training
    set_id, _changes = training.offer(centre.lead, pack_of(centre))
    training.end(centre.lead, set_id)
    assert (training.offered(centre.anna), training.sets(centre.lead)) == ((), ())
    with pytest.raises(QADeskError) as caught:
        training.end(centre.lead, set_id)
    assert caught.value.code is ErrorCode.NOT_FOUND


def test_a_pack_without_cases_makes_no_set_and_an_inspector_makes_none_at_all(
    centre: SmallCentre, author: Actor
) -> None:
    scored(centre)
    with pytest.raises(QADeskError) as caught:
        centre.services.training.offer(centre.lead, pack_of(centre))
    assert caught.value.code is ErrorCode.VALUE_INVALID
    keep_case(centre, author, ["tone"])
    pack = pack_of(centre)
    with pytest.raises(NotAllowedError):
        centre.services.training.offer(centre.anna, pack)
    with pytest.raises(NotAllowedError):
        centre.services.training.pack(centre.anna, WEEK)
