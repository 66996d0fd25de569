"""The closed loop of a tracked item: who may take which step when, and that every step stays on record."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.ids import TrackedItemId
from qa_desk.domain.issue import TrackedState
from qa_desk.domain.people import Actor, Role
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.tracked.tracking import Tracking
from qa_desk.services.tracked.tracking_views import TrackedDraft, TrackedView
from tests.small_centre import NOW, SmallCentre, later

S = TrackedState


def somebody(centre: SmallCentre, name: str, *roles: Role) -> Actor:
    centre.services.administering.save_person(centre.lead, PersonDraft(name.lower(), name, frozenset(roles)))
    return centre.services.administering.actor_named(name)


@pytest.fixture
def owner(centre: SmallCentre) -> Actor:
    """Whoever is to mend it."""
    return somebody(centre, "He Jun", Role.OWNER)


def open_item(centre: SmallCentre, owner: Actor, *, days: int = 7) -> TrackedItemId:
    draft = TrackedDraft("Tone slips", "tone", owner.person_id, NOW.date() + timedelta(days=days), "Coach the hall")
    return centre.services.tracking.open_item(centre.lead, draft)[0]


def view_of(centre: SmallCentre, actor: Actor, item_id: TrackedItemId) -> TrackedView:
    return next(view for view in centre.services.tracking.items(actor) if view.item.id == item_id)


def refused(step: Callable[[], object]) -> ErrorCode:
    with pytest.raises(QADeskError) as caught:
        step()
    return caught.value.code


def test_an_item_goes_from_open_to_signed_and_every_step_is_on_record(centre: SmallCentre, owner: Actor) -> None:
    tracking, item_id = centre.services.tracking, open_item(centre, owner)
    later(centre, days=1)
    tracking.begin(owner, item_id)
    later(centre, days=1)
    tracking.mark_done(owner, item_id, "Coached on Monday")
    later(centre, days=1)
    tracking.sign_effect(centre.lead, item_id, shown=True, note="22.7 % to 9.1 %")
    view = view_of(centre, centre.lead, item_id)
    assert (view.item.state, view.item.effect_note, view.signed_by_name) == (
        S.EFFECT_SHOWN,
        "22.7 % to 9.1 %",
        "Wang Fang",
    )
    history = tracking.history(centre.lead, item_id)
    assert [(step.state, step.person_name, step.note) for step in history] == [
        (S.OPEN, "Wang Fang", ""),
        (S.IN_WORK, "He Jun", ""),
        (S.DONE, "He Jun", "Coached on Monday"),
        (S.EFFECT_SHOWN, "Wang Fang", "22.7 % to 9.1 %"),
    ]
    assert [step.at for step in history] == [NOW + timedelta(days=day) for day in range(4)]


def test_the_owner_never_signs_the_effect(centre: SmallCentre) -> None:
    tracking, item_id = centre.services.tracking, open_item(centre, centre.lead)
    tracking.mark_done(centre.lead, item_id)
    assert S.EFFECT_SHOWN not in view_of(centre, centre.lead, item_id).next_states
    with pytest.raises(NotAllowedError):
        tracking.sign_effect(centre.lead, item_id, shown=True, note="it helped")
    trainer = somebody(centre, "Liu Yang", Role.TRAINER)
    assert {S.EFFECT_SHOWN, S.NO_EFFECT_SHOWN} <= view_of(centre, trainer, item_id).next_states
    tracking.sign_effect(trainer, item_id, shown=False, note="no change")
    assert view_of(centre, trainer, item_id).item.state is S.NO_EFFECT_SHOWN


@pytest.mark.parametrize(
    ("steps", "owners_next", "leads_next"),
    [
        ((), {S.IN_WORK, S.DONE}, {S.IN_WORK, S.DONE}),
        (("begin",), {S.DONE}, {S.DONE}),
        (("begin", "done"), set(), {S.EFFECT_SHOWN, S.NO_EFFECT_SHOWN, S.REOPENED}),
        (("done", "sign"), set(), {S.REOPENED}),
        (("done", "sign", "reopen"), {S.IN_WORK, S.DONE}, {S.IN_WORK, S.DONE}),
    ],
)
def test_the_steps_offered_are_exactly_those_that_work(
    centre: SmallCentre,
    owner: Actor,
    steps: tuple[str, ...],
    owners_next: set[TrackedState],
    leads_next: set[TrackedState],
) -> None:
    tracking, item_id = centre.services.tracking, open_item(centre, owner)
    for step in steps:
        _take(tracking, owner, centre.lead, item_id, step)
    for actor, offered in ((owner, owners_next), (centre.lead, leads_next)):
        assert view_of(centre, actor, item_id).next_states == offered
        for state in set(S) - {S.OPEN} - offered:
            assert refused(lambda state=state, actor=actor: _bring(tracking, actor, item_id, state)) in (
                ErrorCode.WRONG_STATE,
                ErrorCode.NOT_ALLOWED,
            )


def _take(tracking: Tracking, owner: Actor, lead: Actor, item_id: TrackedItemId, step: str) -> None:
    if step == "begin":
        tracking.begin(owner, item_id)
    elif step == "done":
        tracking.mark_done(owner, item_id)
    elif step == "sign":
        tracking.sign_effect(lead, item_id, shown=True, note="moved")
    else:
        tracking.reopen(lead, item_id, "came back")


def _bring(tracking: Tracking, actor: Actor, item_id: TrackedItemId, state: TrackedState) -> None:
    if state is S.IN_WORK:
        tracking.begin(actor, item_id)
    elif state is S.DONE:
        tracking.mark_done(actor, item_id)
    elif state is S.REOPENED:
        tracking.reopen(actor, item_id, "why")
    else:
        tracking.sign_effect(actor, item_id, shown=state is S.EFFECT_SHOWN, note="why")


def test_signing_and_reopening_need_a_word_why(centre: SmallCentre, owner: Actor) -> None:
    tracking, item_id = centre.services.tracking, open_item(centre, owner)
    tracking.mark_done(owner, item_id)
    assert refused(lambda: tracking.sign_effect(centre.lead, item_id, shown=True, note=" ")) is (
        ErrorCode.REASON_REQUIRED
    )
    assert refused(lambda: tracking.reopen(centre.lead, item_id, "")) is ErrorCode.REASON_REQUIRED
    assert view_of(centre, centre.lead, item_id).item.state is S.DONE


def test_a_stranger_with_an_owners_role_carries_nothing_on(centre: SmallCentre, owner: Actor) -> None:
    item_id = open_item(centre, owner)
    stranger = somebody(centre, "Ma Chao", Role.OWNER)
    assert view_of(centre, stranger, item_id).next_states == frozenset()
    assert refused(lambda: centre.services.tracking.begin(stranger, item_id)) is ErrorCode.NOT_ALLOWED


def test_overdue_is_the_day_after_at_the_centre_and_never_when_done(centre: SmallCentre, owner: Actor) -> None:
    item_id = open_item(centre, owner, days=0)
    # The last minute of the day in Shanghai, then the first of the next.
    centre.clock.moment = datetime(2026, 11, 18, 15, 59, tzinfo=UTC)
    assert not view_of(centre, owner, item_id).is_overdue
    centre.clock.moment = datetime(2026, 11, 18, 16, 1, tzinfo=UTC)
    assert view_of(centre, owner, item_id).is_overdue
    centre.services.tracking.mark_done(owner, item_id)
    assert not view_of(centre, owner, item_id).is_overdue


def test_an_item_needs_a_title_and_a_day_to_come(centre: SmallCentre, owner: Actor) -> None:
    tracking = centre.services.tracking
    for draft in (
        TrackedDraft(" ", "tone", owner.person_id, NOW.date()),
        TrackedDraft("Tone", "tone", owner.person_id, NOW.date() - timedelta(days=1)),
    ):
        assert refused(lambda draft=draft: tracking.open_item(centre.lead, draft)) is ErrorCode.VALUE_INVALID
    assert tracking.items(centre.lead) == ()


def test_the_form_offers_criteria_owners_and_units(centre: SmallCentre, owner: Actor) -> None:
    choices = centre.services.tracking.choices(centre.lead)
    assert choices.today == NOW.date()
    assert "tone" in dict(choices.criteria)
    assert {name for _id, name in choices.owners} == {"He Jun", "Wang Fang"}


def test_inspectors_follow_nothing(centre: SmallCentre, owner: Actor) -> None:
    item_id = open_item(centre, owner)
    tracking = centre.services.tracking
    for ask in (
        lambda: tracking.items(centre.anna),
        lambda: tracking.history(centre.anna, item_id),
        lambda: tracking.choices(centre.anna),
        lambda: tracking.begin(centre.anna, item_id),
    ):
        assert refused(ask) is ErrorCode.NOT_ALLOWED
