"""A calibration session from blind to closed and back, and who sees what of it at each step."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import EvaluationState
from qa_desk.domain.ids import PersonId, SessionId
from qa_desk.domain.people import Actor, Role
from qa_desk.services.calibration.calibrating_views import SessionDraft, SettleDraft
from qa_desk.services.calibration.calibration_figures import Basis
from qa_desk.services.centre.administering import PersonDraft
from tests.calibration_panel import BECAUSE, Panel, as_said
from tests.small_centre import NOW

FAILED = {"1009": frozenset({"no_disclosure", "greeting"})}


def person(panel: Panel, name: str, *roles: Role) -> Actor:
    administering = panel.centre.services.administering
    administering.save_person(panel.centre.lead, PersonDraft(name.lower(), name, frozenset(roles)))
    return administering.actor_named(name)


def code(caught: pytest.ExceptionInfo[QADeskError]) -> ErrorCode:
    return caught.value.code


def test_before_the_reveal_nobody_but_the_author_reads_an_evaluation(panel: Panel) -> None:
    session_id = panel.open_session("1009")
    anna, ben, _cai = panel.members
    panel.hand_in(anna, session_id, FAILED)
    administrator = person(panel, "He Jun", Role.ADMINISTRATOR)
    auditor = person(panel, "Qian Li", Role.AUDITOR)
    reviewing = panel.centre.services.reviewing
    call_id = panel.centre.calls["1009"]
    (own,) = reviewing.evaluations_of_call(anna, call_id)
    for other in (panel.centre.lead, administrator, auditor, ben):
        assert reviewing.evaluations_of_call(other, call_id) == ()
        with pytest.raises(NotFoundError):
            reviewing.evaluation(other, own.evaluation.id)


def test_before_the_reveal_differences_and_figures_are_refused_to_everybody(panel: Panel) -> None:
    session_id = panel.open_session("1009")
    for member in panel.members:
        panel.hand_in(member, session_id)
    for actor in (panel.centre.lead, *panel.members):
        for ask in (panel.calibrating.differences, panel.calibrating.result):
            with pytest.raises(QADeskError) as caught:
                ask(actor, session_id)
            assert code(caught) is ErrorCode.WRONG_STATE


def test_who_is_done_is_known_to_the_panel_without_content(panel: Panel) -> None:
    session_id = panel.open_session("1009", "1010")
    panel.hand_in(panel.members[1], session_id)
    view = panel.calibrating.session(panel.members[0], session_id)
    assert [(seat.name, seat.is_done) for seat in view.session.seats] == [
        ("Anna Berg", False),
        ("Ben Ode", True),
        ("Cai Ito", False),
    ]
    assert len(view.my_open) == 2


def test_a_list_counts_only_who_is_done_with_that_very_session(panel: Panel) -> None:
    finished, waiting = panel.open_session("1009"), panel.open_session("1010")
    for member in panel.members:
        panel.hand_in(member, finished)
    counted = {one.id: (one.n_seats_done, one.n_seats) for one in panel.calibrating.sessions(panel.centre.lead)}
    assert counted == {finished: (3, 3), waiting: (0, 3)}


def test_whoever_is_not_in_the_panel_does_not_learn_of_the_session(panel: Panel) -> None:
    session_id = panel.open_session("1009")
    stranger = person(panel, "Dora Eck", Role.INSPECTOR)
    assert panel.calibrating.sessions(stranger) == ()
    with pytest.raises(NotFoundError):
        panel.calibrating.session(stranger, session_id)


def test_only_the_lead_opens_reveals_and_settles(panel: Panel) -> None:
    session_id = panel.open_session("1009")
    anna = panel.members[0]
    draft = SessionDraft("mine", (panel.centre.calls["1009"],), (anna.person_id,), panel.centre.version.id)
    for attempt in (
        lambda: panel.calibrating.create(anna, draft),
        lambda: panel.calibrating.reveal(anna, session_id),
        lambda: panel.meeting.settle_agreed(anna, session_id),
        lambda: panel.calibrating.close(anna, session_id),
    ):
        with pytest.raises(NotAllowedError):
            attempt()


@pytest.mark.parametrize(
    ("without", "told"), [("title", "title"), ("calls", "number of calls"), ("panel", "number of inspectors")]
)
def test_a_session_needs_a_title_calls_and_two_inspectors(panel: Panel, without: str, told: str) -> None:
    members = tuple(member.person_id for member in panel.members)
    draft = SessionDraft(
        " " if without == "title" else "April",
        () if without == "calls" else (panel.centre.calls["1009"],),
        members[:1] if without == "panel" else members,
        panel.centre.version.id,
    )
    with pytest.raises(QADeskError) as caught:
        panel.calibrating.create(panel.centre.lead, draft)
    assert (code(caught), caught.value.params["what"]) == (ErrorCode.VALUE_INVALID, told)


@pytest.mark.parametrize("quorum", [0, -1, 4])
def test_a_quorum_that_can_not_be_is_refused(panel: Panel, quorum: int) -> None:
    with pytest.raises(QADeskError) as caught:
        panel.open_session("1009", quorum=quorum)
    assert code(caught) is ErrorCode.VALUE_INVALID


def test_who_does_not_score_or_has_left_sits_in_no_panel(panel: Panel) -> None:
    owner = person(panel, "Olga", Role.OWNER)
    gone = PersonDraft("gone", "Gone", frozenset({Role.INSPECTOR}), left_on=NOW.date() - timedelta(days=1))
    panel.centre.services.administering.save_person(panel.centre.lead, gone)
    everybody = panel.centre.services.administering.people(panel.centre.lead)
    left = next(one for one in everybody if one.name == "Gone")
    for wrong in (owner.person_id, left.id, PersonId(uuid4())):
        panel_ids = (panel.centre.anna.person_id, wrong)
        draft = SessionDraft("April", (panel.centre.calls["1009"],), panel_ids, panel.centre.version.id)
        with pytest.raises(QADeskError) as caught:
            panel.calibrating.create(panel.centre.lead, draft)
        assert (code(caught), caught.value.params["what"]) == (ErrorCode.VALUE_INVALID, "inspector")


def test_a_call_and_a_member_named_twice_count_once(panel: Panel) -> None:
    anna, ben = panel.centre.anna.person_id, panel.centre.ben.person_id
    call_id = panel.centre.calls["1009"]
    draft = SessionDraft("April", (call_id, call_id), (anna, ben, anna), panel.centre.version.id)
    session_id, _changes = panel.calibrating.create(panel.centre.lead, draft)
    session = panel.calibrating.session(panel.centre.lead, session_id).session
    assert (session.call_ids, [seat.person_id for seat in session.seats]) == ((call_id,), [anna, ben])


def test_a_session_is_due_on_the_centres_day(panel: Panel) -> None:
    just_after_midnight_there = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
    members = tuple(member.person_id for member in panel.members)
    draft = SessionDraft(
        "April", (panel.centre.calls["1009"],), members, panel.centre.version.id, due_at=just_after_midnight_there
    )
    panel.calibrating.create(panel.centre.lead, draft)
    (item,) = panel.centre.services.inspecting.my_calls(panel.centre.anna)
    assert item.due_on == date(2026, 12, 1)


def test_the_reveal_waits_for_the_quorum(panel: Panel) -> None:
    session_id = panel.open_session("1009", quorum=2)
    panel.hand_in(panel.members[0], session_id)
    with pytest.raises(QADeskError) as caught:
        panel.calibrating.reveal(panel.centre.lead, session_id)
    assert code(caught) is ErrorCode.WRONG_STATE


def test_a_missing_member_does_not_stop_the_reveal_and_is_shown_as_missing(panel: Panel) -> None:
    session_id = panel.open_session("1009", quorum=2)
    for member in panel.members[:2]:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    for difference in panel.differences(session_id):
        assert [answer.is_missing for answer in difference.answers] == [False, False, True]
        assert difference.n_pairs == 1
    result = panel.calibrating.result(panel.centre.lead, session_id)
    assert (result.n_inspectors, result.n_judgements) == (2, 28)


def test_a_late_hand_in_is_marked_and_stays_out_of_the_figures(panel: Panel) -> None:
    session_id = panel.open_session("1009", quorum=2)
    anna, ben, cai = panel.members
    for member in (anna, ben):
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    before = panel.calibrating.result(panel.centre.lead, session_id)
    panel.hand_in(cai, session_id, FAILED)
    for difference in panel.differences(session_id):
        assert [answer.late for answer in difference.answers] == [False, False, True]
    after = panel.calibrating.result(panel.centre.lead, session_id)
    assert after == before
    assert after.overall.between.value == 1.0


def test_differences_come_critical_first_then_by_disagreement(panel: Panel) -> None:
    session_id = panel.open_session("1009", "1010")
    anna, ben, cai = panel.members
    panel.hand_in(anna, session_id, {"1010": frozenset({"tone"})})
    panel.hand_in(ben, session_id, {"1009": frozenset({"consent"}), "1010": frozenset({"closing"})})
    panel.hand_in(cai, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    found = panel.differences(session_id)
    assert [(d.call_key, d.criterion.key, d.n_agreeing_pairs, d.n_pairs) for d in found if d.differs] == [
        ("1009", "consent", 1, 3),
        ("1010", "tone", 1, 3),
        ("1010", "closing", 1, 3),
    ]
    critical = [d.criterion.critical is not None for d in found]
    assert critical == sorted(critical, reverse=True)
    assert len(found) == 28


def revealed(panel: Panel, *keys: str) -> SessionId:
    session_id = panel.open_session(*keys)
    panel.hand_in(panel.members[0], session_id, FAILED)
    for member in panel.members[1:]:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    return session_id


def test_settling_where_the_panel_differed_needs_a_rationale(panel: Panel) -> None:
    session_id = revealed(panel, "1009")
    differing = next(d for d in panel.differences(session_id) if d.differs)
    for blank in ("", "  "):
        with pytest.raises(QADeskError) as caught:
            panel.meeting.settle(panel.centre.lead, session_id, as_said(differing, rationale=blank))
        assert code(caught) is ErrorCode.REASON_REQUIRED
    panel.meeting.settle(panel.centre.lead, session_id, as_said(differing, rationale=BECAUSE))
    settled = next(d for d in panel.differences(session_id) if d.criterion.key == differing.criterion.key).settled
    assert settled is not None
    assert (settled.rating, settled.rationale, settled.settled_by) == (
        differing.answers[0].rating,
        BECAUSE,
        panel.centre.lead.person_id,
    )


def test_settling_where_all_agree_needs_no_rationale(panel: Panel) -> None:
    session_id = revealed(panel, "1009")
    agreed = next(d for d in panel.differences(session_id) if not d.differs)
    panel.meeting.settle(panel.centre.lead, session_id, as_said(agreed))
    assert sum(d.settled is not None for d in panel.differences(session_id)) == 1


def test_an_answer_off_the_scale_is_not_settled(panel: Panel) -> None:
    session_id = revealed(panel, "1009")
    draft = SettleDraft(panel.centre.calls["1009"], "greeting", 4.5, rationale=BECAUSE)
    with pytest.raises(QADeskError) as caught:
        panel.meeting.settle(panel.centre.lead, session_id, draft)
    assert code(caught) is ErrorCode.ANSWER_INVALID


def test_settling_what_all_agree_on_leaves_the_rest_open_and_nothing_settles_by_itself(panel: Panel) -> None:
    session_id = revealed(panel, "1009")
    assert all(d.settled is None for d in panel.differences(session_id))
    panel.meeting.settle_agreed(panel.centre.lead, session_id)
    assert {d.criterion.key for d in panel.differences(session_id) if d.settled is None} == FAILED["1009"]
    assert panel.calibrating.session(panel.centre.lead, session_id).session.state is SessionState.REVEALED


def test_a_settled_answer_can_be_withdrawn_which_opens_the_session_again(panel: Panel) -> None:
    session_id = revealed(panel, "1009")
    panel.settle_all(session_id)
    assert panel.calibrating.session(panel.centre.lead, session_id).session.state is SessionState.SETTLED
    tone = next(d.settled for d in panel.differences(session_id) if d.criterion.key == "tone")
    assert tone is not None
    panel.meeting.withdraw_settled(panel.centre.lead, session_id, tone)
    assert panel.calibrating.session(panel.centre.lead, session_id).session.state is SessionState.REVEALED


def test_a_session_closes_when_all_is_settled_and_reopens_with_a_reason(panel: Panel) -> None:
    session_id = revealed(panel, "1009")
    lead = panel.centre.lead
    with pytest.raises(QADeskError):
        panel.calibrating.close(lead, session_id)
    panel.settle_all(session_id)
    panel.calibrating.close(lead, session_id)
    assert panel.calibrating.session(lead, session_id).session.state is SessionState.CLOSED
    with pytest.raises(QADeskError) as caught:
        panel.calibrating.reopen(lead, session_id, " ")
    assert code(caught) is ErrorCode.REASON_REQUIRED
    panel.calibrating.reopen(lead, session_id, "the recording was heard again")
    reopened = panel.calibrating.session(lead, session_id).session
    assert (reopened.state, reopened.reopened_reason) == (SessionState.REVEALED, "the recording was heard again")
    assert all(d.settled is not None for d in panel.differences(session_id))


def test_a_reopened_session_is_settled_and_closed_again(panel: Panel) -> None:
    session_id = revealed(panel, "1009")
    panel.settle_all(session_id)
    panel.calibrating.close(panel.centre.lead, session_id)
    panel.calibrating.reopen(panel.centre.lead, session_id, "heard again")
    again = next(d for d in panel.differences(session_id) if d.criterion.key == "greeting")
    panel.meeting.settle(panel.centre.lead, session_id, as_said(again, 1, rationale="heard again"))
    assert panel.calibrating.session(panel.centre.lead, session_id).session.state is SessionState.SETTLED
    panel.calibrating.close(panel.centre.lead, session_id)


def test_what_nobody_handed_in_leaves_the_queue_when_the_session_closes_and_comes_back_with_it(panel: Panel) -> None:
    session_id = panel.open_session("1009", quorum=2)
    lead, (anna, ben, cai) = panel.centre.lead, panel.members
    inspecting, assigning = panel.centre.services.inspecting, panel.centre.services.assigning
    (waiting,) = panel.calibrating.session(cai, session_id).my_open
    inspecting.open(cai, waiting)
    for member in (anna, ben):
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(lead, session_id)
    panel.settle_all(session_id)
    assert [item.assignment_id for item in inspecting.my_calls(cai)] == [waiting], "late is still in time"
    panel.calibrating.close(lead, session_id)
    assert inspecting.my_calls(cai) == ()
    assert (inspecting.n_waiting(cai), panel.calibrating.session(cai, session_id).my_open) == (0, ())
    assert {load.n_waiting for load in assigning.inspectors(lead)} == {0}
    with pytest.raises(QADeskError) as caught:
        inspecting.open(cai, waiting)
    assert code(caught) is ErrorCode.WRONG_STATE
    panel.calibrating.reopen(lead, session_id, "heard again")
    assert [item.assignment_id for item in inspecting.my_calls(cai)] == [waiting]
    assert inspecting.open(cai, waiting).evaluation.state is EvaluationState.DRAFT


def test_figures_are_between_inspectors_until_all_is_settled(panel: Panel) -> None:
    session_id = revealed(panel, "1009", "1010")
    ask = panel.calibrating.result
    assert ask(panel.centre.lead, session_id).basis is Basis.BETWEEN
    panel.meeting.settle_agreed(panel.centre.lead, session_id)
    part = ask(panel.centre.lead, session_id)
    assert (part.basis, part.accuracy) == (Basis.BETWEEN, ())
    panel.settle_all(session_id)
    whole = ask(panel.centre.lead, session_id)
    assert whole.basis is Basis.SETTLED
    assert [one.panellist.name for one in whole.accuracy] == ["Anna Berg", "Ben Ode", "Cai Ito"]


def test_after_the_reveal_panel_and_trainer_read_and_a_stranger_does_not(panel: Panel) -> None:
    session_id = revealed(panel, "1009")
    trainer = person(panel, "Liu Yang", Role.TRAINER)
    stranger = person(panel, "Dora Eck", Role.INSPECTOR)
    for reader in (panel.centre.lead, trainer, *panel.members):
        shown = panel.calibrating.differences(reader, session_id)
        assert [sum(not answer.is_missing for answer in d.answers) for d in shown] == [3] * 14
    with pytest.raises(NotFoundError):
        panel.calibrating.differences(stranger, session_id)


def test_a_lead_who_still_has_to_score_a_call_blind_does_not_settle_it(panel: Panel) -> None:
    session_id = panel.open_session("1009", "1010")
    for member in panel.members:
        panel.hand_in(member, session_id)
    lead = panel.centre.lead
    panel.calibrating.reveal(lead, session_id)
    members = (lead.person_id, panel.centre.anna.person_id)
    draft = SessionDraft("May", (panel.centre.calls["1009"],), members, panel.centre.version.id)
    panel.calibrating.create(lead, draft)
    with pytest.raises(QADeskError) as caught:
        panel.meeting.settle_agreed(lead, session_id)
    assert code(caught) is ErrorCode.WRONG_STATE
    assert panel.calibrating.session(lead, session_id).session.state is SessionState.REVEALED


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"call": "1043"}, ErrorCode.NOT_FOUND),
        ({"criterion_key": "no_such"}, ErrorCode.NOT_FOUND),
        ({"reasons": ("no_such",)}, ErrorCode.ANSWER_INVALID),
        ({"rating": None, "na": True}, ErrorCode.ANSWER_INVALID),
        ({"rationale": "x" * 5000}, ErrorCode.VALUE_INVALID),
    ],
    ids=str,
)
def test_what_no_form_allows_is_not_settled(panel: Panel, changed: dict[str, Any], told: ErrorCode) -> None:
    session_id = panel.open_session("1009")
    panel.hand_in(panel.members[0], session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    call_id = panel.centre.calls[changed.pop("call", "1009")]
    draft = replace(SettleDraft(call_id, "no_disclosure", True, rationale=BECAUSE), **changed)
    with pytest.raises(QADeskError) as caught:
        panel.meeting.settle(panel.centre.lead, session_id, draft)
    assert code(caught) is told
