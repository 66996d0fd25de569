"""What people wrote and opened can be found from the moment on when it may be read, and never before."""

from datetime import timedelta

import pytest

from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.people import Actor, Role
from qa_desk.services.calls.finding import HitKind
from qa_desk.services.cases.curating import CaseDraft
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.scoring.inspecting_views import AssignmentDraft, MarkDraft
from qa_desk.services.tracked.tracking_views import TrackedDraft
from tests.calibration_panel import Panel
from tests.small_centre import NOW, SmallCentre


def found(centre: SmallCentre, actor: Actor, words: str) -> list[tuple[HitKind, str]]:
    return [(hit.kind, hit.title) for hit in centre.services.finding.find(actor, words)]


def test_comments_of_a_session_are_found_from_the_reveal_on_by_panel_and_lead(panel: Panel) -> None:
    centre = panel.centre
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id, {"1009": frozenset({"no_disclosure"})})
    readers = (*panel.members, centre.lead)
    assert [found(centre, reader, "heard no_disclosure") for reader in readers] == [[]] * 4
    panel.calibrating.reveal(centre.lead, session_id)
    assert [found(centre, reader, "heard no_disclosure") for reader in readers] == [[(HitKind.CALL, "1009")]] * 4


def test_a_comment_is_found_while_it_is_handed_in_and_by_who_may_read_it(panel: Panel) -> None:
    centre = panel.centre
    (assignment,) = centre.assign(centre.anna, "1009")
    evaluation = centre.answer_all(centre.anna, assignment)
    centre.services.inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(1.0, 2.0, "thanked twice"))
    assert found(centre, centre.lead, "thanked") == []
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    assert found(centre, centre.lead, "thanked") == [(HitKind.CALL, "1009")]
    assert found(centre, centre.ben, "thanked") == []
    centre.services.inspecting.undo_submit(centre.anna, evaluation.id)
    assert found(centre, centre.lead, "thanked") == []


def test_an_overlap_is_found_by_its_words_once_both_are_in(panel: Panel) -> None:
    centre = panel.centre
    (mine,) = centre.assign(centre.anna, "1009", purpose=Purpose.OVERLAP)
    (theirs,) = centre.assign(centre.ben, "1009", purpose=Purpose.OVERLAP)
    evaluation = centre.answer_all(centre.anna, mine)
    centre.services.inspecting.save_mark(centre.anna, evaluation.id, MarkDraft(1.0, 2.0, "thanked twice"))
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    assert found(centre, centre.lead, "thanked") == []
    centre.services.inspecting.submit(centre.ben, centre.answer_all(centre.ben, theirs).id)
    assert found(centre, centre.lead, "thanked") == [(HitKind.CALL, "1009")]


def test_a_session_is_found_by_its_panel_and_those_who_see_all_sessions(panel: Panel) -> None:
    centre = panel.centre
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft("i-9", "Dee Roy", frozenset({Role.INSPECTOR})))
    stranger = administering.actor_named("i-9")
    panel.open_session("1009", title="Autumn roaming round")
    expected = [(HitKind.SESSION, "Autumn roaming round")]
    assert [found(centre, one, "autumn") for one in (centre.anna, centre.lead, stranger)] == [expected, expected, []]


def test_a_case_is_found_but_not_by_who_has_its_call_to_score_blind(panel: Panel) -> None:
    centre = panel.centre
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(centre.lead, session_id)
    panel.settle_all(session_id)
    draft = CaseDraft(session_id, centre.calls["1009"], "Refund refused kindly", "the reason is said first")
    centre.services.curating.keep(centre.lead, draft)
    expected = [(HitKind.CASE, "SC-001 · Refund refused kindly")]
    assert found(centre, centre.ben, "refund") == expected
    assert found(centre, centre.ben, "reason said first") == expected
    practice = AssignmentDraft((centre.calls["1009"],), (centre.ben.person_id,), centre.version.id, Purpose.PRACTICE)
    centre.services.assigning.assign(centre.lead, practice)
    assert found(centre, centre.ben, "refund") == []


def test_a_tracked_item_is_found_with_what_came_of_it(panel: Panel) -> None:
    centre = panel.centre
    tracking = centre.services.tracking
    draft = TrackedDraft(
        "Greetings too short", "greeting", centre.lead.person_id, (NOW + timedelta(days=9)).date(), "train hall two"
    )
    item_id, _changes = tracking.open_item(centre.lead, draft)
    expected = [(HitKind.TRACKED_ITEM, "Greetings too short")]
    assert found(centre, centre.lead, "train hall") == expected
    assert found(centre, centre.anna, "train hall") == []
    tracking.mark_done(centre.lead, item_id, "done")
    assert found(centre, centre.lead, "greetings") == expected


def test_a_trainer_with_the_call_to_score_blind_is_not_shown_what_was_settled(panel: Panel) -> None:
    centre = panel.centre
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(centre.lead, session_id)
    panel.settle_all(session_id)
    curating, call_id = centre.services.curating, centre.calls["1009"]
    assert curating.proposal(centre.lead, session_id, call_id).n_settled > 0
    repeat = AssignmentDraft((call_id,), (centre.lead.person_id,), centre.version.id, Purpose.QUALIFICATION)
    centre.services.assigning.assign(centre.lead, repeat)
    with pytest.raises(NotFoundError):
        curating.proposal(centre.lead, session_id, call_id)
    with pytest.raises(NotFoundError):
        curating.keep(centre.lead, CaseDraft(session_id, call_id, "Too early"))
