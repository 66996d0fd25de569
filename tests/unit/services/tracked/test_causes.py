"""Whom a tracked item is put down to: until when they answer, who may, and that it is rejected once, with a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import DepartmentId, TrackedItemId
from qa_desk.domain.issue import AttributionState
from qa_desk.domain.people import Actor, Role
from qa_desk.services.centre.administering import DepartmentDraft, PersonDraft
from qa_desk.services.periods import Days
from qa_desk.services.tracked.tracking_views import Cause, TrackedDraft
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre, later

TODAY = NOW.date()


def somebody(centre: SmallCentre, name: str, *roles: Role) -> Actor:
    centre.services.administering.save_person(centre.lead, PersonDraft(name.lower(), name, frozenset(roles)))
    return centre.services.administering.actor_named(name)


@pytest.fixture
def contact(centre: SmallCentre) -> Actor:
    """Whom one asks at the department of billing."""
    return somebody(centre, "He Jun", Role.OWNER)


@pytest.fixture
def billing(centre: SmallCentre, contact: Actor) -> DepartmentId:
    """A department with a contact, a deputy and three days to answer."""
    deputy = somebody(centre, "Ma Chao", Role.OWNER)
    centre.services.administering.save_department(
        centre.lead, DepartmentDraft("Billing", contact.person_id, deputy.person_id, 3)
    )
    return next(key for key, name in centre.services.tracking.choices(centre.lead).departments if name == "Billing")


def open_item(centre: SmallCentre, contact: Actor, billing: DepartmentId | None) -> TrackedItemId:
    draft = TrackedDraft("Wrong bill", "tone", contact.person_id, TODAY + timedelta(days=20), cause=billing)
    return centre.services.tracking.open_item(centre.lead, draft)[0]


def cause_of(centre: SmallCentre, actor: Actor, item_id: TrackedItemId) -> Cause:
    found = next(view.cause for view in centre.services.tracking.items(actor) if view.item.id == item_id)
    assert found is not None
    return found


def refused(step: Callable[[], object]) -> ErrorCode:
    with pytest.raises(QADeskError) as caught:
        step()
    return caught.value.code


def test_a_department_has_its_own_days_to_answer_and_is_reminded(
    centre: SmallCentre, contact: Actor, billing: DepartmentId
) -> None:
    item_id = open_item(centre, contact, billing)
    cause = cause_of(centre, contact, item_id)
    assert (cause.name, cause.contact_name, cause.deputy_name) == ("Billing", "He Jun", "Ma Chao")
    assert (cause.answer_due_on, cause.may_answer, cause.is_late) == (TODAY + timedelta(days=3), True, False)
    tracking = centre.services.tracking
    assert len(tracking.reminders(contact).answers_due) == 1
    assert tracking.reminders(centre.lead).n == 0
    later(centre, days=4)
    assert cause_of(centre, centre.lead, item_id).is_late
    assert len(tracking.reminders(centre.lead).answers_due) == 1
    tracking.accept_cause(contact, item_id)
    assert tracking.reminders(contact).n == 0
    assert cause_of(centre, contact, item_id).state is AttributionState.ACCEPTED


def test_a_cause_is_rejected_once_and_with_a_reason(centre: SmallCentre, contact: Actor, billing: DepartmentId) -> None:
    tracking, item_id = centre.services.tracking, open_item(centre, contact, billing)
    assert refused(lambda: tracking.reject_cause(contact, item_id, " ")) is ErrorCode.REASON_REQUIRED
    tracking.reject_cause(contact, item_id, "Bills were right")
    assert refused(lambda: tracking.accept_cause(contact, item_id)) is ErrorCode.WRONG_STATE
    assert "Bills were right" in tracking.history(centre.lead, item_id)[-1].note
    tracking.put_cause(centre.lead, item_id, billing)
    again = cause_of(centre, contact, item_id)
    assert (again.state, again.may_answer, again.may_reject) == (AttributionState.PROPOSED, True, False)
    assert refused(lambda: tracking.reject_cause(contact, item_id, "No")) is ErrorCode.WRONG_STATE
    tracking.accept_cause(contact, item_id)


def test_a_rejected_cause_waits_for_qa_until_another_owner_is_named(
    centre: SmallCentre, contact: Actor, billing: DepartmentId
) -> None:
    tracking, item_id = centre.services.tracking, open_item(centre, contact, billing)
    tracking.reject_cause(contact, item_id, "Bills were right")
    assert [view.item.id for view in tracking.reminders(centre.lead).rejected] == [item_id]
    assert tracking.reminders(contact).n == 0
    tracking.put_cause(centre.lead, item_id, billing)
    assert tracking.reminders(centre.lead).n == 0


def test_an_effect_waits_for_its_signature_from_the_due_day_on(centre: SmallCentre, contact: Actor) -> None:
    tracking, item_id = centre.services.tracking, open_item(centre, contact, None)
    tracking.mark_done(contact, item_id)
    assert tracking.reminders(centre.lead).n == 0
    later(centre, days=20)
    assert [view.item.id for view in tracking.reminders(centre.lead).to_sign] == [item_id]
    assert tracking.reminders(contact).n == 0
    tracking.sign_effect(centre.lead, item_id, shown=False, note="as before")
    assert tracking.reminders(centre.lead).n == 0


def test_nobody_else_answers_for_a_department(centre: SmallCentre, contact: Actor, billing: DepartmentId) -> None:
    tracking, item_id = centre.services.tracking, open_item(centre, contact, billing)
    stranger = somebody(centre, "Zhou Quan", Role.OWNER)
    assert not cause_of(centre, stranger, item_id).may_answer
    for step in (
        lambda: tracking.accept_cause(stranger, item_id),
        lambda: tracking.reject_cause(stranger, item_id, "not me"),
        lambda: tracking.put_cause(contact, item_id, billing),
    ):
        with pytest.raises(NotAllowedError):
            step()
    tracking.accept_cause(somebody(centre, "Liu Yang", Role.TRAINER), item_id)


def test_another_owner_may_reject_again(centre: SmallCentre, contact: Actor, billing: DepartmentId) -> None:
    tracking, item_id = centre.services.tracking, open_item(centre, contact, billing)
    tracking.reject_cause(contact, item_id, "Bills were right")
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        uow.units.ensure(("Hall A",))
        uow.commit()
    unit_id, path = tracking.choices(centre.lead).units[0]
    tracking.put_cause(centre.lead, item_id, unit_id)
    cause = cause_of(centre, centre.lead, item_id)
    assert (cause.name, cause.may_reject, cause.reason) == (path, True, "")
    item = next(view.item for view in tracking.items(centre.lead) if view.item.id == item_id)
    assert item.cause_owner_kind is CauseOwnerKind.UNIT


def test_passages_of_the_period_that_raised_an_item_are_its_evidence(centre: SmallCentre, contact: Actor) -> None:
    score_day(centre, centre.anna, Day(TODAY - timedelta(days=2), 8, {"tone": 3}))
    raised = Days(TODAY - timedelta(days=7), TODAY - timedelta(days=1))
    draft = TrackedDraft("Tone", "tone", contact.person_id, TODAY, raised=raised)
    tracking = centre.services.tracking
    item_id, _changes = tracking.open_item(centre.lead, draft)
    view = next(view for view in tracking.items(centre.lead) if view.item.id == item_id)
    assert (view.item.raised_first, view.item.raised_last) == (raised.first, raised.last)
    found = tracking.evidence(centre.lead, item_id)
    assert len({one.call_id for one in found}) == len(found) == 3
    assert all(one.item_id == item_id for one in found)
