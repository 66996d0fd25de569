"""Giving calls to inspectors and taking them back."""

from datetime import date

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import AssignmentId
from qa_desk.domain.people import Leave, Role
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.scoring.inspecting_views import AssignmentDraft
from tests.small_centre import SmallCentre


def test_only_what_nobody_has_begun_can_be_taken_back(centre: SmallCentre) -> None:
    assigning, inspecting = centre.services.assigning, centre.services.inspecting
    begun, waiting = centre.assign(centre.anna, "1043", "1009")
    inspecting.open(centre.anna, begun)
    changes = assigning.withdraw(centre.lead, (begun, waiting))
    assert changes.ids == {waiting}
    assert [item.assignment_id for item in inspecting.my_calls(centre.anna)] == [begun]
    assert not assigning.withdraw(centre.lead, (begun, waiting)).kinds


def test_what_was_taken_back_can_be_assigned_again(centre: SmallCentre) -> None:
    assigning = centre.services.assigning
    draft = AssignmentDraft((centre.calls["1043"],), (centre.anna.person_id,), centre.version.id)
    first = assigning.assign(centre.lead, draft)
    assigning.withdraw(centre.lead, tuple(AssignmentId(one) for one in first.ids))
    second = assigning.assign(centre.lead, draft)
    assert len(second.ids) == 1
    assert second.ids != first.ids


def test_inspectors_come_with_their_load_and_their_leave_but_not_after_they_left(centre: SmallCentre) -> None:
    services = centre.services
    away = (Leave(date(2026, 11, 16), date(2026, 11, 20)),)
    people = {person.external_id: person for person in services.administering.people(centre.lead)}
    ben = people["i-2"]
    gone = PersonDraft("i-8", "Gu Yan", ben.roles, left_on=date(2026, 10, 1))
    services.administering.save_person(
        centre.lead, PersonDraft("i-2", "Ben Ode", ben.roles, ben.id, leaves=away, version=ben.version)
    )
    services.administering.save_person(centre.lead, gone)
    centre.assign(centre.anna, "1043", "1009")
    loads = {load.person.external_id: load for load in services.assigning.inspectors(centre.lead)}
    assert loads["i-1"].n_waiting == 2
    assert (loads["i-2"].n_waiting, loads["i-2"].away_until) == (0, date(2026, 11, 20))
    assert loads["i-1"].away_until is None
    assert "i-8" not in loads


def test_an_inspector_neither_takes_back_nor_sees_who_has_how_much(centre: SmallCentre) -> None:
    with pytest.raises(NotAllowedError):
        centre.services.assigning.withdraw(centre.anna, ())
    with pytest.raises(NotAllowedError):
        centre.services.assigning.inspectors(centre.anna)


def test_an_assignment_is_given_to_somebody_else_as_it_is(centre: SmallCentre) -> None:
    assigning, inspecting = centre.services.assigning, centre.services.inspecting
    (given,) = centre.assign(centre.anna, "1043", due_on=date(2026, 11, 25))
    assigning.give_to(centre.lead, given, centre.ben.person_id)
    assert inspecting.my_calls(centre.anna) == ()
    (item,) = inspecting.my_calls(centre.ben)
    assert (item.call_key, item.due_on, item.purpose) == ("1043", date(2026, 11, 25), Purpose.ROUTINE)
    (shown,) = assigning.of_call(centre.lead, centre.calls["1043"])
    assert (shown.inspector_name, shown.is_begun, shown.may_change_hands) == ("Ben Ode", False, True)


def test_what_is_begun_or_about_its_inspector_or_there_already_does_not_change_hands(centre: SmallCentre) -> None:
    assigning, inspecting = centre.services.assigning, centre.services.inspecting
    begun, waiting = centre.assign(centre.anna, "1043", "1009")
    centre.assign(centre.ben, "1009")
    (repeat,) = centre.assign(centre.anna, "1010", purpose=Purpose.REPEAT)
    inspecting.open(centre.anna, begun)
    for one in (begun, waiting, repeat):
        with pytest.raises(QADeskError) as caught:
            assigning.give_to(centre.lead, one, centre.ben.person_id)
        assert caught.value.code is ErrorCode.WRONG_STATE
    assert inspecting.n_waiting(centre.anna) == 3
    (shown,) = assigning.of_call(centre.lead, centre.calls["1010"])
    assert not shown.may_change_hands


def test_what_was_taken_back_waits_again_once_and_as_it_was(centre: SmallCentre) -> None:
    assigning, inspecting = centre.services.assigning, centre.services.inspecting
    (given,) = centre.assign(centre.anna, "1043", due_on=date(2026, 11, 25))
    with pytest.raises(QADeskError):
        assigning.restore(centre.lead, given)
    assigning.withdraw(centre.lead, (given,))
    assigning.restore(centre.lead, given)
    (item,) = inspecting.my_calls(centre.anna)
    assert (item.assignment_id, item.due_on) == (given, date(2026, 11, 25))
    assigning.withdraw(centre.lead, (given,))
    centre.assign(centre.anna, "1043")
    with pytest.raises(QADeskError):
        assigning.restore(centre.lead, given)


def test_who_scores_a_call_blind_does_not_learn_who_else_does(centre: SmallCentre) -> None:
    administering, assigning = centre.services.administering, centre.services.assigning
    administering.save_person(centre.lead, PersonDraft("l-2", "Lou Vent", frozenset({Role.LEAD, Role.INSPECTOR})))
    lou = administering.actor_named("l-2")
    centre.assign(centre.anna, "1043", purpose=Purpose.OVERLAP)
    assert len(assigning.of_call(lou, centre.calls["1043"])) == 1
    centre.assign(lou, "1043", purpose=Purpose.OVERLAP)
    assert assigning.of_call(lou, centre.calls["1043"]) == ()
    assert len(assigning.of_call(centre.lead, centre.calls["1043"])) == 2


def test_only_who_assigns_gives_to_others_or_sees_who_has_a_call(centre: SmallCentre) -> None:
    (given,) = centre.assign(centre.anna, "1043")
    with pytest.raises(NotAllowedError):
        centre.services.assigning.give_to(centre.anna, given, centre.ben.person_id)
    with pytest.raises(NotAllowedError):
        centre.services.assigning.of_call(centre.anna, centre.calls["1043"])


@pytest.mark.parametrize(("had", "given"), [(Purpose.ROUTINE, Purpose.OVERLAP), (Purpose.OVERLAP, Purpose.ROUTINE)])
def test_nobody_has_a_call_as_routine_and_as_overlap(centre: SmallCentre, had: Purpose, given: Purpose) -> None:
    assigning, calls = centre.services.assigning, (centre.calls["1043"],)
    centre.assign(centre.anna, "1043", purpose=had)
    both = AssignmentDraft(calls, (centre.anna.person_id, centre.ben.person_id), centre.version.id, given)
    (added,) = assigning.assign(centre.lead, both).ids
    assert {one.inspector_id: one.purpose for one in assigning.of_call(centre.lead, calls[0])} == {
        centre.anna.person_id: had,
        centre.ben.person_id: given,
    }
    with pytest.raises(QADeskError) as caught:
        assigning.give_to(centre.lead, AssignmentId(added), centre.anna.person_id)
    assert caught.value.code is ErrorCode.WRONG_STATE


def test_what_was_taken_back_keeps_nobody_from_the_overlap(centre: SmallCentre) -> None:
    (routine,) = centre.assign(centre.anna, "1043")
    centre.services.assigning.withdraw(centre.lead, (routine,))
    assert centre.assign(centre.anna, "1043", purpose=Purpose.OVERLAP)
