"""The meeting: two leads who settle the same answer, and what a second one may take back."""

from dataclasses import replace

import pytest

from qa_desk.domain.errors import ConflictError
from qa_desk.domain.ids import SessionId
from qa_desk.services.calibrating_views import CriterionDifference
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
