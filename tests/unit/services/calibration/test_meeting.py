"""The meeting: two leads who settle one answer, what decisions become and who reads them, the room."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from qa_desk.domain.errors import ConflictError, ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.ids import CaseId, SessionId, VersionId
from qa_desk.domain.meeting import PLACE_LAPSES_AFTER, DecisionKind, MeetingPlace
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import VersionState
from qa_desk.services.calibration.calibrating_views import CriterionDifference
from qa_desk.services.calibration.meeting_views import DecisionDraft
from tests.calibration_panel import BECAUSE, Panel, as_said


def revealed(panel: Panel) -> SessionId:
    session_id = panel.open_session("1009")
    panel.hand_in(panel.members[0], session_id, {"1009": frozenset({"no_disclosure", "greeting"})})
    for member in panel.members[1:]:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    return session_id


def on(panel: Panel, session_id: SessionId, key: str) -> CriterionDifference:
    return next(d for d in panel.differences(session_id) if d.criterion.key == key)


def test_the_second_of_two_leads_gets_both_values_and_nothing_is_lost(panel: Panel) -> None:
    session_id = revealed(panel)
    seen = on(panel, session_id, "greeting")
    panel.meeting.settle(panel.centre.lead, session_id, as_said(seen, rationale=BECAUSE))
    second = panel.second_lead()
    mine = as_said(seen, 1, rationale="heard it")
    with pytest.raises(ConflictError) as caught:
        panel.meeting.settle(second, session_id, mine)
    theirs = on(panel, session_id, "greeting").settled
    assert caught.value.params == {"mine": mine, "theirs": theirs, "who": "Wang Fang"}
    panel.meeting.settle(second, session_id, replace(mine, seen=theirs))
    kept = on(panel, session_id, "greeting").settled
    assert kept is not None
    assert (kept.rationale, kept.settled_by) == ("heard it", second.person_id)


def test_two_leads_who_settle_the_same_meet_no_conflict(panel: Panel) -> None:
    session_id = revealed(panel)
    draft = as_said(on(panel, session_id, "greeting"), rationale=BECAUSE)
    panel.meeting.settle(panel.centre.lead, session_id, draft)
    panel.meeting.settle(panel.second_lead(), session_id, draft)
    kept = on(panel, session_id, "greeting").settled
    assert kept is not None
    assert kept.settled_by == panel.centre.lead.person_id


def test_what_was_settled_anew_is_not_taken_back_unseen(panel: Panel) -> None:
    session_id = revealed(panel)
    panel.meeting.settle(panel.centre.lead, session_id, as_said(on(panel, session_id, "greeting"), rationale=BECAUSE))
    first = on(panel, session_id, "greeting")
    assert first.settled is not None
    panel.meeting.settle(panel.second_lead(), session_id, as_said(first, 1, rationale="heard again"))
    with pytest.raises(ConflictError):
        panel.meeting.withdraw_settled(panel.centre.lead, session_id, first.settled)
    assert on(panel, session_id, "greeting").settled is not None


def test_what_is_settled_together_is_kept_together_or_not_at_all(panel: Panel) -> None:
    session_id = revealed(panel)
    agreed = as_said(on(panel, session_id, "tone"))
    stale = as_said(on(panel, session_id, "greeting"), rationale=BECAUSE)
    panel.meeting.settle(panel.second_lead(), session_id, replace(stale, rationale="mine"))
    with pytest.raises(ConflictError):
        panel.meeting.settle(panel.centre.lead, session_id, agreed, stale)
    assert on(panel, session_id, "tone").settled is None


def draft_of(
    panel: Panel, kind: DecisionKind, owner: Actor, *, text: str = "Read the number back only after the check"
) -> DecisionDraft:
    today = panel.centre.clock.now().date()
    return DecisionDraft(
        kind, text, owner.person_id, today + timedelta(days=7), panel.centre.calls["1009"], "greeting", 2.0, 5.0
    )


def test_guidance_decided_on_stands_in_the_draft_of_the_next_version(panel: Panel) -> None:
    session_id, lead = revealed(panel), panel.centre.lead
    draft = draft_of(panel, DecisionKind.GUIDANCE, lead)
    decision, _changes = panel.meeting.decide(lead, session_id, draft)
    authoring = panel.centre.services.authoring
    assert decision.became_id is not None
    made = authoring.version(lead, VersionId(decision.became_id))
    assert (made.state, made.number) == (VersionState.DRAFT, panel.centre.version.number + 1)
    before = panel.centre.version.criterion("greeting").guidance.in_language("en")
    assert made.criterion("greeting").guidance.in_language("en") == f"{before}\n{draft.text}"
    second, _changes = panel.meeting.decide(lead, session_id, replace(draft, text="And say who calls"))
    assert second.became_id == made.id
    assert (
        authoring.version(lead, made.id).criterion("greeting").guidance.in_language("en").endswith("And say who calls")
    )


def test_a_tracked_item_decided_on_has_its_owner_and_date(panel: Panel) -> None:
    session_id, lead = revealed(panel), panel.centre.lead
    decision, _changes = panel.meeting.decide(lead, session_id, draft_of(panel, DecisionKind.TRACKED_ITEM, lead))
    (view,) = panel.centre.services.tracking.items(lead)
    assert view.item.id == decision.became_id
    assert (view.item.owner_id, view.item.due_on, view.item.criterion_key) == (
        lead.person_id,
        decision.due_on,
        "greeting",
    )


def test_a_standard_case_is_born_with_all_settled_answers_of_its_call(panel: Panel) -> None:
    session_id, lead = revealed(panel), panel.centre.lead
    panel.meeting.decide(lead, session_id, draft_of(panel, DecisionKind.STANDARD_CASE, lead, text="The number"))
    assert panel.meeting.decisions(lead, session_id)[0].decision.became_id is None
    panel.settle_all(session_id)
    became = panel.meeting.decisions(lead, session_id)[0].decision.became_id
    assert became is not None
    case = panel.centre.services.curating.case(lead, CaseId(became)).case
    assert (case.title, len(case.answers)) == ("The number", 14)


def test_a_training_note_is_read_by_lead_trainer_and_its_inspector_alone(panel: Panel) -> None:
    session_id, lead = revealed(panel), panel.centre.lead
    anna, ben, _cai = panel.members
    coaching = panel.centre.services.coaching
    decision, _changes = panel.meeting.decide(lead, session_id, draft_of(panel, DecisionKind.TRAINING_NOTE, anna))
    (note,) = coaching.my_notes(anna)
    assert (note.note.text, note.note.start_s, note.call_key) == (decision.text, 2.0, "1009")
    assert coaching.my_notes(ben) == ()
    assert [len(panel.meeting.decisions(actor, session_id)) for actor in (lead, anna, ben)] == [1, 1, 0]
    with pytest.raises(NotFoundError):
        coaching.note(ben, note.note.id)
    with pytest.raises(NotFoundError):
        coaching.mark_done(ben, note.note.id)
    with pytest.raises(NotAllowedError):
        coaching.notes(ben)
    coaching.mark_read(anna, note.note.id)
    with pytest.raises(QADeskError) as caught:
        panel.meeting.withdraw_decision(lead, session_id, decision.id)
    assert caught.value.code is ErrorCode.WRONG_STATE
    coaching.mark_done(anna, note.note.id)
    assert coaching.my_notes(anna) == ()
    assert coaching.notes(lead)[0].note.done_at == panel.centre.clock.now()


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_decision_has_an_owner_who_can_carry_it_out(panel: Panel, kind: DecisionKind) -> None:
    session_id, lead = revealed(panel), panel.centre.lead
    names = {name for _key, name in panel.meeting.decision_choices(lead, session_id).owners[kind]}
    expected = {
        DecisionKind.TRAINING_NOTE: {"Anna Berg", "Ben Ode", "Cai Ito"},
        DecisionKind.ACTION: {"Anna Berg", "Ben Ode", "Cai Ito", "Wang Fang"},
    }
    assert names == expected.get(kind, {"Wang Fang"})
    if kind is not DecisionKind.ACTION:
        wrong = lead if kind is DecisionKind.TRAINING_NOTE else panel.members[0]
        with pytest.raises(NotFoundError):
            panel.meeting.decide(lead, session_id, draft_of(panel, kind, wrong))


@pytest.mark.parametrize("changed", [{"text": "  "}, {"due_on": date(2020, 1, 1)}], ids=str)
def test_a_decision_without_words_or_with_a_day_gone_by_is_not_kept(panel: Panel, changed: dict[str, Any]) -> None:
    session_id, lead = revealed(panel), panel.centre.lead
    draft = replace(draft_of(panel, DecisionKind.ACTION, lead), **changed)
    with pytest.raises(QADeskError) as caught:
        panel.meeting.decide(lead, session_id, draft)
    assert caught.value.code is ErrorCode.VALUE_INVALID
    assert panel.meeting.decisions(lead, session_id) == ()


def test_who_handed_in_is_expected_until_somebody_ticks(panel: Panel) -> None:
    session_id = panel.open_session("1009", quorum=1)
    panel.hand_in(panel.members[0], session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    lead = panel.centre.lead
    room = panel.meeting.room(lead, session_id)
    assert ([seat.is_present for seat in room.seats], room.is_ticked) == ([True, False, False], False)
    panel.meeting.tick(lead, session_id, [panel.members[1].person_id])
    room = panel.meeting.room(lead, session_id)
    assert ([seat.is_present for seat in room.seats], room.is_ticked) == ([False, True, False], True)


def test_the_time_of_a_criterion_adds_up(panel: Panel) -> None:
    session_id, lead = revealed(panel), panel.centre.lead
    panel.meeting.plan_minutes(lead, session_id, 45)
    for spent_s in (30.0, 12.5):
        panel.meeting.note_time(lead, session_id, panel.centre.calls["1009"], "greeting", spent_s)
    room = panel.meeting.room(lead, session_id)
    assert room.agenda_minutes == 45
    assert [(one.criterion_key, one.spent_s) for one in room.times] == [("greeting", 42.5)]


def test_a_lead_whose_desk_says_nothing_more_is_followed_no_longer(panel: Panel) -> None:
    session_id, lead, clock = revealed(panel), panel.centre.lead, panel.centre.clock
    place = MeetingPlace(session_id, lead.person_id, panel.centre.calls["1009"], "greeting", clock.now())
    panel.meeting.go_to(lead, place)
    clock.moment += PLACE_LAPSES_AFTER
    assert panel.meeting.room(panel.members[0], session_id).place == place
    clock.moment += timedelta(seconds=1)
    room = panel.meeting.room(panel.members[0], session_id)
    assert (room.place, room.lead_name) == (None, "")
    again = replace(place, at=clock.now())
    panel.meeting.go_to(lead, again)
    assert panel.meeting.room(panel.members[0], session_id).place == again
    assert again.is_where(place)


def test_the_panel_sees_where_the_lead_is_until_the_lead_leaves(panel: Panel) -> None:
    session_id, lead = revealed(panel), panel.centre.lead
    place = MeetingPlace(
        session_id, lead.person_id, panel.centre.calls["1009"], "greeting", panel.centre.clock.now(), 12.0
    )
    panel.meeting.go_to(lead, place)
    room = panel.meeting.room(panel.members[2], session_id)
    assert (room.place, room.lead_name) == (place, "Wang Fang")
    panel.meeting.leave(lead, session_id)
    assert panel.meeting.room(lead, session_id).place is None
    with pytest.raises(NotAllowedError):
        panel.meeting.go_to(panel.members[0], place)
