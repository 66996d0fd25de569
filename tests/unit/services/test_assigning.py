"""Giving calls to inspectors and taking them back."""

from datetime import date

import pytest

from qa_desk.domain.errors import NotAllowedError
from qa_desk.domain.ids import AssignmentId
from qa_desk.domain.people import Leave
from qa_desk.services.administering import PersonDraft
from qa_desk.services.inspecting_views import AssignmentDraft
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
